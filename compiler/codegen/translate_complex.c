// Complex numbers. In memory one is two numbers, the real part first; in
// expressions it is a pair of them, which its reader takes apart: no pair is
// left in a stage.
#include <string.h>

#include "compiler/codegen/translate_complex.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/complex.h"

bool weir_translate_element(const weir_type_t* type,
                            weir_scalar_type_t* out_type, uint32_t* out_parts) {
  bool is_complex = type->kind == WEIR_TYPE_COMPLEX;
  *out_parts = is_complex ? 2 : 1;
  return weir_translate_type(is_complex ? type->shaped.element : type,
                             out_type);
}

bool weir_expr_is_pair(const weir_expr_t* expr) {
  return expr && expr->op == WEIR_EXPR_PAIR;
}

weir_expr_t* weir_pair_expr(weir_translator_t* t, weir_expr_t* re,
                            weir_expr_t* im) {
  if (!re || !im) return NULL;
  return weir_expr_binary(t->kernel, WEIR_EXPR_PAIR, re, im);
}

weir_expr_t* weir_complex_constant(weir_translator_t* t,
                                   weir_scalar_type_t type, const void* data) {
  double parts[2] = {0, 0};
  for (int i = 0; data && i < 2; ++i) {
    float narrow;
    if (type == WEIR_SCALAR_F64) {
      memcpy(&parts[i], (const char*)data + i * 8, 8);
    } else {
      memcpy(&narrow, (const char*)data + i * 4, 4);
      parts[i] = (double)narrow;
    }
  }
  return weir_pair_expr(t, weir_expr_float(t->kernel, type, parts[0]),
                        weir_expr_float(t->kernel, type, parts[1]));
}

// -- arithmetic ---------------------------------------------------------------

weir_pair_t weir_pair_multiply(weir_translator_t* t, weir_pair_t a,
                               weir_pair_t b) {
  return (weir_pair_t){
      binary(t, WEIR_EXPR_SUBF, binary(t, WEIR_EXPR_MULF, a.re, b.re),
             binary(t, WEIR_EXPR_MULF, a.im, b.im)),
      binary(t, WEIR_EXPR_ADDF, binary(t, WEIR_EXPR_MULF, a.re, b.im),
             binary(t, WEIR_EXPR_MULF, a.im, b.re)),
  };
}

// Smith (1962): by the larger part of the divisor, so that nothing overflows
// that need not.
weir_pair_t weir_pair_divide(weir_translator_t* t, weir_pair_t a,
                             weir_pair_t b) {
  weir_expr_t* by_re = compare(t, 3 /* oge */, unary(t, WEIR_EXPR_ABSF, b.re),
                               unary(t, WEIR_EXPR_ABSF, b.im));
  weir_expr_t* large = select_expr(t, by_re, b.re, b.im);
  weir_expr_t* small = select_expr(t, by_re, b.im, b.re);
  weir_expr_t* ratio = binary(t, WEIR_EXPR_DIVF, small, large);
  weir_expr_t* divisor =
      binary(t, WEIR_EXPR_ADDF, large, binary(t, WEIR_EXPR_MULF, small, ratio));
  // By the real part (re + im r, im - re r), else (re r + im, im r - re).
  weir_expr_t* x = select_expr(t, by_re, a.re, a.im);
  weir_expr_t* y = select_expr(t, by_re, a.im, a.re);
  weir_expr_t* re =
      binary(t, WEIR_EXPR_ADDF, x, binary(t, WEIR_EXPR_MULF, y, ratio));
  weir_expr_t* im =
      binary(t, WEIR_EXPR_SUBF, y, binary(t, WEIR_EXPR_MULF, x, ratio));
  im = select_expr(t, by_re, im, unary(t, WEIR_EXPR_NEGF, im));
  return (weir_pair_t){binary(t, WEIR_EXPR_DIVF, re, divisor),
                       binary(t, WEIR_EXPR_DIVF, im, divisor)};
}

// sqrt(re^2 + im^2) without squares that overflow.
weir_expr_t* weir_pair_absolute(weir_translator_t* t, weir_pair_t a) {
  weir_expr_t* x = unary(t, WEIR_EXPR_ABSF, a.re);
  weir_expr_t* y = unary(t, WEIR_EXPR_ABSF, a.im);
  weir_expr_t* most = binary(t, WEIR_EXPR_MAXIMUMF, x, y);
  weir_expr_t* least = binary(t, WEIR_EXPR_MINIMUMF, x, y);
  weir_expr_t* zero = weir_pair_number(t, most, 0);
  weir_expr_t* is_zero = compare(t, 1 /* oeq */, most, zero);
  weir_expr_t* ratio =
      binary(t, WEIR_EXPR_DIVF, least,
             select_expr(t, is_zero, weir_pair_number(t, most, 1), most));
  weir_expr_t* root =
      unary(t, WEIR_EXPR_SQRT,
            binary(t, WEIR_EXPR_ADDF, weir_pair_number(t, most, 1),
                   binary(t, WEIR_EXPR_MULF, ratio, ratio)));
  return binary(t, WEIR_EXPR_MULF, most, root);
}

