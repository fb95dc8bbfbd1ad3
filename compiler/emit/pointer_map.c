#include "compiler/emit/pointer_map.h"

static uint32_t slot_of(const weir_emit_map_t* map, const void* key) {
  uint64_t hash = (uint64_t)(uintptr_t)key * UINT64_C(0x9e3779b97f4a7c15);
  uint32_t slot = (uint32_t)(hash >> 32) & (map->capacity - 1);
  while (map->keys[slot] != NULL && map->keys[slot] != key) {
    slot = (slot + 1) & (map->capacity - 1);
  }
  return slot;
}

uint64_t weir_emit_map_get(const weir_emit_map_t* map, const void* key) {
  if (map->count == 0) return 0;
  uint32_t slot = slot_of(map, key);
  return map->keys[slot] ? map->values[slot] : 0;
}

static void grow(weir_emit_map_t* map, weir_arena_t* arena) {
  weir_emit_map_t old = *map;
  map->capacity = old.capacity ? old.capacity * 2 : 64;
  map->keys = weir_arena_alloc_array(arena, map->capacity, sizeof(*map->keys));
  map->values =
      weir_arena_alloc_array(arena, map->capacity, sizeof(*map->values));
  for (uint32_t i = 0; i < old.capacity; ++i) {
    if (old.keys[i] == NULL) continue;
    uint32_t slot = slot_of(map, old.keys[i]);
    map->keys[slot] = old.keys[i];
    map->values[slot] = old.values[i];
  }
}

void weir_emit_map_set(weir_emit_map_t* map, weir_arena_t* arena,
                       const void* key, uint64_t value) {
  if (map->count * 2 >= map->capacity) grow(map, arena);
  uint32_t slot = slot_of(map, key);
  if (map->keys[slot] == NULL) {
    map->keys[slot] = key;
    ++map->count;
  }
  map->values[slot] = value;
}
