// hal: devices, buffers, views, channels, fences.

#include "compiler/dialects/hal.h"

#include "compiler/dialects/hal_types.h"
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

static void put_operands(weir_emit_function_t* function, const weir_op_t* op,
                         uint32_t group) {
  uint32_t count = weir_op_operand_group_size(op, group);
  weir_plan_coder_word(&function->coder, count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_plan_coder_word(
        &function->coder,
        weir_emit_register(function, weir_op_operand_at(op, group, i)));
  }
}

static void emit_constant(weir_emit_function_t* function, uint32_t reg,
                          uint64_t value) {
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_CONSTANT, reg, (uint32_t)value,
                 (uint32_t)(value >> 32));
}

static uint32_t bits_of(const weir_op_t* op, const char* name) {
  return (uint32_t)weir_op_attr_int(op, name, 0);
}

static uint32_t text_of(weir_emit_function_t* function, const weir_op_t* op,
                        const char* name) {
  return weir_emit_string_sv(function->module->emitter,
                             weir_op_attr_string(op, name));
}

// ---- devices ---------------------------------------------------------------

static bool emit_resolve(weir_emit_function_t* function, weir_op_t* op) {
  const weir_attr_t* affinity = weir_op_attr(op, "affinity");
  uint32_t device = WEIR_PLAN_NONE;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    uint32_t reg = weir_emit_register(function, result);
    if (result->type->kind == WEIR_TYPE_INTEGER) {
      emit_constant(function, reg,
                    (uint64_t)(affinity ? weir_hal_affinity_queue_mask(affinity)
                                        : WEIR_ALL_QUEUES));
      continue;
    }
    if (device == WEIR_PLAN_NONE &&
        !weir_emit_device_of(function->module, result, &device)) {
      return weir_op_error(op, "names a device that node '%s' does not have",
                           function->module->node->name);
    }
    emit_constant(function, reg, device);
  }
  return true;
}

static bool emit_query(weir_emit_function_t* function, weir_op_t* op) {
  uint64_t fallback = 0;
  const weir_attr_t* value = weir_op_attr(op, "default_value");
  if (value != NULL && !weir_emit_attr_bits(value, &fallback)) {
    return weir_op_error(op, "has a default that is no scalar");
  }
  WEIR_PLAN_CODE(
      &function->coder, WEIR_PLAN_OP_DEVICE_QUERY,
      weir_emit_result(function, op, 0), weir_emit_result(function, op, 1),
      OPERAND(DEVICE_QUERY_DEVICE), text_of(function, op, "category"),
      text_of(function, op, "key"), (uint32_t)fallback,
      (uint32_t)(fallback >> 32));
  return true;
}

// The region of an export that says how many workgroups there are, run here.
static bool emit_workgroups(weir_emit_function_t* function, weir_op_t* op) {
  const weir_attr_t* entry = weir_op_attr(op, "entry_point");
  weir_op_t* target = weir_symbol_resolve(op, entry);
  weir_region_t* region = target ? weir_op_region(target, 0) : NULL;
  if (region == NULL || weir_region_is_empty(region) ||
      region->first->next != NULL) {
    return weir_op_error(op,
                         "has an entry that does not say how many "
                         "workgroups it needs");
  }
  weir_block_t* block = region->first;
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    if (i >= op->operand_count) {
      return weir_op_error(op, "gives fewer values than its entry takes");
    }
    weir_emit_alias(function, block->arguments[i], weir_op_operand_n(op, i));
  }
  weir_op_t* end = weir_block_terminator(block);
  WEIR_FOR_EACH_OP(inner, block) {
    if (inner != end && !weir_emit_op(function, inner)) return false;
  }
  for (uint32_t i = 0; i < op->result_count && i < end->operand_count; ++i) {
    weir_value_t* count = weir_op_operand_n(end, i);
    weir_attr_t* constant = weir_value_constant(count);
    if (constant != NULL) {
      weir_emit_map_set(&function->known, &function->module->emitter->arena,
                        weir_op_result_n(op, i), (uint64_t)(uintptr_t)constant);
    }
    weir_emit_move(function, weir_op_result_n(op, i), count);
  }
  return true;
}

