// Types.
#include <stdlib.h>

#include "compiler/text/parser_impl.h"

// i32, si8, ui1: the width behind the prefix; false for other words.
static bool integer_word(weir_string_view_t word, uint32_t* out_width,
                         weir_signedness_t* out_sign) {
  size_t at = 1;
  *out_sign = WEIR_SIGNLESS;
  if (word.size > 2 && word.data[1] == 'i') {
    if (word.data[0] != 's' && word.data[0] != 'u') return false;
    *out_sign = word.data[0] == 's' ? WEIR_SIGNED : WEIR_UNSIGNED;
    at = 2;
  } else if (word.size < 2 || word.data[0] != 'i') {
    return false;
  }
  uint32_t width = 0;
  for (; at < word.size; ++at) {
    if (word.data[at] < '0' || word.data[at] > '9') return false;
    if (width > (1u << 24) / 10) return false;
    width = width * 10 + (uint32_t)(word.data[at] - '0');
  }
  *out_width = width;
  return true;
}

static const struct {
  const char* word;
  weir_float_kind_t kind;
} float_words[] = {
    {"f32", WEIR_FLOAT_F32},
    {"f16", WEIR_FLOAT_F16},
    {"bf16", WEIR_FLOAT_BF16},
    {"f64", WEIR_FLOAT_F64},
    {"f8E5M2", WEIR_FLOAT_F8E5M2},
    {"f8E4M3FN", WEIR_FLOAT_F8E4M3FN},
    {"f8E5M2FNUZ", WEIR_FLOAT_F8E5M2FNUZ},
    {"f8E4M3FNUZ", WEIR_FLOAT_F8E4M3FNUZ},
    {"f8E4M3B11FNUZ", WEIR_FLOAT_F8E4M3B11FNUZ},
    {"tf32", WEIR_FLOAT_TF32},
    {"f80", WEIR_FLOAT_F80},
    {"f128", WEIR_FLOAT_F128},
};

static weir_type_t* scalar_word(weir_asm_parser_t* p, weir_string_view_t word) {
  uint32_t width = 0;
  weir_signedness_t sign = WEIR_SIGNLESS;
  if (integer_word(word, &width, &sign)) {
    return weir_integer_type_signed(p->context, width, sign);
  }
  for (size_t i = 0; i < sizeof(float_words) / sizeof(float_words[0]); ++i) {
    if (weir_sv_equal_c(word, float_words[i].word)) {
      return weir_float_type(p->context, float_words[i].kind);
    }
  }
  if (weir_sv_equal_c(word, "index")) return weir_index_type(p->context);
  if (weir_sv_equal_c(word, "none")) return weir_none_type(p->context);
  return NULL;
}

static bool is_composite_word(weir_string_view_t word) {
  return weir_sv_equal_c(word, "tensor") || weir_sv_equal_c(word, "memref") ||
         weir_sv_equal_c(word, "vector") || weir_sv_equal_c(word, "tuple") ||
         weir_sv_equal_c(word, "complex");
}

bool weir_parser_at_type(const weir_asm_parser_t* p) {
  if (p->token.kind == WEIR_TOKEN_BANG) return true;
  if (weir_token_is(&p->token, "(")) return true;
  if (p->token.kind != WEIR_TOKEN_WORD) return false;
  weir_string_view_t word = weir_token_text(&p->token);
  weir_asm_parser_t* reader = (weir_asm_parser_t*)p;  // interns, no more
  return is_composite_word(word) || scalar_word(reader, word) != NULL;
}

// `x` behind a dimension; what follows in the same word is a token of its own.
static bool expect_x(weir_asm_parser_t* p) {
  if (p->token.kind != WEIR_TOKEN_WORD || *p->token.start != 'x') {
    return weir_parser_error(p, "expected 'x' in dimension list");
  }
  weir_parser_reset(p, p->token.start + 1);
  return true;
}

static bool parse_dim(weir_asm_parser_t* p, int64_t* out_dim) {
  if (weir_asm_try(p, "?")) {
    *out_dim = WEIR_DYNAMIC;
    return true;
  }
  if (p->token.kind != WEIR_TOKEN_INTEGER) {
    return weir_parser_error(p, "expected dimension");
  }
  // A hexadecimal number here is the dimension 0 and the `x` behind it.
  if (p->token.end - p->token.start > 1 && p->token.start[1] == 'x') {
    *out_dim = 0;
    weir_parser_reset(p, p->token.start + 1);
    return true;
  }
  uint64_t value = 0;
  if (!weir_parser_token_u64(&p->token, &value) || value > INT64_MAX) {
    return weir_parser_error(p, "invalid dimension");
  }
  *out_dim = (int64_t)value;
  weir_parser_advance(p);
  return true;
}

