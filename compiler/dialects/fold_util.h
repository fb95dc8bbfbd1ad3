// Constants as numbers, for fold and canonicalize functions.
#ifndef WEIR_COMPILER_DIALECTS_FOLD_UTIL_H_
#define WEIR_COMPILER_DIALECTS_FOLD_UTIL_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/rewrite.h"

// Bits of an integer as the ops compute with it; index has 64.
uint32_t weir_int_width(const weir_type_t* type);
// |value| cut to |width| bits and sign-extended, or zero-extended.
int64_t weir_int_wrap(int64_t value, uint32_t width);
uint64_t weir_int_unsigned(int64_t value, uint32_t width);

// The integer that a scalar or splat constant of at most 64 bits holds in every
// element, sign-extended.
bool weir_attr_splat_int(const weir_attr_t* attr, int64_t* out_value);
bool weir_attr_splat_float(const weir_attr_t* attr, double* out_value);
bool weir_value_splat_int(const weir_value_t* value, int64_t* out_value);
// A constant of |type|, which may be shaped (then a splat).
weir_attr_t* weir_splat_int_attr(weir_type_t* type, int64_t value);
weir_attr_t* weir_splat_float_attr(weir_type_t* type, double value);

// Computes an element of |type| from those of up to WEIR_FOLD_OPERANDS
// operands, NULL behind the last; NULL if there is none.
enum { WEIR_FOLD_OPERANDS = 3 };
typedef weir_attr_t* (*weir_element_fn_t)(weir_attr_t* const* elements,
                                          weir_type_t* type, const void* user);
// Applies |fn| to constants element by element; NULL if one of them is no
// constant of numbers or |fn| says no.
weir_attr_t* weir_fold_elements(weir_attr_t* const* operands, uint32_t count,
                                weir_type_t* type, weir_element_fn_t fn,
                                const void* user);

// The same for functions of numbers of one kind. |b| may be NULL for a unary
// function.
typedef bool (*weir_int_fn_t)(int64_t a, int64_t b, uint32_t width,
                              int64_t* out);
typedef bool (*weir_float_fn_t)(double a, double b, double* out);
weir_attr_t* weir_fold_ints(weir_attr_t* a, weir_attr_t* b, weir_type_t* result,
                            weir_int_fn_t fn);
weir_attr_t* weir_fold_floats(weir_attr_t* a, weir_attr_t* b,
                              weir_type_t* result, weir_float_fn_t fn);

// The elements of |attr| in another shape; one that all share may be repeated
// as often as that takes.
static inline weir_attr_t* weir_dense_resized(const weir_attr_t* attr,
                                              weir_type_t* type) {
  return weir_dense_attr(type, attr->dense.data, attr->dense.size);
}

// Answers of fold hooks.
static inline bool weir_fold_to_value(weir_fold_result_t* results,
                                      weir_value_t* value) {
  results[0].value = value;
  return value != NULL;
}
static inline bool weir_fold_to_attr(weir_fold_result_t* results,
                                     weir_attr_t* attr) {
  results[0].attr = attr;
  return attr != NULL;
}

// arith.constant of a number or numbers, the constant of most dialects; NULL if
// |value| is none.
weir_op_t* weir_materialize_arith(weir_rewriter_t* rewriter, weir_attr_t* value,
                                  weir_type_t* type, weir_location_t* location);
// The same, and complex.constant of the parts of a complex number.
weir_op_t* weir_materialize_complex(weir_rewriter_t* rewriter,
                                    weir_attr_t* value, weir_type_t* type,
                                    weir_location_t* location);
weir_op_t* weir_materialize_util(weir_rewriter_t* rewriter, weir_attr_t* value,
                                 weir_type_t* type, weir_location_t* location);
weir_op_t* weir_materialize_flow(weir_rewriter_t* rewriter, weir_attr_t* value,
                                 weir_type_t* type, weir_location_t* location);
weir_op_t* weir_materialize_stream(weir_rewriter_t* rewriter,
                                   weir_attr_t* value, weir_type_t* type,
                                   weir_location_t* location);

#endif  // WEIR_COMPILER_DIALECTS_FOLD_UTIL_H_
