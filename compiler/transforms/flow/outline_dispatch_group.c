#include "compiler/transforms/flow/outline_dispatch_group.h"

#include "compiler/analysis/tensor_dims.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/dispatch_body.h"
#include "compiler/transforms/flow/slices.h"

typedef struct dispatch_t {
  weir_pass_t* pass;
  weir_dispatch_group_t* group;
  weir_op_list_t inside;  // what is cloned, in program order
  weir_value_t** arguments;
  uint32_t argument_count;
  // Of the tensors among the arguments in order, and of the results.
  weir_value_list_t dims, result_dims;
} dispatch_t;

static bool is_inside(const dispatch_t* dispatch, const weir_op_t* op) {
  for (uint32_t i = 0; i < dispatch->inside.count; ++i) {
    if (dispatch->inside.ops[i] == op) return true;
  }
  return false;
}

static void collect(dispatch_t* dispatch, weir_op_t* op);

static void capture(dispatch_t* dispatch, weir_value_t* value) {
  weir_op_t* producer = weir_value_op(value);
  if (producer != NULL && is_inside(dispatch, producer)) return;
  if (producer != NULL &&
      (weir_dispatch_group_has(dispatch->group, producer) ||
       weir_dispatch_role_of(producer) == WEIR_DISPATCH_ROLE_CLONED)) {
    collect(dispatch, producer);
    return;
  }
  for (uint32_t i = 0; i < dispatch->argument_count; ++i) {
    if (dispatch->arguments[i] == value) return;
  }
  dispatch->arguments[dispatch->argument_count++] = value;
}

typedef struct capture_walk_t {
  dispatch_t* dispatch;
  const weir_op_t* root;
} capture_walk_t;

static weir_walk_t capture_operands(weir_op_t* op, void* user) {
  capture_walk_t* walk = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    weir_op_t* owner = weir_value_parent_op(value);
    if (op != walk->root && owner != NULL &&
        weir_op_is_ancestor(walk->root, owner)) {
      continue;  // defined inside the body
    }
    capture(walk->dispatch, value);
  }
  return WEIR_WALK_CONTINUE;
}

// Adds |op| behind all it needs.
static void collect(dispatch_t* dispatch, weir_op_t* op) {
  capture_walk_t walk = {dispatch, op};
  weir_walk_pre_order(op, capture_operands, &walk);
  if (!is_inside(dispatch, op)) {
    weir_op_list_add(&dispatch->inside, dispatch->pass->scratch, op);
  }
}

// The most values a group can read: all operands, those in bodies included.
static weir_walk_t count_operands(weir_op_t* op, void* user) {
  *(uint32_t*)user += op->operand_count;
  return WEIR_WALK_CONTINUE;
}

static weir_location_t* group_location(const weir_dispatch_group_t* group,
                                       weir_arena_t* arena) {
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, group->count);
  for (uint32_t i = 0; i < group->count; ++i) {
    locations[i] = group->ops[group->count - 1 - i]->location;
  }
  return weir_location_fused(group->ops[0]->context, locations, group->count,
                             NULL);
}

// -- dimensions ---------------------------------------------------------------

static void add_argument(dispatch_t* dispatch, weir_value_t* value) {
  for (uint32_t i = 0; i < dispatch->argument_count; ++i) {
    if (dispatch->arguments[i] == value) return;
  }
  dispatch->arguments[dispatch->argument_count++] = value;
}

// Makes the dimensions of all tensors operands too, before the group's last op.
// |results| have the shapes of what the dispatch makes.
static void add_dims(dispatch_t* dispatch, weir_value_t* const* results,
                     uint32_t result_count) {
  weir_op_t* last = dispatch->group->ops[0];
  weir_arena_t* arena = dispatch->pass->scratch;
  weir_builder_t builder = weir_builder_before(last);
  uint32_t tensors = dispatch->argument_count;
  uint32_t most = tensors;
  for (uint32_t i = 0; i < result_count; ++i) {
    most += weir_type_rank(results[i]->type);
  }
  for (uint32_t i = 0; i < tensors; ++i) {
    const weir_type_t* type = dispatch->arguments[i]->type;
    if (weir_type_is_shaped(type)) most += weir_type_rank(type);
  }
  weir_value_t** dims = WEIR_ARENA_ARRAY(arena, weir_value_t*, most + 1);
  weir_value_t** arguments = WEIR_ARENA_ARRAY(arena, weir_value_t*, most + 1);
  for (uint32_t i = 0; i < tensors; ++i) arguments[i] = dispatch->arguments[i];
  dispatch->arguments = arguments;
  for (uint32_t i = 0; i < tensors + result_count; ++i) {
    weir_value_t* value = i < tensors ? arguments[i] : results[i - tensors];
    if (!weir_type_is_shaped(value->type)) continue;
    uint32_t count =
        weir_build_open_dims(&builder, last->location, value, dims);
    for (uint32_t k = 0; k < count; ++k) {
      weir_value_list_add(
          i < tensors ? &dispatch->dims : &dispatch->result_dims, arena,
          dims[k]);
      add_argument(dispatch, dims[k]);
    }
  }
}

