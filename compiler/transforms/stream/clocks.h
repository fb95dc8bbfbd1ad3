// What comes before what, among events that are told of in an order in which
// each comes behind those it needs.
//
// Events are put on chains, each of which needs the one before it on its chain,
// directly or not. The clock of an event says for each chain how far it has
// been gone along when the event comes, so that a question is one comparison.
// What would start a chain of its own is on none until it has to be: there may
// be many such events, each with few others behind it.
//
// Algorithm: the chains are those of Jagadish, "A compression technique to
// materialize transitive closure" (1990), found greedily; clocks are the
// vectors of Fidge, "Timestamps in message-passing systems" (1988).
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_CLOCKS_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_CLOCKS_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"

// Of no event. Nothing is known of what it names.
#define WEIR_NO_CLOCK UINT32_MAX

typedef struct weir_clocks_t weir_clocks_t;

// In |arena|, which is borrowed. All clocks together take |max_bytes|; events
// that would take more get none.
weir_clocks_t* weir_clocks_create(weir_arena_t* arena, size_t max_bytes);

// The number of a new event behind the |count| events |needs|; WEIR_NO_CLOCK if
// one of them is so, or there is no room.
uint32_t weir_clocks_add(weir_clocks_t* clocks, const uint32_t* needs,
                         uint32_t count);

// Whether |before|, another event, comes before |event|.
bool weir_clocks_precedes(const weir_clocks_t* clocks, uint32_t before,
                          uint32_t event);

// Takes from |events| those that come behind nothing but what others of them
// come behind as well. The number of those left, in their order.
uint32_t weir_clocks_keep_last(weir_clocks_t* clocks, uint32_t* events,
                               uint32_t count);

uint32_t weir_clocks_chain_count(const weir_clocks_t* clocks);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_CLOCKS_H_
