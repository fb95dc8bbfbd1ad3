// One tile of a contraction in registers: its sums, and what follows them.
#include <string.h>

#include "compiler/codegen/contract_impl.h"

static LLVMValueRef multiply_add(weir_contract_t* c, LLVMValueRef a,
                                 LLVMValueRef b, LLVMValueRef sum) {
  if (c->plan.is_float) return weir_emit_fma(c->e, a, b, sum);
  return LLVMBuildAdd(c->e->builder, sum, LLVMBuildMul(c->e->builder, a, b, ""),
                      "");
}

static LLVMValueRef m_pointer(weir_contract_t* c,
                              const weir_contract_tile_t* tile) {
  if (c->plan.packs_m) return c->m_rows;
  weir_point_t point;
  weir_contract_init_point(c, 1, &point);
  weir_contract_set_flat_axis(c, &point, &c->plan.m, tile->m);
  return weir_emit_address(c->e, &point, c->plan.m_side->access);
}

LLVMValueRef weir_contract_panel(weir_contract_t* c,
                                 const weir_contract_tile_t* tile) {
  weir_emitter_t* e = c->e;
  if (c->plan.packs_n) {
    // Tile t of the block begins t * K rows behind the first.
    LLVMValueRef lanes = LLVMBuildNSWSub(e->builder, tile->n, c->block_low, "");
    int64_t width = (int64_t)c->plan.vectors * c->plan.width;
    LLVMValueRef t =
        LLVMBuildUDiv(e->builder, lanes, weir_emit_i64(e, width), "");
    int64_t panel = c->plan.k.extent * weir_contract_n_pitch(&c->plan);
    LLVMValueRef at =
        LLVMBuildNSWMul(e->builder, t, weir_emit_i64(e, panel), "");
    if (!weir_axis_is_closed(c->plan.stage, &c->plan.n)) {
      // Its rest is done vector by vector of the last tile.
      LLVMValueRef within =
          LLVMBuildURem(e->builder, lanes, weir_emit_i64(e, width), "");
      at = LLVMBuildNSWAdd(e->builder, at, within, "");
    }
    return weir_emit_offset(e, c->n_panels, at, weir_contract_bytes(c));
  }
  weir_point_t point;
  weir_contract_init_point(c, 1, &point);
  weir_contract_set_flat_axis(c, &point, &c->plan.n, tile->n);
  return weir_emit_address(e, &point, c->plan.n_side->access);
}

static LLVMValueRef load_n(weir_contract_t* c, LLVMValueRef at,
                           LLVMValueRef lanes) {
  weir_emitter_t* e = c->e;
  LLVMValueRef load = NULL;
  if (!lanes || c->plan.packs_n) {
    load = LLVMBuildLoad2(e->builder, c->vector, at, "");
    LLVMSetAlignment(load, weir_contract_bytes(c));
    return load;
  }
  LLVMTypeRef types[] = {c->vector, e->ptr};
  LLVMValueRef args[] = {at, weir_emit_i32(e, (int32_t)weir_contract_bytes(c)),
                         weir_emit_active_mask(e, lanes, c->plan.width),
                         LLVMConstNull(c->vector)};
  return weir_emit_intrinsic(e, "llvm.masked.load", types, 2, args, 4);
}

// Where the sum so far of row and vector number |i| of the tile is kept.
static LLVMValueRef sums_pointer(weir_contract_t* c,
                                 const weir_contract_tile_t* tile, uint32_t i) {
  weir_emitter_t* e = c->e;
  int64_t pitch = (int64_t)c->plan.vectors * c->plan.width;
  int64_t place =
      i / tile->vectors * pitch + i % tile->vectors * (int64_t)c->plan.width;
  LLVMValueRef row = LLVMBuildNSWSub(e->builder, tile->m, c->m_low, "");
  LLVMValueRef at =
      LLVMBuildNSWMul(e->builder, row, weir_emit_i64(e, pitch), "");
  at = LLVMBuildNSWAdd(e->builder, at,
                       LLVMBuildNSWSub(e->builder, tile->n, c->block_low, ""),
                       "");
  at = weir_emit_offset(e, c->sums, at, weir_contract_bytes(c));
  return weir_emit_offset(e, at, weir_emit_i64(e, place),
                          weir_contract_bytes(c));
}

