#include "compiler/dialects/functions.h"

#include <string.h>

#include "compiler/dialects/forms.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

// -- parsing ------------------------------------------------------------------

typedef struct signature_t {
  weir_argument_list_t arguments;
  bool has_names;  // `%x: T`, not only `T`
  weir_type_list_t results;
  weir_attr_list_t result_attrs;  // dictionaries or NULL
  weir_attr_list_t tied;          // index attributes, -1: fresh
  bool has_tied;
} signature_t;

static weir_arena_t* arena_of(weir_asm_parser_t* parser) {
  return weir_context_arena(weir_asm_context(parser));
}

void weir_form_visibility(weir_asm_parser_t* parser) {
  static const char* const words[] = {"public", "private", "nested"};
  for (size_t i = 0; i < 3; ++i) {
    if (!weir_asm_try(parser, words[i])) continue;
    weir_op_state_attr(weir_asm_state(parser), "sym_visibility",
                       weir_string_attr(weir_asm_context(parser), words[i]));
    return;
  }
}

static bool optional_dictionary(weir_asm_parser_t* parser,
                                weir_attr_t** out_dictionary) {
  *out_dictionary = NULL;
  if (!weir_asm_peek(parser, "{")) return true;
  return weir_asm_dictionary(parser, out_dictionary);
}

static bool argument(weir_asm_parser_t* parser, void* user) {
  signature_t* signature = user;
  weir_location_t* location = weir_asm_location(parser);
  weir_asm_argument_t arg = {0};
  weir_asm_operand_t probe;
  bool is_first = signature->arguments.count == 0;
  bool named = weir_asm_try_operand(parser, &probe);
  if (!is_first && named != signature->has_names) {
    return weir_asm_error(parser, location,
                          named ? "expected type instead of SSA identifier"
                                : "expected SSA identifier");
  }
  signature->has_names = named;
  if (named) {
    arg.name = probe;
    if (!weir_asm_expect(parser, ":")) return false;
  }
  if (!weir_asm_type(parser, &arg.type)) return false;
  if (!optional_dictionary(parser, &arg.attrs)) return false;
  weir_location_t* given = NULL;
  if (!weir_asm_optional_location(parser, &given)) return false;
  arg.location = given != NULL ? given : location;
  weir_form_add_argument(parser, &signature->arguments, arg);
  return true;
}

static void add_result(weir_asm_parser_t* parser, signature_t* signature,
                       weir_type_t* type, weir_attr_t* attrs, int64_t tied) {
  weir_arena_t* arena = arena_of(parser);
  weir_type_list_add(&signature->results, arena, type);
  weir_attr_list_add(&signature->result_attrs, arena, attrs);
  weir_attr_list_add(&signature->tied, arena,
                     weir_index_attr(weir_asm_context(parser), tied));
  if (tied >= 0) signature->has_tied = true;
}

// `%x`, `%x as T` or `T`.
static bool result_type(weir_asm_parser_t* parser, const signature_t* signature,
                        weir_type_t** out_type, int64_t* out_tied) {
  *out_tied = -1;
  weir_asm_operand_t name;
  if (!weir_asm_try_operand(parser, &name)) {
    return weir_asm_type(parser, out_type);
  }
  for (uint32_t i = 0; i < signature->arguments.count; ++i) {
    const weir_asm_argument_t* arg = &signature->arguments.items[i];
    if (arg->name.number != name.number ||
        !weir_sv_equal(arg->name.name, name.name)) {
      continue;
    }
    *out_tied = i;
    *out_type = arg->type;
    if (weir_asm_try(parser, "as")) return weir_asm_type(parser, out_type);
    return true;
  }
  return weir_asm_error(parser, name.location,
                        "tied operand not found for result reference %%%.*s",
                        WEIR_SV_ARGS(name.name));
}

