// The way through the stream dialect in stages, for those who start from the
// text of one. It goes further than the phase stream, whose plans know each
// binding by its own range: dispatches are made alike.
#ifndef WEIR_COMPILER_PIPELINE_STREAM_PIPELINES_H_
#define WEIR_COMPILER_PIPELINE_STREAM_PIPELINES_H_

#include "compiler/pipeline/pass_registry.h"

extern const weir_pass_list_t weir_stream_cleanup_lists[];
extern const weir_pass_list_t weir_stream_tensor_lists[];
extern const weir_pass_list_t weir_stream_async_lists[];
extern const weir_pass_list_t weir_stream_cmd_lists[];
extern const weir_pass_list_t weir_stream_optimization_lists[];
extern const weir_pass_list_t weir_stream_transformation_lists[];

#endif  // WEIR_COMPILER_PIPELINE_STREAM_PIPELINES_H_
