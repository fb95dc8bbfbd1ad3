#include "compiler/ir/rewrite.h"

#include <assert.h>
#include <stdlib.h>

#include "compiler/ir/context_impl.h"
#include "compiler/ir/rewrite_impl.h"

// Ops to visit, last in first out; an op is in it once. Slots of ops that were
// erased are passed over.
typedef struct driver_t {
  weir_op_t* root;
  weir_op_t** worklist;
  uint32_t count, capacity;
  const weir_pattern_t* patterns;
  uint32_t pattern_count;
  weir_greedy_options_t options;
  weir_rewriter_t rewriter;
  bool has_branches;  // some region began the round with several blocks
} driver_t;

// -- worklist ---------------------------------------------------------------

static void push(driver_t* driver, weir_op_t* op) {
  uint32_t slot = op->worklist_slot;
  if (slot < driver->count && driver->worklist[slot] == op) return;
  if (driver->count == driver->capacity) {
    driver->capacity = driver->capacity != 0 ? 2 * driver->capacity : 1024;
    driver->worklist =
        realloc(driver->worklist, driver->capacity * sizeof(*driver->worklist));
    if (driver->worklist == NULL) abort();
  }
  op->worklist_slot = driver->count;
  driver->worklist[driver->count++] = op;
}

// An op that changed may also let the ops around it be rewritten.
static void add(driver_t* driver, weir_op_t* op) {
  const weir_op_t* top = op;
  while (top != NULL && top != driver->root) top = weir_op_parent(top);
  if (top == NULL) return;
  for (; op != driver->root; op = weir_op_parent(op)) push(driver, op);
}

static void remove_from_worklist(driver_t* driver, weir_op_t* op) {
  uint32_t slot = op->worklist_slot;
  if (slot < driver->count && driver->worklist[slot] == op) {
    driver->worklist[slot] = NULL;
  }
}

// What |op| used may be dead or, with one use left, rewritable once it is gone.
static void add_operands(driver_t* driver, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = op->operands[i].value;
    weir_op_t* def = value != NULL ? weir_value_op(value) : NULL;
    if (def == NULL) continue;
    const weir_op_t* other = NULL;
    bool is_shared = false;
    for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
      if (use->op == op || use->op == other) continue;
      if (other != NULL) {
        is_shared = true;
        break;
      }
      other = use->op;
    }
    if (!is_shared) add(driver, def);
  }
}

// -- changes ----------------------------------------------------------------

weir_rewriter_t weir_rewriter(weir_context_t* context) {
  return (weir_rewriter_t){.builder = weir_builder(context)};
}

void weir_rewriter_touch(weir_rewriter_t* rewriter, weir_op_t* op) {
  if (rewriter->driver != NULL) add(rewriter->driver, op);
}

void weir_rewriter_replace_uses(weir_rewriter_t* rewriter, weir_value_t* value,
                                weir_value_t* by) {
  if (value == by) return;
  WEIR_FOR_EACH_USE(use, value) {
    weir_op_set_operand(use->op, use->index, by);
    weir_rewriter_touch(rewriter, use->op);
  }
}

static void erase_tree(weir_rewriter_t* rewriter, weir_op_t* op);

static void erase_ops_of(weir_rewriter_t* rewriter, weir_block_t* block) {
  for (weir_op_t* op = block->last; op != NULL;) {
    weir_op_t* previous = op->previous;
    erase_tree(rewriter, op);
    op = previous;
  }
}

// Uses that dead code has of |op|'s results, e.g. in a block after this one.
static void drop_uses_of_results(weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    WEIR_FOR_EACH_USE(use, &op->results[i]) {
      weir_op_set_operand(use->op, use->index, NULL);
    }
  }
}

// From the inside and the end, so that what is told of each op is consistent.
static void erase_tree(weir_rewriter_t* rewriter, weir_op_t* op) {
  driver_t* driver = rewriter->driver;
  if (driver != NULL) {
    for (uint32_t i = op->region_count; i-- > 0;) {
      for (weir_block_t* block = op->regions[i].last; block != NULL;
           block = block->previous) {
        erase_ops_of(rewriter, block);
      }
    }
    add_operands(driver, op);
    remove_from_worklist(driver, op);
  }
  // The builder must not stay at an op that goes.
  if (rewriter->builder.before == op) rewriter->builder.before = op->next;
  drop_uses_of_results(op);
  weir_op_erase(op);
}

