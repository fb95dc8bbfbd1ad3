// What programs that do not say it are compiled for: the flags of a run.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_CONFIGURATION_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_CONFIGURATION_H_

#include "compiler/dialects/stream_types.h"
#include "compiler/ir/pass.h"

// Resources where no `stream.resources` stands around an op: the flags
// stream-resource-*, and what is usual on a host. INVALID_ARGUMENT if a flag
// has no value that it may have.
weir_status_t weir_pass_resource_config(
    const weir_pass_t* pass, weir_resource_config_t* out_config) WEIR_MUST_USE;

// What partitioning favors where no `stream.partitioning` stands around an op:
// the flag stream-partitioning-favor.
weir_status_t weir_pass_favor(const weir_pass_t* pass,
                              weir_favor_t* out_favor) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_CONFIGURATION_H_
