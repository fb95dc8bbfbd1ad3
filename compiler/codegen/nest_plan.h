// How a stage becomes a loop nest: which dimension fills the lanes of a vector,
// which one is unrolled into registers.
#ifndef WEIR_COMPILER_CODEGEN_NEST_PLAN_H_
#define WEIR_COMPILER_CODEGEN_NEST_PLAN_H_

#include "compiler/codegen/emit.h"

typedef struct weir_nest_plan_t {
  uint32_t width;     // lanes; 1: scalar code
  int32_t lane_dim;   // -1: none
  bool lanes_reduce;  // |lane_dim| is reduced: lanes are summed up at the end
  int32_t block_dim;  // parallel, |block| points (of |lane_dim|: vectors) at
  uint32_t block;     // once; -1: none
  bool unrolls;       // all reduced points are written out
  bool scalar_tail;   // the last lanes are done one by one, not masked
} weir_nest_plan_t;

void weir_nest_plan(const weir_target_t* target, const weir_kernel_t* kernel,
                    const weir_stage_t* stage, weir_nest_plan_t* out_plan);

// The operator that joins partial results of the accumulator, for an update of
// the form accumulator op value; false if it has another form.
bool weir_accumulator_join(const weir_accumulator_t* accumulator,
                           uint32_t index, weir_expr_op_t* out_op);

// Whether the value of |expr| depends on dimension |dim|.
bool weir_expr_depends_on(const weir_expr_t* expr, uint32_t dim);

#endif  // WEIR_COMPILER_CODEGEN_NEST_PLAN_H_