// The sums of the tile, by row and vector.
static void sum_tile(weir_contract_t* c, const weir_contract_tile_t* tile,
                     LLVMValueRef* sums) {
  weir_emitter_t* e = c->e;
  const weir_contract_plan_t* plan = &c->plan;
  uint32_t bytes = weir_contract_bytes(c);
  int64_t row = plan->packs_m ? weir_contract_m_pitch(plan) : plan->m_stride;
  int64_t m_step = plan->packs_m ? 1 : plan->m_step;
  int64_t n_step = plan->packs_n ? weir_contract_n_pitch(plan) : plan->n_step;
  LLVMValueRef m = m_pointer(c, tile), n = weir_contract_panel(c, tile);
  uint32_t count = tile->rows * tile->vectors;
  LLVMValueRef turns =
      weir_emit_i64(e, plan->k.extent);  // closed, or in pieces
  for (uint32_t i = 0; i < count; ++i) sums[i] = LLVMConstNull(c->vector);
  if (plan->k_block) {
    LLVMValueRef inner = weir_emit_i64(e, weir_contract_inner_k(plan));
    LLVMValueRef steps = LLVMBuildNSWSub(e->builder, c->k_high, c->k_low, "");
    turns = LLVMBuildNSWMul(e->builder, steps, inner, "");
    if (!plan->packs_m) {
      LLVMValueRef done = LLVMBuildNSWMul(
          e->builder, c->k_low,
          weir_emit_i64(e, weir_contract_inner_k(plan) * m_step), "");
      m = weir_emit_offset(e, m, done, bytes);
    }
    for (uint32_t i = 0; i < count; ++i) {
      sums[i] =
          LLVMBuildLoad2(e->builder, c->vector, sums_pointer(c, tile, i), "");
    }
  }
  weir_loop_t loop;
  weir_loop_begin(e, weir_emit_i64(e, 0), turns, 1, sums, count, &loop);
  memcpy(sums, loop.carried, count * sizeof(*sums));
  LLVMValueRef mk = weir_emit_offset(
      e, m, LLVMBuildNSWMul(e->builder, loop.iv, weir_emit_i64(e, m_step), ""),
      bytes);
  LLVMValueRef nk = weir_emit_offset(
      e, n, LLVMBuildNSWMul(e->builder, loop.iv, weir_emit_i64(e, n_step), ""),
      bytes);
  LLVMValueRef vectors[WEIR_EMIT_MAX_CARRIED];
  for (uint32_t v = 0; v < tile->vectors; ++v) {
    LLVMValueRef at =
        weir_emit_offset(e, nk, weir_emit_i64(e, v * plan->width), bytes);
    bool last = v + 1 == tile->vectors;
    vectors[v] = load_n(c, at, last ? tile->last_lanes : NULL);
  }
  for (uint32_t r = 0; r < tile->rows; ++r) {
    LLVMValueRef at = weir_emit_offset(e, mk, weir_emit_i64(e, r * row), bytes);
    LLVMValueRef scalar =
        LLVMBuildLoad2(e->builder, weir_emit_type(e, plan->type, 1), at, "");
    scalar = weir_emit_splat(e, scalar, plan->width);
    for (uint32_t v = 0; v < tile->vectors; ++v) {
      LLVMValueRef* sum = &sums[r * tile->vectors + v];
      *sum = multiply_add(c, scalar, vectors[v], *sum);
    }
  }
  weir_loop_end(e, &loop, sums);
  memcpy(sums, loop.carried, count * sizeof(*sums));
}

// What follows the sum, for the vector at (m + row, n + |offset|).
static void finish_vector(weir_contract_t* c, const weir_contract_tile_t* tile,
                          LLVMValueRef m, uint32_t row, LLVMValueRef offset,
                          LLVMValueRef lanes, LLVMValueRef sum) {
  weir_emitter_t* e = c->e;
  const weir_contract_plan_t* plan = &c->plan;
  const weir_stage_t* stage = plan->stage;
  weir_point_t point;
  weir_contract_init_point(c, plan->width, &point);
  if (plan->m_is_flat && plan->m.count > 0) {
    weir_contract_set_flat_axis(c, &point, &plan->m, m);
    point.deltas[plan->m.dims[plan->m.count - 1]] = row;
  } else {
    weir_contract_set_axis(
        c, &point, &plan->m,
        LLVMBuildNSWAdd(e->builder, m, weir_emit_i64(e, row), ""));
  }
  LLVMValueRef n = LLVMBuildNSWAdd(e->builder, tile->n, offset, "");
  if (plan->n_is_flat) {
    weir_contract_set_flat_axis(c, &point, &plan->n, n);
    point.lane_dim = (int32_t)plan->n.dims[plan->n.count - 1];
  } else {
    weir_contract_set_axis_lanes(c, &point, &plan->n, n);
  }
  point.active = lanes;
  const weir_expr_t* init = stage->accumulators[0].init;
  if (!weir_expr_is_constant(init, 0)) {
    LLVMValueRef start = weir_emit_splat(
        e, weir_emit_expr(e, &point, (weir_expr_t*)init), plan->width);
    sum = plan->is_float ? LLVMBuildFAdd(e->builder, start, sum, "")
                         : LLVMBuildAdd(e->builder, start, sum, "");
  }
  point.accumulators[0] = sum;
  LLVMValueRef values[WEIR_KERNEL_MAX_ACCUMULATORS];
  for (uint32_t i = 0; i < stage->store_count; ++i) {
    values[i] = weir_emit_expr(e, &point, stage->stores[i].value);
  }
  for (uint32_t i = 0; i < stage->store_count; ++i) {
    weir_emit_store(e, &point, stage->stores[i].access, values[i]);
  }
}

