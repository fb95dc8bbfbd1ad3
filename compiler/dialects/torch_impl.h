// Functions named in the rows of the torch dialect.
#ifndef WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_
#define WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"
#include "compiler/ir/op_def.h"

enum { WEIR_TORCH_TYPE_COUNT = 9 };
extern const weir_type_def_t* const weir_torch_types[WEIR_TORCH_TYPE_COUNT];

bool weir_torch_copy_to_vtensor_parse(weir_asm_parser_t* parser,
                                      const weir_op_info_t* info);
void weir_torch_copy_to_vtensor_print(weir_asm_printer_t* printer,
                                      const weir_op_t* op);
bool weir_torch_constant_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_torch_constant_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);
bool weir_torch_c_scalar_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_torch_c_scalar_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);
bool weir_torch_operator_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_torch_operator_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_TORCH_IMPL_H_
