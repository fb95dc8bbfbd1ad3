// RUN: weirc opt --split-input-file --mlir-print-local-scope --hal-materialize-resource-caches %s | FileCheck %s

#arm = #hal.executable.target<"llvm-cpu", "embedded-elf-arm_64">
#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 1, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK: util.global private @device : !hal.device
// CHECK-NEXT: util.global private @__device_pipeline_layout_0 : !hal.pipeline_layout
// CHECK-NEXT: util.global private @__device_executable_0_ex : !hal.executable
// CHECK-NEXT: util.initializer {
// CHECK-NEXT: %[[DEVICE:.+]] = util.global.load @device
// CHECK-NEXT: %[[SET:.+]] = hal.descriptor_set_layout.create device(%[[DEVICE]] : !hal.device) flags("None") bindings([#hal.descriptor_set.binding<0, storage_buffer>])
// CHECK-NEXT: %[[LAYOUT:.+]] = hal.pipeline_layout.create device(%[[DEVICE]] : !hal.device) push_constants(1) layouts([%[[SET]]])
// CHECK-NEXT: util.global.store %[[LAYOUT]], @__device_pipeline_layout_0
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
// CHECK-NEXT: %[[UNAVAILABLE:.+]] = arith.constant 14 : i32
// CHECK-NEXT: util.status.check_ok %[[UNAVAILABLE]], "HAL device `device` does not support any variant of executable `ex`; available formats: [embedded-elf-arm_64, embedded-elf-x86_64]"
// CHECK: util.global.store %[[EXE]], @__device_executable_0_ex
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
  // CHECK: %[[L:.+]] = util.global.load @__device_pipeline_layout_0
  %0 = hal.pipeline_layout.lookup device(%device : !hal.device) layout(#layout) : !hal.pipeline_layout
  // CHECK: %[[E:.+]] = util.global.load @__device_executable_0_ex
  %1 = hal.executable.lookup device(%device : !hal.device) executable(@ex) : !hal.executable
  // CHECK: %[[G:.+]] = hal.executable.lookup device(%arg0
  %2 = hal.executable.lookup device(%given : !hal.device) executable(@ex) : !hal.executable
  // CHECK: util.return %[[L]], %[[E]], %[[G]]
  util.return %0, %1, %2 : !hal.pipeline_layout, !hal.executable, !hal.executable
}

// -----

// Constants are computed by functions made of their blocks; a condition of a
// variant counts beside its format; a device that goes through a call is known.

#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK: util.initializer {
// CHECK: %[[DEVICE:.+]] = util.global.load @device
// CHECK: %{{.+}}, %[[FORMAT:.+]] = hal.device.query<%[[DEVICE]]
// CHECK: %[[OWN:.+]] = scf.execute_region -> i1
// CHECK: arith.andi %[[FORMAT]], %[[OWN]] : i1
// CHECK: case 0 {
// CHECK: %[[FIRST:.+]]:2 = util.call @__device_executable_0_ex_constant_block_0() : () -> (i32, i32)
// CHECK: %[[SECOND:.+]] = util.call @__device_executable_0_ex_constant_block_1(%[[DEVICE]]) : (!hal.device) -> i32
// CHECK: hal.executable.create device(%[[DEVICE]] : !hal.device) target(@ex::@x86) layouts([%{{.+}}]) constants([%[[FIRST]]#0, %[[FIRST]]#1, %[[SECOND]]])
// CHECK: util.func private @__device_executable_0_ex_constant_block_0() -> (i32, i32)
// CHECK: util.func private @__device_executable_0_ex_constant_block_1(%arg0: !hal.device) -> i32
util.global private @device : !hal.device

