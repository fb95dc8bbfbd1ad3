// RUN: weirc opt --allow-unregistered-dialect --util-hoist-into-globals %s | FileCheck %s
// RUN: weirc opt --allow-unregistered-dialect --util-hoist-into-globals="max-size-increase-threshold=64" %s | FileCheck %s --check-prefix=LIMIT

// The limit is on what is added to what the value is made of.

// CHECK-COUNT-3: util.global private @__hoisted
// LIMIT-COUNT-2: util.global private @__hoisted
// LIMIT-NOT: util.global private @__hoisted
util.func public @grow() -> (tensor<16xf32>, tensor<17xf32>, tensor<20xf32>) {
  %a = arith.constant 1 : i32
  %b = arith.constant dense<1.0> : tensor<4xf32>
  // LIMIT: util.global.load immutable @__hoisted_tensor_16xf32
  %0 = "iree_unregistered.const_expr"(%a) : (i32) -> tensor<16xf32>
  // LIMIT: "iree_unregistered.const_expr"
  %1 = "iree_unregistered.const_expr"(%a) : (i32) -> tensor<17xf32>
  // LIMIT: util.global.load immutable @__hoisted_tensor_20xf32
  %2 = "iree_unregistered.const_expr"(%b) : (tensor<4xf32>) -> tensor<20xf32>
  util.return %0, %1, %2 : tensor<16xf32>, tensor<17xf32>, tensor<20xf32>
}
