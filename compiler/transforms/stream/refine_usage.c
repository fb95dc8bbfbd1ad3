// Gives every resource of unknown lifetime the one that its uses ask for.
//
// Needs:   stream.async.* ops on `!stream.resource<*>`.
// Changes: types of results, block arguments, function arguments and results;
//          where a resource has a lifetime already and async ops ask for
//          another one, a stream.async.transfer stands between. Transfers that
//          do nothing go.
// Keeps:   affinities; lifetimes that are said already.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/usage.h"

static bool is_unknown(const weir_type_t* type) {
  return weir_type_is_stream_resource(type) &&
         weir_stream_resource_lifetime(type) == WEIR_LIFETIME_UNKNOWN;
}

static weir_type_t* refined_type(const weir_usage_analysis_t* analysis,
                                 weir_value_t* value) {
  return weir_stream_resource_type(
      value->type->context,
      weir_usage_lifetime(weir_usage_of(analysis, value)));
}

// The one user is a transfer to a lifetime that is said: it does the change.
static bool is_transferred(const weir_value_t* value) {
  if (!weir_value_has_one_use(value)) return false;
  const weir_op_t* user = value->uses->op;
  return weir_op_is(user, WEIR_STREAM_ASYNC_TRANSFER) &&
         !is_unknown(weir_op_result_n(user, 0)->type);
}

static bool is_streamable_kind(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_RESOURCE_ALLOC:
    case WEIR_STREAM_RESOURCE_ALLOCA:
    case WEIR_STREAM_TENSOR_IMPORT:
    case WEIR_STREAM_TENSOR_EXPORT:
    case WEIR_STREAM_ASYNC_ALLOCA:
    case WEIR_STREAM_ASYNC_CONSTANT:
    case WEIR_STREAM_ASYNC_SPLAT:
    case WEIR_STREAM_ASYNC_CLONE:
    case WEIR_STREAM_ASYNC_SLICE:
    case WEIR_STREAM_ASYNC_FILL:
    case WEIR_STREAM_ASYNC_UPDATE:
    case WEIR_STREAM_ASYNC_COPY:
    case WEIR_STREAM_ASYNC_COLLECTIVE:
    case WEIR_STREAM_ASYNC_TRANSFER:
    case WEIR_STREAM_ASYNC_LOAD:
    case WEIR_STREAM_ASYNC_STORE:
    case WEIR_STREAM_ASYNC_DISPATCH:
    case WEIR_STREAM_ASYNC_CALL:
    case WEIR_STREAM_ASYNC_EXECUTE:
    case WEIR_STREAM_ASYNC_CONCURRENT:
      return true;
    default:
      return false;
  }
}

static bool is_passing_kind(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
    case WEIR_UTIL_CALL:
    case WEIR_ARITH_SELECT:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_FOR:
    case WEIR_SCF_WHILE:
    case WEIR_STREAM_TIMEPOINT_BARRIER:
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      return true;
    default:
      return false;
  }
}

// Whether the user may have a resource of another lifetime than the one that is
// said. Most ops have other values of the same type: what they return is that
// of a function, what they capture that of an argument.
static bool may_differ(const weir_use_t* use) {
  switch (weir_op_id(use->op)) {
    case WEIR_STREAM_ASYNC_SLICE:
    case WEIR_STREAM_ASYNC_EXECUTE:
    case WEIR_STREAM_ASYNC_CONCURRENT:
      return false;
    case WEIR_STREAM_ASYNC_DISPATCH:
    case WEIR_STREAM_ASYNC_CALL:
      return true;
    default:
      return is_streamable_kind(use->op) &&
             !weir_op_operand_is_tied(use->op, use->index);
  }
}

static bool is_asked_to_differ(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (may_differ(use)) return true;
  }
  return false;
}

static void insert_transfer(weir_value_t* value, weir_type_t* type) {
  weir_op_t* op = value->op;
  weir_builder_t builder = weir_builder_after(op);
  weir_value_t* size = weir_op_result_size(op, value->index);
  if (size == NULL) size = weir_resource_size(value, &builder, op->location);
  weir_attr_t* affinity =
      weir_op_has_trait(op, WEIR_OP_AFFINITY) ? weir_op_affinity(op) : NULL;
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_ASYNC_TRANSFER,
                     op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "source_affinity", affinity);
  weir_op_state_attr(&state, "result_affinity", affinity);
  weir_op_state_result(&state, type);
  weir_op_t* transfer = weir_build(&builder, &state);
  for (weir_use_t *use = value->uses, *next; use != NULL; use = next) {
    next = use->next;
    if (use->op == transfer || !may_differ(use)) continue;
    weir_op_set_operand(use->op, use->index, weir_op_result_n(transfer, 0));
  }
}

