// Groups linalg ops into dispatches.
//
// Needs:   functions of linalg, tensor and arith on tensors.
// Changes: each group of ops that is worth one kernel becomes a
//          flow.dispatch.workgroups that loads what it reads and stores the
//          results of its last op; dimensions that are not static are operands
//          of it.
//          Contiguous slices and reshapes stay for the conversion of tensor ops
//          to flow.
// Keeps:   values, order of effects, locations (fused over a group), the
//          affinities of ops: a group is of one.
//
// Groups grow from their last op towards its producers. A producer joins when
// it has one result and all uses of that are in the group, so what leaves a
// group is its last op's and taking its ops together cannot make a cycle:
// - elementwise into elementwise, whatever the indexing;
// - one heavy op (contraction, convolution, pooling, reduction) under a chain
// of
//   elementwise ops that read it point for point: the epilogue;
// - a constant tensor.pad into the window op that reads it.
// Fills and empties are cheap to make again and are cloned into each user.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/complex.h"
#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/analysis/tensor_dims.h"
#include "compiler/transforms/flow/slices.h"

typedef enum role_t {
  ROLE_NONE,         // not part of dispatches
  ROLE_CLONED,       // scalar constants, fills, empties
  ROLE_ELEMENTWISE,  // linalg.generic with parallel loops only
  ROLE_HEAVY,        // any other linalg op
  ROLE_PAD,
  ROLE_SLICE,  // non-contiguous extract_slice and insert_slice: a copy
} role_t;

typedef struct group_t {
  weir_op_t** ops;  // last first
  uint32_t count, capacity;
  bool has_heavy;
  bool pointwise;  // every op so far reads its group producers at its own index
} group_t;

static bool is_linalg(const weir_op_t* op) {
  return weir_sv_equal_c(weir_op_dialect(op), "linalg") && op->block != NULL &&
         !weir_op_is(op, WEIR_LINALG_YIELD) &&
         !weir_op_is(op, WEIR_LINALG_INDEX);
}

static bool all_parallel(const weir_op_t* generic) {
  const weir_attr_t* iterators = weir_op_attr(generic, "iterator_types");
  for (uint32_t i = 0; iterators != NULL && i < iterators->array.count; ++i) {
    if (!weir_sv_equal_c(weir_attr_string(iterators->array.elements[i]),
                         "parallel")) {
      return false;
    }
  }
  return iterators != NULL;
}

static role_t role_of(const weir_op_t* op) {
  if (weir_op_is(op, WEIR_TENSOR_EMPTY) || weir_op_is(op, WEIR_LINALG_FILL)) {
    return ROLE_CLONED;
  }
  if (weir_op_is(op, WEIR_COMPLEX_CONSTANT) ||
      weir_op_is(op, WEIR_COMPLEX_CREATE)) {
    return ROLE_CLONED;  // a dispatch is given numbers, not pairs of them
  }
  if (weir_op_is(op, WEIR_ARITH_CONSTANT)) {
    bool scalar = !weir_type_is_shaped(weir_op_result_n(op, 0)->type);
    return scalar ? ROLE_CLONED : ROLE_NONE;
  }
  if (weir_op_is(op, WEIR_TENSOR_PAD)) return ROLE_PAD;
  if (weir_op_is(op, WEIR_TENSOR_EXTRACT_SLICE) ||
      weir_op_is(op, WEIR_TENSOR_INSERT_SLICE)) {
    return weir_slice_is_contiguous(op) ? ROLE_NONE : ROLE_SLICE;
  }
  if (!is_linalg(op)) return ROLE_NONE;
  bool elementwise = weir_op_is(op, WEIR_LINALG_GENERIC) && all_parallel(op);
  return elementwise ? ROLE_ELEMENTWISE : ROLE_HEAVY;
}

// -- growing a group ----------------------------------------------------------

static void add_op(group_t* group, weir_arena_t* arena, weir_op_t* op) {
  if (group->count == group->capacity) {
    uint32_t capacity = group->capacity ? group->capacity * 2 : 8;
    weir_op_t** ops = WEIR_ARENA_ARRAY(arena, weir_op_t*, capacity);
    for (uint32_t i = 0; i < group->count; ++i) ops[i] = group->ops[i];
    group->ops = ops;
    group->capacity = capacity;
  }
  group->ops[group->count++] = op;
}

