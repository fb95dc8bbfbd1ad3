// Writes programs that run each dispatch over and over to measure it.
//
// Needs:   one device as a global; hal.executables; stream.cmd.dispatch ops
//          that name exports of variants.
// Changes: nothing.
// Keeps:   everything.
//
// A program holds the device, one variant of an executable, and for each
// workload known at compile time and each affinity that it is dispatched with a
// function that records as many dispatches as its caller asks for. All bindings
// are pieces of one buffer of the device.
//
// Option: `path` is a folder that is made if it is not there; without it, or as
// `-`, the text goes to the standard output.
#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/dump.h"
#include "compiler/transforms/hal/passes.h"
#include "compiler/transforms/util/passes.h"

enum { BUFFER_ALIGNMENT = 256 };

typedef struct binding_t {
  int64_t set, ordinal, size;
} binding_t;

// All dispatches of one export with one workload.
typedef struct benchmark_t {
  weir_attr_t* entry;
  const int64_t* workload;
  uint32_t workload_count;
  binding_t* bindings;  // of the last one, as are the constants
  uint32_t binding_count;
  weir_attr_t** constants;
  uint32_t constant_count;
  weir_attr_set_t affinities;
  weir_location_t** locations;
  uint32_t location_count, location_capacity;
  struct benchmark_t* next;
} benchmark_t;

typedef struct benchmarks_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  benchmark_t* first;
  benchmark_t** end;
} benchmarks_t;

