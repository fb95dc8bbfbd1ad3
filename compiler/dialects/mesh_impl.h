// Functions named in the rows of the mesh dialect.
#ifndef WEIR_COMPILER_DIALECTS_MESH_IMPL_H_
#define WEIR_COMPILER_DIALECTS_MESH_IMPL_H_

#include "compiler/dialects/mesh.h"
#include "compiler/ir/rewrite.h"

enum { WEIR_MESH_ATTR_COUNT = 2 };
extern const weir_attr_def_t* const weir_mesh_attrs[WEIR_MESH_ATTR_COUNT];

bool weir_mesh_mesh_verify(weir_op_t* op);
bool weir_mesh_index_verify(weir_op_t* op);
bool weir_mesh_all_reduce_verify(weir_op_t* op);
bool weir_mesh_gather_verify(weir_op_t* op);
bool weir_mesh_all_to_all_verify(weir_op_t* op);
// Of ops whose result is a slice of the input.
bool weir_mesh_slice_verify(weir_op_t* op);
// Of ops with one process of the group that gives or gets the tensor.
bool weir_mesh_rooted_verify(weir_op_t* op);
bool weir_mesh_shift_verify(weir_op_t* op);

// Among one process there is nothing to exchange.
bool weir_mesh_collective_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter);

#endif  // WEIR_COMPILER_DIALECTS_MESH_IMPL_H_
