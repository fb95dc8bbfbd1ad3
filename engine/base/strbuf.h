// A string that grows at its end. One thread at a time; an all-zero buffer is
// empty and valid. When the system has no memory left the process ends with a
// message, as arenas do.
#ifndef WEIR_ENGINE_BASE_STRBUF_H_
#define WEIR_ENGINE_BASE_STRBUF_H_

#include <stdarg.h>
#include <stddef.h>

#include "engine/base/string_view.h"

typedef struct weir_strbuf_t {
  char* data;  // zero-terminated once something was appended, else NULL
  size_t size;
  size_t capacity;
} weir_strbuf_t;

void weir_strbuf_deinit(weir_strbuf_t* buffer);

// Empties the buffer and keeps its memory.
void weir_strbuf_clear(weir_strbuf_t* buffer);

void weir_strbuf_append(weir_strbuf_t* buffer, const char* data, size_t size);
void weir_strbuf_append_c(weir_strbuf_t* buffer, const char* text);
void weir_strbuf_append_char(weir_strbuf_t* buffer, char c);
void weir_strbuf_printf(weir_strbuf_t* buffer, const char* format, ...)
    __attribute__((format(printf, 2, 3)));
void weir_strbuf_vprintf(weir_strbuf_t* buffer, const char* format,
                         va_list args) __attribute__((format(printf, 2, 0)));

// |text| as a JSON string with its quotes.
void weir_strbuf_append_json(weir_strbuf_t* buffer, const char* text,
                             size_t size);

// Never NULL; valid until the next change.
static inline const char* weir_strbuf_c(const weir_strbuf_t* buffer) {
  return buffer->data ? buffer->data : "";
}

static inline weir_string_view_t weir_strbuf_view(const weir_strbuf_t* buffer) {
  return weir_sv_n(weir_strbuf_c(buffer), buffer->size);
}

// Hands the text over, to be given to free(); the buffer is empty afterwards.
// Never NULL.
char* weir_strbuf_take(weir_strbuf_t* buffer);

#endif  // WEIR_ENGINE_BASE_STRBUF_H_
