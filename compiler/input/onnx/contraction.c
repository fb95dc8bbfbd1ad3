// MatMul and Gemm.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/input/onnx/importer.h"

enum { MAX_RANK = 16, MAX_LOOPS = MAX_RANK + 1 };

static weir_value_t* product_body(node_t* node, weir_builder_t* builder,
                                  weir_value_t** args, void* user) {
  (void)user;
  weir_value_t* product = build_binary(node, builder, WEIR_ARITH_MULF,
                                       WEIR_ARITH_MULI, args[0], args[1]);
  return build_binary(node, builder, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, args[2],
                      product);
}

// Where the batches of an operand of |type| are read for those of the result.
static void batch_reads(weir_context_t* context, const weir_type_t* type,
                        const int64_t* dims, uint32_t rank,
                        weir_affine_expr_t** out_reads) {
  uint32_t own = weir_type_rank(type);
  for (uint32_t i = 0; i + 2 < own; ++i) {
    uint32_t loop = rank - own + i;
    bool stretched = weir_type_dim(type, i) == 1 && dims[loop] != 1;
    out_reads[i] = stretched ? weir_affine_constant(context, 0)
                             : weir_affine_dim(context, loop);
  }
}

// The product as one loop nest over (batches, m, n, k): where a dimension is
// open, or batches stretch over others, they cannot be taken together.
static weir_value_t* loop_matmul(node_t* node, weir_value_t* a, weir_value_t* b,
                                 const int64_t* dims, uint32_t rank) {
  weir_context_t* context = node->importer->context;
  weir_affine_expr_t *left[MAX_LOOPS], *right[MAX_LOOPS], *out[MAX_LOOPS];
  uint32_t n = rank - 1, k = rank;
  for (uint32_t i = 0; i < rank; ++i) out[i] = weir_affine_dim(context, i);
  batch_reads(context, a->type, dims, rank, left);
  batch_reads(context, b->type, dims, rank, right);
  uint32_t x = weir_type_rank(a->type), y = weir_type_rank(b->type);
  left[x - 2] = out[rank - 2];
  left[x - 1] = right[y - 2] = weir_affine_dim(context, k);
  right[y - 1] = out[n];
  weir_affine_map_t* maps[3] = {
      weir_affine_map(context, rank + 1, 0, left, x),
      weir_affine_map(context, rank + 1, 0, right, y),
      weir_affine_map(context, rank + 1, 0, out, rank)};
  weir_value_t* inputs[2] = {a, b};
  weir_type_t* type = tensor_of(weir_type_element(a->type), dims, rank);
  return build_generic(node, inputs, 2, build_filled(node, type, 0), maps,
                       rank + 1, 1ull << k, product_body, NULL);
}

// The batches of an operand of |type|, stretched over those of the other.
static weir_status_t batch_dims(node_t* node, const weir_type_t* type,
                                int64_t* dims, uint32_t rank) {
  uint32_t own = weir_type_rank(type);
  for (uint32_t i = 0; i + 2 < own; ++i) {
    int64_t size = weir_type_dim(type, i), *out = &dims[rank - own + i];
    if (size == 1 || size == *out) continue;
    if (*out != 1) {
      WEIR_RETURN_IF_ERROR(
          node_require_equal(node, size, *out, "its batch dimensions differ"));
    }
    if (*out == 1 || dim_is_open(*out)) *out = size;
  }
  return weir_ok();
}

// Equal batches of closed dimensions, by the named ops.
static weir_value_t* named_matmul(node_t* node, weir_value_t* a,
                                  weir_value_t* b, const int64_t* dims,
                                  uint32_t rank) {
  weir_type_t* element = weir_type_element(a->type);
  int64_t m = dims[rank - 2], n = dims[rank - 1], batch = 1;
  int64_t k = weir_type_dim(a->type, rank - 1);
  for (uint32_t i = 0; i + 2 < rank; ++i) batch *= dims[i];
  weir_value_t *inputs[2], *result;
  if (weir_type_rank(b->type) == 2) {
    // All batches are rows of one product.
    int64_t rows[2] = {batch * m, k}, out[2] = {batch * m, n};
    inputs[0] = build_reshape(node, a, rows, 2);
    inputs[1] = b;
    result =
        build_named(node, WEIR_LINALG_MATMUL, inputs, 2,
                    build_filled(node, tensor_of(element, out, 2), 0), NULL, 0);
  } else {
    int64_t left[3] = {batch, m, k}, right[3] = {batch, k, n},
            out[3] = {batch, m, n};
    inputs[0] = build_reshape(node, a, left, 3);
    inputs[1] = build_reshape(node, b, right, 3);
    result =
        build_named(node, WEIR_LINALG_BATCH_MATMUL, inputs, 2,
                    build_filled(node, tensor_of(element, out, 3), 0), NULL, 0);
  }
  return build_reshape(node, result, dims, rank);
}

static bool has_named_matmul(const weir_type_t* a, const weir_type_t* b,
                             const int64_t* dims, uint32_t rank) {
  const int64_t* x = a->shaped.dims;
  const int64_t* y = b->shaped.dims;
  if (type_is_open(a) || type_is_open(b) || weir_type_rank(a) != rank ||
      !onnx_shape_fits(dims, rank) ||
      memcmp(x, dims, (rank - 1) * sizeof(*x)) != 0) {
    return false;
  }
  return weir_type_rank(b) == 2 || (weir_type_rank(b) == rank &&
                                    memcmp(x, y, (rank - 2) * sizeof(*x)) == 0);
}

