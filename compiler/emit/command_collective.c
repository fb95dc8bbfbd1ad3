// Collectives, and the two ends of each transfer.
#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/emit/command_list.h"
#include "compiler/ir/diagnostic.h"

#define OPERAND(group) weir_op_operand(op, WEIR_HAL_COMMAND_BUFFER_##group)

static const uint32_t element_types[] = {
    [WEIR_COLLECTIVE_SI8] = WEIR_PLAN_ELEMENT(0x11, 8),
    [WEIR_COLLECTIVE_UI8] = WEIR_PLAN_ELEMENT(0x12, 8),
    [WEIR_COLLECTIVE_SI16] = WEIR_PLAN_ELEMENT(0x11, 16),
    [WEIR_COLLECTIVE_UI16] = WEIR_PLAN_ELEMENT(0x12, 16),
    [WEIR_COLLECTIVE_SI32] = WEIR_PLAN_ELEMENT(0x11, 32),
    [WEIR_COLLECTIVE_UI32] = WEIR_PLAN_ELEMENT(0x12, 32),
    [WEIR_COLLECTIVE_SI64] = WEIR_PLAN_ELEMENT(0x11, 64),
    [WEIR_COLLECTIVE_UI64] = WEIR_PLAN_ELEMENT(0x12, 64),
    [WEIR_COLLECTIVE_F16] = WEIR_PLAN_ELEMENT_F16,
    [WEIR_COLLECTIVE_F32] = WEIR_PLAN_ELEMENT_F32,
    [WEIR_COLLECTIVE_F64] = WEIR_PLAN_ELEMENT_F64,
    [WEIR_COLLECTIVE_BF16] = WEIR_PLAN_ELEMENT_BF16,
};

// The transfer with this id; made when it is met first.
static weir_emit_transfer_t* transfer_of(weir_plan_emitter_t* emitter,
                                         int64_t id, uint32_t* out_index) {
  const void* key = (const void*)(uintptr_t)(id + 1);
  uint64_t known = weir_emit_map_get(&emitter->transfer_ids, key);
  if (known != 0) {
    *out_index = (uint32_t)(known - 1);
    return &emitter->transfers[*out_index];
  }
  if (emitter->transfer_count == emitter->transfer_capacity) {
    uint32_t capacity =
        emitter->transfer_capacity ? emitter->transfer_capacity * 2 : 64;
    weir_emit_transfer_t* larger =
        WEIR_ARENA_ARRAY(&emitter->arena, weir_emit_transfer_t, capacity);
    if (emitter->transfer_count > 0) {
      memcpy(larger, emitter->transfers,
             emitter->transfer_count * sizeof(*larger));
    }
    emitter->transfers = larger;
    emitter->transfer_capacity = capacity;
  }
  *out_index = emitter->transfer_count++;
  weir_emit_map_set(&emitter->transfer_ids, &emitter->arena, key,
                    (uint64_t)*out_index + 1);
  weir_emit_transfer_t* transfer = &emitter->transfers[*out_index];
  *transfer = (weir_emit_transfer_t){
      .id = id,
      .record = {.function = WEIR_PLAN_NONE, .bytes = WEIR_PLAN_DYNAMIC}};
  return transfer;
}

static bool note_transfer(weir_emit_function_t* function,
                          const weir_emit_list_t* list, const weir_op_t* op,
                          bool is_send, uint64_t bytes,
                          weir_plan_command_t* command) {
  weir_emit_module_t* module = function->module;
  int64_t id = weir_op_attr_int(op, "transfer", -1);
  if (id < 0) return true;
  uint32_t channel = 0, device = 0, index = 0;
  int64_t peer = 0;
  if (!weir_emit_channel_of(module, OPERAND(COLLECTIVE_CHANNEL), &channel,
                            &device) ||
      !weir_value_is_constant_int(OPERAND(COLLECTIVE_PARAM), &peer)) {
    return weir_op_error(op,
                         "is one end of a transfer but its channel or peer "
                         "is not plain to see");
  }
  weir_emit_transfer_t* transfer = transfer_of(module->emitter, id, &index);
  weir_emit_end_t* end = is_send ? &transfer->send : &transfer->receive;
  if (end->op != NULL) {
    weir_op_error(op, "is a second %s of transfer %lld",
                  is_send ? "send" : "receive", (long long)id);
    weir_note(op->context, end->op->location, "the first is here");
    return false;
  }
  *end = (weir_emit_end_t){op, module->index};
  uint32_t member =
      weir_emit_member_of(module->emitter, channel, module->index, device);
  weir_plan_transfer_t* record = &transfer->record;
  record->function = function->exported;
  record->channel = channel;
  record->bytes = bytes;
  *(is_send ? &record->source : &record->target) = member;
  *(is_send ? &record->target : &record->source) = (uint32_t)peer;
  if (is_send) record->location = command->location;
  command->transfer = index;
  (void)list;
  return true;
}

