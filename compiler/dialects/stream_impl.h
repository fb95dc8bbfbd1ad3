// Functions named in the rows of the stream dialect.
#ifndef WEIR_COMPILER_DIALECTS_STREAM_IMPL_H_
#define WEIR_COMPILER_DIALECTS_STREAM_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

enum { WEIR_STREAM_TYPE_COUNT = 5, WEIR_STREAM_ATTR_COUNT = 5 };
extern const weir_type_def_t* const weir_stream_types[WEIR_STREAM_TYPE_COUNT];
extern const weir_attr_def_t* const weir_stream_attrs[WEIR_STREAM_ATTR_COUNT];

bool weir_stream_region_verify(weir_op_t* op);
bool weir_stream_tensor_clone_verify(weir_op_t* op);
bool weir_stream_tensor_slice_verify(weir_op_t* op);
bool weir_stream_tensor_load_verify(weir_op_t* op);
bool weir_stream_tensor_store_verify(weir_op_t* op);
bool weir_stream_async_dispatch_verify(weir_op_t* op);
bool weir_stream_resource_pack_verify(weir_op_t* op);
bool weir_stream_resource_constants_verify(weir_op_t* op);
bool weir_stream_cmd_dispatch_verify(weir_op_t* op);
bool weir_stream_cmd_collective_verify(weir_op_t* op);
bool weir_stream_async_collective_verify(weir_op_t* op);
bool weir_stream_parameters_verify(weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_STREAM_IMPL_H_
