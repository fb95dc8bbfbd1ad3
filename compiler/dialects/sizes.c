#include "compiler/dialects/sizes.h"

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/dominance.h"
#include "compiler/ir/op_def.h"

bool weir_value_is_usable_at(const weir_value_t* value, weir_op_t* at) {
  const weir_block_t* block = weir_value_block(value);
  if (block == NULL) return false;
  // The op beside the value's block that |at| stands in, or |at| itself.
  weir_op_t* beside = at;
  while (beside != NULL && beside->block->region != block->region) {
    beside = weir_op_parent(beside);
    if (beside != NULL && beside->block == NULL) return false;
  }
  if (beside == NULL) return false;
  if (beside->block == block) {
    weir_op_t* op = weir_value_op(value);
    return op == NULL || weir_op_is_before(op, beside);
  }
  if (block == block->region->first) return true;
  weir_arena_t scratch = {0};
  weir_dominance_t* dominance = weir_dominance_create(&scratch);
  bool usable = weir_properly_dominates(dominance, (weir_value_t*)value, at);
  weir_arena_deinit(&scratch);
  return usable;
}

// Pure ops, those that only allocate and those that work on values alone may
// run at any time.
static bool may_move(const weir_op_t* op) {
  if (weir_op_is_pure(op) || weir_op_has_trait(op, WEIR_OP_PHASE_ASYNC)) {
    return true;
  }
  return weir_op_has_trait(op, WEIR_OP_EFFECT_ALLOCATE) &&
         !weir_op_has_trait(op, WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_WRITE);
}

bool weir_value_try_move_before(weir_value_t* value, weir_op_t* at) {
  if (weir_value_is_usable_at(value, at)) return true;
  weir_op_t* op = weir_value_op(value);
  if (op == NULL || op->block != at->block || op->region_count != 0 ||
      !may_move(op)) {
    return false;
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (!weir_value_is_usable_at(weir_op_operand_n(op, i), at)) return false;
  }
  weir_op_move_before(op, at);
  return true;
}

// What the chain of ops that made |value| says.
static weir_value_t* size_from_producer(weir_value_t* value) {
  for (;;) {
    weir_op_t* op = weir_value_op(value);
    if (op == NULL) return NULL;
    if (weir_op_has_trait(op, WEIR_OP_SIZE_AWARE)) {
      weir_value_t* size = weir_op_result_size(op, value->index);
      if (size != NULL) return size;
    }
    int32_t tied = weir_op_tied_operand(op, value->index);
    if (tied < 0) return NULL;
    value = weir_op_operand_n(op, (uint32_t)tied);
  }
}

static weir_value_t* size_from_users(weir_value_t* value, weir_op_t* at,
                                     weir_arena_t* scratch) {
  weir_value_list_t worklist = {0};
  weir_value_list_add(&worklist, scratch, value);
  for (uint32_t next = 0; next < worklist.count; ++next) {
    for (weir_use_t* use = worklist.items[next]->uses; use; use = use->next) {
      weir_op_t* user = use->op;
      if (user == at) continue;
      if (weir_op_has_trait(user, WEIR_OP_SIZE_AWARE)) {
        weir_value_t* size = weir_op_operand_size(user, use->index);
        if (size != NULL && weir_value_is_usable_at(size, at)) return size;
      }
      for (uint32_t i = 0; i < user->result_count; ++i) {
        if (weir_op_tied_operand(user, i) != (int32_t)use->index) continue;
        weir_value_list_add(&worklist, scratch, weir_op_result_n(user, i));
      }
    }
  }
  return NULL;
}

weir_value_t* weir_value_find_size(weir_value_t* value, weir_op_t* at) {
  weir_value_t* size = size_from_producer(value);
  if (size != NULL) return size;
  weir_arena_t scratch = {0};
  size = size_from_users(value, at, &scratch);
  weir_arena_deinit(&scratch);
  return size;
}
