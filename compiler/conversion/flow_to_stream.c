// Each flow op executes where the analysis says; operands that live elsewhere
// are transferred there first.
#include "compiler/conversion/flow_to_stream.h"
#include "compiler/dialects/affinity.h"

weir_value_t* weir_flow_result_size(weir_converter_t* c, const weir_op_t* op,
                                    const weir_value_list_t* dims,
                                    weir_attr_t* affinity) {
  return weir_build_sizeof(c, op->location, op->results[0].type, dims,
                           affinity);
}

void weir_finish_flow_op(weir_converter_t* c, weir_op_t* op,
                         weir_op_state_t* state, weir_type_t* type,
                         weir_value_t* size) {
  weir_op_state_result(state, type);
  weir_op_t* by = weir_build(&c->builder, state);
  weir_converted_to(c, op, by, &size);
}

// A result in the place of an operand lives where that does. What |op|, between
// several such places, made elsewhere goes back there.
static void bring_home(weir_converter_t* c, weir_op_t* op,
                       weir_attr_t* affinity) {
  for (uint32_t i = 0; affinity != NULL && i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (weir_op_tied_operand(op, i) < 0) continue;
    weir_attr_t* home = weir_affinity_of_resource(c->affinity, result);
    if (home == NULL || home == affinity) continue;
    weir_converted_tensor_t made = weir_resolve_tensor(c, op->location, result);
    weir_value_t* resource =
        weir_build_transfer(c, op->location, made.resource, made.size,
                            made.resource->type, affinity, home);
    weir_map_tensor(c, result, resource, made.size);
  }
}

bool weir_convert_by_flow_rows(weir_converter_t* c, weir_op_t* op,
                               const weir_flow_row_t* rows, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    if (!weir_op_is(op, rows[i].id)) continue;
    weir_attr_t* affinity = weir_op_has_execution_affinity(op)
                                ? weir_affinity_of_execution(c->affinity, op)
                                : NULL;
    rows[i].convert(c, op, affinity);
    bring_home(c, op, affinity);
    return true;
  }
  return false;
}

bool weir_convert_flow_op(weir_converter_t* c, weir_op_t* op) {
  return weir_convert_flow_tensor_op(c, op) ||
         weir_convert_flow_access(c, op) || weir_convert_flow_dispatch(c, op) ||
         weir_convert_flow_collective(c, op);
}
