#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "compiler/input/onnx/importer.h"

weir_type_t* onnx_element_type(weir_context_t* context, int32_t data_type) {
  switch (data_type) {
    case ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT:
      return weir_float_type(context, WEIR_FLOAT_F32);
    case ONNX__TENSOR_PROTO__DATA_TYPE__DOUBLE:
      return weir_float_type(context, WEIR_FLOAT_F64);
    case ONNX__TENSOR_PROTO__DATA_TYPE__FLOAT16:
      return weir_float_type(context, WEIR_FLOAT_F16);
    case ONNX__TENSOR_PROTO__DATA_TYPE__BFLOAT16:
      return weir_float_type(context, WEIR_FLOAT_BF16);
    case ONNX__TENSOR_PROTO__DATA_TYPE__BOOL:
      return weir_i1_type(context);
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT8:
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT8:
      return weir_integer_type(context, 8);
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT16:
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT16:
      return weir_integer_type(context, 16);
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT32:
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT32:
      return weir_i32_type(context);
    case ONNX__TENSOR_PROTO__DATA_TYPE__INT64:
    case ONNX__TENSOR_PROTO__DATA_TYPE__UINT64:
      return weir_i64_type(context);
    default:
      return NULL;
  }
}

static weir_status_t tensor_error(const importer_t* importer,
                                  const Onnx__TensorProto* tensor,
                                  const char* what) {
  return weir_status(WEIR_CODE_DATA_LOSS, "%s: initializer \"%s\": %s",
                     importer->path, tensor->name ? tensor->name : "", what);
}

// The value of a key of external_data; NULL if absent.
static const char* external_key(const Onnx__TensorProto* tensor,
                                const char* key) {
  for (size_t i = 0; i < tensor->n_external_data; ++i) {
    const Onnx__StringStringEntryProto* entry = tensor->external_data[i];
    if (entry->key != NULL && strcmp(entry->key, key) == 0) return entry->value;
  }
  return NULL;
}

static bool parse_size(const char* text, uint64_t fallback,
                       uint64_t* out_size) {
  *out_size = fallback;
  if (text == NULL) return true;
  char* end;
  errno = 0;
  *out_size = strtoull(text, &end, 10);
  return errno == 0 && end != text && *end == '\0';
}

// The path of an external file, which must stay below the model's folder.
static weir_status_t external_path(importer_t* importer,
                                   const Onnx__TensorProto* tensor,
                                   const char** out_path) {
  const char* location = external_key(tensor, "location");
  if (location == NULL || location[0] == '\0') {
    return tensor_error(importer, tensor, "external data without a location");
  }
  if (!importer->has_folder) {
    return tensor_error(importer, tensor,
                        "external data of a model that is not in a file");
  }
  if (location[0] == '/' || strstr(location, "..") != NULL) {
    return tensor_error(importer, tensor,
                        "external data must lie in the model's own folder");
  }
  char* copy = weir_arena_string(&importer->arena, importer->path,
                                 strlen(importer->path));
  *out_path =
      weir_arena_format(&importer->arena, "%s/%s", dirname(copy), location);
  return weir_ok();
}

// Maps the piece of the file that holds |size| bytes; the mapping stays for the
// life of the process, as the constants that point into it do.
static weir_status_t map_external(importer_t* importer,
                                  const Onnx__TensorProto* tensor, size_t size,
                                  const uint8_t** out_data) {
  const char* path = NULL;
  WEIR_RETURN_IF_ERROR(external_path(importer, tensor, &path));
  uint64_t offset, length;
  if (!parse_size(external_key(tensor, "offset"), 0, &offset) ||
      !parse_size(external_key(tensor, "length"), size, &length) ||
      length < size) {
    return tensor_error(importer, tensor,
                        "external data with a bad offset or length");
  }
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return weir_status_from_errno(errno, "%s", path);
  struct stat info;
  weir_status_t status = weir_ok();
  void* mapped = MAP_FAILED;
  if (fstat(file, &info) != 0) {
    status = weir_status_from_errno(errno, "%s", path);
  } else if (offset > (uint64_t)info.st_size ||
             size > (uint64_t)info.st_size - offset) {
    status =
        tensor_error(importer, tensor, "its external data file is too short");
  } else {
    mapped = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (mapped == MAP_FAILED)
      status = weir_status_from_errno(errno, "%s", path);
  }
  close(file);
  if (weir_is_ok(status)) *out_data = (const uint8_t*)mapped + offset;
  return status;
}

