#include <string.h>

#include "compiler/dialects/forms.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"

static weir_arena_t* arena_of(weir_asm_parser_t* parser) {
  return weir_context_arena(weir_asm_context(parser));
}

// -- attributes that are a word -----------------------------------------------

static weir_attr_t* word_parse(weir_asm_parser_t* parser,
                               const weir_attr_def_t* def) {
  weir_string_view_t word;
  if (!weir_asm_expect(parser, "<")) return NULL;
  if (!weir_asm_keyword(parser, &word)) return NULL;
  if (!weir_asm_expect(parser, ">")) return NULL;
  weir_attr_t* param = weir_string_attr_sv(weir_asm_context(parser), word);
  return weir_dialect_attr(weir_asm_context(parser), def, &param, 1, NULL);
}

static void word_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  weir_asm_printf(printer, "<%.*s>",
                  WEIR_SV_ARGS(weir_attr_string(attr->dialect.params[0])));
}

// Iterator types are kept as strings, as the pretty form writes them.
static weir_attr_t* iterator_parse(weir_asm_parser_t* parser,
                                   const weir_attr_def_t* def) {
  weir_attr_t* attr = word_parse(parser, def);
  return attr != NULL ? attr->dialect.params[0] : NULL;
}

static const weir_attr_def_t type_fn_def = {
    .mnemonic = "type_fn",
    .param_count = 1,
    .parse = word_parse,
    .print = word_print,
};
static const weir_attr_def_t unary_fn_def = {
    .mnemonic = "unary_fn",
    .param_count = 1,
    .parse = word_parse,
    .print = word_print,
};
static const weir_attr_def_t binary_fn_def = {
    .mnemonic = "binary_fn",
    .param_count = 1,
    .parse = word_parse,
    .print = word_print,
};
static const weir_attr_def_t iterator_type_def = {
    .mnemonic = "iterator_type",
    .param_count = 1,
    .parse = iterator_parse,
    .print = word_print,
};

const weir_attr_def_t* const weir_linalg_attrs[WEIR_LINALG_ATTR_COUNT] = {
    &binary_fn_def,
    &iterator_type_def,
    &type_fn_def,
    &unary_fn_def,
};

// -- `ins(..) outs(..)` -------------------------------------------------------

typedef struct parts_t {
  weir_operand_list_t inputs, outputs;
  weir_type_list_t input_types, output_types;
} parts_t;

static bool parse_part(weir_asm_parser_t* parser, const char* word,
                       weir_operand_list_t* operands, weir_type_list_t* types) {
  if (!weir_asm_try(parser, word)) return true;
  return weir_asm_expect(parser, "(") && weir_form_operands(parser, operands) &&
         weir_asm_expect(parser, ":") && weir_form_types(parser, types) &&
         weir_asm_expect(parser, ")");
}

static bool parse_parts(weir_asm_parser_t* parser, parts_t* parts) {
  return weir_asm_attr_dict(parser) &&
         parse_part(parser, "ins", &parts->inputs, &parts->input_types) &&
         parse_part(parser, "outs", &parts->outputs, &parts->output_types);
}

static bool push_parts(weir_asm_parser_t* parser, const parts_t* parts) {
  return weir_form_push_operands(parser, &parts->inputs, &parts->input_types) &&
         weir_form_push_operands(parser, &parts->outputs, &parts->output_types);
}

// Results of ops that do not print them: one per output tensor.
static void push_output_results(weir_asm_parser_t* parser,
                                const parts_t* parts) {
  weir_type_list_t results = {0};
  for (uint32_t i = 0; i < parts->output_types.count; ++i) {
    if (!weir_type_is_tensor(parts->output_types.items[i])) continue;
    weir_type_list_add(&results, arena_of(parser),
                       parts->output_types.items[i]);
  }
  weir_form_push_results(parser, &results);
}

// Types of the elements that a body gets.
static weir_type_list_t operand_types(weir_asm_parser_t* parser,
                                      const parts_t* parts) {
  weir_type_list_t types = {0};
  for (uint32_t i = 0; i < parts->input_types.count; ++i) {
    weir_type_list_add(&types, arena_of(parser), parts->input_types.items[i]);
  }
  for (uint32_t i = 0; i < parts->output_types.count; ++i) {
    weir_type_list_add(&types, arena_of(parser), parts->output_types.items[i]);
  }
  return types;
}

static void print_part(weir_asm_printer_t* printer, const weir_op_t* op,
                       const char* word, uint32_t group) {
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t count = weir_op_operand_group_size(op, group);
  if (count == 0) return;
  weir_asm_printf(printer, " %s(", word);
  weir_form_print_operands(printer, op, start, count);
  weir_asm_write(printer, " : ");
  weir_form_print_operand_types(printer, op, start, count);
  weir_asm_write(printer, ")");
}

