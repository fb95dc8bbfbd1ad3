#include "compiler/codegen/kernel.h"

#include <stdlib.h>
#include <string.h>

uint32_t weir_scalar_bytes(weir_scalar_type_t type) {
  static const uint8_t bytes[] = {
      [WEIR_SCALAR_BOOL] = 1, [WEIR_SCALAR_I8] = 1,  [WEIR_SCALAR_I16] = 2,
      [WEIR_SCALAR_I32] = 4,  [WEIR_SCALAR_I64] = 8, [WEIR_SCALAR_F16] = 2,
      [WEIR_SCALAR_BF16] = 2, [WEIR_SCALAR_F32] = 4, [WEIR_SCALAR_F64] = 8,
  };
  return bytes[type];
}

weir_kernel_t* weir_kernel_create(weir_arena_t* arena, const char* name) {
  weir_kernel_t* kernel = WEIR_ARENA_NEW(arena, weir_kernel_t);
  kernel->arena = arena;
  kernel->name = weir_arena_string(arena, name, strlen(name));
  return kernel;
}

// Doubles an arena array that is full; the old copy stays in the arena.
static void* grow(weir_arena_t* arena, void* array, uint32_t count,
                  uint32_t* capacity, size_t size) {
  if (count < *capacity) return array;
  uint32_t larger = *capacity ? *capacity * 2 : 8;
  void* copy = weir_arena_alloc_array(arena, larger, size);
  if (count > 0) memcpy(copy, array, count * size);
  *capacity = larger;
  return copy;
}

uint32_t weir_kernel_add_buffer(weir_kernel_t* kernel, weir_buffer_t buffer) {
  kernel->buffers = grow(kernel->arena, kernel->buffers, kernel->buffer_count,
                         &kernel->buffer_capacity, sizeof(*kernel->buffers));
  kernel->buffers[kernel->buffer_count] = buffer;
  return kernel->buffer_count++;
}

uint32_t weir_kernel_add_binding(weir_kernel_t* kernel, uint32_t binding,
                                 weir_scalar_type_t type, int64_t count) {
  if (binding >= kernel->binding_count) kernel->binding_count = binding + 1;
  return weir_kernel_add_buffer(kernel,
                                (weir_buffer_t){.kind = WEIR_BUFFER_BINDING,
                                                .index = binding,
                                                .type = type,
                                                .element_count = count});
}

weir_stage_t* weir_kernel_add_stage(weir_kernel_t* kernel, uint32_t rank,
                                    const int64_t* extents,
                                    const bool* reduced) {
  kernel->stages = grow(kernel->arena, kernel->stages, kernel->stage_count,
                        &kernel->stage_capacity, sizeof(*kernel->stages));
  weir_stage_t* stage = WEIR_ARENA_NEW(kernel->arena, weir_stage_t);
  stage->rank = rank;
  for (uint32_t i = 0; i < rank; ++i) {
    stage->extents[i] = extents[i];
    stage->reduced[i] = reduced != NULL && reduced[i];
  }
  kernel->stages[kernel->stage_count++] = stage;
  return stage;
}

// -- expressions ------------------------------------------------------------

static weir_expr_t* new_expr(weir_kernel_t* kernel, weir_expr_op_t op,
                             weir_scalar_type_t type) {
  weir_expr_t* expr = WEIR_ARENA_NEW(kernel->arena, weir_expr_t);
  expr->op = op;
  expr->type = type;
  expr->id = kernel->expr_count++;
  return expr;
}

weir_expr_t* weir_expr_int(weir_kernel_t* kernel, weir_scalar_type_t type,
                           int64_t value) {
  weir_expr_t* expr = new_expr(kernel, WEIR_EXPR_INT, type);
  expr->integer = value;
  return expr;
}

weir_expr_t* weir_expr_float(weir_kernel_t* kernel, weir_scalar_type_t type,
                             double value) {
  weir_expr_t* expr = new_expr(kernel, WEIR_EXPR_FLOAT, type);
  expr->real = value;
  return expr;
}

weir_expr_t* weir_expr_index(weir_kernel_t* kernel, uint32_t dim) {
  weir_expr_t* expr = new_expr(kernel, WEIR_EXPR_INDEX, WEIR_SCALAR_I64);
  expr->integer = dim;
  return expr;
}

weir_expr_t* weir_expr_symbol(weir_kernel_t* kernel, uint32_t constant) {
  if (constant >= kernel->constant_count) kernel->constant_count = constant + 1;
  weir_expr_t* expr = new_expr(kernel, WEIR_EXPR_SYMBOL, WEIR_SCALAR_I32);
  expr->integer = constant;
  return expr;
}