// -- what is dispatched -------------------------------------------------------

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
                            benchmark_t* out) {
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
                           weir_arena_t* arena, benchmark_t* out) {
  int64_t* sizes;
  if (!known_integers(op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS, arena,
                      &sizes, &out->binding_count)) {
    return false;
  }
  const weir_attr_t* places = weir_op_attr(export, "hal.interface.bindings");
  if (places == NULL) places = weir_op_attr(op, "hal.interface.bindings");
  out->bindings = WEIR_ARENA_ARRAY(arena, binding_t, out->binding_count);
  for (uint32_t i = 0; i < out->binding_count; ++i) {
    out->bindings[i] = (binding_t){.ordinal = i, .size = sizes[i]};
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

static benchmark_t* find_or_add(benchmarks_t* all, weir_attr_t* entry,
                                const int64_t* workload, uint32_t count) {
  for (benchmark_t* b = all->first; b != NULL; b = b->next) {
    if (b->entry == entry && b->workload_count == count &&
        (count == 0 ||
         memcmp(b->workload, workload, count * sizeof(*workload)) == 0)) {
      return b;
    }
  }
  benchmark_t* made = WEIR_ARENA_NEW(all->arena, benchmark_t);
  *made = (benchmark_t){
      .entry = entry, .workload = workload, .workload_count = count};
  *all->end = made;
  all->end = &made->next;
  return made;
}

static void add_location(benchmarks_t* all, benchmark_t* benchmark,
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

static void gather_dispatch(benchmarks_t* all, weir_op_t* dispatch) {
  weir_attr_t* affinity = weir_affinity_lookup(dispatch);
  if (!weir_attr_is_def(affinity, &weir_hal_device_affinity_def)) return;
  int64_t* workload;
  uint32_t count;
  benchmark_t found = {0};
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
    benchmark_t* benchmark = find_or_add(all, entry, workload, count);
    benchmark->bindings = found.bindings;
    benchmark->binding_count = found.binding_count;
    benchmark->constants = found.constants;
    benchmark->constant_count = found.constant_count;
    weir_attr_set_add(&benchmark->affinities, all->arena, affinity);
    add_location(all, benchmark, dispatch->location);
  }
}

// -- one benchmark ------------------------------------------------------------

// What is being built.
typedef struct program_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_builder_t builder;
} program_t;

// A function of the program, its buffer's initializer included.
typedef struct body_t {
  weir_context_t* context;
  weir_arena_t* arena;
  weir_builder_t builder;
  weir_location_t* location;
  weir_value_t* device;
  weir_value_t* queues;
} body_t;

static weir_value_t* index_of(body_t* body, int64_t value) {
  return weir_build_index(&body->builder, body->location, value);
}

static weir_op_state_t begin_op(body_t* body, uint32_t id) {
  weir_op_state_t state;
  weir_op_state_init(&state, &body->builder, id, body->location);
  return state;
}

static weir_value_t* end_value(body_t* body, const weir_op_state_t* state) {
  return weir_op_result_n(weir_build(&body->builder, state), 0);
}

static void flag_attr(weir_op_state_t* state, const char* name, int32_t value) {
  weir_op_state_attr(state, name, weir_i32_attr(state->context, value));
}

static void resolve_device(body_t* body, weir_attr_t* affinity) {
  weir_type_t* types[2] = {weir_hal_device_type(body->context),
                           weir_integer_type(body->context, 64)};
  weir_op_state_t state = begin_op(body, WEIR_HAL_DEVICE_RESOLVE);
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_results(&state, types, 2);
  weir_op_t* resolve = weir_build(&body->builder, &state);
  body->device = weir_op_result_n(resolve, 0);
  body->queues = weir_op_result_n(resolve, 1);
}

static weir_attr_t* reference_to(const weir_op_t* global) {
  const weir_name_t* name =
      weir_name_sv(global->context, weir_symbol_name(global));
  return weir_symbol_attr_n(global->context, &name, 1);
}

static int64_t aligned_end(int64_t offset, const binding_t* binding) {
  int64_t end = offset + binding->size;
  return (end + BUFFER_ALIGNMENT - 1) / BUFFER_ALIGNMENT * BUFFER_ALIGNMENT;
}

static weir_value_t* allocate(body_t* body, const benchmark_t* benchmark) {
  int64_t size = 0;
  for (uint32_t i = 0; i < benchmark->binding_count; ++i) {
    size = aligned_end(size, &benchmark->bindings[i]);
  }
  weir_op_state_t state = begin_op(body, WEIR_HAL_DEVICE_ALLOCATOR);
  weir_op_state_operand(&state, body->device);
  weir_op_state_result(&state, weir_hal_allocator_type(body->context));
  weir_value_t* allocator = end_value(body, &state);
  weir_value_t* length = index_of(body, size);
  state = begin_op(body, WEIR_HAL_ALLOCATOR_ALLOCATE);
  weir_op_state_operand(&state, allocator);
  weir_op_state_operand(&state, body->queues);
  weir_op_state_operand(&state, length);
  flag_attr(&state, "memory_types", WEIR_MEMORY_TYPE_DEVICE_LOCAL);
  flag_attr(&state, "buffer_usage",
            WEIR_BUFFER_USAGE_TRANSFER | WEIR_BUFFER_USAGE_DISPATCH_STORAGE);
  weir_op_state_result(&state, weir_hal_buffer_type(body->context));
  return end_value(body, &state);
}

static weir_op_t* build_buffer(program_t* program, const benchmark_t* benchmark,
                               weir_attr_t* affinity, weir_location_t* location,
                               const char* name) {
  weir_context_t* context = program->builder.context;
  weir_op_state_t state;
  weir_op_state_init(&state, &program->builder, WEIR_UTIL_GLOBAL, location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(context,
                       weir_arena_format(program->arena, "%s_buffer", name)));
  weir_op_state_attr(&state, "type",
                     weir_type_attr(weir_hal_buffer_type(context)));
  weir_op_state_attr(&state, "is_mutable", weir_unit_attr(context));
  weir_op_t* global = weir_build(&program->builder, &state);
  weir_symbol_table_add(program->symbols, global);
  weir_op_state_init(&state, &program->builder, WEIR_UTIL_INITIALIZER,
                     location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_region_t* region =
      weir_op_region(weir_build(&program->builder, &state), 0);
  weir_block_t* entry =
      region->first != NULL ? region->first : weir_region_add_block(region);
  body_t body = {.context = context,
                 .arena = program->arena,
                 .builder = weir_builder_at_end(entry),
                 .location = location};
  resolve_device(&body, affinity);
  weir_value_t* buffer = allocate(&body, benchmark);
  state = begin_op(&body, WEIR_UTIL_GLOBAL_STORE);
  weir_op_state_operand(&state, buffer);
  weir_op_state_attr(&state, "global", reference_to(global));
  weir_build(&body.builder, &state);
  state = begin_op(&body, WEIR_UTIL_RETURN);
  weir_build(&body.builder, &state);
  return global;
}

static weir_value_t* create_commands(body_t* body) {
  weir_op_state_t state = begin_op(body, WEIR_HAL_COMMAND_BUFFER_CREATE);
  weir_op_state_operand(&state, body->device);
  weir_op_state_operand(&state, body->queues);
  weir_op_state_operand(&state, NULL);
  flag_attr(&state, "modes",
            WEIR_COMMAND_BUFFER_MODE_ONE_SHOT |
                WEIR_COMMAND_BUFFER_MODE_ALLOW_INLINE_EXECUTION);
  flag_attr(&state, "command_categories", WEIR_COMMAND_CATEGORY_DISPATCH);
  weir_op_state_result(&state, weir_hal_command_buffer_type(body->context));
  return end_value(body, &state);
}

static bool push_constants(body_t* body, const benchmark_t* benchmark,
                           const weir_attr_t* layout_attr,
                           weir_value_t* commands, weir_value_t* layout) {
  int64_t wanted = weir_hal_pipeline_layout_push_constants(layout_attr);
  if (wanted == 0) return true;
  if (wanted > (int64_t)benchmark->constant_count) return false;
  weir_value_t** values =
      WEIR_ARENA_ARRAY(body->arena, weir_value_t*, (uint32_t)wanted);
  for (int64_t i = 0; i < wanted; ++i) {
    values[i] = weir_build_constant(&body->builder, body->location,
                                    benchmark->constants[i]);
  }
  weir_op_state_t state =
      begin_op(body, WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS);
  weir_op_state_operand(&state, commands);
  weir_op_state_operand(&state, layout);
  weir_op_state_operands(&state, values, (uint32_t)wanted);
  weir_op_state_attr(&state, "offset", weir_index_attr(body->context, 0));
  weir_build(&body->builder, &state);
  return true;
}

// Pushes the bindings in each run of the same set together.
static void push_bindings(body_t* body, const benchmark_t* benchmark,
                          weir_value_t* buffer, weir_value_t* commands,
                          weir_value_t* layout) {
  uint32_t count = benchmark->binding_count;
  weir_value_t** columns[4];  // ordinals, buffers, offsets, lengths
  for (int i = 0; i < 4; ++i) {
    columns[i] = WEIR_ARENA_ARRAY(body->arena, weir_value_t*, count);
  }
  int64_t offset = 0;
  uint32_t gathered = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const binding_t* binding = &benchmark->bindings[i];
    columns[0][gathered] = index_of(body, binding->ordinal);
    columns[1][gathered] = buffer;
    columns[2][gathered] = index_of(body, offset);
    columns[3][gathered++] = index_of(body, binding->size);
    offset = aligned_end(offset, binding);
    if (i + 1 < count && binding[1].set == binding->set) continue;
    weir_value_t* set = index_of(body, binding->set);
    weir_op_state_t state =
        begin_op(body, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET);
    weir_op_state_operand(&state, commands);
    weir_op_state_operand(&state, layout);
    weir_op_state_operand(&state, set);
    for (int c = 0; c < 4; ++c) {
      weir_op_state_operands(&state, columns[c], gathered);
    }
    weir_build(&body->builder, &state);
    gathered = 0;
  }
}

static void count_workgroups(body_t* body, const benchmark_t* benchmark,
                             weir_value_t* out_counts[3]) {
  weir_value_t** workload =
      WEIR_ARENA_ARRAY(body->arena, weir_value_t*, benchmark->workload_count);
  for (uint32_t i = 0; i < benchmark->workload_count; ++i) {
    workload[i] = index_of(body, benchmark->workload[i]);
  }
  weir_op_state_t state =
      begin_op(body, WEIR_HAL_EXECUTABLE_CALCULATE_WORKGROUPS);
  weir_op_state_operand(&state, body->device);
  weir_op_state_operands(&state, workload, benchmark->workload_count);
  weir_op_state_attr(&state, "entry_point", benchmark->entry);
  for (int i = 0; i < 3; ++i) {
    weir_op_state_result(&state, weir_index_type(body->context));
  }
  weir_op_t* counts = weir_build(&body->builder, &state);
  for (uint32_t i = 0; i < 3; ++i) out_counts[i] = weir_op_result_n(counts, i);
}

// Dispatches |times| times, one after the other.
static void record_loop(body_t* body, const benchmark_t* benchmark,
                        weir_value_t* commands, weir_value_t* times) {
  weir_value_t* counts[3];
  count_workgroups(body, benchmark, counts);
  weir_op_state_t state = begin_op(body, WEIR_HAL_EXECUTABLE_LOOKUP);
  weir_op_state_operand(&state, body->device);
  weir_op_state_attr(
      &state, "executable",
      weir_symbol_attr_n(body->context, benchmark->entry->symbol.names, 1));
  weir_op_state_result(&state, weir_hal_executable_type(body->context));
  weir_value_t* executable = end_value(body, &state);
  state = begin_op(body, WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL);
  weir_op_state_attr(&state, "entry_point", benchmark->entry);
  weir_op_state_result(&state, weir_index_type(body->context));
  weir_value_t* ordinal = end_value(body, &state);
  weir_value_t* zero = index_of(body, 0);
  weir_value_t* one = index_of(body, 1);
  state = begin_op(body, WEIR_SCF_FOR);
  weir_op_state_operand(&state, zero);
  weir_op_state_operand(&state, times);
  weir_op_state_operand(&state, one);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_results(&state, NULL, 0);
  weir_region_t* region = weir_op_region(weir_build(&body->builder, &state), 0);
  weir_block_t* block =
      region->first != NULL ? region->first : weir_region_add_block(region);
  weir_block_add_argument(block, weir_index_type(body->context),
                          body->location);
  body_t inner = *body;
  inner.builder = weir_builder_at_end(block);
  state = begin_op(&inner, WEIR_HAL_COMMAND_BUFFER_DISPATCH);
  weir_op_state_operand(&state, commands);
  weir_op_state_operand(&state, executable);
  weir_op_state_operand(&state, ordinal);
  for (int i = 0; i < 3; ++i) weir_op_state_operand(&state, counts[i]);
  weir_op_state_attr(&state, "flags", weir_i64_attr(body->context, 0));
  weir_build(&inner.builder, &state);
  state = begin_op(&inner, WEIR_HAL_COMMAND_BUFFER_EXECUTION_BARRIER);
  weir_op_state_operand(&state, commands);
  flag_attr(
      &state, "source_stage_mask",
      WEIR_EXECUTION_STAGE_DISPATCH | WEIR_EXECUTION_STAGE_COMMAND_RETIRE);
  flag_attr(&state, "target_stage_mask",
            WEIR_EXECUTION_STAGE_COMMAND_ISSUE | WEIR_EXECUTION_STAGE_DISPATCH);
  flag_attr(&state, "flags", 0);
  weir_build(&inner.builder, &state);
  state = begin_op(&inner, WEIR_SCF_YIELD);
  weir_op_state_operands(&state, NULL, 0);
  weir_build(&inner.builder, &state);
}

// Submits and waits.
static void build_execution(body_t* body, weir_value_t* commands) {
  weir_op_state_t state = begin_op(body, WEIR_HAL_COMMAND_BUFFER_FINALIZE);
  weir_op_state_operand(&state, commands);
  weir_build(&body->builder, &state);
  weir_type_t* fence_type = weir_hal_fence_type(body->context);
  state = begin_op(body, WEIR_UTIL_NULL);
  weir_op_state_result(&state, fence_type);
  weir_value_t* wait = end_value(body, &state);
  state = begin_op(body, WEIR_HAL_FENCE_CREATE);
  weir_op_state_operand(&state, body->device);
  flag_attr(&state, "flags", 0);
  weir_op_state_result(&state, fence_type);
  weir_value_t* signal = end_value(body, &state);
  state = begin_op(body, WEIR_HAL_DEVICE_QUEUE_EXECUTE);
  weir_op_state_operand(&state, body->device);
  weir_op_state_operand(&state, body->queues);
  weir_op_state_operand(&state, wait);
  weir_op_state_operand(&state, signal);
  weir_op_state_operands(&state, &commands, 1);
  weir_build(&body->builder, &state);
  weir_value_t* timeout = weir_build_constant(&body->builder, body->location,
                                              weir_i32_attr(body->context, -1));
  state = begin_op(body, WEIR_HAL_FENCE_AWAIT);
  weir_op_state_operand(&state, timeout);
  weir_op_state_operands(&state, &signal, 1);
  weir_op_state_result(&state, weir_integer_type(body->context, 32));
  weir_value_t* status = end_value(body, &state);
  state = begin_op(body, WEIR_UTIL_STATUS_CHECK_OK);
  weir_op_state_operand(&state, status);
  weir_op_state_attr(
      &state, "message",
      weir_string_attr(body->context, "failed to wait on timepoint"));
  weir_build(&body->builder, &state);
  state = begin_op(body, WEIR_UTIL_RETURN);
  weir_op_state_operands(&state, NULL, 0);
  weir_build(&body->builder, &state);
}

static weir_op_t* build_function(program_t* program, weir_location_t* location,
                                 const char* name) {
  weir_context_t* context = program->builder.context;
  weir_type_t* i32 = weir_integer_type(context, 32);
  weir_op_state_t state;
  weir_op_state_init(&state, &program->builder, WEIR_UTIL_FUNC, location);
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "public"));
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, &i32, 1, NULL, 0)));
  // Marks it for the tool that measures.
  weir_op_state_attr(&state, "iree.abi.stub", weir_unit_attr(context));
  weir_op_state_attr(
      &state, "iree.reflection",
      weir_dictionary_set(weir_dictionary_attr(context, NULL, 0),
                          "iree.benchmark",
                          weir_string_attr(context, "dispatch")));
  weir_op_t* function = weir_build(&program->builder, &state);
  weir_symbol_table_add(program->symbols, function);
  return function;
}

