// Emission of a stage as one vectorised loop nest.
//
// Parallel dimensions are loops in order, the one that fills the lanes
// innermost; inside stand the accumulators, the loops over reduced dimensions
// in order (or all their points, where they are few), and the stores. Several
// neighbouring points may be done at once ("block"), which shares loads and
// hides latency. The order in which a value is accumulated depends on the stage
// alone, never on how its points are shared out.
#include <math.h>

#include "compiler/codegen/emit.h"
#include "compiler/codegen/nest_plan.h"

typedef struct nest_t {
  weir_emitter_t* e;
  const weir_stage_t* stage;
  const weir_partition_t* partition;
  weir_nest_plan_t plan;
  LLVMValueRef dims[WEIR_KERNEL_MAX_DIMS];
  LLVMValueRef extents[WEIR_KERNEL_MAX_DIMS];
  LLVMValueRef active;  // of the vector being done, NULL: all lanes
  uint32_t width;       // lanes now: the plan's, or 1 in a scalar tail
  uint32_t block;       // points now
  // Parallel dimensions from the outermost loop to the innermost.
  uint32_t order[WEIR_KERNEL_MAX_DIMS];
  uint32_t order_count;
  // Reduced ones, |lane_dim| last where lanes reduce.
  uint32_t reduced[WEIR_KERNEL_MAX_DIMS];
  uint32_t reduced_count;
  weir_point_t* points;  // |block| of them
} nest_t;

// -- accumulators -----------------------------------------------------------

// What changes nothing when joined.
static LLVMValueRef identity(weir_emitter_t* e, weir_expr_op_t op,
                             weir_scalar_type_t type, uint32_t width) {
  LLVMTypeRef scalar = weir_emit_type(e, type, 1);
  LLVMValueRef value = NULL;
  if (weir_scalar_is_float(type)) {
    double x = op == WEIR_EXPR_MULF ? 1 : 0;
    if (op == WEIR_EXPR_MAXIMUMF || op == WEIR_EXPR_MAXNUMF) x = -INFINITY;
    if (op == WEIR_EXPR_MINIMUMF || op == WEIR_EXPR_MINNUMF) x = INFINITY;
    value = LLVMConstReal(scalar, x);
  } else {
    uint32_t bits = LLVMGetIntTypeWidth(scalar);
    uint64_t sign = UINT64_C(1) << (bits - 1);
    uint64_t x = 0;
    if (op == WEIR_EXPR_MULI) x = 1;
    if (op == WEIR_EXPR_ANDI || op == WEIR_EXPR_MINUI) x = UINT64_MAX;
    if (op == WEIR_EXPR_MAXSI) x = sign;
    if (op == WEIR_EXPR_MINSI) x = sign - 1;
    value = LLVMConstInt(scalar, x, false);
  }
  return weir_emit_splat(e, value, width);
}

static LLVMValueRef join(weir_emitter_t* e, weir_expr_op_t op,
                         weir_scalar_type_t type, LLVMValueRef a,
                         LLVMValueRef b) {
  weir_expr_t expr = {.op = op, .type = type};
  return weir_emit_operator(e, &expr, a, b, NULL);
}

// Joins the lanes pairwise, halves first.
static LLVMValueRef join_lanes(weir_emitter_t* e, weir_expr_op_t op,
                               weir_scalar_type_t type, LLVMValueRef vector) {
  for (uint32_t n = weir_emit_width(vector) / 2; n > 0; n /= 2) {
    LLVMValueRef halves[2];
    for (uint32_t h = 0; h < 2; ++h) {
      LLVMValueRef lanes[64];
      for (uint32_t i = 0; i < n; ++i) {
        lanes[i] = weir_emit_i32(e, (int32_t)(h * n + i));
      }
      halves[h] = LLVMBuildShuffleVector(e->builder, vector,
                                         LLVMGetPoison(LLVMTypeOf(vector)),
                                         LLVMConstVector(lanes, n), "");
    }
    vector = join(e, op, type, halves[0], halves[1]);
  }
  return LLVMBuildExtractElement(e->builder, vector, weir_emit_i64(e, 0), "");
}

static void set_point(nest_t* nest, weir_point_t* point, uint32_t copy) {
  const weir_nest_plan_t* plan = &nest->plan;
  weir_point_reset(nest->e, point);
  point->width = nest->width;
  point->lane_dim = nest->width > 1 ? plan->lane_dim : -1;
  point->active = nest->active;
  for (uint32_t d = 0; d < nest->stage->rank; ++d) {
    point->dims[d] = nest->dims[d];
    point->deltas[d] = 0;
  }
  if (nest->block > 1) {
    bool vectors = plan->block_dim == plan->lane_dim;
    point->deltas[plan->block_dim] = copy * (vectors ? nest->width : 1);
  }
}

