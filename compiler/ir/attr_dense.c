// Attributes of bulk data: elements, arrays of numbers, resources.
#include "compiler/ir/attribute.h"

#include <string.h>

#include "compiler/ir/context_impl.h"

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
  weir_attr_key_init(&key, WEIR_ATTR_DENSE_ELEMENTS, type);
  weir_intern_key_integer(&key, splat);
  key.tail = data;
  key.tail_size = size;
  bool is_new;
  const void* tail;
  weir_attr_t* attr = weir_attr_intern(
      type->context, &key, WEIR_ATTR_DENSE_ELEMENTS, type, &is_new, &tail);
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
  weir_attr_key_init(&key, WEIR_ATTR_DENSE_ELEMENTS, type);
  weir_intern_key_integer(&key, -1);  // apart from those compared by content
  weir_intern_key_pointer(&key, data);
  weir_intern_key_integer(&key, (int64_t)size);
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(
      type->context, &key, WEIR_ATTR_DENSE_ELEMENTS, type, &is_new, NULL);
  attr->dense.data = data;
  attr->dense.size = size;
  attr->dense.splat = false;
  return attr;
}

// Writes a scalar attribute as stored in dense data; a complex one is an array
// of its parts.
static void store_element(const weir_attr_t* element, uint8_t* out,
                          size_t size) {
  if (element->kind == WEIR_ATTR_ARRAY) {
    store_element(element->array.elements[0], out, size / 2);
    store_element(element->array.elements[1], out + size / 2, size / 2);
    return;
  }
  if (element->kind == WEIR_ATTR_FLOAT) {
    memcpy(out, &element->floating.bits, size < 8 ? size : 8);
    return;
  }
  weir_integer_attr_store(element, out, size);
}

weir_attr_t* weir_dense_splat_attr(weir_type_t* type, weir_attr_t* element) {
  if (element == NULL) return NULL;
  weir_arena_t scratch = {0};
  uint8_t small[16] = {0};
  size_t size = weir_dense_element_bytes(type);
  uint8_t* bytes =
      size <= sizeof(small) ? small : weir_arena_alloc(&scratch, size);
  store_element(element, bytes, size);
  weir_attr_t* attr = weir_dense_attr(type, bytes, size);
  weir_arena_deinit(&scratch);
  return attr;
}

weir_attr_t* weir_dense_array_attr(weir_type_t* element, const void* data,
                                   uint32_t count) {
  weir_context_t* context = element->context;
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_DENSE_ARRAY, NULL);
  weir_intern_key_pointer(&key, element);
  weir_intern_key_integer(&key, count);
  key.tail = data;
  key.tail_size = count * weir_dense_element_bytes(element);
  bool is_new;
  const void* tail;
  weir_attr_t* attr = weir_attr_intern(context, &key, WEIR_ATTR_DENSE_ARRAY,
                                       NULL, &is_new, &tail);
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
  weir_attr_key_init(&key, WEIR_ATTR_DENSE_RESOURCE, type);
  weir_intern_key_pointer(&key, interned);
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(context, &key, WEIR_ATTR_DENSE_RESOURCE,
                                       type, &is_new, NULL);
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

static weir_attr_t* load_element(weir_type_t* type, const uint8_t* data) {
  size_t size = weir_dense_element_bytes(type);
  if (type->kind == WEIR_TYPE_COMPLEX) {
    weir_type_t* part = type->shaped.element;
    weir_attr_t* parts[] = {load_element(part, data),
                            load_element(part, data + size / 2)};
    if (parts[0] == NULL || parts[1] == NULL) return NULL;
    return weir_array_attr(type->context, parts, 2);
  }
  uint64_t bits = 0;
  if (size > sizeof(bits)) {
    return weir_type_is_int_or_index(type) ? weir_integer_attr_bytes(type, data)
                                           : NULL;
  }
  memcpy(&bits, data, size);
  if (weir_type_is_float(type)) return weir_float_attr_bits(type, bits);
  if (!weir_type_is_int_or_index(type)) return NULL;
  return weir_integer_attr(type, (int64_t)bits);
}

weir_attr_t* weir_dense_element(const weir_attr_t* attr, int64_t index) {
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) return NULL;
  weir_type_t* element = attr->type->shaped.element;
  size_t size = weir_dense_element_bytes(element);
  size_t offset = attr->dense.splat ? 0 : (size_t)index * size;
  if (index < 0 || offset + size > attr->dense.size) return NULL;
  return load_element(element, attr->dense.data + offset);
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