// -- by op --------------------------------------------------------------------

// Ops whose result is complex; false if this is none of them.
static bool complex_result(weir_translator_t* t, uint32_t id, weir_pair_t a,
                           weir_pair_t b, weir_pair_t* out) {
  switch (id) {
    case WEIR_COMPLEX_ADD:
    case WEIR_COMPLEX_SUB: {
      weir_expr_op_t op =
          id == WEIR_COMPLEX_ADD ? WEIR_EXPR_ADDF : WEIR_EXPR_SUBF;
      *out =
          (weir_pair_t){binary(t, op, a.re, b.re), binary(t, op, a.im, b.im)};
      return true;
    }
    case WEIR_COMPLEX_MUL:
      *out = weir_pair_multiply(t, a, b);
      return true;
    case WEIR_COMPLEX_DIV:
      *out = weir_pair_divide(t, a, b);
      return true;
    case WEIR_COMPLEX_NEG:
      *out = (weir_pair_t){unary(t, WEIR_EXPR_NEGF, a.re),
                           unary(t, WEIR_EXPR_NEGF, a.im)};
      return true;
    case WEIR_COMPLEX_CONJ:
      *out = (weir_pair_t){a.re, unary(t, WEIR_EXPR_NEGF, a.im)};
      return true;
    default:
      return weir_pair_function(t, id, a, b, out);
  }
}

static weir_expr_t* real_result(weir_translator_t* t, uint32_t id,
                                weir_pair_t a, weir_pair_t b) {
  switch (id) {
    case WEIR_COMPLEX_RE:
      return a.re;
    case WEIR_COMPLEX_IM:
      return a.im;
    case WEIR_COMPLEX_ABS:
      return weir_pair_absolute(t, a);
    case WEIR_COMPLEX_ANGLE:
      return binary(t, WEIR_EXPR_ATAN2, a.im, a.re);
    case WEIR_COMPLEX_EQ:
      return binary(t, WEIR_EXPR_ANDI, compare(t, 1 /* oeq */, a.re, b.re),
                    compare(t, 1, a.im, b.im));
    case WEIR_COMPLEX_NEQ:
      return binary(t, WEIR_EXPR_ORI, compare(t, 13 /* une */, a.re, b.re),
                    compare(t, 13, a.im, b.im));
    default:
      return NULL;
  }
}

static weir_expr_t* constant_of(weir_translator_t* t, weir_op_t* op) {
  const weir_attr_t* value = weir_op_attr(op, "value");
  if (!weir_attr_is(value, WEIR_ATTR_ARRAY) || value->array.count != 2) {
    return weir_translate_refuse(t, op, "constant of this kind");
  }
  return weir_pair_expr(t, weir_constant_expr(t, op, value->array.elements[0]),
                        weir_constant_expr(t, op, value->array.elements[1]));
}

// -- bits ---------------------------------------------------------------------

// The type of integers as wide as |type|; false if kernels have none.
static bool bits_type(weir_scalar_type_t type, weir_scalar_type_t* out_type) {
  switch (weir_scalar_bytes(type)) {
    case 2:
      *out_type = WEIR_SCALAR_I16;
      return true;
    case 4:
      *out_type = WEIR_SCALAR_I32;
      return true;
    case 8:
      *out_type = WEIR_SCALAR_I64;
      return true;
    default:
      return false;
  }
}

static weir_expr_t* cast(weir_translator_t* t, weir_expr_op_t op,
                         weir_scalar_type_t type, weir_expr_t* value) {
  return value->type == type ? value
                             : weir_expr_unary(t->kernel, op, type, value);
}

