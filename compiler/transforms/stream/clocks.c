#include "compiler/transforms/stream/clocks.h"

#include <string.h>

// The places of so many chains in a row stand together. Chains that nothing
// goes on with are behind almost every event there is, and these share their
// places.
enum { CHUNK = 64 };

typedef struct chunk_t {
  uint32_t places[CHUNK];
} chunk_t;

// How far chains have been gone along; not at all where there is no chunk.
typedef struct vector_t {
  const chunk_t** chunks;
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
  // Of the event at hand. Chunks that are in no other vector stand in |own|.
  vector_t sum;
  chunk_t* own;  // by place in |sum|
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

static uint32_t place_in(const vector_t* vector, uint32_t chain) {
  uint32_t at = chain / CHUNK;
  if (at >= vector->count || vector->chunks[at] == NULL) return 0;
  return vector->chunks[at]->places[chain % CHUNK];
}

static uint32_t place_on(const event_t* event, uint32_t chain) {
  if (chain == event->chain) return event->place;
  return place_in(&event->others, chain);
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

static void extend_sum(weir_clocks_t* clocks, uint32_t count) {
  while (clocks->sum.count < count) {
    clocks->sum.chunks[clocks->sum.count++] = NULL;
  }
}

static void raise(weir_clocks_t* clocks, uint32_t chain, uint32_t place) {
  if (place_in(&clocks->sum, chain) >= place) return;
  uint32_t at = chain / CHUNK;
  extend_sum(clocks, at + 1);
  const chunk_t* old = clocks->sum.chunks[at];
  chunk_t* own = &clocks->own[at];
  if (old == NULL) {
    *own = (chunk_t){{0}};
  } else if (old != own) {
    *own = *old;
  }
  own->places[chain % CHUNK] = place;
  clocks->sum.chunks[at] = own;
}

// Goes as far as |chunk| as well.
static void raise_chunk(weir_clocks_t* clocks, uint32_t at,
                        const chunk_t* chunk) {
  const chunk_t* old = clocks->sum.chunks[at];
  if (chunk == NULL || chunk == old) return;
  if (old == NULL) {
    clocks->sum.chunks[at] = chunk;
    return;
  }
  chunk_t* own = &clocks->own[at];
  uint32_t above_old = 0, above_new = 0;
  for (uint32_t i = 0; i < CHUNK; ++i) {
    uint32_t a = old->places[i], b = chunk->places[i];
    above_old |= b > a;
    above_new |= a > b;
    own->places[i] = a > b ? a : b;
  }
  if (!above_new) {
    clocks->sum.chunks[at] = chunk;
  } else if (above_old) {
    clocks->sum.chunks[at] = own;
  }
}

static void sum_up(weir_clocks_t* clocks, const uint32_t* needs,
                   uint32_t count) {
  clocks->sum.count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    extend_sum(clocks, need->others.count);
    for (uint32_t at = 0; at < need->others.count; ++at) {
      raise_chunk(clocks, at, need->others.chunks[at]);
    }
    if (need->chain != WEIR_NO_CLOCK) raise(clocks, need->chain, need->place);
  }
}

static bool keep_sum(weir_clocks_t* clocks, vector_t* out_vector) {
  uint32_t count = clocks->sum.count;
  size_t bytes = count * sizeof(*clocks->sum.chunks);
  for (uint32_t at = 0; at < count; ++at) {
    if (clocks->sum.chunks[at] == &clocks->own[at]) bytes += sizeof(chunk_t);
  }
  if (bytes > clocks->bytes_left) return false;
  clocks->bytes_left -= bytes;
  out_vector->count = count;
  out_vector->chunks = grown(clocks, clocks->sum.chunks, count, count,
                             sizeof(*clocks->sum.chunks));
  for (uint32_t at = 0; at < count; ++at) {
    if (clocks->sum.chunks[at] != &clocks->own[at]) continue;
    out_vector->chunks[at] =
        grown(clocks, &clocks->own[at], 1, 1, sizeof(chunk_t));
  }
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
        clocks->chain_capacity != 0 ? 2 * clocks->chain_capacity : CHUNK;
    clocks->chains = grown(clocks, clocks->chains, clocks->chain_count,
                           capacity, sizeof(*clocks->chains));
    uint32_t chunks = capacity / CHUNK;
    clocks->sum =
        (vector_t){WEIR_ARENA_ARRAY(clocks->arena, const chunk_t*, chunks), 0};
    clocks->own = WEIR_ARENA_ARRAY(clocks->arena, chunk_t, chunks);
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
  for (uint32_t at = 0; at < clocks->sum.count; ++at) {
    const chunk_t* chunk = clocks->sum.chunks[at];
    for (uint32_t i = 0; chunk != NULL && i < CHUNK; ++i) {
      uint32_t chain = at * CHUNK + i;
      if (chunk->places[i] != 0 && is_end(clocks, chain, chunk->places[i])) {
        return chain;
      }
    }
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
