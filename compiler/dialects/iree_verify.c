// Checks of stream and hal ops beyond dimensions and sizes.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_impl.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"

// -- stream -------------------------------------------------------------------

// Entry arguments stand for the resources; what is yielded for the results.
bool weir_stream_region_verify(weir_op_t* op) {
  if (!weir_verify_extents(op)) return false;
  const weir_block_t* body = weir_op_region(op, 0)->first;
  if (body == NULL) return true;
  bool has_operands = op->info->operand_group_count > 0;
  uint32_t count = has_operands ? weir_op_operand_group_size(op, 0) : 0;
  if (body->argument_count != count) {
    return weir_op_error(op, "the body takes %u resources, %u are given",
                         body->argument_count, count);
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (body->arguments[i]->type == weir_op_operand_n(op, i)->type) continue;
    return weir_op_error(op, "type mismatch of body argument #%u", i);
  }
  weir_op_t* last = body->last;
  if (!weir_op_is(last, WEIR_STREAM_YIELD)) return true;
  bool is_async = weir_op_has_trait(op, WEIR_OP_PHASE_ASYNC);
  uint32_t results = is_async ? weir_op_result_group_size(op, 0) : 0;
  uint32_t yielded = weir_op_operand_group_size(last, 0);
  if (yielded != results) {
    return weir_op_error(last, "yields %u resources, the region has %u results",
                         yielded, results);
  }
  for (uint32_t i = 0; i < results; ++i) {
    if (weir_op_operand_n(last, i)->type == weir_op_result_n(op, i)->type) {
      continue;
    }
    return weir_op_error(last, "type mismatch of yielded resource #%u", i);
  }
  return true;
}

bool weir_stream_resource_pack_verify(weir_op_t* op) {
  uint32_t slices = weir_op_operand_group_size(
      op, WEIR_STREAM_RESOURCE_PACK_DYNAMIC_SLICE_SIZES);
  const weir_attr_t* intervals = weir_op_attr(op, "lifetime_intervals");
  if (intervals->array.count != 2 * slices) {
    return weir_op_error(op, "requires a [start, end] range for each slice");
  }
  if (weir_op_result_group_size(op, 1) != slices) {
    return weir_op_error(op, "requires one packed offset for each slice");
  }
  return true;
}

bool weir_stream_resource_constants_verify(weir_op_t* op) {
  const weir_attr_t* values = weir_op_attr(op, "values");
  uint32_t results = weir_op_result_group_size(op, 0);
  if (values->array.count != results) {
    return weir_op_error(op, "mismatched constant/result counts: %u and %u",
                         values->array.count, results);
  }
  return weir_verify_extents(op);
}

// Resources, offsets, lengths and accesses come in equal numbers.
static bool verify_ranges(weir_op_t* op, uint32_t resources, uint32_t offsets,
                          uint32_t lengths, const char* accesses) {
  const weir_attr_t* attr = weir_op_attr(op, accesses);
  if (offsets == resources && lengths == resources &&
      attr->array.count == resources) {
    return true;
  }
  return weir_op_error(
      op, "dispatch with %u resources has mismatched associated ranges",
      resources);
}

bool weir_stream_cmd_dispatch_verify(weir_op_t* op) {
  uint32_t resources =
      weir_op_operand_group_size(op, WEIR_STREAM_CMD_DISPATCH_RESOURCES);
  return verify_ranges(op, resources,
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS),
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS),
                       "resource_accesses") &&
         weir_verify_dispatch(op);
}

bool weir_stream_cmd_collective_verify(weir_op_t* op) {
  weir_collective_t collective;
  if (!weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return weir_op_error(op, "expected a collective attribute");
  }
  uint32_t resources =
      weir_op_operand_group_size(op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCES);
  bool is_one_way = collective.kind == WEIR_COLLECTIVE_SEND ||
                    collective.kind == WEIR_COLLECTIVE_RECV;
  uint32_t expected = is_one_way ? 1 : 2;
  if (resources != expected) {
    return weir_op_error(op,
                         "requires %u resources for this kind of collective, "
                         "found %u",
                         expected, resources);
  }
  return verify_ranges(op, resources,
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_OFFSETS),
                       weir_op_operand_group_size(
                           op, WEIR_STREAM_CMD_COLLECTIVE_RESOURCE_LENGTHS),
                       "resource_accesses") &&
         weir_verify_extents(op);
}

bool weir_stream_async_collective_verify(weir_op_t* op) {
  weir_collective_t collective;
  if (!weir_attr_collective(weir_op_attr(op, "op"), &collective)) {
    return weir_op_error(op, "expected a collective attribute");
  }
  bool has_param =
      weir_op_operand(op, WEIR_STREAM_ASYNC_COLLECTIVE_PARAM) != NULL;
  if (has_param == weir_collective_has_param(collective.kind)) return true;
  return weir_op_error(op, has_param ? "this kind of collective takes no rank"
                                     : "this kind of collective needs a rank");
}

