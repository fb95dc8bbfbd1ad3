// Between which bounds floating point values stay, and whether they are whole.
//
// From constants through minima, maxima, floors and the bodies of linalg ops;
// what comes from elsewhere may be anything.
#ifndef WEIR_COMPILER_ANALYSIS_FLOAT_RANGE_H_
#define WEIR_COMPILER_ANALYSIS_FLOAT_RANGE_H_

#include "compiler/analysis/explorer.h"
#include "compiler/analysis/lattice.h"

typedef struct weir_float_range_t {
  bool is_valid;  // some value was found
  double min, max;
  bool is_whole;  // truncation changes nothing
} weir_float_range_t;

// A solver whose elements at values are ranges; |explorer| as long as it.
weir_solver_t* weir_float_range_solver(weir_explorer_t* explorer);
// Asks for |value| before the solver runs; the answer is there afterwards.
void weir_float_range_ask(weir_solver_t* solver, weir_value_t* value);
weir_float_range_t weir_float_range_of(const weir_solver_t* solver,
                                       const weir_value_t* value);
// "[-1.000000, 4.500000, !trunc]"
const char* weir_float_range_text(const weir_float_range_t* range,
                                  weir_arena_t* arena);

#endif  // WEIR_COMPILER_ANALYSIS_FLOAT_RANGE_H_
