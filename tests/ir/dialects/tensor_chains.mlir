// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// Reshapes of reshapes, insertions of casts, maps of maps.

// CHECK-LABEL: @ins_cast_mix(
// CHECK-NEXT: %cast = tensor.cast %arg1 : tensor<?x4xf32> to tensor<?x?xf32>
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %cast into %arg0[0, 0] [%arg3, %arg3] [1, 1] : tensor<?x?xf32> into tensor<8x8xf32>
// CHECK-NEXT: %inserted_slice_0 = tensor.insert_slice %arg2 into %arg0[0, 0] [4, %arg3] [1, 1] : tensor<4x?xf32> into tensor<8x8xf32>
// CHECK-NEXT: return %inserted_slice, %inserted_slice_0 : tensor<8x8xf32>, tensor<8x8xf32>
func.func @ins_cast_mix(%a: tensor<8x8xf32>, %s: tensor<?x4xf32>, %s2: tensor<4x?xf32>, %n: index) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %1 = tensor.cast %s : tensor<?x4xf32> to tensor<?x?xf32>
  %3 = tensor.insert_slice %1 into %a[0, 0] [%n, %n] [1, 1] : tensor<?x?xf32> into tensor<8x8xf32>
  %4 = tensor.cast %s2 : tensor<4x?xf32> to tensor<?x?xf32>
  %5 = tensor.insert_slice %4 into %a[0, 0] [%n, %n] [1, 1] : tensor<?x?xf32> into tensor<8x8xf32>
  return %3, %5 : tensor<8x8xf32>, tensor<8x8xf32>
}

// -----

// CHECK-LABEL: @ins_cast_reduced(
// CHECK-NEXT: %inserted_slice = tensor.insert_slice %arg1 into %arg0[0, 0] [1, 4] [1, 1] : tensor<4xf32> into tensor<8x8xf32>
// CHECK-NEXT: %inserted_slice_0 = tensor.insert_slice %arg1 into %arg0[0, 0] [4, 1] [1, 1] : tensor<4xf32> into tensor<8x8xf32>
// CHECK-NEXT: return %inserted_slice, %inserted_slice_0 : tensor<8x8xf32>, tensor<8x8xf32>
func.func @ins_cast_reduced(%a: tensor<8x8xf32>, %s: tensor<4xf32>, %n: index) -> (tensor<8x8xf32>, tensor<8x8xf32>) {
  %1 = tensor.cast %s : tensor<4xf32> to tensor<?xf32>
  %3 = tensor.insert_slice %1 into %a[0, 0] [1, %n] [1, 1] : tensor<?xf32> into tensor<8x8xf32>
  %5 = tensor.insert_slice %1 into %a[0, 0] [%n, 1] [1, 1] : tensor<?xf32> into tensor<8x8xf32>
  return %3, %5 : tensor<8x8xf32>, tensor<8x8xf32>
}

// -----

// CHECK-LABEL: @zero(
// CHECK-NEXT: return %arg0 : tensor<8x8xf32>
func.func @zero(%a: tensor<8x8xf32>, %s: tensor<0x4xf32>, %n: index) -> (tensor<8x8xf32>) {
  %3 = tensor.insert_slice %s into %a[0, 0] [0, 4] [1, 1] : tensor<0x4xf32> into tensor<8x8xf32>
  return %3 : tensor<8x8xf32>
}

// -----

// CHECK-LABEL: @infer_partial(
// CHECK-NEXT: %cast = tensor.cast %arg0 : tensor<?x16x?xf32> to tensor<5x16x7xf32>
// CHECK-NEXT: %pack = tensor.pack %cast inner_dims_pos = [1] inner_tiles = [8] into %arg1 : tensor<5x16x7xf32> -> tensor<5x?x7x8xf32>
// CHECK-NEXT: return %pack : tensor<5x?x7x8xf32>
func.func @infer_partial(%a: tensor<?x16x?xf32>, %d: tensor<5x?x7x8xf32>) -> tensor<5x?x7x8xf32> {
  %0 = tensor.pack %a inner_dims_pos = [1] inner_tiles = [8] into %d : tensor<?x16x?xf32> -> tensor<5x?x7x8xf32>
  return %0 : tensor<5x?x7x8xf32>
}

