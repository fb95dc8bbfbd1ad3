// Passes on the stream dialect; one file each.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_PASSES_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_stream_passes[];
extern const uint32_t weir_stream_pass_count;

weir_status_t weir_stream_annotate_dispatch_arguments(weir_pass_t* pass,
                                                      weir_op_t* module);
weir_status_t weir_stream_dump_statistics(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_stream_elide_async_copies(weir_pass_t* pass,
                                             weir_op_t* module);
weir_status_t weir_stream_elide_timepoints(weir_pass_t* pass,
                                           weir_op_t* module);
weir_status_t weir_stream_emplace_allocations(weir_pass_t* pass,
                                              weir_op_t* root);
weir_status_t weir_stream_encode_device_tensors(weir_pass_t* pass,
                                                weir_op_t* root);
weir_status_t weir_stream_encode_host_tensors(weir_pass_t* pass,
                                              weir_op_t* root);
weir_status_t weir_stream_fuse_dispatch_bindings(weir_pass_t* pass,
                                                 weir_op_t* module);
weir_status_t weir_stream_layout_slices(weir_pass_t* pass, weir_op_t* function);
weir_status_t weir_stream_materialize_builtins(weir_pass_t* pass,
                                               weir_op_t* module);
weir_status_t weir_stream_materialize_copy_on_write(weir_pass_t* pass,
                                                    weir_op_t* root);
weir_status_t weir_stream_pack_constants(weir_pass_t* pass,
                                         weir_op_t* function);
weir_status_t weir_stream_pack_dispatch_operands(weir_pass_t* pass,
                                                 weir_op_t* module);
weir_status_t weir_stream_propagate_timepoints(weir_pass_t* pass,
                                               weir_op_t* module);
weir_status_t weir_stream_refine_usage(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_stream_schedule_allocation(weir_pass_t* pass,
                                              weir_op_t* root);
weir_status_t weir_stream_schedule_concurrency(weir_pass_t* pass,
                                               weir_op_t* function);
weir_status_t weir_stream_schedule_execution(weir_pass_t* pass,
                                             weir_op_t* function);

weir_status_t weir_stream_fold_uniform_operands(weir_pass_t* pass,
                                                weir_op_t* module);
weir_status_t weir_stream_specialize_dispatches(weir_pass_t* pass,
                                                weir_op_t* module);
weir_status_t weir_stream_verify_async_access_ranges(weir_pass_t* pass,
                                                     weir_op_t* module);
weir_status_t weir_stream_verify_lowering_to_async(weir_pass_t* pass,
                                                   weir_op_t* module);
weir_status_t weir_stream_verify_lowering_to_async_resources(weir_pass_t* pass,
                                                             weir_op_t* module);
weir_status_t weir_stream_verify_lowering_to_cmd(weir_pass_t* pass,
                                                 weir_op_t* module);
weir_status_t weir_stream_verify_lowering_to_tensors(weir_pass_t* pass,
                                                     weir_op_t* module);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_PASSES_H_
