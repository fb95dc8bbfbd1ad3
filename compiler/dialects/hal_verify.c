// Checks of hal ops beyond dimensions and sizes.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/verify_util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"

// Reports that two types are not what they should be to each other.
static bool type_error(weir_op_t* op, const char* what, uint32_t index,
                       const char* relation, const weir_type_t* a,
                       const char* conjunction, const weir_type_t* b) {
  weir_arena_t scratch = {0};
  weir_op_error(op, "%s %u %s '%s' %s '%s'", what, index, relation,
                weir_type_text(a, &scratch), conjunction,
                weir_type_text(b, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

// -- devices and queues -------------------------------------------------------

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
                       "same fence.");
}

bool weir_hal_element_type_verify(weir_op_t* op) {
  int32_t value = 0;
  weir_type_t* type = weir_op_attr_type(op, "type");
  if (type != NULL && weir_hal_element_type_value(type, &value)) return true;
  return weir_op_error(op, "unsupported element type");
}

bool weir_hal_encoding_type_verify(weir_op_t* op) {
  if (!weir_op_has_attr(op, "encoding")) return true;
  return weir_op_error(op, "unsupported encoding type");
}

bool weir_hal_binding_subspan_verify(weir_op_t* op) {
  const weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (!weir_type_is_ranked(type)) return weir_verify_extents(op);
  uint32_t needed = weir_type_dynamic_dim_count(type);
  uint32_t given = weir_op_operand_group_size(
      op, WEIR_HAL_INTERFACE_BINDING_SUBSPAN_DYNAMIC_DIMS);
  if (needed == given) return true;
  weir_arena_t scratch = {0};
  weir_op_error(op,
                "result type '%s' has %u dynamic dimensions but %u associated "
                "dimension SSA values",
                weir_type_text(type, &scratch), needed, given);
  weir_arena_deinit(&scratch);
  return false;
}

// -- tensors ------------------------------------------------------------------

static bool verify_dims(weir_op_t* op, uint32_t group, const weir_type_t* type,
                        const char* message) {
  uint32_t needed =
      weir_type_is_ranked(type) ? weir_type_dynamic_dim_count(type) : 0;
  if (weir_op_operand_group_size(op, group) == needed) return true;
  return weir_op_error(op, "%s", message);
}

// The logical type and the real one have as many dynamic dimensions; elements
// may be of other kinds and widths.
static bool verify_storage(weir_op_t* op, const char* key,
                           const weir_type_t* type) {
  const weir_type_t* encoding = weir_op_attr_type(op, key);
  if (encoding == NULL || encoding == type || !weir_type_is_ranked(encoding) ||
      !weir_type_is_ranked(type) ||
      weir_type_dynamic_dim_count(encoding) ==
          weir_type_dynamic_dim_count(type)) {
    return true;
  }
  weir_arena_t scratch = {0};
  weir_op_error(op,
                "encoding and storage types must have the same dynamic "
                "dimension values; encoding shape '%s' incompatible with "
                "storage shape '%s'",
                weir_type_text(encoding, &scratch),
                weir_type_text(type, &scratch));
  weir_arena_deinit(&scratch);
  return false;
}

bool weir_hal_tensor_import_verify(weir_op_t* op) {
  const weir_type_t* type = weir_op_result_n(op, 0)->type;
  return verify_dims(op, WEIR_HAL_TENSOR_IMPORT_TARGET_DIMS, type,
                     "number of target_dims must match number of dynamic dims "
                     "in target type") &&
         verify_storage(op, "target_encoding", type);
}

bool weir_hal_tensor_export_verify(weir_op_t* op) {
  const weir_type_t* type =
      weir_op_operand(op, WEIR_HAL_TENSOR_EXPORT_SOURCE)->type;
  return verify_dims(op, WEIR_HAL_TENSOR_EXPORT_SOURCE_DIMS, type,
                     "number of source_dims must match number of dynamic dims "
                     "in source type") &&
         verify_storage(op, "source_encoding", type);
}

bool weir_hal_tensor_alias_verify(weir_op_t* op) {
  return verify_dims(op, WEIR_HAL_TENSOR_ALIAS_SOURCE_DIMS,
                     weir_op_operand(op, WEIR_HAL_TENSOR_ALIAS_SOURCE)->type,
                     "number of dynamic dims must match the operand type");
}

// -- regions ------------------------------------------------------------------

// What functions made of hal ops return is what they say.
bool weir_hal_return_verify(weir_op_t* op) {
  const weir_op_t* parent = weir_op_parent(op);
  if (parent == NULL || !weir_op_has_trait(parent, WEIR_OP_FUNCTION)) {
    return true;
  }
  const weir_type_t* type = weir_function_type_of(parent);
  if (type == NULL) return true;  // reported for the parent
  uint32_t count = type->function.result_count;
  if (op->operand_count != count) {
    return weir_op_error(op,
                         "return must have the same number of operands as the "
                         "parent result signature (have %u, expected %u)",
                         op->operand_count, count);
  }
  for (uint32_t i = 0; i < count; ++i) {
    const weir_type_t* actual = weir_op_operand_n(op, i)->type;
    if (actual == type->function.results[i]) continue;
    return type_error(op, "parent expected result", i, "to be",
                      type->function.results[i], "but returning", actual);
  }
  return true;
}

// Takes a device and says whether it is one of those meant.
static bool verify_condition(weir_op_t* op, const weir_region_t* region) {
  if (weir_region_is_empty(region)) return true;
  const weir_block_t* entry = region->first;
  if (entry->argument_count != 1 ||
      !weir_type_is_hal_device(entry->arguments[0]->type)) {
    return weir_op_error(op, "target condition region must take a !hal.device");
  }
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_op_t* last = block->last;
    if (!weir_op_is(last, WEIR_HAL_RETURN)) continue;
    if (last->operand_count == 1 &&
        weir_type_is_integer(weir_op_operand_n(last, 0)->type, 1)) {
      continue;
    }
    return weir_op_error(
        last, "target condition region must return a single i1 result");
  }
  return true;
}

