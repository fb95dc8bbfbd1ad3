#include "compiler/transforms/stream/passes.h"

const weir_pass_def_t weir_stream_passes[] = {
    {"stream-schedule-allocation", "gives async values storage",
     WEIR_PASS_CALLABLE, weir_stream_schedule_allocation},
    {"stream-schedule-concurrency",
     "finds concurrent ops within execution regions", WEIR_PASS_CALLABLE,
     weir_stream_schedule_concurrency},
    {"stream-schedule-execution", "puts async work into execution regions",
     WEIR_PASS_CALLABLE, weir_stream_schedule_execution},
};
const uint32_t weir_stream_pass_count =
    sizeof(weir_stream_passes) / sizeof(weir_stream_passes[0]);
