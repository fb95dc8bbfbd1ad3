#include "engine/io/npy.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/strbuf.h"
#include "engine/base/file_writer.h"
#include "engine/io/file.h"

// A file is: "\x93NUMPY", version major and minor, the length of the header (2
// bytes in version 1, 4 in versions 2 and 3, little endian), the header, data.
// The header is the text of a Python dictionary with the keys descr,
// fortran_order and shape, padded by blanks so that data begins at a multiple
// of 64.

static const char magic[6] = {'\x93', 'N', 'U', 'M', 'P', 'Y'};

static const struct {
  const char* descr;
  weir_element_type_t type;
} types[] = {
    {"|b1", WEIR_ELEMENT_BOOL8},
    {"|i1", WEIR_ELEMENT_I8},
    {"<i2", WEIR_ELEMENT_I16},
    {"<i4", WEIR_ELEMENT_I32},
    {"<i8", WEIR_ELEMENT_I64},
    {"|u1", WEIR_ELEMENT_UI8},
    {"<u2", WEIR_ELEMENT_UI16},
    {"<u4", WEIR_ELEMENT_UI32},
    {"<u8", WEIR_ELEMENT_UI64},
    {"<f2", WEIR_ELEMENT_F16},
    {"<f4", WEIR_ELEMENT_F32},
    {"<f8", WEIR_ELEMENT_F64},
    {"<c8", WEIR_ELEMENT_COMPLEX64},
    {"<c16", WEIR_ELEMENT_COMPLEX128},
    {"<V2", WEIR_ELEMENT_BF16},
    {"|V2", WEIR_ELEMENT_BF16},
    // Written only: NumPy has no signs of these kinds.
    {"|i1", WEIR_ELEMENT_SI8},
    {"<i2", WEIR_ELEMENT_SI16},
    {"<i4", WEIR_ELEMENT_SI32},
    {"<i8", WEIR_ELEMENT_SI64},
};

enum { TYPE_COUNT = sizeof(types) / sizeof(types[0]) };

//===-- The header's text -------------------------------------------------===//

typedef struct parser_t {
  const char* file;
  const char* next;
  const char* end;
} parser_t;

static weir_status_t header_error(const parser_t* parser, const char* what) {
  return weir_status(WEIR_CODE_DATA_LOSS, "%s: damaged .npy header: %s",
                     parser->file, what);
}

static void skip_blanks(parser_t* parser) {
  while (parser->next < parser->end &&
         (*parser->next == ' ' || *parser->next == '\n' ||
          *parser->next == '\t' || *parser->next == '\r')) {
    ++parser->next;
  }
}

static bool accept(parser_t* parser, char c) {
  skip_blanks(parser);
  if (parser->next == parser->end || *parser->next != c) return false;
  ++parser->next;
  return true;
}

static bool accept_word(parser_t* parser, const char* word) {
  skip_blanks(parser);
  size_t length = strlen(word);
  if ((size_t)(parser->end - parser->next) < length ||
      memcmp(parser->next, word, length) != 0) {
    return false;
  }
  parser->next += length;
  return true;
}

// 'text' or "text".
static bool parse_string(parser_t* parser, weir_string_view_t* out_text) {
  skip_blanks(parser);
  if (parser->next == parser->end) return false;
  char quote = *parser->next;
  if (quote != '\'' && quote != '"') return false;
  const char* begin = ++parser->next;
  while (parser->next < parser->end && *parser->next != quote) ++parser->next;
  if (parser->next == parser->end) return false;
  *out_text = weir_sv_n(begin, (size_t)(parser->next - begin));
  ++parser->next;
  return true;
}

static bool parse_dimension(parser_t* parser, uint64_t* out_value) {
  skip_blanks(parser);
  uint64_t value = 0;
  const char* begin = parser->next;
  for (; parser->next < parser->end; ++parser->next) {
    char c = *parser->next;
    if (c < '0' || c > '9') break;
    if (__builtin_mul_overflow(value, 10, &value) ||
        __builtin_add_overflow(value, (uint64_t)(c - '0'), &value)) {
      return false;
    }
  }
  *out_value = value;
  if (parser->next == begin) return false;
  // Python 2 wrote long integers so.
  if (parser->next < parser->end && *parser->next == 'L') ++parser->next;
  return true;
}

