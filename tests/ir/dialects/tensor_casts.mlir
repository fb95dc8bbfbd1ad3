// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// CHECK-LABEL: @empty
// CHECK-SAME: (%[[N:.+]]: index)
func.func @empty(%n: index) -> tensor<?x?xf32> {
  %c4 = arith.constant 4 : index
  // CHECK: %[[E:.+]] = tensor.empty(%[[N]]) : tensor<4x?xf32>
  // CHECK: tensor.cast %[[E]] : tensor<4x?xf32> to tensor<?x?xf32>
  %0 = tensor.empty(%c4, %n) : tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}

// -----

// CHECK-LABEL: @extract
// CHECK-SAME: (%[[A:.+]]: tensor<8x?xf32>, %[[N:.+]]: index)
func.func @extract(%a: tensor<8x?xf32>, %n: index) -> (tensor<?x?xf32>, tensor<2xf32>, tensor<16xf32>) {
  %c4 = arith.constant 4 : index
  %c0 = arith.constant 0 : index
  // CHECK: %[[S:.+]] = tensor.extract_slice %[[A]][0, %[[N]]] [4, %[[N]]] [1, 1] : tensor<8x?xf32> to tensor<4x?xf32>
  // CHECK: %[[C:.+]] = tensor.cast %[[S]] : tensor<4x?xf32> to tensor<?x?xf32>
  %0 = tensor.extract_slice %a[%c0, %n] [%c4, %n] [1, 1] : tensor<8x?xf32> to tensor<?x?xf32>
  // CHECK: %[[T:.+]] = tensor.extract_slice %[[A]][0, 0] [1, 2] [1, 1] : tensor<8x?xf32> to tensor<2xf32>
  %1 = tensor.cast %a : tensor<8x?xf32> to tensor<?x?xf32>
  %2 = tensor.extract_slice %1[0, 0] [1, 2] [1, 1] : tensor<?x?xf32> to tensor<2xf32>
  // CHECK: %[[U:.+]] = tensor.extract_slice %[[A]][0, 0] [1, 16] [1, 1] : tensor<8x?xf32> to tensor<16xf32>
  %3 = tensor.extract_slice %a[0, 0] [1, %n] [1, 1] : tensor<8x?xf32> to tensor<?xf32>
  %4 = tensor.cast %3 : tensor<?xf32> to tensor<16xf32>
  // CHECK: return %[[C]], %[[T]], %[[U]]
  return %0, %2, %4 : tensor<?x?xf32>, tensor<2xf32>, tensor<16xf32>
}

// -----

// CHECK-LABEL: @insert
// CHECK-SAME: (%[[A:.+]]: tensor<8x4xf32>, %[[B:.+]]: tensor<?x4xf32>, %[[S:.+]]: tensor<2x4xf32>)
func.func @insert(%a: tensor<8x4xf32>, %b: tensor<?x4xf32>, %s: tensor<2x4xf32>) -> (tensor<?x4xf32>, tensor<8x4xf32>) {
  %c2 = arith.constant 2 : index
  // CHECK: %[[I:.+]] = tensor.insert_slice %[[S]] into %[[A]][0, 0] [2, 4] [1, 1] : tensor<2x4xf32> into tensor<8x4xf32>
  // CHECK: %[[C:.+]] = tensor.cast %[[I]] : tensor<8x4xf32> to tensor<?x4xf32>
  %0 = tensor.cast %a : tensor<8x4xf32> to tensor<?x4xf32>
  %1 = tensor.cast %s : tensor<2x4xf32> to tensor<?x4xf32>
  %2 = tensor.insert_slice %1 into %0[0, 0] [%c2, 4] [1, 1] : tensor<?x4xf32> into tensor<?x4xf32>
  // CHECK: %[[D:.+]] = tensor.cast %[[B]] : tensor<?x4xf32> to tensor<2x4xf32>
  // CHECK: %[[J:.+]] = tensor.insert_slice %[[D]] into %[[A]][0, 0] [2, 4] [1, 1]
  %3 = tensor.insert_slice %b into %a[0, 0] [%c2, 4] [1, 1] : tensor<?x4xf32> into tensor<8x4xf32>
  // CHECK: return %[[C]], %[[J]]
  return %2, %3 : tensor<?x4xf32>, tensor<8x4xf32>
}

// -----

// What a cast between says and the ends do not is kept.
// CHECK-LABEL: @chains
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>)
func.func @chains(%a: tensor<?x4xf32>) -> (tensor<8x?xf32>, tensor<?x?xf32>) {
  // CHECK: %[[X:.+]] = tensor.cast %[[A]] : tensor<?x4xf32> to tensor<8x?xf32>
  %0 = tensor.cast %a : tensor<?x4xf32> to tensor<?x?xf32>
  %1 = tensor.cast %0 : tensor<?x?xf32> to tensor<8x?xf32>
  // CHECK: %[[Y:.+]] = tensor.cast %[[A]] : tensor<?x4xf32> to tensor<8x4xf32>
  // CHECK: %[[Z:.+]] = tensor.cast %[[Y]] : tensor<8x4xf32> to tensor<?x?xf32>
  %2 = tensor.cast %a : tensor<?x4xf32> to tensor<8x4xf32>
  %3 = tensor.cast %2 : tensor<8x4xf32> to tensor<?x?xf32>
  // CHECK: return %[[X]], %[[Z]]
  return %1, %3 : tensor<8x?xf32>, tensor<?x?xf32>
}

// -----

