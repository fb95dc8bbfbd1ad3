// Elementary functions on LLVM values, so that generated code calls nothing.
//
// f32: exp, log, tanh and erf have polynomials of their own (at most 2 ulp,
// erf 3); every other function is computed in f64 and rounded (at most 1 ulp).
// f64: exp, log, sin and cos at most 4 ulp, the rest within 1e-13 relative.
// Arguments of sin, cos and tan beyond 1e9 lose accuracy; remainders are exact
// while the quotient is below 2^53. Checked by math_test.c.
//
// Reductions and coefficients are those of the Cephes library and of W. Cody
// and W. Waite, "Software Manual for the Elementary Functions" (1980); plain
// Taylor series serve where the reduced argument is small.
#include <math.h>

#include "compiler/codegen/emit.h"

typedef LLVMValueRef V;

static V real(V like, double value) {
  return weir_emit_real_like(like, value);
}
static V integer(V like, int64_t value) {
  return weir_emit_integer_like(like, value);
}
static V add(weir_emitter_t* e, V a, V b) {
  return LLVMBuildFAdd(e->builder, a, b, "");
}
static V sub(weir_emitter_t* e, V a, V b) {
  return LLVMBuildFSub(e->builder, a, b, "");
}
static V mul(weir_emitter_t* e, V a, V b) {
  return LLVMBuildFMul(e->builder, a, b, "");
}
static V quotient(weir_emitter_t* e, V a, V b) {
  return LLVMBuildFDiv(e->builder, a, b, "");
}
static V call1(weir_emitter_t* e, const char* name, V a) {
  return weir_emit_intrinsic_like(e, name, &a, 1);
}
static V magnitude(weir_emitter_t* e, V a) {
  return call1(e, "llvm.fabs", a);
}
static V with_sign(weir_emitter_t* e, V a, V sign) {
  return weir_emit_intrinsic_like(e, "llvm.copysign", (V[]){a, sign}, 2);
}
static V compare(weir_emitter_t* e, LLVMRealPredicate p, V a, double b) {
  return LLVMBuildFCmp(e->builder, p, a, real(a, b), "");
}
static V choose(weir_emitter_t* e, V condition, V a, V b) {
  return LLVMBuildSelect(e->builder, condition, a, b, "");
}

static bool is_f32(const weir_emitter_t* e, V x) {
  LLVMTypeRef type = LLVMTypeOf(x);
  if (weir_emit_is_vector(x)) type = LLVMGetElementType(type);
  return type == e->f32;
}

// c[0] * x^(n-1) + ... + c[n-1]
static V polynomial(weir_emitter_t* e, V x, const double* c, uint32_t n) {
  V sum = real(x, c[0]);
  for (uint32_t i = 1; i < n; ++i)
    sum = weir_emit_fma(e, sum, x, real(x, c[i]));
  return sum;
}
#define POLYNOMIAL(e, x, ...)                         \
  polynomial((e), (x), (const double[]){__VA_ARGS__}, \
             sizeof((const double[]){__VA_ARGS__}) / sizeof(double))

static LLVMTypeRef integer_type(weir_emitter_t* e, V x) {
  LLVMTypeRef type = is_f32(e, x) ? e->i32 : e->i64;
  return weir_emit_is_vector(x) ? LLVMVectorType(type, weir_emit_width(x))
                                : type;
}

static V to_bits(weir_emitter_t* e, V x) {
  return LLVMBuildBitCast(e->builder, x, integer_type(e, x), "");
}

// -- exp --------------------------------------------------------------------

// 2^n for integers n of the exponent's range.
static V power_of_two(weir_emitter_t* e, V n, V like) {
  bool single = is_f32(e, like);
  V biased = LLVMBuildAdd(e->builder, n, integer(n, single ? 127 : 1023), "");
  V bits = LLVMBuildShl(e->builder, biased, integer(n, single ? 23 : 52), "");
  return LLVMBuildBitCast(e->builder, bits, LLVMTypeOf(like), "");
}

// x * 2^n in two steps, so that overflow and the smallest numbers come out.
static V scale_by_power(weir_emitter_t* e, V x, V n) {
  V half = LLVMBuildAShr(e->builder, n, integer(n, 1), "");
  V rest = LLVMBuildSub(e->builder, n, half, "");
  x = mul(e, x, power_of_two(e, half, x));
  return mul(e, x, power_of_two(e, rest, x));
}

