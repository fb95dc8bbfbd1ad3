// Runs the analysis of constants and answers what is asked of it.
#include "compiler/analysis/constants.h"

#include "compiler/analysis/constants_impl.h"

// Asked first: what is known to be entered is not asked again.
static weir_walk_t ask_blocks(weir_op_t* op, void* user) {
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, r)) {
      weir_solver_get(user, &weir_entered_kind, block);
    }
  }
  return WEIR_WALK_CONTINUE;
}

static weir_walk_t ask_values(weir_op_t* op, void* user) {
  weir_solver_t* solver = user;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_solver_get(solver, &weir_constant_kind, weir_op_result_n(op, i));
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, r)) {
      for (uint32_t i = 0; i < block->argument_count; ++i) {
        weir_solver_get(solver, &weir_constant_kind, block->arguments[i]);
      }
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_constants_analyze(weir_op_t* root, weir_arena_t* arena,
                                     weir_constants_analysis_t** out_analysis) {
  weir_constants_analysis_t* analysis =
      WEIR_ARENA_NEW(arena, weir_constants_analysis_t);
  *out_analysis = analysis;
  analysis->explorer = weir_explorer_create(root, arena);
  analysis->solver = weir_solver_create(arena, analysis);
  weir_walk_pre_order(root, ask_blocks, analysis->solver);
  weir_walk_pre_order(root, ask_values, analysis->solver);
  return weir_solver_run(analysis->solver);
}

weir_attr_t* weir_constants_get(const weir_constants_analysis_t* analysis,
                                weir_value_t* value,
                                const weir_dialect_t** out_dialect) {
  const weir_constant_t* constant = (const weir_constant_t*)weir_solver_find(
      analysis->solver, &weir_constant_kind, value);
  *out_dialect = NULL;
  if (constant == NULL || constant->knowledge != WEIR_KNOWLEDGE_CONSTANT)
    return NULL;
  *out_dialect = constant->dialect;
  return constant->attr;
}