// A number of |type| that lies in memory as the pair does, real part first.
static weir_expr_t* joined_bits(weir_translator_t* t, weir_pair_t a,
                                weir_scalar_type_t type) {
  weir_scalar_type_t half, whole;
  if (!bits_type(a.re->type, &half) || !bits_type(type, &whole)) return NULL;
  weir_expr_t* low =
      cast(t, WEIR_EXPR_EXTUI, whole, cast(t, WEIR_EXPR_BITCAST, half, a.re));
  weir_expr_t* high =
      cast(t, WEIR_EXPR_EXTUI, whole, cast(t, WEIR_EXPR_BITCAST, half, a.im));
  int64_t width = 8 * (int64_t)weir_scalar_bytes(half);
  high =
      binary(t, WEIR_EXPR_SHLI, high, weir_expr_int(t->kernel, whole, width));
  return cast(t, WEIR_EXPR_BITCAST, type, binary(t, WEIR_EXPR_ORI, low, high));
}

// The pair with parts of |type| that lies in memory as |value| does.
static weir_pair_t split_bits(weir_translator_t* t, weir_expr_t* value,
                              weir_scalar_type_t type) {
  weir_scalar_type_t half, whole;
  if (!bits_type(type, &half) || !bits_type(value->type, &whole)) {
    return (weir_pair_t){NULL, NULL};
  }
  weir_expr_t* bits = cast(t, WEIR_EXPR_BITCAST, whole, value);
  int64_t width = 8 * (int64_t)weir_scalar_bytes(half);
  weir_expr_t* high =
      binary(t, WEIR_EXPR_SHRUI, bits, weir_expr_int(t->kernel, whole, width));
  return (weir_pair_t){
      cast(t, WEIR_EXPR_BITCAST, type, cast(t, WEIR_EXPR_TRUNCI, half, bits)),
      cast(t, WEIR_EXPR_BITCAST, type, cast(t, WEIR_EXPR_TRUNCI, half, high))};
}

static weir_expr_t* bitcast(weir_translator_t* t, weir_op_t* op,
                            weir_expr_t* operand) {
  weir_scalar_type_t type;
  uint32_t parts;
  weir_expr_t* result = NULL;
  bool is_pair = weir_expr_is_pair(operand);
  if (weir_translate_element(op->results[0].type, &type, &parts)) {
    weir_pair_t pair = {NULL, NULL};
    if (is_pair)
      pair = (weir_pair_t){operand->operands[0], operand->operands[1]};
    if (is_pair && parts == 2) {
      result = weir_pair_expr(t, cast(t, WEIR_EXPR_BITCAST, type, pair.re),
                              cast(t, WEIR_EXPR_BITCAST, type, pair.im));
    } else if (is_pair) {
      result = joined_bits(t, pair, type);
    } else if (parts == 2) {
      pair = split_bits(t, operand, type);
      result = weir_pair_expr(t, pair.re, pair.im);
    }
  }
  return result ? result
                : weir_translate_refuse(t, op, "bits of numbers of this size");
}

static weir_pair_t pair_of(weir_expr_t* expr) {
  if (!weir_expr_is_pair(expr)) return (weir_pair_t){expr, NULL};
  return (weir_pair_t){expr->operands[0], expr->operands[1]};
}

bool weir_op_is_complex(const weir_op_t* op, weir_expr_t* const* operands) {
  if (weir_sv_equal_c(weir_op_dialect(op), "complex")) return true;
  for (uint32_t i = 0; i < op->operand_count && i < 4; ++i) {
    if (weir_expr_is_pair(operands[i])) return true;
  }
  return false;
}

weir_expr_t* weir_complex_operator(weir_translator_t* t, weir_op_t* op,
                                   weir_expr_t* const* operands) {
  uint32_t id = weir_op_id(op);
  if (id == WEIR_COMPLEX_CONSTANT) return constant_of(t, op);
  if (id == WEIR_COMPLEX_BITCAST) return bitcast(t, op, operands[0]);
  if (id == WEIR_COMPLEX_CREATE) {
    return weir_pair_expr(t, operands[0], operands[1]);
  }
  if (id == WEIR_ARITH_SELECT) {
    weir_pair_t a = pair_of(operands[1]), b = pair_of(operands[2]);
    return weir_pair_expr(t, select_expr(t, operands[0], a.re, b.re),
                          select_expr(t, operands[0], a.im, b.im));
  }
  weir_pair_t result, a = {NULL, NULL}, b = {NULL, NULL};
  bool fits = op->operand_count >= 1 && weir_expr_is_pair(operands[0]) &&
              (op->operand_count == 1 || weir_expr_is_pair(operands[1]));
  if (fits) {
    a = pair_of(operands[0]);
    if (op->operand_count > 1) b = pair_of(operands[1]);
    if (complex_result(t, id, a, b, &result)) {
      return weir_pair_expr(t, result.re, result.im);
    }
    weir_expr_t* real = real_result(t, id, a, b);
    if (real) return real;
  }
  return weir_translate_refuse(t, op, "operation on complex numbers");
}