static bool contains(const group_t* group, const weir_op_t* op) {
  for (uint32_t i = 0; i < group->count; ++i) {
    if (group->ops[i] == op) return true;
  }
  return false;
}

// Whether the value is used by ops of the group alone, and as an operand of the
// op itself: a tensor.extract inside a body reads the whole tensor.
static bool used_only_in(const group_t* group, const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (!contains(group, use->op)) return false;
  }
  return value->uses != NULL;
}

static bool has_identity_map(const weir_op_t* generic, uint32_t operand) {
  const weir_attr_t* maps = weir_op_attr(generic, "indexing_maps");
  return weir_affine_map_is_identity(maps->array.elements[operand]->map);
}

// Whether every use of |value| in the group reads it point for point.
static bool read_pointwise(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (role_of(use->op) != ROLE_ELEMENTWISE ||
        !has_identity_map(use->op, use->index)) {
      return false;
    }
  }
  return true;
}

static bool is_window_input(const weir_use_t* use) {
  return role_of(use->op) == ROLE_HEAVY && use->index == 0 &&
         !weir_op_is(use->op, WEIR_LINALG_GENERIC);
}

// Whether |producer| may join the group of its users.
static bool may_join(const group_t* group, const weir_op_t* producer) {
  const weir_value_t* value = weir_op_result_n(producer, 0);
  if (producer->result_count != 1 || producer->block != group->ops[0]->block ||
      weir_op_affinity(producer) != weir_op_affinity(group->ops[0]) ||
      !used_only_in(group, value)) {
    return false;
  }
  switch (role_of(producer)) {
    case ROLE_ELEMENTWISE:
      for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
        if (role_of(use->op) != ROLE_ELEMENTWISE) return false;
      }
      return true;
    case ROLE_HEAVY:
      return !group->has_heavy && group->pointwise && read_pointwise(value);
    case ROLE_PAD:
      return weir_value_has_one_use(value) && is_window_input(value->uses);
    default:
      return false;
  }
}

// The latest producer that may join, so that of two heavy ones the group takes
// the one that was computed last.
static weir_op_t* next_producer(const group_t* group) {
  weir_op_t* best = NULL;
  for (uint32_t i = 0; i < group->count; ++i) {
    const weir_op_t* op = group->ops[i];
    for (uint32_t o = 0; o < op->operand_count; ++o) {
      weir_op_t* producer = weir_value_op(weir_op_operand_n(op, o));
      if (producer == NULL || producer == best || contains(group, producer))
        continue;
      if (!may_join(group, producer)) continue;
      if (best == NULL || weir_op_is_before(best, producer)) best = producer;
    }
  }
  return best;
}

// Whether all outputs are written at the loops' own index.
static bool is_pointwise(const weir_op_t* op) {
  if (role_of(op) != ROLE_ELEMENTWISE) return false;
  const weir_attr_t* maps = weir_op_attr(op, "indexing_maps");
  for (uint32_t i = 1; i <= op->result_count; ++i) {
    if (!weir_affine_map_is_identity(
            maps->array.elements[maps->array.count - i]->map)) {
      return false;
    }
  }
  return true;
}

static void grow_group(group_t* group, weir_arena_t* arena, weir_op_t* last) {
  *group = (group_t){.has_heavy = role_of(last) == ROLE_HEAVY,
                     .pointwise = is_pointwise(last)};
  add_op(group, arena, last);
  weir_op_t* producer;
  while ((producer = next_producer(group)) != NULL) {
    if (role_of(producer) == ROLE_HEAVY) group->has_heavy = true;
    if (role_of(producer) == ROLE_ELEMENTWISE) {
      // What is read elsewhere than at its own index ends the point-for-point
      // chain; heavy ops below it stay outside.
      group->pointwise &= is_pointwise(producer) &&
                          read_pointwise(weir_op_result_n(producer, 0));
    }
    add_op(group, arena, producer);
  }
}

// -- making the dispatch ------------------------------------------------------

