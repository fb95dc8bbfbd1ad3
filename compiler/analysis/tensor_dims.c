#include "compiler/analysis/tensor_dims.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/shapes.h"
#include "compiler/dialects/tensor.h"

typedef struct question_t {
  weir_builder_t* builder;
  weir_location_t* location;
} question_t;

static weir_value_t* ask(const question_t* q, weir_value_t* value, uint32_t d) {
  return weir_build_dim(q->builder, q->location, value, d);
}

static weir_value_t* constant(const question_t* q, int64_t value) {
  return weir_build_index(q->builder, q->location, value);
}

static weir_value_t* combine(const question_t* q, uint32_t id, weir_value_t* a,
                             weir_value_t* b) {
  int64_t left, right;
  bool is_sum = id == WEIR_ARITH_ADDI;
  bool left_known = weir_value_is_constant_int(a, &left);
  bool right_known = weir_value_is_constant_int(b, &right);
  if (left_known && left == (is_sum ? 0 : 1)) return b;
  if (right_known && right == (is_sum ? 0 : 1)) return a;
  if (left_known && right_known) {
    return constant(q, is_sum ? left + right : left * right);
  }
  return weir_build_binary(q->builder, id, q->location, a, b);
}

// Which of the dynamic dimensions |d| is.
static uint32_t dynamic_place(const weir_type_t* type, uint32_t d) {
  uint32_t place = 0;
  for (uint32_t i = 0; i < d; ++i) {
    place += weir_type_dim(type, i) == WEIR_DYNAMIC;
  }
  return place;
}

// Entry |d| of a list of which some entries are operands.
static weir_value_t* listed(const question_t* q, const weir_op_t* op,
                            const char* name, uint32_t group, uint32_t d) {
  const weir_attr_t* list = weir_op_attr(op, name);
  const int64_t* entries = (const int64_t*)(const void*)list->dense_array.data;
  if (entries[d] != WEIR_DYNAMIC) return constant(q, entries[d]);
  uint32_t place = 0;
  for (uint32_t i = 0; i < d; ++i) place += entries[i] == WEIR_DYNAMIC;
  return weir_op_operand_at(op, group, place);
}

// Dimension |d| of a slice, which may drop dimensions of size 1.
static weir_value_t* of_slice(const question_t* q, const weir_op_t* op,
                              uint32_t d) {
  const weir_attr_t* list = weir_op_attr(op, "static_sizes");
  const weir_type_t* type = op->results[0].type;
  const int64_t* sizes = (const int64_t*)(const void*)list->dense_array.data;
  uint32_t rank = weir_type_rank(type), count = list->dense_array.count;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    bool is_dropped = sizes[i] == 1 && count - i > rank - kept &&
                      (kept == rank || weir_type_dim(type, kept) != 1);
    if (is_dropped) continue;
    if (kept++ == d) {
      return listed(q, op, "static_sizes", WEIR_TENSOR_EXTRACT_SLICE_SIZES, i);
    }
  }
  return NULL;
}

static weir_value_t* of_pad(const question_t* q, const weir_op_t* op,
                            uint32_t d) {
  weir_value_t* low = listed(q, op, "static_low", WEIR_TENSOR_PAD_LOW, d);
  weir_value_t* high = listed(q, op, "static_high", WEIR_TENSOR_PAD_HIGH, d);
  weir_value_t* inner = ask(q, weir_op_operand(op, WEIR_TENSOR_PAD_SOURCE), d);
  return combine(q, WEIR_ARITH_ADDI, combine(q, WEIR_ARITH_ADDI, low, inner),
                 high);
}

static weir_value_t* of_collapsed(const question_t* q, const weir_op_t* op,
                                  uint32_t d) {
  const weir_attr_t* groups = weir_op_attr(op, "reassociation");
  const weir_attr_t* group = groups->array.elements[d];
  weir_value_t* product = constant(q, 1);
  for (uint32_t i = 0; i < group->array.count; ++i) {
    int64_t from = 0;
    weir_attr_int(group->array.elements[i], &from);
    product = combine(q, WEIR_ARITH_MULI, product,
                      ask(q, weir_op_operand_n(op, 0), (uint32_t)from));
  }
  return product;
}

static weir_value_t* of_concatenated(const question_t* q, const weir_op_t* op,
                                     uint32_t d) {
  if (d != (uint32_t)weir_op_attr_int(op, "dim", 0)) {
    return ask(q, weir_op_operand_n(op, 0), d);
  }
  weir_value_t* sum = constant(q, 0);
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    sum = combine(q, WEIR_ARITH_ADDI, sum, ask(q, weir_op_operand_n(op, i), d));
  }
  return sum;
}

