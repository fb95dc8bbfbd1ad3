#include "compiler/codegen/nest_plan.h"

enum {
  MAX_UNROLLED_POINTS = 32,
  MAX_BLOCK = 4,
  MAX_WORKGROUPS = 64,
  DYNAMIC_WORKGROUPS = 16,  // where nobody knows how much work there is
};
// Work per workgroup below which another one does not pay, in elements moved.
static const double least_work = 32768;

// -- queries on expressions -------------------------------------------------

static bool form_depends_on(const weir_index_form_t* form, uint32_t dim) {
  if (form->coefficients[dim] != 0) return true;
  for (const weir_index_term_t* term = form->terms; term; term = term->next) {
    if (weir_expr_depends_on(term->value, dim)) return true;
  }
  return false;
}

bool weir_expr_depends_on(const weir_expr_t* expr, uint32_t dim) {
  if (expr->op == WEIR_EXPR_INDEX) return expr->integer == dim;
  for (uint32_t i = 0; i < weir_expr_operand_count(expr->op); ++i) {
    if (weir_expr_depends_on(expr->operands[i], dim)) return true;
  }
  if (!expr->access) return false;
  if (form_depends_on(&expr->access->index, dim)) return true;
  const weir_guard_t* guard = expr->access->guards;
  for (; guard; guard = guard->next) {
    if (form_depends_on(&guard->form, dim)) return true;
  }
  return false;
}

// Shared nodes are met once per use; a tangle that exhausts |budget| counts as
// using the accumulators.
static bool search_accumulator(const weir_expr_t* expr, uint32_t* budget) {
  if (expr->op == WEIR_EXPR_ACCUMULATOR || *budget == 0) return true;
  --*budget;
  for (uint32_t i = 0; i < weir_expr_operand_count(expr->op); ++i) {
    if (search_accumulator(expr->operands[i], budget)) return true;
  }
  return false;
}

static bool uses_accumulator(const weir_expr_t* expr) {
  uint32_t budget = 1 << 14;
  return search_accumulator(expr, &budget);
}

static bool is_accumulator(const weir_expr_t* expr, uint32_t index) {
  return expr->op == WEIR_EXPR_ACCUMULATOR && expr->integer == index;
}

static bool is_joinable(weir_expr_op_t op) {
  switch (op) {
    case WEIR_EXPR_ADDF:
    case WEIR_EXPR_MULF:
    case WEIR_EXPR_MAXIMUMF:
    case WEIR_EXPR_MINIMUMF:
    case WEIR_EXPR_MAXNUMF:
    case WEIR_EXPR_MINNUMF:
    case WEIR_EXPR_ADDI:
    case WEIR_EXPR_MULI:
    case WEIR_EXPR_ANDI:
    case WEIR_EXPR_ORI:
    case WEIR_EXPR_XORI:
    case WEIR_EXPR_MAXSI:
    case WEIR_EXPR_MINSI:
    case WEIR_EXPR_MAXUI:
    case WEIR_EXPR_MINUI:
      return true;
    default:
      return false;
  }
}

bool weir_accumulator_join(const weir_accumulator_t* accumulator,
                           uint32_t index, weir_expr_op_t* out_op) {
  const weir_expr_t* update = accumulator->update;
  if (update->op == WEIR_EXPR_FMA) {
    *out_op = WEIR_EXPR_ADDF;
    return is_accumulator(update->operands[2], index) &&
           !uses_accumulator(update->operands[0]) &&
           !uses_accumulator(update->operands[1]);
  }
  if (!is_joinable(update->op)) return false;
  *out_op = update->op;
  const weir_expr_t* a = update->operands[0];
  const weir_expr_t* b = update->operands[1];
  return (is_accumulator(a, index) && !uses_accumulator(b)) ||
         (is_accumulator(b, index) && !uses_accumulator(a));
}

static bool all_join(const weir_stage_t* stage) {
  for (uint32_t i = 0; i < stage->accumulator_count; ++i) {
    weir_expr_op_t op;
    if (!weir_accumulator_join(&stage->accumulators[i], i, &op)) return false;
  }
  return true;
}

