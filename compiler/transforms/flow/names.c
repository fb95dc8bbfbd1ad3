#include "compiler/transforms/flow/names.h"

const char* weir_name_sanitize(weir_string_view_t text, weir_arena_t* arena) {
  char* name = weir_arena_alloc(arena, text.size + 1);
  for (size_t i = 0; i < text.size; ++i) {
    char c = text.data[i];
    bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    (c >= '0' && c <= '9') || c == '_';
    name[i] = is_plain ? c : '_';
  }
  name[text.size] = '\0';
  return name;
}

const char* weir_name_of_entry(const weir_attr_t* entry, weir_arena_t* arena) {
  const char* name = entry->symbol.names[0]->data;
  for (uint32_t i = 1; i < entry->symbol.count; ++i) {
    name =
        weir_arena_format(arena, "%s::%s", name, entry->symbol.names[i]->data);
  }
  return name;
}

const char* weir_name_of_dispatch(const weir_op_t* dispatch,
                                  weir_arena_t* arena) {
  const weir_attr_t* entries = weir_op_attr(dispatch, "entry_points");
  return entries->array.count > 0
             ? weir_name_of_entry(entries->array.elements[0], arena)
             : "";
}
