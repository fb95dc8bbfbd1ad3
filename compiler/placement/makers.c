// What is made of nothing is made where it is used.
//
// A constant, a splat or an empty tensor that ops on several devices read, or
// that is handed over by a transfer, is made once on each of them: that costs
// less than moving it, and an empty tensor has nothing to move.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/placement/placement_impl.h"

static bool is_maker(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
    case WEIR_FLOW_TENSOR_CONSTANT:
    case WEIR_FLOW_TENSOR_EMPTY:
    case WEIR_FLOW_TENSOR_SPLAT:
      return weir_type_is_ranked_tensor(op->results[0].type);
    default:
      return false;
  }
}

// Where the user of |use| wants the tensor; NULL if it does not say.
static weir_attr_t* wanted_at(const weir_use_t* use) {
  if (!weir_op_has_execution_affinity(use->op)) return NULL;
  if (weir_op_is(use->op, WEIR_FLOW_TENSOR_TRANSFER)) {
    return weir_op_attr(use->op, "target");
  }
  return weir_op_affinity(use->op);
}

typedef struct copy_t {
  weir_attr_t* affinity;
  weir_value_t* value;
} copy_t;

static weir_value_t* copy_at(weir_op_t* maker, weir_attr_t* affinity) {
  weir_op_t* copy = weir_op_clone(maker, NULL);
  weir_op_insert_after(copy, maker);
  weir_op_set_affinity(copy, affinity);
  return weir_op_result_n(copy, 0);
}

// The affinities that |maker| is used at, the most |capacity|.
static uint32_t places_of(weir_op_t* maker, copy_t* copies, uint32_t capacity) {
  uint32_t count = 0;
  WEIR_FOR_EACH_USE(use, weir_op_result_n(maker, 0)) {
    weir_attr_t* affinity = wanted_at(use);
    if (affinity == NULL) continue;
    uint32_t at = 0;
    while (at < count && copies[at].affinity != affinity) ++at;
    if (at == count && count < capacity) {
      copies[count++] = (copy_t){.affinity = affinity};
    }
  }
  return count;
}

static void place_maker(weir_op_t* maker, weir_arena_t* scratch) {
  weir_value_t* made = weir_op_result_n(maker, 0);
  uint32_t uses = 0;
  bool is_transferred = false;
  WEIR_FOR_EACH_USE(use, made) {
    ++uses;
    is_transferred |= weir_op_is(use->op, WEIR_FLOW_TENSOR_TRANSFER);
  }
  copy_t* copies = WEIR_ARENA_ARRAY(scratch, copy_t, uses + 1);
  uint32_t count = places_of(maker, copies, uses);
  if (count < 2 && !is_transferred) return;
  weir_use_t** all = WEIR_ARENA_ARRAY(scratch, weir_use_t*, uses + 1);
  uint32_t next = 0;
  WEIR_FOR_EACH_USE(use, made) all[next++] = use;
  for (uint32_t i = 0; i < uses; ++i) {
    weir_op_t* user = all[i]->op;
    weir_attr_t* affinity = wanted_at(all[i]);
    if (affinity == NULL) continue;
    uint32_t at = 0;
    while (copies[at].affinity != affinity) ++at;
    if (copies[at].value == NULL) {
      copies[at].value = copy_at(maker, affinity);
    }
    if (weir_op_is(user, WEIR_FLOW_TENSOR_TRANSFER)) {
      weir_op_replace(user, &copies[at].value);
    } else {
      weir_op_set_operand(user, all[i]->index, copies[at].value);
    }
  }
  if (weir_op_is_trivially_dead(maker)) weir_op_erase(maker);
}

void weir_place_makers(weir_op_t* module, weir_arena_t* scratch) {
  weir_op_list_t ops = weir_collect_ops(module, 0, scratch);
  for (uint32_t i = 0; i < ops.count; ++i) {
    weir_op_t* op = ops.ops[i];
    if (!op->erased && is_maker(op) &&
        weir_op_parent_of(op, WEIR_FLOW_EXECUTABLE) == NULL) {
      place_maker(op, scratch);
    }
  }
}
