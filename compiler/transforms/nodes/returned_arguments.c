// What a function returns of its arguments, each from one node.
//
// A result that was computed in place of an argument is the argument's buffer,
// and so is an argument that is handed back as it came. Each node has a buffer
// of its own for it: the result is that of the node which worked in it.
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/projection.h"

typedef struct search_t {
  const weir_value_t* resource;  // as the region has it
  bool is_written;
} search_t;

static weir_walk_t find_write(weir_op_t* op, void* user) {
  search_t* search = user;
  const weir_attr_t* accesses = weir_op_attr(op, "resource_accesses");
  uint32_t group = 0;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_FILL:
      search->is_written |=
          weir_op_operand(op, WEIR_STREAM_CMD_FILL_TARGET) == search->resource;
      return WEIR_WALK_CONTINUE;
    case WEIR_STREAM_CMD_COPY:
      search->is_written |=
          weir_op_operand(op, WEIR_STREAM_CMD_COPY_TARGET) == search->resource;
      return WEIR_WALK_CONTINUE;
    case WEIR_STREAM_CMD_DISPATCH:
      group = WEIR_STREAM_CMD_DISPATCH_RESOURCES;
      break;
    case WEIR_STREAM_CMD_COLLECTIVE:
      group = WEIR_STREAM_CMD_COLLECTIVE_RESOURCES;
      break;
    case WEIR_STREAM_CMD_CALL:
      search->is_written = true;  // who knows
      return WEIR_WALK_CONTINUE;
    default:
      return WEIR_WALK_CONTINUE;
  }
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    int64_t access = WEIR_ACCESS_WRITE;
    if (weir_op_operand_at(op, group, i) != search->resource) continue;
    if (accesses != NULL && i < accesses->array.count) {
      weir_attr_int(accesses->array.elements[i], &access);
    }
    search->is_written |= (access & WEIR_ACCESS_WRITE) != 0;
  }
  return WEIR_WALK_CONTINUE;
}

// Awaiting a resource gives it another name.
static bool is_written(weir_value_t* resource) {
  WEIR_FOR_EACH_USE(use, resource) {
    if (weir_op_is(use->op, WEIR_STREAM_TIMEPOINT_AWAIT)) {
      if (is_written(weir_op_result_n(use->op, use->index))) return true;
    }
    if (!weir_op_is(use->op, WEIR_STREAM_CMD_EXECUTE)) continue;
    const weir_block_t* body = weir_op_region(use->op, 0)->first;
    if (use->index >= body->argument_count) continue;
    search_t search = {.resource = body->arguments[use->index]};
    weir_walk_pre_order(use->op, find_write, &search);
    if (search.is_written) return true;
  }
  return false;
}

// The node that writes to the argument's buffer, else the first that reads it;
// WEIR_NO_NODE where all have it alike.
static uint32_t owner_of(weir_owners_t* owners, const weir_value_t* argument) {
  uint32_t first = WEIR_NO_NODE;
  WEIR_FOR_EACH_USE(use, argument) {
    if (!weir_op_is(use->op, WEIR_STREAM_TENSOR_IMPORT)) continue;
    uint32_t node =
        weir_owners_node_of(owners, weir_owners_op_affinity(owners, use->op));
    if (node == WEIR_EVERY_NODE) node = 0;
    if (is_written(weir_op_result_n(use->op, 0))) return node;
    if (first == WEIR_NO_NODE) first = node;
  }
  return first;
}

static weir_value_t* build_null(weir_op_t* before, weir_type_t* type) {
  weir_builder_t builder = weir_builder_before(before);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_NULL, before->location);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

void weir_return_arguments_once(weir_op_t* function,
                                weir_projection_t* projections,
                                uint32_t count) {
  if (weir_symbol_visibility(function) != WEIR_PUBLIC) return;
  const weir_block_t* entry = weir_op_region(function, 0)->first;
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(function, 0)) {
    weir_op_t* end = weir_block_terminator(block);
    if (!weir_op_is(end, WEIR_UTIL_RETURN)) continue;
    for (uint32_t i = 0; i < end->operand_count; ++i) {
      weir_value_t* value = weir_op_operand_n(end, i);
      if (value->kind != WEIR_VALUE_ARGUMENT || value->block != entry ||
          !weir_type_is_hal_buffer_view(value->type)) {
        continue;
      }
      uint32_t owner = owner_of(projections[0].owners, value);
      for (uint32_t n = 0; n < count && owner != WEIR_NO_NODE; ++n) {
        if (projections[n].node == owner) continue;
        weir_op_t* copy =
            weir_mapping_get_block(projections[n].mapping, block)->last;
        weir_op_set_operand(copy, i, build_null(copy, value->type));
      }
    }
  }
}
