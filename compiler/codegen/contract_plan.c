#include "compiler/codegen/contract_plan.h"

#include "compiler/codegen/contract.h"
#include "compiler/codegen/nest_plan.h"

enum {
  MAX_PANEL_BYTES = 512 << 10,
  BLOCK_BYTES = 192 << 10,  // of packed n panels: most of a small L2
  MAX_BLOCK_TILES = 8,
  TLB_ROWS = 2048,
  SET_ROWS = 256,
  MAX_WORKGROUPS = 64,
  LIGHT_TAIL_NODES = 10,
  SHARED_TILES = 8,  // at least, for a packed operand
  OPEN_K = 256,      // steps of an open k that are packed at a time
};
// Below this many floating-point operations another workgroup does not pay.
static const double least_flops = 2e6;

// -- recognition ------------------------------------------------------------

// The load under a chain of casts; NULL if |expr| is none.
static const weir_expr_t* load_under(const weir_expr_t* expr) {
  while (expr->op >= WEIR_EXPR_EXTF) expr = expr->operands[0];
  return expr->op == WEIR_EXPR_LOAD ? expr : NULL;
}

// Whether part of the access is computed: the steps of open dimensions, or what
// was read elsewhere.
static bool has_terms(const weir_access_t* access) {
  if (access->index.terms) return true;
  for (const weir_guard_t* g = access->guards; g; g = g->next) {
    if (g->form.terms) return true;
  }
  return false;
}

static bool is_accumulator(const weir_expr_t* expr) {
  return expr->op == WEIR_EXPR_ACCUMULATOR;
}

// accumulator + x * y in any order.
static bool match_update(const weir_expr_t* update, weir_expr_t** out_x,
                         weir_expr_t** out_y) {
  weir_expr_t* const* o = update->operands;
  const weir_expr_t* product = NULL;
  if (update->op == WEIR_EXPR_FMA) {
    *out_x = o[0];
    *out_y = o[1];
    return is_accumulator(o[2]) && load_under(o[0]) && load_under(o[1]);
  }
  if (update->op != WEIR_EXPR_ADDF && update->op != WEIR_EXPR_ADDI)
    return false;
  if (is_accumulator(o[0])) product = o[1];
  if (is_accumulator(o[1])) product = o[0];
  if (!product ||
      product->op !=
          (update->op == WEIR_EXPR_ADDF ? WEIR_EXPR_MULF : WEIR_EXPR_MULI)) {
    return false;
  }
  *out_x = product->operands[0];
  *out_y = product->operands[1];
  return load_under(*out_x) && load_under(*out_y);
}

static void add_dim(weir_axis_t* axis, const weir_stage_t* stage, uint32_t d) {
  axis->dims[axis->count++] = d;
  axis->extent *= stage->extents[d];
}

// Larger steps in the output first, so that the axis runs through it in order.
static void sort_by_store(weir_axis_t* axis, const weir_stage_t* stage) {
  const int64_t* c = stage->stores[0].access->index.coefficients;
  for (uint32_t i = 1; i < axis->count; ++i) {
    for (uint32_t j = i; j > 0 && c[axis->dims[j]] > c[axis->dims[j - 1]];
         --j) {
      uint32_t dim = axis->dims[j];
      axis->dims[j] = axis->dims[j - 1];
      axis->dims[j - 1] = dim;
    }
  }
}

bool weir_axis_is_closed(const weir_stage_t* stage, const weir_axis_t* axis) {
  for (uint32_t i = 0; i < axis->count; ++i) {
    if (stage->sizes[axis->dims[i]]) return false;
  }
  return true;
}

