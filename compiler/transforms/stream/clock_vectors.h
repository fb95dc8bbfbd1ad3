// How far chains of events have been gone along: vectors of places, one for
// each chain, and a sum that new ones are made of.
//
// Vectors are counted and never change. Those that differ along few chains
// share the rest, and what the last of them leaves serves new ones.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_CLOCK_VECTORS_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_CLOCK_VECTORS_H_

#include <stdint.h>

#include "engine/base/arena.h"

// NULL is the vector of zeros.
typedef struct weir_clock_vector_t weir_clock_vector_t;
typedef struct weir_clock_vectors_t weir_clock_vectors_t;

// In |arena|, which is borrowed; all vectors there are take |max_bytes|.
weir_clock_vectors_t* weir_clock_vectors_create(weir_arena_t* arena,
                                                uint32_t max_chains,
                                                size_t max_bytes);

uint32_t weir_clock_vector_at(const weir_clock_vector_t* vector,
                              uint32_t chain);
weir_clock_vector_t* weir_clock_vector_retain(weir_clock_vector_t* vector);
void weir_clock_vectors_release(weir_clock_vectors_t* vectors,
                                weir_clock_vector_t* vector);

// The sum becomes all zeros.
void weir_clock_vectors_clear(weir_clock_vectors_t* vectors);
// The sum becomes at least |place| for |chain|.
void weir_clock_vectors_raise(weir_clock_vectors_t* vectors, uint32_t chain,
                              uint32_t place);
// The sum becomes at least |vector|, which stays there until it is cleared.
void weir_clock_vectors_join(weir_clock_vectors_t* vectors,
                             const weir_clock_vector_t* vector);
uint32_t weir_clock_vectors_sum_at(const weir_clock_vectors_t* vectors,
                                   uint32_t chain);
// A vector that is the sum; NULL if there is no room.
weir_clock_vector_t* weir_clock_vectors_keep(weir_clock_vectors_t* vectors);
// The first chain of which the sum has the place in |ends|, and not zero;
// UINT32_MAX if there is none.
uint32_t weir_clock_vectors_find(const weir_clock_vectors_t* vectors,
                                 const uint32_t* ends);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_CLOCK_VECTORS_H_
