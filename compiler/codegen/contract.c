#include "compiler/codegen/contract.h"

#include "compiler/codegen/contract_impl.h"

// Rows of an open m whose sums are put aside at a time.
static int64_t open_rows(const weir_contract_plan_t* plan) {
  enum { OPEN_M = 256 };
  return OPEN_M / plan->rows * plan->rows;
}

// -- loops over tiles -------------------------------------------------------

// What is left of an open n: a vector at a time, the last one partly off.
static void emit_open_rest(weir_contract_t* c, LLVMValueRef m, uint32_t rows,
                           LLVMValueRef low, LLVMValueRef high) {
  weir_emitter_t* e = c->e;
  uint32_t width = c->plan.width;
  weir_loop_t loop;
  weir_loop_begin(e, low, high, width, NULL, 0, &loop);
  LLVMValueRef left = LLVMBuildNSWSub(e->builder, high, loop.iv, "");
  left = weir_emit_min(e, left, weir_emit_i64(e, width));
  LLVMValueRef lanes = LLVMBuildTrunc(e->builder, left, e->i32, "");
  weir_contract_emit_tile(c,
                          &(weir_contract_tile_t){m, loop.iv, rows, 1, lanes});
  weir_loop_end(e, &loop, NULL);
}

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
      c, &(weir_contract_tile_t){m, loop.iv, rows, c->plan.vectors, NULL});
  weir_loop_end(e, &loop, NULL);
  if (!weir_axis_is_closed(c->plan.stage, &c->plan.n)) {
    emit_open_rest(c, m, rows, middle, high);
    return;
  }
  uint32_t lanes = (uint32_t)(c->plan.n.extent % step);
  if (lanes == 0) return;
  weir_branch_t branch;
  weir_branch_begin(e, LLVMBuildICmp(b, LLVMIntSLT, middle, high, ""), &branch);
  uint32_t vectors = (lanes + width - 1) / width;
  lanes -= (vectors - 1) * width;
  weir_contract_emit_tile(
      c, &(weir_contract_tile_t){
             m, middle, rows, vectors,
             lanes < width ? weir_emit_i32(e, (int32_t)lanes) : NULL});
  weir_branch_end(e, &branch);
}

static void emit_rows(weir_contract_t* c, LLVMValueRef m, uint32_t rows,
                      LLVMValueRef low, LLVMValueRef high) {
  if (c->plan.packs_m) weir_contract_pack_m(c, m, rows);
  emit_n_tiles(c, m, rows, low, high);
}

// What is left of an open m, less than a tile: by powers of two.
static void emit_open_rows(weir_contract_t* c, LLVMValueRef m, LLVMValueRef low,
                           LLVMValueRef high) {
  weir_emitter_t* e = c->e;
  LLVMBuilderRef b = e->builder;
  LLVMValueRef left = LLVMBuildNSWSub(b, c->m_high, m, "");
  uint32_t rows = 1;
  while (rows * 2 < c->plan.rows) rows *= 2;
  for (; rows > 0; rows /= 2) {
    LLVMValueRef taken = LLVMBuildAnd(b, left, weir_emit_i64(e, rows), "");
    weir_branch_t branch;
    weir_branch_begin(
        e, LLVMBuildICmp(b, LLVMIntNE, taken, weir_emit_i64(e, 0), ""),
        &branch);
    emit_rows(c, m, rows, low, high);
    weir_branch_end(e, &branch);
    m = LLVMBuildNSWAdd(b, m, taken, "");
  }
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
  if (!weir_axis_is_closed(c->plan.stage, &c->plan.m)) {
    emit_open_rows(c, middle, low, high);
    return;
  }
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

// The n block piece by piece of k. There is at least one piece, if of nothing:
// then the values are what they are before the sum.
static void emit_k_pieces(weir_contract_t* c, LLVMValueRef low,
                          LLVMValueRef high) {
  weir_emitter_t* e = c->e;
  LLVMBuilderRef b = e->builder;
  clear_sums(c);
  LLVMValueRef end = c->extents[c->plan.k.dims[0]];
  LLVMValueRef none = LLVMBuildICmp(b, LLVMIntEQ, end, weir_emit_i64(e, 0), "");
  LLVMValueRef last = LLVMBuildSelect(b, none, weir_emit_i64(e, 1), end, "");
  weir_loop_t pieces;
  weir_loop_begin(e, weir_emit_i64(e, 0), last, c->plan.k_block, NULL, 0,
                  &pieces);
  LLVMValueRef block = weir_emit_i64(e, c->plan.k_block);
  c->k_low = pieces.iv;
  c->k_high = weir_emit_min(e, LLVMBuildNSWAdd(b, pieces.iv, block, ""), end);
  emit_n_block(c, low, high);
  weir_loop_end(e, &pieces, NULL);
  c->k_low = c->k_high = NULL;
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
    emit_k_pieces(c, blocks.iv, end);
  } else {
    emit_n_block(c, blocks.iv, end);
  }
  weir_loop_end(e, &blocks, NULL);
}

