// RUN: weirc opt --split-input-file --stream-annotate-affinities %s | FileCheck %s

// What comes from outside is where it is held, but only it itself: what is
// chosen from several values is another one.

// CHECK-LABEL: @chosen
util.func public @chosen(%cond: i1, %x: tensor<4xf32>, %y: tensor<4xf32>) -> !hal.buffer_view {
  // CHECK: arith.select
  // CHECK-SAME{LITERAL}: stream.affinities.operands = [[], []], stream.affinities.results = [[]]
  %0 = arith.select %cond, %x, %y : tensor<4xf32>
  // CHECK: hal.tensor.export
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>], stream.affinities.operands = [[]]
  %1 = hal.tensor.export on(#hal.device.promise<@b>) %0 : tensor<4xf32> -> !hal.buffer_view
  util.return %1 : !hal.buffer_view
}

// -----

// Nor is it where an op that is told where to execute leaves its result.

// CHECK-LABEL: @worked_on
util.func public @worked_on(%x: tensor<4xf32>) -> !hal.buffer_view {
  // CHECK: flow.dispatch @ex::@f
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@a>], stream.affinities.operands = [[]], stream.affinities.results = [[#hal.device.promise<@a>]]
  %0 = flow.dispatch @ex::@f(%x) {stream.affinity = #hal.device.promise<@a>} : (tensor<4xf32>) -> %x
  %1 = hal.tensor.export on(#hal.device.promise<@b>) %0 : tensor<4xf32> -> !hal.buffer_view
  util.return %1 : !hal.buffer_view
}

// -----

// Work in place that is not told where to execute leaves it where it is held.

// CHECK-LABEL: @in_place
util.func public @in_place(%x: tensor<4xf32>) -> !hal.buffer_view {
  // CHECK: flow.dispatch @ex::@f
  // CHECK-SAME{LITERAL}: stream.affinities = [#hal.device.promise<@b>], stream.affinities.operands = [[#hal.device.promise<@b>]], stream.affinities.results = [[#hal.device.promise<@b>]]
  %0 = flow.dispatch @ex::@f(%x) : (tensor<4xf32>) -> %x
  %1 = hal.tensor.export on(#hal.device.promise<@b>) %0 : tensor<4xf32> -> !hal.buffer_view
  util.return %1 : !hal.buffer_view
}
