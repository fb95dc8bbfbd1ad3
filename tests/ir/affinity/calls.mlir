// RUN: weirc opt --split-input-file --stream-annotate-affinities %s | FileCheck %s

// Values go through calls and returns of functions that nobody else can call.

// CHECK-LABEL: @caller
util.func private @caller(%arg0: !hal.buffer_view) -> !hal.buffer_view {
  // CHECK: hal.tensor.import
  %0 = hal.tensor.import on(#hal.device.promise<@a>) %arg0 : !hal.buffer_view -> tensor<4xi32>
  // CHECK: util.call @callee
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %1 = util.call @callee(%0) : (tensor<4xi32>) -> tensor<4xi32>
  // CHECK: hal.tensor.export
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %2 = hal.tensor.export %1 : tensor<4xi32> -> !hal.buffer_view
  util.return %2 : !hal.buffer_view
}
// CHECK: @callee
util.func private @callee(%arg0: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: flow.tensor.transfer
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[#hal.device.promise<@a>]]
  %0 = flow.tensor.transfer %arg0 : tensor<4xi32> to #hal.device.promise<@b>
  util.return %0 : tensor<4xi32>
}

// -----

// Nothing is known of what comes from outside.

// CHECK-LABEL: @public
// CHECK-NOT: stream.affinities =
util.func public @public(%arg0: tensor<4xi32>) -> tensor<4xi32> {
  // CHECK: flow.tensor.clone
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[]]
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[]]
  %0 = flow.tensor.clone %arg0 : tensor<4xi32>
  util.return %0 : tensor<4xi32>
}

// -----

// Nor of what a declared function returns.

util.func private @declared(tensor<4xi32>) -> tensor<4xi32>
// CHECK-LABEL: @calls_declared
util.func private @calls_declared() -> tensor<4xi32> {
  %0 = flow.tensor.constant dense<1> : tensor<4xi32>
  // CHECK: util.call
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[]]
  %1 = util.call @declared(%0) : (tensor<4xi32>) -> tensor<4xi32>
  util.return %1 : tensor<4xi32>
}

// -----

// CHECK-LABEL: @recursive
util.func private @recursive(%arg0: tensor<4xi32>, %cond: i1) -> tensor<4xi32> {
  cf.cond_br %cond, ^bb1, ^bb2
^bb1:
  %0 = flow.dispatch @ex::@fn(%arg0) {stream.affinity = #hal.device.promise<@a>} : (tensor<4xi32>) -> tensor<4xi32>
  %1 = util.call @recursive(%0, %cond) : (tensor<4xi32>, i1) -> tensor<4xi32>
  util.return %1 : tensor<4xi32>
^bb2:
  // CHECK: util.return {stream.affinities.operands = {{\[\[}}#hal.device.promise<@a>]]} %arg0
  util.return %arg0 : tensor<4xi32>
}

// -----

// What a stream calls executes where it is told; its operands go there.

flow.func private @kernel(%arg0: tensor<4xi32>) -> tensor<4xi32>
// CHECK-LABEL: @streamable
util.func private @streamable() -> tensor<4xi32> {
  // CHECK: flow.tensor.constant
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>]
  %0 = flow.tensor.constant dense<1> : tensor<4xi32>
  // CHECK: flow.call
  // CHECK-SAME{LITERAL}: stream.affinities.results = [[#hal.device.promise<@b>]]
  %1 = flow.call @kernel(%0) {stream.affinity = #hal.device.promise<@b>} : (tensor<4xi32>) -> tensor<4xi32>
  util.return %1 : tensor<4xi32>
}