// CHECK: hal.executable private @ex
// CHECK-NOT: hal.executable.condition
// CHECK-NOT: hal.executable.constant.block
hal.executable private @ex {
  hal.executable.variant public @x86 target(#x86) {
    hal.executable.condition(%device: !hal.device) -> i1 {
      %ok, %value = hal.device.query<%device : !hal.device> key("some" :: "feature") : i1, i32
      hal.return %ok : i1
    }
    hal.executable.constant.block() -> (i32, i32) as ("a", "b") {
      %c1 = arith.constant 1 : i32
      %c2 = arith.constant 2 : i32
      hal.return %c1, %c2 : i32, i32
    }
    hal.executable.constant.block(%device: !hal.device) -> i32 as "c" {
      %ok, %value = hal.device.query<%device : !hal.device> key("sys" :: "cores") : i1, i32
      hal.return %value : i32
    }
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
}

// CHECK-LABEL: util.func private @callee
util.func private @callee(%device: !hal.device) -> !hal.executable {
  // CHECK: util.global.load @__device_executable_0_ex
  %0 = hal.executable.lookup device(%device : !hal.device) executable(@ex) : !hal.executable
  util.return %0 : !hal.executable
}
util.func public @caller() -> !hal.executable {
  %device = util.global.load immutable @device : !hal.device
  %0 = util.call @callee(%device) : (!hal.device) -> !hal.executable
  util.return %0 : !hal.executable
}

// -----

// Sets of bindings are made before the layouts that they are part of, equal ones
// once, at whatever place of a layout.

#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#two = #hal.pipeline.layout<push_constants = 2, sets = [<0, bindings = [<0, storage_buffer>]>, <1, bindings = [<0, storage_buffer>]>]>
#one = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, uniform_buffer>], flags = Indirect>]>

// CHECK: util.initializer {
// CHECK-NEXT: %[[DEVICE:.+]] = util.global.load @device
// CHECK-NEXT: %[[STORAGE:.+]] = hal.descriptor_set_layout.create device(%[[DEVICE]] : !hal.device) flags("None") bindings([#hal.descriptor_set.binding<0, storage_buffer>])
// CHECK-NEXT: %[[UNIFORM:.+]] = hal.descriptor_set_layout.create device(%[[DEVICE]] : !hal.device) flags(Indirect) bindings([#hal.descriptor_set.binding<0, uniform_buffer>])
// CHECK-NEXT: %[[TWO:.+]] = hal.pipeline_layout.create device(%[[DEVICE]] : !hal.device) push_constants(2) layouts([%[[STORAGE]], %[[STORAGE]]])
// CHECK-NEXT: util.global.store %[[TWO]], @__device_pipeline_layout_0
// CHECK-NEXT: %[[ONE:.+]] = hal.pipeline_layout.create device(%[[DEVICE]] : !hal.device) push_constants(0) layouts([%[[UNIFORM]]])
// CHECK-NEXT: util.global.store %[[ONE]], @__device_pipeline_layout_1
util.global private @device = #hal.device.target<"local", [#x86]> : !hal.device

util.func public @layouts() -> (!hal.pipeline_layout, !hal.pipeline_layout) {
  %device = util.global.load immutable @device : !hal.device
  %0 = hal.pipeline_layout.lookup device(%device : !hal.device) layout(#two) : !hal.pipeline_layout
  %1 = hal.pipeline_layout.lookup device(%device : !hal.device) layout(#one) : !hal.pipeline_layout
  util.return %0, %1 : !hal.pipeline_layout, !hal.pipeline_layout
}

// -----

// A device that may turn out to be another takes over what was made for that
// one, which therefore has all of it, also by way of a third.

#x86 = #hal.executable.target<"llvm-cpu", "embedded-elf-x86_64">
#layout = #hal.pipeline.layout<push_constants = 0, sets = [<0, bindings = [<0, storage_buffer>]>]>

// CHECK: util.global private @first
// CHECK: util.global private @__first_executable_0_ex
// CHECK: util.initializer
// CHECK-NOT: util.cmp.eq
// CHECK: util.global.store %{{.+}}, @__first_executable_0_ex
util.global private @first = #hal.device.target<"local", {ordinal = 0 : index}, [#x86]> : !hal.device

// CHECK: util.global private @second
// CHECK: util.global private @__second_executable_0_ex
util.global private @second = #hal.device.fallback<@first> : !hal.device

// CHECK: util.global private @third
// CHECK-NEXT: util.global private @__third_pipeline_layout_0
// CHECK-NEXT: util.global private @__third_executable_0_ex
// CHECK-NEXT: util.initializer {
// CHECK-NEXT: %[[THIRD:.+]] = util.global.load @third
// CHECK-NEXT: %[[SECOND:.+]] = util.global.load @second
// CHECK-NEXT: %[[IS_SECOND:.+]] = util.cmp.eq %[[THIRD]], %[[SECOND]] : !hal.device
// CHECK-NEXT: %[[FIRST:.+]] = util.global.load @first
// CHECK-NEXT: %[[IS_FIRST:.+]] = util.cmp.eq %[[THIRD]], %[[FIRST]] : !hal.device
// CHECK: %[[REST:.+]] = arith.select %[[IS_FIRST]]
// CHECK: %[[CHOSEN:.+]] = arith.select %[[IS_SECOND]], %{{.+}}, %[[REST]]
// CHECK-NEXT: scf.index_switch %[[CHOSEN]]
// CHECK-NEXT: case 0 {
// CHECK-NEXT: %[[LAYOUT:.+]] = util.global.load @__second_pipeline_layout_0
// CHECK-NEXT: util.global.store %[[LAYOUT]], @__third_pipeline_layout_0
// CHECK-NEXT: %[[EXE:.+]] = util.global.load @__second_executable_0_ex
// CHECK-NEXT: util.global.store %[[EXE]], @__third_executable_0_ex
// CHECK: case 1 {
// CHECK-NEXT: util.global.load @__first_pipeline_layout_0
// CHECK: default {
// CHECK: hal.executable.create device(%[[THIRD]] : !hal.device) target(@ex::@x86)
// CHECK: util.global.store %{{.+}}, @__third_executable_0_ex
util.global private @third = #hal.device.select<[
  #hal.device.target<"local", {ordinal = 1 : index}, [#x86]> : !hal.device,
  #hal.device.fallback<@second> : !hal.device,
  #hal.device.fallback<@first> : !hal.device
]> : !hal.device

hal.executable private @ex {
  hal.executable.variant public @x86 target(#x86) {
    hal.executable.export public @f ordinal(0) layout(#layout)
  }
}

util.func public @ask() -> !hal.executable {
  %device = util.global.load immutable @third : !hal.device
  %0 = hal.executable.lookup device(%device : !hal.device) executable(@ex) : !hal.executable
  util.return %0 : !hal.executable
}
