#include "engine/plan/instructions.h"

#include <stddef.h>

static const weir_plan_instruction_def_t instruction_defs[] = {
#define WEIR_PLAN_DEF(name, text, signature) {text, signature},
    WEIR_PLAN_INSTRUCTIONS(WEIR_PLAN_DEF)
#undef WEIR_PLAN_DEF
};

const weir_plan_instruction_def_t* weir_plan_instruction_def(uint32_t opcode) {
  return opcode < WEIR_PLAN_OP_END ? &instruction_defs[opcode] : NULL;
}

bool weir_plan_instruction_ends_block(uint32_t opcode) {
  switch (opcode) {
    case WEIR_PLAN_OP_TRAP:
    case WEIR_PLAN_OP_BRANCH:
    case WEIR_PLAN_OP_BRANCH_IF:
    case WEIR_PLAN_OP_SWITCH:
    case WEIR_PLAN_OP_RETURN:
      return true;
    default:
      return false;
  }
}
