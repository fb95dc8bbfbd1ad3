#include "compiler/transforms/stream/clocks.h"

#include <string.h>

#include "compiler/transforms/stream/clock_vectors.h"

// A place on a chain, from one; 0: none. Places of a chain that makes room for
// another one are below all of the other one, so that they name nothing then.
typedef struct point_t {
  uint32_t chain, place;
} point_t;

typedef struct follower_t {
  point_t point;
  struct follower_t* next;
} follower_t;

// The clock of an event is |at|, and |others| for all other chains, a vector
// that it shares with events along that chain.
typedef struct event_t {
  point_t at;
  weir_clock_vector_t* others;
  bool is_on_chain;  // it stands there itself
  bool is_retired;
  // Of what is on no chain: those right behind it, but for those behind others
  // of them.
  uint32_t follower_count;
  follower_t* followers;
} event_t;

enum { MAX_FOLLOWERS = 8 };

typedef struct chain_t {
  uint32_t start;      // places up to it are of the chains before
  uint32_t users;      // events whose clock is there, and followers
  uint32_t touched;    // the last event that was put on it
  uint32_t reached;    // the last place where a gathered event has its clock
  uint32_t gathering;  // of |reached|
} chain_t;

struct weir_clocks_t {
  weir_arena_t* arena;
  weir_clock_vectors_t* vectors;
  event_t* events;
  uint32_t count, capacity;
  chain_t* chains;
  uint32_t* ends;  // by chain: the last place
  uint32_t chain_count, max_chains;
  uint32_t* free_chains;
  uint32_t free_count;
  follower_t* free_followers;
  uint32_t gathering;
};

weir_clocks_t* weir_clocks_create(weir_arena_t* arena, uint32_t max_chains,
                                  size_t max_bytes) {
  weir_clocks_t* clocks = WEIR_ARENA_NEW(arena, weir_clocks_t);
  clocks->arena = arena;
  clocks->vectors = weir_clock_vectors_create(arena, max_chains, max_bytes);
  clocks->chains = WEIR_ARENA_ARRAY(arena, chain_t, max_chains);
  clocks->ends = WEIR_ARENA_ARRAY(arena, uint32_t, max_chains);
  clocks->free_chains = WEIR_ARENA_ARRAY(arena, uint32_t, max_chains);
  clocks->max_chains = max_chains;
  return clocks;
}

uint32_t weir_clocks_chain_count(const weir_clocks_t* clocks) {
  return clocks->chain_count;
}

// -- questions ----------------------------------------------------------------

static bool is_current(const weir_clocks_t* clocks, point_t point) {
  return point.place > clocks->chains[point.chain].start;
}

static bool is_on_chain(const weir_clocks_t* clocks, const event_t* event) {
  return event->is_on_chain && is_current(clocks, event->at);
}

static uint32_t place_on(const event_t* event, uint32_t chain) {
  if (chain == event->at.chain && event->at.place != 0) return event->at.place;
  return weir_clock_vector_at(event->others, chain);
}

// Whether |event| is or comes behind what stands at |point|.
static bool has_passed(const weir_clocks_t* clocks, const event_t* event,
                       point_t point) {
  return is_current(clocks, point) &&
         place_on(event, point.chain) >= point.place;
}

bool weir_clocks_precedes(const weir_clocks_t* clocks, uint32_t before,
                          uint32_t event) {
  if (before == event) return false;
  const event_t* first = &clocks->events[before];
  const event_t* second = &clocks->events[event];
  for (const follower_t* it = first->followers; it != NULL; it = it->next) {
    if (has_passed(clocks, second, it->point)) return true;
  }
  return first->is_on_chain && has_passed(clocks, second, first->at);
}

// -- chains -------------------------------------------------------------------

// It makes room for another chain: nobody is on it, or it is given up.
static void close_chain(weir_clocks_t* clocks, uint32_t chain) {
  clocks->chains[chain].start = ++clocks->ends[chain];
  clocks->chains[chain].users = 0;
  clocks->free_chains[clocks->free_count++] = chain;
}

static void leave_chain(weir_clocks_t* clocks, point_t point) {
  if (!is_current(clocks, point)) return;
  if (--clocks->chains[point.chain].users == 0) {
    close_chain(clocks, point.chain);
  }
}

// The one that has not been gone on with for the longest time.
static uint32_t oldest_chain(const weir_clocks_t* clocks) {
  uint32_t oldest = 0;
  for (uint32_t i = 1; i < clocks->chain_count; ++i) {
    if (clocks->chains[i].touched < clocks->chains[oldest].touched) oldest = i;
  }
  return oldest;
}

