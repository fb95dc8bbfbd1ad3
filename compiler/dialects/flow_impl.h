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
bool weir_flow_dispatch_store_verify(weir_op_t* op);
bool weir_flow_reshape_verify(weir_op_t* op);
bool weir_flow_dynamic_constant_verify(weir_op_t* op);

// -- folds and rewrites -------------------------------------------------------

// Whether some dimension is known to be 0.
bool weir_type_has_no_elements(const weir_type_t* type);
// flow.tensor.empty of the type and dimensions of a result of |op|.
weir_value_t* weir_flow_build_empty_like(weir_rewriter_t* rewriter,
                                         const weir_op_t* op, uint32_t result);

bool weir_flow_clone_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_flow_constant_fold(weir_op_t* op, weir_attr_t* const* operands,
                             weir_fold_result_t* results);
bool weir_flow_load_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results);
bool weir_flow_reshape_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results);
bool weir_flow_slice_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_flow_store_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_flow_tie_shape_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);
bool weir_flow_update_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_flow_workload_ordinal_fold(weir_op_t* op,
                                     weir_attr_t* const* operands,
                                     weir_fold_result_t* results);
bool weir_flow_channel_split_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter);
bool weir_flow_clone_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_dispatch_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_dispatch_load_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter);
bool weir_flow_dispatch_region_canonicalize(weir_op_t* op,
                                            weir_rewriter_t* rewriter);
bool weir_flow_dispatch_store_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter);
bool weir_flow_dispatch_workgroups_canonicalize(weir_op_t* op,
                                                weir_rewriter_t* rewriter);
bool weir_flow_dynamic_constant_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter);
bool weir_flow_load_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_reshape_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_slice_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_splat_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_tie_shape_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_transfer_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_update_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_flow_workload_ordinal_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter);

#endif  // WEIR_COMPILER_DIALECTS_FLOW_IMPL_H_
