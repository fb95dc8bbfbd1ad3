#include "compiler/codegen/contract.h"

#include <string.h>

#include "compiler/codegen/contract_plan.h"

typedef struct contract_t {
  weir_emitter_t* e;
  weir_contract_plan_t plan;
  LLVMTypeRef vector;
  LLVMValueRef m_rows;    // packed rows of the m tile at hand
  LLVMValueRef n_panels;  // packed panels of the n block at hand
  LLVMValueRef scratch;   // sums of a tile, where the tail is heavy
  LLVMValueRef batch[WEIR_KERNEL_MAX_DIMS];   // by dimension
  LLVMValueRef n_low, n_high, m_low, m_high;  // of this workgroup
  LLVMValueRef block_low;                     // first n of the block at hand
  // Where k is done in pieces: sums so far, by row and lane of the tile, and
  // the steps of k's first dimension at hand.
  LLVMValueRef sums;
  LLVMValueRef k_low, k_high;
} contract_t;

// A tile: |rows| by |vectors|, the last of which may be partly off.
typedef struct tile_t {
  LLVMValueRef m, n;  // its corner
  uint32_t rows, vectors;
  uint32_t last_lanes;  // of the last vector; the width if all
} tile_t;

static uint32_t element_bytes(const contract_t* c) {
  return weir_scalar_bytes(c->plan.type);
}

// -- points -----------------------------------------------------------------

static void init_point(contract_t* c, uint32_t width, weir_point_t* point) {
  weir_point_init(c->e, width, point);
  for (uint32_t d = 0; d < c->plan.stage->rank; ++d) {
    point->dims[d] =
        d < c->e->kernel->outer_rank ? c->e->outer[d] : c->batch[d];
  }
}

// Sets the dimensions of |axis| to position |flat| of it.
static void set_axis(contract_t* c, weir_point_t* point,
                     const weir_axis_t* axis, LLVMValueRef flat) {
  LLVMBuilderRef b = c->e->builder;
  for (uint32_t i = axis->count; i-- > 0;) {
    uint32_t d = axis->dims[i];
    LLVMValueRef extent = weir_emit_i64(c->e, c->plan.stage->extents[d]);
    point->dims[d] = i == 0 ? flat : LLVMBuildURem(b, flat, extent, "");
    if (i > 0) flat = LLVMBuildUDiv(b, flat, extent, "");
  }
}

// The same where accesses walk the axis as its last dimension alone.
static void set_flat_axis(contract_t* c, weir_point_t* point,
                          const weir_axis_t* axis, LLVMValueRef flat) {
  for (uint32_t i = 0; i < axis->count; ++i) {
    point->dims[axis->dims[i]] =
        i + 1 == axis->count ? flat : weir_emit_i64(c->e, 0);
  }
}

// Lane l at position flat + l of the axis, whatever that is in each dimension.
static void set_axis_lanes(contract_t* c, weir_point_t* point,
                           const weir_axis_t* axis, LLVMValueRef flat) {
  LLVMBuilderRef b = c->e->builder;
  LLVMValueRef value = weir_emit_splat(c->e, flat, point->width);
  value = LLVMBuildAdd(b, value,
                       weir_emit_steps(c->e, c->e->i64, point->width, 1), "");
  for (uint32_t i = axis->count; i-- > 0;) {
    uint32_t d = axis->dims[i];
    LLVMValueRef extent =
        weir_emit_integer_like(value, c->plan.stage->extents[d]);
    point->lanes[d] = i == 0 ? value : LLVMBuildURem(b, value, extent, "");
    if (i > 0) value = LLVMBuildUDiv(b, value, extent, "");
  }
}

// -- packing ----------------------------------------------------------------

typedef struct packing_t {
  contract_t* c;
  weir_expr_t* side;
  weir_point_t point;
  LLVMValueRef target;  // of k = 0
  int64_t pitch;        // elements from k to k
  // The dimensions of k in the order they are walked, and how far a step of
  // each leads along the flat k.
  uint32_t order[WEIR_KERNEL_MAX_DIMS];
  int64_t steps[WEIR_KERNEL_MAX_DIMS];
} packing_t;

static void store_packed(contract_t* c, LLVMValueRef at, LLVMValueRef value) {
  value = weir_emit_splat(c->e, value, c->plan.width);
  LLVMValueRef store = LLVMBuildStore(c->e->builder, value, at);
  LLVMSetAlignment(store, element_bytes(c));
}