static uint32_t open_chain(weir_clocks_t* clocks) {
  if (clocks->free_count == 0 && clocks->chain_count < clocks->max_chains) {
    return clocks->chain_count++;
  }
  if (clocks->free_count == 0) close_chain(clocks, oldest_chain(clocks));
  return clocks->free_chains[--clocks->free_count];
}

static bool is_end(const weir_clocks_t* clocks, const event_t* event) {
  return is_on_chain(clocks, event) &&
         clocks->ends[event->at.chain] == event->at.place;
}

static void put_on_chain(weir_clocks_t* clocks, event_t* event,
                         uint32_t chain) {
  event->at = (point_t){chain, ++clocks->ends[chain]};
  event->is_on_chain = true;
  ++clocks->chains[chain].users;
  clocks->chains[chain].touched = clocks->count;
}

static void sum_up(weir_clocks_t* clocks, const uint32_t* needs,
                   uint32_t count) {
  weir_clock_vectors_clear(clocks->vectors);
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    weir_clock_vectors_join(clocks->vectors, need->others);
    if (need->at.place != 0) {
      weir_clock_vectors_raise(clocks->vectors, need->at.chain, need->at.place);
    }
  }
}

// Gives what is on none a chain of its own.
static uint32_t start_chain(weir_clocks_t* clocks, uint32_t number) {
  event_t* event = &clocks->events[number];
  if (event->at.place != 0) {
    sum_up(clocks, &number, 1);
    weir_clock_vector_t* others = weir_clock_vectors_keep(clocks->vectors);
    weir_clock_vectors_release(clocks->vectors, event->others);
    event->others = others;
  }
  uint32_t chain = open_chain(clocks);
  leave_chain(clocks, event->at);
  put_on_chain(clocks, event, chain);
  return chain;
}

// A chain that ends in one of |needs|, or in what these have come behind;
// WEIR_NO_CLOCK if all such chains go on elsewhere.
static uint32_t chain_to_go_on(const weir_clocks_t* clocks,
                               const uint32_t* needs, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    if (is_end(clocks, need)) return need->at.chain;
  }
  return weir_clock_vectors_find(clocks->vectors, clocks->ends);
}

// -- many events at once ------------------------------------------------------

// What is on no chain comes behind what stands at the same place.
static uint32_t reach_of(const event_t* event) {
  return 2 * event->at.place + !event->is_on_chain;
}

static void reach(weir_clocks_t* clocks, const event_t* event) {
  if (!is_current(clocks, event->at)) return;
  chain_t* chain = &clocks->chains[event->at.chain];
  if (chain->gathering == clocks->gathering &&
      chain->reached >= reach_of(event)) {
    return;
  }
  chain->gathering = clocks->gathering;
  chain->reached = reach_of(event);
}

// The sum is of what events have passed but for where their own clocks stand:
// there what is further on comes behind the others, and has passed all they
// have.
void weir_clocks_gather(weir_clocks_t* clocks, const uint32_t* events,
                        uint32_t count) {
  ++clocks->gathering;
  weir_clock_vectors_clear(clocks->vectors);
  for (uint32_t i = 0; i < count; ++i)
    reach(clocks, &clocks->events[events[i]]);
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* event = &clocks->events[events[i]];
    if (is_current(clocks, event->at) &&
        clocks->chains[event->at.chain].reached != reach_of(event)) {
      continue;
    }
    weir_clock_vectors_join(clocks->vectors, event->others);
  }
}

static bool is_point_passed(const weir_clocks_t* clocks, point_t point,
                            bool by_itself) {
  if (!is_current(clocks, point)) return false;
  const chain_t* chain = &clocks->chains[point.chain];
  return (chain->gathering == clocks->gathering &&
          chain->reached >= 2 * point.place + by_itself) ||
         weir_clock_vectors_sum_at(clocks->vectors, point.chain) >= point.place;
}

bool weir_clocks_is_passed(const weir_clocks_t* clocks, uint32_t number) {
  const event_t* event = &clocks->events[number];
  for (const follower_t* it = event->followers; it != NULL; it = it->next) {
    if (is_point_passed(clocks, it->point, false)) return true;
  }
  return event->is_on_chain && is_point_passed(clocks, event->at, true);
}

// -- adding -------------------------------------------------------------------

