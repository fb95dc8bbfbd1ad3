// Sets of ordinals that grow in an arena. Only the part of a set that is
// neither all in nor all out is kept, so that a set of a few neighbours is
// small wherever they are, and so is one of all up to some point.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_BIT_SET_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_BIT_SET_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"

// All zero is the empty set.
typedef struct weir_bit_set_t {
  uint64_t* words;  // |count| words from the word |first| on; no bits follow
  uint32_t first, count, capacity;
  bool is_full_below;  // all bits before are in, else none
} weir_bit_set_t;

bool weir_bit_set_has(const weir_bit_set_t* set, uint32_t bit);
void weir_bit_set_add(weir_bit_set_t* set, uint32_t bit, weir_arena_t* arena);
// Adds 0 .. |count| - 1.
void weir_bit_set_add_range(weir_bit_set_t* set, uint32_t count,
                            weir_arena_t* arena);
void weir_bit_set_remove(weir_bit_set_t* set, uint32_t bit,
                         weir_arena_t* arena);
void weir_bit_set_clear(weir_bit_set_t* set);  // keeps the memory
void weir_bit_set_union(weir_bit_set_t* set, const weir_bit_set_t* other,
                        weir_arena_t* arena);
// Whether a bit is in both.
bool weir_bit_set_meets(const weir_bit_set_t* set, const weir_bit_set_t* other);
// The first bit from |from| on; -1 if there is none.
int32_t weir_bit_set_next(const weir_bit_set_t* set, uint32_t from);
int32_t weir_bit_set_last(const weir_bit_set_t* set);  // -1 if empty

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_BIT_SET_H_
