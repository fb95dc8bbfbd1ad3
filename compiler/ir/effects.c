#include "compiler/ir/ir_impl.h"

enum { NO_TRAIT = 0 };

static const uint64_t effect_traits =
    WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_EFFECT_WRITE;

// Whether everything inside |op| has only the effects that |allowed| names.
static bool inside_is_free_of_effects(const weir_op_t* op, uint64_t allowed);

static bool has_buffers(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_type_kind_t kind = op->operands[i].value->type->kind;
    if (kind == WEIR_TYPE_MEMREF || kind == WEIR_TYPE_UNRANKED_MEMREF) {
      return true;
    }
  }
  return false;
}

static bool is_free_of_effects(const weir_op_t* op, uint64_t allowed) {
  if (op->info == NULL) return false;
  uint64_t traits = op->info->def->traits;
  // What never changes may be read at any time.
  if ((traits & WEIR_OP_GLOBAL_LOAD) != 0 &&
      weir_op_has_attr(op, "is_immutable")) {
    return true;
  }
  if ((traits & WEIR_OP_BUFFER_EFFECTS) != 0 && has_buffers(op)) return false;
  bool recursive = (traits & WEIR_OP_RECURSIVE_EFFECTS) != 0;
  if ((traits & effect_traits & ~allowed) != 0) return false;
  bool says_so =
      (traits & WEIR_OP_PURE) != 0 || (traits & allowed & effect_traits) != 0;
  if (!recursive) return says_so;
  return inside_is_free_of_effects(op, allowed);
}

static bool inside_is_free_of_effects(const weir_op_t* op, uint64_t allowed) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      WEIR_FOR_EACH_OP(inner, block) {
        if (!is_free_of_effects(inner, allowed)) return false;
      }
    }
  }
  return true;
}

bool weir_op_is_pure(const weir_op_t* op) {
  return is_free_of_effects(op, NO_TRAIT);
}

bool weir_op_is_trivially_dead(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (op->results[i].uses != NULL) return false;
  }
  return weir_op_would_be_dead(op);
}

bool weir_op_would_be_dead(const weir_op_t* op) {
  if (op->info == NULL || weir_op_is_terminator(op)) return false;
  if (weir_op_has_trait(op, WEIR_OP_SYMBOL) ||
      weir_op_has_attr(op, "sym_name")) {
    return false;
  }
  return is_free_of_effects(op, WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE);
}

bool weir_op_is_terminator(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_TERMINATOR | WEIR_OP_RETURN_LIKE);
}

bool weir_op_is_constant_like(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_CONSTANT_LIKE);
}
