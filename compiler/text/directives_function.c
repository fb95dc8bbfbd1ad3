// Directives for function types and signatures.
#include "compiler/dialects/stream_types.h"
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"
#include "compiler/text/printer_impl.h"

// OperandTypeList(type($operands))
static bool parse_operand_types(weir_syntax_parse_t* s,
                                const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_read_types(s, args[0])->is_given = true;
  if (!weir_asm_expect(s->parser, "(")) return false;
  if (weir_asm_try(s->parser, ")")) return true;
  do {
    if (!weir_read_type(s, args[0], NULL)) return false;
  } while (weir_asm_try(s->parser, ","));
  return weir_asm_expect(s->parser, ")");
}

static void print_operand_types(weir_syntax_print_t* s,
                                const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_write(s->printer, "(");
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_asm_print_type(s->printer, weir_shown_type(s, args[0], i));
  }
  weir_asm_write(s->printer, ")");
}

// Reads results of which some are tied to the operands of a group, whose types
// are known by now.
static bool read_results(weir_syntax_parse_t* s, weir_syntax_ref_t operands,
                         weir_syntax_ref_t types, weir_syntax_ref_t results,
                         const weir_syntax_ref_t* dims,
                         weir_syntax_ref_t tied) {
  const weir_operand_list_t* names = weir_read_operands(s, operands);
  const weir_type_list_t* operand_types = weir_read_types(s, types);
  weir_tied_reader_t reader = {
      .operands = names->items,
      .operand_types = operand_types->items,
      .operand_count = names->count,
      .dims = dims,
      .allow_empty = true,
  };
  if (names->count != operand_types->count) {
    return weir_parser_error(
        s->parser,
        "number of operands and types do not match: got %u operands and %u "
        "types",
        names->count, operand_types->count);
  }
  if (!weir_read_tied_results(s, &reader)) return false;
  *weir_read_types(s, results) = reader.types;
  if (reader.ties.count > 0) {
    weir_set_attr(s, tied, weir_list_attr(s, &reader.ties));
  }
  return true;
}

// TiedFunctionResultList(ref($operands), ref(type($operands)), type($results),
//                        $tied_operands)
static bool parse_tied_results(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  return read_results(s, args[0], args[1], args[2], NULL, args[3]);
}

static void print_tied_results(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_write_tied_results(s, args[0], args[2], NULL, args[3]);
}

// ShapedFunctionType(ref($operands), type($operands), $operand_dims,
//                    type($results), $result_dims, $tied_operands)
static bool parse_shaped_function(weir_syntax_parse_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  weir_read_types(s, args[1])->is_given = true;
  if (!weir_asm_expect(s->parser, "(")) return false;
  if (!weir_asm_try(s->parser, ")")) {
    do {
      if (!weir_read_sized_type(s, args[1], args[2], NULL)) return false;
    } while (weir_asm_try(s->parser, ","));
    if (!weir_asm_expect(s->parser, ")")) return false;
  }
  return weir_asm_expect(s->parser, "->") &&
         read_results(s, args[0], args[1], args[3], &args[4], args[5]);
}

static void print_shaped_function(weir_syntax_print_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  uint32_t next = 0;
  weir_asm_write(s->printer, "(");
  for (uint32_t i = 0; i < weir_shown_count(s, args[1]); ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_type_t* type = weir_shown_type(s, args[1], i);
    weir_asm_print_type(s->printer, type);
    weir_write_dims(s, type, args[2], &next);
  }
  weir_asm_write(s->printer, ") -> ");
  weir_write_tied_results(s, args[0], args[3], &args[4], args[5]);
}

// -- signatures -------------------------------------------------------------

typedef struct signature_t {
  weir_operand_list_t names;
  weir_type_list_t types;
  weir_directive_list_t attrs;
  bool any_attrs;
} signature_t;

static void add_input(weir_syntax_parse_t* s, signature_t* signature,
                      weir_asm_operand_t name, weir_type_t* type,
                      weir_attr_t* attrs) {
  weir_context_t* context = s->parser->context;
  signature->any_attrs |= attrs != NULL && attrs->dictionary.count > 0;
  weir_add_operand(s, &signature->names, name);
  weir_add_type(s, &signature->types, type);
  weir_list_add(s, &signature->attrs,
                attrs ? attrs : weir_dictionary_attr(context, NULL, 0));
}