void weir_rewriter_erase(weir_rewriter_t* rewriter, weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    assert(op->results[i].uses == NULL);
  }
  erase_tree(rewriter, op);
}

void weir_rewriter_replace(weir_rewriter_t* rewriter, weir_op_t* op,
                           weir_value_t* const* values) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    assert(values[i] != NULL || op->results[i].uses == NULL);
    if (values[i] == NULL) continue;
    weir_rewriter_replace_uses(rewriter, &op->results[i], values[i]);
  }
  weir_rewriter_erase(rewriter, op);
}

void weir_rewriter_replace_one(weir_rewriter_t* rewriter, weir_op_t* op,
                               weir_value_t* value) {
  assert(op->result_count == 1);
  weir_rewriter_replace(rewriter, op, &value);
}

void weir_rewriter_replace_op(weir_rewriter_t* rewriter, weir_op_t* op,
                              weir_op_t* by) {
  assert(op->result_count == by->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_rewriter_replace_uses(rewriter, &op->results[i], &by->results[i]);
  }
  weir_rewriter_erase(rewriter, op);
}

void weir_rewriter_erase_block(weir_rewriter_t* rewriter, weir_block_t* block) {
  erase_ops_of(rewriter, block);
  if (rewriter->builder.block == block) {
    rewriter->builder.block = NULL;
    rewriter->builder.before = NULL;
  }
  weir_block_erase(block);
}

// -- the driver -------------------------------------------------------------

static void on_insert(weir_op_t* op, void* user) {
  add(user, op);
}

static void start_at(driver_t* driver, weir_op_t* op) {
  weir_builder_set_before(&driver->rewriter.builder, op);
}

// The row's own rewrite, then those that other dialects bring.
static bool canonicalize(driver_t* driver, weir_op_t* op) {
  if (op->info == NULL) return false;
  if (op->info->def->canonicalize != NULL) {
    start_at(driver, op);
    if (op->info->def->canonicalize(op, &driver->rewriter)) return true;
  }
  for (uint32_t i = 0; i < WEIR_MAX_DIALECTS; ++i) {
    const weir_dialect_t* dialect = op->context->dialects[i].dialect;
    if (dialect == NULL || dialect->canonicalize_other == NULL ||
        dialect == op->info->dialect) {
      continue;
    }
    start_at(driver, op);
    if (dialect->canonicalize_other(op, &driver->rewriter)) return true;
  }
  return false;
}

// Canonicalization, then patterns for this op, then those for all.
static bool apply_patterns(driver_t* driver, weir_op_t* op) {
  uint32_t id = weir_op_id(op);
  if (driver->options.canonicalize && canonicalize(driver, op)) return true;
  for (uint32_t any = 0; any < 2; ++any) {
    for (uint32_t i = 0; i < driver->pattern_count; ++i) {
      const weir_pattern_t* pattern = &driver->patterns[i];
      if (any ? pattern->root != 0 : pattern->root != id || id == 0) continue;
      start_at(driver, op);
      if (pattern->apply(op, &driver->rewriter, pattern->user)) return true;
    }
  }
  return false;
}

static bool visit(driver_t* driver, weir_op_t* op) {
  if (weir_op_is_trivially_dead(op)) {
    weir_rewriter_erase(&driver->rewriter, op);
    return true;
  }
  if (driver->options.fold && weir_fold_op(op, &driver->rewriter)) return true;
  return apply_patterns(driver, op);
}

// -- rounds -----------------------------------------------------------------

typedef struct round_t {
  driver_t* driver;
  weir_constants_t* constants;  // NULL: constants are left alone
} round_t;

static bool has_branches(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    if (op->regions[i].first != op->regions[i].last) return true;
  }
  return false;
}

