#include "compiler/transforms/flow/linalg_kinds.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"

static const weir_affine_map_t* map_of(const weir_attr_t* maps,
                                       uint32_t operand) {
  return maps->array.elements[operand]->map;
}

static bool is_reduction(const weir_attr_t* iterators, uint32_t loop) {
  return weir_sv_equal_c(weir_attr_string(iterators->array.elements[loop]),
                         "reduction");
}

// -- loops --------------------------------------------------------------------

uint32_t weir_linalg_parallel_loop_count(const weir_op_t* op) {
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  uint32_t count = 0;
  for (uint32_t i = 0; i < iterators->array.count; ++i) {
    count += !is_reduction(iterators, i);
  }
  return count;
}

// -- maps ---------------------------------------------------------------------

static bool only_yields(const weir_op_t* op) {
  if (weir_op_is(op, WEIR_LINALG_COPY) ||
      weir_op_is(op, WEIR_LINALG_TRANSPOSE)) {
    return true;
  }
  const weir_block_t* body =
      op->region_count > 0 ? weir_op_region(op, 0)->first : NULL;
  return body != NULL && body->first != NULL && body->first == body->last;
}

bool weir_linalg_is_permutation(const weir_op_t* op) {
  if (!only_yields(op)) return false;
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  for (uint32_t i = 0; i < maps->array.count; ++i) {
    const weir_affine_map_t* map = map_of(maps, i);
    if (map->result_count != map->dim_count ||
        !weir_affine_map_is_projected_permutation(map)) {
      return false;
    }
  }
  return true;
}

bool weir_linalg_is_elementwise(const weir_op_t* op) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  for (uint32_t i = 0; i < maps->array.count; ++i) {
    if (!weir_affine_map_is_identity(map_of(maps, i))) return false;
  }
  return true;
}

static bool is_minor_identity(const weir_affine_map_t* map) {
  if (map->result_count > map->dim_count) return false;
  uint32_t skipped = map->dim_count - map->result_count;
  for (uint32_t i = 0; i < map->result_count; ++i) {
    if (map->results[i]->kind != WEIR_AFFINE_DIM ||
        map->results[i]->value != (int64_t)(skipped + i)) {
      return false;
    }
  }
  return true;
}

bool weir_linalg_is_broadcast(const weir_op_t* op) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  for (uint32_t i = 0; i < maps->array.count; ++i) {
    if (!is_minor_identity(map_of(maps, i))) return false;
  }
  return true;
}

// -- contractions -------------------------------------------------------------

// Through conversions and the like, which do not change what is combined.
static const weir_value_t* skip_unary(const weir_value_t* value) {
  for (;;) {
    const weir_op_t* op = weir_value_op(value);
    if (op == NULL || op->operand_count != 1) return value;
    value = weir_op_operand_n(op, 0);
  }
}

static const weir_op_t* binary_op_of(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  return op != NULL && op->operand_count == 2 && op->result_count == 1 ? op
                                                                       : NULL;
}

static bool multiplies_and_adds(const weir_op_t* first,
                                const weir_op_t* second) {
  return (weir_op_is(first, WEIR_ARITH_MULF) &&
          weir_op_is(second, WEIR_ARITH_ADDF)) ||
         (weir_op_is(first, WEIR_ARITH_MULI) &&
          weir_op_is(second, WEIR_ARITH_ADDI)) ||
         (weir_op_is(first, WEIR_ARITH_ANDI) &&
          weir_op_is(second, WEIR_ARITH_ORI));
}

static bool body_contracts(const weir_block_t* body) {
  if (body->argument_count != 3 || body->last == NULL ||
      body->last->operand_count != 1) {
    return false;
  }
  weir_value_t* const* arguments = body->arguments;
  const weir_op_t* sum =
      binary_op_of(skip_unary(weir_op_operand_n(body->last, 0)));
  if (sum == NULL) return false;
  const weir_value_t* left = skip_unary(weir_op_operand_n(sum, 0));
  const weir_value_t* right = skip_unary(weir_op_operand_n(sum, 1));
  if (left != arguments[2] && right != arguments[2]) return false;
  const weir_op_t* product =
      binary_op_of(left->kind == WEIR_VALUE_ARGUMENT ? right : left);
  if (product == NULL || !multiplies_and_adds(product, sum)) return false;
  left = skip_unary(weir_op_operand_n(product, 0));
  right = skip_unary(weir_op_operand_n(product, 1));
  return (left == arguments[0] && right == arguments[1]) ||
         (left == arguments[1] && right == arguments[0]);
}

