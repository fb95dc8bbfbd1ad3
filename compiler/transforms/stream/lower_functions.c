// stream.async.func to stream.cmd.func.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/allocation.h"

typedef struct signature_t {
  weir_type_t** types;
  weir_attr_t** attrs;
  uint32_t count;
} signature_t;

static signature_t new_signature(weir_arena_t* arena, uint32_t capacity) {
  return (signature_t){WEIR_ARENA_ARRAY(arena, weir_type_t*, capacity),
                       WEIR_ARENA_ARRAY(arena, weir_attr_t*, capacity), 0};
}

static void add_entry(signature_t* signature, weir_type_t* type,
                      weir_attr_t* attrs) {
  signature->types[signature->count] = type;
  signature->attrs[signature->count++] =
      attrs != NULL ? attrs : weir_dictionary_attr(type->context, NULL, 0);
}

// A resource comes with its offset and length.
static void add_argument(signature_t* signature, weir_type_t* type,
                         weir_attr_t* attrs) {
  add_entry(signature, type, attrs);
  if (!weir_type_is_stream_resource(type)) return;
  add_entry(signature, weir_index_type(type->context), NULL);
  add_entry(signature, weir_index_type(type->context), NULL);
}

static weir_attr_t* entry_of(weir_attr_t* list, uint32_t index) {
  return weir_attr_is(list, WEIR_ATTR_ARRAY) && index < list->array.count
             ? list->array.elements[index]
             : NULL;
}

static bool result_is_tied(weir_attr_t* ties, uint32_t index) {
  int64_t operand = -1;
  return weir_attr_int(entry_of(ties, index), &operand) && operand >= 0;
}

static weir_attr_t* attrs_of(weir_context_t* context,
                             const signature_t* signature) {
  bool any = false;
  for (uint32_t i = 0; i < signature->count; ++i) {
    any |= signature->attrs[i]->dictionary.count > 0;
  }
  return any ? weir_array_attr(context, signature->attrs, signature->count)
             : NULL;
}

// Results that are not tied become arguments behind the others.
void weir_allocation_lower_function(weir_op_t* function, weir_arena_t* arena) {
  weir_context_t* context = function->context;
  weir_type_t* type = weir_function_type_of(function);
  weir_attr_t* arg_attrs = weir_op_attr(function, "arg_attrs");
  weir_attr_t* res_attrs = weir_op_attr(function, "res_attrs");
  weir_attr_t* ties = weir_op_attr(function, "tied_operands");
  uint32_t input_count = type->function.input_count;
  uint32_t result_count = type->function.result_count;
  signature_t inputs = new_signature(arena, 3 * (input_count + result_count));
  signature_t results = new_signature(arena, result_count);
  for (uint32_t i = 0; i < input_count; ++i) {
    add_argument(&inputs, type->function.inputs[i], entry_of(arg_attrs, i));
  }
  for (uint32_t i = 0; i < result_count; ++i) {
    weir_type_t* result = type->function.results[i];
    if (!weir_type_is_stream_resource(result)) {
      add_entry(&results, result, entry_of(res_attrs, i));
    } else if (!result_is_tied(ties, i)) {
      add_argument(&inputs, result, entry_of(res_attrs, i));
    }
  }
  weir_builder_t builder = weir_builder_before(function);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_CMD_FUNC,
                     function->location);
  weir_op_state_attrs(&state, function->attrs);
  weir_op_t* by = weir_build(&builder, &state);
  weir_op_set_attr(by, "tied_operands", NULL);
  weir_op_set_attr(by, "arg_attrs", attrs_of(context, &inputs));
  weir_op_set_attr(by, "res_attrs", attrs_of(context, &results));
  weir_op_set_attr(
      by, "function_type",
      weir_type_attr(weir_function_type(context, inputs.types, inputs.count,
                                        results.types, results.count)));
  weir_op_erase(function);
}
