// flow's dispatches and calls: both hand whole resources, each as a range.
#include "compiler/conversion/flow_to_stream.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/diagnostic.h"

// The operand groups that dispatches and calls share.
typedef struct ranged_operands_t {
  weir_value_list_t operands, sizes, offsets, ends, lengths;
  weir_value_t** size_of;  // per operand; NULL for others than tensors
} ranged_operands_t;

static ranged_operands_t range_operands(weir_converter_t* c, weir_op_t* op,
                                        uint32_t group, weir_attr_t* affinity) {
  ranged_operands_t ranged = {0};
  weir_value_t* zero = weir_build_index(&c->builder, op->location, 0);
  weir_value_list_t arguments = weir_value_list_of_group(c->arena, op, group);
  ranged.size_of = WEIR_ARENA_ARRAY(c->arena, weir_value_t*, arguments.count);
  for (uint32_t i = 0; i < arguments.count; ++i) {
    weir_value_t* argument = arguments.items[i];
    if (weir_type_is_tensor(argument->type)) {
      weir_converted_tensor_t tensor =
          weir_transfer_tensor(c, op->location, argument, affinity);
      argument = tensor.resource;
      ranged.size_of[i] = tensor.size;
      weir_value_list_add(&ranged.sizes, c->arena, tensor.size);
      weir_value_list_add(&ranged.offsets, c->arena, zero);
      weir_value_list_add(&ranged.ends, c->arena, tensor.size);
      weir_value_list_add(&ranged.lengths, c->arena, tensor.size);
    }
    weir_value_list_add(&ranged.operands, c->arena, argument);
  }
  return ranged;
}

static void finish_ranged(weir_converter_t* c, weir_op_t* op,
                          weir_op_state_t* state, uint32_t group,
                          const ranged_operands_t* ranged,
                          weir_attr_t* affinity) {
  weir_type_t** types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, op->result_count);
  weir_value_t** sizes =
      WEIR_ARENA_ARRAY(c->arena, weir_value_t*, op->result_count);
  weir_value_list_t result_sizes = {0};
  uint32_t start = weir_op_operand_group_start(op, group);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    types[i] = weir_convert_type(c, result->type);
    if (!weir_type_is_tensor(result->type)) continue;
    int32_t tied = weir_op_tied_operand(op, i);
    if (tied >= 0) {
      sizes[i] = ranged->size_of[(uint32_t)tied - start];
      types[i] = ranged->operands.items[(uint32_t)tied - start]->type;
    } else {
      weir_value_list_t dims = weir_dynamic_dims(c, op->location, result);
      sizes[i] =
          weir_build_sizeof(c, op->location, result->type, &dims, affinity);
    }
    weir_value_list_add(&result_sizes, c->arena, sizes[i]);
  }
  weir_op_state_values(state, &ranged->operands);
  weir_op_state_values(state, &ranged->sizes);
  weir_op_state_values(state, &ranged->offsets);
  weir_op_state_values(state, &ranged->ends);
  weir_op_state_values(state, &ranged->lengths);
  weir_op_state_values(state, &result_sizes);
  weir_op_state_attr(state, "tied_operands", weir_op_attr(op, "tied_operands"));
  weir_op_state_attr(state, "affinity", affinity);
  weir_op_state_results(state, types, op->result_count);
  weir_op_t* by = weir_build(&c->builder, state);
  weir_copy_dialect_attrs(op, by);
  weir_converted_to(c, op, by, sizes);
}

// What kernels are handed: buffers and numbers.
static bool is_dispatch_operand(const weir_type_t* type) {
  return weir_type_is_tensor(type) || weir_type_is_stream_resource(type) ||
         weir_type_is_index(type) || weir_type_is_integer(type, 0) ||
         weir_type_is_float(type) || type->kind == WEIR_TYPE_COMPLEX;
}

static bool refuse(const weir_op_t* op, const char* what, uint32_t index,
                   const weir_type_t* type, const char* allowed) {
  weir_arena_t scratch = {0};
  weir_op_error(op, "%s #%u must be %s, but got '%s'", what, index, allowed,
                weir_type_text(type, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

// Whether all that goes into a dispatch and comes out of it is what kernels can
// take and give. Emits an error if not.
static bool can_dispatch(const weir_op_t* op) {
  uint32_t group = WEIR_FLOW_DISPATCH_ARGUMENTS;
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    const weir_type_t* type = weir_op_operand_at(op, group, i)->type;
    if (is_dispatch_operand(type)) continue;
    return refuse(op, "argument", i, type, "a tensor or a number");
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    const weir_type_t* type = op->results[i].type;
    if (weir_type_is_tensor(type)) continue;
    return refuse(op, "result", i, type, "a tensor");
  }
  return true;
}

static void convert_dispatch(weir_converter_t* c, weir_op_t* op,
                             weir_attr_t* affinity) {
  if (!can_dispatch(op)) return;
  ranged_operands_t ranged =
      range_operands(c, op, WEIR_FLOW_DISPATCH_ARGUMENTS, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_ASYNC_DISPATCH, op->location);
  weir_op_state_operands_of(&state, op, WEIR_FLOW_DISPATCH_WORKLOAD);
  weir_op_state_attr(&state, "entry_points", weir_op_attr(op, "entry_points"));
  finish_ranged(c, op, &state, WEIR_FLOW_DISPATCH_ARGUMENTS, &ranged, affinity);
}

static void convert_call(weir_converter_t* c, weir_op_t* op,
                         weir_attr_t* affinity) {
  ranged_operands_t ranged =
      range_operands(c, op, WEIR_FLOW_CALL_ARGUMENTS, affinity);
  weir_op_state_t state =
      weir_begin_op(c, WEIR_STREAM_ASYNC_CALL, op->location);
  weir_op_state_attr(&state, "callee", weir_op_attr(op, "callee"));
  finish_ranged(c, op, &state, WEIR_FLOW_CALL_ARGUMENTS, &ranged, affinity);
}

// -- table -------------------------------------------------------------------

static const weir_flow_row_t rows[] = {
    {WEIR_FLOW_CALL, convert_call},
    {WEIR_FLOW_DISPATCH, convert_dispatch},
};

bool weir_convert_flow_dispatch(weir_converter_t* c, weir_op_t* op) {
  return weir_convert_by_flow_rows(c, op, rows, sizeof(rows) / sizeof(rows[0]));
}