bool weir_parser_dims(weir_asm_parser_t* p, int64_t** out_dims,
                      uint32_t* out_rank, bool** out_scalable) {
  uint32_t capacity = 8;
  int64_t* dims = WEIR_ARENA_ARRAY(&p->arena, int64_t, capacity);
  bool* scalable = WEIR_ARENA_ARRAY(&p->arena, bool, capacity);
  bool any_scalable = false;
  *out_rank = 0;
  for (;;) {
    bool bracket = out_scalable != NULL && weir_token_is(&p->token, "[");
    if (!bracket && p->token.kind != WEIR_TOKEN_INTEGER &&
        !weir_token_is(&p->token, "?")) {
      break;
    }
    if (*out_rank == capacity) {
      int64_t* more = WEIR_ARENA_ARRAY(&p->arena, int64_t, capacity * 2);
      bool* more_flags = WEIR_ARENA_ARRAY(&p->arena, bool, capacity * 2);
      memcpy(more, dims, capacity * sizeof(*dims));
      memcpy(more_flags, scalable, capacity * sizeof(*scalable));
      dims = more;
      scalable = more_flags;
      capacity *= 2;
    }
    if (bracket) weir_parser_advance(p);
    if (!parse_dim(p, &dims[*out_rank])) return false;
    if (bracket && !weir_asm_expect(p, "]")) return false;
    any_scalable |= bracket;
    scalable[(*out_rank)++] = bracket;
    if (!expect_x(p)) return false;
  }
  *out_dims = dims;
  if (out_scalable) *out_scalable = any_scalable ? scalable : NULL;
  return true;
}

bool weir_parser_dims_only(weir_asm_parser_t* p, int64_t** out_dims,
                           uint32_t* out_rank) {
  uint32_t capacity = 8;
  int64_t* dims = WEIR_ARENA_ARRAY(&p->arena, int64_t, capacity);
  *out_rank = 0;
  do {
    if (*out_rank == capacity) {
      int64_t* more = WEIR_ARENA_ARRAY(&p->arena, int64_t, capacity * 2);
      memcpy(more, dims, capacity * sizeof(*dims));
      dims = more;
      capacity *= 2;
    }
    if (p->token.kind != WEIR_TOKEN_INTEGER && !weir_token_is(&p->token, "?")) {
      return false;
    }
    if (!parse_dim(p, &dims[(*out_rank)++])) return false;
  } while (p->token.kind == WEIR_TOKEN_WORD && *p->token.start == 'x' &&
           expect_x(p));
  *out_dims = dims;
  return true;
}

static weir_type_t* parse_tensor(weir_asm_parser_t* p) {
  bool unranked = false;
  int64_t* dims = NULL;
  uint32_t rank = 0;
  if (!weir_asm_expect(p, "<")) return NULL;
  if (weir_asm_try(p, "*")) {
    unranked = true;
    if (!expect_x(p)) return NULL;
  } else if (!weir_parser_dims(p, &dims, &rank, NULL)) {
    return NULL;
  }
  const char* at = p->token.start;
  weir_type_t* element = weir_parser_type(p);
  if (element == NULL) return NULL;
  if (element->kind == WEIR_TYPE_FUNCTION || element->kind == WEIR_TYPE_TUPLE ||
      element->kind == WEIR_TYPE_TENSOR || element->kind == WEIR_TYPE_MEMREF) {
    weir_parser_error_at(p, at, "invalid tensor element type");
    return NULL;
  }
  weir_attr_t* encoding = NULL;
  if (weir_asm_try(p, ",")) {
    if (unranked) {
      weir_parser_error(p, "cannot apply encoding to unranked tensor");
      return NULL;
    }
    encoding = weir_parser_attr(p, NULL);
    if (encoding == NULL) return NULL;
  }
  if (!weir_asm_expect(p, ">")) return NULL;
  return unranked ? weir_unranked_tensor_type(element)
                  : weir_tensor_type(element, dims, rank, encoding);
}

static weir_type_t* parse_vector(weir_asm_parser_t* p) {
  int64_t* dims = NULL;
  uint32_t rank = 0;
  bool* scalable = NULL;
  if (!weir_asm_expect(p, "<") ||
      !weir_parser_dims(p, &dims, &rank, &scalable)) {
    return NULL;
  }
  for (uint32_t i = 0; i < rank; ++i) {
    if (dims[i] == WEIR_DYNAMIC || dims[i] == 0) {
      weir_parser_error(p, "vector types must have positive constant sizes");
      return NULL;
    }
  }
  weir_type_t* element = weir_parser_type(p);
  if (element == NULL) return NULL;
  if (!weir_type_is_int_or_float(element) && !weir_type_is_index(element)) {
    weir_parser_error(p, "vector elements must be int/index/float type");
    return NULL;
  }
  if (!weir_asm_expect(p, ">")) return NULL;
  return weir_vector_type(element, dims, rank, scalable);
}

