// Where ops execute and values live: affinity attributes on ops.
//
// An affinity is any attribute of an affinity kind (#hal.device.affinity,
// #hal.device.promise). stream.async.transfer, cmd.flush and cmd.invalidate
// keep theirs under names of their own; ops whose row declares `affinity` use
// that; all others carry the discardable `stream.affinity`.
#ifndef WEIR_COMPILER_DIALECTS_AFFINITY_H_
#define WEIR_COMPILER_DIALECTS_AFFINITY_H_

#include "compiler/ir/ir.h"

bool weir_attr_is_affinity(const weir_attr_t* attr);

// The affinity that |op| itself carries; NULL if none. A transfer answers where
// it executes: the result's affinity, else the source's.
weir_attr_t* weir_op_affinity(const weir_op_t* op);
void weir_op_set_affinity(weir_op_t* op,
                          weir_attr_t* affinity);  // NULL removes
// Whether the op can carry one in its row (`affinity` among its flags).
bool weir_op_is_affinity_aware(const weir_op_t* op);
// Whether an op needs an affinity to execute at all. hal.tensor.* and host-side
// ops that only mention one say no.
bool weir_op_requires_affinity(const weir_op_t* op);
// Whether the op pins the affinity of the values it produces: those that carry
// an explicit affinity and hand it on to their results.
bool weir_op_pins_value_affinity(const weir_op_t* op);
// The affinity of result |value| as fixed by the op that defines it: the
// result_affinity of a transfer, `affinity` of imports; NULL if not fixed.
weir_attr_t* weir_op_result_affinity(const weir_op_t* op);

// `stream.affinity` or `stream.affinity.default` of |op|: its own affinity if
// it has one, else the default of the nearest ancestor that says one; NULL if
// none.
weir_attr_t* weir_affinity_lookup(const weir_op_t* op);
// The same without the op's own: the default that holds at |op|.
weir_attr_t* weir_affinity_default(const weir_op_t* op);
// For a value: the affinity of its defining op or of the function argument
// (`stream.affinity` among the argument's attributes), else what holds there.
weir_attr_t* weir_affinity_lookup_value(const weir_value_t* value);

// Whether work of |a| may be put with work of |b| into one execution region:
// the same device and a common queue. NULL stands for "anywhere".
bool weir_affinity_can_execute_together(const weir_attr_t* a,
                                        const weir_attr_t* b);
// Whether values of both may be used at either place (the same device).
bool weir_affinity_are_compatible(const weir_attr_t* a, const weir_attr_t* b);
// One affinity that satisfies both: the same device, all queues of either.
// False if there is none. NULL joins with anything.
bool weir_affinity_try_join(weir_attr_t* a, weir_attr_t* b,
                            weir_attr_t** out_joined);
// Joins a list; NULL if it is empty or they do not join.
weir_attr_t* weir_affinity_join_all(weir_attr_t* const* affinities,
                                    uint32_t count);

#endif  // WEIR_COMPILER_DIALECTS_AFFINITY_H_
