// Directives for types with sizes and dimensions.
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"

// SizeAwareType(type($x), $size)
static bool parse_size_aware(weir_syntax_parse_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  return weir_read_type(s, args[0], NULL) && weir_read_braced(s, args[1]);
}

static void print_size_aware(weir_syntax_print_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_print_type(s->printer, weir_shown_type(s, args[0], 0));
  weir_asm_write(s->printer, "{");
  weir_write_operand(s, args[1], 0);
  weir_asm_write(s->printer, "}");
}

// ShapedTypeList(type($x), [type($equal),] $sizes)
static bool parse_shaped_types(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  do {
    weir_type_t* type = NULL;
    if (!weir_read_sized_type(s, args[0], args[count - 1], &type)) return false;
    if (count == 3) {
      weir_type_list_t* equal = weir_read_types(s, args[1]);
      weir_add_type(s, equal, type);
      equal->is_given = true;
    }
  } while (weir_asm_try(s->parser, ","));
  return true;
}

static void print_shaped_types(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_type_t* type = weir_shown_type(s, args[0], i);
    weir_asm_print_type(s->printer, type);
    weir_write_dims(s, type, args[count - 1], &next);
  }
}

// ShapedTiedResult(type($x), $dims [, $tied_operands])
static bool parse_tied_result(weir_syntax_parse_t* s,
                              const weir_syntax_ref_t* args, uint32_t count) {
  weir_asm_parser_t* p = s->parser;
  bool tied = p->token.kind == WEIR_TOKEN_VALUE;
  weir_asm_operand_t operand;
  if (tied &&
      (!weir_parser_operand(p, &operand) || !weir_asm_expect(p, "as"))) {
    return false;
  }
  if (count == 3) {
    int64_t tie = tied ? 0 : -1;
    weir_set_attr(s, args[2], weir_index_array_attr(p->context, &tie, 1));
  }
  return weir_read_sized_type(s, args[0], args[1], NULL);
}

static void print_tied_result(weir_syntax_print_t* s,
                              const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  int32_t group = s->info->tied_group;
  if (group >= 0) {
    weir_syntax_ref_t target = {WEIR_REF_OPERANDS, (uint32_t)group};
    weir_write_operand(s, target, 0);
    weir_asm_write(s->printer, " as ");
  }
  weir_type_t* type = weir_shown_type(s, args[0], 0);
  uint32_t next = 0;
  weir_asm_print_type(s->printer, type);
  weir_write_dims(s, type, args[1], &next);
}

// ShapedOperandList($values, type($values), $dims)
static bool parse_shaped_operands(weir_syntax_parse_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  do {
    if (!weir_read_operand(s, args[0]) || !weir_asm_expect(s->parser, ":") ||
        !weir_read_sized_type(s, args[1], args[2], NULL)) {
      return false;
    }
  } while (weir_asm_try(s->parser, ","));
  return true;
}

static void print_shaped_operands(weir_syntax_print_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  uint32_t next = 0;
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_type_t* type = weir_shown_type(s, args[0], i);
    weir_write_operand(s, args[0], i);
    weir_asm_write(s->printer, " : ");
    weir_asm_print_type(s->printer, type);
    weir_write_dims(s, type, args[2], &next);
  }
}

// EncodedResourceOperands($resources, type($resources), $sizes, $encodings,
//                         $encoding_dims)
static bool parse_encoded(weir_syntax_parse_t* s, const weir_syntax_ref_t* args,
                          uint32_t count) {
  (void)count;
  weir_directive_list_t encodings = {0};
  do {
    if (!weir_read_operand(s, args[0]) || !weir_asm_expect(s->parser, ":")) {
      return false;
    }
    weir_type_t* encoding = weir_parser_type(s->parser);
    if (encoding == NULL || !weir_read_dims(s, encoding, args[4])) return false;
    weir_list_add(s, &encodings, weir_type_attr(encoding));
    if (!weir_asm_expect(s->parser, "in") ||
        !weir_read_type(s, args[1], NULL) || !weir_read_braced(s, args[2])) {
      return false;
    }
  } while (weir_asm_try(s->parser, ","));
  weir_set_attr(s, args[3], weir_list_attr(s, &encodings));
  return true;
}

static void print_encoded(weir_syntax_print_t* s, const weir_syntax_ref_t* args,
                          uint32_t count) {
  (void)count;
  const weir_attr_t* encodings = weir_shown_attr(s, args[3]);
  uint32_t next = 0;
  uint32_t rows = weir_shown_count(s, args[0]);
  for (uint32_t i = 0; i < rows; ++i) {
    weir_begin_row(s, i == 0);
    weir_write_operand(s, args[0], i);
    weir_asm_write(s->printer, " : ");
    if (weir_attr_is(encodings, WEIR_ATTR_ARRAY) &&
        i < encodings->array.count &&
        weir_attr_is(encodings->array.elements[i], WEIR_ATTR_TYPE)) {
      weir_type_t* encoding = encodings->array.elements[i]->type_value;
      weir_asm_print_type(s->printer, encoding);
      weir_write_dims(s, encoding, args[4], &next);
    }
    weir_asm_write(s->printer, " in ");
    weir_asm_print_type(s->printer, weir_shown_type(s, args[0], i));
    weir_asm_write(s->printer, "{");
    weir_write_operand(s, args[2], i);
    weir_asm_write(s->printer, "}");
  }
  if (rows > 0) weir_asm_newline(s->printer);
}

