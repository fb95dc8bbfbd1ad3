// Reductions over dimensions, and Softmax.
#include <math.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/math.h"
#include "compiler/input/onnx/importer.h"

enum { MAX_RANK = 16 };

typedef struct reduction_row_t {
  const char* name;
  uint32_t float_id, integer_id;
  double neutral;
  int64_t integer_neutral;
} reduction_row_t;

static const reduction_row_t reduction_rows[] = {
    {"ReduceMax", WEIR_ARITH_MAXIMUMF, WEIR_ARITH_MAXSI, -INFINITY, INT64_MIN},
    {"ReduceMean", WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, 0, 0},
    {"ReduceMin", WEIR_ARITH_MINIMUMF, WEIR_ARITH_MINSI, INFINITY, INT64_MAX},
    {"ReduceProd", WEIR_ARITH_MULF, WEIR_ARITH_MULI, 1, 1},
    {"ReduceSum", WEIR_ARITH_ADDF, WEIR_ARITH_ADDI, 0, 0},
};

static const reduction_row_t* reduction_row(const char* name) {
  for (size_t i = 0; i < sizeof(reduction_rows) / sizeof(reduction_rows[0]);
       ++i) {
    if (strcmp(reduction_rows[i].name, name) == 0) return &reduction_rows[i];
  }
  return NULL;
}

static weir_value_t* combine_body(node_t* node, weir_builder_t* builder,
                                  weir_value_t** args, void* user) {
  const reduction_row_t* row = user;
  return build_binary(node, builder, row->float_id, row->integer_id, args[1],
                      args[0]);
}

// -- reducing -----------------------------------------------------------------

// The neutral element, which the narrow integers have at their own ends.
static double neutral_of(const reduction_row_t* row, const weir_type_t* type) {
  if (weir_type_is_float(type)) return row->neutral;
  uint32_t width = weir_type_bit_width(type);
  if (row->integer_neutral == INT64_MIN) return -ldexp(1, (int)width - 1);
  if (row->integer_neutral == INT64_MAX) return ldexp(1, (int)width - 1) - 1;
  return row->neutral;
}

// |value| reduced over the dimensions in |reduced|, which go.
static weir_value_t* reduce(node_t* node, const reduction_row_t* row,
                            weir_value_t* value, uint64_t reduced) {
  weir_context_t* context = node->importer->context;
  weir_type_t* element = weir_type_element(value->type);
  uint32_t rank = weir_type_rank(value->type), kept = 0;
  int64_t dims[MAX_RANK];
  weir_affine_expr_t* from[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) {
    if (reduced >> i & 1) continue;
    dims[kept] = weir_type_dim(value->type, i);
    from[kept++] = weir_affine_dim(context, i);
  }
  weir_affine_map_t* maps[2] = {weir_affine_identity_map(context, rank),
                                weir_affine_map(context, rank, 0, from, kept)};
  weir_value_t* init = build_filled(node, tensor_of(element, dims, kept),
                                    neutral_of(row, element));
  return build_generic(node, &value, 1, init, maps, rank, reduced, combine_body,
                       (void*)row);
}

// The dimensions named by the axes, an input or, before, an attribute; all if
// there are none.
static weir_status_t read_reduced(node_t* node, uint32_t rank,
                                  uint64_t* out_reduced) {
  uint32_t count;
  const int64_t* axes = node_attr_ints(node, "axes", &count);
  if (axes == NULL) {
    int64_t* given;
    WEIR_RETURN_IF_ERROR(node_constant_ints(node, 1, &given, &count));
    axes = given;
  }
  *out_reduced = 0;
  for (uint32_t i = 0; i < count; ++i) {
    int64_t axis = axes[i] < 0 ? axes[i] + rank : axes[i];
    if (axis < 0 || axis >= rank) {
      return node_error(node, WEIR_CODE_INVALID_ARGUMENT,
                        "axis %lld is not in [-%u, %u)", (long long)axes[i],
                        rank, rank);
    }
    *out_reduced |= UINT64_C(1) << axis;
  }
  bool none = node_attr_int(node, "noop_with_empty_axes", 0) != 0;
  if (count == 0 && !none) *out_reduced = (UINT64_C(1) << rank) - 1;
  return weir_ok();
}

static weir_value_t* divide_body(node_t* node, weir_builder_t* builder,
                                 weir_value_t** args, void* user) {
  weir_value_t* count = user;
  weir_type_t* type = args[0]->type;
  weir_value_t* divisor = weir_build_unary(
      builder, WEIR_ARITH_INDEX_CAST, node->location, count,
      weir_type_is_float(type) ? weir_i64_type(builder->context) : type);
  if (weir_type_is_float(type)) {
    divisor = weir_build_unary(builder, WEIR_ARITH_SITOFP, node->location,
                               divisor, type);
  }
  return build_binary(node, builder, WEIR_ARITH_DIVF, WEIR_ARITH_DIVSI, args[0],
                      divisor);
}

