// Functions named in the rows of the flow dialect.
#ifndef WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_
#define WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"
#include "compiler/ir/rewrite.h"

enum { WEIR_FLOW_TYPE_COUNT = 3, WEIR_FLOW_ATTR_COUNT = 2 };
extern const weir_type_def_t* const weir_flow_types[WEIR_FLOW_TYPE_COUNT];
extern const weir_attr_def_t* const weir_flow_attrs[WEIR_FLOW_ATTR_COUNT];

bool weir_flow_dispatch_region_parse(weir_asm_parser_t* parser,
                                     const weir_op_info_t* info);
void weir_flow_dispatch_region_print(weir_asm_printer_t* printer,
                                     const weir_op_t* op);

bool weir_flow_dispatch_region_verify(weir_op_t* op);
bool weir_flow_dispatch_workgroups_verify(weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_