static void print_parts(weir_asm_printer_t* printer, const weir_op_t* op) {
  print_part(printer, op, "ins", WEIR_LINALG_INPUTS);
  print_part(printer, op, "outs", WEIR_LINALG_OUTPUTS);
}

// -- linalg.generic -----------------------------------------------------------

static const char* const trait_attrs[] = {
    "doc", "indexing_maps", "iterator_types", "library_call", NULL,
};

bool weir_linalg_generic_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  (void)info;
  parts_t parts = {0};
  weir_type_list_t results = {0};
  weir_location_t* location = weir_asm_location(parser);
  weir_attr_t* traits = NULL;
  if (!weir_asm_attr(parser, NULL, &traits)) return false;
  if (!weir_attr_is(traits, WEIR_ATTR_DICTIONARY)) {
    return weir_asm_error(parser, location,
                          "expected a dictionary of indexing_maps and "
                          "iterator_types");
  }
  weir_op_state_attrs(weir_asm_state(parser), traits);
  if (!parse_parts(parser, &parts)) return false;
  if (weir_asm_try(parser, "attrs")) {
    if (!weir_asm_expect(parser, "=")) return false;
    if (!weir_asm_attr_dict(parser)) return false;
  }
  if (!push_parts(parser, &parts)) return false;
  if (!weir_asm_region(parser, NULL, 0)) return false;
  if (!weir_form_arrow_types(parser, &results)) return false;
  weir_form_push_results(parser, &results);
  return true;
}

static bool is_trait(const weir_name_t* name) {
  for (const char* const* trait = trait_attrs; *trait != NULL; ++trait) {
    if (strcmp(name->data, *trait) == 0) return true;
  }
  return false;
}

void weir_linalg_generic_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  weir_attr_t* traits = weir_dictionary_attr(op->context, NULL, 0);
  bool has_more = false;
  for (uint32_t i = 0; i < op->attrs->dictionary.count; ++i) {
    weir_named_attr_t entry = op->attrs->dictionary.entries[i];
    if (is_trait(entry.name)) {
      traits = weir_dictionary_set(traits, entry.name->data, entry.value);
    } else {
      has_more = true;
    }
  }
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, traits);
  print_parts(printer, op);
  if (has_more) {
    weir_asm_write(printer, " attrs = ");
    weir_asm_print_attr_dict(printer, op, trait_attrs);
  }
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), true, true);
  weir_form_print_arrow_types(printer, op);
}

void weir_linalg_generic_names(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  const weir_region_t* body = weir_op_region(op, 0);
  if (weir_region_is_empty(body)) return;
  uint32_t inputs = weir_linalg_input_count(op);
  for (uint32_t i = 0; i < body->first->argument_count; ++i) {
    weir_asm_name(printer, body->first->arguments[i],
                  i < inputs ? "in" : "out");
  }
}

// -- named ops ----------------------------------------------------------------

bool weir_linalg_named_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info) {
  parts_t parts = {0};
  weir_type_list_t results = {0};
  weir_location_t* location = weir_asm_location(parser);
  if (!parse_parts(parser, &parts) || !push_parts(parser, &parts)) return false;
  if (!weir_form_arrow_types(parser, &results)) return false;
  weir_form_push_results(parser, &results);
  weir_type_list_t types = operand_types(parser, &parts);
  weir_op_state_t* state = weir_asm_state(parser);
  const weir_attr_t* attrs = weir_dictionary_attr(
      weir_asm_context(parser), state->attrs, state->attr_count);
  weir_linalg_build_body_in(weir_asm_context(parser), info->def->id,
                            weir_asm_add_region(parser), types.items,
                            types.count, attrs, location);
  return true;
}

void weir_linalg_named_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const elided[] = {"linalg.memoized_indexing_maps", NULL};
  weir_asm_print_attr_dict(printer, op, elided);
  print_parts(printer, op);
  weir_form_print_arrow_types(printer, op);
}

// -- linalg.transpose, linalg.broadcast ---------------------------------------

static const char* reorder_key(uint32_t id) {
  return id == WEIR_LINALG_TRANSPOSE ? "permutation" : "dimensions";
}

static bool integer_element(weir_asm_parser_t* parser, void* user) {
  int64_t value = 0;
  if (!weir_asm_integer(parser, &value)) return false;
  weir_attr_list_add(user, arena_of(parser),
                     weir_i64_attr(weir_asm_context(parser), value));
  return true;
}

