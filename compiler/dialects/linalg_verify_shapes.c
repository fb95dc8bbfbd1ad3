// Checks of the shapes of linalg operands: those that the name of an op asks
// for, and that all operands give the loops the same trip counts.
#include <stdio.h>
#include <string.h>

#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/ir/affine.h"
#include "compiler/ir/diagnostic.h"

// -- what names ask for -------------------------------------------------------

// A dim attribute or the dims of a type that fit into a message.
enum { DIMS_TEXT = 256, MAX_RANK = 64 };

typedef struct dims_t {
  int64_t items[MAX_RANK];
  uint32_t count;
} dims_t;

static dims_t dims_of(const weir_value_t* value) {
  dims_t dims = {0};
  if (!weir_type_is_ranked(value->type)) return dims;
  dims.count = weir_type_rank(value->type);
  if (dims.count > MAX_RANK) dims.count = MAX_RANK;
  for (uint32_t i = 0; i < dims.count; ++i) {
    dims.items[i] = weir_type_dim(value->type, i);
  }
  return dims;
}

static dims_t dims_of_attr(const weir_op_t* op, const char* name) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  dims_t dims = {.count = attr->dense_array.count};
  if (dims.count > MAX_RANK) dims.count = MAX_RANK;
  for (uint32_t i = 0; i < dims.count; ++i) {
    dims.items[i] = ((const int64_t*)(const void*)attr->dense_array.data)[i];
  }
  return dims;
}

static bool are_equal(const dims_t* a, const dims_t* b) {
  return a->count == b->count &&
         memcmp(a->items, b->items, a->count * sizeof(*a->items)) == 0;
}

static const char* text_of(const dims_t* dims, char text[DIMS_TEXT]) {
  size_t used = 0;
  text[0] = 0;
  for (uint32_t i = 0; i < dims->count && used < DIMS_TEXT - 24; ++i) {
    used += (size_t)snprintf(text + used, DIMS_TEXT - used, "%s%lld",
                             i ? ", " : "", (long long)dims->items[i]);
  }
  return text;
}

// Of the dimensions below |rank| those that |dims| does not name; false if it
// names others or some twice.
static bool remaining(const dims_t* dims, uint32_t rank, dims_t* out_others) {
  uint64_t seen = 0;
  for (uint32_t i = 0; i < dims->count; ++i) {
    int64_t d = dims->items[i];
    if (d < 0 || d >= (int64_t)rank || d >= MAX_RANK || (seen >> d & 1) != 0) {
      return false;
    }
    seen |= UINT64_C(1) << d;
  }
  out_others->count = 0;
  for (uint32_t d = 0; d < rank && d < MAX_RANK; ++d) {
    if ((seen >> d & 1) == 0) out_others->items[out_others->count++] = d;
  }
  return true;
}

static bool verify_map(weir_op_t* op) {
  char first[DIMS_TEXT], second[DIMS_TEXT];
  dims_t output = dims_of(weir_op_operand_n(op, op->operand_count - 1));
  for (uint32_t i = 0; i < weir_linalg_input_count(op); ++i) {
    dims_t input = dims_of(weir_op_operand_n(op, i));
    if (are_equal(&input, &output)) continue;
    return weir_op_error(
        op,
        "expected shape of input (%s) to match shape of output "
        "(%s)",
        text_of(&input, first), text_of(&output, second));
  }
  return true;
}

static bool verify_same_shapes(weir_op_t* op, uint32_t first, uint32_t count,
                               const char* name) {
  dims_t expected = dims_of(weir_op_operand_n(op, first));
  for (uint32_t i = 1; i < count; ++i) {
    dims_t dims = dims_of(weir_op_operand_n(op, first + i));
    if (are_equal(&dims, &expected)) continue;
    return weir_op_error(op,
                         "expects all %ss to have the same shapes. Shape at "
                         "%s-index %u is not equal to the shape at %s-index 0",
                         name, name, i, name);
  }
  return true;
}