// The nearest integer to a small x, as a float and an integer. Adding 1.5 * 2^p
// leaves the integer in the low bits, without a conversion that a NaN spoils.
static V nearest(weir_emitter_t* e, V x, V* out_integer) {
  V magic = real(x, is_f32(e, x) ? 0x1.8p23 : 0x1.8p52);
  V shifted = add(e, x, magic);
  *out_integer =
      LLVMBuildSub(e->builder, to_bits(e, shifted), to_bits(e, magic), "");
  return sub(e, shifted, magic);
}

static V clamp(weir_emitter_t* e, V x, double low, double high) {
  x = choose(e, compare(e, LLVMRealOGT, x, high), real(x, high), x);
  return choose(e, compare(e, LLVMRealOLT, x, low), real(x, low), x);
}

static V exp_series(weir_emitter_t* e, V r) {
  if (is_f32(e, r)) {
    V p = POLYNOMIAL(e, r, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3,
                     4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1);
    p = weir_emit_fma(e, p, mul(e, r, r), r);
    return add(e, p, real(r, 1));
  }
  double c[14];
  double factorial = 1;
  for (int i = 0; i < 14; ++i) {
    c[13 - i] = 1 / factorial;
    factorial *= i + 1;
  }
  return polynomial(e, r, c, 14);
}

static V emit_exp(weir_emitter_t* e, V x) {
  bool single = is_f32(e, x);
  x = single ? clamp(e, x, -104, 89) : clamp(e, x, -746, 710);
  V n = NULL;
  V k = nearest(e, mul(e, x, real(x, 1.44269504088896340736)), &n);
  V r =
      weir_emit_fma(e, k, real(x, single ? -0.693359375 : -0x1.62e42feep-1), x);
  r = weir_emit_fma(
      e, k, real(x, single ? 2.12194440e-4 : -1.90821492927058770002e-10), r);
  return scale_by_power(e, exp_series(e, r), n);
}

static V emit_exp2(weir_emitter_t* e, V x) {
  x = clamp(e, x, -1080, 1030);
  V n = NULL;
  V k = nearest(e, x, &n);
  V r = mul(e, sub(e, x, k), real(x, 0.69314718055994530942));
  return scale_by_power(e, exp_series(e, r), n);
}

static V emit_expm1(weir_emitter_t* e, V x) {
  double c[14];
  double factorial = 1;
  for (int i = 0; i < 14; ++i) {
    factorial *= i + 1;
    c[13 - i] = 1 / factorial;
  }
  V small = mul(e, x, polynomial(e, x, c, 14));
  V large = sub(e, emit_exp(e, x), real(x, 1));
  V is_small = compare(e, LLVMRealOLT, magnitude(e, x), 0.35);
  return choose(e, is_small, small, large);
}

// -- log --------------------------------------------------------------------

// x = m * 2^n with m in [sqrt(1/2), sqrt(2)); n as a float.
static V split_exponent(weir_emitter_t* e, V x, V* out_exponent) {
  bool single = is_f32(e, x);
  double least = single ? 0x1p-126 : 0x1p-1022;
  double lift = single ? 0x1p25 : 0x1p54;
  V is_tiny = compare(e, LLVMRealOLT, x, least);
  x = choose(e, is_tiny, mul(e, x, real(x, lift)), x);
  V bits = to_bits(e, x);
  // Subtracting sqrt(1/2)'s bits makes the exponent field floor(log2(x) + 1/2).
  V root = to_bits(e, real(x, 0.70710678118654752440));
  V shift = integer(bits, single ? 23 : 52);
  V offset = LLVMBuildSub(e->builder, bits, root, "");
  V n = LLVMBuildAShr(e->builder, offset, shift, "");
  V m = LLVMBuildSub(e->builder, bits, LLVMBuildShl(e->builder, n, shift, ""),
                     "");
  V exponent = LLVMBuildSIToFP(e->builder, n, LLVMTypeOf(x), "");
  V corrected = sub(e, exponent, real(x, single ? 25 : 54));
  *out_exponent = choose(e, is_tiny, corrected, exponent);
  return LLVMBuildBitCast(e->builder, m, LLVMTypeOf(x), "");
}

