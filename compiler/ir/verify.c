#include "compiler/ir/verify.h"

#include <string.h>

#include "compiler/ir/diagnostic.h"
#include "compiler/ir/dominance.h"
#include "compiler/ir/ir_impl.h"
#include "compiler/ir/symbol.h"

typedef struct verifier_t {
  weir_arena_t arena;
  weir_dominance_t* dominance;
} verifier_t;

// An error at the op without its name in front.
#define PLAIN_ERROR(op, ...) \
  weir_emit_error((op)->context, (op)->location, __VA_ARGS__)

// -- blocks -----------------------------------------------------------------

// Whether |block| may end in whatever op it likes.
static bool needs_no_terminator(const weir_block_t* block) {
  const weir_region_t* region = block->region;
  if (region->first != region->last) return false;
  return region->op->info == NULL ||
         weir_op_has_trait(region->op, WEIR_OP_NO_TERMINATOR);
}

static bool verify_branches(const weir_op_t* last) {
  bool ok = true;
  for (uint32_t i = 0; i < last->successor_count; ++i) {
    const weir_block_t* to = last->successors[i];
    if (to == NULL || to->region != last->block->region) {
      ok = weir_op_error(last, "branching to block of a different region");
    }
  }
  return ok;
}

static bool verify_block(const weir_block_t* block) {
  const weir_op_t* last = block->last;
  if (last == NULL) {
    return needs_no_terminator(block) ||
           PLAIN_ERROR(block->region->op,
                       "empty block: expect at least a terminator");
  }
  bool ok = verify_branches(last);
  WEIR_FOR_EACH_OP(op, block) {
    if (op == last) break;
    if (weir_op_is_terminator(op)) {
      ok = weir_op_error(op, "must be the last operation in the parent block");
    } else if (op->successor_count != 0) {
      ok = PLAIN_ERROR(op,
                       "operation with block successors must terminate its "
                       "parent block");
    }
  }
  if (weir_op_is_terminator(last) || last->info == NULL ||
      needs_no_terminator(block)) {
    return ok;
  }
  return PLAIN_ERROR(last, "block with no terminator, has \"%s\"",
                     last->name->data);
}

// -- symbols ----------------------------------------------------------------

static bool verify_visibility(weir_op_t* op) {
  weir_attr_t* visibility = weir_op_attr(op, "sym_visibility");
  if (visibility == NULL) return true;
  weir_string_view_t text = weir_attr_string(visibility);
  if (weir_sv_equal_c(text, "public") || weir_sv_equal_c(text, "private") ||
      weir_sv_equal_c(text, "nested")) {
    return true;
  }
  return weir_op_error(op,
                       "visibility expected to be one of [\"public\", "
                       "\"private\", \"nested\"], but got \"%.*s\"",
                       WEIR_SV_ARGS(text));
}

// What has a name stands where the name can be looked up.
static bool verify_symbol(weir_op_t* op) {
  if (!weir_op_has_attr(op, "sym_name")) return true;
  if (!verify_visibility(op)) return false;
  weir_op_t* parent = weir_op_parent(op);
  if (!weir_op_has_trait(op, WEIR_OP_SYMBOL) || parent == NULL ||
      weir_op_has_trait(parent, WEIR_OP_SYMBOL_TABLE) || parent->info == NULL) {
    return true;
  }
  return weir_op_error(op, "symbol's parent must have the SymbolTable trait");
}

// Each name once among the direct children.
static bool verify_symbol_table(weir_op_t* op) {
  if (op->region_count != 1) {
    return weir_op_error(op,
                         "Operations with a 'SymbolTable' must have exactly "
                         "one region");
  }
  bool ok = true;
  weir_arena_t scratch = {0};
  // The table keeps the first of equal names.
  weir_symbol_table_t* table = weir_symbol_table_create(op, &scratch);
  WEIR_FOR_EACH_BLOCK(block, &op->regions[0]) {
    WEIR_FOR_EACH_OP(inner, block) {
      weir_string_view_t name = weir_symbol_name(inner);
      if (name.size == 0) continue;
      weir_op_t* first = weir_symbol_table_get(table, name);
      if (first == inner) continue;
      ok = PLAIN_ERROR(inner, "redefinition of symbol named '%.*s'",
                       WEIR_SV_ARGS(name));
      weir_note(op->context, first->location,
                "see existing symbol definition here");
    }
  }
  weir_arena_deinit(&scratch);
  return ok;
}

static bool verify_entry(const weir_region_t* region) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    const weir_op_t* last = block->last;
    for (uint32_t i = 0; last != NULL && i < last->successor_count; ++i) {
      if (last->successors[i] != region->first) continue;
      return PLAIN_ERROR(region->op,
                         "entry block of region may not have predecessors");
    }
  }
  return true;
}

// -- one op and what is in it -----------------------------------------------

static bool verify_implicit_terminators(weir_op_t* op) {
  const char* expected = op->info->def->terminator;
  if (expected == NULL || !weir_op_has_trait(op, WEIR_OP_IMPLICIT_TERMINATOR)) {
    return true;
  }
  for (uint32_t i = 0; i < op->region_count; ++i) {
    const weir_block_t* last = op->regions[i].last;
    if (last == NULL || last->last == NULL) continue;
    const weir_name_t* found = last->last->name;
    if (strcmp(found->data, expected) == 0) continue;
    // Blocks that branch end as they like.
    if (last->last->successor_count != 0) continue;
    weir_op_error(op, "expects regions to end with '%s', found '%s'", expected,
                  found->data);
    weir_note(op->context, op->location,
              "in custom textual format, the absence of terminator implies "
              "'%s'",
              expected);
    return false;
  }
  return true;
}

