// What comes before what, among events that are told of in an order in which
// each comes behind those it needs.
//
// Events are put on chains, each of which needs the one before it on its chain,
// directly or not. The clock of an event says for each chain how far it has
// been gone along when the event comes, so that a question is one comparison.
// What would start a chain of its own is on none until it has to be: there may
// be many such events, each with few others behind it.
//
// A chain whose events nobody asks about any more makes room for another one.
// Where there is no room left the chain that has not been gone on with for the
// longest time is given up: what comes behind its events is not known then.
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

// In |arena|, which is borrowed. There are |max_chains| at once, at least one,
// and all clocks together take |max_bytes|. Where that is not enough less is
// known of what comes before what, but nothing wrong.
weir_clocks_t* weir_clocks_create(weir_arena_t* arena, uint32_t max_chains,
                                  size_t max_bytes);

// The number of a new event behind the |count| events |needs|; WEIR_NO_CLOCK if
// one of them is so.
uint32_t weir_clocks_add(weir_clocks_t* clocks, const uint32_t* needs,
                         uint32_t count);

// Nobody asks about |event| any more: it comes before nothing from now on, and
// what it came behind is not known of events behind it that are yet to come.
void weir_clocks_retire(weir_clocks_t* clocks, uint32_t event);

// Whether it is known that |before|, another event, comes before |event|.
bool weir_clocks_precedes(const weir_clocks_t* clocks, uint32_t before,
                          uint32_t event);

// Looks at |count| events together, until it is called again.
void weir_clocks_gather(weir_clocks_t* clocks, const uint32_t* events,
                        uint32_t count);
// Whether it is known that |event| comes before another one of those gathered.
bool weir_clocks_is_passed(const weir_clocks_t* clocks, uint32_t event);

// The most there have been at once.
uint32_t weir_clocks_chain_count(const weir_clocks_t* clocks);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_CLOCKS_H_
