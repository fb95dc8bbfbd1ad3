// Evaluation of expressions: leaves, operators, casts.
#include <string.h>

#include "compiler/codegen/emit.h"

// Both values as vectors if one is.
static void match_widths(weir_emitter_t* e, LLVMValueRef* a, LLVMValueRef* b) {
  if (!*a || !*b) return;
  uint32_t wa = weir_emit_width(*a), wb = weir_emit_width(*b);
  uint32_t width = wa > wb ? wa : wb;
  *a = weir_emit_splat(e, *a, width);
  *b = weir_emit_splat(e, *b, width);
}

static LLVMTypeRef like_width(LLVMTypeRef type, LLVMValueRef value) {
  return weir_emit_is_vector(value)
             ? LLVMVectorType(type, weir_emit_width(value))
             : type;
}

// -- integers ---------------------------------------------------------------

static bool is_safe_divisor(LLVMValueRef b) {
  if (!LLVMIsConstant(b) || LLVMIsAConstantInt(b) == NULL) return false;
  int64_t value = LLVMConstIntGetSExtValue(b);
  return value != 0 && value != -1;
}

// Division by 0 and of the least number by -1 trap on x86; lanes that are off
// and programs that do not use the result must not. x / 0 gives x.
static LLVMValueRef divide_signed(weir_emitter_t* e, LLVMValueRef a,
                                  LLVMValueRef b, bool remainder) {
  LLVMBuilderRef builder = e->builder;
  if (is_safe_divisor(b)) {
    return remainder ? LLVMBuildSRem(builder, a, b, "")
                     : LLVMBuildSDiv(builder, a, b, "");
  }
  LLVMValueRef zero = weir_emit_integer_like(b, 0);
  LLVMValueRef one = weir_emit_integer_like(b, 1);
  LLVMValueRef is_zero = LLVMBuildICmp(builder, LLVMIntEQ, b, zero, "");
  LLVMValueRef is_minus =
      LLVMBuildICmp(builder, LLVMIntEQ, b, weir_emit_integer_like(b, -1), "");
  LLVMValueRef special = LLVMBuildOr(builder, is_zero, is_minus, "");
  LLVMValueRef safe = LLVMBuildSelect(builder, special, one, b, "");
  if (remainder) return LLVMBuildSRem(builder, a, safe, "");
  LLVMValueRef quotient = LLVMBuildSDiv(builder, a, safe, "");
  LLVMValueRef negated = LLVMBuildSub(builder, zero, a, "");
  return LLVMBuildSelect(builder, is_minus, negated, quotient, "");
}

static LLVMValueRef divide_unsigned(weir_emitter_t* e, LLVMValueRef a,
                                    LLVMValueRef b, bool remainder) {
  LLVMBuilderRef builder = e->builder;
  if (!is_safe_divisor(b)) {
    LLVMValueRef is_zero =
        LLVMBuildICmp(builder, LLVMIntEQ, b, weir_emit_integer_like(b, 0), "");
    b = LLVMBuildSelect(builder, is_zero, weir_emit_integer_like(b, 1), b, "");
  }
  return remainder ? LLVMBuildURem(builder, a, b, "")
                   : LLVMBuildUDiv(builder, a, b, "");
}

// Quotient q and remainder r; one less (or more) where r says so.
static LLVMValueRef divide_rounded(weir_emitter_t* e, LLVMValueRef a,
                                   LLVMValueRef b, bool up) {
  LLVMBuilderRef builder = e->builder;
  LLVMValueRef quotient = divide_signed(e, a, b, false);
  LLVMValueRef rest = divide_signed(e, a, b, true);
  LLVMValueRef zero = weir_emit_integer_like(rest, 0);
  LLVMValueRef inexact = LLVMBuildICmp(builder, LLVMIntNE, rest, zero, "");
  LLVMValueRef signs = LLVMBuildXor(builder, a, b, "");
  LLVMValueRef wrong =
      LLVMBuildICmp(builder, up ? LLVMIntSGE : LLVMIntSLT, signs, zero, "");
  LLVMValueRef adjust = LLVMBuildAnd(builder, inexact, wrong, "");
  LLVMValueRef other = LLVMBuildAdd(
      builder, quotient, weir_emit_integer_like(quotient, up ? 1 : -1), "");
  return LLVMBuildSelect(builder, adjust, other, quotient, "");
}

