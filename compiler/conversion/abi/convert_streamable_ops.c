// Calls of imports that can be scheduled with other work on a stream.
//
// Needs:   util.func declarations marked iree.abi.streamable. Memory is made
//          before they run, so each dynamic dimension of a result must be
//          found without them: iree.abi.dims on the result lists arguments
//          that hold them, a result tied to an argument of its own type has
//          those of the argument, or iree.abi.result_dims on the function
//          names one that computes the dimensions of all results from the same
//          arguments.
// Changes: such a declaration into a flow.func and its calls into flow.call.
// Keeps:   all other functions and calls; attributes of dialects.
#include "compiler/conversion/abi/abi.h"
#include "compiler/conversion/conversion.h"
#include "compiler/conversion/dims.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"

// Where the dynamic dimensions of one result come from.
typedef struct result_dims_t {
  bool are_tied;   // they are those of the tied argument
  uint32_t count;  // else the arguments that hold them
  int64_t* arguments;
} result_dims_t;

typedef struct streamable_t {
  weir_op_t* function;
  weir_arena_t* arena;
  weir_attr_t* tied;       // tied_operands; NULL: nothing is
  weir_op_t* calculation;  // computes all dimensions; NULL: |dims| have them
  result_dims_t* dims;
} streamable_t;

// -- tied results ------------------------------------------------------------

static int64_t tied_operand(const weir_attr_t* tied, uint32_t result) {
  int64_t operand = -1;
  if (tied && result < tied->array.count) {
    weir_attr_int(tied->array.elements[result], &operand);
  }
  return operand;
}

// -- dimensions --------------------------------------------------------------

static uint32_t dynamic_dims(const weir_type_t* type) {
  return weir_type_is_ranked_tensor(type) ? weir_type_dynamic_dim_count(type)
                                          : 0;
}

static uint32_t all_dynamic_dims(const weir_type_t* function_type) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < function_type->function.result_count; ++i) {
    count += dynamic_dims(function_type->function.results[i]);
  }
  return count;
}

static bool verify_arguments(const streamable_t* s, weir_op_t* calculation) {
  const weir_type_t* type = weir_function_type_of(s->function);
  const weir_type_t* other = weir_function_type_of(calculation);
  if (type->function.input_count != other->function.input_count) {
    return weir_op_error(calculation,
                         "must match the signature of the function using it "
                         "exactly; argument count mismatch");
  }
  for (uint32_t i = 0; i < type->function.input_count; ++i) {
    if (type->function.inputs[i] == other->function.inputs[i]) continue;
    return weir_op_error(
        calculation,
        "must match the signature of the function using it exactly; argument "
        "type mismatch (expected '%s', have '%s')",
        weir_print_type(type->function.inputs[i], s->arena),
        weir_print_type(other->function.inputs[i], s->arena));
  }
  return true;
}

static bool verify_calculation(const streamable_t* s, weir_op_t* calculation) {
  if (!verify_arguments(s, calculation)) return false;
  const weir_type_t* type = weir_function_type_of(calculation);
  uint32_t needed = all_dynamic_dims(weir_function_type_of(s->function));
  if (type->function.result_count != needed) {
    return weir_op_error(
        calculation,
        "must return the exact number of dynamic tensor dimensions as the "
        "function using it (expected %u, have %u)",
        needed, type->function.result_count);
  }
  for (uint32_t i = 0; i < type->function.result_count; ++i) {
    if (weir_type_is_index(type->function.results[i])) continue;
    return weir_op_error(calculation,
                         "must return only index types matching the dynamic "
                         "tensor dimensions");
  }
  return true;
}

static bool find_calculation(streamable_t* s) {
  weir_attr_t* name = weir_op_attr(s->function, "iree.abi.result_dims");
  if (!weir_attr_is(name, WEIR_ATTR_SYMBOL_REF)) return true;
  weir_op_t* calculation = weir_symbol_resolve(s->function, name);
  if (!calculation || !weir_op_has_trait(calculation, WEIR_OP_FUNCTION)) {
    return weir_op_error(
        s->function,
        "cannot find the referenced result shape calculation function %s",
        weir_print_attr(name, s->arena));
  }
  s->calculation = calculation;
  return verify_calculation(s, calculation);
}