static bool verify_workload(weir_op_t* op) {
  const weir_region_t* region = weir_op_region(op, 0);
  const weir_block_t* entry =
      weir_region_is_empty(region) ? NULL : region->first;
  uint32_t group = WEIR_HAL_DISPATCH_EXTERN_WORKLOAD;
  uint32_t given = weir_op_operand_group_size(op, group), taken = 0;
  uint32_t arguments = entry != NULL ? entry->argument_count : 0;
  for (uint32_t i = 0; i < arguments; ++i) {
    taken += !weir_type_is_hal_device(entry->arguments[i]->type);
  }
  if (given != taken) {
    return weir_op_error(op,
                         "workload operands and workgroup count args mismatch "
                         "(%u vs %u)",
                         given, taken);
  }
  for (uint32_t i = 0, place = 0; i < arguments; ++i) {
    const weir_type_t* captured = entry->arguments[i]->type;
    if (weir_type_is_hal_device(captured)) continue;
    const weir_type_t* type = weir_op_operand_at(op, group, place)->type;
    if (type != captured) {
      return type_error(op, "workload value", place,
                        "type mismatch; operand is", type,
                        "but region captures", captured);
    }
    ++place;
  }
  return true;
}

static uint32_t array_size(const weir_op_t* op, const char* key) {
  const weir_attr_t* attr = weir_op_attr(op, key);
  return weir_attr_is(attr, WEIR_ATTR_ARRAY) ? attr->array.count : 0;
}

static bool verify_target(const weir_op_t* op, uint32_t index) {
  if (!weir_attr_is_def(weir_op_attr(op, "targets")->array.elements[index],
                        &weir_hal_executable_target_def)) {
    return weir_op_error(op, "target #%u is no #hal.executable.target", index);
  }
  const weir_attr_t* objects =
      weir_op_attr(op, "target_objects")->array.elements[index];
  if (!weir_attr_is(objects, WEIR_ATTR_ARRAY)) {
    return weir_op_error(op, "objects of target #%u are no array", index);
  }
  for (uint32_t i = 0; i < objects->array.count; ++i) {
    if (!weir_attr_is_def(objects->array.elements[i],
                          &weir_hal_executable_object_def)) {
      return weir_op_error(
          op, "object #%u of target #%u is no #hal.executable.object", i,
          index);
    }
  }
  return true;
}

