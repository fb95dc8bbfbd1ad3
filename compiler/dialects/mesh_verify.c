// What ops of the mesh dialect demand of their meshes, axes and shapes.
#include <string.h>

#include "compiler/dialects/mesh_impl.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

// -- meshes -------------------------------------------------------------------

static weir_mesh_axes_t axes_in(const weir_attr_t* attr) {
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY) ||
      !weir_type_is_integer(attr->dense_array.element, 16)) {
    return (weir_mesh_axes_t){0};
  }
  return (weir_mesh_axes_t){
      (const int16_t*)(const void*)attr->dense_array.data,
      attr->dense_array.count,
  };
}

weir_mesh_axes_t weir_mesh_axes_of(const weir_op_t* op) {
  const weir_attr_t* axes = weir_op_attr(op, "mesh_axes");
  return axes_in(axes != NULL ? axes : weir_op_attr(op, "axes"));
}

static weir_mesh_shape_t shape_in(const weir_attr_t* attr) {
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY) ||
      !weir_type_is_integer(attr->dense_array.element, 64)) {
    return (weir_mesh_shape_t){0};
  }
  return (weir_mesh_shape_t){
      (const int64_t*)(const void*)attr->dense_array.data,
      attr->dense_array.count,
  };
}

weir_mesh_shape_t weir_mesh_shape_of(const weir_op_t* mesh) {
  return shape_in(weir_op_attr(mesh, "shape"));
}

weir_op_t* weir_mesh_of(const weir_op_t* op) {
  const weir_op_t* table = weir_symbol_table_of(op);
  if (table == NULL) return NULL;
  weir_op_t* mesh = weir_symbol_lookup(table, weir_op_attr_string(op, "mesh"));
  return weir_op_is(mesh, WEIR_MESH_MESH) ? mesh : NULL;
}

int64_t weir_mesh_group_size(weir_mesh_shape_t shape, weir_mesh_axes_t axes) {
  int64_t size = 1;
  for (uint32_t i = 0; i < axes.count; ++i) {
    int64_t along = shape.values[axes.values[i]];
    if (along == WEIR_DYNAMIC || __builtin_mul_overflow(size, along, &size)) {
      return WEIR_DYNAMIC;
    }
  }
  return size;
}

bool weir_mesh_mesh_verify(weir_op_t* op) {
  weir_mesh_shape_t shape = weir_mesh_shape_of(op);
  if (shape.rank == 0) {
    return weir_op_error(op,
                         "rank of mesh is expected to be a positive integer");
  }
  for (uint32_t i = 0; i < shape.rank; ++i) {
    if (shape.values[i] >= 0 || shape.values[i] == WEIR_DYNAMIC) continue;
    return weir_op_error(op,
                         "dimension size of a mesh is expected to be "
                         "non-negative or dynamic");
  }
  return true;
}

// -- what all ops demand ------------------------------------------------------

// An op held against its mesh.
typedef struct check_t {
  weir_op_t* op;
  weir_mesh_axes_t axes;
  weir_mesh_shape_t shape;
  weir_type_t* input;  // of ops that move tensors
  weir_type_t* result;
} check_t;

// As MLIR's emitError: the name of the op does not stand before the text.
#define FAIL(check, ...) \
  weir_emit_error((check)->op->context, (check)->op->location, __VA_ARGS__)

static bool verify_axes(const check_t* check, weir_string_view_t mesh) {
  weir_mesh_axes_t axes = check->axes;
  for (uint32_t i = 0; i < axes.count; ++i) {
    for (uint32_t j = 0; j < i; ++j) {
      if (axes.values[i] != axes.values[j]) continue;
      return FAIL(check, "Mesh axes contains duplicate elements.");
    }
  }
  for (uint32_t i = 0; i < axes.count; ++i) {
    int16_t axis = axes.values[i];
    if (axis >= 0 && (uint32_t)axis < check->shape.rank) continue;
    return FAIL(check,
                "0-based mesh axis index %d is out of bounds. The referenced "
                "mesh \"%.*s\" is of rank %u.",
                axis, WEIR_SV_ARGS(mesh), check->shape.rank);
  }
  return true;
}