// -----

// CHECK-LABEL: @infer_partial2(
// CHECK-NEXT: %cast = tensor.cast %arg1 : tensor<?x?x?x8xf32> to tensor<9x3x?x8xf32>
// CHECK-NEXT: %pack = tensor.pack %arg0 outer_dims_perm = [2, 0, 1] inner_dims_pos = [1] inner_tiles = [8] into %cast : tensor<3x16x9xf32> -> tensor<9x3x?x8xf32>
// CHECK-NEXT: %cast_0 = tensor.cast %pack : tensor<9x3x?x8xf32> to tensor<?x?x?x8xf32>
// CHECK-NEXT: return %cast_0 : tensor<?x?x?x8xf32>
func.func @infer_partial2(%a: tensor<3x16x9xf32>, %d: tensor<?x?x?x8xf32>) -> tensor<?x?x?x8xf32> {
  %0 = tensor.pack %a outer_dims_perm = [2, 0, 1] inner_dims_pos = [1] inner_tiles = [8] into %d : tensor<3x16x9xf32> -> tensor<?x?x?x8xf32>
  return %0 : tensor<?x?x?x8xf32>
}

// -----

// CHECK-LABEL: @infer_partial3(
// CHECK-NEXT: %cast = tensor.cast %arg1 : tensor<?x?x5x8xf32> to tensor<?x3x5x8xf32>
// CHECK-NEXT: %unpack = tensor.unpack %cast outer_dims_perm = [2, 0, 1] inner_dims_pos = [1] inner_tiles = [8] into %arg0 : tensor<?x3x5x8xf32> -> tensor<3x?x?xf32>
// CHECK-NEXT: return %unpack : tensor<3x?x?xf32>
func.func @infer_partial3(%a: tensor<3x?x?xf32>, %d: tensor<?x?x5x8xf32>) -> tensor<3x?x?xf32> {
  %0 = tensor.unpack %d outer_dims_perm = [2, 0, 1] inner_dims_pos = [1] inner_tiles = [8] into %a : tensor<?x?x5x8xf32> -> tensor<3x?x?xf32>
  return %0 : tensor<3x?x?xf32>
}

// -----

// CHECK-LABEL: @pack_tile_vals(
// CHECK-NEXT: return %arg0 : tensor<16x16xf32>
func.func @pack_tile_vals(%a: tensor<16x16xf32>, %d: tensor<?x?x?x4xf32>, %n: index) -> tensor<16x16xf32> {
  %0 = tensor.pack %a inner_dims_pos = [0, 1] inner_tiles = [%n, 4] into %d : tensor<16x16xf32> -> tensor<?x?x?x4xf32>
  %1 = tensor.unpack %0 inner_dims_pos = [0, 1] inner_tiles = [%n, 4] into %a : tensor<?x?x?x4xf32> -> tensor<16x16xf32>
  return %1 : tensor<16x16xf32>
}

// -----

// CHECK-LABEL: @cer(
// CHECK-NEXT: %c4 = arith.constant 4 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %expanded = tensor.expand_shape %arg0 {{\[\[}}0, 1], [2, 3]] output_shape [%arg1, 2, %arg2, 4] : tensor<?x?xf32> into tensor<?x2x?x4xf32>
// CHECK-NEXT: %dim = tensor.dim %arg0, %c0 : tensor<?x?xf32>
// CHECK-NEXT: %dim_0 = tensor.dim %arg0, %c1 : tensor<?x?xf32>
// CHECK-NEXT: %0 = arith.divui %dim_0, %c4 : index
// CHECK-NEXT: %expanded_1 = tensor.expand_shape %arg0 {{\[\[}}0], [1, 2]] output_shape [%dim, %0, 4] : tensor<?x?xf32> into tensor<?x?x4xf32>
// CHECK-NEXT: %collapsed = tensor.collapse_shape %expanded {{\[\[}}0, 1, 2], [3]] : tensor<?x2x?x4xf32> into tensor<?x4xf32>
// CHECK-NEXT: %collapsed_2 = tensor.collapse_shape %arg0 {{\[\[}}0, 1]] : tensor<?x?xf32> into tensor<?xf32>
// CHECK-NEXT: return %expanded_1, %collapsed, %collapsed_2 : tensor<?x?x4xf32>, tensor<?x4xf32>, tensor<?xf32>
func.func @cer(%a: tensor<?x?xf32>, %n: index, %m: index) -> (tensor<?x?x4xf32>, tensor<?x4xf32>, tensor<?xf32>) {
  %0 = tensor.expand_shape %a [[0, 1], [2, 3]] output_shape [%n, 2, %m, 4] : tensor<?x?xf32> into tensor<?x2x?x4xf32>
  %1 = tensor.collapse_shape %0 [[0, 1], [2], [3]] : tensor<?x2x?x4xf32> into tensor<?x?x4xf32>
  %2 = tensor.collapse_shape %0 [[0, 1, 2], [3]] : tensor<?x2x?x4xf32> into tensor<?x4xf32>
  %3 = tensor.collapse_shape %0 [[0, 1, 2, 3]] : tensor<?x2x?x4xf32> into tensor<?xf32>
  return %1, %2, %3 : tensor<?x?x4xf32>, tensor<?x4xf32>, tensor<?xf32>
}

