#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/vm/vm_impl.h"

// ---- the table of instructions ---------------------------------------------

typedef struct op_table_t {
  weir_vm_op_fn_t fns[WEIR_PLAN_OP_END];
} op_table_t;

static void fill_table(op_table_t* table, const weir_vm_op_t* ops) {
  for (; ops->fn != NULL; ++ops) table->fns[ops->opcode] = ops->fn;
}

static op_table_t op_table;
static pthread_once_t op_table_once = PTHREAD_ONCE_INIT;

// The tables are constant; this only merges them into one array.
static void make_op_table(void) {
  fill_table(&op_table, weir_vm_buffer_ops);
  fill_table(&op_table, weir_vm_bytes_ops);
  fill_table(&op_table, weir_vm_fence_ops);
  fill_table(&op_table, weir_vm_file_ops);
  fill_table(&op_table, weir_vm_float_ops);
  fill_table(&op_table, weir_vm_integer_ops);
  fill_table(&op_table, weir_vm_queue_ops);
  fill_table(&op_table, weir_vm_register_ops);
}

// ---- frames ----------------------------------------------------------------

static weir_status_t stack_take(weir_vm_t* vm, size_t size, void** out_data) {
  size = (size + 15) & ~(size_t)15;
  weir_vm_stack_t* piece = vm->stack;
  if (piece == NULL || piece->size - piece->used < size) {
    size_t data = size > WEIR_VM_STACK_BYTES ? size : WEIR_VM_STACK_BYTES;
    WEIR_RETURN_IF_ERROR(
        weir_alloc(vm->allocator, sizeof(*piece) + data, (void**)&piece));
    piece->next = vm->stack;
    piece->size = data;
    vm->stack = piece;
  }
  *out_data = piece->data + piece->used;
  memset(*out_data, 0, size);
  piece->used += size;
  return weir_ok();
}

static void stack_give(weir_vm_t* vm, size_t size) {
  vm->stack->used -= (size + 15) & ~(size_t)15;
  // The first piece stays, so that the steady path takes no memory.
  if (vm->stack->used == 0 && vm->stack->next != NULL) {
    weir_vm_stack_t* piece = vm->stack;
    vm->stack = piece->next;
    weir_free(vm->allocator, piece);
  }
}

static size_t frame_bytes(const weir_plan_routine_t* routine) {
  return routine->scalar_count * sizeof(uint64_t) +
         routine->reference_count * sizeof(void*);
}

static weir_status_t frame_begin(weir_vm_t* vm, uint32_t routine_index,
                                 weir_vm_frame_t* frame) {
  const weir_plan_routine_t* routine = &vm->program->routines[routine_index];
  if (vm->depth >= WEIR_VM_MAX_DEPTH) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "calls are nested deeper than %d", WEIR_VM_MAX_DEPTH);
  }
  void* data = NULL;
  WEIR_RETURN_IF_ERROR(stack_take(vm, frame_bytes(routine), &data));
  ++vm->depth;
  frame->vm = vm;
  frame->routine = routine;
  frame->scalars = data;
  frame->references = (void**)((uint64_t*)data + routine->scalar_count);
  frame->types = vm->program->types + routine->type_first;
  return weir_ok();
}

static void frame_end(weir_vm_frame_t* frame) {
  for (uint32_t i = 0; i < frame->routine->reference_count; ++i) {
    weir_vm_release(frame->types[i], frame->references[i]);
  }
  --frame->vm->depth;
  stack_give(frame->vm, frame_bytes(frame->routine));
}

// ---- control flow ----------------------------------------------------------

static weir_status_t run(weir_vm_frame_t* frame, const uint32_t** out_return);

// A group of registers; moves |*w| behind it.
static uint32_t group(const uint32_t** w, const uint32_t** out_registers) {
  uint32_t count = **w;
  *out_registers = *w + 1;
  *w += 1 + count;
  return count;
}

static void take_result(weir_vm_frame_t* frame, uint32_t target,
                        weir_vm_frame_t* callee, uint32_t source) {
  void* object = callee->references[source];
  weir_vm_retain(callee->types[source], object);
  weir_vm_set(frame, target, object);
}

static weir_status_t call(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_frame_t callee;
  WEIR_RETURN_IF_ERROR(frame_begin(frame->vm, w[1], &callee));
  w += 2;
  const uint32_t* registers;
  uint32_t count = group(&w, &registers);
  for (uint32_t i = 0; i < count; ++i) {
    callee.scalars[i] = frame->scalars[registers[i]];
  }
  count = group(&w, &registers);
  for (uint32_t i = 0; i < count; ++i) {
    callee.references[i] = frame->references[registers[i]];
    weir_vm_retain(callee.types[i], callee.references[i]);
  }
  const uint32_t* returned = NULL;
  weir_status_t status = run(&callee, &returned);
  if (weir_is_ok(status)) {
    const uint32_t *results, *sources;
    ++returned;
    count = group(&returned, &sources);
    group(&w, &results);
    for (uint32_t i = 0; i < count; ++i) {
      frame->scalars[results[i]] = callee.scalars[sources[i]];
    }
    count = group(&returned, &sources);
    group(&w, &results);
    for (uint32_t i = 0; i < count; ++i) {
      take_result(frame, results[i], &callee, sources[i]);
    }
  }
  frame_end(&callee);
  return status;
}

