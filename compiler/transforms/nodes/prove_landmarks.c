#include "compiler/transforms/nodes/prove_landmarks.h"

// The landmarks of WINDOW stretches in a row, each in the bit of its number
// modulo WINDOW; of the whole graph there are few more.
enum {
  WORDS = 7,
  WINDOW = 64 * WORDS,
  FAR_LANDMARKS = 32,
  MAX_STRETCH_EVENTS = 192,
};

// Two lines of the cache, of which the second is seldom needed.
typedef struct label_t {
  // Landmarks that the event is or comes behind, of its stretch and those
  // before; and of the few.
  uint64_t behind[WORDS];
  uint32_t far_behind;
  uint32_t stretch;
  // Those that it is or comes before, of its stretch and those behind.
  uint64_t ahead[WORDS];
  uint32_t far_ahead;
  uint32_t reserved;
} label_t;

_Static_assert(sizeof(label_t) == 128, "whole lines of the cache");

struct weir_landmarks_t {
  label_t* labels;  // by event
};

// -- sets of landmarks --------------------------------------------------------

static uint64_t bits_below(uint32_t end, uint32_t word) {
  if (end <= 64 * word) return 0;
  return end - 64 * word >= 64 ? UINT64_MAX
                               : (UINT64_C(1) << (end - 64 * word)) - 1;
}

// The landmarks of stretches |start| to before |end|, fewer than WINDOW.
static void mask_range(uint64_t* mask, uint32_t start, uint32_t end) {
  uint32_t from = start % WINDOW, to = end % WINDOW;
  uint64_t turned = to < from ? UINT64_MAX : 0;
  for (uint32_t word = 0; word < WORDS; ++word) {
    mask[word] = bits_below(from, word) ^ bits_below(to, word) ^ turned;
  }
}

static void mark(uint64_t* words, uint32_t landmark) {
  uint32_t bit = landmark % WINDOW;
  words[bit / 64] |= UINT64_C(1) << (bit % 64);
}

// Adds what one event knows to what another one does. The bits of stretches
// |start| to before |end| mean other landmarks there.
static void add(uint64_t* to, const uint64_t* from, uint32_t start,
                uint32_t end) {
  if (end - start >= WINDOW) return;
  uint64_t mask[WORDS];
  mask_range(mask, start, end);
  for (int word = 0; word < WORDS; ++word) to[word] |= from[word] & ~mask[word];
}

// -- choice -------------------------------------------------------------------

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
  uint32_t size = (count + WINDOW - 1) / WINDOW;
  if (size > MAX_STRETCH_EVENTS) size = MAX_STRETCH_EVENTS;
  for (uint32_t start = 0, stretch = 0; start < count; start += size) {
    uint32_t length = count - start < size ? count - start : size;
    for (uint32_t i = start; i < start + length; ++i) {
      landmarks->labels[order[i]].stretch = stretch;
    }
    label_t* label =
        &landmarks->labels[best_of(&order[start], length, first, uses)];
    mark(label->behind, stretch);
    mark(label->ahead, stretch);
    ++stretch;
  }
  for (uint32_t i = 0; i < FAR_LANDMARKS; ++i) {
    uint32_t start = (uint32_t)((uint64_t)count * i / FAR_LANDMARKS);
    uint32_t end = (uint32_t)((uint64_t)count * (i + 1) / FAR_LANDMARKS);
    if (start == end) continue;
    label_t* label =
        &landmarks->labels[best_of(&order[start], end - start, first, uses)];
    label->far_behind |= UINT32_C(1) << i;
    label->far_ahead |= UINT32_C(1) << i;
  }
}

static label_t* create_labels(weir_arena_t* arena, uint32_t count) {
  char* memory =
      weir_arena_alloc_array(arena, (size_t)count + 1, sizeof(label_t));
  return (label_t*)(void*)(memory + (-(uintptr_t)memory & 63));
}

weir_landmarks_t* weir_landmarks_create(weir_arena_t* arena, uint32_t count,
                                        const uint32_t* first,
                                        const uint32_t* needs,
                                        const uint32_t* order) {
  weir_landmarks_t* landmarks = WEIR_ARENA_NEW(arena, weir_landmarks_t);
  landmarks->labels = create_labels(arena, count);
  uint32_t* uses = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  for (uint32_t i = 0; i < first[count]; ++i) ++uses[needs[i]];
  choose(landmarks, count, first, order, uses);
  for (uint32_t place = 0; place < count; ++place) {
    label_t* label = &landmarks->labels[order[place]];
    for (uint32_t i = first[order[place]]; i < first[order[place] + 1]; ++i) {
      const label_t* need = &landmarks->labels[needs[i]];
      add(label->behind, need->behind, need->stretch + 1, label->stretch + 1);
      label->far_behind |= need->far_behind;
    }
  }
  for (uint32_t place = count; place-- > 0;) {
    const label_t* label = &landmarks->labels[order[place]];
    for (uint32_t i = first[order[place]]; i < first[order[place] + 1]; ++i) {
      label_t* need = &landmarks->labels[needs[i]];
      add(need->ahead, label->ahead, need->stretch, label->stretch);
      need->far_ahead |= label->far_ahead;
    }
  }
  return landmarks;
}

// -- questions ----------------------------------------------------------------

static weir_landmarks_answer_t ask_near(const label_t* a, const label_t* b) {
  // Those that both know of, which all are but for what stands between them.
  uint64_t inner[WORDS], behind[WORDS], ahead[WORDS], found = 0;
  mask_range(inner, a->stretch, b->stretch + 1);
  for (int word = 0; word < WORDS; ++word) {
    found |= a->ahead[word] & b->behind[word] & inner[word];
  }
  if (found != 0) return WEIR_LANDMARKS_YES;
  mask_range(behind, a->stretch + 1, b->stretch + 1);
  mask_range(ahead, a->stretch, b->stretch);
  for (int word = 0; word < WORDS; ++word) {
    found |= (a->behind[word] & ~b->behind[word] & ~behind[word]) |
             (b->ahead[word] & ~a->ahead[word] & ~ahead[word]);
  }
  return found != 0 ? WEIR_LANDMARKS_NO : WEIR_LANDMARKS_UNKNOWN;
}

weir_landmarks_answer_t weir_landmarks_precedes(
    const weir_landmarks_t* landmarks, uint32_t before, uint32_t after) {
  const label_t* a = &landmarks->labels[before];
  const label_t* b = &landmarks->labels[after];
  if ((a->far_ahead & b->far_behind) != 0) return WEIR_LANDMARKS_YES;
  if ((a->far_behind & ~b->far_behind) != 0 ||
      (b->far_ahead & ~a->far_ahead) != 0) {
    return WEIR_LANDMARKS_NO;
  }
  // Stretches are in the order of the events.
  if (b->stretch < a->stretch) return WEIR_LANDMARKS_NO;
  if (b->stretch - a->stretch >= WINDOW - 1) return WEIR_LANDMARKS_UNKNOWN;
  return ask_near(a, b);
}
