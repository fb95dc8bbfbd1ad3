// From the functions of the nodes to events, accesses and ends.
//
// The host of a node goes through its function op by op and stops at
// stream.timepoint.await only. Work starts when the host has come to it and
// what it awaits has happened. Commands of a region run one after the other,
// those of a stream.cmd.concurrent in any order. Both ends of a transfer, and
// all ranks of a collective, are one event: none finishes before all have come,
// which is the least that a transport promises. The caller reads what a
// function hands out when the fences that it signals are.
#include <string.h>

#include "compiler/dialects/builtin.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/projection.h"
#include "compiler/transforms/nodes/prove.h"

// A resource value: which resource, and where in it.
typedef struct place_t {
  uint32_t root;
  int64_t base;  // -1: not constant
} place_t;

typedef struct builder_t {
  weir_prove_unit_t* unit;
  weir_arena_t* arena;
  weir_event_graph_t* graph;
  uint32_t node, block, sequence, block_count;
  uint32_t host;                // how far the host has come
  weir_op_t* anchor;            // the op of the host program at hand
  weir_event_map_t* shared;     // transfers and meetings of all nodes
  weir_event_map_t timepoints;  // value -> event + 1
  weir_event_map_t hosts;       // block -> the host's event at its end + 1
  weir_event_map_t places;      // value -> place + 1
  weir_event_map_t globals;     // symbol -> root + 1
  weir_event_map_t stored;      // symbol -> 1 if the function stores to it
  weir_event_map_t allocated;   // root -> allocation + 1
  weir_event_map_t turns;       // group -> meetings so far
  place_t* place_list;
  uint32_t place_count, place_capacity;
  // Of the function at hand: who reads each export, and what they wait for.
  uint32_t* readers;
  uint32_t reader_count, reader_capacity;
  uint32_t signalled;
} builder_t;

void* weir_prove_grow(weir_arena_t* arena, void* data, uint32_t count,
                      uint32_t* capacity, size_t size) {
  if (count < *capacity) return data;
  *capacity = *capacity ? *capacity * 2 : 64;
  void* larger = weir_arena_alloc_array(arena, *capacity, size);
  if (count > 0) memcpy(larger, data, count * size);
  return larger;
}

static uint64_t key_of(const void* pointer) {
  return (uint64_t)(uintptr_t)pointer;
}

static int64_t constant_of(const weir_value_t* value) {
  int64_t number;
  if (value == NULL || !weir_value_is_constant_int(value, &number)) return -1;
  return number;
}

// -- values -------------------------------------------------------------------

static uint32_t event_of(builder_t* builder, const weir_value_t* timepoint) {
  if (timepoint == NULL) return WEIR_NO_EVENT;
  uint32_t number =
      *weir_event_map_at(&builder->timepoints, key_of(timepoint), 0);
  return number == 0 ? WEIR_NO_EVENT : number - 1;
}

static void set_event(builder_t* builder, const weir_value_t* timepoint,
                      uint32_t event) {
  if (event == WEIR_NO_EVENT) return;
  *weir_event_map_at(&builder->timepoints, key_of(timepoint), 0) = event + 1;
}

static void set_place(builder_t* builder, const weir_value_t* value,
                      place_t place) {
  builder->place_list =
      weir_prove_grow(builder->arena, builder->place_list, builder->place_count,
                      &builder->place_capacity, sizeof(place_t));
  builder->place_list[builder->place_count++] = place;
  *weir_event_map_at(&builder->places, key_of(value), 0) = builder->place_count;
}

// A value not met before is a resource of its own.
static place_t place_of(builder_t* builder, const weir_value_t* value) {
  uint32_t number = *weir_event_map_at(&builder->places, key_of(value), 0);
  if (number != 0) return builder->place_list[number - 1];
  place_t place = {builder->unit->root_count++, 0};
  set_place(builder, value, place);
  return place;
}

// A new event of an op that starts when the host has come to it and what it
// awaits has happened.
static uint32_t start_event(builder_t* builder, const weir_op_t* op) {
  uint32_t event = weir_event_add(builder->graph, op, builder->node);
  weir_event_order(builder->graph, builder->host, event);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, i);
    if (!weir_type_is_stream_timepoint(value->type)) continue;
    weir_event_order(builder->graph, event_of(builder, value), event);
  }
  return event;
}

