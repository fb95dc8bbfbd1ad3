// Passes that run others, or programs of the user, on each executable.
#ifndef WEIR_COMPILER_PIPELINE_PREPROCESS_EXECUTABLES_H_
#define WEIR_COMPILER_PIPELINE_PREPROCESS_EXECUTABLES_H_

#include "compiler/ir/pass.h"

extern const weir_pass_def_t weir_preprocess_passes[];
extern const uint32_t weir_preprocess_pass_count;

#endif  // WEIR_COMPILER_PIPELINE_PREPROCESS_EXECUTABLES_H_
