// RUN: same %s

// Ops that cut, tile, gather and loop print, parse and print the same.

module {
  func.func @parts(%arg0: memref<8x4xf32>, %arg1: index, %arg2: memref<64xi8>) -> index {
    %subview = memref.subview %arg0[2, 0] [4, 4] [1, 1] : memref<8x4xf32> to memref<4x4xf32, strided<[4, 1], offset: 8>>
    %subview_0 = memref.subview %arg0[%arg1, 0] [%arg1, 4] [1, 1] : memref<8x4xf32> to memref<?x4xf32, strided<[4, 1], offset: ?>>
    %collapse_shape = memref.collapse_shape %arg0 [[0, 1]] : memref<8x4xf32> into memref<32xf32>
    %expand_shape = memref.expand_shape %collapse_shape [[0, 1]] output_shape [8, 4] : memref<32xf32> into memref<8x4xf32>
    memref.copy %expand_shape, %arg0 : memref<8x4xf32> to memref<8x4xf32>
    %view = memref.view %arg2[%arg1][%arg1] : memref<64xi8> to memref<?xf32>
    %memspacecast = memref.memory_space_cast %arg0 : memref<8x4xf32> to memref<8x4xf32, 3>
    %intptr = memref.extract_aligned_pointer_as_index %arg0 : memref<8x4xf32> -> index
    %0 = memref.rank %arg0 : memref<8x4xf32>
    return %0 : index
  }
  func.func @tiles(%arg0: tensor<128x256xf32>, %arg1: tensor<16x8x8x32xf32>, %arg2: tensor<?x?xf32>, %arg3: tensor<?x?x8x?xf32>, %arg4: f32, %arg5: index) -> tensor<128x256xf32> {
    %pack = tensor.pack %arg0 inner_dims_pos = [0, 1] inner_tiles = [8, 32] into %arg1 : tensor<128x256xf32> -> tensor<16x8x8x32xf32>
    %pack_0 = tensor.pack %arg2 padding_value(%arg4 : f32) outer_dims_perm = [1, 0] inner_dims_pos = [0, 1] inner_tiles = [8, %arg5] into %arg3 : tensor<?x?xf32> -> tensor<?x?x8x?xf32>
    %unpack = tensor.unpack %pack_0 outer_dims_perm = [1, 0] inner_dims_pos = [0, 1] inner_tiles = [8, %arg5] into %arg2 : tensor<?x?x8x?xf32> -> tensor<?x?xf32>
    %unpack_1 = tensor.unpack %pack inner_dims_pos = [0, 1] inner_tiles = [8, 32] into %arg0 : tensor<16x8x8x32xf32> -> tensor<128x256xf32>
    return %unpack_1 : tensor<128x256xf32>
  }
  func.func @places(%arg0: tensor<4x5x6xf32>, %arg1: tensor<1x3x2xindex>) -> tensor<4x5x6xf32> {
    %gather = tensor.gather %arg0[%arg1] gather_dims([1, 2]) : (tensor<4x5x6xf32>, tensor<1x3x2xindex>) -> tensor<1x3x4xf32>
    %scatter = tensor.scatter %gather into %arg0[%arg1] scatter_dims([1, 2]) unique : (tensor<1x3x4xf32>, tensor<4x5x6xf32>, tensor<1x3x2xindex>) -> tensor<4x5x6xf32>
    return %scatter : tensor<4x5x6xf32>
  }
  func.func @loops(%arg0: index, %arg1: f32, %arg2: tensor<4xf32>) -> f32 {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    scf.parallel (%arg3, %arg4) = (%c0, %c0) to (%arg0, %arg0) step (%c1, %c1) {
      scf.reduce 
    }
    %0 = scf.parallel (%arg3) = (%c0) to (%arg0) step (%c1) init (%arg1) -> f32 {
      scf.reduce(%arg1 : f32) {
      ^bb0(%arg4: f32, %arg5: f32):
        %3 = arith.addf %arg4, %arg5 : f32
        scf.reduce.return %3 : f32
      }
    }
    %1 = linalg.elemwise_unary {fun = #linalg.unary_fn<log>} ins(%arg2 : tensor<4xf32>) outs(%arg2 : tensor<4xf32>) -> tensor<4xf32>
    %2 = linalg.elemwise_binary {cast = #linalg.type_fn<cast_signed>, fun = #linalg.binary_fn<mul>} ins(%1, %arg2 : tensor<4xf32>, tensor<4xf32>) outs(%arg2 : tensor<4xf32>) -> tensor<4xf32>
    return %0 : f32
  }
}
