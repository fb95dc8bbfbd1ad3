// dense<..> and array<..>.
#include "compiler/text/parser_impl.h"

// What stands between `dense<` and `>`, before the type is known.
typedef struct literals_t {
  weir_literal_t* items;
  size_t count, capacity;
  int64_t dims[64];
  uint32_t rank;
  bool is_hex;      // one string "0x.."
  bool is_complex;  // pairs
} literals_t;

static void add_literal(weir_asm_parser_t* p, literals_t* all,
                        weir_literal_t literal) {
  if (all->count == all->capacity) {
    size_t more = all->capacity ? all->capacity * 2 : 16;
    weir_literal_t* items = WEIR_ARENA_ARRAY(&p->arena, weir_literal_t, more);
    if (all->count) memcpy(items, all->items, all->count * sizeof(*items));
    all->items = items;
    all->capacity = more;
  }
  all->items[all->count++] = literal;
}

static bool parse_scalar(weir_asm_parser_t* p, literals_t* all) {
  weir_literal_t literal = {p->token, false};
  if (weir_asm_try(p, "-")) {
    literal.is_negative = true;
    literal.token = p->token;
  }
  bool is_word =
      weir_token_is(&p->token, "true") || weir_token_is(&p->token, "false");
  if (p->token.kind != WEIR_TOKEN_INTEGER &&
      p->token.kind != WEIR_TOKEN_FLOAT && !(is_word && !literal.is_negative)) {
    return weir_parser_error(
        p, literal.is_negative ? "expected integer or floating point literal"
                               : "expected element literal of primitive type");
  }
  weir_parser_advance(p);
  add_literal(p, all, literal);
  return true;
}

static bool parse_element(weir_asm_parser_t* p, literals_t* all) {
  if (!weir_asm_try(p, "(")) return parse_scalar(p, all);
  all->is_complex = true;
  return parse_scalar(p, all) && weir_asm_expect(p, ",") &&
         parse_scalar(p, all) && weir_asm_expect(p, ")");
}

// A `[..]` at nesting |level|; its length must be that of its siblings.
static bool parse_nested(weir_asm_parser_t* p, literals_t* all, uint32_t level,
                         bool is_first) {
  if (level >= 64) return weir_parser_error(p, "nested too deeply");
  weir_parser_advance(p);
  if (level >= all->rank) {
    if (!is_first) {
      return weir_parser_error(
          p,
          "tensor literal is invalid; ranks are not consistent between "
          "elements");
    }
    all->rank = level + 1;
  }
  int64_t count = 0;
  while (!weir_token_is(&p->token, "]")) {
    if (count > 0 && !weir_asm_expect(p, ",")) return false;
    if (weir_token_is(&p->token, "[")) {
      if (!parse_nested(p, all, level + 1, is_first && count == 0)) {
        return false;
      }
    } else {
      if (level + 1 != all->rank) {
        return weir_parser_error(
            p,
            "tensor literal is invalid; ranks are not consistent between "
            "elements");
      }
      if (!parse_element(p, all)) return false;
    }
    ++count;
  }
  weir_parser_advance(p);
  if (is_first) all->dims[level] = count;
  if (all->dims[level] != count) {
    return weir_parser_error(
        p,
        "tensor literal is invalid; ranks are not consistent between "
        "elements");
  }
  return true;
}

static bool parse_literals(weir_asm_parser_t* p, literals_t* all) {
  if (weir_token_is(&p->token, ">")) return true;
  if (p->token.kind == WEIR_TOKEN_STRING) {
    all->is_hex = true;
    add_literal(p, all, (weir_literal_t){p->token, false});
    weir_parser_advance(p);
    return true;
  }
  if (weir_token_is(&p->token, "[")) return parse_nested(p, all, 0, true);
  return parse_element(p, all);
}

// Raw bytes of all elements; i1 has eight in a byte there, one in ours.
static weir_attr_t* make_from_hex(weir_asm_parser_t* p, const literals_t* all,
                                  weir_type_t* type, size_t element_bytes,
                                  const char* at) {
  size_t size = 0;
  uint8_t* data = weir_parser_decode_hex(p, &all->items[0].token, &size);
  if (data == NULL) return NULL;
  int64_t count = weir_type_element_count(type);
  weir_type_t* element = weir_type_element(type);
  if (weir_type_is_integer(element, 1) &&
      element->integer.signedness == WEIR_SIGNLESS && count >= 0) {
    bool splat = size == 1 && (data[0] == 0xFF || data[0] == 0) && count > 8;
    if (!splat && size != ((size_t)count + 7) / 8) {
      weir_parser_error_at(p, at,
                           "elements hex data size is invalid for "
                           "provided type");
      return NULL;
    }
    size_t bytes = splat ? 1 : (size_t)count;
    uint8_t* unpacked = weir_arena_alloc(&p->arena, bytes);
    for (size_t i = 0; i < bytes; ++i) unpacked[i] = data[i / 8] >> i % 8 & 1;
    return weir_dense_attr(type, unpacked, bytes);
  }
  if (size != element_bytes && size != element_bytes * (size_t)count) {
    weir_parser_error_at(p, at,
                         "elements hex data size is invalid for provided type");
    return NULL;
  }
  return weir_dense_attr(type, data, size);
}

