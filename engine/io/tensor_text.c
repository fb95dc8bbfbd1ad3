#include "engine/io/tensor_text.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/allocator.h"
#include "engine/io/file.h"
#include "engine/io/npy.h"

//===-- Types -------------------------------------------------------------===//

weir_status_t weir_tensor_parse_type(weir_string_view_t text,
                                     weir_element_type_t* out_type,
                                     uint32_t* out_rank, uint64_t* out_shape) {
  *out_type = WEIR_ELEMENT_NONE;
  *out_rank = 0;
  size_t at = 0;
  while (at < text.size && text.data[at] >= '0' && text.data[at] <= '9') {
    if (*out_rank == WEIR_TENSOR_MAX_RANK) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "'%.*s' has more than %d dimensions",
                         WEIR_SV_ARGS(text), WEIR_TENSOR_MAX_RANK);
    }
    uint64_t value = 0;
    for (; at < text.size && text.data[at] >= '0' && text.data[at] <= '9';
         ++at) {
      if (__builtin_mul_overflow(value, 10, &value) ||
          __builtin_add_overflow(value, (uint64_t)(text.data[at] - '0'),
                                 &value)) {
        return weir_status(WEIR_CODE_OUT_OF_RANGE,
                           "a dimension of '%.*s' is too large",
                           WEIR_SV_ARGS(text));
      }
    }
    if (at == text.size || text.data[at] != 'x') {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "'%.*s' is no tensor type, as 2x3xf32 is",
                         WEIR_SV_ARGS(text));
    }
    out_shape[(*out_rank)++] = value;
    ++at;
  }
  *out_type = weir_element_parse(weir_sv_n(text.data + at, text.size - at));
  if (*out_type == WEIR_ELEMENT_NONE) {
    return weir_status(
        WEIR_CODE_INVALID_ARGUMENT, "'%.*s' is no element type in '%.*s'",
        (int)(text.size - at), text.data + at, WEIR_SV_ARGS(text));
  }
  return weir_ok();
}

//===-- Values ------------------------------------------------------------===//

// Where a signless integer may be given by either of its names.
typedef struct integer_range_t {
  int64_t lowest;
  uint64_t highest;
} integer_range_t;

static integer_range_t range_of(weir_element_type_t type) {
  uint32_t bits = weir_element_bits(type);
  uint32_t numeric = weir_element_numeric(type);
  if (numeric == WEIR_NUMERIC_BOOLEAN) return (integer_range_t){0, 1};
  uint64_t half = UINT64_C(1) << (bits - 1);
  integer_range_t range = {(int64_t)(0 - half), half - 1 + half};
  if (numeric == WEIR_NUMERIC_SIGNED) range.highest = half - 1;
  if (numeric == WEIR_NUMERIC_UNSIGNED || numeric == WEIR_NUMERIC_OPAQUE) {
    range.lowest = 0;
  }
  return range;
}

static bool store_integer(weir_element_type_t type, const char* text,
                          void* place) {
  uint64_t word = 0;
  char* end = NULL;
  integer_range_t range = range_of(type);
  errno = 0;
  if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0) {
    word = text[0] == 't';
  } else if (text[0] == '-') {
    long long value = strtoll(text, &end, 0);
    if (errno != 0 || *end != '\0' || value < range.lowest) return false;
    word = (uint64_t)value;
  } else {
    word = strtoull(text, &end, 0);
    if (errno != 0 || *end != '\0' || word > range.highest) return false;
  }
  memcpy(place, &word, weir_element_bytes(type));
  return true;
}

// The 8-bit float nearest to |value|, by trying all of them: even bits win
// ties.
static uint8_t nearest_f8(weir_element_type_t type, double value) {
  uint8_t best = 0;
  double best_distance = INFINITY;
  for (int bits = 0; bits < 256; ++bits) {
    uint8_t byte = (uint8_t)bits;
    weir_tensor_t one = {.element_type = type, .data = &byte, .bytes = 1};
    double candidate = weir_tensor_value(&one, 0);
    if (isnan(value) && isnan(candidate)) return byte;
    if (candidate == value && signbit(candidate) == signbit(value)) return byte;
    double distance = fabs(candidate - value);
    if (distance < best_distance ||
        (distance == best_distance && (byte & 1) == 0 && (best & 1) != 0)) {
      best = byte;
      best_distance = distance;
    }
  }
  // Infinities, in the types that have none.
  return isinf(best_distance) ? nearest_f8(type, NAN) : best;
}

