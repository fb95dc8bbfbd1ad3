// util: globals, host memory, lists, ranges.

#include "compiler/dialects/ub.h"
#include "compiler/dialects/util.h"

#include "compiler/dialects/util_types.h"
#include "compiler/emit/emit_impl.h"
#include "compiler/ir/diagnostic.h"

// ---- globals ---------------------------------------------------------------

static bool emit_global_access(weir_emit_function_t* function, weir_op_t* op,
                               bool is_load) {
  weir_value_t* value = is_load
                            ? weir_op_result_n(op, 0)
                            : weir_op_operand(op, WEIR_UTIL_GLOBAL_STORE_VALUE);
  weir_plan_type_t type;
  weir_emit_class_t how = weir_emit_class(value->type, &type);
  // Executables and layouts are known already.
  if (how == WEIR_EMIT_STATIC) return true;
  weir_string_view_t name = weir_op_attr_string(op, "global");
  const weir_op_t* global =
      weir_symbol_table_get(function->module->symbols, name);
  uint64_t index = weir_emit_map_get(&function->module->globals, global);
  if (global == NULL || index == 0) {
    return weir_op_error(op, "there is no global @%.*s", WEIR_SV_ARGS(name));
  }
  bool is_scalar = how == WEIR_EMIT_SCALAR;
  uint32_t reg = weir_emit_register(function, value);
  if (is_load) {
    WEIR_PLAN_CODE(&function->coder,
                   is_scalar ? WEIR_PLAN_OP_GLOBAL_LOAD
                             : WEIR_PLAN_OP_GLOBAL_LOAD_REFERENCE,
                   reg, (uint32_t)(index - 1));
  } else {
    WEIR_PLAN_CODE(&function->coder,
                   is_scalar ? WEIR_PLAN_OP_GLOBAL_STORE
                             : WEIR_PLAN_OP_GLOBAL_STORE_REFERENCE,
                   (uint32_t)(index - 1), reg);
  }
  return true;
}

// ---- scalars ---------------------------------------------------------------

static uint32_t binary(weir_emit_function_t* function, uint32_t operation,
                       uint32_t width, uint32_t a, uint32_t b) {
  uint32_t result = weir_plan_coder_scalar(&function->coder);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_INTEGER_BINARY, result,
                 operation, width, a, b);
  return result;
}

// (value + alignment - 1) / alignment * alignment, for any alignment.
static void emit_align(weir_emit_function_t* function, weir_op_t* op) {
  uint32_t width = weir_emit_slot_width(weir_op_result_n(op, 0)->type);
  uint32_t value = weir_emit_operand(function, op, WEIR_UTIL_ALIGN_VALUE);
  uint32_t alignment =
      weir_emit_operand(function, op, WEIR_UTIL_ALIGN_ALIGNMENT);
  uint32_t count =
      binary(function, WEIR_PLAN_INT_CEIL_DIV_U, width, value, alignment);
  bool is_index = weir_type_is_index(weir_op_result_n(op, 0)->type);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_INTEGER_BINARY,
                 weir_emit_result(function, op, 0),
                 is_index ? WEIR_PLAN_INT_MUL_INDEX : WEIR_PLAN_INT_MUL, width,
                 count, alignment);
}

static void emit_compare(weir_emit_function_t* function, weir_op_t* op,
                         bool equal) {
  weir_value_t* lhs = weir_op_operand_n(op, 0);
  uint32_t a = weir_emit_register(function, lhs);
  uint32_t b = weir_emit_register(function, weir_op_operand_n(op, 1));
  uint32_t result = weir_emit_result(function, op, 0);
  weir_plan_type_t type;
  if (weir_emit_class(lhs->type, &type) != WEIR_EMIT_REFERENCE) {
    WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_INTEGER_COMPARE, result,
                   equal ? WEIR_PLAN_INT_EQ : WEIR_PLAN_INT_NE, 64, a, b);
    return;
  }
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_COMPARE_REFERENCE, result, a,
                 b);
  if (!equal) {
    uint32_t one = weir_plan_coder_constant(&function->coder, 1);
    WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_INTEGER_BINARY, result,
                   WEIR_PLAN_INT_XOR, 1, result, one);
  }
}

// The smallest or largest of many.
static uint32_t fold(weir_emit_function_t* function, uint32_t operation,
                     const uint32_t* registers, uint32_t count) {
  uint32_t result = registers[0];
  for (uint32_t i = 1; i < count; ++i) {
    result = binary(function, operation, 64, result, registers[i]);
  }
  return result;
}

