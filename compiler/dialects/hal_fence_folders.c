// Folds and rewrites of hal fences and of queue operations ordered by them.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/util.h"

// Operands at the same places in all queue operations.
enum { WAIT_FENCE = 2, SIGNAL_FENCE = 3 };
_Static_assert((int)WEIR_HAL_DEVICE_QUEUE_EXECUTE_SIGNAL_FENCE ==
                   (int)SIGNAL_FENCE,
               "fences of queue operations");

// -- fences -------------------------------------------------------------------

static bool is_null(const weir_value_t* value) {
  return weir_op_is(weir_value_op(value), WEIR_UTIL_NULL);
}

static weir_value_t* build_null_fence(weir_rewriter_t* rewriter,
                                      weir_location_t* location) {
  weir_context_t* context = rewriter->builder.context;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_NULL, location);
  weir_op_state_result(&state, weir_hal_fence_type(context));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

bool weir_hal_fence_join_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  (void)operands;
  return op->operand_count == 1 &&
         weir_fold_to_value(results, weir_op_operand_n(op, 0));
}

// The fences of |op|'s group without repeats and those reached already; false
// if that changes nothing.
static bool reduce_fences(weir_op_t* op, uint32_t group) {
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_value_t** fences;
  uint32_t count, *places;
  bool changed =
      weir_hal_deduplicate(op, group, arena, &fences, &count, &places);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (is_null(fences[i])) {
      changed = true;
    } else {
      fences[kept++] = fences[i];
    }
  }
  if (changed) weir_op_set_operand_group(op, group, fences, kept);
  return changed;
}

bool weir_hal_fence_join_canonicalize(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  if (op->operand_count == 0) {
    weir_rewriter_replace_one(rewriter, op,
                              build_null_fence(rewriter, op->location));
    return true;
  }
  if (!reduce_fences(op, WEIR_HAL_FENCE_JOIN_FENCES)) return false;
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_hal_fence_await_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter) {
  if (weir_op_operand_group_size(op, WEIR_HAL_FENCE_AWAIT_FENCES) == 0) {
    weir_rewriter_replace_one(
        rewriter, op,
        weir_build_constant(
            &rewriter->builder, op->location,
            weir_integer_attr(weir_op_result_n(op, 0)->type, 0)));
    return true;
  }
  if (!reduce_fences(op, WEIR_HAL_FENCE_AWAIT_FENCES)) return false;
  weir_rewriter_touch(rewriter, op);
  return true;
}

// A fence signalled before anyone has it at hand has been reached all along.
bool weir_hal_fence_signal_canonicalize(weir_op_t* op,
                                        weir_rewriter_t* rewriter) {
  weir_value_t* fence = weir_op_operand(op, WEIR_HAL_FENCE_SIGNAL_FENCE);
  weir_op_t* create = weir_value_op(fence);
  if (!weir_op_is(create, WEIR_HAL_FENCE_CREATE) ||
      create->block != op->block) {
    return false;
  }
  WEIR_FOR_EACH_USE(use, fence) {
    if (use->op == op) continue;
    weir_op_t* user = weir_op_ancestor_in_block(use->op, op->block);
    if (user == NULL || weir_op_is_before(user, op)) return false;
  }
  weir_builder_set_before(&rewriter->builder, create);
  weir_value_t* null = build_null_fence(rewriter, create->location);
  weir_rewriter_erase(rewriter, op);
  weir_rewriter_replace_one(rewriter, create, null);
  return true;
}

// -- queues -------------------------------------------------------------------

// Whether |op| signals |fence| at the end of work on a queue.
static bool signals(const weir_op_t* op, const weir_value_t* fence) {
  switch (weir_op_id(op)) {
    case WEIR_HAL_DEVICE_QUEUE_ALLOCA:
    case WEIR_HAL_DEVICE_QUEUE_DEALLOCA:
    case WEIR_HAL_DEVICE_QUEUE_EXECUTE:
      return weir_op_operand_n(op, SIGNAL_FENCE) == fence;
    default:
      return false;
  }
}

// A submission of nothing that has nothing to wait for signals at once.
static bool resolve_immediate_barrier(weir_op_t* op,
                                      weir_rewriter_t* rewriter) {
  if (!is_null(weir_op_operand_n(op, WAIT_FENCE))) return false;
  weir_value_t* signal = weir_op_operand_n(op, SIGNAL_FENCE);
  if (!is_null(signal)) {
    weir_op_state_t state;
    weir_op_state_init(&state, &rewriter->builder, WEIR_HAL_FENCE_SIGNAL,
                       op->location);
    weir_op_state_operand(&state, signal);
    weir_build(&rewriter->builder, &state);
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

// Whether other work than |op| that waits for |wait| signals |signal|: it
// cannot wait for what it signals.
static bool is_signalled_behind(const weir_value_t* wait,
                                const weir_value_t* signal,
                                const weir_op_t* op) {
  for (const weir_use_t* use = wait->uses; use != NULL; use = use->next) {
    if (use->op != op && signals(use->op, signal)) return true;
  }
  return false;
}

// Where the fence waited for is made here for others to signal, they signal the
// barrier's own.
static bool hoist_barrier(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_t* create = weir_value_op(weir_op_operand_n(op, WAIT_FENCE));
  weir_value_t* signal = weir_op_operand_n(op, SIGNAL_FENCE);
  if (!weir_op_is(create, WEIR_HAL_FENCE_CREATE) || is_null(signal) ||
      create->block != op->block ||
      is_signalled_behind(weir_op_operand_n(op, WAIT_FENCE), signal, op) ||
      !weir_value_try_move_before(signal, create)) {
    return false;
  }
  weir_rewriter_erase(rewriter, op);
  weir_rewriter_replace_one(rewriter, create, signal);
  return true;
}

// The same where the barrier's fence comes into being only after the other one:
// the work that signals the other signals it, if it and the barrier are all
// that use the other.
static bool elide_barrier(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* wait = weir_op_operand_n(op, WAIT_FENCE);
  weir_value_t* signal = weir_op_operand_n(op, SIGNAL_FENCE);
  if (!weir_op_is(weir_value_op(wait), WEIR_HAL_FENCE_CREATE)) return false;
  weir_op_t* work = NULL;
  WEIR_FOR_EACH_USE(use, wait) {
    if (use->op == op) continue;
    if (work != NULL || !signals(use->op, wait)) return false;
    work = use->op;
  }
  if (work == NULL || work->block != op->block ||
      !weir_op_is_before(work, op) ||
      !weir_value_try_move_before(signal, work)) {
    return false;
  }
  weir_op_set_operand(work, SIGNAL_FENCE, signal);
  weir_rewriter_touch(rewriter, work);
  weir_rewriter_erase(rewriter, op);
  return true;
}

// A submission of nothing is a barrier: it hands its wait fence on to its
// signal fence.
bool weir_hal_queue_execute_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter) {
  if (weir_op_operand_group_size(
          op, WEIR_HAL_DEVICE_QUEUE_EXECUTE_COMMAND_BUFFERS) != 0) {
    return false;
  }
  return resolve_immediate_barrier(op, rewriter) ||
         hoist_barrier(op, rewriter) || elide_barrier(op, rewriter);
}