static const char* name_of(const program_t* program,
                           const benchmark_t* benchmark) {
  const weir_name_t* const* path = benchmark->entry->symbol.names;
  const char* name = weir_arena_format(
      program->arena, "%s_%s_%s", path[0]->data, path[1]->data, path[2]->data);
  for (uint32_t i = 0; i < benchmark->workload_count; ++i) {
    name =
        weir_arena_format(program->arena, "%s%s%lld", name, i == 0 ? "_" : "x",
                          (long long)benchmark->workload[i]);
  }
  return name;
}

static bool build_benchmark(program_t* program, const benchmark_t* benchmark,
                            const weir_op_t* export, weir_attr_t* affinity) {
  weir_context_t* context = program->builder.context;
  weir_location_t* location = weir_location_fused(
      context, benchmark->locations, benchmark->location_count, NULL);
  const char* name = name_of(program, benchmark);
  const weir_op_t* buffer =
      build_buffer(program, benchmark, affinity, location, name);
  weir_block_t* entry =
      weir_function_add_entry(build_function(program, location, name));
  body_t body = {.context = context,
                 .arena = program->arena,
                 .builder = weir_builder_at_end(entry),
                 .location = location};
  weir_value_t* times =
      weir_build_unary(&body.builder, WEIR_ARITH_INDEX_CAST, location,
                       entry->arguments[0], weir_index_type(context));
  resolve_device(&body, affinity);
  weir_value_t* commands = create_commands(&body);
  weir_attr_t* layout_attr = weir_op_attr(export, "layout");
  weir_op_state_t state = begin_op(&body, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP);
  weir_op_state_operand(&state, body.device);
  weir_op_state_attr(&state, "layout", layout_attr);
  weir_op_state_result(&state, weir_hal_pipeline_layout_type(context));
  weir_value_t* layout = end_value(&body, &state);
  if (!push_constants(&body, benchmark, layout_attr, commands, layout)) {
    return weir_op_error(
        export, "takes more push constants than it is dispatched with");
  }
  state = begin_op(&body, WEIR_UTIL_GLOBAL_LOAD);
  weir_op_state_attr(&state, "global", reference_to(buffer));
  weir_op_state_result(&state, weir_hal_buffer_type(context));
  weir_value_t* storage = end_value(&body, &state);
  push_bindings(&body, benchmark, storage, commands, layout);
  record_loop(&body, benchmark, commands, times);
  build_execution(&body, commands);
  return true;
}

