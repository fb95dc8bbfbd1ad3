// RUN: weirc opt --split-input-file --flow-convert-to-flow %s | FileCheck %s

// CHECK-LABEL: @shapes
// CHECK-SAME: (%[[A:.+]]: tensor<?x8xf32>, %[[N:.+]]: index)
util.func public @shapes(%a: tensor<?x8xf32>, %n: index) -> (tensor<?xf32>, tensor<?x2x4xf32>, tensor<?x8xi32>, tensor<4x8xf32>) {
  // CHECK-DAG: %[[C8:.+]] = arith.constant 8 : index
  // CHECK-DAG: %[[C0:.+]] = arith.constant 0 : index
  // CHECK: %[[D:.+]] = tensor.dim %[[A]], %[[C0]]
  // CHECK: %[[P:.+]] = arith.muli %[[D]], %[[C8]]
  // CHECK: flow.tensor.reshape %[[A]] : tensor<?x8xf32>{%{{.+}}} -> tensor<?xf32>{%[[P]]}
  %0 = tensor.collapse_shape %a [[0, 1]] : tensor<?x8xf32> into tensor<?xf32>
  // CHECK: flow.tensor.reshape %[[A]] : tensor<?x8xf32>{%{{.+}}} -> tensor<?x2x4xf32>{%[[N]]}
  %1 = tensor.expand_shape %a [[0], [1, 2]] output_shape [%n, 2, 4] : tensor<?x8xf32> into tensor<?x2x4xf32>
  // CHECK: flow.tensor.bitcast %[[A]] : tensor<?x8xf32>{%[[B:.+]]} -> tensor<?x8xi32>{%[[B]]}
  %2 = tensor.bitcast %a : tensor<?x8xf32> to tensor<?x8xi32>
  // CHECK: flow.tensor.reshape %[[A]] : tensor<?x8xf32>{%{{.+}}} -> tensor<4x8xf32>
  %3 = tensor.cast %a : tensor<?x8xf32> to tensor<4x8xf32>
  util.return %0, %1, %2, %3 : tensor<?xf32>, tensor<?x2x4xf32>, tensor<?x8xi32>, tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @to_shape
// CHECK-SAME: (%[[A:.+]]: tensor<2x4xf32>, %[[S:.+]]: tensor<2xi32>)
util.func public @to_shape(%a: tensor<2x4xf32>, %s: tensor<2xi32>) -> tensor<?x2xf32> {
  // CHECK: %[[C0:.+]] = arith.constant 0 : index
  // CHECK: %[[L:.+]] = flow.tensor.load %[[S]][%[[C0]]] : tensor<2xi32>
  // CHECK: %[[D:.+]] = arith.index_cast %[[L]] : i32 to index
  // CHECK: flow.tensor.reshape %[[A]] : tensor<2x4xf32> -> tensor<?x2xf32>{%[[D]]}
  %0 = tensor.reshape %a(%s) : (tensor<2x4xf32>, tensor<2xi32>) -> tensor<?x2xf32>
  util.return %0 : tensor<?x2xf32>
}

// -----

// CHECK-LABEL: @elements
// CHECK-SAME: (%[[A:.+]]: tensor<?xf32>, %[[V:.+]]: f32, %[[I:.+]]: index)
util.func public @elements(%a: tensor<?xf32>, %v: f32, %i: index) -> (f32, tensor<?xf32>, tensor<1xf32>, tensor<2x1xf32>) {
  // CHECK: flow.tensor.load %[[A]][%[[I]]] : tensor<?xf32>{%{{.+}}}
  %0 = tensor.extract %a[%i] : tensor<?xf32>
  // CHECK: flow.tensor.store %[[V]], %[[A]][%[[I]]] : tensor<?xf32>{%{{.+}}}
  %1 = tensor.insert %v into %a[%i] : tensor<?xf32>
  // CHECK: flow.tensor.splat %[[V]] : tensor<1xf32>
  %2 = tensor.from_elements %v : tensor<1xf32>
  // CHECK: %[[E:.+]] = tensor.empty() : tensor<2x1xf32>
  // CHECK: %[[E0:.+]] = flow.tensor.store %[[V]], %[[E]][%{{.+}}, %{{.+}}] : tensor<2x1xf32>
  // CHECK: flow.tensor.store %{{.+}}, %[[E0]][%{{.+}}, %{{.+}}] : tensor<2x1xf32>
  %3 = tensor.from_elements %v, %0 : tensor<2x1xf32>
  util.return %0, %1, %2, %3 : f32, tensor<?xf32>, tensor<1xf32>, tensor<2x1xf32>
}

// -----

// CHECK-LABEL: @parts
// CHECK-SAME: (%[[A:.+]]: tensor<?x24x48xf32>, %[[B:.+]]: tensor<2x48xf32>, %[[D:.+]]: index)
util.func public @parts(%a: tensor<?x24x48xf32>, %b: tensor<2x48xf32>, %d: index) -> (tensor<2x48xf32>, tensor<?x24x48xf32>, tensor<4x48xf32>, tensor<?x4x48xf32>, tensor<?x24x48xf32>) {
  // CHECK: %[[S:.+]] = flow.tensor.slice %[[A]][%{{.+}}, %{{.+}}, %{{.+}} for %{{.+}}, %{{.+}}, %{{.+}}] : tensor<?x24x48xf32>{%{{.+}}} -> tensor<1x2x48xf32>
  // CHECK: flow.tensor.reshape %[[S]] : tensor<1x2x48xf32> -> tensor<2x48xf32>
  %0 = tensor.extract_slice %a[2, 3, 0] [1, 2, 48] [1, 1, 1] : tensor<?x24x48xf32> to tensor<2x48xf32>
  // CHECK: %[[R:.+]] = flow.tensor.reshape %[[B]] : tensor<2x48xf32> -> tensor<1x2x48xf32>
  // CHECK: flow.tensor.update %[[R]], %[[A]][%{{.+}}, %{{.+}}, %{{.+}}] : tensor<1x2x48xf32> -> %[[A]] as tensor<?x24x48xf32>{%{{.+}}}
  %1 = tensor.insert_slice %b into %a[2, 3, 0] [1, 2, 48] [1, 1, 1] : tensor<2x48xf32> into tensor<?x24x48xf32>
  // CHECK: %[[E:.+]] = tensor.empty() : tensor<4x48xf32>
  // CHECK: %[[U:.+]] = flow.tensor.update %[[B]], %[[E]]
  // CHECK: flow.tensor.update %[[B]], %[[U]]
  %2 = tensor.concat dim(0) %b, %b : (tensor<2x48xf32>, tensor<2x48xf32>) -> tensor<4x48xf32>
  // More than one run of memory.
  // CHECK: tensor.extract_slice
  %3 = tensor.extract_slice %a[0, 0, 0] [%d, 4, 48] [1, 1, 1] : tensor<?x24x48xf32> to tensor<?x4x48xf32>
  // How long one run is need not be known.
  // CHECK: flow.tensor.slice %[[A]][%{{.+}}, %{{.+}}, %{{.+}} for %[[D]], %{{.+}}, %{{.+}}] : tensor<?x24x48xf32>{%{{.+}}} -> tensor<?x24x48xf32>{%[[D]]}
  %4 = tensor.extract_slice %a[%d, 0, 0] [%d, 24, 48] [1, 1, 1] : tensor<?x24x48xf32> to tensor<?x24x48xf32>
  util.return %0, %1, %2, %3, %4 : tensor<2x48xf32>, tensor<?x24x48xf32>, tensor<4x48xf32>, tensor<?x4x48xf32>, tensor<?x24x48xf32>
}

// -----

// What is written over has the sizes that the slice says.
// CHECK-LABEL: @open_update
// CHECK-SAME: (%[[A:.+]]: tensor<?x48xf32>, %[[B:.+]]: tensor<?x48xf32>, %[[AT:.+]]: index, %[[N:.+]]: index)
util.func public @open_update(%a: tensor<?x48xf32>, %b: tensor<?x48xf32>, %at: index, %n: index) -> tensor<?x48xf32> {
  // CHECK: %[[D:.+]] = tensor.dim %[[A]], %c0
  // CHECK-NEXT: flow.tensor.update %[[B]], %[[A]][%[[AT]], %c0] : tensor<?x48xf32>{%[[N]]} -> %[[A]] as tensor<?x48xf32>{%[[D]]}
  %0 = tensor.insert_slice %b into %a[%at, 0] [%n, 48] [1, 1] : tensor<?x48xf32> into tensor<?x48xf32>
  util.return %0 : tensor<?x48xf32>
}

// -----

// CHECK-LABEL: @fills
// CHECK-SAME: (%[[V:.+]]: f32, %[[N:.+]]: index)
util.func public @fills(%v: f32, %n: index) -> (tensor<?xf32>, tensor<?x4xf32>) {
  %0 = tensor.empty(%n) : tensor<?xf32>
  // CHECK: flow.tensor.splat %[[V]] : tensor<?xf32>{%[[N]]}
  %1 = linalg.fill ins(%v : f32) outs(%0 : tensor<?xf32>) -> tensor<?xf32>
  // CHECK: tensor.empty(%[[N]]) : tensor<?x4xf32>
  %2 = tensor.empty(%n) : tensor<?x4xf32>
  util.return %1, %2 : tensor<?xf32>, tensor<?x4xf32>
}

// -----

// What stands in a dispatch stays.
// CHECK-LABEL: @inside
util.func public @inside(%a: f32) -> tensor<1xf32> {
  %0 = flow.dispatch.workgroups(%a) : (f32) -> tensor<1xf32> = (%v: f32, %o: !flow.dispatch.tensor<writeonly:tensor<1xf32>>) {
    // CHECK: tensor.from_elements
    %1 = tensor.from_elements %v : tensor<1xf32>
    flow.dispatch.tensor.store %1, %o, offsets = [0], sizes = [1], strides = [1] : tensor<1xf32> -> !flow.dispatch.tensor<writeonly:tensor<1xf32>>
    flow.return
  }
  util.return %0 : tensor<1xf32>
}
