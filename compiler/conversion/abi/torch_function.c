// Arguments and results of functions on torch tensors.
#include "compiler/conversion/abi/torch_function.h"
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/dims.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/torch.h"
#include "compiler/dialects/torch_c.h"
#include "compiler/dialects/torch_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"

static bool is_value_tensor(const weir_type_t* type) {
  return weir_type_is_tensor(type) || weir_type_is_torch_vtensor(type);
}

static bool is_any_tensor(const weir_type_t* type) {
  return is_value_tensor(type) || weir_type_is_torch_tensor(type);
}

// A scalar of torch, what it is at the boundary, and the ops between the two.
typedef struct scalar_t {
  const weir_type_def_t* def;
  weir_type_t* (*type)(weir_context_t* context);
  uint32_t from, to;  // 0: none
} scalar_t;

static weir_type_t* f64_type(weir_context_t* context) {
  return weir_float_type(context, WEIR_FLOAT_F64);
}

static const scalar_t scalars[] = {
    {&weir_torch_bool_def, weir_i1_type, WEIR_TORCH_C_FROM_I1,
     WEIR_TORCH_C_TO_I1},
    {&weir_torch_float_def, f64_type, WEIR_TORCH_C_FROM_F64,
     WEIR_TORCH_C_TO_F64},
    {&weir_torch_generator_def, weir_i64_type, WEIR_TORCH_C_I64_TO_GENERATOR,
     WEIR_TORCH_C_GENERATOR_TO_I64},
    {&weir_torch_int_def, weir_i64_type, WEIR_TORCH_C_FROM_I64,
     WEIR_TORCH_C_TO_I64},
};

static const scalar_t* scalar_of(const weir_type_t* type) {
  for (uint32_t i = 0; i < sizeof(scalars) / sizeof(scalars[0]); ++i) {
    if (weir_type_is(type, scalars[i].def)) return &scalars[i];
  }
  return NULL;
}

weir_type_t* weir_torch_boundary_type(const weir_op_t* function,
                                      weir_type_t* type, weir_arena_t* arena) {
  if (is_any_tensor(type)) {
    return weir_hal_buffer_view_type(type->context);
  }
  const scalar_t* scalar = scalar_of(type);
  if (scalar) return scalar->type(type->context);
  if (weir_type_is_hal_fence(type) || weir_type_is_int_or_float(type) ||
      weir_type_is_index(type)) {
    return type;
  }
  weir_emit_error(type->context, function->location,
                  "unhandled torch type: '%s'", weir_print_type(type, arena));
  return NULL;
}

static weir_type_t* builtin_type(weir_type_t* type) {
  return weir_type_is_tensor(type) ? type : weir_torch_builtin_tensor(type);
}

static bool is_known(const weir_value_t* value) {
  return !is_any_tensor(value->type) || builtin_type(value->type) != NULL;
}

static bool report_unknown(const weir_value_t* value, weir_location_t* location,
                           weir_arena_t* arena) {
  return weir_emit_error(value->type->context, location,
                         "unhandled torch type: '%s' is of no known rank and "
                         "element type and is more than handed through",
                         weir_print_type(value->type, arena));
}

static bool check_argument(const weir_value_t* argument, weir_arena_t* arena) {
  if (is_known(argument)) return true;
  for (const weir_use_t* use = argument->uses; use; use = use->next) {
    if (weir_op_is(use->op, WEIR_FUNC_RETURN)) continue;
    return report_unknown(argument, weir_value_location(argument), arena);
  }
  return true;
}

// Of an op that hands a value on to the outside.
static bool check_operands(const weir_op_t* op, const weir_block_t* entry,
                           weir_arena_t* arena) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, i);
    bool is_argument =
        value->kind == WEIR_VALUE_ARGUMENT && value->block == entry;
    if (!is_argument && !is_known(value)) {
      return report_unknown(value, op->location, arena);
    }
  }
  return true;
}

bool weir_torch_check_tensors(const weir_op_t* function, weir_arena_t* arena) {
  const weir_block_t* entry = weir_op_region(function, 0)->first;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    if (!check_argument(entry->arguments[i], arena)) return false;
  }
  for (const weir_block_t* block = entry; block; block = block->next) {
    WEIR_FOR_EACH_OP(op, block) {
      bool hands_on = weir_op_is(op, WEIR_FUNC_RETURN) ||
                      weir_op_is(op, WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS);
      if (hands_on && !check_operands(op, entry, arena)) return false;
    }
  }
  return true;
}

