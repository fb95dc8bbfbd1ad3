// Text that is somebody else's: a pointer and a length, not zero-terminated.
#ifndef WEIR_ENGINE_BASE_STRING_VIEW_H_
#define WEIR_ENGINE_BASE_STRING_VIEW_H_

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

typedef struct weir_string_view_t {
  const char* data;
  size_t size;
} weir_string_view_t;

static inline weir_string_view_t weir_sv(const char* text) {
  return (weir_string_view_t){text, text ? strlen(text) : 0};
}

static inline weir_string_view_t weir_sv_n(const char* data, size_t size) {
  return (weir_string_view_t){data, size};
}

static inline bool weir_sv_equal(weir_string_view_t a, weir_string_view_t b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static inline bool weir_sv_equal_c(weir_string_view_t a, const char* b) {
  return weir_sv_equal(a, weir_sv(b));
}

static inline bool weir_sv_starts_with(weir_string_view_t a, const char* prefix) {
  size_t n = strlen(prefix);
  return a.size >= n && memcmp(a.data, prefix, n) == 0;
}

// For printf's "%.*s".
#define WEIR_SV_ARGS(view) (int)(view).size, (view).data

#endif  // WEIR_ENGINE_BASE_STRING_VIEW_H_
