// Folds and rewrites of dispatches and of what stands inside them.
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_impl.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/tensor.h"

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

// Result that yields the same as result |index| in the only block, or itself.
static uint32_t first_equal(const weir_op_t* yield, uint32_t index) {
  for (uint32_t i = 0; i < index; ++i) {
    if (weir_op_operand_n(yield, i) == weir_op_operand_n(yield, index))
      return i;
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
  bool* used = WEIR_ARENA_ARRAY(arena, bool, count);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  weir_value_list_t dims = {0}, yielded = {0};
  for (uint32_t i = 0; i < count; ++i) {
    used[first_equal(yield, i)] |= weir_value_has_uses(weir_op_result_n(op, i));
  }
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t first = first_equal(yield, i);
    place[i] = first == i ? kept : place[first];
    if (first != i || !used[i]) continue;
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

static bool is_inlinable(const weir_value_t* value) {
  const weir_attr_t* constant = weir_value_constant(value);
  return weir_attr_is(constant, WEIR_ATTR_INTEGER) ||
         weir_attr_is(constant, WEIR_ATTR_FLOAT) ||
         weir_dense_is_splat(constant);
}

// Only loads of the whole, which the constant itself can stand for.
static bool only_loaded_whole(const weir_value_t* argument,
                              const weir_type_t* type) {
  for (const weir_use_t* use = argument->uses; use != NULL; use = use->next) {
    if (!weir_op_is(use->op, WEIR_FLOW_DISPATCH_TENSOR_LOAD) ||
        weir_op_result_n(use->op, 0)->type != type) {
      return false;
    }
  }
  return true;
}

// Constants that are cheap to make are made inside.
static bool inline_constants(closure_t* closure, weir_rewriter_t* rewriter) {
  bool changed = false;
  weir_op_t* first = closure->entry->first;
  for (uint32_t i = 0; i < closure->count; ++i) {
    weir_value_t* outer = weir_op_operand_n(closure->op, closure->start + i);
    weir_value_t* argument = closure->entry->arguments[i];
    bool is_tensor = weir_type_is_flow_dispatch_tensor(argument->type);
    if (!weir_value_has_uses(argument) || !is_inlinable(outer) ||
        !is_read_only(argument) ||
        (is_tensor ? !only_loaded_whole(argument, outer->type)
                   : argument->type != outer->type)) {
      continue;
    }
    weir_op_t* copy = weir_op_clone(weir_value_op(outer), NULL);
    weir_op_insert_before(copy, first);
    weir_rewriter_touch(rewriter, copy);
    weir_value_t* value = weir_op_result_n(copy, 0);
    changed = true;
    if (!is_tensor) {
      weir_rewriter_replace_uses(rewriter, argument, value);
      continue;
    }
    WEIR_FOR_EACH_USE(use, argument) {
      weir_rewriter_replace_one(rewriter, use->op, value);
    }
  }
  return changed;
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

bool weir_flow_dispatch_workgroups_canonicalize(weir_op_t* op,
                                                weir_rewriter_t* rewriter) {
  if (weir_region_is_empty(weir_op_region(op, 0))) return false;
  closure_t closure = closure_of(op);
  bool changed = inline_constants(&closure, rewriter);
  if (find_unused(&closure, rewriter)) {
    rebuild(&closure, rewriter);
    return true;
  }
  return changed || empty_results_go(op, rewriter) ||
         deduplicate_workload(op, rewriter);
}

// -- flow.dispatch.tensor.load and store --------------------------------------

// Dimensions as the tie of the tensor says them.
static bool take_tied_dims(weir_op_t* op, weir_rewriter_t* rewriter,
                           uint32_t tensor_group, uint32_t dims_group) {
  const weir_op_t* tie = weir_value_op(weir_op_operand(op, tensor_group));
  uint32_t count = weir_op_operand_group_size(op, dims_group);
  if (!weir_op_is(tie, WEIR_FLOW_DISPATCH_TIE_SHAPE) ||
      weir_op_operand_group_size(
          tie, WEIR_FLOW_DISPATCH_TIE_SHAPE_DYNAMIC_DIMS) != count) {
    return false;
  }
  bool changed = false;
  uint32_t start = weir_op_operand_group_start(op, dims_group);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* dim =
        weir_op_operand_at(tie, WEIR_FLOW_DISPATCH_TIE_SHAPE_DYNAMIC_DIMS, i);
    if (weir_op_operand_n(op, start + i) == dim) continue;
    weir_op_set_operand(op, start + i, dim);
    changed = true;
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

// Constants among the operands of a list move into its static part.
static bool make_static(weir_op_t* op, uint32_t group, const char* name,
                        int64_t lowest) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  uint32_t count = attr->dense_array.count;
  const int64_t* old = (const int64_t*)(const void*)attr->dense_array.data;
  weir_arena_t* arena = weir_context_arena(op->context);
  int64_t* values = WEIR_ARENA_ARRAY(arena, int64_t, count + 1);
  weir_value_list_t rest = {0};
  bool changed = false;
  for (uint32_t i = 0, next = 0; i < count; ++i) {
    values[i] = old[i];
    if (old[i] != WEIR_DYNAMIC) continue;
    weir_value_t* value = weir_op_operand_at(op, group, next++);
    int64_t known = 0;
    if (weir_value_is_constant_int(value, &known) && known >= lowest) {
      values[i] = known;
      changed = true;
    } else {
      weir_value_list_add(&rest, arena, value);
    }
  }
  if (!changed) return false;
  weir_op_set_operand_group(op, group, rest.items, rest.count);
  weir_op_set_attr(op, name,
                   weir_dense_i64_array_attr(op->context, values, count));
  return true;
}

// The type of a load of |sizes| whose old type may have fewer dimensions; NULL
// if no size tells more.
static weir_type_t* loaded_type(const weir_op_t* op) {
  weir_type_t* old = weir_op_result_n(op, 0)->type;
  const weir_attr_t* sizes = weir_op_attr(op, "static_sizes");
  const int64_t* known = (const int64_t*)(const void*)sizes->dense_array.data;
  uint32_t rank = weir_type_rank(old), count = sizes->dense_array.count;
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(op->context), int64_t, rank + 1);
  uint32_t at = 0;
  for (uint32_t i = 0; i < rank; ++i, ++at) {
    // Dimensions of size 1 may have been dropped.
    while (at < count && count - at > rank - i && known[at] == 1 &&
           weir_type_dim(old, i) != 1) {
      ++at;
    }
    if (at >= count) return NULL;
    dims[i] = known[at];
  }
  weir_type_t* type = weir_type_with_shape(old, dims, rank);
  return type != old ? type : NULL;
}

bool weir_flow_dispatch_load_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  if (take_tied_dims(op, rewriter, WEIR_FLOW_DISPATCH_TENSOR_LOAD_SOURCE,
                     WEIR_FLOW_DISPATCH_TENSOR_LOAD_SOURCE_DIMS)) {
    return true;
  }
  bool changed = make_static(op, WEIR_FLOW_DISPATCH_TENSOR_LOAD_OFFSETS,
                             "static_offsets", 0);
  changed |=
      make_static(op, WEIR_FLOW_DISPATCH_TENSOR_LOAD_SIZES, "static_sizes", 0);
  changed |= make_static(op, WEIR_FLOW_DISPATCH_TENSOR_LOAD_STRIDES,
                         "static_strides", INT64_MIN);
  if (!changed) return false;
  weir_rewriter_touch(rewriter, op);
  weir_value_t* result = weir_op_result_n(op, 0);
  weir_type_t *old = result->type, *type = loaded_type(op);
  if (type == NULL) return true;
  result->type = type;
  weir_builder_set_after(&rewriter->builder, op);
  weir_value_t* cast = weir_build_unary(&rewriter->builder, WEIR_TENSOR_CAST,
                                        op->location, result, old);
  weir_value_replace_uses_except(result, cast, weir_value_op(cast));
  for (const weir_use_t* use = cast->uses; use != NULL; use = use->next) {
    weir_rewriter_touch(rewriter, use->op);
  }
  return true;
}

bool weir_flow_dispatch_store_canonicalize(weir_op_t* op,
                                           weir_rewriter_t* rewriter) {
  if (take_tied_dims(op, rewriter, WEIR_FLOW_DISPATCH_TENSOR_STORE_TARGET,
                     WEIR_FLOW_DISPATCH_TENSOR_STORE_TARGET_DIMS)) {
    return true;
  }
  bool changed = make_static(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_OFFSETS,
                             "static_offsets", 0);
  changed |=
      make_static(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_SIZES, "static_sizes", 0);
  changed |= make_static(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_STRIDES,
                         "static_strides", INT64_MIN);
  const weir_op_t* cast =
      weir_value_op(weir_op_operand(op, WEIR_FLOW_DISPATCH_TENSOR_STORE_VALUE));
  // Storing what was cast stores what it was cast from.
  if (weir_op_is(cast, WEIR_TENSOR_CAST) &&
      weir_type_is_ranked_tensor(weir_op_operand_n(cast, 0)->type) &&
      weir_type_dynamic_dim_count(weir_op_operand_n(cast, 0)->type) <=
          weir_type_dynamic_dim_count(weir_op_result_n(cast, 0)->type)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(cast, 0));
    changed = true;
  }
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

// -- flow.dispatch.workload.ordinal -------------------------------------------

bool weir_flow_workload_ordinal_fold(weir_op_t* op,
                                     weir_attr_t* const* operands,
                                     weir_fold_result_t* results) {
  (void)operands;
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(inner, WEIR_FLOW_DISPATCH_WORKLOAD_ORDINAL) ||
      weir_op_attr(inner, "ordinal") != weir_op_attr(op, "ordinal")) {
    return false;
  }
  return weir_fold_to_value(results, weir_op_operand_n(inner, 0));
}

// All uses of a block argument go through its ordinal.
bool weir_flow_workload_ordinal_canonicalize(weir_op_t* op,
                                             weir_rewriter_t* rewriter) {
  weir_value_t* operand = weir_op_operand_n(op, 0);
  if (operand->kind != WEIR_VALUE_ARGUMENT || weir_value_has_one_use(operand))
    return false;
  weir_op_t* up = weir_op_clone(op, NULL);
  weir_op_insert_before(up, operand->block->first);
  weir_value_t* ordinal = weir_op_result_n(up, 0);
  weir_rewriter_replace_one(rewriter, op, ordinal);
  weir_value_replace_uses_except(operand, ordinal, up);
  for (const weir_use_t* use = ordinal->uses; use != NULL; use = use->next) {
    weir_rewriter_touch(rewriter, use->op);
  }
  return true;
}
