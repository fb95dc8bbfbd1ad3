#include "compiler/codegen/contract.h"

#include "compiler/codegen/contract_impl.h"

// -- loops over tiles -------------------------------------------------------

// Everything from |low| to |high| along n, for the rows at |m|.
static void emit_n_tiles(weir_contract_t* c, LLVMValueRef m, uint32_t rows,
                         LLVMValueRef low, LLVMValueRef high) {
  weir_emitter_t* e = c->e;
  LLVMBuilderRef b = e->builder;
  uint32_t width = c->plan.width;
  int64_t step = (int64_t)c->plan.vectors * width;
  LLVMValueRef length = LLVMBuildNSWSub(b, high, low, "");
  LLVMValueRef rest = LLVMBuildURem(b, length, weir_emit_i64(e, step), "");
  LLVMValueRef middle = LLVMBuildNSWSub(b, high, rest, "");
  weir_loop_t loop;
  weir_loop_begin(e, low, middle, step, NULL, 0, &loop);
  weir_contract_emit_tile(
      c, &(weir_contract_tile_t){m, loop.iv, rows, c->plan.vectors, width});
  weir_loop_end(e, &loop, NULL);
  uint32_t lanes = (uint32_t)(c->plan.n.extent % step);
  if (lanes == 0) return;
  weir_branch_t branch;
  weir_branch_begin(e, LLVMBuildICmp(b, LLVMIntSLT, middle, high, ""), &branch);
  uint32_t vectors = (lanes + width - 1) / width;
  weir_contract_emit_tile(
      c, &(weir_contract_tile_t){m, middle, rows, vectors,
                                 lanes - (vectors - 1) * width});
  weir_branch_end(e, &branch);
}

static void emit_rows(weir_contract_t* c, LLVMValueRef m, uint32_t rows,
                      LLVMValueRef low, LLVMValueRef high) {
  if (c->plan.packs_m) weir_contract_pack_m(c, m, rows);
  emit_n_tiles(c, m, rows, low, high);
}

static void emit_m_tiles(weir_contract_t* c, LLVMValueRef low,
                         LLVMValueRef high) {
  weir_emitter_t* e = c->e;
  LLVMBuilderRef b = e->builder;
  LLVMValueRef step = weir_emit_i64(e, c->plan.rows);
  LLVMValueRef length = LLVMBuildNSWSub(b, c->m_high, c->m_low, "");
  LLVMValueRef middle =
      LLVMBuildNSWSub(b, c->m_high, LLVMBuildURem(b, length, step, ""), "");
  weir_loop_t loop;
  weir_loop_begin(e, c->m_low, middle, c->plan.rows, NULL, 0, &loop);
  emit_rows(c, loop.iv, c->plan.rows, low, high);
  weir_loop_end(e, &loop, NULL);
  uint32_t rest = (uint32_t)(c->plan.m.extent % c->plan.rows);
  if (rest == 0) return;
  weir_branch_t branch;
  weir_branch_begin(e, LLVMBuildICmp(b, LLVMIntSLT, middle, c->m_high, ""),
                    &branch);
  emit_rows(c, middle, rest, low, high);
  weir_branch_end(e, &branch);
}

static void clear_sums(weir_contract_t* c) {
  weir_emitter_t* e = c->e;
  int64_t pitch = (int64_t)c->plan.vectors * c->plan.width;
  LLVMValueRef rows = LLVMBuildNSWSub(e->builder, c->m_high, c->m_low, "");
  LLVMValueRef count =
      LLVMBuildNSWMul(e->builder, rows, weir_emit_i64(e, pitch), "");
  weir_loop_t loop;
  weir_loop_begin(e, weir_emit_i64(e, 0), count, c->plan.width, NULL, 0, &loop);
  LLVMBuildStore(e->builder, LLVMConstNull(c->vector),
                 weir_emit_offset(e, c->sums, loop.iv, weir_contract_bytes(c)));
  weir_loop_end(e, &loop, NULL);
}

// Packs what there is from |low| to |high| along n and does it for all rows.
static void emit_n_block(weir_contract_t* c, LLVMValueRef low,
                         LLVMValueRef high) {
  weir_emitter_t* e = c->e;
  int64_t tile = (int64_t)c->plan.vectors * c->plan.width;
  weir_loop_t tiles;
  c->block_low = low;
  weir_loop_begin(e, low, high, tile, NULL, 0, &tiles);
  weir_contract_tile_t at = {.n = tiles.iv};
  weir_contract_pack_n(c, tiles.iv, weir_contract_panel(c, &at));
  weir_loop_end(e, &tiles, NULL);
  emit_m_tiles(c, low, high);
}

