#include "compiler/codegen/reference.h"

#include <math.h>
#include <string.h>

typedef struct number_t {
  double real;
  int64_t integer;
} number_t;

typedef struct machine_t {
  const weir_kernel_t* kernel;
  const weir_stage_t* stage;
  const uint32_t* constants;
  char** buffers;
  int64_t dims[WEIR_KERNEL_MAX_DIMS];
  number_t accumulators[WEIR_KERNEL_MAX_ACCUMULATORS];
} machine_t;

static number_t eval(machine_t* m, const weir_expr_t* expr);

// -- memory -----------------------------------------------------------------

static double half_to_double(uint16_t bits) {
  int exponent = (bits >> 10) & 31;
  double mantissa = bits & 1023;
  double value = exponent == 31  ? (mantissa ? NAN : INFINITY)
                 : exponent == 0 ? ldexp(mantissa, -24)
                                 : ldexp(mantissa + 1024, exponent - 25);
  return bits & 0x8000 ? -value : value;
}

static uint16_t double_to_half(double value) {
  uint16_t sign = signbit(value) ? 0x8000 : 0;
  double a = fabs(value);
  if (isnan(value)) return sign | 0x7e00;
  if (a >= 65520) return sign | 0x7c00;
  if (a < 0x1p-14) return sign | (uint16_t)nearbyint(a * 0x1p24);
  int exponent;
  double fraction = frexp(a, &exponent);  // in [1/2, 1)
  uint16_t mantissa = (uint16_t)nearbyint(ldexp(fraction, 11));
  return sign | (uint16_t)(((exponent + 13) << 10) + mantissa);
}

static number_t load_element(weir_scalar_type_t type, const char* at) {
  number_t value = {0, 0};
  uint64_t bits = 0;
  memcpy(&bits, at, weir_scalar_bytes(type));
  uint32_t word = (uint32_t)bits;
  float single;
  switch (type) {
    case WEIR_SCALAR_BOOL:
      value.integer = bits != 0;
      break;
    case WEIR_SCALAR_I8:
      value.integer = (int8_t)bits;
      break;
    case WEIR_SCALAR_I16:
      value.integer = (int16_t)bits;
      break;
    case WEIR_SCALAR_I32:
      value.integer = (int32_t)bits;
      break;
    case WEIR_SCALAR_I64:
      value.integer = (int64_t)bits;
      break;
    case WEIR_SCALAR_F16:
      value.real = half_to_double((uint16_t)bits);
      break;
    case WEIR_SCALAR_BF16:
      word <<= 16;  // fall through
    case WEIR_SCALAR_F32:
      memcpy(&single, &word, 4);
      value.real = single;
      break;
    case WEIR_SCALAR_F64:
      memcpy(&value.real, &bits, 8);
      break;
  }
  return value;
}

static void store_element(weir_scalar_type_t type, char* at, number_t value) {
  uint64_t bits = (uint64_t)value.integer;
  float single = (float)value.real;
  uint32_t word;
  memcpy(&word, &single, 4);
  if (type == WEIR_SCALAR_F16) bits = double_to_half(value.real);
  if (type == WEIR_SCALAR_F32) bits = word;
  if (type == WEIR_SCALAR_F64) memcpy(&bits, &value.real, 8);
  if (type == WEIR_SCALAR_BF16) {
    bits = isnan(single) ? (word | 0x400000) >> 16
                         : (word + 0x7fff + ((word >> 16) & 1)) >> 16;
  }
  memcpy(at, &bits, weir_scalar_bytes(type));
}

static int64_t eval_form(machine_t* m, const weir_index_form_t* form) {
  int64_t value = form->constant;
  for (uint32_t d = 0; d < m->stage->rank; ++d) {
    value += form->coefficients[d] * m->dims[d];
  }
  for (weir_index_term_t* term = form->terms; term; term = term->next) {
    value += term->scale * eval(m, term->value).integer;
  }
  return value;
}

static bool guards_hold(machine_t* m, const weir_access_t* access) {
  for (const weir_guard_t* guard = access->guards; guard; guard = guard->next) {
    int64_t value = eval_form(m, &guard->form);
    if (value < 0 || value >= guard->size) return false;
  }
  return true;
}