// `%a: T {..}`, or `%a[%b for %c]: T {..}` for a resource.
static bool read_input(weir_syntax_parse_t* s, signature_t* signature,
                       bool with_ranges) {
  weir_asm_parser_t* p = s->parser;
  weir_asm_operand_t name, offset = {0}, length = {0};
  if (!weir_parser_operand(p, &name)) return false;
  bool has_range = with_ranges && weir_asm_try(p, "[");
  if (has_range &&
      (!weir_parser_operand(p, &offset) || !weir_asm_expect(p, "for") ||
       !weir_parser_operand(p, &length) || !weir_asm_expect(p, "]"))) {
    return false;
  }
  if (!weir_asm_expect(p, ":")) return false;
  const char* at = p->token.start;
  weir_type_t* type = weir_parser_type(p);
  if (type == NULL) return false;
  if (with_ranges && weir_type_is_stream_resource(type) != has_range) {
    return weir_parser_error_at(
        p, at,
        "exactly the resources of a signature have a range "
        "`[%%offset for %%length]`");
  }
  weir_attr_t* attrs = NULL;
  if (weir_token_is(&p->token, "{")) {
    attrs = weir_parser_dictionary(p);
    if (attrs == NULL) return false;
  }
  weir_location_t* location = NULL;
  if (!weir_parser_trailing_location(p, &location)) return false;
  add_input(s, signature, name, type, attrs);
  if (has_range) {
    add_input(s, signature, offset, weir_index_type(p->context), NULL);
    add_input(s, signature, length, weir_index_type(p->context), NULL);
  }
  return true;
}

static bool read_signature(weir_syntax_parse_t* s, bool with_ranges,
                           weir_syntax_ref_t type_ref,
                           const weir_syntax_ref_t* tied,
                           weir_syntax_ref_t arg_attrs,
                           weir_syntax_ref_t res_attrs) {
  weir_asm_parser_t* p = s->parser;
  signature_t signature = {0};
  if (!weir_asm_expect(p, "(")) return false;
  if (!weir_asm_try(p, ")")) {
    do {
      if (!read_input(s, &signature, with_ranges)) return false;
    } while (weir_asm_try(p, ","));
    if (!weir_asm_expect(p, ")")) return false;
  }
  weir_tied_reader_t reader = {
      .operands = signature.names.items,
      .operand_types = signature.types.items,
      .operand_count = tied ? signature.names.count : 0,
      .with_attrs = true,
  };
  if (weir_asm_try(p, "->") && !weir_read_tied_results(s, &reader)) {
    return false;
  }
  weir_set_attr(s, type_ref,
                weir_type_attr(weir_function_type(
                    p->context, signature.types.items, signature.types.count,
                    reader.types.items, reader.types.count)));
  if (tied != NULL && reader.ties.count > 0) {
    weir_set_attr(s, *tied, weir_list_attr(s, &reader.ties));
  }
  if (signature.any_attrs) {
    weir_set_attr(s, arg_attrs, weir_list_attr(s, &signature.attrs));
  }
  if (reader.any_attrs) {
    weir_set_attr(s, res_attrs, weir_list_attr(s, &reader.attrs));
  }
  return true;
}

// ` {..}` of an entry of arg_attrs or res_attrs, if it is not empty.
static bool has_entry_attrs(const weir_attr_t* array, uint32_t index) {
  return weir_attr_is(array, WEIR_ATTR_ARRAY) && index < array->array.count &&
         weir_attr_is(array->array.elements[index], WEIR_ATTR_DICTIONARY) &&
         array->array.elements[index]->dictionary.count > 0;
}

static void write_entry_attrs(weir_syntax_print_t* s, const weir_attr_t* array,
                              uint32_t index) {
  if (!has_entry_attrs(array, index)) return;
  const weir_attr_t* attrs = array->array.elements[index];
  weir_asm_write(s->printer, " {");
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_printer_keyed(s->printer, attrs->dictionary.entries[i].name,
                       attrs->dictionary.entries[i].value);
  }
  weir_asm_write(s->printer, "}");
}

