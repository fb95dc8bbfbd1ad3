// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// Fills, transposes, broadcasts and what loops know of shapes.

// CHECK-LABEL: @fill_reshape(
// CHECK-NEXT: %0 = tensor.empty() : tensor<24xf32>
// CHECK-NEXT: %expanded = tensor.expand_shape %0 {{\[\[}}0, 1]] output_shape [4, 6] : tensor<24xf32> into tensor<4x6xf32>
// CHECK-NEXT: %1 = linalg.fill ins(%arg0 : f32) outs(%expanded : tensor<4x6xf32>) -> tensor<4x6xf32>
// CHECK-NEXT: %2 = tensor.empty() : tensor<4x6xf32>
// CHECK-NEXT: %collapsed = tensor.collapse_shape %2 {{\[\[}}0, 1]] : tensor<4x6xf32> into tensor<24xf32>
// CHECK-NEXT: %3 = linalg.fill ins(%arg0 : f32) outs(%collapsed : tensor<24xf32>) -> tensor<24xf32>
// CHECK-NEXT: %4 = tensor.empty() : tensor<4x8xf32>
// CHECK-NEXT: %5 = linalg.fill ins(%arg0 : f32) outs(%4 : tensor<4x8xf32>) -> tensor<4x8xf32>
// CHECK-NEXT: return %1, %3, %5 : tensor<4x6xf32>, tensor<24xf32>, tensor<4x8xf32>
func.func @fill_reshape(%f: f32) -> (tensor<4x6xf32>, tensor<24xf32>, tensor<4x8xf32>) {
  %e = tensor.empty() : tensor<24xf32>
  %0 = linalg.fill ins(%f : f32) outs(%e : tensor<24xf32>) -> tensor<24xf32>
  %1 = tensor.expand_shape %0 [[0, 1]] output_shape [4, 6] : tensor<24xf32> into tensor<4x6xf32>
  %e2 = tensor.empty() : tensor<4x6xf32>
  %2 = linalg.fill ins(%f : f32) outs(%e2 : tensor<4x6xf32>) -> tensor<4x6xf32>
  %3 = tensor.collapse_shape %2 [[0, 1]] : tensor<4x6xf32> into tensor<24xf32>
  %4 = tensor.pad %2 low[0, 1] high[0, 1] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<4x6xf32> to tensor<4x8xf32>
  return %1, %3, %4 : tensor<4x6xf32>, tensor<24xf32>, tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @fill_pack(
// CHECK-NEXT: %0 = tensor.empty() : tensor<2x3x2x2xf32>
// CHECK-NEXT: %1 = linalg.fill ins(%arg0 : f32) outs(%0 : tensor<2x3x2x2xf32>) -> tensor<2x3x2x2xf32>
// CHECK-NEXT: return %1 : tensor<2x3x2x2xf32>
func.func @fill_pack(%f: f32) -> tensor<2x3x2x2xf32> {
  %e = tensor.empty() : tensor<4x6xf32>
  %0 = linalg.fill ins(%f : f32) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  %d = tensor.empty() : tensor<2x3x2x2xf32>
  %1 = tensor.pack %0 inner_dims_pos = [0, 1] inner_tiles = [2, 2] into %d : tensor<4x6xf32> -> tensor<2x3x2x2xf32>
  return %1 : tensor<2x3x2x2xf32>
}

// -----

// CHECK-LABEL: @fill_extract(
// CHECK-NEXT: return %arg0 : f32
func.func @fill_extract(%f: f32, %n: index) -> f32 {
  %e = tensor.empty() : tensor<24xf32>
  %0 = linalg.fill ins(%f : f32) outs(%e : tensor<24xf32>) -> tensor<24xf32>
  %1 = tensor.extract %0[%n] : tensor<24xf32>
  return %1 : f32
}

// -----

// CHECK-LABEL: @fill_copy(
// CHECK-NEXT: %0 = tensor.empty() : tensor<24xf32>
// CHECK-NEXT: %1 = linalg.fill ins(%arg0 : f32) outs(%arg1 : tensor<24xf32>) -> tensor<24xf32>
// CHECK-NEXT: %2 = linalg.copy ins(%arg1 : tensor<24xf32>) outs(%0 : tensor<24xf32>) -> tensor<24xf32>
// CHECK-NEXT: return %1, %2 : tensor<24xf32>, tensor<24xf32>
func.func @fill_copy(%f: f32, %t: tensor<24xf32>) -> (tensor<24xf32>, tensor<24xf32>) {
  %e = tensor.empty() : tensor<24xf32>
  %0 = linalg.fill ins(%f : f32) outs(%e : tensor<24xf32>) -> tensor<24xf32>
  %1 = linalg.copy ins(%0 : tensor<24xf32>) outs(%t : tensor<24xf32>) -> tensor<24xf32>
  %2 = linalg.copy ins(%t : tensor<24xf32>) outs(%0 : tensor<24xf32>) -> tensor<24xf32>
  return %1, %2 : tensor<24xf32>, tensor<24xf32>
}

// -----

// CHECK-LABEL: @fill_transpose(
// CHECK-NEXT: %0 = tensor.empty() : tensor<6x4xf32>
// CHECK-NEXT: %1 = linalg.fill ins(%arg0 : f32) outs(%0 : tensor<6x4xf32>) -> tensor<6x4xf32>
// CHECK-NEXT: return %1 : tensor<6x4xf32>
func.func @fill_transpose(%f: f32) -> tensor<6x4xf32> {
  %e = tensor.empty() : tensor<4x6xf32>
  %0 = linalg.fill ins(%f : f32) outs(%e : tensor<4x6xf32>) -> tensor<4x6xf32>
  %d = tensor.empty() : tensor<6x4xf32>
  %1 = linalg.transpose ins(%0 : tensor<4x6xf32>) outs(%d : tensor<6x4xf32>) permutation = [1, 0]
  return %1 : tensor<6x4xf32>
}

// -----

// CHECK-LABEL: @fill_fill(
// CHECK-NEXT: %0 = tensor.empty() : tensor<6x4xf32>
// CHECK-NEXT: %1 = linalg.fill ins(%arg0 : f32) outs(%0 : tensor<6x4xf32>) -> tensor<6x4xf32>
// CHECK-NEXT: %2 = linalg.fill ins(%arg1 : f32) outs(%1 : tensor<6x4xf32>) -> tensor<6x4xf32>
// CHECK-NEXT: return %2 : tensor<6x4xf32>
func.func @fill_fill(%f: f32, %g: f32) -> tensor<6x4xf32> {
  %d = tensor.empty() : tensor<6x4xf32>
  %0 = linalg.fill ins(%f : f32) outs(%d : tensor<6x4xf32>) -> tensor<6x4xf32>
  %1 = linalg.fill ins(%g : f32) outs(%0 : tensor<6x4xf32>) -> tensor<6x4xf32>
  return %1 : tensor<6x4xf32>
}

// -----

// CHECK-LABEL: @transposes(
// CHECK-NEXT: return %arg0, %arg0 : tensor<4x6xf32>, tensor<4x6xf32>
func.func @transposes(%a: tensor<4x6xf32>, %d: tensor<6x4xf32>, %e: tensor<4x6xf32>) -> (tensor<4x6xf32>, tensor<4x6xf32>) {
  %0 = linalg.transpose ins(%a : tensor<4x6xf32>) outs(%d : tensor<6x4xf32>) permutation = [1, 0]
  %1 = linalg.transpose ins(%0 : tensor<6x4xf32>) outs(%e : tensor<4x6xf32>) permutation = [1, 0]
  %2 = linalg.transpose ins(%a : tensor<4x6xf32>) outs(%e : tensor<4x6xf32>) permutation = [0, 1]
  return %1, %2 : tensor<4x6xf32>, tensor<4x6xf32>
}

// -----

// CHECK-LABEL: @broadcasts(
// CHECK-NEXT: %broadcasted = linalg.broadcast ins(%arg0 : tensor<4xf32>) outs(%arg1 : tensor<4x6xf32>) dimensions = [1]
// CHECK-NEXT: %transposed = linalg.transpose ins(%broadcasted : tensor<4x6xf32>) outs(%arg3 : tensor<6x4xf32>) permutation = [1, 0]
// CHECK-NEXT: return %broadcasted, %arg0, %transposed : tensor<4x6xf32>, tensor<4xf32>, tensor<6x4xf32>
func.func @broadcasts(%a: tensor<4xf32>, %d: tensor<4x6xf32>, %e: tensor<4xf32>, %t: tensor<6x4xf32>) -> (tensor<4x6xf32>, tensor<4xf32>, tensor<6x4xf32>) {
  %0 = linalg.broadcast ins(%a : tensor<4xf32>) outs(%d : tensor<4x6xf32>) dimensions = [1]
  %1 = linalg.broadcast ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) dimensions = []
  %2 = linalg.transpose ins(%0 : tensor<4x6xf32>) outs(%t : tensor<6x4xf32>) permutation = [1, 0]
  return %0, %1, %2 : tensor<4x6xf32>, tensor<4xf32>, tensor<6x4xf32>
}

// -----

// CHECK: #map = affine_map<(d0) -> (d0)>
// CHECK-LABEL: @generic_dead(
// CHECK-NEXT: %0:2 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%arg0 : tensor<4xf32>) outs(%arg1, %arg1 : tensor<4xf32>, tensor<4xf32>) {
// CHECK-NEXT: ^bb0(%in: f32, %out: f32, %out_0: f32):
// CHECK-NEXT: %1 = arith.negf %in : f32
// CHECK-NEXT: linalg.yield %1, %in : f32, f32
// CHECK-NEXT: } -> (tensor<4xf32>, tensor<4xf32>)
// CHECK-NEXT: return %0#0 : tensor<4xf32>
#id = affine_map<(d0) -> (d0)>
func.func @generic_dead(%a: tensor<4xf32>, %d: tensor<4xf32>) -> tensor<4xf32> {
  %r:2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%a : tensor<4xf32>) outs(%d, %d : tensor<4xf32>, tensor<4xf32>) {
  ^bb0(%x: f32, %o0: f32, %o1: f32):
    %s = arith.negf %x : f32
    linalg.yield %s, %x : f32, f32
  } -> (tensor<4xf32>, tensor<4xf32>)
  return %r#0 : tensor<4xf32>
}