static char* element(machine_t* m, const weir_access_t* access) {
  weir_scalar_type_t type = m->kernel->buffers[access->buffer].type;
  int64_t index = eval_form(m, &access->index);
  return m->buffers[access->buffer] + index * weir_scalar_bytes(type);
}

// -- operators --------------------------------------------------------------

static int64_t wrap(weir_scalar_type_t type, int64_t value) {
  switch (type) {
    case WEIR_SCALAR_BOOL:
      return value & 1;
    case WEIR_SCALAR_I8:
      return (int8_t)value;
    case WEIR_SCALAR_I16:
      return (int16_t)value;
    case WEIR_SCALAR_I32:
      return (int32_t)value;
    default:
      return value;
  }
}

static uint64_t as_unsigned(weir_scalar_type_t type, int64_t value) {
  uint32_t bits = type == WEIR_SCALAR_BOOL ? 1 : weir_scalar_bytes(type) * 8;
  return bits == 64 ? (uint64_t)value
                    : (uint64_t)value & ((UINT64_C(1) << bits) - 1);
}

static int64_t floor_divide(int64_t a, int64_t b) {
  int64_t q = a / b;
  return a % b != 0 && ((a < 0) != (b < 0)) ? q - 1 : q;
}

static int64_t eval_integer(weir_expr_op_t op, weir_scalar_type_t type,
                            int64_t a, int64_t b) {
  uint64_t ua = as_unsigned(type, a), ub = as_unsigned(type, b);
  uint64_t bits = weir_scalar_bytes(type) * 8;
  int64_t power = 1;
  switch (op) {
    case WEIR_EXPR_ADDI:
      return (int64_t)((uint64_t)a + (uint64_t)b);
    case WEIR_EXPR_SUBI:
      return (int64_t)((uint64_t)a - (uint64_t)b);
    case WEIR_EXPR_MULI:
      return (int64_t)((uint64_t)a * (uint64_t)b);
    case WEIR_EXPR_DIVSI:
      return b == 0 ? a : b == -1 ? -a : a / b;
    case WEIR_EXPR_DIVUI:
      return (int64_t)(ub == 0 ? ua : ua / ub);
    case WEIR_EXPR_FLOORDIVSI:
      return b == 0 ? a : floor_divide(a, b);
    case WEIR_EXPR_CEILDIVSI:
      return b == 0 ? a : -floor_divide(-a, b);
    case WEIR_EXPR_CEILDIVUI:
      return (int64_t)(ub == 0 ? ua : ua / ub + (ua % ub != 0));
    case WEIR_EXPR_REMSI:
      return b == 0 || b == -1 ? 0 : a % b;
    case WEIR_EXPR_REMUI:
      return (int64_t)(ub == 0 ? 0 : ua % ub);
    case WEIR_EXPR_ANDI:
      return a & b;
    case WEIR_EXPR_ORI:
      return a | b;
    case WEIR_EXPR_XORI:
      return a ^ b;
    case WEIR_EXPR_SHLI:
      return ub >= bits ? 0 : (int64_t)(ua << ub);
    case WEIR_EXPR_SHRSI:
      return a >> (ub >= bits ? bits - 1 : ub);
    case WEIR_EXPR_SHRUI:
      return ub >= bits ? 0 : (int64_t)(ua >> ub);
    case WEIR_EXPR_MAXSI:
      return a > b ? a : b;
    case WEIR_EXPR_MINSI:
      return a < b ? a : b;
    case WEIR_EXPR_MAXUI:
      return ua > ub ? a : b;
    case WEIR_EXPR_MINUI:
      return ua < ub ? a : b;
    case WEIR_EXPR_ABSI:
      return a < 0 ? (int64_t)(-(uint64_t)a) : a;
    case WEIR_EXPR_CTPOP:
      return __builtin_popcountll(ua);
    case WEIR_EXPR_CTLZ:
      return ua ? __builtin_clzll(ua) - (64 - (int64_t)bits) : (int64_t)bits;
    case WEIR_EXPR_CTTZ:
      return ua ? __builtin_ctzll(ua) : (int64_t)bits;
    default:
      break;  // IPOWI
  }
  if (b < 0) return a == 1 ? 1 : a == -1 ? (b & 1 ? -1 : 1) : 0;
  for (int64_t i = 0; i < b; ++i) {
    power = (int64_t)((uint64_t)power * (uint64_t)a);
  }
  return power;
}