// One update of every accumulator of every copy; |values| by copy, then
// accumulator.
static void update(nest_t* nest, const int64_t* unrolled,
                   LLVMValueRef* values) {
  weir_emitter_t* e = nest->e;
  uint32_t count = nest->stage->accumulator_count;
  for (uint32_t b = 0; b < nest->block; ++b) {
    weir_point_t* point = &nest->points[b];
    set_point(nest, point, b);
    for (uint32_t i = 0; unrolled && i < nest->reduced_count; ++i) {
      point->deltas[nest->reduced[i]] = unrolled[i];
    }
    for (uint32_t i = 0; i < count; ++i) {
      point->accumulators[i] = values[b * count + i];
    }
    for (uint32_t i = 0; i < count; ++i) {
      LLVMValueRef* value = &values[b * count + i];
      LLVMValueRef old = *value;
      *value = weir_emit_expr(e, point, nest->stage->accumulators[i].update);
      *value = weir_emit_splat(e, *value, weir_emit_width(old));
      if (!nest->plan.lanes_reduce || !nest->active) continue;
      LLVMValueRef mask = weir_emit_active_mask(e, nest->active, nest->width);
      *value = LLVMBuildSelect(e->builder, mask, *value, old, "");
    }
  }
}

// Whether the extent of |dim| is known to be a multiple of |step|.
static bool is_multiple(const nest_t* nest, uint32_t dim, int64_t step) {
  if (step == 1) return true;
  return !nest->stage->sizes[dim] && nest->stage->extents[dim] % step == 0;
}

// low + (high - low) rounded down to a multiple of |step|.
static LLVMValueRef whole_steps(nest_t* nest, LLVMValueRef low,
                                LLVMValueRef high, int64_t step) {
  LLVMBuilderRef b = nest->e->builder;
  LLVMValueRef length = LLVMBuildNSWSub(b, high, low, "");
  LLVMValueRef unit = weir_emit_i64(nest->e, step);
  LLVMValueRef rest = LLVMBuildURem(b, length, unit, "");
  return LLVMBuildNSWSub(b, high, rest, "");
}

static void update_unrolled(nest_t* nest, LLVMValueRef* values) {
  int64_t at[WEIR_KERNEL_MAX_DIMS] = {0};
  const int64_t* extents = nest->stage->extents;
  for (uint32_t i = 0; i < nest->reduced_count; ++i) {
    nest->dims[nest->reduced[i]] = NULL;
    if (extents[nest->reduced[i]] == 0) return;
  }
  while (true) {
    update(nest, at, values);
    uint32_t i = nest->reduced_count;
    while (i > 0 && ++at[i - 1] == extents[nest->reduced[i - 1]]) at[--i] = 0;
    if (i == 0) return;
  }
}

static void update_looped(nest_t* nest, uint32_t level, LLVMValueRef* values) {
  weir_emitter_t* e = nest->e;
  if (level == nest->reduced_count) {
    update(nest, NULL, values);
    return;
  }
  uint32_t dim = nest->reduced[level];
  uint32_t count = nest->stage->accumulator_count * nest->block;
  bool in_lanes =
      nest->plan.lanes_reduce && (int32_t)dim == nest->plan.lane_dim;
  int64_t step = in_lanes ? nest->width : 1;
  LLVMValueRef extent = nest->extents[dim];
  LLVMValueRef whole = whole_steps(nest, weir_emit_i64(e, 0), extent, step);
  weir_loop_t loop;
  weir_loop_begin(e, weir_emit_i64(e, 0), whole, step, values, count, &loop);
  nest->dims[dim] = loop.iv;
  LLVMValueRef next[WEIR_EMIT_MAX_CARRIED];
  for (uint32_t i = 0; i < count; ++i) next[i] = loop.carried[i];
  update_looped(nest, level + 1, next);
  weir_loop_end(e, &loop, next);
  for (uint32_t i = 0; i < count; ++i) values[i] = loop.carried[i];
  if (is_multiple(nest, dim, step)) return;
  // Where it turns out to be one after all, no lane of the last step is on.
  nest->dims[dim] = whole;
  nest->active = LLVMBuildTrunc(
      e->builder, LLVMBuildNSWSub(e->builder, extent, whole, ""), e->i32, "");
  update_looped(nest, level + 1, values);
  nest->active = NULL;
}

