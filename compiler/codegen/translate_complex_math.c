// Functions of complex numbers.
//
// exp, log, sqrt, sin, cos, tan and pow are put together from the functions of
// math.c in the type at hand. expm1, log1p, tanh and atan2 are computed in f64,
// and rounded for narrower types: the distance to the true result is at most 2
// ulp of its absolute value in f32, 32 ulp in f64 (atan2 64). Checked by
// complex_test.c against the C library's in the widest format.
#include "compiler/codegen/translate_complex.h"
#include "compiler/dialects/complex.h"

static weir_expr_t* add(weir_translator_t* t, weir_expr_t* a, weir_expr_t* b) {
  return binary(t, WEIR_EXPR_ADDF, a, b);
}

static weir_expr_t* mul(weir_translator_t* t, weir_expr_t* a, weir_expr_t* b) {
  return binary(t, WEIR_EXPR_MULF, a, b);
}

static weir_expr_t* plus(weir_translator_t* t, weir_expr_t* a, double b) {
  return add(t, a, weir_pair_number(t, a, b));
}

static weir_expr_t* times(weir_translator_t* t, weir_expr_t* a, double b) {
  return mul(t, a, weir_pair_number(t, a, b));
}

static weir_pair_t scale(weir_translator_t* t, weir_pair_t a, weir_expr_t* by) {
  return (weir_pair_t){mul(t, a.re, by), mul(t, a.im, by)};
}

// -- in the type at hand
// -------------------------------------------------------

static weir_pair_t exponential(weir_translator_t* t, weir_pair_t a) {
  weir_pair_t turn = {unary(t, WEIR_EXPR_COS, a.im),
                      unary(t, WEIR_EXPR_SIN, a.im)};
  return scale(t, turn, unary(t, WEIR_EXPR_EXP, a.re));
}

static weir_pair_t logarithm(weir_translator_t* t, weir_pair_t a) {
  return (weir_pair_t){unary(t, WEIR_EXPR_LOG, weir_pair_absolute(t, a)),
                       binary(t, WEIR_EXPR_ATAN2, a.im, a.re)};
}

// With r = sqrt((|a| + |re|) / 2): (r, im / 2r), parts exchanged where re < 0.
static weir_pair_t square_root(weir_translator_t* t, weir_pair_t a) {
  weir_expr_t* half = weir_pair_number(t, a.re, 0.5);
  weir_expr_t* sum = binary(t, WEIR_EXPR_ADDF, weir_pair_absolute(t, a),
                            unary(t, WEIR_EXPR_ABSF, a.re));
  weir_expr_t* root =
      unary(t, WEIR_EXPR_SQRT, binary(t, WEIR_EXPR_MULF, sum, half));
  weir_expr_t* zero = weir_pair_number(t, a.re, 0);
  weir_expr_t* is_zero = compare(t, 1 /* oeq */, root, zero);
  weir_expr_t* other =
      binary(t, WEIR_EXPR_DIVF, binary(t, WEIR_EXPR_MULF, a.im, half),
             select_expr(t, is_zero, weir_pair_number(t, root, 1), root));
  weir_expr_t* is_left = compare(t, 4 /* olt */, a.re, zero);
  return (weir_pair_t){
      select_expr(t, is_left, unary(t, WEIR_EXPR_ABSF, other), root),
      select_expr(t, is_left, binary(t, WEIR_EXPR_COPYSIGN, root, a.im), other),
  };
}

static weir_pair_t sine(weir_translator_t* t, weir_pair_t a) {
  return (weir_pair_t){binary(t, WEIR_EXPR_MULF, unary(t, WEIR_EXPR_SIN, a.re),
                              unary(t, WEIR_EXPR_COSH, a.im)),
                       binary(t, WEIR_EXPR_MULF, unary(t, WEIR_EXPR_COS, a.re),
                              unary(t, WEIR_EXPR_SINH, a.im))};
}

static weir_pair_t cosine(weir_translator_t* t, weir_pair_t a) {
  weir_expr_t* im = binary(t, WEIR_EXPR_MULF, unary(t, WEIR_EXPR_SIN, a.re),
                           unary(t, WEIR_EXPR_SINH, a.im));
  return (weir_pair_t){binary(t, WEIR_EXPR_MULF, unary(t, WEIR_EXPR_COS, a.re),
                              unary(t, WEIR_EXPR_COSH, a.im)),
                       unary(t, WEIR_EXPR_NEGF, im)};
}

