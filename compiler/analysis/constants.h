// Which values are the same constant whenever they are computed, and which
// blocks are never entered.
//
// Starts from the assumption that nothing is executed and nothing varies, and
// takes it back only where it does not hold: what a branch that is never taken
// hands on does not count (Wegman and Zadeck 1991). Calls inside the module and
// the ops of scf are looked through. The program must not change meanwhile.
#ifndef WEIR_COMPILER_ANALYSIS_CONSTANTS_H_
#define WEIR_COMPILER_ANALYSIS_CONSTANTS_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"

typedef struct weir_constants_analysis_t weir_constants_analysis_t;

// All of |root|, to which it is as if all else were unknown.
weir_status_t weir_constants_analyze(weir_op_t* root, weir_arena_t* arena,
                                     weir_constants_analysis_t** out_analysis);

// The constant that |value| always is, and the dialect that can make it; NULL
// if it varies or is never computed.
weir_attr_t* weir_constants_get(const weir_constants_analysis_t* analysis,
                                weir_value_t* value,
                                const weir_dialect_t** out_dialect);

#endif  // WEIR_COMPILER_ANALYSIS_CONSTANTS_H_
