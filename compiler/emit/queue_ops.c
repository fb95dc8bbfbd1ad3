// hal: queue operations and parameters.

#include "compiler/dialects/hal.h"
#include "compiler/dialects/io_parameters.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/diagnostic.h"

#define OPERAND(group) weir_emit_operand(function, op, WEIR_HAL_##group)
#define RESULT weir_emit_result(function, op, 0)

static bool close_instruction(weir_emit_function_t* function,
                              const weir_op_t* op) {
  weir_status_t status = weir_plan_coder_close(&function->coder);
  if (weir_is_ok(status)) return true;
  weir_op_error(op, "%s", weir_status_message(status));
  weir_status_free(status);
  return false;
}

// Device, queues, wait, signal: the first four operands of all of them.
static void put_queue(weir_emit_function_t* function, const weir_op_t* op) {
  for (uint32_t i = 0; i < 4; ++i) {
    weir_plan_coder_word(&function->coder, weir_emit_operand(function, op, i));
  }
}

static uint32_t member_register(weir_emit_function_t* function,
                                const weir_op_t* op, uint32_t group,
                                uint32_t i) {
  return weir_emit_register(function, weir_op_operand_at(op, group, i));
}

static bool emit_execute(weir_emit_function_t* function, weir_op_t* op) {
  uint32_t group = WEIR_HAL_DEVICE_QUEUE_EXECUTE_COMMAND_BUFFERS;
  uint32_t count = weir_op_operand_group_size(op, group);
  weir_plan_coder_open(&function->coder, WEIR_PLAN_OP_QUEUE_EXECUTE);
  put_queue(function, op);
  weir_plan_coder_word(&function->coder, count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_plan_coder_word(&function->coder,
                         member_register(function, op, group, i));
  }
  return close_instruction(function, op);
}

static bool emit_execute_indirect(weir_emit_function_t* function,
                                  weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  uint32_t count = weir_op_operand_group_size(
      op, WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT_BINDING_BUFFERS);
  weir_plan_coder_open(coder, WEIR_PLAN_OP_QUEUE_EXECUTE_INDIRECT);
  put_queue(function, op);
  weir_plan_coder_word(coder,
                       OPERAND(DEVICE_QUEUE_EXECUTE_INDIRECT_COMMAND_BUFFER));
  weir_plan_coder_word(coder, count);
  for (uint32_t i = 0; i < count; ++i) {
    static const uint32_t groups[] = {
        WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT_BINDING_BUFFERS,
        WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT_BINDING_OFFSETS,
        WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT_BINDING_LENGTHS};
    for (int j = 0; j < 3; ++j) {
      weir_plan_coder_word(coder, member_register(function, op, groups[j], i));
    }
  }
  return close_instruction(function, op);
}

static void emit_alloca(weir_emit_function_t* function, weir_op_t* op) {
  WEIR_PLAN_CODE(
      &function->coder, WEIR_PLAN_OP_QUEUE_ALLOCA, RESULT,
      weir_emit_operand(function, op, 0), weir_emit_operand(function, op, 1),
      weir_emit_operand(function, op, 2), weir_emit_operand(function, op, 3),
      OPERAND(DEVICE_QUEUE_ALLOCA_POOL),
      OPERAND(DEVICE_QUEUE_ALLOCA_RESULT_SIZE),
      (uint32_t)weir_op_attr_int(op, "memory_types", 0),
      (uint32_t)weir_op_attr_int(op, "buffer_usage", 0));
}

static bool emit_transfer(weir_emit_function_t* function, weir_op_t* op,
                          weir_plan_opcode_t opcode) {
  weir_plan_coder_open(&function->coder, opcode);
  put_queue(function, op);
  // Source and offset, target and offset, length: in the order of the op.
  for (uint32_t i = 4; i < 9; ++i) {
    weir_plan_coder_word(&function->coder, weir_emit_operand(function, op, i));
  }
  weir_plan_coder_word(&function->coder,
                       (uint32_t)weir_op_attr_int(op, "flags", 0));
  return close_instruction(function, op);
}

static void emit_file(weir_emit_function_t* function, weir_op_t* op) {
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_FILE_FROM_MEMORY, RESULT,
                 OPERAND(EX_FILE_FROM_MEMORY_DEVICE),
                 OPERAND(EX_FILE_FROM_MEMORY_QUEUE_AFFINITY),
                 (uint32_t)weir_op_attr_int(op, "access", 0),
                 OPERAND(EX_FILE_FROM_MEMORY_BUFFER),
                 OPERAND(EX_FILE_FROM_MEMORY_OFFSET),
                 OPERAND(EX_FILE_FROM_MEMORY_LENGTH));
}

// ---- parameters ------------------------------------------------------------

// Scope and key |index| as strings of the plan.
static void put_name(weir_emit_function_t* function, const weir_op_t* op,
                     const char* scope, const char* keys, uint32_t index) {
  const weir_attr_t* given = weir_op_attr(op, scope);
  const weir_attr_t* all = weir_op_attr(op, keys);
  weir_string_view_t texts[2] = {
      given != NULL ? weir_attr_string(given) : weir_sv(""),
      weir_attr_string(all->array.elements[index])};
  for (int i = 0; i < 2; ++i) {
    weir_plan_coder_word(
        &function->coder,
        weir_emit_string_sv(function->module->emitter, texts[i]));
  }
}

