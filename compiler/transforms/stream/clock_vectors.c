#include "compiler/transforms/stream/clock_vectors.h"

#include <stdbool.h>
#include <string.h>

// The places of so many chains in a row stand together.
enum { CHUNK = 64 };

typedef struct chunk_t {
  uint32_t places[CHUNK];
  uint32_t users;        // vectors
  struct chunk_t* next;  // of those that no vector uses
} chunk_t;

// Not gone along at all where there is no chunk.
struct weir_clock_vector_t {
  uint32_t users;
  uint32_t count;
  weir_clock_vector_t* next;  // of those that nobody uses
  chunk_t* chunks[];
};

struct weir_clock_vectors_t {
  weir_arena_t* arena;
  size_t bytes_left;
  uint32_t max_chunks;                 // of a vector
  weir_clock_vector_t** free_vectors;  // by how many chunks there is room for
  chunk_t* free_chunks;
  // The sum. Chunks that are in no vector stand in |own|.
  chunk_t** sum;
  uint32_t sum_count;
  chunk_t* own;
};

weir_clock_vectors_t* weir_clock_vectors_create(weir_arena_t* arena,
                                                uint32_t max_chains,
                                                size_t max_bytes) {
  weir_clock_vectors_t* vectors = WEIR_ARENA_NEW(arena, weir_clock_vectors_t);
  vectors->arena = arena;
  vectors->bytes_left = max_bytes;
  vectors->max_chunks = (max_chains + CHUNK - 1) / CHUNK;
  uint32_t count = vectors->max_chunks;
  vectors->free_vectors =
      WEIR_ARENA_ARRAY(arena, weir_clock_vector_t*, (size_t)count + 1);
  vectors->sum = WEIR_ARENA_ARRAY(arena, chunk_t*, count);
  vectors->own = WEIR_ARENA_ARRAY(arena, chunk_t, count);
  return vectors;
}

// -- vectors ------------------------------------------------------------------

uint32_t weir_clock_vector_at(const weir_clock_vector_t* vector,
                              uint32_t chain) {
  uint32_t at = chain / CHUNK;
  if (vector == NULL || at >= vector->count || vector->chunks[at] == NULL) {
    return 0;
  }
  return vector->chunks[at]->places[chain % CHUNK];
}

weir_clock_vector_t* weir_clock_vector_retain(weir_clock_vector_t* vector) {
  if (vector != NULL) ++vector->users;
  return vector;
}

static size_t vector_bytes(uint32_t count) {
  return sizeof(weir_clock_vector_t) + count * sizeof(chunk_t*);
}

void weir_clock_vectors_release(weir_clock_vectors_t* vectors,
                                weir_clock_vector_t* vector) {
  if (vector == NULL || --vector->users > 0) return;
  for (uint32_t at = 0; at < vector->count; ++at) {
    chunk_t* chunk = vector->chunks[at];
    if (chunk == NULL || --chunk->users > 0) continue;
    chunk->next = vectors->free_chunks;
    vectors->free_chunks = chunk;
    vectors->bytes_left += sizeof(*chunk);
  }
  vectors->bytes_left += vector_bytes(vector->count);
  vector->next = vectors->free_vectors[vector->count];
  vectors->free_vectors[vector->count] = vector;
}

static chunk_t* new_chunk(weir_clock_vectors_t* vectors, const chunk_t* from) {
  chunk_t* chunk = vectors->free_chunks;
  if (chunk != NULL) {
    vectors->free_chunks = chunk->next;
  } else {
    chunk = WEIR_ARENA_NEW(vectors->arena, chunk_t);
  }
  memcpy(chunk->places, from->places, sizeof(chunk->places));
  chunk->users = 0;
  return chunk;
}

static weir_clock_vector_t* new_vector(weir_clock_vectors_t* vectors,
                                       uint32_t count) {
  weir_clock_vector_t* vector = vectors->free_vectors[count];
  if (vector != NULL) {
    vectors->free_vectors[count] = vector->next;
  } else {
    vector = weir_arena_alloc(vectors->arena, vector_bytes(count));
  }
  vector->users = 1;
  vector->count = count;
  return vector;
}

