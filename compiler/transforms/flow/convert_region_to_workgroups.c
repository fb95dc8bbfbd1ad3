// Turns flow.dispatch.region into flow.dispatch.workgroups.
//
// Needs:   regions that yield ranked tensors.
// Changes: what the body uses from outside becomes operands, tensors are loaded
//          at its start and results stored at its end; dimensions follow as
//          operands of their own. A result made by writing over an operand is
//          tied to it.
// Keeps:   the region that computes workgroup counts, attributes.
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/flow/captures.h"
#include "compiler/transforms/flow/passes.h"
#include "compiler/transforms/flow/slices.h"

typedef struct conversion_t {
  weir_op_t* region;
  weir_arena_t* arena;
  weir_value_list_t captured;   // used inside, defined outside
  weir_value_list_t arguments;  // captured, their dims, result dims
  weir_value_list_t dims;       // of the captured tensors
  weir_value_list_t result_dims;
  int32_t* ties;  // captured value each result is tied to, or -1
} conversion_t;

static int32_t place_of(const weir_value_list_t* list,
                        const weir_value_t* value) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->items[i] == value) return (int32_t)i;
  }
  return -1;
}

static bool is_inside(const conversion_t* c, const weir_value_t* value) {
  const weir_block_t* block = weir_value_block(value);
  return weir_op_is_ancestor(c->region, block->region->op);
}

static void add_dims(conversion_t* c, weir_builder_t* builder,
                     weir_value_t* tensor) {
  weir_dims_t known;
  if (weir_find_made_dims(tensor, &known)) {
    for (uint32_t i = 0; i < known.count; ++i) {
      weir_value_list_add(&c->dims, c->arena, weir_dims_get(&known, i));
    }
    return;
  }
  weir_build_tensor_dims(builder, c->region->location, tensor, c->arena,
                         &c->dims);
}

// The value from outside that |value| is written over; NULL if there is none.
static weir_value_t* written_over(const conversion_t* c, weir_value_t* value) {
  while (is_inside(c, value)) {
    const weir_op_t* op = weir_value_op(value);
    if (op == NULL) return NULL;
    if (weir_op_is(op, WEIR_TENSOR_INSERT_SLICE)) {
      value = weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST);
    } else if (weir_sv_equal_c(weir_op_dialect(op), "linalg") &&
               op->result_count <= op->operand_count) {
      value = weir_op_operand_n(
          op, op->operand_count - op->result_count + value->index);
    } else {
      return NULL;
    }
  }
  return value;
}

static void find_ties(conversion_t* c) {
  uint32_t count = c->region->result_count;
  c->ties = WEIR_ARENA_ARRAY(c->arena, int32_t, count + 1);
  for (uint32_t i = 0; i < count; ++i) c->ties[i] = -1;
  // With several ways out a result may be written over different values.
  const weir_region_t* body = weir_op_region(c->region, 0);
  if (body->first != body->last) return;
  const weir_op_t* yield = body->first->last;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_value_t* over = written_over(c, weir_op_operand_n(yield, i));
    if (over == NULL || over->type != c->region->results[i].type) continue;
    int32_t place = place_of(&c->captured, over);
    for (uint32_t k = 0; k < i; ++k) {
      if (c->ties[k] == place) place = -1;
    }
    c->ties[i] = place;
  }
}

static bool is_tied(const conversion_t* c, uint32_t captured) {
  for (uint32_t i = 0; i < c->region->result_count; ++i) {
    if (c->ties[i] == (int32_t)captured) return true;
  }
  return false;
}

static weir_op_t* build_workgroups(conversion_t* c, weir_builder_t* builder) {
  weir_op_t* region = c->region;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_DISPATCH_WORKGROUPS,
                     region->location);
  weir_op_state_operands_of(&state, region, WEIR_FLOW_DISPATCH_REGION_WORKLOAD);
  weir_op_state_operands(&state, c->arguments.items, c->arguments.count);
  weir_op_state_operands(&state, c->dims.items, c->dims.count);
  weir_op_state_operands(&state, c->result_dims.items, c->result_dims.count);
  weir_type_list_t types = {0};
  for (uint32_t i = 0; i < region->result_count; ++i) {
    weir_type_list_add(&types, c->arena, region->results[i].type);
  }
  weir_op_state_results(&state, types.items, types.count);
  weir_op_state_attrs(&state, region->attrs);
  weir_op_t* by = weir_build(builder, &state);
  uint32_t start =
      weir_op_operand_group_start(by, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS);
  for (uint32_t i = 0; i < region->result_count; ++i) {
    if (c->ties[i] < 0) continue;
    weir_op_set_tied_operand(by, i, (int32_t)start + c->ties[i]);
  }
  return by;
}

