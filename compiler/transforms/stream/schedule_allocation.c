// Gives every async value storage and turns execution regions into commands.
//
// Needs:   stream.async.execute regions with usage refined (no unknown
// lifetime). Changes: stream.async.* into stream.cmd.* and stream.resource.*:
// values inside
//          a region share one packed transient slab, results get storage of
//          their own, constants are made at once outside.
// Keeps:   affinities, concurrency, timepoints.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/stream/allocation.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/regions.h"

// What a region needs besides the operands it has.
typedef struct region_t {
  weir_pass_t* pass;
  weir_allocation_t allocation;
  weir_op_t* execute;
  weir_block_t* body;
  weir_attr_t* affinity;
  weir_value_t* zero;
  // Operands of the new op: resources and sizes.
  weir_value_t** operands;
  weir_value_t** sizes;
  uint32_t operand_count;
  // What must be there before it runs.
  weir_value_t** awaits;
  uint32_t await_count;
  // Result |i| of the old op.
  weir_value_t** results;
  // The transient slab, given back when the region is done.
  weir_value_t* slab;
  weir_value_t* slab_size;
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
      give_range(region, storage, argument, size, region->zero, size);
    }
  }
  region->operand_count = count;
}

// The operand whose storage |storage| is, -1 if it is another.
static int32_t operand_of(region_t* region, weir_storage_t* storage) {
  uint32_t count = weir_op_operand_group_size(
      region->execute, WEIR_STREAM_ASYNC_EXECUTE_RESOURCE_OPERANDS);
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_allocation_class(&region->allocation,
                              region->body->arguments[i]) == storage) {
      return (int32_t)i;
    }
  }
  return -1;
}

// -- constants ----------------------------------------------------------------

// All constants of one lifetime in one stream.resource.constants.
static void allocate_constants(region_t* region, weir_lifetime_t lifetime) {
  weir_arena_t* arena = region->pass->scratch;
  weir_op_list_t constants = {0};
  WEIR_FOR_EACH_OP(op, region->body) {
    if (weir_op_is(op, WEIR_STREAM_ASYNC_CONSTANT) &&
        has_lifetime(weir_op_result_n(op, 0), lifetime)) {
      weir_op_list_add(&constants, arena, op);
    }
  }
  if (constants.count == 0) return;
  weir_context_t* context = region->execute->context;
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, constants.count);
  weir_attr_t** values = WEIR_ARENA_ARRAY(arena, weir_attr_t*, constants.count);
  weir_value_t** sizes =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, constants.count);
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, constants.count);
  for (uint32_t i = 0; i < constants.count; ++i) {
    types[i] = weir_op_result_n(constants.ops[i], 0)->type;
    values[i] = weir_op_attr(constants.ops[i], "value");
    sizes[i] = weir_op_operand_n(constants.ops[i], 0);
    locations[i] = constants.ops[i]->location;
  }
  weir_builder_t* builder = &region->allocation.outside;
  weir_op_state_t state;
  weir_op_state_init(
      &state, builder, WEIR_STREAM_RESOURCE_CONSTANTS,
      weir_location_fused(context, locations, constants.count, NULL));
  weir_op_state_operands(&state, sizes, constants.count);
  weir_op_state_results(&state, types, constants.count);
  weir_op_state_result(&state, weir_stream_timepoint_type(context));
  weir_op_state_attr(&state, "values",
                     weir_array_attr(context, values, constants.count));
  weir_op_state_attr(&state, "affinity", region->affinity);
  weir_op_t* made = weir_build(builder, &state);
  for (uint32_t i = 0; i < constants.count; ++i) {
    weir_storage_t* storage = weir_allocation_class(
        &region->allocation, weir_op_result_n(constants.ops[i], 0));
    weir_value_t* resource = weir_op_result_n(made, i);
    weir_value_t* argument = capture(region, resource, sizes[i]);
    give_range(region, storage, argument, sizes[i], region->zero, sizes[i]);
  }
  region->awaits[region->await_count++] =
      weir_op_result(made, WEIR_STREAM_RESOURCE_CONSTANTS_RESULT_TIMEPOINT);
}