static void refine_results(const weir_usage_analysis_t* analysis,
                           weir_op_t* op) {
  bool streamable = is_streamable_kind(op);
  if (!streamable && !is_passing_kind(op)) return;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_is_stream_resource(result->type)) continue;
    weir_type_t* type = refined_type(analysis, result);
    if (type == result->type) continue;
    if (is_unknown(result->type)) {
      result->type = type;
    } else if (is_asked_to_differ(result) &&
               (!streamable || !is_transferred(result))) {
      insert_transfer(result, type);
    }
  }
}

// Whether a value of unknown lifetime gets one here.
static bool is_refined(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  return op == NULL || is_streamable_kind(op) || is_passing_kind(op);
}

static void refine_arguments(const weir_usage_analysis_t* analysis,
                             weir_op_t* op) {
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[r]) {
      for (uint32_t i = 0; i < block->argument_count; ++i) {
        weir_value_t* argument = block->arguments[i];
        if (is_unknown(argument->type)) {
          argument->type = refined_type(analysis, argument);
        }
      }
    }
  }
}

static weir_op_t* first_return(weir_op_t* function) {
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(function, 0)) {
    weir_op_t* terminator = weir_block_terminator(block);
    if (weir_op_is(terminator, WEIR_UTIL_RETURN)) return terminator;
  }
  return NULL;
}

// What functions that are elsewhere do with resources is not known, as with all
// that leaves the module, and neither what one that never returns gives.
static void refine_signature(const weir_usage_analysis_t* analysis,
                             weir_op_t* function, weir_arena_t* arena) {
  weir_type_t* external =
      weir_stream_resource_type(function->context, WEIR_LIFETIME_EXTERNAL);
  weir_type_t* type = weir_function_type_of(function);
  weir_region_t* body = weir_op_region(function, 0);
  if (type == NULL || body == NULL) return;
  bool is_here = !weir_region_is_empty(body);
  uint32_t input_count = type->function.input_count;
  uint32_t result_count = type->function.result_count;
  weir_type_t** inputs = WEIR_ARENA_ARRAY(arena, weir_type_t*, input_count);
  weir_type_t** results = WEIR_ARENA_ARRAY(arena, weir_type_t*, result_count);
  for (uint32_t i = 0; i < input_count; ++i) {
    inputs[i] = type->function.inputs[i];
    if (!is_unknown(inputs[i])) continue;
    inputs[i] =
        is_here ? refined_type(analysis, body->first->arguments[i]) : external;
  }
  weir_op_t* any = is_here ? first_return(function) : NULL;
  for (uint32_t i = 0; i < result_count; ++i) {
    results[i] = type->function.results[i];
    if (!is_unknown(results[i])) continue;
    weir_value_t* returned = any != NULL ? weir_op_operand_n(any, i) : NULL;
    if (returned != NULL) {
      if (is_refined(returned)) results[i] = refined_type(analysis, returned);
    } else {
      results[i] = external;
    }
  }
  weir_type_t* refined = weir_function_type(function->context, inputs,
                                            input_count, results, result_count);
  if (refined != type) {
    weir_op_set_attr(function, "function_type", weir_type_attr(refined));
  }
}

// -- the pass -----------------------------------------------------------------

// Tensors that are not bytes yet, globals without a lifetime and storage that
// others manage are not refined: next to what is they would not fit.
static bool check_result(const weir_op_t* op, const weir_value_t* result) {
  weir_string_view_t dialect = weir_op_dialect(op);
  bool is_known =
      weir_sv_equal_c(dialect, "stream") || weir_sv_equal_c(dialect, "util");
  if (!is_unknown(result->type) || is_refined(result) || !is_known) return true;
  return weir_op_error(op,
                       "result #%u has an unknown lifetime and does not come "
                       "from an op on async values",
                       result->index);
}

