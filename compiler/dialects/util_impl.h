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

bool weir_util_cmp_fold(weir_op_t* op, weir_attr_t* const* operands,
                        weir_fold_result_t* results);
bool weir_util_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results);
bool weir_util_sizeof_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_util_switch_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results);
bool weir_util_align_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_util_range_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results);
bool weir_util_buffer_subspan_fold(weir_op_t* op, weir_attr_t* const* operands,
                                   weir_fold_result_t* results);
bool weir_util_buffer_size_fold(weir_op_t* op, weir_attr_t* const* operands,
                                weir_fold_result_t* results);
bool weir_util_null_fold(weir_op_t* op, weir_attr_t* const* operands,
                         weir_fold_result_t* results);
bool weir_util_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_util_range_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_util_range_extents_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter);
bool weir_util_unfoldable_constant_canonicalize(weir_op_t* op,
                                                weir_rewriter_t* rewriter);
bool weir_util_initializer_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter);
bool weir_util_global_load_indirect_canonicalize(weir_op_t* op,
                                                 weir_rewriter_t* rewriter);
bool weir_util_global_store_indirect_canonicalize(weir_op_t* op,
                                                  weir_rewriter_t* rewriter);
bool weir_util_global_store_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter);
bool weir_util_buffer_subspan_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter);
bool weir_util_buffer_size_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter);
bool weir_util_buffer_storage_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter);

// Whether the global behind a `util.global.address` may be read as |access|;
// an address does not say what it is read and written as.
bool weir_util_address_allows_load(const weir_op_t* address,
                                   const weir_type_t* access);
// Whether |store| may write a value of |access| to that global.
bool weir_util_address_allows_store(const weir_op_t* address,
                                    const weir_op_t* store,
                                    const weir_type_t* access);

bool weir_util_global_load_verify(weir_op_t* op);
bool weir_util_global_address_verify(weir_op_t* op);
bool weir_util_global_store_verify(weir_op_t* op);
bool weir_util_global_load_indirect_verify(weir_op_t* op);
bool weir_util_global_store_indirect_verify(weir_op_t* op);
bool weir_util_global_verify(weir_op_t* op);
bool weir_util_buffer_alloc_verify(weir_op_t* op);
bool weir_util_buffer_constant_verify(weir_op_t* op);
bool weir_util_list_get_verify(weir_op_t* op);
bool weir_util_list_set_verify(weir_op_t* op);
bool weir_util_range_extents_verify(weir_op_t* op);

#endif  // WEIR_COMPILER_DIALECTS_UTIL_IMPL_H_
