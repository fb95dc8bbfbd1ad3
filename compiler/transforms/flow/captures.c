#include "compiler/transforms/flow/captures.h"

typedef struct search_t {
  const weir_op_t* op;
  weir_arena_t* arena;
  weir_value_list_t* list;
} search_t;

bool weir_value_list_has(const weir_value_list_t* list,
                         const weir_value_t* value) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->items[i] == value) return true;
  }
  return false;
}

static weir_walk_t add_operands(weir_op_t* op, void* user) {
  const search_t* search = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_op_is_ancestor(search->op, weir_value_parent_op(value)) ||
        weir_value_list_has(search->list, value)) {
      continue;
    }
    weir_value_list_add(search->list, search->arena, value);
  }
  return WEIR_WALK_CONTINUE;
}

void weir_flow_captures(const weir_op_t* op, uint32_t region,
                        weir_arena_t* arena, weir_value_list_t* list) {
  search_t search = {op, arena, list};
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, region)) {
    WEIR_FOR_EACH_OP(inner, block) {
      weir_walk_post_order(inner, add_operands, &search);
    }
  }
}
