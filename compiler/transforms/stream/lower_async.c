// Async ops to commands on the storage their values were given.
#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/stream/allocation.h"

enum { ACCESS_READ = 1, ACCESS_WRITE = 2 };

typedef struct lowering_t {
  weir_allocation_t* allocation;
  weir_op_t* op;
  weir_builder_t builder;  // before the op
} lowering_t;

static weir_range_t operand_range(const lowering_t* lowering, uint32_t group) {
  return weir_allocation_range(lowering->allocation,
                               weir_op_operand(lowering->op, group));
}

static weir_range_t result_range(const lowering_t* lowering) {
  return weir_allocation_range(lowering->allocation,
                               weir_op_result_n(lowering->op, 0));
}

static weir_value_t* offset_in(const lowering_t* lowering, weir_range_t range,
                               weir_value_t* offset) {
  return offset != NULL
             ? weir_allocation_add(lowering->allocation, range.offset, offset)
             : range.offset;
}

static void build_copy(lowering_t* lowering, weir_range_t source,
                       weir_value_t* source_offset, weir_range_t target,
                       weir_value_t* target_offset, weir_value_t* length) {
  weir_op_state_t state;
  weir_op_state_init(&state, &lowering->builder, WEIR_STREAM_CMD_COPY,
                     lowering->op->location);
  weir_op_state_operand(&state, source.resource);
  weir_op_state_operand(&state, source.size);
  weir_op_state_operand(&state, offset_in(lowering, source, source_offset));
  weir_op_state_operand(&state, target.resource);
  weir_op_state_operand(&state, target.size);
  weir_op_state_operand(&state, offset_in(lowering, target, target_offset));
  weir_op_state_operand(&state, length);
  weir_build(&lowering->builder, &state);
}

static void build_fill(lowering_t* lowering, weir_range_t target,
                       weir_value_t* target_offset, weir_value_t* length,
                       weir_value_t* value) {
  weir_op_state_t state;
  weir_op_state_init(&state, &lowering->builder, WEIR_STREAM_CMD_FILL,
                     lowering->op->location);
  weir_op_state_operand(&state, target.resource);
  weir_op_state_operand(&state, target.size);
  weir_op_state_operand(&state, offset_in(lowering, target, target_offset));
  weir_op_state_operand(&state, length);
  weir_op_state_operand(&state, value);
  weir_build(&lowering->builder, &state);
}

// -- copies and fills ---------------------------------------------------------

static void lower_splat(lowering_t* lowering) {
  weir_range_t target = result_range(lowering);
  build_fill(lowering, target, NULL, target.length,
             weir_op_operand(lowering->op, WEIR_STREAM_ASYNC_SPLAT_VALUE));
}

static void lower_clone(lowering_t* lowering) {
  weir_range_t target = result_range(lowering);
  build_copy(lowering, operand_range(lowering, WEIR_STREAM_ASYNC_CLONE_SOURCE),
             NULL, target, NULL, target.length);
}

static void lower_slice(lowering_t* lowering) {
  const weir_op_t* op = lowering->op;
  weir_range_t target = result_range(lowering);
  build_copy(lowering, operand_range(lowering, WEIR_STREAM_ASYNC_SLICE_SOURCE),
             weir_op_operand(op, WEIR_STREAM_ASYNC_SLICE_SOURCE_OFFSET), target,
             NULL, target.length);
}

static void lower_fill(lowering_t* lowering) {
  const weir_op_t* op = lowering->op;
  build_fill(lowering, result_range(lowering),
             weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_OFFSET),
             weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH),
             weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_VALUE));
}

static void lower_update(lowering_t* lowering) {
  const weir_op_t* op = lowering->op;
  build_copy(lowering, operand_range(lowering, WEIR_STREAM_ASYNC_UPDATE_UPDATE),
             NULL, result_range(lowering),
             weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_TARGET_OFFSET),
             weir_op_operand(op, WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE));
}