typedef struct dispatch_t {
  weir_pass_t* pass;
  group_t* group;
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
  if (producer != NULL && (contains(dispatch->group, producer) ||
                           role_of(producer) == ROLE_CLONED)) {
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

// The dynamic dimensions of a tensor, inside the body.
typedef struct dims_t {
  weir_value_t** items;
  uint32_t count;
} dims_t;

// |argument| with its dynamic dimensions tied to it.
static weir_value_t* tie(weir_builder_t* builder, weir_location_t* location,
                         weir_value_t* argument, dims_t dims) {
  if (dims.count == 0) return argument;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_TIE_SHAPE, location);
  weir_op_state_operand(&state, argument);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_result(&state, argument->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void load(weir_builder_t* builder, weir_location_t* location,
                 weir_value_t* argument, weir_type_t* type, dims_t dims,
                 weir_value_t** out) {
  const weir_slice_t slice = weir_slice_whole(builder->context, type);
  weir_value_t* source = tie(builder, location, argument, dims);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_TENSOR_LOAD, location);
  weir_op_state_operand(&state, source);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operand(&state, NULL);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operand(&state, NULL);
  weir_slice_add_attrs(&state, &slice);
  weir_op_state_result(&state, type);
  *out = weir_op_result_n(weir_build(builder, &state), 0);
}

// |offsets|, |sizes| and |strides| are what |slice| leaves open.
typedef struct slice_dims_t {
  dims_t offsets, sizes, strides;
} slice_dims_t;

static void store(weir_builder_t* builder, weir_location_t* location,
                  weir_value_t* value, weir_value_t* argument, dims_t dims,
                  const weir_slice_t* slice, const slice_dims_t* open) {
  weir_value_t* target = tie(builder, location, argument, dims);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_TENSOR_STORE,
                     location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, target);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operands(&state, open->offsets.items, open->offsets.count);
  weir_op_state_operands(&state, open->sizes.items, open->sizes.count);
  weir_op_state_operands(&state, open->strides.items, open->strides.count);
  weir_slice_add_attrs(&state, slice);
  weir_build(builder, &state);
}

static weir_op_t* terminate(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* const* values, uint32_t count) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_RETURN, location);
  weir_op_state_operands(&state, values, count);
  return weir_build(builder, &state);
}

// The workgroup count is the code generator's to say: it is left open here.
static void build_count(weir_region_t* region, weir_location_t* location) {
  weir_block_t* block = weir_region_add_block(region);
  weir_builder_t builder = weir_builder_at_end(block);
  weir_type_t* index = weir_index_type(builder.context);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder,
                     WEIR_FLOW_DISPATCH_WORKGROUP_COUNT_FROM_SLICE, location);
  weir_op_state_operand(&state, NULL);
  for (int i = 0; i < 3; ++i) weir_op_state_result(&state, index);
  weir_op_t* count = weir_build(&builder, &state);
  weir_value_t* values[3];
  for (uint32_t i = 0; i < 3; ++i) values[i] = weir_op_result_n(count, i);
  terminate(&builder, location, values, 3);
}