// (), (3,), (2, 3) or (2, 3,).
static weir_status_t parse_shape(parser_t* parser, weir_tensor_t* tensor) {
  if (!accept(parser, '(')) return header_error(parser, "shape is no tuple");
  while (!accept(parser, ')')) {
    if (tensor->rank == WEIR_TENSOR_MAX_RANK) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s: the array has more than %d dimensions",
                         parser->file, WEIR_TENSOR_MAX_RANK);
    }
    if (!parse_dimension(parser, &tensor->shape[tensor->rank])) {
      return header_error(parser, "a dimension is no number that fits");
    }
    ++tensor->rank;
    if (!accept(parser, ',') &&
        (parser->next == parser->end || *parser->next != ')')) {
      return header_error(parser, "the shape does not end");
    }
  }
  return weir_ok();
}

static weir_status_t find_type(const parser_t* parser, weir_string_view_t descr,
                               weir_element_type_t* out_type) {
  for (size_t i = 0; i < TYPE_COUNT; ++i) {
    const char* name = types[i].descr;
    bool is_same = weir_sv_equal_c(descr, name);
    // '=' is the byte order of the machine, '<' of one byte means nothing.
    if (!is_same && descr.size == strlen(name) && descr.size > 1 &&
        memcmp(descr.data + 1, name + 1, descr.size - 1) == 0) {
      is_same =
          descr.data[0] == '=' || (name[0] == '|' && descr.data[0] != '>');
    }
    if (is_same) {
      *out_type = types[i].type;
      return weir_ok();
    }
  }
  if (descr.size != 0 && descr.data[0] == '>') {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "%s: the array is big endian (%.*s); save it in little "
                       "endian",
                       parser->file, WEIR_SV_ARGS(descr));
  }
  return weir_status(WEIR_CODE_UNIMPLEMENTED,
                     "%s: arrays of type '%.*s' are not supported",
                     parser->file, WEIR_SV_ARGS(descr));
}

static weir_status_t parse_entry(parser_t* parser, weir_tensor_t* tensor,
                                 uint32_t* seen) {
  weir_string_view_t key;
  if (!parse_string(parser, &key) || !accept(parser, ':')) {
    return header_error(parser, "a key is missing");
  }
  if (weir_sv_equal_c(key, "descr")) {
    *seen |= 1;
    weir_string_view_t descr;
    skip_blanks(parser);
    if (parser->next < parser->end && *parser->next == '[') {
      return weir_status(WEIR_CODE_UNIMPLEMENTED,
                         "%s: structured arrays are not supported",
                         parser->file);
    }
    if (!parse_string(parser, &descr)) {
      return header_error(parser, "descr is no string");
    }
    return find_type(parser, descr, &tensor->element_type);
  }
  if (weir_sv_equal_c(key, "fortran_order")) {
    *seen |= 2;
    if (accept_word(parser, "False")) return weir_ok();
    if (accept_word(parser, "True")) {
      // Rank 1 or less is the same in both orders, and the shape may still
      // come.
      *seen |= 8;
      return weir_ok();
    }
    return header_error(parser, "fortran_order is neither True nor False");
  }
  if (weir_sv_equal_c(key, "shape")) {
    if (*seen & 4) return header_error(parser, "two shapes");
    *seen |= 4;
    return parse_shape(parser, tensor);
  }
  return header_error(parser, "an unknown key");
}

static weir_status_t parse_header(parser_t* parser, weir_tensor_t* tensor) {
  uint32_t seen = 0;
  if (!accept(parser, '{')) return header_error(parser, "it is no dictionary");
  while (!accept(parser, '}')) {
    WEIR_RETURN_IF_ERROR(parse_entry(parser, tensor, &seen));
    if (!accept(parser, ',') &&
        (parser->next == parser->end || *parser->next != '}')) {
      return header_error(parser, "it does not end");
    }
  }
  skip_blanks(parser);
  if (parser->next != parser->end) {
    return header_error(parser, "text after its end");
  }
  if ((seen & 7) != 7) return header_error(parser, "a key is missing");
  if ((seen & 8) && tensor->rank > 1) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "%s: the array is in Fortran order; save it in C order "
                       "(numpy.ascontiguousarray)",
                       parser->file);
  }
  return weir_ok();
}

//===-- Reading and writing -----------------------------------------------===//

