// Collectives of mesh as collectives of flow.
//
// Those of flow take tensors apart and put them together along the outermost
// dimension. Where mesh names another one, the two are exchanged before and
// after.
#include <string.h>

#include "compiler/conversion/dims.h"
#include "compiler/conversion/mesh_to_flow.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/tensor.h"

// -- what has a form ----------------------------------------------------------

static bool flow_reduction(weir_mesh_reduction_t reduction,
                           weir_reduction_t* out_reduction) {
  static const weir_reduction_t reductions[] = {
      [WEIR_MESH_REDUCTION_SUM] = WEIR_REDUCTION_SUM,
      [WEIR_MESH_REDUCTION_MAX] = WEIR_REDUCTION_MAXIMUM,
      [WEIR_MESH_REDUCTION_MIN] = WEIR_REDUCTION_MINIMUM,
      [WEIR_MESH_REDUCTION_PRODUCT] = WEIR_REDUCTION_PRODUCT,
      [WEIR_MESH_REDUCTION_AVERAGE] = WEIR_REDUCTION_AVERAGE,
  };
  if (reduction >= sizeof(reductions) / sizeof(reductions[0])) return false;
  *out_reduction = reductions[reduction];
  return true;
}

static bool is_dynamic(const weir_type_t* type) {
  return weir_type_dynamic_dim_count(type) > 0;
}

static const char* obstacle_of_types(const weir_op_t* op) {
  const weir_type_t* input = weir_op_operand_n(op, 0)->type;
  const weir_type_t* result = weir_op_result_n(op, 0)->type;
  weir_collective_element_t element;
  if (!weir_collective_element_of(result->shaped.element, &element)) {
    return "the element type cannot be sent";
  }
  if (input->shaped.element != result->shaped.element) {
    return "the element type changes";
  }
  if (weir_op_is(op, WEIR_MESH_ALL_REDUCE)) {
    return input == result ? NULL : "the shape changes";
  }
  return is_dynamic(input) || is_dynamic(result)
             ? "dynamic shapes are not supported"
             : NULL;
}

static const char* obstacle_of_split(const weir_op_t* op) {
  int64_t group = weir_mesh_group_size(weir_mesh_shape_of(weir_mesh_of(op)),
                                       weir_mesh_axes_of(op));
  if (group == WEIR_DYNAMIC) return "the size of the group is not known";
  int64_t size = weir_type_dim(weir_op_operand_n(op, 0)->type,
                               (uint32_t)weir_op_attr_int(op, "split_axis", 0));
  if (size == WEIR_DYNAMIC) return obstacle_of_types(op);
  return group == 0 || size % group != 0
             ? "the group does not divide the split dimension"
             : obstacle_of_types(op);
}

const char* weir_mesh_obstacle(const weir_op_t* op) {
  weir_reduction_t reduction;
  switch (weir_op_id(op)) {
    case WEIR_MESH_ALL_REDUCE:
    case WEIR_MESH_REDUCE_SCATTER:
      if (!flow_reduction(weir_mesh_reduction_of(op), &reduction)) {
        return "there is no such reduction";
      }
      return obstacle_of_types(op);
    case WEIR_MESH_ALL_TO_ALL:
      return obstacle_of_split(op);
    case WEIR_MESH_ALL_GATHER:
      return obstacle_of_types(op);
    default:
      return NULL;
  }
}

// -- tensors ------------------------------------------------------------------

// An op while it is converted; what is made is built at |builder|.
typedef struct job_t {
  const weir_mesh_conversion_t* conversion;
  weir_builder_t* builder;
  weir_arena_t* scratch;
  weir_op_t* op;
} job_t;

static job_t begin(weir_op_t* op, weir_rewriter_t* rewriter, void* user) {
  const weir_mesh_conversion_t* c = user;
  return (job_t){c, &rewriter->builder, c->scratch, op};
}

static weir_value_t* finish(const job_t* job, weir_op_state_t* state) {
  return weir_op_result_n(weir_build(job->builder, state), 0);
}

static weir_type_t* with_dims(weir_type_t* type, const int64_t* dims,
                              uint32_t rank) {
  return weir_tensor_type(type->shaped.element, dims, rank,
                          type->shaped.encoding);
}