static LLVMValueRef ceil_divide_unsigned(weir_emitter_t* e, LLVMValueRef a,
                                         LLVMValueRef b) {
  LLVMBuilderRef builder = e->builder;
  LLVMValueRef quotient = divide_unsigned(e, a, b, false);
  LLVMValueRef rest = divide_unsigned(e, a, b, true);
  LLVMValueRef inexact = LLVMBuildICmp(builder, LLVMIntNE, rest,
                                       weir_emit_integer_like(rest, 0), "");
  LLVMValueRef more = LLVMBuildZExt(builder, inexact, LLVMTypeOf(quotient), "");
  return LLVMBuildAdd(builder, quotient, more, "");
}

// Shifts by the width or more yield what the processor's would not: 0, or the
// sign.
static LLVMValueRef shift(weir_emitter_t* e, weir_expr_op_t op, LLVMValueRef a,
                          LLVMValueRef b) {
  LLVMBuilderRef builder = e->builder;
  LLVMTypeRef type = LLVMTypeOf(a);
  if (weir_emit_is_vector(a)) type = LLVMGetElementType(type);
  int64_t bits = LLVMGetIntTypeWidth(type);
  LLVMValueRef limit = weir_emit_integer_like(b, bits);
  LLVMValueRef in_range = LLVMBuildICmp(builder, LLVMIntULT, b, limit, "");
  LLVMValueRef most = weir_emit_integer_like(b, bits - 1);
  b = LLVMBuildSelect(builder, in_range, b, most, "");
  if (op == WEIR_EXPR_SHRSI) return LLVMBuildAShr(builder, a, b, "");
  LLVMValueRef shifted = op == WEIR_EXPR_SHLI
                             ? LLVMBuildShl(builder, a, b, "")
                             : LLVMBuildLShr(builder, a, b, "");
  return LLVMBuildSelect(builder, in_range, shifted,
                         weir_emit_integer_like(a, 0), "");
}

// Powers by squaring over the bits of the exponent; 0 for a negative one, as
// the quotient 1 / x^n rounds to (1 and -1 excepted).
static LLVMValueRef integer_power(weir_emitter_t* e, LLVMValueRef a,
                                  LLVMValueRef b) {
  LLVMBuilderRef builder = e->builder;
  LLVMValueRef one = weir_emit_integer_like(a, 1);
  LLVMValueRef zero = weir_emit_integer_like(b, 0);
  LLVMValueRef result = one, square = a, rest = b;
  LLVMValueRef odd_exponent = LLVMBuildICmp(
      builder, LLVMIntNE, LLVMBuildAnd(builder, b, one, ""), zero, "");
  for (int bit = 0; bit < 6; ++bit) {  // beyond 63 every power wraps or is 0, 1
    LLVMValueRef odd = LLVMBuildICmp(
        builder, LLVMIntNE, LLVMBuildAnd(builder, rest, one, ""), zero, "");
    LLVMValueRef product = LLVMBuildMul(builder, result, square, "");
    result = LLVMBuildSelect(builder, odd, product, result, "");
    square = LLVMBuildMul(builder, square, square, "");
    rest = LLVMBuildLShr(builder, rest, one, "");
  }
  LLVMValueRef is_negative = LLVMBuildICmp(builder, LLVMIntSLT, b, zero, "");
  LLVMValueRef is_one = LLVMBuildICmp(builder, LLVMIntEQ, a, one, "");
  LLVMValueRef minus = weir_emit_integer_like(a, -1);
  LLVMValueRef is_minus = LLVMBuildICmp(builder, LLVMIntEQ, a, minus, "");
  LLVMValueRef sign = LLVMBuildSelect(builder, odd_exponent, minus, one, "");
  LLVMValueRef tiny =
      LLVMBuildSelect(builder, is_one, one,
                      LLVMBuildSelect(builder, is_minus, sign,
                                      weir_emit_integer_like(a, 0), ""),
                      "");
  return LLVMBuildSelect(builder, is_negative, tiny, result, "");
}