bool weir_hal_dispatch_extern_verify(weir_op_t* op) {
  if (!weir_verify_extents(op)) return false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!weir_verify_boundary_type(op, weir_op_operand_n(op, i)->type))
      return false;
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!weir_verify_boundary_type(op, weir_op_result_n(op, i)->type))
      return false;
  }
  if (!verify_workload(op) || !weir_verify_workgroup_count(op)) return false;
  uint32_t targets = array_size(op, "targets");
  if (array_size(op, "target_objects") != targets) {
    return weir_op_error(op, "target and objects arrays must match");
  }
  if (array_size(op, "target_ordinals") != targets) {
    return weir_op_error(op, "target and ordinals arrays must match");
  }
  if (op->region_count != targets + 1) {
    return weir_op_error(op,
                         "target and condition regions must match (but they "
                         "may be empty)");
  }
  for (uint32_t i = 0; i < targets; ++i) {
    if (!verify_target(op, i)) return false;
    if (!verify_condition(op, weir_op_region(op, i + 1))) return false;
  }
  return true;
}

// -- executables --------------------------------------------------------------

// At most one condition says when a variant is meant.
bool weir_hal_executable_part_verify(weir_op_t* op) {
  if (!weir_verify_body(op)) return false;
  uint32_t conditions = 0;
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, 0)) {
    WEIR_FOR_EACH_OP(inner, block) {
      conditions += weir_op_is(inner, WEIR_HAL_EXECUTABLE_CONDITION);
    }
  }
  if (conditions <= 1) return true;
  return weir_op_error(op, "only one condition op is allowed in %s",
                       weir_op_is(op, WEIR_HAL_EXECUTABLE_VARIANT)
                           ? "a variant"
                           : "an executable");
}

static bool takes_device_and_workload(const weir_block_t* entry) {
  bool ok = entry->argument_count > 0 &&
            weir_type_is_hal_device(entry->arguments[0]->type);
  for (uint32_t i = 1; i < entry->argument_count; ++i) {
    ok = ok && weir_type_is_index(entry->arguments[i]->type);
  }
  return ok;
}

bool weir_hal_executable_export_verify(weir_op_t* op) {
  const weir_region_t* region = weir_op_region(op, 0);
  if (weir_region_is_empty(region)) return true;
  if (region->first != region->last) {
    return weir_op_error(op, "expected a single region block");
  }
  if (!takes_device_and_workload(region->first)) {
    return weir_op_error(op,
                         "expected workgroup_count to take (%%device: "
                         "!hal.device, %%workload_0: index, %%workload_1: "
                         "index, ...");
  }
  const weir_op_t* last = region->first->last;
  if (!weir_op_is(last, WEIR_HAL_RETURN) || last->operand_count != 3) {
    return weir_op_error(op, "expected operation to yield 3 values");
  }
  return weir_verify_workgroup_count(op);
}

bool weir_hal_executable_condition_verify(weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  if (type->function.input_count != 1 || type->function.result_count != 1 ||
      !weir_type_is_hal_device(type->function.inputs[0]) ||
      !weir_type_is_integer(type->function.results[0], 1)) {
    return weir_op_error(op, "expects to take a !hal.device and return an i1");
  }
  return weir_verify_body(op) && verify_condition(op, weir_op_region(op, 0));
}

bool weir_hal_executable_constant_block_verify(weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  const weir_attr_t* keys = weir_op_attr(op, "keys");
  if (type->function.input_count > 1 ||
      (type->function.input_count == 1 &&
       !weir_type_is_hal_device(type->function.inputs[0]))) {
    return weir_op_error(op, "initializer must take a !hal.device or nothing");
  }
  for (uint32_t i = 0; i < type->function.result_count; ++i) {
    if (weir_type_is_integer(type->function.results[i], 32)) continue;
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "initializer must return only i32 values (result %u is '%s')",
                  i, weir_type_text(type->function.results[i], &scratch));
    weir_arena_deinit(&scratch);
    return false;
  }
  if (keys->array.count != type->function.result_count) {
    return weir_op_error(op, "must have one key for every result");
  }
  return weir_verify_body(op);
}
