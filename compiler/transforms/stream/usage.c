#include "compiler/transforms/stream/usage.h"

#include "compiler/analysis/explorer.h"
#include "compiler/analysis/lattice.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"

// What is shared across transfers depends on what the ends are used for by
// themselves, in whichever order they are looked at: |alone| knows that, and is
// NULL while it is being found out.
struct weir_usage_analysis_t {
  weir_explorer_t* explorer;
  weir_solver_t* alone;
  weir_solver_t* solver;
};

// The usage of one value. Bits in |never| cannot be gained: its type forbids
// them.
typedef struct usage_t {
  weir_element_t base;
  uint32_t bits, never;
} usage_t;

enum {
  STAGING = WEIR_USAGE_STAGING_READ | WEIR_USAGE_STAGING_WRITE,
  DISPATCH = WEIR_USAGE_DISPATCH_READ | WEIR_USAGE_DISPATCH_WRITE,
  GLOBAL = WEIR_USAGE_GLOBAL_READ | WEIR_USAGE_GLOBAL_WRITE,
};

static void initialize(weir_element_t* element, weir_solver_t* solver) {
  (void)solver;
  usage_t* usage = (usage_t*)element;
  const weir_value_t* value = element->position;
  switch (weir_stream_resource_lifetime(value->type)) {
    case WEIR_LIFETIME_UNKNOWN:
      break;
    case WEIR_LIFETIME_EXTERNAL:
      usage->bits = WEIR_USAGE_EXTERNAL;
      usage->never = WEIR_USAGE_CONSTANT | STAGING;
      break;
    case WEIR_LIFETIME_STAGING:
      usage->never =
          WEIR_USAGE_EXTERNAL | WEIR_USAGE_CONSTANT | DISPATCH | GLOBAL;
      break;
    case WEIR_LIFETIME_TRANSIENT:
    case WEIR_LIFETIME_VARIABLE:
      usage->never = WEIR_USAGE_EXTERNAL | WEIR_USAGE_CONSTANT | STAGING;
      break;
    case WEIR_LIFETIME_CONSTANT:
      usage->never = WEIR_USAGE_MUTATED | WEIR_USAGE_EXTERNAL | STAGING;
      break;
  }
}

static bool update(weir_element_t* element, weir_solver_t* solver);

static const weir_element_kind_t usage_kind = {
    .name = "resource usage",
    .size = sizeof(usage_t),
    .initialize = initialize,
    .update = update,
};

typedef struct update_t {
  weir_solver_t* solver;
  usage_t* usage;
  uint32_t share_count;  // values it was shared with
} update_t;

static void gain(update_t* u, uint32_t bits) {
  u->usage->bits |= bits & ~u->usage->never;
}

static uint32_t bits_of(update_t* u, weir_value_t* value) {
  const usage_t* other = (const usage_t*)weir_solver_query(
      u->solver, &u->usage->base, &usage_kind, value);
  return other->bits;
}

static void share(update_t* u, weir_value_t* value) {
  if (!weir_type_is_stream_resource(value->type)) return;
  if (value == u->usage->base.position) return;
  gain(u, bits_of(u, value));
}

static weir_walk_t share_with(weir_value_t* value, void* user) {
  update_t* u = user;
  share(u, value);
  ++u->share_count;
  return WEIR_WALK_CONTINUE;
}

// Nothing is both staged and dispatched, or both constant and changed.
static bool is_possible(uint32_t bits) {
  if ((bits & STAGING) != 0 && (bits & DISPATCH) != 0) return false;
  return (bits & WEIR_USAGE_CONSTANT) == 0 || (bits & WEIR_USAGE_MUTATED) == 0;
}

// A transfer may change what a resource is used for: only what fits goes
// across, and staging stays on its side.
static void share_across_transfer(update_t* u, weir_value_t* other) {
  const weir_usage_analysis_t* analysis = weir_solver_user(u->solver);
  if (analysis->alone == NULL) return;
  const usage_t* alone = (const usage_t*)weir_solver_find(
      analysis->alone, &usage_kind, u->usage->base.position);
  uint32_t own = u->usage->bits | (alone != NULL ? alone->bits : 0);
  uint32_t bits = bits_of(u, other);
  if (((bits & STAGING) != 0) != ((own & STAGING) != 0)) return;
  uint32_t joined = own | (bits & ~u->usage->never);
  if (is_possible(joined)) u->usage->bits = joined;
}

// -- definitions --------------------------------------------------------------

static void update_from_load(update_t* u, weir_op_t* op) {
  const weir_usage_analysis_t* analysis = weir_solver_user(u->solver);
  gain(u, WEIR_USAGE_GLOBAL_READ);
  const weir_global_info_t* global =
      weir_explorer_global_of(analysis->explorer, op);
  if (global == NULL) return;
  weir_type_t* type = weir_op_attr_type(global->op, "type");
  if (type == NULL) return;
  switch (weir_stream_resource_lifetime(type)) {
    case WEIR_LIFETIME_CONSTANT:
      gain(u, WEIR_USAGE_CONSTANT);
      break;
    case WEIR_LIFETIME_VARIABLE:
      gain(u, WEIR_USAGE_GLOBAL_WRITE);
      break;
    default:
      break;
  }
}

