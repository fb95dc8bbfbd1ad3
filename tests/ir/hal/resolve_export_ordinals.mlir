// RUN: weirc opt --split-input-file --verify-diagnostics --hal-resolve-export-ordinals %s | FileCheck %s

#cpu = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>
hal.executable private @ex {
  hal.executable.variant public @cpu target(#cpu) {
    hal.executable.export public @f ordinal(7) layout(#layout)
  }
}
// CHECK-LABEL: @known
util.func public @known() -> index {
  // CHECK-NEXT: %[[ORDINAL:.+]] = arith.constant 7 : index
  %0 = hal.executable.export.ordinal target(@ex::@cpu::@f) : index
  // CHECK-NEXT: util.return %[[ORDINAL]]
  util.return %0 : index
}

// -----

util.func public @unknown() -> index {
  // expected-error @below {{names no export with an ordinal}}
  %0 = hal.executable.export.ordinal target(@ex::@cpu::@f) : index
  util.return %0 : index
}
