// RUN: weirc opt --split-input-file --allow-unregistered-dialect --util-hoist-into-globals %s | FileCheck %s

// CHECK: util.global private @[[G:__hoisted[a-z0-9_]+]] : i32
// CHECK-NEXT: util.initializer attributes {iree.compiler.consteval} {
// CHECK-NEXT: %[[A:.+]] = arith.constant 3 : i32
// CHECK-NEXT: %[[B:.+]] = arith.constant 4 : i32
// CHECK-NEXT: %[[S:.+]] = arith.addi %[[A]], %[[B]] : i32
// CHECK-NEXT: util.global.store %[[S]], @[[G]] : i32
// CHECK-NEXT: util.return
// CHECK-LABEL: @scalars
// CHECK-SAME: (%[[X:.+]]: i32)
util.func public @scalars(%x: i32) -> (i32, i32) {
  %a = arith.constant 3 : i32
  %b = arith.constant 4 : i32
  // CHECK-NEXT: %[[L:.+]] = util.global.load immutable @[[G]] : i32
  %0 = arith.addi %a, %b : i32
  // CHECK-NEXT: %[[M:.+]] = arith.muli %[[L]], %[[X]]
  %1 = arith.muli %0, %x : i32
  // CHECK-NEXT: util.return %[[L]], %[[M]]
  util.return %0, %1 : i32, i32
}

// -----

// A second escape reads the global of the first.
util.global private @in : tensor<4xf32>
// CHECK: util.global private @[[G:__hoisted[a-z0-9_]+]] : tensor<4xf32>
// CHECK: util.initializer
// CHECK: %[[IN:.+]] = util.global.load @in
// CHECK: "iree_unregistered.const_expr"(%[[IN]])
// CHECK: util.global private @[[H:__hoisted[a-z0-9_]+]] : tensor<4xf32>
// CHECK: util.initializer
// CHECK: %[[GL:.+]] = util.global.load @[[G]]
// CHECK: arith.negf %[[GL]]
// CHECK-LABEL: @chained
util.func public @chained() -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = util.global.load @in : tensor<4xf32>
  // CHECK-NEXT: %[[A:.+]] = util.global.load immutable @[[G]]
  // CHECK-NEXT: %[[B:.+]] = util.global.load immutable @[[H]]
  %1 = "iree_unregistered.const_expr"(%0) : (tensor<4xf32>) -> tensor<4xf32>
  %2 = arith.negf %1 : tensor<4xf32>
  // CHECK-NEXT: util.return %[[A]], %[[B]]
  util.return %1, %2 : tensor<4xf32>, tensor<4xf32>
}

// -----

// Constants, indices and what depends on arguments stay.
// CHECK-NOT: util.global
// CHECK-LABEL: @kept
util.func public @kept(%x: i32) -> (i32, index, i32, tensor<4xf32>) {
  // CHECK-NOT: util.global
  %c = arith.constant 3 : i32
  %n = arith.constant 5 : index
  %0 = arith.addi %n, %n : index
  %1 = arith.addi %c, %x : i32
  %2 = tensor.empty() : tensor<4xf32>
  util.return %c, %0, %1, %2 : i32, index, i32, tensor<4xf32>
}
