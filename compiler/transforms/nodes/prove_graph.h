// Events and which of them need which: a directed graph with its cycles, an
// order, and the question whether one event always comes before another.
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_PROVE_GRAPH_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_PROVE_GRAPH_H_

#include "compiler/ir/ir.h"

#define WEIR_NO_EVENT UINT32_MAX

typedef struct weir_event_t {
  const weir_op_t* op;  // NULL: where several come together
  uint32_t node;
} weir_event_t;

typedef struct weir_event_graph_t weir_event_graph_t;

weir_event_graph_t* weir_event_graph_create(weir_arena_t* arena);
uint32_t weir_event_add(weir_event_graph_t* graph, const weir_op_t* op,
                        uint32_t node);
// |after| needs |before|; nothing if either is WEIR_NO_EVENT.
void weir_event_order(weir_event_graph_t* graph, uint32_t before,
                      uint32_t after);
uint32_t weir_event_count(const weir_event_graph_t* graph);
const weir_event_t* weir_event_get(const weir_event_graph_t* graph,
                                   uint32_t event);

// Ends building. True if there is no cycle; then the graph has an order.
//
// Algorithm: Tarjan, "Depth-first search and linear graph algorithms" (1972).
bool weir_event_graph_finish(weir_event_graph_t* graph);
// A shortest cycle through the |index|-th knot of events that need each other;
// each needs the one behind it, the last the first. False if there are fewer.
bool weir_event_graph_cycle(weir_event_graph_t* graph, uint32_t index,
                            uint32_t** out_events, uint32_t* out_count);
// Once finished: what |event| needs, of itself.
const uint32_t* weir_event_needs(const weir_event_graph_t* graph,
                                 uint32_t event, uint32_t* out_count);
// The op of what |event| needs first on |node|; NULL if there is none.
const weir_op_t* weir_event_need_on(const weir_event_graph_t* graph,
                                    uint32_t event, uint32_t node);
// Only without cycles: the place in the order; WEIR_NO_EVENT comes first.
uint32_t weir_event_rank(const weir_event_graph_t* graph, uint32_t event);
// Only without cycles: whether |before| has happened whenever |after| does.
bool weir_event_precedes(weir_event_graph_t* graph, uint32_t before,
                         uint32_t after);

// Numbers by a key of two words; the number is 0 where a key is new.
typedef struct weir_event_map_t {
  weir_arena_t* arena;
  struct weir_event_slot_t* slots;
  uint32_t count, capacity;
} weir_event_map_t;
uint32_t* weir_event_map_at(weir_event_map_t* map, uint64_t a, uint64_t b);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_PROVE_GRAPH_H_
