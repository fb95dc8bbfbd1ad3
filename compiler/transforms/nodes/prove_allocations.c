// What memory is taken and given back, and when.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/nodes/prove_builder.h"

static weir_prove_allocation_t* new_allocation(weir_prove_builder_t* builder,
                                               const weir_op_t* op,
                                               const weir_value_t* size) {
  weir_prove_unit_t* unit = builder->unit;
  unit->allocations = weir_prove_grow(
      builder->arena, unit->allocations, unit->allocation_count,
      &unit->allocation_capacity, sizeof(weir_prove_allocation_t));
  weir_prove_allocation_t* allocation =
      &unit->allocations[unit->allocation_count++];
  int64_t bytes = size != NULL ? weir_prove_constant_of(builder, size) : 0;
  *allocation = (weir_prove_allocation_t){
      .made = WEIR_NO_EVENT,
      .freed = WEIR_NO_EVENT,
      .node = builder->node,
      .device = weir_prove_device_of(&unit->nodes[builder->node],
                                     weir_op_attr(op, "affinity")),
      .bytes = bytes > 0 ? bytes : 0,
      .op = op,
      .anchor = builder->anchor,
      .frame = builder->frame};
  return allocation;
}

// Whoever calls an exported function holds its inputs on the devices that read
// them, each once.
void weir_prove_add_input(weir_prove_builder_t* builder,
                          const weir_op_t* import) {
  weir_prove_unit_t* unit = builder->unit;
  const weir_value_t* argument =
      weir_op_operand(import, WEIR_STREAM_TENSOR_IMPORT_SOURCE);
  if (!unit->is_exported || builder->frame->caller != NULL ||
      weir_value_op(argument) != NULL) {
    return;
  }
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

void weir_prove_add_allocations(weir_prove_builder_t* builder,
                                const weir_op_t* op, uint32_t event,
                                uint32_t sizes) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_is_stream_resource(result->type)) continue;
    weir_prove_add_whole(builder, op, WEIR_PROVE_MAKE, event, result);
    const weir_value_t* size = next < weir_op_operand_group_size(op, sizes)
                                   ? weir_op_operand_at(op, sizes, next)
                                   : NULL;
    ++next;
    weir_prove_allocation_t* allocation = new_allocation(builder, op, size);
    allocation->root = weir_prove_place_of(builder, result).root;
    allocation->made = event;
    *weir_event_map_at(&builder->allocated, allocation->root, 0) =
        builder->unit->allocation_count;
  }
}

void weir_prove_add_free(weir_prove_builder_t* builder, const weir_op_t* op,
                         uint32_t event) {
  const weir_value_t* resource =
      weir_op_operand(op, WEIR_STREAM_RESOURCE_DEALLOCA_OPERAND);
  weir_prove_add_whole(builder, op, WEIR_PROVE_FREE, event, resource);
  if (weir_op_is(weir_value_op(resource), WEIR_UTIL_NULL)) return;
  uint32_t number = *weir_event_map_at(
      &builder->allocated, weir_prove_place_of(builder, resource).root, 0);
  if (number == 0) return;
  weir_prove_allocation_t* allocation = &builder->unit->allocations[number - 1];
  if (allocation->freed != WEIR_NO_EVENT) return;
  allocation->freed = event;
  allocation->free_op = op;
}

// Counted through all nodes, with one more on each for what is on none.
static uint32_t device_number(const weir_prove_unit_t* unit, uint32_t node,
                              uint32_t device) {
  uint32_t number = device;
  for (uint32_t i = 0; i < node; ++i) {
    number += unit->nodes[i].device_count + 1;
  }
  return number;
}

void weir_prove_index_allocations(weir_prove_unit_t* unit) {
  weir_arena_t* arena = unit->pass->scratch;
  uint32_t devices = device_number(unit, unit->node_count, 0);
  uint32_t* first = WEIR_ARENA_ARRAY(arena, uint32_t, (size_t)devices + 2);
  uint32_t* list = WEIR_ARENA_ARRAY(arena, uint32_t, unit->allocation_count);
  for (uint32_t i = 0; i < unit->allocation_count; ++i) {
    const weir_prove_allocation_t* allocation = &unit->allocations[i];
    ++first[device_number(unit, allocation->node, allocation->device) + 2];
  }
  for (uint32_t i = 2; i < devices + 2; ++i) first[i] += first[i - 1];
  for (uint32_t i = 0; i < unit->allocation_count; ++i) {
    const weir_prove_allocation_t* allocation = &unit->allocations[i];
    list[first[device_number(unit, allocation->node, allocation->device) +
               1]++] = i;
  }
  unit->device_first = first;
  unit->by_device = list;
}

const uint32_t* weir_prove_allocations_of(const weir_prove_unit_t* unit,
                                          uint32_t node, uint32_t device,
                                          uint32_t* out_count) {
  uint32_t number = device_number(unit, node, device);
  *out_count = unit->device_first[number + 1] - unit->device_first[number];
  return &unit->by_device[unit->device_first[number]];
}