// Adds the operands of a load or store of all of |type|, whose dynamic
// dimensions are |dims|.
static void add_whole(weir_op_state_t* state, weir_context_t* context,
                      const weir_type_t* type, weir_value_t* const* dims) {
  uint32_t count = weir_type_dynamic_dim_count(type);
  weir_op_state_operands(state, dims, count);
  weir_op_state_operands(state, NULL, 0);
  weir_op_state_operands(state, dims, count);
  weir_op_state_operands(state, NULL, 0);
  weir_slice_t whole = weir_slice_whole(context, type);
  weir_slice_add_attrs(state, &whole);
}

// Entry arguments, loads of tensors; then uses inside are of these.
static void build_entry(const conversion_t* c, weir_block_t* entry) {
  weir_context_t* context = c->region->context;
  for (uint32_t i = 0; i < c->arguments.count; ++i) {
    weir_type_t* type = c->arguments.items[i]->type;
    if (i < c->captured.count && weir_type_is_ranked_tensor(type)) {
      type = weir_flow_dispatch_tensor_type(
          is_tied(c, i) ? WEIR_TENSOR_READWRITE : WEIR_TENSOR_READONLY, type);
    }
    weir_block_add_argument(entry, type,
                            weir_value_location(c->arguments.items[i]));
  }
  for (uint32_t i = 0; i < c->region->result_count; ++i) {
    if (c->ties[i] >= 0) continue;
    weir_block_add_argument(
        entry,
        weir_flow_dispatch_tensor_type(WEIR_TENSOR_WRITEONLY,
                                       c->region->results[i].type),
        c->region->location);
  }
  weir_builder_t builder = weir_builder(context);
  weir_builder_set_start(&builder, entry);
  uint32_t dim = c->captured.count;  // the next argument that is a dimension
  for (uint32_t i = 0; i < c->captured.count; ++i) {
    weir_value_t* outer = c->captured.items[i];
    weir_value_t* inner = entry->arguments[i];
    if (weir_type_is_ranked_tensor(outer->type)) {
      weir_op_state_t state;
      weir_op_state_init(&state, &builder, WEIR_FLOW_DISPATCH_TENSOR_LOAD,
                         c->region->location);
      weir_op_state_operand(&state, inner);
      add_whole(&state, context, outer->type, entry->arguments + dim);
      weir_op_state_result(&state, outer->type);
      inner = weir_op_result_n(weir_build(&builder, &state), 0);
      dim += weir_type_dynamic_dim_count(outer->type);
    }
    WEIR_FOR_EACH_USE(use, outer) {
      if (use->op->block == NULL ||
          !weir_op_is_ancestor(entry->region->op, use->op) ||
          use->op == entry->region->op) {
        continue;
      }
      weir_op_set_operand(use->op, use->index, inner);
    }
  }
}

// The first dimension among the entry arguments of captured tensor |captured|.
static uint32_t captured_dims(const conversion_t* c, uint32_t captured) {
  uint32_t dim = c->captured.count;
  for (uint32_t i = 0; i < captured; ++i) {
    const weir_type_t* type = c->captured.items[i]->type;
    if (weir_type_is_ranked_tensor(type)) {
      dim += weir_type_dynamic_dim_count(type);
    }
  }
  return dim;
}

