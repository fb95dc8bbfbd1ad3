// What the files of the contraction emitter share.
#ifndef WEIR_COMPILER_CODEGEN_CONTRACT_IMPL_H_
#define WEIR_COMPILER_CODEGEN_CONTRACT_IMPL_H_

#include "compiler/codegen/contract.h"
#include "compiler/codegen/contract_plan.h"

typedef struct weir_contract_t {
  weir_emitter_t* e;
  weir_contract_plan_t plan;
  LLVMTypeRef vector;
  LLVMValueRef m_rows;    // packed rows of the m tile at hand
  LLVMValueRef n_panels;  // packed panels of the n block at hand
  LLVMValueRef scratch;   // sums of a tile, where the tail is heavy
  LLVMValueRef extents[WEIR_KERNEL_MAX_DIMS];  // by dimension
  LLVMValueRef n_extent;                       // of the axis
  LLVMValueRef batch[WEIR_KERNEL_MAX_DIMS];    // by dimension
  LLVMValueRef n_low, n_high, m_low, m_high;   // of this workgroup
  LLVMValueRef block_low;                      // first n of the block at hand
  // Where k is done in pieces: sums so far, by row and lane of the tile, and
  // the steps of k's first dimension at hand.
  LLVMValueRef sums;
  LLVMValueRef k_low, k_high;
} weir_contract_t;

// A tile: |rows| by |vectors|, the last of which may be partly off.
typedef struct weir_contract_tile_t {
  LLVMValueRef m, n;  // its corner
  uint32_t rows, vectors;
  LLVMValueRef last_lanes;  // i32, of the last vector; NULL: all
} weir_contract_tile_t;

static inline uint32_t weir_contract_bytes(const weir_contract_t* c) {
  return weir_scalar_bytes(c->plan.type);
}

// A point whose batch and outer dimensions are those at hand.
void weir_contract_init_point(weir_contract_t* c, uint32_t width,
                              weir_point_t* point);
// Sets the dimensions of |axis| to position |flat| of it.
void weir_contract_set_axis(weir_contract_t* c, weir_point_t* point,
                            const weir_axis_t* axis, LLVMValueRef flat);
// The same where accesses walk the axis as its last dimension alone.
void weir_contract_set_flat_axis(weir_contract_t* c, weir_point_t* point,
                                 const weir_axis_t* axis, LLVMValueRef flat);
// Lane l at position flat + l of the axis, whatever that is in each dimension.
void weir_contract_set_axis_lanes(weir_contract_t* c, weir_point_t* point,
                                  const weir_axis_t* axis, LLVMValueRef flat);

// Packs the panel of the n tile at |n|: [k][n].
void weir_contract_pack_n(weir_contract_t* c, LLVMValueRef n,
                          LLVMValueRef panel);
// Packs |rows| rows of k from |m| on: [m][k].
void weir_contract_pack_m(weir_contract_t* c, LLVMValueRef m, uint32_t rows);

// Where the n side of |tile| begins: its panel, or the operand itself.
LLVMValueRef weir_contract_panel(weir_contract_t* c,
                                 const weir_contract_tile_t* tile);
// Sums |tile| and finishes it, or puts the sums aside for the next piece of k.
void weir_contract_emit_tile(weir_contract_t* c,
                             const weir_contract_tile_t* tile);

#endif  // WEIR_COMPILER_CODEGEN_CONTRACT_IMPL_H_
