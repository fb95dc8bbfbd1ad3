// Ops of which nothing is known take and give tensors as before: resources are
// exported to them, and what they return and hand into their regions is
// imported.
#include "compiler/conversion/conversion.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/diagnostic.h"

static bool is_stream_op(const weir_op_t* op) {
  return weir_sv_equal_c(weir_op_dialect(op), "stream");
}

// Ops of stream that a program already has take tensors as they are.
static bool takes_as_is(const weir_converter_t* c, const weir_op_t* op,
                        const weir_value_t* operand) {
  return weir_op_is(weir_value_op(operand), WEIR_STREAM_TENSOR_EXPORT) ||
         (is_stream_op(op) && !weir_mapping_find(c->resources, operand));
}

static bool needs_wrapping(const weir_converter_t* c, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* operand = weir_op_operand_n(op, i);
    if (weir_type_is_tensor(operand->type) && !takes_as_is(c, op, operand)) {
      return true;
    }
  }
  for (uint32_t i = 0; i < op->result_count && !is_stream_op(op); ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_is_tensor(result->type)) continue;
    for (weir_use_t* use = result->uses; use; use = use->next) {
      if (!weir_op_is(use->op, WEIR_STREAM_TENSOR_IMPORT)) return true;
    }
  }
  return false;
}

// Where |value| is or, if that is not known, |otherwise|.
static weir_attr_t* place_of(const weir_converter_t* c,
                             const weir_value_t* value,
                             weir_attr_t* otherwise) {
  weir_attr_t* affinity = weir_affinity_of_resource(c->affinity, value);
  return affinity ? affinity : otherwise;
}

static weir_value_t* export_tensor(weir_converter_t* c, weir_op_t* op,
                                   weir_value_t* tensor,
                                   weir_attr_t* affinity) {
  weir_value_list_t dims = weir_dynamic_dims(c, op->location, tensor);
  // Once it is a resource nothing can be asked about the tensor any more.
  weir_op_t* asked = dims.count ? weir_value_op(dims.items[0]) : NULL;
  if (weir_op_is(asked, WEIR_TENSOR_DIM) &&
      weir_op_operand(asked, WEIR_TENSOR_DIM_SOURCE) == tensor) {
    weir_op_error(op, "takes a tensor whose dynamic dimensions are not known");
  }
  weir_converted_tensor_t source =
      weir_transfer_tensor(c, op->location, tensor, affinity);
  weir_value_t* resource = source.resource;
  if (resource->type != weir_external_resource(c)) {
    resource = weir_build_transfer(c, op->location, resource, source.size,
                                   weir_external_resource(c), source.affinity,
                                   affinity);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &c->builder, WEIR_STREAM_TENSOR_EXPORT,
                     op->location);
  weir_op_state_operand(&state, resource);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operand(&state, source.size);
  weir_op_state_attr(&state, "source_encoding", weir_type_attr(tensor->type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, tensor->type);
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

static void import_tensor(weir_converter_t* c, const weir_op_t* op,
                          weir_value_t* tensor, weir_attr_t* affinity) {
  weir_value_list_t dims = weir_dynamic_dims(c, op->location, tensor);
  weir_value_t* size =
      weir_build_sizeof(c, op->location, tensor->type, &dims, affinity);
  weir_op_state_t state;
  weir_op_state_init(&state, &c->builder, WEIR_STREAM_TENSOR_IMPORT,
                     op->location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding", weir_type_attr(tensor->type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_external_resource(c));
  weir_value_t* imported = weir_op_result_n(weir_build(&c->builder, &state), 0);
  weir_value_t* resource =
      weir_build_transfer(c, op->location, imported, size,
                          weir_unknown_resource(c), affinity, affinity);
  weir_map_tensor(c, tensor, resource, size);
}

void weir_convert_unknown_op(weir_converter_t* c, weir_op_t* op,
                             weir_attr_t* affinity) {
  if (!needs_wrapping(c, op)) return;
  // What replaces these depends on what the values have become.
  if (weir_sv_equal_c(weir_op_dialect(op), "flow") ||
      weir_op_is(op, WEIR_TENSOR_DIM) || weir_op_is(op, WEIR_TENSOR_RANK)) {
    weir_emit_error(
        c->context, op->location,
        "failed to legalize operation '%s' that was explicitly marked illegal",
        op->name->data);
    return;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (!weir_type_is_tensor(operand->type)) continue;
    weir_op_set_operand(
        op, i, export_tensor(c, op, operand, place_of(c, operand, affinity)));
  }
  // Of what ends a block, as some op nobody knows may, nothing can use results.
  if (op->next == NULL) return;
  weir_builder_set_after(&c->builder, op);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!weir_type_is_tensor(result->type)) continue;
    import_tensor(c, op, result, place_of(c, result, affinity));
  }
}

void weir_import_arguments(weir_converter_t* c, const weir_op_t* op,
                           weir_block_t* entry, weir_attr_t* affinity) {
  c->builder = weir_builder_at_start(entry);
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_value_t* argument = entry->arguments[i];
    if (!weir_type_is_tensor(argument->type)) {
      argument->type = weir_convert_type(c, argument->type);
    } else if (weir_value_has_uses(argument)) {
      import_tensor(c, op, argument, place_of(c, argument, affinity));
    }
  }
}