static bool result(weir_asm_parser_t* parser, void* user) {
  signature_t* signature = user;
  weir_type_t* type = NULL;
  weir_attr_t* attrs = NULL;
  int64_t tied = -1;
  if (!result_type(parser, signature, &type, &tied)) return false;
  if (!optional_dictionary(parser, &attrs)) return false;
  add_result(parser, signature, type, attrs, tied);
  return true;
}

static bool parse_results(weir_asm_parser_t* parser, signature_t* signature) {
  if (!weir_asm_try(parser, "->")) return true;
  if (weir_asm_peek(parser, "(")) {
    return weir_asm_list(parser, "(", ")", result, signature);
  }
  weir_type_t* type = NULL;
  int64_t tied = -1;
  if (!result_type(parser, signature, &type, &tied)) return false;
  add_result(parser, signature, type, NULL, tied);
  return true;
}

// An array of dictionaries, or nothing if all are empty.
static void set_dictionaries(weir_asm_parser_t* parser, const char* name,
                             weir_attr_t** attrs, uint32_t count) {
  weir_context_t* context = weir_asm_context(parser);
  bool any = false;
  for (uint32_t i = 0; i < count; ++i) {
    if (attrs[i] == NULL) attrs[i] = weir_dictionary_attr(context, NULL, 0);
    any = any || attrs[i]->dictionary.count > 0;
  }
  if (!any) return;
  weir_op_state_attr(weir_asm_state(parser), name,
                     weir_array_attr(context, attrs, count));
}

static void set_signature(weir_asm_parser_t* parser,
                          const signature_t* signature) {
  weir_context_t* context = weir_asm_context(parser);
  weir_op_state_t* state = weir_asm_state(parser);
  uint32_t count = signature->arguments.count;
  weir_type_t** inputs =
      WEIR_ARENA_ARRAY(arena_of(parser), weir_type_t*, count);
  weir_attr_t** attrs = WEIR_ARENA_ARRAY(arena_of(parser), weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    inputs[i] = signature->arguments.items[i].type;
    attrs[i] = signature->arguments.items[i].attrs;
  }
  weir_type_t* type =
      weir_function_type(context, inputs, count, signature->results.items,
                         signature->results.count);
  weir_op_state_attr(state, "function_type", weir_type_attr(type));
  set_dictionaries(parser, "arg_attrs", attrs, count);
  set_dictionaries(parser, "res_attrs", signature->result_attrs.items,
                   signature->result_attrs.count);
  if (signature->has_tied) {
    weir_op_state_attr(
        state, "tied_operands",
        weir_array_attr(context, signature->tied.items, signature->tied.count));
  }
}

static bool parse_body(weir_asm_parser_t* parser,
                       const signature_t* signature) {
  if (!weir_asm_peek(parser, "{")) return weir_asm_skip_region(parser);
  weir_location_t* location = weir_asm_location(parser);
  uint32_t count = signature->arguments.count;
  if (count > 0 && !signature->has_names) {
    return weir_asm_error(parser, location,
                          "a function with a body needs named arguments");
  }
  return weir_asm_region(parser, signature->arguments.items, count);
}

// Visibility, name, signature, attributes, body.
static bool parse_function(weir_asm_parser_t* parser) {
  signature_t signature = {0};
  weir_attr_t* name = NULL;
  weir_form_visibility(parser);
  if (!weir_asm_symbol_name(parser, &name)) return false;
  weir_op_state_attr(weir_asm_state(parser), "sym_name", name);
  if (!weir_asm_list(parser, "(", ")", argument, &signature)) return false;
  if (!parse_results(parser, &signature)) return false;
  set_signature(parser, &signature);
  if (!weir_asm_attr_dict_with_keyword(parser)) return false;
  return parse_body(parser, &signature);
}

bool weir_util_func_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info) {
  (void)info;
  return parse_function(parser);
}

bool weir_func_func_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info) {
  (void)info;
  return parse_function(parser);
}

// -- printing -----------------------------------------------------------------

static const char* const signature_attrs[] = {
    "sym_name",  "sym_visibility", "function_type",
    "arg_attrs", "res_attrs",      "tied_operands",
    NULL,
};

