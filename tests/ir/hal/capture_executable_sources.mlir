// RUN: weirc opt --hal-capture-executable-sources=stage=first --hal-capture-executable-sources=stage=first %s | FileCheck %s
// RUN: weirc opt --hal-capture-executable-sources %s | FileCheck %s --check-prefix=DEFAULT
// RUN: weirc opt --hal-capture-executable-sources %s | weirc opt | FileCheck %s --check-prefix=AGAIN

// The text of each variant is beside it, once, and exports know where their
// functions are in it.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK-DAG: #[[F:.+]] = loc("program_ex_here.first.mlir":6:6)
// CHECK-DAG: #[[G:.+]] = loc("program_ex_here.first.mlir":9:6)
// CHECK: hal.executable private @ex {
// CHECK-NEXT: hal.executable.variant public @here target(#{{.+}}) sources({program_ex_here.first.mlir = dense_resource<program_ex_here.first.mlir> : vector<[[SIZE:[0-9]+]]xi8>}) {
// CHECK-NEXT: hal.executable.export public @f ordinal(0) layout(#{{.+}}) attributes {source_locs = {first = #[[F]]}}
// CHECK-NEXT: hal.executable.export public @gg ordinal(1) layout(#{{.+}}) attributes {other, source_locs = {first = #[[G]], old = {{.+}}}}
// CHECK: hal.executable.variant public @elsewhere target(#{{.+}}) objects([#hal.executable.object<{path = "k.o"}>]) {
// CHECK-NEXT: hal.executable.export public @f ordinal(0) layout(#{{[^ ]+}}){{$}}

// "hal.executable public @ex"
// CHECK: program_ex_here.first.mlir: "0x0100000068616C2E65786563757461626C65207075626C696320406578
// CHECK-NOT: program_ex_here

// DEFAULT: sources({program_ex_here.source.mlir =
// DEFAULT: source_locs = {source = #

// AGAIN: sources({program_ex_here.source.mlir = dense_resource<program_ex_here.source.mlir>
// AGAIN: program_ex_here.source.mlir: "0x01000000
module @program {
  hal.executable private @ex {
    hal.executable.variant public @here target(#cpu) {
      hal.executable.export public @f ordinal(0) layout(#layout)
      hal.executable.export public @gg ordinal(1) layout(#layout) attributes {other, source_locs = {old = loc("x":1:2)}}
      builtin.module {
        func.func @f() {
          return
        }
        func.func @gg() {
          return
        }
        func.func private @g()
      }
    }
    hal.executable.variant public @elsewhere target(#cpu) objects([#hal.executable.object<{path = "k.o"}>]) {
      hal.executable.export public @f ordinal(0) layout(#layout)
    }
  }
}
