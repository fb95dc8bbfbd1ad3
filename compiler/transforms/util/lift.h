// Branches between blocks as structured control flow: what the parts of
// util-lift-cfg-to-scf share.
//
// Algorithm: Bahmann, Reissmann, Jahre, Meyer, "Perfect Reconstructability of
// Control Flow from Demand Dependence Graphs" (2015): cycles become loops with
// one entry and one latch, then branches become conditional regions with one
// exit. Where edges of one kind lead to several blocks they go through a
// multiplexer, a block that is told by a number where to go on.
#ifndef WEIR_COMPILER_TRANSFORMS_UTIL_LIFT_H_
#define WEIR_COMPILER_TRANSFORMS_UTIL_LIFT_H_

#include "compiler/ir/builder.h"

typedef struct weir_lift_node_t weir_lift_node_t;
typedef struct weir_lift_mux_t weir_lift_mux_t;

// Successor |index| of a terminator; an element of its target's list.
typedef struct weir_lift_edge_t weir_lift_edge_t;
struct weir_lift_edge_t {
  weir_op_t* op;
  uint32_t index;
  weir_lift_edge_t* next;
  weir_lift_edge_t** link;  // what points here
};

// What is known of a block.
struct weir_lift_node_t {
  weir_block_t* block;
  weir_lift_edge_t* in;   // newest first
  weir_lift_edge_t* out;  // one for each successor of the terminator
  uint32_t out_count;

  // Of walks over the graph.
  weir_lift_node_t* parent;
  uint32_t next_out;
  uint32_t visit, low;  // 0: not visited
  uint32_t round;       // of the walk that |visit| belongs to
  bool is_open;
  bool may_cycle;  // it has not been looked for cycles behind it
  // Number of the set of blocks it was put into last, 0: none.
  uint32_t set;

  // Place in the tree of dominators.
  bool has_place;
  uint32_t post;  // of a depth-first walk
  uint32_t first_rank, last_rank;
  weir_lift_node_t *dominator, *first_child, *last_child, *next_sibling;

  // Place among the targets of the multiplexer made last.
  const weir_lift_mux_t* mux;
  uint32_t mux_target;
};

typedef struct weir_lift_nodes_t {
  weir_lift_node_t** items;
  uint32_t count, capacity;
} weir_lift_nodes_t;

typedef struct weir_lift_edges_t {
  weir_lift_edge_t** items;
  uint32_t count, capacity;
} weir_lift_edges_t;

typedef struct weir_lift_values_t {
  weir_value_t** items;
  uint32_t count, capacity;
} weir_lift_values_t;

void weir_lift_nodes_add(weir_lift_nodes_t* list, weir_arena_t* arena,
                         weir_lift_node_t* node);
void weir_lift_edges_add(weir_lift_edges_t* list, weir_arena_t* arena,
                         weir_lift_edge_t* edge);
void weir_lift_values_add(weir_lift_values_t* list, weir_arena_t* arena,
                          weir_value_t* value);

// One region being lifted.
typedef struct weir_lift_t {
  weir_context_t* context;
  weir_arena_t* arena;
  weir_arena_t* step;  // emptied after each piece of work
  weir_region_t* region;
  weir_lift_nodes_t nodes;     // by block->id
  weir_lift_values_t numbers;  // index constants by value, or NULL
  weir_lift_values_t poisons;  // of one type each
  weir_lift_nodes_t exits;     // end in a terminator without successors
  // Entries of what has one entry and one exit and is still to be lifted.
  weir_lift_nodes_t work;
  weir_lift_nodes_t order;  // buffer of walks
  uint32_t rounds, sets;    // so far
} weir_lift_t;

// -- lift_graph.c -------------------------------------------------------------

void weir_lift_graph_init(weir_lift_t* lift);
weir_lift_node_t* weir_lift_node(const weir_lift_t* lift,
                                 const weir_block_t* block);
// A new block before |before| (NULL: at the end of |region|).
weir_lift_node_t* weir_lift_add_block(weir_lift_t* lift, weir_region_t* region,
                                      weir_block_t* before);
weir_lift_node_t* weir_lift_edge_source(const weir_lift_t* lift,
                                        const weir_lift_edge_t* edge);
weir_lift_node_t* weir_lift_edge_target(const weir_lift_t* lift,
                                        const weir_lift_edge_t* edge);
// What goes along |edge|.
weir_lift_values_t weir_lift_edge_values(const weir_lift_t* lift,
                                         const weir_lift_edge_t* edge);
