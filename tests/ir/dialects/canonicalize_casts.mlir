// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// A cast and back is nothing; dimensions that are known are constants.

// CHECK-LABEL: @casts
// CHECK-SAME: (%[[A:.+]]: index, %[[B:.+]]: i32, %[[M:.+]]: memref<4xf32>)
func.func @casts(%a: index, %b: i32, %m: memref<4xf32>) -> (index, i32, i32, memref<4xf32>, index) {
  %0 = builtin.unrealized_conversion_cast %a : index to i64
  %1 = builtin.unrealized_conversion_cast %0 : i64 to index
  %2:2 = builtin.unrealized_conversion_cast %b, %b : i32, i32 to i64, i64
  %3:2 = builtin.unrealized_conversion_cast %2#0, %2#1 : i64, i64 to i32, i32
  // CHECK: %[[KEPT:.+]]:2 = builtin.unrealized_conversion_cast %{{.+}}#1, %{{.+}}#0
  %4:2 = builtin.unrealized_conversion_cast %2#1, %2#0 : i64, i64 to i32, i32
  %5 = memref.cast %m : memref<4xf32> to memref<4xf32>
  %c0 = arith.constant 0 : index
  %6 = memref.dim %m, %c0 : memref<4xf32>
  // CHECK: return %[[A]], %[[B]], %[[KEPT]]#0, %[[M]], %c4
  return %1, %3#1, %4#0, %5, %6 : index, i32, i32, memref<4xf32>, index
}
