#include "compiler/transforms/flow/tracing.h"

#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/shapes.h"
#include "compiler/transforms/flow/captures.h"

typedef struct traced_t {
  weir_value_list_t values, dims;
} traced_t;

// The dimensions are those that an op carries; |at| is where the trace goes.
static void add(traced_t* traced, weir_builder_t* builder, weir_op_t* at,
                weir_value_t* value, weir_location_t* location) {
  weir_arena_t* arena = weir_context_arena(builder->context);
  if (!weir_type_is_ranked_tensor(value->type)) return;
  weir_value_list_add(&traced->values, arena, value);
  weir_add_dynamic_dims(builder, location, at, value, arena, &traced->dims);
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
