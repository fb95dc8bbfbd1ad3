// RUN: weirc opt --split-input-file --flow-form-dispatches %s | FileCheck %s

// Open dimensions are operands of the dispatch and tied to its tensors.
// CHECK-LABEL: util.func public @open
// CHECK-SAME: (%[[X:.+]]: tensor<?x4xf32>, %[[B:.+]]: tensor<4xf32>, %[[N:.+]]: index)
util.func public @open(%x: tensor<?x4xf32>, %b: tensor<4xf32>, %n: index) -> tensor<?x4xf32> {
  %e = tensor.empty(%n) : tensor<?x4xf32>
  // CHECK: %[[D:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK: %[[R:.+]] = flow.dispatch.workgroups(%[[X]], %[[B]], %[[N]], %[[D]]) : (tensor<?x4xf32>{%[[D]]}, tensor<4xf32>, index, index) -> tensor<?x4xf32>{%[[N]]} =
  // CHECK-NEXT: (%[[IX:.+]]: !flow.dispatch.tensor<readonly:tensor<?x4xf32>>, %[[IB:.+]]: !flow.dispatch.tensor<readonly:tensor<4xf32>>, %[[IN:.+]]: index, %[[ID:.+]]: index, %[[IR:.+]]: !flow.dispatch.tensor<writeonly:tensor<?x4xf32>>)
  // CHECK: %[[TX:.+]] = flow.dispatch.tie_shape %[[IX]] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%[[ID]]}
  // CHECK: flow.dispatch.tensor.load %[[TX]], offsets = [0, 0], sizes = [%[[ID]], 4], strides = [1, 1] : !flow.dispatch.tensor<readonly:tensor<?x4xf32>>{%[[ID]]} -> tensor<?x4xf32>
  // CHECK: flow.dispatch.tensor.load %[[IB]], offsets = [0], sizes = [4], strides = [1]
  // CHECK: tensor.empty(%[[IN]])
  // CHECK: %[[V:.+]] = linalg.generic
  // CHECK: %[[TR:.+]] = flow.dispatch.tie_shape %[[IR]] : !flow.dispatch.tensor<writeonly:tensor<?x4xf32>>{%[[IN]]}
  // CHECK: flow.dispatch.tensor.store %[[V]], %[[TR]], offsets = [0, 0], sizes = [%[[IN]], 4], strides = [1, 1] : tensor<?x4xf32> -> !flow.dispatch.tensor<writeonly:tensor<?x4xf32>>{%[[IN]]}
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%x, %b : tensor<?x4xf32>, tensor<4xf32>) outs(%e : tensor<?x4xf32>) {
  ^bb0(%in: f32, %bias: f32, %out: f32):
    %s = arith.addf %in, %bias : f32
    linalg.yield %s : f32
  } -> tensor<?x4xf32>
  // CHECK: util.return %[[R]]
  util.return %r : tensor<?x4xf32>
}

// -----

// The shape of a result in between is that of what it is made into.
// CHECK-LABEL: util.func public @two
util.func public @two(%x: tensor<?x8xf32>, %w: tensor<8x?xf32>) -> tensor<?xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %zero = arith.constant 0.0 : f32
  // CHECK-DAG: %[[M:.+]] = tensor.dim %arg0, %c0
  // CHECK-DAG: %[[N:.+]] = tensor.dim %arg1, %c1
  %m = tensor.dim %x, %c0 : tensor<?x8xf32>
  %n = tensor.dim %w, %c1 : tensor<8x?xf32>
  %e = tensor.empty(%m, %n) : tensor<?x?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x?xf32>) -> tensor<?x?xf32>
  // CHECK: %[[P:.+]] = flow.dispatch.workgroups(%arg0, %arg1, %[[M]], %[[N]]) : (tensor<?x8xf32>{%[[M]]}, tensor<8x?xf32>{%[[N]]}, index, index) -> tensor<?x?xf32>{%[[M]], %[[N]]} =
  // CHECK: linalg.fill
  // CHECK: linalg.matmul
  %p = linalg.matmul ins(%x, %w : tensor<?x8xf32>, tensor<8x?xf32>) outs(%z : tensor<?x?xf32>) -> tensor<?x?xf32>
  %er = tensor.empty(%m) : tensor<?xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%er : tensor<?xf32>) -> tensor<?xf32>
  // CHECK: flow.dispatch.workgroups(%[[P]], %[[M]], %[[N]]) : (tensor<?x?xf32>{%[[M]], %[[N]]}, index, index) -> tensor<?xf32>{%[[M]]} =
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>], iterator_types = ["parallel", "reduction"]} ins(%p : tensor<?x?xf32>) outs(%zr : tensor<?xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  } -> tensor<?xf32>
  util.return %r : tensor<?xf32>
}

