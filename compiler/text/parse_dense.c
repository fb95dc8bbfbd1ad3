// dense<..>, array<..>, dense_resource<..> and the file trailer with the bytes
// of resources.
#include <stdlib.h>

#include "compiler/ir/float_format.h"
#include "compiler/text/parser_impl.h"

typedef struct literal_t {
  weir_token_t token;
  bool is_negative;
} literal_t;

// What stands between `dense<` and `>`, before the type is known.
typedef struct literals_t {
  literal_t* items;
  size_t count, capacity;
  int64_t dims[64];
  uint32_t rank;
  bool is_hex;      // one string "0x.."
  bool is_complex;  // pairs
} literals_t;

static void add_literal(weir_asm_parser_t* p, literals_t* all,
                        literal_t literal) {
  if (all->count == all->capacity) {
    size_t more = all->capacity ? all->capacity * 2 : 16;
    literal_t* items = WEIR_ARENA_ARRAY(&p->arena, literal_t, more);
    if (all->count) memcpy(items, all->items, all->count * sizeof(*items));
    all->items = items;
    all->capacity = more;
  }
  all->items[all->count++] = literal;
}

static bool parse_scalar(weir_asm_parser_t* p, literals_t* all) {
  literal_t literal = {p->token, false};
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
    add_literal(p, all, (literal_t){p->token, false});
    weir_parser_advance(p);
    return true;
  }
  if (weir_token_is(&p->token, "[")) return parse_nested(p, all, 0, true);
  return parse_element(p, all);
}

static bool encode_integer(weir_asm_parser_t* p, const literal_t* literal,
                           weir_type_t* type, uint8_t* out, size_t size) {
  const weir_token_t* token = &literal->token;
  uint64_t value = 0;
  bool is_word = token->kind == WEIR_TOKEN_WORD;
  if (token->kind == WEIR_TOKEN_FLOAT) {
    return weir_parser_error_at(p, token->start,
                                "expected integer elements, but parsed "
                                "floating-point");
  }
  if (is_word) {
    if (!weir_type_is_integer(type, 1)) {
      return weir_parser_error_at(p, token->start,
                                  "expected i1 type for 'true' or 'false' "
                                  "values");
    }
    value = *token->start == 't';
  } else if (!weir_parser_token_u64(token, &value)) {
    return weir_parser_error_at(p, token->start,
                                "integer constant out of range for type");
  }
  uint32_t width = type->kind == WEIR_TYPE_INDEX ? 64 : type->integer.width;
  bool is_unsigned = type->kind == WEIR_TYPE_INTEGER &&
                     type->integer.signedness == WEIR_UNSIGNED;
  if (literal->is_negative && is_unsigned) {
    return weir_parser_error_at(
        p, token->start,
        "expected unsigned integer elements, but parsed "
        "negative value");
  }
  bool fits = true;
  if (width < 64) {
    uint64_t limit = literal->is_negative && width > 0
                         ? (uint64_t)1 << (width - 1)
                         : ((uint64_t)1 << width) - 1;
    fits = value <= limit;
  } else if (width == 64 && literal->is_negative) {
    fits = value <= (uint64_t)1 << 63;
  }
  if (!fits) {
    return weir_parser_error_at(p, token->start,
                                "integer constant out of range");
  }
  uint64_t stored = literal->is_negative ? 0 - value : value;
  if (width > 0 && width < 64 && width % 8 != 0) {
    stored &= ((uint64_t)1 << width) - 1;
  }
  memset(out, literal->is_negative && value != 0 ? 0xFF : 0, size);
  memcpy(out, &stored, size < 8 ? size : 8);
  return true;
}

static bool encode_float(weir_asm_parser_t* p, const literal_t* literal,
                         weir_type_t* type, uint8_t* out, size_t size) {
  const weir_token_t* token = &literal->token;
  uint64_t bits = 0;
  if (token->kind == WEIR_TOKEN_FLOAT) {
    if (!weir_parser_float_bits(token, literal->is_negative, type->floating,
                                &bits)) {
      return weir_parser_error_at(p, token->start,
                                  "floating point value too long");
    }
  } else {
    bool is_hex = token->kind == WEIR_TOKEN_INTEGER &&
                  token->end - token->start > 2 && token->start[1] == 'x';
    if (!is_hex) {
      return weir_parser_error_at(
          p, token->start,
          "expected floating-point elements, but parsed integer");
    }
    uint32_t width = weir_type_bit_width(type);
    if (literal->is_negative || !weir_parser_token_u64(token, &bits) ||
        (width < 64 && bits >> width != 0)) {
      return weir_parser_error_at(
          p, token->start, "hexadecimal float constant out of range for type");
    }
  }
  memset(out, 0, size);
  memcpy(out, &bits, size < 8 ? size : 8);
  return true;
}

