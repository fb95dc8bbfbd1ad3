// Which blocks of a region dominate which, with children in the order in which
// a depth-first walk meets them.
//
// What dominates a block does not change when branches before it are lifted, so
// the tree is kept for blocks that move into regions of their own.
//
// Algorithm: Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm"
// (2001).
#include <assert.h>

#include "compiler/transforms/util/lift.h"

void weir_lift_forget_dominance(weir_lift_t* lift,
                                const weir_region_t* region) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_lift_node(lift, block)->has_place = false;
  }
}

static void enter(weir_lift_t* lift, weir_lift_node_t* node,
                  weir_lift_node_t* parent) {
  node->round = lift->rounds;
  node->parent = parent;
  node->next_out = 0;
  node->post = 0;
  node->dominator = node->first_child = node->last_child = NULL;
  node->next_sibling = NULL;
  weir_lift_nodes_add(&lift->order, lift->arena, node);
}

// Numbers blocks as they are left and lists them as they are entered.
static void number_blocks(weir_lift_t* lift, weir_lift_node_t* entry) {
  ++lift->rounds;
  lift->order.count = 0;
  uint32_t left = 0;
  enter(lift, entry, NULL);
  for (weir_lift_node_t* node = entry; node != NULL;) {
    if (node->next_out == node->out_count) {
      node->post = ++left;
      node = node->parent;
      continue;
    }
    weir_lift_node_t* next =
        weir_lift_edge_target(lift, &node->out[node->next_out++]);
    if (next->round == lift->rounds) continue;
    enter(lift, next, node);
    node = next;
  }
}

static weir_lift_node_t* common_dominator(weir_lift_node_t* a,
                                          weir_lift_node_t* b) {
  while (a != b) {
    while (a->post < b->post) a = a->dominator;
    while (b->post < a->post) b = b->dominator;
  }
  return a;
}

static bool improve(weir_lift_t* lift, weir_lift_node_t* node) {
  weir_lift_node_t* dominator = NULL;
  for (weir_lift_edge_t* edge = node->in; edge != NULL; edge = edge->next) {
    weir_lift_node_t* from = weir_lift_edge_source(lift, edge);
    if (from->round != lift->rounds || from->dominator == NULL) continue;
    dominator = dominator != NULL ? common_dominator(dominator, from) : from;
  }
  bool is_new = node->dominator != dominator;
  node->dominator = dominator;
  return is_new;
}

// The blocks of lift->order by the number they were left with, last first.
static weir_lift_nodes_t reverse_post_order(const weir_lift_t* lift) {
  weir_lift_nodes_t all = {.count = lift->order.count};
  all.items = WEIR_ARENA_ARRAY(lift->step, weir_lift_node_t*, all.count);
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_lift_node_t* node = lift->order.items[i];
    all.items[all.count - node->post] = node;
  }
  return all;
}

// Ranks of a node span those of what it dominates.
static void rank_tree(weir_lift_node_t* entry) {
  uint32_t rank = 0;
  weir_lift_node_t* node = entry;
  for (;;) {
    node->first_rank = ++rank;
    if (node->first_child != NULL) {
      node = node->first_child;
      continue;
    }
    for (;;) {
      node->last_rank = rank;
      if (node == entry) return;
      if (node->next_sibling != NULL) break;
      node = node->dominator;
    }
    node = node->next_sibling;
  }
}

static void build_tree(weir_lift_t* lift, const weir_region_t* region) {
  weir_lift_node_t* entry = weir_lift_node(lift, region->first);
  number_blocks(lift, entry);
  weir_lift_nodes_t all = reverse_post_order(lift);
  entry->dominator = entry;
  for (bool changed = true; changed;) {
    changed = false;
    for (uint32_t i = 1; i < all.count; ++i) {
      changed |= improve(lift, all.items[i]);
    }
  }
  for (uint32_t i = 0; i < lift->order.count; ++i) {
    weir_lift_node_t* node = lift->order.items[i];
    node->has_place = true;
    if (node == entry) continue;
    weir_lift_node_t* parent = node->dominator;
    *(parent->last_child != NULL ? &parent->last_child->next_sibling
                                 : &parent->first_child) = node;
    parent->last_child = node;
  }
  rank_tree(entry);
}

static void require_place(weir_lift_t* lift, const weir_lift_node_t* node) {
  if (!node->has_place) build_tree(lift, node->block->region);
  assert(node->has_place);
}

weir_lift_nodes_t weir_lift_dominated(weir_lift_t* lift,
                                      weir_lift_node_t* root) {
  require_place(lift, root);
  weir_lift_nodes_t found = {0};
  weir_lift_node_t* node = root;
  for (;;) {
    weir_lift_nodes_add(&found, lift->step, node);
    if (node->first_child != NULL) {
      node = node->first_child;
      continue;
    }
    while (node != root && node->next_sibling == NULL) node = node->dominator;
    if (node == root) return found;
    node = node->next_sibling;
  }
}

bool weir_lift_dominates(weir_lift_t* lift, weir_lift_node_t* a,
                         weir_lift_node_t* b) {
  require_place(lift, a);
  require_place(lift, b);
  return a->first_rank <= b->first_rank && b->first_rank <= a->last_rank;
}