// -- one program --------------------------------------------------------------

// A copy of |executable| that holds |variant| alone.
static void copy_executable(program_t* program, weir_op_t* executable,
                            const weir_op_t* variant) {
  weir_op_t* copy =
      weir_op_clone(executable, weir_mapping_create(program->arena));
  weir_op_t* end = weir_block_terminator(weir_op_region(copy, 0)->first);
  WEIR_FOR_EACH_OP(op, weir_op_region(copy, 0)->first) {
    if (op != end &&
        !weir_sv_equal(weir_symbol_name(op), weir_symbol_name(variant))) {
      weir_op_erase(op);
    }
  }
  weir_block_append(program->builder.block, copy);
}

static bool build_program(program_t* program, const benchmarks_t* all,
                          weir_op_t* executable, const weir_op_t* variant,
                          uint32_t* out_count) {
  copy_executable(program, executable, variant);
  weir_context_t* context = executable->context;
  WEIR_FOR_EACH_OP(export, weir_op_region(variant, 0)->first) {
    if (!weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT)) continue;
    const weir_name_t* path[3] = {
        weir_name_sv(context, weir_symbol_name(executable)),
        weir_name_sv(context, weir_symbol_name(variant)),
        weir_name_sv(context, weir_symbol_name(export))};
    const weir_attr_t* entry = weir_symbol_attr_n(context, path, 3);
    for (benchmark_t* b = all->first; b != NULL; b = b->next) {
      if (b->entry != entry) continue;
      for (uint32_t i = 0; i < b->affinities.count; ++i) {
        if (!build_benchmark(program, b, export, b->affinities.items[i])) {
          return false;
        }
        ++*out_count;
      }
    }
  }
  return true;
}

