#include "compiler/transforms/flow/dispatch_groups.h"

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/complex.h"
#include "compiler/dialects/linalg.h"
#include "compiler/dialects/tensor.h"
#include "compiler/ir/affine.h"
#include "compiler/transforms/flow/slices.h"

bool weir_is_dispatched_linalg(const weir_op_t* op) {
  return weir_sv_equal_c(weir_op_dialect(op), "linalg") && op->block != NULL &&
         !weir_op_is(op, WEIR_LINALG_YIELD) &&
         !weir_op_is(op, WEIR_LINALG_INDEX);
}

static bool all_parallel(const weir_op_t* generic) {
  const weir_attr_t* iterators = weir_op_attr(generic, "iterator_types");
  for (uint32_t i = 0; iterators != NULL && i < iterators->array.count; ++i) {
    if (!weir_sv_equal_c(weir_attr_string(iterators->array.elements[i]),
                         "parallel")) {
      return false;
    }
  }
  return iterators != NULL;
}

weir_dispatch_role_t weir_dispatch_role_of(const weir_op_t* op) {
  if (weir_op_is(op, WEIR_TENSOR_EMPTY) || weir_op_is(op, WEIR_LINALG_FILL)) {
    return WEIR_DISPATCH_ROLE_CLONED;
  }
  if (weir_op_is(op, WEIR_COMPLEX_CONSTANT) ||
      weir_op_is(op, WEIR_COMPLEX_CREATE)) {
    return WEIR_DISPATCH_ROLE_CLONED;  // a dispatch is given numbers, not pairs
                                       // of them
  }
  if (weir_op_is(op, WEIR_ARITH_CONSTANT)) {
    bool scalar = !weir_type_is_shaped(weir_op_result_n(op, 0)->type);
    return scalar ? WEIR_DISPATCH_ROLE_CLONED : WEIR_DISPATCH_ROLE_NONE;
  }
  if (weir_op_is(op, WEIR_TENSOR_PAD)) return WEIR_DISPATCH_ROLE_PAD;
  if (weir_op_is(op, WEIR_TENSOR_EXTRACT_SLICE) ||
      weir_op_is(op, WEIR_TENSOR_INSERT_SLICE)) {
    return weir_slice_is_contiguous(op) ? WEIR_DISPATCH_ROLE_NONE
                                        : WEIR_DISPATCH_ROLE_SLICE;
  }
  if (!weir_is_dispatched_linalg(op)) return WEIR_DISPATCH_ROLE_NONE;
  bool elementwise = weir_op_is(op, WEIR_LINALG_GENERIC) && all_parallel(op);
  return elementwise ? WEIR_DISPATCH_ROLE_ELEMENTWISE
                     : WEIR_DISPATCH_ROLE_HEAVY;
}

// -- growing a group ----------------------------------------------------------

static void add_op(weir_dispatch_group_t* group, weir_arena_t* arena,
                   weir_op_t* op) {
  if (group->count == group->capacity) {
    uint32_t capacity = group->capacity ? group->capacity * 2 : 8;
    weir_op_t** ops = WEIR_ARENA_ARRAY(arena, weir_op_t*, capacity);
    for (uint32_t i = 0; i < group->count; ++i) ops[i] = group->ops[i];
    group->ops = ops;
    group->capacity = capacity;
  }
  group->ops[group->count++] = op;
}

bool weir_dispatch_group_has(const weir_dispatch_group_t* group,
                             const weir_op_t* op) {
  for (uint32_t i = 0; i < group->count; ++i) {
    if (group->ops[i] == op) return true;
  }
  return false;
}

// Whether the value is used by ops of the group alone, and as an operand of the
// op itself: a tensor.extract inside a body reads the whole tensor.
static bool used_only_in(const weir_dispatch_group_t* group,
                         const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (!weir_dispatch_group_has(group, use->op)) return false;
  }
  return value->uses != NULL;
}

static bool has_identity_map(const weir_op_t* generic, uint32_t operand) {
  const weir_attr_t* maps = weir_op_attr(generic, "indexing_maps");
  return weir_affine_map_is_identity(maps->array.elements[operand]->map);
}

// Whether every use of |value| in the group reads it point for point.
static bool read_pointwise(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (weir_dispatch_role_of(use->op) != WEIR_DISPATCH_ROLE_ELEMENTWISE ||
        !has_identity_map(use->op, use->index)) {
      return false;
    }
  }
  return true;
}