static bool emit_load(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  weir_plan_coder_open(coder, WEIR_PLAN_OP_PARAMETERS_LOAD);
  put_queue(function, op);
  weir_plan_coder_word(coder,
                       (uint32_t)weir_op_attr_int(op, "memory_types", 0));
  weir_plan_coder_word(coder,
                       (uint32_t)weir_op_attr_int(op, "buffer_usage", 0));
  weir_plan_coder_word(coder, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    put_name(function, op, "source_scope", "source_keys", i);
    weir_plan_coder_word(
        coder, member_register(function, op,
                               WEIR_IO_PARAMETERS_LOAD_SOURCE_OFFSETS, i));
    weir_plan_coder_word(coder, weir_emit_result(function, op, i));
    weir_plan_coder_word(
        coder,
        member_register(function, op, WEIR_IO_PARAMETERS_LOAD_LENGTHS, i));
  }
  return close_instruction(function, op);
}

// The groups of gather and scatter: the same things in other places.
typedef struct move_groups_t {
  uint32_t buffer;
  const char* scope;
  const char* keys;
  uint32_t offsets;  // of the parameters
  uint32_t buffer_offsets;
  uint32_t lengths;
} move_groups_t;

static bool emit_move(weir_emit_function_t* function, weir_op_t* op,
                      weir_plan_opcode_t opcode, const move_groups_t* groups) {
  weir_plan_coder_t* coder = &function->coder;
  uint32_t count = weir_op_operand_group_size(op, groups->offsets);
  weir_plan_coder_open(coder, opcode);
  put_queue(function, op);
  weir_plan_coder_word(coder, weir_emit_operand(function, op, groups->buffer));
  weir_plan_coder_word(coder, count);
  for (uint32_t i = 0; i < count; ++i) {
    put_name(function, op, groups->scope, groups->keys, i);
    weir_plan_coder_word(coder,
                         member_register(function, op, groups->offsets, i));
    weir_plan_coder_word(
        coder, member_register(function, op, groups->buffer_offsets, i));
    weir_plan_coder_word(coder,
                         member_register(function, op, groups->lengths, i));
  }
  return close_instruction(function, op);
}

static bool emit_gather(weir_emit_function_t* function, weir_op_t* op) {
  static const move_groups_t groups = {
      WEIR_IO_PARAMETERS_GATHER_TARGET_BUFFER,
      "source_scope",
      "source_keys",
      WEIR_IO_PARAMETERS_GATHER_SOURCE_OFFSETS,
      WEIR_IO_PARAMETERS_GATHER_TARGET_OFFSETS,
      WEIR_IO_PARAMETERS_GATHER_TARGET_LENGTHS};
  return emit_move(function, op, WEIR_PLAN_OP_PARAMETERS_GATHER, &groups);
}

static bool emit_scatter(weir_emit_function_t* function, weir_op_t* op) {
  static const move_groups_t groups = {
      WEIR_IO_PARAMETERS_SCATTER_SOURCE_BUFFER,
      "target_scope",
      "target_keys",
      WEIR_IO_PARAMETERS_SCATTER_TARGET_OFFSETS,
      WEIR_IO_PARAMETERS_SCATTER_SOURCE_OFFSETS,
      WEIR_IO_PARAMETERS_SCATTER_SOURCE_LENGTHS};
  return emit_move(function, op, WEIR_PLAN_OP_PARAMETERS_SCATTER, &groups);
}

bool weir_emit_queue_op(weir_emit_function_t* function, weir_op_t* op,
                        bool* out_known) {
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_HAL_DEVICE_QUEUE_ALLOCA:
      emit_alloca(function, op);
      return true;
    case WEIR_HAL_DEVICE_QUEUE_DEALLOCA:
      weir_plan_coder_open(&function->coder, WEIR_PLAN_OP_QUEUE_DEALLOCA);
      put_queue(function, op);
      weir_plan_coder_word(&function->coder,
                           OPERAND(DEVICE_QUEUE_DEALLOCA_BUFFER));
      return close_instruction(function, op);
    case WEIR_HAL_DEVICE_QUEUE_EXECUTE:
      return emit_execute(function, op);
    case WEIR_HAL_DEVICE_QUEUE_EXECUTE_INDIRECT:
      return emit_execute_indirect(function, op);
    case WEIR_HAL_DEVICE_QUEUE_FLUSH:
      WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_QUEUE_FLUSH,
                     weir_emit_operand(function, op, 0),
                     weir_emit_operand(function, op, 1));
      return true;
    case WEIR_HAL_DEVICE_QUEUE_READ:
      return emit_transfer(function, op, WEIR_PLAN_OP_QUEUE_READ);
    case WEIR_HAL_DEVICE_QUEUE_WRITE:
      return emit_transfer(function, op, WEIR_PLAN_OP_QUEUE_WRITE);
    case WEIR_HAL_EX_FILE_FROM_MEMORY:
      emit_file(function, op);
      return true;
    case WEIR_IO_PARAMETERS_LOAD:
      return emit_load(function, op);
    case WEIR_IO_PARAMETERS_GATHER:
      return emit_gather(function, op);
    case WEIR_IO_PARAMETERS_SCATTER:
      return emit_scatter(function, op);
    default:
      *out_known = false;
      return true;
  }
}