static weir_status_t dump_variant(weir_pass_t* pass, const benchmarks_t* all,
                                  const weir_hal_devices_t* devices,
                                  weir_op_t* executable, weir_op_t* variant) {
  weir_op_t* module = weir_module_create(pass->context, executable->location);
  program_t program = {
      .arena = pass->scratch,
      .builder = weir_builder_at_end(weir_module_body(module)),
  };
  for (uint32_t i = 0; i < devices->globals.count; ++i) {
    weir_block_append(program.builder.block,
                      weir_op_clone(devices->globals.ops[i],
                                    weir_mapping_create(pass->scratch)));
  }
  program.symbols = weir_symbol_table_create(module, pass->scratch);
  uint32_t count = 0;
  weir_status_t status = weir_ok();
  if (!build_program(&program, all, executable, variant, &count)) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT, "benchmark not built");
  }
  if (weir_is_ok(status) && count > 0) status = weir_cse(pass, module);
  if (weir_is_ok(status) && count > 0) {
    const char* name = weir_arena_format(
        pass->scratch, "%.*s_%.*s_%.*s_benchmark.mlir",
        WEIR_SV_ARGS(weir_hal_dump_module_name(devices->module)),
        WEIR_SV_ARGS(weir_symbol_name(executable)),
        WEIR_SV_ARGS(weir_symbol_name(variant)));
    status = weir_hal_dump_op(module, weir_pass_option(pass, "path", ""), name,
                              pass->scratch);
  }
  weir_op_erase(module);
  return status;
}