// What stands in the body for operand |value| of the dispatch.
static weir_value_t* inside_of(const dispatch_t* dispatch,
                               const weir_block_t* block, weir_value_t* value) {
  for (uint32_t i = 0; i < dispatch->argument_count; ++i) {
    if (dispatch->arguments[i] == value) return block->arguments[i];
  }
  return value;
}

// |count| of |values| from |first| on, as the body has them.
static weir_value_list_t dims_inside(const dispatch_t* dispatch,
                                     const weir_block_t* block,
                                     const weir_value_list_t* values,
                                     uint32_t first, uint32_t count) {
  weir_value_list_t dims = {0};
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_list_add(&dims, dispatch->pass->scratch,
                        inside_of(dispatch, block, values->items[first + i]));
  }
  return dims;
}

// Clones the group's ops into |block|, whose arguments stand for what it reads;
// returns the last of them.
static weir_op_t* fill_body(dispatch_t* dispatch, weir_builder_t* builder,
                            const weir_block_t* block) {
  weir_mapping_t* mapping = weir_mapping_create(dispatch->pass->scratch);
  uint32_t next_dim = 0;
  for (uint32_t i = 0; i < dispatch->argument_count; ++i) {
    weir_value_t* value = block->arguments[i];
    weir_type_t* type = dispatch->arguments[i]->type;
    if (weir_type_is_shaped(type)) {
      uint32_t count = weir_type_dynamic_dim_count(type);
      weir_value_list_t dims =
          dims_inside(dispatch, block, &dispatch->dims, next_dim, count);
      next_dim += count;
      value = weir_dispatch_body_load(builder, weir_value_location(value),
                                      value, type, dims);
    }
    weir_mapping_set(mapping, dispatch->arguments[i], value);
  }
  weir_op_t* last = NULL;
  for (uint32_t i = 0; i < dispatch->inside.count; ++i) {
    last = weir_op_clone(dispatch->inside.ops[i], mapping);
    weir_block_append(builder->block, last);
  }
  return last;
}

// With the results of the group's last op. Where the one result is tied to
// argument |tied|, that is written, else there is an argument for each result.
static weir_op_t* create_dispatch(dispatch_t* dispatch,
                                  weir_location_t* location, int32_t tied) {
  weir_op_t* last = dispatch->group->ops[0];
  weir_builder_t builder = weir_builder_before(last);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_DISPATCH_WORKGROUPS, location);
  weir_op_state_operand(&state, NULL);
  weir_op_state_operands(&state, dispatch->arguments, dispatch->argument_count);
  weir_op_state_operands(&state, dispatch->dims.items, dispatch->dims.count);
  weir_op_state_operands(&state, dispatch->result_dims.items,
                         dispatch->result_dims.count);
  weir_op_state_results_of(&state, last, 0);
  if (tied >= 0) {
    int64_t place = tied;
    weir_op_state_attr(&state, "tied_operands",
                       weir_index_array_attr(last->context, &place, 1));
  }
  weir_op_t* op = weir_build(&builder, &state);
  if (weir_op_affinity(last) != NULL) {
    weir_op_set_affinity(op, weir_op_affinity(last));
  }
  weir_block_t* block = weir_region_add_block(weir_op_region(op, 0));
  for (uint32_t i = 0; i < dispatch->argument_count; ++i) {
    weir_type_t* type = dispatch->arguments[i]->type;
    weir_tensor_access_t access =
        (int32_t)i == tied ? WEIR_TENSOR_READWRITE : WEIR_TENSOR_READONLY;
    if (weir_type_is_shaped(type))
      type = weir_flow_dispatch_tensor_type(access, type);
    weir_block_add_argument(block, type, location);
  }
  for (uint32_t i = 0; tied < 0 && i < last->result_count; ++i) {
    weir_block_add_argument(block,
                            weir_flow_dispatch_tensor_type(
                                WEIR_TENSOR_WRITEONLY, last->results[i].type),
                            location);
  }
  weir_dispatch_body_count(op, 0);
  return op;
}

// Whether all that the dispatch reads and makes may be handed to it.
static bool may_cross(const dispatch_t* dispatch, const weir_op_t* last) {
  bool may = true;
  for (uint32_t i = 0; i < dispatch->argument_count && may; ++i) {
    may = weir_verify_boundary_type(last, dispatch->arguments[i]->type);
  }
  for (uint32_t i = 0; i < last->result_count && may; ++i) {
    may = weir_verify_boundary_type(last, last->results[i].type);
  }
  return may;
}

// What the offsets, sizes and strides of |insert| are in the body.
static weir_open_slice_t open_slice_of(const dispatch_t* dispatch,
                                       const weir_block_t* block,
                                       const weir_op_t* insert) {
  weir_open_slice_t open = {0};
  weir_value_list_t* lists[] = {&open.offsets, &open.sizes, &open.strides};
  for (uint32_t g = 0; g < 3; ++g) {
    uint32_t group = WEIR_TENSOR_INSERT_SLICE_OFFSETS + g;
    for (uint32_t i = 0; i < weir_op_operand_group_size(insert, group); ++i) {
      weir_value_list_add(
          lists[g], dispatch->pass->scratch,
          inside_of(dispatch, block, weir_op_operand_at(insert, group, i)));
    }
  }
  return open;
}