static uint32_t* registers_of(weir_emit_function_t* function,
                              const weir_op_t* op, uint32_t group,
                              uint32_t* out_count) {
  *out_count = weir_op_operand_group_size(op, group);
  uint32_t* registers = WEIR_ARENA_ARRAY(&function->module->emitter->arena,
                                         uint32_t, *out_count + 1);
  for (uint32_t i = 0; i < *out_count; ++i) {
    registers[i] =
        weir_emit_register(function, weir_op_operand_at(op, group, i));
  }
  return registers;
}

static void emit_range(weir_emit_function_t* function, weir_op_t* op,
                       uint32_t operation) {
  uint32_t count;
  uint32_t* registers = registers_of(function, op, 0, &count);
  uint32_t result = fold(function, operation, registers, count);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_MOVE,
                 weir_emit_result(function, op, 0), result);
}

// The lowest offset, and the highest byte that a range still covers.
static void emit_extents(weir_emit_function_t* function, weir_op_t* op) {
  uint32_t count;
  uint32_t* offsets =
      registers_of(function, op, WEIR_UTIL_RANGE_EXTENTS_OFFSETS, &count);
  uint32_t* lengths =
      registers_of(function, op, WEIR_UTIL_RANGE_EXTENTS_LENGTHS, &count);
  uint32_t one = weir_plan_coder_constant(&function->coder, 1);
  uint32_t low = fold(function, WEIR_PLAN_INT_MIN_U, offsets, count);
  for (uint32_t i = 0; i < count; ++i) {
    lengths[i] =
        binary(function, WEIR_PLAN_INT_ADD, 64, offsets[i], lengths[i]);
    lengths[i] = binary(function, WEIR_PLAN_INT_SUB, 64, lengths[i], one);
  }
  uint32_t high = fold(function, WEIR_PLAN_INT_MAX_U, lengths, count);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_MOVE,
                 weir_emit_result(function, op, 0), low);
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_MOVE,
                 weir_emit_result(function, op, 1), high);
}

static void emit_switch(weir_emit_function_t* function, weir_op_t* op) {
  uint32_t index = weir_emit_operand(function, op, WEIR_UTIL_SWITCH_INDEX);
  uint32_t value =
      weir_emit_operand(function, op, WEIR_UTIL_SWITCH_DEFAULT_VALUE);
  uint32_t count = weir_op_operand_group_size(op, WEIR_UTIL_SWITCH_VALUES);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t number = weir_plan_coder_constant(&function->coder, i);
    uint32_t is_it = weir_plan_coder_scalar(&function->coder);
    uint32_t next = weir_plan_coder_scalar(&function->coder);
    WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_INTEGER_COMPARE, is_it,
                   WEIR_PLAN_INT_EQ, 64, index, number);
    WEIR_PLAN_CODE(
        &function->coder, WEIR_PLAN_OP_SELECT, next, is_it,
        weir_emit_register(function,
                           weir_op_operand_at(op, WEIR_UTIL_SWITCH_VALUES, i)),
        value);
    value = next;
  }
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_MOVE,
                 weir_emit_result(function, op, 0), value);
}

static bool emit_sizeof(weir_emit_function_t* function, weir_op_t* op) {
  const weir_type_t* type = weir_op_attr_type(op, "sizedType");
  uint32_t width = type ? weir_type_bit_width(type) : 0;
  if (width == 0) return weir_op_error(op, "has a type without a size");
  uint64_t bytes = (width + 7) / 8;
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_CONSTANT,
                 weir_emit_result(function, op, 0), (uint32_t)bytes, 0);
  return true;
}

static void emit_null(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_type_t type;
  uint32_t result = weir_emit_result(function, op, 0);
  if (weir_emit_class(weir_op_result_n(op, 0)->type, &type) ==
      WEIR_EMIT_REFERENCE) {
    WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_NULL_REFERENCE, result);
  } else {
    // No device has this number.
    WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_CONSTANT, result, UINT32_MAX,
                   UINT32_MAX);
  }
}

// Any value will do.
static bool emit_poison(weir_emit_function_t* function, weir_op_t* op) {
  weir_plan_type_t type;
  switch (weir_emit_class(weir_op_result_n(op, 0)->type, &type)) {
    case WEIR_EMIT_REFERENCE:
      WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_NULL_REFERENCE,
                     weir_emit_result(function, op, 0));
      return true;
    case WEIR_EMIT_SCALAR:
      WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_CONSTANT,
                     weir_emit_result(function, op, 0), 0, 0);
      return true;
    default:
      return weir_op_error(op, "yields a type that a plan cannot hold");
  }
}

