#include "compiler/ir/affine.h"

#include <string.h>

#include "compiler/ir/context_impl.h"

static weir_affine_expr_t* intern_expr(weir_context_t* context,
                                       weir_affine_kind_t kind, int64_t value,
                                       weir_affine_expr_t* lhs,
                                       weir_affine_expr_t* rhs) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_AFFINE_EXPR, kind);
  weir_intern_key_integer(&key, value);
  weir_intern_key_pointer(&key, lhs);
  weir_intern_key_pointer(&key, rhs);
  bool is_new;
  weir_affine_expr_t* expr =
      weir_intern(context, &key, sizeof(*expr), &is_new, NULL);
  *expr = (weir_affine_expr_t){kind, value, lhs, rhs};
  return expr;
}

weir_affine_expr_t* weir_affine_constant(weir_context_t* context,
                                         int64_t value) {
  return intern_expr(context, WEIR_AFFINE_CONSTANT, value, NULL, NULL);
}

weir_affine_expr_t* weir_affine_dim(weir_context_t* context,
                                    uint32_t position) {
  return intern_expr(context, WEIR_AFFINE_DIM, position, NULL, NULL);
}

weir_affine_expr_t* weir_affine_symbol(weir_context_t* context,
                                       uint32_t position) {
  return intern_expr(context, WEIR_AFFINE_SYMBOL, position, NULL, NULL);
}

static int64_t floor_div(int64_t a, int64_t b) {
  int64_t q = a / b;
  return (a % b != 0 && ((a < 0) != (b < 0))) ? q - 1 : q;
}

// False on division by zero or overflow.
static bool apply(weir_affine_kind_t kind, int64_t a, int64_t b, int64_t* out) {
  switch (kind) {
    case WEIR_AFFINE_ADD:
      return !__builtin_add_overflow(a, b, out);
    case WEIR_AFFINE_MUL:
      return !__builtin_mul_overflow(a, b, out);
    default:
      break;
  }
  if (b == 0 || (a == INT64_MIN && b == -1)) return false;
  int64_t floor = floor_div(a, b);
  if (kind == WEIR_AFFINE_FLOORDIV) *out = floor;
  if (kind == WEIR_AFFINE_CEILDIV) *out = floor + (a != floor * b);
  if (kind == WEIR_AFFINE_MOD) *out = a - floor * b;
  return true;
}

static bool is_constant(const weir_affine_expr_t* expr) {
  return expr->kind == WEIR_AFFINE_CONSTANT;
}

static bool is_symbolic(const weir_affine_expr_t* expr) {
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
    case WEIR_AFFINE_SYMBOL:
      return true;
    case WEIR_AFFINE_DIM:
      return false;
    default:
      return is_symbolic(expr->lhs) && is_symbolic(expr->rhs);
  }
}

// Whether |lhs| is to stand behind |rhs|: numbers last, symbols before them.
static bool belongs_behind(const weir_affine_expr_t* lhs,
                           const weir_affine_expr_t* rhs) {
  if (is_constant(lhs)) return !is_constant(rhs);
  return is_symbolic(lhs) && !is_symbolic(rhs);
}

// A large known divisor of |expr|.
static int64_t known_divisor(const weir_affine_expr_t* expr) {
  int64_t divisor = 1;
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      if (expr->value == INT64_MIN) return 1;
      return expr->value < 0 ? -expr->value : expr->value;
    case WEIR_AFFINE_MUL:
      return apply(WEIR_AFFINE_MUL, known_divisor(expr->lhs),
                   known_divisor(expr->rhs), &divisor)
                 ? divisor
                 : known_divisor(expr->lhs);
    case WEIR_AFFINE_ADD: {
      int64_t a = known_divisor(expr->lhs), b = known_divisor(expr->rhs);
      while (b != 0) {
        int64_t t = a % b;
        a = b;
        b = t;
      }
      return a;
    }
    default:
      return 1;
  }
}

// (expr * constant) taken apart; constant 1 for all else.
static weir_affine_expr_t* coefficient(weir_affine_expr_t* expr,
                                       int64_t* out_factor) {
  *out_factor = 1;
  if (expr->kind == WEIR_AFFINE_MUL && is_constant(expr->rhs)) {
    *out_factor = expr->rhs->value;
    return expr->lhs;
  }
  return expr;
}

