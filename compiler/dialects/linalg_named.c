// What the named linalg ops stand for.
#include <assert.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"

// -- the table ----------------------------------------------------------------

// |loops| names each loop by a letter. |operands| has one piece for each
// operand: a letter for each dimension, or `(hy0)` for h * strides[0] + y *
// dilations[0]. Loops that the last operand leaves out are reductions.
typedef struct named_op_t {
  uint32_t id;
  const char* loops;
  const char* operands;
} named_op_t;

static const named_op_t named_ops[] = {
    {WEIR_LINALG_MATMUL, "mnk", "mk|kn|mn"},
    {WEIR_LINALG_MATMUL_TRANSPOSE_A, "mnk", "km|kn|mn"},
    {WEIR_LINALG_MATMUL_TRANSPOSE_B, "mnk", "mk|nk|mn"},
    {WEIR_LINALG_BATCH_MATMUL, "bmnk", "bmk|bkn|bmn"},
    {WEIR_LINALG_BATCH_MATMUL_TRANSPOSE_A, "bmnk", "bkm|bkn|bmn"},
    {WEIR_LINALG_BATCH_MATMUL_TRANSPOSE_B, "bmnk", "bmk|bnk|bmn"},
    {WEIR_LINALG_BATCH_REDUCE_MATMUL, "bmnk", "bmk|bkn|mn"},
    {WEIR_LINALG_QUANTIZED_MATMUL, "mnk", "mk|kn|||mn"},
    {WEIR_LINALG_QUANTIZED_BATCH_MATMUL, "bmnk", "bmk|bkn|||bmn"},
    {WEIR_LINALG_MATVEC, "mn", "mn|n|m"},
    {WEIR_LINALG_VECMAT, "nm", "m|mn|n"},
    {WEIR_LINALG_BATCH_MATVEC, "bmk", "bmk|bk|bm"},
    {WEIR_LINALG_BATCH_VECMAT, "bnk", "bk|bkn|bn"},
    {WEIR_LINALG_DOT, "m", "m|m|"},
    {WEIR_LINALG_MMT4D, "mnkMNK", "mkMK|nkNK|mnMN"},
    {WEIR_LINALG_CONV_1D, "wx", "(wx0)|x|w"},
    {WEIR_LINALG_CONV_2D, "hwyx", "(hy0)(wx1)|yx|hw"},
    {WEIR_LINALG_CONV_3D, "dhwzyx", "(dz0)(hy1)(wx2)|zyx|dhw"},
    {WEIR_LINALG_CONV_1D_NCW_FCW, "nfwcx", "nc(wx0)|fcx|nfw"},
    {WEIR_LINALG_CONV_1D_NWC_WCF, "nwfxc", "n(wx0)c|xcf|nwf"},
    {WEIR_LINALG_CONV_2D_NCHW_FCHW, "nfhwcyx", "nc(hy0)(wx1)|fcyx|nfhw"},
    {WEIR_LINALG_CONV_2D_NHWC_HWCF, "nhwfyxc", "n(hy0)(wx1)c|yxcf|nhwf"},
    {WEIR_LINALG_CONV_2D_NHWC_FHWC, "nhwfyxc", "n(hy0)(wx1)c|fyxc|nhwf"},
    {WEIR_LINALG_CONV_2D_NHWC_HWCF_Q, "nhwfyxc", "n(hy0)(wx1)c|yxcf|||nhwf"},
    {WEIR_LINALG_CONV_2D_NGCHW_FGCHW, "ngfhwcyx", "ngc(hy0)(wx1)|fgcyx|ngfhw"},
    {WEIR_LINALG_CONV_2D_NGCHW_GFCHW, "ngfhwcyx", "ngc(hy0)(wx1)|gfcyx|ngfhw"},
    {WEIR_LINALG_CONV_3D_NCDHW_FCDHW, "ndhwfzyxc",
     "nc(dz0)(hy1)(wx2)|fczyx|nfdhw"},
    {WEIR_LINALG_CONV_3D_NDHWC_DHWCF, "ndhwfzyxc",
     "n(dz0)(hy1)(wx2)c|zyxcf|ndhwf"},
    {WEIR_LINALG_DEPTHWISE_CONV_1D_NCW_CW, "nwcx", "nc(wx0)|cx|ncw"},
    {WEIR_LINALG_DEPTHWISE_CONV_1D_NWC_WC, "nwcx", "n(wx0)c|xc|nwc"},
    {WEIR_LINALG_DEPTHWISE_CONV_2D_NCHW_CHW, "nhwcyx", "nc(hy0)(wx1)|cyx|nchw"},
    {WEIR_LINALG_DEPTHWISE_CONV_2D_NHWC_HWC, "nhwcyx", "n(hy0)(wx1)c|yxc|nhwc"},
    {WEIR_LINALG_DEPTHWISE_CONV_2D_NHWC_HWCM, "nhwcmyx",
     "n(hy0)(wx1)c|yxcm|nhwcm"},
    {WEIR_LINALG_POOLING_NCHW_MAX, "nchwyx", "nc(hy0)(wx1)|yx|nchw"},
    {WEIR_LINALG_POOLING_NCHW_SUM, "nchwyx", "nc(hy0)(wx1)|yx|nchw"},
    {WEIR_LINALG_POOLING_NHWC_MAX, "nhwcyx", "n(hy0)(wx1)c|yx|nhwc"},
    {WEIR_LINALG_POOLING_NHWC_MAX_UNSIGNED, "nhwcyx", "n(hy0)(wx1)c|yx|nhwc"},
    {WEIR_LINALG_POOLING_NHWC_MIN, "nhwcyx", "n(hy0)(wx1)c|yx|nhwc"},
    {WEIR_LINALG_POOLING_NHWC_MIN_UNSIGNED, "nhwcyx", "n(hy0)(wx1)c|yx|nhwc"},
    {WEIR_LINALG_POOLING_NHWC_SUM, "nhwcyx", "n(hy0)(wx1)c|yx|nhwc"},
    {WEIR_LINALG_POOLING_NCW_MAX, "ncwx", "nc(wx0)|x|ncw"},
    {WEIR_LINALG_POOLING_NCW_SUM, "ncwx", "nc(wx0)|x|ncw"},
    {WEIR_LINALG_POOLING_NWC_MAX, "nwcx", "n(wx0)c|x|nwc"},
    {WEIR_LINALG_POOLING_NWC_MIN, "nwcx", "n(wx0)c|x|nwc"},
    {WEIR_LINALG_POOLING_NWC_SUM, "nwcx", "n(wx0)c|x|nwc"},
    {WEIR_LINALG_POOLING_NDHWC_MAX, "ndhwczyx", "n(dz0)(hy1)(wx2)c|zyx|ndhwc"},
    {WEIR_LINALG_POOLING_NDHWC_SUM, "ndhwczyx", "n(dz0)(hy1)(wx2)c|zyx|ndhwc"},
};

