// Affine expressions as sums: every term once, in the order of MLIR's
// simplifyAffineExpr.
//
// An expression becomes a row of coefficients: of the dimensions, of the
// symbols, of one, and of locals. A local stands for what is no sum of these: a
// quotient, or a product or remainder of values that are not constant.
#include <string.h>

#include "compiler/ir/affine.h"
#include "compiler/ir/context_impl.h"

typedef struct flattener_t {
  weir_context_t* context;
  weir_arena_t arena;
  uint32_t dims, symbols;
  weir_affine_expr_t** locals;
  uint32_t local_count, width;  // of a row, with room for all locals
} flattener_t;

// Places in a row: dimensions, symbols, the constant, locals.
static uint32_t constant_place(const flattener_t* f) {
  return f->dims + f->symbols;
}
static uint32_t local_place(const flattener_t* f, uint32_t local) {
  return f->dims + f->symbols + 1 + local;
}

static uint32_t node_count(const weir_affine_expr_t* expr) {
  return expr->lhs == NULL ? 1
                           : 1 + node_count(expr->lhs) + node_count(expr->rhs);
}

static bool is_pure(const weir_affine_expr_t* expr) {
  if (expr->lhs == NULL) return true;
  if (expr->kind == WEIR_AFFINE_ADD) {
    return is_pure(expr->lhs) && is_pure(expr->rhs);
  }
  bool by_constant = expr->rhs->kind == WEIR_AFFINE_CONSTANT ||
                     (expr->kind == WEIR_AFFINE_MUL &&
                      expr->lhs->kind == WEIR_AFFINE_CONSTANT);
  return by_constant && is_pure(expr->lhs) && is_pure(expr->rhs);
}

// -- rows back to expressions -------------------------------------------------

static weir_affine_expr_t* plus(const flattener_t* f, weir_affine_expr_t* sum,
                                weir_affine_expr_t* term, int64_t factor) {
  weir_affine_expr_t* scaled =
      weir_affine_binary(f->context, WEIR_AFFINE_MUL, term,
                         weir_affine_constant(f->context, factor));
  return weir_affine_binary(f->context, WEIR_AFFINE_ADD, sum, scaled);
}

static weir_affine_expr_t* variable(const flattener_t* f, uint32_t place) {
  return place < f->dims ? weir_affine_dim(f->context, place)
                         : weir_affine_symbol(f->context, place - f->dims);
}

static weir_affine_expr_t* plus_constant(const flattener_t* f,
                                         weir_affine_expr_t* sum,
                                         const int64_t* row) {
  int64_t value = row[constant_place(f)];
  if (value == 0) return sum;
  return weir_affine_binary(f->context, WEIR_AFFINE_ADD, sum,
                            weir_affine_constant(f->context, value));
}

static weir_affine_expr_t* expr_of(const flattener_t* f, const int64_t* row) {
  weir_affine_expr_t* sum = weir_affine_constant(f->context, 0);
  for (uint32_t i = 0; i < f->dims + f->symbols; ++i) {
    if (row[i] != 0) sum = plus(f, sum, variable(f, i), row[i]);
  }
  for (uint32_t i = 0; i < f->local_count; ++i) {
    int64_t factor = row[local_place(f, i)];
    if (factor != 0) sum = plus(f, sum, f->locals[i], factor);
  }
  return plus_constant(f, sum, row);
}

// A term and where it goes: by the first of its variables, then by what it is.
typedef struct term_t {
  int64_t first, second;
  weir_affine_expr_t* expr;
  int64_t factor;
} term_t;

static bool is_variable(const weir_affine_expr_t* expr) {
  return expr->kind == WEIR_AFFINE_DIM || expr->kind == WEIR_AFFINE_SYMBOL;
}

// Terms in the order of their variables: d0 + d0 * s1 + s0 + s0 * s1.
static void add_term(term_t* terms, uint32_t* count, term_t term) {
  uint32_t place = (*count)++;
  for (; place > 0; --place) {
    const term_t* before = &terms[place - 1];
    if (before->first < term.first ||
        (before->first == term.first && before->second <= term.second)) {
      break;
    }
    terms[place] = *before;
  }
  terms[place] = term;
}