static void set_timepoints(builder_t* builder, const weir_op_t* op,
                           uint32_t event) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_value_t* result = weir_op_result_n(op, i);
    if (weir_type_is_stream_timepoint(result->type)) {
      set_event(builder, result, event);
    }
  }
}

// -- accesses -----------------------------------------------------------------

static void add_access(builder_t* builder, const weir_op_t* op, uint32_t kind,
                       uint32_t event, const weir_value_t* resource,
                       const weir_value_t* offset, int64_t length,
                       const weir_value_t* length_value) {
  weir_prove_unit_t* unit = builder->unit;
  if (weir_op_is(weir_value_op(resource), WEIR_UTIL_NULL)) return;
  place_t place = place_of(builder, resource);
  int64_t start = offset != NULL ? constant_of(offset) : 0;
  weir_prove_range_t range = {
      .offset = start < 0 || place.base < 0 ? -1 : start + place.base,
      .length = length_value != NULL ? constant_of(length_value) : length,
      .offset_value = place.base == 0 ? offset : NULL,
      .length_value = length_value};
  unit->accesses =
      weir_prove_grow(builder->arena, unit->accesses, unit->access_count,
                      &unit->access_capacity, sizeof(weir_prove_access_t));
  unit->accesses[unit->access_count++] =
      (weir_prove_access_t){.kind = kind,
                            .root = place.root,
                            .event = event,
                            .sequence = builder->sequence++,
                            .block = builder->block,
                            .op = op,
                            .anchor = builder->anchor,
                            .range = range};
}

static void add_whole(builder_t* builder, const weir_op_t* op, uint32_t kind,
                      uint32_t event, const weir_value_t* resource) {
  add_access(builder, op, kind, event, resource, NULL, INT64_MAX, NULL);
}

static void access_operands(builder_t* builder, const weir_op_t* op,
                            uint32_t kind, uint32_t event, uint32_t resource,
                            uint32_t offset, uint32_t length) {
  add_access(builder, op, kind, event, weir_op_operand(op, resource),
             weir_op_operand(op, offset), -1, weir_op_operand(op, length));
}

// Groups of resources with offsets and lengths beside them; other operands
// among the resources have none. |accesses| NULL: all are of |kind|.
static void access_groups(builder_t* builder, const weir_op_t* op,
                          uint32_t event, uint32_t resources, uint32_t offsets,
                          uint32_t lengths, const char* accesses) {
  weir_attr_t* kinds = weir_op_attr(op, accesses);
  uint32_t next = 0;
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, resources); ++i) {
    const weir_value_t* value = weir_op_operand_at(op, resources, i);
    if (!weir_type_is_stream_resource(value->type)) continue;
    int64_t kind = WEIR_PROVE_READ | WEIR_PROVE_WRITE;
    if (weir_attr_is(kinds, WEIR_ATTR_ARRAY) && next < kinds->array.count) {
      weir_attr_int(kinds->array.elements[next], &kind);
    }
    add_access(builder, op, (uint32_t)kind & 3, event, value,
               weir_op_operand_at(op, offsets, next), -1,
               weir_op_operand_at(op, lengths, next));
    ++next;
  }
}

static void access_ranges(builder_t* builder, const weir_op_t* op,
                          uint32_t kind, uint32_t event, uint32_t resource,
                          uint32_t offsets, uint32_t lengths) {
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, offsets); ++i) {
    add_access(builder, op, kind, event, weir_op_operand(op, resource),
               weir_op_operand_at(op, offsets, i), -1,
               weir_op_operand_at(op, lengths, i));
  }
}

// -- transfers and collectives ------------------------------------------------

// The event that several nodes share.
static uint32_t shared_event(builder_t* builder, uint64_t a, uint64_t b) {
  uint32_t* number = weir_event_map_at(builder->shared, a, b);
  if (*number == 0) {
    *number = weir_event_add(builder->graph, NULL, builder->node) + 1;
  }
  return *number - 1;
}

