// RUN: weirc opt --mlir-print-local-scope --hal-materialize-resource-caches %s | FileCheck %s

#arm = #hal.executable.target<"llvm-cpu", "embedded-elf-arm_64">
#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK: util.global private @device : !hal.device
// CHECK-NEXT: util.global private @device_pipeline_layout_0 : !hal.pipeline_layout
// CHECK-NEXT: util.global private @device_executable_0_ex : !hal.executable
// CHECK-NEXT: util.initializer {
// CHECK-NEXT: %[[DEVICE:.+]] = util.global.load immutable @device
// CHECK-NEXT: %[[SET:.+]] = hal.descriptor_set_layout.create device(%[[DEVICE]] : !hal.device) flags("None") bindings([#hal.descriptor_set.binding<0, storage_buffer>])
// CHECK-NEXT: %[[LAYOUT:.+]] = hal.pipeline_layout.create device(%[[DEVICE]] : !hal.device) push_constants(1) layouts([%[[SET]]])
// CHECK-NEXT: util.global.store %[[LAYOUT]], @device_pipeline_layout_0
// CHECK: %{{.+}}, %[[ARM:.+]] = hal.device.query<%[[DEVICE]] : !hal.device> key("hal.executable.format" :: "embedded-elf-arm_64")
// CHECK: %{{.+}}, %[[X86:.+]] = hal.device.query<%[[DEVICE]] : !hal.device> key("hal.executable.format" :: "embedded-elf-x86_64")
// CHECK: %[[SECOND:.+]] = arith.select %[[X86]]
// CHECK: %[[CHOSEN:.+]] = arith.select %[[ARM]], %{{.+}}, %[[SECOND]]
// CHECK: %[[EXE:.+]] = scf.index_switch %[[CHOSEN]] -> !hal.executable
// CHECK: case 0 {
// CHECK: hal.executable.create device(%[[DEVICE]] : !hal.device) target(@ex::@arm) layouts([%[[LAYOUT]]])
// CHECK: case 1 {
// CHECK: hal.executable.create device(%[[DEVICE]] : !hal.device) target(@ex::@x86) layouts([%[[LAYOUT]]])
// CHECK: default {
// CHECK: util.status.check_ok %{{.+}}, "HAL device `device` does not support any variant of executable `ex`"
// CHECK: util.global.store %[[EXE]], @device_executable_0_ex
util.global private @device : !hal.device
// CHECK: util.global private @unused : !hal.device
// CHECK-NOT: util.initializer
util.global private @unused : !hal.device

hal.executable private @ex {
  hal.executable.variant public @arm target(#arm) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
  hal.executable.variant public @x86 target(#x86) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
}

// CHECK-LABEL: @lookups
util.func public @lookups(%given: !hal.device) -> (!hal.pipeline_layout, !hal.executable, !hal.executable) {
  %device = util.global.load immutable @device : !hal.device
  // CHECK: %[[L:.+]] = util.global.load immutable @device_pipeline_layout_0
  %0 = hal.pipeline_layout.lookup device(%device : !hal.device) layout(#layout) : !hal.pipeline_layout
  // CHECK: %[[E:.+]] = util.global.load immutable @device_executable_0_ex
  %1 = hal.executable.lookup device(%device : !hal.device) executable(@ex) : !hal.executable
  // CHECK: %[[G:.+]] = hal.executable.lookup device(%arg0
  %2 = hal.executable.lookup device(%given : !hal.device) executable(@ex) : !hal.executable
  // CHECK: util.return %[[L]], %[[E]], %[[G]]
  util.return %0, %1, %2 : !hal.pipeline_layout, !hal.executable, !hal.executable
}
