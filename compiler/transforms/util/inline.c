// Puts called functions in the place of their calls.
//
// Needs:   nothing.
// Changes: calls by util.call and func.call of functions with a body whose
//          policy does not forbid it, in nested modules too; functions are
//          canonicalised before and after. Private functions that nothing
//          refers to any more go.
// Keeps:   recursive calls, calls of what holds ops of unknown dialects, calls
//          inside ops of a single block of callees with several.
//
// As MLIR's pass of this name: functions are done after those they call, and
// what a body that was put in calls is looked at as well, but no callee is put
// into itself, whatever the way around.
#include <string.h>

#include "compiler/analysis/explorer.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/rewrite.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/util/passes.h"

enum { MAX_ROUNDS = 4 };

typedef struct node_t {
  weir_op_t* op;
  uint32_t calls;  // of it, in the module
  bool may_go;     // private, and known by calls alone
  bool was_reached;
} node_t;

typedef struct inliner_t {
  weir_arena_t* arena;
  const weir_explorer_t* explorer;
  weir_symbol_table_t* symbols;
  node_t* nodes;
  uint32_t count;
  uint32_t* slots;  // node + 1 by op, open addressing
  uint32_t mask;
  node_t** order;  // callees before callers
  uint32_t ordered;
} inliner_t;

// A call to look at, and the calls whose bodies it came out of.
typedef struct site_t {
  weir_op_t* call;
  node_t* callee;
  const struct site_t* outer;
} site_t;

typedef struct sites_t {
  site_t** items;
  uint32_t count, capacity;
} sites_t;

// -- functions and their calls ------------------------------------------------

static uint32_t* slot_of(const inliner_t* inliner, const weir_op_t* op) {
  uint64_t hash = ((uint64_t)(uintptr_t)op >> 4) * 0x9e3779b97f4a7c15ull;
  uint32_t at = (uint32_t)(hash >> 32) & inliner->mask;
  while (inliner->slots[at] != 0 &&
         inliner->nodes[inliner->slots[at] - 1].op != op) {
    at = (at + 1) & inliner->mask;
  }
  return &inliner->slots[at];
}

static node_t* callee_of(const inliner_t* inliner, const weir_op_t* call) {
  const weir_attr_t* callee = weir_op_attr(call, "callee");
  if (!weir_attr_is(callee, WEIR_ATTR_SYMBOL_REF)) return NULL;
  const weir_op_t* op = weir_symbol_table_resolve(inliner->symbols, callee);
  uint32_t slot = op != NULL ? *slot_of(inliner, op) : 0;
  return slot != 0 ? &inliner->nodes[slot - 1] : NULL;
}

static bool has_body(const weir_op_t* op) {
  return op->region_count > 0 && !weir_region_is_empty(&op->regions[0]);
}

typedef struct finder_t {
  const inliner_t* inliner;
  sites_t* sites;
  const site_t* outer;
} finder_t;

static weir_walk_t find_call(weir_op_t* op, void* user) {
  finder_t* finder = user;
  if (!weir_op_has_trait(op, WEIR_OP_CALL)) return WEIR_WALK_CONTINUE;
  node_t* callee = callee_of(finder->inliner, op);
  if (callee == NULL) return WEIR_WALK_CONTINUE;
  weir_arena_t* arena = finder->inliner->arena;
  site_t* site = WEIR_ARENA_NEW(arena, site_t);
  *site = (site_t){op, callee, finder->outer};
  sites_t* sites = finder->sites;
  if (sites->count == sites->capacity) {
    uint32_t capacity = sites->capacity * 2 + 16;
    site_t** items = WEIR_ARENA_ARRAY(arena, site_t*, capacity);
    if (sites->count > 0) {
      memcpy(items, sites->items, sites->count * sizeof(*items));
    }
    sites->items = items;
    sites->capacity = capacity;
  }
  sites->items[sites->count++] = site;
  return WEIR_WALK_CONTINUE;
}

static sites_t calls_in(const inliner_t* inliner, weir_op_t* function) {
  sites_t sites = {0};
  finder_t finder = {inliner, &sites, NULL};
  weir_walk_pre_order(function, find_call, &finder);
  return sites;
}

// Adds |by| for each call inside |function| to what is known of its callee.
static void count_calls(const inliner_t* inliner, weir_op_t* function,
                        int32_t by) {
  sites_t sites = calls_in(inliner, function);
  for (uint32_t i = 0; i < sites.count; ++i) {
    sites.items[i]->callee->calls += (uint32_t)by;
  }
}

