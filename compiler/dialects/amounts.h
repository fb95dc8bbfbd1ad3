// Numbers that ops have as attributes where they are known and as operands
// where they are not: offsets, sizes, amounts of padding.
#ifndef WEIR_COMPILER_DIALECTS_AMOUNTS_H_
#define WEIR_COMPILER_DIALECTS_AMOUNTS_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/builder.h"

typedef struct weir_amount_t {
  int64_t number;
  weir_value_t* value;  // NULL: |number| holds
} weir_amount_t;

// Those of attribute |name| of |op|, WEIR_DYNAMIC for the operands of |group|.
// Operands that are constants count as numbers. In the context's arena.
weir_amount_t* weir_amounts_of(const weir_op_t* op, const char* name,
                               uint32_t group);

// An affine.apply where it takes one; values stand in it in their order.
weir_amount_t weir_amount_sum(weir_builder_t* builder,
                              weir_location_t* location,
                              const weir_amount_t* terms, uint32_t count);

// The way back to an attribute and operands.
typedef struct weir_amount_list_t {
  weir_value_list_t values;
  weir_attr_t* attr;
} weir_amount_list_t;
weir_amount_list_t weir_amount_list(weir_context_t* context,
                                    const weir_amount_t* amounts,
                                    uint32_t count);

#endif  // WEIR_COMPILER_DIALECTS_AMOUNTS_H_
