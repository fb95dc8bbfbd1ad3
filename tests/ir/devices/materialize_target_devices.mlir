// RUN: weirc opt --split-input-file --mlir-print-local-scope --hal-materialize-target-devices %s | FileCheck %s
// RUN: weirc opt --split-input-file --mlir-print-local-scope --pass-pipeline='builtin.module(hal-materialize-target-devices{defaultDevice=1})' %s | FileCheck %s --check-prefix=SECOND
// RUN: weirc opt --split-input-file --mlir-print-local-scope --hal-default-device=1 --hal-materialize-target-devices %s | FileCheck %s --check-prefix=SECOND

// Unnamed devices are numbered; an array is a choice; the first is the default,
// also for tensors at the edge of the program.

// CHECK: module @unnamed attributes {stream.affinity.default = #hal.device.affinity<@__device_0>}
// CHECK-NEXT: util.global private @__device_0 = #hal.device.target<"x"> : !hal.device
// CHECK-NEXT: util.global private @__device_1 = #hal.device.select<[#hal.device.alias<"y"> : !hal.device, #hal.device.alias<"z"> : !hal.device]> : !hal.device
module @unnamed attributes {
  hal.device.targets = [
    #hal.device.target<"x"> : !hal.device,
    [#hal.device.alias<"y"> : !hal.device, #hal.device.alias<"z"> : !hal.device]
  ]
} {
  // CHECK: util.func public @f(%arg0: tensor<4xf32> {stream.affinity = #hal.device.affinity<@__device_0>}, %arg1: i32, %arg2: tensor<4xf32> {stream.affinity = #hal.device.affinity<@__device_1>}) -> (tensor<4xf32> {stream.affinity = #hal.device.affinity<@__device_0>})
  util.func public @f(%a: tensor<4xf32>, %b: i32, %c: tensor<4xf32> {stream.affinity = #hal.device.affinity<@__device_1>}) -> tensor<4xf32> {
    util.return %a : tensor<4xf32>
  }
  // CHECK: util.func private @g(%arg0: tensor<4xf32>)
  util.func private @g(%a: tensor<4xf32>) {
    util.return
  }
}

// -----

// CHECK: module @named attributes {stream.affinity.default = #hal.device.affinity<@b>}
// CHECK-NEXT: util.global private @a = #hal.device.alias<"y"> : !hal.device
// CHECK-NEXT: util.global private @b = #hal.device.alias<"z"> : !hal.device
// SECOND: module @named attributes {stream.affinity.default = #hal.device.affinity<@b>}
module @named attributes {
  hal.device.targets = {
    a = #hal.device.alias<"y"> : !hal.device,
    b = #hal.device.alias<"z"> : !hal.device
  },
  hal.device.default = @b
} {
}

// -----

// CHECK: module @by_number attributes {stream.affinity.default = #hal.device.affinity<@a>}
// What the module says counts.
// SECOND: module @by_number attributes {stream.affinity.default = #hal.device.affinity<@a>}
module @by_number attributes {
  hal.device.targets = {
    a = #hal.device.alias<"y"> : !hal.device,
    b = #hal.device.alias<"z"> : !hal.device
  },
  hal.device.default = 0
} {
}

// -----

// A default for devices that are there already.

// CHECK: module @given attributes {stream.affinity.default = #hal.device.affinity<@mine>}
module @given attributes {hal.device.default = "mine"} {
  // CHECK-NEXT: util.global private @mine
  util.global private @mine : !hal.device
}

// -----

// CHECK: module @none {
module @none {
}