static const weir_access_t* access_under(const weir_expr_t* side) {
  while (side->op != WEIR_EXPR_LOAD) side = side->operands[0];
  return side->access;
}

static bool is_guarded(const weir_access_t* access, uint32_t dim) {
  for (const weir_guard_t* g = access->guards; g; g = g->next) {
    if (g->form.coefficients[dim] != 0) return true;
  }
  return false;
}

// Guarded dimensions outside: the masks are then the same for all of the
// innermost loop. Any order will do, the place of each k is fixed.
static void order_k(packing_t* p) {
  const weir_axis_t* axis = &p->c->plan.k;
  const weir_access_t* access = access_under(p->side);
  uint32_t count = 0;
  for (int pass = 1; pass >= 0; --pass) {
    int64_t step = p->c->plan.k.extent;
    for (uint32_t i = 0; i < axis->count; ++i) {
      uint32_t d = axis->dims[i];
      step /= p->c->plan.stage->extents[d];
      if (is_guarded(access, d) != (pass == 1)) continue;
      p->order[count] = d;
      p->steps[count++] = step;
    }
  }
}

static uint32_t unrolling_of(int64_t extent) {
  for (uint32_t factor = 8; factor > 1; factor /= 2) {
    if (extent % factor == 0) return factor;
  }
  return 1;
}

// One vector for every k, from flat position |k| on.
static void pack_all_k(packing_t* p, uint32_t level, LLVMValueRef k) {
  contract_t* c = p->c;
  weir_emitter_t* e = c->e;
  uint32_t d = p->order[level], bytes = element_bytes(c);
  int64_t extent = c->plan.stage->extents[d], step = p->steps[level];
  bool is_last = level + 1 == c->plan.k.count;
  uint32_t unrolled = is_last ? unrolling_of(extent) : 1;
  LLVMValueRef low = weir_emit_i64(e, 0), high = weir_emit_i64(e, extent);
  if (d == c->plan.k.dims[0] && c->k_low) {
    uint32_t piece = unrolling_of(c->plan.k_block);
    if (piece < unrolled) unrolled = is_last ? piece : 1;
    low = c->k_low;
    high = c->k_high;
  }
  weir_loop_t loop;
  weir_loop_begin(e, low, high, unrolled, NULL, 0, &loop);
  p->point.dims[d] = loop.iv;
  LLVMValueRef at = LLVMBuildNSWAdd(
      e->builder, k,
      LLVMBuildNSWMul(e->builder, LLVMBuildNSWSub(e->builder, loop.iv, low, ""),
                      weir_emit_i64(e, step), ""),
      "");
  if (!is_last) {
    pack_all_k(p, level + 1, at);
  } else {
    LLVMValueRef base = weir_emit_offset(
        e, p->target,
        LLVMBuildNSWMul(e->builder, at, weir_emit_i64(e, p->pitch), ""), bytes);
    for (uint32_t i = 0; i < unrolled; ++i) {
      p->point.deltas[d] = i;
      weir_point_reset(e, &p->point);
      LLVMValueRef value = weir_emit_expr(e, &p->point, p->side);
      LLVMValueRef offset = weir_emit_i64(e, i * step * p->pitch);
      store_packed(c, weir_emit_offset(e, base, offset, bytes), value);
    }
    p->point.deltas[d] = 0;
  }
  weir_loop_end(e, &loop, NULL);
}