static bool store_float(weir_element_type_t type, const char* text,
                        void* place) {
  char* end = NULL;
  double wide = strtod(text, &end);
  if (*end != '\0' || end == text) return false;
  // Rounded once, from the text.
  float value = strtof(text, NULL);
  uint16_t half = 0;
  uint8_t byte = 0;
  switch (type) {
    case WEIR_ELEMENT_F64:
    case WEIR_ELEMENT_COMPLEX128:
      memcpy(place, &wide, sizeof(wide));
      break;
    case WEIR_ELEMENT_F32:
    case WEIR_ELEMENT_COMPLEX64:
      memcpy(place, &value, sizeof(value));
      break;
    case WEIR_ELEMENT_F16:
      half = weir_f32_to_f16(value);
      memcpy(place, &half, sizeof(half));
      break;
    case WEIR_ELEMENT_BF16:
      half = weir_f32_to_bf16(value);
      memcpy(place, &half, sizeof(half));
      break;
    default:
      byte = nearest_f8(type, wide);
      memcpy(place, &byte, sizeof(byte));
      break;
  }
  return true;
}

static bool is_separator(char c) {
  return c == ' ' || c == ',' || c == '[' || c == ']' || c == '\t' ||
         c == '\n' || c == '\r';
}

// A complex number is two scalars.
static size_t scalars_per_element(weir_element_type_t type) {
  return weir_element_numeric(type) == WEIR_NUMERIC_COMPLEX ? 2 : 1;
}

static weir_status_t parse_scalar(weir_string_view_t token,
                                  weir_element_type_t type, uint64_t number,
                                  void* place) {
  char text[64];
  bool is_good = token.size < sizeof(text);
  if (is_good) {
    memcpy(text, token.data, token.size);
    text[token.size] = '\0';
    is_good = weir_element_is_float(type) ? store_float(type, text, place)
                                          : store_integer(type, text, place);
  }
  if (is_good) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "value %llu, '%.*s', is no %s",
                     (unsigned long long)number + 1, WEIR_SV_ARGS(token),
                     weir_element_name(type));
}

// Fills |tensor| from |values|: one for each element, or one for all.
static weir_status_t parse_values(weir_string_view_t values,
                                  weir_tensor_t* tensor) {
  weir_element_type_t type = tensor->element_type;
  size_t per_element = scalars_per_element(type);
  size_t size = weir_element_bytes(type) / per_element;
  uint64_t wanted = weir_tensor_element_count(tensor) * per_element;
  uint8_t* data = tensor->data;
  uint8_t excess[16];
  uint64_t count = 0;
  for (size_t at = 0; at < values.size;) {
    if (is_separator(values.data[at])) {
      ++at;
      continue;
    }
    size_t begin = at;
    while (at < values.size && !is_separator(values.data[at])) ++at;
    weir_string_view_t token = weir_sv_n(values.data + begin, at - begin);
    void* place = count < wanted ? data + count * size : excess;
    WEIR_RETURN_IF_ERROR(parse_scalar(token, type, count, place));
    ++count;
  }
  if (count == wanted) return weir_ok();
  if (count == per_element && wanted > count) {
    for (uint64_t i = count; i < wanted; ++i) {
      memcpy(data + i * size, data + (i % per_element) * size, size);
    }
    return weir_ok();
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "%llu values are given, %llu are needed",
                     (unsigned long long)count, (unsigned long long)wanted);
}

static weir_status_t read_raw(const char* path, weir_tensor_t* tensor) {
  weir_file_map_t map;
  WEIR_RETURN_IF_ERROR(weir_file_map(path, &map));
  weir_status_t status = weir_ok();
  if (map.size != tensor->bytes) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s has %zu bytes, the tensor needs %zu", path,
                         map.size, tensor->bytes);
  } else if (map.size != 0) {
    memcpy(tensor->data, map.data, map.size);
  }
  weir_file_unmap(&map);
  return status;
}

// A zero-terminated copy, to be given to free().
static weir_status_t copy_path(weir_string_view_t text, char** out_path) {
  *out_path = strndup(text.data, text.size);
  if (*out_path != NULL) return weir_ok();
  return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory for a path");
}

static weir_status_t read_npy(weir_string_view_t path_text,
                              weir_tensor_t* out_tensor) {
  char* path = NULL;
  WEIR_RETURN_IF_ERROR(copy_path(path_text, &path));
  weir_status_t status = weir_npy_read(path, out_tensor);
  free(path);
  return status;
}

static weir_status_t fill(weir_string_view_t contents, weir_tensor_t* tensor) {
  if (contents.size == 0 || contents.data[0] != '@') {
    return parse_values(contents, tensor);
  }
  char* path = NULL;
  WEIR_RETURN_IF_ERROR(
      copy_path(weir_sv_n(contents.data + 1, contents.size - 1), &path));
  weir_status_t status = read_raw(path, tensor);
  free(path);
  return status;
}

