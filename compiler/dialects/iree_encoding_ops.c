#include "compiler/dialects/iree_encoding.h"

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"
#include "compiler/ir/diagnostic.h"

// Parameters: an array of keys and values in the order written. A value that is
// a bare word is a string, all others are what they are.
static weir_attr_t* encoding_parse(weir_asm_parser_t* parser,
                                   const weir_attr_def_t* def) {
  weir_context_t* context = weir_asm_context(parser);
  weir_arena_t* arena = weir_context_arena(context);
  weir_attr_list_t entries = {0};
  if (!weir_asm_expect(parser, "<")) return NULL;
  while (!weir_asm_try(parser, ">")) {
    weir_string_view_t key;
    if (!weir_asm_keyword(parser, &key)) return NULL;
    if (!weir_asm_expect(parser, "=")) return NULL;
    weir_attr_list_add(&entries, arena, weir_string_attr_sv(context, key));
    weir_attr_t* value = NULL;
    if (weir_sv_equal_c(key, "op_type")) {
      weir_string_view_t word;
      if (!weir_asm_keyword(parser, &word)) return NULL;
      value = weir_string_attr_sv(context, word);
    } else if (!weir_asm_attr(parser, NULL, &value)) {
      return NULL;
    }
    weir_attr_list_add(&entries, arena, value);
    if (weir_asm_try(parser, ",")) continue;
    if (!weir_asm_expect(parser, ">")) return NULL;
    break;
  }
  weir_attr_t* param = weir_array_attr(context, entries.items, entries.count);
  return weir_dialect_attr(context, def, &param, 1, NULL);
}

static void encoding_print(weir_asm_printer_t* printer,
                           const weir_attr_t* attr) {
  const weir_attr_t* entries = attr->dialect.params[0];
  weir_asm_write(printer, "<");
  for (uint32_t i = 0; i + 1 < entries->array.count; i += 2) {
    weir_string_view_t key = weir_attr_string(entries->array.elements[i]);
    const weir_attr_t* value = entries->array.elements[i + 1];
    weir_asm_printf(printer, "%s%.*s = ", i > 0 ? ", " : "", WEIR_SV_ARGS(key));
    if (weir_attr_is(value, WEIR_ATTR_STRING)) {
      weir_asm_printf(printer, "%.*s", WEIR_SV_ARGS(weir_attr_string(value)));
    } else {
      weir_asm_print_attr(printer, value);
    }
  }
  weir_asm_write(printer, ">");
}

const weir_attr_def_t weir_iree_encoding_encoding_def = {
    .mnemonic = "encoding",
    .param_count = 1,
    .parse = encoding_parse,
    .print = encoding_print,
};

weir_attr_t* weir_iree_encoding_get(const weir_attr_t* encoding,
                                    const char* key) {
  if (!weir_attr_is(encoding, WEIR_ATTR_DIALECT) ||
      encoding->dialect.def != &weir_iree_encoding_encoding_def) {
    return NULL;
  }
  const weir_attr_t* entries = encoding->dialect.params[0];
  for (uint32_t i = 0; i + 1 < entries->array.count; i += 2) {
    if (weir_sv_equal_c(weir_attr_string(entries->array.elements[i]), key)) {
      return entries->array.elements[i + 1];
    }
  }
  return NULL;
}

const char* weir_iree_encoding_operand_name(const weir_attr_t* encoding) {
  static const char* const names[] = {"LHS", "RHS", "RESULT"};
  const weir_attr_t* index = weir_iree_encoding_get(encoding, "operand_index");
  int64_t place = -1;
  weir_attr_int(index, &place);
  return place >= 0 && place < 3 ? names[place] : NULL;
}

static const weir_attr_def_t* const iree_encoding_attrs[] = {
    &weir_iree_encoding_encoding_def,
};

// -- ops ----------------------------------------------------------------------

static bool is_encoded(const weir_type_t* type) {
  return weir_attr_is_def(type->shaped.encoding,
                          &weir_iree_encoding_encoding_def);
}

// Both sides have the same elements and the same shape, one the encoding.
static bool verify_sides(weir_op_t* op, const weir_type_t* plain,
                         const weir_type_t* encoded) {
  bool sets = weir_op_is(op, WEIR_IREE_ENCODING_SET_ENCODING);
  const char* plain_side = sets ? "source" : "result";
  const char* encoded_side = sets ? "result" : "source";
  if (plain->shaped.encoding != NULL) {
    return weir_op_error(op, "%s of %s op cannot have a tensor encoding",
                         plain_side, sets ? "set_encoding" : "unset_encoding");
  }
  if (!is_encoded(encoded)) {
    return weir_op_error(op,
                         "%s of %s op expected to have a valid tensor "
                         "encoding",
                         encoded_side,
                         sets ? "set_encoding" : "unset_encoding");
  }
  if (weir_type_rank(plain) != weir_type_rank(encoded)) {
    return weir_op_error(op, "cannot change the rank of the tensor");
  }
  if (plain->shaped.element != encoded->shaped.element) {
    return weir_op_error(op, "expected to preserve the element type");
  }
  for (uint32_t i = 0; i < weir_type_rank(plain); ++i) {
    int64_t a = weir_type_dim(plain, i), b = weir_type_dim(encoded, i);
    if (a == b || a == WEIR_DYNAMIC || b == WEIR_DYNAMIC) continue;
    return weir_op_error(op,
                         "expected to preserve the logical shape of the "
                         "tensor");
  }
  return true;
}

static bool verify_set_encoding(weir_op_t* op) {
  return verify_sides(op, weir_op_operand_n(op, 0)->type,
                      weir_op_result_n(op, 0)->type);
}

static bool verify_unset_encoding(weir_op_t* op) {
  return verify_sides(op, weir_op_result_n(op, 0)->type,
                      weir_op_operand_n(op, 0)->type);
}

static const weir_op_def_t iree_encoding_ops[] = {
    {
        .id = WEIR_IREE_ENCODING_SET_ENCODING,
        .name = "iree_encoding.set_encoding",
        .summary = "the tensor laid out as the encoding of the result says",
        .operands = "source:anyRankedTensor",
        .results = "result:anyRankedTensor",
        .syntax = "attr-dict $source `:` type($source) `->` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .verify = verify_set_encoding,
    },
    {
        .id = WEIR_IREE_ENCODING_UNSET_ENCODING,
        .name = "iree_encoding.unset_encoding",
        .summary = "the tensor without its encoding",
        .operands = "source:anyRankedTensor",
        .results = "result:anyRankedTensor",
        .syntax = "attr-dict $source `:` type($source) `->` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .verify = verify_unset_encoding,
    },
};

const weir_dialect_t weir_iree_encoding_dialect = {
    .name = "iree_encoding",
    .number = 21,
    .ops = iree_encoding_ops,
    .op_count = sizeof(iree_encoding_ops) / sizeof(iree_encoding_ops[0]),
    .attrs = iree_encoding_attrs,
    .attr_count = sizeof(iree_encoding_attrs) / sizeof(iree_encoding_attrs[0]),
};