static void count_collective(weir_plan_node_t* node, uint32_t kind,
                             uint64_t bytes) {
  uint64_t known = bytes == WEIR_PLAN_DYNAMIC ? 0 : bytes;
  if (kind == WEIR_PLAN_COLLECTIVE_SEND) {
    ++node->send_count;
    node->send_bytes += known;
  } else if (kind == WEIR_PLAN_COLLECTIVE_RECV) {
    ++node->receive_count;
    node->receive_bytes += known;
  } else {
    ++node->collective_count;
  }
}

bool weir_emit_collective(weir_emit_function_t* function,
                          weir_emit_list_t* list, const weir_op_t* op) {
  weir_collective_t collective;
  if (!weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return weir_op_error(op, "is no collective");
  }
  weir_plan_range_t ranges[2] = {
      {WEIR_PLAN_NONE, 0, weir_emit_immediate(0), weir_emit_immediate(0)},
      {WEIR_PLAN_NONE, 0, weir_emit_immediate(0), weir_emit_immediate(0)}};
  weir_touch_t touches[2];
  uint32_t touch_count = 0;
  weir_value_t* send = OPERAND(COLLECTIVE_SEND_BUFFER);
  weir_value_t* receive = OPERAND(COLLECTIVE_RECV_BUFFER);
  if (send != NULL && !weir_emit_list_range(function, list, op, send,
                                            OPERAND(COLLECTIVE_SEND_OFFSET),
                                            OPERAND(COLLECTIVE_SEND_LENGTH),
                                            WEIR_PLAN_ACCESS_READ, &ranges[0],
                                            &touches[touch_count++])) {
    return false;
  }
  if (receive != NULL &&
      !weir_emit_list_range(
          function, list, op, receive, OPERAND(COLLECTIVE_RECV_OFFSET),
          OPERAND(COLLECTIVE_RECV_LENGTH), WEIR_PLAN_ACCESS_WRITE, &ranges[1],
          &touches[touch_count++])) {
    return false;
  }
  weir_value_t* param = OPERAND(COLLECTIVE_PARAM);
  weir_plan_operand_t operands[2] = {
      weir_emit_list_operand(function, list, OPERAND(COLLECTIVE_ELEMENT_COUNT)),
      param ? weir_emit_list_operand(function, list, param)
            : weir_emit_immediate(0)};
  weir_plan_command_t* command =
      weir_emit_list_add(function, list, op, WEIR_PLAN_COMMAND_COLLECTIVE,
                         weir_collective_kind_enum.cases[collective.kind].name,
                         touches, touch_count);
  command->channel = weir_emit_list_place(function, &list->channels,
                                          OPERAND(COLLECTIVE_CHANNEL));
  command->collective = (uint8_t)collective.kind;
  command->reduction =
      collective.has_reduction ? (uint8_t)collective.reduction : 0;
  command->element_type = element_types[collective.element];
  weir_emit_list_set_ranges(function, command, ranges, 2);
  weir_emit_list_set_operands(function, command, operands, 2);
  const weir_plan_operand_t* length = &ranges[send == NULL ? 1 : 0].length;
  uint64_t bytes =
      length->parameter == WEIR_PLAN_NONE ? length->value : WEIR_PLAN_DYNAMIC;
  if (function->weight > 0) {
    count_collective(&function->module->record, command->collective, bytes);
  }
  if (command->collective != WEIR_PLAN_COLLECTIVE_SEND &&
      command->collective != WEIR_PLAN_COLLECTIVE_RECV) {
    return true;
  }
  return note_transfer(function, list, op,
                       command->collective == WEIR_PLAN_COLLECTIVE_SEND, bytes,
                       command);
}
