// Which values of a module are made of constants alone, and which of them are
// worth computing once.
//
// Roots are constants and loads of immutable globals. A value is a constant
// expression if the op that makes it may be computed when the module is loaded
// and all that it uses are roots or constant expressions. Made once over a
// module that must not change before the last query.
#ifndef WEIR_COMPILER_ANALYSIS_CONST_EXPR_H_
#define WEIR_COMPILER_ANALYSIS_CONST_EXPR_H_

#include "compiler/ir/ir.h"

typedef enum weir_const_state_t {
  WEIR_CONST_UNANALYZED,  // only known to be used by something
  WEIR_CONST_UNKNOWN,
  WEIR_CONST_NON_CONSTANT,
  WEIR_CONST_CONSTANT,
} weir_const_state_t;

typedef struct weir_const_value_t weir_const_value_t;
typedef struct weir_const_list_t {
  weir_const_value_t** items;
  uint32_t count, capacity;
} weir_const_list_t;

struct weir_const_value_t {
  weir_value_t* value;
  weir_const_state_t state;
  bool is_root;
  bool is_decided;  // see weir_const_expr_decide
  bool is_hoisted;
  weir_const_list_t producers;  // in the order of use, each once
  weir_const_list_t consumers;
  weir_const_list_t roots;  // of constant expressions
};

typedef struct weir_const_expr_t weir_const_expr_t;
weir_const_expr_t* weir_const_expr_create(weir_op_t* module,
                                          weir_arena_t* arena);
// What is known of |value|; NULL if it was not looked at.
weir_const_value_t* weir_const_expr_find(const weir_const_expr_t* analysis,
                                         const weir_value_t* value);
// All that was looked at, in the order of discovery.
const weir_const_list_t* weir_const_expr_values(
    const weir_const_expr_t* analysis);
// Decides which values become globals (|is_hoisted|): constant expressions,
// not roots, that something else than another hoisted one uses, and that make
// the program not more than |max_increase_bytes| larger than what they are made
// of.
void weir_const_expr_decide(weir_const_expr_t* analysis,
                            int64_t max_increase_bytes);

// What |op| says about being computed once: constant_oracle.c.

// Whether it may be part of a constant expression. Its results are of types
// that may be kept.
bool weir_op_is_const_expr(const weir_op_t* op);
// Whether its result |value| may be what is kept.
bool weir_value_is_const_leaf(const weir_value_t* value);
// Whether an operand of |op| may come out of a global.
bool weir_use_is_const_operand(const weir_use_t* use);
// Types of roots and of what is made of them.
bool weir_type_is_const_expr(weir_type_t* type);

#endif  // WEIR_COMPILER_ANALYSIS_CONST_EXPR_H_
