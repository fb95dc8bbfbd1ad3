// RUN: weirc opt --canonicalize=test-convergence %s | FileCheck %s

// A cast to what a number is already is none; equal constants are one.

// CHECK-LABEL: @casts
// CHECK-SAME: (%[[C:.+]]: complex<f32>)
func.func @casts(%c: complex<f32>) -> (complex<f32>, i64, i64) {
  // CHECK: %[[CST:.+]] = complex.constant [1.000000e+00 : f32, 2.000000e+00 : f32] : complex<f32>
  // CHECK-NOT: complex.constant
  %k = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
  %0 = complex.bitcast %c : complex<f32> to complex<f32>
  // CHECK: %[[BITS:.+]] = complex.bitcast %[[C]] : complex<f32> to i64
  %1 = complex.bitcast %c : complex<f32> to i64
  // CHECK: %[[KNOWN:.+]] = complex.bitcast %[[CST]] : complex<f32> to i64
  %2 = complex.bitcast %k : complex<f32> to i64
  // CHECK: return %[[C]], %[[BITS]], %[[KNOWN]]
  return %0, %1, %2 : complex<f32>, i64, i64
}
