// Functions named in the rows of the stream dialect.
#ifndef WEIR_COMPILER_DIALECTS_STREAM_IMPL_H_
#define WEIR_COMPILER_DIALECTS_STREAM_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

extern const weir_type_def_t* const weir_stream_types[];
extern const uint32_t weir_stream_type_count;
extern const weir_attr_def_t* const weir_stream_attrs[];
extern const uint32_t weir_stream_attr_count;

#endif  // WEIR_COMPILER_DIALECTS_STREAM_IMPL_H_