// The sums go through memory and one copy of the code finishes all of them.
static void finish_heavy(weir_contract_t* c, const weir_contract_tile_t* tile,
                         const LLVMValueRef* sums) {
  weir_emitter_t* e = c->e;
  uint32_t width = c->plan.width, bytes = weir_contract_bytes(c);
  for (uint32_t i = 0; i < tile->rows * tile->vectors; ++i) {
    LLVMBuildStore(
        e->builder, sums[i],
        weir_emit_offset(e, c->scratch, weir_emit_i64(e, i * width), bytes));
  }
  weir_loop_t rows;
  weir_loop_begin(e, weir_emit_i64(e, 0), weir_emit_i64(e, tile->rows), 1, NULL,
                  0, &rows);
  LLVMValueRef m = LLVMBuildNSWAdd(e->builder, tile->m, rows.iv, "");
  LLVMValueRef base = LLVMBuildNSWMul(
      e->builder, rows.iv, weir_emit_i64(e, tile->vectors * width), "");
  bool partial = tile->last_lanes != NULL;
  uint32_t whole = tile->vectors - (partial ? 1 : 0);
  weir_loop_t vectors;
  weir_loop_begin(e, weir_emit_i64(e, 0), weir_emit_i64(e, whole * width),
                  width, NULL, 0, &vectors);
  LLVMValueRef at = LLVMBuildNSWAdd(e->builder, base, vectors.iv, "");
  LLVMValueRef sum = LLVMBuildLoad2(
      e->builder, c->vector, weir_emit_offset(e, c->scratch, at, bytes), "");
  finish_vector(c, tile, m, 0, vectors.iv, NULL, sum);
  weir_loop_end(e, &vectors, NULL);
  if (partial) {
    LLVMValueRef offset = weir_emit_i64(e, whole * width);
    at = LLVMBuildNSWAdd(e->builder, base, offset, "");
    sum = LLVMBuildLoad2(e->builder, c->vector,
                         weir_emit_offset(e, c->scratch, at, bytes), "");
    finish_vector(c, tile, m, 0, offset, tile->last_lanes, sum);
  }
  weir_loop_end(e, &rows, NULL);
}

static void finish_tile(weir_contract_t* c, const weir_contract_tile_t* tile,
                        const LLVMValueRef* sums) {
  if (c->plan.heavy_tail) {
    finish_heavy(c, tile, sums);
    return;
  }
  for (uint32_t r = 0; r < tile->rows; ++r) {
    for (uint32_t v = 0; v < tile->vectors; ++v) {
      bool last = v + 1 == tile->vectors;
      finish_vector(c, tile, tile->m, r, weir_emit_i64(c->e, v * c->plan.width),
                    last ? tile->last_lanes : NULL,
                    sums[r * tile->vectors + v]);
    }
  }
}

void weir_contract_emit_tile(weir_contract_t* c,
                             const weir_contract_tile_t* tile) {
  weir_emitter_t* e = c->e;
  LLVMValueRef sums[WEIR_EMIT_MAX_CARRIED];
  sum_tile(c, tile, sums);
  if (!c->plan.k_block) {
    finish_tile(c, tile, sums);
    return;
  }
  LLVMValueRef end = c->extents[c->plan.k.dims[0]];
  weir_branch_t branch;
  weir_branch_begin(
      e, LLVMBuildICmp(e->builder, LLVMIntSLT, c->k_high, end, ""), &branch);
  for (uint32_t i = 0; i < tile->rows * tile->vectors; ++i) {
    LLVMBuildStore(e->builder, sums[i], sums_pointer(c, tile, i));
  }
  weir_branch_end(e, &branch);
  weir_branch_begin(e, LLVMBuildICmp(e->builder, LLVMIntEQ, c->k_high, end, ""),
                    &branch);
  finish_tile(c, tile, sums);
  weir_branch_end(e, &branch);
}