static bool emit_scalar(weir_emit_function_t* function, weir_op_t* op,
                        bool* out_known) {
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_UTIL_GLOBAL_LOAD:
      return emit_global_access(function, op, true);
    case WEIR_UTIL_GLOBAL_STORE:
      return emit_global_access(function, op, false);
    case WEIR_UTIL_ALIGN:
      emit_align(function, op);
      return true;
    case WEIR_UTIL_CMP_EQ:
      emit_compare(function, op, true);
      return true;
    case WEIR_UTIL_CMP_NE:
      emit_compare(function, op, false);
      return true;
    case WEIR_UTIL_RANGE_MIN:
      emit_range(function, op, WEIR_PLAN_INT_MIN_U);
      return true;
    case WEIR_UTIL_RANGE_MAX:
      emit_range(function, op, WEIR_PLAN_INT_MAX_U);
      return true;
    case WEIR_UTIL_RANGE_EXTENTS:
      emit_extents(function, op);
      return true;
    case WEIR_UTIL_SWITCH:
      emit_switch(function, op);
      return true;
    case WEIR_UTIL_SIZEOF:
      return emit_sizeof(function, op);
    case WEIR_UTIL_NULL:
      emit_null(function, op);
      return true;
    case WEIR_UB_POISON:
      return emit_poison(function, op);
    case WEIR_UTIL_CAST:
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
    case WEIR_UTIL_NUMERIC_OPTIONAL_NARROW:
      for (uint32_t i = 0; i < op->result_count; ++i) {
        weir_emit_alias(function, weir_op_result_n(op, i),
                        weir_op_operand_n(op, i));
      }
      return true;
    case WEIR_UTIL_UNFOLDABLE_CONSTANT: {
      uint64_t bits = 0;
      if (!weir_emit_attr_bits(weir_op_attr(op, "value"), &bits)) {
        return weir_op_error(op, "is no scalar");
      }
      WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_CONSTANT,
                     weir_emit_result(function, op, 0), (uint32_t)bits,
                     (uint32_t)(bits >> 32));
      return true;
    }
    case WEIR_UTIL_STATUS_CHECK_OK:
      WEIR_PLAN_CODE(
          &function->coder, WEIR_PLAN_OP_CHECK_STATUS,
          weir_emit_operand(function, op, WEIR_UTIL_STATUS_CHECK_OK_STATUS),
          weir_emit_string_sv(function->module->emitter,
                              weir_op_attr_string(op, "message")));
      return true;
    default:
      *out_known = false;
      return true;
  }
}

// ---- host memory -----------------------------------------------------------

static bool emit_buffer_constant(weir_emit_function_t* function,
                                 weir_op_t* op) {
  uint32_t constant = 0;
  if (!weir_emit_constant(function->module, op, weir_op_attr(op, "value"),
                          &constant)) {
    return false;
  }
  WEIR_PLAN_CODE(&function->coder, WEIR_PLAN_OP_BYTES_CONSTANT,
                 weir_emit_result(function, op, 0), constant);
  return true;
}

#define OPERAND(group) weir_emit_operand(function, op, WEIR_UTIL_##group)
#define RESULT weir_emit_result(function, op, 0)

