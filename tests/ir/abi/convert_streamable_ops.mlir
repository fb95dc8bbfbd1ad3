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