// -- lanes ------------------------------------------------------------------

typedef struct score_t {
  const weir_kernel_t* kernel;
  uint32_t dim;
  double cost;
  uint32_t bytes;  // of the widest element
} score_t;

static void score_access(weir_access_t* access, bool is_store, void* user) {
  score_t* score = user;
  int64_t step = access->index.coefficients[score->dim];
  double cost = 1;
  if (step < 0 || step > 2) cost = is_store ? 24 : 12;
  if (step == 2) cost = 3;
  if (step == 0 && !is_store) cost = 0.5;
  const weir_index_term_t* term = access->index.terms;
  for (; term; term = term->next) {
    if (weir_expr_depends_on(term->value, score->dim)) cost = 16;
  }
  score->cost += cost;
}

static void widest_access(weir_access_t* access, bool is_store, void* user) {
  (void)is_store;
  score_t* score = user;
  uint32_t bytes =
      weir_scalar_bytes(score->kernel->buffers[access->buffer].type);
  if (bytes > score->bytes) score->bytes = bytes;
}

static uint32_t lane_count(const weir_target_t* target,
                           const weir_kernel_t* kernel,
                           const weir_stage_t* stage) {
  score_t score = {.kernel = kernel, .bytes = 4};
  weir_stage_visit_accesses(kernel, stage, widest_access, &score);
  return target->vector_bytes / score.bytes;
}

static void choose_lanes(const weir_target_t* target,
                         const weir_kernel_t* kernel, const weir_stage_t* stage,
                         weir_nest_plan_t* plan) {
  uint32_t width = lane_count(target, kernel, stage);
  bool joins = all_join(stage);
  double best = 0;
  for (uint32_t d = kernel->outer_rank; d < stage->rank; ++d) {
    if (stage->extents[d] < 2 || (stage->reduced[d] && !joins)) continue;
    score_t score = {.kernel = kernel, .dim = d};
    weir_stage_visit_accesses(kernel, stage, score_access, &score);
    int64_t vectors = (stage->extents[d] + width - 1) / width;
    double waste = (double)(vectors * width) / (double)stage->extents[d];
    double cost = score.cost * waste * (stage->reduced[d] ? 1.25 : 1);
    if (plan->lane_dim >= 0 && cost > best) continue;
    best = cost;
    plan->lane_dim = (int32_t)d;
  }
  if (plan->lane_dim < 0) return;
  plan->width = width;
  plan->lanes_reduce = stage->reduced[plan->lane_dim];
}

// -- blocks -----------------------------------------------------------------

typedef struct overlap_t {
  const weir_stage_t* stage;
  uint32_t dim;
  bool found;
} overlap_t;

// Whether steps of |dim| reach what steps of a reduced dimension reach too.
static void find_overlap(weir_access_t* access, bool is_store, void* user) {
  overlap_t* overlap = user;
  int64_t step = access->index.coefficients[overlap->dim];
  if (is_store) return;
  for (uint32_t q = 0; q < overlap->stage->rank; ++q) {
    int64_t c = access->index.coefficients[q];
    if (!overlap->stage->reduced[q] || overlap->stage->extents[q] < 2) continue;
    if (c != 0 && step != 0 && step % c == 0 &&
        step / c < overlap->stage->extents[q]) {
      overlap->found = true;
    }
  }
}