static void emit_n_blocks(weir_contract_t* c) {
  weir_emitter_t* e = c->e;
  if (!c->plan.packs_n) {
    emit_m_tiles(c, c->n_low, c->n_high);
    return;
  }
  int64_t tile = (int64_t)c->plan.vectors * c->plan.width;
  int64_t block = tile * c->plan.tiles_per_block;
  weir_loop_t blocks;
  weir_loop_begin(e, c->n_low, c->n_high, block, NULL, 0, &blocks);
  LLVMValueRef end = weir_emit_min(
      e, LLVMBuildNSWAdd(e->builder, blocks.iv, weir_emit_i64(e, block), ""),
      c->n_high);
  if (c->plan.k_block) {
    clear_sums(c);
    LLVMValueRef last =
        weir_emit_i64(e, c->plan.stage->extents[c->plan.k.dims[0]]);
    weir_loop_t pieces;
    weir_loop_begin(e, weir_emit_i64(e, 0), last, c->plan.k_block, NULL, 0,
                    &pieces);
    c->k_low = pieces.iv;
    c->k_high =
        weir_emit_min(e,
                      LLVMBuildNSWAdd(e->builder, pieces.iv,
                                      weir_emit_i64(e, c->plan.k_block), ""),
                      last);
    emit_n_block(c, blocks.iv, end);
    weir_loop_end(e, &pieces, NULL);
  } else {
    emit_n_block(c, blocks.iv, end);
  }
  weir_loop_end(e, &blocks, NULL);
}

// This workgroup's part of |extent| along axis |i| of the partition.
static void part_of(weir_emitter_t* e, const weir_partition_t* partition,
                    uint32_t i, int64_t extent, LLVMValueRef* out_low,
                    LLVMValueRef* out_high) {
  *out_low = weir_emit_i64(e, 0);
  *out_high = weir_emit_i64(e, extent);
  if (!partition || partition->count[i] < 2) return;
  LLVMValueRef chunk = weir_emit_i64(e, partition->chunk[i]);
  *out_low = LLVMBuildNSWMul(e->builder, e->workgroup[i], chunk, "");
  LLVMValueRef end = LLVMBuildNSWAdd(e->builder, *out_low, chunk, "");
  *out_high = weir_emit_min(e, end, *out_high);
}

bool weir_contract_emit(weir_emitter_t* e, const weir_stage_t* stage,
                        const weir_partition_t* partition) {
  weir_contract_t c = {.e = e};
  weir_contract_plan_t* plan = &c.plan;
  if (!weir_contract_plan(e->target, e->kernel, stage, plan)) return false;
  c.vector = weir_emit_type(e, plan->type, plan->width);
  int64_t bytes = weir_contract_bytes(&c);
  if (plan->packs_m) {
    c.m_rows = weir_emit_workspace(
        e, (uint64_t)(plan->rows * weir_contract_m_pitch(plan) * bytes));
  }
  if (plan->packs_n) {
    c.n_panels = weir_emit_workspace(
        e, (uint64_t)(plan->tiles_per_block *
                          (plan->k_block
                               ? plan->k_block * weir_contract_inner_k(plan)
                               : plan->k.extent) *
                          weir_contract_n_pitch(plan) +
                      plan->width) *
               (uint64_t)bytes);
  }
  if (plan->k_block) {
    c.sums =
        weir_emit_workspace(e, (uint64_t)(plan->m.extent + plan->rows) *
                                   plan->vectors * e->target->vector_bytes);
  }
  if (plan->heavy_tail) {
    c.scratch = weir_emit_workspace(
        e, (uint64_t)plan->rows * plan->vectors * e->target->vector_bytes);
  }
  part_of(e, partition, 0, plan->n.extent, &c.n_low, &c.n_high);
  part_of(e, partition, 1, plan->m.extent, &c.m_low, &c.m_high);
  LLVMValueRef low, high;
  part_of(e, partition, 2, plan->batch.extent, &low, &high);
  weir_loop_t loop;
  weir_loop_begin(e, low, high, 1, NULL, 0, &loop);
  weir_point_t point;
  weir_point_init(e, 1, &point);
  weir_contract_set_axis(&c, &point, &plan->batch, loop.iv);
  for (uint32_t i = 0; i < plan->batch.count; ++i) {
    uint32_t d = plan->batch.dims[i];
    c.batch[d] = point.dims[d];
  }
  emit_n_blocks(&c);
  weir_loop_end(e, &loop, NULL);
  return true;
}
