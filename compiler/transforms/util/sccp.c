// Replaces values that are the same constant whenever they are computed.
//
// Needs:   nothing.
// Changes: uses of results and block arguments that are constants, also by way
//          of calls inside the module and of branches that are always taken;
//          constants stand once at the front of the nearest isolated region;
//          ops that are dead by that go.
// Keeps:   branches and blocks, also where they are never taken; ops with
//          effects.
#include "compiler/analysis/constants.h"
#include "compiler/ir/rewrite.h"
#include "compiler/transforms/util/passes.h"

// A constant that stands at the front of |region|.
typedef struct made_t {
  const weir_region_t* region;
  weir_attr_t* attr;
  weir_type_t* type;
  const weir_dialect_t* dialect;
  weir_value_t* value;
  struct made_t* next;
} made_t;

enum { BUCKETS = 1024 };

typedef struct sccp_t {
  const weir_constants_analysis_t* analysis;
  weir_arena_t* arena;
  made_t* made[BUCKETS];  // by attribute and region
} sccp_t;

// Where constants for |block| stand.
static weir_region_t* region_for(const weir_block_t* block) {
  for (;;) {
    weir_region_t* region = block->region;
    const weir_op_t* parent = region->op;
    if (parent == NULL || parent->block == NULL || parent->info == NULL ||
        weir_op_has_trait(parent, WEIR_OP_ISOLATED)) {
      return region;
    }
    block = parent->block;
  }
}

// The constant as a value; NULL if its dialect makes none.
static weir_value_t* constant_for(sccp_t* sccp, weir_block_t* block,
                                  const made_t* wanted) {
  weir_region_t* region = region_for(block);
  size_t hash = ((uintptr_t)wanted->attr ^ (uintptr_t)region) >> 5;
  made_t** bucket = &sccp->made[hash % BUCKETS];
  for (const made_t* made = *bucket; made != NULL; made = made->next) {
    if (made->region == region && made->attr == wanted->attr &&
        made->type == wanted->type && made->dialect == wanted->dialect) {
      return made->value;
    }
  }
  if (wanted->dialect->materialize_constant == NULL) return NULL;
  weir_rewriter_t rewriter = weir_rewriter(wanted->type->context);
  weir_builder_set_start(&rewriter.builder, region->first);
  weir_op_t* op = wanted->dialect->materialize_constant(
      &rewriter, wanted->attr, wanted->type,
      weir_location_unknown(wanted->type->context));
  if (op == NULL) return NULL;
  made_t* made = WEIR_ARENA_NEW(sccp->arena, made_t);
  *made = *wanted;
  made->region = region;
  made->value = weir_op_result_n(op, 0);
  made->next = *bucket;
  *bucket = made;
  return made->value;
}

static bool replace(sccp_t* sccp, weir_block_t* block, weir_value_t* value) {
  made_t wanted = {.type = value->type};
  wanted.attr = weir_constants_get(sccp->analysis, value, &wanted.dialect);
  if (wanted.attr == NULL) return false;
  weir_value_t* constant = constant_for(sccp, block, &wanted);
  if (constant == NULL) return false;
  weir_value_replace_uses(value, constant);
  return true;
}

// Blocks to be looked at, the last one first: a block, then what is in its ops,
// then the blocks behind it. The order is that in which constants are made.
typedef struct stack_t {
  weir_arena_t* arena;
  weir_block_t** blocks;
  uint32_t count, capacity;
} stack_t;

static void push(stack_t* stack, weir_block_t* block) {
  if (stack->count == stack->capacity) {
    uint32_t capacity = stack->capacity != 0 ? 2 * stack->capacity : 64;
    weir_block_t** blocks =
        WEIR_ARENA_ARRAY(stack->arena, weir_block_t*, capacity);
    for (uint32_t i = 0; i < stack->count; ++i) blocks[i] = stack->blocks[i];
    stack->blocks = blocks;
    stack->capacity = capacity;
  }
  stack->blocks[stack->count++] = block;
}

static void push_regions(stack_t* stack, weir_op_t* op) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    for (weir_block_t* block = weir_op_region(op, i)->last; block != NULL;
         block = block->previous) {
      push(stack, block);
    }
  }
}

// False if the op is gone.
static bool replace_results(sccp_t* sccp, weir_block_t* block, weir_op_t* op) {
  bool all = op->result_count != 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (!replace(sccp, block, weir_op_result_n(op, i))) all = false;
  }
  if (!all || !weir_op_is_trivially_dead(op)) return true;
  weir_op_erase(op);
  return false;
}

static void replace_in(sccp_t* sccp, weir_op_t* root) {
  stack_t stack = {.arena = sccp->arena};
  push_regions(&stack, root);
  while (stack.count > 0) {
    weir_block_t* block = stack.blocks[--stack.count];
    WEIR_FOR_EACH_OP(op, block) {
      if (replace_results(sccp, block, op)) push_regions(&stack, op);
    }
    for (uint32_t i = 0; i < block->argument_count; ++i) {
      replace(sccp, block, block->arguments[i]);
    }
  }
}

static weir_status_t run_on(weir_pass_t* pass, weir_op_t* root) {
  sccp_t* sccp = WEIR_ARENA_NEW(pass->scratch, sccp_t);
  sccp->arena = pass->scratch;
  weir_constants_analysis_t* analysis = NULL;
  WEIR_RETURN_IF_ERROR(weir_constants_analyze(root, pass->scratch, &analysis));
  sccp->analysis = analysis;
  replace_in(sccp, root);
  return weir_ok();
}

// Modules inside have calls of their own: they come behind what is around them.
weir_status_t weir_sccp(weir_pass_t* pass, weir_op_t* op) {
  WEIR_RETURN_IF_ERROR(run_on(pass, op));
  weir_op_list_t all = weir_collect_ops(op, 0, pass->scratch);
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* inner = all.ops[i];
    if (inner == op || !weir_op_has_trait(inner, WEIR_OP_SYMBOL_TABLE)) {
      continue;
    }
    WEIR_RETURN_IF_ERROR(run_on(pass, inner));
  }
  return weir_ok();
}
