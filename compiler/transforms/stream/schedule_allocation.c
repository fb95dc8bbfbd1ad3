// Gives every async value storage and turns execution regions into commands.
//
// Needs:   stream.async.execute regions with usage refined (no unknown
// lifetime). Changes: stream.async.* into stream.cmd.* and stream.resource.*:
// values inside
//          a region share one packed transient slab, results get storage of
//          their own, constants are made at once outside.
//          What the host computes inside of a region comes before it.
// Keeps:   affinities, concurrency, timepoints.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/allocation.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/timepoints.h"
#include "compiler/transforms/stream/values.h"

// Transient storage, given back when the region is done.
typedef struct slab_t {
  weir_value_t *resource, *size;
  weir_attr_t* affinity;
  struct slab_t* next;
} slab_t;

// What a region needs besides the operands it has.
typedef struct region_t {
  weir_pass_t* pass;
  weir_allocation_t allocation;
  weir_op_t* execute;
  weir_block_t* body;
  weir_attr_t* affinity;
  weir_value_t* zero;  // made when first needed
  // Operands of the new op: resources and sizes.
  weir_value_t** operands;
  weir_value_t** sizes;
  uint32_t operand_count;
  // What must be there before it runs.
  weir_value_t** awaits;
  uint32_t await_count;
  // What others have to wait for as well.
  weir_value_t** joins;
  uint32_t join_count;
  // Result |i| of the old op.
  weir_value_t** results;
  slab_t* slabs;
} region_t;

static bool has_lifetime(const weir_value_t* value, weir_lifetime_t lifetime) {
  return weir_stream_resource_lifetime(value->type) == lifetime;
}

// Passes |resource| into the region; returns the argument that stands for it.
static weir_value_t* capture(region_t* region, weir_value_t* resource,
                             weir_value_t* size) {
  region->operands[region->operand_count] = resource;
  region->sizes[region->operand_count++] = size;
  return weir_block_add_argument(region->body, resource->type,
                                 region->execute->location);
}

static void give_range(region_t* region, weir_storage_t* storage,
                       weir_value_t* resource, weir_value_t* resource_size,
                       weir_value_t* offset, weir_value_t* length) {
  (void)region;
  storage->has_range = true;
  storage->range = (weir_range_t){resource, resource_size, offset, length};
}

static weir_value_t* zero_of(region_t* region) {
  if (region->zero == NULL) {
    region->zero = weir_build_index(&region->allocation.outside,
                                    region->execute->location, 0);
  }
  return region->zero;
}

static weir_value_t* size_of(region_t* region, weir_value_t* value) {
  return weir_resource_size(value, &region->allocation.outside,
                            region->execute->location);
}

// -- operands -----------------------------------------------------------------

static void map_operands(region_t* region) {
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
      give_range(region, storage, argument, size, zero_of(region), size);
    }
  }
  region->operand_count = count;
}

// -- constants ----------------------------------------------------------------

static bool is_only_yielded(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (!weir_op_is(use->op, WEIR_STREAM_YIELD)) return false;
  }
  return true;
}

// Results of the region that are |constant| are |resource| instead.
static void replace_yielded(region_t* region, weir_value_t* constant,
                            weir_value_t* resource) {
  weir_op_t* yield = weir_block_terminator(region->body);
  uint32_t count = weir_op_result_group_size(region->execute,
                                             WEIR_STREAM_ASYNC_EXECUTE_RESULTS);
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_value_tied_base(weir_op_operand_n(yield, i)) == constant) {
      region->results[i] = resource;
    }
  }
}

// The constants of one lifetime and the stream.resource.constants of them.
typedef struct upload_t {
  weir_op_list_t constants;
  weir_op_t* op;  // NULL if there are none
} upload_t;

static upload_t upload_constants(region_t* region, weir_lifetime_t lifetime) {
  weir_arena_t* arena = region->pass->scratch;
  upload_t upload = {0};
  weir_op_list_t* constants = &upload.constants;
  WEIR_FOR_EACH_OP(op, region->body) {
    if (weir_op_is(op, WEIR_STREAM_ASYNC_CONSTANT) &&
        has_lifetime(weir_op_result_n(op, 0), lifetime)) {
      weir_op_list_add(constants, arena, op);
    }
  }
  uint32_t count = constants->count;
  if (count == 0) return upload;
  weir_context_t* context = region->execute->context;
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  weir_attr_t** values = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    types[i] = weir_op_result_n(constants->ops[i], 0)->type;
    values[i] = weir_op_attr(constants->ops[i], "value");
    sizes[i] = weir_op_operand_n(constants->ops[i], 0);
    locations[i] = constants->ops[i]->location;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &region->allocation.outside,
                     WEIR_STREAM_RESOURCE_CONSTANTS,
                     weir_fuse_locations(context, locations, count));
  weir_op_state_operands(&state, sizes, count);
  weir_op_state_results(&state, types, count);
  weir_op_state_result(&state, weir_stream_timepoint_type(context));
  weir_op_state_attr(&state, "values", weir_array_attr(context, values, count));
  weir_op_state_attr(&state, "affinity", region->affinity);
  upload.op = weir_build(&region->allocation.outside, &state);
  return upload;
}