// -----

// CHECK-LABEL: @matmul_infer(
// CHECK-NEXT: %cast = tensor.cast %arg1 : tensor<?x4xf32> to tensor<8x4xf32>
// CHECK-NEXT: %cast_0 = tensor.cast %arg2 : tensor<?x?xf32> to tensor<4x4xf32>
// CHECK-NEXT: %0 = linalg.matmul ins(%arg0, %cast : tensor<4x8xf32>, tensor<8x4xf32>) outs(%cast_0 : tensor<4x4xf32>) -> tensor<4x4xf32>
// CHECK-NEXT: %cast_1 = tensor.cast %0 : tensor<4x4xf32> to tensor<?x?xf32>
// CHECK-NEXT: return %cast_1 : tensor<?x?xf32>
func.func @matmul_infer(%a: tensor<4x8xf32>, %b: tensor<?x4xf32>, %o: tensor<?x?xf32>) -> tensor<?x?xf32> {
  %2 = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<?x4xf32>) outs(%o : tensor<?x?xf32>) -> tensor<?x?xf32>
  return %2 : tensor<?x?xf32>
}

// -----

// CHECK: #map = affine_map<(d0, d1) -> (d0, d1)>
// CHECK-LABEL: @generic_index(
// CHECK-NEXT: %0 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel", "parallel"]} outs(%arg0 : tensor<1x4xindex>) {
// CHECK-NEXT: ^bb0(%out: index):
// CHECK-NEXT: %1 = linalg.index 0 : index
// CHECK-NEXT: %2 = linalg.index 1 : index
// CHECK-NEXT: %3 = arith.addi %1, %2 : index
// CHECK-NEXT: linalg.yield %3 : index
// CHECK-NEXT: } -> tensor<1x4xindex>
// CHECK-NEXT: return %0 : tensor<1x4xindex>
#id = affine_map<(d0) -> (d0)>
func.func @generic_index(%d: tensor<1x4xindex>) -> tensor<1x4xindex> {
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} outs(%d : tensor<1x4xindex>) {
  ^bb0(%o0: index):
    %i = linalg.index 0 : index
    %j = linalg.index 1 : index
    %s = arith.addi %i, %j : index
    linalg.yield %s : index
  } -> tensor<1x4xindex>
  return %r : tensor<1x4xindex>
}

