// RUN: weirc opt --split-input-file --verify-diagnostics %s

// What is checked of ops that change layouts.

func.func @no_tile(%t: tensor<8x16xf32>, %p: tensor<2x16x0xf32>) {
  // expected-error @+1 {{invalid zero tile factor}}
  %0 = tensor.pack %t inner_dims_pos = [0] inner_tiles = [0] into %p : tensor<8x16xf32> -> tensor<2x16x0xf32>
  return
}

// -----

func.func @zero_by_name(%t: tensor<8x16xf32>, %p: tensor<2x16x?xf32>) {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{invalid zero tile factor}}
  %0 = tensor.pack %t inner_dims_pos = [0] inner_tiles = [%c0] into %p : tensor<8x16xf32> -> tensor<2x16x?xf32>
  return
}

// -----

func.func @twice(%t: tensor<8x16xf32>, %p: tensor<2x16x4x4xf32>) {
  // expected-error @+1 {{invalid inner_dims_pos vector}}
  %0 = tensor.pack %t inner_dims_pos = [0, 0] inner_tiles = [4, 4] into %p : tensor<8x16xf32> -> tensor<2x16x4x4xf32>
  return
}

// -----

func.func @beyond(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>) {
  // expected-error @+1 {{invalid outer_dims_perm vector}}
  %0 = tensor.pack %t outer_dims_perm = [0, 2] inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16x4xf32>
  return
}

// -----

func.func @partial(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>) {
  // expected-error @+1 {{outer_dims_perm must be a permutation or empty}}
  %0 = tensor.pack %t outer_dims_perm = [1] inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16x4xf32>
  return
}

// -----

func.func @many(%t: tensor<8xf32>, %p: tensor<2x4x2xf32>) {
  // expected-error @+1 {{tiling factors must be less than or equal to the input rank for pack or output rank for unpack}}
  %0 = tensor.unpack %p inner_dims_pos = [0] inner_tiles = [4, 2] into %t : tensor<2x4x2xf32> -> tensor<8xf32>
  return
}

// -----

func.func @few(%t: tensor<8x16xf32>, %p: tensor<2x16x4xf32>) {
  // expected-error @+1 {{tiling factors must equal the number of dimensions to tile}}
  %0 = tensor.pack %t inner_dims_pos = [0, 1] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16x4xf32>
  return
}

// -----

func.func @rank(%t: tensor<8x16xf32>, %p: tensor<2x16xf32>) {
  // expected-error @+1 {{packed rank != (unpacked rank + num tiling factors), got 2 != 3}}
  %0 = tensor.pack %t inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<2x16xf32>
  return
}

// -----

func.func @small(%t: tensor<8x16xf32>, %p: tensor<1x16x4xf32>) {
  // expected-error @+1 {{the shape of output is not large enough to hold the packed data. Expected at least 'tensor<2x16x4xf32>', got 'tensor<1x16x4xf32>'}}
  %0 = tensor.pack %t inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<8x16xf32> -> tensor<1x16x4xf32>
  return
}

// -----

func.func @tile(%t: tensor<8x16xf32>, %p: tensor<2x16x8xf32>) {
  // expected-error @+1 {{mismatch in inner tile sizes specified and shaped of tiled dimension in the packed type}}
  %0 = tensor.unpack %p inner_dims_pos = [0] inner_tiles = [4] into %t : tensor<2x16x8xf32> -> tensor<8x16xf32>
  return
}

// -----

func.func @rest(%t: tensor<9x16xf32>, %p: tensor<3x16x4xf32>) {
  // expected-error @+1 {{Only full tiles are supported when padding_value is not set}}
  %0 = tensor.pack %t inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<9x16xf32> -> tensor<3x16x4xf32>
  return
}

// -----

func.func @padding(%t: tensor<9x16xf32>, %p: tensor<3x16x4xf32>, %z: i32) {
  // expected-error @+1 {{expected padding_value has 'f32' but got: 'i32'}}
  %0 = tensor.pack %t padding_value(%z : i32) inner_dims_pos = [0] inner_tiles = [4] into %p : tensor<9x16xf32> -> tensor<3x16x4xf32>
  return
}

// -----

func.func @not_encoded(%t: tensor<8x16xf32>) {
  // expected-error @+1 {{result of set_encoding op expected to have a valid tensor encoding}}
  %0 = iree_encoding.set_encoding %t : tensor<8x16xf32> -> tensor<8x16xf32>
  return
}

// -----

func.func @still_encoded(%t: tensor<8x16xf32, #iree_encoding.encoding<operand_index = 0 : index>>) {
  // expected-error @+1 {{result of unset_encoding op cannot have a tensor encoding}}
  %0 = iree_encoding.unset_encoding %t : tensor<8x16xf32, #iree_encoding.encoding<operand_index = 0 : index>> -> tensor<8x16xf32, #iree_encoding.encoding<operand_index = 0 : index>>
  return
}

// -----

func.func @encoded_rank(%t: tensor<8x16xf32>) {
  // expected-error @+1 {{cannot change the rank of the tensor}}
  %0 = iree_encoding.set_encoding %t : tensor<8x16xf32> -> tensor<8xf32, #iree_encoding.encoding<operand_index = 0 : index>>
  return
}

// -----

func.func @encoded_shape(%t: tensor<8x16xf32>) {
  // expected-error @+1 {{expected to preserve the logical shape of the tensor}}
  %0 = iree_encoding.set_encoding %t : tensor<8x16xf32> -> tensor<16x8xf32, #iree_encoding.encoding<operand_index = 0 : index>>
  return
}

// -----

func.func @encoded_element(%t: tensor<8x16xf32>) {
  // expected-error @+1 {{expected to preserve the element type}}
  %0 = iree_encoding.set_encoding %t : tensor<8x16xf32> -> tensor<8x16xf16, #iree_encoding.encoding<operand_index = 0 : index>>
  return
}

// -----

func.func @no_result(%t: tensor<8x16xf32>) {
  // expected-error @+1 {{expected the number of tensor results (0) to be equal to the number of output tensors (1)}}
  iree_linalg_ext.reverse dimensions(dense<0> : tensor<1xi64>) ins(%t : tensor<8x16xf32>) outs(%t : tensor<8x16xf32>)
  return
}

// -----

func.func @other_result(%t: tensor<8x16xf32>) {
  // expected-error @+1 {{expected type of operand #1 ('tensor<8x16xf32>') to match type of corresponding result ('tensor<8x8xf32>')}}
  %0 = iree_linalg_ext.reverse dimensions(dense<0> : tensor<1xi64>) ins(%t : tensor<8x16xf32>) outs(%t : tensor<8x16xf32>) : tensor<8x8xf32>
  return
}