static LLVMValueRef emit_integer(weir_emitter_t* e, weir_expr_op_t op,
                                 LLVMValueRef a, LLVMValueRef b) {
  LLVMBuilderRef builder = e->builder;
  LLVMValueRef ab[] = {a, b};
  LLVMValueRef with_flag[] = {a, LLVMConstInt(e->i1, 0, false)};
  switch (op) {
    case WEIR_EXPR_ADDI:
      return LLVMBuildAdd(builder, a, b, "");
    case WEIR_EXPR_SUBI:
      return LLVMBuildSub(builder, a, b, "");
    case WEIR_EXPR_MULI:
      return LLVMBuildMul(builder, a, b, "");
    case WEIR_EXPR_DIVSI:
      return divide_signed(e, a, b, false);
    case WEIR_EXPR_DIVUI:
      return divide_unsigned(e, a, b, false);
    case WEIR_EXPR_FLOORDIVSI:
      return divide_rounded(e, a, b, false);
    case WEIR_EXPR_CEILDIVSI:
      return divide_rounded(e, a, b, true);
    case WEIR_EXPR_CEILDIVUI:
      return ceil_divide_unsigned(e, a, b);
    case WEIR_EXPR_REMSI:
      return divide_signed(e, a, b, true);
    case WEIR_EXPR_REMUI:
      return divide_unsigned(e, a, b, true);
    case WEIR_EXPR_ANDI:
      return LLVMBuildAnd(builder, a, b, "");
    case WEIR_EXPR_ORI:
      return LLVMBuildOr(builder, a, b, "");
    case WEIR_EXPR_XORI:
      return LLVMBuildXor(builder, a, b, "");
    case WEIR_EXPR_SHLI:
    case WEIR_EXPR_SHRSI:
    case WEIR_EXPR_SHRUI:
      return shift(e, op, a, b);
    case WEIR_EXPR_MAXSI:
      return weir_emit_intrinsic_like(e, "llvm.smax", ab, 2);
    case WEIR_EXPR_MINSI:
      return weir_emit_intrinsic_like(e, "llvm.smin", ab, 2);
    case WEIR_EXPR_MAXUI:
      return weir_emit_intrinsic_like(e, "llvm.umax", ab, 2);
    case WEIR_EXPR_MINUI:
      return weir_emit_intrinsic_like(e, "llvm.umin", ab, 2);
    case WEIR_EXPR_IPOWI:
      return integer_power(e, a, b);
    case WEIR_EXPR_ABSI:
      return weir_emit_intrinsic_like(e, "llvm.abs", with_flag, 2);
    case WEIR_EXPR_CTLZ:
      return weir_emit_intrinsic_like(e, "llvm.ctlz", with_flag, 2);
    case WEIR_EXPR_CTTZ:
      return weir_emit_intrinsic_like(e, "llvm.cttz", with_flag, 2);
    case WEIR_EXPR_CTPOP:
      return weir_emit_intrinsic_like(e, "llvm.ctpop", ab, 1);
    default:
      return NULL;
  }
}

// -- floats and casts -------------------------------------------------------