static double eval_float(weir_expr_op_t op, double a, double b, double c) {
  bool any_nan = isnan(a) || isnan(b);
  switch (op) {
    case WEIR_EXPR_ADDF:
      return a + b;
    case WEIR_EXPR_SUBF:
      return a - b;
    case WEIR_EXPR_MULF:
      return a * b;
    case WEIR_EXPR_DIVF:
      return a / b;
    case WEIR_EXPR_REMF:
      return fmod(a, b);
    case WEIR_EXPR_MAXIMUMF:
      return any_nan ? NAN : fmax(a, b);
    case WEIR_EXPR_MINIMUMF:
      return any_nan ? NAN : fmin(a, b);
    case WEIR_EXPR_MAXNUMF:
      return fmax(a, b);
    case WEIR_EXPR_MINNUMF:
      return fmin(a, b);
    case WEIR_EXPR_POWF:
      return pow(a, b);
    case WEIR_EXPR_ATAN2:
      return atan2(a, b);
    case WEIR_EXPR_COPYSIGN:
      return copysign(a, b);
    case WEIR_EXPR_FMA:
      return fma(a, b, c);
    case WEIR_EXPR_NEGF:
      return -a;
    case WEIR_EXPR_ABSF:
      return fabs(a);
    case WEIR_EXPR_CEIL:
      return ceil(a);
    case WEIR_EXPR_FLOOR:
      return floor(a);
    case WEIR_EXPR_ROUND:
      return round(a);
    case WEIR_EXPR_ROUNDEVEN:
      return nearbyint(a);
    case WEIR_EXPR_TRUNC:
      return trunc(a);
    case WEIR_EXPR_SQRT:
      return sqrt(a);
    case WEIR_EXPR_RSQRT:
      return 1 / sqrt(a);
    case WEIR_EXPR_EXP:
      return exp(a);
    case WEIR_EXPR_EXP2:
      return exp2(a);
    case WEIR_EXPR_EXPM1:
      return expm1(a);
    case WEIR_EXPR_LOG:
      return log(a);
    case WEIR_EXPR_LOG2:
      return log2(a);
    case WEIR_EXPR_LOG10:
      return log10(a);
    case WEIR_EXPR_LOG1P:
      return log1p(a);
    case WEIR_EXPR_TANH:
      return tanh(a);
    case WEIR_EXPR_ERF:
      return erf(a);
    case WEIR_EXPR_SIN:
      return sin(a);
    case WEIR_EXPR_COS:
      return cos(a);
    case WEIR_EXPR_TAN:
      return tan(a);
    case WEIR_EXPR_ATAN:
      return atan(a);
    case WEIR_EXPR_ASIN:
      return asin(a);
    case WEIR_EXPR_ACOS:
      return acos(a);
    case WEIR_EXPR_SINH:
      return sinh(a);
    case WEIR_EXPR_COSH:
      return cosh(a);
    case WEIR_EXPR_ASINH:
      return asinh(a);
    case WEIR_EXPR_ACOSH:
      return acosh(a);
    case WEIR_EXPR_ATANH:
      return atanh(a);
    case WEIR_EXPR_CBRT:
      return cbrt(a);
    default:
      return NAN;
  }
}

static bool compare_floats(int64_t predicate, double a, double b) {
  bool unordered = isnan(a) || isnan(b);
  int64_t relation = unordered ? 8 : a == b ? 1 : a > b ? 2 : 4;
  return (predicate & relation) != 0;  // bits: equal, greater, less, unordered
}

static bool compare_integers(int64_t predicate, weir_scalar_type_t type,
                             int64_t a, int64_t b) {
  uint64_t ua = as_unsigned(type, a), ub = as_unsigned(type, b);
  switch (predicate) {
    case 0:
      return a == b;
    case 1:
      return a != b;
    case 2:
      return a < b;
    case 3:
      return a <= b;
    case 4:
      return a > b;
    case 5:
      return a >= b;
    case 6:
      return ua < ub;
    case 7:
      return ua <= ub;
    case 8:
      return ua > ub;
    default:
      return ua >= ub;
  }
}