// PackSliceRanges($lifetime_intervals, $slice_sizes, type($packed_offsets))
static bool parse_pack_slices(weir_syntax_parse_t* s,
                              const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  weir_directive_list_t intervals = {0};
  weir_type_list_t* types = weir_read_types(s, args[2]);
  types->is_given = true;
  while (weir_asm_try(p, "[")) {
    int64_t start = 0, end = 0;
    if (!weir_asm_integer(p, &start) || !weir_asm_expect(p, ",") ||
        !weir_asm_integer(p, &end) || !weir_asm_expect(p, "]") ||
        !weir_asm_expect(p, "=") || !weir_read_operand(s, args[1])) {
      return false;
    }
    weir_list_add(s, &intervals, weir_index_attr(p->context, start));
    weir_list_add(s, &intervals, weir_index_attr(p->context, end));
    weir_add_type(s, types, weir_index_type(p->context));
    if (!weir_asm_try(p, ",")) break;
  }
  weir_set_attr(s, args[0], weir_list_attr(s, &intervals));
  return true;
}

static void print_pack_slices(weir_syntax_print_t* s,
                              const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const weir_attr_t* intervals = weir_shown_attr(s, args[0]);
  uint32_t rows = weir_shown_count(s, args[1]);
  for (uint32_t i = 0; i < rows; ++i) {
    weir_begin_row(s, i == 0);
    int64_t start = 0, end = 0;
    if (weir_attr_is(intervals, WEIR_ATTR_ARRAY) &&
        2 * i + 1 < intervals->array.count) {
      weir_attr_int(intervals->array.elements[2 * i], &start);
      weir_attr_int(intervals->array.elements[2 * i + 1], &end);
    }
    weir_asm_printf(s->printer, "[%lld, %lld] = ", (long long)start,
                    (long long)end);
    weir_write_operand(s, args[1], i);
  }
  if (rows > 0) weir_asm_newline(s->printer);
}

// ConstantValueList(type($results), $result_sizes, $values)
static bool parse_constant_values(weir_syntax_parse_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  weir_directive_list_t values = {0};
  do {
    weir_attr_t* value = NULL;
    if (!weir_read_type(s, args[0], NULL) || !weir_read_braced(s, args[1]) ||
        !weir_asm_expect(s->parser, "=") ||
        !weir_asm_attr(s->parser, NULL, &value)) {
      return false;
    }
    weir_list_add(s, &values, value);
  } while (weir_asm_try(s->parser, ","));
  weir_set_attr(s, args[2], weir_list_attr(s, &values));
  return true;
}

static void print_constant_values(weir_syntax_print_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  const weir_attr_t* values = weir_shown_attr(s, args[2]);
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    weir_begin_row(s, i == 0);
    weir_asm_print_type(s->printer, weir_shown_type(s, args[0], i));
    weir_asm_write(s->printer, "{");
    weir_write_operand(s, args[1], i);
    weir_asm_write(s->printer, "} = ");
    bool known =
        weir_attr_is(values, WEIR_ATTR_ARRAY) && i < values->array.count;
    weir_asm_print_attr(s->printer, known ? values->array.elements[i] : NULL);
  }
}

// DimensionList($shape): `2x?x4`, of no dimensions `[]`.
static bool parse_dimensions(weir_syntax_parse_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  int64_t* dims = NULL;
  uint32_t rank = 0;
  if (weir_asm_try(p, "[")) {
    if (!weir_asm_expect(p, "]")) return false;
  } else if (!weir_parser_dims_only(p, &dims, &rank)) {
    return weir_parser_error(p,
                             "Failed parsing dimension list. Did you mean an "
                             "empty list? It must be denoted by \"[]\".");
  }
  weir_set_attr(s, args[0], weir_dense_i64_array_attr(p->context, dims, rank));
  return true;
}

static void print_dimensions(weir_syntax_print_t* s,
                             const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const weir_attr_t* attr = weir_shown_attr(s, args[0]);
  const int64_t* dims = (const int64_t*)(const void*)attr->dense_array.data;
  if (attr->dense_array.count == 0) weir_asm_write(s->printer, "[]");
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    if (i > 0) weir_asm_write(s->printer, "x");
    if (dims[i] == WEIR_DYNAMIC) {
      weir_asm_write(s->printer, "?");
    } else {
      weir_asm_printf(s->printer, "%lld", (long long)dims[i]);
    }
  }
}

const weir_directive_t weir_shape_directives[] = {
    {"DimensionList", parse_dimensions, print_dimensions},
    {"SizeAwareType", parse_size_aware, print_size_aware},
    {"ShapedTypeList", parse_shaped_types, print_shaped_types},
    {"ShapedTiedResult", parse_tied_result, print_tied_result},
    {"ShapedOperandList", parse_shaped_operands, print_shaped_operands},
    {"EncodedResourceOperands", parse_encoded, print_encoded},
    {"PackSliceRanges", parse_pack_slices, print_pack_slices},
    {"ConstantValueList", parse_constant_values, print_constant_values},
};
const uint32_t weir_shape_directive_count =
    sizeof(weir_shape_directives) / sizeof(weir_shape_directives[0]);
