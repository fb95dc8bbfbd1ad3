// Finds ops of an execution region that need not wait for each other.
//
// Needs:   stream.async.execute regions.
// Changes: each wave of two or more independent ops moves into a
//          stream.async.concurrent; single ops stay as they are.
// Keeps:   values and their order of dependence.
#include "compiler/dialects/stream.h"
#include "compiler/transforms/stream/configuration.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/regions.h"

static weir_value_t* plain_result(weir_op_t* op, uint32_t index,
                                  weir_builder_t* builder) {
  (void)builder;
  return weir_op_result_n(op, index);
}

static const weir_region_kind_t concurrent_kind = {WEIR_STREAM_ASYNC_CONCURRENT,
                                                   plain_result};

weir_status_t weir_stream_schedule_concurrency(weir_pass_t* pass,
                                               weir_op_t* function) {
  weir_favor_t usual;
  WEIR_RETURN_IF_ERROR(weir_pass_favor(pass, &usual));
  weir_op_list_t executes =
      weir_collect_ops(function, WEIR_STREAM_ASYNC_EXECUTE, pass->scratch);
  for (uint32_t i = 0; i < executes.count; ++i) {
    weir_block_t* block = weir_op_region(executes.ops[i], 0)->first;
    weir_favor_t favor = weir_stream_favor_lookup(executes.ops[i], usual);
    weir_partition_set_t waves =
        weir_partition_concurrency(block, favor, pass->scratch);
    if (!weir_partitions_check(&waves, 2)) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "values leave concurrent regions");
    }
    weir_outline_partitions(block, &waves, &concurrent_kind, 2, pass->scratch);
  }
  return weir_ok();
}