// -----

// CHECK-LABEL: @ec_diff(
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0, 1], [2]] : tensor<?x?x4xf32> into tensor<?x4xf32>
// CHECK-NEXT: %expanded = tensor.expand_shape %collapsed {{\[\[}}0, 1], [2]] output_shape [%arg1, %arg2, 4] : tensor<?x4xf32> into tensor<?x?x4xf32>
// CHECK-NEXT: return %expanded : tensor<?x?x4xf32>
func.func @ec_diff(%a: tensor<?x?x4xf32>, %n: index, %m: index) -> (tensor<?x?x4xf32>) {
  %0 = tensor.collapse_shape %a [[0, 1], [2]] : tensor<?x?x4xf32> into tensor<?x4xf32>
  %1 = tensor.expand_shape %0 [[0, 1], [2]] output_shape [%n, %m, 4] : tensor<?x4xf32> into tensor<?x?x4xf32>
  return %1 : tensor<?x?x4xf32>
}

// -----

// CHECK-LABEL: @ec_rank(
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0], [1, 2]] : tensor<?x1x4xf32> into tensor<?x4xf32>
// CHECK-NEXT: %expanded = tensor.expand_shape %collapsed {{\[\[}}0], [1, 2]] output_shape [%arg1, 4, 1] : tensor<?x4xf32> into tensor<?x4x1xf32>
// CHECK-NEXT: %expanded_0 = tensor.expand_shape %collapsed {{\[\[}}0], [1, 2, 3]] output_shape [%arg1, 4, 1, 1] : tensor<?x4xf32> into tensor<?x4x1x1xf32>
// CHECK-NEXT: return %collapsed, %expanded, %expanded_0 : tensor<?x4xf32>, tensor<?x4x1xf32>, tensor<?x4x1x1xf32>
func.func @ec_rank(%a: tensor<?x1x4xf32>, %n: index, %m: index) -> (tensor<?x4xf32>, tensor<?x4x1xf32>, tensor<?x4x1x1xf32>) {
  %0 = tensor.collapse_shape %a [[0], [1, 2]] : tensor<?x1x4xf32> into tensor<?x4xf32>
  %1 = tensor.expand_shape %0 [[0], [1, 2]] output_shape [%n, 4, 1] : tensor<?x4xf32> into tensor<?x4x1xf32>
  %2 = tensor.expand_shape %0 [[0], [1, 2, 3]] output_shape [%n, 4, 1, 1] : tensor<?x4xf32> into tensor<?x4x1x1xf32>
  return %0, %1, %2 : tensor<?x4xf32>, tensor<?x4x1xf32>, tensor<?x4x1x1xf32>
}

// -----