static const void* channel_group(const builder_t* builder,
                                 const weir_value_t* channel,
                                 const weir_op_t** out_member) {
  const weir_op_t* op = weir_value_op(channel);
  *out_member = op;
  if (op == NULL) return channel;
  weir_attr_t* name = NULL;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) name = weir_op_attr(op, "global");
  if (weir_op_is(op, WEIR_STREAM_CHANNEL_CREATE)) {
    name = weir_op_attr(op, "group");
    if (name == NULL) name = weir_unit_attr(op->context);
  }
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) {
    *out_member = builder->unit->nodes[builder->node].module;
  }
  if (weir_op_is(op, WEIR_STREAM_CHANNEL_SPLIT)) {
    return channel_group(builder, weir_op_operand_n(op, 0), out_member);
  }
  return name != NULL ? (const void*)name : (const void*)op;
}

static uint32_t add_end(builder_t* builder, const weir_op_t* op, bool is_send,
                        uint32_t event) {
  weir_prove_unit_t* unit = builder->unit;
  int64_t peer =
      constant_of(weir_op_operand(op, WEIR_STREAM_CMD_COLLECTIVE_PARAM));
  int64_t here = builder->node;
  weir_prove_end_t end = {
      .op = op,
      .node = builder->node,
      .block = builder->block,
      .is_send = is_send,
      .transfer = weir_op_attr_int(op, WEIR_TRANSFER_ATTR, -1),
      .from = is_send ? here : peer,
      .to = is_send ? peer : here,
      .bytes = constant_of(weir_op_operand_at(
          op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS, 0)),
  };
  unit->ends = weir_prove_grow(builder->arena, unit->ends, unit->end_count,
                               &unit->end_capacity, sizeof(end));
  unit->ends[unit->end_count++] = end;
  if (end.transfer < 0) return event;  // its other end cannot be found
  return shared_event(
      builder, (uint64_t)end.transfer << 1 | 1,
      (uint64_t)end.from << 40 ^ (uint64_t)end.to << 16 ^ end.block);
}

static uint32_t add_meeting(builder_t* builder, const weir_op_t* op,
                            const void* group, const weir_op_t* member) {
  weir_prove_unit_t* unit = builder->unit;
  unit->meetings =
      weir_prove_grow(builder->arena, unit->meetings, unit->meeting_count,
                      &unit->meeting_capacity, sizeof(weir_prove_meeting_t));
  unit->meetings[unit->meeting_count++] =
      (weir_prove_meeting_t){op, group, member, builder->node, builder->block};
  uint32_t turn = (*weir_event_map_at(
      &builder->turns, key_of(group) ^ builder->block, key_of(member)))++;
  return shared_event(builder, key_of(group),
                      (uint64_t)builder->block << 32 | turn);
}

// What comes behind the op: the event it shares with other nodes, or its own.
static uint32_t meet(builder_t* builder, const weir_op_t* op, uint32_t event) {
  weir_collective_t collective;
  if (!weir_op_is(op, WEIR_STREAM_CMD_COLLECTIVE) ||
      !weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return event;
  }
  bool is_send = collective.kind == WEIR_COLLECTIVE_SEND;
  uint32_t shared;
  if (is_send || collective.kind == WEIR_COLLECTIVE_RECV) {
    shared = add_end(builder, op, is_send, event);
  } else {
    const weir_op_t* member;
    const void* group = channel_group(
        builder, weir_op_operand(op, WEIR_STREAM_CMD_COLLECTIVE_CHANNEL),
        &member);
    shared = add_meeting(builder, op, group, member);
  }
  weir_event_order(builder->graph, event, shared);
  return shared;
}

// -- commands -----------------------------------------------------------------