static bool verify_reduce(weir_op_t* op) {
  uint32_t inputs = weir_linalg_input_count(op);
  uint32_t inits = op->operand_count - inputs;
  if (inputs == 0 || inits == 0) {
    return weir_op_error(op, "expected at least one input and one init");
  }
  if (!verify_same_shapes(op, 0, inputs, "input") ||
      !verify_same_shapes(op, inputs, inits, "init")) {
    return false;
  }
  dims_t input = dims_of(weir_op_operand_n(op, 0));
  dims_t init = dims_of(weir_op_operand_n(op, inputs));
  dims_t reduced = dims_of_attr(op, "dimensions"), kept;
  if (!remaining(&reduced, input.count, &kept)) {
    return weir_op_error(op,
                         "dimensions for reduction should be in the range [0, "
                         "%d], each once",
                         (int)input.count - 1);
  }
  for (uint32_t i = 0; i < kept.count; ++i) {
    kept.items[i] = input.items[kept.items[i]];
  }
  if (kept.count != init.count) {
    return weir_op_error(op,
                         "number of dimensions after reduction %u doesn't "
                         "match the init rank %u",
                         kept.count, init.count);
  }
  if (are_equal(&kept, &init)) return true;
  char first[DIMS_TEXT], second[DIMS_TEXT];
  return weir_op_error(op,
                       "init dimensions [%s] doesn't match input dimensions "
                       "after reduction [%s]",
                       text_of(&init, first), text_of(&kept, second));
}

static bool verify_transpose(weir_op_t* op) {
  dims_t input = dims_of(weir_op_operand_n(op, 0));
  dims_t init = dims_of(weir_op_operand_n(op, 1));
  dims_t permutation = dims_of_attr(op, "permutation"), others;
  if (!remaining(&permutation, permutation.count, &others)) {
    return weir_op_error(op, "permutation is not valid");
  }
  if (input.count != init.count) {
    return weir_op_error(op, "input rank %u does not match init rank %u",
                         input.count, init.count);
  }
  if (permutation.count != input.count) {
    return weir_op_error(op,
                         "size of permutation %u does not match the argument "
                         "rank %u",
                         permutation.count, input.count);
  }
  for (uint32_t i = 0; i < init.count; ++i) {
    int64_t source = permutation.items[i];
    if (init.items[i] == input.items[source]) continue;
    return weir_op_error(op,
                         "dim(result, %u) = %lld doesn't match dim(input, "
                         "permutation[%u]) = %lld",
                         i, (long long)init.items[i], i,
                         (long long)input.items[source]);
  }
  return true;
}

static bool verify_broadcast(weir_op_t* op) {
  dims_t input = dims_of(weir_op_operand_n(op, 0));
  dims_t init = dims_of(weir_op_operand_n(op, 1));
  dims_t added = dims_of_attr(op, "dimensions"), kept;
  if (input.count + added.count != init.count) {
    return weir_op_error(op,
                         "input rank plus added dimensions does not match init "
                         "rank. input rank: %u, dimensions size: %u, init "
                         "rank: %u",
                         input.count, added.count, init.count);
  }
  for (uint32_t i = 0; i < added.count; ++i) {
    if (added.items[i] >= 0 && added.items[i] < (int64_t)init.count) continue;
    return weir_op_error(op,
                         "dimension %u is out of range. expected range: [0, "
                         "%d], got: %lld",
                         i, (int)init.count - 1, (long long)added.items[i]);
  }
  if (!remaining(&added, init.count, &kept)) {
    return weir_op_error(op, "dimensions are not unique");
  }
  for (uint32_t i = 0; i < kept.count; ++i) {
    int64_t d = kept.items[i];
    if (input.items[i] == init.items[d]) continue;
    return weir_op_error(op,
                         "input dim %u should match init dim %lld. input: "
                         "%lld, init: %lld",
                         i, (long long)d, (long long)input.items[i],
                         (long long)init.items[d]);
  }
  return true;
}

