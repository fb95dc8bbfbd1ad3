// RUN: weirc opt --split-input-file --flow-outline-constants %s | FileCheck %s

// CHECK: util.global private @__constant_tensor_2x2xi32 {inlining_policy = #util.inline.never} = dense<{{.+}}> : tensor<2x2xi32>
// CHECK: util.global private @__constant_tensor_2x2xi32_0 {inlining_policy = #util.inline.never} = dense<{{.+}}> : tensor<2x2xi32>
// CHECK: util.global private @__parameter_scope_key_tensor_4xf32 {inlining_policy = #util.inline.never} = #flow.parameter.named<"scope"::"key"> : tensor<4xf32>
// CHECK-LABEL: @constants
util.func public @constants() -> (tensor<2x2xi32>, tensor<2x2xi32>, tensor<4xf32>, tensor<4xi32>, i32) {
  // CHECK-NEXT: %[[A:.+]] = util.global.load immutable @__constant_tensor_2x2xi32 : tensor<2x2xi32>
  %a = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  // CHECK-NEXT: %[[B:.+]] = util.global.load immutable @__constant_tensor_2x2xi32_0
  %b = arith.constant dense<[[5, 6], [7, 8]]> : tensor<2x2xi32>
  // CHECK-NEXT: %[[P:.+]] = util.global.load immutable @__parameter_scope_key_tensor_4xf32
  %p = flow.tensor.constant #flow.parameter.named<"scope"::"key"> : tensor<4xf32>
  // CHECK-NEXT: %[[S:.+]] = arith.constant dense<1> : tensor<4xi32>
  %s = arith.constant dense<1> : tensor<4xi32>
  // CHECK-NEXT: %[[C:.+]] = arith.constant 7 : i32
  %c = arith.constant 7 : i32
  // CHECK-NEXT: util.return %[[A]], %[[B]], %[[P]], %[[S]], %[[C]]
  util.return %a, %b, %p, %s, %c : tensor<2x2xi32>, tensor<2x2xi32>, tensor<4xf32>, tensor<4xi32>, i32
}
