// Function-like ops: their type and attributes as values, their syntax.
#ifndef WEIR_COMPILER_DIALECTS_FUNCTIONS_H_
#define WEIR_COMPILER_DIALECTS_FUNCTIONS_H_

#include "compiler/ir/asm.h"

bool weir_util_func_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info);
void weir_util_func_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_util_initializer_parse(weir_asm_parser_t* parser,
                                 const weir_op_info_t* info);
void weir_util_initializer_print(weir_asm_printer_t* printer,
                                 const weir_op_t* op);
bool weir_func_func_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info);
void weir_func_func_print(weir_asm_printer_t* printer, const weir_op_t* op);

// `public`, `private` or `nested` into sym_visibility, if one stands there.
void weir_form_visibility(weir_asm_parser_t* parser);

// The function type, entry arguments and results of a function-like op agree.
bool weir_verify_function(weir_op_t* op);
// A return hands back what the function-like parent's type says.
bool weir_verify_return(weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_FUNCTIONS_H_
