// RUN: same %s

// Every op of iree_encoding prints, parses and prints the same.

module {
  util.func public @encodings(%arg0: tensor<?x16xf32>) -> tensor<?x16xf32> {
    %0 = iree_encoding.set_encoding %arg0 : tensor<?x16xf32> -> tensor<?x16xf32, #iree_encoding.encoding<operand_index = 1 : index, op_type = matmul, element_types = [f32, f32, f32]>>
    %1 = iree_encoding.unset_encoding %0 : tensor<?x16xf32, #iree_encoding.encoding<operand_index = 1 : index, op_type = matmul, element_types = [f32, f32, f32]>> -> tensor<?x16xf32>
    util.return %1 : tensor<?x16xf32>
  }
}
