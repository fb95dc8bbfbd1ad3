// A map from pointers to pointers in an arena.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_POINTER_MAP_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_POINTER_MAP_H_

#include "engine/base/arena.h"

// All zero but |arena| is the empty map.
typedef struct weir_pointer_map_t {
  weir_arena_t* arena;
  struct weir_pointer_pair_t* pairs;  // open addressing
  size_t count, capacity;
} weir_pointer_map_t;

// Where the value of |key| is kept until the map changes; NULL at first.
void** weir_pointer_map_at(weir_pointer_map_t* map, const void* key);
// NULL if it has none.
void* weir_pointer_map_get(const weir_pointer_map_t* map, const void* key);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_POINTER_MAP_H_
