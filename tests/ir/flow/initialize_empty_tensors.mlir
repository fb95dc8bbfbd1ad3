// RUN: weirc opt --flow-initialize-empty-tensors %s | FileCheck %s
// RUN: weirc opt --flow-initialize-empty-tensors=zero-fill=true %s | FileCheck %s --check-prefix=ZERO

// CHECK-LABEL: @empties
// CHECK-SAME: (%[[N:.+]]: index, %[[V:.+]]: f32)
// ZERO-LABEL: @empties
// ZERO-SAME: (%[[N:.+]]: index, %[[V:.+]]: f32)
util.func public @empties(%n: index, %v: f32) -> (tensor<4x?xf32>, tensor<4xf32>) {
  // CHECK: %[[E:.+]] = flow.tensor.empty : tensor<4x?xf32>{%[[N]]}
  // ZERO: %[[Z:.+]] = arith.constant 0.000000e+00 : f32
  // ZERO: %[[E:.+]] = flow.tensor.splat %[[Z]] : tensor<4x?xf32>{%[[N]]}
  %0 = tensor.empty(%n) : tensor<4x?xf32>
  // A destination is written before it is read.
  // CHECK: %[[D:.+]] = tensor.empty() : tensor<4xf32>
  // ZERO: tensor.empty() : tensor<4xf32>
  %1 = tensor.empty() : tensor<4xf32>
  // CHECK: linalg.fill ins(%[[V]] : f32) outs(%[[D]]
  %2 = linalg.fill ins(%v : f32) outs(%1 : tensor<4xf32>) -> tensor<4xf32>
  // CHECK: util.return %[[E]]
  util.return %0, %2 : tensor<4x?xf32>, tensor<4xf32>
}