static bool emit_buffer(weir_emit_function_t* function, weir_op_t* op,
                        bool* out_known) {
  weir_plan_coder_t* coder = &function->coder;
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_UTIL_BUFFER_CONSTANT:
      return emit_buffer_constant(function, op);
    case WEIR_UTIL_BUFFER_ALLOC:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_ALLOC, RESULT,
                     OPERAND(BUFFER_ALLOC_STORAGE_SIZE),
                     (uint32_t)weir_op_attr_int(op, "alignment", 16));
      return true;
    case WEIR_UTIL_BUFFER_DEALLOC:
      return true;  // goes with its last reference
    case WEIR_UTIL_BUFFER_SIZE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_SIZE, RESULT,
                     OPERAND(BUFFER_SIZE_OPERAND));
      return true;
    case WEIR_UTIL_BUFFER_LOAD:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_LOAD, RESULT,
                     OPERAND(BUFFER_LOAD_SOURCE),
                     OPERAND(BUFFER_LOAD_SOURCE_OFFSET),
                     weir_emit_slot_width(weir_op_result_n(op, 0)->type));
      return true;
    case WEIR_UTIL_BUFFER_STORE:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_BYTES_STORE, OPERAND(BUFFER_STORE_SOURCE),
          OPERAND(BUFFER_STORE_TARGET), OPERAND(BUFFER_STORE_TARGET_OFFSET),
          weir_emit_slot_width(
              weir_op_operand(op, WEIR_UTIL_BUFFER_STORE_SOURCE)->type));
      return true;
    case WEIR_UTIL_BUFFER_SUBSPAN:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_SUBSPAN, RESULT,
                     OPERAND(BUFFER_SUBSPAN_SOURCE),
                     OPERAND(BUFFER_SUBSPAN_SOURCE_OFFSET),
                     OPERAND(BUFFER_SUBSPAN_RESULT_SIZE));
      return true;
    case WEIR_UTIL_BUFFER_SLICE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_BYTES_SLICE, RESULT,
                     OPERAND(BUFFER_SLICE_SOURCE),
                     OPERAND(BUFFER_SLICE_SOURCE_OFFSET),
                     OPERAND(BUFFER_SLICE_RESULT_SIZE));
      return true;
    case WEIR_UTIL_BUFFER_COPY:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_BYTES_COPY, OPERAND(BUFFER_COPY_SOURCE),
          OPERAND(BUFFER_COPY_SOURCE_OFFSET), OPERAND(BUFFER_COPY_TARGET),
          OPERAND(BUFFER_COPY_TARGET_OFFSET), OPERAND(BUFFER_COPY_LENGTH));
      return true;
    case WEIR_UTIL_BUFFER_FILL:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_BYTES_FILL, OPERAND(BUFFER_FILL_PATTERN),
          weir_emit_slot_width(
              weir_op_operand(op, WEIR_UTIL_BUFFER_FILL_PATTERN)->type),
          OPERAND(BUFFER_FILL_TARGET), OPERAND(BUFFER_FILL_TARGET_OFFSET),
          OPERAND(BUFFER_FILL_LENGTH));
      return true;
    case WEIR_UTIL_BUFFER_COMPARE:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_BYTES_COMPARE, RESULT,
          OPERAND(BUFFER_COMPARE_LHS), OPERAND(BUFFER_COMPARE_LHS_OFFSET),
          OPERAND(BUFFER_COMPARE_RHS), OPERAND(BUFFER_COMPARE_RHS_OFFSET),
          OPERAND(BUFFER_COMPARE_LENGTH));
      return true;
    case WEIR_UTIL_BUFFER_HASH:
      WEIR_PLAN_CODE(
          coder, WEIR_PLAN_OP_BYTES_HASH, RESULT, OPERAND(BUFFER_HASH_SOURCE),
          OPERAND(BUFFER_HASH_SOURCE_OFFSET), OPERAND(BUFFER_HASH_LENGTH));
      return true;
    default:
      *out_known = false;
      return true;
  }
}

// ---- lists -----------------------------------------------------------------

static bool emit_list(weir_emit_function_t* function, weir_op_t* op,
                      bool* out_known) {
  weir_plan_coder_t* coder = &function->coder;
  weir_plan_type_t type;
  *out_known = true;
  switch (weir_op_id(op)) {
    case WEIR_UTIL_LIST_CREATE: {
      const weir_value_t* capacity =
          weir_op_operand(op, WEIR_UTIL_LIST_CREATE_INITIAL_CAPACITY);
      uint32_t size = capacity ? OPERAND(LIST_CREATE_INITIAL_CAPACITY)
                               : weir_plan_coder_constant(coder, 0);
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_LIST_CREATE, RESULT, size);
      return true;
    }
    case WEIR_UTIL_LIST_SIZE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_LIST_SIZE, RESULT,
                     OPERAND(LIST_SIZE_LIST));
      return true;
    case WEIR_UTIL_LIST_RESIZE:
      WEIR_PLAN_CODE(coder, WEIR_PLAN_OP_LIST_RESIZE, OPERAND(LIST_RESIZE_LIST),
                     OPERAND(LIST_RESIZE_NEW_SIZE));
      return true;
    case WEIR_UTIL_LIST_GET:
      WEIR_PLAN_CODE(coder,
                     weir_emit_class(weir_op_result_n(op, 0)->type, &type) ==
                             WEIR_EMIT_REFERENCE
                         ? WEIR_PLAN_OP_LIST_GET_REFERENCE
                         : WEIR_PLAN_OP_LIST_GET,
                     RESULT, OPERAND(LIST_GET_LIST), OPERAND(LIST_GET_INDEX));
      return true;
    case WEIR_UTIL_LIST_SET: {
      const weir_value_t* value = weir_op_operand(op, WEIR_UTIL_LIST_SET_VALUE);
      WEIR_PLAN_CODE(coder,
                     weir_emit_class(value->type, &type) == WEIR_EMIT_REFERENCE
                         ? WEIR_PLAN_OP_LIST_SET_REFERENCE
                         : WEIR_PLAN_OP_LIST_SET,
                     OPERAND(LIST_SET_LIST), OPERAND(LIST_SET_INDEX),
                     OPERAND(LIST_SET_VALUE));
      return true;
    }
    default:
      *out_known = false;
      return true;
  }
}

bool weir_emit_util_op(weir_emit_function_t* function, weir_op_t* op,
                       bool* out_known) {
  bool fine = emit_scalar(function, op, out_known);
  if (fine && !*out_known) fine = emit_buffer(function, op, out_known);
  if (fine && !*out_known) fine = emit_list(function, op, out_known);
  return fine;
}