static void find_functions(inliner_t* inliner) {
  uint32_t count = weir_explorer_function_count(inliner->explorer);
  uint32_t capacity = 16;
  while (capacity < 2 * count) capacity *= 2;
  inliner->mask = capacity - 1;
  inliner->slots = WEIR_ARENA_ARRAY(inliner->arena, uint32_t, capacity);
  inliner->nodes = WEIR_ARENA_ARRAY(inliner->arena, node_t, count + 1);
  inliner->order = WEIR_ARENA_ARRAY(inliner->arena, node_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_t* op = weir_explorer_function(inliner->explorer, i);
    if (!has_body(op)) continue;
    inliner->nodes[inliner->count] = (node_t){
        .op = op,
        .may_go = weir_symbol_name(op).size > 0 &&
                  weir_explorer_callers_are_known(inliner->explorer, op),
    };
    *slot_of(inliner, op) = ++inliner->count;
  }
  for (uint32_t i = 0; i < inliner->count; ++i) {
    count_calls(inliner, inliner->nodes[i].op, 1);
  }
}

typedef struct visit_t {
  node_t* node;
  sites_t calls;
  uint32_t next;
} visit_t;

// Callees before callers, without recursion: calls nest as deep as they like.
static void order_functions(inliner_t* inliner) {
  visit_t* stack =
      WEIR_ARENA_ARRAY(inliner->arena, visit_t, inliner->count + 1);
  for (uint32_t i = 0; i < inliner->count; ++i) {
    uint32_t depth = 0;
    node_t* node = &inliner->nodes[i];
    for (;;) {
      if (node != NULL && !node->was_reached) {
        node->was_reached = true;
        stack[depth++] = (visit_t){node, calls_in(inliner, node->op), 0};
      }
      if (depth == 0) break;
      visit_t* top = &stack[depth - 1];
      node = NULL;
      if (top->next < top->calls.count) {
        node = top->calls.items[top->next++]->callee;
      } else {
        inliner->order[inliner->ordered++] = top->node;
        --depth;
      }
    }
  }
}

// -- which calls --------------------------------------------------------------

static weir_walk_t refuse_unknown(weir_op_t* op, void* user) {
  if (op->info != NULL) return WEIR_WALK_CONTINUE;
  *(bool*)user = true;
  return WEIR_WALK_STOP;
}

static bool calls_any_of(const inliner_t* inliner, const node_t* caller,
                         const node_t* a, const node_t* b) {
  sites_t sites = calls_in(inliner, caller->op);
  for (uint32_t i = 0; i < sites.count; ++i) {
    const node_t* callee = sites.items[i]->callee;
    if (callee == a || callee == b) return true;
  }
  return false;
}

static bool may_inline(const inliner_t* inliner, const node_t* caller,
                       const site_t* site) {
  weir_op_t* call = site->call;
  node_t* callee = site->callee;
  if (!weir_op_is(call, WEIR_UTIL_CALL) && !weir_op_is(call, WEIR_FUNC_CALL)) {
    return false;
  }
  const weir_attr_t* policy = weir_op_attr(callee->op, "inlining_policy");
  if (policy != NULL && weir_attr_is_def(policy, &weir_util_inline_never_def)) {
    return false;
  }
  for (const site_t* at = site->outer; at != NULL; at = at->outer) {
    if (at->callee == callee) return false;
  }
  if (callee == caller || calls_any_of(inliner, callee, callee, caller)) {
    return false;
  }
  const weir_region_t* body = weir_op_region(callee->op, 0);
  const weir_op_t* parent = weir_op_parent(call);
  if (body->first != body->last && parent->name != callee->op->name &&
      weir_op_has_trait(parent, WEIR_OP_SINGLE_BLOCK)) {
    return false;
  }
  if (call->operand_count != body->first->argument_count) return false;
  bool is_unknown = false;
  weir_walk_pre_order(callee->op, refuse_unknown, &is_unknown);
  return !is_unknown;
}

// -- inlining -----------------------------------------------------------------

static bool is_return(const weir_op_t* op) {
  return weir_op_is(op, WEIR_UTIL_RETURN) || weir_op_is(op, WEIR_FUNC_RETURN);
}

static void inline_block(weir_op_t* call, weir_block_t* body,
                         weir_mapping_t* mapping, finder_t* finder) {
  weir_op_t* terminator = weir_block_terminator(body);
  for (weir_op_t* op = body->first; op != terminator; op = op->next) {
    weir_op_t* copy = weir_op_clone(op, mapping);
    weir_op_insert_before(copy, call);
    weir_walk_pre_order(copy, find_call, finder);
  }
  weir_value_t** values = WEIR_ARENA_ARRAY(finder->inliner->arena,
                                           weir_value_t*, call->result_count);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    values[i] = weir_mapping_get(mapping, weir_op_operand_n(terminator, i));
  }
  weir_op_replace(call, values);
}

// A return hands its values to what comes behind the call.
static void branch_to(weir_op_t* from, weir_block_t* to) {
  weir_builder_t builder = weir_builder_before(from);
  weir_arena_t* arena = weir_context_arena(from->context);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, from->operand_count);
  for (uint32_t i = 0; i < from->operand_count; ++i) {
    values[i] = weir_op_operand_n(from, i);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_CF_BR, from->location);
  weir_op_state_operands(&state, values, from->operand_count);
  weir_op_state_successor(&state, to);
  weir_build(&builder, &state);
  weir_op_erase(from);
}

