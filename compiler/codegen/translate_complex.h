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

#endif  // WEIR_COMPILER_CODEGEN_TRANSLATE_COMPLEX_H_
