// RUN: weirc opt --allow-unregistered-dialect --split-input-file --flow-clone-producers-into-dispatch-regions %s | FileCheck %s
// RUN: weirc opt --allow-unregistered-dialect --split-input-file --pass-pipeline='builtin.module(util.func(iree-dispatch-creation-clone-producers-into-dispatch-regions))' %s | FileCheck %s

// Copies stand in the order in which they need each other, what they come from
// stays for others.
// CHECK-LABEL: util.func public @chain
// CHECK-SAME: (%[[N:.+]]: index, %[[A:.+]]: tensor<?xf32>)
util.func public @chain(%n: index, %a: tensor<?xf32>) -> (tensor<?xf32>, tensor<?xf32>) {
  %c = arith.constant 1.0 : f32
  %e = tensor.empty(%n) : tensor<?xf32>
  // CHECK: %[[F:.+]] = linalg.fill
  %f = linalg.fill ins(%c : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  // CHECK: flow.dispatch.region -> (tensor<?xf32>{%[[N]]}) {
  %0 = flow.dispatch.region -> (tensor<?xf32>{%n}) {
    // CHECK-DAG: %[[C1:.+]] = arith.constant 1.0
    // CHECK-DAG: %[[E1:.+]] = tensor.empty(%[[N]])
    // CHECK: %[[F1:.+]] = linalg.fill ins(%[[C1]] : f32) outs(%[[E1]] : tensor<?xf32>)
    // CHECK-NEXT: %[[W:.+]] = "test.work"(%[[F1]], %[[A]])
    %1 = "test.work"(%f, %a) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    // CHECK-NEXT: flow.return %[[W]]
    flow.return %1 : tensor<?xf32>
  }
  // CHECK: util.return %{{.+}}, %[[F]]
  util.return %0, %f : tensor<?xf32>, tensor<?xf32>
}

// -----

// Left: what is large or computed, what a slice is inserted into, and the
// workload.
// CHECK-LABEL: util.func public @left
util.func public @left(%a: tensor<4xf32>, %i: i32) -> tensor<8xf32> {
  %0 = "test.made"(%a) : (tensor<4xf32>) -> tensor<4xf32>
  %e = tensor.empty() : tensor<8xf32>
  %w = arith.index_cast %i : i32 to index
  // CHECK: %[[M:.+]] = "test.made"
  // CHECK: %[[E:.+]] = tensor.empty
  // CHECK: %[[W:.+]] = arith.index_cast
  // CHECK: flow.dispatch.region[%[[W]]]
  %r = flow.dispatch.region[%w] -> (tensor<8xf32>) {
    // CHECK-NOT: tensor.empty
    // CHECK-NOT: arith.index_cast
    // CHECK: tensor.insert_slice %[[M]] into %[[E]]
    %x = tensor.insert_slice %0 into %e[2] [4] [1] : tensor<4xf32> into tensor<8xf32>
    // CHECK: "test.use"(%[[W]])
    "test.use"(%w) : (index) -> ()
    flow.return %x : tensor<8xf32>
  } count(%x: index) -> (index, index, index) {
    flow.return %x, %x, %x : index, index, index
  }
  util.return %r : tensor<8xf32>
}

// -----

// A loop in no dispatch gets one, with what it needs in it.
// CHECK-LABEL: util.func public @alone
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[N:.+]]: index)
util.func public @alone(%a: tensor<?x4xf32>, %n: index) -> tensor<?x4xf32> {
  %e = tensor.empty(%n) : tensor<?x4xf32>
  // CHECK: %[[D:.+]] = tensor.dim %[[A]], %{{.+}}
  // CHECK: %[[R:.+]] = flow.dispatch.region -> (tensor<?x4xf32>{%[[D]]}) {
  // CHECK-NEXT: %[[E:.+]] = tensor.empty(%[[N]])
  // CHECK-NEXT: %[[G:.+]] = linalg.generic
  // CHECK-SAME: outs(%[[E]] : tensor<?x4xf32>)
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<?x4xf32>) outs(%e : tensor<?x4xf32>) {
  ^bb0(%x: f32, %y: f32):
    %z = arith.mulf %x, %x : f32
    linalg.yield %z : f32
  } -> tensor<?x4xf32>
  // CHECK: flow.return %[[G]]
  // CHECK: util.return %[[R]]
  util.return %0 : tensor<?x4xf32>
}

// -----

// Elements made wider are made wider where they are used; a loop in a dispatch
// stays where it is.
// CHECK-LABEL: util.func public @wider
util.func public @wider(%a: tensor<4x8xi8>, %s: tensor<4xf32>) -> tensor<4x8xf32> {
  %e = tensor.empty() : tensor<4x8xf32>
  %0 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%a, %s : tensor<4x8xi8>, tensor<4xf32>) outs(%e : tensor<4x8xf32>) {
  ^bb0(%x: i8, %f: f32, %y: f32):
    %z = arith.sitofp %x : i8 to f32
    %w = arith.mulf %z, %f : f32
    linalg.yield %w : f32
  } -> tensor<4x8xf32>
  // CHECK: flow.dispatch.region
  %r = flow.dispatch.region -> (tensor<4x8xf32>) {
    // CHECK: %[[E:.+]] = tensor.empty
    // CHECK: %[[G:.+]] = linalg.generic
    // CHECK: arith.sitofp
    // CHECK: "test.work"(%[[G]])
    %1 = "test.work"(%0) : (tensor<4x8xf32>) -> tensor<4x8xf32>
    flow.return %1 : tensor<4x8xf32>
  }
  util.return %r : tensor<4x8xf32>
}