static weir_walk_t enlist(weir_op_t* op, void* user) {
  round_t* round = user;
  if (has_branches(op)) round->driver->has_branches = true;
  if (op == round->driver->root) return WEIR_WALK_CONTINUE;
  if (round->constants != NULL &&
      !weir_constants_insert(round->constants, op, &round->driver->rewriter)) {
    return WEIR_WALK_SKIP;
  }
  push(round->driver, op);
  return WEIR_WALK_CONTINUE;
}

// Compacts the list, so that it can be turned round.
static void drop_gaps(driver_t* driver) {
  uint32_t written = 0;
  for (uint32_t i = 0; i < driver->count; ++i) {
    weir_op_t* op = driver->worklist[i];
    if (op == NULL || op->erased) continue;
    op->worklist_slot = written;
    driver->worklist[written++] = op;
  }
  driver->count = written;
}

static void reverse_worklist(driver_t* driver) {
  drop_gaps(driver);
  for (uint32_t i = 0, j = driver->count; i + 1 < j; ++i) {
    --j;
    weir_op_t* op = driver->worklist[i];
    driver->worklist[i] = driver->worklist[j];
    driver->worklist[j] = op;
    driver->worklist[i]->worklist_slot = i;
    op->worklist_slot = j;
  }
}

static void fill_worklist(driver_t* driver) {
  weir_arena_t scratch = {0};
  round_t round = {.driver = driver};
  if (driver->options.fold) round.constants = weir_constants_create(&scratch);
  driver->count = 0;
  driver->has_branches = false;
  if (driver->options.bottom_up) {
    weir_walk_post_order(driver->root, enlist, &round);
  } else {
    weir_walk_pre_order(driver->root, enlist, &round);
    reverse_worklist(driver);
  }
  weir_arena_deinit(&scratch);
}

// Patterns that undo each other would go on for ever: no round visits more than
// so many times the ops it began with.
enum { MAX_VISITS_PER_OP = 1000, MIN_VISITS = 100000 };

// Ops that are visited soon are on their way from memory meanwhile, then what
// they begin with tells where their results are.
static void look_ahead(const driver_t* driver) {
  enum { RESULTS = 4, OPS = 8 };
  if (driver->count < OPS) return;
  __builtin_prefetch(driver->worklist[driver->count - OPS]);
  const weir_op_t* op = driver->worklist[driver->count - RESULTS];
  if (op != NULL) __builtin_prefetch(op->results);
}

static bool run_round(driver_t* driver) {
  bool changed = false;
  fill_worklist(driver);
  uint64_t left = MIN_VISITS + (uint64_t)driver->count * MAX_VISITS_PER_OP;
  while (driver->count != 0 && left-- != 0) {
    look_ahead(driver);
    weir_op_t* op = driver->worklist[--driver->count];
    if (op == NULL || op->erased) continue;
    if (visit(driver, op)) changed = true;
  }
  return changed;
}

bool weir_rewrite_greedily(weir_op_t* root, const weir_pattern_t* patterns,
                           uint32_t pattern_count,
                           const weir_greedy_options_t* options,
                           bool* out_changed) {
  enum { DEFAULT_ITERATIONS = 10 };
  driver_t driver = {
      .root = root,
      .patterns = patterns,
      .pattern_count = pattern_count,
      .options = *options,
      .rewriter = weir_rewriter(root->context),
  };
  driver.rewriter.driver = &driver;
  driver.rewriter.builder.on_insert = on_insert;
  driver.rewriter.builder.user = &driver;
  uint32_t limit = options->max_iterations != 0 ? options->max_iterations
                                                : DEFAULT_ITERATIONS;
  uint32_t iteration = 0;
  bool goes_on = true;
  while (goes_on && iteration < limit) {
    ++iteration;
    goes_on = run_round(&driver);
    // Where nothing changed no op is dead, which is all that there would be to
    // clean up without branches.
    if (!goes_on && !driver.has_branches) break;
    if (options->merge_blocks
            ? weir_simplify_regions_and_merge(root)
            : options->simplify_regions && weir_simplify_regions(root)) {
      goes_on = true;
    }
  }
  free(driver.worklist);
  if (out_changed != NULL) *out_changed = iteration > 1 || goes_on;
  return !goes_on;
}