// What is left of |axis| has at most one open dimension, the first; others
// before it become batches. A closed rest of |enough| goes without.
static void shed_open_dims(weir_contract_plan_t* plan, weir_axis_t* axis,
                           int64_t enough) {
  const weir_stage_t* stage = plan->stage;
  uint32_t first = axis->count;
  while (first > 0 && !stage->sizes[axis->dims[first - 1]]) --first;
  if (first == 0) return;
  int64_t closed = 1;
  for (uint32_t i = first; i < axis->count; ++i) {
    closed *= stage->extents[axis->dims[i]];
  }
  if (first == axis->count || closed < enough) --first;
  weir_axis_t rest = {.extent = 1};
  for (uint32_t i = 0; i < axis->count; ++i) {
    add_dim(i < first ? &plan->batch : &rest, stage, axis->dims[i]);
  }
  *axis = rest;
}

// Of a stage with open dimensions.
static bool classify_open(weir_contract_plan_t* plan) {
  enum { ENOUGH_ROWS = 16, ENOUGH_LANES = 64 };
  const weir_stage_t* stage = plan->stage;
  shed_open_dims(plan, &plan->m, ENOUGH_ROWS);
  shed_open_dims(plan, &plan->n, ENOUGH_LANES);
  for (uint32_t i = 1; i < plan->k.count; ++i) {
    if (stage->sizes[plan->k.dims[i]]) return false;
  }
  const weir_index_form_t* store = &stage->stores[0].access->index;
  return plan->n.count > 0 && plan->m.count > 0 && plan->k.count > 0 &&
         store->coefficients[plan->n.dims[plan->n.count - 1]] == 1;
}

static bool classify(const weir_kernel_t* kernel, weir_contract_plan_t* plan,
                     const weir_expr_t* x, const weir_expr_t* y) {
  const weir_stage_t* stage = plan->stage;
  plan->batch.extent = plan->m.extent = plan->n.extent = plan->k.extent = 1;
  weir_axis_t in_x = {.extent = 1}, in_y = {.extent = 1};
  bool x_is_n = false, y_is_n = false;
  for (uint32_t d = kernel->outer_rank; d < stage->rank; ++d) {
    bool dx = weir_expr_depends_on(x, d), dy = weir_expr_depends_on(y, d);
    if (stage->reduced[d]) {
      add_dim(&plan->k, stage, d);
    } else if (dx == dy) {
      add_dim(&plan->batch, stage, d);
    } else {
      add_dim(dx ? &in_x : &in_y, stage, d);
      if (stage->stores[0].access->index.coefficients[d] == 1) {
        *(dx ? &x_is_n : &y_is_n) = true;
      }
    }
  }
  if (x_is_n == y_is_n) return false;
  plan->n = x_is_n ? in_x : in_y;
  plan->m = x_is_n ? in_y : in_x;
  plan->n_side = (weir_expr_t*)(x_is_n ? x : y);
  plan->m_side = (weir_expr_t*)(x_is_n ? y : x);
  // Steps that are computed are in the order of the dimensions.
  if (!has_terms(stage->stores[0].access)) {
    sort_by_store(&plan->m, stage);
    sort_by_store(&plan->n, stage);
  }
  return !weir_stage_is_dynamic(stage) || classify_open(plan);
}

// -- linearity --------------------------------------------------------------

// Whether |form| walks |axis| as if it were its last dimension alone.
static bool form_is_flat(const weir_index_form_t* form, const weir_axis_t* axis,
                         const weir_stage_t* stage) {
  const weir_index_term_t* term = axis->count > 1 ? form->terms : NULL;
  for (; term; term = term->next) {
    for (uint32_t i = 0; i < axis->count; ++i) {
      if (weir_expr_depends_on(term->value, axis->dims[i])) return false;
    }
  }
  for (uint32_t i = 0; i + 1 < axis->count; ++i) {
    uint32_t next = axis->dims[i + 1];
    if (form->coefficients[axis->dims[i]] !=
        form->coefficients[next] * stage->extents[next]) {
      return false;
    }
  }
  return true;
}

static int64_t last_step(const weir_index_form_t* form,
                         const weir_axis_t* axis) {
  return axis->count ? form->coefficients[axis->dims[axis->count - 1]] : 0;
}

