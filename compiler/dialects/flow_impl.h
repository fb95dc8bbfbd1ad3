// Functions named in the rows of the flow dialect.
#ifndef WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_
#define WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/op_def.h"

extern const weir_type_def_t* const weir_flow_types[];
extern const uint32_t weir_flow_type_count;
extern const weir_attr_def_t* const weir_flow_attrs[];
extern const uint32_t weir_flow_attr_count;

#endif  // WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_
