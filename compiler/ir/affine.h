// Affine expressions, maps and integer sets: interned, compared by pointer,
// simplified when made the way MLIR does (constants folded and moved right).
#ifndef WEIR_COMPILER_IR_AFFINE_H_
#define WEIR_COMPILER_IR_AFFINE_H_

#include "compiler/ir/context.h"

typedef enum weir_affine_kind_t {
  WEIR_AFFINE_CONSTANT,
  WEIR_AFFINE_DIM,
  WEIR_AFFINE_SYMBOL,
  WEIR_AFFINE_ADD,
  WEIR_AFFINE_MUL,
  WEIR_AFFINE_MOD,
  WEIR_AFFINE_FLOORDIV,
  WEIR_AFFINE_CEILDIV,
} weir_affine_kind_t;

typedef struct weir_affine_expr_t weir_affine_expr_t;
struct weir_affine_expr_t {
  weir_affine_kind_t kind;
  int64_t value;  // constant, or position of dim or symbol
  weir_affine_expr_t* lhs;
  weir_affine_expr_t* rhs;
};

typedef struct weir_affine_map_t {
  weir_context_t* context;
  uint32_t dim_count, symbol_count, result_count;
  weir_affine_expr_t** results;
} weir_affine_map_t;

typedef struct weir_integer_set_t {
  weir_context_t* context;
  uint32_t dim_count, symbol_count, constraint_count;
  weir_affine_expr_t** constraints;  // each >= 0, or == 0 where |equalities|
  bool* equalities;
} weir_integer_set_t;

weir_affine_expr_t* weir_affine_constant(weir_context_t* context, int64_t value);
weir_affine_expr_t* weir_affine_dim(weir_context_t* context, uint32_t position);
weir_affine_expr_t* weir_affine_symbol(weir_context_t* context, uint32_t position);
weir_affine_expr_t* weir_affine_binary(weir_context_t* context,
                                       weir_affine_kind_t kind,
                                       weir_affine_expr_t* lhs,
                                       weir_affine_expr_t* rhs);
weir_affine_map_t* weir_affine_map(weir_context_t* context, uint32_t dim_count,
                                   uint32_t symbol_count,
                                   weir_affine_expr_t* const* results,
                                   uint32_t result_count);
weir_affine_map_t* weir_affine_identity_map(weir_context_t* context, uint32_t rank);
weir_integer_set_t* weir_integer_set(weir_context_t* context, uint32_t dim_count,
                                     uint32_t symbol_count,
                                     weir_affine_expr_t* const* constraints,
                                     const bool* equalities,
                                     uint32_t constraint_count);

bool weir_affine_map_is_identity(const weir_affine_map_t* map);
// Each result a distinct dimension.
bool weir_affine_map_is_projected_permutation(const weir_affine_map_t* map);
// Evaluates with dims followed by symbols; false on division by zero or overflow.
bool weir_affine_evaluate(const weir_affine_expr_t* expr, const int64_t* dims,
                          const int64_t* symbols, int64_t* out_value);
// Replaces dims and symbols; a NULL entry or array keeps what was there.
weir_affine_expr_t* weir_affine_replace(weir_context_t* context,
                                        weir_affine_expr_t* expr,
                                        weir_affine_expr_t* const* dims,
                                        weir_affine_expr_t* const* symbols);
// The same value with every term once, in MLIR's order.
weir_affine_expr_t* weir_affine_simplify(weir_context_t* context,
                                         weir_affine_expr_t* expr,
                                         uint32_t dim_count,
                                         uint32_t symbol_count);

#endif  // WEIR_COMPILER_IR_AFFINE_H_
