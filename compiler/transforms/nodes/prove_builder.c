// What is known of the values of a function, and who touches what.
#include "compiler/transforms/nodes/prove_builder.h"

#include <string.h>

#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"

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

bool weir_prove_is_new(weir_prove_unit_t* unit, const weir_op_t* a,
                       const weir_op_t* b) {
  return (*weir_event_map_at(unit->reported, key_of(a), key_of(b)))++ == 0;
}

// -- values -------------------------------------------------------------------

const weir_value_t* weir_prove_origin(const weir_value_t* value,
                                      const weir_prove_frame_t** frame) {
  while (value != NULL && (*frame)->caller != NULL &&
         weir_value_op(value) == NULL &&
         weir_value_parent_op(value) == (*frame)->function &&
         value->block == weir_op_region((*frame)->function, 0)->first) {
    value = weir_op_operand_at((*frame)->call, WEIR_UTIL_CALL_OPERANDS,
                               value->index);
    *frame = (*frame)->caller;
  }
  return value;
}

int64_t weir_prove_constant_of(const weir_prove_builder_t* builder,
                               const weir_value_t* value) {
  int64_t number;
  const weir_prove_frame_t* frame = builder->frame;
  value = weir_prove_origin(value, &frame);
  if (value == NULL || !weir_value_is_constant_int(value, &number)) return -1;
  return number;
}

uint32_t weir_prove_event_of(weir_prove_builder_t* builder,
                             const weir_value_t* timepoint) {
  if (timepoint == NULL) return WEIR_NO_EVENT;
  uint32_t number = *weir_event_map_at(&builder->timepoints, key_of(timepoint),
                                       builder->frame->number);
  return number == 0 ? WEIR_NO_EVENT : number - 1;
}

void weir_prove_set_event(weir_prove_builder_t* builder,
                          const weir_value_t* timepoint, uint32_t event) {
  if (event == WEIR_NO_EVENT) return;
  *weir_event_map_at(&builder->timepoints, key_of(timepoint),
                     builder->frame->number) = event + 1;
}

void weir_prove_set_place(weir_prove_builder_t* builder,
                          const weir_value_t* value, weir_prove_place_t place) {
  builder->place_list =
      weir_prove_grow(builder->arena, builder->place_list, builder->place_count,
                      &builder->place_capacity, sizeof(weir_prove_place_t));
  builder->place_list[builder->place_count++] = place;
  *weir_event_map_at(&builder->places, key_of(value), builder->frame->number) =
      builder->place_count;
}

// A value not met before is a resource of its own.
weir_prove_place_t weir_prove_place_of(weir_prove_builder_t* builder,
                                       const weir_value_t* value) {
  uint32_t number = *weir_event_map_at(&builder->places, key_of(value),
                                       builder->frame->number);
  if (number != 0) return builder->place_list[number - 1];
  weir_prove_place_t place = {builder->unit->root_count++, 0};
  weir_prove_set_place(builder, value, place);
  return place;
}

// A new event of an op that starts when the host has come to it and what it
// awaits has happened.
uint32_t weir_prove_start(weir_prove_builder_t* builder, const weir_op_t* op) {
  uint32_t event = weir_event_add(builder->graph, op, builder->node);
  weir_event_order(builder->graph, builder->host, event);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, i);
    if (!weir_type_is_stream_timepoint(value->type)) continue;
    weir_event_order(builder->graph, weir_prove_event_of(builder, value),
                     event);
  }
  return event;
}

uint32_t weir_prove_step(weir_prove_builder_t* builder, const weir_op_t* op) {
  builder->host = weir_prove_start(builder, op);
  return builder->host;
}

void weir_prove_set_timepoints(weir_prove_builder_t* builder,
                               const weir_op_t* op, uint32_t event) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_value_t* result = weir_op_result_n(op, i);
    if (weir_type_is_stream_timepoint(result->type)) {
      weir_prove_set_event(builder, result, event);
    }
  }
}

// -- accesses -----------------------------------------------------------------

void weir_prove_add_access(weir_prove_builder_t* builder, const weir_op_t* op,
                           uint32_t kind, uint32_t event,
                           const weir_value_t* resource,
                           const weir_value_t* offset, int64_t length,
                           const weir_value_t* length_value) {
  weir_prove_unit_t* unit = builder->unit;
  if (weir_op_is(weir_value_op(resource), WEIR_UTIL_NULL)) return;
  weir_prove_place_t place = weir_prove_place_of(builder, resource);
  int64_t start = offset != NULL ? weir_prove_constant_of(builder, offset) : 0;
  weir_prove_range_t range = {
      .offset = start < 0 || place.base < 0 ? -1 : start + place.base,
      .length = length_value != NULL
                    ? weir_prove_constant_of(builder, length_value)
                    : length,
      .offset_value = place.base == 0 ? offset : NULL,
      .length_value = length_value,
      .frame = builder->frame};
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
                            .frame = builder->frame,
                            .range = range};
}

void weir_prove_add_whole(weir_prove_builder_t* builder, const weir_op_t* op,
                          uint32_t kind, uint32_t event,
                          const weir_value_t* resource) {
  weir_prove_add_access(builder, op, kind, event, resource, NULL, INT64_MAX,
                        NULL);
}

void weir_prove_add_operands(weir_prove_builder_t* builder, const weir_op_t* op,
                             uint32_t kind, uint32_t event, uint32_t resource,
                             uint32_t offset, uint32_t length) {
  weir_prove_add_access(builder, op, kind, event, weir_op_operand(op, resource),
                        weir_op_operand(op, offset), -1,
                        weir_op_operand(op, length));
}

// Groups of resources with offsets and lengths beside them; other operands
// among the resources have none. |accesses| NULL: all are of |kind|.
void weir_prove_add_groups(weir_prove_builder_t* builder, const weir_op_t* op,
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
    weir_prove_add_access(builder, op, (uint32_t)kind & 3, event, value,
                          weir_op_operand_at(op, offsets, next), -1,
                          weir_op_operand_at(op, lengths, next));
    ++next;
  }
}

void weir_prove_add_ranges(weir_prove_builder_t* builder, const weir_op_t* op,
                           uint32_t kind, uint32_t event, uint32_t resource,
                           uint32_t offsets, uint32_t lengths) {
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, offsets); ++i) {
    weir_prove_add_access(builder, op, kind, event,
                          weir_op_operand(op, resource),
                          weir_op_operand_at(op, offsets, i), -1,
                          weir_op_operand_at(op, lengths, i));
  }
}