// The panel of the n tile at |n|, [k][n]. A tile is a row of runs along the
// last dimension of n; each is copied with whole vectors, of which what is
// beyond the run's end is overwritten by the next run or lies in the slack.
static void pack_n_tile(contract_t* c, LLVMValueRef n, LLVMValueRef panel) {
  weir_emitter_t* e = c->e;
  LLVMBuilderRef b = e->builder;
  const weir_axis_t* axis = &c->plan.n;
  uint32_t last = axis->dims[axis->count - 1];
  LLVMValueRef tile =
      weir_emit_i64(e, (int64_t)c->plan.vectors * c->plan.width);
  LLVMValueRef length = weir_emit_min(
      e, tile, LLVMBuildNSWSub(b, weir_emit_i64(e, axis->extent), n, ""));
  LLVMBasicBlockRef before = LLVMGetInsertBlock(b);
  LLVMBasicBlockRef head =
      LLVMAppendBasicBlockInContext(e->context, e->function, "run");
  LLVMBasicBlockRef done =
      LLVMAppendBasicBlockInContext(e->context, e->function, "packed");
  LLVMBuildBr(b, head);
  LLVMPositionBuilderAtEnd(b, head);
  LLVMValueRef lane = LLVMBuildPhi(b, e->i64, "lane");
  LLVMValueRef zero = weir_emit_i64(e, 0);
  LLVMAddIncoming(lane, &zero, &before, 1);
  packing_t p = {.c = c, .side = c->plan.n_side};
  p.pitch = weir_contract_n_pitch(&c->plan);
  order_k(&p);
  init_point(c, c->plan.width, &p.point);
  set_axis(c, &p.point, axis, LLVMBuildNSWAdd(b, n, lane, ""));
  LLVMValueRef start = p.point.dims[last];
  LLVMValueRef to_row_end = LLVMBuildNSWSub(
      b, weir_emit_i64(e, c->plan.stage->extents[last]), start, "");
  LLVMValueRef run =
      weir_emit_min(e, to_row_end, LLVMBuildNSWSub(b, length, lane, ""));
  weir_loop_t loop;
  weir_loop_begin(e, zero, run, c->plan.width, NULL, 0, &loop);
  p.point.lane_dim = (int32_t)last;
  p.point.dims[last] = LLVMBuildNSWAdd(b, start, loop.iv, "");
  p.point.active =
      LLVMBuildTrunc(b, LLVMBuildNSWSub(b, run, loop.iv, ""), e->i32, "");
  p.target = weir_emit_offset(e, panel, LLVMBuildNSWAdd(b, lane, loop.iv, ""),
                              element_bytes(c));
  pack_all_k(&p, 0, zero);
  weir_loop_end(e, &loop, NULL);
  LLVMValueRef next = LLVMBuildNSWAdd(b, lane, run, "");
  LLVMBasicBlockRef latch = LLVMGetInsertBlock(b);
  LLVMAddIncoming(lane, &next, &latch, 1);
  LLVMValueRef more = LLVMBuildICmp(b, LLVMIntSLT, next, length, "");
  LLVMBuildCondBr(b, more, head, done);
  LLVMPositionBuilderAtEnd(b, done);
}

// Walks the dimensions of k but the last, then copies a run of the last one.
static void pack_row(packing_t* p, uint32_t level, LLVMValueRef k) {
  contract_t* c = p->c;
  weir_emitter_t* e = c->e;
  const weir_axis_t* axis = &c->plan.k;
  uint32_t d = axis->dims[level];
  int64_t extent = c->plan.stage->extents[d];
  bool is_last = level + 1 == axis->count;
  weir_loop_t loop;
  weir_loop_begin(e, weir_emit_i64(e, 0), weir_emit_i64(e, extent),
                  is_last ? c->plan.width : 1, NULL, 0, &loop);
  p->point.dims[d] = loop.iv;
  if (!is_last) {
    int64_t rest = 1;
    for (uint32_t i = level + 1; i < axis->count; ++i) {
      rest *= c->plan.stage->extents[axis->dims[i]];
    }
    LLVMValueRef step =
        LLVMBuildNSWMul(e->builder, loop.iv, weir_emit_i64(e, rest), "");
    pack_row(p, level + 1, LLVMBuildNSWAdd(e->builder, k, step, ""));
  } else {
    LLVMValueRef left =
        LLVMBuildNSWSub(e->builder, weir_emit_i64(e, extent), loop.iv, "");
    p->point.lane_dim = (int32_t)d;
    p->point.active = LLVMBuildTrunc(e->builder, left, e->i32, "");
    weir_point_reset(e, &p->point);
    LLVMValueRef value = weir_emit_expr(e, &p->point, p->side);
    LLVMValueRef at = LLVMBuildNSWAdd(e->builder, k, loop.iv, "");
    store_packed(c, weir_emit_offset(e, p->target, at, element_bytes(c)),
                 value);
  }
  weir_loop_end(e, &loop, NULL);
}

