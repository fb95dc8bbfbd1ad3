// Packing of the operands of contractions.
#include "compiler/codegen/contract_impl.h"

// -- points -----------------------------------------------------------------

void weir_contract_init_point(weir_contract_t* c, uint32_t width,
                              weir_point_t* point) {
  weir_point_init(c->e, width, point);
  for (uint32_t d = 0; d < c->plan.stage->rank; ++d) {
    point->dims[d] =
        d < c->e->kernel->outer_rank ? c->e->outer[d] : c->batch[d];
  }
}

void weir_contract_set_axis(weir_contract_t* c, weir_point_t* point,
                            const weir_axis_t* axis, LLVMValueRef flat) {
  LLVMBuilderRef b = c->e->builder;
  for (uint32_t i = axis->count; i-- > 0;) {
    uint32_t d = axis->dims[i];
    LLVMValueRef extent = c->extents[d];
    point->dims[d] = i == 0 ? flat : LLVMBuildURem(b, flat, extent, "");
    if (i > 0) flat = LLVMBuildUDiv(b, flat, extent, "");
  }
}

void weir_contract_set_flat_axis(weir_contract_t* c, weir_point_t* point,
                                 const weir_axis_t* axis, LLVMValueRef flat) {
  for (uint32_t i = 0; i < axis->count; ++i) {
    point->dims[axis->dims[i]] =
        i + 1 == axis->count ? flat : weir_emit_i64(c->e, 0);
  }
}

void weir_contract_set_axis_lanes(weir_contract_t* c, weir_point_t* point,
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
  weir_contract_t* c;
  weir_expr_t* side;
  weir_point_t point;
  LLVMValueRef target;  // of k = 0
  int64_t pitch;        // elements from k to k
} packing_t;

enum { MAX_WRITTEN_OUT = 9 };

static void store_packed(weir_contract_t* c, LLVMValueRef at,
                         LLVMValueRef value) {
  value = weir_emit_splat(c->e, value, c->plan.width);
  LLVMValueRef store = LLVMBuildStore(c->e->builder, value, at);
  LLVMSetAlignment(store, weir_contract_bytes(c));
}

static uint32_t unrolling_of(int64_t extent) {
  for (uint32_t factor = 8; factor > 1; factor /= 2) {
    if (extent % factor == 0) return factor;
  }
  return 1;
}

// Sets the dimensions of k from |level| on to position |flat| of them.
static void set_inner_k(packing_t* p, uint32_t level, int64_t flat) {
  const weir_axis_t* axis = &p->c->plan.k;
  for (uint32_t j = axis->count; j-- > level;) {
    int64_t extent = p->c->plan.stage->extents[axis->dims[j]];
    p->point.deltas[axis->dims[j]] = j == level ? flat : flat % extent;
    flat /= extent;
  }
}

// |count| vectors for neighbouring k from |at| on, written out.
static void pack_written_out(packing_t* p, uint32_t level, LLVMValueRef at,
                             int64_t count) {
  weir_contract_t* c = p->c;
  weir_emitter_t* e = c->e;
  uint32_t bytes = weir_contract_bytes(c);
  LLVMValueRef base = weir_emit_offset(
      e, p->target,
      LLVMBuildNSWMul(e->builder, at, weir_emit_i64(e, p->pitch), ""), bytes);
  for (int64_t i = 0; i < count; ++i) {
    set_inner_k(p, level, i);
    weir_point_reset(e, &p->point);
    LLVMValueRef value = weir_emit_expr(e, &p->point, p->side);
    LLVMValueRef offset = weir_emit_i64(e, i * p->pitch);
    store_packed(c, weir_emit_offset(e, base, offset, bytes), value);
  }
  set_inner_k(p, level, 0);
}

// One vector for every k, from flat position |k| on, in order: the taps of a
// window lie in a page or two, while channels are pages apart. Small windows
// are written out, so that their masks are the same for all channels.
static void pack_all_k(packing_t* p, uint32_t level, LLVMValueRef k) {
  weir_contract_t* c = p->c;
  weir_emitter_t* e = c->e;
  const weir_axis_t* axis = &c->plan.k;
  int64_t inner = 1;
  for (uint32_t i = level + 1; i < axis->count; ++i) {
    inner *= c->plan.stage->extents[axis->dims[i]];
  }
  uint32_t d = axis->dims[level];
  int64_t extent = c->plan.stage->extents[d];
  LLVMValueRef low = weir_emit_i64(e, 0), high = weir_emit_i64(e, extent);
  bool is_piece = level == 0 && c->k_low;
  if (level > 0 && inner * extent <= MAX_WRITTEN_OUT) {
    for (uint32_t i = level; i < axis->count; ++i) {
      p->point.dims[axis->dims[i]] = NULL;
    }
    pack_written_out(p, level, k, inner * extent);
    return;
  }
  bool is_last = level + 1 == axis->count;
  bool is_open = c->plan.stage->sizes[d] != NULL;
  uint32_t unrolled = is_last && !is_open ? unrolling_of(extent) : 1;
  if (is_piece) {
    uint32_t piece = unrolling_of(c->plan.k_block);
    if (piece < unrolled) unrolled = piece;
    low = c->k_low;
    high = c->k_high;
  }
  weir_loop_t loop;
  weir_loop_begin(e, low, high, unrolled, NULL, 0, &loop);
  p->point.dims[d] = loop.iv;
  LLVMValueRef steps = LLVMBuildNSWSub(e->builder, loop.iv, low, "");
  LLVMValueRef at = LLVMBuildNSWAdd(
      e->builder, k,
      LLVMBuildNSWMul(e->builder, steps, weir_emit_i64(e, inner), ""), "");
  if (is_last) {
    pack_written_out(p, level, at, unrolled);
  } else {
    pack_all_k(p, level + 1, at);
  }
  weir_loop_end(e, &loop, NULL);
}