static V log_single(weir_emitter_t* e, V f, V n) {
  V z = mul(e, f, f);
  V p = POLYNOMIAL(e, f, 7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1,
                   -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1,
                   2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1);
  V y = mul(e, mul(e, p, f), z);
  y = weir_emit_fma(e, n, real(f, -2.12194440e-4), y);
  y = weir_emit_fma(e, z, real(f, -0.5), y);
  return weir_emit_fma(e, n, real(f, 0.693359375), add(e, f, y));
}

// log(1 + f) = 2 atanh(s), s = f / (2 + f), |s| < 0.172.
static V log_double(weir_emitter_t* e, V f, V n) {
  V s = quotient(e, f, add(e, f, real(f, 2)));
  V z = mul(e, s, s);
  double c[12];
  for (int i = 0; i < 12; ++i) c[11 - i] = 2.0 / (2 * i + 3);
  V r = mul(e, z, polynomial(e, z, c, 12));
  V half = mul(e, real(f, 0.5), mul(e, f, f));
  V tail = mul(e, s, add(e, half, r));
  tail = weir_emit_fma(e, n, real(f, 1.90821492927058770002e-10), tail);
  V low = sub(e, f, sub(e, half, tail));
  return weir_emit_fma(e, n, real(f, 0x1.62e42feep-1), low);
}

static V emit_log(weir_emitter_t* e, V x) {
  V n = NULL;
  V f = sub(e, split_exponent(e, x, &n), real(x, 1));
  V y = is_f32(e, x) ? log_single(e, f, n) : log_double(e, f, n);
  y = choose(e, compare(e, LLVMRealUEQ, x, INFINITY), x, y);  // and NaN
  y = choose(e, compare(e, LLVMRealOLT, x, 0), real(x, NAN), y);
  return choose(e, compare(e, LLVMRealOEQ, x, 0), real(x, -INFINITY), y);
}

static V emit_log1p(weir_emitter_t* e, V x) {
  V u = add(e, x, real(x, 1));
  V d = sub(e, u, real(x, 1));
  V y = quotient(e, mul(e, emit_log(e, u), x), d);
  y = choose(e, compare(e, LLVMRealOEQ, d, 0), x, y);
  V is_infinite = compare(e, LLVMRealOEQ, x, INFINITY);
  y = choose(e, is_infinite, x, y);
  return choose(e, compare(e, LLVMRealOEQ, x, -1), real(x, -INFINITY), y);
}

// -- tanh, erf --------------------------------------------------------------

static V emit_tanh(weir_emitter_t* e, V x) {
  V a = magnitude(e, x);
  V z = mul(e, x, x);
  V small = NULL;
  if (is_f32(e, x)) {
    small = POLYNOMIAL(e, z, -5.70498872745e-3, 2.06390887954e-2,
                       -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1);
  } else {
    V p = POLYNOMIAL(e, z, -9.64399179425052238628e-1,
                     -9.92877231001918586564e1, -1.61468768441708447952e3);
    V q = POLYNOMIAL(e, z, 1, 1.12811678491632931402e2,
                     2.23548839060100448583e3, 4.84406305325125486048e3);
    small = quotient(e, p, q);
  }
  small = weir_emit_fma(e, mul(e, small, z), x, x);
  V power = add(e, emit_exp(e, add(e, a, a)), real(x, 1));
  V large = sub(e, real(x, 1), quotient(e, real(x, 2), power));
  large = with_sign(e, large, x);
  return choose(e, compare(e, LLVMRealOLT, a, 0.625), small, large);
}

static V erf_single(weir_emitter_t* e, V x) {
  V a = magnitude(e, x);
  V z = mul(e, x, x);
  V p =
      POLYNOMIAL(e, a, -1.72853470e-5, 3.83197126e-4, -3.88396438e-3,
                 2.42546219e-2, -1.06777877e-1, -6.34846687e-1, -1.28717512e-1);
  V large = sub(e, real(x, 1), emit_exp(e, sub(e, mul(e, p, a), a)));
  large = with_sign(e, large, x);
  V q = POLYNOMIAL(e, z, -5.96761703e-4, 4.99119423e-3, -2.67681349e-2,
                   1.12819925e-1, -3.76125336e-1, 1.28379166e-1);
  V small = weir_emit_fma(e, q, x, x);
  return choose(e, compare(e, LLVMRealOGT, a, 0.927734375), large, small);
}

