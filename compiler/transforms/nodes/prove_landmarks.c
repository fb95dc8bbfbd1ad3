#include "compiler/transforms/nodes/prove_landmarks.h"

enum { WORDS = 8, MAX_LANDMARKS = 64 * WORDS };

// Landmarks that the event is or comes behind, and those it is or comes before.
typedef struct label_t {
  uint64_t behind[WORDS], ahead[WORDS];
} label_t;

struct weir_landmarks_t {
  label_t* labels;  // by event
};

static void mark(uint64_t* words, uint32_t landmark) {
  words[landmark / 64] |= UINT64_C(1) << (landmark % 64);
}

// Many ways lead through what both needs much and is needed much.
static uint32_t best_of(const uint32_t* events, uint32_t count,
                        const uint32_t* first, const uint32_t* uses) {
  uint32_t best = events[0], best_ways = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t event = events[i], ways = first[event + 1] - first[event];
    if (uses[event] < ways) ways = uses[event];
    if (ways <= best_ways) continue;
    best = event;
    best_ways = ways;
  }
  return best;
}

static void choose(const weir_landmarks_t* landmarks, uint32_t count,
                   const uint32_t* first, const uint32_t* order,
                   const uint32_t* uses) {
  uint32_t landmark_count = count < MAX_LANDMARKS ? count : MAX_LANDMARKS;
  uint32_t start = 0;
  for (uint32_t i = 0; i < landmark_count; ++i) {
    uint32_t end = (uint32_t)((uint64_t)count * (i + 1) / landmark_count);
    uint32_t event = best_of(&order[start], end - start, first, uses);
    mark(landmarks->labels[event].behind, i);
    mark(landmarks->labels[event].ahead, i);
    start = end;
  }
}

weir_landmarks_t* weir_landmarks_create(weir_arena_t* arena, uint32_t count,
                                        const uint32_t* first,
                                        const uint32_t* needs,
                                        const uint32_t* order) {
  weir_landmarks_t* landmarks = WEIR_ARENA_NEW(arena, weir_landmarks_t);
  landmarks->labels = WEIR_ARENA_ARRAY(arena, label_t, count);
  uint32_t* uses = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  for (uint32_t i = 0; i < first[count]; ++i) ++uses[needs[i]];
  choose(landmarks, count, first, order, uses);
  for (uint32_t place = 0; place < count; ++place) {
    label_t* label = &landmarks->labels[order[place]];
    for (uint32_t i = first[order[place]]; i < first[order[place] + 1]; ++i) {
      const label_t* need = &landmarks->labels[needs[i]];
      for (int word = 0; word < WORDS; ++word) {
        label->behind[word] |= need->behind[word];
      }
    }
  }
  for (uint32_t place = count; place-- > 0;) {
    const label_t* label = &landmarks->labels[order[place]];
    for (uint32_t i = first[order[place]]; i < first[order[place] + 1]; ++i) {
      label_t* need = &landmarks->labels[needs[i]];
      for (int word = 0; word < WORDS; ++word) {
        need->ahead[word] |= label->ahead[word];
      }
    }
  }
  return landmarks;
}

weir_landmarks_answer_t weir_landmarks_precedes(
    const weir_landmarks_t* landmarks, uint32_t before, uint32_t after) {
  const label_t* a = &landmarks->labels[before];
  const label_t* b = &landmarks->labels[after];
  uint64_t between = 0, against = 0;
  for (int word = 0; word < WORDS; ++word) {
    between |= a->ahead[word] & b->behind[word];
    against |= (a->behind[word] & ~b->behind[word]) |
               (b->ahead[word] & ~a->ahead[word]);
  }
  if (between != 0) return WEIR_LANDMARKS_YES;
  return against != 0 ? WEIR_LANDMARKS_NO : WEIR_LANDMARKS_UNKNOWN;
}