static number_t round_to(weir_scalar_type_t type, double value) {
  char raw[8];
  number_t number = {value, 0};
  if (type == WEIR_SCALAR_F64) return number;
  store_element(type, raw, number);
  return load_element(type, raw);
}

static number_t eval_cast(const weir_expr_t* expr, number_t a) {
  weir_scalar_type_t from = expr->operands[0]->type, to = expr->type;
  number_t value = {0, 0};
  char raw[8] = {0};
  switch (expr->op) {
    case WEIR_EXPR_EXTF:
    case WEIR_EXPR_TRUNCF:
      return round_to(to, a.real);
    case WEIR_EXPR_EXTSI:
      value.integer = from == WEIR_SCALAR_BOOL ? -a.integer : a.integer;
      return value;
    case WEIR_EXPR_EXTUI:
      value.integer = (int64_t)as_unsigned(from, a.integer);
      return value;
    case WEIR_EXPR_TRUNCI:
      value.integer = wrap(to, a.integer);
      return value;
    case WEIR_EXPR_SITOFP:
      return round_to(to, (double)a.integer);
    case WEIR_EXPR_UITOFP:
      return round_to(to, (double)as_unsigned(from, a.integer));
    case WEIR_EXPR_FPTOSI:
    case WEIR_EXPR_FPTOUI:
      value.integer = wrap(to, (int64_t)a.real);
      return value;
    default:
      break;
  }
  store_element(from, raw, a);
  return load_element(to, raw);
}

static number_t eval_leaf(machine_t* m, const weir_expr_t* expr) {
  number_t value = {expr->real, expr->integer};
  switch (expr->op) {
    case WEIR_EXPR_FLOAT:
      return round_to(expr->type, expr->real);
    case WEIR_EXPR_INDEX:
      value.integer = m->dims[expr->integer];
      break;
    case WEIR_EXPR_SYMBOL:
      value.integer = (int32_t)m->constants[expr->integer];
      break;
    case WEIR_EXPR_ACCUMULATOR:
      return m->accumulators[expr->integer];
    case WEIR_EXPR_LOAD:
      if (!guards_hold(m, expr->access)) return eval(m, expr->access->pad);
      return load_element(m->kernel->buffers[expr->access->buffer].type,
                          element(m, expr->access));
    default:
      break;
  }
  return value;
}

static number_t eval(machine_t* m, const weir_expr_t* expr) {
  uint32_t count = weir_expr_operand_count(expr->op);
  if (count == 0) return eval_leaf(m, expr);
  number_t v[3] = {{0, 0}, {0, 0}, {0, 0}};
  for (uint32_t i = 0; i < count; ++i) v[i] = eval(m, expr->operands[i]);
  weir_scalar_type_t type = expr->operands[0]->type;
  number_t value = {0, 0};
  if (expr->op == WEIR_EXPR_SELECT) return v[0].integer ? v[1] : v[2];
  if (expr->op == WEIR_EXPR_CMPF) {
    value.integer = compare_floats(expr->integer, v[0].real, v[1].real);
    return value;
  }
  if (expr->op == WEIR_EXPR_CMPI) {
    value.integer =
        compare_integers(expr->integer, type, v[0].integer, v[1].integer);
    return value;
  }
  if (expr->op >= WEIR_EXPR_EXTF) return eval_cast(expr, v[0]);
  if (weir_scalar_is_float(expr->type)) {
    double real = eval_float(expr->op, v[0].real, v[1].real, v[2].real);
    return round_to(
        expr->type == WEIR_SCALAR_F64 ? WEIR_SCALAR_F64 : WEIR_SCALAR_F32,
        real);
  }
  value.integer = wrap(
      expr->type, eval_integer(expr->op, type, v[0].integer, v[1].integer));
  return value;
}

// -- loops ------------------------------------------------------------------

static int64_t extent_of(machine_t* m, uint32_t d) {
  weir_expr_t* size = m->stage->sizes[d];
  return size ? eval(m, size).integer : m->stage->extents[d];
}

