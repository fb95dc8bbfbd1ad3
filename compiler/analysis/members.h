// Which values differ from one member of a channel to the next.
//
// The members of `flow.channel.default` are the nodes. An op that works for a
// channel, or on what differs between its members, is executed by each of them
// for itself, at the device WEIR_EACH_NODE, which stands for the first device
// of every node (docs/collectives.md). Any other op that is told where to
// execute is executed there alone, on what the member there has.
//
// Valid for the values of the module at the time it was run. One thread at a
// time.
#ifndef WEIR_COMPILER_ANALYSIS_MEMBERS_H_
#define WEIR_COMPILER_ANALYSIS_MEMBERS_H_

#include "compiler/analysis/explorer.h"
#include "compiler/ir/ir.h"

// The symbol of the device that stands for the first one of every node.
#define WEIR_EACH_NODE "__each_node"

weir_attr_t* weir_each_node_affinity(weir_context_t* context);
bool weir_is_each_node(const weir_attr_t* affinity);

typedef struct weir_members_t weir_members_t;

// flow.channel.default and the collectives: what one member does alone means
// nothing.
bool weir_op_is_for_all_members(const weir_op_t* op);

// All memory is |arena|'s.
weir_members_t* weir_members_create(weir_op_t* module, weir_arena_t* arena);
// Whether the module has channels at all.
bool weir_members_exist(const weir_members_t* members);
// Whether |value| may be another one for each member. What all members get
// alike from a collective does not differ.
bool weir_members_differ(const weir_members_t* members,
                         const weir_value_t* value);
bool weir_members_any_operand_differs(const weir_members_t* members,
                                      const weir_op_t* op);
// The operand by which |op| decides how control flow goes on; NULL if what
// decides is the same for all members.
weir_value_t* weir_members_differing_decision(const weir_members_t* members,
                                              const weir_op_t* op);
// Whether |op| is executed by each member for itself.
bool weir_members_execute_each(const weir_members_t* members,
                               const weir_op_t* op);

#endif  // WEIR_COMPILER_ANALYSIS_MEMBERS_H_