static bool is_window_input(const weir_use_t* use) {
  return weir_dispatch_role_of(use->op) == WEIR_DISPATCH_ROLE_HEAVY &&
         use->index == 0 && !weir_op_is(use->op, WEIR_LINALG_GENERIC);
}

// Whether |producer| may join the group of its users.
static bool may_join(const weir_dispatch_group_t* group,
                     const weir_op_t* producer) {
  const weir_value_t* value = weir_op_result_n(producer, 0);
  if (producer->result_count != 1 || producer->block != group->ops[0]->block ||
      weir_op_affinity(producer) != weir_op_affinity(group->ops[0]) ||
      !used_only_in(group, value)) {
    return false;
  }
  switch (weir_dispatch_role_of(producer)) {
    case WEIR_DISPATCH_ROLE_ELEMENTWISE:
      for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
        if (weir_dispatch_role_of(use->op) != WEIR_DISPATCH_ROLE_ELEMENTWISE)
          return false;
      }
      return true;
    case WEIR_DISPATCH_ROLE_HEAVY:
      return !group->has_heavy && group->pointwise && read_pointwise(value);
    case WEIR_DISPATCH_ROLE_PAD:
      return weir_value_has_one_use(value) && is_window_input(value->uses);
    default:
      return false;
  }
}

// The latest producer that may join, so that of two heavy ones the group takes
// the one that was computed last.
static weir_op_t* next_producer(const weir_dispatch_group_t* group) {
  weir_op_t* best = NULL;
  for (uint32_t i = 0; i < group->count; ++i) {
    const weir_op_t* op = group->ops[i];
    for (uint32_t o = 0; o < op->operand_count; ++o) {
      weir_op_t* producer = weir_value_op(weir_op_operand_n(op, o));
      if (producer == NULL || producer == best ||
          weir_dispatch_group_has(group, producer))
        continue;
      if (!may_join(group, producer)) continue;
      if (best == NULL || weir_op_is_before(best, producer)) best = producer;
    }
  }
  return best;
}

// Whether all outputs are written at the loops' own index.
static bool is_pointwise(const weir_op_t* op) {
  if (weir_dispatch_role_of(op) != WEIR_DISPATCH_ROLE_ELEMENTWISE) return false;
  const weir_attr_t* maps = weir_op_attr(op, "indexing_maps");
  for (uint32_t i = 1; i <= op->result_count; ++i) {
    if (!weir_affine_map_is_identity(
            maps->array.elements[maps->array.count - i]->map)) {
      return false;
    }
  }
  return true;
}

void weir_dispatch_group_grow(weir_dispatch_group_t* group, weir_arena_t* arena,
                              weir_op_t* last) {
  *group = (weir_dispatch_group_t){
      .has_heavy = weir_dispatch_role_of(last) == WEIR_DISPATCH_ROLE_HEAVY,
      .pointwise = is_pointwise(last)};
  add_op(group, arena, last);
  weir_op_t* producer;
  while ((producer = next_producer(group)) != NULL) {
    if (weir_dispatch_role_of(producer) == WEIR_DISPATCH_ROLE_HEAVY)
      group->has_heavy = true;
    if (weir_dispatch_role_of(producer) == WEIR_DISPATCH_ROLE_ELEMENTWISE) {
      // What is read elsewhere than at its own index ends the point-for-point
      // chain; heavy ops below it stay outside.
      group->pointwise &= is_pointwise(producer) &&
                          read_pointwise(weir_op_result_n(producer, 0));
    }
    add_op(group, arena, producer);
  }
}

// -- where groups start -------------------------------------------------------

static bool has_used_result(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (op->results[i].uses != NULL) return true;
  }
  return false;
}

bool weir_starts_dispatch_group(const weir_op_t* op) {
  weir_dispatch_role_t role = weir_dispatch_role_of(op);
  if (!has_used_result(op)) return false;
  if (role == WEIR_DISPATCH_ROLE_ELEMENTWISE ||
      role == WEIR_DISPATCH_ROLE_HEAVY || role == WEIR_DISPATCH_ROLE_PAD ||
      role == WEIR_DISPATCH_ROLE_SLICE) {
    return true;
  }
  // A fill that something other than a dispatch wants.
  if (!weir_op_is(op, WEIR_LINALG_FILL)) return false;
  for (const weir_use_t* use = op->results[0].uses; use != NULL;
       use = use->next) {
    if (weir_dispatch_role_of(use->op) == WEIR_DISPATCH_ROLE_NONE) return true;
  }
  return false;
}
