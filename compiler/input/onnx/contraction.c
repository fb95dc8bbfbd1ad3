// MatMul and Gemm.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/input/onnx/importer.h"

static weir_value_t* product_body(node_t* node, weir_builder_t* builder,
                                  weir_value_t** args, void* user) {
  (void)user;
  weir_value_t* product = build_binary(node, builder, WEIR_ARITH_MULF,
                                       WEIR_ARITH_MULI, args[0], args[1]);
  return build_binary(node, builder, WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, args[2],
                      product);
}

// The product as one loop nest over (batches, m, n, k): where a dimension is
// open, batches cannot be taken together.
static weir_value_t* open_matmul(node_t* node, weir_value_t* a, weir_value_t* b,
                                 const int64_t* dims, uint32_t rank) {
  weir_context_t* context = node->importer->context;
  enum { MAX_LOOPS = 17 };
  weir_affine_expr_t* left[MAX_LOOPS];
  weir_affine_expr_t* right[MAX_LOOPS];
  weir_affine_expr_t* out[MAX_LOOPS];
  uint32_t n = rank - 1, k = rank, first = rank - weir_type_rank(b->type);
  for (uint32_t i = 0; i < rank; ++i) out[i] = weir_affine_dim(context, i);
  for (uint32_t i = 0; i < rank; ++i) left[i] = right[i] = out[i];
  left[rank - 1] = right[rank - 2] = weir_affine_dim(context, k);
  right[rank - 1] = weir_affine_dim(context, n);
  weir_affine_map_t* maps[3] = {
      weir_affine_map(context, rank + 1, 0, left, rank),
      weir_affine_map(context, rank + 1, 0, right + first, rank - first),
      weir_affine_map(context, rank + 1, 0, out, rank)};
  weir_value_t* inputs[2] = {a, b};
  weir_type_t* type = tensor_of(weir_type_element(a->type), dims, rank);
  return build_generic(node, inputs, 2, build_filled(node, type, 0), maps,
                       rank + 1, 1ull << k, product_body, NULL);
}

// A 2-d or batched product with equal batch dimensions, by the named ops.
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
  const int64_t* x = a->type->shaped.dims;
  const int64_t* y = b->type->shaped.dims;
  int64_t m = x[a_rank - 2], k = x[a_rank - 1], n = y[b_rank - 1];
  if (a_rank > 16) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than 16 dimensions");
  }
  if (k != y[b_rank - 2]) {
    return node_error(
        node, WEIR_CODE_INVALID_ARGUMENT,
        "its left input has %lld columns, its right one %lld rows",
        (long long)k, (long long)y[b_rank - 2]);
  }
  weir_type_t* element = weir_type_element(a->type);
  int64_t batch = 1;
  for (uint32_t i = 0; i + 2 < a_rank; ++i) batch *= x[i];
  int64_t* dims = WEIR_ARENA_ARRAY(&node->importer->arena, int64_t, a_rank);
  memcpy(dims, x, a_rank * sizeof(*dims));
  dims[a_rank - 1] = n;
  bool is_open = !weir_type_has_static_shape(a->type) ||
                 !weir_type_has_static_shape(b->type);
  if (is_open && (b_rank == 2 || b_rank == a_rank)) {
    return node_set_output(node, 0, open_matmul(node, a, b, dims, a_rank));
  }
  weir_value_t* inputs[2];
  weir_value_t* result;
  if (b_rank == 2) {
    // All batches are rows of one product.
    int64_t rows[2] = {batch * m, k}, out[2] = {batch * m, n};
    inputs[0] = build_reshape(node, a, rows, 2);
    inputs[1] = b;
    result =
        build_named(node, WEIR_LINALG_MATMUL, inputs, 2,
                    build_filled(node, tensor_of(element, out, 2), 0), NULL, 0);
  } else {
    bool same =
        a_rank == b_rank && memcmp(x, y, (a_rank - 2) * sizeof(*x)) == 0;
    if (!same) {
      return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                        "batch dimensions that differ are not supported");
    }
    int64_t left[3] = {batch, m, k}, right[3] = {batch, k, n},
            out[3] = {batch, m, n};
    inputs[0] = build_reshape(node, a, left, 3);
    inputs[1] = build_reshape(node, b, right, 3);
    result =
        build_named(node, WEIR_LINALG_BATCH_MATMUL, inputs, 2,
                    build_filled(node, tensor_of(element, out, 3), 0), NULL, 0);
  }
  return node_set_output(node, 0, build_reshape(node, result, dims, a_rank));
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
    *out_value = build_transpose(node, input->value, perm);
  }
  return weir_ok();
}

static weir_status_t lower_gemm(node_t* node) {
  weir_value_t* inputs[2];
  WEIR_RETURN_IF_ERROR(node_check_elements(node));
  WEIR_RETURN_IF_ERROR(gemm_input(node, 0, "transA", &inputs[0]));
  WEIR_RETURN_IF_ERROR(gemm_input(node, 1, "transB", &inputs[1]));
  weir_type_t* element = weir_type_element(inputs[0]->type);
  if (!weir_type_is_float(element) ||
      weir_type_dim(inputs[0]->type, 1) != weir_type_dim(inputs[1]->type, 0)) {
    return node_error(
        node, WEIR_CODE_INVALID_ARGUMENT,
        "its inputs are not float matrices that can be multiplied");
  }
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
    {"Gemm", lower_gemm, true},
    {"MatMul", lower_matmul, true},
    {NULL, NULL, false},
};