// The captured resource behind an argument of the region.
static weir_value_t* captured_by(const region_t* region,
                                 const weir_value_t* argument) {
  return region->operands[argument->index];
}

// -- results ------------------------------------------------------------------

// Storage that outlives the region: ordered with the timeline where that can
// be, else at once.
static weir_value_t* allocate(region_t* region, weir_type_t* type,
                              weir_value_t* size, weir_location_t* location) {
  weir_builder_t* builder = &region->allocation.outside;
  weir_lifetime_t lifetime = weir_stream_resource_lifetime(type);
  bool queued =
      lifetime == WEIR_LIFETIME_TRANSIENT || lifetime == WEIR_LIFETIME_EXTERNAL;
  weir_op_state_t state;
  weir_op_state_init(
      &state, builder,
      queued ? WEIR_STREAM_RESOURCE_ALLOCA : WEIR_STREAM_RESOURCE_ALLOC,
      location);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, type);
  weir_op_state_attr(&state, "affinity", region->affinity);
  if (queued) {
    weir_op_state_operand(
        &state, weir_op_operand(region->execute,
                                WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT));
    weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  } else {
    weir_op_state_attr(&state, "uninitialized",
                       weir_unit_attr(builder->context));
  }
  weir_op_t* op = weir_build(builder, &state);
  if (queued) {
    region->awaits[region->await_count++] =
        weir_op_result(op, WEIR_STREAM_RESOURCE_ALLOCA_RESULT_TIMEPOINT);
  }
  return weir_op_result_n(op, 0);
}

static void map_results(region_t* region) {
  weir_op_t* execute = region->execute;
  weir_op_t* yield = weir_block_terminator(region->body);
  uint32_t count =
      weir_op_result_group_size(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULTS);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* result = weir_op_result_n(execute, i);
    weir_value_t* yielded = weir_op_operand_n(yield, i);
    weir_storage_t* storage =
        weir_allocation_class(&region->allocation, yielded);
    if (!storage->has_range) {
      weir_value_t* size = weir_op_operand_at(
          execute, WEIR_STREAM_ASYNC_EXECUTE_RESULT_SIZES, i);
      weir_location_t* location = weir_value_location(yielded);
      weir_value_t* resource = allocate(region, result->type, size, location);
      weir_value_t* argument = capture(region, resource, size);
      give_range(region, storage, argument, size, region->zero, size);
    }
    int32_t operand = operand_of(region, storage);
    region->results[i] = operand >= 0
                             ? region->operands[operand]
                             : captured_by(region, storage->range.resource);
  }
}

// -- transients ---------------------------------------------------------------

// What is born and dies in the region, in the order of birth.
static uint32_t collect_transients(region_t* region, weir_storage_t** out) {
  weir_allocation_t* allocation = &region->allocation;
  uint32_t count = 0;
  for (uint32_t i = 0; i < allocation->storage_count; ++i) {
    weir_storage_t* storage = allocation->storages[i];
    if (storage->parent != storage || storage->has_range) continue;
    out[count++] = storage;
  }
  // Insertion sort: nearly sorted already, and stable.
  for (uint32_t i = 1; i < count; ++i) {
    weir_storage_t* moved = out[i];
    uint32_t at = i;
    for (; at > 0 && out[at - 1]->first > moved->first; --at)
      out[at] = out[at - 1];
    out[at] = moved;
  }
  return count;
}

