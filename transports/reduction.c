#include "transports/reduction.h"

#include <math.h>
#include <string.h>

const char* weir_reduction_name(weir_reduction_t reduction) {
  switch (reduction) {
    case WEIR_REDUCTION_NONE:
      return "none";
    case WEIR_REDUCTION_SUM:
      return "sum";
    case WEIR_REDUCTION_PRODUCT:
      return "product";
    case WEIR_REDUCTION_MINIMUM:
      return "minimum";
    case WEIR_REDUCTION_MAXIMUM:
      return "maximum";
    case WEIR_REDUCTION_AVERAGE:
      return "average";
  }
  return "?";
}

// Elements are combined in blocks that stay in registers or the first cache:
// the loop over members is outside, the one over elements inside, so that it
// vectorises; each element still meets the members in order.
enum { BLOCK = 256 };

typedef void (*reduce_fn_t)(weir_reduction_t reduction,
                            const void* const* sources, uint32_t source_count,
                            size_t count, void* target);

//===-- Integers ----------------------------------------------------------===//

static uint64_t wrap_sum(uint64_t a, uint64_t b) {
  return a + b;
}
static uint64_t wrap_product(uint64_t a, uint64_t b) {
  return a * b;
}

// Sums and products are done modulo 2^64 and cut off, which is what wrapping in
// the type itself gives. |T| is the type, |W| the 64-bit type that holds it.
#define DEFINE_INTEGER_REDUCE(NAME, T, W)                                      \
  static void combine_##NAME(weir_reduction_t reduction, W* acc, const T* in,  \
                             size_t n) {                                       \
    switch (reduction) {                                                       \
      case WEIR_REDUCTION_PRODUCT:                                             \
        for (size_t i = 0; i < n; ++i) {                                       \
          acc[i] = (W)wrap_product((uint64_t)acc[i], (uint64_t)in[i]);         \
        }                                                                      \
        break;                                                                 \
      case WEIR_REDUCTION_MINIMUM:                                             \
        for (size_t i = 0; i < n; ++i)                                         \
          acc[i] = in[i] < acc[i] ? in[i] : acc[i];                            \
        break;                                                                 \
      case WEIR_REDUCTION_MAXIMUM:                                             \
        for (size_t i = 0; i < n; ++i)                                         \
          acc[i] = in[i] > acc[i] ? in[i] : acc[i];                            \
        break;                                                                 \
      default:                                                                 \
        for (size_t i = 0; i < n; ++i) {                                       \
          acc[i] = (W)wrap_sum((uint64_t)acc[i], (uint64_t)in[i]);             \
        }                                                                      \
        break;                                                                 \
    }                                                                          \
  }                                                                            \
  static void reduce_##NAME(weir_reduction_t reduction,                        \
                            const void* const* sources, uint32_t source_count, \
                            size_t count, void* target) {                      \
    T* out = target;                                                           \
    W acc[BLOCK];                                                              \
    for (size_t begin = 0; begin < count; begin += BLOCK) {                    \
      size_t n = count - begin < BLOCK ? count - begin : BLOCK;                \
      const T* first = (const T*)sources[0] + begin;                           \
      for (size_t i = 0; i < n; ++i) acc[i] = first[i];                        \
      for (uint32_t k = 1; k < source_count; ++k) {                            \
        combine_##NAME(reduction, acc, (const T*)sources[k] + begin, n);       \
      }                                                                        \
      if (reduction == WEIR_REDUCTION_AVERAGE) {                               \
        for (size_t i = 0; i < n; ++i) acc[i] /= (W)source_count;              \
      }                                                                        \
      for (size_t i = 0; i < n; ++i) out[begin + i] = (T)acc[i];               \
    }                                                                          \
  }

DEFINE_INTEGER_REDUCE(si8, int8_t, int64_t)
DEFINE_INTEGER_REDUCE(si16, int16_t, int64_t)
DEFINE_INTEGER_REDUCE(si32, int32_t, int64_t)
DEFINE_INTEGER_REDUCE(si64, int64_t, int64_t)
DEFINE_INTEGER_REDUCE(ui8, uint8_t, uint64_t)
DEFINE_INTEGER_REDUCE(ui16, uint16_t, uint64_t)
DEFINE_INTEGER_REDUCE(ui32, uint32_t, uint64_t)
DEFINE_INTEGER_REDUCE(ui64, uint64_t, uint64_t)

//===-- Floats ------------------------------------------------------------===//

// IEEE 754-2019 minimum and maximum: NaNs win, -0 is below +0.
#define DEFINE_FLOAT_ORDER(T, SUFFIX)                  \
  static T minimum_##SUFFIX(T a, T b) {                \
    if (isnan(a) || isnan(b)) return isnan(a) ? a : b; \
    if (a == b) return signbit(a) ? a : b;             \
    return a < b ? a : b;                              \
  }                                                    \
  static T maximum_##SUFFIX(T a, T b) {                \
    if (isnan(a) || isnan(b)) return isnan(a) ? a : b; \
    if (a == b) return signbit(a) ? b : a;             \
    return a > b ? a : b;                              \
  }

