// Functions named in the rows of the util dialect.
#ifndef WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_
#define WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

extern const weir_type_def_t* const weir_util_types[];
extern const uint32_t weir_util_type_count;
extern const weir_attr_def_t* const weir_util_attrs[];
extern const uint32_t weir_util_attr_count;

#endif  // WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_
