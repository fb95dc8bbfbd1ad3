// The reader of safetensors files (format description in the project's README,
// https://github.com/huggingface/safetensors): 8 bytes with the length of the
// header, little endian; the header, a JSON object of name to {"dtype",
// "shape", "data_offsets"}; then the data, which offsets count from.
#include <cJSON.h>
#include <string.h>

#include "engine/io/parameters_impl.h"

enum { MAX_HEADER_BYTES = 100000000 };  // the format's own limit

static const struct {
  const char* name;
  weir_element_type_t type;
} types[] = {
    {"BOOL", WEIR_ELEMENT_BOOL8},
    {"U8", WEIR_ELEMENT_UI8},
    {"I8", WEIR_ELEMENT_I8},
    {"U16", WEIR_ELEMENT_UI16},
    {"I16", WEIR_ELEMENT_I16},
    {"U32", WEIR_ELEMENT_UI32},
    {"I32", WEIR_ELEMENT_I32},
    {"U64", WEIR_ELEMENT_UI64},
    {"I64", WEIR_ELEMENT_I64},
    {"F16", WEIR_ELEMENT_F16},
    {"BF16", WEIR_ELEMENT_BF16},
    {"F32", WEIR_ELEMENT_F32},
    {"F64", WEIR_ELEMENT_F64},
    {"F8_E5M2", WEIR_ELEMENT_F8E5M2},
    {"F8_E4M3", WEIR_ELEMENT_F8E4M3FN},
    {"C64", WEIR_ELEMENT_COMPLEX64},
};

static weir_status_t entry_error(const char* name, const char* what) {
  return weir_status(WEIR_CODE_DATA_LOSS, "safetensors entry '%s': %s", name,
                     what);
}

// JSON numbers arrive as doubles; beyond 2^53 they are not what was written.
static bool read_size(const cJSON* item, uint64_t* out_value) {
  *out_value = 0;
  if (!cJSON_IsNumber(item)) return false;
  double value = item->valuedouble;
  if (!(value >= 0 && value <= 9007199254740992.0)) return false;
  *out_value = (uint64_t)value;
  return (double)*out_value == value;
}

static weir_status_t read_type(const cJSON* entry,
                               weir_parameter_t* parameter) {
  const cJSON* item = cJSON_GetObjectItemCaseSensitive(entry, "dtype");
  if (!cJSON_IsString(item)) {
    return entry_error(parameter->name.data, "dtype is missing");
  }
  for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); ++i) {
    if (strcmp(types[i].name, item->valuestring) == 0) {
      parameter->element_type = types[i].type;
      return weir_ok();
    }
  }
  return weir_status(WEIR_CODE_UNIMPLEMENTED,
                     "safetensors entry '%s': type %s is not supported",
                     parameter->name.data, item->valuestring);
}

static weir_status_t read_shape(const cJSON* entry,
                                weir_parameter_t* parameter) {
  const char* name = parameter->name.data;
  const cJSON* shape = cJSON_GetObjectItemCaseSensitive(entry, "shape");
  if (!cJSON_IsArray(shape)) return entry_error(name, "shape is missing");
  const cJSON* item = NULL;
  cJSON_ArrayForEach(item, shape) {
    if (parameter->rank == WEIR_TENSOR_MAX_RANK) {
      return entry_error(name, "too many dimensions");
    }
    if (!read_size(item, &parameter->shape[parameter->rank++])) {
      return entry_error(name, "a dimension is no size");
    }
  }
  return weir_ok();
}

static weir_status_t read_entry(const cJSON* entry, const uint8_t* data,
                                uint64_t data_bytes,
                                weir_parameter_t* parameter) {
  const char* name = parameter->name.data;
  if (!cJSON_IsObject(entry)) return entry_error(name, "it is no object");
  WEIR_RETURN_IF_ERROR(read_type(entry, parameter));
  WEIR_RETURN_IF_ERROR(read_shape(entry, parameter));
  const cJSON* offsets =
      cJSON_GetObjectItemCaseSensitive(entry, "data_offsets");
  uint64_t begin = 0;
  uint64_t end = 0;
  if (!cJSON_IsArray(offsets) || cJSON_GetArraySize(offsets) != 2 ||
      !read_size(cJSON_GetArrayItem(offsets, 0), &begin) ||
      !read_size(cJSON_GetArrayItem(offsets, 1), &end)) {
    return entry_error(name, "data_offsets is no pair of offsets");
  }
  if (begin > end || end > data_bytes) {
    return entry_error(name, "its data lies outside the file");
  }
  size_t needed = 0;
  WEIR_RETURN_IF_ERROR(weir_status_annotate(
      weir_tensor_shape_bytes(parameter->element_type, parameter->rank,
                              parameter->shape, &needed),
      "safetensors entry '%s'", name));
  if (end - begin != needed) {
    return entry_error(name, "its shape does not fit the size of its data");
  }
  parameter->data = data + begin;
  parameter->bytes = needed;
  parameter->stored_bytes = needed;
  return weir_ok();
}

static weir_status_t read_header(const cJSON* header, const uint8_t* data,
                                 uint64_t data_bytes,
                                 weir_parameter_index_t* index) {
  if (!cJSON_IsObject(header)) {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "the safetensors header is no JSON object");
  }
  const cJSON* entry = NULL;
  cJSON_ArrayForEach(entry, header) {
    if (strcmp(entry->string, "__metadata__") == 0) continue;
    weir_parameter_t* parameter = NULL;
    WEIR_RETURN_IF_ERROR(
        weir_parameter_index_add(index, weir_sv(entry->string), &parameter));
    WEIR_RETURN_IF_ERROR(read_entry(entry, data, data_bytes, parameter));
  }
  return weir_ok();
}

weir_status_t weir_safetensors_parse(const uint8_t* data, size_t size,
                                     weir_parameter_index_t* index) {
  uint64_t header_bytes = 0;
  if (size >= 8) memcpy(&header_bytes, data, sizeof(header_bytes));
  if (size < 10 || header_bytes > MAX_HEADER_BYTES || data[8] != '{') {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "the file is neither safetensors nor an IRPA archive");
  }
  if (header_bytes > size - 8) {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "the safetensors header is cut off");
  }
  cJSON* header = cJSON_ParseWithLength((const char*)data + 8, header_bytes);
  weir_status_t status = read_header(header, data + 8 + header_bytes,
                                     size - 8 - header_bytes, index);
  cJSON_Delete(header);
  return status;
}