static void add_command_accesses(builder_t* builder, const weir_op_t* op,
                                 uint32_t event) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_COPY:
      access_operands(
          builder, op, WEIR_PROVE_READ, event, WEIR_STREAM_CMD_COPY_SOURCE,
          WEIR_STREAM_CMD_COPY_SOURCE_OFFSET, WEIR_STREAM_CMD_COPY_LENGTH);
      access_operands(
          builder, op, WEIR_PROVE_WRITE, event, WEIR_STREAM_CMD_COPY_TARGET,
          WEIR_STREAM_CMD_COPY_TARGET_OFFSET, WEIR_STREAM_CMD_COPY_LENGTH);
      break;
    case WEIR_STREAM_CMD_FILL:
      access_operands(builder, op, WEIR_PROVE_WRITE, event,
                      WEIR_STREAM_CMD_FILL_TARGET,
                      WEIR_STREAM_CMD_FILL_TARGET_OFFSET,
                      WEIR_STREAM_CMD_FILL_TARGET_LENGTH);
      break;
    case WEIR_STREAM_CMD_DISPATCH:
      access_groups(builder, op, event, WEIR_STREAM_CMD_DISPATCH_RESOURCES,
                    WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS,
                    WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS,
                    "resource_accesses");
      break;
    case WEIR_STREAM_CMD_COLLECTIVE:
      access_groups(builder, op, event, WEIR_STREAM_CMD_COLLECTIVE_RESOURCES,
                    WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_OFFSETS,
                    WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS,
                    "resource_accesses");
      break;
    case WEIR_STREAM_CMD_CALL:
      access_groups(builder, op, event, WEIR_STREAM_CMD_CALL_RESOURCE_OPERANDS,
                    WEIR_STREAM_CMD_CALL_RESOURCE_OPERAND_OFFSETS,
                    WEIR_STREAM_CMD_CALL_RESOURCE_OPERAND_LENGTHS,
                    "resource_operand_accesses");
      break;
    default:
      break;
  }
}

static uint32_t add_commands(builder_t* builder, weir_block_t* block,
                             uint32_t before, bool concurrent);

// What is behind a command that comes behind |before|.
static uint32_t add_command(builder_t* builder, weir_op_t* op,
                            uint32_t before) {
  if (weir_op_is(op, WEIR_STREAM_CMD_CONCURRENT) ||
      weir_op_is(op, WEIR_STREAM_CMD_SERIAL)) {
    return add_commands(builder, weir_op_region(op, 0)->first, before,
                        weir_op_is(op, WEIR_STREAM_CMD_CONCURRENT));
  }
  if (!weir_op_has_trait(op, WEIR_OP_STREAMABLE)) return before;
  uint32_t event = weir_event_add(builder->graph, op, builder->node);
  weir_event_order(builder->graph, before, event);
  uint32_t behind = meet(builder, op, event);
  add_command_accesses(builder, op, behind);
  return behind;
}

static uint32_t add_commands(builder_t* builder, weir_block_t* block,
                             uint32_t before, bool concurrent) {
  uint32_t last = before;
  uint32_t end = concurrent
                     ? weir_event_add(builder->graph, NULL, builder->node)
                     : WEIR_NO_EVENT;
  weir_event_order(builder->graph, before, end);
  WEIR_FOR_EACH_OP(op, block) {
    if (weir_op_is(op, WEIR_STREAM_YIELD)) break;
    uint32_t behind = add_command(builder, op, concurrent ? before : last);
    if (concurrent) {
      weir_event_order(builder->graph, behind, end);
    } else {
      last = behind;
    }
  }
  return concurrent ? end : last;
}

static void add_execute(builder_t* builder, weir_op_t* execute) {
  uint32_t start = start_event(builder, execute);
  weir_block_t* body = weir_op_region(execute, 0)->first;
  if (body == NULL) return;
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    set_place(
        builder, body->arguments[i],
        place_of(builder,
                 weir_op_operand_at(
                     execute, WEIR_STREAM_CMD_EXECUTE_RESOURCE_OPERANDS, i)));
  }
  set_timepoints(builder, execute, add_commands(builder, body, start, false));
}

// -- allocations --------------------------------------------------------------

static weir_prove_allocation_t* new_allocation(builder_t* builder,
                                               const weir_op_t* op,
                                               const weir_value_t* size) {
  weir_prove_unit_t* unit = builder->unit;
  unit->allocations = weir_prove_grow(
      builder->arena, unit->allocations, unit->allocation_count,
      &unit->allocation_capacity, sizeof(weir_prove_allocation_t));
  weir_prove_allocation_t* allocation =
      &unit->allocations[unit->allocation_count++];
  int64_t bytes = size != NULL ? constant_of(size) : 0;
  *allocation = (weir_prove_allocation_t){
      .made = WEIR_NO_EVENT,
      .freed = WEIR_NO_EVENT,
      .node = builder->node,
      .device = weir_prove_device_of(&unit->nodes[builder->node],
                                     weir_op_attr(op, "affinity")),
      .bytes = bytes > 0 ? bytes : 0};
  return allocation;
}

