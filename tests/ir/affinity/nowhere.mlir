// RUN: weirc opt --split-input-file --stream-annotate-affinities %s | FileCheck %s

// Where nothing is known of the values that an op takes and gives, their lists
// are empty and the op has none.
util.global private @dev : !hal.device

// CHECK-LABEL: @only_exported
util.func public @only_exported() -> !hal.buffer_view {
  // CHECK: arith.constant {stream.affinities.results = {{\[\[\]\]}}}
  %cst = arith.constant dense<1.0> : tensor<4xf32>
  // CHECK: flow.dispatch @ex::@f(%{{.+}}) {stream.affinities.operands = {{\[\[\]\]}}, stream.affinities.results = {{\[\[\]\]}}}
  %0 = flow.dispatch @ex::@f(%cst) : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: hal.tensor.export on(#hal.device.affinity<@dev>)
  // CHECK-SAME: {stream.affinities = [#hal.device.affinity<@dev>], stream.affinities.operands = {{\[\[\]\]}}}
  %1 = hal.tensor.export on(#hal.device.affinity<@dev>) %0 : tensor<4xf32> -> !hal.buffer_view
  util.return %1 : !hal.buffer_view
}

// -----

// A global that nobody uses, and one whose users are nowhere.
// CHECK: util.global private @unused : tensor<4xf32>
util.global private @unused : tensor<4xf32>
// CHECK: util.global private @loaded : tensor<4xf32>
util.global private @loaded : tensor<4xf32>
// CHECK-LABEL: @load()
util.func private @load() -> tensor<4xf32> {
  // CHECK: util.global.load @loaded {stream.affinities.results = {{\[\[\]\]}}}
  %0 = util.global.load @loaded : tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// Numbers live nowhere.
// CHECK-LABEL: @numbers
util.func private @numbers(%arg0: i32, %arg1: memref<4xf32>) -> i32 {
  // CHECK-NOT: stream.affinities
  // CHECK: util.return
  %c1 = arith.constant 1 : i32
  %0 = arith.addi %arg0, %c1 : i32
  util.return %0 : i32
}
