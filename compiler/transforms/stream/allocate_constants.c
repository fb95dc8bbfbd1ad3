// Constants of an execution region: made at once before it, those of each
// lifetime together.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/region_allocation.h"
#include "compiler/transforms/stream/values.h"

static bool has_lifetime(const weir_value_t* value, weir_lifetime_t lifetime) {
  return weir_stream_resource_lifetime(value->type) == lifetime;
}

static bool is_only_yielded(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (!weir_op_is(use->op, WEIR_STREAM_YIELD)) return false;
  }
  return true;
}

// Results of the region that are |constant| are |resource| instead.
static void replace_yielded(weir_region_allocation_t* region,
                            weir_value_t* constant, weir_value_t* resource) {
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

static upload_t upload_constants(weir_region_allocation_t* region,
                                 weir_lifetime_t lifetime) {
  weir_arena_t* arena = region->allocation.arena;
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

static void map_constants(weir_region_allocation_t* region,
                          const upload_t* upload) {
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
    weir_value_t* argument =
        weir_region_allocation_capture(region, resource, size);
    weir_storage_give(storage, argument, size,
                      weir_region_allocation_zero(region), size);
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

void weir_region_allocation_map_constants(weir_region_allocation_t* region) {
  const upload_t constants = upload_constants(region, WEIR_LIFETIME_CONSTANT);
  const upload_t variables = upload_constants(region, WEIR_LIFETIME_VARIABLE);
  map_constants(region, &constants);
  map_constants(region, &variables);
}
