// The reader of GGUF files, versions 2 and 3 (format description:
// https://github.com/ggml-org/ggml, docs/gguf.md), little endian:
//
//   "GGUF", version u32, tensors u64, pairs u64
//   pairs:   key string, type u32, value
//   tensors: name string, dimensions u32, size u64 of each (the innermost
//            first), type u32, offset u64
//   padding to the alignment (the pair general.alignment, else 32)
//   data, which offsets count from
//
// A string is its length, u64, and its bytes. Types in blocks (quantised
// weights) are kept as the bytes that they are.
#include <string.h>

#include "engine/io/parameters_impl.h"

enum {
  DEFAULT_ALIGNMENT = 32,
  VALUE_U32 = 4,
  VALUE_STRING = 8,
  VALUE_ARRAY = 9,
  MAX_DEPTH = 4,  // of arrays in arrays
};

static const uint8_t magic[4] = {'G', 'G', 'U', 'F'};

bool weir_gguf_matches(const uint8_t* data, size_t size) {
  return size >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0;
}

static weir_status_t damaged(const char* what) {
  return weir_status(WEIR_CODE_DATA_LOSS, "damaged GGUF file: %s", what);
}

// -- numbers and strings ------------------------------------------------------

typedef struct reader_t {
  const uint8_t* data;
  size_t size, at;
} reader_t;

static bool skip(reader_t* reader, uint64_t bytes) {
  if (bytes > reader->size - reader->at) return false;
  reader->at += (size_t)bytes;
  return true;
}

static bool read_number(reader_t* reader, size_t bytes, uint64_t* out_value) {
  *out_value = 0;
  const uint8_t* from = reader->data + reader->at;
  if (!skip(reader, bytes)) return false;
  for (size_t i = bytes; i-- > 0;) *out_value = *out_value << 8 | from[i];
  return true;
}

static bool read_string(reader_t* reader, weir_string_view_t* out_text) {
  uint64_t size = 0;
  if (!read_number(reader, 8, &size)) return false;
  const char* text = (const char*)reader->data + reader->at;
  if (!skip(reader, size)) return false;
  *out_text = weir_sv_n(text, (size_t)size);
  return true;
}

// -- pairs --------------------------------------------------------------------

// Bytes of a value of each type; 0 for those that say their size themselves.
static const uint8_t value_bytes[] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
enum { VALUE_TYPES = sizeof(value_bytes) };

static bool skip_values(reader_t* reader, uint64_t type, uint64_t count,
                        uint32_t depth) {
  if (type >= VALUE_TYPES || depth > MAX_DEPTH) return false;
  if (value_bytes[type] > 0) {
    uint64_t bytes = 0;
    return !__builtin_mul_overflow(count, value_bytes[type], &bytes) &&
           skip(reader, bytes);
  }
  for (uint64_t i = 0; i < count; ++i) {
    weir_string_view_t text;
    uint64_t element = 0, elements = 0;
    if (type == VALUE_STRING) {
      if (!read_string(reader, &text)) return false;
    } else if (!read_number(reader, 4, &element) ||
               !read_number(reader, 8, &elements) ||
               !skip_values(reader, element, elements, depth + 1)) {
      return false;
    }
  }
  return true;
}

static bool read_pair(reader_t* reader, uint64_t* alignment) {
  weir_string_view_t key;
  uint64_t type = 0;
  if (!read_string(reader, &key) || !read_number(reader, 4, &type)) {
    return false;
  }
  if (type == VALUE_U32 && weir_sv_equal_c(key, "general.alignment")) {
    return read_number(reader, 4, alignment);
  }
  return skip_values(reader, type, 1, 0);
}

// -- tensors ------------------------------------------------------------------

typedef struct tensor_type_t {
  uint32_t number;
  weir_element_type_t element;  // NONE for types in blocks
  uint16_t block;               // elements
  uint16_t bytes;               // of a block
} tensor_type_t;

static const tensor_type_t tensor_types[] = {
    {0, WEIR_ELEMENT_F32, 1, 4},       {1, WEIR_ELEMENT_F16, 1, 2},
    {2, WEIR_ELEMENT_NONE, 32, 18},     // Q4_0
    {3, WEIR_ELEMENT_NONE, 32, 20},     // Q4_1
    {6, WEIR_ELEMENT_NONE, 32, 22},     // Q5_0
    {7, WEIR_ELEMENT_NONE, 32, 24},     // Q5_1
    {8, WEIR_ELEMENT_NONE, 32, 34},     // Q8_0
    {9, WEIR_ELEMENT_NONE, 32, 36},     // Q8_1
    {10, WEIR_ELEMENT_NONE, 256, 84},   // Q2_K
    {11, WEIR_ELEMENT_NONE, 256, 110},  // Q3_K
    {12, WEIR_ELEMENT_NONE, 256, 144},  // Q4_K
    {13, WEIR_ELEMENT_NONE, 256, 176},  // Q5_K
    {14, WEIR_ELEMENT_NONE, 256, 210},  // Q6_K
    {15, WEIR_ELEMENT_NONE, 256, 292},  // Q8_K
    {24, WEIR_ELEMENT_I8, 1, 1},       {25, WEIR_ELEMENT_I16, 1, 2},
    {26, WEIR_ELEMENT_I32, 1, 4},      {27, WEIR_ELEMENT_I64, 1, 8},
    {28, WEIR_ELEMENT_F64, 1, 8},      {30, WEIR_ELEMENT_BF16, 1, 2},
};