// CHECK-LABEL: @ec_scalar(
// CHECK-NEXT: %collapsed = tensor.collapse_shape %arg0 {{\[\[}}0, 1]] : tensor<1x1xf32> into tensor<1xf32>
// CHECK-NEXT: %expanded = tensor.expand_shape %arg0 {{\[\[}}0], [1, 2]] output_shape [1, 1, 1] : tensor<1x1xf32> into tensor<1x1x1xf32>
// CHECK-NEXT: return %collapsed, %expanded, %arg0 : tensor<1xf32>, tensor<1x1x1xf32>, tensor<1x1xf32>
func.func @ec_scalar(%a: tensor<1x1xf32>) -> (tensor<1xf32>, tensor<1x1x1xf32>, tensor<1x1xf32>) {
  %0 = tensor.collapse_shape %a [] : tensor<1x1xf32> into tensor<f32>
  %1 = tensor.expand_shape %0 [] output_shape [1] : tensor<f32> into tensor<1xf32>
  %2 = tensor.expand_shape %0 [] output_shape [1, 1, 1] : tensor<f32> into tensor<1x1x1xf32>
  %3 = tensor.expand_shape %0 [] output_shape [1, 1] : tensor<f32> into tensor<1x1xf32>
  return %1, %2, %3 : tensor<1xf32>, tensor<1x1x1xf32>, tensor<1x1xf32>
}

// -----

// CHECK-LABEL: @ce_same_rank(
// CHECK-NEXT: %expanded = tensor.expand_shape %arg0 {{\[\[}}0, 1], [2]] output_shape [2, 4, 5] : tensor<8x5xf32> into tensor<2x4x5xf32>
// CHECK-NEXT: %collapsed = tensor.collapse_shape %expanded {{\[\[}}0], [1, 2]] : tensor<2x4x5xf32> into tensor<2x20xf32>
// CHECK-NEXT: return %arg0, %collapsed : tensor<8x5xf32>, tensor<2x20xf32>
func.func @ce_same_rank(%a: tensor<8x5xf32>) -> (tensor<8x5xf32>, tensor<2x20xf32>) {
  %0 = tensor.expand_shape %a [[0, 1], [2]] output_shape [2, 4, 5] : tensor<8x5xf32> into tensor<2x4x5xf32>
  %1 = tensor.collapse_shape %0 [[0, 1], [2]] : tensor<2x4x5xf32> into tensor<8x5xf32>
  %2 = tensor.collapse_shape %0 [[0], [1, 2]] : tensor<2x4x5xf32> into tensor<2x20xf32>
  return %1, %2 : tensor<8x5xf32>, tensor<2x20xf32>
}

// -----

// CHECK-LABEL: @generate_if(
// CHECK-NEXT: %0 = scf.if %arg2 -> (index) {
// CHECK-NEXT: scf.yield %arg1 : index
// CHECK-NEXT: } else {
// CHECK-NEXT: %1 = arith.muli %arg1, %arg1 : index
// CHECK-NEXT: scf.yield %1 : index
// CHECK-NEXT: }
// CHECK-NEXT: return %0 : index
func.func @generate_if(%n: index, %m: index, %c: i1) -> (index) {
  %2 = tensor.generate %n {
  ^bb0(%i: index):
    %t = scf.if %c -> index {
      scf.yield %i : index
    } else {
      %k = arith.muli %i, %i : index
      scf.yield %k : index
    }
    tensor.yield %t : index
  } : tensor<?xindex>
  %3 = tensor.extract %2[%m] : tensor<?xindex>
  return %3 : index
}

// -----

// CHECK: #map = affine_map<()[s0, s1] -> (s0 * s1)>
// CHECK: #map1 = affine_map<()[s0, s1] -> (((s0 * s1) floordiv 4) ceildiv 4)>
// CHECK: #map2 = affine_map<()[s0, s1] -> (((s0 * s1) floordiv 4) * 4)>
// CHECK-LABEL: @applies2(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %dim = tensor.dim %arg0, %c0 : tensor<?x?xf32>
// CHECK-NEXT: %dim_0 = tensor.dim %arg0, %c1 : tensor<?x?xf32>
// CHECK-NEXT: %0 = affine.apply #map()[%dim, %dim_0]
// CHECK-NEXT: %1 = affine.apply #map1()[%dim, %dim_0]
// CHECK-NEXT: %2 = affine.apply #map2()[%dim, %dim_0]
// CHECK-NEXT: return %0, %1, %2 : index, index, index
func.func @applies2(%a: tensor<?x?xf32>) -> (index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %d0 = tensor.dim %a, %c0 : tensor<?x?xf32>
  %d1 = tensor.dim %a, %c1 : tensor<?x?xf32>
  %0 = affine.apply affine_map<()[s0, s1] -> (s0 * s1)>()[%d0, %d1]
  %1 = affine.apply affine_map<()[s0] -> (s0 floordiv 4)>()[%0]
  %2 = affine.apply affine_map<()[s0] -> (s0 ceildiv 4)>()[%1]
  %3 = affine.apply affine_map<()[s0] -> (s0 * 4)>()[%1]
  return %0, %2, %3 : index, index, index
}