// -- one block of points ----------------------------------------------------

static void begin_accumulators(nest_t* nest, LLVMValueRef* values) {
  const weir_stage_t* stage = nest->stage;
  uint32_t count = stage->accumulator_count;
  for (uint32_t b = 0; b < nest->block; ++b) {
    weir_point_t* point = &nest->points[b];
    set_point(nest, point, b);
    for (uint32_t i = 0; i < count; ++i) {
      const weir_accumulator_t* accumulator = &stage->accumulators[i];
      weir_expr_op_t op;
      if (nest->plan.lanes_reduce) {
        weir_accumulator_join(accumulator, i, &op);
        values[b * count + i] =
            identity(nest->e, op, accumulator->type, nest->width);
      } else {
        values[b * count + i] = weir_emit_splat(
            nest->e, weir_emit_expr(nest->e, point, accumulator->init),
            nest->width);
      }
    }
  }
}

static void end_accumulators(nest_t* nest, LLVMValueRef* values) {
  const weir_stage_t* stage = nest->stage;
  uint32_t count = stage->accumulator_count;
  bool reduce = nest->plan.lanes_reduce;
  if (reduce) nest->width = 1;
  for (uint32_t b = 0; b < nest->block; ++b) {
    weir_point_t* point = &nest->points[b];
    set_point(nest, point, b);
    for (uint32_t i = 0; i < count; ++i) {
      const weir_accumulator_t* accumulator = &stage->accumulators[i];
      LLVMValueRef value = values[b * count + i];
      if (reduce) {
        weir_expr_op_t op;
        weir_accumulator_join(accumulator, i, &op);
        value = join_lanes(nest->e, op, accumulator->type, value);
        value = join(nest->e, op, accumulator->type,
                     weir_emit_expr(nest->e, point, accumulator->init), value);
      }
      point->accumulators[i] = value;
    }
  }
}

static void store_points(nest_t* nest) {
  const weir_stage_t* stage = nest->stage;
  // All values before the first store: the compiler need not fear that a
  // store changes what a later copy loads.
  LLVMValueRef values[WEIR_EMIT_MAX_CARRIED];
  for (uint32_t b = 0; b < nest->block; ++b) {
    for (uint32_t i = 0; i < stage->store_count; ++i) {
      values[b * stage->store_count + i] =
          weir_emit_expr(nest->e, &nest->points[b], stage->stores[i].value);
    }
  }
  for (uint32_t b = 0; b < nest->block; ++b) {
    for (uint32_t i = 0; i < stage->store_count; ++i) {
      weir_emit_store(nest->e, &nest->points[b], stage->stores[i].access,
                      values[b * stage->store_count + i]);
    }
  }
}

static void emit_points(nest_t* nest) {
  LLVMValueRef values[WEIR_EMIT_MAX_CARRIED];
  uint32_t width = nest->width;
  begin_accumulators(nest, values);
  if (nest->stage->accumulator_count > 0) {
    if (nest->plan.unrolls) {
      update_unrolled(nest, values);
    } else {
      update_looped(nest, 0, values);
    }
  }
  end_accumulators(nest, values);
  store_points(nest);
  nest->width = width;
}

// -- loops over parallel dimensions -----------------------------------------

static void emit_level(nest_t* nest, uint32_t level);

// for (dim = low; dim < high; dim += step) with |block| copies and |width|.
static void emit_loop(nest_t* nest, uint32_t level, LLVMValueRef low,
                      LLVMValueRef high, int64_t step) {
  weir_loop_t loop;
  weir_loop_begin(nest->e, low, high, step, NULL, 0, &loop);
  nest->dims[nest->order[level]] = loop.iv;
  emit_level(nest, level + 1);
  weir_loop_end(nest->e, &loop, NULL);
}

static void emit_lane_tail(nest_t* nest, uint32_t level, LLVMValueRef low,
                           LLVMValueRef high) {
  weir_emitter_t* e = nest->e;
  if (nest->plan.scalar_tail) {
    uint32_t width = nest->width;
    nest->width = 1;
    emit_loop(nest, level, low, high, 1);
    nest->width = width;
    return;
  }
  LLVMValueRef some = LLVMBuildICmp(e->builder, LLVMIntSLT, low, high, "");
  weir_branch_t branch;
  weir_branch_begin(e, some, &branch);
  nest->dims[nest->order[level]] = low;
  nest->active = LLVMBuildTrunc(
      e->builder, LLVMBuildNSWSub(e->builder, high, low, ""), e->i32, "");
  emit_level(nest, level + 1);
  nest->active = NULL;
  weir_branch_end(e, &branch);
}

