// Directives for parameters: references "scope"::"key" and lists of transfers.
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"

// `"key"` or `"scope"::"key"`; |out_scope| is NULL without one.
static bool read_reference(weir_syntax_parse_t* s, weir_attr_t** out_scope,
                           weir_attr_t** out_key) {
  weir_asm_parser_t* p = s->parser;
  weir_string_view_t text;
  *out_scope = NULL;
  if (!weir_asm_string(p, &text)) return false;
  *out_key = weir_string_attr_sv(p->context, text);
  if (!weir_asm_try(p, "::")) return true;
  *out_scope = *out_key;
  if (!weir_asm_string(p, &text)) return false;
  *out_key = weir_string_attr_sv(p->context, text);
  return true;
}

static void write_reference(weir_syntax_print_t* s, const weir_attr_t* scope,
                            const weir_attr_t* key) {
  if (scope != NULL) {
    weir_asm_print_string(s->printer, weir_attr_string(scope));
    weir_asm_write(s->printer, "::");
  }
  weir_asm_print_string(s->printer, weir_attr_string(key));
}

// ParameterReference($scope, $key)
static bool parse_reference(weir_syntax_parse_t* s,
                            const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_attr_t* scope = NULL;
  weir_attr_t* key = NULL;
  if (!read_reference(s, &scope, &key)) return false;
  weir_set_attr(s, args[0], scope);
  weir_set_attr(s, args[1], key);
  return true;
}

static void print_reference(weir_syntax_print_t* s,
                            const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  write_reference(s, weir_shown_attr(s, args[0]), weir_shown_attr(s, args[1]));
}

// -- rows -------------------------------------------------------------------

typedef struct rows_t {
  weir_attr_t* scope;
  weir_directive_list_t keys;
} rows_t;

// A reference with its offset: `"scope"::"key"[%offset]`.
static bool read_row_reference(weir_syntax_parse_t* s, rows_t* rows,
                               weir_syntax_ref_t offsets) {
  weir_asm_parser_t* p = s->parser;
  const char* at = p->token.start;
  weir_attr_t* scope = NULL;
  weir_attr_t* key = NULL;
  if (!read_reference(s, &scope, &key)) return false;
  if (rows->keys.count > 0 && scope != rows->scope) {
    return weir_parser_error_at(p, at,
                                "each parameter must have the same scope");
  }
  rows->scope = scope;
  weir_list_add(s, &rows->keys, key);
  return weir_asm_expect(p, "[") && weir_read_operand(s, offsets) &&
         weir_asm_expect(p, "]");
}

static void write_row_reference(weir_syntax_print_t* s, weir_syntax_ref_t scope,
                                weir_syntax_ref_t keys,
                                weir_syntax_ref_t offsets, uint32_t index) {
  const weir_attr_t* all = weir_shown_attr(s, keys);
  bool known = weir_attr_is(all, WEIR_ATTR_ARRAY) && index < all->array.count;
  write_reference(s, weir_shown_attr(s, scope),
                  known ? all->array.elements[index] : NULL);
  weir_asm_write(s->printer, "[");
  weir_write_operand(s, offsets, index);
  weir_asm_write(s->printer, "]");
}

static void set_rows(weir_syntax_parse_t* s, const rows_t* rows,
                     weir_syntax_ref_t scope, weir_syntax_ref_t keys) {
  weir_set_attr(s, scope, rows->scope);
  weir_set_attr(s, keys, weir_list_attr(s, &rows->keys));
}

static uint32_t row_count(const weir_syntax_print_t* s,
                          weir_syntax_ref_t keys) {
  const weir_attr_t* all = weir_shown_attr(s, keys);
  return weir_attr_is(all, WEIR_ATTR_ARRAY) ? all->array.count : 0;
}

// The one value that all rows of a gather or scatter repeat.
static bool read_repeated(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                          const char* what) {
  weir_asm_parser_t* p = s->parser;
  weir_operand_list_t* list = weir_read_operands(s, ref);
  const char* at = p->token.start;
  weir_asm_operand_t operand;
  if (!weir_parser_operand(p, &operand)) return false;
  if (list->count == 0) {
    weir_add_operand(s, list, operand);
    return true;
  }
  const weir_asm_operand_t* first = &list->items[0];
  if (first->number == operand.number &&
      weir_sv_equal(first->name, operand.name)) {
    return true;
  }
  return weir_parser_error_at(p, at, "each operation must use the same %s",
                              what);
}

// |size| is NULL where the type is not followed by one.
static bool read_repeated_type(weir_syntax_parse_t* s, weir_syntax_ref_t type,
                               const weir_syntax_ref_t* size,
                               const char* what) {
  weir_asm_parser_t* p = s->parser;
  const char* at = p->token.start;
  weir_type_t* read = weir_parser_type(p);
  if (read == NULL) return false;
  weir_type_list_t* list = weir_read_types(s, type);
  if (list->count == 0) weir_add_type(s, list, read);
  list->is_given = true;
  if (list->items[0] != read) {
    return weir_parser_error_at(p, at, "each operation must use the same %s",
                                what);
  }
  if (size == NULL) return true;
  return weir_asm_expect(p, "{") && read_repeated(s, *size, what) &&
         weir_asm_expect(p, "}");
}

static bool read_range(weir_syntax_parse_t* s, weir_syntax_ref_t offsets,
                       weir_syntax_ref_t lengths) {
  return weir_asm_expect(s->parser, "[") && weir_read_operand(s, offsets) &&
         weir_asm_expect(s->parser, "for") && weir_read_operand(s, lengths) &&
         weir_asm_expect(s->parser, "]");
}