// -----

// CHECK: #map = affine_map<(d0)[s0] -> ((d0 + s0) mod 4)>
// CHECK-LABEL: @loops(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: scf.for %arg2 = %c0 to %arg0 step %c1 {
// CHECK-NEXT: %0 = affine.apply #map(%arg2)[%arg0]
// CHECK-NEXT: memref.store %0, %arg1[%arg2] : memref<?xindex>
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @loops(%n: index, %a: memref<?xindex>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  scf.for %i = %c0 to %n step %c1 {
    %0 = affine.apply affine_map<(d0)[s0] -> (d0 + s0)>(%i)[%n]
    %1 = affine.apply affine_map<(d0) -> (d0 mod 4)>(%0)
    memref.store %1, %a[%i] : memref<?xindex>
  }
  return
}

// -----

// CHECK-LABEL: @extract_complex(
// CHECK-NEXT: %cst = complex.constant [1.000000e+00 : f32, 2.000000e+00 : f32] : complex<f32>
// CHECK-NEXT: %cst_0 = complex.constant [3.000000e+00 : f32, 4.000000e+00 : f32] : complex<f32>
// CHECK-NEXT: return %cst, %cst_0 : complex<f32>, complex<f32>
func.func @extract_complex(%n: index) -> (complex<f32>, complex<f32>) {
  %c1 = arith.constant 1 : index
  %0 = arith.constant dense<(1.0, 2.0)> : tensor<2xcomplex<f32>>
  %1 = tensor.extract %0[%n] : tensor<2xcomplex<f32>>
  %2 = arith.constant dense<[(1.0, 2.0), (3.0, 4.0)]> : tensor<2xcomplex<f32>>
  %3 = tensor.extract %2[%c1] : tensor<2xcomplex<f32>>
  return %1, %3 : complex<f32>, complex<f32>
}

// -----

// CHECK-LABEL: @dim_pack(
// CHECK-NEXT: %c0 = arith.constant 0 : index
// CHECK-NEXT: %dim = tensor.dim %arg1, %c0 : tensor<?x?x8x4xf32>
// CHECK-NEXT: %dim_0 = tensor.dim %arg0, %c0 : tensor<?x?xf32>
// CHECK-NEXT: return %dim, %dim_0 : index, index
func.func @dim_pack(%a: tensor<?x?xf32>, %d: tensor<?x?x8x4xf32>) -> (index, index) {
  %c0 = arith.constant 0 : index
  %0 = tensor.pack %a inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %d : tensor<?x?xf32> -> tensor<?x?x8x4xf32>
  %1 = tensor.dim %0, %c0 : tensor<?x?x8x4xf32>
  %2 = tensor.unpack %d inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %a : tensor<?x?x8x4xf32> -> tensor<?x?xf32>
  %3 = tensor.dim %2, %c0 : tensor<?x?xf32>
  return %1, %3 : index, index
}

// -----

// CHECK-LABEL: @dim_out(
// CHECK-NEXT: %c2 = arith.constant 2 : index
// CHECK-NEXT: %c1 = arith.constant 1 : index
// CHECK-NEXT: %dim = tensor.dim %arg0, %c2 : tensor<?x?xf32>
// CHECK-NEXT: %dim_0 = tensor.dim %arg1, %c1 : tensor<4xf32>
// CHECK-NEXT: return %dim, %dim_0 : index, index
func.func @dim_out(%a: tensor<?x?xf32>, %d: tensor<4xf32>) -> (index, index) {
  %c2 = arith.constant 2 : index
  %c1 = arith.constant 1 : index
  %1 = tensor.dim %a, %c2 : tensor<?x?xf32>
  %2 = tensor.dim %d, %c1 : tensor<4xf32>
  return %1, %2 : index, index
}