static const weir_attr_t* dictionary_at(const weir_op_t* op, const char* name,
                                        uint32_t index) {
  const weir_attr_t* array = weir_op_attr(op, name);
  if (!weir_attr_is(array, WEIR_ATTR_ARRAY) || index >= array->array.count) {
    return NULL;
  }
  const weir_attr_t* dictionary = array->array.elements[index];
  return dictionary->dictionary.count > 0 ? dictionary : NULL;
}

static void print_dictionary(weir_asm_printer_t* printer,
                             const weir_attr_t* dictionary) {
  if (dictionary == NULL) return;
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, dictionary);
}

// |declared_names|: declarations print `%argN: T` and not only `T`.
static void print_arguments(weir_asm_printer_t* printer, const weir_op_t* op,
                            const weir_type_t* type, bool declared_names) {
  const weir_region_t* body = weir_op_region(op, 0);
  bool has_body = !weir_region_is_empty(body);
  weir_asm_write(printer, "(");
  for (uint32_t i = 0; i < type->function.input_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    if (has_body) {
      weir_asm_print_value(printer, body->first->arguments[i]);
      weir_asm_write(printer, ": ");
    } else if (declared_names) {
      weir_asm_printf(printer, "%%arg%u: ", i);
    }
    weir_asm_print_type(printer, type->function.inputs[i]);
    print_dictionary(printer, dictionary_at(op, "arg_attrs", i));
    if (has_body) {
      weir_asm_print_argument_location(printer, body->first->arguments[i]);
    }
  }
  weir_asm_write(printer, ")");
}

// The argument that result |index| is tied to, -1 if none.
static int64_t tied_argument(const weir_op_t* op, uint32_t index) {
  const weir_attr_t* tied = weir_op_attr(op, "tied_operands");
  int64_t argument_index = -1;
  if (weir_attr_is(tied, WEIR_ATTR_ARRAY) && index < tied->array.count) {
    weir_attr_int(tied->array.elements[index], &argument_index);
  }
  return argument_index;
}

static void print_result(weir_asm_printer_t* printer, const weir_op_t* op,
                         const weir_type_t* type, uint32_t index) {
  weir_type_t* result_type_ = type->function.results[index];
  int64_t tied = tied_argument(op, index);
  bool print_type = true;
  if (tied >= 0 && tied < (int64_t)type->function.input_count) {
    const weir_region_t* body = weir_op_region(op, 0);
    if (weir_region_is_empty(body)) {
      weir_asm_printf(printer, "%%arg%lld", (long long)tied);
    } else {
      weir_asm_print_value(printer, body->first->arguments[tied]);
    }
    print_type = type->function.inputs[tied] != result_type_;
    if (print_type) weir_asm_write(printer, " as ");
  }
  if (print_type) weir_asm_print_type(printer, result_type_);
  print_dictionary(printer, dictionary_at(op, "res_attrs", index));
}

static void print_results(weir_asm_printer_t* printer, const weir_op_t* op,
                          const weir_type_t* type) {
  uint32_t count = type->function.result_count;
  if (count == 0) return;
  weir_asm_write(printer, " -> ");
  bool wrap = count != 1 || dictionary_at(op, "res_attrs", 0) != NULL ||
              type->function.results[0]->kind == WEIR_TYPE_FUNCTION;
  if (wrap) weir_asm_write(printer, "(");
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    print_result(printer, op, type, i);
  }
  if (wrap) weir_asm_write(printer, ")");
}

static void print_function(weir_asm_printer_t* printer, const weir_op_t* op,
                           bool declared_names) {
  const weir_type_t* type = weir_function_type_of(op);
  weir_asm_print_symbol(printer, weir_symbol_name(op));
  print_arguments(printer, op, type, declared_names);
  print_results(printer, op, type);
  weir_asm_print_attr_dict_with_keyword(printer, op, signature_attrs);
  if (weir_region_is_empty(weir_op_region(op, 0))) return;
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
}

