// Shows what the affinity analysis finds, so that tests can read it.
//
// Needs:   any module.
// Changes: attributes only: stream.affinities on globals and ops of which some
//          place is known; stream.affinities.operands and
//          stream.affinities.results, one list per tensor operand and result,
//          empty where nothing is known.
// Keeps:   everything else.
#include "compiler/analysis/affinity.h"
#include "compiler/conversion/passes.h"
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"

typedef struct annotator_t {
  const weir_affinity_analysis_t* analysis;
  weir_arena_t* arena;
} annotator_t;

static weir_attr_t* array_of(weir_context_t* context,
                             const weir_affinity_set_t* set) {
  return weir_array_attr(context, set->items, set->count);
}

static void annotate_global(const annotator_t* a, weir_op_t* global) {
  weir_type_t* type = weir_op_attr_type(global, "type");
  if (!type || !weir_type_has_affinity(type)) return;
  weir_affinity_set_t set = weir_affinity_set_of_global(a->analysis, global);
  if (set.count == 0) return;
  weir_op_set_attr(global, "stream.affinities",
                   array_of(global->context, &set));
}

// Collects the lists of tracked values; unknown ones are empty lists.
static void add_list(const annotator_t* a, weir_context_t* context,
                     const weir_value_t* value, weir_attr_t** lists,
                     uint32_t* count) {
  if (!weir_type_has_affinity(value->type)) return;
  weir_affinity_set_t set = weir_affinity_set_of_resource(a->analysis, value);
  lists[(*count)++] = array_of(context, &set);
}

static weir_walk_t annotate_op(weir_op_t* op, void* user) {
  const annotator_t* a = user;
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  weir_affinity_set_t set = weir_affinity_set_of_execution(a->analysis, op);
  if (set.count > 0) {
    weir_op_set_attr(op, "stream.affinities", array_of(op->context, &set));
  }
  uint32_t count = 0;
  weir_attr_t** lists =
      WEIR_ARENA_ARRAY(a->arena, weir_attr_t*, op->operand_count);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    add_list(a, op->context, weir_op_operand_n(op, i), lists, &count);
  }
  if (count) {
    weir_op_set_attr(op, "stream.affinities.operands",
                     weir_array_attr(op->context, lists, count));
  }
  count = 0;
  lists = WEIR_ARENA_ARRAY(a->arena, weir_attr_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    add_list(a, op->context, weir_op_result_n(op, i), lists, &count);
  }
  if (count) {
    weir_op_set_attr(op, "stream.affinities.results",
                     weir_array_attr(op->context, lists, count));
  }
  // What dispatches compute is not placed.
  return weir_op_is(op, WEIR_FLOW_DISPATCH_WORKGROUPS) ||
                 weir_op_is(op, WEIR_FLOW_DISPATCH_REGION)
             ? WEIR_WALK_SKIP
             : WEIR_WALK_CONTINUE;
}

weir_status_t weir_annotate_affinities(weir_pass_t* pass, weir_op_t* module) {
  weir_affinity_analysis_t* analysis = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_affinity_analysis_run(module, pass->scratch, &analysis));
  annotator_t annotator = {.analysis = analysis, .arena = pass->scratch};
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, body) {
    if (weir_op_is(op, WEIR_UTIL_GLOBAL)) annotate_global(&annotator, op);
    if (!weir_op_has_trait(op, WEIR_OP_FUNCTION)) continue;
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, 0)) {
      WEIR_FOR_EACH_OP(child, block) {
        weir_walk_pre_order(child, annotate_op, &annotator);
      }
    }
  }
  return weir_ok();
}