static void lower_copy(lowering_t* lowering) {
  const weir_op_t* op = lowering->op;
  build_copy(lowering, operand_range(lowering, WEIR_STREAM_ASYNC_COPY_SOURCE),
             weir_op_operand(op, WEIR_STREAM_ASYNC_COPY_SOURCE_OFFSET),
             result_range(lowering),
             weir_op_operand(op, WEIR_STREAM_ASYNC_COPY_TARGET_OFFSET),
             weir_op_operand(op, WEIR_STREAM_ASYNC_COPY_LENGTH));
}

// -- transfers ----------------------------------------------------------------

static bool is_staging(const weir_value_t* value) {
  return weir_stream_resource_lifetime(value->type) == WEIR_LIFETIME_STAGING;
}

static void build_cache_op(lowering_t* lowering, uint32_t id,
                           weir_range_t range, weir_attr_t* affinity) {
  weir_op_state_t state;
  weir_op_state_init(&state, &lowering->builder, id, lowering->op->location);
  weir_op_state_operand(&state, range.resource);
  weir_op_state_operand(&state, range.size);
  weir_op_state_operand(&state, range.offset);
  weir_op_state_operand(&state, range.length);
  weir_op_state_attr(&state, "source_affinity", affinity);
  weir_build(&lowering->builder, &state);
}

// What comes from elsewhere is invalidated before the copy, what goes elsewhere
// flushed after it.
static void lower_transfer(lowering_t* lowering) {
  const weir_op_t* op = lowering->op;
  weir_attr_t* here = weir_affinity_lookup(op);
  weir_attr_t* from = weir_op_attr(op, "source_affinity");
  weir_attr_t* to = weir_op_attr(op, "result_affinity");
  weir_value_t* source_value =
      weir_op_operand(op, WEIR_STREAM_ASYNC_TRANSFER_SOURCE);
  weir_range_t source =
      operand_range(lowering, WEIR_STREAM_ASYNC_TRANSFER_SOURCE);
  weir_range_t target = result_range(lowering);
  if (from != here || is_staging(source_value)) {
    build_cache_op(lowering, WEIR_STREAM_CMD_INVALIDATE, source, from);
  }
  build_copy(lowering, source, NULL, target, NULL, source.length);
  if (to != here || is_staging(weir_op_result_n(op, 0))) {
    build_cache_op(lowering, WEIR_STREAM_CMD_FLUSH, target, to);
  }
}

// -- resource lists of dispatches, calls and collectives ----------------------

typedef struct resource_list_t {
  weir_value_t **resources, **sizes, **offsets, **lengths;
  weir_attr_t** accesses;
  uint32_t count;
} resource_list_t;

static resource_list_t new_list(weir_arena_t* arena, uint32_t capacity) {
  return (resource_list_t){
      .resources = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity),
      .sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity),
      .offsets = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity),
      .lengths = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity),
      .accesses = WEIR_ARENA_ARRAY(arena, weir_attr_t*, capacity),
  };
}

static void add_range(lowering_t* lowering, resource_list_t* list,
                      weir_range_t range, weir_value_t* offset,
                      weir_value_t* length, int32_t access) {
  uint32_t at = list->count++;
  list->resources[at] = range.resource;
  list->sizes[at] = range.size;
  list->offsets[at] = offset_in(lowering, range, offset);
  list->lengths[at] = length != NULL ? length : range.length;
  list->accesses[at] = weir_i32_attr(lowering->builder.context, access);
}

static void add_list(weir_op_state_t* state, const resource_list_t* list) {
  weir_op_state_operands(state, list->resources, list->count);
  weir_op_state_operands(state, list->sizes, list->count);
  weir_op_state_operands(state, list->offsets, list->count);
  weir_op_state_operands(state, list->lengths, list->count);
}