static void allocate_transients(region_t* region) {
  weir_allocation_t* allocation = &region->allocation;
  weir_arena_t* arena = region->pass->scratch;
  weir_storage_t** storages =
      WEIR_ARENA_ARRAY(arena, weir_storage_t*, allocation->storage_count);
  uint32_t count = collect_transients(region, storages);
  if (count == 0) return;
  weir_context_t* context = region->execute->context;
  weir_builder_t* builder = &allocation->outside;
  int64_t* intervals = WEIR_ARENA_ARRAY(arena, int64_t, 2 * count);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    intervals[2 * i] = storages[i]->first;
    intervals[2 * i + 1] = storages[i]->last;
    sizes[i] = size_of(region, storages[i]->value);
    types[i] = weir_index_type(context);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_PACK,
                     region->execute->location);
  weir_op_state_operand(&state, NULL);
  weir_op_state_operands(&state, sizes, count);
  weir_op_state_result(&state, weir_index_type(context));
  weir_op_state_results(&state, types, count);
  weir_op_state_attr(&state, "lifetime_intervals",
                     weir_index_array_attr(context, intervals, 2 * count));
  weir_op_state_attr(&state, "affinity", region->affinity);
  weir_op_t* pack = weir_build(builder, &state);
  region->slab_size = weir_op_result_n(pack, 0);
  region->slab = allocate(
      region, weir_stream_resource_type(context, WEIR_LIFETIME_TRANSIENT),
      region->slab_size, region->execute->location);
  weir_value_t* argument = capture(region, region->slab, region->slab_size);
  for (uint32_t i = 0; i < count; ++i) {
    give_range(region, storages[i], argument, region->slab_size,
               weir_op_result_n(pack, 1 + i), sizes[i]);
  }
}

// -- the region ---------------------------------------------------------------

static weir_value_t* join(weir_builder_t* builder, weir_location_t* location,
                          weir_value_t* const* timepoints, uint32_t count) {
  if (count == 0) return NULL;
  if (count == 1) return timepoints[0];
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_TIMEPOINT_JOIN, location);
  weir_op_state_operands(&state, timepoints, count);
  weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_op_t* create_commands(region_t* region) {
  weir_builder_t* builder = &region->allocation.outside;
  weir_op_t* execute = region->execute;
  weir_value_t* await =
      join(builder, execute->location, region->awaits, region->await_count);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_CMD_EXECUTE,
                     execute->location);
  weir_op_state_operands(&state, region->operands, region->operand_count);
  weir_op_state_operands(&state, region->sizes, region->operand_count);
  weir_op_state_operand(&state, await);
  weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  weir_op_state_attrs(&state, execute->attrs);
  weir_op_state_attr(&state, "tied_operands", NULL);
  weir_op_t* by = weir_build(builder, &state);
  weir_region_take_blocks(weir_op_region(by, 0), weir_op_region(execute, 0));
  return by;
}

// The slab goes back when the region is done; whoever waits for the region
// waits for that as well.
static weir_value_t* release_slab(region_t* region, weir_value_t* done) {
  if (region->slab == NULL) return done;
  weir_builder_t* builder = &region->allocation.outside;
  weir_location_t* location = region->execute->location;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_DEALLOCA, location);
  weir_op_state_operand(&state, region->slab);
  weir_op_state_operand(&state, region->slab_size);
  weir_op_state_operand(&state, done);
  weir_op_state_result(&state, weir_stream_timepoint_type(builder->context));
  weir_op_state_attr(&state, "affinity", region->affinity);
  weir_value_t* released = weir_op_result_n(weir_build(builder, &state), 0);
  weir_value_t* both[2] = {released, done};
  return join(builder, location, both, 2);
}

static weir_status_t allocate_region(weir_pass_t* pass, weir_op_t* execute) {
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
  region.results =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, execute->result_count);
  region.zero =
      weir_build_index(&region.allocation.outside, execute->location, 0);
  weir_value_t* await =
      weir_op_operand(execute, WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT);
  if (await != NULL) region.awaits[region.await_count++] = await;
  map_operands(&region);
  allocate_constants(&region, WEIR_LIFETIME_CONSTANT);
  allocate_constants(&region, WEIR_LIFETIME_VARIABLE);
  map_results(&region);
  allocate_transients(&region);
  WEIR_RETURN_IF_ERROR(
      weir_allocation_lower_block(&region.allocation, region.body));
  weir_op_t* commands = create_commands(&region);
  weir_value_t* done = release_slab(&region, weir_op_result_n(commands, 0));
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

weir_status_t weir_stream_schedule_allocation(weir_pass_t* pass,
                                              weir_op_t* root) {
  weir_op_list_t ops = weir_collect_ops(root, 0, pass->scratch);
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