// The next point of the parallel or the reduced dimensions from |first| on.
static bool advance(machine_t* m, uint32_t first, bool reduced) {
  for (uint32_t d = m->stage->rank; d-- > first;) {
    if (m->stage->reduced[d] != reduced) continue;
    if (++m->dims[d] < extent_of(m, d)) return true;
    m->dims[d] = 0;
  }
  return false;
}

static void update_accumulators(machine_t* m) {
  const weir_stage_t* stage = m->stage;
  number_t next[WEIR_KERNEL_MAX_ACCUMULATORS];
  for (uint32_t i = 0; i < stage->accumulator_count; ++i) {
    next[i] = eval(m, stage->accumulators[i].update);
  }
  memcpy(m->accumulators, next, sizeof(next));
}

static void run_point(machine_t* m) {
  const weir_stage_t* stage = m->stage;
  bool is_empty = false;
  for (uint32_t d = 0; d < stage->rank; ++d) {
    if (stage->reduced[d] && extent_of(m, d) == 0) is_empty = true;
  }
  for (uint32_t i = 0; i < stage->accumulator_count; ++i) {
    m->accumulators[i] = eval(m, stage->accumulators[i].init);
  }
  if (!is_empty && stage->accumulator_count > 0) {
    do {
      update_accumulators(m);
    } while (advance(m, 0, true));
  }
  number_t values[WEIR_KERNEL_MAX_ACCUMULATORS];
  for (uint32_t i = 0; i < stage->store_count; ++i) {
    values[i] = eval(m, stage->stores[i].value);
  }
  for (uint32_t i = 0; i < stage->store_count; ++i) {
    const weir_access_t* access = stage->stores[i].access;
    if (!guards_hold(m, access)) continue;
    store_element(m->kernel->buffers[access->buffer].type, element(m, access),
                  values[i]);
  }
}

static void run_stage(machine_t* m, uint32_t outer_rank) {
  const weir_stage_t* stage = m->stage;
  for (uint32_t d = outer_rank; d < stage->rank; ++d) {
    m->dims[d] = 0;
    if (!stage->reduced[d] && extent_of(m, d) == 0) return;
  }
  do {
    run_point(m);
  } while (advance(m, outer_rank, false));
}

void weir_kernel_interpret(const weir_kernel_t* kernel, void* const* bindings,
                           const uint32_t* constants) {
  weir_arena_t arena;
  weir_arena_init(&arena);
  machine_t m = {.kernel = kernel, .constants = constants};
  m.stage = kernel->stages[0];
  m.buffers = WEIR_ARENA_ARRAY(&arena, char*, kernel->buffer_count + 1);
  for (uint32_t i = 0; i < kernel->buffer_count; ++i) {
    const weir_buffer_t* buffer = &kernel->buffers[i];
    int64_t count =
        buffer->size ? eval(&m, buffer->size).integer : buffer->element_count;
    size_t bytes = (size_t)count * weir_scalar_bytes(buffer->type);
    if (buffer->kind == WEIR_BUFFER_TEMPORARY) {
      m.buffers[i] = weir_arena_alloc(&arena, bytes);
    } else if (buffer->kind == WEIR_BUFFER_CONSTANT) {
      m.buffers[i] = weir_arena_copy(&arena, buffer->data, bytes);
    } else {
      m.buffers[i] = bindings[buffer->index];
      if (buffer->byte_offset) {
        m.buffers[i] += eval(&m, buffer->byte_offset).integer;
      }
    }
  }
  int64_t total = 1;
  for (uint32_t d = 0; d < kernel->outer_rank; ++d) {
    total *= kernel->stages[0]->extents[d];
  }
  for (int64_t step = 0; step < total; ++step) {
    int64_t rest = step;
    for (uint32_t d = kernel->outer_rank; d-- > 0;) {
      m.dims[d] = rest % kernel->stages[0]->extents[d];
      rest /= kernel->stages[0]->extents[d];
    }
    for (uint32_t i = 0; i < kernel->stage_count; ++i) {
      m.stage = kernel->stages[i];
      run_stage(&m, kernel->outer_rank);
    }
  }
  weir_arena_deinit(&arena);
}
