// Functions named in the rows of the hal dialect.
#ifndef WEIR_COMPILER_DIALECTS_HAL_IMPL_H_
#define WEIR_COMPILER_DIALECTS_HAL_IMPL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"
#include "compiler/ir/rewrite.h"

enum { WEIR_HAL_TYPE_COUNT = 13, WEIR_HAL_ATTR_COUNT = 16 };
extern const weir_type_def_t* const weir_hal_types[WEIR_HAL_TYPE_COUNT];
extern const weir_attr_def_t* const weir_hal_attrs[WEIR_HAL_ATTR_COUNT];

bool weir_hal_executable_export_parse(weir_asm_parser_t* parser,
                                      const weir_op_info_t* info);
void weir_hal_executable_export_print(weir_asm_printer_t* printer,
                                      const weir_op_t* op);
bool weir_hal_executable_condition_parse(weir_asm_parser_t* parser,
                                         const weir_op_info_t* info);
void weir_hal_executable_condition_print(weir_asm_printer_t* printer,
                                         const weir_op_t* op);
bool weir_hal_executable_constant_block_parse(weir_asm_parser_t* parser,
                                              const weir_op_info_t* info);
void weir_hal_executable_constant_block_print(weir_asm_printer_t* printer,
                                              const weir_op_t* op);

bool weir_hal_device_query_verify(weir_op_t* op);
bool weir_hal_queue_verify(weir_op_t* op);
bool weir_hal_executable_export_verify(weir_op_t* op);
bool weir_hal_executable_condition_verify(weir_op_t* op);
bool weir_hal_executable_constant_block_verify(weir_op_t* op);
bool weir_hal_executable_part_verify(weir_op_t* op);
bool weir_hal_return_verify(weir_op_t* op);
bool weir_hal_encoding_type_verify(weir_op_t* op);
bool weir_hal_binding_subspan_verify(weir_op_t* op);
bool weir_hal_tensor_alias_verify(weir_op_t* op);
bool weir_hal_element_type_verify(weir_op_t* op);
bool weir_hal_tensor_import_verify(weir_op_t* op);
bool weir_hal_tensor_export_verify(weir_op_t* op);
bool weir_hal_dispatch_extern_verify(weir_op_t* op);

// Gathers each value of operand group |group| once, in order; false if none
// comes twice. |out_places| says where each went.
bool weir_hal_deduplicate(const weir_op_t* op, uint32_t group,
                          weir_arena_t* arena, weir_value_t*** out_values,
                          uint32_t* out_count, uint32_t** out_places);

bool weir_hal_tensor_import_fold(weir_op_t* op, weir_attr_t* const* operands,
                                 weir_fold_result_t* results);
bool weir_hal_tensor_export_fold(weir_op_t* op, weir_attr_t* const* operands,
                                 weir_fold_result_t* results);
bool weir_hal_tensor_barrier_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter);
bool weir_hal_buffer_view_create_canonicalize(weir_op_t* op,
                                              weir_rewriter_t* rewriter);
bool weir_hal_fill_buffer_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter);
bool weir_hal_update_buffer_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter);
bool weir_hal_copy_buffer_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter);
bool weir_hal_push_descriptor_set_canonicalize(weir_op_t* op,
                                               weir_rewriter_t* rewriter);
bool weir_hal_command_buffer_device_canonicalize(weir_op_t* op,
                                                 weir_rewriter_t* rewriter);
bool weir_hal_erase_unused(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_hal_fence_join_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results);
bool weir_hal_fence_join_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_hal_fence_await_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter);
bool weir_hal_fence_signal_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter);
bool weir_hal_queue_execute_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter);
bool weir_hal_constant_block_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter);
bool weir_hal_executable_variant_canonicalize(weir_op_t* op,
                                              weir_rewriter_t* rewriter);

#endif  // WEIR_COMPILER_DIALECTS_HAL_IMPL_H_