static bool emit_device_op(weir_emit_function_t* function, weir_op_t* op,
                           bool* out_known) {
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_HAL_DEVICES_COUNT:
      WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_DEVICE_COUNT, RESULT);
      return true;
    case WEIR_HAL_DEVICES_GET:
    case WEIR_HAL_DEVICE_ALLOCATOR:
      weir_emit_alias(function, weir_op_result_n(op, 0),
                      weir_op_operand_n(op, 0));
      return true;
    case WEIR_HAL_DEVICE_RESOLVE:
      return emit_resolve(function, op);
    case WEIR_HAL_DEVICE_QUERY:
      return emit_query(function, op);
    case WEIR_HAL_EXECUTABLE_CALCULATE_WORKGROUPS:
      return emit_workgroups(function, op);
    // Known when compiled: whoever needs one looks for it.
    case WEIR_HAL_EXECUTABLE_LOOKUP:
    case WEIR_HAL_EXECUTABLE_CREATE:
    case WEIR_HAL_PIPELINE_LAYOUT_LOOKUP:
    case WEIR_HAL_PIPELINE_LAYOUT_CREATE:
    case WEIR_HAL_DESCRIPTOR_SET_LAYOUT_CREATE:
      return true;
    case WEIR_HAL_EXECUTABLE_EXPORT_ORDINAL: {
      uint32_t ordinal = 0;
      if (!weir_emit_ordinal_of(function->module, weir_op_result_n(op, 0),
                                &ordinal)) {
        return weir_op_error(op, "names an entry that node '%s' does not have",
                             function->module->node->name);
      }
      emit_constant(function, RESULT, ordinal);
      return true;
    }
    case WEIR_HAL_ELEMENT_TYPE: {
      int32_t value = 0;
      if (!weir_hal_element_type_value(weir_op_attr_type(op, "type"), &value)) {
        return weir_op_error(op, "has a type that buffer views cannot have");
      }
      emit_constant(function, RESULT, (uint32_t)value);
      return true;
    }
    case WEIR_HAL_ENCODING_TYPE:
      emit_constant(
          function, RESULT,
          (uint32_t)weir_hal_encoding_type_value(weir_op_attr(op, "encoding")));
      return true;
    default:
      *out_known = false;
      return true;
  }
}

// ---- buffers ---------------------------------------------------------------

static bool emit_buffer_op(weir_emit_function_t* function, weir_op_t* op,
                           bool* out_known) {
  weir_plan_coder_t* coder = &function->coder;
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_HAL_ALLOCATOR_ALLOCATE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BUFFER_ALLOCATE, RESULT,
                     OPERAND(ALLOCATOR_ALLOCATE_ALLOCATOR),
                     OPERAND(ALLOCATOR_ALLOCATE_QUEUE_AFFINITY),
                     OPERAND(ALLOCATOR_ALLOCATE_RESULT_SIZE),
                     bits_of(op, "memory_types"), bits_of(op, "buffer_usage"));
      return true;
    case WEIR_HAL_ALLOCATOR_IMPORT:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_BUFFER_IMPORT, weir_emit_result(function, op, 0),
          weir_emit_result(function, op, 1),
          OPERAND(ALLOCATOR_IMPORT_ALLOCATOR),
          OPERAND(ALLOCATOR_IMPORT_QUEUE_AFFINITY),
          OPERAND(ALLOCATOR_IMPORT_SOURCE), OPERAND(ALLOCATOR_IMPORT_OFFSET),
          OPERAND(ALLOCATOR_IMPORT_LENGTH), bits_of(op, "memory_types"),
          bits_of(op, "buffer_usage"));
      return true;
    case WEIR_HAL_BUFFER_ASSERT:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BUFFER_ASSERT,
                     OPERAND(BUFFER_ASSERT_BUFFER),
                     OPERAND(BUFFER_ASSERT_ALLOCATOR),
                     OPERAND(BUFFER_ASSERT_MINIMUM_LENGTH),
                     text_of(function, op, "message"),
                     bits_of(op, "memory_types"), bits_of(op, "buffer_usage"));
      return true;
    case WEIR_HAL_BUFFER_LENGTH:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BUFFER_LENGTH, RESULT,
                     OPERAND(BUFFER_LENGTH_BUFFER));
      return true;
    case WEIR_HAL_BUFFER_LOAD:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BUFFER_LOAD, RESULT,
                     OPERAND(BUFFER_LOAD_SOURCE_BUFFER),
                     OPERAND(BUFFER_LOAD_SOURCE_OFFSET),
                     weir_emit_slot_width(weir_op_result_n(op, 0)->type));
      return true;
    case WEIR_HAL_BUFFER_STORE:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_BUFFER_STORE, OPERAND(BUFFER_STORE_VALUE),
          OPERAND(BUFFER_STORE_TARGET_BUFFER),
          OPERAND(BUFFER_STORE_TARGET_OFFSET),
          weir_emit_slot_width(
              weir_op_operand(op, WEIR_HAL_BUFFER_STORE_VALUE)->type));
      return true;
    case WEIR_HAL_BUFFER_SUBSPAN:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BUFFER_SUBSPAN, RESULT,
                     OPERAND(BUFFER_SUBSPAN_SOURCE_BUFFER),
                     OPERAND(BUFFER_SUBSPAN_SOURCE_OFFSET),
                     OPERAND(BUFFER_SUBSPAN_LENGTH));
      return true;
    default:
      *out_known = false;
      return true;
  }
}