// Whoever calls an exported function holds its inputs on the devices that read
// them, each once.
static void add_input(builder_t* builder, const weir_op_t* import) {
  weir_prove_unit_t* unit = builder->unit;
  const weir_value_t* argument =
      weir_op_operand(import, WEIR_STREAM_TENSOR_IMPORT_SOURCE);
  if (!unit->is_exported || weir_value_op(argument) != NULL) return;
  uint32_t device = weir_prove_device_of(&unit->nodes[builder->node],
                                         weir_op_attr(import, "affinity"));
  for (uint32_t i = 0; i < unit->allocation_count; ++i) {
    if (unit->allocations[i].argument == argument &&
        unit->allocations[i].device == device) {
      return;
    }
  }
  new_allocation(builder, import,
                 weir_op_operand(import, WEIR_STREAM_TENSOR_IMPORT_RESULT_SIZE))
      ->argument = argument;
}

static void add_allocations(builder_t* builder, const weir_op_t* op,
                            uint32_t event, uint32_t sizes) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_is_stream_resource(result->type)) continue;
    add_whole(builder, op, WEIR_PROVE_MAKE, event, result);
    const weir_value_t* size = next < weir_op_operand_group_size(op, sizes)
                                   ? weir_op_operand_at(op, sizes, next)
                                   : NULL;
    ++next;
    weir_prove_allocation_t* allocation = new_allocation(builder, op, size);
    allocation->root = place_of(builder, result).root;
    allocation->made = event;
    *weir_event_map_at(&builder->allocated, allocation->root, 0) =
        builder->unit->allocation_count;
  }
}

static void add_free(builder_t* builder, const weir_op_t* op, uint32_t event) {
  const weir_value_t* resource =
      weir_op_operand(op, WEIR_STREAM_RESOURCE_DEALLOCA_OPERAND);
  add_whole(builder, op, WEIR_PROVE_FREE, event, resource);
  if (weir_op_is(weir_value_op(resource), WEIR_UTIL_NULL)) return;
  uint32_t number = *weir_event_map_at(&builder->allocated,
                                       place_of(builder, resource).root, 0);
  if (number == 0) return;
  weir_prove_allocation_t* allocation = &builder->unit->allocations[number - 1];
  if (allocation->freed == WEIR_NO_EVENT) allocation->freed = event;
}

// -- the host -----------------------------------------------------------------

// The host's next step.
static uint32_t step(builder_t* builder, const weir_op_t* op) {
  builder->host = start_event(builder, op);
  return builder->host;
}

static void add_await(builder_t* builder, const weir_op_t* op) {
  step(builder, op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    set_place(builder, weir_op_result_n(op, i),
              place_of(builder, weir_op_operand_n(op, i)));
  }
}

static void add_host_access(builder_t* builder, const weir_op_t* op,
                            uint32_t kind, const weir_type_t* type) {
  int64_t bytes = (int64_t)weir_dense_element_bytes(type);
  if (type->kind == WEIR_TYPE_VECTOR) bytes *= weir_type_element_count(type);
  add_access(builder, op, kind, step(builder, op), weir_op_operand_n(op, 0),
             weir_op_operand_n(op, 2), bytes, NULL);
}

static void add_subview(builder_t* builder, const weir_op_t* op) {
  place_t place = place_of(
      builder, weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE));
  int64_t offset = constant_of(
      weir_op_operand(op, WEIR_STREAM_RESOURCE_SUBVIEW_SOURCE_OFFSET));
  place.base = place.base < 0 || offset < 0 ? -1 : place.base + offset;
  set_place(builder, weir_op_result_n(op, 0), place);
}

