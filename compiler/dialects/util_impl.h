// Functions named in the rows of the util dialect.
#ifndef WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_
#define WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

enum { WEIR_UTIL_TYPE_COUNT = 5, WEIR_UTIL_ATTR_COUNT = 7 };
extern const weir_type_def_t* const weir_util_types[WEIR_UTIL_TYPE_COUNT];
extern const weir_attr_def_t* const weir_util_attrs[WEIR_UTIL_ATTR_COUNT];

#endif  // WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_