static weir_value_t* build_empty(const job_t* job, weir_type_t* type,
                                 const weir_value_list_t* dims) {
  weir_op_state_t state;
  weir_op_state_init(&state, job->builder, WEIR_TENSOR_EMPTY,
                     job->op->location);
  weir_op_state_operands(&state, dims->items, dims->count);
  weir_op_state_result(&state, type);
  return finish(job, &state);
}

static weir_type_t* permuted(const job_t* job, weir_type_t* type,
                             const int64_t* order) {
  uint32_t rank = weir_type_rank(type);
  int64_t* dims = WEIR_ARENA_ARRAY(job->scratch, int64_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) {
    dims[i] = weir_type_dim(type, (uint32_t)order[i]);
  }
  return with_dims(type, dims, rank);
}

static weir_value_t* build_transpose(const job_t* job, weir_value_t* tensor,
                                     const int64_t* order) {
  weir_value_list_t none = {0};
  uint32_t rank = weir_type_rank(tensor->type);
  weir_value_t* target =
      build_empty(job, permuted(job, tensor->type, order), &none);
  weir_op_state_t state;
  weir_op_state_init(&state, job->builder, WEIR_LINALG_TRANSPOSE,
                     job->op->location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operand(&state, target);
  weir_op_state_attr(&state, "permutation",
                     weir_dense_i64_array_attr(job->op->context, order, rank));
  weir_op_state_results(&state, &target->type, 1);
  weir_op_t* transpose = weir_build(job->builder, &state);
  weir_linalg_build_body(transpose);
  return weir_op_result_n(transpose, 0);
}

static int64_t* identity(const job_t* job, uint32_t rank) {
  int64_t* order = WEIR_ARENA_ARRAY(job->scratch, int64_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) order[i] = i;
  return order;
}

// Exchanges the outermost dimension and |axis|.
static int64_t* exchange(const job_t* job, uint32_t rank, int64_t axis) {
  int64_t* order = identity(job, rank);
  order[0] = axis;
  order[axis] = 0;
  return order;
}

static weir_value_t* with_outermost(const job_t* job, weir_value_t* tensor,
                                    int64_t axis) {
  return build_transpose(job, tensor,
                         exchange(job, weir_type_rank(tensor->type), axis));
}

// -- flow.collective ----------------------------------------------------------

// Integers that do not say whether they have a sign are sent as if they had
// none; where that decides what comes out they have one, as in arith.
static weir_collective_element_t element_of(const weir_type_t* tensor,
                                            weir_reduction_t reduction) {
  const weir_type_t* type = tensor->shaped.element;
  weir_collective_element_t element = WEIR_COLLECTIVE_SI8;
  weir_collective_element_of(type, &element);
  bool is_signed = reduction == WEIR_REDUCTION_MAXIMUM ||
                   reduction == WEIR_REDUCTION_MINIMUM ||
                   reduction == WEIR_REDUCTION_AVERAGE;
  if (!is_signed || type->kind != WEIR_TYPE_INTEGER ||
      type->integer.signedness != WEIR_SIGNLESS) {
    return element;
  }
  // Each unsigned kind stands behind its signed one.
  return (weir_collective_element_t)(element - 1);
}

static weir_value_t* build_collective(const job_t* job, uint32_t id,
                                      weir_value_t* channel,
                                      weir_value_t* target,
                                      const weir_value_list_t* target_dims,
                                      weir_value_t* source) {
  weir_context_t* context = job->op->context;
  weir_op_state_t state;
  weir_op_state_init(&state, job->builder, id, job->op->location);
  weir_op_state_operand(&state, target);
  weir_op_state_operands(&state, target_dims->items, target_dims->count);
  weir_op_state_operand(&state, source);
  weir_op_state_operand(&state, channel);
  weir_reduction_t reduction = WEIR_REDUCTION_NONE;
  if (id == WEIR_FLOW_COLLECTIVE_ALL_REDUCE ||
      id == WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER) {
    flow_reduction(weir_mesh_reduction_of(job->op), &reduction);
    weir_op_state_attr(&state, "reduction_op",
                       weir_i32_attr(context, (int32_t)reduction));
  }
  weir_collective_element_t element = element_of(target->type, reduction);
  weir_op_state_attr(&state, "element_type",
                     weir_i32_attr(context, (int32_t)element));
  int64_t tie = 0;
  weir_op_state_attr(&state, "tied_operands",
                     weir_index_array_attr(context, &tie, 1));
  weir_op_state_result(&state, target->type);
  return finish(job, &state);
}

static weir_value_t* load_channel(const job_t* job) {
  return weir_mesh_load_channel(job->conversion, job->builder,
                                job->op->location, weir_mesh_of(job->op),
                                weir_mesh_axes_of(job->op));
}

bool weir_mesh_convert_all_reduce(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user) {
  if (weir_mesh_obstacle(op) != NULL) return false;
  job_t job = begin(op, rewriter, user);
  weir_value_t* input = weir_op_operand_n(op, 0);
  weir_value_t* channel = load_channel(&job);
  weir_value_list_t dims =
      weir_build_dynamic_dims(job.builder, job.scratch, op->location, input);
  weir_value_t* target = build_empty(&job, input->type, &dims);
  weir_value_t* result = build_collective(&job, WEIR_FLOW_COLLECTIVE_ALL_REDUCE,
                                          channel, target, &dims, input);
  weir_rewriter_replace_one(rewriter, op, result);
  return true;
}

// A collective along |axis| of a tensor whose shape it changes.
static bool convert_along(weir_op_t* op, weir_rewriter_t* rewriter, void* user,
                          uint32_t id, const char* axis_name) {
  if (weir_mesh_obstacle(op) != NULL) return false;
  job_t job = begin(op, rewriter, user);
  weir_value_list_t none = {0};
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  int64_t axis = weir_op_attr_int(op, axis_name, 0);
  weir_value_t* channel = load_channel(&job);
  weir_value_t* source = with_outermost(&job, weir_op_operand_n(op, 0), axis);
  weir_type_t* exchanged =
      permuted(&job, type, exchange(&job, weir_type_rank(type), axis));
  weir_value_t* target = build_empty(&job, exchanged, &none);
  weir_value_t* result =
      build_collective(&job, id, channel, target, &none, source);
  weir_rewriter_replace_one(rewriter, op, with_outermost(&job, result, axis));
  return true;
}

bool weir_mesh_convert_all_gather(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user) {
  return convert_along(op, rewriter, user, WEIR_FLOW_COLLECTIVE_ALL_GATHER,
                       "gather_axis");
}

bool weir_mesh_convert_reduce_scatter(weir_op_t* op, weir_rewriter_t* rewriter,
                                      void* user) {
  return convert_along(op, rewriter, user, WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER,
                       "scatter_axis");
}

// -- all_to_all ---------------------------------------------------------------

// Groups of dimensions of the longer shape that are one of the shorter; each
// takes as few as make up its size, as MLIR says it. Where sizes do not tell,
// |axis| is the pair.
static weir_attr_t* build_groups(const job_t* job, const weir_type_t* longer,
                                 const weir_type_t* shorter, uint32_t axis) {
  weir_context_t* context = job->op->context;
  uint32_t rank = weir_type_rank(shorter), from = weir_type_rank(longer);
  uint32_t* ends = WEIR_ARENA_ARRAY(job->scratch, uint32_t, rank + 1);
  uint32_t next = 0;
  bool tells = true;
  for (uint32_t i = 0; i < rank && tells; ++i) {
    int64_t size = weir_type_dim(shorter, i), product = 1;
    while (next + 1 < from && product * weir_type_dim(longer, next) < size) {
      product *= weir_type_dim(longer, next++);
    }
    tells = next < from && product * weir_type_dim(longer, next) == size;
    ends[i] = ++next;
  }
  for (uint32_t i = next; tells && i < from; ++i) {
    tells = weir_type_dim(longer, i) == 1;
  }
  if (tells) ends[rank - 1] = from;
  weir_attr_t** groups = WEIR_ARENA_ARRAY(job->scratch, weir_attr_t*, rank + 1);
  for (uint32_t i = 0, place = 0; i < rank; ++i) {
    uint32_t end = tells ? ends[i] : i + (i >= axis ? 2 : 1);
    weir_attr_t** dims = WEIR_ARENA_ARRAY(job->scratch, weir_attr_t*, from + 1);
    uint32_t count = 0;
    while (place < end) dims[count++] = weir_i64_attr(context, place++);
    groups[i] = weir_array_attr(context, dims, count);
  }
  return weir_array_attr(context, groups, rank);
}

// (.., size, ..) -> (.., count, size / count, ..)
static weir_value_t* build_split(const job_t* job, weir_value_t* tensor,
                                 uint32_t axis, int64_t count) {
  uint32_t rank = weir_type_rank(tensor->type);
  int64_t* dims = WEIR_ARENA_ARRAY(job->scratch, int64_t, rank + 1);
  for (uint32_t i = 0; i <= rank; ++i) {
    dims[i] = weir_type_dim(tensor->type, i <= axis ? i : i - 1);
  }
  dims[axis + 1] = dims[axis] / count;
  dims[axis] = count;
  weir_type_t* type = with_dims(tensor->type, dims, rank + 1);
  weir_op_state_t state;
  weir_op_state_init(&state, job->builder, WEIR_TENSOR_EXPAND_SHAPE,
                     job->op->location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_attr(&state, "reassociation",
                     build_groups(job, type, tensor->type, axis));
  weir_op_state_attr(
      &state, "static_output_shape",
      weir_dense_i64_array_attr(job->op->context, dims, rank + 1));
  weir_op_state_result(&state, type);
  return finish(job, &state);
}

// (.., a, b, ..) -> (.., a * b, ..)
static weir_value_t* build_join(const job_t* job, weir_value_t* tensor,
                                uint32_t axis) {
  uint32_t rank = weir_type_rank(tensor->type) - 1;
  int64_t* dims = WEIR_ARENA_ARRAY(job->scratch, int64_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) {
    dims[i] = weir_type_dim(tensor->type, i <= axis ? i : i + 1);
  }
  dims[axis] *= weir_type_dim(tensor->type, axis + 1);
  weir_type_t* type = with_dims(tensor->type, dims, rank);
  weir_op_state_t state;
  weir_op_state_init(&state, job->builder, WEIR_TENSOR_COLLAPSE_SHAPE,
                     job->op->location);
  weir_op_state_operand(&state, tensor);
  weir_op_state_attr(&state, "reassociation",
                     build_groups(job, tensor->type, type, axis));
  weir_op_state_result(&state, type);
  return finish(job, &state);
}

// Moves dimension |from| to place |to|.
static weir_value_t* build_move(const job_t* job, weir_value_t* tensor,
                                uint32_t from, uint32_t to) {
  uint32_t rank = weir_type_rank(tensor->type);
  int64_t* order = WEIR_ARENA_ARRAY(job->scratch, int64_t, rank + 1);
  for (uint32_t i = 0, next = 0; i < rank; ++i) {
    if (next == from) ++next;
    order[i] = i == to ? from : next++;
  }
  return build_transpose(job, tensor, order);
}

// Each process has a slice per process, of which the n-th comes from the n-th;
// what is behind one another along |split| belongs behind one another along
// |concat|.
bool weir_mesh_convert_all_to_all(weir_op_t* op, weir_rewriter_t* rewriter,
                                  void* user) {
  if (weir_mesh_obstacle(op) != NULL) return false;
  job_t job = begin(op, rewriter, user);
  weir_value_list_t none = {0};
  uint32_t split = (uint32_t)weir_op_attr_int(op, "split_axis", 0);
  uint32_t concat = (uint32_t)weir_op_attr_int(op, "concat_axis", 0);
  int64_t count = weir_mesh_group_size(weir_mesh_shape_of(weir_mesh_of(op)),
                                       weir_mesh_axes_of(op));
  weir_value_t* channel = load_channel(&job);
  weir_value_t* source = with_outermost(&job, weir_op_operand_n(op, 0), split);
  weir_value_t* target = build_empty(&job, source->type, &none);
  weir_value_t* result = build_collective(&job, WEIR_FLOW_COLLECTIVE_ALL_TO_ALL,
                                          channel, target, &none, source);
  result = with_outermost(&job, result, split);
  result = build_split(&job, result, split, count);
  result = build_move(&job, result, split, concat);
  weir_rewriter_replace_one(rewriter, op, build_join(&job, result, concat));
  return true;
}