// Kummer's series below 3, the continued fraction of erfc above.
static V erf_double(weir_emitter_t* e, V x) {
  V a = clamp(e, magnitude(e, x), 0, 27);
  V z = mul(e, a, a);
  double c[64];
  double term = 2 / sqrt(3.14159265358979323846);
  for (int i = 0; i < 64; ++i) {
    c[63 - i] = term;
    term *= 2.0 / (2 * i + 3);
  }
  V decay = emit_exp(e, sub(e, real(x, 0), z));
  V inner = clamp(e, a, 0, 3);
  V series = polynomial(e, mul(e, inner, inner), c, 64);
  V small = mul(e, mul(e, series, a), decay);
  V fraction = a;
  for (int i = 28; i > 0; --i) {
    fraction = add(e, a, quotient(e, real(x, i / 2.0), fraction));
  }
  V upper =
      quotient(e, mul(e, decay, real(x, 0.56418958354775628695)), fraction);
  V large = sub(e, real(x, 1), upper);
  V y = choose(e, compare(e, LLVMRealOLT, a, 3), small, large);
  y = with_sign(e, y, x);
  return choose(e, LLVMBuildFCmp(e->builder, LLVMRealUNO, x, x, ""), x, y);
}

// -- trigonometry, in f64 ---------------------------------------------------

static V sine_series(weir_emitter_t* e, V r, V z) {
  double c[8];
  double term = 1;
  for (int i = 0; i < 8; ++i) {
    term *= -1.0 / ((2 * i + 2) * (2 * i + 3));
    c[7 - i] = term;
  }
  return weir_emit_fma(e, mul(e, polynomial(e, z, c, 8), z), r, r);
}

static V cosine_series(weir_emitter_t* e, V z) {
  double c[10];
  double term = 1;
  for (int i = 0; i < 10; ++i) {
    c[9 - i] = term;
    term *= -1.0 / ((2 * i + 1) * (2 * i + 2));
  }
  return polynomial(e, z, c, 10);
}

// sin(x + quarter * pi / 2)
static V emit_sine(weir_emitter_t* e, V x, int quarter) {
  V n = NULL;
  V k = nearest(e, mul(e, x, real(x, 0.63661977236758134308)), &n);
  V r = weir_emit_fma(e, k, real(x, -1.57079632673412561417), x);
  r = weir_emit_fma(e, k, real(x, -6.07710050630396597660e-11), r);
  r = weir_emit_fma(e, k, real(x, -2.02226624879595063154e-21), r);
  n = LLVMBuildAdd(e->builder, n, integer(n, quarter), "");
  V z = mul(e, r, r);
  V odd = LLVMBuildICmp(e->builder, LLVMIntNE,
                        LLVMBuildAnd(e->builder, n, integer(n, 1), ""),
                        integer(n, 0), "");
  V flip = LLVMBuildICmp(e->builder, LLVMIntNE,
                         LLVMBuildAnd(e->builder, n, integer(n, 2), ""),
                         integer(n, 0), "");
  V y = choose(e, odd, cosine_series(e, z), sine_series(e, r, z));
  return choose(e, flip, LLVMBuildFNeg(e->builder, y, ""), y);
}

// Two halvings of the angle leave |t| < tan(pi / 16).
static V emit_atan(weir_emitter_t* e, V x) {
  V a = magnitude(e, x);
  V is_large = compare(e, LLVMRealOGT, a, 1);
  V t = choose(e, is_large, quotient(e, real(x, 1), a), a);
  for (int i = 0; i < 2; ++i) {
    V root = call1(e, "llvm.sqrt", weir_emit_fma(e, t, t, real(x, 1)));
    t = quotient(e, t, add(e, root, real(x, 1)));
  }
  double c[13];
  for (int i = 0; i < 13; ++i) c[12 - i] = (i % 2 ? 4.0 : -4.0) / (2 * i + 3);
  V z = mul(e, t, t);
  V y = mul(e, polynomial(e, z, c, 13), z);
  y = weir_emit_fma(e, y, t, mul(e, t, real(x, 4)));
  y = choose(e, is_large, sub(e, real(x, 1.57079632679489661923), y), y);
  return with_sign(e, y, x);
}

