#include "compiler/transforms/stream/clocks.h"

#include <string.h>

// How far chains have been gone along; those from |count| on not at all.
typedef struct vector_t {
  const uint32_t* places;
  uint32_t count;
} vector_t;

typedef struct follower_t {
  uint32_t event;
  struct follower_t* next;
} follower_t;

// The clock of an event is |place| for |chain|, and |others| for all others, a
// vector that it shares with events along that chain.
typedef struct event_t {
  uint32_t chain;  // WEIR_NO_CLOCK: all is in |others|
  uint32_t place;  // from one
  vector_t others;
  bool is_on_chain;  // at that place itself
  // Of what is on no chain: those right behind it, but for those behind others
  // of them. They are on chains.
  follower_t* followers;
  uint32_t follower_count;
} event_t;

enum { MAX_FOLLOWERS = 8 };

typedef struct chain_t {
  uint32_t length;
  uint32_t best;  // of a list of events, see weir_clocks_keep_last; plus one
} chain_t;

struct weir_clocks_t {
  weir_arena_t* arena;
  size_t bytes_left;
  event_t* events;
  uint32_t count, capacity;
  chain_t* chains;
  uint32_t chain_count, chain_capacity;
  uint32_t* sum;  // of the event at hand, by chain
  uint32_t sum_count;
};

weir_clocks_t* weir_clocks_create(weir_arena_t* arena, size_t max_bytes) {
  weir_clocks_t* clocks = WEIR_ARENA_NEW(arena, weir_clocks_t);
  clocks->arena = arena;
  clocks->bytes_left = max_bytes;
  return clocks;
}

uint32_t weir_clocks_chain_count(const weir_clocks_t* clocks) {
  return clocks->chain_count;
}

// -- questions ----------------------------------------------------------------

static uint32_t place_on(const event_t* event, uint32_t chain) {
  if (chain == event->chain) return event->place;
  return chain < event->others.count ? event->others.places[chain] : 0;
}

// Whether |event| is or comes behind |before|, as far as chains tell.
static bool has_passed(const event_t* event, const event_t* before) {
  return before->is_on_chain && place_on(event, before->chain) >= before->place;
}

bool weir_clocks_precedes(const weir_clocks_t* clocks, uint32_t before,
                          uint32_t event) {
  if (before == event) return false;
  const event_t* first = &clocks->events[before];
  const event_t* second = &clocks->events[event];
  for (const follower_t* it = first->followers; it != NULL; it = it->next) {
    if (has_passed(second, &clocks->events[it->event])) return true;
  }
  return has_passed(second, first);
}

// Of events whose clocks differ along one chain only, what is on no chain comes
// behind what is there.
static bool is_better(const event_t* a, const event_t* b) {
  return a->place > b->place || (a->place == b->place && !a->is_on_chain);
}

uint32_t weir_clocks_keep_last(weir_clocks_t* clocks, uint32_t* events,
                               uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* event = &clocks->events[events[i]];
    if (event->chain == WEIR_NO_CLOCK) continue;
    uint32_t* best = &clocks->chains[event->chain].best;
    if (*best == 0 || is_better(event, &clocks->events[*best - 1])) {
      *best = events[i] + 1;
    }
  }
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* event = &clocks->events[events[i]];
    if (event->chain == WEIR_NO_CLOCK) {
      if (event->others.count > 0) events[kept++] = events[i];
      continue;
    }
    uint32_t* best = &clocks->chains[event->chain].best;
    if (*best != events[i] + 1) continue;
    *best = 0;
    events[kept++] = events[i];
  }
  return kept;
}

// -- clocks -------------------------------------------------------------------

static void* grown(weir_clocks_t* clocks, const void* elements, uint32_t count,
                   uint32_t capacity, size_t size) {
  void* copy = weir_arena_alloc_array(clocks->arena, capacity, size);
  if (count > 0) memcpy(copy, elements, count * size);
  return copy;
}

static void raise(weir_clocks_t* clocks, uint32_t chain, uint32_t place) {
  while (clocks->sum_count <= chain) clocks->sum[clocks->sum_count++] = 0;
  if (clocks->sum[chain] < place) clocks->sum[chain] = place;
}

static void sum_up(weir_clocks_t* clocks, const uint32_t* needs,
                   uint32_t count) {
  clocks->sum_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    uint32_t width = need->others.count;
    if (width > clocks->sum_count) raise(clocks, width - 1, 0);
    for (uint32_t chain = 0; chain < width; ++chain) {
      uint32_t place = need->others.places[chain];
      if (place > clocks->sum[chain]) clocks->sum[chain] = place;
    }
    if (need->chain != WEIR_NO_CLOCK) raise(clocks, need->chain, need->place);
  }
}

static bool keep_sum(weir_clocks_t* clocks, vector_t* out_vector) {
  size_t bytes = clocks->sum_count * sizeof(uint32_t);
  if (bytes > clocks->bytes_left) return false;
  clocks->bytes_left -= bytes;
  out_vector->count = clocks->sum_count;
  out_vector->places = grown(clocks, clocks->sum, clocks->sum_count,
                             clocks->sum_count, sizeof(uint32_t));
  return true;
}

// The one of |needs| whose clock is that of all of them; WEIR_NO_CLOCK if there
// is none.
static uint32_t last_of(const weir_clocks_t* clocks, const uint32_t* needs,
                        uint32_t count) {
  uint32_t last = needs[0];
  for (uint32_t i = 1; i < count; ++i) {
    if (weir_clocks_precedes(clocks, last, needs[i])) last = needs[i];
  }
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    bool is_empty = need->chain == WEIR_NO_CLOCK && need->others.count == 0;
    if (needs[i] != last && !is_empty &&
        !weir_clocks_precedes(clocks, needs[i], last)) {
      return WEIR_NO_CLOCK;
    }
  }
  return last;
}

