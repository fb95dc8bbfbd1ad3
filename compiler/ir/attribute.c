// Attributes of one value, and what is asked of attributes of any kind.
#include "compiler/ir/attribute.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/ir/context_impl.h"
#include "compiler/ir/float_format.h"
#include "compiler/ir/wide_integer.h"

void weir_attr_key_init(weir_intern_key_t* key, weir_attr_kind_t kind,
                        const weir_type_t* type) {
  weir_intern_key_init(key, WEIR_INTERN_ATTR, kind);
  weir_intern_key_pointer(key, type);
}

weir_attr_t* weir_attr_intern(weir_context_t* context, weir_intern_key_t* key,
                              weir_attr_kind_t kind, weir_type_t* type,
                              bool* out_is_new, const void** out_tail) {
  weir_attr_t* attr =
      weir_intern(context, key, sizeof(*attr), out_is_new, out_tail);
  if (*out_is_new) {
    attr->kind = kind;
    attr->context = context;
    attr->type = type;
  }
  return attr;
}

// -- scalars ------------------------------------------------------------------

weir_attr_t* weir_unit_attr(weir_context_t* context) {
  if (context->unit_attr == NULL) {
    weir_intern_key_t key;
    weir_attr_key_init(&key, WEIR_ATTR_UNIT, NULL);
    bool is_new;
    context->unit_attr =
        weir_attr_intern(context, &key, WEIR_ATTR_UNIT, NULL, &is_new, NULL);
  }
  return context->unit_attr;
}

static int64_t sign_extend(int64_t value, uint32_t width) {
  if (width == 0) return 0;
  if (width >= 64) return value;
  uint32_t shift = 64 - width;
  return (int64_t)((uint64_t)value << shift) >> shift;
}

weir_attr_t* weir_integer_attr(weir_type_t* type, int64_t value) {
  uint32_t width = weir_type_bit_width(type);
  value = sign_extend(value, width);
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_INTEGER, type);
  weir_intern_key_integer(&key, value);
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(type->context, &key, WEIR_ATTR_INTEGER,
                                       type, &is_new, NULL);
  attr->integer.value = value;
  return attr;
}

weir_attr_t* weir_integer_attr_bytes(weir_type_t* type, const uint8_t* bytes) {
  uint32_t width = weir_type_bit_width(type);
  if (width == 0) return weir_integer_attr(type, 0);
  weir_arena_t scratch = {0};
  size_t size = width <= 64 ? 8 : (width + 7) / 8;
  uint8_t* extended = weir_arena_alloc(&scratch, size);
  weir_integer_extend(bytes, width, true, extended, size);
  int64_t value = 0;
  for (size_t i = 0; i < 8; ++i) {
    value = (int64_t)((uint64_t)value | (uint64_t)extended[i] << 8 * i);
  }
  bool is_wide = false;
  for (size_t i = 8; i < size; ++i) {
    is_wide = is_wide || extended[i] != (value < 0 ? 0xFF : 0);
  }
  weir_attr_t* attr = NULL;
  if (is_wide) {
    weir_intern_key_t key;
    weir_attr_key_init(&key, WEIR_ATTR_INTEGER, type);
    key.tail = extended;
    key.tail_size = size;
    bool is_new;
    const void* tail;
    attr = weir_attr_intern(type->context, &key, WEIR_ATTR_INTEGER, type,
                            &is_new, &tail);
    attr->integer.value = value;
    if (is_new) attr->integer.bytes = tail;
  } else {
    attr = weir_integer_attr(type, value);
  }
  weir_arena_deinit(&scratch);
  return attr;
}

void weir_integer_attr_store(const weir_attr_t* attr, uint8_t* out,
                             size_t size) {
  uint32_t width = weir_type_bit_width(attr->type);
  size_t used = (width + 7) / 8;
  memset(out, 0, size);
  if (width == 0) return;
  uint64_t word = (uint64_t)attr->integer.value;
  for (size_t i = 0; i < used; ++i) {
    if (attr->integer.bytes != NULL) {
      out[i] = attr->integer.bytes[i];
    } else if (i < 8) {
      out[i] = (uint8_t)(word >> 8 * i);
    } else {
      out[i] = attr->integer.value < 0 ? 0xFF : 0;
    }
  }
  weir_integer_extend(out, width, false, out, size);
}

weir_attr_t* weir_bool_attr(weir_context_t* context, bool value) {
  return weir_integer_attr(weir_i1_type(context), value);
}

weir_attr_t* weir_index_attr(weir_context_t* context, int64_t value) {
  return weir_integer_attr(weir_index_type(context), value);
}

weir_attr_t* weir_i64_attr(weir_context_t* context, int64_t value) {
  return weir_integer_attr(weir_i64_type(context), value);
}

weir_attr_t* weir_i32_attr(weir_context_t* context, int32_t value) {
  return weir_integer_attr(weir_i32_type(context), value);
}

weir_attr_t* weir_float_attr_bits(weir_type_t* type, uint64_t bits) {
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_FLOAT, type);
  weir_intern_key_integer(&key, (int64_t)bits);
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(type->context, &key, WEIR_ATTR_FLOAT,
                                       type, &is_new, NULL);
  attr->floating.bits = bits;
  attr->floating.value = weir_float_from_bits(type->floating, bits);
  return attr;
}

