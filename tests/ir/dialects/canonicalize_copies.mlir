// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#swap = affine_map<(d0, d1) -> (d1, d0)>

// Loops that copy what they read, in whatever order, are what they read.
// CHECK-LABEL: @copies
// CHECK-SAME: (%[[A:.+]]: tensor<4x8xf32>, %[[B:.+]]: tensor<4x8xi32>
util.func public @copies(%a: tensor<4x8xf32>, %b: tensor<4x8xi32>) -> (tensor<4x8xi32>, tensor<4x8xf32>) {
  %0 = tensor.empty() : tensor<4x8xi32>
  %1 = tensor.empty() : tensor<4x8xf32>
  // CHECK-NOT: linalg.generic
  %2:2 = linalg.generic {indexing_maps = [#swap, #swap, #swap, #swap], iterator_types = ["parallel", "parallel"]} ins(%a, %b : tensor<4x8xf32>, tensor<4x8xi32>) outs(%0, %1 : tensor<4x8xi32>, tensor<4x8xf32>) {
  ^bb0(%x: f32, %y: i32, %z: i32, %w: f32):
    linalg.yield %y, %x : i32, f32
  } -> (tensor<4x8xi32>, tensor<4x8xf32>)
  // CHECK: util.return %[[B]], %[[A]]
  util.return %2#0, %2#1 : tensor<4x8xi32>, tensor<4x8xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>

// What it reads may be known less of.
// CHECK-LABEL: @cast
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>)
util.func public @cast(%a: tensor<?xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  // CHECK-DAG: %[[C:.+]] = tensor.cast %[[A]] : tensor<?xf32> to tensor<4xf32>
  // CHECK-DAG: %[[D:.+]] = tensor.cast %[[A]] : tensor<?xf32> to tensor<4xf32>
  // CHECK: %[[E:.+]] = linalg.copy ins(%[[D]] : tensor<4xf32>)
  %0 = tensor.empty() : tensor<4xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%a : tensor<?xf32>) outs(%0 : tensor<4xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  } -> tensor<4xf32>
  %2 = linalg.copy ins(%a : tensor<?xf32>) outs(%0 : tensor<4xf32>) -> tensor<4xf32>
  // CHECK: util.return %[[C]], %[[E]]
  util.return %1, %2 : tensor<4xf32>, tensor<4xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>

// Loops that write a buffer with what it holds do nothing.
// CHECK-LABEL: @buffers
// CHECK-SAME: (%[[A:.+]]: memref<8xf32>, %[[B:.+]]: memref<8xf32>)
util.func public @buffers(%a: memref<8xf32>, %b: memref<8xf32>) {
  // CHECK-NEXT: linalg.copy ins(%[[A]] : memref<8xf32>) outs(%[[B]] : memref<8xf32>)
  // CHECK-NEXT: util.return
  linalg.copy ins(%a : memref<8xf32>) outs(%a : memref<8xf32>)
  linalg.copy ins(%a : memref<8xf32>) outs(%b : memref<8xf32>)
  linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%b : memref<8xf32>) outs(%b : memref<8xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  }
  util.return
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#swap = affine_map<(d0, d1) -> (d1, d0)>

// Transposes, values from elsewhere, computed ones and other elements stay.
// CHECK-LABEL: @stays
util.func public @stays(%a: tensor<4x4xf32>, %v: f32) -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf64>) {
  %0 = tensor.empty() : tensor<4x4xf32>
  %1 = tensor.empty() : tensor<4x4xf64>
  // CHECK: linalg.generic
  %2 = linalg.generic {indexing_maps = [#swap, #id], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<4x4xf32>) outs(%0 : tensor<4x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %x : f32
  } -> tensor<4x4xf32>
  // CHECK: linalg.generic
  %3 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<4x4xf32>) outs(%0 : tensor<4x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    linalg.yield %v : f32
  } -> tensor<4x4xf32>
  // CHECK: linalg.generic
  %4 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<4x4xf32>) outs(%0 : tensor<4x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %6 = arith.negf %x : f32
    linalg.yield %6 : f32
  } -> tensor<4x4xf32>
  // CHECK: linalg.copy
  %5 = linalg.copy ins(%a : tensor<4x4xf32>) outs(%1 : tensor<4x4xf64>) -> tensor<4x4xf64>
  util.return %2, %3, %4, %5 : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf64>
}
