#include "compiler/ir/attribute.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/ir/context_impl.h"
#include "compiler/ir/float_format.h"

static void begin_key(weir_intern_key_t* key, weir_attr_kind_t kind,
                      const weir_type_t* type) {
  weir_intern_key_init(key, WEIR_INTERN_ATTR, kind);
  weir_intern_key_pointer(key, type);
}

static weir_attr_t* intern_attr(weir_context_t* context, weir_intern_key_t* key,
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

// A copy of |count| pointers in the context.
static void* copy_array(weir_context_t* context, const void* data,
                        uint32_t count, size_t size) {
  return weir_arena_copy(&context->arena, data, count * size);
}

// -- scalars ------------------------------------------------------------------

weir_attr_t* weir_unit_attr(weir_context_t* context) {
  if (context->unit_attr == NULL) {
    weir_intern_key_t key;
    begin_key(&key, WEIR_ATTR_UNIT, NULL);
    bool is_new;
    context->unit_attr =
        intern_attr(context, &key, WEIR_ATTR_UNIT, NULL, &is_new, NULL);
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
  begin_key(&key, WEIR_ATTR_INTEGER, type);
  weir_intern_key_integer(&key, value);
  bool is_new;
  weir_attr_t* attr =
      intern_attr(type->context, &key, WEIR_ATTR_INTEGER, type, &is_new, NULL);
  attr->integer.value = value;
  attr->integer.high = value < 0 ? -1 : 0;
  return attr;
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
  begin_key(&key, WEIR_ATTR_FLOAT, type);
  weir_intern_key_integer(&key, (int64_t)bits);
  bool is_new;
  weir_attr_t* attr =
      intern_attr(type->context, &key, WEIR_ATTR_FLOAT, type, &is_new, NULL);
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
  begin_key(&key, WEIR_ATTR_STRING, NULL);
  weir_intern_key_pointer(&key, name);
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_STRING, NULL, &is_new, NULL);
  attr->string.data = name->data;
  attr->string.size = name->size;
  return attr;
}

weir_attr_t* weir_string_attr(weir_context_t* context, const char* text) {
  return weir_string_attr_sv(context, weir_sv(text));
}

weir_attr_t* weir_type_attr(weir_type_t* type) {
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_TYPE, NULL);
  weir_intern_key_pointer(&key, type);
  bool is_new;
  weir_attr_t* attr =
      intern_attr(type->context, &key, WEIR_ATTR_TYPE, NULL, &is_new, NULL);
  attr->type_value = type;
  return attr;
}

// -- collections --------------------------------------------------------------

weir_attr_t* weir_array_attr(weir_context_t* context,
                             weir_attr_t* const* elements, uint32_t count) {
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_ARRAY, NULL);
  weir_intern_key_add(&key, elements, count * sizeof(*elements));
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_ARRAY, NULL, &is_new, NULL);
  if (is_new) {
    attr->array.elements =
        copy_array(context, elements, count, sizeof(*elements));
    attr->array.count = count;
  }
  return attr;
}

weir_attr_t* weir_index_array_attr(weir_context_t* context,
                                   const int64_t* values, uint32_t count) {
  weir_attr_t** elements =
      WEIR_ARENA_ARRAY(&context->arena, weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i)
    elements[i] = weir_index_attr(context, values[i]);
  return weir_array_attr(context, elements, count);
}

static int compare_names(const weir_name_t* a, const weir_name_t* b) {
  if (a == b) return 0;
  size_t size = a->size < b->size ? a->size : b->size;
  int order = memcmp(a->data, b->data, size);
  if (order != 0) return order;
  return a->size < b->size ? -1 : 1;
}

static weir_attr_t* sorted_dictionary(weir_context_t* context,
                                      const weir_named_attr_t* entries,
                                      uint32_t count) {
  if (count == 0 && context->empty_dictionary != NULL) {
    return context->empty_dictionary;
  }
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_DICTIONARY, NULL);
  weir_intern_key_add(&key, entries, count * sizeof(*entries));
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_DICTIONARY, NULL, &is_new, NULL);
  if (is_new) {
    attr->dictionary.entries =
        copy_array(context, entries, count, sizeof(*entries));
    attr->dictionary.count = count;
  }
  if (count == 0) context->empty_dictionary = attr;
  return attr;
}

