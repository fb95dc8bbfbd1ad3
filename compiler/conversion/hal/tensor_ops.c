// stream.tensor.import, export and trace: buffer views at the program's edge.
#include "compiler/conversion/hal/hal_conversion.h"
#include "compiler/dialects/enums.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"

static weir_value_t* build_typed(weir_hal_op_t* op, uint32_t id,
                                 const char* key, weir_attr_t* value) {
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, id, op->location);
  weir_op_state_attr(&state, key, value);
  weir_op_state_result(&state, weir_i32_type(op->op->context));
  return weir_op_result_n(weir_build(&op->builder, &state), 0);
}

static weir_value_t* element_type(weir_hal_op_t* op, weir_type_t* tensor) {
  return build_typed(op, WEIR_HAL_ELEMENT_TYPE, "type",
                     weir_type_attr(weir_type_element(tensor)));
}

static weir_value_t* encoding_type(weir_hal_op_t* op) {
  return build_typed(op, WEIR_HAL_ENCODING_TYPE, "encoding", NULL);
}

// All dimensions of |tensor|: constants, and |dynamic| for the rest.
static uint32_t shape_of(weir_hal_op_t* op, weir_type_t* tensor, uint32_t group,
                         weir_value_t*** out_dims) {
  uint32_t rank = weir_type_rank(tensor), next = 0;
  *out_dims = WEIR_ARENA_ARRAY(op->conversion->scratch, weir_value_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    int64_t size = weir_type_dim(tensor, i);
    (*out_dims)[i] = size == WEIR_DYNAMIC
                         ? weir_op_operand_at(op->op, group, next++)
                         : weir_build_index(&op->builder, op->location, size);
  }
  return rank;
}

// What is handed in must be where the device can use it.
static void assert_buffer(weir_hal_op_t* op, weir_value_t* buffer,
                          weir_value_t* size) {
  weir_context_t* context = op->op->context;
  weir_hal_place_t place = weir_hal_allocator_of(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_ASSERT,
                     op->location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operand(&state, place.device);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "message", weir_string_attr(context, "tensor"));
  weir_op_state_attr(&state, "memory_types",
                     weir_i32_attr(context, WEIR_MEMORY_TYPE_DEVICE_VISIBLE));
  weir_op_state_attr(
      &state, "buffer_usage",
      weir_i32_attr(context, WEIR_BUFFER_USAGE_TRANSFER |
                                 WEIR_BUFFER_USAGE_DISPATCH_STORAGE));
  weir_build(&op->builder, &state);
}

static void convert_import(weir_hal_op_t* op) {
  weir_value_t* source =
      weir_op_operand(op->op, WEIR_STREAM_TENSOR_IMPORT_SOURCE);
  weir_value_t* size =
      weir_op_operand(op->op, WEIR_STREAM_TENSOR_IMPORT_RESULT_SIZE);
  weir_value_t* buffer = source;
  if (weir_type_is_hal_buffer_view(source->type)) {
    weir_op_state_t state;
    weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_VIEW_BUFFER,
                       op->location);
    weir_op_state_operand(&state, source);
    weir_op_state_result(&state, weir_hal_buffer_type(op->op->context));
    buffer = weir_op_result_n(weir_build(&op->builder, &state), 0);
  }
  assert_buffer(op, buffer, size);
  weir_op_replace(op->op, &buffer);
}

static void convert_export(weir_hal_op_t* op) {
  weir_context_t* context = op->op->context;
  weir_value_t* source =
      weir_op_operand(op->op, WEIR_STREAM_TENSOR_EXPORT_SOURCE);
  if (weir_type_is_hal_buffer(weir_op_result_n(op->op, 0)->type)) {
    weir_op_replace(op->op, &source);
    return;
  }
  weir_type_t* tensor = weir_op_attr_type(op->op, "source_encoding");
  weir_value_t** dims;
  uint32_t rank = shape_of(
      op, tensor, WEIR_STREAM_TENSOR_EXPORT_SOURCE_ENCODING_DIMS, &dims);
  weir_value_t* zero = weir_build_index(&op->builder, op->location, 0);
  weir_value_t* element = element_type(op, tensor);
  weir_value_t* encoding = encoding_type(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_VIEW_CREATE,
                     op->location);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, zero);
  weir_op_state_operand(
      &state, weir_op_operand(op->op, WEIR_STREAM_TENSOR_EXPORT_SOURCE_SIZE));
  weir_op_state_operand(&state, element);
  weir_op_state_operand(&state, encoding);
  weir_op_state_operands(&state, dims, rank);
  weir_op_state_result(&state, weir_hal_buffer_view_type(context));
  weir_value_t* view = weir_op_result_n(weir_build(&op->builder, &state), 0);
  weir_op_replace(op->op, &view);
}

bool weir_hal_convert_tensor_op(weir_hal_op_t* op) {
  switch (weir_op_id(op->op)) {
    case WEIR_STREAM_TENSOR_IMPORT:
      convert_import(op);
      return true;
    case WEIR_STREAM_TENSOR_EXPORT:
      convert_export(op);
      return true;
    default:
      return false;
  }
}