// -----

// CHECK-LABEL: @zero_loop(
// CHECK-NEXT: return
func.func @zero_loop(%a: memref<0x4xf32>, %b: memref<0x4xf32>, %f: f32) {
  linalg.fill ins(%f : f32) outs(%a : memref<0x4xf32>)
  linalg.copy ins(%a : memref<0x4xf32>) outs(%b : memref<0x4xf32>)
  return
}

// -----

// CHECK-LABEL: @named(
// CHECK-NEXT: %0 = linalg.batch_matmul ins(%arg0, %arg1 : tensor<2x4x8xf32>, tensor<2x8x4xf32>) outs(%arg2 : tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
// CHECK-NEXT: %1 = linalg.matvec ins(%arg4, %arg3 : tensor<4x8xf32>, tensor<8xf32>) outs(%arg5 : tensor<4xf32>) -> tensor<4xf32>
// CHECK-NEXT: %2 = linalg.exp ins(%arg4 : tensor<4x8xf32>) outs(%arg4 : tensor<4x8xf32>) -> tensor<4x8xf32>
// CHECK-NEXT: return %0, %1, %2 : tensor<2x4x4xf32>, tensor<4xf32>, tensor<4x8xf32>
func.func @named(%a: tensor<2x4x8xf32>, %b: tensor<2x8x4xf32>, %c: tensor<2x4x4xf32>, %v: tensor<8xf32>, %m: tensor<4x8xf32>, %w: tensor<4xf32>) -> (tensor<2x4x4xf32>, tensor<4xf32>, tensor<4x8xf32>) {
  %0 = linalg.batch_matmul ins(%a, %b : tensor<2x4x8xf32>, tensor<2x8x4xf32>) outs(%c : tensor<2x4x4xf32>) -> tensor<2x4x4xf32>
  %1 = linalg.matvec ins(%m, %v : tensor<4x8xf32>, tensor<8xf32>) outs(%w : tensor<4xf32>) -> tensor<4xf32>
  %2 = linalg.exp ins(%m : tensor<4x8xf32>) outs(%m : tensor<4x8xf32>) -> tensor<4x8xf32>
  return %0, %1, %2 : tensor<2x4x4xf32>, tensor<4xf32>, tensor<4x8xf32>
}