weir_attr_t* weir_dictionary_attr(weir_context_t* context,
                                  const weir_named_attr_t* entries,
                                  uint32_t count) {
  weir_named_attr_t small[16];
  weir_named_attr_t* sorted = small;
  if (count > 16) {
    sorted = malloc(count * sizeof(*sorted));
    if (sorted == NULL) abort();
  }
  uint32_t used = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (entries[i].value == NULL) continue;
    uint32_t at = used;
    while (at > 0 && compare_names(sorted[at - 1].name, entries[i].name) > 0)
      --at;
    if (at > 0 && sorted[at - 1].name == entries[i].name) {
      sorted[at - 1] = entries[i];
      continue;
    }
    memmove(&sorted[at + 1], &sorted[at], (used - at) * sizeof(*sorted));
    sorted[at] = entries[i];
    ++used;
  }
  weir_attr_t* attr = sorted_dictionary(context, sorted, used);
  if (sorted != small) free(sorted);
  return attr;
}

// Where |key| stands, or would.
static uint32_t dictionary_place(const weir_attr_t* dictionary,
                                 weir_string_view_t key, bool* out_found) {
  uint32_t low = 0, high = dictionary->dictionary.count;
  *out_found = false;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    const weir_name_t* name = dictionary->dictionary.entries[middle].name;
    size_t size = name->size < key.size ? name->size : key.size;
    int order = memcmp(name->data, key.data, size);
    if (order == 0) order = (name->size > key.size) - (name->size < key.size);
    if (order == 0) {
      *out_found = true;
      return middle;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

weir_attr_t* weir_dictionary_find(const weir_attr_t* dictionary,
                                  weir_string_view_t key) {
  enum { FEW = 8 };
  if (!weir_attr_is(dictionary, WEIR_ATTR_DICTIONARY)) return NULL;
  const weir_named_attr_t* entries = dictionary->dictionary.entries;
  if (dictionary->dictionary.count > FEW) {
    bool found;
    uint32_t place = dictionary_place(dictionary, key, &found);
    return found ? entries[place].value : NULL;
  }
  for (uint32_t i = 0; i < dictionary->dictionary.count; ++i) {
    const weir_name_t* name = entries[i].name;
    if (name->size == key.size && memcmp(name->data, key.data, key.size) == 0) {
      return entries[i].value;
    }
  }
  return NULL;
}

weir_attr_t* weir_dictionary_set(weir_attr_t* dictionary, const char* key,
                                 weir_attr_t* value) {
  weir_context_t* context = dictionary->context;
  uint32_t count = dictionary->dictionary.count;
  bool found;
  uint32_t place = dictionary_place(dictionary, weir_sv(key), &found);
  if (!found && value == NULL) return dictionary;
  weir_named_attr_t small[16];
  weir_named_attr_t* entries = small;
  if (count + 1 > 16) {
    entries = malloc((count + 1) * sizeof(*entries));
    if (entries == NULL) abort();
  }
  const weir_named_attr_t* old = dictionary->dictionary.entries;
  memcpy(entries, old, place * sizeof(*entries));
  uint32_t used = place;
  if (value != NULL) {
    entries[used++] = (weir_named_attr_t){weir_name(context, key), value};
  }
  uint32_t rest = place + found;
  if (count > rest)
    memcpy(&entries[used], &old[rest], (count - rest) * sizeof(*entries));
  weir_attr_t* attr = sorted_dictionary(context, entries, used + count - rest);
  if (entries != small) free(entries);
  return attr;
}

weir_attr_t* weir_symbol_attr_n(weir_context_t* context,
                                const weir_name_t* const* names,
                                uint32_t count) {
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_SYMBOL_REF, NULL);
  weir_intern_key_add(&key, names, count * sizeof(*names));
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_SYMBOL_REF, NULL, &is_new, NULL);
  if (is_new) {
    attr->symbol.names = copy_array(context, names, count, sizeof(*names));
    attr->symbol.count = count;
  }
  return attr;
}

weir_attr_t* weir_symbol_attr(weir_context_t* context, const char* root) {
  const weir_name_t* name = weir_name(context, root);
  return weir_symbol_attr_n(context, &name, 1);
}

// -- dense data ---------------------------------------------------------------

