// RUN: weirc opt --allow-unregistered-dialect --verify-each %s | FileCheck %s
// RUN: weirc opt --allow-unregistered-dialect %s | weirc opt --allow-unregistered-dialect | FileCheck %s
// RUN: weirc opt --allow-unregistered-dialect --mlir-print-op-generic %s | mlir-opt --allow-unregistered-dialect | FileCheck %s

// Integers beyond 64 bits as scalars, in names and in elements.

// CHECK-LABEL: @scalars
func.func @scalars() {
  // CHECK-NEXT: %c170141183460469231731687303715884105727_i128 = arith.constant 170141183460469231731687303715884105727 : i128
  %0 = arith.constant 170141183460469231731687303715884105727 : i128
  // CHECK-NEXT: %c-170141183460469231731687303715884105728_i128 = arith.constant -170141183460469231731687303715884105728 : i128
  %1 = arith.constant -170141183460469231731687303715884105728 : i128
  // CHECK-NEXT: arith.constant -1 : i128
  %2 = arith.constant 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF : i128
  // CHECK-NEXT: arith.constant -1 : i65
  %3 = arith.constant 36893488147419103231 : i65
  // CHECK-NEXT: arith.constant 9223372036854775808 : i65
  %4 = arith.constant 9223372036854775808 : i65
  // CHECK-NEXT: arith.constant 1000000000000000000000000000001 : i200
  %5 = arith.constant 1000000000000000000000000000001 : i200
  return
}

// CHECK-LABEL: @signs
// CHECK-SAME: high = 18446744073709551615 : i128
// CHECK-SAME: signed = -18446744073709551616 : si128
// CHECK-SAME: unsigned = 340282366920938463463374607431768211455 : ui128
func.func @signs() attributes {high = 18446744073709551615 : i128, signed = -18446744073709551616 : si128, unsigned = 340282366920938463463374607431768211455 : ui128} {
  return
}

// CHECK-LABEL: @elements
func.func @elements() {
  // CHECK-NEXT: dense<[-1, -5, 18446744073709551616]> : tensor<3xi128>
  %0 = arith.constant dense<[340282366920938463463374607431768211455, -5, 18446744073709551616]> : tensor<3xi128>
  // CHECK-NEXT: dense<590295810358705651711> : tensor<3xi70>
  %1 = arith.constant dense<0x1FFFFFFFFFFFFFFFFF> : tensor<3xi70>
  // CHECK-NEXT: dense<-1> : tensor<2xi70>
  %2 = arith.constant dense<[-1, 1180591620717411303423]> : tensor<2xi70>
  // CHECK-NEXT: dense<[-170141183460469231731687303715884105728, -1]> : tensor<2xi128>
  %3 = arith.constant dense<"0x00000000000000000000000000000080FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"> : tensor<2xi128>
  // CHECK-NEXT: dense<(1,18446744073709551616)> : tensor<complex<i128>>
  %4 = arith.constant dense<(1, 18446744073709551616)> : tensor<complex<i128>>
  return
}

// CHECK-LABEL: @array
// CHECK-SAME: list = array<i128: 5, -18446744073709551617>
func.func @array() attributes {list = array<i128: 5, -18446744073709551617>} {
  return
}