// -----

// A static one asks for nothing.
// CHECK-LABEL: util.func public @static
util.func public @static(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NOT: tensor.dim
  // CHECK: flow.dispatch.workgroups(%arg0) : (tensor<4xf32>) -> tensor<4xf32> =
  // CHECK-NOT: flow.dispatch.tie_shape
  %e = tensor.empty() : tensor<4xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %in : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  util.return %r : tensor<4xf32>
}

// -----

// All results of a loop are made by one dispatch, each in its own shape.
// CHECK-LABEL: util.func public @results
// CHECK-SAME: (%[[X:.+]]: tensor<4x?xf32>, %[[N:.+]]: index, %[[M:.+]]: index)
util.func public @results(%x: tensor<4x?xf32>, %n: index, %m: index) -> (tensor<4x?xf32>, tensor<?x4xi32>) {
  // CHECK: %[[D:.+]] = tensor.dim %[[X]], %{{.+}}
  // CHECK: %[[R:.+]]:2 = flow.dispatch.workgroups(%[[X]], %[[N]], %[[M]], %[[D]]) : (tensor<4x?xf32>{%[[D]]}, index, index, index) -> (tensor<4x?xf32>{%[[N]]}, tensor<?x4xi32>{%[[M]]}) =
  // CHECK-NEXT: (%{{.+}}: !flow.dispatch.tensor<readonly:tensor<4x?xf32>>, %[[IN:.+]]: index, %[[IM:.+]]: index, %{{.+}}: index, %[[A:.+]]: !flow.dispatch.tensor<writeonly:tensor<4x?xf32>>, %[[B:.+]]: !flow.dispatch.tensor<writeonly:tensor<?x4xi32>>)
  // CHECK: %[[V:.+]]:2 = linalg.generic
  // CHECK: %[[TA:.+]] = flow.dispatch.tie_shape %[[A]]
  // CHECK: flow.dispatch.tensor.store %[[V]]#0, %[[TA]], offsets = [0, 0], sizes = [4, %[[IN]]]
  // CHECK: %[[TB:.+]] = flow.dispatch.tie_shape %[[B]]
  // CHECK: flow.dispatch.tensor.store %[[V]]#1, %[[TB]], offsets = [0, 0], sizes = [%[[IM]], 4]
  %e = tensor.empty(%n) : tensor<4x?xf32>
  %i = tensor.empty(%m) : tensor<?x4xi32>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1, d0)>], iterator_types = ["parallel", "parallel"]} ins(%x : tensor<4x?xf32>) outs(%e, %i : tensor<4x?xf32>, tensor<?x4xi32>) {
  ^bb0(%in: f32, %o0: f32, %o1: i32):
    %s = arith.negf %in : f32
    %t = arith.fptosi %in : f32 to i32
    linalg.yield %s, %t : f32, i32
  } -> (tensor<4x?xf32>, tensor<?x4xi32>)
  // CHECK: util.return %[[R]]#0, %[[R]]#1
  util.return %r#0, %r#1 : tensor<4x?xf32>, tensor<?x4xi32>
}

// -----

// What only reads one of them may still have its own; nothing is made of a loop
// of which no result is wanted.
// CHECK-LABEL: util.func public @wanted
// CHECK: %[[R:.+]]:2 = flow.dispatch.workgroups
// CHECK: %[[S:.+]] = flow.dispatch.workgroups(%[[R]]#1)
// CHECK-NOT: flow.dispatch.workgroups
// CHECK: util.return %[[S]]
util.func public @wanted(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  %r:2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e, %e : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%in: f32, %o0: f32, %o1: f32):
    %s = arith.negf %in : f32
    linalg.yield %s, %in : f32, f32
  } -> (tensor<4xf32>, tensor<4xf32>)
  %q:2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e, %e : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%in: f32, %o0: f32, %o1: f32):
    %s = arith.negf %in : f32
    linalg.yield %s, %in : f32, f32
  } -> (tensor<4xf32>, tensor<4xf32>)
  %t = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%r#1 : tensor<4xf32>) outs(%e : tensor<4xf32>) {
  ^bb0(%in: f32, %o: f32):
    %s = math.exp %in : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  util.return %t : tensor<4xf32>
}

