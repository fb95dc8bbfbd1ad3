// Lowers stream commands, resources and timepoints to the hal dialect.
//
// Needs:   stream.cmd.*, stream.resource.*, stream.timepoint.* and executables
//          with exports; devices as globals.
// Changes: resources to buffers, timepoints to fences, execution regions to
//          command buffers; affinities to devices and queues.
// Keeps:   host control flow and arithmetic.
#include "compiler/conversion/hal/hal_conversion.h"

#include "compiler/conversion/hal/passes.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/diagnostic.h"

weir_type_t* weir_hal_converted_type(weir_type_t* type) {
  weir_context_t* context = type->context;
  if (weir_type_is_stream_resource(type)) {
    // Staging resources and all others are buffers alike.
    return weir_hal_buffer_type(context);
  }
  if (weir_type_is_stream_timepoint(type)) return weir_hal_fence_type(context);
  if (weir_type_is(type, &weir_stream_channel_def))
    return weir_hal_channel_type(context);
  if (weir_type_is(type, &weir_stream_file_def))
    return weir_hal_file_type(context);
  weir_type_t* inner = weir_util_list_element(type);
  if (inner != NULL) return weir_util_list_type(weir_hal_converted_type(inner));
  inner = weir_util_ptr_target(type);
  if (inner != NULL) return weir_util_ptr_type(weir_hal_converted_type(inner));
  return type;
}

// -- places -------------------------------------------------------------------

static weir_hal_place_t resolve(weir_hal_op_t* op, weir_type_t* type) {
  weir_attr_t* affinity = weir_affinity_lookup_or_default(op->op);
  weir_type_t* types[2] = {type, weir_i64_type(op->op->context)};
  weir_value_t* values[2];
  weir_hal_build_resolved(op, affinity, types, 2, values);
  return (weir_hal_place_t){values[0], values[1]};
}

weir_hal_place_t weir_hal_device_of(weir_hal_op_t* op) {
  return resolve(op, weir_hal_device_type(op->op->context));
}

weir_hal_place_t weir_hal_allocator_of(weir_hal_op_t* op) {
  return resolve(op, weir_hal_allocator_type(op->op->context));
}

weir_value_t* weir_hal_allocator_only(weir_hal_op_t* op) {
  weir_attr_t* affinity = weir_affinity_lookup_or_default(op->op);
  weir_type_t* type = weir_hal_allocator_type(op->op->context);
  weir_value_t* allocator;
  weir_hal_build_resolved(op, affinity, &type, 1, &allocator);
  return allocator;
}

// -- fences -------------------------------------------------------------------

weir_value_t* weir_hal_null(weir_hal_op_t* op, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_UTIL_NULL, op->location);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(&op->builder, &state), 0);
}

weir_value_t* weir_hal_wait_fence(weir_hal_op_t* op, weir_value_t* timepoint) {
  return timepoint != NULL
             ? timepoint
             : weir_hal_null(op, weir_hal_fence_type(op->op->context));
}

// The external fence that a timepoint only exists to signal.
static weir_value_t* bound_fence(weir_dominance_t* dominance,
                                 weir_value_t* timepoint, weir_op_t* before) {
  if (!weir_value_has_one_use(timepoint)) return NULL;
  weir_op_t* chain = timepoint->uses->op;
  if (!weir_op_is(chain, WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL)) return NULL;
  uint32_t group = WEIR_STREAM_TIMEPOINT_CHAIN_EXTERNAL_EXTERNAL_VALUES;
  if (weir_op_operand_group_size(chain, group) != 1) return NULL;
  weir_value_t* fence = weir_op_operand_at(chain, group, 0);
  if (!weir_type_is_hal_fence(fence->type)) return NULL;
  // It must be there before the work that signals it.
  if (!weir_properly_dominates(dominance, fence, before)) return NULL;
  weir_op_erase(chain);
  return fence;
}

weir_value_t* weir_hal_signal_fence(weir_hal_op_t* op, weir_value_t* device,
                                    weir_value_t* timepoint) {
  if (!weir_value_has_uses(timepoint)) {
    return weir_hal_null(op, weir_hal_fence_type(op->op->context));
  }
  weir_value_t* fence =
      bound_fence(op->conversion->dominance, timepoint, op->op);
  if (fence != NULL) return fence;
  weir_context_t* context = op->op->context;
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_FENCE_CREATE, op->location);
  weir_op_state_operand(&state, device);
  weir_op_state_attr(&state, "flags", weir_i32_attr(context, 0));
  weir_op_state_result(&state, weir_hal_fence_type(context));
  return weir_op_result_n(weir_build(&op->builder, &state), 0);
}

// -- the pass -----------------------------------------------------------------

static void retype_values(weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    op->results[i].type = weir_hal_converted_type(op->results[i].type);
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[r]) {
      for (uint32_t i = 0; i < block->argument_count; ++i) {
        weir_value_t* argument = block->arguments[i];
        argument->type = weir_hal_converted_type(argument->type);
      }
    }
  }
}

