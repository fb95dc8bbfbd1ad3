#include "compiler/dialects/lists.h"

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

weir_value_list_t weir_value_list_of_group(weir_arena_t* arena,
                                           const weir_op_t* op,
                                           uint32_t group) {
  weir_value_list_t list = {0};
  uint32_t start = weir_op_operand_group_start(op, group);
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, group); ++i) {
    weir_value_list_add(&list, arena, weir_op_operand_n(op, start + i));
  }
  return list;
}