// The number of elements in the first typed field that has any.
static size_t typed_count(const Onnx__TensorProto* tensor) {
  if (tensor->n_float_data > 0) return tensor->n_float_data;
  if (tensor->n_double_data > 0) return tensor->n_double_data;
  if (tensor->n_int64_data > 0) return tensor->n_int64_data;
  if (tensor->n_uint64_data > 0) return tensor->n_uint64_data;
  return tensor->n_int32_data;
}

// Packs the typed fields into little-endian elements; false if the count is
// off.
static bool pack_typed(const Onnx__TensorProto* tensor, size_t element,
                       size_t count, uint8_t* out) {
  if (tensor->n_float_data > 0) {
    if (element != 4) return false;
    memcpy(out, tensor->float_data, count * 4);
  } else if (tensor->n_double_data > 0) {
    if (element != 8) return false;
    memcpy(out, tensor->double_data, count * 8);
  } else if (tensor->n_int64_data > 0) {
    if (element != 8) return false;
    memcpy(out, tensor->int64_data, count * 8);
  } else if (tensor->n_uint64_data > 0) {
    for (size_t i = 0; i < count; ++i) {
      memcpy(out + i * element, &tensor->uint64_data[i], element);
    }
  } else {
    if (element > 4) return false;
    for (size_t i = 0; i < count; ++i) {
      memcpy(out + i * element, &tensor->int32_data[i], element);
    }
  }
  return true;
}

// The number of elements; false if a dimension is negative or it overflows.
static bool element_count(const Onnx__TensorProto* tensor, size_t* out_count) {
  *out_count = 1;
  for (size_t i = 0; i < tensor->n_dims; ++i) {
    if (tensor->dims[i] < 0 ||
        __builtin_mul_overflow(*out_count, (size_t)tensor->dims[i],
                               out_count)) {
      return false;
    }
  }
  return true;
}

weir_status_t onnx_read_tensor(importer_t* importer,
                               const Onnx__TensorProto* tensor,
                               weir_attr_t** out_value) {
  *out_value = NULL;
  weir_type_t* element =
      onnx_element_type(importer->context, tensor->data_type);
  if (element == NULL) {
    return tensor_error(importer, tensor, "its element type is not supported");
  }
  size_t count, size, element_bytes = weir_dense_element_bytes(element);
  if (!onnx_shape_fits(tensor->dims, tensor->n_dims) ||
      !element_count(tensor, &count) ||
      __builtin_mul_overflow(count, element_bytes, &size)) {
    return tensor_error(importer, tensor, "its dimensions are not valid");
  }
  weir_type_t* type =
      tensor_of(element, tensor->dims, (uint32_t)tensor->n_dims);
  const uint8_t* data = NULL;
  if (tensor->data_location == ONNX__TENSOR_PROTO__DATA_LOCATION__EXTERNAL) {
    WEIR_RETURN_IF_ERROR(map_external(importer, tensor, size, &data));
  } else if (tensor->has_raw_data) {
    if (tensor->raw_data.len != size) {
      return tensor_error(importer, tensor, "its data does not fit its shape");
    }
    data = weir_arena_copy(weir_context_arena(importer->context),
                           tensor->raw_data.data, size);
  } else {
    // Memory only for what is there.
    if (count != typed_count(tensor)) {
      return tensor_error(importer, tensor, "its data does not fit its shape");
    }
    uint8_t* packed =
        weir_arena_alloc(weir_context_arena(importer->context), size);
    if (count > 0 && !pack_typed(tensor, element_bytes, count, packed)) {
      return tensor_error(importer, tensor, "its data does not fit its shape");
    }
    data = packed;
  }
  importer->data_bytes += size;
  *out_value = weir_dense_attr_borrowed(type, data, size);
  return weir_ok();
}
