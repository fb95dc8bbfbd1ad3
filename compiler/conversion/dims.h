// Lists of values, and the dynamic dimensions of tensors.
#ifndef WEIR_COMPILER_CONVERSION_DIMS_H_
#define WEIR_COMPILER_CONVERSION_DIMS_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/ir.h"

// A list of values in an arena, e.g. the operands of an op in the making.
typedef struct weir_values_t {
  weir_value_t** items;
  uint32_t count, capacity;
} weir_values_t;
void weir_values_add(weir_values_t* list, weir_arena_t* arena,
                     weir_value_t* value);
// The members of an operand group of |op|.
weir_values_t weir_values_of_group(weir_arena_t* arena, const weir_op_t* op,
                                   uint32_t group);

// The values of the `?` in |tensor|'s type at |builder|'s place: what the op
// that made it or a user that stands in reach says, else new tensor.dim ops.
weir_values_t weir_build_dynamic_dims(weir_builder_t* builder,
                                      weir_arena_t* arena,
                                      weir_location_t* location,
                                      weir_value_t* tensor);

#endif  // WEIR_COMPILER_CONVERSION_DIMS_H_
