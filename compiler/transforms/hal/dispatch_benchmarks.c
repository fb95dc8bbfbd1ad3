// Which benchmarks there are to make of the dispatches of a module.
#include "compiler/transforms/hal/dispatch_benchmarks.h"

#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"

// The integers of an operand group; false if one is not known.
static bool known_integers(const weir_op_t* op, uint32_t group,
                           weir_arena_t* arena, int64_t** out_values,
                           uint32_t* out_count) {
  *out_count = weir_op_operand_group_size(op, group);
  *out_values = WEIR_ARENA_ARRAY(arena, int64_t, *out_count);
  for (uint32_t i = 0; i < *out_count; ++i) {
    if (!weir_value_is_constant_int(weir_op_operand_at(op, group, i),
                                    &(*out_values)[i])) {
      return false;
    }
  }
  return true;
}

static bool known_constants(const weir_op_t* op, weir_arena_t* arena,
                            weir_benchmark_t* out) {
  uint32_t group = WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS;
  out->constant_count = weir_op_operand_group_size(op, group);
  out->constants = WEIR_ARENA_ARRAY(arena, weir_attr_t*, out->constant_count);
  for (uint32_t i = 0; i < out->constant_count; ++i) {
    out->constants[i] = weir_value_constant(weir_op_operand_at(op, group, i));
    if (out->constants[i] == NULL) return false;
  }
  return true;
}

static bool known_bindings(const weir_op_t* op, const weir_op_t* export,
                           weir_arena_t* arena, weir_benchmark_t* out) {
  int64_t* sizes;
  if (!known_integers(op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS, arena,
                      &sizes, &out->binding_count)) {
    return false;
  }
  const weir_attr_t* places = weir_op_attr(export, "hal.interface.bindings");
  if (places == NULL) places = weir_op_attr(op, "hal.interface.bindings");
  out->bindings =
      WEIR_ARENA_ARRAY(arena, weir_benchmark_binding_t, out->binding_count);
  for (uint32_t i = 0; i < out->binding_count; ++i) {
    out->bindings[i] =
        (weir_benchmark_binding_t){.ordinal = i, .size = sizes[i]};
    if (!weir_attr_is(places, WEIR_ATTR_ARRAY) || i >= places->array.count) {
      continue;
    }
    const weir_attr_t* place = places->array.elements[i];
    if (!weir_attr_is_def(place, &weir_hal_interface_binding_def)) continue;
    out->bindings[i].set = weir_hal_interface_binding_set(place);
    out->bindings[i].ordinal = weir_hal_interface_binding_ordinal(place);
  }
  return true;
}

static weir_benchmark_t* find_or_add(weir_benchmarks_t* all, weir_attr_t* entry,
                                     const int64_t* workload, uint32_t count) {
  for (weir_benchmark_t* b = all->first; b != NULL; b = b->next) {
    if (b->entry == entry && b->workload_count == count &&
        (count == 0 ||
         memcmp(b->workload, workload, count * sizeof(*workload)) == 0)) {
      return b;
    }
  }
  weir_benchmark_t* made = WEIR_ARENA_NEW(all->arena, weir_benchmark_t);
  *made = (weir_benchmark_t){
      .entry = entry, .workload = workload, .workload_count = count};
  *all->end = made;
  all->end = &made->next;
  return made;
}

static void add_location(weir_benchmarks_t* all, weir_benchmark_t* benchmark,
                         weir_location_t* location) {
  if (benchmark->location_count == benchmark->location_capacity) {
    uint32_t capacity = 2 * benchmark->location_capacity + 4;
    weir_location_t** grown =
        WEIR_ARENA_ARRAY(all->arena, weir_location_t*, capacity);
    if (benchmark->location_count > 0) {
      memcpy(grown, benchmark->locations,
             benchmark->location_count * sizeof(*grown));
    }
    benchmark->locations = grown;
    benchmark->location_capacity = capacity;
  }
  benchmark->locations[benchmark->location_count++] = location;
}

static void gather_dispatch(weir_benchmarks_t* all, weir_op_t* dispatch) {
  weir_attr_t* affinity = weir_affinity_lookup(dispatch);
  if (!weir_attr_is_def(affinity, &weir_hal_device_affinity_def)) return;
  int64_t* workload;
  uint32_t count;
  weir_benchmark_t found = {0};
  if (!known_integers(dispatch, WEIR_STREAM_CMD_DISPATCH_WORKLOAD, all->arena,
                      &workload, &count) ||
      !known_constants(dispatch, all->arena, &found)) {
    return;
  }
  const weir_attr_t* entries = weir_op_attr(dispatch, "entry_points");
  for (uint32_t i = 0; i < entries->array.count; ++i) {
    weir_attr_t* entry = entries->array.elements[i];
    const weir_op_t* export = weir_symbol_table_resolve(all->symbols, entry);
    if (!weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT) ||
        !known_bindings(dispatch, export, all->arena, &found)) {
      continue;
    }
    weir_benchmark_t* benchmark = find_or_add(all, entry, workload, count);
    benchmark->bindings = found.bindings;
    benchmark->binding_count = found.binding_count;
    benchmark->constants = found.constants;
    benchmark->constant_count = found.constant_count;
    weir_attr_set_add(&benchmark->affinities, all->arena, affinity);
    add_location(all, benchmark, dispatch->location);
  }
}

void weir_benchmarks_gather(weir_benchmarks_t* out, weir_op_t* module,
                            weir_arena_t* arena) {
  *out = (weir_benchmarks_t){
      .arena = arena,
      .symbols = weir_symbol_table_create(module, arena),
  };
  out->end = &out->first;
  weir_op_list_t dispatches =
      weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, arena);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    gather_dispatch(out, dispatches.ops[i]);
  }
}