// The arguments that iree.abi.dims lists.
static bool listed_dims(const streamable_t* s, uint32_t result,
                        const weir_attr_t* list, uint32_t needed,
                        result_dims_t* dims) {
  if (s->calculation) {
    return weir_op_error(
        s->function,
        "cannot have both an explicit result shape calculation function and "
        "arg dims reference (on result %u)",
        result);
  }
  if (list->array.count != needed) {
    return weir_op_error(s->function,
                         "result %u dynamic dimension mismatch; attribute "
                         "specifies %u dimensions but tensor has %u dynamic "
                         "dimensions",
                         result, list->array.count, needed);
  }
  const weir_type_t* type = weir_function_type_of(s->function);
  dims->count = needed;
  dims->arguments = WEIR_ARENA_ARRAY(s->arena, int64_t, needed);
  for (uint32_t i = 0; i < needed; ++i) {
    int64_t argument = -1;
    weir_attr_int(list->array.elements[i], &argument);
    if (argument < 0 || argument >= type->function.input_count ||
        !weir_type_is_index(type->function.inputs[argument])) {
      return weir_op_error(s->function,
                           "result %u dimension %u is not an argument of index "
                           "type",
                           result, i);
    }
    dims->arguments[i] = argument;
  }
  return true;
}

static bool find_result_dims(streamable_t* s, uint32_t result) {
  const weir_type_t* type = weir_function_type_of(s->function);
  const weir_type_t* result_type = type->function.results[result];
  uint32_t needed = dynamic_dims(result_type);
  result_dims_t* dims = &s->dims[result];
  weir_attr_t* list =
      weir_function_attr_of(s->function, "res_attrs", result, "iree.abi.dims");
  if (weir_attr_is(list, WEIR_ATTR_ARRAY)) {
    return listed_dims(s, result, list, needed, dims);
  }
  if (needed == 0 || s->calculation) return true;
  int64_t operand = tied_operand(s->tied, result);
  if (operand >= 0 && operand < type->function.input_count &&
      type->function.inputs[operand] == result_type) {
    dims->are_tied = true;
    return true;
  }
  return weir_op_error(
      s->function,
      "missing dynamic dimensions on result %u; must provide via "
      "iree.abi.dims, a matching typed tied operand, or with a custom result "
      "shape calculation function",
      result);
}

static bool find_dims(streamable_t* s) {
  uint32_t count = weir_function_type_of(s->function)->function.result_count;
  s->dims = WEIR_ARENA_ARRAY(s->arena, result_dims_t, count);
  bool ok = find_calculation(s);
  for (uint32_t i = 0; ok && i < count; ++i) ok = find_result_dims(s, i);
  return ok;
}

// -- functions ---------------------------------------------------------------

// The attributes of results without those that have been followed.
static weir_attr_t* result_attrs(const streamable_t* s) {
  weir_attr_t* attrs = weir_op_attr(s->function, "res_attrs");
  if (!attrs) return NULL;
  uint32_t count = attrs->array.count;
  weir_attr_t** kept = WEIR_ARENA_ARRAY(s->arena, weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    kept[i] =
        weir_dictionary_set(attrs->array.elements[i], "iree.abi.dims", NULL);
  }
  weir_context_t* context = s->function->context;
  return weir_resize_attrs(context, weir_array_attr(context, kept, count),
                           count);
}

static void declare(const streamable_t* s) {
  weir_op_t* function = s->function;
  weir_builder_t builder = weir_builder_before(function);
  static const char* const kept[] = {"sym_name", "sym_visibility",
                                     "function_type", "arg_attrs"};
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_FUNC, function->location);
  for (uint32_t i = 0; i < sizeof(kept) / sizeof(kept[0]); ++i) {
    weir_op_state_attr(&state, kept[i], weir_op_attr(function, kept[i]));
  }
  weir_op_state_attr(&state, "res_attrs", result_attrs(s));
  weir_op_state_attr(&state, "tied_operands", s->tied);
  weir_op_state_regions(&state, 1);
  weir_op_t* declaration = weir_build(&builder, &state);
  weir_copy_dialect_attrs(function, declaration);
  weir_op_remove_attr(declaration, "iree.abi.streamable");
  weir_op_remove_attr(declaration, "iree.abi.result_dims");
}

// -- calls -------------------------------------------------------------------