// Loads of a global the function does not store to are one resource.
static void add_global_load(builder_t* builder, const weir_op_t* op) {
  const weir_value_t* result = weir_op_result_n(op, 0);
  weir_attr_t* global = weir_op_attr(op, "global");
  if (!weir_type_is_stream_resource(result->type) || global == NULL) return;
  if (*weir_event_map_at(&builder->stored, key_of(global), 0) != 0) return;
  uint32_t* root = weir_event_map_at(&builder->globals, key_of(global), 0);
  if (*root == 0) *root = place_of(builder, result).root + 1;
  set_place(builder, result, (place_t){*root - 1, 0});
}

static void add_call(builder_t* builder, const weir_op_t* op) {
  uint32_t event = step(builder, op);
  uint32_t behind = add_meeting(builder, op, weir_op_attr(op, "callee"),
                                builder->unit->nodes[builder->node].module);
  weir_event_order(builder->graph, event, behind);
  builder->host = behind;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, i);
    if (!weir_type_is_stream_resource(value->type)) continue;
    add_whole(builder, op, WEIR_PROVE_READ, behind, value);
  }
  set_timepoints(builder, op, behind);
}

// What is handed out is read behind all signals of the function, wherever they
// stand in it.
static void add_reader(builder_t* builder, const weir_op_t* export) {
  uint32_t event = start_event(builder, export);
  builder->readers =
      weir_prove_grow(builder->arena, builder->readers, builder->reader_count,
                      &builder->reader_capacity, sizeof(*builder->readers));
  builder->readers[builder->reader_count++] = event;
  add_access(builder, export, WEIR_PROVE_READ, event,
             weir_op_operand(export, WEIR_STREAM_TENSOR_EXPORT_SOURCE), NULL,
             -1, weir_op_operand_size(export, 0));
}

// Ops of the queue that start when awaited and answer with a timepoint.
static bool add_queue_op(builder_t* builder, weir_op_t* op) {
  uint32_t event;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_RESOURCE_ALLOCA:
      event = start_event(builder, op);
      add_allocations(builder, op, event,
                      WEIR_STREAM_RESOURCE_ALLOCA_STORAGE_SIZE);
      break;
    case WEIR_STREAM_RESOURCE_DEALLOCA:
      event = start_event(builder, op);
      add_free(builder, op, event);
      break;
    case WEIR_STREAM_RESOURCE_CONSTANTS:
      event = start_event(builder, op);
      add_allocations(builder, op, event,
                      WEIR_STREAM_RESOURCE_CONSTANTS_RESULT_SIZES);
      break;
    case WEIR_STREAM_PARAMETER_LOAD:
      event = start_event(builder, op);
      add_allocations(builder, op, event,
                      WEIR_STREAM_PARAMETER_LOAD_RESULT_SIZES);
      break;
    case WEIR_STREAM_FILE_READ:
      event = start_event(builder, op);
      access_operands(
          builder, op, WEIR_PROVE_WRITE, event, WEIR_STREAM_FILE_READ_TARGET,
          WEIR_STREAM_FILE_READ_TARGET_OFFSET, WEIR_STREAM_FILE_READ_LENGTH);
      break;
    case WEIR_STREAM_FILE_WRITE:
      event = start_event(builder, op);
      access_operands(
          builder, op, WEIR_PROVE_READ, event, WEIR_STREAM_FILE_WRITE_SOURCE,
          WEIR_STREAM_FILE_WRITE_SOURCE_OFFSET, WEIR_STREAM_FILE_WRITE_LENGTH);
      break;
    case WEIR_STREAM_PARAMETER_READ:
      event = start_event(builder, op);
      access_operands(builder, op, WEIR_PROVE_WRITE, event,
                      WEIR_STREAM_PARAMETER_READ_TARGET,
                      WEIR_STREAM_PARAMETER_READ_TARGET_OFFSET,
                      WEIR_STREAM_PARAMETER_READ_TARGET_LENGTH);
      break;
    case WEIR_STREAM_PARAMETER_WRITE:
      event = start_event(builder, op);
      access_operands(builder, op, WEIR_PROVE_READ, event,
                      WEIR_STREAM_PARAMETER_WRITE_SOURCE,
                      WEIR_STREAM_PARAMETER_WRITE_SOURCE_OFFSET,
                      WEIR_STREAM_PARAMETER_WRITE_SOURCE_LENGTH);
      break;
    case WEIR_STREAM_PARAMETER_GATHER:
      event = start_event(builder, op);
      access_ranges(builder, op, WEIR_PROVE_WRITE, event,
                    WEIR_STREAM_PARAMETER_GATHER_TARGET,
                    WEIR_STREAM_PARAMETER_GATHER_TARGET_OFFSETS,
                    WEIR_STREAM_PARAMETER_GATHER_TARGET_LENGTHS);
      break;
    case WEIR_STREAM_PARAMETER_SCATTER:
      event = start_event(builder, op);
      access_ranges(builder, op, WEIR_PROVE_READ, event,
                    WEIR_STREAM_PARAMETER_SCATTER_SOURCE,
                    WEIR_STREAM_PARAMETER_SCATTER_SOURCE_OFFSETS,
                    WEIR_STREAM_PARAMETER_SCATTER_SOURCE_LENGTHS);
      break;
    case WEIR_STREAM_TIMEPOINT_JOIN:
    case WEIR_STREAM_TIMEPOINT_IMPORT:
      event = start_event(builder, op);
      break;
    case WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL:
    case WEIR_STREAM_TIMEPOINT_EXPORT:
      event = start_event(builder, op);
      weir_event_order(builder->graph, event, builder->signalled);
      break;
    case WEIR_STREAM_TENSOR_EXPORT:
      add_reader(builder, op);
      return true;
    default:
      return false;
  }
  set_timepoints(builder, op, event);
  return true;
}