static bool shape_matches(const literals_t* all, const weir_type_t* type) {
  if (weir_type_rank(type) != all->rank) return false;
  for (uint32_t i = 0; i < all->rank; ++i) {
    if (weir_type_dim(type, i) != all->dims[i]) return false;
  }
  return true;
}

static void report_shape(weir_asm_parser_t* p, const literals_t* all,
                         const char* at) {
  weir_arena_t* arena = &p->arena;
  char* shape = weir_arena_format(arena, "%s", "");
  for (uint32_t i = 0; i < all->rank; ++i) {
    shape = weir_arena_format(arena, "%s%s%lld", shape, i ? ", " : "",
                              (long long)all->dims[i]);
  }
  weir_parser_error_at(p, at,
                       "inferred shape of elements literal ([%s]) "
                       "does not match type",
                       shape);
}

static weir_attr_t* encode_all(weir_asm_parser_t* p, const literals_t* all,
                               weir_type_t* type, weir_type_t* scalar,
                               size_t scalar_bytes) {
  uint8_t* data = weir_arena_alloc(&p->arena, all->count * scalar_bytes);
  for (size_t i = 0; i < all->count; ++i) {
    if (!weir_parser_encode(p, &all->items[i], scalar, data + i * scalar_bytes,
                            scalar_bytes)) {
      return NULL;
    }
  }
  return weir_dense_attr(type, data, all->count * scalar_bytes);
}

static weir_attr_t* make_dense(weir_asm_parser_t* p, const literals_t* all,
                               weir_type_t* type, const char* at) {
  weir_type_t* element = weir_type_element(type);
  weir_type_t* scalar = element;
  if (element->kind == WEIR_TYPE_COMPLEX) scalar = weir_type_element(element);
  if (!weir_type_is_int_or_index(scalar) && !weir_type_is_float(scalar)) {
    weir_parser_error_at(p, at,
                         "expected element type of dense elements to be "
                         "an integer, index, float or complex type");
    return NULL;
  }
  int64_t count = weir_type_element_count(type);
  size_t bytes = weir_dense_element_bytes(element);
  if (count < 0 || bytes == 0 || bytes > 64 ||
      (uint64_t)count > (uint64_t)INT64_MAX / bytes) {
    weir_parser_error_at(p, at, "elements literal type must have static shape");
    return NULL;
  }
  if (all->is_hex) return make_from_hex(p, all, type, bytes, at);
  bool is_complex = scalar != element;
  if (all->is_complex != is_complex && all->count > 0) {
    weir_parser_error_at(p, at,
                         is_complex ? "expected complex elements, as pairs"
                                    : "expected a complex element type");
    return NULL;
  }
  size_t per_element = is_complex ? 2 : 1;
  bool is_splat = all->rank == 0 && all->count == per_element;
  if (!is_splat && !shape_matches(all, type) &&
      !(all->count == 0 && count == 0)) {
    report_shape(p, all, at);
    return NULL;
  }
  if (is_splat && count == 0) return weir_dense_attr(type, "", 0);
  return encode_all(p, all, type, scalar, bytes / per_element);
}

weir_type_t* weir_parser_elements_type(weir_asm_parser_t* p,
                                       weir_type_t* expected) {
  weir_type_t* type = expected;
  if (type == NULL) {
    if (!weir_asm_expect(p, ":")) return NULL;
    type = weir_parser_type(p);
    if (type == NULL) return NULL;
  }
  if ((type->kind != WEIR_TYPE_TENSOR && type->kind != WEIR_TYPE_VECTOR) ||
      !weir_type_has_static_shape(type)) {
    weir_parser_error(
        p,
        "elements literal must be a ranked tensor or vector type of static "
        "shape");
    return NULL;
  }
  return type;
}

weir_attr_t* weir_parser_dense(weir_asm_parser_t* p, weir_type_t* expected) {
  const char* at = p->token.start;
  weir_parser_advance(p);
  literals_t all = {0};
  if (!weir_asm_expect(p, "<") || !parse_literals(p, &all) ||
      !weir_asm_expect(p, ">")) {
    return NULL;
  }
  weir_type_t* type = weir_parser_elements_type(p, expected);
  return type ? make_dense(p, &all, type, at) : NULL;
}

weir_attr_t* weir_parser_dense_array(weir_asm_parser_t* p) {
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "<")) return NULL;
  weir_type_t* type = weir_parser_type(p);
  if (type == NULL) return NULL;
  uint32_t width = weir_type_bit_width(type);
  bool is_int = weir_type_is_signless_integer(type) &&
                (width == 1 || width % 8 == 0) && width <= 512;
  if (!is_int && !weir_type_is_float(type)) {
    weir_parser_error(p,
                      "expected integer or float type of whole bytes or "
                      "i1 in dense array");
    return NULL;
  }
  literals_t all = {0};
  if (weir_asm_try(p, ":")) {
    do {
      if (!parse_scalar(p, &all)) return NULL;
    } while (weir_asm_try(p, ","));
  }
  if (!weir_asm_expect(p, ">")) return NULL;
  size_t bytes = weir_dense_element_bytes(type);
  uint8_t* data = weir_arena_alloc(&p->arena, all.count * bytes);
  for (size_t i = 0; i < all.count; ++i) {
    if (!weir_parser_encode(p, &all.items[i], type, data + i * bytes, bytes))
      return NULL;
  }
  return weir_dense_array_attr(type, data, (uint32_t)all.count);
}