// ---- buffer views ----------------------------------------------------------

static bool emit_view_create(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  uint32_t result = RESULT;
  weir_plan_coder_open(coder, WEIR_PLAN_OP_VIEW_CREATE);
  weir_plan_coder_word(coder, result);
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_CREATE_SOURCE_BUFFER));
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_CREATE_SOURCE_OFFSET));
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_CREATE_SOURCE_LENGTH));
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_CREATE_ELEMENT_TYPE));
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_CREATE_ENCODING_TYPE));
  put_operands(function, op, WEIR_HAL_BUFFER_VIEW_CREATE_SHAPE);
  return close_instruction(function, op);
}

static bool emit_view_assert(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_coder_t* coder = &function->coder;
  weir_plan_coder_open(coder, WEIR_PLAN_OP_VIEW_ASSERT);
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_ASSERT_BUFFER_VIEW));
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_ASSERT_ELEMENT_TYPE));
  weir_plan_coder_word(coder, OPERAND(BUFFER_VIEW_ASSERT_ENCODING_TYPE));
  weir_plan_coder_word(coder, text_of(function, op, "message"));
  put_operands(function, op, WEIR_HAL_BUFFER_VIEW_ASSERT_SHAPE);
  return close_instruction(function, op);
}

static bool emit_view_op(weir_emit_function_t* function, weir_op_t* op,
                         bool* out_known) {
  weir_plan_coder_t* coder = &function->coder;
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_HAL_BUFFER_VIEW_CREATE:
      return emit_view_create(function, op);
    case WEIR_HAL_BUFFER_VIEW_ASSERT:
      return emit_view_assert(function, op);
    case WEIR_HAL_BUFFER_VIEW_BUFFER:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_VIEW_BUFFER, RESULT,
                     OPERAND(BUFFER_VIEW_BUFFER_BUFFER_VIEW));
      return true;
    case WEIR_HAL_BUFFER_VIEW_DIM:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_VIEW_DIM, RESULT,
                     OPERAND(BUFFER_VIEW_DIM_BUFFER_VIEW),
                     bits_of(op, "index"));
      return true;
    case WEIR_HAL_BUFFER_VIEW_RANK:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_VIEW_RANK, RESULT,
                     weir_emit_register(function, weir_op_operand_n(op, 0)));
      return true;
    case WEIR_HAL_BUFFER_VIEW_ELEMENT_TYPE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_VIEW_ELEMENT_TYPE, RESULT,
                     weir_emit_register(function, weir_op_operand_n(op, 0)));
      return true;
    case WEIR_HAL_BUFFER_VIEW_ENCODING_TYPE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_VIEW_ENCODING, RESULT,
                     weir_emit_register(function, weir_op_operand_n(op, 0)));
      return true;
    case WEIR_HAL_BUFFER_VIEW_TRACE:
      weir_plan_coder_open(coder, WEIR_PLAN_OP_VIEW_TRACE);
      weir_plan_coder_word(coder, text_of(function, op, "key"));
      put_operands(function, op, WEIR_HAL_BUFFER_VIEW_TRACE_OPERANDS);
      return close_instruction(function, op);
    default:
      *out_known = false;
      return true;
  }
}

