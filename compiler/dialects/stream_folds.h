// Folds and canonicalizations of the stream dialect, named in its rows.
#ifndef WEIR_COMPILER_DIALECTS_STREAM_FOLDS_H_
#define WEIR_COMPILER_DIALECTS_STREAM_FOLDS_H_

#include "compiler/dialects/fold_util.h"

typedef bool (*weir_stream_rewrite_fn_t)(weir_op_t* op,
                                         weir_rewriter_t* rewriter);

// -- shared -------------------------------------------------------------------

// Applies the first of |functions| (NULL ends them) that changes something.
bool weir_stream_try(const weir_stream_rewrite_fn_t* functions, weir_op_t* op,
                     weir_rewriter_t* rewriter);
bool weir_stream_elide_unused(weir_op_t* op, weir_rewriter_t* rewriter);
// a + b, folded where they are known.
weir_value_t* weir_stream_fold_add(weir_rewriter_t* rewriter,
                                   weir_location_t* location, weir_value_t* a,
                                   weir_value_t* b);
weir_value_t* weir_stream_immediate(weir_rewriter_t* rewriter,
                                    weir_location_t* location);
// When all of |timepoints| are reached.
weir_value_t* weir_stream_join(weir_rewriter_t* rewriter,
                               weir_location_t* location,
                               weir_value_t* const* timepoints, uint32_t count);
// Moves |op| down to |target| unless the two might be moved past each other
// again and again.
bool weir_stream_sink(weir_op_t* op, weir_op_t* target,
                      weir_rewriter_t* rewriter);
// The block that dominates all users of the results of |op| (ops of its own
// region) and the first op in it that is or holds one, else its terminator.
weir_op_t* weir_stream_first_user(weir_op_t* op);
// Likewise for users in regions further in: an op of the innermost block that
// dominates all users of |value|. NULL if there are none.
weir_op_t* weir_stream_innermost_user(const weir_value_t* value);
// The stream.resource.subview that made |value|, NULL if none did.
weir_op_t* weir_stream_subview_of(const weir_value_t* value);
// Makes the constant pattern in operand group |group| a shorter integer if it
// repeats within itself.
bool weir_stream_narrow_pattern(weir_op_t* op, weir_rewriter_t* rewriter,
                                uint32_t group);
// Gives each user of a copy what was copied, made anew, if that is cheap.
bool weir_stream_propagate_clonable(weir_op_t* op, weir_rewriter_t* rewriter);
bool weir_stream_has_tied_uses(const weir_value_t* value);
// The number that fills the splat in attribute `value`, NULL if it is no splat.
weir_attr_t* weir_stream_splat_element(const weir_op_t* op);
// Takes a wait for an immediate timepoint from group |group| of |op|.
bool weir_stream_elide_immediate_wait(weir_op_t* op, uint32_t group,
                                      weir_rewriter_t* rewriter);

// -- rows ---------------------------------------------------------------------

#define WEIR_STREAM_FOLD(name)                                                \
  bool weir_stream_##name##_fold(weir_op_t* op, weir_attr_t* const* operands, \
                                 weir_fold_result_t* results)
#define WEIR_STREAM_CANONICALIZE(name)                  \
  bool weir_stream_##name##_canonicalize(weir_op_t* op, \
                                         weir_rewriter_t* rewriter)

WEIR_STREAM_FOLD(async_slice);
WEIR_STREAM_FOLD(async_transfer);
WEIR_STREAM_FOLD(async_update);
WEIR_STREAM_FOLD(channel_count);
WEIR_STREAM_FOLD(channel_rank);
WEIR_STREAM_FOLD(resource_pack);
WEIR_STREAM_FOLD(resource_size);
WEIR_STREAM_FOLD(resource_subview);
WEIR_STREAM_FOLD(tensor_clone);
WEIR_STREAM_FOLD(tensor_export);
WEIR_STREAM_FOLD(tensor_import);
WEIR_STREAM_FOLD(timepoint_await);
WEIR_STREAM_FOLD(timepoint_export);
WEIR_STREAM_FOLD(timepoint_immediate);
WEIR_STREAM_FOLD(timepoint_join);

WEIR_STREAM_CANONICALIZE(async_alloca);
WEIR_STREAM_CANONICALIZE(async_clone);
WEIR_STREAM_CANONICALIZE(async_concurrent);
WEIR_STREAM_CANONICALIZE(async_constant);
WEIR_STREAM_CANONICALIZE(async_copy);
WEIR_STREAM_CANONICALIZE(async_dispatch);
WEIR_STREAM_CANONICALIZE(async_execute);
WEIR_STREAM_CANONICALIZE(async_fill);
WEIR_STREAM_CANONICALIZE(async_load);
WEIR_STREAM_CANONICALIZE(async_slice);
WEIR_STREAM_CANONICALIZE(async_splat);
WEIR_STREAM_CANONICALIZE(async_store);
WEIR_STREAM_CANONICALIZE(async_transfer);
WEIR_STREAM_CANONICALIZE(async_update);
WEIR_STREAM_CANONICALIZE(cmd_call);
WEIR_STREAM_CANONICALIZE(cmd_copy);
WEIR_STREAM_CANONICALIZE(cmd_dispatch);
WEIR_STREAM_CANONICALIZE(cmd_execute);
WEIR_STREAM_CANONICALIZE(cmd_region);
WEIR_STREAM_CANONICALIZE(cmd_resources);
WEIR_STREAM_CANONICALIZE(cmd_target);
WEIR_STREAM_CANONICALIZE(other);
WEIR_STREAM_CANONICALIZE(parameter_load);
WEIR_STREAM_CANONICALIZE(parameter_many);
WEIR_STREAM_CANONICALIZE(parameter_read);
WEIR_STREAM_CANONICALIZE(parameter_write);
WEIR_STREAM_CANONICALIZE(resource_alloca);
WEIR_STREAM_CANONICALIZE(resource_dealloca);
WEIR_STREAM_CANONICALIZE(resource_load);
WEIR_STREAM_CANONICALIZE(resource_pack);
WEIR_STREAM_CANONICALIZE(resource_size);
WEIR_STREAM_CANONICALIZE(resource_store);
WEIR_STREAM_CANONICALIZE(resource_subview);
WEIR_STREAM_CANONICALIZE(tensor_clone);
WEIR_STREAM_CANONICALIZE(tensor_constant);
WEIR_STREAM_CANONICALIZE(tensor_fill);
WEIR_STREAM_CANONICALIZE(tensor_splat);
WEIR_STREAM_CANONICALIZE(timepoint_await);
WEIR_STREAM_CANONICALIZE(timepoint_barrier);
WEIR_STREAM_CANONICALIZE(timepoint_chain_external);
WEIR_STREAM_CANONICALIZE(timepoint_join);

#endif  // WEIR_COMPILER_DIALECTS_STREAM_FOLDS_H_