static void map_constants(region_t* region, const upload_t* upload) {
  if (upload->op == NULL) return;
  bool any_captured = false;
  for (uint32_t i = 0; i < upload->constants.count; ++i) {
    weir_op_t* op = upload->constants.ops[i];
    weir_value_t* constant = weir_op_result_n(op, 0);
    weir_value_t* size = weir_op_operand_n(op, 0);
    weir_value_t* resource = weir_op_result_n(upload->op, i);
    replace_yielded(region, constant, resource);
    weir_storage_t* storage =
        weir_allocation_class(&region->allocation, constant);
    if (is_only_yielded(constant)) {
      storage->has_range = true;  // none that anybody asks for
      continue;
    }
    any_captured = true;
    weir_value_t* argument = capture(region, resource, size);
    give_range(region, storage, argument, size, zero_of(region), size);
  }
  weir_value_t* timepoint = weir_op_result(
      upload->op, WEIR_STREAM_RESOURCE_CONSTANTS_RESULT_TIMEPOINT);
  // Whoever waits for the region expects its constants to be there as well.
  if (any_captured) {
    region->awaits[region->await_count++] = timepoint;
  } else {
    region->joins[region->join_count++] = timepoint;
  }
}

static void allocate_constants(region_t* region) {
  const upload_t constants = upload_constants(region, WEIR_LIFETIME_CONSTANT);
  const upload_t variables = upload_constants(region, WEIR_LIFETIME_VARIABLE);
  map_constants(region, &constants);
  map_constants(region, &variables);
}

// The captured resource behind an argument of the region.
static weir_value_t* captured_by(const region_t* region,
                                 const weir_value_t* argument) {
  return region->operands[argument->index];
}

// -- results ------------------------------------------------------------------