static LLVMValueRef emit_float(weir_emitter_t* e, weir_expr_op_t op,
                               LLVMValueRef a, LLVMValueRef b, LLVMValueRef c) {
  LLVMBuilderRef builder = e->builder;
  LLVMValueRef abc[] = {a, b, c};
  switch (op) {
    case WEIR_EXPR_ADDF:
      return LLVMBuildFAdd(builder, a, b, "");
    case WEIR_EXPR_SUBF:
      return LLVMBuildFSub(builder, a, b, "");
    case WEIR_EXPR_MULF:
      return LLVMBuildFMul(builder, a, b, "");
    case WEIR_EXPR_DIVF:
      return LLVMBuildFDiv(builder, a, b, "");
    case WEIR_EXPR_MAXIMUMF:
      return weir_emit_intrinsic_like(e, "llvm.maximum", abc, 2);
    case WEIR_EXPR_MINIMUMF:
      return weir_emit_intrinsic_like(e, "llvm.minimum", abc, 2);
    case WEIR_EXPR_MAXNUMF:
      return weir_emit_intrinsic_like(e, "llvm.maxnum", abc, 2);
    case WEIR_EXPR_MINNUMF:
      return weir_emit_intrinsic_like(e, "llvm.minnum", abc, 2);
    case WEIR_EXPR_COPYSIGN:
      return weir_emit_intrinsic_like(e, "llvm.copysign", abc, 2);
    case WEIR_EXPR_FMA:
      return weir_emit_fma(e, a, b, c);
    case WEIR_EXPR_NEGF:
      return LLVMBuildFNeg(builder, a, "");
    case WEIR_EXPR_ABSF:
      return weir_emit_intrinsic_like(e, "llvm.fabs", abc, 1);
    case WEIR_EXPR_CEIL:
      return weir_emit_intrinsic_like(e, "llvm.ceil", abc, 1);
    case WEIR_EXPR_FLOOR:
      return weir_emit_intrinsic_like(e, "llvm.floor", abc, 1);
    case WEIR_EXPR_ROUND:
      return weir_emit_intrinsic_like(e, "llvm.round", abc, 1);
    case WEIR_EXPR_ROUNDEVEN:
      return weir_emit_intrinsic_like(e, "llvm.roundeven", abc, 1);
    case WEIR_EXPR_TRUNC:
      return weir_emit_intrinsic_like(e, "llvm.trunc", abc, 1);
    case WEIR_EXPR_SQRT:
      return weir_emit_intrinsic_like(e, "llvm.sqrt", abc, 1);
    default:
      return weir_emit_math(e, op, a, b);
  }
}

static LLVMValueRef emit_cast(weir_emitter_t* e, const weir_expr_t* expr,
                              LLVMValueRef a) {
  LLVMBuilderRef builder = e->builder;
  weir_scalar_type_t to = expr->type;
  LLVMTypeRef type = like_width(weir_emit_type(e, to, 1), a);
  switch (expr->op) {
    case WEIR_EXPR_EXTF:
      return LLVMTypeOf(a) == type ? a : LLVMBuildFPExt(builder, a, type, "");
    case WEIR_EXPR_TRUNCF:
      if (LLVMTypeOf(a) != type) a = LLVMBuildFPTrunc(builder, a, type, "");
      if (to != WEIR_SCALAR_F16 && to != WEIR_SCALAR_BF16) return a;
      return weir_emit_decode(e, to, weir_emit_encode(e, to, a));
    case WEIR_EXPR_EXTSI:
      return LLVMTypeOf(a) == type ? a : LLVMBuildSExt(builder, a, type, "");
    case WEIR_EXPR_EXTUI:
      return LLVMTypeOf(a) == type ? a : LLVMBuildZExt(builder, a, type, "");
    case WEIR_EXPR_TRUNCI:
      return LLVMTypeOf(a) == type ? a : LLVMBuildTrunc(builder, a, type, "");
    case WEIR_EXPR_SITOFP:
      return LLVMBuildSIToFP(builder, a, type, "");
    case WEIR_EXPR_UITOFP:
      return LLVMBuildUIToFP(builder, a, type, "");
    case WEIR_EXPR_FPTOSI:
      return LLVMBuildFPToSI(builder, a, type, "");
    case WEIR_EXPR_FPTOUI:
      return LLVMBuildFPToUI(builder, a, type, "");
    default:
      break;
  }
  // BITCAST: between what lies in memory.
  LLVMValueRef raw = weir_emit_encode(e, expr->operands[0]->type, a);
  raw = LLVMBuildBitCast(builder, raw,
                         like_width(weir_emit_memory_type(e, to), a), "");
  return weir_emit_decode(e, to, raw);
}

static LLVMValueRef emit_compare(weir_emitter_t* e, const weir_expr_t* expr,
                                 LLVMValueRef a, LLVMValueRef b) {
  // By predicate number; LLVM's float predicates have arith's order.
  static const LLVMIntPredicate integer[] = {
      LLVMIntEQ,  LLVMIntNE,  LLVMIntSLT, LLVMIntSLE, LLVMIntSGT,
      LLVMIntSGE, LLVMIntULT, LLVMIntULE, LLVMIntUGT, LLVMIntUGE};
  if (expr->op == WEIR_EXPR_CMPI) {
    return LLVMBuildICmp(e->builder, integer[expr->integer], a, b, "");
  }
  return LLVMBuildFCmp(e->builder, (LLVMRealPredicate)expr->integer, a, b, "");
}

