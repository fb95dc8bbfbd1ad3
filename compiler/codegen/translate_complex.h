// Pairs of expressions and arithmetic on them, for the files that translate
// complex numbers.
#ifndef WEIR_COMPILER_CODEGEN_TRANSLATE_COMPLEX_H_
#define WEIR_COMPILER_CODEGEN_TRANSLATE_COMPLEX_H_

#include "compiler/codegen/translate_impl.h"

typedef struct weir_pair_t {
  weir_expr_t *re, *im;
} weir_pair_t;

weir_pair_t weir_pair_multiply(weir_translator_t* t, weir_pair_t a,
                               weir_pair_t b);
weir_pair_t weir_pair_divide(weir_translator_t* t, weir_pair_t a,
                             weir_pair_t b);
weir_expr_t* weir_pair_absolute(weir_translator_t* t, weir_pair_t a);

// The function that complex op |id| computes of |a|, or of |a| and |b|; false
// if it is none of those that have a function of their own. Accuracy is said in
// translate_complex_math.c.
bool weir_pair_function(weir_translator_t* t, uint32_t id, weir_pair_t a,
                        weir_pair_t b, weir_pair_t* out);

static inline weir_expr_t* weir_pair_number(weir_translator_t* t,
                                            const weir_expr_t* like,
                                            double value) {
  return weir_expr_float(t->kernel, like->type, value);
}

// -- expressions that both files put together ---------------------------------

static inline weir_expr_t* binary(weir_translator_t* t, weir_expr_op_t op,
                                  weir_expr_t* a, weir_expr_t* b) {
  return weir_expr_binary(t->kernel, op, a, b);
}

static inline weir_expr_t* unary(weir_translator_t* t, weir_expr_op_t op,
                                 weir_expr_t* a) {
  return weir_expr_unary(t->kernel, op, a->type, a);
}

static inline weir_expr_t* select_expr(weir_translator_t* t,
                                       weir_expr_t* condition, weir_expr_t* a,
                                       weir_expr_t* b) {
  return weir_expr_ternary(t->kernel, WEIR_EXPR_SELECT, condition, a, b);
}

// |predicate| is one of arith.cmpf.
static inline weir_expr_t* compare(weir_translator_t* t, int64_t predicate,
                                   weir_expr_t* a, weir_expr_t* b) {
  return weir_expr_compare(t->kernel, WEIR_EXPR_CMPF, predicate, a, b);
}

#endif  // WEIR_COMPILER_CODEGEN_TRANSLATE_COMPLEX_H_
