// What a node has of a program: its values, its copies of ops, its joins.
#include "compiler/transforms/nodes/projection.h"

#include "compiler/analysis/members.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/stream/timepoints.h"

weir_value_t* weir_projection_get(weir_projection_t* projection,
                                  weir_value_t* value) {
  weir_value_t* here = weir_mapping_find(projection->mapping, value);
  if (here != NULL) return here;
  weir_builder_t builder = weir_builder_at_start(projection->entry);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_NULL,
                     weir_value_location(value));
  weir_op_state_result(&state, value->type);
  here = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_mapping_set(projection->mapping, value, here);
  return here;
}

bool weir_projection_is_here(weir_projection_t* projection,
                             const weir_attr_t* affinity) {
  uint32_t node = weir_owners_node_of(projection->owners, affinity);
  return node == projection->node || node == WEIR_EVERY_NODE;
}

weir_attr_t* weir_projection_affinity(weir_projection_t* projection,
                                      weir_attr_t* affinity) {
  return weir_is_each_node(affinity)
             ? weir_owners_device_of(projection->owners, projection->node)
             : affinity;
}

// -- ops ----------------------------------------------------------------------

// The timepoint an op would have awaited.
static weir_value_t* awaited(weir_projection_t* projection, weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_type_is_stream_timepoint(value->type)) {
      return weir_projection_get(projection, value);
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &projection->builder,
                     WEIR_STREAM_TIMEPOINT_IMMEDIATE, op->location);
  weir_op_state_result(&state,
                       weir_stream_timepoint_type(projection->builder.context));
  return weir_op_result_n(weir_build(&projection->builder, &state), 0);
}

void weir_projection_pass_on(weir_projection_t* projection, weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (weir_type_is_stream_timepoint(result->type)) {
      weir_mapping_set(projection->mapping, result, awaited(projection, op));
    }
  }
}

static void add_operands(weir_projection_t* projection, weir_op_state_t* state,
                         const weir_op_t* op) {
  uint32_t groups = op->info != NULL ? op->info->operand_group_count : 1;
  for (uint32_t g = 0; g < groups; ++g) {
    uint32_t start = op->info != NULL ? weir_op_operand_group_start(op, g) : 0;
    uint32_t count = op->info != NULL ? weir_op_operand_group_size(op, g)
                                      : op->operand_count;
    weir_value_t** values =
        WEIR_ARENA_ARRAY(projection->arena, weir_value_t*, count);
    for (uint32_t i = 0; i < count; ++i) {
      values[i] =
          weir_projection_get(projection, weir_op_operand_n(op, start + i));
    }
    weir_op_state_operands(state, values, count);
  }
}

static void add_results(weir_projection_t* projection, weir_op_state_t* state,
                        const weir_op_t* op) {
  uint32_t groups = op->info != NULL ? op->info->result_group_count : 1;
  for (uint32_t g = 0; g < groups; ++g) {
    uint32_t start = op->info != NULL ? weir_op_result_group_start(op, g) : 0;
    uint32_t count =
        op->info != NULL ? weir_op_result_group_size(op, g) : op->result_count;
    weir_type_t** types =
        WEIR_ARENA_ARRAY(projection->arena, weir_type_t*, count);
    for (uint32_t i = 0; i < count; ++i) {
      types[i] = weir_op_result_n(op, start + i)->type;
    }
    weir_op_state_results(state, types, count);
  }
}

weir_op_t* weir_projection_keep(weir_projection_t* projection, weir_op_t* op) {
  weir_references_add(&projection->references, op->attrs);
  weir_op_state_t state;
  weir_op_state_init_named(&state, op->context,
                           weir_sv_n(op->name->data, op->name->size),
                           op->location);
  add_operands(projection, &state, op);
  add_results(projection, &state, op);
  weir_op_state_attrs(&state, op->attrs);
  for (uint32_t i = 0; i < op->successor_count; ++i) {
    weir_op_state_successor(
        &state, weir_mapping_get_block(projection->mapping, op->successors[i]));
  }
  weir_op_state_regions(&state, op->region_count);
  weir_op_t* copy = weir_build(&projection->builder, &state);
  // What all nodes do, each does at home.
  weir_attr_t* affinity = weir_op_affinity(copy);
  if (affinity != NULL && (weir_is_each_node(affinity) ||
                           !weir_projection_is_here(projection, affinity))) {
    weir_op_set_affinity(
        copy, weir_owners_device_of(projection->owners, projection->node));
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_mapping_set(projection->mapping, weir_op_result_n(op, i),
                     weir_op_result_n(copy, i));
  }
  return copy;
}

void weir_project_join(weir_projection_t* projection, weir_op_t* join) {
  uint32_t number = ++projection->join_count;
  weir_value_t** waits = WEIR_ARENA_ARRAY(projection->arena, weir_value_t*,
                                          (size_t)join->operand_count + 1);
  weir_value_t* immediate = NULL;
  uint32_t count = 0;
  for (uint32_t i = 0; i < join->operand_count; ++i) {
    weir_value_t* wait =
        weir_projection_get(projection, weir_op_operand_n(join, i));
    uint32_t* met =
        weir_event_map_at(&projection->joined, (uint64_t)(uintptr_t)wait, 0);
    if (*met == number) continue;
    *met = number;
    if (weir_timepoint_is_immediate(wait)) {
      immediate = wait;
    } else {
      waits[count++] = wait;
    }
  }
  if (count == 0 && immediate != NULL) waits[count++] = immediate;
  weir_value_t* result = weir_op_result_n(join, 0);
  if (count == 1) {
    weir_mapping_set(projection->mapping, result, waits[0]);
    return;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &projection->builder, WEIR_STREAM_TIMEPOINT_JOIN,
                     join->location);
  weir_op_state_operands(&state, waits, count);
  weir_op_state_result(&state, result->type);
  weir_op_state_attrs(&state, join->attrs);
  weir_mapping_set(
      projection->mapping, result,
      weir_op_result_n(weir_build(&projection->builder, &state), 0));
}