static void lower_dispatch(lowering_t* lowering) {
  weir_op_t* op = lowering->op;
  weir_arena_t* arena = lowering->allocation->arena;
  uint32_t group = WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERANDS;
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t count = weir_op_operand_group_size(op, group), ranges = 0,
           uniform_count = 0;
  resource_list_t list = new_list(arena, count + op->result_count);
  weir_value_t** uniforms = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, start + i);
    if (!weir_type_is_stream_resource(value->type)) {
      uniforms[uniform_count++] = value;
      continue;
    }
    bool tied = weir_op_operand_is_tied(op, start + i);
    add_range(
        lowering, &list, weir_allocation_range(lowering->allocation, value),
        weir_op_operand_at(
            op, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_OFFSETS, ranges),
        weir_op_operand_at(
            op, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERAND_LENGTHS, ranges),
        tied ? ACCESS_READ | ACCESS_WRITE : ACCESS_READ);
    ++ranges;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_tied_operand(op, i) >= 0) continue;
    weir_range_t range =
        weir_allocation_range(lowering->allocation, weir_op_result_n(op, i));
    add_range(lowering, &list, range, NULL, NULL, ACCESS_WRITE);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &lowering->builder, WEIR_STREAM_CMD_DISPATCH,
                     op->location);
  weir_op_state_operands_of(&state, op, WEIR_STREAM_ASYNC_DISPATCH_WORKLOAD);
  weir_op_state_operands(&state, uniforms, uniform_count);
  add_list(&state, &list);
  weir_op_state_dialect_attrs(&state, op);
  weir_op_state_attr(&state, "entry_points", weir_op_attr(op, "entry_points"));
  weir_op_state_attr(&state, "resource_accesses",
                     weir_array_attr(op->context, list.accesses, list.count));
  weir_build(&lowering->builder, &state);
}

static void lower_collective(lowering_t* lowering) {
  const weir_op_t* op = lowering->op;
  weir_collective_t collective;
  weir_attr_t* kind = weir_op_attr(op, "op");
  bool known = weir_attr_collective(kind, &collective);
  resource_list_t list = new_list(lowering->allocation->arena, 2);
  bool sends = !known || collective.kind != WEIR_COLLECTIVE_RECV;
  bool receives = !known || collective.kind != WEIR_COLLECTIVE_SEND;
  if (sends) {
    add_range(lowering, &list,
              operand_range(lowering, WEIR_STREAM_ASYNC_COLLECTIVE_SOURCE),
              weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_SOURCE_OFFSET),
              weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_SOURCE_LENGTH),
              ACCESS_READ);
  }
  if (receives) {
    add_range(lowering, &list, result_range(lowering),
              weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_TARGET_OFFSET),
              weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_TARGET_LENGTH),
              ACCESS_WRITE);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &lowering->builder, WEIR_STREAM_CMD_COLLECTIVE,
                     op->location);
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_CHANNEL));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_ELEMENT_COUNT));
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_PARAM));
  add_list(&state, &list);
  weir_op_state_attr(&state, "op", kind);
  weir_op_state_attr(&state, "resource_accesses",
                     weir_array_attr(op->context, list.accesses, list.count));
  weir_build(&lowering->builder, &state);
}

// The called function gets each resource with its offset and length and writes
// results in place.
static void lower_call(lowering_t* lowering) {
  weir_op_t* op = lowering->op;
  weir_arena_t* arena = lowering->allocation->arena;
  uint32_t group = WEIR_STREAM_ASYNC_CALL_RESOURCE_OPERANDS;
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t count = weir_op_operand_group_size(op, group), ranges = 0, total = 0;
  resource_list_t list = new_list(arena, count + op->result_count);
  weir_value_t** operands =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, count + op->result_count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, start + i);
    operands[total++] = value;
    if (!weir_type_is_stream_resource(value->type)) continue;
    weir_range_t range = weir_allocation_range(lowering->allocation, value);
    bool tied = weir_op_operand_is_tied(op, start + i);
    add_range(lowering, &list, range,
              weir_op_operand_at(
                  op, WEIR_STREAM_ASYNC_CALL_RESOURCE_OPERAND_OFFSETS, ranges),
              weir_op_operand_at(
                  op, WEIR_STREAM_ASYNC_CALL_RESOURCE_OPERAND_LENGTHS, ranges),
              tied ? ACCESS_READ | ACCESS_WRITE : ACCESS_READ);
    operands[total - 1] = range.resource;
    ++ranges;
  }
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, op->result_count);
  uint32_t type_count = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_is_stream_resource(result->type)) {
      types[type_count++] = result->type;
      continue;
    }
    if (weir_op_tied_operand(op, i) >= 0) continue;
    weir_range_t range = weir_allocation_range(lowering->allocation, result);
    operands[total++] = range.resource;
    add_range(lowering, &list, range, NULL, NULL, ACCESS_WRITE);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &lowering->builder, WEIR_STREAM_CMD_CALL,
                     op->location);
  weir_op_state_operands(&state, operands, total);
  weir_op_state_operands(&state, list.sizes, list.count);
  weir_op_state_operands(&state, list.offsets, list.count);
  weir_op_state_operands(&state, list.lengths, list.count);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_results(&state, types, type_count);
  weir_op_state_dialect_attrs(&state, op);
  weir_op_state_attr(&state, "callee", weir_op_attr(op, "callee"));
  weir_op_state_attr(&state, "resource_operand_accesses",
                     weir_array_attr(op->context, list.accesses, list.count));
  weir_op_t* by = weir_build(&lowering->builder, &state);
  for (uint32_t i = 0, n = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (weir_type_is_stream_resource(result->type)) continue;
    weir_value_replace_uses(result, weir_op_result_n(by, n++));
  }
}

