// RUN: weirc opt --split-input-file --canonicalize=test-convergence %s | FileCheck %s

// Margins, tiles, slices in loops.

// CHECK-LABEL: @pad_same(
// CHECK-NEXT: return %arg0 : tensor<4x4xf32>
func.func @pad_same(%a: tensor<4x4xf32>, %f: f32, %n: index) -> tensor<4x4xf32> {
  %0 = tensor.pad %a low[%n, 0] high[0, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<4x4xf32> to tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}

// -----

// CHECK-LABEL: @pad_source_cast(
// CHECK-NEXT: %padded = tensor.pad %arg0 low[1, 0] high[0, 2] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<4x?xf32> to tensor<5x?xf32>
// CHECK-NEXT: %cast = tensor.cast %padded : tensor<5x?xf32> to tensor<?x?xf32>
// CHECK-NEXT: %padded_0 = tensor.pad %arg0 low[%arg2, 0] high[0, 2] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<4x?xf32> to tensor<?x4xf32>
// CHECK-NEXT: return %cast, %padded_0 : tensor<?x?xf32>, tensor<?x4xf32>
func.func @pad_source_cast(%a: tensor<4x?xf32>, %f: f32, %n: index) -> (tensor<?x?xf32>, tensor<?x4xf32>) {
  %s = tensor.cast %a : tensor<4x?xf32> to tensor<?x?xf32>
  %0 = tensor.pad %s low[1, 0] high[0, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %1 = tensor.pad %s low[%n, 0] high[0, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x?xf32> to tensor<?x4xf32>
  return %0, %1 : tensor<?x?xf32>, tensor<?x4xf32>
}

// -----

// CHECK-LABEL: @pad_target_cast(
// CHECK-NEXT: %padded = tensor.pad %arg0 low[1, 0] high[%arg2, 2] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<?x?xf32> to tensor<8x?xf32>
// CHECK-NEXT: %padded_0 = tensor.pad %arg0 low[1, 0] high[%arg2, 3] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %arg1 : f32
// CHECK-NEXT: } : tensor<?x?xf32> to tensor<8x8xf32>
// CHECK-NEXT: return %padded, %padded_0 : tensor<8x?xf32>, tensor<8x8xf32>
func.func @pad_target_cast(%a: tensor<?x?xf32>, %f: f32, %n: index) -> (tensor<8x?xf32>, tensor<8x8xf32>) {
  %0 = tensor.pad %a low[1, 0] high[%n, 2] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %1 = tensor.cast %0 : tensor<?x?xf32> to tensor<8x?xf32>
  %2 = tensor.pad %a low[1, 0] high[%n, 3] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x?xf32> to tensor<?x?xf32>
  %3 = tensor.cast %2 : tensor<?x?xf32> to tensor<8x8xf32>
  return %1, %3 : tensor<8x?xf32>, tensor<8x8xf32>
}

// -----

// CHECK-LABEL: @pad_orthogonal(
// CHECK-NEXT: %cst = arith.constant 0.000000e+00 : f32
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg0[16, 4] [%arg1, %arg1] [1, 1] : tensor<64x64xf32> to tensor<?x?xf32>
// CHECK-NEXT: %padded = tensor.pad %extracted_slice nofold low[0, 0] high[%arg2, %arg2] {
// CHECK-NEXT: ^bb0(%arg3: index, %arg4: index):
// CHECK-NEXT: tensor.yield %cst : f32
// CHECK-NEXT: } : tensor<?x?xf32> to tensor<8x4xf32>
// CHECK-NEXT: return %padded : tensor<8x4xf32>
func.func @pad_orthogonal(%a: tensor<64x64xf32>, %n: index, %m: index) -> tensor<8x4xf32> {
  %f = arith.constant 0.0 : f32
  %0 = tensor.extract_slice %a[16, 0] [%n, 64] [1, 1] : tensor<64x64xf32> to tensor<?x64xf32>
  %1 = tensor.pad %0 low[0, 0] high[%m, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<?x64xf32> to tensor<8x64xf32>
  %2 = tensor.extract_slice %1[0, 4] [8, %n] [1, 1] : tensor<8x64xf32> to tensor<8x?xf32>
  %3 = tensor.pad %2 nofold low[0, 0] high[0, %m] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<8x?xf32> to tensor<8x4xf32>
  return %3 : tensor<8x4xf32>
}

// -----

// CHECK-LABEL: @pad_const(
// CHECK-NEXT: %cst = arith.constant 0.000000e+00 : f32
// CHECK-NEXT: %cst_0 = arith.constant dense<0.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %cst_1 = arith.constant dense<1.000000e+00> : tensor<4xf32>
// CHECK-NEXT: %padded = tensor.pad %cst_0 low[1] high[1] {
// CHECK-NEXT: ^bb0(%arg1: index):
// CHECK-NEXT: tensor.yield %cst : f32
// CHECK-NEXT: } : tensor<4xf32> to tensor<6xf32>
// CHECK-NEXT: %padded_2 = tensor.pad %cst_1 low[1] high[1] {
// CHECK-NEXT: ^bb0(%arg1: index):
// CHECK-NEXT: tensor.yield %cst : f32
// CHECK-NEXT: } : tensor<4xf32> to tensor<6xf32>
// CHECK-NEXT: return %padded, %padded_2 : tensor<6xf32>, tensor<6xf32>
func.func @pad_const(%n: index) -> (tensor<6xf32>, tensor<6xf32>) {
  %f = arith.constant 0.0 : f32
  %a = arith.constant dense<0.0> : tensor<4xf32>
  %b = arith.constant dense<1.0> : tensor<4xf32>
  %0 = tensor.pad %a low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %f : f32
  } : tensor<4xf32> to tensor<6xf32>
  %1 = tensor.pad %b low[1] high[1] {
  ^bb0(%i: index):
    tensor.yield %f : f32
  } : tensor<4xf32> to tensor<6xf32>
  return %0, %1 : tensor<6xf32>, tensor<6xf32>
}

// -----

// CHECK-LABEL: @pack_pad(
// CHECK-NEXT: %pack = tensor.pack %arg0 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg3 : tensor<16x16xf32> -> tensor<2x4x8x4xf32>
// CHECK-NEXT: %pack_0 = tensor.pack %arg1 padding_value(%arg5 : f32) inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg3 : tensor<15x16xf32> -> tensor<2x4x8x4xf32>
// CHECK-NEXT: %pack_1 = tensor.pack %arg2 padding_value(%arg5 : f32) inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg4 : tensor<?x16xf32> -> tensor<?x4x8x4xf32>
// CHECK-NEXT: return %pack, %pack_0, %pack_1 : tensor<2x4x8x4xf32>, tensor<2x4x8x4xf32>, tensor<?x4x8x4xf32>
func.func @pack_pad(%a: tensor<16x16xf32>, %b: tensor<15x16xf32>, %c: tensor<?x16xf32>, %d: tensor<2x4x8x4xf32>, %n: tensor<?x4x8x4xf32>, %f: f32) -> (tensor<2x4x8x4xf32>, tensor<2x4x8x4xf32>, tensor<?x4x8x4xf32>) {
  %0 = tensor.pack %a padding_value(%f : f32) inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %d : tensor<16x16xf32> -> tensor<2x4x8x4xf32>
  %1 = tensor.pack %b padding_value(%f : f32) inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %d : tensor<15x16xf32> -> tensor<2x4x8x4xf32>
  %2 = tensor.pack %c padding_value(%f : f32) inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %n : tensor<?x16xf32> -> tensor<?x4x8x4xf32>
  return %0, %1, %2 : tensor<2x4x8x4xf32>, tensor<2x4x8x4xf32>, tensor<?x4x8x4xf32>
}

// -----

// CHECK-LABEL: @pack_infer(
// CHECK-NEXT: %pack = tensor.pack %arg0 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg2 : tensor<16x16xf32> -> tensor<?x?x8x4xf32>
// CHECK-NEXT: %pack_0 = tensor.pack %arg1 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg3 : tensor<?x16xf32> -> tensor<2x4x8x4xf32>
// CHECK-NEXT: %pack_1 = tensor.pack %arg1 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg2 : tensor<?x16xf32> -> tensor<?x?x8x4xf32>
// CHECK-NEXT: return %pack, %pack_0, %pack_1 : tensor<?x?x8x4xf32>, tensor<2x4x8x4xf32>, tensor<?x?x8x4xf32>
func.func @pack_infer(%a: tensor<16x16xf32>, %b: tensor<?x16xf32>, %n: tensor<?x?x8x4xf32>, %m: tensor<2x4x8x4xf32>) -> (tensor<?x?x8x4xf32>, tensor<2x4x8x4xf32>, tensor<?x?x8x4xf32>) {
  %0 = tensor.pack %a inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %n : tensor<16x16xf32> -> tensor<?x?x8x4xf32>
  %1 = tensor.pack %b inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %m : tensor<?x16xf32> -> tensor<2x4x8x4xf32>
  %2 = tensor.pack %b inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %n : tensor<?x16xf32> -> tensor<?x?x8x4xf32>
  return %0, %1, %2 : tensor<?x?x8x4xf32>, tensor<2x4x8x4xf32>, tensor<?x?x8x4xf32>
}

// -----

// CHECK-LABEL: @unpack_infer(
// CHECK-NEXT: %unpack = tensor.unpack %arg2 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg0 : tensor<?x?x8x4xf32> -> tensor<16x16xf32>
// CHECK-NEXT: %unpack_0 = tensor.unpack %arg3 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg1 : tensor<2x4x8x4xf32> -> tensor<?x16xf32>
// CHECK-NEXT: %unpack_1 = tensor.unpack %arg2 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg1 : tensor<?x?x8x4xf32> -> tensor<?x16xf32>
// CHECK-NEXT: return %unpack, %unpack_0, %unpack_1 : tensor<16x16xf32>, tensor<?x16xf32>, tensor<?x16xf32>
func.func @unpack_infer(%a: tensor<16x16xf32>, %b: tensor<?x16xf32>, %n: tensor<?x?x8x4xf32>, %m: tensor<2x4x8x4xf32>) -> (tensor<16x16xf32>, tensor<?x16xf32>, tensor<?x16xf32>) {
  %0 = tensor.unpack %n inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %a : tensor<?x?x8x4xf32> -> tensor<16x16xf32>
  %1 = tensor.unpack %m inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %b : tensor<2x4x8x4xf32> -> tensor<?x16xf32>
  %2 = tensor.unpack %n inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %b : tensor<?x?x8x4xf32> -> tensor<?x16xf32>
  return %0, %1, %2 : tensor<16x16xf32>, tensor<?x16xf32>, tensor<?x16xf32>
}

// -----

// CHECK-LABEL: @pack_cast(
// CHECK-NEXT: %pack = tensor.pack %arg0 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg1 : tensor<16x16xf32> -> tensor<2x4x8x4xf32>
// CHECK-NEXT: %cast = tensor.cast %pack : tensor<2x4x8x4xf32> to tensor<?x?x8x4xf32>
// CHECK-NEXT: %unpack = tensor.unpack %arg1 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %arg0 : tensor<2x4x8x4xf32> -> tensor<16x16xf32>
// CHECK-NEXT: %cast_0 = tensor.cast %unpack : tensor<16x16xf32> to tensor<?x16xf32>
// CHECK-NEXT: return %cast, %cast_0 : tensor<?x?x8x4xf32>, tensor<?x16xf32>
func.func @pack_cast(%a: tensor<16x16xf32>, %m: tensor<2x4x8x4xf32>) -> (tensor<?x?x8x4xf32>, tensor<?x16xf32>) {
  %0 = tensor.cast %a : tensor<16x16xf32> to tensor<?x16xf32>
  %1 = tensor.cast %m : tensor<2x4x8x4xf32> to tensor<?x?x8x4xf32>
  %2 = tensor.pack %0 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %1 : tensor<?x16xf32> -> tensor<?x?x8x4xf32>
  %3 = tensor.unpack %1 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %0 : tensor<?x?x8x4xf32> -> tensor<?x16xf32>
  return %2, %3 : tensor<?x?x8x4xf32>, tensor<?x16xf32>
}

// -----

// CHECK-LABEL: @unpack_dest(
// CHECK-NEXT: %0 = tensor.empty() : tensor<16x16xf32>
// CHECK-NEXT: %unpack = tensor.unpack %arg0 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %0 : tensor<2x4x8x4xf32> -> tensor<16x16xf32>
// CHECK-NEXT: return %unpack : tensor<16x16xf32>
func.func @unpack_dest(%a: tensor<2x4x8x4xf32>, %f: f32) -> tensor<16x16xf32> {
  %e = tensor.empty() : tensor<16x16xf32>
  %0 = linalg.fill ins(%f : f32) outs(%e : tensor<16x16xf32>) -> tensor<16x16xf32>
  %1 = tensor.unpack %a inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %0 : tensor<2x4x8x4xf32> -> tensor<16x16xf32>
  return %1 : tensor<16x16xf32>
}

// -----

// CHECK-LABEL: @pack_const(
// CHECK-NEXT: %cst = arith.constant dense<1.000000e+00> : tensor<2x4x8x4xf32>
// CHECK-NEXT: %cst_0 = arith.constant dense<1.000000e+00> : tensor<16x16xf32>
// CHECK-NEXT: return %cst, %cst_0 : tensor<2x4x8x4xf32>, tensor<16x16xf32>
func.func @pack_const(%d: tensor<2x4x8x4xf32>, %e: tensor<16x16xf32>) -> (tensor<2x4x8x4xf32>, tensor<16x16xf32>) {
  %c = arith.constant dense<1.0> : tensor<16x16xf32>
  %k = arith.constant dense<1.0> : tensor<2x4x8x4xf32>
  %0 = tensor.pack %c inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %d : tensor<16x16xf32> -> tensor<2x4x8x4xf32>
  %1 = tensor.unpack %k inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %e : tensor<2x4x8x4xf32> -> tensor<16x16xf32>
  return %0, %1 : tensor<2x4x8x4xf32>, tensor<16x16xf32>
}

// -----

// CHECK-LABEL: @pack_perm(
// CHECK-NEXT: return %arg0 : tensor<16x16xf32>
func.func @pack_perm(%a: tensor<16x16xf32>, %d: tensor<2x4x8x4xf32>, %e: tensor<16x16xf32>) -> tensor<16x16xf32> {
  %0 = tensor.pack %a outer_dims_perm = [0, 1] inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %d : tensor<16x16xf32> -> tensor<2x4x8x4xf32>
  %1 = tensor.unpack %0 inner_dims_pos = [0, 1] inner_tiles = [8, 4] into %e : tensor<2x4x8x4xf32> -> tensor<16x16xf32>
  return %1 : tensor<16x16xf32>
}

// -----

// CHECK-LABEL: @pack_tile_const(
// CHECK-NEXT: %c8 = arith.constant 8 : index
// CHECK-NEXT: %pack = tensor.pack %arg0 inner_dims_pos = [0, 1] inner_tiles = [%c8, 4] into %arg1 : tensor<16x16xf32> -> tensor<?x?x?x4xf32>
// CHECK-NEXT: return %pack : tensor<?x?x?x4xf32>
func.func @pack_tile_const(%a: tensor<16x16xf32>, %d: tensor<?x?x?x4xf32>) -> tensor<?x?x?x4xf32> {
  %c8 = arith.constant 8 : index
  %0 = tensor.pack %a inner_dims_pos = [0, 1] inner_tiles = [%c8, 4] into %d : tensor<16x16xf32> -> tensor<?x?x?x4xf32>
  return %0 : tensor<?x?x?x4xf32>
}

// -----

// CHECK-LABEL: @forall(
// CHECK-NEXT: %0 = scf.forall (%arg2) in (4) shared_outs(%arg3 = %arg0) -> (tensor<8xf32>) {
// CHECK-NEXT: %extracted_slice = tensor.extract_slice %arg1[%arg2] [2] [1] : tensor<8xf32> to tensor<2xf32>
// CHECK-NEXT: scf.forall.in_parallel {
// CHECK-NEXT: tensor.parallel_insert_slice %extracted_slice into %arg3[%arg2] [2] [1] : tensor<2xf32> into tensor<8xf32>
// CHECK-NEXT: }
// CHECK-NEXT: }
// CHECK-NEXT: return %0 : tensor<8xf32>
func.func @forall(%a: tensor<8xf32>, %s: tensor<8xf32>) -> tensor<8xf32> {
  %c2 = arith.constant 2 : index
  %c4 = arith.constant 4 : index
  %0 = scf.forall (%i) in (4) shared_outs(%o = %a) -> (tensor<8xf32>) {
    %1 = tensor.extract_slice %s[%i] [%c2] [1] : tensor<8xf32> to tensor<?xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %1 into %o[%i] [%c2] [1] : tensor<?xf32> into tensor<8xf32>
    }
  }
  return %0 : tensor<8xf32>
}

// -----

// Margins that add up to no dimension leave it open.
// CHECK-LABEL: @vast_margins
func.func @vast_margins(%t: tensor<4x4xf32>, %f: f32) -> tensor<?x?xf32> {
  %c = arith.constant 9223372036854775807 : index
  %c2 = arith.constant 2 : index
  // CHECK: %[[PADDED:.+]] = tensor.pad %{{.+}} low[9223372036854775807, 2] high[0, 0]
  // CHECK: } : tensor<4x4xf32> to tensor<?x6xf32>
  %0 = tensor.pad %t low[%c, %c2] high[0, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %f : f32
  } : tensor<4x4xf32> to tensor<?x?xf32>
  return %0 : tensor<?x?xf32>
}