// ---- channels and fences ---------------------------------------------------

static bool emit_channel_op(weir_emit_function_t* function, weir_op_t* op,
                            bool* out_known) {
  weir_plan_coder_t* coder = &function->coder;
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_HAL_CHANNEL_CREATE:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_CHANNEL_CREATE, RESULT,
          OPERAND(CHANNEL_CREATE_DEVICE),
          OPERAND(CHANNEL_CREATE_QUEUE_AFFINITY), bits_of(op, "flags"),
          OPERAND(CHANNEL_CREATE_ID), OPERAND(CHANNEL_CREATE_GROUP),
          OPERAND(CHANNEL_CREATE_RANK), OPERAND(CHANNEL_CREATE_COUNT));
      return true;
    case WEIR_HAL_CHANNEL_SPLIT:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_CHANNEL_SPLIT, RESULT,
                     OPERAND(CHANNEL_SPLIT_CHANNEL),
                     OPERAND(CHANNEL_SPLIT_COLOR), OPERAND(CHANNEL_SPLIT_KEY),
                     bits_of(op, "flags"));
      return true;
    case WEIR_HAL_CHANNEL_RANK_AND_COUNT:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_CHANNEL_RANK_AND_COUNT,
                     weir_emit_result(function, op, 0),
                     weir_emit_result(function, op, 1),
                     OPERAND(CHANNEL_RANK_AND_COUNT_CHANNEL));
      return true;
    default:
      *out_known = false;
      return true;
  }
}

static bool emit_fence_op(weir_emit_function_t* function, weir_op_t* op,
                          bool* out_known) {
  weir_plan_coder_t* coder = &function->coder;
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_HAL_FENCE_CREATE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_FENCE_CREATE, RESULT,
                     OPERAND(FENCE_CREATE_DEVICE), bits_of(op, "flags"));
      return true;
    case WEIR_HAL_FENCE_JOIN:
      weir_plan_coder_open(coder, WEIR_PLAN_OP_FENCE_JOIN);
      weir_plan_coder_word(coder, RESULT);
      put_operands(function, op, WEIR_HAL_FENCE_JOIN_FENCES);
      return close_instruction(function, op);
    case WEIR_HAL_FENCE_AWAIT:
      weir_plan_coder_open(coder, WEIR_PLAN_OP_FENCE_AWAIT);
      weir_plan_coder_word(coder, RESULT);
      weir_plan_coder_word(coder, OPERAND(FENCE_AWAIT_TIMEOUT_MILLIS));
      put_operands(function, op, WEIR_HAL_FENCE_AWAIT_FENCES);
      return close_instruction(function, op);
    case WEIR_HAL_FENCE_QUERY:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_FENCE_QUERY, RESULT,
                     OPERAND(FENCE_QUERY_FENCE));
      return true;
    case WEIR_HAL_FENCE_SIGNAL:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_FENCE_SIGNAL,
                     OPERAND(FENCE_SIGNAL_FENCE));
      return true;
    case WEIR_HAL_FENCE_FAIL:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_FENCE_FAIL, OPERAND(FENCE_FAIL_FENCE),
                     OPERAND(FENCE_FAIL_STATUS));
      return true;
    default:
      *out_known = false;
      return true;
  }
}

bool weir_emit_hal_op(weir_emit_function_t* function, weir_op_t* op,
                      bool* out_known) {
  static bool (*const groups[])(weir_emit_function_t*, weir_op_t*, bool*) = {
      emit_device_op, emit_buffer_op, emit_view_op, emit_channel_op,
      emit_fence_op};
  for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); ++i) {
    if (!groups[i](function, op, out_known)) return false;
    if (*out_known) return true;
  }
  return true;
}
