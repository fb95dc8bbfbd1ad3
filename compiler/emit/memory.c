// How many bytes each device of a node holds at most, read off the program:
// what initialisers allocate stays, and in a function allocations and
// deallocations follow each other as they stand. Sizes known only at run time
// do not count.

#include "compiler/dialects/hal.h"
#include "compiler/dialects/io_parameters.h"
#include "compiler/dialects/util.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/builder.h"

typedef struct account_t {
  weir_emit_module_t* module;
  uint64_t* now;  // one a device
  uint64_t* peak;
  weir_emit_map_t sizes;    // buffer -> bytes + 1
  weir_emit_map_t devices;  // buffer -> device + 1
} account_t;

static void take(account_t* account, const weir_value_t* buffer,
                 weir_value_t* device_value, weir_value_t* size) {
  int64_t bytes = 0;
  uint32_t device = 0;
  if (!weir_value_is_constant_int(size, &bytes) ||
      !weir_emit_device_of(account->module, device_value, &device)) {
    return;
  }
  account->now[device] += (uint64_t)bytes;
  if (account->now[device] > account->peak[device]) {
    account->peak[device] = account->now[device];
  }
  weir_arena_t* arena = &account->module->emitter->arena;
  weir_emit_map_set(&account->sizes, arena, buffer, (uint64_t)bytes + 1);
  weir_emit_map_set(&account->devices, arena, buffer, (uint64_t)device + 1);
}

static void give(account_t* account, const weir_value_t* buffer) {
  uint64_t bytes = weir_emit_map_get(&account->sizes, buffer);
  uint64_t device = weir_emit_map_get(&account->devices, buffer);
  if (bytes != 0) account->now[device - 1] -= bytes - 1;
}

static weir_walk_t visit(weir_op_t* op, void* user) {
  account_t* account = user;
  switch (weir_op_id(op)) {
    case WEIR_HAL_ALLOCATOR_ALLOCATE:
      take(account, weir_op_result_n(op, 0),
           weir_op_operand(op, WEIR_HAL_ALLOCATOR_ALLOCATE_ALLOCATOR),
           weir_op_operand(op, WEIR_HAL_ALLOCATOR_ALLOCATE_RESULT_SIZE));
      break;
    case WEIR_HAL_DEVICE_QUEUE_ALLOCA:
      take(account, weir_op_result_n(op, 0),
           weir_op_operand(op, WEIR_HAL_DEVICE_QUEUE_ALLOCA_DEVICE),
           weir_op_operand(op, WEIR_HAL_DEVICE_QUEUE_ALLOCA_RESULT_SIZE));
      break;
    case WEIR_HAL_DEVICE_QUEUE_DEALLOCA:
      give(account, weir_op_operand(op, WEIR_HAL_DEVICE_QUEUE_DEALLOCA_BUFFER));
      break;
    case WEIR_IO_PARAMETERS_LOAD:
      for (uint32_t i = 0; i < op->result_count; ++i) {
        take(account, weir_op_result_n(op, i),
             weir_op_operand(op, WEIR_IO_PARAMETERS_LOAD_DEVICE),
             weir_op_operand_at(op, WEIR_IO_PARAMETERS_LOAD_LENGTHS, i));
      }
      break;
    default:
      break;
  }
  return WEIR_WALK_CONTINUE;
}

// What is fed to a function before it runs.
static void take_inputs(account_t* account, uint32_t function) {
  const weir_plan_emitter_t* emitter = account->module->emitter;
  const weir_plan_function_t* record = weir_plan_writer_record(
      emitter->writer, WEIR_PLAN_SECTION_FUNCTIONS, WEIR_PLAN_NONE, function);
  for (uint32_t i = 0; i < record->input_count; ++i) {
    const weir_plan_port_t* port =
        weir_plan_writer_record(emitter->writer, WEIR_PLAN_SECTION_PORTS,
                                WEIR_PLAN_NONE, record->input_first + i);
    if (port->kind == WEIR_PLAN_PORT_SCALAR) continue;
    uint64_t bytes = ((port->element_type & 0xffffu) + 7) / 8;
    for (uint32_t j = 0; j < port->rank; ++j) {
      const int64_t* dim =
          weir_plan_writer_record(emitter->writer, WEIR_PLAN_SECTION_DIMS,
                                  WEIR_PLAN_NONE, port->dim_first + j);
      bytes = *dim < 0 ? 0 : bytes * (uint64_t)*dim;
    }
    for (uint32_t j = 0; j < port->place_count; ++j) {
      const weir_plan_place_t* place =
          weir_plan_writer_record(emitter->writer, WEIR_PLAN_SECTION_PLACES,
                                  WEIR_PLAN_NONE, port->place_first + j);
      if (place->node == account->module->index) {
        account->now[place->device] += bytes;
      }
    }
  }
}

void weir_emit_peak_bytes(weir_emit_module_t* module, uint64_t* out_bytes) {
  weir_arena_t* arena = &module->emitter->arena;
  uint32_t count = module->node->device_count;
  uint64_t* resident = WEIR_ARENA_ARRAY(arena, uint64_t, count);
  account_t account = {.module = module, .now = resident, .peak = out_bytes};
  weir_block_t* body = weir_module_body(module->op);
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_INITIALIZER)) {
      weir_walk_pre_order(op, visit, &account);
    }
  }
  WEIR_FOR_EACH_OP(op, body) {
    if (!weir_op_is(op, WEIR_UTIL_FUNC)) continue;
    account.now = WEIR_ARENA_ARRAY(arena, uint64_t, count);
    for (uint32_t i = 0; i < count; ++i) account.now[i] = resident[i];
    uint32_t flags = 0;
    uint32_t function = weir_emit_exported(module->emitter, op, &flags);
    if (function != WEIR_PLAN_NONE) take_inputs(&account, function);
    for (uint32_t i = 0; i < count; ++i) {
      if (account.now[i] > out_bytes[i]) out_bytes[i] = account.now[i];
    }
    weir_walk_pre_order(op, visit, &account);
  }
}