weir_status_t weir_tensor_parse(weir_string_view_t text,
                                weir_tensor_t* out_tensor) {
  memset(out_tensor, 0, sizeof(*out_tensor));
  if (text.size != 0 && text.data[0] == '@') {
    return read_npy(weir_sv_n(text.data + 1, text.size - 1), out_tensor);
  }
  const char* equals = text.size ? memchr(text.data, '=', text.size) : NULL;
  size_t type_size = equals ? (size_t)(equals - text.data) : text.size;
  weir_string_view_t type_text = weir_sv_n(text.data, type_size);
  weir_element_type_t type = WEIR_ELEMENT_NONE;
  uint32_t rank = 0;
  uint64_t shape[WEIR_TENSOR_MAX_RANK];
  WEIR_RETURN_IF_ERROR(weir_tensor_parse_type(type_text, &type, &rank, shape));
  WEIR_RETURN_IF_ERROR(
      weir_status_annotate(weir_tensor_create(type, rank, shape, out_tensor),
                           "%.*s", WEIR_SV_ARGS(type_text)));
  if (equals == NULL) return weir_ok();
  weir_status_t status =
      fill(weir_sv_n(equals + 1, text.size - type_size - 1), out_tensor);
  if (!weir_is_ok(status)) weir_tensor_release(out_tensor);
  return weir_status_annotate(status, "%.*s", WEIR_SV_ARGS(type_text));
}

//===-- Output ------------------------------------------------------------===//

static void format_scalar(weir_element_type_t type, const uint8_t* place,
                          weir_strbuf_t* buffer) {
  weir_tensor_t one = {.element_type = type, .data = (void*)place, .bytes = 16};
  if (weir_element_is_float(type)) {
    bool is_wide = weir_element_bits(type) / scalars_per_element(type) == 64;
    double value = weir_tensor_value(&one, 0);
    // The shortest of the two that reads back to the same number.
    char text[40];
    snprintf(text, sizeof(text), "%.*g", is_wide ? 15 : 6, value);
    bool is_exact = is_wide ? strtod(text, NULL) == value
                            : (double)strtof(text, NULL) == value;
    if (!is_exact && !isnan(value)) {
      snprintf(text, sizeof(text), "%.*g", is_wide ? 17 : 9, value);
    }
    weir_strbuf_append_c(buffer, text);
    return;
  }
  uint64_t word = 0;
  size_t size = weir_element_bytes(type);
  memcpy(&word, place, size);
  uint32_t numeric = weir_element_numeric(type);
  bool is_signed =
      numeric == WEIR_NUMERIC_INTEGER || numeric == WEIR_NUMERIC_SIGNED;
  if (is_signed && size < 8 && (word >> (8 * size - 1)) != 0) {
    word |= ~UINT64_C(0) << (8 * size);
  }
  if (is_signed) {
    weir_strbuf_printf(buffer, "%lld", (long long)word);
  } else {
    weir_strbuf_printf(buffer, "%llu", (unsigned long long)word);
  }
}

void weir_tensor_format_value(const weir_tensor_t* tensor, uint64_t index,
                              weir_strbuf_t* buffer) {
  size_t size = weir_element_bytes(tensor->element_type);
  const uint8_t* place = (const uint8_t*)tensor->data + index * size;
  format_scalar(tensor->element_type, place, buffer);
  if (scalars_per_element(tensor->element_type) == 2) {
    weir_strbuf_append_char(buffer, ' ');
    weir_element_type_t part = size == 8 ? WEIR_ELEMENT_F32 : WEIR_ELEMENT_F64;
    format_scalar(part, place + size / 2, buffer);
  }
}

void weir_tensor_format(const weir_tensor_t* tensor, uint64_t max_elements,
                        weir_strbuf_t* buffer) {
  weir_tensor_format_type(tensor, buffer);
  weir_strbuf_append_char(buffer, '=');
  uint64_t count = weir_tensor_element_count(tensor);
  uint64_t shown = count < max_elements ? count : max_elements;
  for (uint64_t i = 0; i < shown; ++i) {
    // A bracket for each dimension but the first whose row begins or ends here.
    uint64_t row = 1;
    bool begins = false;
    for (uint32_t k = tensor->rank; k-- > 1;) {
      row *= tensor->shape[k];
      if (i % row == 0) {
        weir_strbuf_append_char(buffer, '[');
        begins = true;
      }
    }
    if (!begins && i != 0) weir_strbuf_append_char(buffer, ' ');
    weir_tensor_format_value(tensor, i, buffer);
    row = 1;
    for (uint32_t k = tensor->rank; k-- > 1;) {
      row *= tensor->shape[k];
      if ((i + 1) % row == 0) weir_strbuf_append_char(buffer, ']');
    }
  }
  if (shown < count) weir_strbuf_append_c(buffer, "...");
}
