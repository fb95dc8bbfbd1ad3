// Functions named in the rows of the affine dialect that have regions or read
// memory.
#ifndef WEIR_COMPILER_DIALECTS_AFFINE_IMPL_H_
#define WEIR_COMPILER_DIALECTS_AFFINE_IMPL_H_

#include "compiler/dialects/affine.h"
#include "compiler/ir/affine.h"
#include "compiler/ir/asm.h"

bool weir_affine_for_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info);
void weir_affine_for_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_affine_if_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info);
void weir_affine_if_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_affine_load_parse(weir_asm_parser_t* parser,
                            const weir_op_info_t* info);
bool weir_affine_store_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info);
// affine.load and store.
void weir_affine_access_print(weir_asm_printer_t* printer, const weir_op_t* op);

bool weir_affine_parallel_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info);
void weir_affine_parallel_print(weir_asm_printer_t* printer,
                                const weir_op_t* op);
bool weir_affine_parallel_verify(weir_op_t* op);

// The operands of |op| from |start| on may be dimensions, then symbols.
bool weir_affine_verify_places(weir_op_t* op, uint32_t start, uint32_t dims,
                               uint32_t symbols);
bool weir_affine_for_verify(weir_op_t* op);
bool weir_affine_if_verify(weir_op_t* op);
bool weir_affine_access_verify(weir_op_t* op);
bool weir_affine_yield_verify(weir_op_t* op);

// A result of the map of |op| with what is known of its operands put in.
weir_affine_expr_t* weir_affine_known_result(const weir_op_t* op,
                                             weir_attr_t* const* operands,
                                             uint32_t result);
bool weir_affine_extreme_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_affine_for_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_affine_if_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_affine_access_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_affine_parallel_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter);

#endif  // WEIR_COMPILER_DIALECTS_AFFINE_IMPL_H_