// Storage that outlives the region, there when its timepoint is reached.
static weir_value_t* allocate(region_t* region, weir_type_t* type,
                              weir_value_t* size, weir_attr_t* affinity,
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

static weir_op_t* build_pack(region_t* region, weir_location_t* location,
                             const int64_t* intervals,
                             weir_value_t* const* sizes, uint32_t count,
                             weir_attr_t* affinity) {
  weir_builder_t* builder = &region->allocation.outside;
  weir_type_t* index = weir_index_type(builder->context);
  weir_type_t** types =
      WEIR_ARENA_ARRAY(region->pass->scratch, weir_type_t*, count);
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

// A result that gets storage of its own.
typedef struct reservation_t {
  weir_storage_t* storage;
  weir_type_t* type;
  weir_value_t* size;
  weir_location_t* location;
  uint32_t result;
} reservation_t;

static void reserve(region_t* region, const reservation_t* reservation,
                    weir_value_t* resource) {
  weir_value_t* argument = capture(region, resource, reservation->size);
  give_range(region, reservation->storage, argument, reservation->size,
             zero_of(region), reservation->size);
  region->results[reservation->result] = resource;
}

// Results of one lifetime and place share an allocation and are views of it.
static void allocate_results(region_t* region, const reservation_t* const* set,
                             uint32_t count) {
  weir_arena_t* arena = region->pass->scratch;
  weir_attr_t* affinity = set[0]->storage->affinity != NULL
                              ? set[0]->storage->affinity
                              : region->affinity;
  if (count == 1) {
    weir_value_t* resource = allocate(region, set[0]->type, set[0]->size,
                                      affinity, set[0]->location);
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
  weir_op_t* pack =
      build_pack(region, location, intervals, sizes, count, affinity);
  weir_value_t* total = weir_op_result_n(pack, 0);
  weir_value_t* slab =
      allocate(region, set[0]->type, total, affinity, location);
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
static weir_value_t* result_in_range(region_t* region, weir_range_t range,
                                     weir_value_t* size,
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
static void allocate_reservations(region_t* region, reservation_t* all,
                                  uint32_t count) {
  const reservation_t** set =
      WEIR_ARENA_ARRAY(region->pass->scratch, const reservation_t*, count);
  bool* done = WEIR_ARENA_ARRAY(region->pass->scratch, bool, count);
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

static void map_results(region_t* region) {
  weir_op_t* execute = region->execute;
  weir_op_t* yield = weir_block_terminator(region->body);
  uint32_t count =
      weir_op_result_group_size(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULTS);
  reservation_t* reservations =
      WEIR_ARENA_ARRAY(region->pass->scratch, reservation_t, count);
  weir_pointer_map_t reserved = {.arena = region->pass->scratch};
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
static void map_aliases(region_t* region) {
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

// -- transients ---------------------------------------------------------------

static bool comes_before(const weir_storage_t* a, const weir_storage_t* b) {
  return a->is_dropped != b->is_dropped ? a->is_dropped : a->first < b->first;
}

// What is born and dies in the region, in the order of birth; what waves make
// for nobody comes before all else.
static uint32_t collect_transients(region_t* region, weir_storage_t** out) {
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

static void allocate_slab(region_t* region, weir_storage_t* const* storages,
                          uint32_t count, weir_attr_t* affinity) {
  if (count == 0) return;
  weir_arena_t* arena = region->pass->scratch;
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
  weir_op_t* pack =
      build_pack(region, location, intervals, sizes, count, affinity);
  weir_value_t* total = weir_op_result_n(pack, 0);
  weir_value_t* slab = allocate(
      region, weir_stream_resource_type(context, WEIR_LIFETIME_TRANSIENT),
      total, affinity, location);
  slab_t* held = WEIR_ARENA_NEW(arena, slab_t);
  *held = (slab_t){slab, total, affinity, NULL};
  slab_t** link = &region->slabs;
  while (*link != NULL) link = &(*link)->next;
  *link = held;
  weir_value_t* argument = capture(region, slab, total);
  for (uint32_t i = 0; i < count; ++i) {
    give_range(region, storages[i], argument, total,
               weir_op_result_n(pack, 1 + i), sizes[i]);
  }
}

// One slab for what lives with the region, one each for other devices.
static void allocate_transients(region_t* region) {
  weir_arena_t* arena = region->pass->scratch;
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

// -- the region ---------------------------------------------------------------

static weir_op_t* create_commands(region_t* region, weir_value_t* await) {
  weir_builder_t* builder = &region->allocation.outside;
  weir_op_t* execute = region->execute;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_CMD_EXECUTE,
                     execute->location);
  weir_op_state_operands(&state, region->operands, region->operand_count);
  weir_op_state_operands(&state, region->sizes, region->operand_count);
  weir_op_state_operand(&state, await);
  weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  weir_op_state_attr(&state, "affinity", region->affinity);
  weir_op_t* by = weir_build(builder, &state);
  weir_region_take_blocks(weir_op_region(by, 0), weir_op_region(execute, 0));
  return by;
}

// Slabs go back when the region is done; whoever waits for the region waits for
// that as well.
static weir_value_t* release_slabs(region_t* region, weir_value_t* done) {
  weir_builder_t* builder = &region->allocation.outside;
  for (const slab_t* slab = region->slabs; slab != NULL; slab = slab->next) {
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_DEALLOCA,
                       weir_value_location(slab->resource));
    weir_op_state_operand(&state, slab->resource);
    weir_op_state_operand(&state, slab->size);
    weir_op_state_operand(&state, done);
    weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
    weir_op_state_attr(&state, "affinity", slab->affinity);
    region->joins[region->join_count++] =
        weir_op_result_n(weir_build(builder, &state), 0);
  }
  if (region->join_count == 0) return done;
  region->joins[region->join_count++] = done;
  return weir_build_join(builder, region->execute->location, region->joins,
                         region->join_count);
}

static weir_status_t allocate_region(weir_pass_t* pass, weir_op_t* execute) {
  if (!weir_allocation_hoist_host_ops(execute)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unhandled op in a region");
  }
  weir_arena_t* arena = pass->scratch;
  region_t region = {
      .pass = pass,
      .execute = execute,
      .body = weir_op_region(execute, 0)->first,
      .affinity = weir_op_affinity(execute),
  };
  weir_allocation_init(&region.allocation, execute, arena);
  weir_allocation_analyse(&region.allocation);
  uint32_t capacity = execute->operand_count + execute->result_count +
                      region.allocation.storage_count + 4;
  region.operands = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region.sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region.awaits = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region.joins = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region.results =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, execute->result_count);
  weir_value_t* await =
      weir_op_operand(execute, WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT);
  if (await != NULL) region.awaits[region.await_count++] = await;
  map_operands(&region);
  allocate_constants(&region);
  map_aliases(&region);
  map_results(&region);
  map_aliases(&region);
  allocate_transients(&region);
  if (region.await_count > 0) {
    await = weir_build_join(&region.allocation.outside, execute->location,
                            region.awaits, region.await_count);
  }
  WEIR_RETURN_IF_ERROR(
      weir_allocation_lower_block(&region.allocation, region.body));
  weir_op_t* commands = create_commands(&region, await);
  weir_value_t* done = release_slabs(&region, weir_op_result_n(commands, 0));
  uint32_t count =
      weir_op_result_group_size(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULTS);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_replace_uses(weir_op_result_n(execute, i), region.results[i]);
  }
  weir_value_replace_uses(
      weir_op_result(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULT_TIMEPOINT),
      done);
  weir_op_erase(execute);
  return weir_ok();
}

// -- ops outside of regions ---------------------------------------------------

static void lower_load(weir_op_t* op) {
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_RESOURCE_LOAD, op->location);
  for (uint32_t i = 0; i < 3; ++i)
    weir_op_state_operand(&state, weir_op_operand(op, i));
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_value_t* by = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(op, &by);
}

static void lower_store(weir_op_t* op) {
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_RESOURCE_STORE,
                     op->location);
  for (uint32_t i = 0; i < 4; ++i)
    weir_op_state_operand(&state, weir_op_operand(op, i));
  weir_build(&builder, &state);
  weir_value_t* target = weir_op_operand(op, WEIR_STREAM_ASYNC_STORE_TARGET);
  weir_op_replace(op, &target);
}

static void lower_alloca(weir_op_t* op) {
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_RESOURCE_ALLOC,
                     op->location);
  weir_op_state_operand(&state, weir_op_operand_n(op, 0));
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_op_state_attr(&state, "uninitialized", weir_unit_attr(op->context));
  weir_op_state_attr(&state, "affinity", weir_op_affinity(op));
  weir_value_t* by = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(op, &by);
}

static weir_status_t allocate_in(weir_pass_t* pass, weir_op_t* function) {
  weir_op_list_t ops = weir_collect_ops(function, 0, pass->scratch);
  for (uint32_t i = 0; i < ops.count; ++i) {
    weir_op_t* op = ops.ops[i];
    if (op->erased) continue;
    switch (weir_op_id(op)) {
      case WEIR_STREAM_ASYNC_EXECUTE:
        WEIR_RETURN_IF_ERROR(allocate_region(pass, op));
        break;
      case WEIR_STREAM_ASYNC_LOAD:
        lower_load(op);
        break;
      case WEIR_STREAM_ASYNC_STORE:
        lower_store(op);
        break;
      case WEIR_STREAM_ASYNC_ALLOCA:
        lower_alloca(op);
        break;
      default:
        break;
    }
  }
  return weir_ok();
}

// A function of commands is called from commands alone.
static weir_status_t check_calls(weir_pass_t* pass, weir_op_t* root) {
  weir_op_list_t calls =
      weir_collect_ops(root, WEIR_STREAM_ASYNC_CALL, pass->scratch);
  bool ok = true;
  for (uint32_t i = 0; i < calls.count; ++i) {
    const weir_op_t* call = calls.ops[i];
    const weir_op_t* callee =
        weir_symbol_resolve(call, weir_op_attr(call, "callee"));
    if (callee == NULL || !weir_op_is(callee, WEIR_STREAM_CMD_FUNC)) continue;
    ok = weir_op_error(call,
                       "stands outside of execution regions and calls what "
                       "becomes a function of commands");
  }
  return ok ? weir_ok()
            : weir_status(WEIR_CODE_INVALID_ARGUMENT, "calls not scheduled");
}

weir_status_t weir_stream_schedule_allocation(weir_pass_t* pass,
                                              weir_op_t* root) {
  if (!weir_op_has_trait(root, WEIR_OP_SYMBOL_TABLE)) {
    return allocate_in(pass, root);
  }
  WEIR_FOR_EACH_OP(op, weir_op_region(root, 0)->first) {
    if (weir_op_is(op, WEIR_STREAM_ASYNC_FUNC)) {
      weir_allocation_lower_function(op, pass->scratch);
    } else if (weir_op_has_trait(op, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER)) {
      WEIR_RETURN_IF_ERROR(allocate_in(pass, op));
    }
  }
  return check_calls(pass, root);
}