bool weir_linalg_is_contraction_like(const weir_op_t* op) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  if (weir_linalg_input_count(op) != 2 || maps->array.count != 3 ||
      weir_linalg_parallel_loop_count(op) == iterators->array.count) {
    return false;
  }
  for (uint32_t i = 0; i < 3; ++i) {
    if (!weir_affine_map_is_projected_permutation(map_of(maps, i))) {
      return false;
    }
  }
  const weir_block_t* body = weir_op_region(op, 0)->first;
  return body != NULL && body_contracts(body);
}

static bool uses_loop(const weir_affine_map_t* map, uint32_t loop) {
  for (uint32_t i = 0; i < map->result_count; ++i) {
    if (map->results[i]->kind == WEIR_AFFINE_DIM &&
        map->results[i]->value == loop) {
      return true;
    }
  }
  return false;
}

bool weir_linalg_is_matvec_like(const weir_op_t* op) {
  if (!weir_linalg_is_contraction_like(op)) return false;
  weir_arena_t scratch = {0};
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  uint32_t count = 0;
  int64_t* ranges = NULL;
  weir_linalg_loop_ranges(op, &scratch, &ranges, &count);
  bool is_vector[2] = {true, true};
  for (uint32_t loop = 0; loop < count; ++loop) {
    if (is_reduction(iterators, loop) || ranges[loop] == 1) continue;
    bool in_first = uses_loop(map_of(maps, 0), loop);
    bool in_second = uses_loop(map_of(maps, 1), loop);
    // A loop of both and of the result counts batches.
    if (in_first && in_second && uses_loop(map_of(maps, 2), loop)) continue;
    if (in_first) is_vector[0] = false;
    if (in_second) is_vector[1] = false;
  }
  weir_arena_deinit(&scratch);
  return is_vector[0] || is_vector[1];
}

// -- convolutions -------------------------------------------------------------

typedef struct window_t {
  bool* convolved;  // loops added up in an index of the input
  bool* plain;      // loops that are an index of the input
} window_t;

// A loop or a loop times a constant.
static bool scaled_loop(const weir_affine_expr_t* expr, int64_t* out_loop) {
  if (expr->kind == WEIR_AFFINE_MUL) {
    if (expr->rhs->kind != WEIR_AFFINE_CONSTANT &&
        expr->rhs->kind != WEIR_AFFINE_SYMBOL) {
      return false;
    }
    expr = expr->lhs;
  }
  *out_loop = expr->value;
  return expr->kind == WEIR_AFFINE_DIM;
}

static bool read_window(const weir_affine_map_t* input, window_t* window) {
  for (uint32_t i = 0; i < input->result_count; ++i) {
    const weir_affine_expr_t* expr = input->results[i];
    if (expr->kind == WEIR_AFFINE_DIM) {
      if (window->plain[expr->value] || window->convolved[expr->value]) {
        return false;
      }
      window->plain[expr->value] = true;
      continue;
    }
    int64_t a = 0, b = 0;
    if (expr->kind != WEIR_AFFINE_ADD || !scaled_loop(expr->lhs, &a) ||
        !scaled_loop(expr->rhs, &b) || a == b || window->plain[a] ||
        window->plain[b] || window->convolved[a] || window->convolved[b]) {
      return false;
    }
    window->convolved[a] = window->convolved[b] = true;
  }
  return true;
}

// Every loop is one of those that a convolution has.
static bool is_window_loop(const window_t* window,
                           const weir_affine_map_t* filter,
                           const weir_affine_map_t* output, uint32_t loop,
                           bool reduces) {
  bool in_filter = uses_loop(filter, loop), in_output = uses_loop(output, loop);
  bool plain = window->plain[loop], convolved = window->convolved[loop];
  if (in_output) {
    // Batch, image, output channel, depth: none is summed over.
    return !reduces && (plain || in_filter || convolved) &&
           !(convolved && in_filter);
  }
  return reduces && in_filter && (plain || convolved);
}

bool weir_linalg_is_convolution_like(const weir_op_t* op) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  uint32_t inputs = weir_linalg_input_count(op);
  uint32_t loops = iterators->array.count;
  if (inputs < 2 || maps->array.count != inputs + 1) return false;
  const weir_affine_map_t* filter = map_of(maps, 1);
  const weir_affine_map_t* output = map_of(maps, inputs);
  if (!weir_affine_map_is_projected_permutation(filter) ||
      !weir_affine_map_is_projected_permutation(output)) {
    return false;
  }
  weir_arena_t scratch = {0};
  window_t window = {WEIR_ARENA_ARRAY(&scratch, bool, loops + 1),
                     WEIR_ARENA_ARRAY(&scratch, bool, loops + 1)};
  bool ok = read_window(map_of(maps, 0), &window);
  for (uint32_t i = 0; ok && i < loops; ++i) {
    ok = is_window_loop(&window, filter, output, i, is_reduction(iterators, i));
  }
  weir_arena_deinit(&scratch);
  return ok;
}