static bool encode(weir_asm_parser_t* p, const literal_t* literal,
                   weir_type_t* type, uint8_t* out, size_t size) {
  return weir_type_is_float(type) ? encode_float(p, literal, type, out, size)
                                  : encode_integer(p, literal, type, out, size);
}

static uint8_t* decode_hex(weir_asm_parser_t* p, const weir_token_t* token,
                           size_t* out_size) {
  const char* at = token->start + 1;
  size_t size = (size_t)(token->end - token->start) - 2;
  if (size < 2 || at[0] != '0' || at[1] != 'x' || size % 2 != 0) {
    weir_parser_error_at(p, token->start,
                         "elements hex string should start with '0x' and have "
                         "an even number of digits");
    return NULL;
  }
  signed char digits[256];
  for (int i = 0; i < 256; ++i) {
    digits[i] = (signed char)weir_hex_digit((char)i);
  }
  *out_size = size / 2 - 1;
  uint8_t* data = weir_arena_alloc(&p->arena, *out_size);
  at += 2;
  int bad = 0;
  for (size_t i = 0; i < *out_size; ++i) {
    int high = digits[(unsigned char)at[2 * i]];
    int low = digits[(unsigned char)at[2 * i + 1]];
    bad |= high | low;
    data[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
  }
  if (bad < 0) {
    weir_parser_error_at(p, token->start,
                         "elements hex string only contains hex digits");
    return NULL;
  }
  return data;
}

// Raw bytes of all elements; i1 has eight in a byte there, one in ours.
static weir_attr_t* make_from_hex(weir_asm_parser_t* p, const literals_t* all,
                                  weir_type_t* type, size_t element_bytes,
                                  const char* at) {
  size_t size = 0;
  uint8_t* data = decode_hex(p, &all->items[0].token, &size);
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
    return NULL;
  }
  if (is_splat && count == 0) return weir_dense_attr(type, "", 0);
  size_t scalar_bytes = bytes / per_element;
  uint8_t* data = weir_arena_alloc(&p->arena, all->count * scalar_bytes);
  for (size_t i = 0; i < all->count; ++i) {
    if (!encode(p, &all->items[i], scalar, data + i * scalar_bytes,
                scalar_bytes)) {
      return NULL;
    }
  }
  return weir_dense_attr(type, data, all->count * scalar_bytes);
}

// The shaped type behind `>`, or |expected|.
static weir_type_t* elements_type(weir_asm_parser_t* p, weir_type_t* expected) {
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
  weir_type_t* type = elements_type(p, expected);
  return type ? make_dense(p, &all, type, at) : NULL;
}

weir_attr_t* weir_parser_dense_array(weir_asm_parser_t* p) {
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "<")) return NULL;
  weir_type_t* type = weir_parser_type(p);
  if (type == NULL) return NULL;
  uint32_t width = weir_type_bit_width(type);
  bool is_int = weir_type_is_signless_integer(type) &&
                (width == 1 || width % 8 == 0) && width <= 64;
  if (!is_int && !weir_type_is_float(type)) {
    weir_parser_error(p,
                      "expected integer or float type of 1, 8, 16, 32 or "
                      "64 bits in dense array");
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
    if (!encode(p, &all.items[i], type, data + i * bytes, bytes)) return NULL;
  }
  return weir_dense_array_attr(type, data, (uint32_t)all.count);
}

