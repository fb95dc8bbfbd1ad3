// RUN: weirc opt --hal-prune-executables --hal-resolve-export-ordinals --hal-strip-executable-contents %s | FileCheck %s

// Only what is named stays, and what is not private.

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
// CHECK-NOT: @unused
hal.executable private @unused {
  hal.executable.variant public @cpu target(#cpu) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
}
// CHECK: hal.executable private @used
hal.executable private @used {
  // CHECK-NOT: @other
  hal.executable.variant public @other target(#cpu) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
  // CHECK: hal.executable.variant public @cpu
  // CHECK-NEXT: hal.executable.export public @g ordinal(1)
  // CHECK-NEXT: }
  hal.executable.variant public @cpu target(#cpu) {
    hal.executable.export public @f ordinal(0) layout(#layout)
    hal.executable.export public @g ordinal(1) layout(#layout)
    builtin.module {
      func.func @g() {
        return
      }
    }
  }
}
// Of what is named as a whole no part is named; binaries are no parts.
// CHECK: hal.executable private @whole {
// CHECK-NEXT: hal.executable.binary public @done {{.+}}
// CHECK-NEXT: }
hal.executable private @whole {
  hal.executable.variant public @cpu target(#cpu) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
  hal.executable.binary public @done attributes {data = dense<1> : vector<4xi8>, format = "x"}
}
// CHECK: hal.executable nested @inside
// CHECK: hal.executable.export public @f
hal.executable nested @inside {
  hal.executable.variant public @cpu target(#cpu) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
}
// CHECK: hal.executable public @for_all
hal.executable public @for_all {
  hal.executable.variant public @cpu target(#cpu) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
}
// CHECK-LABEL: util.func public @main
util.func public @main(%device: !hal.device) -> (!hal.executable, !hal.executable, index) {
  %0 = hal.executable.lookup device(%device : !hal.device) executable(@used) : !hal.executable
  %1 = hal.executable.lookup device(%device : !hal.device) executable(@whole) : !hal.executable
  // CHECK: %[[ONE:.+]] = arith.constant 1 : index
  %2 = hal.executable.export.ordinal target(@used::@cpu::@g) : index
  // CHECK: util.return %{{.+}}, %{{.+}}, %[[ONE]]
  util.return %0, %1, %2 : !hal.executable, !hal.executable, index
}
