// Constants as the bytes that they take in a buffer.
#include <string.h>

#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/util_types.h"

// Bytes of |count| elements of |type|; -1 if it has no storage. Elements of
// less than a byte take one each.
static int64_t elements_bytes(weir_type_t* type, int64_t count) {
  if (type == NULL || count < 0) return -1;
  size_t element = weir_dense_element_bytes(type);
  int64_t total = 0;
  if (element == 0) return -1;
  if (__builtin_mul_overflow((int64_t)element, count, &total)) return -1;
  return total;
}

static int64_t type_bytes(weir_type_t* type) {
  if (type == NULL) return -1;
  if (!weir_type_is_shaped(type)) return elements_bytes(type, 1);
  if (!weir_type_has_static_shape(type)) return -1;
  return elements_bytes(weir_type_element(type), weir_type_element_count(type));
}

static int64_t composite_bytes(const weir_attr_t* attr) {
  uint32_t count = 0;
  if (weir_util_composite_parts(attr, &count) != NULL || count == 0) {
    return attr->dialect.params[0]->integer.value;
  }
  return -1;
}

int64_t weir_attr_storage_bytes(const weir_attr_t* attr) {
  if (attr == NULL) return -1;
  switch (attr->kind) {
    case WEIR_ATTR_INTEGER:
    case WEIR_ATTR_FLOAT:
    case WEIR_ATTR_DENSE_ELEMENTS:
      return type_bytes(attr->type);
    case WEIR_ATTR_STRING:
      return (int64_t)attr->string.size;
    case WEIR_ATTR_DENSE_RESOURCE:
      return attr->resource.data != NULL ? type_bytes(attr->type) : -1;
    case WEIR_ATTR_DENSE_ARRAY:
      return elements_bytes(attr->dense_array.element, attr->dense_array.count);
    case WEIR_ATTR_DIALECT:
      if (weir_attr_is_def(attr, &weir_util_composite_def)) {
        return composite_bytes(attr);
      }
      if (weir_attr_is_def(attr, &weir_util_byte_pattern_def) ||
          weir_attr_is_def(attr, &weir_util_uninitialized_def) ||
          weir_attr_is_parameter_named(attr)) {
        return type_bytes(attr->type);
      }
      return -1;
    default:
      return -1;
  }
}

static void write_repeated(const uint8_t* pattern, size_t pattern_size,
                           uint8_t* out, size_t size) {
  if (pattern_size == 0) return;
  for (size_t i = 0; i + pattern_size <= size; i += pattern_size) {
    memcpy(out + i, pattern, pattern_size);
  }
}

static weir_status_t write_composite(const weir_attr_t* attr, uint8_t* out) {
  uint32_t count = 0;
  weir_attr_t* const* parts = weir_util_composite_parts(attr, &count);
  for (uint32_t i = 0; i < count; ++i) {
    WEIR_RETURN_IF_ERROR(weir_attr_serialize(parts[i], out));
    out += weir_attr_storage_bytes(parts[i]);
  }
  return weir_ok();
}

static weir_status_t write_dialect(const weir_attr_t* attr, uint8_t* out,
                                   size_t size) {
  if (weir_attr_is_def(attr, &weir_util_composite_def)) {
    return write_composite(attr, out);
  }
  int pattern = 0;  // what is uninitialised is zero in files
  if (weir_attr_is_def(attr, &weir_util_byte_pattern_def)) {
    pattern = (int)(attr->dialect.params[0]->integer.value & 0xff);
  }
  memset(out, pattern, size);
  return weir_ok();
}

weir_status_t weir_attr_serialize(const weir_attr_t* attr, uint8_t* out) {
  int64_t storage = weir_attr_storage_bytes(attr);
  if (storage < 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a constant has no bytes: its type has no storage, or "
                       "its data was left out of the file");
  }
  size_t size = (size_t)storage;
  if (size == 0) return weir_ok();
  switch (attr->kind) {
    case WEIR_ATTR_INTEGER:
      weir_integer_attr_store(attr, out, size);
      return weir_ok();
    case WEIR_ATTR_FLOAT:
      memcpy(out, &attr->floating.bits, size < 8 ? size : 8);
      if (size > 8) memset(out + 8, 0, size - 8);
      return weir_ok();
    case WEIR_ATTR_STRING:
      memcpy(out, attr->string.data, size);
      return weir_ok();
    case WEIR_ATTR_DENSE_ARRAY:
      memcpy(out, attr->dense_array.data, size);
      return weir_ok();
    case WEIR_ATTR_DENSE_RESOURCE:
      if (attr->resource.size < size) {
        return weir_status(WEIR_CODE_DATA_LOSS,
                           "dense resource \"%s\" has %zu bytes, its type "
                           "needs %zu",
                           attr->resource.key->data, attr->resource.size, size);
      }
      memcpy(out, attr->resource.data, size);
      return weir_ok();
    case WEIR_ATTR_DENSE_ELEMENTS:
      if (attr->dense.splat) {
        write_repeated(attr->dense.data, attr->dense.size, out, size);
      } else {
        memcpy(out, attr->dense.data, size);
      }
      return weir_ok();
    default:
      return write_dialect(attr, out, size);
  }
}