weir_attr_t* weir_parser_dense_resource(weir_asm_parser_t* p,
                                        weir_type_t* expected) {
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "<")) return NULL;
  weir_string_view_t key;
  if (p->token.kind == WEIR_TOKEN_STRING) {
    key = weir_unescape(weir_token_text(&p->token), &p->arena);
  } else if (p->token.kind == WEIR_TOKEN_WORD) {
    key = weir_token_text(&p->token);
  } else {
    weir_parser_error(p, "expected resource key");
    return NULL;
  }
  weir_parser_advance(p);
  if (!weir_asm_expect(p, ">")) return NULL;
  weir_type_t* type = elements_type(p, expected);
  if (type == NULL) return NULL;
  weir_attr_t* attr = weir_dense_resource_attr(type, key);
  weir_resource_use_t* use = WEIR_ARENA_NEW(&p->arena, weir_resource_use_t);
  *use = (weir_resource_use_t){attr, p->resources};
  p->resources = use;
  return attr;
}

// key: "0x<alignment><bytes>"
static bool parse_blob(weir_asm_parser_t* p) {
  weir_string_view_t key;
  if (p->token.kind == WEIR_TOKEN_STRING) {
    key = weir_unescape(weir_token_text(&p->token), &p->arena);
  } else if (p->token.kind == WEIR_TOKEN_WORD) {
    key = weir_token_text(&p->token);
  } else {
    return weir_parser_error(p, "expected identifier key for 'resource' entry");
  }
  weir_parser_advance(p);
  if (!weir_asm_expect(p, ":")) return false;
  if (p->token.kind != WEIR_TOKEN_STRING) {
    return weir_parser_error(p, "expected hex string blob for key '%.*s'",
                             WEIR_SV_ARGS(key));
  }
  size_t size = 0;
  uint8_t* data = decode_hex(p, &p->token, &size);
  if (data == NULL) return false;
  uint32_t alignment = 0;
  if (size < sizeof(alignment)) {
    return weir_parser_error(
        p,
        "expected hex string blob for key '%.*s' to encode alignment in "
        "first 4 bytes",
        WEIR_SV_ARGS(key));
  }
  memcpy(&alignment, data, sizeof(alignment));
  if (alignment & (alignment - 1)) {
    return weir_parser_error(
        p,
        "expected hex string blob for key '%.*s' to encode alignment in "
        "first 4 bytes, but got non-power-of-2 value: %u",
        WEIR_SV_ARGS(key), alignment);
  }
  weir_parser_advance(p);
  uint8_t* kept = NULL;
  for (weir_resource_use_t* use = p->resources; use; use = use->next) {
    weir_attr_t* attr = use->attr;
    weir_string_view_t name =
        weir_sv_n(attr->resource.key->data, attr->resource.key->size);
    if (!weir_sv_equal(name, key)) continue;
    if (kept == NULL) {
      kept =
          weir_arena_copy(weir_context_arena(p->context), data + 4, size - 4);
    }
    attr->resource.data = kept;
    attr->resource.size = size - 4;
    attr->resource.alignment = alignment;
  }
  return true;
}

// { key: { key: "0x.." }, .. }: the inner part of one group of resources.
static bool parse_resource_group(weir_asm_parser_t* p) {
  if (p->token.kind != WEIR_TOKEN_WORD && p->token.kind != WEIR_TOKEN_STRING) {
    return weir_parser_error(p, "expected dialect name of resources");
  }
  weir_parser_advance(p);
  if (!weir_asm_expect(p, ":") || !weir_asm_expect(p, "{")) return false;
  if (weir_asm_try(p, "}")) return true;
  do {
    if (!parse_blob(p)) return false;
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, "}");
}

bool weir_parser_trailer(weir_asm_parser_t* p) {
  if (!weir_asm_expect(p, "{-#")) return false;
  while (!weir_token_is(&p->token, "#-}")) {
    bool is_known = weir_token_is(&p->token, "dialect_resources") ||
                    weir_token_is(&p->token, "external_resources");
    if (!is_known) {
      return weir_parser_error(
          p,
          "unknown key in file metadata dictionary: expected "
          "'dialect_resources' or 'external_resources'");
    }
    weir_parser_advance(p);
    if (!weir_asm_expect(p, ":") || !weir_asm_expect(p, "{")) return false;
    if (!weir_asm_try(p, "}")) {
      do {
        if (!parse_resource_group(p)) return false;
      } while (weir_asm_try(p, ","));
      if (!weir_asm_expect(p, "}")) return false;
    }
    if (!weir_asm_try(p, ",")) break;
  }
  return weir_asm_expect(p, "#-}");
}
