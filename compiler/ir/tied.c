// Results that reuse an operand, and the sizes and dimensions that go with
// values of sized and shaped types.

#include <assert.h>
#include <string.h>

#include "compiler/ir/ir.h"

// -- tied results -----------------------------------------------------------

static const char tied_operands[] = "tied_operands";

static bool row_has_attr(const weir_op_info_t* info, const char* name) {
  for (uint32_t i = 0; i < info->attr_count; ++i) {
    if (strcmp(info->attrs[i].name->data, name) == 0) return true;
  }
  return false;
}

int32_t weir_op_tied_operand(const weir_op_t* op, uint32_t result) {
  if (op->info == NULL || op->info->tied_group < 0) return -1;
  uint32_t group = (uint32_t)op->info->tied_group;
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t size = weir_op_operand_group_size(op, group);
  int64_t index = -1;
  if (row_has_attr(op->info, tied_operands)) {
    weir_attr_t* attr = weir_op_attr(op, tied_operands);
    if (!weir_attr_is(attr, WEIR_ATTR_ARRAY)) return -1;
    if (result >= attr->array.count) return -1;
    if (!weir_attr_int(attr->array.elements[result], &index)) return -1;
  } else if (weir_op_result_group_size(op, 0) > result) {
    // One for one: only the first group of results stands for the operands.
    index = result;
  }
  if (index < 0 || index >= (int64_t)size) return -1;
  return (int32_t)(start + (uint32_t)index);
}

void weir_op_set_tied_operand(weir_op_t* op, uint32_t result, int32_t operand) {
  assert(op->info != NULL && op->info->tied_group >= 0);
  assert(row_has_attr(op->info, tied_operands));
  uint32_t start =
      weir_op_operand_group_start(op, (uint32_t)op->info->tied_group);
  weir_attr_t* few[32];
  weir_arena_t* arena = weir_context_arena(op->context);
  // Results of other groups (timepoints) are tied to nothing.
  uint32_t count = weir_op_result_group_size(op, 0);
  weir_attr_t** elements =
      count <= 32 ? few : WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    int32_t tied = i == result ? operand : weir_op_tied_operand(op, i);
    int64_t index = tied < 0 ? -1 : (int64_t)tied - start;
    elements[i] = weir_index_attr(op->context, index);
  }
  weir_op_set_attr(op, tied_operands,
                   weir_array_attr(op->context, elements, count));
}

bool weir_op_operand_is_tied(const weir_op_t* op, uint32_t operand) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_tied_operand(op, i) == (int32_t)operand) return true;
  }
  return false;
}

weir_value_t* weir_value_tied_base(weir_value_t* value) {
  for (;;) {
    weir_op_t* op = weir_value_op(value);
    if (op == NULL) return value;
    int32_t operand = weir_op_tied_operand(op, value->index);
    if (operand < 0) return value;
    value = op->operands[operand].value;
  }
}

// -- sizes and dimensions ---------------------------------------------------

typedef enum extent_kind_t {
  EXTENT_NONE,
  EXTENT_SIZE,  // one size
  EXTENT_DIMS,  // one value per dynamic dimension
} extent_kind_t;

static bool is_dialect_type(const weir_type_t* type, const char* dialect,
                            const char* mnemonic) {
  if (type->kind != WEIR_TYPE_DIALECT) return false;
  if (strcmp(type->dialect.def->mnemonic, mnemonic) != 0) return false;
  return type->dialect.def == weir_context_type_def(type->context,
                                                    weir_sv(dialect),
                                                    weir_sv(mnemonic));
}

// The tensor inside a type that is a view of one (`!flow.dispatch.tensor`).
static const weir_type_t* bound_tensor(const weir_type_t* type) {
  if (!is_dialect_type(type, "flow", "dispatch.tensor")) return type;
  for (uint32_t i = 0; i < type->dialect.param_count; ++i) {
    const weir_attr_t* param = type->dialect.params[i];
    if (weir_attr_is(param, WEIR_ATTR_TYPE)) return param->type_value;
  }
  return type;
}

static extent_kind_t extent_kind(const weir_type_t* type, uint32_t* out_count) {
  *out_count = 0;
  if (is_dialect_type(type, "stream", "resource") ||
      is_dialect_type(type, "util", "buffer")) {
    *out_count = 1;
    return EXTENT_SIZE;
  }
  type = bound_tensor(type);
  if (!weir_type_is_ranked(type)) return EXTENT_NONE;
  *out_count = weir_type_dynamic_dim_count(type);
  return EXTENT_DIMS;
}

static int32_t find_group(const weir_op_info_t* info, const char* stem,
                          size_t stem_size, const char* suffix) {
  size_t suffix_size = strlen(suffix);
  for (uint32_t i = 0; i < info->operand_group_count; ++i) {
    const weir_name_t* name = info->operands[i].name;
    if (name->size == stem_size + suffix_size &&
        memcmp(name->data, stem, stem_size) == 0 &&
        memcmp(name->data + stem_size, suffix, suffix_size) == 0) {
      return (int32_t)i;
    }
  }
  return -1;
}