// Whether a local has a place among the variables.
static bool has_place(const weir_affine_expr_t* local) {
  return is_variable(local->lhs) &&
         (is_variable(local->rhs) || local->rhs->kind == WEIR_AFFINE_CONSTANT);
}

static weir_affine_expr_t* semi_affine_of(flattener_t* f, const int64_t* row) {
  int64_t behind = f->dims > f->symbols ? f->dims : f->symbols;
  int64_t before = -1;
  uint32_t count = 0;
  term_t* terms = WEIR_ARENA_ARRAY(&f->arena, term_t,
                                   f->dims + f->symbols + f->local_count + 1);
  for (uint32_t i = 0; i < f->symbols; ++i) {
    if (row[f->dims + i] == 0) continue;
    weir_affine_expr_t* symbol = variable(f, f->dims + i);
    add_term(terms, &count, (term_t){i, behind++, symbol, row[f->dims + i]});
  }
  for (uint32_t i = 0; i < f->local_count; ++i) {
    weir_affine_expr_t* local = f->locals[i];
    int64_t factor = row[local_place(f, i)];
    if (factor == 0 || !has_place(local)) continue;
    int64_t second = local->rhs->value;
    if (local->lhs->kind == WEIR_AFFINE_SYMBOL) {
      second = behind++;
    } else if (local->rhs->kind == WEIR_AFFINE_CONSTANT) {
      second = before--;
    }
    add_term(terms, &count, (term_t){local->lhs->value, second, local, factor});
  }
  for (uint32_t i = 0; i < f->dims; ++i) {
    if (row[i] == 0) continue;
    add_term(terms, &count, (term_t){i, before--, variable(f, i), row[i]});
  }
  weir_affine_expr_t* sum = weir_affine_constant(f->context, 0);
  for (uint32_t i = 0; i < count; ++i) {
    sum = plus(f, sum, terms[i].expr, terms[i].factor);
  }
  for (uint32_t i = 0; i < f->local_count; ++i) {
    int64_t factor = row[local_place(f, i)];
    if (factor == 0 || has_place(f->locals[i])) continue;
    sum = plus(f, sum, f->locals[i], factor);
  }
  return plus_constant(f, sum, row);
}

// -- expressions to rows ------------------------------------------------------

static int64_t* new_row(flattener_t* f) {
  return WEIR_ARENA_ARRAY(&f->arena, int64_t, f->width);
}

static uint32_t local_of(flattener_t* f, weir_affine_expr_t* expr) {
  for (uint32_t i = 0; i < f->local_count; ++i) {
    if (f->locals[i] == expr) return i;
  }
  f->locals[f->local_count] = expr;
  return f->local_count++;
}

// The row that is |expr| alone, which may have turned out to be simple.
static int64_t* row_of_local(flattener_t* f, weir_affine_expr_t* expr) {
  int64_t* row = new_row(f);
  if (expr->kind == WEIR_AFFINE_CONSTANT) {
    row[constant_place(f)] = expr->value;
  } else if (is_variable(expr)) {
    bool is_dim = expr->kind == WEIR_AFFINE_DIM;
    row[(is_dim ? 0 : f->dims) + (uint32_t)expr->value] = 1;
  } else {
    row[local_place(f, local_of(f, expr))] = 1;
  }
  return row;
}

