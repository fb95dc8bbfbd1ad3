// Until which op questions are asked of a timepoint.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_LIVES_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_LIVES_H_

#include "compiler/ir/ir.h"

typedef struct weir_timepoint_lives_t weir_timepoint_lives_t;

// What ops of a timeline ask of the timepoints they await, each when it is come
// to, in the order of the program. |joins_dissolve|: who awaits a join asks of
// what it waits for as well.
weir_timepoint_lives_t* weir_timepoint_lives_create(weir_op_t* root,
                                                    bool joins_dissolve,
                                                    weir_arena_t* arena);

// Whether an op of a timeline behind |op| awaits or asks of its timepoints.
bool weir_timepoint_lives_has(const weir_timepoint_lives_t* lives,
                              const weir_op_t* op);

// An op whose timepoints nobody asks about from |op| on, each op once; NULL
// where there is none left.
weir_op_t* weir_timepoint_lives_next_end(weir_timepoint_lives_t* lives,
                                         const weir_op_t* op);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_TIMEPOINT_LIVES_H_