// `%v[%offset for %length] : T{%size}`, or without the size
static void write_slice(weir_syntax_print_t* s, weir_syntax_ref_t value,
                        weir_syntax_ref_t offsets, weir_syntax_ref_t lengths,
                        weir_syntax_ref_t type, const weir_syntax_ref_t* size,
                        uint32_t index) {
  weir_write_operand(s, value, 0);
  weir_asm_write(s->printer, "[");
  weir_write_operand(s, offsets, index);
  weir_asm_write(s->printer, " for ");
  weir_write_operand(s, lengths, index);
  weir_asm_write(s->printer, "] : ");
  weir_asm_print_type(s->printer, weir_shown_type(s, type, 0));
  if (size == NULL) return;
  weir_asm_write(s->printer, "{");
  weir_write_operand(s, *size, 0);
  weir_asm_write(s->printer, "}");
}

// ParameterLoadOperations($scope, $keys, $offsets, type($results), $sizes)
static bool parse_load(weir_syntax_parse_t* s, const weir_syntax_ref_t* args,
                       uint32_t count) {
  (void)count;
  rows_t rows = {0};
  do {
    if (!read_row_reference(s, &rows, args[2]) ||
        !weir_asm_expect(s->parser, ":") || !weir_read_type(s, args[3], NULL) ||
        !weir_read_braced(s, args[4])) {
      return false;
    }
  } while (weir_asm_try(s->parser, ","));
  set_rows(s, &rows, args[0], args[1]);
  return true;
}

static void print_load(weir_syntax_print_t* s, const weir_syntax_ref_t* args,
                       uint32_t count) {
  (void)count;
  for (uint32_t i = 0; i < row_count(s, args[1]); ++i) {
    weir_begin_row(s, i == 0);
    write_row_reference(s, args[0], args[1], args[2], i);
    weir_asm_write(s->printer, " : ");
    weir_asm_print_type(s->printer, weir_shown_type(s, args[3], i));
    weir_asm_write(s->printer, "{");
    weir_write_operand(s, args[4], i);
    weir_asm_write(s->printer, "}");
  }
  weir_asm_newline(s->printer);
}

// ParameterGatherOperations($scope, $keys, $source_offsets, $target,
//     type($target), $target_size?, $target_offsets, $target_lengths)
static bool parse_gather(weir_syntax_parse_t* s, const weir_syntax_ref_t* args,
                         uint32_t count) {
  const weir_syntax_ref_t* ranges = &args[count - 2];
  rows_t rows = {0};
  do {
    if (!read_row_reference(s, &rows, args[2]) ||
        !weir_asm_expect(s->parser, "->") ||
        !read_repeated(s, args[3], "target resource") ||
        !read_range(s, ranges[0], ranges[1]) ||
        !weir_asm_expect(s->parser, ":") ||
        !read_repeated_type(s, args[4], count == 8 ? &args[5] : NULL,
                            "target resource")) {
      return false;
    }
  } while (weir_asm_try(s->parser, ","));
  set_rows(s, &rows, args[0], args[1]);
  return true;
}

static void print_gather(weir_syntax_print_t* s, const weir_syntax_ref_t* args,
                         uint32_t count) {
  const weir_syntax_ref_t* ranges = &args[count - 2];
  for (uint32_t i = 0; i < row_count(s, args[1]); ++i) {
    weir_begin_row(s, i == 0);
    write_row_reference(s, args[0], args[1], args[2], i);
    weir_asm_write(s->printer, " -> ");
    write_slice(s, args[3], ranges[0], ranges[1], args[4],
                count == 8 ? &args[5] : NULL, i);
  }
  weir_asm_newline(s->printer);
}

// ParameterScatterOperations($source, type($source), $source_size?,
//     $source_offsets, $source_lengths, $scope, $keys, $target_offsets)
static bool parse_scatter(weir_syntax_parse_t* s, const weir_syntax_ref_t* args,
                          uint32_t count) {
  const weir_syntax_ref_t* rest = &args[count - 5];
  rows_t rows = {0};
  do {
    if (!read_repeated(s, args[0], "source resource") ||
        !read_range(s, rest[0], rest[1]) || !weir_asm_expect(s->parser, ":") ||
        !read_repeated_type(s, args[1], count == 8 ? &args[2] : NULL,
                            "source resource") ||
        !weir_asm_expect(s->parser, "->") ||
        !read_row_reference(s, &rows, rest[4])) {
      return false;
    }
  } while (weir_asm_try(s->parser, ","));
  set_rows(s, &rows, rest[2], rest[3]);
  return true;
}

static void print_scatter(weir_syntax_print_t* s, const weir_syntax_ref_t* args,
                          uint32_t count) {
  const weir_syntax_ref_t* rest = &args[count - 5];
  for (uint32_t i = 0; i < row_count(s, rest[3]); ++i) {
    weir_begin_row(s, i == 0);
    write_slice(s, args[0], rest[0], rest[1], args[1],
                count == 8 ? &args[2] : NULL, i);
    weir_asm_write(s->printer, " -> ");
    write_row_reference(s, rest[2], rest[3], rest[4], i);
  }
  weir_asm_newline(s->printer);
}

const weir_directive_t weir_parameter_directives[] = {
    {"ParameterReference", parse_reference, print_reference},
    {"ParameterLoadOperations", parse_load, print_load},
    {"ParameterGatherOperations", parse_gather, print_gather},
    {"ParameterScatterOperations", parse_scatter, print_scatter},
};
const uint32_t weir_parameter_directive_count =
    sizeof(weir_parameter_directives) / sizeof(weir_parameter_directives[0]);