static weir_type_t* converted_function_type(weir_type_t* type,
                                            weir_arena_t* arena) {
  if (type == NULL || type->kind != WEIR_TYPE_FUNCTION) return type;
  uint32_t inputs = type->function.input_count,
           results = type->function.result_count;
  weir_type_t** all = WEIR_ARENA_ARRAY(arena, weir_type_t*, inputs + results);
  for (uint32_t i = 0; i < inputs; ++i) {
    all[i] = weir_hal_converted_type(type->function.inputs[i]);
  }
  for (uint32_t i = 0; i < results; ++i) {
    all[inputs + i] = weir_hal_converted_type(type->function.results[i]);
  }
  return weir_function_type(type->context, all, inputs, all + inputs, results);
}

static void retype_symbol(weir_hal_conversion_t* conversion, weir_op_t* op) {
  weir_type_t* function = weir_op_attr_type(op, "function_type");
  if (function != NULL) {
    weir_op_set_attr(
        op, "function_type",
        weir_type_attr(converted_function_type(function, conversion->scratch)));
  }
  if (!weir_op_is(op, WEIR_UTIL_GLOBAL)) return;
  weir_type_t* type = weir_op_attr_type(op, "type");
  weir_op_set_attr(op, "type", weir_type_attr(weir_hal_converted_type(type)));
  weir_attr_t* value = weir_op_attr(op, "initial_value");
  if (weir_attr_is_def(value, &weir_stream_timepoint_attr_def)) {
    // Fences begin as null, which is one that has been signalled.
    weir_op_remove_attr(op, "initial_value");
  }
}

// Devices are globals: another kind of place cannot be looked up.
static bool check_place(const weir_op_t* op) {
  bool resolves = weir_op_is(op, WEIR_HAL_DEVICE_RESOLVE);
  bool is_placed = weir_sv_equal_c(weir_op_dialect(op), "stream") &&
                   weir_op_has_trait(op, WEIR_OP_AFFINITY);
  if (!resolves && !is_placed) return true;
  const weir_attr_t* affinity = resolves ? weir_op_attr(op, "affinity")
                                         : weir_affinity_lookup_or_default(op);
  if (affinity == NULL) return true;
  if (!weir_attr_is_def(affinity, &weir_hal_device_affinity_def)) {
    return weir_op_error(op,
                         "failed to resolve affinity: only HAL device "
                         "affinities are supported");
  }
  if (weir_hal_affinity_device(affinity)->symbol.count != 1) {
    weir_emit_error(
        op->context, op->location,
        "failed to legalize operation '%s' that was explicitly marked illegal: "
        "devices must be globals of the module",
        op->name->data);
    return false;
  }
  return true;
}

static weir_status_t convert_op(weir_hal_conversion_t* conversion,
                                weir_op_t* op) {
  if (!check_place(op)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "affinity not resolved");
  }
  weir_hal_op_t converted = {conversion, op, weir_builder_before(op),
                             op->location};
  if (weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) {
    return weir_hal_convert_execute(&converted);
  }
  if (weir_hal_convert_resource_op(&converted) ||
      weir_hal_convert_tensor_op(&converted) ||
      weir_hal_convert_timepoint_op(&converted) ||
      weir_hal_convert_channel_op(&converted) ||
      weir_hal_convert_parameter_op(&converted) ||
      weir_hal_convert_cmd_func(&converted) ||
      weir_hal_convert_hal_op(&converted)) {
    return weir_ok();
  }
  if (weir_sv_equal_c(weir_op_dialect(op), "stream")) {
    weir_emit_error(op->context, op->location,
                    "failed to legalize operation '%s' that was explicitly "
                    "marked illegal: it has no form in hal",
                    op->name->data);
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "stream op left");
  }
  retype_values(op);
  retype_symbol(conversion, op);
  return weir_ok();
}

typedef struct collect_t {
  weir_op_list_t ops;
  weir_arena_t* arena;
} collect_t;

// Executables are converted by passes of their own.
static weir_walk_t collect(weir_op_t* op, void* user) {
  collect_t* collected = user;
  if (weir_op_is(op, WEIR_HAL_EXECUTABLE) ||
      weir_op_is(op, WEIR_STREAM_EXECUTABLE) ||
      weir_op_is(op, WEIR_HAL_EXECUTABLE_SOURCE)) {
    return WEIR_WALK_SKIP;
  }
  weir_op_list_add(&collected->ops, collected->arena, op);
  return weir_op_is(op, WEIR_STREAM_CMD_EXECUTE) ? WEIR_WALK_SKIP
                                                 : WEIR_WALK_CONTINUE;
}

weir_status_t weir_hal_conversion(weir_pass_t* pass, weir_op_t* module) {
  weir_hal_conversion_t conversion = {
      .scratch = pass->scratch,
      .module = module,
      .symbols = weir_symbol_table_create(module, pass->scratch),
      .dominance = weir_dominance_create(pass->scratch),
  };
  collect_t collected = {.arena = pass->scratch};
  weir_walk_pre_order(module, collect, &collected);
  for (uint32_t i = 0; i < collected.ops.count; ++i) {
    weir_op_t* op = collected.ops.ops[i];
    if (op->erased || op == module) continue;
    WEIR_RETURN_IF_ERROR(convert_op(&conversion, op));
  }
  // What told this pass of places has served.
  weir_op_remove_attr(module, "stream.affinity.default");
  weir_op_list_t exports =
      weir_collect_ops(module, WEIR_HAL_EXECUTABLE_EXPORT, pass->scratch);
  for (uint32_t i = 0; i < exports.count; ++i) {
    weir_op_remove_attr(exports.ops[i], "hal.interface.bindings");
  }
  return weir_ok();
}