weir_expr_t* weir_expr_accumulator(weir_kernel_t* kernel, uint32_t index,
                                   weir_scalar_type_t type) {
  weir_expr_t* expr = new_expr(kernel, WEIR_EXPR_ACCUMULATOR, type);
  expr->integer = index;
  return expr;
}

weir_expr_t* weir_expr_load(weir_kernel_t* kernel, weir_access_t* access) {
  weir_expr_t* expr =
      new_expr(kernel, WEIR_EXPR_LOAD, kernel->buffers[access->buffer].type);
  expr->access = access;
  return expr;
}

weir_expr_t* weir_expr_unary(weir_kernel_t* kernel, weir_expr_op_t op,
                             weir_scalar_type_t type, weir_expr_t* a) {
  weir_expr_t* expr = new_expr(kernel, op, type);
  expr->operands[0] = a;
  return expr;
}

weir_expr_t* weir_expr_binary(weir_kernel_t* kernel, weir_expr_op_t op,
                              weir_expr_t* a, weir_expr_t* b) {
  weir_expr_t* expr = new_expr(kernel, op, a->type);
  expr->operands[0] = a;
  expr->operands[1] = b;
  return expr;
}

weir_expr_t* weir_expr_compare(weir_kernel_t* kernel, weir_expr_op_t op,
                               int64_t predicate, weir_expr_t* a,
                               weir_expr_t* b) {
  weir_expr_t* expr = new_expr(kernel, op, WEIR_SCALAR_BOOL);
  expr->integer = predicate;
  expr->operands[0] = a;
  expr->operands[1] = b;
  return expr;
}

weir_expr_t* weir_expr_ternary(weir_kernel_t* kernel, weir_expr_op_t op,
                               weir_expr_t* a, weir_expr_t* b, weir_expr_t* c) {
  weir_expr_t* expr = new_expr(kernel, op, b->type);
  expr->operands[0] = a;
  expr->operands[1] = b;
  expr->operands[2] = c;
  return expr;
}

uint32_t weir_expr_operand_count(weir_expr_op_t op) {
  if (op <= WEIR_EXPR_ACCUMULATOR) return 0;
  if (op <= WEIR_EXPR_CMPI) return 2;
  if (op <= WEIR_EXPR_FMA) return 3;
  return 1;
}

bool weir_stage_is_dynamic(const weir_stage_t* stage) {
  for (uint32_t d = 0; d < stage->rank; ++d) {
    if (stage->sizes[d] != NULL) return true;
  }
  return false;
}

bool weir_expr_is_constant(const weir_expr_t* expr, double value) {
  if (expr->op == WEIR_EXPR_FLOAT) return expr->real == value;
  return expr->op == WEIR_EXPR_INT && (double)expr->integer == value;
}

// -- accesses ---------------------------------------------------------------

weir_access_t* weir_access_create(weir_kernel_t* kernel, uint32_t buffer,
                                  int64_t offset, const int64_t* strides,
                                  uint32_t rank) {
  weir_access_t* access = WEIR_ARENA_NEW(kernel->arena, weir_access_t);
  access->buffer = buffer;
  access->index.constant = offset;
  for (uint32_t i = 0; i < rank; ++i) {
    access->index.coefficients[i] = strides[i];
  }
  return access;
}

void weir_index_form_add(weir_kernel_t* kernel, weir_index_form_t* form,
                         weir_expr_t* value, int64_t scale) {
  if (scale == 0) return;
  weir_expr_t* const* operands = value->operands;
  switch (value->op) {
    case WEIR_EXPR_INT:
      form->constant += scale * value->integer;
      return;
    case WEIR_EXPR_INDEX:
      form->coefficients[value->integer] += scale;
      return;
    case WEIR_EXPR_ADDI:
    case WEIR_EXPR_SUBI:
      if (value->type != WEIR_SCALAR_I64) break;
      weir_index_form_add(kernel, form, operands[0], scale);
      weir_index_form_add(kernel, form, operands[1],
                          value->op == WEIR_EXPR_ADDI ? scale : -scale);
      return;
    case WEIR_EXPR_MULI:
      if (value->type != WEIR_SCALAR_I64) break;
      for (int i = 0; i < 2; ++i) {
        if (operands[i]->op != WEIR_EXPR_INT) continue;
        weir_index_form_add(kernel, form, operands[1 - i],
                            scale * operands[i]->integer);
        return;
      }
      break;
    default:
      break;
  }
  weir_index_term_t* term = WEIR_ARENA_NEW(kernel->arena, weir_index_term_t);
  *term = (weir_index_term_t){value, scale, form->terms};
  form->terms = term;
}

