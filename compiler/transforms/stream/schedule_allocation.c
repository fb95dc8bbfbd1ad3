// Gives every async value storage and turns execution regions into commands.
//
// Needs:   stream.async.execute regions with usage refined (no unknown
//          lifetime).
// Changes: stream.async.* into stream.cmd.* and stream.resource.*: values
//          inside a region share one packed transient slab, results get storage
//          of their own, constants are made at once outside.
//          What the host computes inside of a region comes before it.
// Keeps:   affinities, concurrency, timepoints.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/allocation.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/region_allocation.h"
#include "compiler/transforms/stream/timepoints.h"

// -- the region ---------------------------------------------------------------

static weir_op_t* create_commands(weir_region_allocation_t* region,
                                  weir_value_t* await) {
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
static weir_value_t* release_slabs(weir_region_allocation_t* region,
                                   weir_value_t* done) {
  weir_builder_t* builder = &region->allocation.outside;
  for (const weir_slab_t* slab = region->slabs; slab != NULL;
       slab = slab->next) {
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

// The region without storage, with room for all it may come to need.
static void init_region(weir_region_allocation_t* region, weir_op_t* execute,
                        weir_arena_t* arena) {
  *region = (weir_region_allocation_t){
      .execute = execute,
      .body = weir_op_region(execute, 0)->first,
      .affinity = weir_op_affinity(execute),
  };
  weir_allocation_init(&region->allocation, execute, arena);
  weir_allocation_analyse(&region->allocation);
  uint32_t capacity = execute->operand_count + execute->result_count +
                      region->allocation.storage_count + 4;
  region->operands = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region->sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region->awaits = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region->joins = WEIR_ARENA_ARRAY(arena, weir_value_t*, capacity);
  region->results =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, execute->result_count);
}

// Gives all values ranges; returns the timepoint for which the commands wait.
static weir_value_t* map_values(weir_region_allocation_t* region) {
  weir_value_t* await = weir_op_operand(
      region->execute, WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT);
  if (await != NULL) region->awaits[region->await_count++] = await;
  weir_region_allocation_map_operands(region);
  weir_region_allocation_map_constants(region);
  weir_region_allocation_map_aliases(region);
  weir_region_allocation_map_results(region);
  weir_region_allocation_map_aliases(region);
  weir_region_allocation_map_transients(region);
  if (region->await_count == 0) return NULL;
  return weir_build_join(&region->allocation.outside, region->execute->location,
                         region->awaits, region->await_count);
}

static weir_status_t allocate_region(weir_op_t* execute, weir_arena_t* arena) {
  if (!weir_allocation_hoist_host_ops(execute)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unhandled op in a region");
  }
  weir_allocation_part_copies(execute, arena);
  weir_region_allocation_t region;
  init_region(&region, execute, arena);
  weir_value_t* await = map_values(&region);
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
        WEIR_RETURN_IF_ERROR(allocate_region(op, pass->scratch));
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
