// Puts computations on single elements that follow each other into dispatches.
//
// Needs:   functions of linalg and tensor ops outside of dispatches.
// Changes: runs of ops that take and make scalars and tensors of one element
//          become one flow.dispatch.region of one workgroup at the place of the
//          last op of the run. What dispatches clone anyway (constants, fills,
//          casts, scalar arithmetic) does not end a run; what only ops of a run
//          read goes along from before its start.
// Keeps:   ops in nested regions and in dispatches.
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/clonable.h"
#include "compiler/transforms/flow/passes.h"

// -- what is scalar, what is cloned -------------------------------------------

static bool is_single(const weir_type_t* type) {
  if (weir_type_is_int_or_float(type) || weir_type_is_index(type)) return true;
  if (!weir_type_is_ranked_tensor(type)) return false;
  int64_t count = weir_type_element_count(type);
  return count == 0 || count == 1;
}

static bool is_on_singles(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!is_single(weir_op_operand_n(op, i)->type)) return false;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!is_single(op->results[i].type)) return false;
  }
  return true;
}

static bool is_compute(const weir_op_t* op) {
  if (weir_sv_equal_c(weir_op_dialect(op), "linalg")) return true;
  switch (weir_op_id(op)) {
    case WEIR_TENSOR_CAST:
    case WEIR_TENSOR_COLLAPSE_SHAPE:
    case WEIR_TENSOR_EMPTY:
    case WEIR_TENSOR_EXPAND_SHAPE:
      return false;
    default:
      return weir_sv_equal_c(weir_op_dialect(op), "tensor");
  }
}

static bool is_scalar(const weir_op_t* op) {
  return is_compute(op) && is_on_singles(op) && !weir_flow_is_clonable(op);
}

// Dispatches hand out tensors.
static bool makes_tensors(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!weir_type_is_ranked_tensor(op->results[i].type)) return false;
  }
  return true;
}

// -- runs ---------------------------------------------------------------------

static bool contains(const weir_op_list_t* list, const weir_op_t* op) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->ops[i] == op) return true;
  }
  return false;
}

// Whether something before |last| that does not go with it uses what |op|
// makes.
static bool is_used_before(const weir_op_t* op, weir_op_t* last,
                           const weir_op_list_t* run) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (const weir_use_t* use = op->results[i].uses; use; use = use->next) {
      weir_op_t* user = use->op;
      while (user != NULL && user->block != op->block) {
        user = weir_op_parent(user);
      }
      if (user != NULL && user != last && !contains(run, user) &&
          weir_op_is_before(user, last)) {
        return true;
      }
    }
  }
  return false;
}

static bool is_used_only_in(const weir_op_t* op, const weir_op_list_t* run) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (const weir_use_t* use = op->results[i].uses; use; use = use->next) {
      if (!contains(run, use->op)) return false;
    }
  }
  return true;
}

static bool stays_inside(const weir_op_t* op, const weir_op_t* last,
                         const weir_op_list_t* run) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (const weir_use_t* use = op->results[i].uses; use; use = use->next) {
      const weir_op_t* user = weir_op_ancestor_in_block(use->op, op->block);
      if (user != last && !contains(run, user)) return false;
    }
  }
  return true;
}

// What the last op of |run| reads goes along, wherever it stands, if nobody
// else reads it.
static void add_producers(weir_op_list_t* run, weir_arena_t* arena) {
  const weir_op_t* op = run->ops[run->count - 1];
  const weir_op_list_t before = *run;  // nothing goes along with these
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_op_t* producer = weir_value_op(weir_op_operand_n(op, i));
    if (producer != NULL && producer->block == op->block &&
        is_scalar(producer) && !contains(run, producer) &&
        is_used_only_in(producer, &before)) {
      weir_op_list_add(run, arena, producer);
    }
  }
}

