// Which of the timepoints that an op awaits are reached before another one is.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_COVERAGE_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_COVERAGE_H_

#include "compiler/analysis/explorer.h"
#include "compiler/ir/ir.h"

typedef struct weir_coverage_t weir_coverage_t;

// |explorer| of |root| is borrowed for the life of the result, which is in
// |arena|; NULL: one is made if it is needed. All ops of a timeline in |root|
// are visited and asked for in the order of the program; |joins_dissolve|: who
// awaits a join may ask of what it waits for, see timepoint_lives.h. What is
// covered is found unless there is too much of it at once, see clocks.h. Where
// ops stand in no order that ways back follow, a search looks at the nearest
// timepoints only.
weir_coverage_t* weir_coverage_create(weir_explorer_t* explorer,
                                      weir_op_t* root, bool joins_dissolve,
                                      weir_arena_t* arena);

// Tells of an op of a timeline, in program order: ways back are short then.
void weir_coverage_visit(weir_coverage_t* coverage, weir_op_t* op);

// Sets |out_covered| of each of the |count| timepoints that one op awaits, if
// it has been reached whenever one of the others has.
void weir_coverage_find(weir_coverage_t* coverage, weir_value_t* const* waits,
                        uint32_t count, bool* out_covered);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_COVERAGE_H_
