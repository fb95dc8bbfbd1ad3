// RUN: weirc opt --mlir-print-local-scope --hal-materialize-interfaces %s | FileCheck %s

// Code written for the hal dialect keeps its layouts and functions; each target
// takes a copy and the objects that are for it.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#arm = #hal.executable.target<"llvm-cpu", "embedded-elf-arm_64">
#layout = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<4, storage_buffer>]>]>

util.global private @a = #hal.device.target<"local", [#cpu]> : !hal.device
util.global private @b = #hal.device.target<"local", [#arm]> : !hal.device

// CHECK: hal.executable private @src {
// CHECK-NEXT: hal.executable.variant public @embedded_elf_arm_64 target(<"llvm-cpu", "embedded-elf-arm_64">) {
// CHECK: hal.executable.export public @f ordinal(3)
// CHECK: func.func @f() {
// CHECK: hal.executable.variant public @embedded_elf_x86_64 target(<"llvm-cpu", "embedded-elf-x86_64">) objects([#hal.executable.object<{path = "x.o"
// CHECK: hal.executable.constant.block() -> i32 as "k"
// CHECK: hal.executable.export public @f ordinal(3) layout(#hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<4, storage_buffer>]>]>)
// CHECK-NEXT: ^bb0(%{{.+}}: !hal.device, %[[W:.+]]: index):
// CHECK-NEXT: hal.return %[[W]], %[[W]], %[[W]]
// CHECK: builtin.module {
// CHECK: func.func @f() {
// CHECK-NEXT: hal.interface.workgroup.id[0]
// CHECK-NOT: hal.executable.source
hal.executable.source private @src attributes {
  objects = #hal.executable.objects<{#cpu = [#hal.executable.object<{path = "x.o", data = dense<[1, 2]> : vector<2xi8>}>]}>
} {
  hal.executable.constant.block() -> i32 as "k" {
    %c1 = arith.constant 1 : i32
    hal.return %c1 : i32
  }
  hal.executable.export public @f ordinal(3) layout(#layout) {
  ^bb0(%device: !hal.device, %w: index):
    hal.return %w, %w, %w : index, index, index
  }
  builtin.module {
    func.func @f() {
      %0 = hal.interface.workgroup.id[0] : index
      return
    }
  }
}

// CHECK-LABEL: @main
util.func public @main(%r: !stream.resource<transient>, %n: index, %k: i32) -> (!stream.timepoint, !stream.timepoint) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK: stream.cmd.dispatch @src::@embedded_elf_x86_64::@f[
  %t0 = stream.cmd.execute on(#hal.device.affinity<@a>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @src::@f[%c1](%k : i32) {
      rw %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  // CHECK: stream.cmd.dispatch @src::@embedded_elf_arm_64::@f[
  %t1 = stream.cmd.execute on(#hal.device.affinity<@b>) with(%r as %p: !stream.resource<transient>{%n}) {
    stream.cmd.dispatch @src::@f[%c1](%k : i32) {
      rw %p[%c0 for %n] : !stream.resource<transient>{%n}
    }
  } => !stream.timepoint
  util.return %t0, %t1 : !stream.timepoint, !stream.timepoint
}
