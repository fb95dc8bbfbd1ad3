// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// What tensor ops become that are made of other tensor ops.

// CHECK-LABEL: @bitcast(
// CHECK-NEXT: return %arg0, %arg0 : tensor<4xf32>, tensor<4xf32>
func.func @bitcast(%a: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>) {
  %0 = tensor.bitcast %a : tensor<4xf32> to tensor<4xi32>
  %1 = tensor.bitcast %0 : tensor<4xi32> to tensor<4xf32>
  %2 = tensor.bitcast %a : tensor<4xf32> to tensor<4xf32>
  return %1, %2 : tensor<4xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: @cast_back(
// CHECK-NEXT: %cast = tensor.cast %arg1 : tensor<*xf32> to tensor<?xf32>
// CHECK-NEXT: %cast_0 = tensor.cast %cast : tensor<?xf32> to tensor<*xf32>
// CHECK-NEXT: %cast_1 = tensor.cast %arg2 : tensor<?xf32> to tensor<4xf32>
// CHECK-NEXT: %cast_2 = tensor.cast %cast_1 : tensor<4xf32> to tensor<?xf32>
// CHECK-NEXT: return %arg0, %cast_0, %cast_2, %arg0 : tensor<4xf32>, tensor<*xf32>, tensor<?xf32>, tensor<4xf32>
func.func @cast_back(%a: tensor<4xf32>, %b: tensor<*xf32>, %c: tensor<?xf32>) -> (tensor<4xf32>, tensor<*xf32>, tensor<?xf32>, tensor<4xf32>) {
  %0 = tensor.cast %a : tensor<4xf32> to tensor<?xf32>
  %1 = tensor.cast %0 : tensor<?xf32> to tensor<4xf32>
  %2 = tensor.cast %b : tensor<*xf32> to tensor<?xf32>
  %3 = tensor.cast %2 : tensor<?xf32> to tensor<*xf32>
  %4 = tensor.cast %c : tensor<?xf32> to tensor<4xf32>
  %5 = tensor.cast %4 : tensor<4xf32> to tensor<?xf32>
  %6 = tensor.cast %a : tensor<4xf32> to tensor<*xf32>
  %7 = tensor.cast %6 : tensor<*xf32> to tensor<4xf32>
  return %1, %3, %5, %7 : tensor<4xf32>, tensor<*xf32>, tensor<?xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: @cast_unranked(
// CHECK-NEXT: %cast = tensor.cast %arg0 : tensor<4x?xf32> to tensor<?x8xf32>
// CHECK-NEXT: %cast_0 = tensor.cast %arg0 : tensor<4x?xf32> to tensor<*xf32>
// CHECK-NEXT: return %cast, %cast_0 : tensor<?x8xf32>, tensor<*xf32>
func.func @cast_unranked(%a: tensor<4x?xf32>) -> (tensor<?x8xf32>, tensor<*xf32>) {
  %0 = tensor.cast %a : tensor<4x?xf32> to tensor<*xf32>
  %1 = tensor.cast %0 : tensor<*xf32> to tensor<?x8xf32>
  %2 = tensor.cast %a : tensor<4x?xf32> to tensor<?x?xf32>
  %3 = tensor.cast %2 : tensor<?x?xf32> to tensor<*xf32>
  return %1, %3 : tensor<?x8xf32>, tensor<*xf32>
}

// -----

// CHECK-LABEL: @dims(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %dim = tensor.dim %arg0, %c1 : tensor<?x?xf32>
// CHECK-NEXT: %splat = tensor.splat %arg1[%arg2] : tensor<4x?xindex>
// CHECK-NEXT: %dim_0 = tensor.dim %splat, %c1 : tensor<4x?xindex>
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[0, 0] [1, %arg2] [1, 1] : tensor<?x?xf32> to tensor<?xf32>
// CHECK-NEXT: %dim_1 = tensor.dim %extracted_slice, %c0 : tensor<?xf32>
// CHECK-NEXT: %dim_2 = tensor.dim %arg0, %arg1 : tensor<?x?xf32>
// CHECK-NEXT: return %dim, %arg2, %dim_0, %arg2, %dim_1, %dim_2 : index, index, index, index, index, index
func.func @dims(%a: tensor<?x?xf32>, %n: index, %m: index) -> (index, index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.cast %a : tensor<?x?xf32> to tensor<*xf32>
  %d0 = tensor.dim %0, %c1 : tensor<*xf32>
  %e = tensor.empty(%n, %m) : tensor<?x?xf32>
  %d1 = tensor.dim %e, %c1 : tensor<?x?xf32>
  %f = tensor.splat %n[%m] : tensor<4x?xindex>
  %d2 = tensor.dim %f, %c1 : tensor<4x?xindex>
  %g = tensor.extract_slice %a[0, 0] [%n, %m] [1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
  %d3 = tensor.dim %g, %c1 : tensor<?x?xf32>
  %h = tensor.extract_slice %a[0, 0] [1, %m] [1, 1] : tensor<?x?xf32> to tensor<?xf32>
  %d4 = tensor.dim %h, %c0 : tensor<?xf32>
  %d5 = tensor.dim %a, %n : tensor<?x?xf32>
  return %d0, %d1, %d2, %d3, %d4, %d5 : index, index, index, index, index, index
}

// -----

// CHECK-LABEL: @dims_insert(
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %dim = tensor.dim %arg0, %c1 : tensor<?x?xf32>
// CHECK-NEXT: %dim_0 = tensor.dim %arg0, %c1 : tensor<?x?xf32>
// CHECK-NEXT: %dim_1 = tensor.dim %arg0, %arg3 : tensor<?x?xf32>
// CHECK-NEXT: return %dim, %dim_0, %dim_1 : index, index, index
func.func @dims_insert(%a: tensor<?x?xf32>, %s: tensor<?xf32>, %f: f32, %n: index) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.insert %f into %a[%n, %c0] : tensor<?x?xf32>
  %1 = tensor.dim %0, %c1 : tensor<?x?xf32>
  %2 = tensor.insert_slice %s into %a[0, 0][1, %n][1, 1] : tensor<?xf32> into tensor<?x?xf32>
  %3 = tensor.dim %2, %c1 : tensor<?x?xf32>
  %4 = linalg.fill ins(%f : f32) outs(%a : tensor<?x?xf32>) -> tensor<?x?xf32>
  %5 = tensor.dim %4, %n : tensor<?x?xf32>
  return %1, %3, %5 : index, index, index
}

// -----

// CHECK-LABEL: @dim_pad(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %padded = tensor.pad %arg0 low[1, %arg2] high[2, 0] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<?x?xf32> to tensor<?x?xf32>
// CHECK-NEXT: %dim = tensor.dim %padded, %c0 : tensor<?x?xf32>
// CHECK-NEXT: %dim_0 = tensor.dim %padded, %c1 : tensor<?x?xf32>
// CHECK-NEXT: return %dim, %dim_0 : index, index
func.func @dim_pad(%a: tensor<?x?xf32>, %f: f32, %n: index) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.pad %a low[1, %n] high[2, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %1 = tensor.dim %0, %c0 : tensor<?x?xf32>
  %2 = tensor.dim %0, %c1 : tensor<?x?xf32>
  return %1, %2 : index, index
}

// -----

// CHECK: #map = affine_map<()[s0, s1] -> (s0 * s1)>
// CHECK: #map1 = affine_map<()[s0] -> (s0 * 8)>
// CHECK: #map2 = affine_map<()[s0] -> (s0 floordiv 4)>
// CHECK: #map3 = affine_map<()[s0] -> (s0 floordiv 8)>
// CHECK-LABEL: @dim_reshapes(
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %dim = tensor.dim %arg0, %c0 : tensor<?x?x8xf32>
// CHECK-NEXT: %dim_0 = tensor.dim %arg0, %c1 : tensor<?x?x8xf32>
// CHECK-NEXT: %0 = affine.apply #map()[%dim, %dim_0]
// CHECK-NEXT: %dim_1 = tensor.dim %arg0, %c1 : tensor<?x?x8xf32>
// CHECK-NEXT: %1 = affine.apply #map1()[%dim_1]
// CHECK-NEXT: %dim_2 = tensor.dim %arg0, %c0 : tensor<?x?x8xf32>
// CHECK-NEXT: %dim_3 = tensor.dim %arg1, %c0 : tensor<?x8xf32>
// CHECK-NEXT: %2 = affine.apply #map2()[%dim_3]
// CHECK-NEXT: %dim_4 = tensor.dim %arg1, %c0 : tensor<?x8xf32>
// CHECK-NEXT: %3 = affine.apply #map2()[%dim_4]
// CHECK-NEXT: %dim_5 = tensor.dim %arg1, %c0 : tensor<?x8xf32>
// CHECK-NEXT: %4 = affine.apply #map3()[%dim_5]
// CHECK-NEXT: return %0, %1, %dim_2, %2, %3, %4 : index, index, index, index, index, index
func.func @dim_reshapes(%a: tensor<?x?x8xf32>, %b: tensor<?x8xf32>, %n: index) -> (index, index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %0 = tensor.collapse_shape %a [[0, 1], [2]] : tensor<?x?x8xf32> into tensor<?x8xf32>
  %1 = tensor.dim %0, %c0 : tensor<?x8xf32>
  %2 = tensor.collapse_shape %a [[0], [1, 2]] : tensor<?x?x8xf32> into tensor<?x?xf32>
  %3 = tensor.dim %2, %c1 : tensor<?x?xf32>
  %4 = tensor.dim %2, %c0 : tensor<?x?xf32>
  %5 = tensor.expand_shape %b [[0, 1], [2]] output_shape [%n, 4, 8] : tensor<?x8xf32> into tensor<?x4x8xf32>
  %6 = tensor.dim %5, %c0 : tensor<?x4x8xf32>
  %7 = tensor.expand_shape %b [[0, 1], [2]] output_shape [4, %n, 8] : tensor<?x8xf32> into tensor<4x?x8xf32>
  %8 = tensor.dim %7, %c1 : tensor<4x?x8xf32>
  %9 = tensor.expand_shape %b [[0, 1, 2], [3]] output_shape [4, %n, 2, 8] : tensor<?x8xf32> into tensor<4x?x2x8xf32>
  %10 = tensor.dim %9, %c1 : tensor<4x?x2x8xf32>
  return %1, %3, %4, %6, %8, %10 : index, index, index, index, index, index
}

// -----

// CHECK-LABEL: @dim_generate(
// CHECK-NEXT: return %arg0, %arg1 : index, index
func.func @dim_generate(%n: index, %m: index) -> (index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.generate %n, %m {
  ^bb0(%i: index, %j: index):
    %s = arith.addi %i, %j : index
    tensor.yield %s : index
  } : tensor<?x?xindex>
  %1 = tensor.dim %0, %c0 : tensor<?x?xindex>
  %2 = tensor.dim %0, %c1 : tensor<?x?xindex>
  return %1, %2 : index, index
}

// -----

// CHECK-LABEL: @dim_reshape(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %extracted = tensor.extract %arg1[%c0] : tensor<2xindex>
// CHECK-NEXT: %extracted_0 = tensor.extract %arg2[%c1] : tensor<2xi32>
// CHECK-NEXT: %0 = arith.index_cast %extracted_0 : i32 to index
// CHECK-NEXT: %extracted_1 = tensor.extract %arg3[%c1] : tensor<?xindex>
// CHECK-NEXT: return %extracted, %0, %extracted_1 : index, index, index
func.func @dim_reshape(%a: tensor<?xf32>, %s: tensor<2xindex>, %t: tensor<2xi32>, %u: tensor<?xindex>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.reshape %a(%s) : (tensor<?xf32>, tensor<2xindex>) -> tensor<?x?xf32>
  %1 = tensor.dim %0, %c0 : tensor<?x?xf32>
  %2 = tensor.reshape %a(%t) : (tensor<?xf32>, tensor<2xi32>) -> tensor<?x?xf32>
  %3 = tensor.dim %2, %c1 : tensor<?x?xf32>
  %4 = tensor.reshape %a(%u) : (tensor<?xf32>, tensor<?xindex>) -> tensor<*xf32>
  %5 = tensor.dim %4, %c1 : tensor<*xf32>
  return %1, %3, %5 : index, index, index
}

// -----

// CHECK-LABEL: @empties(
// CHECK-NEXT: %c8 = arith.constant 8 : index
// CHECK-NEXT: %0 = tensor.empty(%arg0) : tensor<?x8xf32>
// CHECK-NEXT: %cast = tensor.cast %0 : tensor<?x8xf32> to tensor<4x?xf32>
// CHECK-NEXT: %1 = tensor.empty() : tensor<4x8xf32>
// CHECK-NEXT: %2 = tensor.empty(%arg0) : tensor<8x?xf32>
// CHECK-NEXT: %cast_0 = tensor.cast %2 : tensor<8x?xf32> to tensor<?x?xf32>
// CHECK-NEXT: return %cast, %1, %cast_0, %c8 : tensor<4x?xf32>, tensor<4x8xf32>, tensor<?x?xf32>, index
func.func @empties(%n: index) -> (tensor<4x?xf32>, tensor<4x8xf32>, tensor<?x?xf32>, index) {
  %c4 = arith.constant 4 : index
  %c8 = arith.constant 8 : index
  %c1 = arith.constant 1 : index
  %0 = tensor.empty(%n, %c8) : tensor<?x?xf32>
  %1 = tensor.cast %0 : tensor<?x?xf32> to tensor<4x?xf32>
  %2 = tensor.empty(%n, %n) : tensor<?x?xf32>
  %3 = tensor.cast %2 : tensor<?x?xf32> to tensor<4x8xf32>
  %4 = tensor.dim %0, %c1 : tensor<?x?xf32>
  %5 = tensor.empty(%4, %n) : tensor<?x?xf32>
  return %1, %3, %5, %4 : tensor<4x?xf32>, tensor<4x8xf32>, tensor<?x?xf32>, index
}

// -----

// CHECK-LABEL: @extracts(
// CHECK-NEXT: %cst = arith.constant 3.000000e+00 : f32
// CHECK-NEXT: %cst_0 = arith.constant dense<{{\[\[}}1.000000e+00, 2.000000e+00], [3.000000e+00, 4.000000e+00]]> : tensor<2x2xf32>
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %c3 = arith.constant 3 : index
// CHECK-NEXT: %extracted = tensor.extract %arg0[%c1] : tensor<4xf32>
// CHECK-NEXT: %extracted_1 = tensor.extract %arg1[%arg4, %c1] : tensor<?x?xf32>
// CHECK-NEXT: %from_elements = tensor.from_elements %arg2, %arg3 : tensor<2xf32>
// CHECK-NEXT: %extracted_2 = tensor.extract %from_elements[%c3] : tensor<2xf32>
// CHECK-NEXT: %extracted_3 = tensor.extract %cst_0[%c1, %arg4] : tensor<2x2xf32>
// CHECK-NEXT: return %extracted, %extracted_1, %arg3, %extracted_2, %cst, %extracted_3 : f32, f32, f32, f32, f32, f32
func.func @extracts(%a: tensor<4xf32>, %b: tensor<?x?xf32>, %f: f32, %g: f32, %n: index) -> (f32, f32, f32, f32, f32, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c3 = arith.constant 3 : index
  %0 = tensor.cast %a : tensor<4xf32> to tensor<?xf32>
  %1 = tensor.extract %0[%c1] : tensor<?xf32>
  %2 = tensor.cast %b : tensor<?x?xf32> to tensor<4x4xf32>
  %3 = tensor.extract %2[%n, %c1] : tensor<4x4xf32>
  %4 = tensor.from_elements %f, %g : tensor<2xf32>
  %5 = tensor.extract %4[%c1] : tensor<2xf32>
  %6 = tensor.extract %4[%c3] : tensor<2xf32>
  %7 = arith.constant dense<[[1.0, 2.0],[3.0, 4.0]]> : tensor<2x2xf32>
  %8 = tensor.extract %7[%c1, %c0] : tensor<2x2xf32>
  %9 = tensor.extract %7[%c1, %n] : tensor<2x2xf32>
  return %1, %3, %5, %6, %8, %9 : f32, f32, f32, f32, f32, f32
}

// -----

// CHECK-LABEL: @extract_more(
// CHECK-NEXT: %splat = tensor.splat %arg0 : tensor<4x4xf32>
// CHECK-NEXT: %extracted = tensor.extract %splat[%arg1, %arg2] : tensor<4x4xf32>
// CHECK-NEXT: %0 = arith.addi %arg2, %arg2 : index
// CHECK-NEXT: %extracted_0 = tensor.extract %arg4[%arg1] : tensor<?xi32>
// CHECK-NEXT: %1 = arith.index_cast %extracted_0 : i32 to index
// CHECK-NEXT: %extracted_1 = tensor.extract %arg3[%arg1] : tensor<?xindex>
// CHECK-NEXT: %2 = arith.index_cast %extracted_1 : index to i32
// CHECK-NEXT: return %extracted, %arg0, %0, %1, %2 : f32, f32, index, index, i32
func.func @extract_more(%f: f32, %n: index, %m: index, %t: tensor<?xindex>, %u: tensor<?xi32>) -> (f32, f32, index, index, i32) {
  %c0 = arith.constant 0 : index
  %0 = tensor.splat %f : tensor<4x4xf32>
  %1 = tensor.extract %0[%n, %m] : tensor<4x4xf32>
  %2 = tensor.from_elements %f : tensor<f32>
  %3 = tensor.extract %2[] : tensor<f32>
  %4 = tensor.generate %n {
  ^bb0(%i: index):
    %s = arith.addi %i, %m : index
    tensor.yield %s : index
  } : tensor<?xindex>
  %5 = tensor.extract %4[%m] : tensor<?xindex>
  %6 = arith.index_cast %u : tensor<?xi32> to tensor<?xindex>
  %7 = tensor.extract %6[%n] : tensor<?xindex>
  %8 = arith.index_cast %t : tensor<?xindex> to tensor<?xi32>
  %9 = tensor.extract %8[%n] : tensor<?xi32>
  return %1, %3, %5, %7, %9 : f32, f32, index, index, i32
}

// -----

// CHECK-LABEL: @extract_insert(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %inserted = tensor.insert %arg1 into %arg0[%c0] : tensor<4xf32>
// CHECK-NEXT: %extracted = tensor.extract %inserted[%c0] : tensor<4xf32>
// CHECK-NEXT: %inserted_0 = tensor.insert %arg1 into %arg0[%arg2] : tensor<4xf32>
// CHECK-NEXT: %extracted_1 = tensor.extract %inserted_0[%arg2] : tensor<4xf32>
// CHECK-NEXT: return %extracted, %extracted_1 : f32, f32
func.func @extract_insert(%t: tensor<4xf32>, %f: f32, %n: index) -> (f32, f32) {
  %c0 = arith.constant 0 : index
  %0 = tensor.insert %f into %t[%c0] : tensor<4xf32>
  %1 = tensor.extract %0[%c0] : tensor<4xf32>
  %2 = tensor.insert %f into %t[%n] : tensor<4xf32>
  %3 = tensor.extract %2[%n] : tensor<4xf32>
  return %1, %3 : f32, f32
}

// -----

// CHECK-LABEL: @inserts(
// CHECK-NEXT: %cst = arith.constant dense<2.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %cst_0 = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %cst_1 = arith.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %inserted = tensor.insert %cst_0 into %cst[%c0] : tensor<4xf32>
// CHECK-NEXT: return %cst_1, %inserted : tensor<4xf32>, tensor<4xf32>
func.func @inserts() -> (tensor<4xf32>, tensor<4xf32>) {
  %c0 = arith.constant 0 : index
  %f = arith.constant 1.0 : f32
  %0 = arith.constant dense<1.0> : tensor<4xf32>
  %1 = tensor.insert %f into %0[%c0] : tensor<4xf32>
  %2 = arith.constant dense<2.0> : tensor<4xf32>
  %3 = tensor.insert %f into %2[%c0] : tensor<4xf32>
  return %1, %3 : tensor<4xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: @insert_splat(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %splat = tensor.splat %arg0 : tensor<4xf32>
// CHECK-NEXT: %inserted = tensor.insert %arg0 into %splat[%c0] : tensor<4xf32>
// CHECK-NEXT: %inserted_0 = tensor.insert %arg0 into %inserted[%c0] : tensor<4xf32>
// CHECK-NEXT: %cast = tensor.cast %inserted_0 : tensor<4xf32> to tensor<?xf32>
// CHECK-NEXT: return %inserted, %cast : tensor<4xf32>, tensor<?xf32>
func.func @insert_splat(%f: f32) -> (tensor<4xf32>, tensor<?xf32>) {
  %c0 = arith.constant 0 : index
  %0 = tensor.splat %f : tensor<4xf32>
  %1 = tensor.insert %f into %0[%c0] : tensor<4xf32>
  %2 = tensor.cast %1 : tensor<4xf32> to tensor<?xf32>
  %3 = tensor.insert %f into %2[%c0] : tensor<?xf32>
  return %1, %3 : tensor<4xf32>, tensor<?xf32>
}

// -----

// CHECK-LABEL: @from(
// CHECK-NEXT: %cst = arith.constant dense<1.000000e+00> : tensor<f32>
// CHECK-NEXT: %cst_0 = arith.constant dense<(1.000000e+00,2.000000e+00)> : tensor<2xcomplex<f32>>
// CHECK-NEXT: %cst_1 = arith.constant dense<{{\[\[}}true, false], [false, true]]> : tensor<2x2xi1>
// CHECK-NEXT: %cst_2 = arith.constant dense<[0, 1, 0]> : tensor<3xindex>
// CHECK-NEXT: %cst_3 = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %from_elements = tensor.from_elements %arg0, %cst_3 : tensor<2xf32>
// CHECK-NEXT: return %from_elements, %cst_2, %cst_1, %cst_0, %cst : tensor<2xf32>, tensor<3xindex>, tensor<2x2xi1>, tensor<2xcomplex<f32>>, tensor<f32>
func.func @from(%f: f32) -> (tensor<2xf32>, tensor<3xindex>, tensor<2x2xi1>, tensor<2xcomplex<f32>>, tensor<f32>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %f1 = arith.constant 1.0 : f32
  %t = arith.constant true
  %u = arith.constant false
  %z = complex.constant [1.0 : f32, 2.0 : f32] : complex<f32>
  %0 = tensor.from_elements %f, %f1 : tensor<2xf32>
  %1 = tensor.from_elements %c0, %c1, %c0 : tensor<3xindex>
  %2 = tensor.from_elements %t, %u, %u, %t : tensor<2x2xi1>
  %3 = tensor.from_elements %z, %z : tensor<2xcomplex<f32>>
  %4 = tensor.from_elements %f1 : tensor<f32>
  return %0, %1, %2, %3, %4 : tensor<2xf32>, tensor<3xindex>, tensor<2x2xi1>, tensor<2xcomplex<f32>>, tensor<f32>
}

// -----

// CHECK-LABEL: @generates(
// CHECK-NEXT: %cst = arith.constant 1.000000e+00 : f32
// CHECK-NEXT: %generated = tensor.generate %arg0 {
// CHECK-NEXT: ^bb0(%arg2: index, %arg3: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<4x?xf32>
// CHECK-NEXT: %cast = tensor.cast %generated : tensor<4x?xf32> to tensor<?x?xf32>
// CHECK-NEXT: %generated_0 = tensor.generate  {
// CHECK-NEXT: ^bb0(%arg2: index):
// CHECK-NEXT: tensor.yield %arg2 : index
// CHECK-NEXT: } : tensor<4xindex>
// CHECK-NEXT: %generated_1 = tensor.generate  {
// CHECK-NEXT: ^bb0(%arg2: index):
// CHECK-NEXT: tensor.yield %cst : f32
// CHECK-NEXT: } : tensor<4xf32>
// CHECK-NEXT: return %cast, %generated_0, %generated_1, %generated : tensor<?x?xf32>, tensor<4xindex>, tensor<4xf32>, tensor<4x?xf32>
func.func @generates(%n: index, %f: f32) -> (tensor<?x?xf32>, tensor<4xindex>, tensor<4xf32>, tensor<4x?xf32>) {
  %c4 = arith.constant 4 : index
  %0 = tensor.generate %c4, %n {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x?xf32>
  %1 = tensor.generate {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<4xindex>
  %2 = tensor.generate {
  ^bb0(%i: index):
    %k = arith.constant 1.0 : f32
    tensor.yield %k : f32
  } : tensor<4xf32>
  %3 = tensor.cast %0 : tensor<?x?xf32> to tensor<4x?xf32>
  return %0, %1, %2, %3 : tensor<?x?xf32>, tensor<4xindex>, tensor<4xf32>, tensor<4x?xf32>
}

// -----

// CHECK-LABEL: @slice_static(
// CHECK-NEXT: %c-1 = arith.constant -1 : index
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[0, %arg1] [4, %arg1] [1, 1] : tensor<?x?xf32> to tensor<4x?xf32>
// CHECK-NEXT: %cast = tensor.cast %extracted_slice : tensor<4x?xf32> to tensor<?x?xf32>
// CHECK-NEXT: %extracted_slice_0 = tensor.extract_slice %arg0[%arg1, %arg1] [1, 4] [1, %arg1] : tensor<?x?xf32> to tensor<4xf32>
// CHECK-NEXT: %cast_1 = tensor.cast %extracted_slice_0 : tensor<4xf32> to tensor<?xf32>
// CHECK-NEXT: %extracted_slice_2 = tensor.extract_slice %arg0[%c-1, %arg1] [4, %arg1] [-1, 1] : tensor<?x?xf32> to tensor<4x?xf32>
// CHECK-NEXT: return %cast, %cast_1, %extracted_slice_2 : tensor<?x?xf32>, tensor<?xf32>, tensor<4x?xf32>
func.func @slice_static(%a: tensor<?x?xf32>, %n: index) -> (tensor<?x?xf32>, tensor<?xf32>, tensor<4x?xf32>) {
  %c0 = arith.constant 0 : index
  %c4 = arith.constant 4 : index
  %c1 = arith.constant 1 : index
  %cm = arith.constant -1 : index
  %0 = tensor.extract_slice %a[%c0, %n] [%c4, %n] [%c1, 1] : tensor<?x?xf32> to tensor<?x?xf32>
  %1 = tensor.extract_slice %a[%n, %n] [1, %c4] [1, %n] : tensor<?x?xf32> to tensor<?xf32>
  %2 = tensor.extract_slice %a[%cm, %n] [4, %n] [%cm, 1] : tensor<?x?xf32> to tensor<4x?xf32>
  return %0, %1, %2 : tensor<?x?xf32>, tensor<?xf32>, tensor<4x?xf32>
}

// -----

// CHECK-LABEL: @slice_insert(
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg1 into %arg0[0, %arg2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %inserted_slice[1, %arg2] [4, 4] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
// CHECK-NEXT: %extracted_slice_0 = tensor.extract_slice %inserted_slice[4, 0] [4, 4] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
// CHECK-NEXT: return %arg1, %extracted_slice, %extracted_slice_0 : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
func.func @slice_insert(%a: tensor<8x8xf32>, %s: tensor<4x4xf32>, %n: index) -> (tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>) {
  %0 = tensor.insert_slice %s into %a[0, %n] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
  %1 = tensor.extract_slice %0[0, %n] [4, 4] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
  %2 = tensor.extract_slice %0[1, %n] [4, 4] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
  %3 = tensor.extract_slice %0[4, 0] [4, 4] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
  return %1, %2, %3 : tensor<4x4xf32>, tensor<4x4xf32>, tensor<4x4xf32>
}

// -----

// CHECK-LABEL: @slice_const(
// CHECK-NEXT: %cst = arith.constant dense<3.000000e+00> : tensor<2xf32>
// CHECK-NEXT: %cst_0 = arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
// CHECK-NEXT: %cst_1 = arith.constant dense<3.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %cst_0[1] [2] [1] : tensor<4xf32> to tensor<2xf32>
// CHECK-NEXT: %extracted_slice_2 = tensor.extract_slice %cst_1[%arg0] [%arg0] [1] : tensor<4xf32> to tensor<?xf32>
// CHECK-NEXT: return %extracted_slice, %cst, %extracted_slice_2, %cst_1 : tensor<2xf32>, tensor<2xf32>, tensor<?xf32>, tensor<4xf32>
func.func @slice_const(%n: index) -> (tensor<2xf32>, tensor<2xf32>, tensor<?xf32>, tensor<4xf32>) {
  %0 = arith.constant dense<[1.0, 2.0, 3.0, 4.0]> : tensor<4xf32>
  %s = arith.constant dense<3.0> : tensor<4xf32>
  %1 = tensor.extract_slice %0[1] [2] [1] : tensor<4xf32> to tensor<2xf32>
  %2 = tensor.extract_slice %s[%n] [2] [1] : tensor<4xf32> to tensor<2xf32>
  %3 = tensor.extract_slice %s[%n] [%n] [1] : tensor<4xf32> to tensor<?xf32>
  %4 = tensor.extract_slice %s[0] [4] [1] : tensor<4xf32> to tensor<4xf32>
  return %1, %2, %3, %4 : tensor<2xf32>, tensor<2xf32>, tensor<?xf32>, tensor<4xf32>
}

// -----

// CHECK-LABEL: @slice_all(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %dim = tensor.dim %arg0, %c0 : tensor<?x4xf32>
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[0, 0] [%dim, 4] [1, 1] : tensor<?x4xf32> to tensor<?x4xf32>
// CHECK-NEXT: %extracted_slice_0 = tensor.extract_slice %arg1[0, 0] [1, 4] [1, 1] : tensor<1x4xf32> to tensor<4xf32>
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg0 into %arg0[0, 0] [%dim, 4] [1, 1] : tensor<?x4xf32> into tensor<?x4xf32>
// CHECK-NEXT: return %extracted_slice, %extracted_slice_0, %inserted_slice, %arg1 : tensor<?x4xf32>, tensor<4xf32>, tensor<?x4xf32>, tensor<1x4xf32>
func.func @slice_all(%a: tensor<?x4xf32>, %b: tensor<1x4xf32>, %n: index) -> (tensor<?x4xf32>, tensor<4xf32>, tensor<?x4xf32>, tensor<1x4xf32>) {
  %c0 = arith.constant 0 : index
  %d = tensor.dim %a, %c0 : tensor<?x4xf32>
  %0 = tensor.extract_slice %a[0, 0] [%d, 4] [1, 1] : tensor<?x4xf32> to tensor<?x4xf32>
  %1 = tensor.extract_slice %b[0, 0] [1, 4] [1, 1] : tensor<1x4xf32> to tensor<4xf32>
  %2 = tensor.insert_slice %a into %a[0, 0] [%d, 4] [1, 1] : tensor<?x4xf32> into tensor<?x4xf32>
  %3 = tensor.insert_slice %b into %b[0, 0] [1, 4] [1, 1] : tensor<1x4xf32> into tensor<1x4xf32>
  return %0, %1, %2, %3 : tensor<?x4xf32>, tensor<4xf32>, tensor<?x4xf32>, tensor<1x4xf32>
}

// -----

// CHECK-LABEL: @slice_cast(
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[0, %arg1] [4, %arg1] [1, 1] : tensor<8x8xf32> to tensor<4x?xf32>
// CHECK-NEXT: %extracted_slice_0 = tensor.extract_slice %arg0[0, %arg1] [%arg1, 4] [1, 1] : tensor<8x8xf32> to tensor<?x4xf32>
// CHECK-NEXT: %cast = tensor.cast %extracted_slice_0 : tensor<?x4xf32> to tensor<?x?xf32>
// CHECK-NEXT: %extracted_slice_1 = tensor.extract_slice %arg0[%arg1, %arg1] [4, 4] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
// CHECK-NEXT: return %extracted_slice, %cast, %extracted_slice_1 : tensor<4x?xf32>, tensor<?x?xf32>, tensor<4x4xf32>
func.func @slice_cast(%a: tensor<8x8xf32>, %n: index) -> (tensor<4x?xf32>, tensor<?x?xf32>, tensor<4x4xf32>) {
  %0 = tensor.cast %a : tensor<8x8xf32> to tensor<?x?xf32>
  %1 = tensor.extract_slice %0[0, %n] [4, %n] [1, 1] : tensor<?x?xf32> to tensor<4x?xf32>
  %2 = tensor.cast %a : tensor<8x8xf32> to tensor<?x8xf32>
  %c4 = arith.constant 4 : index
  %3 = tensor.extract_slice %2[0, %n] [%n, %c4] [1, 1] : tensor<?x8xf32> to tensor<?x?xf32>
  %4 = tensor.extract_slice %0[%n, %n] [4, 4] [1, 1] : tensor<?x?xf32> to tensor<4x4xf32>
  return %1, %3, %4 : tensor<4x?xf32>, tensor<?x?xf32>, tensor<4x4xf32>
}

// -----

// CHECK-LABEL: @cast_slice(
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[0, %arg1] [4, 4] [1, 1] : tensor<8x8xf32> to tensor<4x4xf32>
// CHECK-NEXT: %extracted_slice_0 = tensor.extract_slice %arg0[0, %arg1] [%arg1, 4] [1, 1] : tensor<8x8xf32> to tensor<?x4xf32>
// CHECK-NEXT: %extracted_slice_1 = tensor.extract_slice %arg0[0, %arg1] [4, 1] [1, 1] : tensor<8x8xf32> to tensor<4xf32>
// CHECK-NEXT: %extracted_slice_2 = tensor.extract_slice %arg0[0, %arg1] [%arg1, 4] [1, 1] : tensor<8x8xf32> to tensor<?x4xf32>
// CHECK-NEXT: %cast = tensor.cast %extracted_slice_2 : tensor<?x4xf32> to tensor<4x?xf32>
// CHECK-NEXT: return %extracted_slice, %extracted_slice_0, %extracted_slice_1, %cast : tensor<4x4xf32>, tensor<?x4xf32>, tensor<4xf32>, tensor<4x?xf32>
func.func @cast_slice(%a: tensor<8x8xf32>, %n: index) -> (tensor<4x4xf32>, tensor<?x4xf32>, tensor<4xf32>, tensor<4x?xf32>) {
  %0 = tensor.extract_slice %a[0, %n] [%n, %n] [1, 1] : tensor<8x8xf32> to tensor<?x?xf32>
  %1 = tensor.cast %0 : tensor<?x?xf32> to tensor<4x4xf32>
  %2 = tensor.cast %0 : tensor<?x?xf32> to tensor<?x4xf32>
  %3 = tensor.extract_slice %a[0, %n] [%n, 1] [1, 1] : tensor<8x8xf32> to tensor<?xf32>
  %4 = tensor.cast %3 : tensor<?xf32> to tensor<4xf32>
  %5 = tensor.extract_slice %a[0, %n] [%n, 4] [1, 1] : tensor<8x8xf32> to tensor<?x4xf32>
  %6 = tensor.cast %5 : tensor<?x4xf32> to tensor<4x?xf32>
  return %1, %2, %4, %6 : tensor<4x4xf32>, tensor<?x4xf32>, tensor<4xf32>, tensor<4x?xf32>
}

// -----

// CHECK-LABEL: @insert_casts(
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg1 into %arg0[0, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
// CHECK-NEXT: %cast = tensor.cast %inserted_slice : tensor<8x8xf32> to tensor<?x?xf32>
// CHECK-NEXT: %inserted_slice_0 = tensor.insert_slice %arg1 into %arg0[0, 0] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
// CHECK-NEXT: %inserted_slice_1 = tensor.insert_slice %arg1 into %arg2[%arg3, %arg3] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<?x?xf32>
// CHECK-NEXT: return %cast, %inserted_slice_0, %inserted_slice_1 : tensor<?x?xf32>, tensor<8x8xf32>, tensor<?x?xf32>
func.func @insert_casts(%a: tensor<8x8xf32>, %s: tensor<4x4xf32>, %d: tensor<?x?xf32>, %n: index) -> (tensor<?x?xf32>, tensor<8x8xf32>, tensor<?x?xf32>) {
  %0 = tensor.cast %a : tensor<8x8xf32> to tensor<?x?xf32>
  %1 = tensor.cast %s : tensor<4x4xf32> to tensor<?x?xf32>
  %2 = tensor.insert_slice %1 into %0[0, 0] [%n, %n] [1, 1] : tensor<?x?xf32> into tensor<?x?xf32>
  %3 = tensor.insert_slice %1 into %a[0, 0] [%n, %n] [1, 1] : tensor<?x?xf32> into tensor<8x8xf32>
  %4 = tensor.insert_slice %s into %d[%n, %n] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<?x?xf32>
  return %2, %3, %4 : tensor<?x?xf32>, tensor<8x8xf32>, tensor<?x?xf32>
}

// -----

// CHECK-LABEL: @insert_insert(
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg1 into %arg0[%arg3] [4] [1] : tensor<4xf32> into tensor<8xf32>
// CHECK-NEXT: %inserted_slice_0 = tensor.insert_slice %arg2 into %arg0[%arg3] [4] [1] : tensor<4xf32> into tensor<8xf32>
// CHECK-NEXT: %inserted_slice_1 = tensor.insert_slice %arg2 into %inserted_slice[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
// CHECK-NEXT: return %inserted_slice_0, %inserted_slice_1 : tensor<8xf32>, tensor<8xf32>
func.func @insert_insert(%a: tensor<8xf32>, %s: tensor<4xf32>, %t: tensor<4xf32>, %n: index) -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = tensor.insert_slice %s into %a[%n] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %1 = tensor.insert_slice %t into %0[%n] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %2 = tensor.insert_slice %t into %0[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %1, %2 : tensor<8xf32>, tensor<8xf32>
}

// -----

// CHECK-LABEL: @insert_extract(
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[%arg1] [4] [1] : tensor<8xf32> to tensor<4xf32>
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %extracted_slice into %arg0[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
// CHECK-NEXT: return %arg0, %inserted_slice : tensor<8xf32>, tensor<8xf32>
func.func @insert_extract(%a: tensor<8xf32>, %n: index) -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = tensor.extract_slice %a[%n] [4] [1] : tensor<8xf32> to tensor<4xf32>
  %1 = tensor.insert_slice %0 into %a[%n] [4] [1] : tensor<4xf32> into tensor<8xf32>
  %2 = tensor.insert_slice %0 into %a[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %1, %2 : tensor<8xf32>, tensor<8xf32>
}

// -----

// CHECK-LABEL: @collapse_collapse(
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0, 1, 2], [3]] : tensor<2x3x4x5xf32> into tensor<24x5xf32>
// CHECK-NEXT: %collapsed_0 = tensor.collapse_shape %arg0 {{\[\[}}0, 1, 2, 3]] : tensor<2x3x4x5xf32> into tensor<120xf32>
// CHECK-NEXT: %collapsed_1 = tensor.collapse_shape %arg1 {{\[\[}}0, 1, 2, 3]] : tensor<?x3x?x5xf32> into tensor<?xf32>
// CHECK-NEXT: return %collapsed, %collapsed_0, %collapsed_1 : tensor<24x5xf32>, tensor<120xf32>, tensor<?xf32>
func.func @collapse_collapse(%a: tensor<2x3x4x5xf32>, %b: tensor<?x3x?x5xf32>) -> (tensor<24x5xf32>, tensor<120xf32>, tensor<?xf32>) {
  %0 = tensor.collapse_shape %a [[0, 1], [2], [3]] : tensor<2x3x4x5xf32> into tensor<6x4x5xf32>
  %1 = tensor.collapse_shape %0 [[0, 1], [2]] : tensor<6x4x5xf32> into tensor<24x5xf32>
  %2 = tensor.collapse_shape %1 [[0, 1]] : tensor<24x5xf32> into tensor<120xf32>
  %3 = tensor.collapse_shape %b [[0, 1], [2, 3]] : tensor<?x3x?x5xf32> into tensor<?x?xf32>
  %4 = tensor.collapse_shape %3 [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
  return %1, %2, %4 : tensor<24x5xf32>, tensor<120xf32>, tensor<?xf32>
}

// -----

// CHECK-LABEL: @collapse_zero(
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 [] : tensor<1x1xf32> into tensor<f32>
// CHECK-NEXT: %expanded = tensor.expand_shape %arg1 [] output_shape [1, 1] : tensor<f32> into tensor<1x1xf32>
// CHECK-NEXT: %expanded_0 = tensor.expand_shape %arg1 [] output_shape [1] : tensor<f32> into tensor<1xf32>
// CHECK-NEXT: return %collapsed, %expanded, %expanded_0 : tensor<f32>, tensor<1x1xf32>, tensor<1xf32>
func.func @collapse_zero(%a: tensor<1x1xf32>, %z: tensor<f32>) -> (tensor<f32>, tensor<1x1xf32>, tensor<1xf32>) {
  %0 = tensor.collapse_shape %a [[0, 1]] : tensor<1x1xf32> into tensor<1xf32>
  %1 = tensor.collapse_shape %0 [] : tensor<1xf32> into tensor<f32>
  %2 = tensor.expand_shape %z [] output_shape [1] : tensor<f32> into tensor<1xf32>
  %3 = tensor.expand_shape %2 [[0, 1]] output_shape [1, 1] : tensor<1xf32> into tensor<1x1xf32>
  %4 = tensor.collapse_shape %3 [[0, 1]] : tensor<1x1xf32> into tensor<1xf32>
  return %1, %3, %4 : tensor<f32>, tensor<1x1xf32>, tensor<1xf32>
}

// -----

// CHECK-LABEL: @expand_expand(
// CHECK-NEXT: %expanded = tensor.expand_shape %arg0 {{\[\[}}0, 1, 2], [3]] output_shape [2, 3, 4, 5] : tensor<24x5xf32> into tensor<2x3x4x5xf32>
// CHECK-NEXT: %expanded_0 = tensor.expand_shape %arg1 {{\[\[}}0, 1, 2], [3]] output_shape [%arg2, 3, 4, %arg3] : tensor<?x?xf32> into tensor<?x3x4x?xf32>
// CHECK-NEXT: return %expanded, %expanded_0 : tensor<2x3x4x5xf32>, tensor<?x3x4x?xf32>
func.func @expand_expand(%a: tensor<24x5xf32>, %b: tensor<?x?xf32>, %n: index, %m: index) -> (tensor<2x3x4x5xf32>, tensor<?x3x4x?xf32>) {
  %0 = tensor.expand_shape %a [[0, 1], [2]] output_shape [6, 4, 5] : tensor<24x5xf32> into tensor<6x4x5xf32>
  %1 = tensor.expand_shape %0 [[0, 1], [2], [3]] output_shape [2, 3, 4, 5] : tensor<6x4x5xf32> into tensor<2x3x4x5xf32>
  %2 = tensor.expand_shape %b [[0, 1], [2]] output_shape [%n, 4, %m] : tensor<?x?xf32> into tensor<?x4x?xf32>
  %3 = tensor.expand_shape %2 [[0, 1], [2], [3]] output_shape [%n, 3, 4, %m] : tensor<?x4x?xf32> into tensor<?x3x4x?xf32>
  return %1, %3 : tensor<2x3x4x5xf32>, tensor<?x3x4x?xf32>
}

// -----

// CHECK-LABEL: @expand_collapse(
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
// CHECK-NEXT: %expanded = tensor.expand_shape %collapsed {{\[\[}}0], [1, 2]] output_shape [6, 2, 2] : tensor<6x4xf32> into tensor<6x2x2xf32>
// CHECK-NEXT: %expanded_0 = tensor.expand_shape %arg0 {{\[\[}}0], [1], [2, 3]] output_shape [2, 3, 2, 2] : tensor<2x3x4xf32> into tensor<2x3x2x2xf32>
// CHECK-NEXT: return %arg0, %arg1, %expanded, %expanded_0 : tensor<2x3x4xf32>, tensor<?x4x?xf32>, tensor<6x2x2xf32>, tensor<2x3x2x2xf32>
func.func @expand_collapse(%a: tensor<2x3x4xf32>, %b: tensor<?x4x?xf32>, %n: index, %m: index) -> (tensor<2x3x4xf32>, tensor<?x4x?xf32>, tensor<6x2x2xf32>, tensor<2x3x2x2xf32>) {
  %0 = tensor.collapse_shape %a [[0, 1], [2]] : tensor<2x3x4xf32> into tensor<6x4xf32>
  %1 = tensor.expand_shape %0 [[0, 1], [2]] output_shape [2, 3, 4] : tensor<6x4xf32> into tensor<2x3x4xf32>
  %2 = tensor.collapse_shape %b [[0, 1], [2]] : tensor<?x4x?xf32> into tensor<?x?xf32>
  %3 = tensor.expand_shape %2 [[0, 1], [2]] output_shape [%n, 4, %m] : tensor<?x?xf32> into tensor<?x4x?xf32>
  %4 = tensor.expand_shape %0 [[0], [1, 2]] output_shape [6, 2, 2] : tensor<6x4xf32> into tensor<6x2x2xf32>
  %5 = tensor.collapse_shape %a [[0, 1, 2]] : tensor<2x3x4xf32> into tensor<24xf32>
  %6 = tensor.expand_shape %5 [[0, 1, 2, 3]] output_shape [2, 3, 2, 2] : tensor<24xf32> into tensor<2x3x2x2xf32>
  return %1, %3, %4, %6 : tensor<2x3x4xf32>, tensor<?x4x?xf32>, tensor<6x2x2xf32>, tensor<2x3x2x2xf32>
}

// -----

// CHECK-LABEL: @collapse_of_expand(
// CHECK-NEXT: %expanded = tensor.expand_shape %arg0 {{\[\[}}0, 1, 2], [3]] output_shape [2, 3, 4, 5] : tensor<24x5xf32> into tensor<2x3x4x5xf32>
// CHECK-NEXT: %expanded_0 = tensor.expand_shape %arg0 {{\[\[}}0, 1], [2]] output_shape [2, 12, 5] : tensor<24x5xf32> into tensor<2x12x5xf32>
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0, 1]] : tensor<24x5xf32> into tensor<120xf32>
// CHECK-NEXT: %collapsed_1 = tensor.collapse_shape %expanded {{\[\[}}0, 1], [2, 3]] : tensor<2x3x4x5xf32> into tensor<6x20xf32>
// CHECK-NEXT: return %arg0, %expanded_0, %collapsed, %arg1, %collapsed_1 : tensor<24x5xf32>, tensor<2x12x5xf32>, tensor<120xf32>, tensor<?x?xf32>, tensor<6x20xf32>
func.func @collapse_of_expand(%a: tensor<24x5xf32>, %b: tensor<?x?xf32>, %n: index, %m: index) -> (tensor<24x5xf32>, tensor<2x12x5xf32>, tensor<120xf32>, tensor<?x?xf32>, tensor<6x20xf32>) {
  %0 = tensor.expand_shape %a [[0, 1, 2], [3]] output_shape [2, 3, 4, 5] : tensor<24x5xf32> into tensor<2x3x4x5xf32>
  %1 = tensor.collapse_shape %0 [[0, 1, 2], [3]] : tensor<2x3x4x5xf32> into tensor<24x5xf32>
  %2 = tensor.collapse_shape %0 [[0], [1, 2], [3]] : tensor<2x3x4x5xf32> into tensor<2x12x5xf32>
  %3 = tensor.collapse_shape %0 [[0, 1, 2, 3]] : tensor<2x3x4x5xf32> into tensor<120xf32>
  %4 = tensor.expand_shape %b [[0, 1], [2]] output_shape [%n, 4, %m] : tensor<?x?xf32> into tensor<?x4x?xf32>
  %5 = tensor.collapse_shape %4 [[0, 1], [2]] : tensor<?x4x?xf32> into tensor<?x?xf32>
  %6 = tensor.collapse_shape %0 [[0, 1], [2, 3]] : tensor<2x3x4x5xf32> into tensor<6x20xf32>
  return %1, %2, %3, %5, %6 : tensor<24x5xf32>, tensor<2x12x5xf32>, tensor<120xf32>, tensor<?x?xf32>, tensor<6x20xf32>
}

// -----

// CHECK-LABEL: @reshape_const(
// CHECK-NEXT: %cst = arith.constant dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]> : tensor<4xf32>
// CHECK-NEXT: %splat = tensor.splat %arg0 : tensor<2x2xf32>
// CHECK-NEXT: %splat_0 = tensor.splat %arg0 : tensor<4xf32>
// CHECK-NEXT: %from_elements = tensor.from_elements %arg0, %arg0, %arg0, %arg0 : tensor<2x2xf32>
// CHECK-NEXT: %from_elements_1 = tensor.from_elements %arg0, %arg0, %arg0, %arg0 : tensor<4xf32>
// CHECK-NEXT: %splat_2 = tensor.splat %arg0[%arg1] : tensor<?xf32>
// CHECK-NEXT: %expanded = tensor.expand_shape %splat_2 {{\[\[}}0, 1]] output_shape [%arg1, 2] : tensor<?xf32> into tensor<?x2xf32>
// CHECK-NEXT: return %cst, %splat, %splat_0, %from_elements, %from_elements_1, %expanded : tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<?x2xf32>
func.func @reshape_const(%f: f32, %n: index) -> (tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<?x2xf32>) {
  %c = arith.constant dense<[[1.0, 2.0],[3.0,4.0]]> : tensor<2x2xf32>
  %0 = tensor.collapse_shape %c [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %s = tensor.splat %f : tensor<4xf32>
  %1 = tensor.expand_shape %s [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %s2 = tensor.splat %f : tensor<2x2xf32>
  %2 = tensor.collapse_shape %s2 [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %e = tensor.from_elements %f, %f, %f, %f : tensor<4xf32>
  %3 = tensor.expand_shape %e [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
  %e2 = tensor.from_elements %f, %f, %f, %f : tensor<2x2xf32>
  %4 = tensor.collapse_shape %e2 [[0, 1]] : tensor<2x2xf32> into tensor<4xf32>
  %s3 = tensor.splat %f[%n] : tensor<?xf32>
  %5 = tensor.expand_shape %s3 [[0, 1]] output_shape [%n, 2] : tensor<?xf32> into tensor<?x2xf32>
  return %0, %1, %2, %3, %4, %5 : tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<2x2xf32>, tensor<4xf32>, tensor<?x2xf32>
}

// -----

// CHECK-LABEL: @collapse_cast(
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]] : tensor<2x4x8xf32> into tensor<8x8xf32>
// CHECK-NEXT: %cast = tensor.cast %collapsed : tensor<8x8xf32> to tensor<?x8xf32>
// CHECK-NEXT: %collapsed_0 = tensor.collapse_shape %arg1 {{\[\[}}0, 1], [2]] : tensor<?x4x8xf32> into tensor<?x8xf32>
// CHECK-NEXT: %cast_1 = tensor.cast %collapsed_0 : tensor<?x8xf32> to tensor<?x?xf32>
// CHECK-NEXT: %collapsed_2 = tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]] : tensor<2x4x8xf32> into tensor<8x8xf32>
// CHECK-NEXT: %cast_3 = tensor.cast %collapsed_2 : tensor<8x8xf32> to tensor<8x?xf32>
// CHECK-NEXT: return %cast, %cast_1, %cast_3 : tensor<?x8xf32>, tensor<?x?xf32>, tensor<8x?xf32>
func.func @collapse_cast(%a: tensor<2x4x8xf32>, %b: tensor<?x4x8xf32>) -> (tensor<?x8xf32>, tensor<?x?xf32>, tensor<8x?xf32>) {
  %0 = tensor.cast %a : tensor<2x4x8xf32> to tensor<?x?x8xf32>
  %1 = tensor.collapse_shape %0 [[0, 1], [2]] : tensor<?x?x8xf32> into tensor<?x8xf32>
  %2 = tensor.cast %b : tensor<?x4x8xf32> to tensor<?x?x?xf32>
  %3 = tensor.collapse_shape %2 [[0, 1], [2]] : tensor<?x?x?xf32> into tensor<?x?xf32>
  %4 = tensor.cast %a : tensor<2x4x8xf32> to tensor<2x4x?xf32>
  %5 = tensor.collapse_shape %4 [[0, 1], [2]] : tensor<2x4x?xf32> into tensor<8x?xf32>
  return %1, %3, %5 : tensor<?x8xf32>, tensor<?x?xf32>, tensor<8x?xf32>
}

// -----

// CHECK-LABEL: @expand_cast(
// CHECK-NEXT: %c2 = arith.constant 2 : index
// CHECK-NEXT: %cast = tensor.cast %arg0 : tensor<8xf32> to tensor<?xf32>
// CHECK-NEXT: %expanded = tensor.expand_shape %cast {{\[\[}}0, 1]] output_shape [%arg1, 4] : tensor<?xf32> into tensor<?x4xf32>
// CHECK-NEXT: %expanded_0 = tensor.expand_shape %arg2 {{\[\[}}0, 1]] output_shape [%c2, %arg1] : tensor<?xf32> into tensor<?x?xf32>
// CHECK-NEXT: %cast_1 = tensor.cast %expanded : tensor<?x4xf32> to tensor<2x4xf32>
// CHECK-NEXT: return %expanded, %expanded_0, %cast_1 : tensor<?x4xf32>, tensor<?x?xf32>, tensor<2x4xf32>
func.func @expand_cast(%a: tensor<8xf32>, %n: index, %b: tensor<?xf32>) -> (tensor<?x4xf32>, tensor<?x?xf32>, tensor<2x4xf32>) {
  %c2 = arith.constant 2 : index
  %0 = tensor.cast %a : tensor<8xf32> to tensor<?xf32>
  %1 = tensor.expand_shape %0 [[0, 1]] output_shape [%n, 4] : tensor<?xf32> into tensor<?x4xf32>
  %2 = tensor.expand_shape %b [[0, 1]] output_shape [%c2, %n] : tensor<?xf32> into tensor<?x?xf32>
  %3 = tensor.cast %1 : tensor<?x4xf32> to tensor<2x4xf32>
  return %1, %2, %3 : tensor<?x4xf32>, tensor<?x?xf32>, tensor<2x4xf32>
}

// -----

// CHECK-LABEL: @expand_static(
// CHECK-NEXT: %c2 = arith.constant 2 : index
// CHECK-NEXT: %c4 = arith.constant 4 : index
// CHECK-NEXT: %expanded = tensor.expand_shape %arg0 {{\[\[}}0, 1], [2]] output_shape [%c2, %c4, %arg1] : tensor<?x?xf32> into tensor<?x?x?xf32>
// CHECK-NEXT: %expanded_0 = tensor.expand_shape %arg0 {{\[\[}}0, 1], [2]] output_shape [%arg1, %c4, %c2] : tensor<?x?xf32> into tensor<?x?x?xf32>
// CHECK-NEXT: return %expanded, %expanded_0 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
func.func @expand_static(%b: tensor<?x?xf32>, %n: index) -> (tensor<?x?x?xf32>, tensor<?x?x?xf32>) {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %0 = tensor.expand_shape %b [[0, 1], [2]] output_shape [%c2, %c4, %n] : tensor<?x?xf32> into tensor<?x?x?xf32>
  %1 = tensor.expand_shape %b [[0, 1], [2]] output_shape [%n, %c4, %c2] : tensor<?x?xf32> into tensor<?x?x?xf32>
  return %0, %1 : tensor<?x?x?xf32>, tensor<?x?x?xf32>
}

// -----

// CHECK-LABEL: @reshapes(
// CHECK-NEXT: %cst = arith.constant dense<1.000000e+00> : tensor<2x2xf32>
// CHECK-NEXT: %cst_0 = arith.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %reshape = tensor.reshape %arg0(%arg1) : (tensor<4xf32>, tensor<2xindex>) -> tensor<2x2xf32>
// CHECK-NEXT: %reshape_1 = tensor.reshape %cst_0(%arg1) : (tensor<4xf32>, tensor<2xindex>) -> tensor<?x?xf32>
// CHECK-NEXT: return %reshape, %reshape_1, %cst, %arg4 : tensor<2x2xf32>, tensor<?x?xf32>, tensor<2x2xf32>, tensor<?xf32>
func.func @reshapes(%a: tensor<4xf32>, %s: tensor<2xindex>, %f: f32, %n: index, %u: tensor<?xf32>) -> (tensor<2x2xf32>, tensor<?x?xf32>, tensor<2x2xf32>, tensor<?xf32>) {
  %0 = tensor.reshape %a(%s) : (tensor<4xf32>, tensor<2xindex>) -> tensor<2x2xf32>
  %c = arith.constant dense<1.0> : tensor<4xf32>
  %1 = tensor.reshape %c(%s) : (tensor<4xf32>, tensor<2xindex>) -> tensor<2x2xf32>
  %2 = tensor.reshape %c(%s) : (tensor<4xf32>, tensor<2xindex>) -> tensor<?x?xf32>
  %sh = tensor.from_elements %n : tensor<1xindex>
  %3 = tensor.reshape %u(%sh) : (tensor<?xf32>, tensor<1xindex>) -> tensor<?xf32>
  return %0, %2, %1, %3 : tensor<2x2xf32>, tensor<?x?xf32>, tensor<2x2xf32>, tensor<?xf32>
}

// -----

// CHECK-LABEL: @reshape_cast(
// CHECK-NEXT: %cast = tensor.cast %arg0 : tensor<4xf32> to tensor<?xf32>
// CHECK-NEXT: %reshape = tensor.reshape %cast(%arg1) : (tensor<?xf32>, tensor<2xindex>) -> tensor<2x2xf32>
// CHECK-NEXT: %cast_0 = tensor.cast %arg1 : tensor<2xindex> to tensor<?xindex>
// CHECK-NEXT: %reshape_1 = tensor.reshape %arg0(%cast_0) : (tensor<4xf32>, tensor<?xindex>) -> tensor<*xf32>
// CHECK-NEXT: return %reshape, %reshape_1 : tensor<2x2xf32>, tensor<*xf32>
func.func @reshape_cast(%a: tensor<4xf32>, %s: tensor<2xindex>) -> (tensor<2x2xf32>, tensor<*xf32>) {
  %0 = tensor.cast %a : tensor<4xf32> to tensor<?xf32>
  %1 = tensor.reshape %0(%s) : (tensor<?xf32>, tensor<2xindex>) -> tensor<2x2xf32>
  %2 = tensor.cast %s : tensor<2xindex> to tensor<?xindex>
  %3 = tensor.reshape %a(%2) : (tensor<4xf32>, tensor<?xindex>) -> tensor<*xf32>
  return %1, %3 : tensor<2x2xf32>, tensor<*xf32>
}

// -----

// CHECK-LABEL: @splats(
// CHECK-NEXT: %cst = arith.constant dense<2.000000e+00> : tensor<4x4xf32>
// CHECK-NEXT: %c4 = arith.constant 4 : index
// CHECK-NEXT: %cst_0 = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: %splat = tensor.splat %arg1[%c4, %arg0] : tensor<?x?xf32>
// CHECK-NEXT: %splat_1 = tensor.splat %arg1[%arg0] : tensor<?xf32>
// CHECK-NEXT: %cast = tensor.cast %splat_1 : tensor<?xf32> to tensor<4xf32>
// CHECK-NEXT: %splat_2 = tensor.splat %cst_0[%arg0] : tensor<?xf32>
// CHECK-NEXT: return %splat, %cst, %cast, %splat_2 : tensor<?x?xf32>, tensor<4x4xf32>, tensor<4xf32>, tensor<?xf32>
func.func @splats(%n: index, %f: f32) -> (tensor<?x?xf32>, tensor<4x4xf32>, tensor<4xf32>, tensor<?xf32>) {
  %c4 = arith.constant 4 : index
  %k = arith.constant 2.0 : f32
  %0 = tensor.splat %f[%c4, %n] : tensor<?x?xf32>
  %1 = tensor.splat %k : tensor<4x4xf32>
  %2 = tensor.splat %f[%n] : tensor<?xf32>
  %3 = tensor.cast %2 : tensor<?xf32> to tensor<4xf32>
  %4 = tensor.splat %k[%n] : tensor<?xf32>
  return %0, %1, %3, %4 : tensor<?x?xf32>, tensor<4x4xf32>, tensor<4xf32>, tensor<?xf32>
}

