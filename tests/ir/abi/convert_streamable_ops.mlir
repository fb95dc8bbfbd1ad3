// RUN: weirc opt --split-input-file --abi-convert-streamable-ops %s | FileCheck %s

// CHECK: flow.func private @import(%arg0: tensor<?xf32>, %arg1: i32) -> tensor<4xf32>
util.func private @import(%arg0: tensor<?xf32>, %arg1: i32) -> tensor<4xf32> attributes {iree.abi.streamable}
// CHECK-LABEL: @caller
// CHECK-SAME: (%[[ARG0:.+]]: tensor<?xf32>, %[[DIM:.+]]: index, %[[I:.+]]: i32)
util.func private @caller(%arg0: tensor<?xf32>, %dim: index, %i: i32) -> tensor<4xf32> {
  %0 = flow.tensor.clone %arg0 : tensor<?xf32>{%dim}
  // CHECK: flow.call @import(%{{.+}}, %[[I]]) : (tensor<?xf32>{%[[DIM]]}, i32) -> tensor<4xf32>
  %1 = util.call @import(%0, %i) : (tensor<?xf32>, i32) -> tensor<4xf32>
  util.return %1 : tensor<4xf32>
}

// -----

// A result in the place of an argument has its dimensions.

// CHECK: flow.func private @in_place(%arg0: tensor<?xf32>) -> %arg0
util.func private @in_place(%arg0: tensor<?xf32>) -> %arg0 attributes {iree.abi.streamable}
// CHECK-LABEL: @caller
util.func private @caller(%arg0: tensor<?xf32>, %dim: index) -> tensor<?xf32> {
  // CHECK: %[[T:.+]] = flow.tensor.clone
  %0 = flow.tensor.clone %arg0 : tensor<?xf32>{%dim}
  // CHECK: flow.call @in_place(%[[T]]) : (tensor<?xf32>{%[[DIM:.+]]}) -> %[[T]]{%[[DIM]]}
  %1 = util.call @in_place(%0) : (tensor<?xf32>) -> %0
  util.return %1 : tensor<?xf32>
}

// -----

// Others stay calls.

// CHECK: util.func private @other(%arg0: tensor<4xf32>) -> tensor<4xf32>
util.func private @other(%arg0: tensor<4xf32>) -> tensor<4xf32>
util.func private @caller(%arg0: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: util.call @other
  %0 = util.call @other(%arg0) : (tensor<4xf32>) -> tensor<4xf32>
  util.return %0 : tensor<4xf32>
}

// -----

// Dimensions that arguments hold, in the order of the list.

// CHECK: flow.func private @listed(%arg0: index, %arg1: index, %arg2: i32) -> (tensor<?x4x?xf32> {some.note})
util.func private @listed(%arg0: index, %arg1: index, %arg2: i32) -> (tensor<?x4x?xf32> {iree.abi.dims = [1, 0], some.note}) attributes {iree.abi.streamable, nosideeffects}
// CHECK-LABEL: @calls_listed
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: index, %[[I:.+]]: i32)
util.func private @calls_listed(%a: index, %b: index, %i: i32) -> tensor<?x4x?xf32> {
  // CHECK: flow.call @listed(%[[A]], %[[B]], %[[I]]) {some.kept} : (index, index, i32) -> tensor<?x4x?xf32>{%[[B]], %[[A]]}
  %0 = util.call @listed(%a, %b, %i) {some.kept} : (index, index, i32) -> tensor<?x4x?xf32>
  util.return %0 : tensor<?x4x?xf32>
}

// -----

// Dimensions that a function computes for all results at once.

util.func private @sizes(%arg0: tensor<?xf32>, %arg1: index) -> (index, index) {
  %c2 = arith.constant 2 : index
  %0 = arith.muli %arg1, %c2 : index
  util.return %arg1, %0 : index, index
}
// CHECK: flow.func private @computed(%arg0: tensor<?xf32>, %arg1: index) -> (tensor<?xf32>, tensor<?x2xf32>) attributes {some.kept = 4 : i64}
util.func private @computed(%arg0: tensor<?xf32>, %arg1: index) -> (tensor<?xf32>, tensor<?x2xf32>) attributes {iree.abi.streamable, iree.abi.result_dims = @sizes, some.kept = 4}
// CHECK-LABEL: @calls_computed
// CHECK-SAME: (%[[ARG0:.+]]: tensor<?xf32>, %[[N:.+]]: index)
util.func private @calls_computed(%arg0: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?x2xf32>) {
  // CHECK: %[[DIM:.+]] = tensor.dim %[[ARG0]], %c0
  // CHECK: %[[DIMS:.+]]:2 = util.call @sizes(%[[ARG0]], %[[N]]) : (tensor<?xf32>, index) -> (index, index)
  // CHECK: flow.call @computed(%[[ARG0]], %[[N]]) : (tensor<?xf32>{%[[DIM]]}, index) -> (tensor<?xf32>{%[[DIMS]]#0}, tensor<?x2xf32>{%[[DIMS]]#1})
  %0:2 = util.call @computed(%arg0, %n) : (tensor<?xf32>, index) -> (tensor<?xf32>, tensor<?x2xf32>)
  util.return %0#0, %0#1 : tensor<?xf32>, tensor<?x2xf32>
}
