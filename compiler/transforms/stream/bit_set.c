#include "compiler/transforms/stream/bit_set.h"

#include <string.h>

static uint32_t end_of(const weir_bit_set_t* set) {
  return set->first + set->count;
}

static uint64_t word_at(const weir_bit_set_t* set, uint32_t word) {
  if (word < set->first) return set->is_full_below ? UINT64_MAX : 0;
  return word < end_of(set) ? set->words[word - set->first] : 0;
}

// Keeps the words from |low| to |high| as well.
static void widen(weir_bit_set_t* set, uint32_t low, uint32_t high,
                  weir_arena_t* arena) {
  if (set->count == 0 && !set->is_full_below) set->first = low;
  uint32_t first = low < set->first ? low : set->first;
  uint32_t end = high > end_of(set) ? high : end_of(set);
  uint32_t below = set->first - first, count = end - first;
  uint64_t* words = set->words;
  if (count > set->capacity) {
    set->capacity = set->capacity != 0 ? 2 * count : count;
    words = WEIR_ARENA_ARRAY(arena, uint64_t, set->capacity);
  }
  if (set->count > 0) {
    memmove(words + below, set->words, set->count * sizeof(*words));
  }
  for (uint32_t i = 0; i < below; ++i) {
    words[i] = set->is_full_below ? UINT64_MAX : 0;
  }
  for (uint32_t i = below + set->count; i < count; ++i) words[i] = 0;
  set->words = words;
  set->first = first;
  set->count = count;
}

static void drop_front(weir_bit_set_t* set, uint32_t count) {
  set->words += count;
  set->first += count;
  set->count -= count;
  set->capacity -= count;
}

// What is full up to the first word that is not need not be kept.
static void trim(weir_bit_set_t* set) {
  if (!set->is_full_below && set->first > 0) return;
  uint32_t full = 0;
  while (full < set->count && set->words[full] == UINT64_MAX) ++full;
  if (full == 0) return;
  drop_front(set, full);
  set->is_full_below = true;
}

// Adds all bits of the words before |word|.
static void fill_below(weir_bit_set_t* set, uint32_t word,
                       weir_arena_t* arena) {
  if (set->is_full_below && set->first >= word) return;
  if (set->count == 0) {
    set->first = word;
  } else if (set->first > word) {
    widen(set, word, end_of(set), arena);
  } else {
    uint32_t inside = word - set->first;
    drop_front(set, inside < set->count ? inside : set->count);
    set->first = word;
  }
  set->is_full_below = true;
}

bool weir_bit_set_has(const weir_bit_set_t* set, uint32_t bit) {
  return (word_at(set, bit / 64) >> (bit % 64) & 1) != 0;
}

void weir_bit_set_add(weir_bit_set_t* set, uint32_t bit, weir_arena_t* arena) {
  if (weir_bit_set_has(set, bit)) return;
  widen(set, bit / 64, bit / 64 + 1, arena);
  set->words[bit / 64 - set->first] |= UINT64_C(1) << (bit % 64);
  trim(set);
}

void weir_bit_set_add_range(weir_bit_set_t* set, uint32_t count,
                            weir_arena_t* arena) {
  uint32_t word = count / 64;
  fill_below(set, word, arena);
  if (count % 64 == 0 || word < set->first) return;
  widen(set, word, word + 1, arena);
  set->words[word - set->first] |= (UINT64_C(1) << (count % 64)) - 1;
  trim(set);
}

void weir_bit_set_remove(weir_bit_set_t* set, uint32_t bit,
                         weir_arena_t* arena) {
  if (!weir_bit_set_has(set, bit)) return;
  widen(set, bit / 64, bit / 64 + 1, arena);
  set->words[bit / 64 - set->first] &= ~(UINT64_C(1) << (bit % 64));
}

void weir_bit_set_clear(weir_bit_set_t* set) {
  set->first = set->count = 0;
  set->is_full_below = false;
}

void weir_bit_set_union(weir_bit_set_t* set, const weir_bit_set_t* other,
                        weir_arena_t* arena) {
  if (other->is_full_below) fill_below(set, other->first, arena);
  uint32_t low = other->first, high = end_of(other);
  if (set->is_full_below && low < set->first) low = set->first;
  if (low >= high) return;
  widen(set, low, high, arena);
  for (uint32_t i = low; i < high; ++i) {
    set->words[i - set->first] |= other->words[i - other->first];
  }
  trim(set);
}

bool weir_bit_set_meets(const weir_bit_set_t* set,
                        const weir_bit_set_t* other) {
  uint32_t low = set->first < other->first ? set->first : other->first;
  uint32_t high = end_of(set) > end_of(other) ? end_of(set) : end_of(other);
  if (low > 0 && set->is_full_below && other->is_full_below) return true;
  for (uint32_t i = low; i < high; ++i) {
    if ((word_at(set, i) & word_at(other, i)) != 0) return true;
  }
  return false;
}

int32_t weir_bit_set_next(const weir_bit_set_t* set, uint32_t from) {
  uint32_t word = from / 64;
  if (word < set->first) {
    if (set->is_full_below) return (int32_t)from;
    word = set->first;
    from = word * 64;
  }
  uint64_t mask = UINT64_MAX << (from % 64);
  for (; word < end_of(set); ++word, mask = UINT64_MAX) {
    uint64_t bits = set->words[word - set->first] & mask;
    if (bits != 0) return (int32_t)(word * 64) + __builtin_ctzll(bits);
  }
  return -1;
}

int32_t weir_bit_set_last(const weir_bit_set_t* set) {
  for (uint32_t i = set->count; i-- > 0;) {
    if (set->words[i] != 0) {
      return (int32_t)((set->first + i) * 64) + 63 -
             __builtin_clzll(set->words[i]);
    }
  }
  return set->is_full_below ? (int32_t)(set->first * 64) - 1 : -1;
}
