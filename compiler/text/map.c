#include "compiler/text/map.h"

static uint32_t hash_text(weir_string_view_t key, uint32_t number) {
  uint32_t hash = 2166136261u ^ number * 0x9E3779B1u;
  for (size_t i = 0; i < key.size; ++i) {
    hash = (hash ^ (unsigned char)key.data[i]) * 16777619u;
  }
  return hash ^ hash >> 15;
}

static weir_text_map_entry_t* find_text(const weir_text_map_t* map,
                                        weir_string_view_t key,
                                        uint32_t number) {
  uint32_t mask = map->capacity - 1;
  uint32_t at = hash_text(key, number) & mask;
  for (;; at = (at + 1) & mask) {
    weir_text_map_entry_t* entry = &map->entries[at];
    if (entry->value == NULL ||
        (entry->number == number && weir_sv_equal(entry->key, key))) {
      return entry;
    }
  }
}

void* weir_text_map_get(const weir_text_map_t* map, weir_string_view_t key,
                        uint32_t number) {
  return map->capacity ? find_text(map, key, number)->value : NULL;
}

void weir_text_map_add(weir_text_map_t* map, weir_arena_t* arena,
                       weir_string_view_t key, uint32_t number, void* value) {
  if ((map->count + 1) * 2 > map->capacity) {
    weir_text_map_t old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 16;
    map->entries =
        WEIR_ARENA_ARRAY(arena, weir_text_map_entry_t, map->capacity);
    for (uint32_t i = 0; i < old.capacity; ++i) {
      const weir_text_map_entry_t* entry = &old.entries[i];
      if (entry->value) *find_text(map, entry->key, entry->number) = *entry;
    }
  }
  *find_text(map, key, number) = (weir_text_map_entry_t){key, number, value};
  ++map->count;
}

static weir_address_map_entry_t* find_address(const weir_address_map_t* map,
                                              const void* key) {
  uint32_t mask = map->capacity - 1;
  uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15);
  uint32_t at = (uint32_t)(hash >> 32) & mask;
  for (;; at = (at + 1) & mask) {
    weir_address_map_entry_t* entry = &map->entries[at];
    if (entry->key == NULL || entry->key == key) return entry;
  }
}

void* weir_address_map_get(const weir_address_map_t* map, const void* key) {
  return map->capacity ? find_address(map, key)->value : NULL;
}

void weir_address_map_add(weir_address_map_t* map, weir_arena_t* arena,
                          const void* key, void* value) {
  if ((map->count + 1) * 2 > map->capacity) {
    weir_address_map_t old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 16;
    map->entries =
        WEIR_ARENA_ARRAY(arena, weir_address_map_entry_t, map->capacity);
    for (uint32_t i = 0; i < old.capacity; ++i) {
      const weir_address_map_entry_t* entry = &old.entries[i];
      if (entry->key) *find_address(map, entry->key) = *entry;
    }
  }
  weir_address_map_entry_t* entry = find_address(map, key);
  if (entry->key == NULL) ++map->count;
  *entry = (weir_address_map_entry_t){key, value};
}