// -- chains -------------------------------------------------------------------

static uint32_t add_chain(weir_clocks_t* clocks) {
  if (clocks->chain_count == clocks->chain_capacity) {
    uint32_t capacity =
        clocks->chain_capacity != 0 ? 2 * clocks->chain_capacity : 64;
    clocks->chains = grown(clocks, clocks->chains, clocks->chain_count,
                           capacity, sizeof(*clocks->chains));
    clocks->sum = grown(clocks, clocks->sum, clocks->sum_count, capacity,
                        sizeof(*clocks->sum));
    clocks->chain_capacity = capacity;
  }
  return clocks->chain_count++;
}

static bool is_end(const weir_clocks_t* clocks, uint32_t chain,
                   uint32_t place) {
  return clocks->chains[chain].length == place;
}

static void put_on_chain(weir_clocks_t* clocks, event_t* event,
                         uint32_t chain) {
  event->chain = chain;
  event->place = ++clocks->chains[chain].length;
  event->is_on_chain = true;
}

// Gives what is on none a chain of its own. False if there is no room.
static bool start_chain(weir_clocks_t* clocks, uint32_t number) {
  event_t* event = &clocks->events[number];
  if (event->chain != WEIR_NO_CLOCK) {
    sum_up(clocks, &number, 1);
    if (!keep_sum(clocks, &event->others)) return false;
  }
  put_on_chain(clocks, event, add_chain(clocks));
  return true;
}

// A chain that ends in one of |needs|, or in what these have come behind;
// WEIR_NO_CLOCK if all such chains go on elsewhere.
static uint32_t chain_to_go_on(const weir_clocks_t* clocks,
                               const uint32_t* needs, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    if (need->is_on_chain && is_end(clocks, need->chain, need->place)) {
      return need->chain;
    }
  }
  for (uint32_t chain = 0; chain < clocks->sum_count; ++chain) {
    if (is_end(clocks, chain, clocks->sum[chain])) return chain;
  }
  return WEIR_NO_CLOCK;
}

// -- adding -------------------------------------------------------------------

static uint32_t append(weir_clocks_t* clocks, const event_t* event) {
  if (clocks->count == clocks->capacity) {
    uint32_t capacity = clocks->capacity != 0 ? 2 * clocks->capacity : 256;
    clocks->events = grown(clocks, clocks->events, clocks->count, capacity,
                           sizeof(*clocks->events));
    clocks->capacity = capacity;
  }
  clocks->events[clocks->count] = *event;
  return clocks->count++;
}

// |follower| is on a chain and right behind |number|, which is on none. Many
// such are cheaper to find by a chain.
static void follow(weir_clocks_t* clocks, uint32_t number, uint32_t follower) {
  event_t* event = &clocks->events[number];
  for (const follower_t* it = event->followers; it != NULL; it = it->next) {
    if (has_passed(&clocks->events[follower], &clocks->events[it->event])) {
      return;
    }
  }
  follower_t* entry = WEIR_ARENA_NEW(clocks->arena, follower_t);
  *entry = (follower_t){follower, event->followers};
  event->followers = entry;
  if (++event->follower_count == MAX_FOLLOWERS) start_chain(clocks, number);
}

// The first of |needs| that is on no chain; WEIR_NO_CLOCK if all are on one.
static uint32_t without_chain(const weir_clocks_t* clocks,
                              const uint32_t* needs, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (!clocks->events[needs[i]].is_on_chain) return needs[i];
  }
  return WEIR_NO_CLOCK;
}

// Sets the clock of an event behind |needs|. False if there is no room.
static bool set_clock(weir_clocks_t* clocks, const uint32_t* needs,
                      uint32_t count, event_t* event) {
  uint32_t last = last_of(clocks, needs, count);
  if (last != WEIR_NO_CLOCK) {
    const event_t* need = &clocks->events[last];
    event->chain = need->chain;
    event->place = need->place;
    event->others = need->others;
    if (need->is_on_chain && is_end(clocks, need->chain, need->place)) {
      put_on_chain(clocks, event, need->chain);
      return true;
    }
  }
  sum_up(clocks, needs, count);
  uint32_t chain = chain_to_go_on(clocks, needs, count);
  uint32_t start = without_chain(clocks, needs, count);
  if (chain == WEIR_NO_CLOCK && start == WEIR_NO_CLOCK) {
    return last != WEIR_NO_CLOCK || keep_sum(clocks, &event->others);
  }
  if (chain == WEIR_NO_CLOCK) {
    if (!start_chain(clocks, start)) return false;
    chain = clocks->events[start].chain;
    sum_up(clocks, needs, count);
  }
  if (!keep_sum(clocks, &event->others)) return false;
  put_on_chain(clocks, event, chain);
  return true;
}

uint32_t weir_clocks_add(weir_clocks_t* clocks, const uint32_t* needs,
                         uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (needs[i] == WEIR_NO_CLOCK) return WEIR_NO_CLOCK;
  }
  event_t event = {.chain = WEIR_NO_CLOCK};
  if (count > 0 && !set_clock(clocks, needs, count, &event)) {
    return WEIR_NO_CLOCK;
  }
  uint32_t number = append(clocks, &event);
  for (uint32_t i = 0; i < count; ++i) {
    if (!clocks->events[needs[i]].is_on_chain) {
      follow(clocks, needs[i], number);
    }
  }
  return number;
}