static uint32_t switch_target(const weir_vm_frame_t* frame, const uint32_t* w) {
  uint64_t value = frame->scalars[w[1]];
  const uint32_t* cases = w + 4;
  for (uint32_t i = 0; i < w[3]; ++i, cases += 3) {
    if (((uint64_t)cases[1] << 32 | cases[0]) == value) return cases[2];
  }
  return w[2];
}

static weir_status_t load_global(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] = frame->vm->globals[w[2]].scalar;
  return weir_ok();
}

static weir_status_t store_global(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->vm->globals[w[1]].scalar = frame->scalars[w[2]];
  return weir_ok();
}

static weir_status_t load_global_reference(weir_vm_frame_t* frame,
                                           const uint32_t* w) {
  weir_vm_value_t* global = &frame->vm->globals[w[2]];
  weir_vm_retain(global->type, global->reference);
  weir_vm_set(frame, w[1], global->reference);
  return weir_ok();
}

static weir_status_t store_global_reference(weir_vm_frame_t* frame,
                                            const uint32_t* w) {
  weir_vm_value_t* global = &frame->vm->globals[w[1]];
  void* object = frame->references[w[2]];
  weir_vm_retain(global->type, object);
  weir_vm_release(global->type, global->reference);
  global->reference = object;
  return weir_ok();
}

// The failure behind a status register, where it is still known.
static weir_status_t check_status(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t code = (uint32_t)frame->scalars[w[1]];
  if (code == WEIR_CODE_OK) return weir_ok();
  weir_vm_t* vm = frame->vm;
  const char* message = weir_plan_string(vm->plan, w[2]);
  if (weir_status_code(vm->failure) == code) {
    weir_status_t failure = vm->failure;
    vm->failure = weir_ok();
    return message[0] ? weir_status_annotate(failure, "%s", message) : failure;
  }
  // Programs have a code for devices that are not what they need.
  enum { INCOMPATIBLE = 18 };
  if (code == INCOMPATIBLE) code = WEIR_CODE_UNAVAILABLE;
  if (code > WEIR_CODE_INTERNAL) code = WEIR_CODE_INTERNAL;
  return weir_status((weir_code_t)code, "%s",
                     message[0] ? message : "a status was not ok");
}

// What changes where the program goes on, or needs this file's functions.
static weir_status_t step(weir_vm_frame_t* frame, uint32_t opcode,
                          const uint32_t* w, uint32_t* next) {
  switch (opcode) {
    case WEIR_PLAN_OP_TRAP:
      return weir_status(WEIR_CODE_FAILED_PRECONDITION, "%s",
                         weir_plan_string(frame->vm->plan, w[1]));
    case WEIR_PLAN_OP_BRANCH:
      *next = w[1];
      return weir_ok();
    case WEIR_PLAN_OP_BRANCH_IF:
      *next = frame->scalars[w[1]] & 1 ? w[2] : w[3];
      return weir_ok();
    case WEIR_PLAN_OP_SWITCH:
      *next = switch_target(frame, w);
      return weir_ok();
    case WEIR_PLAN_OP_CALL:
      return call(frame, w);
    case WEIR_PLAN_OP_CHECK_STATUS:
      return check_status(frame, w);
    case WEIR_PLAN_OP_GLOBAL_LOAD:
      return load_global(frame, w);
    case WEIR_PLAN_OP_GLOBAL_STORE:
      return store_global(frame, w);
    case WEIR_PLAN_OP_GLOBAL_LOAD_REFERENCE:
      return load_global_reference(frame, w);
    case WEIR_PLAN_OP_GLOBAL_STORE_REFERENCE:
      return store_global_reference(frame, w);
    default: {
      weir_vm_op_fn_t fn = op_table.fns[opcode];
      return fn ? fn(frame, w)
                : weir_status(WEIR_CODE_UNIMPLEMENTED,
                              "this weir does not run \"%s\"",
                              weir_plan_instruction_def(opcode)->name);
    }
  }
}