static void add_region(builder_t* builder, weir_region_t* region,
                       bool is_function);

// An op with regions of host code: what is behind it waits for none of them
// for certain, but its timepoints may be any that they yield.
static void add_nested(builder_t* builder, weir_op_t* op) {
  uint32_t host = step(builder, op), block = builder->block;
  uint32_t last = weir_event_add(builder->graph, NULL, builder->node);
  weir_event_order(builder->graph, host, last);
  for (uint32_t i = 0; i < op->region_count; ++i) {
    builder->host = host;
    add_region(builder, &op->regions[i], false);
    const weir_block_t* end = op->regions[i].last;
    const weir_op_t* terminator = end != NULL ? end->last : NULL;
    for (uint32_t j = 0; terminator != NULL && j < terminator->operand_count;
         ++j) {
      const weir_value_t* value = weir_op_operand_n(terminator, j);
      if (!weir_type_is_stream_timepoint(value->type)) continue;
      weir_event_order(builder->graph, event_of(builder, value), last);
    }
  }
  builder->host = host;
  builder->block = block;
  set_timepoints(builder, op, last);
}

static void add_op(builder_t* builder, weir_op_t* op) {
  builder->anchor = op;
  if (add_queue_op(builder, op)) return;
  switch (weir_op_id(op)) {
    case WEIR_STREAM_CMD_EXECUTE:
      add_execute(builder, op);
      return;
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      add_await(builder, op);
      return;
    case WEIR_STREAM_TENSOR_IMPORT:
      add_input(builder, op);
      return;
    case WEIR_STREAM_RESOURCE_ALLOC:
      add_allocations(builder, op, step(builder, op),
                      WEIR_STREAM_RESOURCE_ALLOC_STORAGE_SIZE);
      return;
    case WEIR_STREAM_RESOURCE_LOAD:
      add_host_access(builder, op, WEIR_PROVE_READ,
                      weir_op_result_n(op, 0)->type);
      return;
    case WEIR_STREAM_RESOURCE_STORE:
      add_host_access(
          builder, op, WEIR_PROVE_WRITE,
          weir_op_operand(op, WEIR_STREAM_RESOURCE_STORE_VALUE)->type);
      return;
    case WEIR_STREAM_RESOURCE_SUBVIEW:
      add_subview(builder, op);
      return;
    case WEIR_UTIL_GLOBAL_LOAD:
      add_global_load(builder, op);
      return;
    case WEIR_UTIL_CALL:
      add_call(builder, op);
      return;
    default:
      break;
  }
  if (op->region_count > 0) {
    add_nested(builder, op);
    return;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    int32_t tied = weir_op_tied_operand(op, i);
    const weir_value_t* result = weir_op_result_n(op, i);
    if (tied < 0) continue;
    const weir_value_t* operand = weir_op_operand_n(op, (uint32_t)tied);
    if (weir_type_is_stream_resource(result->type)) {
      set_place(builder, result, place_of(builder, operand));
    } else if (weir_type_is_stream_timepoint(result->type)) {
      set_event(builder, result, event_of(builder, operand));
    }
  }
}