// -- regions ------------------------------------------------------------------

static weir_status_t lower_concurrent(lowering_t* lowering) {
  weir_op_t* op = lowering->op;
  weir_block_t* body = weir_op_region(op, 0)->first;
  WEIR_RETURN_IF_ERROR(weir_allocation_lower_block(lowering->allocation, body));
  weir_op_state_t state;
  weir_op_state_init(&state, &lowering->builder, WEIR_STREAM_CMD_CONCURRENT,
                     op->location);
  weir_op_t* by = weir_build(&lowering->builder, &state);
  weir_region_take_blocks(weir_op_region(by, 0), weir_op_region(op, 0));
  weir_op_t* yield = weir_block_terminator(body);
  weir_builder_t builder = weir_builder_before(yield);
  weir_op_state_init(&state, &builder, WEIR_STREAM_YIELD, yield->location);
  weir_build(&builder, &state);
  weir_op_erase(yield);
  while (body->argument_count > 0) {
    // Ranges name the region's own resources, so nothing uses the argument.
    weir_block_erase_argument(body, body->argument_count - 1);
  }
  return weir_ok();
}

static weir_status_t lower_op(lowering_t* lowering) {
  switch (weir_op_id(lowering->op)) {
    case WEIR_STREAM_ASYNC_ALLOCA:
      return weir_ok();  // its storage is all it is
    case WEIR_STREAM_ASYNC_CONSTANT:
      return weir_ok();  // made outside
    case WEIR_STREAM_RESOURCE_SUBVIEW:
      return weir_ok();  // users have its range
    case WEIR_STREAM_ASYNC_SPLAT:
      lower_splat(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_CLONE:
      lower_clone(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_SLICE:
      lower_slice(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_FILL:
      lower_fill(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_UPDATE:
      lower_update(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_COPY:
      lower_copy(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_TRANSFER:
      lower_transfer(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_DISPATCH:
      lower_dispatch(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_COLLECTIVE:
      lower_collective(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_CALL:
      lower_call(lowering);
      return weir_ok();
    case WEIR_STREAM_ASYNC_CONCURRENT:
      return lower_concurrent(lowering);
    default:
      weir_op_error(lowering->op, "has no command form in an execution region");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "unhandled op in a region");
  }
}

// From the end on, so that what an op is replaced by has no user of it left.
weir_status_t weir_allocation_lower_block(weir_allocation_t* allocation,
                                          weir_block_t* block) {
  // The yield still names results; it is replaced by whoever owns the block.
  weir_op_t* yield = weir_block_terminator(block);
  while (yield != NULL && yield->operand_count > 0) {
    weir_op_erase_operand(yield, 0);
  }
  for (weir_op_t *op = block->last, *previous; op != NULL; op = previous) {
    previous = op->previous;
    if (weir_op_is_terminator(op) ||
        !weir_op_has_trait(op, WEIR_OP_STREAMABLE)) {
      continue;
    }
    lowering_t lowering = {allocation, op, weir_builder_before(op)};
    WEIR_RETURN_IF_ERROR(lower_op(&lowering));
    weir_op_erase(op);
  }
  return weir_ok();
}