typedef struct flat_t {
  const weir_stage_t* stage;
  const weir_axis_t* axis;
  const weir_access_t* except[2];
  bool is_flat;
} flat_t;

static void check_flat(weir_access_t* access, bool is_store, void* user) {
  (void)is_store;
  flat_t* flat = user;
  if (access == flat->except[0] || access == flat->except[1]) return;
  if (!form_is_flat(&access->index, flat->axis, flat->stage)) {
    flat->is_flat = false;
  }
  for (const weir_guard_t* g = access->guards; g; g = g->next) {
    if (!form_is_flat(&g->form, flat->axis, flat->stage)) flat->is_flat = false;
  }
}

static void check_no_index(weir_expr_t* expr, void* user) {
  flat_t* flat = user;
  if (expr->op != WEIR_EXPR_INDEX || flat->axis->count < 2) return;
  for (uint32_t i = 0; i < flat->axis->count; ++i) {
    if (expr->integer == flat->axis->dims[i]) flat->is_flat = false;
  }
}

// Of everything but the two operands of the products.
static bool tail_is_flat(const weir_kernel_t* kernel,
                         const weir_contract_plan_t* plan,
                         const weir_axis_t* axis) {
  flat_t flat = {
      plan->stage,
      axis,
      {load_under(plan->m_side)->access, load_under(plan->n_side)->access},
      true};
  weir_stage_visit_accesses(kernel, plan->stage, check_flat, &flat);
  weir_stage_visit_exprs(kernel, plan->stage, check_no_index, &flat);
  return flat.is_flat;
}

// Whether |side| is a plain load of accumulator type, linear over |axis| and k.
static bool is_direct(const weir_kernel_t* kernel,
                      const weir_contract_plan_t* plan, const weir_expr_t* side,
                      const weir_axis_t* axis) {
  if (side->op != WEIR_EXPR_LOAD || side->access->guards) return false;
  if (has_terms(side->access)) return false;
  if (kernel->buffers[side->access->buffer].type != plan->type) return false;
  return form_is_flat(&side->access->index, axis, plan->stage) &&
         form_is_flat(&side->access->index, &plan->k, plan->stage);
}

// -- tiles ------------------------------------------------------------------

static void choose_tile(const weir_target_t* target,
                        weir_contract_plan_t* plan) {
  bool many = target->register_count >= 32;
  uint32_t rows = many ? 8 : 4, vectors = 3;
  int64_t needed = (plan->n.extent + plan->width - 1) / plan->width;
  uint32_t spare = target->register_count - 2;
  if (needed < vectors) {
    vectors = (uint32_t)needed;
    rows = (spare - vectors) / vectors;
    if (rows > 14) rows = 14;
  } else if (plan->m.extent < rows) {
    rows = (uint32_t)plan->m.extent;
    vectors = spare / (rows + 1);
    if (vectors > 6) vectors = 6;
    if (vectors > needed) vectors = (uint32_t)needed;
  }
  if (plan->m.extent < rows) rows = (uint32_t)plan->m.extent;
  // Ten rows are better done as five and five than as eight and two.
  int64_t tiles = (plan->m.extent + rows - 1) / rows;
  plan->rows = (uint32_t)((plan->m.extent + tiles - 1) / tiles);
  plan->vectors = vectors;
}

int64_t weir_contract_m_pitch(const weir_contract_plan_t* plan) {
  int64_t steps = plan->k.extent;
  if (plan->k_block) steps = plan->k_block * weir_contract_inner_k(plan);
  return steps + plan->width;
}

int64_t weir_contract_inner_k(const weir_contract_plan_t* plan) {
  int64_t inner = 1;
  for (uint32_t i = 1; i < plan->k.count; ++i) {
    inner *= plan->stage->extents[plan->k.dims[i]];
  }
  return inner;
}

int64_t weir_contract_n_pitch(const weir_contract_plan_t* plan) {
  return (int64_t)(plan->vectors + 1) * plan->width;
}

