#include "compiler/transforms/flow/tracing.h"

#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"
#include "compiler/transforms/flow/captures.h"

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

// The dimensions are those that an op carries; |at| is where the trace goes.
static void add(traced_t* traced, weir_builder_t* builder, weir_op_t* at,
                weir_value_t* value, weir_location_t* location) {
  weir_arena_t* arena = weir_context_arena(builder->context);
  if (!weir_type_is_ranked_tensor(value->type)) return;
  weir_value_list_add(&traced->values, arena, value);
  weir_dims_t dims;
  if (weir_type_has_static_shape(value->type)) return;
  if (!weir_find_dynamic_dims(value, at, &dims)) {
    add_dims_of(builder, &traced->dims, value, location);
    return;
  }
  for (uint32_t i = 0; i < dims.count; ++i) {
    weir_value_list_add(&traced->dims, arena, weir_dims_get(&dims, i));
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

// Operands; of a region what it uses from outside.
static weir_value_list_t inputs_of(weir_op_t* op) {
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_value_list_t inputs = {0};
  if (weir_op_is(op, WEIR_FLOW_DISPATCH_REGION)) {
    for (uint32_t r = 0; r < op->region_count; ++r) {
      weir_flow_captures(op, r, arena, &inputs);
    }
    return inputs;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_list_add(&inputs, arena, weir_op_operand_n(op, i));
  }
  return inputs;
}

void weir_flow_trace_op(weir_op_t* op, const char* name) {
  traced_t inputs = {0}, outputs = {0};
  weir_builder_t builder = weir_builder_before(op);
  weir_value_list_t values = inputs_of(op);
  for (uint32_t i = 0; i < values.count; ++i) {
    add(&inputs, &builder, op, values.items[i], op->location);
  }
  build_trace(&inputs, &builder, op, name, "inputs");
  weir_builder_set_after(&builder, op);
  weir_op_t* at = op->next != NULL ? op->next : op;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    add(&outputs, &builder, at, weir_op_result_n(op, i), op->location);
  }
  build_trace(&outputs, &builder, op, name, "outputs");
}