static weir_value_t* cast(weir_builder_t* builder, weir_location_t* location,
                          uint32_t id, weir_value_t* value, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, id, location);
  weir_op_state_operand(&state, value);
  weir_op_state_result(&state, type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// |value| as a builtin tensor.
static weir_value_t* to_builtin(weir_builder_t* builder, weir_value_t* value) {
  if (weir_type_is_tensor(value->type)) return value;
  weir_op_t* op = weir_value_op(value);
  if (weir_op_is(op, WEIR_TORCH_C_FROM_BUILTIN_TENSOR)) {
    return weir_op_operand_n(op, 0);
  }
  return cast(builder, weir_value_location(value),
              WEIR_TORCH_C_TO_BUILTIN_TENSOR, value,
              weir_torch_builtin_tensor(value->type));
}

static void add_barrier_input(weir_torch_function_t* c, weir_value_t* tensor,
                              weir_value_t* storage, int32_t return_index) {
  c->inputs[c->barrier_count++] =
      (weir_torch_barrier_input_t){tensor, storage, return_index};
}

// -- arguments ---------------------------------------------------------------

static weir_attr_t* argument_affinity(const weir_torch_function_t* c,
                                      uint32_t index) {
  return weir_function_attr_of(c->torch_function, "arg_attrs", index,
                               "iree.abi.affinity");
}

static weir_value_t* import_argument(weir_torch_function_t* c,
                                     weir_builder_t* builder,
                                     weir_value_t* argument,
                                     weir_type_t* type) {
  return weir_build_tensor_import(
      builder, weir_value_location(argument), argument, builtin_type(type),
      NULL, c->wait_fence, NULL, argument_affinity(c, argument->index));
}

// An argument that is only returned goes through as it is.
static void convert_immutable(weir_torch_function_t* c, weir_value_t* argument,
                              weir_type_t* type, weir_builder_t* builder) {
  bool is_used = false;
  uint32_t count = weir_value_use_count(argument), n = 0;
  weir_use_t** uses = WEIR_ARENA_ARRAY(c->arena, weir_use_t*, count);
  for (weir_use_t* use = argument->uses; use; use = use->next) {
    is_used |= use->op != c->return_op;
    uses[n++] = use;
  }
  if (!is_used) return;
  weir_value_t* tensor = import_argument(c, builder, argument, type);
  if (!weir_type_is_tensor(type)) {
    tensor = cast(builder, weir_value_location(argument),
                  WEIR_TORCH_C_FROM_BUILTIN_TENSOR, tensor, type);
  }
  for (uint32_t i = 0; i < n; ++i) {
    weir_op_set_operand(uses[i]->op, uses[i]->index, tensor);
  }
}

static bool convert_mutable(weir_torch_function_t* c, weir_value_t* argument,
                            weir_type_t* type) {
  uint32_t count = weir_value_use_count(argument), n = 0;
  weir_op_t** users = WEIR_ARENA_ARRAY(c->arena, weir_op_t*, count);
  for (weir_use_t* use = argument->uses; use; use = use->next) {
    users[n++] = use->op;
  }
  for (uint32_t i = 0; i < n; ++i) {
    weir_op_t* op = users[i];
    weir_builder_t builder = weir_builder_before(op);
    if (weir_op_is(op, WEIR_TORCH_COPY_TO_VTENSOR)) {
      weir_value_t* imported = import_argument(c, &builder, argument, type);
      weir_value_t* tensor =
          cast(&builder, op->location, WEIR_TORCH_C_FROM_BUILTIN_TENSOR,
               imported, op->results[0].type);
      weir_value_replace_uses(weir_op_result_n(op, 0), tensor);
      weir_op_erase(op);
    } else if (weir_op_is(op, WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS)) {
      weir_value_t* value = to_builtin(
          &builder,
          weir_op_operand(op, WEIR_TORCH_OVERWRITE_TENSOR_CONTENTS_VALUE));
      add_barrier_input(c, value, argument, -1);
      weir_op_erase(op);
    } else {
      return weir_emit_error(
          op->context, op->location,
          "unsupported operation on coarse signaling mutable tensor: %s",
          op->name->data);
    }
  }
  return true;
}

static void convert_scalar(weir_value_t* argument, const scalar_t* scalar,
                           weir_type_t* type, weir_builder_t* builder) {
  weir_value_t* value = cast(builder, weir_value_location(argument),
                             scalar->from, argument, type);
  weir_value_replace_uses_except(argument, value, value->op);
}

// Mutable arguments come last: what they are overwritten with may be another
// argument, and their users, which go, may be where the others are imported.
bool weir_torch_convert_arguments(weir_torch_function_t* c) {
  weir_builder_t builder = weir_builder_at_start(c->entry);
  for (uint32_t i = 0; i < c->input_count; ++i) {
    weir_value_t* argument = c->entry->arguments[i];
    weir_type_t* type = c->torch_inputs[i];
    if (is_value_tensor(type)) {
      convert_immutable(c, argument, type, &builder);
    } else if (scalar_of(type)) {
      convert_scalar(argument, scalar_of(type), type, &builder);
    }
  }
  for (uint32_t i = 0; i < c->input_count; ++i) {
    if (weir_type_is_torch_tensor(c->torch_inputs[i]) &&
        !convert_mutable(c, c->entry->arguments[i], c->torch_inputs[i])) {
      return false;
    }
  }
  return true;
}

// -- results -----------------------------------------------------------------

void weir_torch_collect_results(weir_torch_function_t* c, weir_type_t* type) {
  weir_builder_t builder = weir_builder_before(c->return_op);
  for (uint32_t i = 0; i < c->return_op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(c->return_op, i);
    const scalar_t* scalar = scalar_of(type->function.results[i]);
    if (scalar) {
      weir_op_set_operand(c->return_op, i,
                          cast(&builder, weir_value_location(value), scalar->to,
                               value, scalar->type(value->type->context)));
    }
    if (!is_value_tensor(type->function.results[i])) continue;
    if (value->kind == WEIR_VALUE_ARGUMENT && value->block == c->entry)
      continue;
    add_barrier_input(c, to_builtin(&builder, value), NULL, (int32_t)i);
  }
}

// What is written to the storage of an argument may only be written once that
// argument may be changed.
static weir_value_t* alias_storage(weir_torch_function_t* c,
                                   weir_builder_t* builder,
                                   const weir_torch_barrier_input_t* input) {
  if (!input->storage) return input->tensor;
  weir_location_t* location = weir_value_location(input->tensor);
  weir_value_list_t dims =
      weir_build_dynamic_dims(builder, c->arena, location, input->tensor);
  return weir_build_tensor_alias(builder, location, input->tensor, dims.items,
                                 dims.count, input->storage, c->wait_fence,
                                 argument_affinity(c, input->storage->index));
}

static weir_attr_t* export_affinity(const weir_torch_function_t* c,
                                    const weir_torch_barrier_input_t* input) {
  if (input->storage) return argument_affinity(c, input->storage->index);
  if (input->return_index < 0) return NULL;
  return weir_function_attr_of(c->torch_function, "res_attrs",
                               (uint32_t)input->return_index,
                               "iree.abi.affinity");
}

void weir_torch_convert_results(weir_torch_function_t* c) {
  weir_builder_t builder = weir_builder_before(c->return_op);
  weir_location_t* location = c->function->location;
  if (c->barrier_count == 0) {
    weir_build_fence_signal(&builder, location, c->signal_fence);
    return;
  }
  weir_value_list_t tensors = {0};
  for (uint32_t i = 0; i < c->barrier_count; ++i) {
    weir_value_list_add(&tensors, c->arena,
                        alias_storage(c, &builder, &c->inputs[i]));
  }
  weir_op_t* barrier = weir_build_tensor_barrier(
      &builder, location, tensors.items, tensors.count, c->signal_fence);
  for (uint32_t i = 0; i < c->barrier_count; ++i) {
    weir_value_t* tensor = weir_op_result_n(barrier, i);
    weir_value_list_t dims =
        weir_build_dynamic_dims(&builder, c->arena, location, tensor);
    weir_value_t* exported = weir_build_tensor_export(
        &builder, location, tensor, dims.items, dims.count, NULL, NULL,
        export_affinity(c, &c->inputs[i]));
    if (c->inputs[i].return_index < 0) continue;
    weir_op_set_operand(c->return_op, (uint32_t)c->inputs[i].return_index,
                        exported);
  }
}
