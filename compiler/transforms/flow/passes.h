// Passes on the flow dialect.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_PASSES_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_flow_passes[];
extern const uint32_t weir_flow_pass_count;

weir_status_t weir_flow_convert_elementwise_to_linalg(weir_pass_t* pass,
                                                      weir_op_t* function);
weir_status_t weir_flow_convert_to_flow(weir_pass_t* pass, weir_op_t* function);
weir_status_t weir_flow_deduplicate_executables(weir_pass_t* pass,
                                                weir_op_t* module);
weir_status_t weir_flow_expand_tensor_shapes(weir_pass_t* pass,
                                             weir_op_t* module);
weir_status_t weir_flow_form_dispatches(weir_pass_t* pass, weir_op_t* function);
weir_status_t weir_flow_outline_dispatch_regions(weir_pass_t* pass,
                                                 weir_op_t* module);
weir_status_t weir_flow_capture_dynamic_dims(weir_pass_t* pass,
                                             weir_op_t* function);
weir_status_t weir_flow_cleanup_tensor_shapes(weir_pass_t* pass,
                                              weir_op_t* function);
weir_status_t weir_flow_clone_producers(weir_pass_t* pass, weir_op_t* function);
weir_status_t weir_flow_materialize_workgroup_count(weir_pass_t* pass,
                                                    weir_op_t* function);
weir_status_t weir_flow_tensor_pad_to_insert_slice(weir_pass_t* pass,
                                                   weir_op_t* function);
weir_status_t weir_flow_initialize_empty_tensors(weir_pass_t* pass,
                                                 weir_op_t* function);
weir_status_t weir_flow_inject_dispatch_tracing(weir_pass_t* pass,
                                                weir_op_t* function);
weir_status_t weir_flow_inject_tensor_tracing(weir_pass_t* pass,
                                              weir_op_t* function);
weir_status_t weir_flow_outline_constants(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_flow_convert_region_to_workgroups(weir_pass_t* pass,
                                                     weir_op_t* function);
weir_status_t weir_flow_top_level_scf_to_cfg(weir_pass_t* pass,
                                             weir_op_t* function);
weir_status_t weir_flow_resolve_result_dims(weir_pass_t* pass,
                                            weir_op_t* function);
weir_status_t weir_flow_annotate_dispatches(weir_pass_t* pass,
                                            weir_op_t* module);
weir_status_t weir_flow_canonicalize(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_flow_dump_dispatch_graph(weir_pass_t* pass,
                                            weir_op_t* module);
weir_status_t weir_flow_export_benchmark_funcs(weir_pass_t* pass,
                                               weir_op_t* module);
weir_status_t weir_flow_form_scalar_dispatches(weir_pass_t* pass,
                                               weir_op_t* function);
weir_status_t weir_flow_insert_debug_target_at_ordinal(weir_pass_t* pass,
                                                       weir_op_t* module);
weir_status_t weir_flow_insert_debug_target_at_symbol(weir_pass_t* pass,
                                                      weir_op_t* module);
weir_status_t weir_flow_outline_dispatch_externs(weir_pass_t* pass,
                                                 weir_op_t* module);
weir_status_t weir_flow_verify_input_legality(weir_pass_t* pass,
                                              weir_op_t* root);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_PASSES_H_
