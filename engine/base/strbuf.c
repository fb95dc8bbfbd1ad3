#include "engine/base/strbuf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static void reserve(weir_strbuf_t* buffer, size_t more) {
  size_t needed;
  if (__builtin_add_overflow(buffer->size, more, &needed) ||
      needed > SIZE_MAX / 2 - 1) {
    needed = SIZE_MAX;
  }
  if (needed < buffer->capacity) return;
  size_t capacity = buffer->capacity ? buffer->capacity : 64;
  while (capacity <= needed && capacity < SIZE_MAX / 2) capacity *= 2;
  char* data = needed == SIZE_MAX ? NULL : realloc(buffer->data, capacity);
  if (data == NULL) {
    fprintf(stderr, "weir: out of memory (%zu bytes wanted)\n", more);
    abort();
  }
  buffer->data = data;
  buffer->capacity = capacity;
}

void weir_strbuf_deinit(weir_strbuf_t* buffer) {
  free(buffer->data);
  *buffer = (weir_strbuf_t){0};
}

void weir_strbuf_clear(weir_strbuf_t* buffer) {
  buffer->size = 0;
  if (buffer->data != NULL) buffer->data[0] = 0;
}

void weir_strbuf_append(weir_strbuf_t* buffer, const char* data, size_t size) {
  reserve(buffer, size);
  if (size > 0) memcpy(buffer->data + buffer->size, data, size);
  buffer->size += size;
  buffer->data[buffer->size] = 0;
}

void weir_strbuf_append_c(weir_strbuf_t* buffer, const char* text) {
  weir_strbuf_append(buffer, text, strlen(text));
}

void weir_strbuf_append_char(weir_strbuf_t* buffer, char c) {
  weir_strbuf_append(buffer, &c, 1);
}

void weir_strbuf_vprintf(weir_strbuf_t* buffer, const char* format,
                         va_list args) {
  va_list again;
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  if (length > 0) {
    reserve(buffer, (size_t)length);
    vsnprintf(buffer->data + buffer->size, (size_t)length + 1, format, again);
    buffer->size += (size_t)length;
  }
  va_end(again);
}

void weir_strbuf_printf(weir_strbuf_t* buffer, const char* format, ...) {
  va_list args;
  va_start(args, format);
  weir_strbuf_vprintf(buffer, format, args);
  va_end(args);
}

void weir_strbuf_append_json(weir_strbuf_t* buffer, const char* text,
                             size_t size) {
  weir_strbuf_append_char(buffer, '"');
  for (size_t i = 0; i < size; ++i) {
    unsigned char c = (unsigned char)text[i];
    switch (c) {
      case '"':
        weir_strbuf_append_c(buffer, "\\\"");
        break;
      case '\\':
        weir_strbuf_append_c(buffer, "\\\\");
        break;
      case '\n':
        weir_strbuf_append_c(buffer, "\\n");
        break;
      case '\t':
        weir_strbuf_append_c(buffer, "\\t");
        break;
      default:
        if (c < 0x20) {
          weir_strbuf_printf(buffer, "\\u%04x", c);
        } else {
          weir_strbuf_append_char(buffer, (char)c);
        }
    }
  }
  weir_strbuf_append_char(buffer, '"');
}

char* weir_strbuf_take(weir_strbuf_t* buffer) {
  reserve(buffer, 0);
  buffer->data[buffer->size] = 0;
  char* data = buffer->data;
  *buffer = (weir_strbuf_t){0};
  return data;
}
