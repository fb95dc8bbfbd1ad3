// Says in maps what affine computes of indices.
//
// Needs:   nothing.
// Changes: affine.delinearize_index into affine.apply of quotients and
//          remainders, the outermost coordinate first.
// Keeps:   all else.
#include "compiler/dialects/affine.h"
#include "compiler/dialects/affine_compose.h"
#include "compiler/ir/affine.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/util/passes.h"

typedef struct expansion_t {
  weir_builder_t builder;
  weir_location_t* location;
  weir_arena_t* arena;
} expansion_t;

// |kind| of |a| and |b|, composed with the maps that make them.
static weir_value_t* apply(expansion_t* e, weir_affine_kind_t kind,
                           weir_value_t* a, weir_value_t* b) {
  weir_context_t* context = e->builder.context;
  weir_affine_expr_t* expr = weir_affine_binary(
      context, kind, weir_affine_dim(context, 0), weir_affine_dim(context, 1));
  weir_affine_application_t application = {
      .map = weir_affine_map(context, 2, 0, &expr, 1),
      .operands = WEIR_ARENA_ARRAY(e->arena, weir_value_t*, 2),
  };
  application.operands[0] = a;
  application.operands[1] = b;
  weir_affine_compose(&application, e->arena);
  weir_fold_result_t result =
      weir_build_affine_application(&e->builder, e->location, &application);
  int64_t number = 0;
  return weir_attr_int(result.attr, &number)
             ? weir_build_index(&e->builder, e->location, number)
             : result.value;
}

// Coordinate i is what the product of the sizes behind it goes into what the
// coordinates before it left.
static void expand(weir_op_t* op, weir_arena_t* arena) {
  expansion_t e = {weir_builder_before(op), op->location, arena};
  uint32_t count = op->result_count;
  weir_value_t** products = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_value_t** results = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  for (uint32_t i = 0; i + 1 < count; ++i) {
    products[i] =
        weir_op_operand_at(op, WEIR_AFFINE_DELINEARIZE_INDEX_BASIS, i + 1);
    for (uint32_t k = i + 2; k < count; ++k) {
      products[i] =
          apply(&e, WEIR_AFFINE_MUL, products[i],
                weir_op_operand_at(op, WEIR_AFFINE_DELINEARIZE_INDEX_BASIS, k));
    }
  }
  weir_value_t* rest =
      weir_op_operand(op, WEIR_AFFINE_DELINEARIZE_INDEX_LINEAR_INDEX);
  for (uint32_t i = 0; i + 1 < count; ++i) {
    results[i] = apply(&e, WEIR_AFFINE_FLOORDIV, rest, products[i]);
    rest = apply(&e, WEIR_AFFINE_MOD, rest, products[i]);
  }
  results[count - 1] = rest;
  weir_op_replace(op, results);
}

weir_status_t weir_affine_expand_index_ops(weir_pass_t* pass, weir_op_t* op) {
  weir_op_list_t all =
      weir_collect_ops(op, WEIR_AFFINE_DELINEARIZE_INDEX, pass->scratch);
  for (uint32_t i = 0; i < all.count; ++i) {
    if (all.ops[i]->result_count > 0) expand(all.ops[i], pass->scratch);
  }
  weir_erase_dead_code(op);
  return weir_ok();
}