// -----

// A group is of one place.
// CHECK-LABEL: util.func public @places
util.func public @places(%x: tensor<4xf32>) -> tensor<4xf32> {
  %e = tensor.empty() : tensor<4xf32>
  // CHECK: %[[P:.+]] = flow.dispatch.workgroups(%arg0) : {{.+}} attributes {stream.affinity = #hal.device.promise<@p>}
  // CHECK: arith.negf
  // CHECK: %[[Q:.+]] = flow.dispatch.workgroups(%[[P]]) : {{.+}} attributes {stream.affinity = #hal.device.promise<@q>}
  // CHECK: math.exp
  // CHECK: math.absf
  %0 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%x : tensor<4xf32>) outs(%e : tensor<4xf32>) attrs = {stream.affinity = #hal.device.promise<@p>} {
  ^bb0(%in: f32, %o: f32):
    %s = arith.negf %in : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %1 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%0 : tensor<4xf32>) outs(%e : tensor<4xf32>) attrs = {stream.affinity = #hal.device.promise<@q>} {
  ^bb0(%in: f32, %o: f32):
    %s = math.exp %in : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} ins(%1 : tensor<4xf32>) outs(%e : tensor<4xf32>) attrs = {stream.affinity = #hal.device.promise<@q>} {
  ^bb0(%in: f32, %o: f32):
    %s = math.absf %in : f32
    linalg.yield %s : f32
  } -> tensor<4xf32>
  // CHECK: util.return %[[Q]]
  util.return %2 : tensor<4xf32>
}

// -----

// Of two products that are read together the last one takes the sum with it.
// CHECK-LABEL: util.func public @products
// CHECK: %[[FIRST:.+]] = flow.dispatch.workgroups(%arg0, %arg1, %arg2)
// CHECK-COUNT-1: linalg.matmul
// CHECK: %[[LAST:.+]] = flow.dispatch.workgroups(%{{.+}}) : (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>)
// CHECK: linalg.matmul
// CHECK: linalg.generic
// CHECK: util.return %[[LAST]]
util.func public @products(%a: tensor<4x4xf32>, %b: tensor<4x4xf32>, %z: tensor<4x4xf32>) -> tensor<4x4xf32> {
  %0 = linalg.matmul ins(%a, %b : tensor<4x4xf32>, tensor<4x4xf32>) outs(%z : tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = linalg.matmul ins(%b, %a : tensor<4x4xf32>, tensor<4x4xf32>) outs(%z : tensor<4x4xf32>) -> tensor<4x4xf32>
  %e = tensor.empty() : tensor<4x4xf32>
  %2 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%0, %1 : tensor<4x4xf32>, tensor<4x4xf32>) outs(%e : tensor<4x4xf32>) {
  ^bb0(%l: f32, %r: f32, %o: f32):
    %s = arith.addf %l, %r : f32
    linalg.yield %s : f32
  } -> tensor<4x4xf32>
  util.return %2 : tensor<4x4xf32>
}

// -----

// What is written elsewhere than where the product is read, be it one result of
// several, does not join it.
// CHECK-LABEL: util.func public @turned
// CHECK: %[[P:.+]] = flow.dispatch.workgroups
// CHECK: linalg.matmul
// CHECK: flow.dispatch.workgroups(%[[P]])
// CHECK-NOT: linalg.matmul
util.func public @turned(%a: tensor<4x4xf32>, %b: tensor<4x4xf32>, %z: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %0 = linalg.matmul ins(%a, %b : tensor<4x4xf32>, tensor<4x4xf32>) outs(%z : tensor<4x4xf32>) -> tensor<4x4xf32>
  %e = tensor.empty() : tensor<4x4xf32>
  %1:2 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d1, d0)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%0 : tensor<4x4xf32>) outs(%e, %e : tensor<4x4xf32>, tensor<4x4xf32>) {
  ^bb0(%in: f32, %o0: f32, %o1: f32):
    %s = arith.negf %in : f32
    linalg.yield %s, %in : f32, f32
  } -> (tensor<4x4xf32>, tensor<4x4xf32>)
  util.return %1#0, %1#1 : tensor<4x4xf32>, tensor<4x4xf32>
}
