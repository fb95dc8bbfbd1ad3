// Folds and rewrites of dispatches.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/fold_util.h"

// -- results without elements, entry points -----------------------------------

static bool empty_results_go(weir_op_t* op, weir_rewriter_t* rewriter) {
  bool changed = false;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_value_has_uses(result) ||
        !weir_type_has_no_elements(result->type)) {
      continue;
    }
    weir_rewriter_replace_uses(rewriter, result,
                               weir_flow_build_empty_like(rewriter, op, i));
    changed = true;
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

bool weir_flow_dispatch_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_attr_t* entries = weir_op_attr(op, "entry_points");
  weir_attr_list_t unique = {0};
  for (uint32_t i = 0; i < entries->array.count; ++i) {
    bool known = false;
    for (uint32_t k = 0; k < unique.count; ++k) {
      known = known || unique.items[k] == entries->array.elements[i];
    }
    if (!known) {
      weir_attr_list_add(&unique, weir_context_arena(op->context),
                         entries->array.elements[i]);
    }
  }
  if (unique.count < entries->array.count) {
    weir_op_set_attr(op, "entry_points",
                     weir_array_attr(op->context, unique.items, unique.count));
    weir_rewriter_touch(rewriter, op);
    return true;
  }
  return empty_results_go(op, rewriter);
}

// -- flow.dispatch.region -----------------------------------------------------

// The first result in use that yields the same as result |index|, or itself.
static uint32_t first_equal(const weir_op_t* op, const weir_op_t* yield,
                            uint32_t index) {
  for (uint32_t i = 0; i < index; ++i) {
    if (weir_op_operand_n(yield, i) == weir_op_operand_n(yield, index) &&
        weir_value_has_uses(&op->results[i])) {
      return i;
    }
  }
  return index;
}

static void add_result_dims(weir_value_list_t* dims, const weir_op_t* op,
                            uint32_t result) {
  uint32_t start = 0, count = 0;
  weir_op_result_dims(op, result, &start, &count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_list_add(dims, weir_context_arena(op->context),
                        weir_op_operand_n(op, start + i));
  }
}

// Drops results that nothing uses and those yielded twice.
bool weir_flow_dispatch_region_canonicalize(weir_op_t* op,
                                            weir_rewriter_t* rewriter) {
  weir_arena_t* arena = weir_context_arena(op->context);
  const weir_region_t* body = weir_op_region(op, 0);
  if (body->first == NULL || body->first != body->last ||
      op->result_count == 0) {
    return false;
  }
  weir_op_t* yield = body->first->last;
  if (!weir_op_is(yield, WEIR_FLOW_RETURN)) return false;
  uint32_t count = op->result_count, kept = 0;
  uint32_t* place = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  weir_value_list_t dims = {0}, yielded = {0};
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t first = first_equal(op, yield, i);
    place[i] = first == i ? kept : place[first];
    if (first != i || !weir_value_has_uses(weir_op_result_n(op, i))) continue;
    types[kept++] = weir_op_result_n(op, i)->type;
    add_result_dims(&dims, op, i);
    weir_value_list_add(&yielded, arena, weir_op_operand_n(yield, i));
  }
  if (kept == count) return false;
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_DISPATCH_REGION,
                     op->location);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_DISPATCH_REGION_WORKLOAD);
  weir_op_state_results(&state, types, kept);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_t* by = weir_build(&rewriter->builder, &state);
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_region_take_blocks(&by->regions[i], &op->regions[i]);
  }
  weir_op_set_operand_group(yield, 0, yielded.items, yielded.count);
  weir_rewriter_touch(rewriter, yield);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_value_has_uses(result)) continue;
    weir_rewriter_replace_uses(rewriter, result,
                               weir_op_result_n(by, place[i]));
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

// -- flow.dispatch.workgroups -------------------------------------------------

typedef struct closure_t {
  weir_op_t* op;
  weir_block_t* entry;
  uint32_t start, count;  // of the arguments among the operands
  bool* drops_argument;
  bool* drops_result;
  int32_t* result_argument;  // block argument of a result of its own, else -1
} closure_t;

static closure_t closure_of(weir_op_t* op) {
  weir_arena_t* arena = weir_context_arena(op->context);
  closure_t closure = {
      .op = op,
      .entry = weir_op_region(op, 0)->first,
      .start = weir_op_operand_group_start(
          op, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS),
      .count = weir_op_operand_group_size(
          op, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS),
  };
  closure.drops_argument = WEIR_ARENA_ARRAY(arena, bool, closure.count + 1);
  closure.drops_result = WEIR_ARENA_ARRAY(arena, bool, op->result_count + 1);
  closure.result_argument =
      WEIR_ARENA_ARRAY(arena, int32_t, op->result_count + 1);
  int32_t next = (int32_t)closure.count;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    closure.result_argument[i] = weir_op_tied_operand(op, i) < 0 ? next++ : -1;
  }
  return closure;
}

