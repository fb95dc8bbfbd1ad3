// Small hash tables of the text library: by text and by address. An all-zero
// table is empty; memory is an arena's.
#ifndef WEIR_COMPILER_TEXT_MAP_H_
#define WEIR_COMPILER_TEXT_MAP_H_

#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/string_view.h"

typedef struct weir_text_map_entry_t {
  weir_string_view_t key;  // borrowed
  uint32_t number;         // second part of the key
  void* value;             // NULL: free
} weir_text_map_entry_t;

typedef struct weir_text_map_t {
  weir_text_map_entry_t* entries;
  uint32_t capacity;  // power of two
  uint32_t count;
} weir_text_map_t;

// NULL if absent.
void* weir_text_map_get(const weir_text_map_t* map, weir_string_view_t key,
                        uint32_t number);
// The key must be absent, |value| not NULL.
void weir_text_map_add(weir_text_map_t* map, weir_arena_t* arena,
                       weir_string_view_t key, uint32_t number, void* value);

typedef struct weir_address_map_entry_t {
  const void* key;
  void* value;
} weir_address_map_entry_t;

typedef struct weir_address_map_t {
  weir_address_map_entry_t* entries;
  uint32_t capacity;
  uint32_t count;
} weir_address_map_t;

void* weir_address_map_get(const weir_address_map_t* map, const void* key);
void weir_address_map_add(weir_address_map_t* map, weir_arena_t* arena,
                          const void* key, void* value);

#endif  // WEIR_COMPILER_TEXT_MAP_H_
