// RUN: weirc opt --split-input-file --flow-form-scalar-dispatches %s | FileCheck %s

#scalar = affine_map<() -> ()>
// Ops on single elements that follow each other are one dispatch; the value that
// only they use is not handed out.
// CHECK-LABEL: @run
// CHECK-SAME: (%[[A:.+]]: tensor<f32>, %[[B:.+]]: tensor<1xf32>)
util.func public @run(%a: tensor<f32>, %b: tensor<1xf32>) -> (tensor<f32>, tensor<1xf32>) {
  // CHECK: %[[E:.+]] = tensor.empty() : tensor<f32>
  %e = tensor.empty() : tensor<f32>
  // CHECK: %[[R:.+]]:2 = flow.dispatch.region -> (tensor<f32>, tensor<1xf32>) {
  // CHECK: %[[T:.+]] = tensor.insert_slice
  // CHECK: %[[X:.+]] = linalg.generic
  // CHECK: %[[Y:.+]] = linalg.generic {{.*}} ins(%[[X]]
  // CHECK: flow.return %[[Y]], %[[T]]
  // CHECK: } count() -> (index, index, index) {
  // CHECK: %[[C1:.+]] = arith.constant 1 : index
  // CHECK: flow.return %[[C1]], %[[C1]], %[[C1]]
  %x = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%a : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  %c = arith.constant 2.0 : f32
  %t = tensor.insert_slice %b into %b[0] [1] [1] : tensor<1xf32> into tensor<1xf32>
  %y = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%x : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.mulf %in, %c : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  // CHECK: util.return %[[R]]#0, %[[R]]#1
  util.return %y, %t : tensor<f32>, tensor<1xf32>
}

// -----

#scalar = affine_map<() -> ()>
// What is neither scalar nor cloned ends a run.
// CHECK-LABEL: @apart
util.func public @apart(%a: tensor<f32>, %b: tensor<4xf32>) -> (tensor<f32>, tensor<4xf32>, tensor<f32>) {
  %e = tensor.empty() : tensor<f32>
  // CHECK: flow.dispatch.region -> (tensor<f32>)
  %x = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%a : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  // CHECK: util.optimization_barrier
  %w = util.optimization_barrier %b : tensor<4xf32>
  // CHECK: flow.dispatch.region -> (tensor<f32>)
  %y = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%x : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.mulf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  util.return %x, %w, %y : tensor<f32>, tensor<4xf32>, tensor<f32>
}

// -----

// Fills, casts and what extends bits are cloned elsewhere; larger tensors stay.
// CHECK-LABEL: @left
// CHECK-NOT: flow.dispatch.region
util.func public @left(%a: tensor<4xf32>, %v: f32) -> (tensor<f32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<f32>
  %0 = linalg.fill ins(%v : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %1 = linalg.fill ins(%v : f32) outs(%a : tensor<4xf32>) -> tensor<4xf32>
  util.return %0, %1 : tensor<f32>, tensor<4xf32>
}

// -----

#scalar = affine_map<() -> ()>
#single = affine_map<(d0) -> (d0)>
// What is read between two computations is there before the second one.
// CHECK-LABEL: @read_between
util.func public @read_between(%a: tensor<i32>, %e: tensor<i32>, %f: tensor<1xi32>) -> tensor<1xi32> {
  // CHECK: %[[FIRST:.+]] = flow.dispatch.region
  // CHECK: linalg.generic
  %0 = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%a : tensor<i32>) outs(%e : tensor<i32>) {
  ^bb0(%x: i32, %y: i32):
    %s = arith.addi %x, %x : i32
    linalg.yield %s : i32
  } -> tensor<i32>
  // CHECK: %[[READ:.+]] = tensor.extract %[[FIRST]][]
  %1 = tensor.extract %0[] : tensor<i32>
  // CHECK: %[[SECOND:.+]] = flow.dispatch.region
  // CHECK: linalg.yield %[[READ]]
  %2 = linalg.generic {indexing_maps = [#single], iterator_types = ["parallel"]} outs(%f : tensor<1xi32>) {
  ^bb0(%x: i32):
    linalg.yield %1 : i32
  } -> tensor<1xi32>
  // CHECK: util.return %[[SECOND]]
  util.return %2 : tensor<1xi32>
}

// -----

#scalar = affine_map<() -> ()>
// What only a run reads goes along from before what ends the run, one op far;
// what the last op reads does not.
// CHECK-LABEL: @from_before
util.func public @from_before(%a: tensor<f32>, %b: tensor<4xf32>) -> (tensor<f32>, tensor<f32>, tensor<4xf32>) {
  %e = tensor.empty() : tensor<f32>
  // CHECK: flow.dispatch.region -> (tensor<f32>, tensor<f32>)
  // CHECK: arith.addf
  // CHECK: arith.subf
  %far = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%a : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.addf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  %of_last = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%a : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.subf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  %near = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%far : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = arith.mulf %in, %in : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  // CHECK: util.optimization_barrier
  %w = util.optimization_barrier %b : tensor<4xf32>
  // CHECK: flow.dispatch.region -> (tensor<f32>, tensor<f32>)
  // CHECK: arith.mulf
  // CHECK: arith.divf
  // CHECK: math.absf
  %x = linalg.generic {indexing_maps = [#scalar, #scalar, #scalar], iterator_types = []} ins(%near, %far : tensor<f32>, tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %in2: f32, %out: f32):
    %0 = arith.divf %in, %in2 : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  %y = linalg.generic {indexing_maps = [#scalar, #scalar], iterator_types = []} ins(%of_last : tensor<f32>) outs(%e : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %0 = math.absf %in : f32
    linalg.yield %0 : f32
  } -> tensor<f32>
  util.return %x, %y, %w : tensor<f32>, tensor<f32>, tensor<4xf32>
}

// -----

// Dispatches hand out tensors: what gives a number is no end of one, and goes
// along only where nobody else wants it.
// CHECK-LABEL: @numbers
util.func public @numbers(%a: tensor<1xf32>, %b: tensor<f32>, %i: index) -> (index, tensor<f32>) {
  // CHECK: %[[DIM:.+]] = tensor.dim
  // CHECK-NEXT: flow.dispatch.region
  // CHECK-NEXT: linalg.generic
  %0 = tensor.dim %a, %i : tensor<1xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<() -> ()>, affine_map<() -> ()>], iterator_types = []} ins(%b : tensor<f32>) outs(%b : tensor<f32>) {
  ^bb0(%x: f32, %y: f32):
    %2 = arith.addf %x, %y : f32
    linalg.yield %2 : f32
  } -> tensor<f32>
  // CHECK: util.return %[[DIM]]
  util.return %0, %1 : index, tensor<f32>
}