static bool begin(weir_op_t* op, check_t* check) {
  *check = (check_t){.op = op, .axes = weir_mesh_axes_of(op)};
  weir_op_t* mesh = weir_mesh_of(op);
  if (mesh == NULL) {
    return FAIL(check, "Undefined required mesh symbol \"%.*s\".",
                WEIR_SV_ARGS(weir_op_attr_string(op, "mesh")));
  }
  check->shape = weir_mesh_shape_of(mesh);
  if (op->operand_count > 0 && op->result_count > 0) {
    check->input = weir_op_operand_n(op, 0)->type;
    check->result = weir_op_result_n(op, 0)->type;
  }
  return verify_axes(check, weir_symbol_name(mesh));
}

bool weir_mesh_index_verify(weir_op_t* op) {
  check_t check;
  if (!begin(op, &check)) return false;
  if (weir_op_is(op, WEIR_MESH_PROCESS_LINEAR_INDEX)) return true;
  uint32_t expected =
      check.axes.count == 0 ? check.shape.rank : check.axes.count;
  return op->result_count == expected ||
         FAIL(&check, "Unexpected number of results %u. Expected %u.",
              op->result_count, expected);
}

// -- types of tensors ---------------------------------------------------------

typedef enum demand_t {
  SAME_ELEMENT = 1,
  SAME_RANK = 2,
  SAME_SHAPE = 4,
  COMPATIBLE_SHAPE = 8,
} demand_t;

static bool shapes_agree(const weir_type_t* a, const weir_type_t* b,
                         bool exactly) {
  if (weir_type_rank(a) != weir_type_rank(b)) return false;
  for (uint32_t i = 0; i < weir_type_rank(a); ++i) {
    int64_t m = weir_type_dim(a, i), n = weir_type_dim(b, i);
    bool open = !exactly && (m == WEIR_DYNAMIC || n == WEIR_DYNAMIC);
    if (m != n && !open) return false;
  }
  return true;
}

// What is demanded of input and result before the mesh is looked at; ops that
// name one process say it in other words.
static bool verify_types(weir_op_t* op, unsigned demands, bool is_rooted) {
  const weir_type_t* input = weir_op_operand_n(op, 0)->type;
  const weir_type_t* result = weir_op_result_n(op, 0)->type;
  const char* all = "failed to verify that all of {input, result} have same";
  if ((demands & SAME_RANK) &&
      weir_type_rank(input) != weir_type_rank(result)) {
    return is_rooted ? weir_op_error(op, "%s rank", all)
                     : weir_op_error(
                           op, "result type has different rank than operands");
  }
  if ((demands & SAME_SHAPE) && !shapes_agree(input, result, true)) {
    return weir_op_error(op, "%s shape", all);
  }
  if ((demands & COMPATIBLE_SHAPE) && !shapes_agree(input, result, false)) {
    return weir_op_error(
        op, "requires the same shape for all operands and results");
  }
  if ((demands & SAME_ELEMENT) &&
      input->shaped.element != result->shaped.element) {
    return is_rooted ? weir_op_error(op, "%s element type", all)
                     : weir_op_error(op,
                                     "requires the same element type for all "
                                     "operands and results");
  }
  return true;
}

// -- sizes of results ---------------------------------------------------------

static bool verify_dim(const check_t* check, uint32_t axis, int64_t expected) {
  int64_t size = weir_type_dim(check->result, axis);
  if (size == WEIR_DYNAMIC || size == expected) return true;
  if (expected == WEIR_DYNAMIC) {
    return FAIL(check,
                "Dimension size mismatch for result axis %u. Expected "
                "dynamic, but got %lld.",
                axis, (long long)size);
  }
  return FAIL(check,
              "Dimension size mismatch for result axis %u. Expected %lld, but "
              "got %lld.",
              axis, (long long)expected, (long long)size);
}

