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

// Constants and what depends on arguments stay; so do empties and fills, which
// are as good where they are used, single bits and what an op with other
// effects makes.
// CHECK-NOT: util.global
// CHECK-LABEL: @kept
util.func public @kept(%x: i32, %t: tensor<4x4xf32>) -> (i32, i32, tensor<4x4xf32>, i1, i32) {
  // CHECK-NOT: util.global
  %c = arith.constant 3 : i32
  %zero = arith.constant 0.0 : f32
  %0 = arith.addi %c, %x : i32
  %1 = tensor.empty() : tensor<4x4xf32>
  %2 = linalg.fill ins(%zero : f32) outs(%1 : tensor<4x4xf32>) -> tensor<4x4xf32>
  %3 = linalg.matmul ins(%t, %t : tensor<4x4xf32>, tensor<4x4xf32>) outs(%2 : tensor<4x4xf32>) -> tensor<4x4xf32>
  %4 = arith.cmpi eq, %c, %c : i32
  %5 = "iree_unregistered.var_expr"(%c) : (i32) -> i32
  util.return %c, %0, %3, %4, %5 : i32, i32, tensor<4x4xf32>, i1, i32
}

// -----

// An index is kept as 64 bits, narrow elements as bytes.
// CHECK: util.global private @[[I:.+]] : i64
// CHECK: util.initializer
// CHECK: %[[CAST:.+]] = arith.index_cast %{{.+}} : index to i64
// CHECK: util.global.store %[[CAST]], @[[I]] : i64
// CHECK: util.global private @[[T:.+]] : tensor<4xi8>
// CHECK: util.initializer
// CHECK: %[[BYTES:.+]] = flow.tensor.bitcast %{{.+}} : tensor<2x4xi4> -> tensor<4xi8>
// CHECK: util.global.store %[[BYTES]], @[[T]] : tensor<4xi8>
// CHECK-LABEL: @storage
util.func public @storage() -> (index, tensor<2x4xi4>) {
  %c = arith.constant 3 : index
  // CHECK: %[[I64:.+]] = util.global.load immutable @[[I]] : i64
  // CHECK-NEXT: %[[INDEX:.+]] = arith.index_cast %[[I64]] : i64 to index
  %0 = arith.addi %c, %c : index
  %cst = arith.constant dense<1> : tensor<2x4xi4>
  // CHECK-NEXT: %[[LOADED:.+]] = util.global.load immutable @[[T]] : tensor<4xi8>
  // CHECK-NEXT: %[[NARROW:.+]] = flow.tensor.bitcast %[[LOADED]] : tensor<4xi8> -> tensor<2x4xi4>
  %1 = "iree_unregistered.const_expr"(%cst) : (tensor<2x4xi4>) -> tensor<2x4xi4>
  // CHECK-NEXT: util.return %[[INDEX]], %[[NARROW]]
  util.return %0, %1 : index, tensor<2x4xi4>
}

// -----

// Nothing that is part of a larger expression is kept by itself.
// CHECK-COUNT-1: util.global private
// CHECK: util.initializer
// CHECK: %[[A:.+]] = arith.constant 4 : i4
// CHECK: %[[B:.+]] = "iree_unregistered.const_expr"(%[[A]]) : (i4) -> i4
// CHECK: %[[C:.+]] = "iree_unregistered.non_leaf_const_expr"(%[[B]]) : (i4) -> i32
// CHECK: %[[D:.+]] = "iree_unregistered.const_expr"(%[[C]]) : (i32) -> i32
// CHECK: util.global.store %[[D]]
// CHECK-NOT: util.global private
// CHECK-LABEL: @tree
util.func public @tree() -> i32 {
  %a = arith.constant 4 : i4
  %b = "iree_unregistered.const_expr"(%a) : (i4) -> i4
  %c = "iree_unregistered.non_leaf_const_expr"(%b) : (i4) -> i32
  // CHECK-NEXT: %[[L:.+]] = util.global.load
  %d = "iree_unregistered.const_expr"(%c) : (i32) -> i32
  // CHECK-NEXT: util.return %[[L]]
  util.return %d : i32
}

// -----

// All results of an op are kept; they are where the function is.
util.global private @device : !hal.device
// CHECK: util.global private @[[X:.+]] {stream.affinity = #hal.device.affinity<@device>} : i32
// CHECK: util.global private @[[Y:.+]] {stream.affinity = #hal.device.affinity<@device>} : f32
// CHECK: util.initializer attributes {iree.compiler.consteval, stream.affinity = #hal.device.affinity<@device>}
// CHECK: %[[R:.+]]:2 = "iree_unregistered.const_expr"
// CHECK: util.global.store %[[R]]#0, @[[X]]
// CHECK: util.global.store %[[R]]#1, @[[Y]]
// CHECK-LABEL: @results
util.func public @results() -> (i32, f32) attributes {stream.affinity = #hal.device.affinity<@device>, note = 1 : i32} {
  %c = arith.constant 4 : i32
  // CHECK-DAG: %[[A:.+]] = util.global.load immutable @[[X]]
  // CHECK-DAG: %[[B:.+]] = util.global.load immutable @[[Y]]
  %0:2 = "iree_unregistered.const_expr"(%c) : (i32) -> (i32, f32)
  // CHECK: util.return %[[A]], %[[B]]
  util.return %0#0, %0#1 : i32, f32
}

// -----

// What is used inside a branch is hoisted out of it.
// CHECK: util.global private @[[G:.+]] : i32
// CHECK-LABEL: @branch
util.func public @branch(%c: i1, %x: i32) -> i32 {
  // CHECK: scf.if
  %0 = scf.if %c -> i32 {
    %a = arith.constant 3 : i32
    // CHECK-NEXT: %[[L:.+]] = util.global.load immutable @[[G]]
    %b = "iree_unregistered.const_expr"(%a) : (i32) -> i32
    // CHECK-NEXT: arith.addi %[[L]], %{{.+}}
    %s = arith.addi %b, %x : i32
    scf.yield %s : i32
  } else {
    scf.yield %x : i32
  }
  util.return %0 : i32
}

// -----

// A broadcast is cheaper than what it makes; a transposition is worth keeping.
// CHECK: util.global private @in
util.global private @in : tensor<4xf32>
util.global private @in2 : tensor<4x8xf32>
// CHECK-COUNT-1: util.global private @__hoisted
// CHECK-NOT: util.global private @__hoisted
// CHECK-LABEL: @generics
util.func public @generics() -> (tensor<4x8xf32>, tensor<8x4xf32>) {
  %0 = util.global.load @in : tensor<4xf32>
  %1 = tensor.empty() : tensor<4x8xf32>
  // CHECK: linalg.generic
  %2 = linalg.generic {
    indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>],
    iterator_types = ["parallel", "parallel"]
  } ins(%0 : tensor<4xf32>) outs(%1 : tensor<4x8xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  } -> tensor<4x8xf32>
  %3 = util.global.load @in2 : tensor<4x8xf32>
  %4 = tensor.empty() : tensor<8x4xf32>
  // CHECK: util.global.load immutable @__hoisted
  %5 = linalg.generic {
    indexing_maps = [affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0, d1)>],
    iterator_types = ["parallel", "parallel"]
  } ins(%3 : tensor<4x8xf32>) outs(%4 : tensor<8x4xf32>) {
  ^bb0(%a: f32, %b: f32):
    linalg.yield %a : f32
  } -> tensor<8x4xf32>
  util.return %2, %5 : tensor<4x8xf32>, tensor<8x4xf32>
}