weir_guard_t* weir_access_add_guard(weir_kernel_t* kernel,
                                    weir_access_t* access, int64_t size,
                                    weir_expr_t* pad) {
  weir_guard_t* guard = WEIR_ARENA_NEW(kernel->arena, weir_guard_t);
  guard->size = size;
  guard->next = access->guards;
  access->guards = guard;
  access->pad = pad;
  return guard;
}

// -- walks ------------------------------------------------------------------

typedef struct walk_t {
  bool* seen;  // by expression id
  weir_expr_visitor_t visit_expr;
  weir_access_visitor_t visit_access;
  void* user;
} walk_t;

static void walk_expr(walk_t* walk, weir_expr_t* expr);

static void walk_form(walk_t* walk, const weir_index_form_t* form) {
  for (weir_index_term_t* term = form->terms; term; term = term->next) {
    walk_expr(walk, term->value);
  }
}

static void walk_access(walk_t* walk, weir_access_t* access, bool is_store) {
  walk_form(walk, &access->index);
  for (weir_guard_t* guard = access->guards; guard; guard = guard->next) {
    walk_form(walk, &guard->form);
  }
  if (access->pad) walk_expr(walk, access->pad);
  if (walk->visit_access) walk->visit_access(access, is_store, walk->user);
}

static void walk_expr(walk_t* walk, weir_expr_t* expr) {
  if (walk->seen[expr->id]) return;
  walk->seen[expr->id] = true;
  for (uint32_t i = 0; i < weir_expr_operand_count(expr->op); ++i) {
    walk_expr(walk, expr->operands[i]);
  }
  if (expr->access) walk_access(walk, expr->access, false);
  if (walk->visit_expr) walk->visit_expr(expr, walk->user);
}

// What is evaluated at each point, what at each point of the parallel
// dimensions alone, or both.
typedef enum walk_part_t {
  WALK_ALL,
  WALK_UPDATES,
  WALK_REST,
} walk_part_t;

static void walk_stage(const weir_kernel_t* kernel, const weir_stage_t* stage,
                       walk_part_t part, walk_t* walk) {
  weir_arena_t scratch;
  weir_arena_init(&scratch);
  walk->seen = WEIR_ARENA_ARRAY(&scratch, bool, kernel->expr_count + 1);
  for (uint32_t i = 0; i < stage->accumulator_count; ++i) {
    if (part != WALK_UPDATES) walk_expr(walk, stage->accumulators[i].init);
    if (part != WALK_REST) walk_expr(walk, stage->accumulators[i].update);
  }
  for (uint32_t i = 0; i < stage->store_count && part != WALK_UPDATES; ++i) {
    walk_expr(walk, stage->stores[i].value);
    walk_access(walk, stage->stores[i].access, true);
  }
  weir_arena_deinit(&scratch);
}

void weir_stage_visit_accesses(const weir_kernel_t* kernel,
                               const weir_stage_t* stage,
                               weir_access_visitor_t visit, void* user) {
  walk_t walk = {.visit_access = visit, .user = user};
  walk_stage(kernel, stage, WALK_ALL, &walk);
}

void weir_stage_visit_exprs(const weir_kernel_t* kernel,
                            const weir_stage_t* stage,
                            weir_expr_visitor_t visit, void* user) {
  walk_t walk = {.visit_expr = visit, .user = user};
  walk_stage(kernel, stage, WALK_ALL, &walk);
}

// -- collapsing -------------------------------------------------------------

typedef struct collapse_t {
  weir_stage_t* stage;
  uint32_t dim;  // to be merged with the next one, or dropped
  bool is_merge;
  bool possible;
} collapse_t;

static bool form_is_merged(const collapse_t* collapse,
                           const weir_index_form_t* form) {
  uint32_t i = collapse->dim;
  return form->coefficients[i] ==
         form->coefficients[i + 1] * collapse->stage->extents[i + 1];
}

static void check_access(weir_access_t* access, bool is_store, void* user) {
  (void)is_store;
  collapse_t* collapse = user;
  if (!form_is_merged(collapse, &access->index)) collapse->possible = false;
  for (weir_guard_t* guard = access->guards; guard; guard = guard->next) {
    if (!form_is_merged(collapse, &guard->form)) collapse->possible = false;
  }
}

