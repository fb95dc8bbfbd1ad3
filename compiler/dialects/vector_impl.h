// Functions named in the rows of the vector dialect.
#ifndef WEIR_COMPILER_DIALECTS_VECTOR_IMPL_H_
#define WEIR_COMPILER_DIALECTS_VECTOR_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"

enum { WEIR_VECTOR_ATTR_COUNT = 2 };
extern const weir_attr_def_t* const weir_vector_attrs[WEIR_VECTOR_ATTR_COUNT];

bool weir_vector_contract_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info);
void weir_vector_contract_print(weir_asm_printer_t* printer,
                                const weir_op_t* op);
bool weir_vector_outerproduct_parse(weir_asm_parser_t* parser,
                                    const weir_op_info_t* info);
void weir_vector_outerproduct_print(weir_asm_printer_t* printer,
                                    const weir_op_t* op);
// vector.transfer_read and transfer_write.
bool weir_vector_transfer_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info);
void weir_vector_transfer_print(weir_asm_printer_t* printer,
                                const weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_VECTOR_IMPL_H_