// The results of |call| become arguments of the block behind it, which is
// returned.
static weir_block_t* split_at(weir_op_t* call) {
  weir_block_t* after = weir_block_split(call->block, call);
  for (uint32_t i = 0; i < call->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(call, i);
    weir_value_replace_uses(
        result, weir_block_add_argument(after, result->type, call->location));
  }
  return after;
}

static void inline_blocks(weir_op_t* call, weir_region_t* body,
                          weir_mapping_t* mapping, finder_t* finder) {
  weir_block_t* before = call->block;
  weir_block_t* after = split_at(call);
  weir_region_t* region = after->region;
  weir_block_t* last = region->last;
  weir_region_clone(body, region, mapping);
  weir_block_t* entry = last->next;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_value_replace_uses(entry->arguments[i], weir_op_operand_n(call, i));
  }
  weir_op_erase(call);
  for (weir_block_t *block = entry, *next = NULL; block != NULL; block = next) {
    next = block->next;
    WEIR_FOR_EACH_OP(op, block) {
      weir_walk_pre_order(op, find_call, finder);
    }
    weir_op_t* terminator = weir_block_terminator(block);
    if (is_return(terminator)) branch_to(terminator, after);
    if (block != entry) weir_region_insert_block(region, block, after);
  }
  WEIR_FOR_EACH_OP(op, entry) {
    weir_op_unlink(op);
    weir_block_append(before, op);
  }
  weir_block_erase(entry);
}

// Puts the callee of |site| in place of the call; |sites| gets the calls in it.
static void inline_site(const inliner_t* inliner, const site_t* site,
                        sites_t* sites) {
  weir_region_t* body = weir_op_region(site->callee->op, 0);
  weir_mapping_t* mapping = weir_mapping_create(inliner->arena);
  finder_t finder = {inliner, sites, site};
  uint32_t known = sites->count;
  bool returns = is_return(weir_block_terminator(body->first));
  if (body->first == body->last && returns) {
    for (uint32_t i = 0; i < body->first->argument_count; ++i) {
      weir_mapping_set(mapping, body->first->arguments[i],
                       weir_op_operand_n(site->call, i));
    }
    inline_block(site->call, body->first, mapping, &finder);
  } else {
    inline_blocks(site->call, body, mapping, &finder);
  }
  --site->callee->calls;
  for (uint32_t i = known; i < sites->count; ++i) {
    ++sites->items[i]->callee->calls;
  }
}

static bool is_dead(const node_t* node) {
  return node->may_go && node->calls == 0;
}

static void erase_function(const inliner_t* inliner, node_t* node) {
  count_calls(inliner, node->op, -1);
  weir_symbol_table_remove(inliner->symbols, node->op);
  weir_op_drop_all_references(node->op);
  weir_op_erase(node->op);
}

static bool inline_calls(const inliner_t* inliner, const node_t* caller) {
  sites_t sites = calls_in(inliner, caller->op);
  bool changed = false;
  for (uint32_t i = 0; i < sites.count; ++i) {
    const site_t* site = sites.items[i];
    if (!may_inline(inliner, caller, site)) continue;
    inline_site(inliner, site, &sites);
    if (is_dead(site->callee)) erase_function(inliner, site->callee);
    changed = true;
  }
  return changed;
}

static weir_status_t inline_module(weir_pass_t* pass, weir_op_t* module) {
  inliner_t inliner = {
      .arena = pass->scratch,
      .explorer = weir_explorer_create(module, pass->scratch),
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  find_functions(&inliner);
  order_functions(&inliner);
  for (uint32_t i = 0; i < inliner.ordered; ++i) {
    node_t* node = inliner.order[i];
    for (uint32_t round = 0; round < MAX_ROUNDS; ++round) {
      if (is_dead(node)) break;
      count_calls(&inliner, node->op, -1);
      WEIR_RETURN_IF_ERROR(weir_canonicalize(pass, node->op));
      count_calls(&inliner, node->op, 1);
      if (!inline_calls(&inliner, node)) break;
    }
    if (is_dead(node) && !node->op->erased) erase_function(&inliner, node);
  }
  return weir_ok();
}

weir_status_t weir_inline(weir_pass_t* pass, weir_op_t* module) {
  weir_op_list_t modules =
      weir_collect_ops(module, WEIR_BUILTIN_MODULE, pass->scratch);
  // Outer ones last: what they call is in a module of its own.
  for (uint32_t i = modules.count; i > 0; --i) {
    if (modules.ops[i - 1] == module) continue;
    WEIR_RETURN_IF_ERROR(inline_module(pass, modules.ops[i - 1]));
  }
  return inline_module(pass, module);
}