static const named_op_t* find_named(uint32_t id) {
  for (size_t i = 0; i < sizeof(named_ops) / sizeof(named_ops[0]); ++i) {
    if (named_ops[i].id == id) return &named_ops[i];
  }
  return NULL;
}

bool weir_op_is_linalg_structured(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_LINALG_INDEX:
    case WEIR_LINALG_SOFTMAX:
    case WEIR_LINALG_YIELD:
      return false;
    default:
      return weir_op_id(op) >> 16 == WEIR_LINALG_GENERIC >> 16;
  }
}

uint32_t weir_linalg_input_count(const weir_op_t* op) {
  return weir_op_operand_group_size(op, WEIR_LINALG_INPUTS);
}

// -- indexing maps ------------------------------------------------------------

// Element |index| of the strides or dilations; 1 if the op has none.
static int64_t window_param(const weir_op_t* op, const char* name,
                            uint32_t index) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  if (weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) {
    int64_t value = 1;
    weir_attr_int(weir_dense_element(attr, index), &value);
    return value;
  }
  if (weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY)) {
    return ((const int64_t*)(const void*)attr->dense_array.data)[index];
  }
  return 1;
}

static weir_affine_expr_t* loop_dim(weir_context_t* context,
                                    const named_op_t* named, char letter) {
  const char* place = strchr(named->loops, letter);
  assert(place != NULL);
  return weir_affine_dim(context, (uint32_t)(place - named->loops));
}

