// Functions named in the rows of the cf, func, scf and affine dialects.
#ifndef WEIR_COMPILER_DIALECTS_CONTROL_FLOW_IMPL_H_
#define WEIR_COMPILER_DIALECTS_CONTROL_FLOW_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"

bool weir_cf_br_parse(weir_asm_parser_t* parser, const weir_op_info_t* info);
void weir_cf_br_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_cf_cond_br_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info);
void weir_cf_cond_br_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_cf_switch_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info);
void weir_cf_switch_print(weir_asm_printer_t* printer, const weir_op_t* op);

bool weir_func_call_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info);
void weir_func_call_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_func_call_indirect_parse(weir_asm_parser_t* parser,
                                   const weir_op_info_t* info);
void weir_func_call_indirect_print(weir_asm_printer_t* printer,
                                   const weir_op_t* op);
bool weir_func_constant_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info);
void weir_func_constant_print(weir_asm_printer_t* printer, const weir_op_t* op);
void weir_func_constant_names(weir_asm_printer_t* printer, const weir_op_t* op);

bool weir_scf_if_parse(weir_asm_parser_t* parser, const weir_op_info_t* info);
void weir_scf_if_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_scf_for_parse(weir_asm_parser_t* parser, const weir_op_info_t* info);
void weir_scf_for_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_scf_while_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info);
void weir_scf_while_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_scf_index_switch_parse(weir_asm_parser_t* parser,
                                 const weir_op_info_t* info);
void weir_scf_index_switch_print(weir_asm_printer_t* printer,
                                 const weir_op_t* op);
bool weir_scf_execute_region_parse(weir_asm_parser_t* parser,
                                   const weir_op_info_t* info);
void weir_scf_execute_region_print(weir_asm_printer_t* printer,
                                   const weir_op_t* op);
bool weir_scf_forall_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info);
void weir_scf_forall_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_scf_parallel_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info);
void weir_scf_parallel_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_scf_in_parallel_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info);
void weir_scf_in_parallel_print(weir_asm_printer_t* printer,
                                const weir_op_t* op);

bool weir_cf_switch_verify(weir_op_t* op);
bool weir_scf_execute_region_verify(weir_op_t* op);
bool weir_scf_for_verify(weir_op_t* op);
bool weir_scf_if_verify(weir_op_t* op);
bool weir_scf_index_switch_verify(weir_op_t* op);
bool weir_scf_while_verify(weir_op_t* op);

bool weir_affine_map_op_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info);
void weir_affine_map_op_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_affine_map_op_verify(weir_op_t* op);
bool weir_affine_apply_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results);
bool weir_affine_map_op_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_affine_delinearize_verify(weir_op_t* op);
bool weir_affine_extreme_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);

bool weir_scf_if_fold(weir_op_t* op, weir_attr_t* const* operands,
                      weir_fold_result_t* results);
bool weir_cf_br_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_cf_cond_br_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_cf_switch_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_cf_assert_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_scf_if_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_scf_for_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_scf_index_switch_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter);
bool weir_scf_execute_region_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter);
bool weir_scf_while_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
// Moves an scf.if that asks what the loop asks into its body.
bool weir_scf_while_move_if_down(weir_op_t* op, weir_rewriter_t* rewriter);

// What |op| hands to a successor, in the context's arena.
weir_value_t** weir_cf_successor_values(const weir_op_t* op, uint32_t successor,
                                        uint32_t* out_count);
// `cf.br` to one of its successors in the place of |op|.
void weir_cf_branch_to_successor(weir_rewriter_t* rewriter, weir_op_t* op,
                                 uint32_t successor);
// Where |op| gets to if it skips a successor that only branches, with what it
// hands over there; false if that does more.
bool weir_cf_skip_block(const weir_op_t* op, uint32_t successor,
                        weir_block_t** out_block, weir_value_t*** out_values,
                        uint32_t* out_count);
// Makes one of an scf.if and the one before it or inside it.
bool weir_scf_if_combine(weir_op_t* op, weir_rewriter_t* rewriter);

// Replaces |op| by the ops of |block|, which ends in a yield of the results;
// |arguments| stand for the block's.
void weir_rewriter_inline_block(weir_rewriter_t* rewriter, weir_op_t* op,
                                weir_block_t* block,
                                weir_value_t* const* arguments);

#endif  // WEIR_COMPILER_DIALECTS_CONTROL_FLOW_IMPL_H_