// `key = [1, 0]`.
static bool parse_dimensions(weir_asm_parser_t* parser, const char* key) {
  weir_attr_list_t list = {0};
  if (!weir_asm_expect(parser, key) || !weir_asm_expect(parser, "=")) {
    return false;
  }
  if (!weir_asm_list(parser, "[", "]", integer_element, &list)) return false;
  int64_t* values = WEIR_ARENA_ARRAY(arena_of(parser), int64_t, list.count);
  for (uint32_t i = 0; i < list.count; ++i) {
    values[i] = list.items[i]->integer.value;
  }
  weir_op_state_attr(
      weir_asm_state(parser), key,
      weir_dense_i64_array_attr(weir_asm_context(parser), values, list.count));
  return true;
}

static void print_dimensions(weir_asm_printer_t* printer, const weir_op_t* op,
                             const char* key) {
  const weir_attr_t* attr = weir_op_attr(op, key);
  weir_asm_printf(printer, " %s = [", key);
  for (uint32_t i = 0; attr != NULL && i < attr->dense_array.count; ++i) {
    weir_asm_printf(
        printer, i > 0 ? ", %lld" : "%lld",
        (long long)((const int64_t*)(const void*)attr->dense_array.data)[i]);
  }
  weir_asm_write(printer, "] ");
}

bool weir_linalg_reorder_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  parts_t parts = {0};
  weir_location_t* location = weir_asm_location(parser);
  if (!parse_parts(parser, &parts) || !push_parts(parser, &parts)) return false;
  if (!parse_dimensions(parser, reorder_key(info->def->id))) return false;
  push_output_results(parser, &parts);
  weir_type_list_t types = operand_types(parser, &parts);
  const weir_attr_t* none =
      weir_dictionary_attr(weir_asm_context(parser), NULL, 0);
  weir_linalg_build_body_in(weir_asm_context(parser), info->def->id,
                            weir_asm_add_region(parser), types.items,
                            types.count, none, location);
  return weir_asm_attr_dict(parser);
}

void weir_linalg_reorder_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  const char* const elided[] = {reorder_key(weir_op_id(op)), NULL};
  print_parts(printer, op);
  print_dimensions(printer, op, elided[0]);
  weir_asm_print_attr_dict(printer, op, elided);
}

void weir_linalg_transpose_names(weir_asm_printer_t* printer,
                                 const weir_op_t* op) {
  if (op->result_count == 1) {
    weir_asm_name(printer, weir_op_result_n(op, 0), "transposed");
  }
}

void weir_linalg_broadcast_names(weir_asm_printer_t* printer,
                                 const weir_op_t* op) {
  if (op->result_count == 1) {
    weir_asm_name(printer, weir_op_result_n(op, 0), "broadcasted");
  }
}

// -- linalg.map, linalg.reduce ------------------------------------------------

// The op of a body that is one op and the yield of its result, taking the
// body's arguments in order (the outputs first if |outputs_first|).
static const weir_op_t* payload_of(const weir_op_t* op, bool outputs_first) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  if (body == NULL || body->first == NULL || body->first->next != body->last) {
    return NULL;
  }
  const weir_op_t* payload = body->first;
  const weir_op_t* yield = body->last;
  if (payload->result_count != 1 || payload->region_count != 0 ||
      !weir_op_is(yield, WEIR_LINALG_YIELD) || yield->operand_count != 1 ||
      weir_op_operand_n(yield, 0) != weir_op_result_n(payload, 0) ||
      payload->operand_count != body->argument_count) {
    return NULL;
  }
  uint32_t count = payload->operand_count, half = count / 2;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t expected = outputs_first ? (i + half) % count : i;
    if (weir_op_operand_n(payload, i) != body->arguments[expected]) {
      return NULL;
    }
  }
  return payload;
}

typedef struct payload_t {
  bool is_short;
  weir_string_view_t name;
  weir_attr_t* attrs;
} payload_t;

// `{ arith.addf {attrs} }`.
static bool parse_payload(weir_asm_parser_t* parser, payload_t* payload) {
  if (!weir_asm_try(parser, "{")) return true;
  payload->is_short = true;
  if (!weir_asm_keyword(parser, &payload->name)) return false;
  if (weir_asm_peek(parser, "{") &&
      !weir_asm_dictionary(parser, &payload->attrs)) {
    return false;
  }
  return weir_asm_expect(parser, "}");
}