// |rows| rows of k from |m| on. Vectors run over the end of a row into the next
// one, which comes after it.
static void pack_m_rows(contract_t* c, LLVMValueRef m, uint32_t rows) {
  weir_emitter_t* e = c->e;
  weir_loop_t loop;
  weir_loop_begin(e, weir_emit_i64(e, 0), weir_emit_i64(e, rows), 1, NULL, 0,
                  &loop);
  packing_t p = {.c = c, .side = c->plan.m_side};
  init_point(c, c->plan.width, &p.point);
  set_axis(c, &p.point, &c->plan.m,
           LLVMBuildNSWAdd(e->builder, m, loop.iv, ""));
  LLVMValueRef pitch = weir_emit_i64(e, weir_contract_m_pitch(&c->plan));
  p.target = weir_emit_offset(e, c->m_rows,
                              LLVMBuildNSWMul(e->builder, loop.iv, pitch, ""),
                              element_bytes(c));
  pack_row(&p, 0, weir_emit_i64(e, 0));
  weir_loop_end(e, &loop, NULL);
}

// -- the tile ---------------------------------------------------------------

static LLVMValueRef multiply_add(contract_t* c, LLVMValueRef a, LLVMValueRef b,
                                 LLVMValueRef sum) {
  if (c->plan.is_float) return weir_emit_fma(c->e, a, b, sum);
  return LLVMBuildAdd(c->e->builder, sum, LLVMBuildMul(c->e->builder, a, b, ""),
                      "");
}

static LLVMValueRef m_pointer(contract_t* c, const tile_t* tile) {
  if (c->plan.packs_m) return c->m_rows;
  weir_point_t point;
  init_point(c, 1, &point);
  set_flat_axis(c, &point, &c->plan.m, tile->m);
  return weir_emit_address(c->e, &point, c->plan.m_side->access);
}

static LLVMValueRef n_pointer(contract_t* c, const tile_t* tile) {
  weir_emitter_t* e = c->e;
  if (c->plan.packs_n) {
    // Tile t of the block begins t * K rows behind the first.
    LLVMValueRef lanes = LLVMBuildNSWSub(e->builder, tile->n, c->block_low, "");
    int64_t width = (int64_t)c->plan.vectors * c->plan.width;
    LLVMValueRef t =
        LLVMBuildUDiv(e->builder, lanes, weir_emit_i64(e, width), "");
    int64_t panel = c->plan.k.extent * weir_contract_n_pitch(&c->plan);
    return weir_emit_offset(
        e, c->n_panels,
        LLVMBuildNSWMul(e->builder, t, weir_emit_i64(e, panel), ""),
        element_bytes(c));
  }
  weir_point_t point;
  init_point(c, 1, &point);
  set_flat_axis(c, &point, &c->plan.n, tile->n);
  return weir_emit_address(e, &point, c->plan.n_side->access);
}

static LLVMValueRef load_n(contract_t* c, LLVMValueRef at, uint32_t lanes) {
  weir_emitter_t* e = c->e;
  LLVMValueRef load = NULL;
  if (lanes == c->plan.width || c->plan.packs_n) {
    load = LLVMBuildLoad2(e->builder, c->vector, at, "");
    LLVMSetAlignment(load, element_bytes(c));
    return load;
  }
  LLVMTypeRef types[] = {c->vector, e->ptr};
  LLVMValueRef args[] = {
      at, weir_emit_i32(e, (int32_t)element_bytes(c)),
      weir_emit_active_mask(e, weir_emit_i32(e, (int32_t)lanes), c->plan.width),
      LLVMConstNull(c->vector)};
  return weir_emit_intrinsic(e, "llvm.masked.load", types, 2, args, 4);
}

static int64_t inner_k(const weir_contract_plan_t* plan) {
  return plan->k.extent / plan->stage->extents[plan->k.dims[0]];
}

// Where the sum so far of row and vector number |i| of the tile is kept.
static LLVMValueRef sums_pointer(contract_t* c, const tile_t* tile,
                                 uint32_t i) {
  weir_emitter_t* e = c->e;
  int64_t pitch = (int64_t)c->plan.vectors * c->plan.width;
  int64_t place =
      i / tile->vectors * pitch + i % tile->vectors * (int64_t)c->plan.width;
  LLVMValueRef row = LLVMBuildNSWSub(e->builder, tile->m, c->m_low, "");
  LLVMValueRef at =
      LLVMBuildNSWMul(e->builder, row, weir_emit_i64(e, pitch), "");
  at = weir_emit_offset(e, c->sums, at, element_bytes(c));
  return weir_emit_offset(e, at, weir_emit_i64(e, place), element_bytes(c));
}

