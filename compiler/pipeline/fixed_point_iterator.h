// The pass that runs other passes to a fixed point; here and not with the other
// passes because it needs the pass manager.
#ifndef WEIR_COMPILER_PIPELINE_FIXED_POINT_ITERATOR_H_
#define WEIR_COMPILER_PIPELINE_FIXED_POINT_ITERATOR_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_iterator_passes[];
extern const uint32_t weir_iterator_pass_count;

#endif  // WEIR_COMPILER_PIPELINE_FIXED_POINT_ITERATOR_H_