static weir_affine_expr_t* scaled(weir_context_t* context,
                                  weir_affine_expr_t* expr, int64_t factor) {
  return weir_affine_binary(context, WEIR_AFFINE_MUL, expr,
                            weir_affine_constant(context, factor));
}

// One operand's map from its piece of the table; |piece| is moved behind it.
static weir_attr_t* operand_map(const weir_op_t* op, const named_op_t* named,
                                const char** piece) {
  weir_context_t* context = op->context;
  weir_affine_expr_t* results[8];
  uint32_t count = 0;
  const char* c = *piece;
  for (; *c != '\0' && *c != '|'; ++c) {
    if (*c != '(') {
      results[count++] = loop_dim(context, named, *c);
      continue;
    }
    uint32_t index = (uint32_t)(c[3] - '0');
    weir_affine_expr_t* at = scaled(context, loop_dim(context, named, c[1]),
                                    window_param(op, "strides", index));
    weir_affine_expr_t* in = scaled(context, loop_dim(context, named, c[2]),
                                    window_param(op, "dilations", index));
    results[count++] = weir_affine_binary(context, WEIR_AFFINE_ADD, at, in);
    c += 4;
  }
  *piece = *c == '|' ? c + 1 : c;
  return weir_affine_map_attr(weir_affine_map(
      context, (uint32_t)strlen(named->loops), 0, results, count));
}

static weir_attr_t* identity_map(weir_context_t* context, uint32_t rank) {
  return weir_affine_map_attr(weir_affine_identity_map(context, rank));
}

// Whether |value| is among the elements of a dense i64 array attribute.
static bool array_has(const weir_attr_t* attr, int64_t value) {
  for (uint32_t i = 0; attr != NULL && i < attr->dense_array.count; ++i) {
    if (((const int64_t*)(const void*)attr->dense_array.data)[i] == value) {
      return true;
    }
  }
  return false;
}

// The map of |rank| loops that leaves out those listed in |dropped|.
static weir_attr_t* projection(weir_context_t* context, uint32_t rank,
                               const weir_attr_t* dropped) {
  weir_affine_expr_t** results =
      WEIR_ARENA_ARRAY(weir_context_arena(context), weir_affine_expr_t*, rank);
  uint32_t count = 0;
  for (uint32_t i = 0; i < rank; ++i) {
    if (!array_has(dropped, i)) results[count++] = weir_affine_dim(context, i);
  }
  return weir_affine_map_attr(
      weir_affine_map(context, rank, 0, results, count));
}

static weir_attr_t* permutation_map(weir_context_t* context,
                                    const weir_attr_t* permutation) {
  uint32_t rank = permutation->dense_array.count;
  const int64_t* places =
      (const int64_t*)(const void*)permutation->dense_array.data;
  weir_affine_expr_t** results =
      WEIR_ARENA_ARRAY(weir_context_arena(context), weir_affine_expr_t*, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    results[places[i]] = weir_affine_dim(context, i);
  }
  return weir_affine_map_attr(weir_affine_map(context, rank, 0, results, rank));
}