#id = affine_map<(d0) -> (d0)>
// CHECK-LABEL: @loops
// CHECK-SAME: (%[[A:.+]]: tensor<8xf32>, %[[B:.+]]: tensor<?xf32>)
func.func @loops(%a: tensor<8xf32>, %b: tensor<?xf32>) -> (tensor<?xf32>, index) {
  %c0 = arith.constant 0 : index
  // CHECK: %[[R:.+]] = linalg.generic {{.*}} ins(%[[A]] : tensor<8xf32>) outs(%[[A]] : tensor<8xf32>)
  // CHECK: %[[C:.+]] = tensor.cast %[[R]] : tensor<8xf32> to tensor<?xf32>
  %0 = tensor.cast %a : tensor<8xf32> to tensor<?xf32>
  %1 = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel"]} ins(%0 : tensor<?xf32>) outs(%0 : tensor<?xf32>) {
  ^bb0(%x: f32, %y: f32):
    %2 = arith.addf %x, %y : f32
    linalg.yield %2 : f32
  } -> tensor<?xf32>
  // CHECK: %[[D:.+]] = tensor.dim %[[B]]
  %3 = linalg.copy ins(%b : tensor<?xf32>) outs(%b : tensor<?xf32>) -> tensor<?xf32>
  %4 = tensor.dim %3, %c0 : tensor<?xf32>
  // CHECK: return %[[C]], %[[D]]
  return %1, %4 : tensor<?xf32>, index
}

// -----

// CHECK-LABEL: @elements
func.func @elements(%v: i32) -> (tensor<2xi32>, tensor<2x1xf32>, tensor<2xi32>) {
  %c1 = arith.constant 1 : i32
  %c2 = arith.constant 2 : i32
  %f = arith.constant 1.5 : f32
  // CHECK-DAG: %[[A:.+]] = arith.constant dense<[1, 2]> : tensor<2xi32>
  // CHECK-DAG: %[[B:.+]] = arith.constant dense<1.500000e+00> : tensor<2x1xf32>
  %0 = tensor.from_elements %c1, %c2 : tensor<2xi32>
  %1 = tensor.from_elements %f, %f : tensor<2x1xf32>
  // CHECK: %[[C:.+]] = tensor.from_elements
  %2 = tensor.from_elements %c1, %v : tensor<2xi32>
  // CHECK: return %[[A]], %[[B]], %[[C]]
  return %0, %1, %2 : tensor<2xi32>, tensor<2x1xf32>, tensor<2xi32>
}

// -----

// Reshapes by a tensor: of one value, of a reshape, to the shape it has.
// CHECK-LABEL: @shapes
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[V:.+]]: tensor<?xf32>, %[[S:.+]]: tensor<2xindex>, %[[S1:.+]]: tensor<1xindex>)
func.func @shapes(%a: tensor<?x4xf32>, %v: tensor<?xf32>, %s: tensor<2xindex>, %s1: tensor<1xindex>) -> (tensor<2x3xi8>, tensor<?x4xf32>, tensor<?xf32>, tensor<?x4xf32>) {
  // CHECK-DAG: %[[C:.+]] = arith.constant dense<7> : tensor<2x3xi8>
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %cst = arith.constant dense<7> : tensor<6xi8>
  %0 = tensor.reshape %cst(%s) : (tensor<6xi8>, tensor<2xindex>) -> tensor<2x3xi8>
  %d = tensor.dim %a, %c0 : tensor<?x4xf32>
  %own = tensor.from_elements %d, %c4 : tensor<2xindex>
  %1 = tensor.reshape %a(%own) : (tensor<?x4xf32>, tensor<2xindex>) -> tensor<?x4xf32>
  %2 = tensor.reshape %v(%s1) : (tensor<?xf32>, tensor<1xindex>) -> tensor<?xf32>
  // CHECK: %[[R:.+]] = tensor.reshape %[[V]](%[[S]])
  %3 = tensor.reshape %2(%s1) : (tensor<?xf32>, tensor<1xindex>) -> tensor<12xf32>
  %4 = tensor.reshape %3(%s) : (tensor<12xf32>, tensor<2xindex>) -> tensor<?x4xf32>
  // CHECK: return %[[C]], %[[A]], %[[V]], %[[R]]
  return %0, %1, %2, %4 : tensor<2x3xi8>, tensor<?x4xf32>, tensor<?xf32>, tensor<?x4xf32>
}

// -----

// CHECK-LABEL: @shapes_stay
// CHECK-SAME: (%[[A:.+]]: tensor<?x4xf32>, %[[S:.+]]: tensor<2xindex>, %[[N:.+]]: index)
func.func @shapes_stay(%a: tensor<?x4xf32>, %s: tensor<2xindex>, %n: index) -> (tensor<?x?xi8>, tensor<?x4xf32>, tensor<?x4xf32>) {
  // CHECK: %[[R0:.+]] = tensor.reshape
  %c4 = arith.constant 4 : index
  %cst = arith.constant dense<7> : tensor<6xi8>
  %0 = tensor.reshape %cst(%s) : (tensor<6xi8>, tensor<2xindex>) -> tensor<?x?xi8>
  // CHECK: %[[R1:.+]] = tensor.reshape %[[A]](%[[S]])
  %1 = tensor.reshape %a(%s) : (tensor<?x4xf32>, tensor<2xindex>) -> tensor<?x4xf32>
  // CHECK: %[[R2:.+]] = tensor.reshape %[[A]](%{{.+}})
  %other = tensor.from_elements %n, %c4 : tensor<2xindex>
  %2 = tensor.reshape %a(%other) : (tensor<?x4xf32>, tensor<2xindex>) -> tensor<?x4xf32>
  // CHECK: return %[[R0]], %[[R1]], %[[R2]]
  return %0, %1, %2 : tensor<?x?xi8>, tensor<?x4xf32>, tensor<?x4xf32>
}