static void check_expr(weir_expr_t* expr, void* user) {
  collapse_t* collapse = user;
  if (expr->op == WEIR_EXPR_INDEX &&
      (expr->integer == collapse->dim || expr->integer == collapse->dim + 1)) {
    collapse->possible = false;
  }
}

static void remove_from_form(weir_index_form_t* form, uint32_t dim) {
  for (uint32_t i = dim; i + 1 < WEIR_KERNEL_MAX_DIMS; ++i) {
    form->coefficients[i] = form->coefficients[i + 1];
  }
  form->coefficients[WEIR_KERNEL_MAX_DIMS - 1] = 0;
}

static void remove_from_access(weir_access_t* access, bool is_store,
                               void* user) {
  (void)is_store;
  const collapse_t* collapse = user;
  remove_from_form(&access->index, collapse->dim);
  for (weir_guard_t* guard = access->guards; guard; guard = guard->next) {
    remove_from_form(&guard->form, collapse->dim);
  }
}

static void remove_from_expr(weir_expr_t* expr, void* user) {
  const collapse_t* collapse = user;
  if (expr->op != WEIR_EXPR_INDEX) return;
  if (expr->integer == collapse->dim) {
    expr->op = WEIR_EXPR_INT;  // the only value it takes
    expr->integer = 0;
  } else if (expr->integer > collapse->dim) {
    --expr->integer;
  }
}

static void remove_dim(weir_kernel_t* kernel, collapse_t* collapse) {
  weir_stage_t* stage = collapse->stage;
  weir_stage_visit_accesses(kernel, stage, remove_from_access, collapse);
  weir_stage_visit_exprs(kernel, stage, remove_from_expr, collapse);
  for (uint32_t i = collapse->dim; i + 1 < stage->rank; ++i) {
    stage->extents[i] = stage->extents[i + 1];
    stage->sizes[i] = stage->sizes[i + 1];
    stage->reduced[i] = stage->reduced[i + 1];
  }
  stage->sizes[--stage->rank] = NULL;
}

// The extent of dimensions |dim| and |dim| + 1 walked as one; the latter is
// static.
static void merge_extents(weir_kernel_t* kernel, weir_stage_t* stage,
                          uint32_t dim) {
  if (stage->sizes[dim] != NULL) {
    stage->sizes[dim + 1] = weir_expr_binary(
        kernel, WEIR_EXPR_MULI, stage->sizes[dim],
        weir_expr_int(kernel, WEIR_SCALAR_I64, stage->extents[dim + 1]));
  }
  stage->extents[dim + 1] *= stage->extents[dim];
}

void weir_stage_collapse(weir_kernel_t* kernel, weir_stage_t* stage) {
  uint32_t first = kernel->outer_rank;
  for (uint32_t i = stage->rank; i-- > first;) {
    if (stage->extents[i] != 1 || stage->sizes[i] || stage->rank == 1) continue;
    remove_dim(kernel, &(collapse_t){.stage = stage, .dim = i});
  }
  for (uint32_t i = stage->rank; i-- > first;) {
    if (i + 1 >= stage->rank || stage->reduced[i] != stage->reduced[i + 1] ||
        stage->sizes[i + 1] != NULL) {
      continue;
    }
    collapse_t collapse = {stage, i, true, true};
    weir_stage_visit_accesses(kernel, stage, check_access, &collapse);
    weir_stage_visit_exprs(kernel, stage, check_expr, &collapse);
    if (!collapse.possible) continue;
    merge_extents(kernel, stage, i);
    remove_dim(kernel, &collapse);
  }
}

// -- verification and cost --------------------------------------------------

typedef struct verify_t {
  const weir_kernel_t* kernel;
  const weir_stage_t* stage;
  const char* problem;
} verify_t;

static void verify_access(weir_access_t* access, bool is_store, void* user) {
  verify_t* verify = user;
  if (access->buffer >= verify->kernel->buffer_count) {
    verify->problem = "an access names no buffer";
  } else if (is_store && verify->kernel->buffers[access->buffer].kind ==
                             WEIR_BUFFER_CONSTANT) {
    verify->problem = "a store to a constant";
  } else if (access->guards && !access->pad && !is_store) {
    verify->problem = "a guarded access without a value for where it fails";
  }
}

