#include "compiler/transforms/stream/bit_set.h"

#include <string.h>

bool weir_bit_set_has(const weir_bit_set_t* set, uint32_t bit) {
  uint32_t word = bit / 64;
  return word < set->word_count && (set->words[word] >> (bit % 64) & 1) != 0;
}

static void reserve(weir_bit_set_t* set, uint32_t word_count,
                    weir_arena_t* arena) {
  if (word_count <= set->word_count) return;
  uint32_t capacity = set->word_count ? set->word_count * 2 : 1;
  while (capacity < word_count) capacity *= 2;
  uint64_t* words = WEIR_ARENA_ARRAY(arena, uint64_t, capacity);
  if (set->word_count > 0)
    memcpy(words, set->words, set->word_count * sizeof(*words));
  set->words = words;
  set->word_count = capacity;
}

void weir_bit_set_add(weir_bit_set_t* set, uint32_t bit, weir_arena_t* arena) {
  reserve(set, bit / 64 + 1, arena);
  set->words[bit / 64] |= 1ull << (bit % 64);
}

void weir_bit_set_add_range(weir_bit_set_t* set, uint32_t count,
                            weir_arena_t* arena) {
  reserve(set, (count + 63) / 64, arena);
  for (uint32_t i = 0; i < count / 64; ++i) set->words[i] = UINT64_MAX;
  if (count % 64 != 0) set->words[count / 64] |= (1ull << (count % 64)) - 1;
}

void weir_bit_set_subtract_one(weir_bit_set_t* set, uint32_t bit) {
  if (bit / 64 < set->word_count) set->words[bit / 64] &= ~(1ull << (bit % 64));
}

void weir_bit_set_clear(weir_bit_set_t* set) {
  if (set->word_count > 0)
    memset(set->words, 0, set->word_count * sizeof(*set->words));
}

void weir_bit_set_union(weir_bit_set_t* set, const weir_bit_set_t* other,
                        weir_arena_t* arena) {
  reserve(set, other->word_count, arena);
  for (uint32_t i = 0; i < other->word_count; ++i)
    set->words[i] |= other->words[i];
}

void weir_bit_set_intersect(weir_bit_set_t* set, const weir_bit_set_t* other) {
  for (uint32_t i = 0; i < set->word_count; ++i) {
    set->words[i] &= i < other->word_count ? other->words[i] : 0;
  }
}

void weir_bit_set_subtract(weir_bit_set_t* set, const weir_bit_set_t* other) {
  for (uint32_t i = 0; i < set->word_count && i < other->word_count; ++i) {
    set->words[i] &= ~other->words[i];
  }
}

bool weir_bit_set_any(const weir_bit_set_t* set) {
  for (uint32_t i = 0; i < set->word_count; ++i) {
    if (set->words[i] != 0) return true;
  }
  return false;
}

int32_t weir_bit_set_first(const weir_bit_set_t* set) {
  for (uint32_t i = 0; i < set->word_count; ++i) {
    if (set->words[i] != 0)
      return (int32_t)(i * 64) + __builtin_ctzll(set->words[i]);
  }
  return -1;
}

int32_t weir_bit_set_last(const weir_bit_set_t* set) {
  for (uint32_t i = set->word_count; i-- > 0;) {
    if (set->words[i] != 0) {
      return (int32_t)(i * 64) + 63 - __builtin_clzll(set->words[i]);
    }
  }
  return -1;
}