static uint32_t append(weir_clocks_t* clocks, const event_t* event) {
  if (clocks->count == clocks->capacity) {
    uint32_t capacity = clocks->capacity != 0 ? 2 * clocks->capacity : 256;
    event_t* events = WEIR_ARENA_ARRAY(clocks->arena, event_t, capacity);
    if (clocks->count > 0) {
      memcpy(events, clocks->events, clocks->count * sizeof(*events));
    }
    clocks->events = events;
    clocks->capacity = capacity;
  }
  clocks->events[clocks->count] = *event;
  return clocks->count++;
}

// What stands at |point| is right behind |number|, which is on no chain. Many
// such are cheaper to find by a chain.
static void follow(weir_clocks_t* clocks, uint32_t number,
                   const event_t* behind) {
  event_t* event = &clocks->events[number];
  if (!is_current(clocks, behind->at)) return;
  for (const follower_t* it = event->followers; it != NULL; it = it->next) {
    if (has_passed(clocks, behind, it->point)) return;
  }
  follower_t* entry = clocks->free_followers;
  if (entry != NULL) {
    clocks->free_followers = entry->next;
  } else {
    entry = WEIR_ARENA_NEW(clocks->arena, follower_t);
  }
  *entry = (follower_t){behind->at, event->followers};
  ++clocks->chains[behind->at.chain].users;
  event->followers = entry;
  if (++event->follower_count == MAX_FOLLOWERS) {
    (void)start_chain(clocks, number);
  }
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
    bool is_empty = need->at.place == 0 && need->others == NULL;
    if (needs[i] != last && !is_empty &&
        !weir_clocks_precedes(clocks, needs[i], last)) {
      return WEIR_NO_CLOCK;
    }
  }
  return last;
}

// The first of |needs| that is on no chain; WEIR_NO_CLOCK if all are on one.
static uint32_t without_chain(const weir_clocks_t* clocks,
                              const uint32_t* needs, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    if (!is_on_chain(clocks, need) && !need->is_retired) return needs[i];
  }
  return WEIR_NO_CLOCK;
}

// Sets the clock of an event behind |needs|.
static void set_clock(weir_clocks_t* clocks, const uint32_t* needs,
                      uint32_t count, event_t* event) {
  uint32_t last = last_of(clocks, needs, count);
  if (last != WEIR_NO_CLOCK && is_end(clocks, &clocks->events[last])) {
    const event_t* need = &clocks->events[last];
    event->others = weir_clock_vector_retain(need->others);
    put_on_chain(clocks, event, need->at.chain);
    return;
  }
  sum_up(clocks, needs, count);
  uint32_t chain = chain_to_go_on(clocks, needs, count);
  uint32_t start = without_chain(clocks, needs, count);
  if (chain == WEIR_NO_CLOCK && start != WEIR_NO_CLOCK) {
    chain = start_chain(clocks, start);
    sum_up(clocks, needs, count);
  }
  if (chain == WEIR_NO_CLOCK && last != WEIR_NO_CLOCK) {
    const event_t* need = &clocks->events[last];
    event->at = need->at;
    event->others = weir_clock_vector_retain(need->others);
    if (is_current(clocks, need->at)) ++clocks->chains[need->at.chain].users;
    return;
  }
  event->others = weir_clock_vectors_keep(clocks->vectors);
  if (chain != WEIR_NO_CLOCK) put_on_chain(clocks, event, chain);
}

uint32_t weir_clocks_add(weir_clocks_t* clocks, const uint32_t* needs,
                         uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (needs[i] == WEIR_NO_CLOCK) return WEIR_NO_CLOCK;
  }
  event_t event = {.is_retired = false};
  if (count > 0) set_clock(clocks, needs, count, &event);
  uint32_t number = append(clocks, &event);
  for (uint32_t i = 0; i < count && event.is_on_chain; ++i) {
    const event_t* need = &clocks->events[needs[i]];
    if (!is_on_chain(clocks, need) && !need->is_retired) {
      follow(clocks, needs[i], &event);
    }
  }
  return number;
}

void weir_clocks_retire(weir_clocks_t* clocks, uint32_t number) {
  event_t* event = &clocks->events[number];
  while (event->followers != NULL) {
    follower_t* entry = event->followers;
    event->followers = entry->next;
    leave_chain(clocks, entry->point);
    entry->next = clocks->free_followers;
    clocks->free_followers = entry;
  }
  leave_chain(clocks, event->at);
  weir_clock_vectors_release(clocks->vectors, event->others);
  *event = (event_t){.is_retired = true};
}