bool weir_stream_parameters_verify(weir_op_t* op) {
  const weir_attr_t* keys = weir_op_attr(op, "source_keys");
  if (keys == NULL) keys = weir_op_attr(op, "target_keys");
  uint32_t rows = keys->array.count;
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    uint32_t size = weir_op_operand_group_size(op, g);
    if (!op->info->operands[g].variadic || size == rows) continue;
    return weir_op_error(op, "has %u keys but %u of %s", rows, size,
                         op->info->operands[g].name->data);
  }
  for (uint32_t g = 0; g < op->info->result_group_count; ++g) {
    uint32_t size = weir_op_result_group_size(op, g);
    if (!op->info->results[g].variadic || size == rows) continue;
    return weir_op_error(op, "has %u keys but %u of %s", rows, size,
                         op->info->results[g].name->data);
  }
  return true;
}

// -- hal ----------------------------------------------------------------------

bool weir_hal_device_query_verify(weir_op_t* op) {
  const weir_attr_t* value = weir_op_attr(op, "default_value");
  if (value == NULL ||
      value->type ==
          weir_op_result(op, WEIR_HAL_DEVICE_QUERY_RESULT_VALUE)->type) {
    return true;
  }
  return weir_op_error(op, "type mismatch between result and default value");
}

// Group 2 and 3 of all queue operations are the fences.
bool weir_hal_queue_verify(weir_op_t* op) {
  const weir_value_t* wait = weir_op_operand(op, 2);
  const weir_value_t* signal = weir_op_operand(op, 3);
  if (wait != signal || weir_op_is(weir_value_op(wait), WEIR_UTIL_NULL)) {
    return true;
  }
  return weir_op_error(op,
                       "device queue operations cannot wait and signal on the "
                       "same fence");
}

bool weir_hal_executable_export_verify(weir_op_t* op) {
  const weir_region_t* region = weir_op_region(op, 0);
  if (weir_region_is_empty(region)) return true;
  const weir_block_t* entry = region->first;
  if (entry->argument_count == 0 ||
      !weir_type_is_hal_device(entry->arguments[0]->type)) {
    return weir_op_error(op,
                         "expected workgroup_count to take (%%device: "
                         "!hal.device, %%workload_0: index, ...)");
  }
  return weir_verify_workgroup_count(op);
}

bool weir_hal_executable_condition_verify(weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  if (type->function.input_count == 1 && type->function.result_count == 1 &&
      weir_type_is_hal_device(type->function.inputs[0]) &&
      weir_type_is_integer(type->function.results[0], 1)) {
    return true;
  }
  return weir_op_error(op, "expects to take a !hal.device and return an i1");
}

bool weir_hal_executable_constant_block_verify(weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  const weir_attr_t* keys = weir_op_attr(op, "keys");
  if (type->function.input_count > 1 ||
      (type->function.input_count == 1 &&
       !weir_type_is_hal_device(type->function.inputs[0]))) {
    return weir_op_error(op, "expected a single optional !hal.device argument");
  }
  if (keys->array.count == type->function.result_count) return true;
  return weir_op_error(op,
                       "has %u results but %u keys; each result needs a key",
                       type->function.result_count, keys->array.count);
}

bool weir_hal_element_type_verify(weir_op_t* op) {
  int32_t value = 0;
  weir_type_t* type = weir_op_attr_type(op, "type");
  if (type != NULL && weir_hal_element_type_value(type, &value)) return true;
  return weir_op_error(op, "unsupported element type");
}

// The logical type and the real one have as many dimensions and bits.
static bool verify_storage(weir_op_t* op, const char* key,
                           const weir_type_t* type) {
  const weir_type_t* encoding = weir_op_attr_type(op, key);
  if (encoding == NULL || encoding == type || !weir_type_is_ranked(encoding) ||
      !weir_type_is_ranked(type)) {
    return true;
  }
  if (weir_type_dynamic_dim_count(encoding) !=
      weir_type_dynamic_dim_count(type)) {
    return weir_op_error(op,
                         "number of dynamic dimensions of the encoding and the "
                         "storage type do not match");
  }
  if (weir_type_bit_width(encoding->shaped.element) !=
      weir_type_bit_width(type->shaped.element)) {
    return weir_op_error(op,
                         "encoding and storage type have elements of different "
                         "widths");
  }
  return true;
}

bool weir_hal_tensor_import_verify(weir_op_t* op) {
  return verify_storage(op, "target_encoding", weir_op_result_n(op, 0)->type) &&
         weir_verify_extents(op);
}

bool weir_hal_tensor_export_verify(weir_op_t* op) {
  return verify_storage(op, "source_encoding",
                        weir_op_operand_n(op, 0)->type) &&
         weir_verify_extents(op);
}

bool weir_hal_dispatch_extern_verify(weir_op_t* op) {
  return weir_verify_extents(op) && weir_verify_workgroup_count(op);
}
