// Folds and rewrites of arith's casts.
#include <math.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/arith_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/ir/diagnostic.h"

// -- of constants -------------------------------------------------------------

static bool keep_int(int64_t a, int64_t b, uint32_t width, int64_t* out) {
  (void)b;
  (void)width;
  *out = a;
  return true;
}
static bool extend_unsigned(int64_t a, int64_t b, uint32_t width,
                            int64_t* out) {
  (void)b;
  *out = (int64_t)weir_int_unsigned(a, width);
  return true;
}
static bool keep_float(double a, double b, double* out) {
  (void)b;
  *out = a;
  return true;
}

// |value| cut to the bits of a double, the last of them set where others are
// lost: rounding this once more, to fewer bits, gives what rounding |value|
// gives.
static double round_to_odd(uint64_t value) {
  enum { MANTISSA_BITS = 53 };
  if (value >> MANTISSA_BITS == 0) return (double)value;
  uint32_t shift = 64 - MANTISSA_BITS - (uint32_t)__builtin_clzll(value);
  bool is_exact = (value & ((UINT64_C(1) << shift) - 1)) == 0;
  return ldexp((double)(value >> shift | !is_exact), (int)shift);
}

static weir_attr_t* int_to_float(weir_attr_t* const* elements,
                                 weir_type_t* type, const void* user) {
  int64_t value = 0;
  if (!weir_type_is_float(type) || !weir_attr_splat_int(elements[0], &value)) {
    return NULL;
  }
  bool is_negative = !*(const bool*)user && value < 0;
  uint64_t size =
      is_negative ? 0 - (uint64_t)value
                  : weir_int_unsigned(value, weir_int_width(elements[0]->type));
  double rounded =
      weir_type_bit_width(type) == 64 ? (double)size : round_to_odd(size);
  return weir_float_attr(type, is_negative ? -rounded : rounded);
}

static weir_attr_t* float_to_int(weir_attr_t* const* elements,
                                 weir_type_t* type, const void* user) {
  bool is_unsigned = *(const bool*)user;
  uint32_t width = weir_int_width(type);
  double value = 0;
  if (!weir_attr_splat_float(elements[0], &value) || isnan(value)) return NULL;
  value = trunc(value);
  double low = is_unsigned ? 0 : -ldexp(1, (int)width - 1);
  double high = ldexp(1, (int)width - (is_unsigned ? 0 : 1));
  if (value < low || value >= high) return NULL;  // no defined result
  return weir_splat_int_attr(
      type, is_unsigned ? (int64_t)(uint64_t)value : (int64_t)value);
}

static weir_attr_t* fold_with(weir_attr_t* attr, weir_type_t* type,
                              weir_element_fn_t fn, bool is_unsigned) {
  return weir_fold_elements(&attr, 1, type, fn, &is_unsigned);
}

// The same bits as numbers of the other kind.
static weir_attr_t* fold_bitcast(const weir_attr_t* attr, weir_type_t* type) {
  if (weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) {
    const weir_type_t* from = weir_type_element(attr->type);
    uint32_t bits = weir_type_bit_width(weir_type_element(type));
    return bits % 8 == 0 && bits == weir_type_bit_width(from) &&
                   weir_type_has_static_shape(type)
               ? weir_dense_attr(type, attr->dense.data, attr->dense.size)
               : NULL;
  }
  uint64_t bits = 0;
  if (weir_type_is_shaped(type)) return NULL;
  if (weir_attr_is(attr, WEIR_ATTR_FLOAT)) {
    bits = attr->floating.bits;
  } else if (weir_attr_is(attr, WEIR_ATTR_INTEGER)) {
    bits = weir_int_unsigned(attr->integer.value, weir_int_width(attr->type));
  } else {
    return NULL;
  }
  uint32_t width = weir_type_bit_width(type);
  if (width == 0 || width > 64) return NULL;
  return weir_type_is_float(type)
             ? weir_float_attr_bits(type, bits)
             : weir_integer_attr(type, weir_int_wrap((int64_t)bits, width));
}