// All but two dimensions are those of the input.
static bool verify_other_dims(const check_t* check, int64_t a, int64_t b) {
  for (uint32_t i = 0; i < weir_type_rank(check->input); ++i) {
    if (i == a || i == b) continue;
    if (!verify_dim(check, i, weir_type_dim(check->input, i))) return false;
  }
  return true;
}

static bool verify_axis(const check_t* check, const char* what, int64_t axis) {
  uint32_t rank = weir_type_rank(check->result);
  return (axis >= 0 && axis < rank) ||
         FAIL(check, "%s axis %lld is out of bounds [0, %u).", what,
              (long long)axis, rank);
}

static int64_t times(int64_t size, int64_t group) {
  int64_t product = 0;
  return size == WEIR_DYNAMIC || group == WEIR_DYNAMIC ||
                 __builtin_mul_overflow(size, group, &product)
             ? WEIR_DYNAMIC
             : product;
}

// WEIR_DYNAMIC also where it leaves a remainder.
static int64_t divided(int64_t size, int64_t group) {
  return size == WEIR_DYNAMIC || group == WEIR_DYNAMIC || group == 0 ||
                 size % group != 0
             ? WEIR_DYNAMIC
             : size / group;
}

static bool verify_gathered(const check_t* check) {
  int64_t axis = weir_op_attr_int(check->op, "gather_axis", -1);
  if (!verify_axis(check, "Gather", axis)) return false;
  int64_t group = weir_mesh_group_size(check->shape, check->axes);
  for (uint32_t i = 0; i < weir_type_rank(check->input); ++i) {
    int64_t size = weir_type_dim(check->input, i);
    if (!verify_dim(check, i, i == axis ? times(size, group) : size)) {
      return false;
    }
  }
  return true;
}

static bool verify_sliced(const check_t* check) {
  weir_op_t* op = check->op;
  const char* name =
      weir_op_is(op, WEIR_MESH_ALL_SLICE) ? "slice_axis" : "scatter_axis";
  int64_t axis = weir_op_attr_int(op, name, -1);
  if (!verify_other_dims(check, axis, axis)) return false;
  if (!verify_axis(check,
                   weir_op_is(op, WEIR_MESH_ALL_SLICE) ? "Slice" : "Scatter",
                   axis)) {
    return false;
  }
  int64_t group = weir_mesh_group_size(check->shape, check->axes);
  int64_t size = weir_type_dim(check->input, (uint32_t)axis);
  int64_t expected = divided(size, group);
  if (expected == WEIR_DYNAMIC && size != WEIR_DYNAMIC &&
      group != WEIR_DYNAMIC) {
    return FAIL(check,
                "Operand dimension size %lld is not divisible by collective "
                "device group size %lld for tensor axis %lld.",
                (long long)size, (long long)group, (long long)axis);
  }
  return verify_dim(check, (uint32_t)axis, expected);
}

bool weir_mesh_all_to_all_verify(weir_op_t* op) {
  check_t check;
  if (!verify_types(op, SAME_ELEMENT | SAME_RANK, false)) return false;
  if (!begin(op, &check)) return false;
  int64_t split = weir_op_attr_int(op, "split_axis", -1);
  int64_t concat = weir_op_attr_int(op, "concat_axis", -1);
  if (split == concat) {
    return verify_other_dims(&check, -1, -1) &&
           verify_axis(&check, "Split", split);
  }
  if (!verify_other_dims(&check, split, concat) ||
      !verify_axis(&check, "Split", split) ||
      !verify_axis(&check, "Concat", concat)) {
    return false;
  }
  int64_t group = weir_mesh_group_size(check.shape, check.axes);
  uint32_t from = (uint32_t)split, to = (uint32_t)concat;
  return verify_dim(&check, to, times(weir_type_dim(check.input, to), group)) &&
         verify_dim(&check, from,
                    divided(weir_type_dim(check.input, from), group));
}

// -- one process of the group -------------------------------------------------