static weir_status_t lower_matmul(node_t* node) {
  weir_value_t *a, *b;
  WEIR_RETURN_IF_ERROR(node_check_elements(node));
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &a));
  WEIR_RETURN_IF_ERROR(node_operand(node, 1, &b));
  uint32_t a_rank = weir_type_rank(a->type), b_rank = weir_type_rank(b->type);
  if (a_rank < 2 || b_rank < 2) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "its inputs must have at least two dimensions");
  }
  uint32_t rank = a_rank > b_rank ? a_rank : b_rank;
  if (rank > MAX_RANK) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than %d dimensions",
                      MAX_RANK);
  }
  const int64_t* x = a->type->shaped.dims;
  const int64_t* y = b->type->shaped.dims;
  WEIR_RETURN_IF_ERROR(node_require_equal(
      node, x[a_rank - 1], y[b_rank - 2],
      "the columns of its left input and the rows of its right one"));
  int64_t dims[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) dims[i] = 1;
  WEIR_RETURN_IF_ERROR(batch_dims(node, a->type, dims, rank));
  WEIR_RETURN_IF_ERROR(batch_dims(node, b->type, dims, rank));
  dims[rank - 2] = x[a_rank - 2];
  dims[rank - 1] = y[b_rank - 1];
  weir_value_t* result = has_named_matmul(a->type, b->type, dims, rank)
                             ? named_matmul(node, a, b, dims, rank)
                             : loop_matmul(node, a, b, dims, rank);
  return node_set_output(node, 0, result);
}

typedef struct gemm_t {
  double alpha, beta;
} gemm_t;

// alpha * product [+ beta * c]
static weir_value_t* gemm_body(node_t* node, weir_builder_t* builder,
                               weir_value_t** args, void* user) {
  const gemm_t* gemm = user;
  weir_value_t* terms[2] = {args[0], args[1]};
  double factors[2] = {gemm->alpha, gemm->beta};
  for (int i = 0; i < 2; ++i) {
    if (factors[i] == 1.0) continue;
    weir_value_t* factor =
        build_scalar(node, builder, terms[i]->type, factors[i]);
    terms[i] = weir_build_binary(builder, WEIR_ARITH_MULF, node->location,
                                 terms[i], factor);
  }
  return weir_build_binary(builder, WEIR_ARITH_ADDF, node->location, terms[0],
                           terms[1]);
}

static weir_status_t gemm_input(node_t* node, uint32_t index,
                                const char* transpose,
                                weir_value_t** out_value) {
  onnx_value_t* input;
  WEIR_RETURN_IF_ERROR(node_input(node, index, &input));
  if (weir_type_rank(input->type) != 2) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                      "input %u is not a matrix", index);
  }
  static const int64_t perm[2] = {1, 0}, zeros[2] = {0, 0}, ones[2] = {1, 1};
  if (node_attr_int(node, transpose, 0) == 0) {
    *out_value = value_operand(node->importer, input);
  } else if (input->constant != NULL) {
    WEIR_RETURN_IF_ERROR(node_check_folding(
        node, weir_type_element(input->type), input->type->shaped.dims, 2));
    onnx_value_t turned = {
        .name = input->name,
        .constant = constant_gather(node->importer, input->constant, zeros,
                                    input->type->shaped.dims, ones, perm),
    };
    *out_value = value_operand(node->importer, &turned);
  } else {
    *out_value =
        build_transpose(node, value_operand(node->importer, input), perm);
  }
  return weir_ok();
}

static weir_status_t lower_gemm(node_t* node) {
  weir_value_t* inputs[2];
  WEIR_RETURN_IF_ERROR(node_check_elements(node));
  WEIR_RETURN_IF_ERROR(gemm_input(node, 0, "transA", &inputs[0]));
  WEIR_RETURN_IF_ERROR(gemm_input(node, 1, "transB", &inputs[1]));
  weir_type_t* element = weir_type_element(inputs[0]->type);
  const char* what = "its inputs are not float matrices that can be multiplied";
  if (!weir_type_is_float(element)) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "%s", what);
  }
  WEIR_RETURN_IF_ERROR(
      node_require_equal(node, weir_type_dim(inputs[0]->type, 1),
                         weir_type_dim(inputs[1]->type, 0), what));
  int64_t dims[2] = {weir_type_dim(inputs[0]->type, 0),
                     weir_type_dim(inputs[1]->type, 1)};
  weir_value_t* result =
      build_named(node, WEIR_LINALG_MATMUL, inputs, 2,
                  build_filled(node, tensor_of(element, dims, 2), 0), NULL, 0);
  gemm_t gemm = {(double)node_attr_float(node, "alpha", 1),
                 (double)node_attr_float(node, "beta", 1)};
  if (node_has_input(node, 2) || gemm.alpha != 1.0) {
    weir_value_t* terms[2] = {result, NULL};
    if (node_has_input(node, 2)) {
      WEIR_RETURN_IF_ERROR(node_operand(node, 2, &terms[1]));
    } else {
      terms[1] = build_filled(node, tensor_of(element, NULL, 0), 0);
    }
    WEIR_RETURN_IF_ERROR(
        build_elementwise(node, terms, 2, element, gemm_body, &gemm, &result));
  }
  return node_set_output(node, 0, result);
}

const operator_t onnx_contraction_operators[] = {
    {"Gemm", lower_gemm},
    {"MatMul", lower_matmul},
    {NULL, NULL},
};
