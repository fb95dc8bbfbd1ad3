// How much memory each device of a node needs at once.
//
// An allocation is counted until its release is sure to have happened before
// the next one: that is the most that can be there at once if the host goes
// through the program in order. What is called counts where it is called, and
// what rounds of a loop share as prove_loops.c says. Inputs of a call are there
// all the time. What is sized at run time is not in the sum, nor how deep a
// function calls itself.
#include <inttypes.h>
#include <string.h>

#include "compiler/dialects/hal_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/prove.h"

uint32_t weir_prove_device_of(const weir_prove_node_t* node,
                              const weir_attr_t* affinity) {
  if (affinity == NULL) return 0;
  weir_string_view_t name =
      weir_attr_string(weir_hal_affinity_device(affinity));
  for (uint32_t i = 0; i < node->device_count; ++i) {
    if (weir_sv_equal(weir_symbol_name(node->devices[i]), name)) return i;
  }
  return 0;
}

typedef struct needs_t {
  weir_prove_unit_t* unit;
  uint32_t node, device;
  const weir_prove_allocation_t** freed;  // but perhaps not yet
  uint32_t freed_count;
  int64_t bytes, peak;
} needs_t;

// Allocations are in program order; so are their releases, by event number.
static void count_device(needs_t* needs) {
  weir_prove_unit_t* unit = needs->unit;
  const weir_prove_allocation_t** live = needs->freed;
  uint32_t live_count = 0, count;
  const uint32_t* numbers =
      weir_prove_allocations_of(unit, needs->node, needs->device, &count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_prove_allocation_t* allocation = &unit->allocations[numbers[i]];
    if (allocation->argument != NULL) needs->bytes += allocation->bytes;
  }
  needs->peak = needs->bytes;
  for (uint32_t i = 0; i < count; ++i) {
    const weir_prove_allocation_t* allocation = &unit->allocations[numbers[i]];
    if (allocation->argument != NULL) continue;
    uint32_t kept = 0;
    for (uint32_t j = 0; j < live_count; ++j) {
      if (live[j]->freed < allocation->made &&
          weir_event_precedes(unit->graph, live[j]->freed, allocation->made)) {
        needs->bytes -= live[j]->bytes;
      } else {
        live[kept++] = live[j];
      }
    }
    live_count = kept;
    if (allocation->freed != WEIR_NO_EVENT) live[live_count++] = allocation;
    needs->bytes += allocation->bytes;
    if (needs->bytes > needs->peak) needs->peak = needs->bytes;
  }
  for (uint32_t j = 0; j < live_count; ++j) needs->bytes -= live[j]->bytes;
}

static int64_t max_of(int64_t a, int64_t b) {
  return a > b ? a : b;
}

void weir_prove_count_memory(weir_prove_unit_t* unit) {
  weir_arena_t* arena = unit->pass->scratch;
  const weir_prove_allocation_t** freed = WEIR_ARENA_ARRAY(
      arena, const weir_prove_allocation_t*, unit->allocation_count);
  weir_prove_index_allocations(unit);
  for (uint32_t i = 0; i < unit->node_count; ++i) {
    weir_prove_node_t* node = &unit->nodes[i];
    for (uint32_t j = 0; j < node->device_count; ++j) {
      needs_t needs = {.unit = unit, .node = i, .device = j, .freed = freed};
      count_device(&needs);
      if (unit->is_start) {
        node->base_bytes[j] = needs.bytes;
        node->start_bytes[j] = needs.peak;
      } else if (unit->is_exported) {
        node->entry_bytes[j] = max_of(node->entry_bytes[j], needs.peak);
      } else {
        node->callee_bytes[j] = max_of(node->callee_bytes[j], needs.peak);
      }
    }
  }
}

static int64_t memory_of(const weir_op_t* device) {
  const weir_attr_t* value = weir_op_attr(device, "initial_value");
  int64_t bytes = 0;
  if (weir_attr_is_def(value, &weir_hal_device_target_def)) {
    const weir_attr_t* config = weir_hal_device_target_config(value);
    weir_attr_int(weir_dictionary_get(config, "memory"), &bytes);
  }
  return bytes;
}

bool weir_prove_memory(weir_prove_node_t* node, weir_arena_t* arena) {
  bool good = true;
  weir_context_t* context = node->module->context;
  weir_named_attr_t* entries =
      WEIR_ARENA_ARRAY(arena, weir_named_attr_t, node->device_count + 1);
  for (uint32_t i = 0; i < node->device_count; ++i) {
    int64_t calls =
        node->base_bytes[i] + node->entry_bytes[i] + node->callee_bytes[i];
    int64_t peak = max_of(node->start_bytes[i], calls);
    int64_t memory = memory_of(node->devices[i]);
    weir_string_view_t name = weir_symbol_name(node->devices[i]);
    entries[i] = (weir_named_attr_t){weir_name_sv(context, name),
                                     weir_i64_attr(context, peak)};
    if (memory <= 0 || peak <= memory) continue;
    weir_op_error(node->devices[i],
                  "needs %" PRId64
                  " bytes for device @%.*s of node %s, which "
                  "has %" PRId64 ": %" PRId64 " too few",
                  peak, (int)name.size, name.data, node->name, memory,
                  peak - memory);
    weir_note(context, node->devices[i]->location,
              "%" PRId64 " of them from initialisation on, %" PRId64
              " within a call",
              node->base_bytes[i], calls - node->base_bytes[i]);
    good = false;
  }
  if (node->device_count > 0) {
    weir_op_set_attr(
        node->module, "weir.peak",
        weir_dictionary_attr(context, entries, node->device_count));
  }
  return good;
}
