// What the files of this folder share.
#ifndef WEIR_COMPILER_PLACEMENT_PLACEMENT_IMPL_H_
#define WEIR_COMPILER_PLACEMENT_PLACEMENT_IMPL_H_

#include "compiler/placement/placement.h"

// Makes each tensor constant that dispatches read a global of the device that
// they run on, stored by one initializer.
void weir_place_constants(weir_op_t* module, const weir_dispatch_graph_t* graph,
                          weir_arena_t* scratch);

// Gives each value that branches and loops hand on one device, |fallback| where
// no user says which, and transfers what comes from elsewhere.
void weir_place_joins(weir_op_t* module, weir_attr_t* fallback,
                      weir_arena_t* scratch);

// Makes what has no operands (constants, splats, empty tensors) on each device
// that reads it, where one maker would be followed by transfers.
void weir_place_makers(weir_op_t* module, weir_arena_t* scratch);

#endif  // WEIR_COMPILER_PLACEMENT_PLACEMENT_IMPL_H_