static void remark(const weir_op_t* module, weir_severity_t severity,
                   const char* reason) {
  weir_diagnose(module->context, severity, module->location,
                "Executable benchmarks were requested but %s", reason);
}

weir_status_t weir_hal_dump_executable_benchmarks(weir_pass_t* pass,
                                                  weir_op_t* module) {
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  if (devices.globals.count == 0) {
    remark(module, WEIR_SEVERITY_REMARK, "the module declares no devices");
    return weir_ok();
  }
  if (devices.globals.count > 1) {
    remark(module, WEIR_SEVERITY_WARNING,
           "the module declares several devices; they are made for one only");
    return weir_ok();
  }
  benchmarks_t all = {
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  all.end = &all.first;
  weir_op_list_t dispatches =
      weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, pass->scratch);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    gather_dispatch(&all, dispatches.ops[i]);
  }
  if (all.first == NULL) {
    remark(module, WEIR_SEVERITY_REMARK,
           "no dispatch has an affinity and sizes known at compile time");
    return weir_ok();
  }
  WEIR_RETURN_IF_ERROR(
      weir_hal_make_dump_folder(weir_pass_option(pass, "path", "")));
  WEIR_FOR_EACH_OP(executable, weir_op_region(module, 0)->first) {
    if (!weir_op_is(executable, WEIR_HAL_EXECUTABLE)) continue;
    WEIR_FOR_EACH_OP(variant, weir_op_region(executable, 0)->first) {
      if (!weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT)) continue;
      WEIR_RETURN_IF_ERROR(
          dump_variant(pass, &all, &devices, executable, variant));
    }
  }
  return weir_ok();
}
