// RUN: same %s

// Every op of iree_linalg_ext prints, parses and prints the same.

module {
  func.func @every(%arg0: tensor<8x16xf32>, %arg1: tensor<3x1xi32>, %arg2: tensor<3x16xf32>, %arg3: tensor<2x2x4x8xf32>, %arg4: index, %arg5: f32, %arg6: tensor<8x4xf32>, %arg7: tensor<8x4xi32>, %arg8: tensor<16xf32>, %arg9: tensor<1x10x10x64xf32>, %arg10: tensor<8x8x1x2x2x64xf32>, %arg11: tensor<1x64x576xf32>, %arg12: tensor<3x3x64x128xf32>, %arg13: tensor<8x8x64x128xf32>, %arg14: tensor<2x8x4xf32>, %arg15: tensor<2x8xf32>) {
    %0 = iree_linalg_ext.scatter dimension_map = [0] unique_indices(true) ins(%arg2, %arg1 : tensor<3x16xf32>, tensor<3x1xi32>) outs(%arg0 : tensor<8x16xf32>) {
    ^bb0(%arg16: f32, %arg17: f32):
      iree_linalg_ext.yield %arg16 : f32
    } -> tensor<8x16xf32>
    %1 = iree_linalg_ext.sort dimension(0) outs(%arg0 : tensor<8x16xf32>) {
    ^bb0(%arg16: f32, %arg17: f32):
      %14 = arith.cmpf olt, %arg16, %arg17 : f32
      iree_linalg_ext.yield %14 : i1
    } -> tensor<8x16xf32>
    %2:2 = iree_linalg_ext.fft ins(%arg4 : index) outs(%arg0, %arg0 : tensor<8x16xf32>, tensor<8x16xf32>) : tensor<8x16xf32>, tensor<8x16xf32>
    %3:2 = iree_linalg_ext.scan dimension(0) inclusive(true) ins(%arg0 : tensor<8x16xf32>) outs(%arg0, %arg8 : tensor<8x16xf32>, tensor<16xf32>) {
    ^bb0(%arg16: f32, %arg17: f32):
      %14 = arith.addf %arg16, %arg17 : f32
      iree_linalg_ext.yield %14 : f32
    } -> tensor<8x16xf32>, tensor<16xf32>
    %4 = iree_linalg_ext.reverse dimensions(dense<0> : tensor<1xi64>) ins(%arg0 : tensor<8x16xf32>) outs(%arg0 : tensor<8x16xf32>) : tensor<8x16xf32>
    %5:2 = iree_linalg_ext.topk dimension(1) ins(%arg0 : tensor<8x16xf32>) outs(%arg6, %arg7 : tensor<8x4xf32>, tensor<8x4xi32>) {
    ^bb0(%arg16: f32, %arg17: f32):
      %14 = arith.cmpf ogt, %arg16, %arg17 : f32
      iree_linalg_ext.yield %14 : i1
    } -> tensor<8x4xf32>, tensor<8x4xi32>
    %6 = iree_linalg_ext.pack %arg0 padding_value(%arg5 : f32) outer_dims_perm = [0, 1] inner_dims_pos = [0, 1] inner_tiles = [4, 8] into %arg3 : (tensor<8x16xf32> tensor<2x2x4x8xf32>) -> tensor<2x2x4x8xf32>
    %7 = iree_linalg_ext.unpack %arg3 inner_dims_pos = [0, 1] inner_tiles = [4, 8] into %arg0 : (tensor<2x2x4x8xf32> tensor<8x16xf32>) -> tensor<8x16xf32>
    %8 = iree_linalg_ext.winograd.input_transform output_tile_size(6) kernel_size(3) image_dimensions([1, 2]) ins(%arg9 : tensor<1x10x10x64xf32>) outs(%arg10 : tensor<8x8x1x2x2x64xf32>) -> tensor<8x8x1x2x2x64xf32>
    %9 = iree_linalg_ext.im2col strides = [1, 1] dilations = [1, 1] kernel_size = [3, 3] m_offset = [0] k_offset = [0] batch_pos = [0] m_pos = [1, 2] k_pos = [3] ins(%arg9 : tensor<1x10x10x64xf32>) outs(%arg11 : tensor<1x64x576xf32>) -> tensor<1x64x576xf32>
    %10 = iree_linalg_ext.winograd.filter_transform output_tile_size(6) kernel_size(3) kernel_dimensions([0, 1]) ins(%arg12 : tensor<3x3x64x128xf32>) outs(%arg13 : tensor<8x8x64x128xf32>) -> tensor<8x8x64x128xf32>
    %11 = iree_linalg_ext.winograd.output_transform output_tile_size(6) kernel_size(3) image_dimensions([1, 2]) ins(%arg10 : tensor<8x8x1x2x2x64xf32>) outs(%arg9 : tensor<1x10x10x64xf32>) -> tensor<1x10x10x64xf32>
    %12 = iree_linalg_ext.attention ins(%arg14, %arg14, %arg14, %arg5 : tensor<2x8x4xf32>, tensor<2x8x4xf32>, tensor<2x8x4xf32>, f32) outs(%arg14 : tensor<2x8x4xf32>) -> tensor<2x8x4xf32>
    %13:3 = iree_linalg_ext.online_attention {indexing_maps = []} ins(%arg14, %arg14, %arg14, %arg5 : tensor<2x8x4xf32>, tensor<2x8x4xf32>, tensor<2x8x4xf32>, f32) outs(%arg14, %arg15, %arg15 : tensor<2x8x4xf32>, tensor<2x8xf32>, tensor<2x8xf32>) -> tensor<2x8x4xf32>, tensor<2x8xf32>, tensor<2x8xf32>
    return
  }
}
