// RUN: weirc opt %s | FileCheck %s
// RUN: weirc opt %s | weirc opt - | FileCheck %s
// RUN: weirc opt --mlir-print-op-generic %s | weirc opt - | FileCheck %s

// The bytes of resources come with the file; one of which they are missing
// stays a name.

// CHECK: util.global private @a = dense_resource<blob1> : tensor<4xi8>
util.global private @a = dense_resource<blob1> : tensor<4xi8>
// CHECK: util.global private @b = dense_resource<"odd key"> : tensor<2xi16>
util.global private @b = dense_resource<"odd key"> : tensor<2xi16>
// CHECK: util.global private @c = dense_resource<__elided__> : tensor<4xf32>
util.global private @c = dense_resource<__elided__> : tensor<4xf32>

// CHECK: {-#
// CHECK-NEXT: dialect_resources: {
// CHECK-NEXT: builtin: {
// CHECK-NEXT: blob1: "0x0400000001020304",
// CHECK-NEXT: "odd key": "0x10000000AABBCCDD"
// CHECK-NEXT: }
// CHECK-NEXT: }
// CHECK-NEXT: #-}
{-#
  dialect_resources: {
    builtin: {
      "odd key": "0x10000000aabbccdd",
      blob1: "0x0400000001020304",
      unused: "0x0400000001020304"
    }
  }
#-}