DEFINE_FLOAT_ORDER(float, f32)
DEFINE_FLOAT_ORDER(double, f64)

static float same_f32(float x) {
  return x;
}
static double same_f64(double x) {
  return x;
}

// |S| is how an element is stored, |T| what it is combined in.
#define DEFINE_FLOAT_REDUCE(NAME, S, T, ORDER, LOAD, STORE)                    \
  static void combine_##NAME(weir_reduction_t reduction, T* acc, const S* in,  \
                             size_t n) {                                       \
    switch (reduction) {                                                       \
      case WEIR_REDUCTION_PRODUCT:                                             \
        for (size_t i = 0; i < n; ++i) acc[i] *= LOAD(in[i]);                  \
        break;                                                                 \
      case WEIR_REDUCTION_MINIMUM:                                             \
        for (size_t i = 0; i < n; ++i) {                                       \
          acc[i] = minimum_##ORDER(acc[i], LOAD(in[i]));                       \
        }                                                                      \
        break;                                                                 \
      case WEIR_REDUCTION_MAXIMUM:                                             \
        for (size_t i = 0; i < n; ++i) {                                       \
          acc[i] = maximum_##ORDER(acc[i], LOAD(in[i]));                       \
        }                                                                      \
        break;                                                                 \
      default:                                                                 \
        for (size_t i = 0; i < n; ++i) acc[i] += LOAD(in[i]);                  \
        break;                                                                 \
    }                                                                          \
  }                                                                            \
  static void reduce_##NAME(weir_reduction_t reduction,                        \
                            const void* const* sources, uint32_t source_count, \
                            size_t count, void* target) {                      \
    S* out = target;                                                           \
    T acc[BLOCK];                                                              \
    for (size_t begin = 0; begin < count; begin += BLOCK) {                    \
      size_t n = count - begin < BLOCK ? count - begin : BLOCK;                \
      const S* first = (const S*)sources[0] + begin;                           \
      for (size_t i = 0; i < n; ++i) acc[i] = LOAD(first[i]);                  \
      for (uint32_t k = 1; k < source_count; ++k) {                            \
        combine_##NAME(reduction, acc, (const S*)sources[k] + begin, n);       \
      }                                                                        \
      if (reduction == WEIR_REDUCTION_AVERAGE) {                               \
        for (size_t i = 0; i < n; ++i) acc[i] /= (T)source_count;              \
      }                                                                        \
      for (size_t i = 0; i < n; ++i) out[begin + i] = STORE(acc[i]);           \
    }                                                                          \
  }

DEFINE_FLOAT_REDUCE(f16, uint16_t, float, f32, weir_f16_to_f32, weir_f32_to_f16)
DEFINE_FLOAT_REDUCE(bf16, uint16_t, float, f32, weir_bf16_to_f32,
                    weir_f32_to_bf16)
DEFINE_FLOAT_REDUCE(f32, float, float, f32, same_f32, same_f32)
DEFINE_FLOAT_REDUCE(f64, double, double, f64, same_f64, same_f64)

//===-- Choice ------------------------------------------------------------===//

static const struct {
  weir_element_type_t type;
  reduce_fn_t reduce;
} reducers[] = {
    {WEIR_ELEMENT_I8, reduce_si8},    {WEIR_ELEMENT_I16, reduce_si16},
    {WEIR_ELEMENT_I32, reduce_si32},  {WEIR_ELEMENT_I64, reduce_si64},
    {WEIR_ELEMENT_SI8, reduce_si8},   {WEIR_ELEMENT_SI16, reduce_si16},
    {WEIR_ELEMENT_SI32, reduce_si32}, {WEIR_ELEMENT_SI64, reduce_si64},
    {WEIR_ELEMENT_UI8, reduce_ui8},   {WEIR_ELEMENT_UI16, reduce_ui16},
    {WEIR_ELEMENT_UI32, reduce_ui32}, {WEIR_ELEMENT_UI64, reduce_ui64},
    {WEIR_ELEMENT_F16, reduce_f16},   {WEIR_ELEMENT_BF16, reduce_bf16},
    {WEIR_ELEMENT_F32, reduce_f32},   {WEIR_ELEMENT_F64, reduce_f64},
};

static reduce_fn_t find_reducer(weir_element_type_t type) {
  for (size_t i = 0; i < sizeof(reducers) / sizeof(reducers[0]); ++i) {
    if (reducers[i].type == type) return reducers[i].reduce;
  }
  return NULL;
}

weir_status_t weir_reduction_check(weir_reduction_t reduction,
                                   weir_element_type_t type) {
  if (reduction < WEIR_REDUCTION_SUM || reduction > WEIR_REDUCTION_AVERAGE) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%d is no reduction of a collective", (int)reduction);
  }
  if (find_reducer(type) == NULL) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "elements of type %s (%#x) cannot be reduced by %s",
                       weir_element_name(type), type,
                       weir_reduction_name(reduction));
  }
  return weir_ok();
}

void weir_reduce(weir_reduction_t reduction, weir_element_type_t type,
                 const void* const* sources, uint32_t source_count,
                 size_t count, void* target) {
  if (count == 0) return;
  find_reducer(type)(reduction, sources, source_count, count, target);
}