static void update_from_definition(update_t* u, weir_value_t* value) {
  weir_op_t* op = value->op;
  int32_t tied = weir_op_tied_operand(op, value->index);
  if (tied >= 0) share(u, weir_op_operand_n(op, (uint32_t)tied));
  switch (weir_op_id(op)) {
    case WEIR_UTIL_GLOBAL_LOAD:
      update_from_load(u, op);
      break;
    case WEIR_UTIL_GLOBAL_LOAD_INDIRECT:
      gain(u, WEIR_USAGE_INDIRECT | WEIR_USAGE_GLOBAL_READ);
      break;
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      share(u, weir_op_operand_n(op, value->index));
      break;
    case WEIR_STREAM_TENSOR_IMPORT:
      gain(u, WEIR_USAGE_MUTATED | WEIR_USAGE_EXTERNAL);
      break;
    case WEIR_STREAM_ASYNC_CONSTANT:
      gain(u, WEIR_USAGE_CONSTANT | WEIR_USAGE_TRANSFER_WRITE);
      break;
    case WEIR_STREAM_ASYNC_SPLAT:
    case WEIR_STREAM_ASYNC_FILL:
    case WEIR_STREAM_ASYNC_UPDATE:
    case WEIR_STREAM_ASYNC_COPY:
      gain(u, WEIR_USAGE_TRANSFER_WRITE);
      break;
    case WEIR_STREAM_ASYNC_CLONE:
    case WEIR_STREAM_ASYNC_SLICE:
      gain(u, WEIR_USAGE_TRANSFER_WRITE);
      share(u, weir_op_operand(op, WEIR_STREAM_ASYNC_CLONE_SOURCE));
      break;
    case WEIR_STREAM_ASYNC_COLLECTIVE:
      gain(u, WEIR_USAGE_TRANSFER_WRITE | WEIR_USAGE_DISPATCH_WRITE);
      break;
    case WEIR_STREAM_ASYNC_TRANSFER:
      gain(u, WEIR_USAGE_TRANSFER_WRITE);
      share_across_transfer(
          u, weir_op_operand(op, WEIR_STREAM_ASYNC_TRANSFER_SOURCE));
      break;
    case WEIR_STREAM_ASYNC_STORE:
      gain(u, WEIR_USAGE_STAGING_WRITE);
      break;
    case WEIR_STREAM_ASYNC_DISPATCH:
    case WEIR_STREAM_ASYNC_CALL:
      gain(u, WEIR_USAGE_DISPATCH_WRITE);
      break;
    default:
      break;
  }
}

// -- uses ---------------------------------------------------------------------

static void update_from_store(update_t* u, weir_op_t* op) {
  const weir_usage_analysis_t* analysis = weir_solver_user(u->solver);
  gain(u, WEIR_USAGE_GLOBAL_WRITE);
  const weir_global_info_t* global =
      weir_explorer_global_of(analysis->explorer, op);
  weir_type_t* type =
      global != NULL ? weir_op_attr_type(global->op, "type") : NULL;
  if (type != NULL &&
      weir_stream_resource_lifetime(type) == WEIR_LIFETIME_CONSTANT) {
    gain(u, WEIR_USAGE_CONSTANT);
  }
}

// Ops that overwrite the operand their result is tied to, and read others.
static void update_from_write(update_t* u, bool is_target, uint32_t read,
                              uint32_t write) {
  gain(u, is_target ? WEIR_USAGE_MUTATED | write : read);
}

static void update_from_use(update_t* u, weir_use_t* use) {
  weir_op_t* op = use->op;
  bool tied = false;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_tied_operand(op, i) != (int32_t)use->index) continue;
    tied = true;
    share(u, weir_op_result_n(op, i));
  }
  switch (weir_op_id(op)) {
    case WEIR_UTIL_GLOBAL_STORE:
      update_from_store(u, op);
      break;
    case WEIR_UTIL_GLOBAL_STORE_INDIRECT:
      gain(u, WEIR_USAGE_INDIRECT | WEIR_USAGE_GLOBAL_WRITE);
      break;
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      share(u, weir_op_result_n(op, use->index));
      break;
    case WEIR_STREAM_TENSOR_EXPORT:
      gain(u, WEIR_USAGE_MUTATED | WEIR_USAGE_EXTERNAL);
      break;
    case WEIR_STREAM_ASYNC_CLONE:
    case WEIR_STREAM_ASYNC_SLICE:
      gain(u, WEIR_USAGE_TRANSFER_READ);
      share(u, weir_op_result_n(op, 0));
      break;
    case WEIR_STREAM_ASYNC_FILL:
    case WEIR_STREAM_ASYNC_UPDATE:
    case WEIR_STREAM_ASYNC_COPY:
      update_from_write(u, tied, WEIR_USAGE_TRANSFER_READ,
                        WEIR_USAGE_TRANSFER_WRITE);
      break;
    case WEIR_STREAM_ASYNC_COLLECTIVE:
      update_from_write(u, tied,
                        WEIR_USAGE_TRANSFER_READ | WEIR_USAGE_DISPATCH_READ,
                        WEIR_USAGE_TRANSFER_WRITE | WEIR_USAGE_DISPATCH_WRITE);
      break;
    case WEIR_STREAM_ASYNC_TRANSFER:
      gain(u, WEIR_USAGE_TRANSFER_READ);
      share_across_transfer(u, weir_op_result_n(op, 0));
      break;
    case WEIR_STREAM_ASYNC_LOAD:
    case WEIR_STREAM_TENSOR_TRACE:
      gain(u, WEIR_USAGE_STAGING_READ);
      break;
    case WEIR_STREAM_ASYNC_STORE:
      gain(u, WEIR_USAGE_MUTATED | WEIR_USAGE_STAGING_WRITE);
      break;
    case WEIR_STREAM_ASYNC_DISPATCH:
    case WEIR_STREAM_ASYNC_CALL:
      gain(u, WEIR_USAGE_DISPATCH_READ);
      if (tied) gain(u, WEIR_USAGE_MUTATED | WEIR_USAGE_DISPATCH_WRITE);
      break;
    default:
      break;
  }
}

