// How values flow through a whole module: calls, globals, branches, regions and
// tied results.
//
// Made once over a module that must not change while it is used. One thread at
// a time. The contents of executables are not looked at.
#ifndef WEIR_COMPILER_ANALYSIS_EXPLORER_H_
#define WEIR_COMPILER_ANALYSIS_EXPLORER_H_

#include "compiler/ir/ir.h"

// A `util.global` and who touches it.
typedef struct weir_global_info_t {
  weir_op_t* op;
  weir_op_list_t loads;   // util.global.load
  weir_op_list_t stores;  // util.global.store
  // Ops that name it elsewhere among their attributes, as affinities do.
  weir_op_list_t references;
  bool is_indirect;  // its address is taken
} weir_global_info_t;

typedef struct weir_explorer_t weir_explorer_t;
weir_explorer_t* weir_explorer_create(weir_op_t* module, weir_arena_t* arena);
weir_op_t* weir_explorer_root(const weir_explorer_t* explorer);
weir_arena_t* weir_explorer_arena(const weir_explorer_t* explorer);

// -- globals -----------------------------------------------------------------

uint32_t weir_explorer_global_count(const weir_explorer_t* explorer);
const weir_global_info_t* weir_explorer_global(const weir_explorer_t* explorer,
                                               uint32_t index);
// Of a util.global, or of the global a load, store or address names; NULL if
// there is none.
const weir_global_info_t* weir_explorer_global_of(
    const weir_explorer_t* explorer, const weir_op_t* op);

// -- functions ---------------------------------------------------------------

// All function-like ops of the module (functions, initializers) in order.
uint32_t weir_explorer_function_count(const weir_explorer_t* explorer);
weir_op_t* weir_explorer_function(const weir_explorer_t* explorer,
                                  uint32_t index);
// The function a call names; NULL if it is not in the module.
weir_op_t* weir_explorer_callee(const weir_explorer_t* explorer,
                                const weir_op_t* call);
// The calls of |function| inside the module, in order.
const weir_op_list_t* weir_explorer_callers(const weir_explorer_t* explorer,
                                            const weir_op_t* function);
// Whether all callers are known: the function is private and is not mentioned
// in any other way than by calls.
bool weir_explorer_callers_are_known(const weir_explorer_t* explorer,
                                     const weir_op_t* function);
// The return ops of a function with a body.
const weir_op_list_t* weir_explorer_returns(const weir_explorer_t* explorer,
                                            const weir_op_t* function);

// -- walks over values -------------------------------------------------------

enum {
  WEIR_EXPLORE_NO_TIED = 1u << 0,     // results do not lead to tied operands
  WEIR_EXPLORE_NO_GLOBALS = 1u << 1,  // loads and stores end the walk
};

// WEIR_WALK_SKIP: not beyond this one; WEIR_WALK_STOP ends the walk.
typedef weir_walk_t (*weir_explore_value_fn_t)(weir_value_t* value, void* user);
typedef weir_walk_t (*weir_explore_use_fn_t)(weir_use_t* use, void* user);

// Calls |callback| for each op result that |value| may be, going up through
// block arguments, callers, callees, regions, select, tied operands and
// globals; each result once. False if some origin is not in the module (public
// functions, declarations, indirect globals).
bool weir_explore_definitions(const weir_explorer_t* explorer,
                              weir_value_t* value, uint32_t flags,
                              weir_explore_value_fn_t callback, void* user);
// Calls |callback| for each use of |value| and of all values it may flow into,
// going down the same ways; each use once. False if it may leave the module.
bool weir_explore_uses(const weir_explorer_t* explorer, weir_value_t* value,
                       uint32_t flags, weir_explore_use_fn_t callback,
                       void* user);

// -- one step ----------------------------------------------------------------

// Calls |callback| with each value that reaches the block argument or region
// result |value| in one step. False if there are others outside the module.
// For other values it does nothing and answers true.
bool weir_explore_sources(const weir_explorer_t* explorer, weir_value_t* value,
                          weir_explore_value_fn_t callback, void* user);
// Calls |callback| with each value that control flow or a call makes |use| flow
// into in one step. False if it may leave the module.
bool weir_explore_targets(const weir_explorer_t* explorer, weir_use_t* use,
                          weir_explore_value_fn_t callback, void* user);

#endif  // WEIR_COMPILER_ANALYSIS_EXPLORER_H_