// The panel of the n tile at |n|, [k][n]. A tile is a row of runs along the
// last dimension of n; each is copied with whole vectors, of which what is
// beyond the run's end is overwritten by the next run or lies in the slack.
void weir_contract_pack_n(weir_contract_t* c, LLVMValueRef n,
                          LLVMValueRef panel) {
  weir_emitter_t* e = c->e;
  LLVMBuilderRef b = e->builder;
  const weir_axis_t* axis = &c->plan.n;
  uint32_t last = axis->dims[axis->count - 1];
  LLVMValueRef tile =
      weir_emit_i64(e, (int64_t)c->plan.vectors * c->plan.width);
  LLVMValueRef length =
      weir_emit_min(e, tile, LLVMBuildNSWSub(b, c->n_extent, n, ""));
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
  weir_contract_init_point(c, c->plan.width, &p.point);
  weir_contract_set_axis(c, &p.point, axis, LLVMBuildNSWAdd(b, n, lane, ""));
  LLVMValueRef start = p.point.dims[last];
  LLVMValueRef to_row_end = LLVMBuildNSWSub(b, c->extents[last], start, "");
  LLVMValueRef run =
      weir_emit_min(e, to_row_end, LLVMBuildNSWSub(b, length, lane, ""));
  weir_loop_t loop;
  weir_loop_begin(e, zero, run, c->plan.width, NULL, 0, &loop);
  p.point.lane_dim = (int32_t)last;
  p.point.dims[last] = LLVMBuildNSWAdd(b, start, loop.iv, "");
  p.point.active =
      LLVMBuildTrunc(b, LLVMBuildNSWSub(b, run, loop.iv, ""), e->i32, "");
  p.target = weir_emit_offset(e, panel, LLVMBuildNSWAdd(b, lane, loop.iv, ""),
                              weir_contract_bytes(c));
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
  weir_contract_t* c = p->c;
  weir_emitter_t* e = c->e;
  const weir_axis_t* axis = &c->plan.k;
  uint32_t d = axis->dims[level];
  bool is_last = level + 1 == axis->count, is_piece = level == 0 && c->k_low;
  LLVMValueRef low = is_piece ? c->k_low : weir_emit_i64(e, 0);
  LLVMValueRef high = is_piece ? c->k_high : c->extents[d];
  weir_loop_t loop;
  weir_loop_begin(e, low, high, is_last ? c->plan.width : 1, NULL, 0, &loop);
  p->point.dims[d] = loop.iv;
  LLVMValueRef at = LLVMBuildNSWSub(e->builder, loop.iv, low, "");
  if (!is_last) {
    int64_t rest = 1;
    for (uint32_t i = level + 1; i < axis->count; ++i) {
      rest *= c->plan.stage->extents[axis->dims[i]];
    }
    LLVMValueRef step =
        LLVMBuildNSWMul(e->builder, at, weir_emit_i64(e, rest), "");
    pack_row(p, level + 1, LLVMBuildNSWAdd(e->builder, k, step, ""));
  } else {
    LLVMValueRef left = LLVMBuildNSWSub(e->builder, high, loop.iv, "");
    p->point.lane_dim = (int32_t)d;
    p->point.active = LLVMBuildTrunc(e->builder, left, e->i32, "");
    weir_point_reset(e, &p->point);
    LLVMValueRef value = weir_emit_expr(e, &p->point, p->side);
    at = LLVMBuildNSWAdd(e->builder, k, at, "");
    store_packed(c, weir_emit_offset(e, p->target, at, weir_contract_bytes(c)),
                 value);
  }
  weir_loop_end(e, &loop, NULL);
}

// |rows| rows of k from |m| on. Vectors run over the end of a row into the next
// one, which comes after it.
void weir_contract_pack_m(weir_contract_t* c, LLVMValueRef m, uint32_t rows) {
  weir_emitter_t* e = c->e;
  weir_loop_t loop;
  weir_loop_begin(e, weir_emit_i64(e, 0), weir_emit_i64(e, rows), 1, NULL, 0,
                  &loop);
  packing_t p = {.c = c, .side = c->plan.m_side};
  weir_contract_init_point(c, c->plan.width, &p.point);
  weir_contract_set_axis(c, &p.point, &c->plan.m,
                         LLVMBuildNSWAdd(e->builder, m, loop.iv, ""));
  LLVMValueRef pitch = weir_emit_i64(e, weir_contract_m_pitch(&c->plan));
  p.target = weir_emit_offset(e, c->m_rows,
                              LLVMBuildNSWMul(e->builder, loop.iv, pitch, ""),
                              weir_contract_bytes(c));
  pack_row(&p, 0, weir_emit_i64(e, 0));
  weir_loop_end(e, &loop, NULL);
}
