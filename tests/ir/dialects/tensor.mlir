// RUN: same %s

// Every op of tensor prints, parses and prints the same.

module {
  func.func @f(%arg0: tensor<4x?xf32>, %arg1: tensor<f32>, %arg2: index, %arg3: tensor<1xindex>, %arg4: f32, %arg5: tensor<4xf32>) {
    %cast = tensor.cast %arg0 : tensor<4x?xf32> to tensor<?x?xf32>
    %dim = tensor.dim %arg0, %arg2 : tensor<4x?xf32>
    %0 = tensor.empty(%arg2) : tensor<?xf32>
    %extracted = tensor.extract %arg1[] : tensor<f32>
    %extracted_slice = tensor.extract_slice %arg0[0, %arg2] [4, 1] [1, 1] : tensor<4x?xf32> to tensor<4x1xf32>
    %from_elements = tensor.from_elements %arg4, %arg4 : tensor<2xf32>
    %generated = tensor.generate %arg2 {
    ^bb0(%arg6: index):
      tensor.yield %arg4 : f32
    } : tensor<?xf32>
    %inserted = tensor.insert %arg4 into %arg0[%arg2, %arg2] : tensor<4x?xf32>
    %inserted_slice = tensor.insert_slice %extracted_slice into %arg0[0, 0] [4, 1] [1, 1] : tensor<4x1xf32> into tensor<4x?xf32>
    %rank = tensor.rank %arg0 : tensor<4x?xf32>
    %reshape = tensor.reshape %arg0(%arg3) : (tensor<4x?xf32>, tensor<1xindex>) -> tensor<?xf32>
    %expanded = tensor.expand_shape %arg5 [[0, 1]] output_shape [2, 2] : tensor<4xf32> into tensor<2x2xf32>
    %collapsed = tensor.collapse_shape %arg0 [[0, 1]] : tensor<4x?xf32> into tensor<?xf32>
    %padded = tensor.pad %arg5 nofold low[1] high[%arg2] {
    ^bb0(%arg6: index):
      tensor.yield %arg4 : f32
    } : tensor<4xf32> to tensor<?xf32>
    %splat = tensor.splat %arg4 : tensor<4xf32>
    %concat = tensor.concat dim(0) %arg5, %arg5 : (tensor<4xf32>, tensor<4xf32>) -> tensor<8xf32>
    %1 = tensor.bitcast %arg5 : tensor<4xf32> to tensor<4xi32>
    %splat_0 = tensor.splat %arg4[%arg2] : tensor<?x4xf32>
    return
  }
  func.func @packs(%arg0: tensor<8x13xf32>, %arg1: tensor<2x2x4x8xf32>, %arg2: tensor<?x?xf32>, %arg3: tensor<?x?x?x2xf32>, %arg4: f32, %arg5: index) {
    %pack = tensor.pack %arg0 padding_value(%arg4 : f32) outer_dims_perm = [0, 1] inner_dims_pos = [0, 1] inner_tiles = [4, 8] into %arg1 : tensor<8x13xf32> -> tensor<2x2x4x8xf32>
    %unpack = tensor.unpack %pack outer_dims_perm = [0, 1] inner_dims_pos = [0, 1] inner_tiles = [4, 8] into %arg0 : tensor<2x2x4x8xf32> -> tensor<8x13xf32>
    %pack_0 = tensor.pack %arg2 inner_dims_pos = [1, 0] inner_tiles = [%arg5, 2] into %arg3 : tensor<?x?xf32> -> tensor<?x?x?x2xf32>
    %unpack_1 = tensor.unpack %arg3 inner_dims_pos = [1, 0] inner_tiles = [%arg5, 2] into %arg2 : tensor<?x?x?x2xf32> -> tensor<?x?xf32>
    return
  }
}