weir_status_t weir_npy_parse(const char* name, const void* data, size_t size,
                             weir_tensor_t* out_tensor) {
  memset(out_tensor, 0, sizeof(*out_tensor));
  const uint8_t* bytes = data;
  if (size < sizeof(magic) || memcmp(bytes, magic, sizeof(magic)) != 0) {
    return weir_status(WEIR_CODE_DATA_LOSS, "%s is no .npy file", name);
  }
  if (size < 12) {
    return weir_status(WEIR_CODE_DATA_LOSS, "%s: the file is cut off", name);
  }
  uint8_t version = bytes[6];
  if (version < 1 || version > 3) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "%s: .npy version %u.%u is not supported", name, version,
                       bytes[7]);
  }
  size_t begin = version == 1 ? 10 : 12;
  size_t length = bytes[8] | (size_t)bytes[9] << 8;
  if (version > 1) length |= (size_t)bytes[10] << 16 | (size_t)bytes[11] << 24;
  if (length > size - begin) {
    return weir_status(WEIR_CODE_DATA_LOSS, "%s: the file is cut off", name);
  }
  weir_tensor_t header = {0};
  parser_t parser = {name, (const char*)bytes + begin,
                     (const char*)bytes + begin + length};
  WEIR_RETURN_IF_ERROR(parse_header(&parser, &header));
  size_t needed = 0;
  WEIR_RETURN_IF_ERROR(weir_status_annotate(
      weir_tensor_shape_bytes(header.element_type, header.rank, header.shape,
                              &needed),
      "%s", name));
  if (size - begin - length != needed) {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "%s: the header promises %zu bytes of data, there are "
                       "%zu",
                       name, needed, size - begin - length);
  }
  WEIR_RETURN_IF_ERROR(weir_tensor_create(header.element_type, header.rank,
                                          header.shape, out_tensor));
  if (needed != 0) memcpy(out_tensor->data, bytes + begin + length, needed);
  return weir_ok();
}

weir_status_t weir_npy_read(const char* path, weir_tensor_t* out_tensor) {
  memset(out_tensor, 0, sizeof(*out_tensor));
  weir_file_map_t map;
  WEIR_RETURN_IF_ERROR(weir_file_map(path, &map));
  weir_status_t status = weir_npy_parse(path, map.data, map.size, out_tensor);
  weir_file_unmap(&map);
  return status;
}

static const char* descr_of(weir_element_type_t type) {
  for (size_t i = 0; i < TYPE_COUNT; ++i) {
    if (types[i].type == type) return types[i].descr;
  }
  return NULL;
}

static weir_status_t write_file(weir_file_writer_t* writer,
                                const weir_strbuf_t* header,
                                const weir_tensor_t* tensor) {
  // Version 1.0: sixteen dimensions stay far below its 64 KiB of header.
  uint8_t prefix[4] = {1, 0, (uint8_t)header->size,
                       (uint8_t)(header->size >> 8)};
  WEIR_RETURN_IF_ERROR(weir_file_writer_write(writer, magic, sizeof(magic)));
  WEIR_RETURN_IF_ERROR(weir_file_writer_write(writer, prefix, sizeof(prefix)));
  WEIR_RETURN_IF_ERROR(
      weir_file_writer_write(writer, header->data, header->size));
  WEIR_RETURN_IF_ERROR(
      weir_file_writer_write(writer, tensor->data, tensor->bytes));
  return weir_file_writer_commit(writer);
}

weir_status_t weir_npy_write(const char* path, const weir_tensor_t* tensor) {
  const char* descr = descr_of(tensor->element_type);
  if (descr == NULL) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "%s: elements of type %s have no place in .npy files",
                       path, weir_element_name(tensor->element_type));
  }
  weir_file_writer_t* writer = NULL;
  WEIR_RETURN_IF_ERROR(weir_file_writer_open(path, &writer));
  weir_strbuf_t header = {0};
  weir_strbuf_printf(&header,
                     "{'descr': '%s', 'fortran_order': False, "
                     "'shape': (",
                     descr);
  for (uint32_t i = 0; i < tensor->rank; ++i) {
    weir_strbuf_printf(&header, "%s%llu", i ? ", " : "",
                       (unsigned long long)tensor->shape[i]);
  }
  weir_strbuf_append_c(&header, tensor->rank == 1 ? ",), }" : "), }");
  while ((10 + header.size + 1) % 64 != 0)
    weir_strbuf_append_char(&header, ' ');
  weir_strbuf_append_char(&header, '\n');
  weir_status_t status = write_file(writer, &header, tensor);
  weir_strbuf_deinit(&header);
  weir_file_writer_close(writer);
  return status;
}