static weir_location_t* group_location(const group_t* group,
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

// |count| values from |first| on, as the body has them.
static dims_t dims_inside(const dispatch_t* dispatch, const weir_block_t* block,
                          weir_value_t* const* first, uint32_t count) {
  dims_t dims = {
      WEIR_ARENA_ARRAY(dispatch->pass->scratch, weir_value_t*, count + 1),
      count};
  for (uint32_t i = 0; i < count; ++i) {
    dims.items[i] = inside_of(dispatch, block, first[i]);
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
      dims_t dims =
          dims_inside(dispatch, block, dispatch->dims.items + next_dim, count);
      next_dim += count;
      load(builder, weir_value_location(value), value, type, dims, &value);
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
  build_count(weir_op_region(op, 1), location);
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
  weir_value_t* value;
  uint32_t count = weir_type_dynamic_dim_count(source->type);
  load(&builder, insert->location, block->arguments[0], source->type,
       dims_inside(dispatch, block, dispatch->dims.items, count), &value);
  weir_slice_t slice = weir_slice_of(insert);
  slice_dims_t dims;
  dims_t* lists[3] = {&dims.offsets, &dims.sizes, &dims.strides};
  for (uint32_t g = 0; g < 3; ++g) {
    uint32_t group = WEIR_TENSOR_INSERT_SLICE_OFFSETS + g;
    uint32_t size = weir_op_operand_group_size(insert, group);
    weir_value_t** values =
        WEIR_ARENA_ARRAY(dispatch->pass->scratch, weir_value_t*, size + 1);
    for (uint32_t i = 0; i < size; ++i) {
      values[i] = weir_op_operand_at(insert, group, i);
    }
    *lists[g] = dims_inside(dispatch, block, values, size);
  }
  store(&builder, insert->location, value, block->arguments[1],
        dims_inside(dispatch, block, dispatch->dims.items + count,
                    dispatch->dims.count - count),
        &slice, &dims);
  terminate(&builder, insert->location, NULL, 0);
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
    slice_dims_t open = {
        .sizes = dims_inside(dispatch, block,
                             dispatch->result_dims.items + next_dim, count)};
    next_dim += count;
    store(builder, weir_op_parent(last)->location, value,
          block->arguments[dispatch->argument_count + i], open.sizes, &slice,
          &open);
  }
}

// False after an error; then the ops stay.
static bool outline_group(weir_pass_t* pass, group_t* group) {
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
  terminate(&builder, location, NULL, 0);
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

// -- the pass -----------------------------------------------------------------

static bool has_used_result(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (op->results[i].uses != NULL) return true;
  }
  return false;
}

// Whether a group starts at |op|: it computes, and what it computes is wanted
// by something that did not take it into its own group.
static bool starts_group(const weir_op_t* op) {
  role_t role = role_of(op);
  if (!has_used_result(op)) return false;
  if (role == ROLE_ELEMENTWISE || role == ROLE_HEAVY || role == ROLE_PAD ||
      role == ROLE_SLICE) {
    return true;
  }
  // A fill that something other than a dispatch wants.
  if (!weir_op_is(op, WEIR_LINALG_FILL)) return false;
  for (const weir_use_t* use = op->results[0].uses; use != NULL;
       use = use->next) {
    if (role_of(use->op) == ROLE_NONE) return true;
  }
  return false;
}

static bool is_dispatch(const weir_op_t* op) {
  return weir_op_is(op, WEIR_FLOW_DISPATCH_WORKGROUPS) ||
         weir_op_is(op, WEIR_FLOW_DISPATCH_REGION);
}

static weir_status_t form_in_block(weir_pass_t* pass, weir_block_t* block);

// The bodies of branches and loops.
static weir_status_t form_in_regions(weir_pass_t* pass, weir_op_t* op) {
  if (is_linalg(op) || is_dispatch(op) || role_of(op) != ROLE_NONE) {
    return weir_ok();
  }
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_RETURN_IF_ERROR(form_in_block(pass, block));
    }
  }
  return weir_ok();
}

static weir_status_t form_in_block(weir_pass_t* pass, weir_block_t* block) {
  // From the end, so that users have their groups before their producers.
  weir_op_t* previous;
  for (weir_op_t* op = block->last; op != NULL; op = previous) {
    if (starts_group(op)) {
      group_t group;
      grow_group(&group, pass->scratch, op);
      // The ops of the group go; go on before the dispatch that takes their
      // place.
      weir_op_t* anchor = op->next;
      bool is_outlined = outline_group(pass, &group);
      previous = anchor != NULL ? anchor->previous : block->last;
      previous = is_outlined ? previous->previous : op->previous;
      continue;
    }
    WEIR_RETURN_IF_ERROR(form_in_regions(pass, op));
    previous = op->previous;
    if (is_linalg(op) && weir_op_is_trivially_dead(op)) weir_op_erase(op);
  }
  return weir_ok();
}

weir_status_t weir_flow_form_dispatches(weir_pass_t* pass,
                                        weir_op_t* function) {
  weir_region_t* body = weir_op_region(function, 0);
  if (body == NULL) return weir_ok();
  WEIR_FOR_EACH_BLOCK(block, body) {
    WEIR_RETURN_IF_ERROR(form_in_block(pass, block));
  }
  return weir_ok();
}
