// Gives memory back as soon as the last region that uses it is done.
//
// Needs:   stream.cmd.* on allocated resources; one program, or one per node.
// Changes: behind the last use of what a stream.resource.alloca makes stands a
//          stream.resource.dealloca that waits for all uses, where all of them
//          are seen: regions and accesses of the host in the block of the
//          alloca.
// Keeps:   what is handed out, carried to another block, or freed already.
//
// Without it memory is there until nothing in the host's program refers to it:
// an allocation behind it cannot wait for that.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/nodes/passes.h"
#include "compiler/transforms/stream/timepoints.h"

typedef struct uses_t {
  weir_arena_t* arena;
  const weir_block_t* block;
  weir_op_t* last;
  weir_op_list_t regions;
} uses_t;

static void add_user(uses_t* uses, weir_op_t* op) {
  if (uses->last == NULL || weir_op_is_before(uses->last, op)) uses->last = op;
  if (!weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) return;
  for (uint32_t i = 0; i < uses->regions.count; ++i) {
    if (uses->regions.ops[i] == op) return;
  }
  weir_op_list_add(&uses->regions, uses->arena, op);
}

// False if a use is not seen through.
static bool add_uses(uses_t* uses, const weir_value_t* resource) {
  for (const weir_use_t* use = resource->uses; use; use = use->next) {
    weir_op_t* op = use->op;
    if (op->block != uses->block) return false;
    switch (weir_op_id(op)) {
      case WEIR_STREAM_CMD_EXECUTE:
      case WEIR_STREAM_RESOURCE_LOAD:
      case WEIR_STREAM_RESOURCE_STORE:
        break;
      case WEIR_STREAM_RESOURCE_SUBVIEW:
        if (!add_uses(uses, weir_op_result_n(op, 0))) return false;
        break;
      case WEIR_STREAM_TIMEPOINT_AWAIT:
        if (!add_uses(uses, weir_op_result_n(op, use->index))) return false;
        break;
      default:
        return false;
    }
    add_user(uses, op);
  }
  return true;
}

static weir_value_t* timepoint_of(const weir_op_t* execute) {
  return weir_op_result_n(execute, execute->result_count - 1);
}

static void free_behind(weir_op_t* alloca, const uses_t* uses) {
  weir_builder_t builder = weir_builder_after(uses->last);
  uint32_t count = uses->regions.count;
  weir_value_t** waits =
      WEIR_ARENA_ARRAY(uses->arena, weir_value_t*, (size_t)count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    waits[i] = timepoint_of(uses->regions.ops[i]);
  }
  weir_op_state_t state;
  weir_value_t* wait =
      weir_build_join(&builder, alloca->location, waits, count);
  weir_op_state_init(&state, &builder, WEIR_STREAM_RESOURCE_DEALLOCA,
                     alloca->location);
  weir_op_state_operand(&state, weir_op_result_n(alloca, 0));
  weir_op_state_operand(&state, weir_op_result_size(alloca, 0));
  weir_op_state_operand(&state, wait);
  weir_op_state_result(&state, weir_stream_timepoint_type(alloca->context));
  weir_op_state_attr(&state, "affinity", weir_op_attr(alloca, "affinity"));
  weir_build(&builder, &state);
}

typedef struct allocations_t {
  weir_arena_t* arena;
  weir_op_list_t ops;
} allocations_t;

static weir_walk_t collect(weir_op_t* op, void* user) {
  allocations_t* allocations = user;
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE) ||
      weir_op_is(op, WEIR_STREAM_EXECUTABLE)) {
    return WEIR_WALK_SKIP;
  }
  if (weir_op_is(op, WEIR_STREAM_RESOURCE_ALLOCA)) {
    weir_op_list_add(&allocations->ops, allocations->arena, op);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_free_memory(weir_pass_t* pass, weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  allocations_t all = {.arena = arena};
  weir_walk_pre_order(module, collect, &all);
  for (uint32_t i = 0; i < all.ops.count; ++i) {
    weir_op_t* alloca = all.ops.ops[i];
    uses_t uses = {.arena = arena, .block = alloca->block};
    if (!add_uses(&uses, weir_op_result_n(alloca, 0)) ||
        uses.regions.count == 0) {
      continue;
    }
    free_behind(alloca, &uses);
  }
  return weir_ok();
}