size_t weir_dense_element_bytes(const weir_type_t* type) {
  if (weir_type_is_shaped(type)) type = type->shaped.element;
  uint32_t bits = weir_type_bit_width(type);
  if (type->kind == WEIR_TYPE_COMPLEX) {
    return 2 * weir_dense_element_bytes(type->shaped.element);
  }
  return (bits + 7) / 8;
}

static bool all_equal(const uint8_t* data, size_t size, size_t element) {
  return size > element && memcmp(data, data + element, size - element) == 0;
}

weir_attr_t* weir_dense_attr(weir_type_t* type, const void* data, size_t size) {
  size_t element = weir_dense_element_bytes(type);
  int64_t count = weir_type_element_count(type);
  bool splat = element > 0 && size == element && count != 0;
  if (!splat && element > 0 && all_equal(data, size, element)) {
    splat = true;
    size = element;
  }
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_DENSE_ELEMENTS, type);
  weir_intern_key_integer(&key, splat);
  key.tail = data;
  key.tail_size = size;
  bool is_new;
  const void* tail;
  weir_attr_t* attr = intern_attr(type->context, &key, WEIR_ATTR_DENSE_ELEMENTS,
                                  type, &is_new, &tail);
  if (is_new) {
    attr->dense.data = tail;
    attr->dense.size = size;
    attr->dense.splat = splat;
  }
  return attr;
}

weir_attr_t* weir_dense_attr_borrowed(weir_type_t* type, const void* data,
                                      size_t size) {
  size_t element = weir_dense_element_bytes(type);
  if (size <= 4096 || size == element || all_equal(data, size, element)) {
    return weir_dense_attr(type, data, size);
  }
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_DENSE_ELEMENTS, type);
  weir_intern_key_integer(&key, -1);  // apart from those compared by content
  weir_intern_key_pointer(&key, data);
  weir_intern_key_integer(&key, (int64_t)size);
  bool is_new;
  weir_attr_t* attr = intern_attr(type->context, &key, WEIR_ATTR_DENSE_ELEMENTS,
                                  type, &is_new, NULL);
  attr->dense.data = data;
  attr->dense.size = size;
  attr->dense.splat = false;
  return attr;
}

// Writes a scalar attribute as stored in dense data.
static void store_element(const weir_attr_t* element, uint8_t* out,
                          size_t size) {
  if (element->kind == WEIR_ATTR_FLOAT) {
    memcpy(out, &element->floating.bits, size < 8 ? size : 8);
    return;
  }
  int64_t words[2] = {element->integer.value, element->integer.high};
  memcpy(out, words, size < 16 ? size : 16);
  if (weir_type_is_integer(element->type, 1)) out[0] &= 1;
}

weir_attr_t* weir_dense_splat_attr(weir_type_t* type, weir_attr_t* element) {
  uint8_t bytes[16] = {0};
  size_t size = weir_dense_element_bytes(type);
  store_element(element, bytes, size);
  return weir_dense_attr(type, bytes, size);
}

weir_attr_t* weir_dense_array_attr(weir_type_t* element, const void* data,
                                   uint32_t count) {
  weir_context_t* context = element->context;
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_DENSE_ARRAY, NULL);
  weir_intern_key_pointer(&key, element);
  weir_intern_key_integer(&key, count);
  key.tail = data;
  key.tail_size = count * weir_dense_element_bytes(element);
  bool is_new;
  const void* tail;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_DENSE_ARRAY, NULL, &is_new, &tail);
  if (is_new) {
    attr->dense_array.data = tail;
    attr->dense_array.element = element;
    attr->dense_array.count = count;
  }
  return attr;
}

weir_attr_t* weir_dense_i64_array_attr(weir_context_t* context,
                                       const int64_t* values, uint32_t count) {
  return weir_dense_array_attr(weir_i64_type(context), values, count);
}

weir_attr_t* weir_dense_resource_attr(weir_type_t* type,
                                      weir_string_view_t name) {
  weir_context_t* context = type->context;
  const weir_name_t* interned = weir_name_sv(context, name);
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_DENSE_RESOURCE, type);
  weir_intern_key_pointer(&key, interned);
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_DENSE_RESOURCE, type, &is_new, NULL);
  attr->resource.key = interned;
  return attr;
}

