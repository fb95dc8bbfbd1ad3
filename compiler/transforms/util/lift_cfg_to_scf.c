// Makes structured control flow of branches between blocks.
//
// Needs:   each block of a region with several ends in a terminator and is
//          reached from the first; branches are those of cf.
// Changes: every region with several blocks in a function or initializer,
//          nested ones first: cycles become scf.while, cf.cond_br scf.if,
//          cf.switch scf.index_switch. Values that are not there on some way
//          become ub.poison on it; what leads to several places carries a
//          number that says to which. Returns of the same kind become one.
// Keeps:   the order of effects, no op with effects is doubled or dropped;
//          branches to ends of different kinds, behind what can be lifted.
#include "compiler/transforms/util/lift.h"
#include "compiler/transforms/util/passes.h"

static void lift_region(weir_lift_t* lift) {
  weir_lift_join_exits(lift);
  weir_lift_node_t* entry = weir_lift_node(lift, lift->region->first);
  entry->may_cycle = true;
  weir_lift_nodes_add(&lift->work, lift->arena, entry);
  // Last in, first out: constants are made in the order of the work.
  while (lift->work.count > 0) {
    weir_arena_deinit(lift->step);
    weir_lift_node_t* node = lift->work.items[--lift->work.count];
    if (node->may_cycle) weir_lift_loops(lift, node);
    weir_lift_branches(lift, node);
  }
}

typedef struct lifting_t {
  bool ok, changed;
} lifting_t;

static weir_walk_t lift_regions(weir_op_t* op, void* user) {
  lifting_t* lifting = user;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_region_t* region = weir_op_region(op, i);
    if (region->first == region->last) continue;  // none or one block
    weir_arena_t arena = {0}, step = {0};
    weir_lift_t lift = {.context = op->context,
                        .arena = &arena,
                        .step = &step,
                        .region = region};
    lifting->ok = weir_lift_check(&lift);
    if (lifting->ok) lift_region(&lift);
    lifting->changed |= lifting->ok;
    weir_arena_deinit(&step);
    weir_arena_deinit(&arena);
    if (!lifting->ok) return WEIR_WALK_STOP;
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_util_lift_cfg_to_scf(weir_pass_t* pass,
                                        weir_op_t* function) {
  (void)pass;
  lifting_t lifting = {.ok = true};
  weir_walk_post_order(function, lift_regions, &lifting);
  if (lifting.changed) weir_pass_signal_modified(function);
  return lifting.ok ? weir_ok()
                    : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                                  "a region cannot be lifted");
}
