// RUN: weirc opt --split-input-file --flow-canonicalize %s | FileCheck %s

// CHECK-LABEL: @pads
// CHECK-SAME: (%[[A:.+]]: tensor<1x2xf32>)
util.func public @pads(%a: tensor<1x2xf32>) -> tensor<5x8xf32> {
  %v = arith.constant 1.0 : f32
  // CHECK: %[[P:.+]] = tensor.pad %[[A]] low[0, 3] high[4, 3] {
  // CHECK-NOT: tensor.pad
  %0 = tensor.pad %a low[0, 1] high[1, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f32
  } : tensor<1x2xf32> to tensor<2x5xf32>
  %1 = tensor.pad %0 low[0, 2] high[3, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f32
  } : tensor<2x5xf32> to tensor<5x8xf32>
  // CHECK: util.return %[[P]]
  util.return %1 : tensor<5x8xf32>
}

// -----

// CHECK: #[[SUM:.+]] = affine_map<()[s0, s1] -> (s0 + s1)>
// CHECK-LABEL: @dynamic_pads
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[N:.+]]: index, %[[M:.+]]: index)
util.func public @dynamic_pads(%a: tensor<?xf32>, %n: index, %m: index) -> tensor<?xf32> {
  %v = arith.constant 1.0 : f32
  // CHECK: %[[H:.+]] = affine.apply #[[SUM]]()[%[[M]], %[[N]]]
  // CHECK: tensor.pad %[[A]] low[%[[M]]] high[%[[H]]]
  %0 = tensor.pad %a low[0] high[%n] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<?xf32> to tensor<?xf32>
  %1 = tensor.pad %0 low[%m] high[%m] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<?xf32> to tensor<?xf32>
  util.return %1 : tensor<?xf32>
}

// -----

// By other values, and where a fold is forbidden, paddings stay.
// CHECK-LABEL: @pads_stay
util.func public @pads_stay(%a: tensor<4xf32>, %v: f32, %w: f32) -> (tensor<6xf32>, tensor<6xf32>) {
  // CHECK-COUNT-4: tensor.pad
  %0 = tensor.pad %a low[0] high[1] {
  ^bb0(%i: index):
    tensor.yield %v : f32
  } : tensor<4xf32> to tensor<5xf32>
  %1 = tensor.pad %0 low[0] high[1] {
  ^bb0(%i: index):
    tensor.yield %w : f32
  } : tensor<5xf32> to tensor<6xf32>
  %2 = tensor.pad %a nofold low[0] high[1] {
  ^bb0(%i: index):
    tensor.yield %w : f32
  } : tensor<4xf32> to tensor<5xf32>
  %3 = tensor.pad %2 low[0] high[1] {
  ^bb0(%i: index):
    tensor.yield %w : f32
  } : tensor<5xf32> to tensor<6xf32>
  util.return %1, %3 : tensor<6xf32>, tensor<6xf32>
}

// -----

// CHECK-LABEL: @slices
// CHECK-SAME: (%[[A:.+]]: tensor<8x8xf32>, %[[B:.+]]: tensor<?xf32>)
util.func public @slices(%a: tensor<8x8xf32>, %b: tensor<?xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK-DAG: %[[C4:.+]] = arith.constant 4 : index
  // CHECK-DAG: tensor.extract_slice %[[A]][3, 4] [1, 4] [1, 1] : tensor<8x8xf32> to tensor<4xf32>
  %0 = tensor.extract_slice %a[2, 3] [4, 5] [1, 1] : tensor<8x8xf32> to tensor<4x5xf32>
  %1 = tensor.extract_slice %0[1, 1] [1, 4] [1, 1] : tensor<4x5xf32> to tensor<4xf32>
  // CHECK: flow.tensor.reshape %[[B]] : tensor<?xf32>{%[[C4]]} -> tensor<4xf32>
  %2 = tensor.cast %b : tensor<?xf32> to tensor<4xf32>
  util.return %1, %2 : tensor<4xf32>, tensor<4xf32>
}
