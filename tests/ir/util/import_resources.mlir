// RUN: weirc opt --split-input-file --util-import-resources %s | FileCheck %s

// Elements move to resources of new names, equal ones to the same.

// CHECK: util.global private @numbers = dense_resource<dense_elements_i32> : tensor<3xi32>
util.global private @numbers = dense<[1, 2, 3]> : tensor<3xi32>
// CHECK: util.global private @again = dense_resource<dense_elements_i32> : tensor<3xi32>
util.global private @again = dense<[1, 2, 3]> : tensor<3xi32>
// CHECK: util.global private @others = dense_resource<dense_elements_i32_1> : tensor<1x2xi32>
util.global private @others = dense<[[7, 8]]> : tensor<1x2xi32>
// CHECK: util.global private @flags = dense_resource<dense_elements_i1> : tensor<3xi1>
util.global private @flags = dense<[true, false, true]> : tensor<3xi1>
// CHECK-LABEL: util.func public @function
util.func public @function() -> tensor<2xf16> {
  // CHECK: arith.constant dense_resource<dense_elements_f16> : tensor<2xf16>
  %0 = arith.constant dense<[1.0, 2.0]> : tensor<2xf16>
  util.return %0 : tensor<2xf16>
}
// CHECK: dense_elements_i32: "0x40000000010000000200000003000000"
// CHECK: dense_elements_i32_1: "0x400000000700000008000000"
// CHECK: dense_elements_i1: "0x40000000010001"
// CHECK: dense_elements_f16: "0x40000000003C0040"

// -----

// Splats, odd widths and what is a resource already stay; its name is taken.

// CHECK: util.global private @splat = dense<4> : tensor<3xi32>
util.global private @splat = dense<4> : tensor<3xi32>
// CHECK: util.global private @narrow = dense<[1, 2]> : tensor<2xi4>
util.global private @narrow = dense<[1, 2]> : tensor<2xi4>
// CHECK: util.global private @taken = dense_resource<dense_elements_i8> : tensor<2xi8>
util.global private @taken = dense_resource<dense_elements_i8> : tensor<2xi8>
// CHECK: util.global private @bytes = dense_resource<dense_elements_i8_1> : tensor<2xi8>
util.global private @bytes = dense<[5, 6]> : tensor<2xi8>

{-#
  dialect_resources: {
    builtin: {
      dense_elements_i8: "0x010000000102"
    }
  }
#-}

// -----

// What steers an op stays.

// CHECK-LABEL: util.func public @switched
util.func public @switched(%flag: i32) -> tensor<2xi32> {
  // CHECK: cf.switch %arg0 : i32, [
  // CHECK-NEXT: default: ^bb1,
  // CHECK-NEXT: 3: ^bb1,
  // CHECK-NEXT: 8: ^bb2
  cf.switch %flag : i32, [
    default: ^bb1,
    3: ^bb1,
    8: ^bb2
  ]
^bb1:
  // CHECK: arith.constant dense_resource<dense_elements_i32>
  %0 = arith.constant dense<[3, 8]> : tensor<2xi32>
  util.return %0 : tensor<2xi32>
^bb2:
  %1 = arith.constant dense<0> : tensor<2xi32>
  util.return %1 : tensor<2xi32>
}
