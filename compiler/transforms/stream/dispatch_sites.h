// Entry points of executables and the dispatches that call them.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_DISPATCH_SITES_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_DISPATCH_SITES_H_

#include "compiler/ir/ir.h"

// An export of an executable.
typedef struct weir_dispatch_entry_t {
  weir_op_t* executable;
  weir_op_t* export;          // stream.executable.export
  weir_op_t* function;        // NULL if it has no body here
  weir_op_list_t dispatches;  // all stream.cmd.dispatch that name it, in order
  bool has_other_names;       // other exports have the same function
  // Arguments of the function cannot be changed for this entry alone: one of
  // its dispatches chooses between several, or the function has several names.
  bool is_shared;
} weir_dispatch_entry_t;

typedef struct weir_dispatch_entries_t {
  weir_dispatch_entry_t* entries;
  uint32_t count;
} weir_dispatch_entries_t;

// All exports of all executables of |module|, in order.
weir_dispatch_entries_t weir_dispatch_entries(weir_op_t* module,
                                              weir_arena_t* arena);

// Whether the arguments of the function are what all dispatches hand over, so
// that both can be changed together.
bool weir_dispatch_entry_is_uniform(const weir_dispatch_entry_t* entry);

// Argument |index| of |function| among those that are bindings, or among those
// that are none, which stand for the uniform operands; NULL if there are fewer.
weir_value_t* weir_dispatch_binding(const weir_op_t* function, uint32_t index);
weir_value_t* weir_dispatch_argument(const weir_op_t* function, uint32_t index);

// Gives |function| the type its arguments say and |attrs|, a dictionary or NULL
// for each argument.
void weir_dispatch_set_signature(weir_op_t* function, weir_attr_t* const* attrs,
                                 weir_arena_t* arena);
// The attributes of argument |index|; NULL if it has none.
weir_attr_t* weir_dispatch_argument_attrs(const weir_op_t* function,
                                          uint32_t index);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_DISPATCH_SITES_H_