static bool is_stream_call(const weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_ASYNC_CALL);
}

static bool update(weir_element_t* element, weir_solver_t* solver) {
  usage_t* usage = (usage_t*)element;
  const weir_usage_analysis_t* analysis = weir_solver_user(solver);
  weir_value_t* value = element->position;
  update_t u = {solver, usage, 0};
  uint32_t before = usage->bits;
  bool all_known = true;
  if (value->kind == WEIR_VALUE_RESULT) update_from_definition(&u, value);
  // What a stream call does is said by its operands and results alone.
  if (value->kind == WEIR_VALUE_ARGUMENT || !is_stream_call(value->op)) {
    all_known &=
        weir_explore_sources(analysis->explorer, value, share_with, &u);
  }
  // Of a call that never returns.
  if (u.share_count == 0 && weir_op_is(weir_value_op(value), WEIR_UTIL_CALL)) {
    all_known = false;
  }
  for (weir_use_t* use = value->uses; use != NULL; use = use->next) {
    update_from_use(&u, use);
    if (is_stream_call(use->op)) continue;
    all_known &= weir_explore_targets(analysis->explorer, use, share_with, &u);
  }
  if (!all_known) gain(&u, WEIR_USAGE_EXTERNAL);
  return usage->bits != before;
}

// -- the whole module ---------------------------------------------------------

static void seed(weir_solver_t* solver, weir_value_t* value) {
  if (weir_type_is_stream_resource(value->type)) {
    weir_solver_get(solver, &usage_kind, value);
  }
}

static weir_walk_t seed_op(weir_op_t* op, void* user) {
  weir_solver_t* solver = user;
  if (weir_op_is(op, WEIR_STREAM_EXECUTABLE)) return WEIR_WALK_SKIP;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    seed(solver, weir_op_result_n(op, i));
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[r]) {
      for (uint32_t i = 0; i < block->argument_count; ++i) {
        seed(solver, block->arguments[i]);
      }
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_usage_analysis_run(weir_op_t* module, weir_arena_t* arena,
                                      weir_usage_analysis_t** out_analysis) {
  weir_usage_analysis_t* analysis =
      WEIR_ARENA_NEW(arena, weir_usage_analysis_t);
  *out_analysis = analysis;
  analysis->explorer = weir_explorer_create(module, arena);
  weir_solver_t* alone = weir_solver_create(arena, analysis);
  weir_walk_pre_order(module, seed_op, alone);
  WEIR_RETURN_IF_ERROR(weir_solver_run(alone));
  analysis->alone = alone;
  analysis->solver = weir_solver_create(arena, analysis);
  weir_walk_pre_order(module, seed_op, analysis->solver);
  return weir_solver_run(analysis->solver);
}

uint32_t weir_usage_of(const weir_usage_analysis_t* analysis,
                       weir_value_t* value) {
  const usage_t* usage =
      (const usage_t*)weir_solver_find(analysis->solver, &usage_kind, value);
  return usage != NULL ? usage->bits : 0;
}

weir_lifetime_t weir_usage_lifetime(uint32_t usage) {
  if ((usage & (WEIR_USAGE_INDIRECT | WEIR_USAGE_EXTERNAL)) != 0)
    return WEIR_LIFETIME_EXTERNAL;
  if ((usage & STAGING) != 0) return WEIR_LIFETIME_STAGING;
  if ((usage & WEIR_USAGE_CONSTANT) != 0) return WEIR_LIFETIME_CONSTANT;
  if ((usage & GLOBAL) == 0) return WEIR_LIFETIME_TRANSIENT;
  const uint32_t writes = WEIR_USAGE_MUTATED | WEIR_USAGE_GLOBAL_WRITE |
                          WEIR_USAGE_DISPATCH_WRITE | WEIR_USAGE_STAGING_WRITE |
                          WEIR_USAGE_TRANSFER_WRITE;
  return (usage & writes) != 0 ? WEIR_LIFETIME_VARIABLE
                               : WEIR_LIFETIME_CONSTANT;
}
