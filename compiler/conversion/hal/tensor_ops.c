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

// What is handed in must be where the device can use it.
static void assert_buffer(weir_hal_op_t* op, weir_value_t* buffer,
                          weir_value_t* size) {
  weir_context_t* context = op->op->context;
  weir_hal_memory_t memory = weir_hal_required_memory(
      weir_stream_resource_lifetime(weir_op_result_n(op->op, 0)->type));
  weir_value_t* allocator = weir_hal_allocator_only(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_ASSERT,
                     op->location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operand(&state, allocator);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "message", weir_string_attr(context, "tensor"));
  weir_op_state_attr(&state, "memory_types",
                     weir_i32_attr(context, memory.types));
  weir_op_state_attr(&state, "buffer_usage",
                     weir_i32_attr(context, memory.usage));
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

// A view of |source| as |tensor|, whose dynamic dimensions are operands of the
// op at hand: those of |group| from |*next_dim| on.
static weir_value_t* build_view(weir_hal_op_t* op, weir_value_t* source,
                                weir_value_t* size, weir_type_t* tensor,
                                uint32_t group, uint32_t* next_dim) {
  weir_value_t* encoding = build_typed(
      op, WEIR_HAL_ENCODING_TYPE, "encoding",
      tensor->kind == WEIR_TYPE_TENSOR ? tensor->shaped.encoding : NULL);
  weir_value_t* element =
      build_typed(op, WEIR_HAL_ELEMENT_TYPE, "type",
                  weir_type_attr(weir_type_element(tensor)));
  uint32_t rank = weir_type_rank(tensor);
  weir_value_t** dims =
      WEIR_ARENA_ARRAY(op->conversion->scratch, weir_value_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    int64_t extent = weir_type_dim(tensor, i);
    dims[i] = extent == WEIR_DYNAMIC
                  ? weir_op_operand_at(op->op, group, (*next_dim)++)
                  : weir_build_index(&op->builder, op->location, extent);
  }
  weir_value_t* zero = weir_build_index(&op->builder, op->location, 0);
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_VIEW_CREATE,
                     op->location);
  weir_value_t* operands[5] = {source, zero, size, element, encoding};
  for (int i = 0; i < 5; ++i) weir_op_state_operand(&state, operands[i]);
  weir_op_state_operands(&state, dims, rank);
  weir_op_state_result(&state, weir_hal_buffer_view_type(op->op->context));
  return weir_op_result_n(weir_build(&op->builder, &state), 0);
}

static void convert_export(weir_hal_op_t* op) {
  weir_value_t* source =
      weir_op_operand(op->op, WEIR_STREAM_TENSOR_EXPORT_SOURCE);
  if (weir_type_is_hal_buffer(weir_op_result_n(op->op, 0)->type)) {
    weir_op_replace(op->op, &source);
    return;
  }
  uint32_t next_dim = 0;
  weir_value_t* view =
      build_view(op, source,
                 weir_op_operand(op->op, WEIR_STREAM_TENSOR_EXPORT_SOURCE_SIZE),
                 weir_op_attr_type(op->op, "source_encoding"),
                 WEIR_STREAM_TENSOR_EXPORT_SOURCE_ENCODING_DIMS, &next_dim);
  weir_op_replace(op->op, &view);
}

static void convert_trace(weir_hal_op_t* op) {
  const weir_attr_t* encodings = weir_op_attr(op->op, "resource_encodings");
  uint32_t group = WEIR_STREAM_TENSOR_TRACE_RESOURCES, next_dim = 0;
  uint32_t count = weir_op_operand_group_size(op->op, group);
  weir_value_t** views =
      WEIR_ARENA_ARRAY(op->conversion->scratch, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    views[i] = build_view(
        op, weir_op_operand_at(op->op, group, i),
        weir_op_operand_at(op->op, WEIR_STREAM_TENSOR_TRACE_RESOURCE_SIZES, i),
        encodings->array.elements[i]->type_value,
        WEIR_STREAM_TENSOR_TRACE_RESOURCE_ENCODING_DIMS, &next_dim);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &op->builder, WEIR_HAL_BUFFER_VIEW_TRACE,
                     op->location);
  weir_op_state_operands(&state, views, count);
  weir_op_state_attr(&state, "key", weir_op_attr(op->op, "key"));
  weir_build(&op->builder, &state);
  weir_op_erase(op->op);
}

bool weir_hal_convert_tensor_op(weir_hal_op_t* op) {
  switch (weir_op_id(op->op)) {
    case WEIR_STREAM_TENSOR_IMPORT:
      convert_import(op);
      return true;
    case WEIR_STREAM_TENSOR_EXPORT:
      convert_export(op);
      return true;
    case WEIR_STREAM_TENSOR_TRACE:
      convert_trace(op);
      return true;
    default:
      return false;
  }
}