static weir_status_t annotate(const weir_vm_frame_t* frame, uint32_t word,
                              uint32_t opcode, weir_status_t status) {
  const weir_vm_t* vm = frame->vm;
  uint32_t location =
      weir_plan_location_of(vm->plan, vm->node, frame->routine, word);
  const char* routine = weir_plan_string(vm->plan, frame->routine->name);
  const char* name = weir_plan_instruction_def(opcode)->name;
  if (location == WEIR_PLAN_NONE) {
    return weir_status_annotate(status, "@%s, %s", routine, name);
  }
  char text[256];
  weir_plan_format_location(vm->plan, location, text, sizeof(text));
  return weir_status_annotate(status, "@%s, %s at %s", routine, name, text);
}

// Runs until the routine returns; |*out_return| is that instruction.
static weir_status_t run(weir_vm_frame_t* frame, const uint32_t** out_return) {
  weir_vm_t* vm = frame->vm;
  const uint32_t* code = vm->program->code + frame->routine->code_first;
  uint64_t routine = (uint64_t)(frame->routine - vm->program->routines) + 1;
  uint32_t pc = 0;
  for (;;) {
    const uint32_t* w = code + pc;
    uint32_t opcode = weir_plan_instruction_opcode(w[0]);
    if (opcode == WEIR_PLAN_OP_RETURN) {
      *out_return = w;
      return weir_ok();
    }
    // Relaxed: a report needs no order, only a value that was true.
    atomic_store_explicit(&vm->position, routine << 32 | pc,
                          memory_order_relaxed);
    uint32_t next = pc + weir_plan_instruction_words(w[0]);
    weir_status_t status = step(frame, opcode, w, &next);
    if (__builtin_expect(!weir_is_ok(status), 0)) {
      // The innermost routine says where; callers would only repeat it.
      return opcode == WEIR_PLAN_OP_CALL ? status
                                         : annotate(frame, pc, opcode, status);
    }
    pc = next;
  }
}

// ---- invocation ------------------------------------------------------------

static weir_status_t check_values(const weir_vm_t* vm,
                                  const weir_plan_routine_t* routine,
                                  const weir_vm_value_t* arguments,
                                  size_t argument_count, size_t result_count) {
  const uint8_t* order = vm->program->types + routine->order_first;
  bool fits = argument_count == (size_t)routine->scalar_argument_count +
                                    routine->reference_argument_count &&
              result_count == (size_t)routine->scalar_result_count +
                                  routine->reference_result_count;
  for (size_t i = 0; i < argument_count && fits; ++i) {
    fits = arguments[i].type == order[i];
  }
  return fits ? weir_ok()
              : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                            "@%s takes other arguments or results",
                            weir_plan_string(vm->plan, routine->name));
}

static void fill_arguments(weir_vm_frame_t* frame,
                           const weir_vm_value_t* arguments, size_t count) {
  uint32_t scalar = 0, reference = 0;
  for (size_t i = 0; i < count; ++i) {
    if (arguments[i].type == WEIR_PLAN_TYPE_SCALAR) {
      frame->scalars[scalar++] = arguments[i].scalar;
    } else {
      weir_vm_retain(arguments[i].type, arguments[i].reference);
      frame->references[reference++] = arguments[i].reference;
    }
  }
}

static void fill_results(weir_vm_frame_t* frame, const uint32_t* returned,
                         const uint8_t* order, weir_vm_value_t* results,
                         size_t count) {
  const uint32_t *scalars, *references;
  ++returned;
  group(&returned, &scalars);
  group(&returned, &references);
  for (size_t i = 0; i < count; ++i) {
    results[i] = (weir_vm_value_t){.type = order[i]};
    if (order[i] == WEIR_PLAN_TYPE_SCALAR) {
      results[i].scalar = frame->scalars[*scalars++];
    } else {
      results[i].reference = frame->references[*references++];
      weir_vm_retain(order[i], results[i].reference);
    }
  }
}

weir_status_t weir_vm_invoke(weir_vm_t* vm, uint32_t routine_index,
                             uint64_t invocation,
                             const weir_vm_value_t* arguments,
                             size_t argument_count, weir_vm_value_t* results,
                             size_t result_count) {
  if (result_count > 0) memset(results, 0, result_count * sizeof(*results));
  const weir_plan_routine_t* routine = &vm->program->routines[routine_index];
  WEIR_RETURN_IF_ERROR(
      check_values(vm, routine, arguments, argument_count, result_count));
  weir_vm_frame_t frame;
  WEIR_RETURN_IF_ERROR(frame_begin(vm, routine_index, &frame));
  fill_arguments(&frame, arguments, argument_count);
  vm->invocation = invocation;
  const uint32_t* returned = NULL;
  weir_status_t status = run(&frame, &returned);
  if (weir_is_ok(status)) {
    const uint8_t* order =
        vm->program->types + routine->order_first + argument_count;
    fill_results(&frame, returned, order, results, result_count);
  }
  atomic_store_explicit(&vm->position, 0, memory_order_relaxed);
  frame_end(&frame);
  return status;
}

