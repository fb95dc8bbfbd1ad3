// Small sets of ordinals that grow in an arena.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_BIT_SET_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_BIT_SET_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"

// All zero is the empty set.
typedef struct weir_bit_set_t {
  uint64_t* words;
  uint32_t word_count;
} weir_bit_set_t;

bool weir_bit_set_has(const weir_bit_set_t* set, uint32_t bit);
void weir_bit_set_add(weir_bit_set_t* set, uint32_t bit, weir_arena_t* arena);
// Adds 0 .. |count| - 1.
void weir_bit_set_add_range(weir_bit_set_t* set, uint32_t count,
                            weir_arena_t* arena);
void weir_bit_set_subtract_one(weir_bit_set_t* set, uint32_t bit);
void weir_bit_set_clear(weir_bit_set_t* set);
void weir_bit_set_union(weir_bit_set_t* set, const weir_bit_set_t* other,
                        weir_arena_t* arena);
void weir_bit_set_intersect(weir_bit_set_t* set, const weir_bit_set_t* other);
void weir_bit_set_subtract(weir_bit_set_t* set, const weir_bit_set_t* other);
bool weir_bit_set_any(const weir_bit_set_t* set);
int32_t weir_bit_set_first(const weir_bit_set_t* set);  // -1 if empty
int32_t weir_bit_set_last(const weir_bit_set_t* set);   // -1 if empty

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_BIT_SET_H_
