// Functions named in the rows of the hal dialect.
#ifndef WEIR_COMPILER_DIALECTS_HAL_IMPL_H_
#define WEIR_COMPILER_DIALECTS_HAL_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

enum { WEIR_HAL_TYPE_COUNT = 13, WEIR_HAL_ATTR_COUNT = 16 };
extern const weir_type_def_t* const weir_hal_types[WEIR_HAL_TYPE_COUNT];
extern const weir_attr_def_t* const weir_hal_attrs[WEIR_HAL_ATTR_COUNT];

#endif  // WEIR_COMPILER_DIALECTS_HAL_IMPL_H_