static bool verify_registration(weir_op_t* op) {
  if (op->info != NULL || weir_context_allows_unregistered(op->context)) {
    return true;
  }
  weir_string_view_t dialect = weir_op_dialect(op);
  const weir_dialect_t* known = weir_context_dialect(op->context, dialect);
  if (weir_context_keeps_text(op->context, dialect)) return true;
  if (known == NULL) {
    return weir_op_error(
        op,
        "created with unregistered dialect (--allow-unregistered-dialect "
        "keeps such ops)");
  }
  return PLAIN_ERROR(op,
                     "unregistered operation '%s' found in dialect ('%.*s') "
                     "that does not allow unknown operations",
                     op->name->data, WEIR_SV_ARGS(dialect));
}

static bool verify_op(verifier_t* verifier, weir_op_t* op) {
  bool ok = verify_registration(op);
  if (weir_verify_row(op, &verifier->arena)) {
    if (op->info != NULL && op->info->def->verify != NULL) {
      ok = op->info->def->verify(op) && ok;
    }
  } else {
    ok = false;
  }
  ok = verify_symbol(op) && ok;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    ok = verify_entry(&op->regions[i]) && ok;
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      ok = verify_block(block) && ok;
      WEIR_FOR_EACH_OP(inner, block) {
        ok = verify_op(verifier, inner) && ok;
      }
    }
  }
  if (op->info == NULL) return ok;
  ok = verify_implicit_terminators(op) && ok;
  if (weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE)) {
    ok = verify_symbol_table(op) && ok;
  }
  return ok;
}

// -- dominance and isolation ------------------------------------------------

static bool region_is_inside(const weir_region_t* outer,
                             const weir_region_t* inner) {
  while (inner != NULL && inner != outer) {
    const weir_block_t* block = inner->op->block;
    inner = block != NULL ? block->region : NULL;
  }
  return inner != NULL;
}

// How the place of a definition relates to the place of its use.
static const char* relation(const weir_block_t* use, const weir_block_t* def) {
  const weir_region_t* from = use->region;
  const weir_region_t* to = def != NULL ? def->region : NULL;
  if (use == def) return "in the same block";
  if (from == to) return "in the same region";
  if (region_is_inside(to, from)) return "in a parent region";
  if (region_is_inside(from, to)) return "in a child region";
  return "neither in a parent nor in a child region";
}

static bool dominance_error(const weir_op_t* op, uint32_t index) {
  const weir_value_t* value = op->operands[index].value;
  PLAIN_ERROR(op, "operand #%u does not dominate this use", index);
  const weir_block_t* block = weir_value_block(value);
  const char* where = relation(op->block, block);
  bool is_apart = where[0] == 'n';
  if (value->kind == WEIR_VALUE_RESULT) {
    weir_note(op->context, value->op->location,
              "operand defined here (op %s%s)", is_apart ? "is " : "", where);
    return false;
  }
  if (block->region == NULL) {
    weir_note(op->context, value->location,
              "operand defined as a block "
              "argument (block without parent)");
    return false;
  }
  uint32_t number = 0;
  for (const weir_block_t* b = block->previous; b != NULL; b = b->previous) {
    ++number;
  }
  weir_note(op->context, block->region->op->location,
            "operand defined as a block argument (block #%u %s%s)", number,
            is_apart ? "is " : "", where);
  return false;
}

static bool isolation_error(const weir_op_t* op, const weir_op_t* isolated) {
  weir_op_error(op, "using value defined outside the region");
  weir_note(op->context, isolated->location,
            "required by region isolation constraints");
  return false;
}

// |isolated| is the innermost op around |op| that lets no values in, or NULL.
static bool verify_uses(verifier_t* verifier, weir_op_t* op,
                        const weir_op_t* isolated) {
  bool ok = true;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = op->operands[i].value;
    const weir_op_t* owner = weir_value_parent_op(value);
    if (isolated != NULL && owner != weir_op_parent(op) && owner != NULL &&
        !weir_op_is_ancestor(isolated, owner)) {
      ok = isolation_error(op, isolated);
    } else if (!weir_properly_dominates(verifier->dominance, value, op)) {
      ok = dominance_error(op, i);
    }
  }
  return ok;
}

static bool verify_dominance(verifier_t* verifier, weir_op_t* op,
                             const weir_op_t* isolated) {
  bool ok = true;
  if (weir_op_has_trait(op, WEIR_OP_ISOLATED)) isolated = op;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      // Nothing runs there: any order is as good as any other.
      bool is_reachable = weir_block_is_reachable(verifier->dominance, block);
      WEIR_FOR_EACH_OP(inner, block) {
        if (is_reachable) ok = verify_uses(verifier, inner, isolated) && ok;
        ok = verify_dominance(verifier, inner, isolated) && ok;
      }
    }
  }
  return ok;
}

bool weir_verify(weir_op_t* op) {
  verifier_t verifier = {0};
  bool ok = verify_op(&verifier, op);
  if (ok) {
    verifier.dominance = weir_dominance_create(&verifier.arena);
    ok = verify_dominance(&verifier, op, NULL);
  }
  weir_arena_deinit(&verifier.arena);
  return ok;
}