bool weir_linalg_verify_dims(weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_LINALG_BROADCAST:
      return verify_broadcast(op);
    case WEIR_LINALG_MAP:
      return verify_map(op);
    case WEIR_LINALG_REDUCE:
      return verify_reduce(op);
    case WEIR_LINALG_TRANSPOSE:
      return verify_transpose(op);
    default:
      return true;
  }
}

// -- what maps ask for --------------------------------------------------------

bool weir_linalg_loop_ranges(const weir_op_t* op, weir_arena_t* arena,
                             int64_t** out_ranges, uint32_t* out_count) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  uint32_t loops =
      maps->array.count > 0 ? maps->array.elements[0]->map->dim_count : 0;
  int64_t* ranges = WEIR_ARENA_ARRAY(arena, int64_t, loops + 1);
  bool* known = WEIR_ARENA_ARRAY(arena, bool, loops + 1);
  uint32_t known_count = 0;
  for (uint32_t i = 0; i < maps->array.count; ++i) {
    const weir_affine_map_t* map = maps->array.elements[i]->map;
    const weir_type_t* type = weir_op_operand_n(op, i)->type;
    for (uint32_t k = 0; k < map->result_count; ++k) {
      const weir_affine_expr_t* expr = map->results[k];
      if (expr->kind != WEIR_AFFINE_DIM || known[expr->value]) continue;
      known[expr->value] = true;
      ++known_count;
      ranges[expr->value] = weir_type_dim(type, k);
    }
  }
  *out_ranges = ranges;
  *out_count = loops;
  return known_count == loops;
}

// The largest index that |map| makes of the loops, for each dimension of the
// operand.
static bool verify_operand(weir_op_t* op, uint32_t operand,
                           const int64_t* first, const int64_t* last) {
  const weir_affine_map_t* map =
      weir_linalg_indexing_maps(op)->array.elements[operand]->map;
  const weir_type_t* type = weir_op_operand_n(op, operand)->type;
  for (uint32_t k = 0; k < map->result_count; ++k) {
    int64_t dim = weir_type_dim(type, k), start = 0, end = 0;
    if (dim == WEIR_DYNAMIC || dim == 0) continue;
    if (!weir_affine_evaluate(map->results[k], first, NULL, &start) ||
        !weir_affine_evaluate(map->results[k], last, NULL, &end)) {
      continue;
    }
    if (start < 0 || end < 0) {
      return weir_op_error(op,
                           "unexpected result less than 0 at expression #%u "
                           "in indexing_map #%u",
                           k, operand);
    }
    int64_t inferred = (start > end ? start : end) + 1;
    bool is_loop = map->results[k]->kind == WEIR_AFFINE_DIM;
    if (is_loop ? inferred == dim : inferred <= dim) continue;
    return weir_op_error(
        op,
        "inferred input/output operand #%u has shape's dimension #%u to be "
        "%s%lld, but found %lld",
        operand, k, is_loop ? "" : "greater than or equal to ",
        (long long)inferred, (long long)dim);
  }
  return true;
}

bool weir_linalg_verify_loops(weir_op_t* op) {
  weir_arena_t scratch = {0};
  int64_t* last = NULL;
  uint32_t loops = 0;
  bool ok = weir_linalg_loop_ranges(op, &scratch, &last, &loops);
  if (!ok) weir_op_error(op, "expected the shape-to-loops map to be non-null");
  bool is_closed = true;
  for (uint32_t i = 0; i < loops; ++i) {
    is_closed = is_closed && last[i] > 0;
    last[i] -= is_closed;
  }
  const int64_t* first = WEIR_ARENA_ARRAY(&scratch, int64_t, loops + 1);
  for (uint32_t i = 0; ok && is_closed && i < op->operand_count; ++i) {
    ok = verify_operand(op, i, first, last);
  }
  weir_arena_deinit(&scratch);
  return ok;
}
