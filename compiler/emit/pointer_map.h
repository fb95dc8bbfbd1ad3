// A hash table from pointers to 64-bit values; 0 stands for "not there".
// All-zero is empty; memory is an arena's.
#ifndef WEIR_COMPILER_EMIT_POINTER_MAP_H_
#define WEIR_COMPILER_EMIT_POINTER_MAP_H_

#include <stdint.h>

#include "engine/base/arena.h"

typedef struct weir_emit_map_t {
  const void** keys;
  uint64_t* values;
  uint32_t capacity;  // power of two
  uint32_t count;
} weir_emit_map_t;

uint64_t weir_emit_map_get(const weir_emit_map_t* map, const void* key);
void weir_emit_map_set(weir_emit_map_t* map, weir_arena_t* arena,
                       const void* key, uint64_t value);

#endif  // WEIR_COMPILER_EMIT_POINTER_MAP_H_