// -----

// CHECK-LABEL: @softmax(
// CHECK-NEXT: %0 = linalg.softmax dimension(1) ins(%arg1 : tensor<4x8xf32>) outs(%arg0 : tensor<4x?xf32>) -> tensor<4x?xf32>
// CHECK-NEXT: return %0 : tensor<4x?xf32>
func.func @softmax(%a: tensor<4x?xf32>, %b: tensor<4x8xf32>) -> tensor<4x?xf32> {
  %c = tensor.cast %b : tensor<4x8xf32> to tensor<4x?xf32>
  %0 = linalg.softmax dimension(1) ins(%c : tensor<4x?xf32>) outs(%a : tensor<4x?xf32>) -> tensor<4x?xf32>
  return %0 : tensor<4x?xf32>
}

// -----

// CHECK-LABEL: @copy1(
// CHECK-NEXT: %0 = linalg.copy ins(%arg0 : tensor<24xf32>) outs(%arg1 : tensor<24xf32>) -> tensor<24xf32>
// CHECK-NEXT: return %0 : tensor<24xf32>
func.func @copy1(%t: tensor<24xf32>, %d: tensor<24xf32>) -> tensor<24xf32> {
  %2 = linalg.copy ins(%t : tensor<24xf32>) outs(%d : tensor<24xf32>) -> tensor<24xf32>
  return %2 : tensor<24xf32>
}

// -----

// CHECK-LABEL: @bc(
// CHECK-NEXT: return %arg0 : tensor<4xf32>
func.func @bc(%a: tensor<4xf32>, %e: tensor<4xf32>) -> tensor<4xf32> {
  %1 = linalg.broadcast ins(%a : tensor<4xf32>) outs(%e : tensor<4xf32>) dimensions = []
  return %1 : tensor<4xf32>
}