static weir_type_t* parse_memref(weir_asm_parser_t* p) {
  bool unranked = false;
  int64_t* dims = NULL;
  uint32_t rank = 0;
  if (!weir_asm_expect(p, "<")) return NULL;
  if (weir_asm_try(p, "*")) {
    unranked = true;
    if (!expect_x(p)) return NULL;
  } else if (!weir_parser_dims(p, &dims, &rank, NULL)) {
    return NULL;
  }
  weir_type_t* element = weir_parser_type(p);
  if (element == NULL) return NULL;
  weir_attr_t* layout = NULL;
  weir_attr_t* space = NULL;
  while (weir_asm_try(p, ",")) {
    weir_attr_t* attr = weir_parser_attr(p, NULL);
    if (attr == NULL) return NULL;
    bool is_layout = attr->kind == WEIR_ATTR_AFFINE_MAP ||
                     attr->kind == WEIR_ATTR_STRIDED_LAYOUT;
    if (space != NULL || (is_layout && (unranked || layout != NULL))) {
      weir_parser_error(p, "unexpected parameter in memref type");
      return NULL;
    }
    *(is_layout ? &layout : &space) = attr;
  }
  if (layout != NULL && layout->kind == WEIR_ATTR_AFFINE_MAP &&
      weir_affine_map_is_identity(layout->map)) {
    layout = NULL;
  }
  if (!weir_asm_expect(p, ">")) return NULL;
  return unranked ? weir_unranked_memref_type(element, space)
                  : weir_memref_type(element, dims, rank, layout, space);
}

static bool add_type(weir_asm_parser_t* p, weir_type_t*** types,
                     uint32_t* count, uint32_t* capacity) {
  weir_type_t* type = weir_parser_type(p);
  if (type == NULL) return false;
  if (*count == *capacity) {
    uint32_t more = *capacity ? *capacity * 2 : 4;
    weir_type_t** larger = WEIR_ARENA_ARRAY(&p->arena, weir_type_t*, more);
    if (*count) memcpy(larger, *types, *count * sizeof(*larger));
    *types = larger;
    *capacity = more;
  }
  (*types)[(*count)++] = type;
  return true;
}

// Types up to |close|, which is consumed.
static bool parse_types_until(weir_asm_parser_t* p, const char* close,
                              weir_type_t*** out_types, uint32_t* out_count) {
  uint32_t capacity = 0;
  *out_types = NULL;
  *out_count = 0;
  if (weir_asm_try(p, close)) return true;
  do {
    if (!add_type(p, out_types, out_count, &capacity)) return false;
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, close);
}

bool weir_parser_types_in_parens(weir_asm_parser_t* p, weir_type_t*** out_types,
                                 uint32_t* out_count) {
  return weir_asm_expect(p, "(") &&
         parse_types_until(p, ")", out_types, out_count);
}

bool weir_parser_result_types(weir_asm_parser_t* p, weir_type_t*** out_types,
                              uint32_t* out_count) {
  if (weir_token_is(&p->token, "(")) {
    return weir_parser_types_in_parens(p, out_types, out_count);
  }
  uint32_t capacity = 0;
  *out_types = NULL;
  *out_count = 0;
  return add_type(p, out_types, out_count, &capacity);
}

weir_type_t* weir_parser_function_type(weir_asm_parser_t* p) {
  weir_type_t** inputs = NULL;
  weir_type_t** results = NULL;
  uint32_t input_count = 0, result_count = 0;
  if (!weir_parser_enter(p)) return NULL;
  bool ok = weir_parser_types_in_parens(p, &inputs, &input_count) &&
            weir_asm_expect(p, "->") &&
            weir_parser_result_types(p, &results, &result_count);
  weir_parser_leave(p);
  return ok ? weir_function_type(p->context, inputs, input_count, results,
                                 result_count)
            : NULL;
}

// Skips a `<...>` in which brackets pair and strings may stand. It is kept as
// it is written, so no null character may stand in it.
bool weir_parser_skip_angle_body(weir_asm_parser_t* p) {
  char open[256];
  uint32_t depth = 0;
  const char* at = p->token.start;
  for (; at < p->end; ++at) {
    char c = *at;
    if (c == '\0') break;
    if (c == '"') {
      weir_token_t string = weir_lex(at, p->end);
      size_t size = (size_t)(string.end - at);
      if (string.kind != WEIR_TOKEN_STRING || memchr(at, '\0', size)) break;
      at = string.end - 1;
    } else if (c == '-' && at + 1 < p->end && at[1] == '>') {
      ++at;
    } else if (strchr("<([{", c) != NULL) {
      if (depth == sizeof(open)) break;
      open[depth++] = c;
    } else if (strchr(">)]}", c) != NULL) {
      const char* pair = strchr("<>()[]{}", c) - 1;
      if (depth == 0 || open[depth - 1] != *pair) break;
      if (--depth == 0) {
        p->last_end = at + 1;
        weir_parser_reset(p, at + 1);
        return true;
      }
    }
  }
  return weir_parser_error_at(p, at < p->end ? at : p->token.start,
                              "unbalanced '<' in dialect symbol");
}