// -- sum ----------------------------------------------------------------------

void weir_clock_vectors_clear(weir_clock_vectors_t* vectors) {
  vectors->sum_count = 0;
}

static void extend(weir_clock_vectors_t* vectors, uint32_t count) {
  while (vectors->sum_count < count) {
    vectors->sum[vectors->sum_count++] = NULL;
  }
}

void weir_clock_vectors_raise(weir_clock_vectors_t* vectors, uint32_t chain,
                              uint32_t place) {
  uint32_t at = chain / CHUNK;
  extend(vectors, at + 1);
  const chunk_t* old = vectors->sum[at];
  if (old != NULL && old->places[chain % CHUNK] >= place) return;
  chunk_t* own = &vectors->own[at];
  if (old == NULL) {
    memset(own->places, 0, sizeof(own->places));
  } else if (old != own) {
    memcpy(own->places, old->places, sizeof(own->places));
  }
  own->places[chain % CHUNK] = place;
  vectors->sum[at] = own;
}

// Goes as far as |chunk| as well.
static void join_chunk(weir_clock_vectors_t* vectors, uint32_t at,
                       chunk_t* chunk) {
  const chunk_t* old = vectors->sum[at];
  if (chunk == NULL || chunk == old) return;
  if (old == NULL) {
    vectors->sum[at] = chunk;
    return;
  }
  chunk_t* own = &vectors->own[at];
  uint32_t above_old = 0, above_new = 0;
  for (uint32_t i = 0; i < CHUNK; ++i) {
    uint32_t a = old->places[i], b = chunk->places[i];
    above_old |= b > a;
    above_new |= a > b;
    own->places[i] = a > b ? a : b;
  }
  if (!above_new) {
    vectors->sum[at] = chunk;
  } else if (above_old) {
    vectors->sum[at] = own;
  }
}

void weir_clock_vectors_join(weir_clock_vectors_t* vectors,
                             const weir_clock_vector_t* vector) {
  if (vector == NULL) return;
  extend(vectors, vector->count);
  for (uint32_t at = 0; at < vector->count; ++at) {
    join_chunk(vectors, at, vector->chunks[at]);
  }
}

uint32_t weir_clock_vectors_sum_at(const weir_clock_vectors_t* vectors,
                                   uint32_t chain) {
  uint32_t at = chain / CHUNK;
  if (at >= vectors->sum_count || vectors->sum[at] == NULL) return 0;
  return vectors->sum[at]->places[chain % CHUNK];
}

weir_clock_vector_t* weir_clock_vectors_keep(weir_clock_vectors_t* vectors) {
  uint32_t count = vectors->sum_count;
  size_t bytes = vector_bytes(count);
  for (uint32_t at = 0; at < count; ++at) {
    if (vectors->sum[at] == &vectors->own[at]) bytes += sizeof(chunk_t);
  }
  if (bytes > vectors->bytes_left) return NULL;
  vectors->bytes_left -= bytes;
  weir_clock_vector_t* vector = new_vector(vectors, count);
  for (uint32_t at = 0; at < count; ++at) {
    chunk_t* chunk = vectors->sum[at];
    if (chunk == &vectors->own[at]) chunk = new_chunk(vectors, chunk);
    if (chunk != NULL) ++chunk->users;
    vector->chunks[at] = chunk;
  }
  return vector;
}

uint32_t weir_clock_vectors_find(const weir_clock_vectors_t* vectors,
                                 const uint32_t* ends) {
  for (uint32_t at = 0; at < vectors->sum_count; ++at) {
    const chunk_t* chunk = vectors->sum[at];
    for (uint32_t i = 0; chunk != NULL && i < CHUNK; ++i) {
      uint32_t chain = at * CHUNK + i;
      if (chunk->places[i] != 0 && chunk->places[i] == ends[chain]) {
        return chain;
      }
    }
  }
  return UINT32_MAX;
}
