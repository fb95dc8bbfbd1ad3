// Functions named in the rows of the util dialect.
#ifndef WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_
#define WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"
#include "compiler/ir/rewrite.h"

enum { WEIR_UTIL_TYPE_COUNT = 5, WEIR_UTIL_ATTR_COUNT = 7 };
extern const weir_type_def_t* const weir_util_types[WEIR_UTIL_TYPE_COUNT];
extern const weir_attr_def_t* const weir_util_attrs[WEIR_UTIL_ATTR_COUNT];

bool weir_util_unfoldable_constant_parse(weir_asm_parser_t* parser,
                                         const weir_op_info_t* info);
void weir_util_unfoldable_constant_print(weir_asm_printer_t* printer,
                                         const weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_