// Maps of ops whose loops are the dimensions of an operand.
static weir_attr_t* shape_map(const weir_op_t* op, uint32_t operand) {
  weir_context_t* context = op->context;
  uint32_t last = op->operand_count - 1;
  uint32_t rank = weir_type_rank(weir_op_operand_n(op, last)->type);
  bool is_input = operand < weir_linalg_input_count(op);
  switch (weir_op_id(op)) {
    case WEIR_LINALG_TRANSPOSE:
      return operand == 0
                 ? permutation_map(context, weir_op_attr(op, "permutation"))
                 : identity_map(context, rank);
    case WEIR_LINALG_BROADCAST:
      return operand == 0
                 ? projection(context, rank, weir_op_attr(op, "dimensions"))
                 : identity_map(context, rank);
    case WEIR_LINALG_REDUCE:
      rank = weir_type_rank(weir_op_operand_n(op, 0)->type);
      return is_input
                 ? identity_map(context, rank)
                 : projection(context, rank, weir_op_attr(op, "dimensions"));
    default: {
      // Elementwise; a scalar input is the same in every iteration.
      const weir_type_t* type = weir_op_operand_n(op, operand)->type;
      bool scalar = is_input && (!weir_type_is_shaped(type) ||
                                 weir_type_rank(type) != rank);
      return scalar ? weir_affine_map_attr(
                          weir_affine_map(context, rank, 0, NULL, 0))
                    : identity_map(context, rank);
    }
  }
}

weir_attr_t* weir_linalg_indexing_maps(const weir_op_t* op) {
  if (!weir_op_is_linalg_structured(op)) return NULL;
  if (weir_op_is(op, WEIR_LINALG_GENERIC)) {
    return weir_op_attr(op, "indexing_maps");
  }
  const named_op_t* named = find_named(weir_op_id(op));
  weir_attr_t** maps = WEIR_ARENA_ARRAY(weir_context_arena(op->context),
                                        weir_attr_t*, op->operand_count);
  const char* piece = named != NULL ? named->operands : NULL;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    maps[i] = named != NULL ? operand_map(op, named, &piece) : shape_map(op, i);
  }
  return weir_array_attr(op->context, maps, op->operand_count);
}

weir_attr_t* weir_linalg_iterator_types(const weir_op_t* op) {
  if (!weir_op_is_linalg_structured(op)) return NULL;
  if (weir_op_is(op, WEIR_LINALG_GENERIC)) {
    return weir_op_attr(op, "iterator_types");
  }
  weir_context_t* context = op->context;
  weir_attr_t* maps = weir_linalg_indexing_maps(op);
  const weir_affine_map_t* out =
      maps->array.elements[maps->array.count - 1]->map;
  weir_attr_t** types = WEIR_ARENA_ARRAY(weir_context_arena(context),
                                         weir_attr_t*, out->dim_count);
  for (uint32_t d = 0; d < out->dim_count; ++d) {
    bool found = false;
    for (uint32_t i = 0; i < out->result_count; ++i) {
      found = found || out->results[i] == weir_affine_dim(context, d);
    }
    types[d] = weir_string_attr(context, found ? "parallel" : "reduction");
  }
  return weir_array_attr(context, types, out->dim_count);
}

bool weir_linalg_is_contraction(uint32_t id) {
  const named_op_t* named = find_named(id);
  return named != NULL && !(id >= WEIR_LINALG_POOLING_NCHW_MAX &&
                            id <= WEIR_LINALG_POOLING_NWC_SUM);
}

uint32_t weir_linalg_named_operand_count(uint32_t id) {
  const named_op_t* named = find_named(id);
  if (named != NULL) {
    uint32_t count = 1;
    for (const char* c = named->operands; *c != '\0'; ++c) count += *c == '|';
    return count;
  }
  switch (id) {
    case WEIR_LINALG_ADD:
    case WEIR_LINALG_DIV:
    case WEIR_LINALG_DIV_UNSIGNED:
    case WEIR_LINALG_ELEMWISE_BINARY:
    case WEIR_LINALG_MAX:
    case WEIR_LINALG_MIN:
    case WEIR_LINALG_MUL:
    case WEIR_LINALG_POWF:
    case WEIR_LINALG_SUB:
      return 3;
    case WEIR_LINALG_SELECT:
      return 4;
    default:
      return 2;
  }
}
