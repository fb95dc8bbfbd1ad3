// Puts async work into execution regions, one per device and dependency level.
//
// Needs:   stream.async.* ops with affinities, usage refined.
// Changes: streamable ops move into stream.async.execute regions whose results
//          are awaited where they are used.
// Keeps:   affinities (of a region, where its ops agree); side effects in
//          order.
#include "compiler/dialects/stream.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/stream/configuration.h"
#include "compiler/transforms/stream/overwrites.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/regions.h"

// One await per result: a wait can then move to where that result is used.
static weir_value_t* await_result(weir_op_t* execute, uint32_t index,
                                  weir_builder_t* builder) {
  weir_value_t* result = weir_op_result_n(execute, index);
  weir_value_t* size = weir_op_operand_at(
      execute, WEIR_STREAM_ASYNC_EXECUTE_RESULT_SIZES, index);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_TIMEPOINT_AWAIT,
                     execute->location);
  weir_op_state_operands(&state, &result, 1);
  weir_op_state_operands(&state, &size, 1);
  weir_op_state_operand(
      &state,
      weir_op_result(execute, WEIR_STREAM_ASYNC_EXECUTE_RESULT_TIMEPOINT));
  weir_op_state_results(&state, &result->type, 1);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static const weir_region_kind_t execute_kind = {WEIR_STREAM_ASYNC_EXECUTE,
                                                await_result};

static weir_status_t schedule_region(weir_pass_t* pass, weir_region_t* region,
                                     weir_favor_t favor) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    WEIR_FOR_EACH_OP(op, block) {
      if (weir_op_is_streamable(op) ||
          weir_op_is(op, WEIR_STREAM_ASYNC_EXECUTE)) {
        continue;
      }
      for (uint32_t r = 0; r < op->region_count; ++r) {
        WEIR_RETURN_IF_ERROR(schedule_region(pass, &op->regions[r], favor));
      }
    }
    weir_partition_set_t set =
        weir_partition_execution(block, favor, pass->scratch);
    if (!weir_partitions_check(&set, 1)) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "values leave execution regions");
    }
    weir_overwrite_list_t overwrites =
        weir_find_overwrites(&set, pass->scratch);
    weir_op_t** regions =
        weir_outline_partitions(block, &set, &execute_kind, 1, pass->scratch);
    weir_await_readers(&overwrites, regions, block, pass->scratch);
  }
  return weir_ok();
}

weir_status_t weir_stream_schedule_execution(weir_pass_t* pass,
                                             weir_op_t* function) {
  if (function->region_count == 0) return weir_ok();
  weir_favor_t favor;
  WEIR_RETURN_IF_ERROR(weir_pass_favor(pass, &favor));
  favor = weir_stream_favor_lookup(function, favor);
  WEIR_RETURN_IF_ERROR(
      schedule_region(pass, weir_op_region(function, 0), favor));
  const weir_greedy_options_t options = {.bottom_up = true,
                                         .canonicalize = true,
                                         .fold = true,
                                         .simplify_regions = true};
  weir_rewrite_greedily(function, NULL, 0, &options, NULL);
  return weir_ok();
}