weir_attr_t* weir_float_attr(weir_type_t* type, double value) {
  return weir_float_attr_bits(type, weir_float_to_bits(type->floating, value));
}

weir_attr_t* weir_string_attr_sv(weir_context_t* context,
                                 weir_string_view_t text) {
  const weir_name_t* name = weir_name_sv(context, text);
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_STRING, NULL);
  weir_intern_key_pointer(&key, name);
  bool is_new;
  weir_attr_t* attr =
      weir_attr_intern(context, &key, WEIR_ATTR_STRING, NULL, &is_new, NULL);
  attr->string.data = name->data;
  attr->string.size = name->size;
  return attr;
}

weir_attr_t* weir_string_attr(weir_context_t* context, const char* text) {
  return weir_string_attr_sv(context, weir_sv(text));
}

weir_attr_t* weir_type_attr(weir_type_t* type) {
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_TYPE, NULL);
  weir_intern_key_pointer(&key, type);
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(type->context, &key, WEIR_ATTR_TYPE,
                                       NULL, &is_new, NULL);
  attr->type_value = type;
  return attr;
}

// -- maps and dialect attributes ----------------------------------------------

static weir_attr_t* pointer_attr(weir_context_t* context, weir_attr_kind_t kind,
                                 const void* pointer) {
  weir_intern_key_t key;
  weir_attr_key_init(&key, kind, NULL);
  weir_intern_key_pointer(&key, pointer);
  bool is_new;
  return weir_attr_intern(context, &key, kind, NULL, &is_new, NULL);
}

weir_attr_t* weir_affine_map_attr(weir_affine_map_t* map) {
  weir_attr_t* attr = pointer_attr(map->context, WEIR_ATTR_AFFINE_MAP, map);
  attr->map = map;
  return attr;
}

weir_attr_t* weir_integer_set_attr(weir_integer_set_t* set) {
  weir_attr_t* attr = pointer_attr(set->context, WEIR_ATTR_INTEGER_SET, set);
  attr->set = set;
  return attr;
}

weir_attr_t* weir_strided_layout_attr(weir_context_t* context, int64_t offset,
                                      const int64_t* strides, uint32_t rank) {
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_STRIDED_LAYOUT, NULL);
  weir_intern_key_integer(&key, offset);
  weir_intern_key_add(&key, strides, rank * sizeof(*strides));
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(context, &key, WEIR_ATTR_STRIDED_LAYOUT,
                                       NULL, &is_new, NULL);
  if (is_new) {
    attr->strided.offset = offset;
    attr->strided.strides =
        weir_arena_copy(&context->arena, strides, rank * sizeof(*strides));
    attr->strided.rank = rank;
  }
  return attr;
}

weir_attr_t* weir_dialect_attr(weir_context_t* context,
                               const weir_attr_def_t* def,
                               weir_attr_t* const* params, uint32_t param_count,
                               weir_type_t* type) {
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_DIALECT, type);
  weir_intern_key_pointer(&key, def);
  weir_intern_key_add(&key, params, param_count * sizeof(*params));
  bool is_new;
  weir_attr_t* attr =
      weir_attr_intern(context, &key, WEIR_ATTR_DIALECT, type, &is_new, NULL);
  if (is_new) {
    attr->dialect.def = def;
    attr->dialect.params =
        weir_arena_copy(&context->arena, params, param_count * sizeof(*params));
    attr->dialect.param_count = param_count;
  }
  return attr;
}

weir_attr_t* weir_opaque_attr(weir_context_t* context,
                              weir_string_view_t dialect,
                              weir_string_view_t text, weir_type_t* type) {
  const weir_name_t* dialect_name = weir_name_sv(context, dialect);
  const weir_name_t* text_name = weir_name_sv(context, text);
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_OPAQUE, type);
  weir_intern_key_pointer(&key, dialect_name);
  weir_intern_key_pointer(&key, text_name);
  bool is_new;
  weir_attr_t* attr =
      weir_attr_intern(context, &key, WEIR_ATTR_OPAQUE, type, &is_new, NULL);
  attr->opaque.dialect = dialect_name;
  attr->opaque.text = text_name;
  return attr;
}

// -- questions ----------------------------------------------------------------

bool weir_attr_is_def(const weir_attr_t* attr, const weir_attr_def_t* def) {
  return weir_attr_is(attr, WEIR_ATTR_DIALECT) && attr->dialect.def == def;
}

bool weir_attr_int(const weir_attr_t* attr, int64_t* out_value) {
  if (!weir_attr_is(attr, WEIR_ATTR_INTEGER) || attr->integer.bytes != NULL) {
    return false;
  }
  *out_value = attr->integer.value;
  return true;
}

bool weir_attr_is_int(const weir_attr_t* attr, int64_t value) {
  int64_t is = 0;
  return weir_attr_int(attr, &is) && is == value;
}

weir_string_view_t weir_attr_string(const weir_attr_t* attr) {
  if (weir_attr_is(attr, WEIR_ATTR_STRING)) {
    return weir_sv_n(attr->string.data, attr->string.size);
  }
  if (weir_attr_is(attr, WEIR_ATTR_SYMBOL_REF) && attr->symbol.count == 1) {
    return weir_sv_n(attr->symbol.names[0]->data, attr->symbol.names[0]->size);
  }
  return (weir_string_view_t){"", 0};
}