// The ops before |last| that go with it.
static weir_op_list_t find_run(weir_op_t* last, weir_arena_t* arena) {
  weir_op_list_t run = {0};
  for (weir_op_t* op = last->previous; op != NULL; op = op->previous) {
    if (contains(&run, op)) continue;
    if (is_scalar(op)) {
      if (is_used_before(op, last, &run)) continue;
      if (!makes_tensors(op) && !stays_inside(op, last, &run)) continue;
      weir_op_list_add(&run, arena, op);
      add_producers(&run, arena);
    } else if (!weir_flow_is_clonable(op)) {
      break;
    }
  }
  return run;
}

// -- regions ------------------------------------------------------------------

typedef struct yields_t {
  weir_value_list_t values;
  weir_type_list_t types;
} yields_t;

static bool is_inside(const weir_op_list_t* run, const weir_op_t* op) {
  for (uint32_t i = 0; i < run->count; ++i) {
    if (weir_op_is_ancestor(run->ops[i], op)) return true;
  }
  return false;
}

static bool is_used_outside(const weir_value_t* value,
                            const weir_op_list_t* run) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (!is_inside(run, use->op)) return true;
  }
  return false;
}

static void add_yields(yields_t* yields, weir_op_t* op,
                       const weir_op_list_t* run, weir_arena_t* arena) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* value = weir_op_result_n(op, i);
    if (!is_used_outside(value, run)) continue;
    weir_value_list_add(&yields->values, arena, value);
    weir_type_list_add(&yields->types, arena, value->type);
  }
}

static void build_return(weir_builder_t* builder, weir_location_t* location,
                         weir_value_t* const* values, uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_RETURN, location);
  weir_op_state_operands(&state, values, count);
  weir_build(builder, &state);
}

static void build_count(weir_op_t* region) {
  weir_block_t* block = weir_region_add_block(weir_op_region(region, 1));
  weir_builder_t builder = weir_builder_at_end(block);
  weir_value_t* one = weir_build_index(&builder, region->location, 1);
  weir_value_t* counts[] = {one, one, one};
  build_return(&builder, region->location, counts, 3);
}

// |run| is sorted and ends with the op at whose place the region stands.
static void form(const weir_op_list_t* run, weir_arena_t* arena) {
  weir_op_t* last = run->ops[run->count - 1];
  yields_t yields = {0};
  for (uint32_t i = run->count; i-- > 0;) {
    add_yields(&yields, run->ops[i], run, arena);
  }
  weir_builder_t builder = weir_builder_after(last);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_DISPATCH_REGION,
                     last->location);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_results(&state, yields.types.items, yields.types.count);
  weir_op_t* region = weir_build(&builder, &state);
  for (uint32_t i = 0; i < yields.values.count; ++i) {
    WEIR_FOR_EACH_USE(use, yields.values.items[i]) {
      if (is_inside(run, use->op)) continue;
      weir_op_set_operand(use->op, use->index, weir_op_result_n(region, i));
    }
  }
  weir_block_t* body = weir_region_add_block(weir_op_region(region, 0));
  for (uint32_t i = 0; i < run->count; ++i) {
    weir_op_unlink(run->ops[i]);
    weir_block_append(body, run->ops[i]);
  }
  builder = weir_builder_at_end(body);
  build_return(&builder, last->location, yields.values.items,
               yields.values.count);
  build_count(region);
}

weir_status_t weir_flow_form_scalar_dispatches(weir_pass_t* pass,
                                               weir_op_t* function) {
  const weir_region_t* body = weir_op_region(function, 0);
  if (body == NULL) return weir_ok();
  for (weir_block_t* block = body->last; block != NULL;
       block = block->previous) {
    for (weir_op_t* op = block->last; op != NULL;) {
      weir_op_t* previous = op->previous;
      if (!is_scalar(op) || !makes_tensors(op)) {
        op = previous;
        continue;
      }
      weir_op_list_t run = find_run(op, pass->scratch);
      weir_flow_sort_by_use(&run);
      weir_op_list_add(&run, pass->scratch, op);
      // What stands before the op and stays there is looked at next.
      while (previous != NULL && contains(&run, previous)) {
        previous = previous->previous;
      }
      form(&run, pass->scratch);
      op = previous;
    }
  }
  return weir_ok();
}
