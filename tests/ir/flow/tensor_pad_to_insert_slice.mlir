// RUN: weirc opt --split-input-file --flow-tensor-pad-to-tensor-insert-slice %s | FileCheck %s
// RUN: weirc opt --split-input-file --dispatch-creation-tensor-pad-to-tensor-insert-slice=skip-one-linalg-use-case %s | FileCheck %s --check-prefix=SKIP

// Open sizes are what is added and what is there.
// CHECK: #[[SUM:.+]] = affine_map<()[s0, s1, s2] -> (s0 + s1 + s2)>
// CHECK: #[[MORE:.+]] = affine_map<()[s0] -> (s0 + 5)>
// CHECK-LABEL: util.func public @open
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[L:.+]]: index, %[[H:.+]]: index, %[[V:.+]]: f32)
util.func public @open(%a: tensor<?x4xf32>, %l: index, %h: index, %v: f32) -> tensor<?x?xf32> {
  // CHECK: %[[D:.+]] = tensor.dim %[[A]], %c0
  // CHECK: %[[S0:.+]] = affine.apply #[[SUM]]()[%[[L]], %[[H]], %[[D]]]
  // CHECK: %[[S1:.+]] = affine.apply #[[MORE]]()[%[[H]]]
  // CHECK: %[[E:.+]] = tensor.empty(%[[S0]], %[[S1]]) : tensor<?x?xf32>
  // CHECK: %[[F:.+]] = linalg.fill ins(%[[V]] : f32) outs(%[[E]] : tensor<?x?xf32>)
  // CHECK: %[[D1:.+]] = tensor.dim %[[A]], %c0
  // CHECK: %[[R:.+]] = tensor.insert_slice %[[A]] into %[[F]][%[[L]], 1] [%[[D1]], 4] [1, 1] : tensor<?x4xf32> into tensor<?x?xf32>
  %0 = tensor.pad %a low[%l, 1] high[%h, %h] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f32
  } : tensor<?x4xf32> to tensor<?x?xf32>
  // CHECK: util.return %[[R]]
  util.return %0 : tensor<?x?xf32>
}

// -----

// The value may be a constant inside of the padding.
// CHECK-LABEL: util.func public @closed
// CHECK-SAME: (%[[A:.+]]: tensor<2x3xi32>)
util.func public @closed(%a: tensor<2x3xi32>) -> tensor<5x4xi32> {
  // CHECK-DAG: %[[C:.+]] = arith.constant 7 : i32
  // CHECK-DAG: %[[E:.+]] = tensor.empty() : tensor<5x4xi32>
  // CHECK: %[[F:.+]] = linalg.fill ins(%[[C]] : i32) outs(%[[E]] : tensor<5x4xi32>)
  // CHECK: tensor.insert_slice %[[A]] into %[[F]][1, 1] [2, 3] [1, 1]
  %0 = tensor.pad %a low[1, 1] high[2, 0] {
  ^bb0(%i: index, %j: index):
    %c = arith.constant 7 : i32
    tensor.yield %c : i32
  } : tensor<2x3xi32> to tensor<5x4xi32>
  util.return %0 : tensor<5x4xi32>
}

// -----

// CHECK-LABEL: util.func public @copy
// CHECK-SAME: (%[[A:.+]]: tensor<4xi32>, %{{.+}}: i32)
util.func public @copy(%a: tensor<4xi32>, %v: i32) -> tensor<4xi32> {
  // CHECK: %[[E:.+]] = tensor.empty() : tensor<4xi32>
  // CHECK: %[[C:.+]] = linalg.copy ins(%[[A]] : tensor<4xi32>) outs(%[[E]] : tensor<4xi32>)
  // CHECK: util.return %[[C]]
  %0 = tensor.pad %a nofold low[0] high[0] {
  ^bb0(%i: index):
    tensor.yield %v : i32
  } : tensor<4xi32> to tensor<4xi32>
  util.return %0 : tensor<4xi32>
}

// -----

// Left: the value depends on the place.
// CHECK-LABEL: util.func public @placed
util.func public @placed(%a: tensor<4xindex>) -> tensor<6xindex> {
  // CHECK: tensor.pad
  %0 = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<4xindex> to tensor<6xindex>
  util.return %0 : tensor<6xindex>
}

// -----

// A structured op that is alone in using it may take it in.
// CHECK-LABEL: util.func public @used
// SKIP-LABEL: util.func public @used
util.func public @used(%a: tensor<2x4xf32>, %b: tensor<4x8xf32>, %c: tensor<4x8xf32>, %v: f32) -> tensor<4x8xf32> {
  // CHECK-NOT: tensor.pad
  // SKIP: tensor.pad
  %0 = tensor.pad %a low[0, 0] high[2, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %v : f32
  } : tensor<2x4xf32> to tensor<4x4xf32>
  %1 = linalg.matmul ins(%0, %b : tensor<4x4xf32>, tensor<4x8xf32>) outs(%c : tensor<4x8xf32>) -> tensor<4x8xf32>
  util.return %1 : tensor<4x8xf32>
}
