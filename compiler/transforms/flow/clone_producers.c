// Has dispatch regions compute for themselves what is cheap.
//
// Needs:   nothing.
// Changes: what a flow.dispatch.region uses from outside and every dispatch
//          rather computes than reads (clonable.h) is copied to its start, with
//          what that needs in turn. A linalg.generic that is in no dispatch
//          then gets a region of its own.
// Keeps:   indices that are operands of the region, what a tensor.insert_slice
//          in it writes over.
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/captures.h"
#include "compiler/transforms/flow/clonable.h"
#include "compiler/transforms/flow/passes.h"

// -- what is copied -----------------------------------------------------------

static const weir_op_t* dispatch_of(const weir_op_t* op) {
  while (op != NULL && !weir_op_is(op, WEIR_FLOW_DISPATCH_REGION) &&
         !weir_op_is(op, WEIR_FLOW_DISPATCH_WORKGROUPS)) {
    op = weir_op_parent(op);
  }
  return op;
}

// An index that |region| is handed steers it from the host; what is written
// over must be there.
static bool must_stay_outside(const weir_value_t* value,
                              const weir_op_t* region) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (use->op == region) {
      if (weir_type_is_index(value->type)) return true;
      continue;
    }
    if (weir_op_is(use->op, WEIR_TENSOR_INSERT_SLICE) &&
        dispatch_of(use->op) == region &&
        weir_op_operand(use->op, WEIR_TENSOR_INSERT_SLICE_DEST) == value) {
      return true;
    }
  }
  return false;
}

static weir_op_list_t find_producers(weir_op_t* region, weir_arena_t* arena) {
  weir_op_list_t producers = {0};
  weir_value_list_t work = {0}, visited = {0};
  weir_flow_captures(region, 0, arena, &work);
  while (work.count > 0) {
    weir_value_t* value = work.items[--work.count];
    if (weir_value_list_has(&visited, value)) continue;
    weir_value_list_add(&visited, arena, value);
    weir_op_t* op = weir_value_op(value);
    if (op == NULL || !weir_flow_is_clonable(op) ||
        must_stay_outside(value, region)) {
      continue;
    }
    weir_op_list_add(&producers, arena, op);
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      weir_value_list_add(&work, arena, weir_op_operand_n(op, i));
    }
    for (uint32_t r = 0; r < op->region_count; ++r) {
      weir_value_list_t nested = {0};
      weir_flow_captures(op, r, arena, &nested);
      for (uint32_t i = 0; i < nested.count; ++i) {
        weir_value_list_add(&work, arena, nested.items[i]);
      }
    }
  }
  weir_flow_sort_by_use(&producers);
  return producers;
}

// -- copying ------------------------------------------------------------------

static void clone_into(weir_op_t* op, weir_op_t* region) {
  weir_block_t* body = weir_op_region(region, 0)->first;
  weir_op_t* copy = weir_op_clone(op, NULL);
  weir_op_insert_before(copy, body->first);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    WEIR_FOR_EACH_USE(use, weir_op_result_n(op, i)) {
      bool inside = use->op != region && use->op != copy &&
                    weir_op_is_ancestor(region, use->op);
      if (!inside) continue;
      weir_op_set_operand(use->op, use->index, weir_op_result_n(copy, i));
    }
  }
}

static void clone_producers(weir_op_t* function, weir_arena_t* arena) {
  weir_op_list_t regions =
      weir_collect_ops(function, WEIR_FLOW_DISPATCH_REGION, arena);
  for (uint32_t i = 0; i < regions.count; ++i) {
    weir_op_list_t producers = find_producers(regions.ops[i], arena);
    for (uint32_t k = producers.count; k > 0; --k) {
      clone_into(producers.ops[k - 1], regions.ops[i]);
    }
  }
}

// -- regions for what is left -------------------------------------------------

// The open dimensions of result |index|: each is the size of a loop, which is
// that of the first operand that the loop runs over.
static void add_result_dims(weir_builder_t* builder, weir_op_t* op,
                            uint32_t index, weir_value_list_t* dims,
                            weir_arena_t* arena) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  uint32_t output = weir_linalg_input_count(op) + index;
  const weir_affine_map_t* own = maps->array.elements[output]->map;
  const weir_type_t* type = weir_op_result_n(op, index)->type;
  for (uint32_t d = 0; d < weir_type_rank(type); ++d) {
    if (weir_type_dim(type, d) != WEIR_DYNAMIC) continue;
    uint32_t operand = output, place = d;
    for (uint32_t i = 0; i < output && operand == output; ++i) {
      const weir_affine_map_t* map = maps->array.elements[i]->map;
      for (uint32_t k = 0; k < map->result_count; ++k) {
        const weir_type_t* source = weir_op_operand_n(op, i)->type;
        if (map->results[k] != own->results[d] ||
            own->results[d]->kind != WEIR_AFFINE_DIM ||
            weir_type_dim(source, k) != WEIR_DYNAMIC) {
          continue;
        }
        operand = i;
        place = k;
        break;
      }
    }
    weir_value_list_add(
        dims, arena,
        weir_build_tensor_dim(builder, op->location,
                              weir_op_operand_n(op, operand), place));
  }
}

static void wrap(weir_op_t* op, weir_arena_t* arena) {
  weir_builder_t builder = weir_builder_before(op);
  weir_value_list_t dims = {0}, yielded = {0};
  weir_type_list_t types = {0};
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_value_has_uses(result)) continue;
    add_result_dims(&builder, op, i, &dims, arena);
    weir_value_list_add(&yielded, arena, result);
    weir_type_list_add(&types, arena, result->type);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_DISPATCH_REGION, op->location);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_results(&state, types.items, types.count);
  weir_op_t* region = weir_build(&builder, &state);
  for (uint32_t i = 0; i < yielded.count; ++i) {
    weir_value_replace_uses(yielded.items[i], weir_op_result_n(region, i));
  }
  weir_block_t* body = weir_region_add_block(weir_op_region(region, 0));
  weir_op_unlink(op);
  weir_block_append(body, op);
  builder = weir_builder_at_end(body);
  weir_op_state_init(&state, &builder, WEIR_FLOW_RETURN, op->location);
  weir_op_state_operands(&state, yielded.items, yielded.count);
  weir_build(&builder, &state);
}

weir_status_t weir_flow_clone_producers(weir_pass_t* pass,
                                        weir_op_t* function) {
  clone_producers(function, pass->scratch);
  weir_op_list_t left =
      weir_collect_ops(function, WEIR_LINALG_GENERIC, pass->scratch);
  for (uint32_t i = 0; i < left.count; ++i) {
    if (dispatch_of(left.ops[i]) == NULL) wrap(left.ops[i], pass->scratch);
  }
  clone_producers(function, pass->scratch);
  return weir_ok();
}
