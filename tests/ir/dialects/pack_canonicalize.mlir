// RUN: weirc opt --canonicalize=test-convergence %s | FileCheck %s

// Packing undoes unpacking and unpacking undoes packing.
// CHECK-LABEL: @undone
func.func @undone(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>) -> (tensor<8x16xf32>, tensor<2x16x4xf32>) {
  %0 = tensor.pack %t inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16x4xf32>
  %1 = tensor.unpack %0 inner_dims_pos = [0] inner_tiles = [4] into %t : tensor<2x16x4xf32> -> tensor<8x16xf32>
  %2 = tensor.unpack %p inner_dims_pos = [0] inner_tiles = [4] into %t : tensor<2x16x4xf32> -> tensor<8x16xf32>
  %3 = tensor.pack %2 inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16x4xf32>
  // CHECK-NEXT: return %arg0, %arg1
  return %1, %3 : tensor<8x16xf32>, tensor<2x16x4xf32>
}

// Not where other tiles are cut, or what is between tiles was filled.
// CHECK-LABEL: @other
func.func @other(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>, %q: tensor<4x16x2xf32>, %r: tensor<3x16x3xf32>, %z: f32) -> (tensor<4x16x2xf32>, tensor<8x16xf32>) {
  // CHECK: tensor.unpack
  // CHECK: tensor.pack
  // CHECK: tensor.pack
  // CHECK: tensor.unpack
  %0 = tensor.unpack %p inner_dims_pos = [0] inner_tiles = [4] into %t : tensor<2x16x4xf32> -> tensor<8x16xf32>
  %1 = tensor.pack %0 inner_dims_pos = [0] inner_tiles = [2] into %q : tensor<8x16xf32> -> tensor<4x16x2xf32>
  %2 = tensor.pack %t padding_value(%z : f32) inner_dims_pos = [0] inner_tiles = [3] into %r : tensor<8x16xf32> -> tensor<3x16x3xf32>
  %3 = tensor.unpack %2 inner_dims_pos = [0] inner_tiles = [3] into %t : tensor<3x16x3xf32> -> tensor<8x16xf32>
  return %1, %3 : tensor<4x16x2xf32>, tensor<8x16xf32>
}