static bool is_read_only(const weir_value_t* argument) {
  return !weir_type_is_flow_dispatch_tensor(argument->type) ||
         weir_flow_dispatch_tensor_access(argument->type) ==
             WEIR_TENSOR_READONLY;
}

static bool is_only_written(const weir_value_t* argument) {
  for (const weir_use_t* use = argument->uses; use != NULL; use = use->next) {
    if (!weir_op_is(use->op, WEIR_FLOW_DISPATCH_TENSOR_STORE) ||
        use->value == weir_op_operand_n(use->op, 0)) {
      return false;
    }
  }
  return true;
}

static void drop_stores(weir_value_t* argument, weir_rewriter_t* rewriter) {
  WEIR_FOR_EACH_USE(use, argument) {
    weir_rewriter_erase(rewriter, use->op);
  }
}

static bool result_is_tied_to(const weir_op_t* op, uint32_t operand,
                              const bool* dropped) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!dropped[i] && weir_op_tied_operand(op, i) == (int32_t)operand)
      return true;
  }
  return false;
}

// Results that nothing reads, and operands that then are unused or given twice.
static bool find_unused(closure_t* closure, weir_rewriter_t* rewriter) {
  bool changed = false;
  weir_op_t* op = closure->op;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    int32_t tied = weir_op_tied_operand(op, i);
    uint32_t at = tied < 0 ? (uint32_t)closure->result_argument[i]
                           : (uint32_t)tied - closure->start;
    weir_value_t* argument = closure->entry->arguments[at];
    if (weir_value_has_uses(weir_op_result_n(op, i)) ||
        !is_only_written(argument)) {
      continue;
    }
    drop_stores(argument, rewriter);
    closure->drops_result[i] = changed = true;
  }
  for (uint32_t i = 0; i < closure->count; ++i) {
    weir_value_t* argument = closure->entry->arguments[i];
    bool is_tied =
        result_is_tied_to(op, closure->start + i, closure->drops_result);
    if (!weir_value_has_uses(argument) && !is_tied) {
      closure->drops_argument[i] = changed = true;
      continue;
    }
    if (is_tied || !is_read_only(argument)) continue;
    for (uint32_t k = 0; k < i; ++k) {
      weir_value_t* other = closure->entry->arguments[k];
      if (closure->drops_argument[k] || other->type != argument->type ||
          weir_op_operand_n(op, closure->start + k) !=
              weir_op_operand_n(op, closure->start + i)) {
        continue;
      }
      weir_rewriter_replace_uses(rewriter, argument, other);
      closure->drops_argument[i] = changed = true;
      break;
    }
  }
  return changed;
}

typedef struct parts_t {
  weir_value_list_t arguments, argument_dims, result_dims;
  weir_type_list_t results;
  int32_t* new_argument;  // place of each old argument
} parts_t;

static parts_t kept_parts(const closure_t* closure) {
  const weir_op_t* op = closure->op;
  weir_arena_t* arena = weir_context_arena(op->context);
  parts_t parts = {.new_argument =
                       WEIR_ARENA_ARRAY(arena, int32_t, closure->count + 1)};
  for (uint32_t i = 0; i < closure->count; ++i) {
    parts.new_argument[i] = (int32_t)parts.arguments.count;
    if (closure->drops_argument[i]) continue;
    weir_value_list_add(&parts.arguments, arena,
                        weir_op_operand_n(op, closure->start + i));
    uint32_t start = 0, count = 0;
    weir_op_operand_dims(op, closure->start + i, &start, &count);
    for (uint32_t k = 0; k < count; ++k) {
      weir_value_list_add(&parts.argument_dims, arena,
                          weir_op_operand_n(op, start + k));
    }
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (closure->drops_result[i]) continue;
    weir_type_list_add(&parts.results, arena, weir_op_result_n(op, i)->type);
    add_result_dims(&parts.result_dims, op, i);
  }
  return parts;
}

static void drop_block_arguments(const closure_t* closure) {
  const weir_op_t* op = closure->op;
  for (uint32_t i = op->result_count; i-- > 0;) {
    if (!closure->drops_result[i] || closure->result_argument[i] < 0) continue;
    weir_block_erase_argument(closure->entry,
                              (uint32_t)closure->result_argument[i]);
  }
  for (uint32_t i = closure->count; i-- > 0;) {
    if (closure->drops_argument[i])
      weir_block_erase_argument(closure->entry, i);
  }
}