static V emit_atan2(weir_emitter_t* e, V y, V x) {
  V ax = magnitude(e, x), ay = magnitude(e, y);
  V ratio = quotient(e, ay, ax);
  V equal = LLVMBuildFCmp(e->builder, LLVMRealOEQ, ax, ay, "");
  V one = choose(e, compare(e, LLVMRealOEQ, ax, 0), real(x, 0), real(x, 1));
  V angle = emit_atan(e, choose(e, equal, one, ratio));  // 0/0 and inf/inf
  V bits = to_bits(e, x);
  V is_left = LLVMBuildICmp(e->builder, LLVMIntSLT, bits, integer(bits, 0), "");
  V turned = sub(e, real(x, 3.14159265358979323846), angle);
  return with_sign(e, choose(e, is_left, turned, angle), y);
}

// sqrt((1 - x) (1 + x))
static V cofunction(weir_emitter_t* e, V x) {
  return call1(e, "llvm.sqrt",
               mul(e, sub(e, real(x, 1), x), add(e, real(x, 1), x)));
}

static V emit_hyperbolic(weir_emitter_t* e, weir_expr_op_t op, V x) {
  V a = magnitude(e, x);
  if (op == WEIR_EXPR_ASINH) {
    V root = call1(e, "llvm.sqrt", weir_emit_fma(e, a, a, real(x, 1)));
    V extra = quotient(e, mul(e, a, a), add(e, root, real(x, 1)));
    return with_sign(e, emit_log1p(e, add(e, a, extra)), x);
  }
  if (op == WEIR_EXPR_ATANH) {
    V ratio = quotient(e, add(e, a, a), sub(e, real(x, 1), a));
    return with_sign(e, mul(e, emit_log1p(e, ratio), real(x, 0.5)), x);
  }
  if (op == WEIR_EXPR_ACOSH) {
    V root = mul(e, call1(e, "llvm.sqrt", sub(e, x, real(x, 1))),
                 call1(e, "llvm.sqrt", add(e, x, real(x, 1))));
    return emit_log(e, add(e, x, root));
  }
  V half = real(x, 0.5);
  // exp(a / 2) twice reaches the arguments whose exp overflows.
  V root = emit_exp(e, mul(e, a, half));
  V large = mul(e, mul(e, root, half), root);
  if (op == WEIR_EXPR_COSH) {
    V inverse = quotient(e, real(x, 0.25), large);
    return add(e, large, inverse);
  }
  V m = emit_expm1(e, a);
  V small = mul(e, half, add(e, m, quotient(e, m, add(e, m, real(x, 1)))));
  V is_large = compare(e, LLVMRealOGT, a, 20);
  return with_sign(e, choose(e, is_large, large, small), x);
}

static V emit_cbrt(weir_emitter_t* e, V x) {
  V a = magnitude(e, x);
  V y = emit_exp(e, quotient(e, emit_log(e, a), real(x, 3)));
  V square = mul(e, y, y);  // one step of Newton's
  y = sub(e, y, quotient(e, sub(e, y, quotient(e, a, square)), real(x, 3)));
  V is_special = compare(e, LLVMRealOEQ, a, 0);
  is_special = LLVMBuildOr(e->builder, is_special,
                           compare(e, LLVMRealOEQ, a, INFINITY), "");
  return with_sign(e, choose(e, is_special, a, y), x);
}

// -- powers and remainders --------------------------------------------------

static V emit_pow(weir_emitter_t* e, V x, V y) {
  LLVMBuilderRef b = e->builder;
  V a = magnitude(e, x);
  V r = emit_exp(e, mul(e, y, emit_log(e, a)));
  V whole = LLVMBuildFCmp(b, LLVMRealOEQ, call1(e, "llvm.trunc", y), y, "");
  V half = mul(e, y, real(y, 0.5));
  V even =
      LLVMBuildFCmp(b, LLVMRealOEQ, call1(e, "llvm.trunc", half), half, "");
  V odd = LLVMBuildAnd(b, whole, LLVMBuildNot(b, even, ""), "");
  r = choose(e, odd, with_sign(e, r, x), r);
  V is_root = LLVMBuildAnd(b, compare(e, LLVMRealOLT, x, 0),
                           LLVMBuildNot(b, whole, ""), "");
  V finite = compare(e, LLVMRealONE, a, INFINITY);
  is_root = LLVMBuildAnd(b, is_root, finite, "");
  r = choose(e, is_root, real(x, NAN), r);
  // Squares and cubes are exact products where others are nearly so.
  r = choose(e, compare(e, LLVMRealOEQ, y, 2), mul(e, x, x), r);
  r = choose(e, compare(e, LLVMRealOEQ, y, 1), x, r);
  r = choose(e, compare(e, LLVMRealOEQ, y, 0), real(x, 1), r);
  r = choose(e, compare(e, LLVMRealOEQ, y, 0.5),
             magnitude(e, call1(e, "llvm.sqrt", x)), r);
  return choose(e, compare(e, LLVMRealOEQ, x, 1), real(x, 1), r);
}

