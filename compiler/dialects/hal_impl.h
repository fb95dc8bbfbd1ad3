// Functions named in the rows of the hal dialect.
#ifndef WEIR_COMPILER_DIALECTS_HAL_IMPL_H_
#define WEIR_COMPILER_DIALECTS_HAL_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

extern const weir_type_def_t* const weir_hal_types[];
extern const uint32_t weir_hal_type_count;
extern const weir_attr_def_t* const weir_hal_attrs[];
extern const uint32_t weir_hal_attr_count;

#endif  // WEIR_COMPILER_DIALECTS_HAL_IMPL_H_