static void rebuild(closure_t* closure, weir_rewriter_t* rewriter) {
  weir_op_t* op = closure->op;
  parts_t parts = kept_parts(closure);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_FLOW_DISPATCH_WORKGROUPS,
                     op->location);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_DISPATCH_WORKGROUPS_WORKLOAD);
  weir_op_state_operands(&state, parts.arguments.items, parts.arguments.count);
  weir_op_state_operands(&state, parts.argument_dims.items,
                         parts.argument_dims.count);
  weir_op_state_operands(&state, parts.result_dims.items,
                         parts.result_dims.count);
  weir_op_state_results(&state, parts.results.items, parts.results.count);
  weir_op_state_attrs(&state,
                      weir_dictionary_set(op->attrs, "tied_operands", NULL));
  weir_op_t* by = weir_build(&rewriter->builder, &state);
  drop_block_arguments(closure);
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_region_take_blocks(&by->regions[i], &op->regions[i]);
  }
  for (uint32_t i = 0, next = 0; i < op->result_count; ++i) {
    if (closure->drops_result[i]) continue;
    int32_t tied = weir_op_tied_operand(op, i);
    if (tied >= 0) {
      int32_t place = parts.new_argument[(uint32_t)tied - closure->start];
      weir_op_set_tied_operand(by, next, (int32_t)closure->start + place);
    }
    weir_rewriter_replace_uses(rewriter, weir_op_result_n(op, i),
                               weir_op_result_n(by, next++));
  }
  weir_rewriter_erase(rewriter, op);
}

// A workload value that is given twice is handed over once.
static bool deduplicate_workload(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_block_t* count = weir_op_region(op, 1)->first;
  uint32_t size =
      weir_op_operand_group_size(op, WEIR_FLOW_DISPATCH_WORKGROUPS_WORKLOAD);
  bool changed = false;
  for (uint32_t i = size; i-- > 1;) {
    for (uint32_t k = 0; k < i; ++k) {
      if (weir_op_operand_n(op, k) != weir_op_operand_n(op, i)) continue;
      if (count != NULL) {
        if (count->argument_count != size) return changed;
        weir_rewriter_replace_uses(rewriter, count->arguments[i],
                                   count->arguments[k]);
        weir_block_erase_argument(count, i);
      }
      weir_op_erase_operand(op, i);
      --size;
      changed = true;
      break;
    }
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

// Where each of |count| old places went.
typedef struct index_map_t {
  uint32_t* places;
  uint32_t count;
  weir_rewriter_t* rewriter;
} index_map_t;

static weir_op_t* find_count_from_slice(const weir_block_t* count) {
  if (count == NULL) return NULL;
  WEIR_FOR_EACH_OP(op, count) {
    if (weir_op_is(op, WEIR_FLOW_DISPATCH_WORKGROUP_COUNT_FROM_SLICE)) {
      return op;
    }
  }
  return NULL;
}

static weir_walk_t renumber_ordinal(weir_op_t* op, void* user) {
  const index_map_t* map = user;
  int64_t ordinal = weir_op_attr_int(op, "ordinal", -1);
  if (weir_op_is(op, WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL) && ordinal >= 0 &&
      ordinal < (int64_t)map->count) {
    weir_op_set_attr(op, "ordinal",
                     weir_index_attr(op->context, map->places[ordinal]));
    weir_rewriter_touch(map->rewriter, op);
  }
  return WEIR_WALK_CONTINUE;
}

// And counted over once; the ordinals in the body follow.
static bool deduplicate_slice_operands(weir_op_t* op,
                                       weir_rewriter_t* rewriter) {
  weir_op_t* slice = find_count_from_slice(weir_op_region(op, 1)->first);
  if (slice == NULL) return false;
  weir_arena_t* arena = weir_context_arena(op->context);
  index_map_t map = {
      .places = WEIR_ARENA_ARRAY(arena, uint32_t, slice->operand_count + 1),
      .count = slice->operand_count,
      .rewriter = rewriter,
  };
  weir_value_list_t unique = {0};
  for (uint32_t i = 0; i < slice->operand_count; ++i) {
    uint32_t place = 0;
    while (place < unique.count &&
           unique.items[place] != weir_op_operand_n(slice, i)) {
      ++place;
    }
    map.places[i] = place;
    if (place == unique.count) {
      weir_value_list_add(&unique, arena, weir_op_operand_n(slice, i));
    }
  }
  if (unique.count == slice->operand_count) return false;
  weir_op_set_operand_group(slice, 0, unique.items, unique.count);
  weir_rewriter_touch(rewriter, slice);
  weir_walk_pre_order(op, renumber_ordinal, &map);
  return true;
}

bool weir_flow_dispatch_workgroups_canonicalize(weir_op_t* op,
                                                weir_rewriter_t* rewriter) {
  if (weir_region_is_empty(weir_op_region(op, 0))) return false;
  closure_t closure = closure_of(op);
  if (find_unused(&closure, rewriter)) {
    rebuild(&closure, rewriter);
    return true;
  }
  return empty_results_go(op, rewriter) || deduplicate_workload(op, rewriter) ||
         deduplicate_slice_operands(op, rewriter);
}