static void append(weir_value_list_t* list, weir_arena_t* arena,
                   const weir_value_list_t* more) {
  for (uint32_t i = 0; i < more->count; ++i) {
    weir_value_list_add(list, arena, more->items[i]);
  }
}

static weir_value_list_t calculate_dims(const streamable_t* s,
                                        weir_builder_t* builder,
                                        weir_op_t* call,
                                        const weir_value_list_t* arguments) {
  weir_op_t* by = weir_build_call(builder, call->location, s->calculation,
                                  arguments->items, arguments->count);
  weir_value_list_t dims = {0};
  for (uint32_t i = 0; i < by->result_count; ++i) {
    weir_value_list_add(&dims, s->arena, weir_op_result_n(by, i));
  }
  return dims;
}

static weir_value_list_t collect_dims(const streamable_t* s,
                                      weir_builder_t* builder,
                                      weir_op_t* call) {
  weir_value_list_t all = {0};
  for (uint32_t i = 0; i < call->result_count; ++i) {
    const result_dims_t* dims = &s->dims[i];
    if (dims->are_tied) {
      weir_value_t* operand =
          weir_op_operand_n(call, (uint32_t)tied_operand(s->tied, i));
      weir_value_list_t of_operand =
          weir_build_dynamic_dims(builder, s->arena, call->location, operand);
      append(&all, s->arena, &of_operand);
    }
    for (uint32_t d = 0; d < dims->count; ++d) {
      weir_value_list_add(
          &all, s->arena,
          weir_op_operand_n(call, (uint32_t)dims->arguments[d]));
    }
  }
  return all;
}

static void convert_call(const streamable_t* s, weir_op_t* call) {
  weir_builder_t builder = weir_builder_before(call);
  weir_value_list_t arguments = {0}, argument_dims = {0};
  for (uint32_t i = 0; i < call->operand_count; ++i) {
    weir_value_t* argument = weir_op_operand_n(call, i);
    weir_value_list_add(&arguments, s->arena, argument);
    weir_value_list_t dims =
        weir_build_dynamic_dims(&builder, s->arena, call->location, argument);
    append(&argument_dims, s->arena, &dims);
  }
  weir_value_list_t result_dims =
      s->calculation ? calculate_dims(s, &builder, call, &arguments)
                     : collect_dims(s, &builder, call);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_FLOW_CALL, call->location);
  weir_op_state_operands(&state, arguments.items, arguments.count);
  weir_op_state_operands(&state, argument_dims.items, argument_dims.count);
  weir_op_state_operands(&state, result_dims.items, result_dims.count);
  weir_op_state_attr(&state, "callee", weir_op_attr(call, "callee"));
  weir_op_state_attr(&state, "tied_operands", s->tied);
  weir_op_state_results_of(&state, call, 0);
  weir_op_t* by = weir_build(&builder, &state);
  weir_copy_dialect_attrs(call, by);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_replace_uses(weir_op_result_n(call, i), weir_op_result_n(by, i));
  }
  weir_op_erase(call);
}

static void convert_function(weir_op_t* module, weir_op_t* function,
                             weir_arena_t* arena) {
  if (!weir_region_is_empty(weir_op_region(function, 0))) {
    weir_op_error(function,
                  "only external streamable calls are supported today");
    return;
  }
  streamable_t s = {.function = function, .arena = arena};
  s.tied = weir_op_attr(function, "tied_operands");
  if (!s.tied) s.tied = weir_abi_tied_operands(function);
  if (!find_dims(&s)) return;
  weir_string_view_t name = weir_symbol_name(function);
  weir_op_list_t calls = weir_collect_ops(module, WEIR_UTIL_CALL, arena);
  declare(&s);
  for (uint32_t i = 0; i < calls.count; ++i) {
    if (weir_sv_equal(weir_op_attr_string(calls.ops[i], "callee"), name)) {
      convert_call(&s, calls.ops[i]);
    }
  }
  weir_op_erase(function);
}

weir_status_t weir_abi_convert_streamable_ops(weir_pass_t* pass,
                                              weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_FUNC) &&
        weir_op_has_attr(op, "iree.abi.streamable")) {
      convert_function(module, op, pass->scratch);
    }
  }
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "streamable imports cannot be converted");
}
