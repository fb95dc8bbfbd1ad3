// Passes on any dialect, and on the util dialect.
#ifndef WEIR_COMPILER_TRANSFORMS_UTIL_PASSES_H_
#define WEIR_COMPILER_TRANSFORMS_UTIL_PASSES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_util_passes[];
extern const uint32_t weir_util_pass_count;

weir_status_t weir_canonicalize(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_cse(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_inline(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_loop_invariant_code_motion(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_affine_expand_index_ops(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_lower_affine(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_print_op_stats(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_sccp(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_strip_debuginfo(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_symbol_dce(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_util_annotate_op_ordinals(weir_pass_t* pass,
                                             weir_op_t* module);
weir_status_t weir_util_apply_patterns(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_util_combine_initializers(weir_pass_t* pass,
                                             weir_op_t* module);
weir_status_t weir_util_drop_compiler_hints(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_util_dump_module(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_util_fold_globals(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_util_fuse_globals(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_util_import_resources(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_util_ipo(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_util_lift_cfg_to_scf(weir_pass_t* pass,
                                        weir_op_t* function);
weir_status_t weir_util_simplify_global_accesses(weir_pass_t* pass,
                                                 weir_op_t* function);
weir_status_t weir_util_strip_and_splat_constants(weir_pass_t* pass,
                                                  weir_op_t* module);
weir_status_t weir_util_strip_debug_ops(weir_pass_t* pass, weir_op_t* op);
weir_status_t weir_util_test_conversion(weir_pass_t* pass, weir_op_t* module);
weir_status_t weir_util_test_float_range_analysis(weir_pass_t* pass,
                                                  weir_op_t* op);
weir_status_t weir_util_hoist_into_globals(weir_pass_t* pass,
                                           weir_op_t* module);
weir_status_t weir_util_propagate_subranges(weir_pass_t* pass,
                                            weir_op_t* module);

#endif  // WEIR_COMPILER_TRANSFORMS_UTIL_PASSES_H_