LLVMValueRef weir_emit_operator(weir_emitter_t* e, const weir_expr_t* expr,
                                LLVMValueRef a, LLVMValueRef b,
                                LLVMValueRef c) {
  weir_expr_op_t op = expr->op;
  if (op == WEIR_EXPR_SELECT) {
    match_widths(e, &b, &c);
    if (weir_emit_is_vector(a)) match_widths(e, &a, &b);
    c = weir_emit_splat(e, c, weir_emit_width(b));
    return LLVMBuildSelect(e->builder, a, b, c, "");
  }
  match_widths(e, &a, &b);
  if (c) {
    match_widths(e, &a, &c);
    match_widths(e, &a, &b);
  }
  if (op >= WEIR_EXPR_EXTF) return emit_cast(e, expr, a);
  if (op == WEIR_EXPR_CMPF || op == WEIR_EXPR_CMPI) {
    return emit_compare(e, expr, a, b);
  }
  bool is_integer = (op >= WEIR_EXPR_ADDI && op <= WEIR_EXPR_IPOWI) ||
                    op == WEIR_EXPR_ABSI ||
                    (op >= WEIR_EXPR_CTLZ && op <= WEIR_EXPR_CTPOP);
  return is_integer ? emit_integer(e, op, a, b) : emit_float(e, op, a, b, c);
}

// -- leaves -----------------------------------------------------------------

static LLVMValueRef emit_index(weir_emitter_t* e, weir_point_t* point,
                               uint32_t dim) {
  if (point->lanes[dim]) return point->lanes[dim];
  LLVMValueRef value = weir_emit_i64(e, point->deltas[dim]);
  if (point->dims[dim]) {
    value = LLVMBuildNSWAdd(e->builder, point->dims[dim], value, "");
  }
  if (point->lane_dim != (int32_t)dim) return value;
  value = weir_emit_splat(e, value, point->width);
  return LLVMBuildNSWAdd(e->builder, value,
                         weir_emit_steps(e, e->i64, point->width, 1), "");
}

static LLVMValueRef emit_leaf(weir_emitter_t* e, weir_point_t* point,
                              weir_expr_t* expr) {
  switch (expr->op) {
    case WEIR_EXPR_INT:
      return LLVMConstInt(weir_emit_type(e, expr->type, 1),
                          (uint64_t)expr->integer, true);
    case WEIR_EXPR_FLOAT:
      return LLVMConstReal(weir_emit_type(e, expr->type, 1), expr->real);
    case WEIR_EXPR_INDEX:
      return emit_index(e, point, (uint32_t)expr->integer);
    case WEIR_EXPR_SYMBOL: {
      LLVMValueRef pointer =
          weir_emit_offset(e, e->constants, weir_emit_i64(e, expr->integer), 4);
      return LLVMBuildLoad2(e->builder, e->i32, pointer, "");
    }
    case WEIR_EXPR_LOAD:
      return weir_emit_load(e, point, expr->access);
    default:
      return point->accumulators[expr->integer];
  }
}

LLVMValueRef weir_emit_expr(weir_emitter_t* e, weir_point_t* point,
                            weir_expr_t* expr) {
  if (point->memo[expr->id]) return point->memo[expr->id];
  LLVMValueRef value = NULL;
  uint32_t count = weir_expr_operand_count(expr->op);
  if (count == 0) {
    value = emit_leaf(e, point, expr);
  } else {
    LLVMValueRef operands[3] = {NULL, NULL, NULL};
    for (uint32_t i = 0; i < count; ++i) {
      operands[i] = weir_emit_expr(e, point, expr->operands[i]);
    }
    value = weir_emit_operator(e, expr, operands[0], operands[1], operands[2]);
  }
  point->memo[expr->id] = value;
  return value;
}
