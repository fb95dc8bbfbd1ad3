#include <assert.h>

#include "compiler/ir/ir.h"
#include "compiler/ir/ir_impl.h"

void weir_use_link(weir_use_t* use, weir_value_t* value) {
  use->value = value;
  if (value == NULL) {
    use->next = NULL;
    use->link = NULL;
    return;
  }
  use->next = value->uses;
  use->link = &value->uses;
  if (use->next != NULL) use->next->link = &use->next;
  value->uses = use;
}

void weir_use_unlink(weir_use_t* use) {
  if (use->link != NULL) {
    *use->link = use->next;
    if (use->next != NULL) use->next->link = use->link;
  }
  use->value = NULL;
  use->next = NULL;
  use->link = NULL;
}

weir_block_t* weir_value_block(const weir_value_t* value) {
  return value->kind == WEIR_VALUE_RESULT ? value->op->block : value->block;
}

weir_op_t* weir_value_parent_op(const weir_value_t* value) {
  weir_block_t* block = weir_value_block(value);
  return block != NULL && block->region != NULL ? block->region->op : NULL;
}

weir_location_t* weir_value_location(const weir_value_t* value) {
  return value->kind == WEIR_VALUE_RESULT ? value->op->location
                                          : value->location;
}

bool weir_value_has_uses(const weir_value_t* value) {
  return value->uses != NULL;
}

bool weir_value_has_one_use(const weir_value_t* value) {
  return value->uses != NULL && value->uses->next == NULL;
}

uint32_t weir_value_use_count(const weir_value_t* value) {
  uint32_t count = 0;
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    ++count;
  }
  return count;
}

void weir_value_replace_uses(weir_value_t* value, weir_value_t* by) {
  weir_value_replace_uses_except(value, by, NULL);
}

// Use by use from the front, as MLIR does: lists of uses end up in its order.
void weir_value_replace_uses_except(weir_value_t* value, weir_value_t* by,
                                    const weir_op_t* except) {
  if (value == by) return;
  WEIR_FOR_EACH_USE(use, value) {
    if (except != NULL && use->op == except) continue;
    weir_use_unlink(use);
    weir_use_link(use, by);
  }
}

weir_attr_t* weir_value_constant(const weir_value_t* value) {
  weir_op_t* op = weir_value_op(value);
  if (op == NULL || !weir_op_is_constant_like(op)) return NULL;
  weir_attr_t* attr = weir_op_attr(op, "value");
  if (attr != NULL || op->info->def->fold == NULL || op->result_count != 1) {
    return attr;
  }
  // Constants whose value is not kept as an attribute say it by folding.
  weir_fold_result_t result = {0};
  bool folds = op->operand_count == 0 && op->info->def->fold(op, NULL, &result);
  return folds ? result.attr : NULL;
}

bool weir_value_is_constant_int(const weir_value_t* value, int64_t* out_value) {
  return weir_attr_int(weir_value_constant(value), out_value);
}
