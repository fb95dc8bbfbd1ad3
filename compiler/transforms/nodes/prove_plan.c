// Proves that the programs of all nodes run to their end together.
//
// Needs:   nodes-split, or a program for one node: stream.cmd.* on allocated
//          resources.
// Changes: nothing but `weir.peak` of each module: a dictionary of the most
//          bytes that each device needs at once.
// Keeps:   the program. One is refused in which a send or receive has no other
//          end, collectives of a channel come in another order on another
//          node, a wait can depend on itself, bytes are accessed in no order or
//          before they are there or after they are gone, or a device has too
//          little memory.
//
// Functions without branches are proved exactly. With branches all nodes have
// to branch alike, transfers and collectives have to meet in the same block,
// and accesses in two blocks are compared where one dominates the other.
#include "compiler/transforms/nodes/passes.h"
#include "compiler/transforms/nodes/prove.h"

static bool prove_unit(weir_prove_unit_t* unit) {
  if (!weir_prove_branches(unit)) return false;
  weir_prove_collect(unit);
  bool good = weir_prove_transfers(unit);
  good &= weir_prove_meetings(unit);
  // Where the ends do not fit, what waits for what is anyone's guess.
  if (!good || !weir_prove_progress(unit)) return false;
  good = weir_prove_order(unit);
  good &= weir_prove_accesses(unit);
  weir_prove_rounds(unit);
  weir_prove_count_memory(unit);
  return good;
}

weir_status_t weir_prove_nodes(weir_pass_t* pass, weir_op_t* module) {
  weir_prove_plan_t plan = {.pass = pass, .reported = {.arena = pass->scratch}};
  bool good = weir_prove_find_nodes(&plan, module);
  if (good) {
    good = weir_prove_initializers(&plan, prove_unit);
    good &= weir_prove_functions(&plan, prove_unit);
    for (uint32_t i = 0; i < plan.node_count; ++i) {
      good &= weir_prove_memory(&plan.nodes[i], pass->scratch);
    }
  }
  return good ? weir_ok()
              : weir_status(WEIR_CODE_INVALID_ARGUMENT, "the plan is refused");
}