static void build_stores(const conversion_t* c, weir_block_t* entry,
                         weir_op_t* yield) {
  weir_builder_t builder = weir_builder_before(yield);
  uint32_t dim = c->captured.count + c->dims.count;
  uint32_t next = c->arguments.count;
  for (uint32_t i = 0; i < c->region->result_count; ++i) {
    weir_type_t* type = c->region->results[i].type;
    bool tied = c->ties[i] >= 0;
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_FLOW_DISPATCH_TENSOR_STORE,
                       c->region->location);
    weir_op_state_operand(&state, weir_op_operand_n(yield, i));
    weir_op_state_operand(
        &state, entry->arguments[tied ? (uint32_t)c->ties[i] : next++]);
    add_whole(&state, c->region->context, type,
              entry->arguments +
                  (tied ? captured_dims(c, (uint32_t)c->ties[i]) : dim));
    weir_build(&builder, &state);
    if (!tied) dim += weir_type_dynamic_dim_count(type);
  }
  weir_op_set_operand_group(yield, 0, NULL, 0);
}

static bool may_convert(const weir_op_t* region) {
  if (weir_region_is_empty(weir_op_region(region, 0))) return false;
  for (uint32_t i = 0; i < region->result_count; ++i) {
    if (!weir_type_is_ranked_tensor(region->results[i].type)) return false;
  }
  return true;
}

// All dimensions of results; those that no operand brings along become
// arguments of the body.
static void add_result_dims(conversion_t* c) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < c->region->result_count; ++i) {
    uint32_t count = weir_type_dynamic_dim_count(c->region->results[i].type);
    for (uint32_t k = 0; k < count; ++k, ++next) {
      weir_value_t* dim = weir_op_operand_at(
          c->region, WEIR_FLOW_DISPATCH_REGION_RESULT_DIMS, next);
      weir_value_list_add(&c->result_dims, c->arena, dim);
      if (c->ties[i] < 0) weir_value_list_add(&c->arguments, c->arena, dim);
    }
  }
}

static bool may_cross(const conversion_t* c) {
  bool may = true;
  for (uint32_t i = 0; i < c->captured.count && may; ++i) {
    may = weir_verify_boundary_type(c->region, c->captured.items[i]->type);
  }
  for (uint32_t i = 0; i < c->region->result_count && may; ++i) {
    may = weir_verify_boundary_type(c->region, c->region->results[i].type);
  }
  return may;
}

static bool convert(weir_op_t* region, weir_arena_t* arena) {
  conversion_t c = {.region = region, .arena = arena};
  weir_builder_t builder = weir_builder_before(region);
  // Only the body; what counts the workgroups takes the workload.
  weir_flow_captures(region, 0, arena, &c.captured);
  if (!may_cross(&c)) return false;
  for (uint32_t i = 0; i < c.captured.count; ++i) {
    weir_value_list_add(&c.arguments, arena, c.captured.items[i]);
    if (weir_type_is_ranked_tensor(c.captured.items[i]->type)) {
      add_dims(&c, &builder, c.captured.items[i]);
    }
  }
  for (uint32_t i = 0; i < c.dims.count; ++i) {
    weir_value_list_add(&c.arguments, arena, c.dims.items[i]);
  }
  find_ties(&c);
  add_result_dims(&c);
  weir_op_t* by = build_workgroups(&c, &builder);
  for (uint32_t i = 0; i < region->region_count; ++i) {
    weir_region_take_blocks(&by->regions[i], &region->regions[i]);
  }
  weir_block_t* entry = by->regions[0].first;
  build_entry(&c, entry);
  WEIR_FOR_EACH_BLOCK(block, &by->regions[0]) {
    if (weir_op_is(block->last, WEIR_FLOW_RETURN)) {
      build_stores(&c, entry, block->last);
    }
  }
  weir_value_t** values =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, region->result_count + 1);
  for (uint32_t i = 0; i < region->result_count; ++i) {
    values[i] = weir_op_result_n(by, i);
  }
  weir_op_replace(region, values);
  return true;
}

weir_status_t weir_flow_convert_region_to_workgroups(weir_pass_t* pass,
                                                     weir_op_t* function) {
  weir_op_list_t regions =
      weir_collect_ops(function, WEIR_FLOW_DISPATCH_REGION, pass->scratch);
  bool is_ok = true;
  for (uint32_t i = 0; i < regions.count; ++i) {
    if (may_convert(regions.ops[i])) {
      is_ok &= convert(regions.ops[i], pass->scratch);
    } else {
      weir_op_error(regions.ops[i],
                    "has no body, or results that are not ranked tensors");
      is_ok = false;
    }
  }
  return is_ok ? weir_ok()
               : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                             "dispatch region not converted");
}