void weir_lift_edge_set_values(const weir_lift_t* lift, weir_lift_edge_t* edge,
                               const weir_lift_values_t* values);
void weir_lift_edge_add_value(const weir_lift_t* lift, weir_lift_edge_t* edge,
                              weir_value_t* value);
void weir_lift_edge_redirect(weir_lift_edge_t* edge, weir_lift_node_t* target);
// All that leads to |from| leads to |to|.
void weir_lift_redirect_all(weir_lift_node_t* from, weir_lift_node_t* to);
// Arguments like those of |from|.
void weir_lift_copy_arguments(weir_block_t* to, const weir_block_t* from);

// cf.br at the end of |node|.
void weir_lift_build_branch(weir_lift_t* lift, weir_lift_node_t* node,
                            weir_location_t* location, weir_block_t* target,
                            weir_value_t* const* values, uint32_t count);
// Tells the graph of the terminator of |node|.
void weir_lift_add_edges(weir_lift_t* lift, weir_lift_node_t* node);
void weir_lift_erase_terminator(weir_lift_node_t* node);
// Moves the ops of |from| with its edges to the end of |to|, which has none.
void weir_lift_merge(weir_lift_node_t* to, weir_lift_node_t* from);

// The number as an index and something undefined, made once at the start.
weir_value_t* weir_lift_number(weir_lift_t* lift, uint32_t number);
weir_value_t* weir_lift_poison(weir_lift_t* lift, weir_type_t* type);

// -- lift_dominance.c ---------------------------------------------------------

// The blocks that |node| dominates, itself first, as a depth-first walk meets
// them. For this piece of work.
weir_lift_nodes_t weir_lift_dominated(weir_lift_t* lift,
                                      weir_lift_node_t* node);
bool weir_lift_dominates(weir_lift_t* lift, weir_lift_node_t* a,
                         weir_lift_node_t* b);
// After blocks and edges of |region| have changed.
void weir_lift_forget_dominance(weir_lift_t* lift, const weir_region_t* region);

// -- lift_multiplexer.c -------------------------------------------------------

struct weir_lift_mux_t {
  weir_lift_node_t* node;
  weir_lift_nodes_t targets;
  uint32_t* first_argument;     // of each target among those of the block
  weir_value_t* discriminator;  // number of the target; NULL if there is one
  bool has_flag;                // as the last argument
};

// A block for all of |targets|, which may repeat, with their arguments and, if
// asked for, a flag. Nothing leads there and nothing comes from there yet.
weir_lift_mux_t* weir_lift_mux_create(weir_lift_t* lift,
                                      weir_location_t* location,
                                      const weir_lift_nodes_t* targets,
                                      bool has_flag);
// Leads |edge| through the multiplexer.
void weir_lift_mux_redirect(weir_lift_t* lift, const weir_lift_mux_t* mux,
                            weir_lift_edge_t* edge, weir_value_t* flag);
// Ends |node| with branches to all targets but |excluded|.
void weir_lift_mux_dispatch(weir_lift_t* lift, const weir_lift_mux_t* mux,
                            weir_location_t* location, weir_lift_node_t* node,
                            const weir_lift_node_t* excluded);
// A multiplexer that |edges| go through to where they went.
weir_lift_node_t* weir_lift_mux_join(weir_lift_t* lift,
                                     weir_location_t* location,
                                     const weir_lift_edges_t* edges);

// -- lift_exits.c -------------------------------------------------------------

// Whether the region is one that can be lifted; diagnostics if not.
bool weir_lift_check(weir_lift_t* lift);
// One block for all exits that are the same op.
void weir_lift_join_exits(weir_lift_t* lift);
// Ends |node|, which nothing reaches, as the region may end.
void weir_lift_end_unreachable(weir_lift_t* lift, weir_lift_node_t* node,
                               weir_location_t* location);

// -- lift_loops.c -------------------------------------------------------------

// Makes loops of the outermost cycles that |entry| leads to; their bodies are
// put on the list of work.
void weir_lift_loops(weir_lift_t* lift, weir_lift_node_t* entry);

// -- lift_branches.c ----------------------------------------------------------

// The value of a case of a cf.switch, sign-extended.
int64_t weir_lift_case_value(const weir_op_t* op, uint32_t index);
// Lifts the terminator of |entry|, which leads to no cycle; what is left to do
// is put on the list of work.
void weir_lift_branches(weir_lift_t* lift, weir_lift_node_t* entry);

#endif  // WEIR_COMPILER_TRANSFORMS_UTIL_LIFT_H_
