// How each resource of a module is used, from its definition, its uses and all
// it is handed on to.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_USAGE_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_USAGE_H_

#include "compiler/dialects/stream_types.h"
#include "compiler/ir/ir.h"
#include "engine/base/status.h"

enum {
  WEIR_USAGE_INDIRECT = 1u << 0,
  WEIR_USAGE_EXTERNAL = 1u << 1,
  WEIR_USAGE_MUTATED = 1u << 2,  // after its definition
  WEIR_USAGE_CONSTANT = 1u << 3,
  WEIR_USAGE_TRANSFER_READ = 1u << 4,
  WEIR_USAGE_TRANSFER_WRITE = 1u << 5,
  WEIR_USAGE_STAGING_READ = 1u << 6,
  WEIR_USAGE_STAGING_WRITE = 1u << 7,
  WEIR_USAGE_DISPATCH_READ = 1u << 8,
  WEIR_USAGE_DISPATCH_WRITE = 1u << 9,
  WEIR_USAGE_GLOBAL_READ = 1u << 10,
  WEIR_USAGE_GLOBAL_WRITE = 1u << 11,
};

typedef struct weir_usage_analysis_t weir_usage_analysis_t;
weir_status_t weir_usage_analysis_run(weir_op_t* module, weir_arena_t* arena,
                                      weir_usage_analysis_t** out_analysis)
    WEIR_MUST_USE;
// Bits of a resource that was there when the analysis ran; 0 for others.
uint32_t weir_usage_of(const weir_usage_analysis_t* analysis,
                       weir_value_t* value);
// The lifetime that suits a usage.
weir_lifetime_t weir_usage_lifetime(uint32_t usage);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_USAGE_H_
