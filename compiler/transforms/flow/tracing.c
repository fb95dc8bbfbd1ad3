#include "compiler/transforms/flow/tracing.h"

#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/tensor.h"

typedef struct traced_t {
  weir_value_list_t values, dims;
} traced_t;

static void add_dims_of(weir_builder_t* builder, weir_value_list_t* dims,
                        weir_value_t* value, weir_location_t* location) {
  for (uint32_t i = 0; i < weir_type_rank(value->type); ++i) {
    if (weir_type_dim(value->type, i) != WEIR_DYNAMIC) continue;
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_TENSOR_DIM, location);
    weir_op_state_operand(&state, value);
    weir_op_state_operand(&state, weir_build_index(builder, location, i));
    weir_op_state_result(&state, weir_index_type(builder->context));
    weir_value_list_add(dims, weir_context_arena(builder->context),
                        weir_op_result_n(weir_build(builder, &state), 0));
  }
}

// |start| and |count| say where |op| keeps the dimensions of |value|.
static void add(traced_t* traced, weir_builder_t* builder, const weir_op_t* op,
                weir_value_t* value, uint32_t start, uint32_t count) {
  weir_arena_t* arena = weir_context_arena(op->context);
  if (!weir_type_is_ranked_tensor(value->type)) return;
  weir_value_list_add(&traced->values, arena, value);
  if (count != weir_type_dynamic_dim_count(value->type)) {
    add_dims_of(builder, &traced->dims, value, op->location);
    return;
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_list_add(&traced->dims, arena, weir_op_operand_n(op, start + i));
  }
}

static void build_trace(const traced_t* traced, weir_builder_t* builder,
                        const weir_op_t* op, const char* name,
                        const char* what) {
  if (traced->values.count == 0) return;
  const char* key =
      weir_arena_format(weir_context_arena(op->context), "%s %s", name, what);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_TRACE, op->location);
  weir_op_state_operands(&state, traced->values.items, traced->values.count);
  weir_op_state_operands(&state, traced->dims.items, traced->dims.count);
  weir_op_state_attr(&state, "key", weir_string_attr(op->context, key));
  weir_build(builder, &state);
}

void weir_flow_trace_op(weir_op_t* op, const char* name) {
  uint32_t start = 0, count = 0;
  traced_t inputs = {0}, outputs = {0};
  weir_builder_t builder = weir_builder_before(op);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_op_operand_dims(op, i, &start, &count);
    add(&inputs, &builder, op, weir_op_operand_n(op, i), start, count);
  }
  build_trace(&inputs, &builder, op, name, "inputs");
  weir_builder_set_after(&builder, op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_op_result_dims(op, i, &start, &count);
    add(&outputs, &builder, op, weir_op_result_n(op, i), start, count);
  }
  build_trace(&outputs, &builder, op, name, "outputs");
}
