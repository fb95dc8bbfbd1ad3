// Results of an execution region: views of what it was handed where they share
// storage with that, else allocations that outlive it.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/region_allocation.h"
#include "compiler/transforms/stream/values.h"

// The captured resource behind an argument of the region.
static weir_value_t* captured_by(const weir_region_allocation_t* region,
                                 const weir_value_t* argument) {
  return region->operands[argument->index];
}

// A result that gets storage of its own.
typedef struct reservation_t {
  weir_storage_t* storage;
  weir_type_t* type;
  weir_value_t* size;
  weir_location_t* location;
  uint32_t result;
} reservation_t;

static void reserve(weir_region_allocation_t* region,
                    const reservation_t* reservation, weir_value_t* resource) {
  weir_value_t* argument =
      weir_region_allocation_capture(region, resource, reservation->size);
  weir_storage_give(reservation->storage, argument, reservation->size,
                    weir_region_allocation_zero(region), reservation->size);
  region->results[reservation->result] = resource;
}

// Results of one lifetime and place share an allocation and are views of it.
static void allocate_results(weir_region_allocation_t* region,
                             const reservation_t* const* set, uint32_t count) {
  weir_arena_t* arena = region->allocation.arena;
  weir_attr_t* affinity = set[0]->storage->affinity != NULL
                              ? set[0]->storage->affinity
                              : region->affinity;
  if (count == 1) {
    weir_value_t* resource = weir_region_allocation_allocate(
        region, set[0]->type, set[0]->size, affinity, set[0]->location);
    reserve(region, set[0], resource);
    return;
  }
  weir_builder_t* builder = &region->allocation.outside;
  int64_t* intervals = WEIR_ARENA_ARRAY(arena, int64_t, 2 * count);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    sizes[i] = set[i]->size;
    locations[i] = set[i]->location;
  }
  weir_location_t* location =
      weir_fuse_locations(builder->context, locations, count);
  weir_op_t* pack = weir_region_allocation_pack(region, location, intervals,
                                                sizes, count, affinity);
  weir_value_t* total = weir_op_result_n(pack, 0);
  weir_value_t* slab = weir_region_allocation_allocate(
      region, set[0]->type, total, affinity, location);
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_SUBVIEW,
                       set[i]->location);
    weir_op_state_operand(&state, slab);
    weir_op_state_operand(&state, total);
    weir_op_state_operand(&state, weir_op_result_n(pack, 1 + i));
    weir_op_state_operand(&state, set[i]->size);
    weir_op_state_result(&state, slab->type);
    reserve(region, set[i], weir_op_result_n(weir_build(builder, &state), 0));
  }
}

// The resource behind a range that something has given already, or a view of
// it.
static weir_value_t* result_in_range(weir_region_allocation_t* region,
                                     weir_range_t range, weir_value_t* size,
                                     weir_location_t* location) {
  weir_value_t* resource = captured_by(region, range.resource);
  if (range.offset == region->zero && range.length == range.size) {
    return resource;
  }
  weir_builder_t* builder = &region->allocation.outside;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_SUBVIEW, location);
  weir_op_state_operand(&state, resource);
  weir_op_state_operand(&state, range.size);
  weir_op_state_operand(&state, range.offset);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, resource->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static bool share_allocation(const reservation_t* a, const reservation_t* b) {
  return a->type == b->type && a->storage->affinity == b->storage->affinity;
}

// In the order of lifetimes, results of each in their own order.
static void allocate_reservations(weir_region_allocation_t* region,
                                  reservation_t* all, uint32_t count) {
  const reservation_t** set =
      WEIR_ARENA_ARRAY(region->allocation.arena, const reservation_t*, count);
  bool* done = WEIR_ARENA_ARRAY(region->allocation.arena, bool, count);
  for (uint32_t lifetime = 0; lifetime <= WEIR_LIFETIME_CONSTANT; ++lifetime) {
    for (uint32_t i = 0; i < count; ++i) {
      if (done[i] ||
          (uint32_t)weir_stream_resource_lifetime(all[i].type) != lifetime) {
        continue;
      }
      uint32_t in_set = 0;
      for (uint32_t j = i; j < count; ++j) {
        if (done[j] || !share_allocation(&all[i], &all[j])) continue;
        done[j] = true;
        set[in_set++] = &all[j];
      }
      allocate_results(region, set, in_set);
    }
  }
}

void weir_region_allocation_map_results(weir_region_allocation_t* region) {
  weir_op_t* execute = region->execute;
  weir_op_t* yield = weir_block_terminator(region->body);
  uint32_t count =
      weir_op_result_group_size(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULTS);
  reservation_t* reservations =
      WEIR_ARENA_ARRAY(region->allocation.arena, reservation_t, count);
  weir_pointer_map_t reserved = {.arena = region->allocation.arena};
  uint32_t reservation_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (region->results[i] != NULL) continue;
    weir_storage_t* storage =
        weir_allocation_class(&region->allocation, weir_op_operand_n(yield, i));
    if (storage->has_range || storage->view != NULL) continue;
    void** seen = weir_pointer_map_at(&reserved, storage);
    if (*seen != NULL) continue;
    *seen = storage;
    reservations[reservation_count++] = (reservation_t){
        .storage = storage,
        .type = weir_op_result_n(execute, i)->type,
        .size = weir_op_operand_at(execute,
                                   WEIR_STREAM_ASYNC_EXECUTE_RESULT_SIZES, i),
        .location = weir_value_location(
            weir_value_tied_base(weir_op_operand_n(yield, i))),
        .result = i,
    };
  }
  allocate_reservations(region, reservations, reservation_count);
}

// Results that share storage with operands or, when those have got theirs, with
// other results.
void weir_region_allocation_map_aliases(weir_region_allocation_t* region) {
  weir_op_t* execute = region->execute;
  weir_op_t* yield = weir_block_terminator(region->body);
  uint32_t count =
      weir_op_result_group_size(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULTS);
  for (uint32_t i = 0; i < count; ++i) {
    if (region->results[i] != NULL) continue;
    weir_value_t* value = weir_op_operand_n(yield, i);
    if (!weir_allocation_has_range(&region->allocation, value)) continue;
    region->results[i] = result_in_range(
        region, weir_allocation_range(&region->allocation, value),
        weir_op_operand_at(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULT_SIZES, i),
        weir_value_location(value));
  }
}
