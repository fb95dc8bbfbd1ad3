// dense_resource<..>, and the file trailer with the bytes of resources.
#include "compiler/text/parser_impl.h"

// A word or string; |expected| is the error if it is neither.
static bool parse_key(weir_asm_parser_t* p, const char* expected,
                      weir_string_view_t* out_key) {
  *out_key = weir_token_text(&p->token);
  if (p->token.kind == WEIR_TOKEN_STRING) {
    *out_key = weir_unescape(*out_key, &p->arena);
  } else if (p->token.kind != WEIR_TOKEN_WORD) {
    return weir_parser_error(p, "%s", expected);
  }
  weir_parser_advance(p);
  return true;
}

weir_attr_t* weir_parser_dense_resource(weir_asm_parser_t* p,
                                        weir_type_t* expected) {
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "<")) return NULL;
  weir_string_view_t key;
  if (!parse_key(p, "expected resource key", &key)) return NULL;
  if (!weir_asm_expect(p, ">")) return NULL;
  weir_type_t* type = weir_parser_elements_type(p, expected);
  if (type == NULL) return NULL;
  weir_attr_t* attr = weir_dense_resource_attr(type, key);
  weir_resource_use_t* use = WEIR_ARENA_NEW(&p->arena, weir_resource_use_t);
  *use = (weir_resource_use_t){attr, p->resources};
  p->resources = use;
  return attr;
}

// All that was read of the resource |key| so far gets |size| bytes of |data|.
static void store_blob(weir_asm_parser_t* p, weir_string_view_t key,
                       const uint8_t* data, size_t size, uint32_t alignment) {
  uint8_t* kept = NULL;
  for (weir_resource_use_t* use = p->resources; use; use = use->next) {
    weir_attr_t* attr = use->attr;
    weir_string_view_t name =
        weir_sv_n(attr->resource.key->data, attr->resource.key->size);
    if (!weir_sv_equal(name, key)) continue;
    if (kept == NULL) {
      kept = weir_arena_copy(weir_context_arena(p->context), data, size);
    }
    attr->resource.data = kept;
    attr->resource.size = size;
    attr->resource.alignment = alignment;
  }
}

// key: "0x<alignment><bytes>"
static bool parse_blob(weir_asm_parser_t* p) {
  weir_string_view_t key;
  if (!parse_key(p, "expected identifier key for 'resource' entry", &key))
    return false;
  if (!weir_asm_expect(p, ":")) return false;
  if (p->token.kind != WEIR_TOKEN_STRING) {
    return weir_parser_error(p, "expected hex string blob for key '%.*s'",
                             WEIR_SV_ARGS(key));
  }
  size_t size = 0;
  uint8_t* data = weir_parser_decode_hex(p, &p->token, &size);
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
  store_blob(p, key, data + sizeof(alignment), size - sizeof(alignment),
             alignment);
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