static weir_type_t* parse_dialect_type(weir_asm_parser_t* p) {
  weir_string_view_t text = weir_token_text(&p->token);
  const char* start = p->token.start;
  weir_string_view_t name = weir_sv_n(text.data + 1, text.size - 1);
  const char* dot = memchr(name.data, '.', name.size);
  size_t dialect_size = dot ? (size_t)(dot - name.data) : name.size;
  weir_string_view_t dialect = weir_sv_n(name.data, dialect_size);
  if (dot != NULL) {
    weir_string_view_t mnemonic =
        weir_sv_n(dot + 1, name.size - dialect_size - 1);
    const weir_type_def_t* def =
        weir_context_type_def(p->context, dialect, mnemonic);
    if (def != NULL) {
      weir_parser_advance(p);
      if (def->parse) return def->parse(p, def);
      return weir_dialect_type(p->context, def, NULL, 0);
    }
    if (weir_context_dialect(p->context, dialect) != NULL &&
        !weir_context_keeps_text(p->context, dialect)) {
      weir_parser_error_at(p, start, "unknown type '!%.*s' in dialect '%.*s'",
                           WEIR_SV_ARGS(name), WEIR_SV_ARGS(dialect));
      return NULL;
    }
  }
  weir_parser_advance(p);
  bool has_body =
      weir_token_is(&p->token, "<") && p->token.start == p->last_end;
  if (dot == NULL && !has_body) {
    weir_type_t* alias = weir_text_map_get(&p->type_aliases, name, 0);
    if (alias == NULL) {
      weir_parser_error_at(p, start, "undefined symbol alias id '%.*s'",
                           WEIR_SV_ARGS(name));
    }
    return alias;
  }
  if (!weir_context_keeps_text(p->context, dialect)) {
    weir_parser_error_at(
        p, start,
        "dialect '%.*s' of type '!%.*s' is not registered; use "
        "--allow-unregistered-dialect to keep it as text",
        WEIR_SV_ARGS(dialect), WEIR_SV_ARGS(name));
    return NULL;
  }
  if (has_body && !weir_parser_skip_angle_body(p)) return NULL;
  const char* from = dot ? dot + 1 : name.data + name.size;
  return weir_opaque_type(p->context, dialect,
                          weir_sv_n(from, (size_t)(p->last_end - from)));
}

static weir_type_t* parse_complex(weir_asm_parser_t* p) {
  if (!weir_asm_expect(p, "<")) return NULL;
  weir_type_t* element = weir_parser_type(p);
  if (element == NULL) return NULL;
  if (!weir_type_is_int_or_float(element)) {
    weir_parser_error(p, "invalid element type for complex");
    return NULL;
  }
  return weir_asm_expect(p, ">") ? weir_complex_type(element) : NULL;
}

static weir_type_t* parse_word_type(weir_asm_parser_t* p) {
  weir_string_view_t word = weir_token_text(&p->token);
  weir_type_t* scalar = scalar_word(p, word);
  if (scalar == NULL && !is_composite_word(word)) {
    weir_parser_error(p, "expected non-function type");
    return NULL;
  }
  weir_parser_advance(p);
  if (scalar != NULL) return scalar;
  if (word.data[0] == 't' && word.data[1] == 'e') return parse_tensor(p);
  if (word.data[0] == 'm') return parse_memref(p);
  if (word.data[0] == 'v') return parse_vector(p);
  if (word.data[0] == 'c') return parse_complex(p);
  weir_type_t** types = NULL;
  uint32_t count = 0;
  if (!weir_asm_expect(p, "<") || !parse_types_until(p, ">", &types, &count)) {
    return NULL;
  }
  return weir_tuple_type(p->context, types, count);
}

weir_type_t* weir_parser_type(weir_asm_parser_t* p) {
  if (weir_token_is(&p->token, "(")) return weir_parser_function_type(p);
  if (!weir_parser_enter(p)) return NULL;
  weir_type_t* type = NULL;
  if (p->token.kind == WEIR_TOKEN_BANG) {
    type = parse_dialect_type(p);
  } else if (p->token.kind == WEIR_TOKEN_WORD) {
    type = parse_word_type(p);
  } else {
    weir_parser_error(p, "expected non-function type");
  }
  weir_parser_leave(p);
  return type;
}