// The number over its absolute value; zero stays.
static weir_pair_t sign(weir_translator_t* t, weir_pair_t a) {
  weir_expr_t* size = weir_pair_absolute(t, a);
  weir_expr_t* is_zero =
      compare(t, 1 /* oeq */, size, weir_pair_number(t, size, 0));
  size = select_expr(t, is_zero, weir_pair_number(t, size, 1), size);
  return (weir_pair_t){binary(t, WEIR_EXPR_DIVF, a.re, size),
                       binary(t, WEIR_EXPR_DIVF, a.im, size)};
}

// -- in f64
// ---------------------------------------------------------------------

// e^x cos y - 1 = expm1(x) cos y - 2 sin(y / 2)^2, which loses nothing near
// zero.
static weir_pair_t exponential_less_one(weir_translator_t* t, weir_pair_t a) {
  weir_expr_t* less_one = unary(t, WEIR_EXPR_EXPM1, a.re);
  weir_expr_t* half = unary(t, WEIR_EXPR_SIN, times(t, a.im, 0.5));
  weir_expr_t* sine_of = unary(t, WEIR_EXPR_SIN, a.im);
  return (weir_pair_t){
      binary(t, WEIR_EXPR_SUBF, mul(t, less_one, unary(t, WEIR_EXPR_COS, a.im)),
             times(t, mul(t, half, half), 2)),
      mul(t, unary(t, WEIR_EXPR_EXP, a.re), sine_of)};
}

// Of log |1 + a|: log1p(x (2 + x) + y^2) / 2 while 1 + a is neither small nor
// large, where it is the logarithm of about one.
static weir_pair_t logarithm_of_one_more(weir_translator_t* t, weir_pair_t a) {
  weir_pair_t moved = {plus(t, a.re, 1), a.im};
  weir_expr_t* size = weir_pair_absolute(t, moved);
  weir_expr_t* square =
      add(t, mul(t, a.re, plus(t, a.re, 2)), mul(t, a.im, a.im));
  weir_expr_t* near =
      binary(t, WEIR_EXPR_ANDI,
             compare(t, 2 /* ogt */, size, weir_pair_number(t, size, 0.5)),
             compare(t, 4 /* olt */, size, weir_pair_number(t, size, 3)));
  return (weir_pair_t){
      select_expr(t, near, times(t, unary(t, WEIR_EXPR_LOG1P, square), 0.5),
                  unary(t, WEIR_EXPR_LOG, size)),
      binary(t, WEIR_EXPR_ATAN2, moved.im, moved.re)};
}

// W. Kahan, "Branch Cuts for Complex Elementary Functions" (1987): with t =
// tan y, s = sinh x, b = 1 + t^2: (b s sqrt(1 + s^2), t) / (1 + b s^2); where
// that is one to the last place, the sign of x and 2 sin 2y e^-2|x|.
static weir_pair_t hyperbolic_tangent(weir_translator_t* t, weir_pair_t a) {
  const double far = 22;
  weir_expr_t* tangent = unary(t, WEIR_EXPR_TAN, a.im);
  weir_expr_t* sinh = unary(t, WEIR_EXPR_SINH, a.re);
  weir_expr_t* square = mul(t, sinh, sinh);
  weir_expr_t* b = plus(t, mul(t, tangent, tangent), 1);
  weir_expr_t* divisor = plus(t, mul(t, b, square), 1);
  weir_expr_t* root = unary(t, WEIR_EXPR_SQRT, plus(t, square, 1));
  weir_expr_t* re =
      binary(t, WEIR_EXPR_DIVF, mul(t, b, mul(t, root, sinh)), divisor);
  weir_expr_t* im = binary(t, WEIR_EXPR_DIVF, tangent, divisor);
  weir_expr_t* size = unary(t, WEIR_EXPR_ABSF, a.re);
  weir_expr_t* is_far =
      compare(t, 2 /* ogt */, size, weir_pair_number(t, size, far));
  weir_expr_t* rest =
      mul(t, times(t, unary(t, WEIR_EXPR_SIN, times(t, a.im, 2)), 2),
          unary(t, WEIR_EXPR_EXP, times(t, size, -2)));
  weir_expr_t* one =
      binary(t, WEIR_EXPR_COPYSIGN, weir_pair_number(t, size, 1), a.re);
  return (weir_pair_t){select_expr(t, is_far, one, re),
                       select_expr(t, is_far, rest, im)};
}