// The sums of the tile, by row and vector.
static void sum_tile(contract_t* c, const tile_t* tile, LLVMValueRef* sums) {
  weir_emitter_t* e = c->e;
  const weir_contract_plan_t* plan = &c->plan;
  uint32_t bytes = element_bytes(c);
  int64_t row = plan->packs_m ? weir_contract_m_pitch(plan) : plan->m_stride;
  int64_t m_step = plan->packs_m ? 1 : plan->m_step;
  int64_t n_step = plan->packs_n ? weir_contract_n_pitch(plan) : plan->n_step;
  LLVMValueRef m = m_pointer(c, tile), n = n_pointer(c, tile);
  uint32_t count = tile->rows * tile->vectors;
  LLVMValueRef turns = weir_emit_i64(e, plan->k.extent);
  for (uint32_t i = 0; i < count; ++i) sums[i] = LLVMConstNull(c->vector);
  if (plan->k_block) {
    LLVMValueRef inner = weir_emit_i64(e, inner_k(plan));
    LLVMValueRef steps = LLVMBuildNSWSub(e->builder, c->k_high, c->k_low, "");
    turns = LLVMBuildNSWMul(e->builder, steps, inner, "");
    LLVMValueRef done = LLVMBuildNSWMul(
        e->builder, c->k_low, weir_emit_i64(e, inner_k(plan) * m_step), "");
    m = weir_emit_offset(e, m, done, bytes);
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
    vectors[v] = load_n(c, at, last ? tile->last_lanes : plan->width);
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
static void finish_vector(contract_t* c, const tile_t* tile, LLVMValueRef m,
                          uint32_t row, LLVMValueRef offset, uint32_t lanes,
                          LLVMValueRef sum) {
  weir_emitter_t* e = c->e;
  const weir_contract_plan_t* plan = &c->plan;
  const weir_stage_t* stage = plan->stage;
  weir_point_t point;
  init_point(c, plan->width, &point);
  if (plan->m_is_flat && plan->m.count > 0) {
    set_flat_axis(c, &point, &plan->m, m);
    point.deltas[plan->m.dims[plan->m.count - 1]] = row;
  } else {
    set_axis(c, &point, &plan->m,
             LLVMBuildNSWAdd(e->builder, m, weir_emit_i64(e, row), ""));
  }
  LLVMValueRef n = LLVMBuildNSWAdd(e->builder, tile->n, offset, "");
  if (plan->n_is_flat) {
    set_flat_axis(c, &point, &plan->n, n);
    point.lane_dim = (int32_t)plan->n.dims[plan->n.count - 1];
  } else {
    set_axis_lanes(c, &point, &plan->n, n);
  }
  if (lanes < plan->width) point.active = weir_emit_i32(e, (int32_t)lanes);
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
static void finish_heavy(contract_t* c, const tile_t* tile,
                         const LLVMValueRef* sums) {
  weir_emitter_t* e = c->e;
  uint32_t width = c->plan.width, bytes = element_bytes(c);
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
  bool partial = tile->last_lanes < width;
  uint32_t whole = tile->vectors - (partial ? 1 : 0);
  weir_loop_t vectors;
  weir_loop_begin(e, weir_emit_i64(e, 0), weir_emit_i64(e, whole * width),
                  width, NULL, 0, &vectors);
  LLVMValueRef at = LLVMBuildNSWAdd(e->builder, base, vectors.iv, "");
  LLVMValueRef sum = LLVMBuildLoad2(
      e->builder, c->vector, weir_emit_offset(e, c->scratch, at, bytes), "");
  finish_vector(c, tile, m, 0, vectors.iv, width, sum);
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

static void finish_tile(contract_t* c, const tile_t* tile,
                        const LLVMValueRef* sums) {
  if (c->plan.heavy_tail) {
    finish_heavy(c, tile, sums);
    return;
  }
  for (uint32_t r = 0; r < tile->rows; ++r) {
    for (uint32_t v = 0; v < tile->vectors; ++v) {
      bool last = v + 1 == tile->vectors;
      finish_vector(c, tile, tile->m, r, weir_emit_i64(c->e, v * c->plan.width),
                    last ? tile->last_lanes : c->plan.width,
                    sums[r * tile->vectors + v]);
    }
  }
}

static void emit_tile(contract_t* c, const tile_t* tile) {
  weir_emitter_t* e = c->e;
  LLVMValueRef sums[WEIR_EMIT_MAX_CARRIED];
  sum_tile(c, tile, sums);
  if (!c->plan.k_block) {
    finish_tile(c, tile, sums);
    return;
  }
  LLVMValueRef end =
      weir_emit_i64(e, c->plan.stage->extents[c->plan.k.dims[0]]);
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

// -- loops over tiles -------------------------------------------------------

// Everything from |low| to |high| along n, for the rows at |m|.
static void emit_n_tiles(contract_t* c, LLVMValueRef m, uint32_t rows,
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
  emit_tile(c, &(tile_t){m, loop.iv, rows, c->plan.vectors, width});
  weir_loop_end(e, &loop, NULL);
  uint32_t lanes = (uint32_t)(c->plan.n.extent % step);
  if (lanes == 0) return;
  weir_branch_t branch;
  weir_branch_begin(e, LLVMBuildICmp(b, LLVMIntSLT, middle, high, ""), &branch);
  uint32_t vectors = (lanes + width - 1) / width;
  emit_tile(c,
            &(tile_t){m, middle, rows, vectors, lanes - (vectors - 1) * width});
  weir_branch_end(e, &branch);
}

static void emit_rows(contract_t* c, LLVMValueRef m, uint32_t rows,
                      LLVMValueRef low, LLVMValueRef high) {
  if (c->plan.packs_m) pack_m_rows(c, m, rows);
  emit_n_tiles(c, m, rows, low, high);
}

static void emit_m_tiles(contract_t* c, LLVMValueRef low, LLVMValueRef high) {
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

static void clear_sums(contract_t* c) {
  weir_emitter_t* e = c->e;
  int64_t pitch = (int64_t)c->plan.vectors * c->plan.width;
  LLVMValueRef rows = LLVMBuildNSWSub(e->builder, c->m_high, c->m_low, "");
  LLVMValueRef count =
      LLVMBuildNSWMul(e->builder, rows, weir_emit_i64(e, pitch), "");
  weir_loop_t loop;
  weir_loop_begin(e, weir_emit_i64(e, 0), count, c->plan.width, NULL, 0, &loop);
  LLVMBuildStore(e->builder, LLVMConstNull(c->vector),
                 weir_emit_offset(e, c->sums, loop.iv, element_bytes(c)));
  weir_loop_end(e, &loop, NULL);
}

// Packs what there is from |low| to |high| along n and does it for all rows.
static void emit_n_block(contract_t* c, LLVMValueRef low, LLVMValueRef high) {
  weir_emitter_t* e = c->e;
  int64_t tile = (int64_t)c->plan.vectors * c->plan.width;
  weir_loop_t tiles;
  c->block_low = low;
  weir_loop_begin(e, low, high, tile, NULL, 0, &tiles);
  tile_t at = {.n = tiles.iv};
  pack_n_tile(c, tiles.iv, n_pointer(c, &at));
  weir_loop_end(e, &tiles, NULL);
  emit_m_tiles(c, low, high);
}

static void emit_n_blocks(contract_t* c) {
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
  contract_t c = {.e = e};
  weir_contract_plan_t* plan = &c.plan;
  if (!weir_contract_plan(e->target, e->kernel, stage, plan)) return false;
  c.vector = weir_emit_type(e, plan->type, plan->width);
  int64_t bytes = element_bytes(&c);
  if (plan->packs_m) {
    c.m_rows = weir_emit_workspace(
        e, (uint64_t)(plan->rows * weir_contract_m_pitch(plan) * bytes));
  }
  if (plan->packs_n) {
    c.n_panels = weir_emit_workspace(
        e, (uint64_t)(plan->tiles_per_block *
                          (plan->k_block ? plan->k_block * inner_k(plan)
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
  set_axis(&c, &point, &plan->batch, loop.iv);
  for (uint32_t i = 0; i < plan->batch.count; ++i) {
    uint32_t d = plan->batch.dims[i];
    c.batch[d] = point.dims[d];
  }
  emit_n_blocks(&c);
  weir_loop_end(e, &loop, NULL);
  return true;
}
