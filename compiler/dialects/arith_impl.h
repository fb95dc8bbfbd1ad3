// Functions named in the rows of the arith and math dialects.
#ifndef WEIR_COMPILER_DIALECTS_ARITH_IMPL_H_
#define WEIR_COMPILER_DIALECTS_ARITH_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"

enum { WEIR_ARITH_ATTR_COUNT = 2 };
extern const weir_attr_def_t* const weir_arith_attrs[WEIR_ARITH_ATTR_COUNT];

// What an op says of its overflow: bits of #arith.overflow, 0 without any.
enum { WEIR_ARITH_NO_SIGNED_WRAP = 1, WEIR_ARITH_NO_UNSIGNED_WRAP = 2 };
int64_t weir_arith_overflow_flags(const weir_op_t* op);
weir_attr_t* weir_arith_overflow_attr(weir_context_t* context, int64_t flags);

// `%a, %b overflow<nsw> : T`, `%a fastmath<fast> : T`: operands of one type,
// flags as the row's attributes say, the result of the same type.
bool weir_flags_op_parse(weir_asm_parser_t* parser, const weir_op_info_t* info);
void weir_flags_op_print(weir_asm_printer_t* printer, const weir_op_t* op);

bool weir_arith_constant_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_arith_constant_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);
void weir_arith_constant_names(weir_asm_printer_t* printer,
                               const weir_op_t* op);
bool weir_arith_cmp_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info);
void weir_arith_cmp_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_arith_cmp_infer(weir_op_t* op, weir_type_t** out_types);
bool weir_arith_select_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info);
void weir_arith_select_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_arith_cast_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info);
void weir_arith_cast_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_math_fpowi_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info);
void weir_math_fpowi_print(weir_asm_printer_t* printer, const weir_op_t* op);

bool weir_arith_int_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results);
bool weir_arith_float_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_arith_cmpi_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_arith_cmpf_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_arith_select_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results);
bool weir_arith_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_arith_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_arith_select_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_arith_sum_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_arith_muli_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_arith_signs_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_arith_bits_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_arith_xori_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_arith_extended_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);
bool weir_arith_extended_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter);
bool weir_arith_constant_verify(weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_ARITH_IMPL_H_
