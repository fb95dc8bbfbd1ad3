#include "compiler/dialects/dialect_impl.h"

#include <ctype.h>

const char* weir_symbol_fragment(weir_string_view_t text, weir_arena_t* arena) {
  char* name = weir_arena_alloc(arena, text.size + 2);
  for (size_t i = 0; i < text.size; ++i) {
    unsigned char c = (unsigned char)text.data[i];
    name[i] = isalnum(c) ? (char)tolower(c) : '_';
  }
  if (text.size > 0 && isdigit((unsigned char)name[text.size - 1])) {
    name[text.size] = '_';
  }
  return name;
}

weir_attr_t* weir_param_or_unit(weir_context_t* context, weir_attr_t* param) {
  return param != NULL ? param : weir_unit_attr(context);
}

weir_attr_t* weir_param_or_null(const weir_attr_t* attr, uint32_t index) {
  weir_attr_t* param = attr->dialect.params[index];
  return weir_attr_is(param, WEIR_ATTR_UNIT) ? NULL : param;
}