static bool check_global(const weir_op_t* op) {
  if (!weir_op_has_trait(op, WEIR_OP_GLOBAL) ||
      !is_unknown(weir_op_attr_type(op, "type"))) {
    return true;
  }
  return weir_op_error(op,
                       "has an unknown lifetime; globals are to say theirs");
}

static weir_walk_t check_op(weir_op_t* op, void* user) {
  if (weir_op_is(op, WEIR_STREAM_EXECUTABLE)) return WEIR_WALK_SKIP;
  bool ok = check_global(op);
  for (uint32_t i = 0; i < op->result_count && ok; ++i) {
    ok = check_result(op, &op->results[i]);
  }
  *(bool*)user &= ok;
  return WEIR_WALK_CONTINUE;
}

typedef struct refine_t {
  const weir_usage_analysis_t* analysis;
  weir_arena_t* arena;
} refine_t;

static weir_walk_t refine_op(weir_op_t* op, void* user) {
  refine_t* refine = user;
  if (weir_op_is(op, WEIR_STREAM_EXECUTABLE)) return WEIR_WALK_SKIP;
  if (weir_op_is(op, WEIR_UTIL_FUNC)) {
    refine_signature(refine->analysis, op, refine->arena);
  }
  refine_arguments(refine->analysis, op);
  refine_results(refine->analysis, op);
  return WEIR_WALK_CONTINUE;
}

// Whether what is made of |value| in place comes back into |global|.
static bool is_stored_back(const weir_value_t* value, const weir_attr_t* global,
                           uint32_t depth) {
  enum { MAX_DEPTH = 64 };
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    const weir_op_t* user = use->op;
    if (weir_op_is(user, WEIR_UTIL_GLOBAL_STORE) &&
        weir_op_attr(user, "global") == global) {
      return true;
    }
    if (depth == MAX_DEPTH) continue;
    for (uint32_t i = 0; i < user->result_count; ++i) {
      bool follows = weir_op_is(user, WEIR_STREAM_ASYNC_TRANSFER) ||
                     weir_op_tied_operand(user, i) == (int32_t)use->index;
      if (follows && is_stored_back(&user->results[i], global, depth + 1)) {
        return true;
      }
    }
  }
  return false;
}

// What is loaded of a global and then overwritten, but not for the global, is a
// copy of it.
static bool copies_global(const weir_op_t* transfer,
                          const weir_usage_analysis_t* analysis) {
  weir_value_t* source =
      weir_op_operand(transfer, WEIR_STREAM_ASYNC_TRANSFER_SOURCE);
  weir_value_t* result = weir_op_result_n(transfer, 0);
  const weir_op_t* load = weir_value_op(source);
  return weir_op_is(load, WEIR_UTIL_GLOBAL_LOAD) &&
         source->type == result->type &&
         weir_op_attr(transfer, "source_affinity") ==
             weir_op_attr(transfer, "result_affinity") &&
         (weir_usage_of(analysis, result) & WEIR_USAGE_MUTATED) != 0 &&
         !is_stored_back(result, weir_op_attr(load, "global"), 0);
}

static bool transfer_to_clone(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_ASYNC_CLONE,
                     op->location);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_op_state_operand(&state, weir_op_operand_n(op, i));
  }
  weir_op_state_result(&state, op->results[0].type);
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "result_affinity"));
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static bool canonicalize_transfer(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user) {
  if (copies_global(op, user)) return transfer_to_clone(op, rewriter);
  const weir_op_def_t* def = op->info->def;
  return def->canonicalize != NULL && def->canonicalize(op, rewriter);
}

weir_status_t weir_stream_refine_usage(weir_pass_t* pass, weir_op_t* module) {
  bool ok = true;
  weir_walk_pre_order(module, check_op, &ok);
  if (!ok) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "lifetimes not refined");
  }
  weir_usage_analysis_t* analysis = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_usage_analysis_run(module, pass->scratch, &analysis));
  refine_t refine = {analysis, pass->scratch};
  weir_walk_pre_order(module, refine_op, &refine);
  const weir_pattern_t patterns[] = {
      {WEIR_STREAM_ASYNC_TRANSFER, canonicalize_transfer, analysis},
  };
  const weir_greedy_options_t options = {
      .bottom_up = true, .fold = true, .simplify_regions = true};
  weir_rewrite_greedily(module, patterns, 1, &options, NULL);
  return weir_ok();
}
