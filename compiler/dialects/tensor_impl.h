// Functions named in the rows of the tensor, memref and builtin dialects.
#ifndef WEIR_COMPILER_DIALECTS_TENSOR_IMPL_H_
#define WEIR_COMPILER_DIALECTS_TENSOR_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"

bool weir_tensor_concat_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info);
void weir_tensor_concat_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_tensor_reshape_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_tensor_reshape_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);
// Result types that the syntax leaves out: the element of the first operand
// that is a shaped value.
bool weir_element_infer(weir_op_t* op, weir_type_t** out_types);

bool weir_memref_global_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info);
void weir_memref_global_print(weir_asm_printer_t* printer, const weir_op_t* op);
bool weir_memref_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_memref_dim_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
// Of memref.load and store: buffers as they were before casts.
bool weir_memref_of_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);
bool weir_builtin_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results);
bool weir_memref_alloc_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info);
void weir_memref_alloc_print(weir_asm_printer_t* printer, const weir_op_t* op);

bool weir_builtin_module_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info);
void weir_builtin_module_print(weir_asm_printer_t* printer,
                               const weir_op_t* op);

bool weir_tensor_dim_verify(weir_op_t* op);
bool weir_tensor_empty_verify(weir_op_t* op);
bool weir_tensor_generate_verify(weir_op_t* op);
bool weir_tensor_reshape_verify(weir_op_t* op);
bool weir_tensor_extract_verify(weir_op_t* op);
bool weir_tensor_insert_verify(weir_op_t* op);
bool weir_tensor_slice_verify(weir_op_t* op);
bool weir_tensor_from_elements_verify(weir_op_t* op);
bool weir_tensor_reassociation_verify(weir_op_t* op);
bool weir_tensor_pad_verify(weir_op_t* op);
bool weir_tensor_cast_verify(weir_op_t* op);
bool weir_tensor_pack_verify(weir_op_t* op);

bool weir_tensor_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_tensor_dim_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_tensor_extract_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);
bool weir_tensor_gather_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results);
bool weir_tensor_extract_slice_fold(weir_op_t* op, weir_attr_t* const* operands,
                                    weir_fold_result_t* results);
bool weir_tensor_insert_slice_fold(weir_op_t* op, weir_attr_t* const* operands,
                                   weir_fold_result_t* results);
bool weir_tensor_insert_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results);
bool weir_tensor_concat_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_tensor_concat_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results);
bool weir_tensor_pad_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
// Of tensor.pack and unpack.
bool weir_tensor_pack_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_tensor_shaped_reshape_fold(weir_op_t* op,
                                     weir_attr_t* const* operands,
                                     weir_fold_result_t* results);
bool weir_tensor_reshape_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);
bool weir_tensor_rank_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_tensor_from_elements_fold(weir_op_t* op, weir_attr_t* const* operands,
                                    weir_fold_result_t* results);
bool weir_tensor_splat_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results);
bool weir_tensor_dim_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_tensor_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
// Of tensor.empty and generate.
bool weir_tensor_empty_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_tensor_bitcast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_tensor_extract_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_tensor_insert_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_tensor_pad_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_tensor_collapse_shape_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter);
bool weir_tensor_expand_shape_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter);
bool weir_tensor_extract_slice_canonicalize(weir_op_t* op,
                                            weir_rewriter_t* rewriter);
// Of tensor.insert_slice and parallel_insert_slice.
bool weir_tensor_insert_slice_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter);
bool weir_tensor_pack_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);

#endif  // WEIR_COMPILER_DIALECTS_TENSOR_IMPL_H_