weir_status_t weir_vm_initialize(weir_vm_t* vm) {
  for (uint32_t i = 0; i < vm->program->routine_count; ++i) {
    if (vm->program->routines[i].flags & WEIR_PLAN_ROUTINE_INITIALIZER) {
      WEIR_RETURN_IF_ERROR(weir_vm_invoke(vm, i, 0, NULL, 0, NULL, 0));
    }
  }
  return weir_ok();
}

const char* weir_vm_describe(weir_vm_t* vm, char* buffer, size_t size) {
  buffer[0] = 0;
  uint64_t position = atomic_load_explicit(&vm->position, memory_order_relaxed);
  if (position == 0) return buffer;
  const weir_plan_routine_t* routine =
      &vm->program->routines[(position >> 32) - 1];
  uint32_t word = (uint32_t)position;
  uint32_t opcode = weir_plan_instruction_opcode(
      vm->program->code[routine->code_first + word]);
  char place[200];
  weir_plan_format_location(
      vm->plan, weir_plan_location_of(vm->plan, vm->node, routine, word), place,
      sizeof(place));
  snprintf(
      buffer, size, "@%s, %s%s%s", weir_plan_string(vm->plan, routine->name),
      weir_plan_instruction_def(opcode)->name, place[0] ? " at " : "", place);
  return buffer;
}

// ---- lifecycle -------------------------------------------------------------

static weir_status_t fill_vm(weir_vm_t* vm, const weir_vm_params_t* params) {
  const weir_plan_program_t* program = vm->program;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(vm->allocator, params->device_count,
                                        sizeof(*vm->devices),
                                        (void**)&vm->devices));
  for (uint32_t i = 0; i < params->device_count; ++i) {
    vm->devices[i] = params->devices[i];
    weir_device_retain(vm->devices[i]);
    ++vm->device_count;
  }
  WEIR_RETURN_IF_ERROR(weir_alloc_array(vm->allocator, program->constant_count,
                                        sizeof(*vm->constants),
                                        (void**)&vm->constants));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(vm->allocator, program->global_count,
                                        sizeof(*vm->globals),
                                        (void**)&vm->globals));
  for (uint32_t i = 0; i < program->global_count; ++i) {
    vm->globals[i] = (weir_vm_value_t){.type = program->globals[i].type,
                                       .scalar = program->globals[i].value};
  }
  return weir_vm_lists_init(&vm->lists, params, &vm->host);
}

weir_status_t weir_vm_create(const weir_vm_params_t* params,
                             weir_vm_t** out_vm) {
  *out_vm = NULL;
  pthread_once(&op_table_once, make_op_table);
  if (params->device_count != params->plan->nodes[params->node].device_count) {
    return weir_status(
        WEIR_CODE_INVALID_ARGUMENT, "node \"%s\" has %u devices, %u were given",
        weir_plan_string(params->plan, params->plan->nodes[params->node].name),
        params->plan->nodes[params->node].device_count, params->device_count);
  }
  weir_vm_t* vm = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc(params->allocator, sizeof(*vm), (void**)&vm));
  vm->plan = params->plan;
  vm->program = &params->plan->programs[params->node];
  vm->node = params->node;
  vm->allocator = params->allocator;
  vm->progress = params->progress;
  vm->host = params->host;
  weir_progress_retain(vm->progress);
  weir_status_t status = fill_vm(vm, params);
  if (weir_is_ok(status)) {
    *out_vm = vm;
  } else {
    weir_vm_free(vm);
  }
  return status;
}

void weir_vm_free(weir_vm_t* vm) {
  if (vm == NULL) return;
  for (uint32_t i = 0; vm->globals && i < vm->program->global_count; ++i) {
    weir_vm_value_release(&vm->globals[i]);
  }
  for (uint32_t i = 0; vm->constants && i < vm->program->constant_count; ++i) {
    weir_vm_release(WEIR_PLAN_TYPE_BYTES, vm->constants[i]);
  }
  if (vm->lists.plan != NULL) weir_vm_lists_deinit(&vm->lists);
  for (uint32_t i = 0; i < vm->device_count; ++i) {
    weir_device_release(vm->devices[i]);
  }
  while (vm->stack != NULL) {
    weir_vm_stack_t* piece = vm->stack;
    vm->stack = piece->next;
    weir_free(vm->allocator, piece);
  }
  weir_status_free(vm->failure);
  weir_progress_release(vm->progress);
  weir_free(vm->allocator, vm->devices);
  weir_free(vm->allocator, vm->globals);
  weir_free(vm->allocator, vm->constants);
  weir_free(vm->allocator, vm);
}
