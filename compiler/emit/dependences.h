// The edges of a command list, from the bytes that its commands touch.
//
// Commands between the same two barriers run in any order. A command behind a
// barrier waits for those before it whose bytes it touches, where one of the
// two writes; what is not known is taken to be everything. Edges that follow
// from others through the same bytes are left out.
#ifndef WEIR_COMPILER_EMIT_DEPENDENCES_H_
#define WEIR_COMPILER_EMIT_DEPENDENCES_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"

// Memory that is known to overlap no other.
#define WEIR_MEMORY_ANY 0u  // the root of all that is not known to be apart

typedef struct weir_touch_t {
  uint32_t root;  // WEIR_MEMORY_ANY, or a number of its own
  // Touches of ANY through one handle are told apart by their ranges, through
  // different ones they may be the same bytes.
  uint32_t handle;
  uint64_t begin;
  uint64_t end;  // UINT64_MAX: unknown
  bool is_write;
} weir_touch_t;

typedef struct weir_dependences_t weir_dependences_t;

weir_dependences_t* weir_dependences_create(weir_arena_t* arena);
void weir_dependences_barrier(weir_dependences_t* dependences);
// The next command, and what it touches.
void weir_dependences_command(weir_dependences_t* dependences,
                              const weir_touch_t* touches, uint32_t count);

// For each command its successors, ascending, behind each other: those of
// command i are [first[i], first[i + 1]) of |edges|. |predecessors| are counts.
typedef struct weir_edges_t {
  uint32_t command_count;
  uint32_t edge_count;
  uint32_t* first;
  uint32_t* edges;
  uint32_t* predecessors;
} weir_edges_t;
weir_edges_t weir_dependences_finish(weir_dependences_t* dependences);

#endif  // WEIR_COMPILER_EMIT_DEPENDENCES_H_