static bool verify_device(const check_t* check, const char* name) {
  const weir_attr_t* attr = weir_op_attr(check->op, name);
  if (attr == NULL) return true;
  weir_mesh_shape_t device = shape_in(attr);
  if (device.rank != check->axes.count) {
    return FAIL(check,
                "In-group device \"%s\" has unexpected multi-index size %u. "
                "Expected %u.",
                name, device.rank, check->axes.count);
  }
  uint32_t open = 0;
  for (uint32_t i = 0; i < device.rank; ++i) {
    int64_t along = check->shape.values[check->axes.values[i]];
    open += device.values[i] == WEIR_DYNAMIC;
    if (device.values[i] == WEIR_DYNAMIC || along == WEIR_DYNAMIC ||
        device.values[i] < along) {
      continue;
    }
    return FAIL(check,
                "Out of bounds coordinate %u for in-group device \"%s\". Got "
                "%lld, but expected value in the range [0, %lld].",
                i, name, (long long)device.values[i], (long long)(along - 1));
  }
  return open + 1 == check->op->operand_count ||
         weir_op_error(check->op,
                       "expected %u values for the open coordinates of "
                       "\"%s\", found %u",
                       open, name, check->op->operand_count - 1);
}

bool weir_mesh_rooted_verify(weir_op_t* op) {
  unsigned demands = SAME_SHAPE | SAME_ELEMENT;
  const char* device = "root";
  switch (weir_op_id(op)) {
    case WEIR_MESH_GATHER:
    case WEIR_MESH_SCATTER:
      demands = SAME_RANK | SAME_ELEMENT;
      break;
    case WEIR_MESH_REDUCE:
      demands = SAME_SHAPE;
      break;
    case WEIR_MESH_RECV:
      device = "source";
      break;
    case WEIR_MESH_SEND:
      device = "destination";
      break;
    default:
      break;
  }
  check_t check;
  if (!verify_types(op, demands, true) || !begin(op, &check)) return false;
  if (weir_op_is(op, WEIR_MESH_GATHER) && !verify_gathered(&check)) {
    return false;
  }
  if (weir_op_is(op, WEIR_MESH_SCATTER) && !verify_sliced(&check)) {
    return false;
  }
  return verify_device(&check, device);
}

// -- the other rows -----------------------------------------------------------

bool weir_mesh_all_reduce_verify(weir_op_t* op) {
  check_t check;
  return verify_types(op, COMPATIBLE_SHAPE, false) && begin(op, &check);
}

bool weir_mesh_gather_verify(weir_op_t* op) {
  check_t check;
  return verify_types(op, SAME_ELEMENT | SAME_RANK, false) &&
         begin(op, &check) && verify_gathered(&check);
}

bool weir_mesh_slice_verify(weir_op_t* op) {
  bool reduces = weir_op_is(op, WEIR_MESH_REDUCE_SCATTER);
  check_t check;
  return verify_types(op, reduces ? SAME_RANK : SAME_ELEMENT | SAME_RANK,
                      false) &&
         begin(op, &check) && verify_sliced(&check);
}

bool weir_mesh_shift_verify(weir_op_t* op) {
  check_t check;
  if (!verify_types(op, SAME_ELEMENT | COMPATIBLE_SHAPE, false) ||
      !begin(op, &check)) {
    return false;
  }
  int64_t axis = weir_op_attr_int(op, "shift_axis", -1);
  for (uint32_t i = 0; i < check.axes.count; ++i) {
    if (check.axes.values[i] == axis) return true;
  }
  return FAIL(&check,
              "Invalid shift axis %lld. It must be one of the grouping mesh "
              "axes.",
              (long long)axis);
}

// -- canonicalization ---------------------------------------------------------

bool weir_mesh_collective_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter) {
  weir_value_t* input = weir_op_operand_n(op, 0);
  if (weir_mesh_axes_of(op).count != 0 ||
      input->type != weir_op_result_n(op, 0)->type) {
    return false;
  }
  weir_rewriter_replace_one(rewriter, op, input);
  return true;
}