// The body that the short form stands for.
static bool build_payload(weir_asm_parser_t* parser, const payload_t* payload,
                          weir_type_t* const* types, uint32_t count,
                          bool outputs_first, weir_location_t* location) {
  weir_context_t* context = weir_asm_context(parser);
  if (weir_context_op(context, payload->name) == NULL) {
    return weir_asm_error(parser, location, "unknown op '%.*s'",
                          WEIR_SV_ARGS(payload->name));
  }
  weir_block_t* block = weir_block_create(context);
  weir_region_insert_block(weir_asm_add_region(parser), block, NULL);
  for (uint32_t i = 0; i < count; ++i) {
    weir_block_add_argument(block, weir_type_element(types[i]), location);
  }
  weir_builder_t builder = {.context = context, .block = block};
  weir_op_state_t state;
  weir_op_state_init_named(&state, context, payload->name, location);
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t at = outputs_first ? (i + count / 2) % count : i;
    weir_op_state_operand(&state, block->arguments[at]);
  }
  weir_op_state_attrs(&state, payload->attrs);
  weir_op_state_result(&state, weir_type_element(types[count - 1]));
  weir_value_t* value = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_state_init(&state, &builder, WEIR_LINALG_YIELD, location);
  weir_op_state_operands(&state, &value, 1);
  weir_build(&builder, &state);
  return true;
}

static bool body_argument(weir_asm_parser_t* parser, void* user) {
  weir_asm_argument_t argument;
  if (!weir_asm_argument(parser, true, false, &argument)) return false;
  weir_form_add_argument(parser, user, argument);
  return true;
}

bool weir_linalg_payload_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  bool is_reduce = info->def->id == WEIR_LINALG_REDUCE;
  parts_t parts = {0};
  payload_t payload = {0};
  weir_location_t* location = weir_asm_location(parser);
  if (!parse_payload(parser, &payload)) return false;
  if (!parse_parts(parser, &parts) || !push_parts(parser, &parts)) return false;
  if (is_reduce && !parse_dimensions(parser, "dimensions")) return false;
  push_output_results(parser, &parts);
  if (!weir_asm_attr_dict(parser)) return false;
  if (payload.is_short) {
    weir_type_list_t types =
        is_reduce ? operand_types(parser, &parts) : parts.input_types;
    if (types.count == 0) {
      return weir_asm_error(parser, location, "expected inputs");
    }
    return build_payload(parser, &payload, types.items, types.count, is_reduce,
                         location);
  }
  weir_argument_list_t arguments = {0};
  return weir_asm_list(parser, "(", ")", body_argument, &arguments) &&
         weir_asm_region(parser, arguments.items, arguments.count);
}

void weir_linalg_payload_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  static const char* const none[] = {NULL};
  static const char* const elided[] = {"dimensions", NULL};
  bool is_reduce = weir_op_is(op, WEIR_LINALG_REDUCE);
  const weir_op_t* payload = payload_of(op, is_reduce);
  if (payload != NULL) {
    weir_asm_printf(printer, " { %s", payload->name->data);
    weir_asm_print_attr_dict(printer, payload, none);
    weir_asm_write(printer, " }");
  }
  print_parts(printer, op);
  if (is_reduce) print_dimensions(printer, op, "dimensions");
  weir_asm_print_attr_dict(printer, op, is_reduce ? elided : none);
  if (payload != NULL) return;
  const weir_block_t* body = weir_op_region(op, 0)->first;
  weir_asm_indent(printer, 2);
  weir_asm_newline(printer);
  weir_asm_write(printer, "(");
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, body->arguments[i]);
    weir_asm_write(printer, ": ");
    weir_asm_print_type(printer, body->arguments[i]->type);
  }
  weir_asm_write(printer, ") ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
  weir_asm_indent(printer, -2);
}

void weir_linalg_payload_names(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  bool is_reduce = weir_op_is(op, WEIR_LINALG_REDUCE);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_asm_name(printer, weir_op_result_n(op, i),
                  is_reduce ? "reduced" : "mapped");
  }
  const weir_region_t* body = weir_op_region(op, 0);
  uint32_t inputs = weir_linalg_input_count(op);
  if (weir_region_is_empty(body)) return;
  for (uint32_t i = 0; i < body->first->argument_count; ++i) {
    weir_asm_name(printer, body->first->arguments[i],
                  i < inputs ? "in" : "init");
  }
}

// -- linalg.yield -------------------------------------------------------------

bool weir_linalg_yield_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t operands = {0};
  weir_type_list_t types = {0};
  if (!weir_form_operands(parser, &operands)) return false;
  if (!weir_asm_attr_dict(parser)) return false;
  if (operands.count > 0 &&
      (!weir_asm_expect(parser, ":") || !weir_form_types(parser, &types))) {
    return false;
  }
  return weir_form_push_operands(parser, &operands, &types);
}

void weir_linalg_yield_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const none[] = {NULL};
  if (op->operand_count > 0) weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, op->operand_count);
  weir_asm_print_attr_dict(printer, op, none);
  if (op->operand_count == 0) return;
  weir_asm_write(printer, " : ");
  weir_form_print_operand_types(printer, op, 0, op->operand_count);
}
