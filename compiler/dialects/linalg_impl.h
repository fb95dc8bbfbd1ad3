// Functions named in the rows of the linalg dialect.
#ifndef WEIR_COMPILER_DIALECTS_LINALG_IMPL_H_
#define WEIR_COMPILER_DIALECTS_LINALG_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"
#include "compiler/ir/rewrite.h"

enum { WEIR_LINALG_ATTR_COUNT = 4 };
extern const weir_attr_def_t* const weir_linalg_attrs[WEIR_LINALG_ATTR_COUNT];

// Whether a named op sums products: matrix products and convolutions.
bool weir_linalg_is_contraction(uint32_t id);
// Inputs and outputs of a named op.
uint32_t weir_linalg_named_operand_count(uint32_t id);

bool weir_linalg_generic_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_linalg_generic_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);
void weir_linalg_generic_names(weir_asm_printer_t* printer,
                               const weir_op_t* op);
bool weir_linalg_named_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info);
void weir_linalg_named_print(weir_asm_printer_t* printer, const weir_op_t* op);
// linalg.transpose and broadcast.
bool weir_linalg_reorder_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_linalg_reorder_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);
void weir_linalg_transpose_names(weir_asm_printer_t* printer,
                                 const weir_op_t* op);
void weir_linalg_broadcast_names(weir_asm_printer_t* printer,
                                 const weir_op_t* op);
// linalg.map and reduce.
bool weir_linalg_payload_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_linalg_payload_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);
void weir_linalg_payload_names(weir_asm_printer_t* printer,
                               const weir_op_t* op);
bool weir_linalg_yield_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info);
void weir_linalg_yield_print(weir_asm_printer_t* printer, const weir_op_t* op);

bool weir_linalg_structured_verify(weir_op_t* op);
// The shapes that the op's name asks for; those that its maps ask for.
bool weir_linalg_verify_dims(weir_op_t* op);
bool weir_linalg_verify_loops(weir_op_t* op);
bool weir_linalg_yield_verify(weir_op_t* op);
bool weir_linalg_index_verify(weir_op_t* op);

// Loops over tensors run over what these were cast from; what only copies goes.
bool weir_linalg_generic_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_linalg_named_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_linalg_transpose_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter);
// One that leaves the order as it is.
bool weir_linalg_transpose_fold(weir_op_t* op, weir_attr_t* const* operands,
                                weir_fold_result_t* results);

// Of ops of other dialects that are made of fills.
bool weir_linalg_other_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
// Of linalg.copy and transpose, where fills are copied or copied over.
bool weir_linalg_moved_fill_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter);

#endif  // WEIR_COMPILER_DIALECTS_LINALG_IMPL_H_