static void write_inputs(weir_syntax_print_t* s, const weir_type_t* type,
                         bool with_ranges, const weir_attr_t* attrs) {
  weir_asm_write(s->printer, "(");
  uint32_t count = type->function.input_count;
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    const weir_type_t* input = type->function.inputs[i];
    uint32_t index = i;
    weir_asm_printf(s->printer, "%%arg%u", i);
    if (with_ranges && weir_type_is_stream_resource(input) && i + 2 < count) {
      weir_asm_printf(s->printer, "[%%arg%u for %%arg%u]", i + 1, i + 2);
      i += 2;
    }
    weir_asm_write(s->printer, ": ");
    weir_asm_print_type(s->printer, input);
    write_entry_attrs(s, attrs, index);
  }
  weir_asm_write(s->printer, ")");
}

static void write_signature(weir_syntax_print_t* s, bool with_ranges,
                            weir_syntax_ref_t type_ref,
                            const weir_syntax_ref_t* tied,
                            weir_syntax_ref_t arg_attrs,
                            weir_syntax_ref_t res_attrs) {
  const weir_attr_t* attr = weir_shown_attr(s, type_ref);
  if (!weir_attr_is(attr, WEIR_ATTR_TYPE) ||
      attr->type_value->kind != WEIR_TYPE_FUNCTION) {
    return;
  }
  const weir_type_t* type = attr->type_value;
  write_inputs(s, type, with_ranges, weir_shown_attr(s, arg_attrs));
  uint32_t count = type->function.result_count;
  if (count == 0) return;
  const weir_attr_t* attrs = weir_shown_attr(s, res_attrs);
  bool bare = count == 1 && !has_entry_attrs(attrs, 0);
  weir_asm_write(s->printer, bare ? " -> " : " -> (");
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_type_t* result = type->function.results[i];
    int64_t tie = tied ? weir_shown_tie(s, *tied, i) : -1;
    bool is_tied = tie >= 0 && tie < type->function.input_count;
    if (is_tied) weir_asm_printf(s->printer, "%%arg%d", (int)tie);
    if (!is_tied) {
      weir_asm_print_type(s->printer, result);
    } else if (type->function.inputs[tie] != result) {
      weir_asm_write(s->printer, " as ");
      weir_asm_print_type(s->printer, result);
    }
    write_entry_attrs(s, attrs, i);
  }
  if (!bare) weir_asm_write(s->printer, ")");
}

// ShapedFunctionSignature($function_type, $tied_operands, $arg_attrs,
// $res_attrs)
static bool parse_shaped_signature(weir_syntax_parse_t* s,
                                   const weir_syntax_ref_t* args,
                                   uint32_t count) {
  (void)count;
  return read_signature(s, false, args[0], &args[1], args[2], args[3]);
}

static void print_shaped_signature(weir_syntax_print_t* s,
                                   const weir_syntax_ref_t* args,
                                   uint32_t count) {
  (void)count;
  write_signature(s, false, args[0], &args[1], args[2], args[3]);
}

// DispatchFunctionSignature($function_type, $arg_attrs, $res_attrs)
static bool parse_dispatch_signature(weir_syntax_parse_t* s,
                                     const weir_syntax_ref_t* args,
                                     uint32_t count) {
  (void)count;
  return read_signature(s, true, args[0], NULL, args[1], args[2]);
}

static void print_dispatch_signature(weir_syntax_print_t* s,
                                     const weir_syntax_ref_t* args,
                                     uint32_t count) {
  (void)count;
  write_signature(s, true, args[0], NULL, args[1], args[2]);
}

const weir_directive_t weir_function_directives[] = {
    {"OperandTypeList", parse_operand_types, print_operand_types},
    {"TiedFunctionResultList", parse_tied_results, print_tied_results},
    {"ShapedFunctionType", parse_shaped_function, print_shaped_function},
    {"ShapedFunctionSignature", parse_shaped_signature, print_shaped_signature},
    {"DispatchFunctionSignature", parse_dispatch_signature,
     print_dispatch_signature},
};
const uint32_t weir_function_directive_count =
    sizeof(weir_function_directives) / sizeof(weir_function_directives[0]);
