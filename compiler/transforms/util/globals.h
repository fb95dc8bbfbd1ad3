// The globals of a module and what loads and stores them, as passes over
// globals see them.
#ifndef WEIR_COMPILER_TRANSFORMS_UTIL_GLOBALS_H_
#define WEIR_COMPILER_TRANSFORMS_UTIL_GLOBALS_H_

#include "compiler/analysis/explorer.h"

// Whether all that touches the global is known: private, address never taken.
bool weir_global_is_closed(const weir_global_info_t* global);
bool weir_global_is_mutable(const weir_op_t* global);
void weir_global_set_mutable(weir_op_t* global, bool is_mutable);
weir_attr_t* weir_global_initial_value(const weir_op_t* global);  // or NULL
bool weir_op_is_in_initializer(const weir_op_t* op);
bool weir_global_is_stored_outside_initializers(
    const weir_global_info_t* global);

// Makes the loads and stores of |global| name |by|; stores go if |drop_stores|.
void weir_global_redirect(const weir_global_info_t* global, weir_op_t* by,
                          bool drop_stores);
// Erases the stores and the global, which must have no loads.
void weir_global_erase(const weir_global_info_t* global);

#endif  // WEIR_COMPILER_TRANSFORMS_UTIL_GLOBALS_H_