// Sums of pieces are put aside for as many rows as there is room for.
static void emit_m_blocks(weir_contract_t* c) {
  weir_emitter_t* e = c->e;
  bool is_open = !weir_axis_is_closed(c->plan.stage, &c->plan.m);
  if (!is_open || !c->plan.k_block) {
    emit_n_blocks(c);
    return;
  }
  LLVMValueRef low = c->m_low, high = c->m_high;
  int64_t block = open_rows(&c->plan);
  weir_loop_t loop;
  weir_loop_begin(e, low, high, block, NULL, 0, &loop);
  LLVMValueRef end =
      LLVMBuildNSWAdd(e->builder, loop.iv, weir_emit_i64(e, block), "");
  c->m_low = loop.iv;
  c->m_high = weir_emit_min(e, end, high);
  emit_n_blocks(c);
  weir_loop_end(e, &loop, NULL);
  c->m_low = low;
  c->m_high = high;
}

// This workgroup's part of |axis|, which is number |i| of the partition;
// returns the length of the axis.
static LLVMValueRef part_of(weir_contract_t* c,
                            const weir_partition_t* partition, uint32_t i,
                            const weir_axis_t* axis, LLVMValueRef* out_low,
                            LLVMValueRef* out_high) {
  weir_emitter_t* e = c->e;
  bool is_closed = weir_axis_is_closed(c->plan.stage, axis);
  LLVMValueRef extent = weir_emit_i64(e, is_closed ? axis->extent : 1);
  for (uint32_t d = 0; !is_closed && d < axis->count; ++d) {
    extent = LLVMBuildNSWMul(e->builder, extent, c->extents[axis->dims[d]], "");
  }
  *out_low = weir_emit_i64(e, 0);
  *out_high = extent;
  if (!partition || partition->count[i] < 2) return extent;
  LLVMValueRef chunk = is_closed
                           ? weir_emit_i64(e, partition->chunk[i])
                           : weir_emit_even_chunk(e, extent, partition->unit[i],
                                                  partition->count[i]);
  *out_low = LLVMBuildNSWMul(e->builder, e->workgroup[i], chunk, "");
  LLVMValueRef end = LLVMBuildNSWAdd(e->builder, *out_low, chunk, "");
  // The last ones may find nothing left.
  if (!is_closed) *out_low = weir_emit_min(e, *out_low, extent);
  *out_high = weir_emit_min(e, end, extent);
  return extent;
}

static void emit_extents(weir_contract_t* c) {
  weir_emitter_t* e = c->e;
  const weir_stage_t* stage = c->plan.stage;
  weir_point_t point;
  weir_point_init(e, 1, &point);
  for (uint32_t d = 0; d < stage->rank; ++d) {
    c->extents[d] = stage->sizes[d] ? weir_emit_expr(e, &point, stage->sizes[d])
                                    : weir_emit_i64(e, stage->extents[d]);
  }
}

// Takes what the plan packs and puts aside from the workspace.
static void take_workspace(weir_contract_t* c) {
  weir_emitter_t* e = c->e;
  const weir_contract_plan_t* plan = &c->plan;
  int64_t bytes = weir_contract_bytes(c);
  int64_t tile_bytes = (int64_t)plan->vectors * e->target->vector_bytes;
  if (plan->packs_m) {
    c->m_rows = weir_emit_workspace(
        e, (uint64_t)(plan->rows * weir_contract_m_pitch(plan) * bytes));
  }
  if (plan->packs_n) {
    int64_t steps = plan->k_block ? plan->k_block * weir_contract_inner_k(plan)
                                  : plan->k.extent;
    int64_t panels =
        plan->tiles_per_block * steps * weir_contract_n_pitch(plan);
    c->n_panels = weir_emit_workspace(
        e, (uint64_t)(panels + plan->width) * (uint64_t)bytes);
  }
  if (plan->k_block) {
    bool is_open = !weir_axis_is_closed(plan->stage, &plan->m);
    int64_t rows = is_open ? open_rows(plan) : plan->m.extent;
    c->sums =
        weir_emit_workspace(e, (uint64_t)((rows + plan->rows) * tile_bytes));
  }
  if (plan->heavy_tail) {
    c->scratch = weir_emit_workspace(e, (uint64_t)(plan->rows * tile_bytes));
  }
}

bool weir_contract_emit(weir_emitter_t* e, const weir_stage_t* stage,
                        const weir_partition_t* partition) {
  weir_contract_t c = {.e = e};
  weir_contract_plan_t* plan = &c.plan;
  if (!weir_contract_plan(e->target, e->kernel, stage, plan)) return false;
  c.vector = weir_emit_type(e, plan->type, plan->width);
  take_workspace(&c);
  emit_extents(&c);
  LLVMValueRef low, high;
  c.n_extent = part_of(&c, partition, 0, &plan->n, &c.n_low, &c.n_high);
  part_of(&c, partition, 1, &plan->m, &c.m_low, &c.m_high);
  part_of(&c, partition, 2, &plan->batch, &low, &high);
  weir_loop_t loop;
  weir_loop_begin(e, low, high, 1, NULL, 0, &loop);
  weir_point_t point;
  weir_point_init(e, 1, &point);
  weir_contract_set_axis(&c, &point, &plan->batch, loop.iv);
  for (uint32_t i = 0; i < plan->batch.count; ++i) {
    uint32_t d = plan->batch.dims[i];
    c.batch[d] = point.dims[d];
  }
  emit_m_blocks(&c);
  weir_loop_end(e, &loop, NULL);
  return true;
}