// The part of dimension |dim| that is this workgroup's.
static void bounds(nest_t* nest, uint32_t dim, LLVMValueRef* out_low,
                   LLVMValueRef* out_high) {
  weir_emitter_t* e = nest->e;
  *out_low = weir_emit_i64(e, 0);
  *out_high = nest->extents[dim];
  const weir_partition_t* partition = nest->partition;
  for (uint32_t i = 0; partition && i < 3; ++i) {
    if (partition->dims[i] != (int32_t)dim || partition->count[i] < 2) continue;
    bool is_dynamic = nest->stage->sizes[dim] != NULL;
    LLVMValueRef chunk =
        is_dynamic ? weir_emit_even_chunk(e, *out_high, partition->unit[i],
                                          partition->count[i])
                   : weir_emit_i64(e, partition->chunk[i]);
    *out_low = LLVMBuildNSWMul(e->builder, e->workgroup[i], chunk, "");
    LLVMValueRef end = LLVMBuildNSWAdd(e->builder, *out_low, chunk, "");
    // The last ones may find nothing left.
    if (is_dynamic) *out_low = weir_emit_min(e, *out_low, *out_high);
    *out_high = weir_emit_min(e, end, *out_high);
  }
}

static void emit_level(nest_t* nest, uint32_t level) {
  if (level == nest->order_count) {
    emit_points(nest);
    return;
  }
  const weir_nest_plan_t* plan = &nest->plan;
  uint32_t dim = nest->order[level];
  bool in_lanes = !plan->lanes_reduce && (int32_t)dim == plan->lane_dim;
  int64_t unit = in_lanes ? nest->width : 1;
  LLVMValueRef low, high;
  bounds(nest, dim, &low, &high);
  if ((int32_t)dim == plan->block_dim && plan->block > 1) {
    int64_t step = unit * plan->block;
    LLVMValueRef middle = whole_steps(nest, low, high, step);
    nest->block = plan->block;
    emit_loop(nest, level, low, middle, step);
    nest->block = 1;
    if (is_multiple(nest, dim, step)) return;
    low = middle;
  }
  if (unit == 1) {
    emit_loop(nest, level, low, high, 1);
    return;
  }
  LLVMValueRef middle = whole_steps(nest, low, high, unit);
  emit_loop(nest, level, low, middle, unit);
  if (!is_multiple(nest, dim, unit)) emit_lane_tail(nest, level, middle, high);
}

static void emit_extents(nest_t* nest) {
  weir_emitter_t* e = nest->e;
  weir_point_t point;
  weir_point_init(e, 1, &point);
  for (uint32_t d = 0; d < nest->stage->rank; ++d) {
    weir_expr_t* size = nest->stage->sizes[d];
    nest->extents[d] = size ? weir_emit_expr(e, &point, size)
                            : weir_emit_i64(e, nest->stage->extents[d]);
  }
}

void weir_nest_emit(weir_emitter_t* e, const weir_stage_t* stage,
                    const weir_partition_t* partition) {
  nest_t nest = {.e = e, .stage = stage, .partition = partition, .block = 1};
  weir_nest_plan(e->target, e->kernel, stage, &nest.plan);
  nest.width = nest.plan.width;
  int32_t lane_dim = nest.plan.lane_dim;
  for (uint32_t d = 0; d < stage->rank; ++d) {
    if (d < e->kernel->outer_rank) {
      nest.dims[d] = e->outer[d];
    } else if ((int32_t)d == lane_dim) {
      continue;
    } else if (stage->reduced[d]) {
      nest.reduced[nest.reduced_count++] = d;
    } else {
      nest.order[nest.order_count++] = d;
    }
  }
  if (lane_dim >= 0 && nest.plan.lanes_reduce) {
    nest.reduced[nest.reduced_count++] = (uint32_t)lane_dim;
  } else if (lane_dim >= 0) {
    nest.order[nest.order_count++] = (uint32_t)lane_dim;
  }
  emit_extents(&nest);
  nest.points = WEIR_ARENA_ARRAY(e->arena, weir_point_t, nest.plan.block);
  for (uint32_t b = 0; b < nest.plan.block; ++b) {
    weir_point_init(e, nest.width, &nest.points[b]);
  }
  emit_level(&nest, 0);
}