// The group that holds the sizes or dimensions of |name|: "x_size", "xs_sizes",
// "x_sizes", "x_dims" and the like.
static int32_t extent_group(const weir_op_info_t* info, const weir_name_t* name,
                            extent_kind_t kind) {
  static const char* const size_suffixes[] = {"_size", "_sizes", NULL};
  static const char* const dims_suffixes[] = {"_dims", NULL};
  const char* const* suffix =
      kind == EXTENT_SIZE ? size_suffixes : dims_suffixes;
  size_t singular =
      name->size > 1 && name->data[name->size - 1] == 's' ? name->size - 1 : 0;
  for (; *suffix != NULL; ++suffix) {
    int32_t group = find_group(info, name->data, name->size, *suffix);
    if (group < 0 && singular != 0) {
      group = find_group(info, name->data, singular, *suffix);
    }
    if (group >= 0) return group;
  }
  return -1;
}

// A group whose name says nothing about whose it is.
static int32_t anonymous_group(const weir_op_info_t* info, extent_kind_t kind,
                               bool is_result) {
  int32_t group = -1;
  if (kind == EXTENT_SIZE) {
    if (is_result) group = find_group(info, "storage", 7, "_size");
  } else {
    group = find_group(info, "dynamic", 7, "_dims");
    if (group < 0) group = find_group(info, "argument", 8, "_dims");
  }
  return group;
}

// The slice of |group| that belongs to the value behind |earlier| others.
static void slice_group(const weir_op_t* op, int32_t group, uint32_t skip,
                        uint32_t count, uint32_t* out_start,
                        uint32_t* out_count) {
  uint32_t start = weir_op_operand_group_start(op, (uint32_t)group);
  uint32_t size = weir_op_operand_group_size(op, (uint32_t)group);
  if (skip + count > size) return;  // the verifier's concern
  *out_start = start + skip;
  *out_count = count;
}

static uint32_t extents_before(extent_kind_t kind, const weir_type_t* type) {
  uint32_t count;
  return extent_kind(type, &count) == kind ? count : 0;
}

void weir_op_operand_dims(const weir_op_t* op, uint32_t operand,
                          uint32_t* out_start, uint32_t* out_count) {
  *out_start = *out_count = 0;
  if (op->info == NULL) return;
  uint32_t count, place;
  extent_kind_t kind = extent_kind(op->operands[operand].value->type, &count);
  if (kind == EXTENT_NONE || count == 0) return;
  uint32_t of = weir_op_operand_group_of(op, operand, &place);
  int32_t group = extent_group(op->info, op->info->operands[of].name, kind);
  if (group < 0) group = anonymous_group(op->info, kind, false);
  if (group < 0) return;
  uint32_t skip = 0;
  for (uint32_t i = operand - place; i < operand; ++i) {
    skip += extents_before(kind, op->operands[i].value->type);
  }
  slice_group(op, group, skip, count, out_start, out_count);
}

void weir_op_result_dims(const weir_op_t* op, uint32_t result,
                         uint32_t* out_start, uint32_t* out_count) {
  *out_start = *out_count = 0;
  if (op->info == NULL) return;
  uint32_t count;
  extent_kind_t kind = extent_kind(op->results[result].type, &count);
  if (kind == EXTENT_NONE || count == 0) return;
  uint32_t of = 0, first = 0;
  while (of + 1 < op->info->result_group_count &&
         result >= first + op->result_segments[of]) {
    first += op->result_segments[of++];
  }
  int32_t group = extent_group(op->info, op->info->results[of].name, kind);
  if (group < 0 && kind == EXTENT_DIMS &&
      (op->info->def->traits & WEIR_OP_SHAPE_AWARE) != 0) {
    // A slice has the sizes it was cut out with.
    group = find_group(op->info, "sizes", 5, "");
  }
  if (group < 0) {
    // What reuses an operand has its size.
    int32_t tied = weir_op_tied_operand(op, result);
    if (tied >= 0) {
      weir_op_operand_dims(op, (uint32_t)tied, out_start, out_count);
      return;
    }
    group = anonymous_group(op->info, kind, true);
  }
  if (group < 0) return;
  uint32_t skip = 0;
  for (uint32_t i = first; i < result; ++i) {
    skip += extents_before(kind, op->results[i].type);
  }
  slice_group(op, group, skip, count, out_start, out_count);
}

weir_value_t* weir_op_operand_size(const weir_op_t* op, uint32_t operand) {
  uint32_t start, count, unused;
  if (extent_kind(op->operands[operand].value->type, &unused) != EXTENT_SIZE) {
    return NULL;
  }
  weir_op_operand_dims(op, operand, &start, &count);
  return count == 1 ? op->operands[start].value : NULL;
}

weir_value_t* weir_op_result_size(const weir_op_t* op, uint32_t result) {
  uint32_t start, count, unused;
  if (extent_kind(op->results[result].type, &unused) != EXTENT_SIZE) {
    return NULL;
  }
  weir_op_result_dims(op, result, &start, &count);
  return count == 1 ? op->operands[start].value : NULL;
}
