// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// Margins and slices of what is filled.
// CHECK-DAG: #[[MAP:.+]] = affine_map<()[s0, s1] -> (s0 + s1 + 3)>
// CHECK-LABEL: @margin_of_fill(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %dim = tensor.dim %arg2, %c0 : tensor<?x4xf32>
// CHECK-NEXT: %0 = affine.apply #[[MAP]]()[%arg0, %dim]
// CHECK-NEXT: %1 = tensor.empty(%0) : tensor<?x8xf32>
// CHECK-NEXT: %2 = linalg.fill ins(%arg1 : f32) outs(%1 : tensor<?x8xf32>) -> tensor<?x8xf32>
// CHECK-NEXT: %3 = tensor.empty() : tensor<8x8xf32>
// CHECK-NEXT: %4 = linalg.fill ins(%arg1 : f32) outs(%3 : tensor<8x8xf32>) -> tensor<8x8xf32>
// CHECK-NEXT: return %2, %4 : tensor<?x8xf32>, tensor<8x8xf32>
func.func @margin_of_fill(%low: index, %f: f32, %t: tensor<?x4xf32>) -> (tensor<?x8xf32>, tensor<8x8xf32>) {
  %0 = linalg.fill ins(%f : f32) outs(%t : tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = tensor.pad %0 low[%low, 2] high[3, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x4xf32> to tensor<?x8xf32>
  %2 = tensor.pad %0 low[%low, 2] high[3, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x4xf32> to tensor<8x8xf32>
  return %1, %2 : tensor<?x8xf32>, tensor<8x8xf32>
}

// -----

// CHECK-LABEL: @margin_of_another(
// CHECK-NEXT: %0 = linalg.fill ins(%arg0 : f32) outs(%arg2 : tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %padded = tensor.pad %0 low[1] high[1] {
// CHECK-NEXT: ^bb0(%arg3: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<4xf32> to tensor<6xf32>
// CHECK-NEXT: %padded_0 = tensor.pad %0 low[1] high[1] {
// CHECK-NEXT: ^bb0(%arg3: index):
// CHECK-NEXT: %1 = arith.index_cast %arg3 : index to i32
// CHECK-NEXT: %2 = arith.sitofp %1 : i32 to f32
// CHECK-NEXT: tensor.yield %2 : f32
// CHECK-NEXT: } : tensor<4xf32> to tensor<6xf32>
// CHECK-NEXT: return %padded, %padded_0 : tensor<6xf32>, tensor<6xf32>
func.func @margin_of_another(%f: f32, %g: f32, %t: tensor<4xf32>) -> (tensor<6xf32>, tensor<6xf32>) {
  %0 = linalg.fill ins(%f : f32) outs(%t : tensor<4xf32>) -> tensor<4xf32>
  %1 = tensor.pad %0 low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %g : f32
  } : tensor<4xf32> to tensor<6xf32>
  %2 = tensor.pad %0 low[1] high[1] {
  ^bb0(%i: index):
    %x = arith.index_cast %i : index to i32
    %y = arith.sitofp %x : i32 to f32
    tensor.yield %y : f32
  } : tensor<4xf32> to tensor<6xf32>
  return %1, %2 : tensor<6xf32>, tensor<6xf32>
}

// -----

// A margin of what is there anyhow is not inserted.
// CHECK-DAG: #[[MAP:.+]] = affine_map<()[s0] -> (s0 * 2)>
// CHECK-LABEL: @insert_margin(
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %0 = linalg.fill ins(%arg0 : f32) outs(%arg1 : tensor<8x?xf32>) -> tensor<8x?xf32>
// CHECK-NEXT: %1 = affine.apply #[[MAP]]()[%arg3]
// CHECK-NEXT: %dim = tensor.dim %arg2, %c1 : tensor<2x?xf32>
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg2 into %0[3, %1] [2, %dim] [1, 1] : tensor<2x?xf32> into tensor<8x?xf32>
// CHECK-NEXT: return %inserted_slice : tensor<8x?xf32>
func.func @insert_margin(%f: f32, %t: tensor<8x?xf32>, %s: tensor<2x?xf32>, %i: index) -> tensor<8x?xf32> {
  %c1 = arith.constant 1 : index
  %0 = linalg.fill ins(%f : f32) outs(%t : tensor<8x?xf32>) -> tensor<8x?xf32>
  %1 = tensor.pad %s low[1, %i] high[1, 3] {
  ^bb0(%a: index, %b: index):
    tensor.yield %f : f32
  } : tensor<2x?xf32> to tensor<4x?xf32>
  %d = tensor.dim %1, %c1 : tensor<4x?xf32>
  %2 = tensor.insert_slice %1 into %0[2, %i] [4, %d] [1, 1] : tensor<4x?xf32> into tensor<8x?xf32>
  return %2 : tensor<8x?xf32>
}

// -----

// Nor over other insertions, if these are elsewhere.
// CHECK-LABEL: @insert_margin_beside(
// CHECK-NEXT: %0 = linalg.fill ins(%arg0 : f32) outs(%arg1 : tensor<8x8xf32>) -> tensor<8x8xf32>
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg3 into %0[0, 0] [2, 2] [1, 1] : tensor<2x2xf32> into tensor<8x8xf32>
// CHECK-NEXT: %inserted_slice_0 = tensor.insert_slice %arg2 into %inserted_slice[2, 3] [2, 2] [1, 1] : tensor<2x2xf32> into tensor<8x8xf32>
// CHECK-NEXT: return %inserted_slice_0 : tensor<8x8xf32>
func.func @insert_margin_beside(%f: f32, %t: tensor<8x8xf32>, %s: tensor<2x2xf32>, %r: tensor<2x2xf32>) -> tensor<8x8xf32> {
  %0 = linalg.fill ins(%f : f32) outs(%t : tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = tensor.insert_slice %r into %0[0, 0] [2, 2] [1, 1] : tensor<2x2xf32> into tensor<8x8xf32>
  %2 = tensor.pad %s low[1, 1] high[1, 1] {
  ^bb0(%a: index, %b: index):
    tensor.yield %f : f32
  } : tensor<2x2xf32> to tensor<4x4xf32>
  %3 = tensor.insert_slice %2 into %1[1, 2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
  return %3 : tensor<8x8xf32>
}

// -----

// CHECK-LABEL: @insert_margin_over(
// CHECK-NEXT: %0 = linalg.fill ins(%arg0 : f32) outs(%arg1 : tensor<8x8xf32>) -> tensor<8x8xf32>
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg3 into %0[0, 0] [2, 3] [1, 1] : tensor<2x3xf32> into tensor<8x8xf32>
// CHECK-NEXT: %padded = tensor.pad %arg2 low[1, 1] high[1, 1] {
// CHECK-NEXT: ^bb0(%arg5: index, %arg6: index):
// CHECK-NEXT: tensor.yield %arg0 : f32
// CHECK-NEXT: } : tensor<2x2xf32> to tensor<4x4xf32>
// CHECK-NEXT: %inserted_slice_0 = tensor.insert_slice %padded into %inserted_slice[1, 2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
// CHECK-NEXT: %inserted_slice_1 = tensor.insert_slice %padded into %inserted_slice[%arg4, 2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
// CHECK-NEXT: return %inserted_slice_0, %inserted_slice_1 : tensor<8x8xf32>, tensor<8x8xf32>
func.func @insert_margin_over(%f: f32, %t: tensor<8x8xf32>, %s: tensor<2x2xf32>, %r: tensor<2x3xf32>, %i: index) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %0 = linalg.fill ins(%f : f32) outs(%t : tensor<8x8xf32>) -> tensor<8x8xf32>
  %1 = tensor.insert_slice %r into %0[0, 0] [2, 3] [1, 1] : tensor<2x3xf32> into tensor<8x8xf32>
  %2 = tensor.pad %s low[1, 1] high[1, 1] {
  ^bb0(%a: index, %b: index):
    tensor.yield %f : f32
  } : tensor<2x2xf32> to tensor<4x4xf32>
  %3 = tensor.insert_slice %2 into %1[1, 2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
  %4 = tensor.insert_slice %2 into %1[%i, 2] [4, 4] [1, 1] : tensor<4x4xf32> into tensor<8x8xf32>
  return %3, %4 : tensor<8x8xf32>, tensor<8x8xf32>
}

// -----

// With gaps between them, the elements of the margin are not all beside.
// CHECK-LABEL: @insert_margin_wide(
// CHECK-NEXT: %0 = linalg.fill ins(%arg0 : f32) outs(%arg2 : tensor<8xf32>) -> tensor<8xf32>
// CHECK-NEXT: %padded = tensor.pad %arg3 low[1] high[1] {
// CHECK-NEXT: ^bb0(%arg4: index):
// CHECK-NEXT: tensor.yield %arg0 : f32
// CHECK-NEXT: } : tensor<2xf32> to tensor<4xf32>
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %padded into %0[0] [4] [2] : tensor<4xf32> into tensor<8xf32>
// CHECK-NEXT: %padded_0 = tensor.pad %arg3 low[1] high[1] {
// CHECK-NEXT: ^bb0(%arg4: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<2xf32> to tensor<4xf32>
// CHECK-NEXT: %inserted_slice_1 = tensor.insert_slice %padded_0 into %0[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
// CHECK-NEXT: return %inserted_slice, %inserted_slice_1 : tensor<8xf32>, tensor<8xf32>
func.func @insert_margin_wide(%f: f32, %g: f32, %t: tensor<8xf32>, %s: tensor<2xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  %0 = linalg.fill ins(%f : f32) outs(%t : tensor<8xf32>) -> tensor<8xf32>
  %1 = tensor.pad %s low[1] high[1] {
  ^bb0(%a: index):
    tensor.yield %f : f32
  } : tensor<2xf32> to tensor<4xf32>
  %2 = tensor.insert_slice %1 into %0[0] [4] [2] : tensor<4xf32> into tensor<8xf32>
  %3 = tensor.pad %s low[1] high[1] {
  ^bb0(%a: index):
    tensor.yield %g : f32
  } : tensor<2xf32> to tensor<4xf32>
  %4 = tensor.insert_slice %3 into %0[0] [4] [1] : tensor<4xf32> into tensor<8xf32>
  return %2, %4 : tensor<8xf32>, tensor<8xf32>
}

// -----

// CHECK-LABEL: @gather_equal(
// CHECK-NEXT: %cst = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: %cst_0 = arith.constant dense<2.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %cst_1 = arith.constant dense<2.000000e+00> : tensor<3xf32>
// CHECK-NEXT: %gather = tensor.gather %cst_0[%arg1] gather_dims([0]) : (tensor<4xf32>, tensor<?x1xindex>) -> tensor<?xf32>
// CHECK-NEXT: %gather_2 = tensor.gather %cst[%arg0] gather_dims([0]) : (tensor<2xf32>, tensor<3x1xindex>) -> tensor<3xf32>
// CHECK-NEXT: return %cst_1, %gather, %gather_2 : tensor<3xf32>, tensor<?xf32>, tensor<3xf32>
func.func @gather_equal(%i: tensor<3x1xindex>, %j: tensor<?x1xindex>) -> (tensor<3xf32>, tensor<?xf32>, tensor<3xf32>) {
  %0 = arith.constant dense<2.0> : tensor<4xf32>
  %1 = tensor.gather %0[%i] gather_dims([0]) : (tensor<4xf32>, tensor<3x1xindex>) -> tensor<3xf32>
  %2 = tensor.gather %0[%j] gather_dims([0]) : (tensor<4xf32>, tensor<?x1xindex>) -> tensor<?xf32>
  %3 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %4 = tensor.gather %3[%i] gather_dims([0]) : (tensor<2xf32>, tensor<3x1xindex>) -> tensor<3xf32>
  return %1, %2, %4 : tensor<3xf32>, tensor<?xf32>, tensor<3xf32>
}

// -----

// The number that stands for "not known" in lists stays a value.
// CHECK-LABEL: @lowest_number(
// CHECK-NEXT: %c-9223372036854775808 = arith.constant -9223372036854775808 : index
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[%arg1, 0] [%arg1, 4] [%c-9223372036854775808, 1] : tensor<?x4xf32> to tensor<?x4xf32>
// CHECK-NEXT: %padded = tensor.pad %arg0 low[%arg1, %c-9223372036854775808] high[%c-9223372036854775808, 2] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg2 : f32
// CHECK-NEXT: } : tensor<?x4xf32> to tensor<?x?xf32>
// CHECK-NEXT: return %extracted_slice, %padded : tensor<?x4xf32>, tensor<?x?xf32>
func.func @lowest_number(%t: tensor<?x4xf32>, %i: index, %f: f32) -> (tensor<?x4xf32>, tensor<?x?xf32>) {
  %lowest = arith.constant -9223372036854775808 : index
  %0 = tensor.extract_slice %t[%i, 0] [%i, 4] [%lowest, 1] : tensor<?x4xf32> to tensor<?x4xf32>
  %1 = tensor.pad %t low[%i, %lowest] high[%lowest, 2] {
  ^bb0(%a: index, %b: index):
    tensor.yield %f : f32
  } : tensor<?x4xf32> to tensor<?x?xf32>
  return %0, %1 : tensor<?x4xf32>, tensor<?x?xf32>
}

// -----

// Margins that leave no dimension, or one too large, are left.
// CHECK-LABEL: @no_dimension(
// CHECK-NEXT: %c-10 = arith.constant -10 : index
// CHECK-NEXT: %c9223372036854775807 = arith.constant 9223372036854775807 : index
// CHECK-NEXT: %padded = tensor.pad %arg0 low[%arg1, %c-10] high[%arg1, 1] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg2 : f32
// CHECK-NEXT: } : tensor<?x4xf32> to tensor<?x?xf32>
// CHECK-NEXT: %padded_0 = tensor.pad %arg0 low[%arg1, %c9223372036854775807] high[%arg1, %c9223372036854775807] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg2 : f32
// CHECK-NEXT: } : tensor<?x4xf32> to tensor<?x?xf32>
// CHECK-NEXT: return %padded, %padded_0 : tensor<?x?xf32>, tensor<?x?xf32>
func.func @no_dimension(%t: tensor<?x4xf32>, %i: index, %f: f32) -> (tensor<?x?xf32>, tensor<?x?xf32>) {
  %less = arith.constant -10 : index
  %much = arith.constant 9223372036854775807 : index
  %0 = tensor.pad %t low[%i, %less] high[%i, 1] {
  ^bb0(%a: index, %b: index):
    tensor.yield %f : f32
  } : tensor<?x4xf32> to tensor<?x?xf32>
  %1 = tensor.pad %t low[%i, %much] high[%i, %much] {
  ^bb0(%a: index, %b: index):
    tensor.yield %f : f32
  } : tensor<?x4xf32> to tensor<?x?xf32>
  return %0, %1 : tensor<?x?xf32>, tensor<?x?xf32>
}

// -----

// Each dimension of an expansion asks its own group.
// CHECK-DAG: #[[MAP:.+]] = affine_map<()[s0] -> (s0 floordiv 3)>
// CHECK-DAG: #[[MAP1:.+]] = affine_map<()[s0] -> (s0 floordiv 4)>
// CHECK-LABEL: @dim_of_second_group(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %dim = tensor.dim %arg0, %c1 : tensor<?x?xf32>
// CHECK-NEXT: %0 = affine.apply #[[MAP]]()[%dim]
// CHECK-NEXT: %dim_0 = tensor.dim %arg0, %c0 : tensor<?x?xf32>
// CHECK-NEXT: %1 = affine.apply #[[MAP1]]()[%dim_0]
// CHECK-NEXT: return %0, %1 : index, index
func.func @dim_of_second_group(%t: tensor<?x?xf32>, %a: index, %b: index) -> (index, index) {
  %c2 = arith.constant 2 : index
  %c0 = arith.constant 0 : index
  %0 = tensor.expand_shape %t [[0, 1], [2, 3]] output_shape [%a, 4, %b, 3] : tensor<?x?xf32> into tensor<?x4x?x3xf32>
  %1 = tensor.dim %0, %c2 : tensor<?x4x?x3xf32>
  %2 = tensor.dim %0, %c0 : tensor<?x4x?x3xf32>
  return %1, %2 : index, index
}

// -----

// CHECK-LABEL: @dim_beyond(
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0, 1]] : tensor<?x?xf32> into tensor<?xf32>
// CHECK-NEXT: %dim = tensor.dim %collapsed, %c1 : tensor<?xf32>
// CHECK-NEXT: return %dim : index
func.func @dim_beyond(%t: tensor<?x?xf32>) -> index {
  %c1 = arith.constant 1 : index
  %0 = tensor.collapse_shape %t [[0, 1]] : tensor<?x?xf32> into tensor<?xf32>
  %1 = tensor.dim %0, %c1 : tensor<?xf32>
  return %1 : index
}

// -----

// CHECK-LABEL: @cast_of_empty(
// CHECK-NEXT: %0 = tensor.empty(%arg0, %arg2) : tensor<?x3x?xf32>
// CHECK-NEXT: return %0 : tensor<?x3x?xf32>
func.func @cast_of_empty(%a: index, %b: index, %c: index) -> tensor<?x3x?xf32> {
  %0 = tensor.empty(%a, %b, %c) : tensor<?x?x?xf32>
  %1 = tensor.cast %0 : tensor<?x?x?xf32> to tensor<?x3x?xf32>
  return %1 : tensor<?x3x?xf32>
}

// -----

// CHECK-LABEL: @pack_of_fill(
// CHECK-NEXT: %0 = linalg.fill ins(%arg0 : f32) outs(%arg2 : tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %pack = tensor.pack %0 padding_value(%arg1 : f32) inner_dims_pos = [0] inner_tiles = [3] into %arg3 : tensor<4xf32> -> tensor<2x3xf32>
// CHECK-NEXT: %1 = linalg.fill ins(%arg0 : f32) outs(%arg4 : tensor<2x3xf32>) -> tensor<2x3xf32>
// CHECK-NEXT: return %pack, %1 : tensor<2x3xf32>, tensor<2x3xf32>
func.func @pack_of_fill(%f: f32, %g: f32, %t: tensor<4xf32>, %d: tensor<2x3xf32>, %e: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>) {
  %0 = linalg.fill ins(%f : f32) outs(%t : tensor<4xf32>) -> tensor<4xf32>
  %1 = tensor.pack %0 padding_value(%g : f32) inner_dims_pos = [0] inner_tiles = [3] into %d : tensor<4xf32> -> tensor<2x3xf32>
  %2 = tensor.pack %0 padding_value(%f : f32) inner_dims_pos = [0] inner_tiles = [3] into %e : tensor<4xf32> -> tensor<2x3xf32>
  return %1, %2 : tensor<2x3xf32>, tensor<2x3xf32>
}

// -----

// CHECK-LABEL: @concat_of_one(
// CHECK-NEXT: %cast = tensor.cast %arg0 : tensor<4xf32> to tensor<?xf32>
// CHECK-NEXT: return %cast, %arg0 : tensor<?xf32>, tensor<4xf32>
func.func @concat_of_one(%t: tensor<4xf32>) -> (tensor<?xf32>, tensor<4xf32>) {
  %0 = tensor.concat dim(0) %t : (tensor<4xf32>) -> tensor<?xf32>
  %1 = tensor.concat dim(0) %t : (tensor<4xf32>) -> tensor<4xf32>
  return %0, %1 : tensor<?xf32>, tensor<4xf32>
}

// -----

// Each number goes to its own dimension.
// CHECK-LABEL: @margins_in_order(
// CHECK-NEXT: %padded = tensor.pad %arg0 low[1, 2, 3] high[3, 0, 1] {
// CHECK-NEXT: ^bb0(%arg2: index, %arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<4x4x4xf32> to tensor<8x6x8xf32>
// CHECK-NEXT: %cast = tensor.cast %padded : tensor<8x6x8xf32> to tensor<?x?x?xf32>
// CHECK-NEXT: return %cast : tensor<?x?x?xf32>
func.func @margins_in_order(%t: tensor<4x4x4xf32>, %f: f32) -> tensor<?x?x?xf32> {
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %0 = tensor.pad %t low[%c1, %c2, %c3] high[%c3, 0, %c1] {
  ^bb0(%a: index, %b: index, %c: index):
    tensor.yield %f : f32
  } : tensor<4x4x4xf32> to tensor<?x?x?xf32>
  return %0 : tensor<?x?x?xf32>
}

// -----

// Neither a slice of one of two short sides nor an element outside is mistaken.
// CHECK-LABEL: @which_side_goes(
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[0, 0, 0] [1, 4, 1] [1, 1, 1] : tensor<8x8x8xf32> to tensor<1x4xf32>
// CHECK-NEXT: %cast = tensor.cast %extracted_slice : tensor<1x4xf32> to tensor<1x?xf32>
// CHECK-NEXT: return %cast : tensor<1x?xf32>
func.func @which_side_goes(%t: tensor<8x8x8xf32>) -> tensor<1x?xf32> {
  %c4 = arith.constant 4 : index
  %0 = tensor.extract_slice %t[0, 0, 0] [1, %c4, 1] [1, 1, 1] : tensor<8x8x8xf32> to tensor<1x?xf32>
  return %0 : tensor<1x?xf32>
}

// -----

// CHECK-LABEL: @element_outside(
// CHECK-NEXT: %cst = arith.constant 2.000000e+00 : f32
// CHECK-NEXT: %c2 = arith.constant 2 : index
// CHECK-NEXT: %cst_0 = arith.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: %extracted = tensor.extract %cst_0[%c2] : tensor<2xf32>
// CHECK-NEXT: %from_elements = tensor.from_elements %arg0, %arg0 : tensor<2xf32>
// CHECK-NEXT: %extracted_1 = tensor.extract %from_elements[%c2] : tensor<2xf32>
// CHECK-NEXT: return %extracted, %extracted_1, %cst : f32, f32, f32
func.func @element_outside(%a: f32) -> (f32, f32, f32) {
  %c2 = arith.constant 2 : index
  %c1 = arith.constant 1 : index
  %0 = arith.constant dense<[1.0, 2.0]> : tensor<2xf32>
  %1 = tensor.extract %0[%c2] : tensor<2xf32>
  %2 = tensor.from_elements %a, %a : tensor<2xf32>
  %3 = tensor.extract %2[%c2] : tensor<2xf32>
  %4 = tensor.extract %0[%c1] : tensor<2xf32>
  return %1, %3, %4 : f32, f32, f32
}