static V emit_remainder(weir_emitter_t* e, V x, V y) {
  LLVMBuilderRef b = e->builder;
  V ax = magnitude(e, x), ay = magnitude(e, y);
  V q = call1(e, "llvm.trunc", quotient(e, ax, ay));
  V r = weir_emit_fma(e, LLVMBuildFNeg(b, q, ""), ay, ax);
  r = choose(e, compare(e, LLVMRealOLT, r, 0), add(e, r, ay), r);
  r = choose(e, LLVMBuildFCmp(b, LLVMRealOGE, r, ay, ""), sub(e, r, ay), r);
  V finite = compare(e, LLVMRealOLT, ax, INFINITY);
  V keeps = LLVMBuildAnd(b, finite, compare(e, LLVMRealOEQ, ay, INFINITY), "");
  return with_sign(e, choose(e, keeps, ax, r), x);
}

// -- dispatch ---------------------------------------------------------------

static V emit_double(weir_emitter_t* e, weir_expr_op_t op, V x, V y) {
  switch (op) {
    case WEIR_EXPR_EXP:
      return emit_exp(e, x);
    case WEIR_EXPR_EXP2:
      return emit_exp2(e, x);
    case WEIR_EXPR_EXPM1:
      return emit_expm1(e, x);
    case WEIR_EXPR_LOG:
      return emit_log(e, x);
    case WEIR_EXPR_LOG2:
      return mul(e, emit_log(e, x), real(x, 1.44269504088896340736));
    case WEIR_EXPR_LOG10:
      return mul(e, emit_log(e, x), real(x, 0.43429448190325182765));
    case WEIR_EXPR_LOG1P:
      return emit_log1p(e, x);
    case WEIR_EXPR_TANH:
      return emit_tanh(e, x);
    case WEIR_EXPR_ERF:
      return erf_double(e, x);
    case WEIR_EXPR_SIN:
      return emit_sine(e, x, 0);
    case WEIR_EXPR_COS:
      return emit_sine(e, x, 1);
    case WEIR_EXPR_TAN:
      return quotient(e, emit_sine(e, x, 0), emit_sine(e, x, 1));
    case WEIR_EXPR_ATAN:
      return emit_atan(e, x);
    case WEIR_EXPR_ATAN2:
      return emit_atan2(e, x, y);
    case WEIR_EXPR_ASIN:
      return emit_atan2(e, x, cofunction(e, x));
    case WEIR_EXPR_ACOS:
      return emit_atan2(e, cofunction(e, x), x);
    case WEIR_EXPR_CBRT:
      return emit_cbrt(e, x);
    case WEIR_EXPR_POWF:
      return emit_pow(e, x, y);
    case WEIR_EXPR_REMF:
      return emit_remainder(e, x, y);
    case WEIR_EXPR_RSQRT:
      return quotient(e, real(x, 1), call1(e, "llvm.sqrt", x));
    default:
      return emit_hyperbolic(e, op, x);
  }
}

LLVMValueRef weir_emit_math(weir_emitter_t* e, weir_expr_op_t op,
                            LLVMValueRef x, LLVMValueRef y) {
  if (!is_f32(e, x)) return emit_double(e, op, x, y);
  switch (op) {
    case WEIR_EXPR_EXP:
      return emit_exp(e, x);
    case WEIR_EXPR_LOG:
      return emit_log(e, x);
    case WEIR_EXPR_TANH:
      return emit_tanh(e, x);
    case WEIR_EXPR_ERF:
      return erf_single(e, x);
    case WEIR_EXPR_RSQRT:
      return emit_double(e, op, x, y);
    default:
      break;
  }
  LLVMTypeRef type = LLVMTypeOf(x);
  LLVMTypeRef wide = weir_emit_is_vector(x)
                         ? LLVMVectorType(e->f64, weir_emit_width(x))
                         : e->f64;
  x = LLVMBuildFPExt(e->builder, x, wide, "");
  if (y) y = LLVMBuildFPExt(e->builder, y, wide, "");
  return LLVMBuildFPTrunc(e->builder, emit_double(e, op, x, y), type, "");
}
