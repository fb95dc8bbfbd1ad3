// hal ops that stand for others: the place of an affinity, the workgroups of an
// export.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"

static void check_device(const weir_hal_op_t* op, const weir_attr_t* device) {
  const weir_hal_conversion_t* conversion = op->conversion;
  const weir_op_t* global =
      weir_symbol_table_of(op->op) == conversion->module
          ? weir_symbol_table_resolve(conversion->symbols, device)
          : weir_symbol_resolve(op->op, device);
  const char* name = device->symbol.names[0]->data;
  if (global == NULL || !weir_op_has_trait(global, WEIR_OP_GLOBAL)) {
    weir_op_error(op->op, "undefined global: @%s, which is its device", name);
  } else if (!weir_type_is_hal_device(weir_op_attr_type(global, "type"))) {
    weir_op_error(op->op, "global @%s is no device", name);
  }
}

static weir_value_t* load_device(weir_hal_op_t* op, weir_attr_t* affinity) {
  weir_builder_t* builder = &op->builder;
  weir_context_t* context = builder->context;
  weir_op_state_t state;
  if (affinity == NULL) {
    weir_value_t* first = weir_build_index(builder, op->location, 0);
    weir_op_state_init(&state, builder, WEIR_HAL_DEVICES_GET, op->location);
    weir_op_state_operand(&state, first);
  } else {
    weir_attr_t* device = weir_hal_affinity_device(affinity);
    check_device(op, device);
    weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, op->location);
    weir_op_state_attr(&state, "global", device);
    weir_op_state_attr(&state, "is_immutable", weir_unit_attr(context));
  }
  weir_op_state_result(&state, weir_hal_device_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

void weir_hal_build_resolved(weir_hal_op_t* op, weir_attr_t* affinity,
                             weir_type_t* const* types, uint32_t count,
                             weir_value_t** out_values) {
  weir_builder_t* builder = &op->builder;
  weir_location_t* location = op->location;
  weir_context_t* context = builder->context;
  weir_value_t* device = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_type_is_integer(types[i], 0)) {
      int64_t mask = affinity != NULL ? weir_hal_affinity_queue_mask(affinity)
                                      : WEIR_ALL_QUEUES;
      out_values[i] =
          weir_build_constant(builder, location, weir_i64_attr(context, mask));
      continue;
    }
    if (device == NULL) device = load_device(op, affinity);
    out_values[i] = device;
    if (weir_type_is_hal_device(types[i])) continue;
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_HAL_DEVICE_ALLOCATOR, location);
    weir_op_state_operand(&state, device);
    weir_op_state_result(&state, weir_hal_allocator_type(context));
    out_values[i] = weir_op_result_n(weir_build(builder, &state), 0);
  }
}

static void convert_resolve(weir_hal_op_t* op, weir_attr_t* affinity) {
  uint32_t count = op->op->result_count;
  weir_arena_t* arena = op->conversion->scratch;
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i)
    types[i] = weir_op_result_n(op->op, i)->type;
  weir_hal_build_resolved(op, affinity, types, count, values);
  weir_op_replace(op->op, values);
}

static weir_value_t* build_or_fold(weir_hal_op_t* op, uint32_t id,
                                   weir_value_t* a, weir_value_t* b,
                                   int64_t sign) {
  int64_t x, y;
  if (weir_attr_int(weir_value_constant(a), &x) &&
      weir_attr_int(weir_value_constant(b), &y)) {
    return weir_build_index(&op->builder, op->location, x + sign * y);
  }
  return weir_build_binary(&op->builder, id, op->location, a, b);
}

// As many workgroups, all of size 1, as the workload says, which is 1 where it
// says nothing: its division by the size, rounded up.
static void divide_workload(weir_hal_op_t* op, weir_value_t* const* workload,
                            uint32_t count, weir_value_t* out_counts[3]) {
  weir_value_t* sizes[3];
  for (uint32_t i = 0; i < 3; ++i) {
    sizes[i] = weir_build_index(&op->builder, op->location, 1);
  }
  weir_value_t* one = weir_build_index(&op->builder, op->location, 1);
  for (uint32_t i = 0; i < 3; ++i) {
    weir_value_t* sum = build_or_fold(
        op, WEIR_ARITH_ADDI, i < count ? workload[i] : one, sizes[i], 1);
    out_counts[i] = build_or_fold(op, WEIR_ARITH_SUBI, sum, one, -1);
  }
}

void weir_hal_build_workgroups(weir_hal_op_t* op, const weir_op_t* export,
                               weir_value_t* device,
                               weir_value_t* const* workload, uint32_t count,
                               weir_value_t* out_counts[3]) {
  const weir_region_t* region = weir_op_region(export, 0);
  if (weir_region_is_empty(region)) {
    divide_workload(op, workload, count, out_counts);
    return;
  }
  const weir_block_t* body = region->first;
  weir_mapping_t* mapping = weir_mapping_create(op->conversion->scratch);
  for (uint32_t i = 0; i < body->argument_count && i <= count; ++i) {
    weir_mapping_set(mapping, body->arguments[i],
                     i == 0 ? device : workload[i - 1]);
  }
  weir_op_t* terminator = weir_block_terminator(body);
  for (weir_op_t* inner = body->first; inner != terminator;
       inner = inner->next) {
    weir_op_insert_before(weir_op_clone(inner, mapping), op->builder.before);
  }
  for (uint32_t i = 0; i < 3; ++i) {
    out_counts[i] = weir_mapping_get(mapping, weir_op_operand_n(terminator, i));
  }
}

static bool convert_calculate_workgroups(weir_hal_op_t* op) {
  const weir_op_t* export = weir_symbol_table_resolve(
      op->conversion->symbols, weir_op_attr(op->op, "entry_point"));
  uint32_t group = WEIR_HAL_EXECUTABLE_CALCULATE_WORKGROUPS_WORKLOAD;
  uint32_t count = weir_op_operand_group_size(op->op, group);
  weir_value_t** workload =
      WEIR_ARENA_ARRAY(op->conversion->scratch, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    workload[i] = weir_op_operand_at(op->op, group, i);
  }
  if (!weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT)) return false;
  weir_value_t* values[3];
  weir_hal_build_workgroups(op, export, weir_op_operand_n(op->op, 0), workload,
                            count, values);
  weir_op_replace(op->op, values);
  return true;
}

bool weir_hal_convert_hal_op(weir_hal_op_t* op) {
  switch (weir_op_id(op->op)) {
    case WEIR_HAL_DEVICE_RESOLVE:
      convert_resolve(op, weir_op_attr(op->op, "affinity"));
      return true;
    case WEIR_STREAM_CONTEXT_RESOLVE:
      convert_resolve(op, weir_affinity_lookup_or_default(op->op));
      return true;
    case WEIR_HAL_EXECUTABLE_CALCULATE_WORKGROUPS:
      return convert_calculate_workgroups(op);
    default:
      return false;
  }
}
