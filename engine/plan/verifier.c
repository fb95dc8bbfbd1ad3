#include "engine/plan/verifier.h"

#include "engine/plan/verifier_impl.h"

weir_status_t weir_plan_damaged(const weir_plan_context_t* context,
                                uint32_t kind, uint64_t index,
                                const char* what) {
  if (context->node == WEIR_PLAN_NONE) {
    return weir_status(WEIR_CODE_DATA_LOSS, "section \"%s\", record %llu: %s",
                       weir_plan_section_name(kind), (unsigned long long)index,
                       what);
  }
  return weir_status(WEIR_CODE_DATA_LOSS,
                     "node %u, section \"%s\", record %llu: %s", context->node,
                     weir_plan_section_name(kind), (unsigned long long)index,
                     what);
}

weir_status_t weir_plan_verify(const weir_plan_t* plan) {
  weir_plan_context_t whole = {plan, WEIR_PLAN_NONE, NULL};
  WEIR_RETURN_IF_ERROR(weir_plan_verify_strings(&whole));
  WEIR_RETURN_IF_ERROR(weir_plan_verify_nodes(&whole));
  WEIR_RETURN_IF_ERROR(weir_plan_verify_functions(&whole));
  WEIR_RETURN_IF_ERROR(weir_plan_verify_channels(&whole));
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    weir_plan_context_t context = {plan, i, &plan->programs[i]};
    WEIR_RETURN_IF_ERROR(weir_plan_verify_data(&context));
    WEIR_RETURN_IF_ERROR(weir_plan_verify_lists(&context));
    WEIR_RETURN_IF_ERROR(weir_plan_verify_routines(&context));
  }
  return weir_ok();
}
