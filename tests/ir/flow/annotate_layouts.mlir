// RUN: weirc opt --flow-annotate-dispatches %s | FileCheck %s

#encoding = #iree_encoding.encoding<operand_index = 0 : index, op_type = matmul, element_types = [f32, f32, f32]>
#encoding1 = #iree_encoding.encoding<operand_index = 2 : index, op_type = matmul, element_types = [f32, f32, f32]>

// CHECK-LABEL: flow.executable private @layouts
flow.executable private @layouts {
  // CHECK: flow.executable.export public @cut_pack_f32
  flow.executable.export public @cut
  // CHECK: flow.executable.export public @join_unpack_f32
  flow.executable.export public @join
  // CHECK: flow.executable.export public @encode_set_encoding_LHS_8xD
  flow.executable.export public @encode
  // CHECK: flow.executable.export public @decode_unset_encoding_RESULT_8x16
  flow.executable.export public @decode
  // CHECK: flow.executable.export public @around_unpack_elementwise_8x16_f32_pack
  flow.executable.export public @around
  // CHECK: flow.executable.export public @ordered_topk_8x16xf32
  flow.executable.export public @ordered
  // CHECK: flow.executable.export public @window_winograd_input_transform_8x8x1x2x2x64xf32
  flow.executable.export public @window
  builtin.module {
    func.func @cut(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>) -> tensor<2x16x4xf32> {
      %0 = tensor.pack %t inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16x4xf32>
      return %0 : tensor<2x16x4xf32>
    }
    func.func @join(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>) -> tensor<8x16xf32> {
      %0 = tensor.unpack %p inner_dims_pos = [0] inner_tiles = [4] into %t : tensor<2x16x4xf32> -> tensor<8x16xf32>
      return %0 : tensor<8x16xf32>
    }
    func.func @encode(%t: tensor<8x?xf32>) -> tensor<8x?xf32, #encoding> {
      %0 = iree_encoding.set_encoding %t : tensor<8x?xf32> -> tensor<8x?xf32, #encoding>
      return %0 : tensor<8x?xf32, #encoding>
    }
    func.func @decode(%t: tensor<8x16xf32, #encoding1>) -> tensor<8x16xf32> {
      %0 = iree_encoding.unset_encoding %t : tensor<8x16xf32, #encoding1> -> tensor<8x16xf32>
      return %0 : tensor<8x16xf32>
    }
    func.func @around(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>) -> tensor<2x16x4xf32> {
      %0 = tensor.unpack %p inner_dims_pos = [0] inner_tiles = [4] into %t : tensor<2x16x4xf32> -> tensor<8x16xf32>
      %1 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]} ins(%0 : tensor<8x16xf32>) outs(%t : tensor<8x16xf32>) {
      ^bb0(%a: f32, %b: f32):
        %2 = arith.addf %a, %b : f32
        linalg.yield %2 : f32
      } -> tensor<8x16xf32>
      %3 = tensor.pack %1 inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16x4xf32>
      return %3 : tensor<2x16x4xf32>
    }
    func.func @ordered(%t: tensor<8x16xf32>, %v: tensor<8x4xf32>, %i: tensor<8x4xi32>) -> tensor<8x4xf32> {
      %0:2 = iree_linalg_ext.topk dimension(1) ins(%t : tensor<8x16xf32>) outs(%v, %i : tensor<8x4xf32>, tensor<8x4xi32>) {
      ^bb0(%a: f32, %b: f32):
        %1 = arith.cmpf ogt, %a, %b : f32
        iree_linalg_ext.yield %1 : i1
      } -> tensor<8x4xf32>, tensor<8x4xi32>
      return %0#0 : tensor<8x4xf32>
    }
    func.func @window(%t: tensor<1x10x10x64xf32>, %w: tensor<8x8x1x2x2x64xf32>) -> tensor<8x8x1x2x2x64xf32> {
      %0 = iree_linalg_ext.winograd.input_transform output_tile_size(6) kernel_size(3) image_dimensions([1, 2]) ins(%t : tensor<1x10x10x64xf32>) outs(%w : tensor<8x8x1x2x2x64xf32>) -> tensor<8x8x1x2x2x64xf32>
      return %0 : tensor<8x8x1x2x2x64xf32>
    }
  }
}