// |value| divided by the number of elements each was summed from.
static weir_status_t build_mean(node_t* node, weir_value_t* source,
                                weir_value_t* value, uint64_t reduced,
                                weir_value_t** out_value) {
  importer_t* importer = node->importer;
  int64_t count = 1;
  for (uint32_t i = 0; i < weir_type_rank(source->type); ++i) {
    if (reduced >> i & 1) {
      count = dim_multiply(importer, count, weir_type_dim(source->type, i));
    }
  }
  return build_elementwise(node, &value, 1, weir_type_element(value->type),
                           divide_body, dim_value(importer, count), out_value);
}

weir_status_t build_average(node_t* node, weir_value_t* value, uint64_t reduced,
                            weir_value_t** out_value) {
  weir_value_t* sum = reduce(node, reduction_row("ReduceSum"), value, reduced);
  return build_mean(node, value, sum, reduced, out_value);
}

// |value|, a reduction of |source|, with its reduced dimensions as ones.
weir_value_t* build_kept_dims(node_t* node, weir_value_t* source,
                              weir_value_t* value, uint64_t reduced) {
  uint32_t rank = weir_type_rank(source->type);
  int64_t dims[MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) {
    dims[i] = reduced >> i & 1 ? 1 : weir_type_dim(source->type, i);
  }
  return build_reshape(node, value, dims, rank);
}

static weir_status_t lower_reduce(node_t* node) {
  const reduction_row_t* row = reduction_row(node->proto->op_type);
  weir_value_t* input;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &input));
  uint32_t rank = weir_type_rank(input->type);
  if (rank > MAX_RANK) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED, "more than %d dimensions",
                      MAX_RANK);
  }
  if (weir_type_bit_width(weir_type_element(input->type)) == 1) {
    return node_error(node, WEIR_CODE_UNIMPLEMENTED,
                      "boolean inputs are not supported");
  }
  uint64_t reduced;
  WEIR_RETURN_IF_ERROR(read_reduced(node, rank, &reduced));
  if (reduced == 0) return node_set_output(node, 0, input);
  weir_value_t* result = reduce(node, row, input, reduced);
  if (strcmp(row->name, "ReduceMean") == 0) {
    WEIR_RETURN_IF_ERROR(build_mean(node, input, result, reduced, &result));
  }
  if (node_attr_int(node, "keepdims", 1) != 0) {
    result = build_kept_dims(node, input, result, reduced);
  }
  return node_set_output(node, 0, result);
}

// -- Softmax ------------------------------------------------------------------

static weir_value_t* exp_body(node_t* node, weir_builder_t* builder,
                              weir_value_t** args, void* user) {
  (void)user;
  weir_value_t* below = weir_build_binary(builder, WEIR_ARITH_SUBF,
                                          node->location, args[0], args[1]);
  return weir_build_unary(builder, WEIR_MATH_EXP, node->location, below,
                          below->type);
}

static weir_value_t* quotient_body(node_t* node, weir_builder_t* builder,
                                   weir_value_t** args, void* user) {
  (void)user;
  return weir_build_binary(builder, WEIR_ARITH_DIVF, node->location, args[0],
                           args[1]);
}

// exp(x - max) divided by its sum along an axis; before operator set 13 along
// all from the axis on.
static weir_status_t lower_softmax(node_t* node) {
  weir_value_t* input;
  WEIR_RETURN_IF_ERROR(node_operand(node, 0, &input));
  WEIR_RETURN_IF_ERROR(node_check_float(node, input));
  bool early = node->importer->opset < 13;
  uint32_t rank = weir_type_rank(input->type);
  int64_t axis = node_attr_int(node, "axis", early ? 1 : -1);
  if (axis < 0) axis += rank;
  if (axis < 0 || axis >= (early ? rank + 1 : rank) || rank > MAX_RANK) {
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "axis out of range");
  }
  uint64_t all = (UINT64_C(1) << rank) - 1, one = UINT64_C(1) << axis;
  uint64_t reduced = early ? all & ~(one - 1) : one;
  weir_type_t* element = weir_type_element(input->type);
  weir_value_t* most = reduce(node, reduction_row("ReduceMax"), input, reduced);
  weir_value_t* inputs[2] = {input,
                             build_kept_dims(node, input, most, reduced)};
  weir_value_t *powers, *result;
  WEIR_RETURN_IF_ERROR(
      build_elementwise(node, inputs, 2, element, exp_body, NULL, &powers));
  weir_value_t* sum = reduce(node, reduction_row("ReduceSum"), powers, reduced);
  inputs[0] = powers;
  inputs[1] = build_kept_dims(node, input, sum, reduced);
  WEIR_RETURN_IF_ERROR(build_elementwise(node, inputs, 2, element,
                                         quotient_body, NULL, &result));
  return node_set_output(node, 0, result);
}

const operator_t onnx_reduction_operators[] = {
    {"ReduceMax", lower_reduce},
    {"ReduceMean", lower_reduce},
    {"ReduceMin", lower_reduce},
    {"ReduceProd", lower_reduce},
    {"ReduceSum", lower_reduce},
    {"Softmax", lower_softmax},
    {NULL, NULL},
};
