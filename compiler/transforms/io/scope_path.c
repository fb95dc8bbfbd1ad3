#include "compiler/transforms/io/scope_path.h"

#include <string.h>

weir_scope_path_t weir_scope_path_split(weir_string_view_t text,
                                        weir_arena_t* arena) {
  const char* equals = text.size > 0 ? memchr(text.data, '=', text.size) : NULL;
  if (equals == NULL) {
    return (weir_scope_path_t){"",
                               weir_arena_string(arena, text.data, text.size)};
  }
  size_t scope = (size_t)(equals - text.data);
  return (weir_scope_path_t){
      weir_arena_string(arena, text.data, scope),
      weir_arena_string(arena, equals + 1, text.size - scope - 1)};
}

bool weir_list_option_next(const char** list, weir_string_view_t* out_part) {
  if (**list == '\0') return false;
  size_t size = strcspn(*list, ",");
  *out_part = weir_sv_n(*list, size);
  *list += size + ((*list)[size] == ',');
  return true;
}