weir_attr_t* weir_dense_resource_of(weir_type_t* type, const weir_name_t* key,
                                    const void* data, size_t size,
                                    uint32_t alignment) {
  weir_attr_t* attr =
      weir_dense_resource_attr(type, weir_sv_n(key->data, key->size));
  attr->resource.data =
      weir_arena_copy(weir_context_arena(type->context), data, size);
  attr->resource.size = size;
  attr->resource.alignment = alignment;
  return attr;
}

weir_attr_t* weir_dense_element(const weir_attr_t* attr, int64_t index) {
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) return NULL;
  weir_type_t* element = attr->type->shaped.element;
  size_t size = weir_dense_element_bytes(element);
  size_t offset = attr->dense.splat ? 0 : (size_t)index * size;
  if (index < 0 || size > 8 || offset + size > attr->dense.size) return NULL;
  uint64_t bits = 0;
  memcpy(&bits, attr->dense.data + offset, size);
  if (weir_type_is_float(element)) return weir_float_attr_bits(element, bits);
  if (!weir_type_is_int_or_index(element)) return NULL;
  return weir_integer_attr(element, (int64_t)bits);
}

bool weir_dense_is_splat(const weir_attr_t* attr) {
  return weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS) && attr->dense.splat;
}

weir_attr_t* weir_zero_attr(weir_type_t* type) {
  if (weir_type_is_int_or_index(type)) return weir_integer_attr(type, 0);
  if (weir_type_is_float(type)) return weir_float_attr(type, 0.0);
  if (!weir_type_is_shaped(type) || !weir_type_has_static_shape(type))
    return NULL;
  weir_attr_t* element = weir_zero_attr(type->shaped.element);
  return element ? weir_dense_splat_attr(type, element) : NULL;
}

// -- maps and dialect attributes ----------------------------------------------

static weir_attr_t* pointer_attr(weir_context_t* context, weir_attr_kind_t kind,
                                 const void* pointer) {
  weir_intern_key_t key;
  begin_key(&key, kind, NULL);
  weir_intern_key_pointer(&key, pointer);
  bool is_new;
  return intern_attr(context, &key, kind, NULL, &is_new, NULL);
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
  begin_key(&key, WEIR_ATTR_STRIDED_LAYOUT, NULL);
  weir_intern_key_integer(&key, offset);
  weir_intern_key_add(&key, strides, rank * sizeof(*strides));
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_STRIDED_LAYOUT, NULL, &is_new, NULL);
  if (is_new) {
    attr->strided.offset = offset;
    attr->strided.strides =
        copy_array(context, strides, rank, sizeof(*strides));
    attr->strided.rank = rank;
  }
  return attr;
}

weir_attr_t* weir_dialect_attr(weir_context_t* context,
                               const weir_attr_def_t* def,
                               weir_attr_t* const* params, uint32_t param_count,
                               weir_type_t* type) {
  weir_intern_key_t key;
  begin_key(&key, WEIR_ATTR_DIALECT, type);
  weir_intern_key_pointer(&key, def);
  weir_intern_key_add(&key, params, param_count * sizeof(*params));
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_DIALECT, type, &is_new, NULL);
  if (is_new) {
    attr->dialect.def = def;
    attr->dialect.params =
        copy_array(context, params, param_count, sizeof(*params));
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
  begin_key(&key, WEIR_ATTR_OPAQUE, type);
  weir_intern_key_pointer(&key, dialect_name);
  weir_intern_key_pointer(&key, text_name);
  bool is_new;
  weir_attr_t* attr =
      intern_attr(context, &key, WEIR_ATTR_OPAQUE, type, &is_new, NULL);
  attr->opaque.dialect = dialect_name;
  attr->opaque.text = text_name;
  return attr;
}

// -- questions ----------------------------------------------------------------

bool weir_attr_is_def(const weir_attr_t* attr, const weir_attr_def_t* def) {
  return weir_attr_is(attr, WEIR_ATTR_DIALECT) && attr->dialect.def == def;
}

bool weir_attr_int(const weir_attr_t* attr, int64_t* out_value) {
  if (!weir_attr_is(attr, WEIR_ATTR_INTEGER)) return false;
  *out_value = attr->integer.value;
  return true;
}

bool weir_attr_is_int(const weir_attr_t* attr, int64_t value) {
  return weir_attr_is(attr, WEIR_ATTR_INTEGER) && attr->integer.value == value;
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
