// What lives and dies within an execution region: packed into slabs by the ops
// between which it lives.
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/region_allocation.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/values.h"

static weir_value_t* size_of(weir_region_allocation_t* region,
                             weir_value_t* value) {
  return weir_resource_size(value, &region->allocation.outside,
                            region->execute->location);
}

static bool comes_before(const weir_storage_t* a, const weir_storage_t* b) {
  return a->is_dropped != b->is_dropped ? a->is_dropped : a->first < b->first;
}

// What is born and dies in the region, in the order of birth; what waves make
// for nobody comes before all else.
static uint32_t collect_transients(weir_region_allocation_t* region,
                                   weir_storage_t** out) {
  weir_allocation_t* allocation = &region->allocation;
  uint32_t count = 0;
  for (uint32_t i = 0; i < allocation->storage_count; ++i) {
    weir_storage_t* storage = allocation->storages[i];
    if (storage->parent != storage || storage->has_range ||
        storage->view != NULL || storage->first == UINT32_MAX) {
      continue;
    }
    out[count++] = storage;
  }
  // Insertion sort: nearly sorted already, and stable.
  for (uint32_t i = 1; i < count; ++i) {
    weir_storage_t* moved = out[i];
    uint32_t at = i;
    for (; at > 0 && comes_before(moved, out[at - 1]); --at)
      out[at] = out[at - 1];
    out[at] = moved;
  }
  return count;
}

static void allocate_slab(weir_region_allocation_t* region,
                          weir_storage_t* const* storages, uint32_t count,
                          weir_attr_t* affinity) {
  if (count == 0) return;
  weir_arena_t* arena = region->allocation.arena;
  weir_context_t* context = region->execute->context;
  int64_t* intervals = WEIR_ARENA_ARRAY(arena, int64_t, 2 * count);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    intervals[2 * i] = storages[i]->first;
    intervals[2 * i + 1] = storages[i]->last;
    sizes[i] = size_of(region, storages[i]->value);
    locations[i] = weir_value_location(storages[i]->value);
  }
  weir_location_t* location = weir_fuse_locations(context, locations, count);
  weir_op_t* pack = weir_region_allocation_pack(region, location, intervals,
                                                sizes, count, affinity);
  weir_value_t* total = weir_op_result_n(pack, 0);
  weir_value_t* slab = weir_region_allocation_allocate(
      region, weir_stream_resource_type(context, WEIR_LIFETIME_TRANSIENT),
      total, affinity, location);
  weir_slab_t* held = WEIR_ARENA_NEW(arena, weir_slab_t);
  *held = (weir_slab_t){slab, total, affinity, NULL};
  weir_slab_t** link = &region->slabs;
  while (*link != NULL) link = &(*link)->next;
  *link = held;
  weir_value_t* argument = weir_region_allocation_capture(region, slab, total);
  for (uint32_t i = 0; i < count; ++i) {
    weir_storage_give(storages[i], argument, total,
                      weir_op_result_n(pack, 1 + i), sizes[i]);
  }
}

// One slab for what lives with the region, one each for other devices.
void weir_region_allocation_map_transients(weir_region_allocation_t* region) {
  weir_arena_t* arena = region->allocation.arena;
  uint32_t capacity = region->allocation.storage_count;
  weir_storage_t** all = WEIR_ARENA_ARRAY(arena, weir_storage_t*, capacity);
  weir_storage_t** some = WEIR_ARENA_ARRAY(arena, weir_storage_t*, capacity);
  uint32_t count = collect_transients(region, all);
  weir_attr_t* affinity = NULL;  // stands for the region's
  while (count > 0) {
    uint32_t chosen = 0, left = 0;
    for (uint32_t i = 0; i < count; ++i) {
      if (all[i]->affinity == affinity) {
        some[chosen++] = all[i];
      } else {
        all[left++] = all[i];
      }
    }
    allocate_slab(region, some, chosen,
                  affinity != NULL ? affinity : region->affinity);
    count = left;
    if (count > 0) affinity = all[0]->affinity;
  }
}