static weir_attr_t* fold_constant_cast(uint32_t id, weir_attr_t* attr,
                                       weir_type_t* type) {
  switch (id) {
    case WEIR_ARITH_BITCAST:
      return fold_bitcast(attr, type);
    case WEIR_ARITH_EXTSI:
    case WEIR_ARITH_TRUNCI:
    case WEIR_ARITH_INDEX_CAST:
      return weir_fold_ints(attr, NULL, type, keep_int);
    case WEIR_ARITH_EXTUI:
    case WEIR_ARITH_INDEX_CASTUI:
      return weir_fold_ints(attr, NULL, type, extend_unsigned);
    case WEIR_ARITH_EXTF:
    case WEIR_ARITH_TRUNCF:
      return weir_fold_floats(attr, NULL, type, keep_float);
    case WEIR_ARITH_SITOFP:
      return fold_with(attr, type, int_to_float, false);
    case WEIR_ARITH_UITOFP:
      return fold_with(attr, type, int_to_float, true);
    case WEIR_ARITH_FPTOSI:
      return fold_with(attr, type, float_to_int, false);
    case WEIR_ARITH_FPTOUI:
      return fold_with(attr, type, float_to_int, true);
    default:
      return NULL;
  }
}

// -- of casts -----------------------------------------------------------------

static bool is_extension(const weir_op_t* op) {
  return weir_op_is(op, WEIR_ARITH_EXTSI) || weir_op_is(op, WEIR_ARITH_EXTUI);
}

bool weir_arith_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_value_t* source = weir_op_operand_n(op, 0);
  const weir_op_t* inner = weir_value_op(source);
  uint32_t id = weir_op_id(op);
  if (operands[0] != NULL) {
    weir_attr_t* attr = fold_constant_cast(id, operands[0], type);
    if (attr != NULL) return weir_fold_to_attr(results, attr);
  }
  if (source->type == type && id == WEIR_ARITH_BITCAST) {
    return weir_fold_to_value(results, source);
  }
  if (inner == NULL) return false;
  if ((id == WEIR_ARITH_EXTSI || id == WEIR_ARITH_EXTUI) &&
      weir_op_is(inner, id)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  if (id == WEIR_ARITH_TRUNCI && is_extension(inner) &&
      weir_int_width(weir_op_operand_n(inner, 0)->type) >
          weir_int_width(type)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  bool undone =
      (id == WEIR_ARITH_TRUNCI && is_extension(inner)) ||
      ((id == WEIR_ARITH_INDEX_CAST || id == WEIR_ARITH_INDEX_CASTUI) &&
       weir_op_is(inner, id)) ||
      (id == WEIR_ARITH_BITCAST && weir_op_is(inner, id));
  if (undone && weir_op_operand_n(inner, 0)->type == type) {
    return weir_fold_to_value(results, weir_op_operand_n(inner, 0));
  }
  if (id == WEIR_ARITH_TRUNCI && weir_op_is(inner, WEIR_ARITH_TRUNCI)) {
    weir_op_set_operand(op, 0, weir_op_operand_n(inner, 0));
    return true;
  }
  return false;
}

// What an extension adds and a truncation takes away again, or what a cast to
// index adds as well, is left out.
bool weir_arith_cast_canonicalize(weir_op_t* op, weir_rewriter_t* rewriter) {
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  uint32_t id = weir_op_id(op), made = 0;
  if (!is_extension(inner)) return false;
  weir_value_t* source = weir_op_operand_n(inner, 0);
  if (id == WEIR_ARITH_EXTSI && weir_op_is(inner, WEIR_ARITH_EXTUI)) {
    made = WEIR_ARITH_EXTUI;  // what is extended has no sign any more
  } else if (id == WEIR_ARITH_TRUNCI &&
             weir_int_width(source->type) < weir_int_width(type)) {
    made = weir_op_id(inner);
  } else if ((id == WEIR_ARITH_INDEX_CAST &&
              weir_op_is(inner, WEIR_ARITH_EXTSI)) ||
             (id == WEIR_ARITH_INDEX_CASTUI &&
              weir_op_is(inner, WEIR_ARITH_EXTUI))) {
    made = id;
  } else {
    return false;
  }
  weir_rewriter_replace_one(
      rewriter, op,
      weir_build_unary(&rewriter->builder, made, op->location, source, type));
  return true;
}

// -- verification -------------------------------------------------------------

bool weir_arith_constant_verify(weir_op_t* op) {
  weir_attr_t* value = weir_op_attr(op, "value");
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  if (value->type != type) {
    return weir_op_error(op, "value type does not match the result type");
  }
  if (type->kind == WEIR_TYPE_INTEGER &&
      type->integer.signedness != WEIR_SIGNLESS) {
    return weir_op_error(op, "integer return type must be signless");
  }
  return true;
}
