// The function that measures one dispatch: it records as many of them as its
// caller asks for, all bindings being pieces of one buffer, submits them and
// waits.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/dispatch_benchmarks.h"
#include "compiler/transforms/hal/globals.h"

enum { BUFFER_ALIGNMENT = 256 };

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

static int64_t aligned_end(int64_t offset,
                           const weir_benchmark_binding_t* binding) {
  int64_t end = offset + binding->size;
  return (end + BUFFER_ALIGNMENT - 1) / BUFFER_ALIGNMENT * BUFFER_ALIGNMENT;
}

static weir_value_t* allocate(body_t* body, const weir_benchmark_t* benchmark) {
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

// A buffer for all bindings, allocated when the program is loaded.
static weir_op_t* build_buffer(weir_benchmark_program_t* program,
                               const weir_benchmark_t* benchmark,
                               weir_attr_t* affinity, weir_location_t* location,
                               const char* name) {
  weir_context_t* context = program->builder.context;
  weir_op_t* global = weir_hal_global_create(
      program->symbols, &program->builder, location,
      weir_arena_format(program->arena, "%s_buffer", name),
      weir_hal_buffer_type(context));
  weir_op_set_attr(global, "is_mutable", weir_unit_attr(context));
  body_t body = {
      .context = context,
      .arena = program->arena,
      .builder = weir_hal_initializer_begin(&program->builder, location),
      .location = location,
  };
  resolve_device(&body, affinity);
  weir_hal_global_store(&body.builder, location, allocate(&body, benchmark),
                        global);
  weir_hal_initializer_end(&body.builder, location);
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

static bool push_constants(body_t* body, const weir_benchmark_t* benchmark,
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
static void push_bindings(body_t* body, const weir_benchmark_t* benchmark,
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
    const weir_benchmark_binding_t* binding = &benchmark->bindings[i];
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

static void count_workgroups(body_t* body, const weir_benchmark_t* benchmark,
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

static weir_value_t* look_up_executable(body_t* body, weir_attr_t* entry) {
  weir_op_state_t state = begin_op(body, WEIR_HAL_EXECUTABLE_LOOKUP);
  weir_op_state_operand(&state, body->device);
  weir_op_state_attr(&state, "executable",
                     weir_symbol_attr_n(body->context, entry->symbol.names, 1));
  weir_op_state_result(&state, weir_hal_executable_type(body->context));
  return end_value(body, &state);
}

static weir_value_t* ordinal_of(body_t* body, weir_attr_t* entry) {
  weir_op_state_t state = begin_op(body, WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL);
  weir_op_state_attr(&state, "entry_point", entry);
  weir_op_state_result(&state, weir_index_type(body->context));
  return end_value(body, &state);
}

// What comes after waits for what was recorded before.
static void record_barrier(body_t* body, weir_value_t* commands) {
  weir_op_state_t state =
      begin_op(body, WEIR_HAL_COMMAND_BUFFER_EXECUTION_BARRIER);
  weir_op_state_operand(&state, commands);
  flag_attr(
      &state, "source_stage_mask",
      WEIR_EXECUTION_STAGE_DISPATCH | WEIR_EXECUTION_STAGE_COMMAND_RETIRE);
  flag_attr(&state, "target_stage_mask",
            WEIR_EXECUTION_STAGE_COMMAND_ISSUE | WEIR_EXECUTION_STAGE_DISPATCH);
  flag_attr(&state, "flags", 0);
  weir_build(&body->builder, &state);
}

// A loop of |times| rounds; the place in it where its body is to stand.
static weir_builder_t begin_loop(body_t* body, weir_value_t* times) {
  weir_value_t* zero = index_of(body, 0);
  weir_value_t* one = index_of(body, 1);
  weir_op_state_t state = begin_op(body, WEIR_SCF_FOR);
  weir_op_state_operand(&state, zero);
  weir_op_state_operand(&state, times);
  weir_op_state_operand(&state, one);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_results(&state, NULL, 0);
  weir_builder_t inner =
      weir_hal_region_builder(weir_build(&body->builder, &state), 0);
  weir_block_add_argument(inner.block, weir_index_type(body->context),
                          body->location);
  return inner;
}

// Dispatches |times| times, one after the other.
static void record_loop(body_t* body, const weir_benchmark_t* benchmark,
                        weir_value_t* commands, weir_value_t* times) {
  weir_value_t* counts[3];
  count_workgroups(body, benchmark, counts);
  weir_value_t* executable = look_up_executable(body, benchmark->entry);
  weir_value_t* ordinal = ordinal_of(body, benchmark->entry);
  body_t inner = *body;
  inner.builder = begin_loop(body, times);
  weir_op_state_t state = begin_op(&inner, WEIR_HAL_COMMAND_BUFFER_DISPATCH);
  weir_op_state_operand(&state, commands);
  weir_op_state_operand(&state, executable);
  weir_op_state_operand(&state, ordinal);
  for (int i = 0; i < 3; ++i) weir_op_state_operand(&state, counts[i]);
  weir_op_state_attr(&state, "flags", weir_i64_attr(body->context, 0));
  weir_build(&inner.builder, &state);
  record_barrier(&inner, commands);
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

static weir_op_t* build_function(weir_benchmark_program_t* program,
                                 weir_location_t* location, const char* name) {
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

static const char* name_of(const weir_benchmark_program_t* program,
                           const weir_benchmark_t* benchmark) {
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

bool weir_benchmark_build(weir_benchmark_program_t* program,
                          const weir_benchmark_t* benchmark,
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
  weir_value_t* storage = weir_hal_global_load(&body.builder, location, buffer);
  push_bindings(&body, benchmark, storage, commands, layout);
  record_loop(&body, benchmark, commands, times);
  build_execution(&body, commands);
  return true;
}