static void choose_packing(const weir_kernel_t* kernel,
                           weir_contract_plan_t* plan) {
  const weir_index_form_t* m = &load_under(plan->m_side)->access->index;
  const weir_index_form_t* n = &load_under(plan->n_side)->access->index;
  int64_t bytes = weir_scalar_bytes(plan->type);
  plan->m_stride = last_step(m, &plan->m);
  plan->m_step = last_step(m, &plan->k);
  plan->n_step = last_step(n, &plan->k);
  plan->packs_m = !is_direct(kernel, plan, plan->m_side, &plan->m);
  // Rows a large power of two apart fall into the same few cache sets.
  if (plan->m_stride * bytes % 4096 == 0 &&
      plan->n.extent > 4 * (int64_t)plan->width) {
    plan->packs_m = true;
  }
  plan->packs_n = !is_direct(kernel, plan, plan->n_side, &plan->n) ||
                  last_step(n, &plan->n) != 1;
  // Far rows are read directly as fast as from a panel, and packing is saved,
  // until they outnumber the TLB, or the ways of the few cache sets that rows
  // of whole pages fall into.
  bool whole_pages = plan->n_step * bytes % 4096 == 0;
  if (plan->n_step * bytes >= 4096 && plan->m.extent >= 4 * plan->rows &&
      plan->k.extent > (whole_pages ? SET_ROWS : TLB_ROWS)) {
    plan->packs_n = true;
  }
  int64_t panel = plan->k.extent * weir_contract_n_pitch(plan) * bytes;
  plan->tiles_per_block = BLOCK_BYTES / panel;
  if (plan->tiles_per_block < 1) plan->tiles_per_block = 1;
  if (plan->tiles_per_block > MAX_BLOCK_TILES) {
    plan->tiles_per_block = MAX_BLOCK_TILES;
  }
}

// A panel that outgrows the nearest cache is summed piece by piece. Rows that
// are packed themselves would be packed again for each piece.
static void choose_k_block(weir_contract_plan_t* plan) {
  int64_t bytes = weir_scalar_bytes(plan->type);
  int64_t row = weir_contract_n_pitch(plan) * bytes;
  if (!weir_axis_is_closed(plan->stage, &plan->k)) {
    // Of what may be any length a piece at a time is packed, of both operands.
    int64_t steps = OPEN_K / weir_contract_inner_k(plan);
    plan->packs_m = plan->packs_n = true;
    plan->k_block = steps < 1 ? 1 : steps;
    plan->tiles_per_block = 1;
    return;
  }
  if (!plan->packs_n || plan->packs_m) return;
  if (plan->k.extent * row < MAX_PANEL_BYTES) return;
  int64_t outer = plan->stage->extents[plan->k.dims[0]];
  int64_t block = BLOCK_BYTES / (row * (plan->k.extent / outer));
  if (block > 8) block -= block % 8;
  if (block < 1) block = 1;
  if (block >= outer) return;
  plan->k_block = block;
  plan->tiles_per_block = 1;
}

typedef struct tail_t {
  uint32_t nodes;
} tail_t;

static void count_tail(const weir_expr_t* expr, tail_t* tail) {
  if (tail->nodes > LIGHT_TAIL_NODES) return;
  if (expr->op >= WEIR_EXPR_EXP && expr->op <= WEIR_EXPR_CBRT)
    tail->nodes += 20;
  if (weir_expr_operand_count(expr->op) > 0) ++tail->nodes;
  for (uint32_t i = 0; i < weir_expr_operand_count(expr->op); ++i) {
    count_tail(expr->operands[i], tail);
  }
}

