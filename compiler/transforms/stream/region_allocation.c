// Storage that an execution region gets from outside: operands, new
// allocations, and where they are captured.
#include "compiler/transforms/stream/region_allocation.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"

weir_value_t* weir_region_allocation_capture(weir_region_allocation_t* region,
                                             weir_value_t* resource,
                                             weir_value_t* size) {
  region->operands[region->operand_count] = resource;
  region->sizes[region->operand_count++] = size;
  return weir_block_add_argument(region->body, resource->type,
                                 region->execute->location);
}

weir_value_t* weir_region_allocation_zero(weir_region_allocation_t* region) {
  if (region->zero == NULL) {
    region->zero = weir_build_index(&region->allocation.outside,
                                    region->execute->location, 0);
  }
  return region->zero;
}

void weir_storage_give(weir_storage_t* storage, weir_value_t* resource,
                       weir_value_t* resource_size, weir_value_t* offset,
                       weir_value_t* length) {
  storage->has_range = true;
  storage->range = (weir_range_t){resource, resource_size, offset, length};
}

weir_value_t* weir_region_allocation_allocate(weir_region_allocation_t* region,
                                              weir_type_t* type,
                                              weir_value_t* size,
                                              weir_attr_t* affinity,
                                              weir_location_t* location) {
  weir_builder_t* builder = &region->allocation.outside;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_ALLOCA, location);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(
      &state, weir_op_operand(region->execute,
                              WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT));
  weir_op_state_result(&state, type);
  weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_t* op = weir_build(builder, &state);
  region->awaits[region->await_count++] =
      weir_op_result(op, WEIR_STREAM_RESOURCE_ALLOCA_RESULT_TIMEPOINT);
  return weir_op_result_n(op, 0);
}

weir_op_t* weir_region_allocation_pack(weir_region_allocation_t* region,
                                       weir_location_t* location,
                                       const int64_t* intervals,
                                       weir_value_t* const* sizes,
                                       uint32_t count, weir_attr_t* affinity) {
  weir_builder_t* builder = &region->allocation.outside;
  weir_type_t* index = weir_index_type(builder->context);
  weir_type_t** types =
      WEIR_ARENA_ARRAY(region->allocation.arena, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) types[i] = index;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_PACK, location);
  weir_op_state_operand(&state, NULL);
  weir_op_state_operands(&state, sizes, count);
  weir_op_state_result(&state, index);
  weir_op_state_results(&state, types, count);
  weir_op_state_attr(
      &state, "lifetime_intervals",
      weir_index_array_attr(builder->context, intervals, 2 * count));
  weir_op_state_attr(&state, "affinity", affinity);
  return weir_build(builder, &state);
}

void weir_region_allocation_map_operands(weir_region_allocation_t* region) {
  weir_op_t* execute = region->execute;
  uint32_t count = weir_op_operand_group_size(
      execute, WEIR_STREAM_ASYNC_EXECUTE_RESOURCE_OPERANDS);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* size = weir_op_operand_at(
        execute, WEIR_STREAM_ASYNC_EXECUTE_RESOURCE_OPERAND_SIZES, i);
    region->operands[i] = weir_op_operand_n(execute, i);
    region->sizes[i] = size;
    weir_value_t* argument = region->body->arguments[i];
    weir_storage_t* storage =
        weir_allocation_class(&region->allocation, argument);
    if (!storage->has_range) {
      weir_storage_give(storage, argument, size,
                        weir_region_allocation_zero(region), size);
    }
  }
  region->operand_count = count;
}