// What the host has certainly done before a block, and what its timepoint
// arguments may be. Branches back need nothing: their round is behind.
static void enter_block(builder_t* builder, weir_block_t* block) {
  uint32_t count;
  weir_op_t** branches = weir_block_predecessors(block, builder->arena, &count);
  weir_block_t* above = NULL;
  weir_dominance_t* dominance = builder->unit->nodes[builder->node].dominance;
  for (uint32_t i = 0; i < count; ++i) {
    weir_block_t* from = branches[i]->block;
    above =
        above == NULL ? from : weir_common_dominator(dominance, above, from);
    if (above == NULL) break;
  }
  if (above != NULL) {
    uint32_t number = *weir_event_map_at(&builder->hosts, key_of(above), 0);
    builder->host = number == 0 ? builder->host : number - 1;
  }
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    if (!weir_type_is_stream_timepoint(block->arguments[i]->type)) continue;
    uint32_t event = weir_event_add(builder->graph, NULL, builder->node);
    for (uint32_t j = 0; j < count; ++j) {
      for (uint32_t k = 0; k < branches[j]->successor_count; ++k) {
        if (branches[j]->successors[k] != block) continue;
        uint32_t start, size;
        weir_op_successor_operands(branches[j], k, &start, &size);
        if (i >= size) continue;
        weir_event_order(
            builder->graph,
            event_of(builder, weir_op_operand_n(branches[j], start + i)),
            event);
      }
    }
    set_event(builder, block->arguments[i], event);
  }
}

static void add_region(builder_t* builder, weir_region_t* region,
                       bool is_function) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (!is_function || block != region->first) {
      builder->block = ++builder->block_count;
    }
    if (block != region->first) enter_block(builder, block);
    WEIR_FOR_EACH_OP(op, block) add_op(builder, op);
    *weir_event_map_at(&builder->hosts, key_of(block), 0) = builder->host + 1;
  }
}

static weir_walk_t note_store(weir_op_t* op, void* user) {
  builder_t* builder = user;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_STORE)) {
    weir_attr_t* global = weir_op_attr(op, "global");
    *weir_event_map_at(&builder->stored, key_of(global), 0) = 1;
  }
  return WEIR_WALK_CONTINUE;
}

static void add_function(builder_t* builder, weir_op_t* function) {
  builder->block = 0;
  builder->reader_count = 0;
  builder->signalled = weir_event_add(builder->graph, NULL, builder->node);
  weir_event_order(builder->graph, builder->host, builder->signalled);
  add_region(builder, weir_op_region(function, 0), true);
  for (uint32_t i = 0; i < builder->reader_count; ++i) {
    weir_event_order(builder->graph, builder->signalled, builder->readers[i]);
  }
}

void weir_prove_collect(weir_prove_unit_t* unit) {
  weir_arena_t* arena = unit->pass->scratch;
  unit->graph = weir_event_graph_create(arena);
  weir_event_map_t shared = {.arena = arena};
  for (uint32_t i = 0; i < unit->node_count; ++i) {
    builder_t builder = {.unit = unit,
                         .arena = arena,
                         .graph = unit->graph,
                         .node = i,
                         .shared = &shared,
                         .timepoints = {.arena = arena},
                         .hosts = {.arena = arena},
                         .places = {.arena = arena},
                         .globals = {.arena = arena},
                         .stored = {.arena = arena},
                         .allocated = {.arena = arena},
                         .turns = {.arena = arena}};
    builder.host = weir_event_add(unit->graph, NULL, i);
    for (uint32_t j = 0; j < unit->functions[i].count; ++j) {
      weir_op_t* function = unit->functions[i].ops[j];
      weir_walk_pre_order(function, note_store, &builder);
      add_function(&builder, function);
    }
  }
}
