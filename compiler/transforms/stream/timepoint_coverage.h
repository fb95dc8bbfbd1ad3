// Which of the timepoints that an op awaits are reached before another one is.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_COVERAGE_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_COVERAGE_H_

#include "compiler/analysis/explorer.h"
#include "compiler/ir/ir.h"

typedef struct weir_coverage_t weir_coverage_t;

// Both are borrowed for the life of the result, which is in |arena|. All is found
// where ops have been visited in an order that ways back follow. Otherwise a
// search looks at |max_steps| timepoints, the nearest first, and what is covered
// by a longer way is not found.
weir_coverage_t* weir_coverage_create(weir_explorer_t* explorer,
                                      uint32_t max_steps, weir_arena_t* arena);

// Tells of an op of a timeline, in program order: ways back are short then.
void weir_coverage_visit(weir_coverage_t* coverage, weir_op_t* op);

// Sets |out_covered| of each of the |count| timepoints that one op awaits, if
// it has been reached whenever one of the others has.
void weir_coverage_find(weir_coverage_t* coverage, weir_value_t* const* waits,
                        uint32_t count, bool* out_covered);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_COVERAGE_H_