void weir_util_func_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  weir_string_view_t visibility = weir_op_attr_string(op, "sym_visibility");
  if (visibility.size == 0) visibility = weir_sv("public");
  weir_asm_printf(printer, " %.*s ", WEIR_SV_ARGS(visibility));
  print_function(printer, op, true);
}

void weir_func_func_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  weir_string_view_t visibility = weir_op_attr_string(op, "sym_visibility");
  weir_asm_write(printer, " ");
  if (visibility.size > 0) {
    weir_asm_printf(printer, "%.*s ", WEIR_SV_ARGS(visibility));
  }
  print_function(printer, op, false);
}

// -- util.initializer ---------------------------------------------------------

bool weir_util_initializer_parse(weir_asm_parser_t* parser,
                                 const weir_op_info_t* info) {
  (void)info;
  weir_type_t* type =
      weir_function_type(weir_asm_context(parser), NULL, 0, NULL, 0);
  weir_op_state_attr(weir_asm_state(parser), "function_type",
                     weir_type_attr(type));
  return weir_asm_attr_dict_with_keyword(parser) &&
         weir_asm_region(parser, NULL, 0);
}

void weir_util_initializer_print(weir_asm_printer_t* printer,
                                 const weir_op_t* op) {
  weir_asm_print_attr_dict_with_keyword(printer, op, signature_attrs);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
}

// -- verification -------------------------------------------------------------

bool weir_verify_function(weir_op_t* op) {
  const weir_type_t* type = weir_function_type_of(op);
  weir_region_t* body = weir_op_region(op, 0);
  const weir_attr_t* attrs = weir_op_attr(op, "arg_attrs");
  if (attrs != NULL && attrs->array.count != type->function.input_count) {
    return weir_op_error(op,
                         "expects argument attribute array to have the same "
                         "number of elements as the number of function "
                         "arguments, got %u, but expected %u",
                         attrs->array.count, type->function.input_count);
  }
  attrs = weir_op_attr(op, "res_attrs");
  if (attrs != NULL && attrs->array.count != type->function.result_count) {
    return weir_op_error(op,
                         "expects result attribute array to have the same "
                         "number of elements as the number of function "
                         "results, got %u, but expected %u",
                         attrs->array.count, type->function.result_count);
  }
  if (weir_region_is_empty(body)) return true;
  const weir_block_t* entry = body->first;
  if (entry->argument_count != type->function.input_count) {
    return weir_op_error(op,
                         "entry block must have %u arguments to match "
                         "function signature",
                         type->function.input_count);
  }
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    if (entry->arguments[i]->type == type->function.inputs[i]) continue;
    return weir_op_error(op,
                         "type of entry block argument #%u must match the "
                         "type of the corresponding argument in function "
                         "signature",
                         i);
  }
  return true;
}

bool weir_verify_return(weir_op_t* op) {
  const weir_op_t* function = weir_op_parent(op);
  if (function == NULL || !weir_op_has_trait(function, WEIR_OP_FUNCTION)) {
    return true;
  }
  const weir_type_t* type = weir_function_type_of(function);
  if (type == NULL) return true;  // reported for the function
  weir_string_view_t name = weir_symbol_name(function);
  if (op->operand_count != type->function.result_count) {
    return weir_op_error(op,
                         "has %u operands, but enclosing function (@%.*s) "
                         "returns %u",
                         op->operand_count, WEIR_SV_ARGS(name),
                         type->function.result_count);
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_op_operand_n(op, i)->type == type->function.results[i]) continue;
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "type of return operand %u ('%s') doesn't match function "
                  "result type ('%s') in function @%.*s",
                  i, weir_type_text(weir_op_operand_n(op, i)->type, &scratch),
                  weir_type_text(type->function.results[i], &scratch),
                  WEIR_SV_ARGS(name));
    weir_arena_deinit(&scratch);
    return false;
  }
  return true;
}