static const tensor_type_t* find_type(uint64_t number) {
  for (size_t i = 0; i < sizeof(tensor_types) / sizeof(tensor_types[0]); ++i) {
    if (tensor_types[i].number == number) return &tensor_types[i];
  }
  return NULL;
}

// |dims| stand with the innermost dimension first.
static weir_status_t read_shape(reader_t* reader, uint64_t rank, uint64_t* dims,
                                uint64_t* out_elements) {
  *out_elements = 1;
  if (rank > WEIR_TENSOR_MAX_RANK) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED, "%llu dimensions",
                       (unsigned long long)rank);
  }
  for (uint64_t i = 0; i < rank; ++i) {
    if (!read_number(reader, 8, &dims[i])) return damaged("it is cut off");
    if (__builtin_mul_overflow(*out_elements, dims[i], out_elements)) {
      return damaged("a tensor has more elements than fit");
    }
  }
  return weir_ok();
}

static weir_status_t read_layout(reader_t* reader, weir_parameter_t* parameter,
                                 uint64_t* out_offset) {
  uint64_t rank = 0, number = 0, elements = 0;
  uint64_t dims[WEIR_TENSOR_MAX_RANK];
  if (!read_number(reader, 4, &rank)) return damaged("it is cut off");
  WEIR_RETURN_IF_ERROR(read_shape(reader, rank, dims, &elements));
  if (!read_number(reader, 4, &number) || !read_number(reader, 8, out_offset)) {
    return damaged("it is cut off");
  }
  const tensor_type_t* type = find_type(number);
  if (type == NULL) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED, "type %llu is not known",
                       (unsigned long long)number);
  }
  if (elements % type->block != 0) {
    return damaged("a tensor does not consist of whole blocks");
  }
  if (__builtin_mul_overflow(elements / type->block, type->bytes,
                             &parameter->bytes)) {
    return damaged("a tensor has more bytes than fit");
  }
  parameter->stored_bytes = parameter->bytes;
  parameter->element_type = type->element;
  if (type->element == WEIR_ELEMENT_NONE) return weir_ok();
  parameter->rank = (uint32_t)rank;
  for (uint64_t i = 0; i < rank; ++i) {
    parameter->shape[i] = dims[rank - 1 - i];
  }
  return weir_ok();
}

static weir_status_t read_tensor(reader_t* reader, size_t data_start,
                                 weir_parameter_index_t* index) {
  weir_string_view_t name;
  weir_parameter_t* parameter = NULL;
  uint64_t offset = 0;
  if (!read_string(reader, &name)) return damaged("it is cut off");
  WEIR_RETURN_IF_ERROR(weir_parameter_index_add(index, name, &parameter));
  weir_status_t status = read_layout(reader, parameter, &offset);
  uint64_t available = reader->size - data_start;
  if (weir_is_ok(status) &&
      (offset > available || parameter->bytes > available - offset)) {
    status = damaged("its data lies outside the file");
  }
  if (weir_is_ok(status)) {
    parameter->data = reader->data + data_start + (size_t)offset;
  }
  return weir_status_annotate(status, "parameter '%s'", parameter->name.data);
}

static bool skip_tensor(reader_t* reader) {
  weir_string_view_t name;
  uint64_t rank = 0;
  return read_string(reader, &name) && read_number(reader, 4, &rank) &&
         skip(reader, 8 * rank) && skip(reader, 4 + 8);
}

// -- the file -----------------------------------------------------------------

typedef struct header_t {
  uint64_t tensors, pairs, alignment;
} header_t;

static weir_status_t read_header(reader_t* reader, header_t* header) {
  uint64_t version = 0;
  *header = (header_t){.alignment = DEFAULT_ALIGNMENT};
  if (!read_number(reader, 4, &version)) return damaged("it is cut off");
  if (version != 2 && version != 3) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED, "GGUF version %llu",
                       (unsigned long long)version);
  }
  if (!read_number(reader, 8, &header->tensors) ||
      !read_number(reader, 8, &header->pairs)) {
    return damaged("it is cut off");
  }
  for (uint64_t i = 0; i < header->pairs; ++i) {
    if (!read_pair(reader, &header->alignment)) {
      return damaged("a pair of key and value cannot be read");
    }
  }
  if (header->alignment == 0) return damaged("an alignment of 0");
  return weir_ok();
}

weir_status_t weir_gguf_parse(const uint8_t* data, size_t size,
                              weir_parameter_index_t* index) {
  reader_t reader = {data, size, sizeof(magic)};
  header_t header;
  WEIR_RETURN_IF_ERROR(read_header(&reader, &header));
  // The data begins behind the table of tensors, wherever that ends.
  reader_t behind = reader;
  for (uint64_t i = 0; i < header.tensors; ++i) {
    if (!skip_tensor(&behind)) return damaged("it is cut off");
  }
  uint64_t rest = behind.at % header.alignment;
  if (rest != 0 && !skip(&behind, header.alignment - rest)) {
    // Nothing may stand behind the table, if no tensor needs data.
    behind.at = size;
  }
  for (uint64_t i = 0; i < header.tensors; ++i) {
    WEIR_RETURN_IF_ERROR(read_tensor(&reader, behind.at, index));
  }
  return weir_ok();
}