static void choose_block(const weir_kernel_t* kernel, const weir_stage_t* stage,
                         weir_nest_plan_t* plan) {
  double points = 1;
  for (uint32_t d = 0; d < stage->rank; ++d) {
    if (stage->reduced[d]) points *= (double)stage->extents[d];
    if (stage->reduced[d] && stage->sizes[d]) points = MAX_UNROLLED_POINTS + 1;
  }
  plan->unrolls = points <= MAX_UNROLLED_POINTS && !plan->lanes_reduce;
  if (stage->accumulator_count == 0 || stage->accumulator_count > 2) return;
  int32_t last = -1;
  for (uint32_t d = kernel->outer_rank; d < stage->rank; ++d) {
    if (stage->reduced[d] || (int32_t)d == plan->lane_dim) continue;
    if (stage->extents[d] < 2) continue;
    last = (int32_t)d;
    overlap_t overlap = {stage, d, false};
    weir_stage_visit_accesses(kernel, stage, find_overlap, &overlap);
    if (overlap.found && plan->unrolls) plan->block_dim = (int32_t)d;
  }
  if (plan->block_dim < 0 && !plan->unrolls) {
    bool long_lanes =
        plan->lane_dim >= 0 && !plan->lanes_reduce &&
        stage->extents[plan->lane_dim] >= (int64_t)plan->width * MAX_BLOCK;
    plan->block_dim = long_lanes ? plan->lane_dim : last;
  }
  if (plan->block_dim < 0) return;
  int64_t extent = stage->extents[plan->block_dim];
  if (plan->block_dim == plan->lane_dim) extent /= plan->width;
  plan->block = extent < MAX_BLOCK ? (uint32_t)extent : MAX_BLOCK;
}

void weir_nest_plan(const weir_target_t* target, const weir_kernel_t* kernel,
                    const weir_stage_t* stage, weir_nest_plan_t* out_plan) {
  *out_plan = (weir_nest_plan_t){
      .width = 1, .lane_dim = -1, .block_dim = -1, .block = 1};
  choose_lanes(target, kernel, stage, out_plan);
  choose_block(kernel, stage, out_plan);
  bool narrow = false;
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    if (weir_scalar_bytes(kernel->buffers[i].type) < 4) narrow = true;
  }
  out_plan->scalar_tail = narrow && !target->has_lane_masks;
}

// -- workgroups -------------------------------------------------------------

static void count_work(weir_expr_t* expr, void* user) {
  double* work = user;
  if (expr->op >= WEIR_EXPR_EXP && expr->op <= WEIR_EXPR_CBRT) {
    *work += 4;
  } else if (expr->op > WEIR_EXPR_ACCUMULATOR) {
    *work += 0.125;
  }
}

void weir_nest_partition(const weir_target_t* target,
                         const weir_kernel_t* kernel, const weir_stage_t* stage,
                         weir_partition_t* out_partition) {
  *out_partition = (weir_partition_t){.dims = {-1, -1, -1},
                                      .chunk = {1, 1, 1},
                                      .unit = {1, 1, 1},
                                      .count = {1, 1, 1}};
  weir_nest_plan_t plan;
  weir_nest_plan(target, kernel, stage, &plan);
  double work = 1;
  weir_stage_visit_exprs(kernel, stage, count_work, &work);
  for (uint32_t d = 0; d < stage->rank; ++d) work *= (double)stage->extents[d];
  int64_t wanted = (int64_t)(work / least_work);
  if (wanted > MAX_WORKGROUPS) wanted = MAX_WORKGROUPS;
  if (weir_stage_is_dynamic(stage)) wanted = DYNAMIC_WORKGROUPS;
  if (wanted < 2) return;
  int64_t most = 1;
  for (uint32_t d = 0; d < stage->rank && most < wanted; ++d) {
    if (stage->reduced[d]) continue;
    if (kernel->outer_rank > 0 && d >= kernel->outer_rank) break;
    int64_t unit = 1;
    if ((int32_t)d == plan.lane_dim) unit = plan.width;
    if ((int32_t)d == plan.block_dim) unit *= plan.block;
    int64_t units = (stage->extents[d] + unit - 1) / unit;
    if (units <= most) continue;
    most = units;
    int64_t chunk = (units + wanted - 1) / wanted * unit;
    out_partition->dims[0] = (int32_t)d;
    out_partition->chunk[0] = chunk;
    out_partition->unit[0] = unit;
    out_partition->count[0] =
        stage->sizes[d] ? (uint32_t)wanted
                        : (uint32_t)((stage->extents[d] + chunk - 1) / chunk);
  }
}