static int64_t gcd(int64_t a, int64_t b) {
  if (b < 0) b = -b;
  while (b != 0) {
    int64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

// Divides by what the row and |divisor| have in common; returns that.
static int64_t reduce(const flattener_t* f, int64_t* row, int64_t divisor) {
  int64_t common = divisor;
  for (uint32_t i = 0; i < f->width; ++i) {
    if (row[i] == INT64_MIN) return 1;
    common = gcd(common, row[i]);
  }
  for (uint32_t i = 0; i < f->width; ++i) row[i] /= common;
  return common;
}

static int64_t* flatten_mod(flattener_t* f, int64_t* lhs, int64_t divisor) {
  int64_t* reduced = new_row(f);
  memcpy(reduced, lhs, f->width * sizeof(*lhs));
  int64_t common = reduce(f, reduced, divisor);
  if (common == divisor) return new_row(f);
  weir_affine_expr_t* quotient =
      weir_affine_binary(f->context, WEIR_AFFINE_FLOORDIV, expr_of(f, reduced),
                         weir_affine_constant(f->context, divisor / common));
  if (quotient->lhs == NULL) {
    // Of two constants, so the remainder is one as well.
    return row_of_local(
        f, weir_affine_binary(f->context, WEIR_AFFINE_MOD, expr_of(f, lhs),
                              weir_affine_constant(f->context, divisor)));
  }
  int64_t* factor = &lhs[local_place(f, local_of(f, quotient))];
  return __builtin_sub_overflow(*factor, divisor, factor) ? NULL : lhs;
}

static int64_t* flatten_div(flattener_t* f, weir_affine_kind_t kind,
                            int64_t* lhs, int64_t divisor) {
  int64_t common = reduce(f, lhs, divisor);
  if (common == divisor) return lhs;
  return row_of_local(f, weir_affine_binary(f->context, kind, expr_of(f, lhs),
                                            weir_affine_constant(
                                                f->context, divisor / common)));
}

static bool scale(const flattener_t* f, int64_t* row, int64_t factor) {
  for (uint32_t i = 0; i < f->width; ++i) {
    if (__builtin_mul_overflow(row[i], factor, &row[i])) return false;
  }
  return true;
}

static bool sum_up(const flattener_t* f, int64_t* row, const int64_t* other) {
  for (uint32_t i = 0; i < f->width; ++i) {
    if (__builtin_add_overflow(row[i], other[i], &row[i])) return false;
  }
  return true;
}

// NULL if it cannot be said: numbers too large, divisors that are not positive.
static int64_t* flatten(flattener_t* f, weir_affine_expr_t* expr) {
  if (expr->lhs == NULL) return row_of_local(f, expr);
  int64_t* lhs = flatten(f, expr->lhs);
  int64_t* rhs = lhs != NULL ? flatten(f, expr->rhs) : NULL;
  if (rhs == NULL) return NULL;
  if (expr->kind == WEIR_AFFINE_ADD) return sum_up(f, lhs, rhs) ? lhs : NULL;
  if (expr->rhs->kind != WEIR_AFFINE_CONSTANT) {
    return row_of_local(
        f, weir_affine_binary(f->context, expr->kind, expr_of(f, lhs),
                              expr_of(f, rhs)));
  }
  int64_t by = expr->rhs->value;
  if (expr->kind == WEIR_AFFINE_MUL) return scale(f, lhs, by) ? lhs : NULL;
  if (by <= 0) return NULL;
  return expr->kind == WEIR_AFFINE_MOD ? flatten_mod(f, lhs, by)
                                       : flatten_div(f, expr->kind, lhs, by);
}

weir_affine_expr_t* weir_affine_simplify(weir_context_t* context,
                                         weir_affine_expr_t* expr,
                                         uint32_t dim_count,
                                         uint32_t symbol_count) {
  uint32_t nodes = node_count(expr);
  flattener_t f = {
      .context = context,
      .dims = dim_count,
      .symbols = symbol_count,
      .width = dim_count + symbol_count + 1 + nodes,
  };
  f.locals = WEIR_ARENA_ARRAY(&f.arena, weir_affine_expr_t*, nodes);
  const int64_t* row = flatten(&f, expr);
  weir_affine_expr_t* simple = expr;
  if (row != NULL) {
    simple = expr_of(&f, row);
    if (!is_pure(expr) && simple != expr) simple = semi_affine_of(&f, row);
  }
  weir_arena_deinit(&f.arena);
  return simple;
}
