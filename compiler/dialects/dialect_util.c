#include "compiler/dialects/dialect_impl.h"

#include <ctype.h>
#include <string.h>

// Makes room for one more pointer.
static void** grow(weir_arena_t* arena, void** items, uint32_t count,
                   uint32_t* capacity) {
  if (count < *capacity) return items;
  *capacity = *capacity == 0 ? 4 : 2 * *capacity;
  void** grown = WEIR_ARENA_ARRAY(arena, void*, *capacity);
  if (count > 0) memcpy(grown, items, count * sizeof(void*));
  return grown;
}

void weir_attr_list_add(weir_attr_list_t* list, weir_arena_t* arena,
                        weir_attr_t* attr) {
  list->items = (weir_attr_t**)grow(arena, (void**)list->items, list->count,
                                    &list->capacity);
  list->items[list->count++] = attr;
}

void weir_type_list_add(weir_type_list_t* list, weir_arena_t* arena,
                        weir_type_t* type) {
  list->items = (weir_type_t**)grow(arena, (void**)list->items, list->count,
                                    &list->capacity);
  list->items[list->count++] = type;
}

void weir_value_list_add(weir_value_list_t* list, weir_arena_t* arena,
                         weir_value_t* value) {
  list->items = (weir_value_t**)grow(arena, (void**)list->items, list->count,
                                     &list->capacity);
  list->items[list->count++] = value;
}

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
