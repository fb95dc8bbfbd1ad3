// RUN: weirc opt --hal-dump-executable-sources='path=-' --mlir-print-local-scope %s | FileCheck %s
// RUN: rm -rf %t.folder && weirc opt --pass-pipeline='builtin.module(iree-hal-dump-executable-sources{path=%t.folder/deep prefix=pre})' %s | FileCheck %s --check-prefix=SAME
// RUN: cat %t.folder/deep/pre_program_first.mlir | FileCheck %s --check-prefix=FILE
// RUN: weirc opt %t.folder/deep/pre_program_second.mlir | FileCheck %s --check-prefix=SECOND
// RUN: rm -rf %t.folder

// Each executable stands on its own, visible and without aliases.

#target = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK: hal.executable public @first
// CHECK-NEXT: hal.executable.variant public @cpu target(<"llvm-cpu", "embedded-elf-x86_64">)
// CHECK-NEXT: hal.executable.export public @f ordinal(0) layout(#hal.pipeline.layout<
// CHECK: hal.executable public @second
// CHECK: module @program
// CHECK: hal.executable private @first
// CHECK: hal.executable private @second

// FILE: {{^}}hal.executable public @first {
// FILE-NOT: @second
// SECOND: module {
// SECOND: hal.executable public @second
// SAME-NOT: hal.executable public
// SAME: module @program
// SAME: hal.executable private @first
module @program {
  hal.executable private @first {
    hal.executable.variant public @cpu target(#target) {
      hal.executable.export public @f ordinal(0) layout(#layout)
      builtin.module {
        func.func @f() {
          return
        }
      }
    }
  }
  util.func private @between() {
    util.return
  }
  hal.executable private @second {
    hal.executable.variant public @cpu target(#target) {
      hal.executable.export public @g ordinal(0) layout(#layout)
    }
  }
}