static void verify_expr(weir_expr_t* expr, void* user) {
  verify_t* verify = user;
  int64_t n = expr->integer;
  if (expr->op == WEIR_EXPR_INDEX && (n < 0 || n >= verify->stage->rank)) {
    verify->problem = "an index of a dimension that is not there";
  }
  if (expr->op == WEIR_EXPR_ACCUMULATOR &&
      (n < 0 || n >= verify->stage->accumulator_count)) {
    verify->problem = "an accumulator that is not there";
  }
}

weir_status_t weir_kernel_verify(const weir_kernel_t* kernel) {
  for (uint32_t i = 0; i < kernel->stage_count; ++i) {
    const weir_stage_t* stage = kernel->stages[i];
    verify_t verify = {kernel, stage, NULL};
    if (stage->rank > WEIR_KERNEL_MAX_DIMS) verify.problem = "too many dims";
    if (stage->rank < kernel->outer_rank) verify.problem = "too few dims";
    for (uint32_t d = 0; d < stage->rank; ++d) {
      if (stage->extents[d] < 0) verify.problem = "a negative extent";
      if (d >= kernel->outer_rank) continue;
      if (stage->reduced[d] || stage->sizes[d] ||
          stage->extents[d] != kernel->stages[0]->extents[d]) {
        verify.problem = "stages that do not agree on the outer loops";
      }
    }
    if (!verify.problem) {
      weir_stage_visit_accesses(kernel, stage, verify_access, &verify);
      weir_stage_visit_exprs(kernel, stage, verify_expr, &verify);
    }
    if (verify.problem) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "kernel %s, stage %u: %s",
                         kernel->name, i, verify.problem);
    }
  }
  return weir_ok();
}

static void count_flops(weir_expr_t* expr, void* user) {
  double* flops = user;
  if (expr->op >= WEIR_EXPR_EXP && expr->op <= WEIR_EXPR_CBRT) {
    *flops += 16;
  } else if (expr->op > WEIR_EXPR_ACCUMULATOR && expr->op < WEIR_EXPR_EXTF) {
    *flops += expr->op == WEIR_EXPR_FMA ? 2 : 1;
  }
}

typedef struct traffic_t {
  const weir_kernel_t* kernel;
  const weir_stage_t* stage;
  double* read;  // elements by buffer
  double* written;
} traffic_t;

static void count_traffic(weir_access_t* access, bool is_store, void* user) {
  traffic_t* traffic = user;
  const weir_buffer_t* buffer = &traffic->kernel->buffers[access->buffer];
  if (buffer->kind != WEIR_BUFFER_BINDING) return;
  double elements = 1;
  for (uint32_t d = 0; d < traffic->stage->rank; ++d) {
    if (access->index.coefficients[d] != 0 || access->index.terms) {
      elements *= (double)traffic->stage->extents[d];
    }
  }
  double* total = is_store ? traffic->written : traffic->read;
  total[access->buffer] += elements;
  if (total[access->buffer] > (double)buffer->element_count) {
    total[access->buffer] = (double)buffer->element_count;
  }
}

void weir_kernel_cost(const weir_kernel_t* kernel,
                      weir_kernel_cost_t* out_cost) {
  *out_cost = (weir_kernel_cost_t){0};
  weir_arena_t scratch;
  weir_arena_init(&scratch);
  traffic_t traffic = {.kernel = kernel};
  traffic.read = WEIR_ARENA_ARRAY(&scratch, double, kernel->buffer_count + 1);
  traffic.written =
      WEIR_ARENA_ARRAY(&scratch, double, kernel->buffer_count + 1);
  for (uint32_t i = 0; i < kernel->stage_count; ++i) {
    const weir_stage_t* stage = kernel->stages[i];
    double points = 1, parallel_points = 1;
    for (uint32_t d = 0; d < stage->rank; ++d) {
      points *= (double)stage->extents[d];
      if (!stage->reduced[d]) parallel_points *= (double)stage->extents[d];
    }
    double updates = 0, rest = 0;
    walk_t walk = {.visit_expr = count_flops, .user = &updates};
    walk_stage(kernel, stage, WALK_UPDATES, &walk);
    walk = (walk_t){.visit_expr = count_flops, .user = &rest};
    walk_stage(kernel, stage, WALK_REST, &walk);
    out_cost->flops += updates * points + rest * parallel_points;
    traffic.stage = stage;
    weir_stage_visit_accesses(kernel, stage, count_traffic, &traffic);
  }
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    double bytes = weir_scalar_bytes(kernel->buffers[i].type);
    out_cost->bytes_read += traffic.read[i] * bytes;
    out_cost->bytes_written += traffic.written[i] * bytes;
  }
  weir_arena_deinit(&scratch);
}
