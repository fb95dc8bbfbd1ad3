// RUN: weirc opt --canonicalize %s | FileCheck %s

// Numbers beyond 64 bits are taken whole out of elements and put into them, and
// are no number of 64 bits to any fold.

// CHECK-LABEL: @taken
func.func @taken() -> i128 {
  // CHECK: %[[C:.+]] = arith.constant 18446744073709551617 : i128
  // CHECK: return %[[C]]
  %t = arith.constant dense<[1, 18446744073709551617]> : tensor<2xi128>
  %i = arith.constant 1 : index
  %0 = tensor.extract %t[%i] : tensor<2xi128>
  return %0 : i128
}

// CHECK-LABEL: @spread
func.func @spread() -> tensor<4xi128> {
  // CHECK: arith.constant dense<18446744073709551617> : tensor<4xi128>
  %c = arith.constant 18446744073709551617 : i128
  %0 = tensor.splat %c : tensor<4xi128>
  return %0 : tensor<4xi128>
}

// CHECK-LABEL: @not_one
func.func @not_one(%x: i128) -> (i128, i128) {
  // CHECK: %[[M:.+]] = arith.muli
  // CHECK: %[[A:.+]] = arith.addi
  // CHECK: return %[[M]], %[[A]]
  %one = arith.constant 18446744073709551617 : i128
  %zero = arith.constant 18446744073709551616 : i128
  %0 = arith.muli %x, %one : i128
  %1 = arith.addi %x, %zero : i128
  return %0, %1 : i128, i128
}