// With s = sqrt(b^2 + a^2): right of the imaginary axis twice the arc tangent
// of q = a / (s + b), i (log1p(-iq) - log1p(iq)), which is small with a; left
// of it -i log((b + i a) / s).
static weir_pair_t arc_tangent(weir_translator_t* t, weir_pair_t a,
                               weir_pair_t b) {
  weir_pair_t p = weir_pair_multiply(t, a, a), q = weir_pair_multiply(t, b, b);
  weir_pair_t root =
      square_root(t, (weir_pair_t){add(t, p.re, q.re), add(t, p.im, q.im)});
  weir_pair_t sum = {binary(t, WEIR_EXPR_SUBF, b.re, a.im), add(t, b.im, a.re)};
  weir_pair_t left = logarithm(t, weir_pair_divide(t, sum, root));
  q = weir_pair_divide(
      t, a, (weir_pair_t){add(t, root.re, b.re), add(t, root.im, b.im)});
  weir_pair_t plus_i = logarithm_of_one_more(
      t, (weir_pair_t){unary(t, WEIR_EXPR_NEGF, q.im), q.re});
  weir_pair_t minus_i = logarithm_of_one_more(
      t, (weir_pair_t){q.im, unary(t, WEIR_EXPR_NEGF, q.re)});
  weir_expr_t* is_left =
      compare(t, 4 /* olt */, b.re, weir_pair_number(t, b.re, 0));
  return (weir_pair_t){
      select_expr(t, is_left, left.im,
                  binary(t, WEIR_EXPR_SUBF, plus_i.im, minus_i.im)),
      select_expr(t, is_left, unary(t, WEIR_EXPR_NEGF, left.re),
                  binary(t, WEIR_EXPR_SUBF, minus_i.re, plus_i.re))};
}

static weir_pair_t cast_pair(weir_translator_t* t, weir_expr_op_t op,
                             weir_scalar_type_t type, weir_pair_t a) {
  return (weir_pair_t){weir_expr_unary(t->kernel, op, type, a.re),
                       weir_expr_unary(t->kernel, op, type, a.im)};
}

static bool wide_function(weir_translator_t* t, uint32_t id, weir_pair_t a,
                          weir_pair_t b, weir_pair_t* out) {
  weir_scalar_type_t type = a.re->type;
  bool is_wide = type == WEIR_SCALAR_F64;
  bool has_two = id == WEIR_COMPLEX_ATAN2;
  if (!is_wide) a = cast_pair(t, WEIR_EXPR_EXTF, WEIR_SCALAR_F64, a);
  if (!is_wide && has_two) {
    b = cast_pair(t, WEIR_EXPR_EXTF, WEIR_SCALAR_F64, b);
  }
  switch (id) {
    case WEIR_COMPLEX_EXPM1:
      *out = exponential_less_one(t, a);
      break;
    case WEIR_COMPLEX_LOG1P:
      *out = logarithm_of_one_more(t, a);
      break;
    case WEIR_COMPLEX_TANH:
      *out = hyperbolic_tangent(t, a);
      break;
    case WEIR_COMPLEX_ATAN2:
      *out = arc_tangent(t, a, b);
      break;
    default:
      return false;
  }
  if (!is_wide) *out = cast_pair(t, WEIR_EXPR_TRUNCF, type, *out);
  return true;
}

bool weir_pair_function(weir_translator_t* t, uint32_t id, weir_pair_t a,
                        weir_pair_t b, weir_pair_t* out) {
  switch (id) {
    case WEIR_COMPLEX_POW:
      *out = exponential(t, weir_pair_multiply(t, logarithm(t, a), b));
      return true;
    case WEIR_COMPLEX_EXP:
      *out = exponential(t, a);
      return true;
    case WEIR_COMPLEX_LOG:
      *out = logarithm(t, a);
      return true;
    case WEIR_COMPLEX_SQRT:
      *out = square_root(t, a);
      return true;
    case WEIR_COMPLEX_RSQRT:
      *out = weir_pair_divide(t,
                              (weir_pair_t){weir_pair_number(t, a.re, 1),
                                            weir_pair_number(t, a.re, 0)},
                              square_root(t, a));
      return true;
    case WEIR_COMPLEX_SIN:
      *out = sine(t, a);
      return true;
    case WEIR_COMPLEX_COS:
      *out = cosine(t, a);
      return true;
    case WEIR_COMPLEX_TAN:
      *out = weir_pair_divide(t, sine(t, a), cosine(t, a));
      return true;
    case WEIR_COMPLEX_SIGN:
      *out = sign(t, a);
      return true;
    case WEIR_COMPLEX_EXPM1:
    case WEIR_COMPLEX_LOG1P:
    case WEIR_COMPLEX_TANH:
    case WEIR_COMPLEX_ATAN2:
      return wide_function(t, id, a, b, out);
    default:
      return false;
  }
}