static weir_affine_expr_t* simplify_add(weir_context_t* context,
                                        weir_affine_expr_t* lhs,
                                        weir_affine_expr_t* rhs) {
  const weir_affine_kind_t ADD = WEIR_AFFINE_ADD;
  if (belongs_behind(lhs, rhs)) {
    return weir_affine_binary(context, ADD, rhs, lhs);
  }
  if (is_constant(rhs) && rhs->value == 0) return lhs;
  bool lhs_add = lhs->kind == ADD;
  int64_t a, b, sum;
  if (lhs_add && is_constant(rhs) && is_constant(lhs->rhs)) {
    // Numbers whose sum is too large stay apart.
    return apply(ADD, lhs->rhs->value, rhs->value, &sum)
               ? weir_affine_binary(context, ADD, lhs->lhs,
                                    weir_affine_constant(context, sum))
               : intern_expr(context, ADD, 0, lhs, rhs);
  }
  weir_affine_expr_t* left = coefficient(lhs, &a);
  weir_affine_expr_t* right = coefficient(rhs, &b);
  if (left == right && apply(ADD, a, b, &sum)) {
    return weir_affine_binary(context, WEIR_AFFINE_MUL, left,
                              weir_affine_constant(context, sum));
  }
  // (x + c) + y = (x + y) + c and x + (y + c) = (x + y) + c.
  if (lhs_add && is_constant(lhs->rhs)) {
    return weir_affine_binary(context, ADD,
                              weir_affine_binary(context, ADD, lhs->lhs, rhs),
                              lhs->rhs);
  }
  if (rhs->kind == ADD && is_constant(rhs->rhs)) {
    return weir_affine_binary(context, ADD,
                              weir_affine_binary(context, ADD, lhs, rhs->lhs),
                              rhs->rhs);
  }
  // a - (a floordiv c) * c = a mod c.
  if (right->kind == WEIR_AFFINE_FLOORDIV && right->lhs == lhs &&
      is_constant(right->rhs) && b != INT64_MIN && -b == right->rhs->value) {
    return weir_affine_binary(context, WEIR_AFFINE_MOD, lhs, right->rhs);
  }
  return intern_expr(context, ADD, 0, lhs, rhs);
}

static weir_affine_expr_t* simplify_mul(weir_context_t* context,
                                        weir_affine_expr_t* lhs,
                                        weir_affine_expr_t* rhs) {
  const weir_affine_kind_t MUL = WEIR_AFFINE_MUL;
  if (belongs_behind(lhs, rhs)) {
    return weir_affine_binary(context, MUL, rhs, lhs);
  }
  if (is_constant(rhs) && rhs->value == 1) return lhs;
  if (is_constant(rhs) && rhs->value == 0) return rhs;
  if (lhs->kind == MUL && is_constant(lhs->rhs)) {
    int64_t product;
    if (is_constant(rhs)) {
      // Numbers whose product is too large stay apart.
      return apply(MUL, lhs->rhs->value, rhs->value, &product)
                 ? weir_affine_binary(context, MUL, lhs->lhs,
                                      weir_affine_constant(context, product))
                 : intern_expr(context, MUL, 0, lhs, rhs);
    }
    return weir_affine_binary(context, MUL,
                              weir_affine_binary(context, MUL, lhs->lhs, rhs),
                              lhs->rhs);
  }
  return intern_expr(context, MUL, 0, lhs, rhs);
}

static weir_affine_expr_t* simplify_division(weir_context_t* context,
                                             weir_affine_kind_t kind,
                                             weir_affine_expr_t* lhs,
                                             weir_affine_expr_t* rhs) {
  if (!is_constant(rhs) || rhs->value < 1)
    return intern_expr(context, kind, 0, lhs, rhs);
  int64_t divisor = rhs->value;
  bool is_mod = kind == WEIR_AFFINE_MOD;
  if (divisor == 1) return is_mod ? weir_affine_constant(context, 0) : lhs;
  if (is_mod && known_divisor(lhs) % divisor == 0)
    return weir_affine_constant(context, 0);
  int64_t factor;
  weir_affine_expr_t* base = coefficient(lhs, &factor);
  if (!is_mod && factor % divisor == 0 && factor != 1) {
    return weir_affine_binary(context, WEIR_AFFINE_MUL, base,
                              weir_affine_constant(context, factor / divisor));
  }
  // What is left by a multiple of the divisor leaves the same.
  if (is_mod && lhs->kind == WEIR_AFFINE_MOD && is_constant(lhs->rhs) &&
      lhs->rhs->value >= 1 && lhs->rhs->value % divisor == 0) {
    return weir_affine_binary(context, WEIR_AFFINE_MOD, lhs->lhs, rhs);
  }
  if (lhs->kind == WEIR_AFFINE_ADD && kind != WEIR_AFFINE_CEILDIV) {
    // A summand that the divisor divides leaves the division.
    weir_affine_expr_t* parts[2] = {lhs->lhs, lhs->rhs};
    for (int i = 0; i < 2; ++i) {
      if (known_divisor(parts[i]) % divisor != 0) continue;
      weir_affine_expr_t* rest =
          weir_affine_binary(context, kind, parts[1 - i], rhs);
      if (is_mod) return rest;
      weir_affine_expr_t* whole =
          weir_affine_binary(context, kind, parts[i], rhs);
      return i == 0 ? weir_affine_binary(context, WEIR_AFFINE_ADD, whole, rest)
                    : weir_affine_binary(context, WEIR_AFFINE_ADD, rest, whole);
    }
  }
  return intern_expr(context, kind, 0, lhs, rhs);
}

