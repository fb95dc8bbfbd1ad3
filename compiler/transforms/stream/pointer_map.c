#include "compiler/transforms/stream/pointer_map.h"

#include <stdint.h>

typedef struct weir_pointer_pair_t {
  const void* key;
  void* value;
} weir_pointer_pair_t;

static weir_pointer_pair_t* find(weir_pointer_pair_t* pairs, size_t capacity,
                                 const void* key) {
  uint64_t hash =
      ((uint64_t)(uintptr_t)key >> 3) * UINT64_C(0x9e3779b97f4a7c15);
  size_t at = (size_t)(hash >> 32) & (capacity - 1);
  while (pairs[at].key != NULL && pairs[at].key != key) {
    at = (at + 1) & (capacity - 1);
  }
  return &pairs[at];
}

static void grow(weir_pointer_map_t* map) {
  size_t capacity = map->capacity != 0 ? 2 * map->capacity : 64;
  weir_pointer_pair_t* pairs =
      WEIR_ARENA_ARRAY(map->arena, weir_pointer_pair_t, capacity);
  for (size_t i = 0; i < map->capacity; ++i) {
    if (map->pairs[i].key == NULL) continue;
    *find(pairs, capacity, map->pairs[i].key) = map->pairs[i];
  }
  map->pairs = pairs;
  map->capacity = capacity;
}

void** weir_pointer_map_at(weir_pointer_map_t* map, const void* key) {
  if (2 * (map->count + 1) > map->capacity) grow(map);
  weir_pointer_pair_t* pair = find(map->pairs, map->capacity, key);
  if (pair->key == NULL) {
    pair->key = key;
    ++map->count;
  }
  return &pair->value;
}

void* weir_pointer_map_get(const weir_pointer_map_t* map, const void* key) {
  if (map->capacity == 0) return NULL;
  return find(map->pairs, map->capacity, key)->value;
}
