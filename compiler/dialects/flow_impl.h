// Functions named in the rows of the flow dialect.
#ifndef WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_
#define WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

enum { WEIR_FLOW_TYPE_COUNT = 3, WEIR_FLOW_ATTR_COUNT = 2 };
extern const weir_type_def_t* const weir_flow_types[WEIR_FLOW_TYPE_COUNT];
extern const weir_attr_def_t* const weir_flow_attrs[WEIR_FLOW_ATTR_COUNT];

#endif  // WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_