weir_affine_expr_t* weir_affine_binary(weir_context_t* context,
                                       weir_affine_kind_t kind,
                                       weir_affine_expr_t* lhs,
                                       weir_affine_expr_t* rhs) {
  int64_t folded;
  if (is_constant(lhs) && is_constant(rhs) &&
      apply(kind, lhs->value, rhs->value, &folded)) {
    return weir_affine_constant(context, folded);
  }
  if (kind == WEIR_AFFINE_ADD) return simplify_add(context, lhs, rhs);
  if (kind == WEIR_AFFINE_MUL) return simplify_mul(context, lhs, rhs);
  return simplify_division(context, kind, lhs, rhs);
}

weir_affine_map_t* weir_affine_map(weir_context_t* context, uint32_t dim_count,
                                   uint32_t symbol_count,
                                   weir_affine_expr_t* const* results,
                                   uint32_t result_count) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_AFFINE_MAP, dim_count);
  weir_intern_key_integer(&key, symbol_count);
  weir_intern_key_add(&key, results, result_count * sizeof(*results));
  bool is_new;
  weir_affine_map_t* map =
      weir_intern(context, &key, sizeof(*map), &is_new, NULL);
  if (is_new) {
    *map = (weir_affine_map_t){
        .context = context,
        .dim_count = dim_count,
        .symbol_count = symbol_count,
        .result_count = result_count,
        .results = weir_arena_copy(&context->arena, results,
                                   result_count * sizeof(*results)),
    };
  }
  return map;
}

weir_affine_map_t* weir_affine_identity_map(weir_context_t* context,
                                            uint32_t rank) {
  weir_affine_expr_t** results =
      WEIR_ARENA_ARRAY(&context->arena, weir_affine_expr_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) results[i] = weir_affine_dim(context, i);
  return weir_affine_map(context, rank, 0, results, rank);
}

weir_integer_set_t* weir_integer_set(weir_context_t* context,
                                     uint32_t dim_count, uint32_t symbol_count,
                                     weir_affine_expr_t* const* constraints,
                                     const bool* equalities,
                                     uint32_t constraint_count) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_INTEGER_SET, dim_count);
  weir_intern_key_integer(&key, symbol_count);
  weir_intern_key_add(&key, constraints,
                      constraint_count * sizeof(*constraints));
  weir_intern_key_add(&key, equalities, constraint_count * sizeof(*equalities));
  bool is_new;
  weir_integer_set_t* set =
      weir_intern(context, &key, sizeof(*set), &is_new, NULL);
  if (is_new) {
    *set = (weir_integer_set_t){
        .context = context,
        .dim_count = dim_count,
        .symbol_count = symbol_count,
        .constraint_count = constraint_count,
        .constraints = weir_arena_copy(&context->arena, constraints,
                                       constraint_count * sizeof(*constraints)),
        .equalities = weir_arena_copy(&context->arena, equalities,
                                      constraint_count * sizeof(*equalities)),
    };
  }
  return set;
}

bool weir_affine_map_is_identity(const weir_affine_map_t* map) {
  if (map->symbol_count != 0 || map->dim_count != map->result_count)
    return false;
  for (uint32_t i = 0; i < map->result_count; ++i) {
    const weir_affine_expr_t* expr = map->results[i];
    if (expr->kind != WEIR_AFFINE_DIM || expr->value != i) return false;
  }
  return true;
}

bool weir_affine_map_is_projected_permutation(const weir_affine_map_t* map) {
  if (map->symbol_count != 0) return false;
  for (uint32_t i = 0; i < map->result_count; ++i) {
    if (map->results[i]->kind != WEIR_AFFINE_DIM) return false;
    for (uint32_t j = 0; j < i; ++j) {
      if (map->results[j] == map->results[i]) return false;
    }
  }
  return true;
}

bool weir_affine_evaluate(const weir_affine_expr_t* expr, const int64_t* dims,
                          const int64_t* symbols, int64_t* out_value) {
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      *out_value = expr->value;
      return true;
    case WEIR_AFFINE_DIM:
      *out_value = dims[expr->value];
      return true;
    case WEIR_AFFINE_SYMBOL:
      *out_value = symbols[expr->value];
      return true;
    default:
      break;
  }
  int64_t a, b;
  return weir_affine_evaluate(expr->lhs, dims, symbols, &a) &&
         weir_affine_evaluate(expr->rhs, dims, symbols, &b) &&
         apply(expr->kind, a, b, out_value);
}

weir_affine_expr_t* weir_affine_replace(weir_context_t* context,
                                        weir_affine_expr_t* expr,
                                        weir_affine_expr_t* const* dims,
                                        weir_affine_expr_t* const* symbols) {
  weir_affine_expr_t* const* by = NULL;
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      return expr;
    case WEIR_AFFINE_DIM:
      by = dims;
      break;
    case WEIR_AFFINE_SYMBOL:
      by = symbols;
      break;
    default:
      return weir_affine_binary(
          context, expr->kind,
          weir_affine_replace(context, expr->lhs, dims, symbols),
          weir_affine_replace(context, expr->rhs, dims, symbols));
  }
  return by != NULL && by[expr->value] != NULL ? by[expr->value] : expr;
}
