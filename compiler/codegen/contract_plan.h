// The shape of a contraction: which dimension is what, how it is tiled and
// what is packed. contract.h explains the words.
#ifndef WEIR_COMPILER_CODEGEN_CONTRACT_PLAN_H_
#define WEIR_COMPILER_CODEGEN_CONTRACT_PLAN_H_

#include "compiler/codegen/emit.h"

// Dimensions of a stage walked as one, the last one fastest. Of m, n and k the
// first alone may be open.
typedef struct weir_axis_t {
  uint32_t dims[WEIR_KERNEL_MAX_DIMS];
  uint32_t count;
  int64_t extent;  // product; a guess where a dimension is open
} weir_axis_t;

typedef struct weir_contract_plan_t {
  const weir_stage_t* stage;
  weir_expr_t* m_side;  // loads, perhaps cast to the accumulator's type
  weir_expr_t* n_side;
  weir_axis_t batch, m, n, k;
  weir_scalar_type_t type;  // of the accumulator
  bool is_float;
  uint32_t width;    // lanes
  uint32_t rows;     // of a tile of registers
  uint32_t vectors;  // of a tile
  bool packs_m, packs_n;
  int64_t m_stride, m_step;  // from row to row, from k to k; elements
  int64_t n_step;            // from k to k
  int64_t tiles_per_block;   // n tiles packed together
  // Steps of the first dimension of k that are packed and summed at a time, so
  // that a panel stays in the cache; 0: all of k at once.
  int64_t k_block;
  // Accesses after the sum walk the axis as one dimension, its last.
  bool m_is_flat, n_is_flat;
  bool heavy_tail;  // what follows the sum is a loop, not unrolled
} weir_contract_plan_t;

// Whether the length of |axis| is known when compiled.
bool weir_axis_is_closed(const weir_stage_t* stage, const weir_axis_t* axis);

// False where |stage| is none, see contract.h.
bool weir_contract_plan(const weir_target_t* target,
                        const weir_kernel_t* kernel, const weir_stage_t* stage,
                        weir_contract_plan_t* out_plan);

// Elements from row to row of packed m rows, and of n panels.
int64_t weir_contract_m_pitch(const weir_contract_plan_t* plan);
int64_t weir_contract_n_pitch(const weir_contract_plan_t* plan);
// Steps of the flat k for each of its first dimension.
int64_t weir_contract_inner_k(const weir_contract_plan_t* plan);

#endif  // WEIR_COMPILER_CODEGEN_CONTRACT_PLAN_H_
