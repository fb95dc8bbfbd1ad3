// The ub dialect: values that are not defined.
#ifndef WEIR_COMPILER_DIALECTS_UB_H_
#define WEIR_COMPILER_DIALECTS_UB_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_ub_dialect;
extern const weir_attr_def_t weir_ub_poison_def;  // #ub.poison

enum {
  WEIR_UB_POISON = 39 << 16 | 1,
};

// A value of |type| that nothing may depend on.
weir_value_t* weir_ub_build_poison(weir_builder_t* builder,
                                   weir_location_t* location,
                                   weir_type_t* type);

#endif  // WEIR_COMPILER_DIALECTS_UB_H_