bool weir_contract_plan(const weir_target_t* target,
                        const weir_kernel_t* kernel, const weir_stage_t* stage,
                        weir_contract_plan_t* out_plan) {
  weir_contract_plan_t* plan = out_plan;
  *plan = (weir_contract_plan_t){.stage = stage};
  weir_expr_t *x, *y;
  if (stage->accumulator_count != 1 || stage->store_count == 0) return false;
  if (!match_update(stage->accumulators[0].update, &x, &y)) return false;
  if (!weir_stage_is_dynamic(stage) &&
      (has_terms(load_under(x)->access) || has_terms(load_under(y)->access))) {
    return false;
  }
  plan->type = stage->accumulators[0].type;
  plan->is_float = weir_scalar_is_float(plan->type);
  if (plan->type != WEIR_SCALAR_F32 && plan->type != WEIR_SCALAR_F64 &&
      plan->type != WEIR_SCALAR_I32 && plan->type != WEIR_SCALAR_I64) {
    return false;
  }
  if (!classify(kernel, plan, x, y)) return false;
  plan->width = target->vector_bytes / weir_scalar_bytes(plan->type);
  if (plan->m.extent < 2 || plan->n.extent < (int64_t)plan->width / 2 ||
      plan->k.extent < 2) {
    return false;
  }
  plan->m_is_flat = tail_is_flat(kernel, plan, &plan->m);
  plan->n_is_flat = tail_is_flat(kernel, plan, &plan->n);
  choose_tile(target, plan);
  choose_packing(kernel, plan);
  choose_k_block(plan);
  tail_t tail = {0};
  for (uint32_t i = 0; i < stage->store_count; ++i) {
    count_tail(stage->stores[i].value, &tail);
  }
  plan->heavy_tail = tail.nodes > LIGHT_TAIL_NODES || !plan->n_is_flat;
  return true;
}

// -- workgroups -------------------------------------------------------------

static void split(int64_t extent, int64_t unit, int64_t wanted,
                  int64_t* out_chunk, uint32_t* out_count) {
  int64_t units = (extent + unit - 1) / unit;
  if (wanted > units) wanted = units;
  if (wanted < 1) wanted = 1;
  *out_chunk = (units + wanted - 1) / wanted * unit;
  *out_count = (uint32_t)((extent + *out_chunk - 1) / *out_chunk);
}

bool weir_contract_partition(const weir_target_t* target,
                             const weir_kernel_t* kernel,
                             const weir_stage_t* stage,
                             weir_partition_t* out_partition) {
  weir_contract_plan_t plan;
  if (!weir_contract_plan(target, kernel, stage, &plan)) return false;
  weir_partition_t* p = out_partition;
  *p = (weir_partition_t){.dims = {-1, -1, -1}, .unit = {1, 1, 1}};
  double flops = 2.0 * (double)plan.batch.extent * (double)plan.m.extent *
                 (double)plan.n.extent * (double)plan.k.extent;
  int64_t wanted = (int64_t)(flops / least_flops);
  if (wanted > MAX_WORKGROUPS) wanted = MAX_WORKGROUPS;
  int64_t tile = (int64_t)plan.vectors * plan.width;
  split(plan.batch.extent, 1, wanted, &p->chunk[2], &p->count[2]);
  wanted /= p->count[2];
  // Along the axis whose operand is packed first, so that each part of it is
  // packed once; each part of the other axis has to be worth packing it again.
  bool m_first = plan.packs_m && !plan.packs_n;
  int64_t m_unit = plan.rows * (plan.packs_n ? SHARED_TILES : 1);
  int64_t n_unit = tile * (m_first ? SHARED_TILES : 1);
  if (m_first) {
    split(plan.m.extent, m_unit, wanted, &p->chunk[1], &p->count[1]);
    wanted /= p->count[1];
  }
  p->unit[0] = tile;
  p->unit[1] = plan.rows;
  split(plan.n.extent, n_unit, wanted, &p->chunk[0], &p->count[0]);
  wanted /= p->count[0];
  if (!m_first) {
    split(plan.m.extent, m_unit, wanted, &p->chunk[1], &p->count[1]);
  }
  return true;
}