// A copy into part of a tensor: the target is updated in place.
static bool outline_insert(dispatch_t* dispatch, weir_op_t* insert) {
  weir_value_t* source =
      weir_op_operand(insert, WEIR_TENSOR_INSERT_SLICE_SOURCE);
  weir_value_t* target = weir_op_operand(insert, WEIR_TENSOR_INSERT_SLICE_DEST);
  dispatch->arguments[0] = source;
  dispatch->arguments[1] = target;
  dispatch->argument_count = 2;
  if (!may_cross(dispatch, insert)) return false;
  add_dims(dispatch, &target, 1);
  uint32_t open = 2 + dispatch->dims.count + dispatch->result_dims.count;
  weir_value_t** arguments = WEIR_ARENA_ARRAY(
      dispatch->pass->scratch, weir_value_t*, open + insert->operand_count);
  for (uint32_t i = 0; i < dispatch->argument_count; ++i) {
    arguments[i] = dispatch->arguments[i];
  }
  dispatch->arguments = arguments;
  for (uint32_t i = 2; i < insert->operand_count; ++i) {
    add_argument(dispatch, weir_op_operand_n(insert, i));
  }
  weir_op_t* op = create_dispatch(dispatch, insert->location, 1);
  weir_block_t* block = weir_op_region(op, 0)->first;
  weir_builder_t builder = weir_builder_at_end(block);
  uint32_t count = weir_type_dynamic_dim_count(source->type);
  weir_value_t* value = weir_dispatch_body_load(
      &builder, insert->location, block->arguments[0], source->type,
      dims_inside(dispatch, block, &dispatch->dims, 0, count));
  weir_slice_t slice = weir_slice_of(insert);
  weir_open_slice_t open_slice = open_slice_of(dispatch, block, insert);
  weir_dispatch_body_store(&builder, insert->location, value,
                           block->arguments[1],
                           dims_inside(dispatch, block, &dispatch->dims, count,
                                       dispatch->dims.count - count),
                           &slice, &open_slice);
  weir_dispatch_body_return(&builder, insert->location, NULL, 0);
  weir_value_t* result = weir_op_result_n(op, 0);
  weir_op_replace(insert, &result);
  return true;
}

// Stores what |last|, the copy of the group's last op, makes into the arguments
// behind those that are read.
static void store_results(const dispatch_t* dispatch, weir_builder_t* builder,
                          const weir_block_t* block, const weir_op_t* last) {
  uint32_t next_dim = 0;
  for (uint32_t i = 0; i < last->result_count; ++i) {
    weir_value_t* value = weir_op_result_n(last, i);
    weir_slice_t slice = weir_slice_whole(builder->context, value->type);
    uint32_t count = weir_type_dynamic_dim_count(value->type);
    weir_open_slice_t open = {.sizes = dims_inside(dispatch, block,
                                                   &dispatch->result_dims,
                                                   next_dim, count)};
    next_dim += count;
    weir_dispatch_body_store(builder, weir_op_parent(last)->location, value,
                             block->arguments[dispatch->argument_count + i],
                             open.sizes, &slice, &open);
  }
}

bool weir_outline_dispatch_group(weir_pass_t* pass,
                                 weir_dispatch_group_t* group) {
  weir_op_t* last = group->ops[0];
  uint32_t capacity = 2;
  for (uint32_t i = 0; i < group->count; ++i) {
    weir_walk_pre_order(group->ops[i], count_operands, &capacity);
  }
  dispatch_t dispatch = {
      .pass = pass,
      .group = group,
      .arguments = WEIR_ARENA_ARRAY(pass->scratch, weir_value_t*, capacity),
  };
  if (weir_op_is(last, WEIR_TENSOR_INSERT_SLICE)) {
    return outline_insert(&dispatch, last);
  }
  collect(&dispatch, last);
  if (!may_cross(&dispatch, last)) return false;
  weir_value_t** results =
      WEIR_ARENA_ARRAY(pass->scratch, weir_value_t*, last->result_count);
  for (uint32_t i = 0; i < last->result_count; ++i) {
    results[i] = weir_op_result_n(last, i);
  }
  add_dims(&dispatch, results, last->result_count);
  weir_location_t* location = group_location(group, pass->scratch);
  weir_op_t* op = create_dispatch(&dispatch, location, -1);
  weir_block_t* block = weir_op_region(op, 0)->first;
  weir_builder_t builder = weir_builder_at_end(block);
  store_results(&dispatch, &builder, block,
                fill_body(&dispatch, &builder, block));
  weir_dispatch_body_return(&builder, location, NULL, 0);
  for (uint32_t i = 0; i < last->result_count; ++i) {
    results[i] = weir_op_result_n(op, i);
  }
  weir_op_replace(last, results);
  // The others are last's producers, from later to earlier.
  for (uint32_t i = 1; i < group->count; ++i) {
    if (weir_op_is_trivially_dead(group->ops[i])) weir_op_erase(group->ops[i]);
  }
  return true;
}
