// Decides whether a plan can be trusted, before any of it is used.
//
// In a verified plan
// - every index is in its section, every [first, first + count) as well, and
//   every string offset names a string that ends;
// - devices are grouped by node; every port, place, channel member and transfer
//   names nodes, devices and members that exist; every exported function has
//   one routine on each node whose arguments are its ports (and fences);
// - a routine's code is a sequence of instructions of its own words; each has
//   the words its signature asks for, registers that exist and hold what it
//   expects, branch targets that are instructions of the routine, and calls,
//   returns, globals and command lists whose types agree; the last one does not
//   run over the end;
// - a list's edges lead from earlier to later commands and agree with the
//   counts of predecessors, so its graph has no cycle; commands have the
//   operands and ranges of their kind; slots, parameters, channels, exports and
//   constants exist.
#ifndef WEIR_ENGINE_PLAN_VERIFIER_H_
#define WEIR_ENGINE_PLAN_VERIFIER_H_

#include "engine/base/status.h"
#include "engine/plan/plan.h"

// |plan| has its arrays and counts filled in, nothing more. DATA_LOSS with what
// is wrong and where.
weir_status_t weir_plan_verify(const weir_plan_t* plan) WEIR_MUST_USE;

// The part for the code of |routine| of a node whose tables were verified.
weir_status_t weir_plan_verify_code(const weir_plan_t* plan, uint32_t node,
                                    uint32_t routine) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_PLAN_VERIFIER_H_