static weir_value_t* of_shape_aware(const weir_op_t* op,
                                    const weir_value_t* value, uint32_t d) {
  uint32_t start = 0, count = 0;
  weir_op_result_dims(op, value->index, &start, &count);
  uint32_t place = dynamic_place(value->type, d);
  return place < count ? weir_op_operand_n(op, start + place) : NULL;
}

weir_value_t* weir_dim_of_maker(weir_builder_t* builder,
                                weir_location_t* location, weir_value_t* value,
                                uint32_t d) {
  const question_t q = {builder, location};
  int64_t size = weir_type_dim(value->type, d);
  if (size != WEIR_DYNAMIC) return constant(&q, size);
  const weir_op_t* op = weir_value_op(value);
  if (op == NULL) return NULL;
  if (weir_op_has_trait(op, WEIR_OP_SHAPE_AWARE)) {
    return of_shape_aware(op, value, d);
  }
  switch (weir_op_id(op)) {
    case WEIR_FLOW_COLLECTIVE_ALL_GATHER:
    case WEIR_FLOW_COLLECTIVE_ALL_REDUCE:
    case WEIR_FLOW_COLLECTIVE_ALL_TO_ALL:
    case WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER:
    case WEIR_FLOW_COLLECTIVE_SEND_RECV:  // all have their dims there
      return weir_op_operand_at(op, WEIR_FLOW_COLLECTIVE_ALL_REDUCE_TARGET_DIMS,
                                dynamic_place(value->type, d));
    case WEIR_HAL_TENSOR_BARRIER:  // hands its tensors on
      return weir_dim_of_maker(
          builder, location,
          weir_op_operand_at(op, WEIR_HAL_TENSOR_BARRIER_SOURCES, value->index),
          d);
    case WEIR_TENSOR_EMPTY:
      return weir_op_operand_at(op, WEIR_TENSOR_EMPTY_DYNAMIC_SIZES,
                                dynamic_place(value->type, d));
    case WEIR_TENSOR_CAST:
      return weir_type_is_ranked_tensor(weir_op_operand_n(op, 0)->type)
                 ? ask(&q, weir_op_operand_n(op, 0), d)
                 : NULL;
    case WEIR_TENSOR_COLLAPSE_SHAPE:
      return of_collapsed(&q, op, d);
    case WEIR_TENSOR_CONCAT:
      return of_concatenated(&q, op, d);
    case WEIR_TENSOR_EXPAND_SHAPE:
      return listed(&q, op, "static_output_shape",
                    WEIR_TENSOR_EXPAND_SHAPE_OUTPUT_SHAPE, d);
    case WEIR_TENSOR_EXTRACT_SLICE:
      return of_slice(&q, op, d);
    case WEIR_TENSOR_INSERT_SLICE:
      return ask(&q, weir_op_operand(op, WEIR_TENSOR_INSERT_SLICE_DEST), d);
    case WEIR_TENSOR_PAD:
      return of_pad(&q, op, d);
    case WEIR_LINALG_SOFTMAX:
      return ask(&q, weir_op_operand(op, WEIR_LINALG_SOFTMAX_INPUT), d);
    default:
      break;
  }
  if (!weir_op_is_linalg_structured(op)) return NULL;
  uint32_t output = weir_linalg_input_count(op) + value->index;
  return ask(&q, weir_op_operand_n(op, output), d);
}

// The answer to the same question, asked before the builder's place.
static weir_value_t* find_answer(const weir_builder_t* builder,
                                 const weir_value_t* value, uint32_t d) {
  for (weir_use_t* use = value->uses; use != NULL; use = use->next) {
    int64_t index;
    if (!weir_op_is(use->op, WEIR_TENSOR_DIM) ||
        use->op->block != builder->block ||
        !weir_value_is_constant_int(weir_op_operand_n(use->op, 1), &index) ||
        index != (int64_t)d) {
      continue;
    }
    if (builder->before == NULL ||
        weir_op_is_before(use->op, builder->before)) {
      return weir_op_result_n(use->op, 0);
    }
  }
  return NULL;
}

weir_value_t* weir_build_dim(weir_builder_t* builder, weir_location_t* location,
                             weir_value_t* value, uint32_t d) {
  weir_value_t* known = weir_dim_of_maker(builder, location, value, d);
  if (known == NULL) known = find_answer(builder, value, d);
  return known != NULL ? known
                       : weir_build_tensor_dim(builder, location, value, d);
}

uint32_t weir_build_open_dims(weir_builder_t* builder,
                              weir_location_t* location, weir_value_t* value,
                              weir_value_t** out_dims) {
  uint32_t count = 0;
  for (uint32_t d = 0; d < weir_type_rank(value->type); ++d) {
    if (weir_type_dim(value->type, d) != WEIR_DYNAMIC) continue;
    out_dims[count++] = weir_build_dim(builder, location, value, d);
  }
  return count;
}
