// Where ops execute and values live: affinity attributes on ops.
//
// An affinity is a #hal.device.affinity or a #hal.device.promise. Stream ops
// and hal.tensor.* keep it as `affinity`, flow.tensor.transfer as `target`,
// stream.async.transfer by its source or result, all others as the discardable
// `stream.affinity`.
#ifndef WEIR_COMPILER_DIALECTS_AFFINITY_H_
#define WEIR_COMPILER_DIALECTS_AFFINITY_H_

#include "compiler/ir/ir.h"

bool weir_attr_is_affinity(const weir_attr_t* attr);

// The affinity that |op| itself carries; NULL if none. A transfer answers where
// it executes: where its source lives if its result is staging, else where its
// result lives.
weir_attr_t* weir_op_affinity(const weir_op_t* op);
void weir_op_set_affinity(weir_op_t* op,
                          weir_attr_t* affinity);  // NULL removes
// Whether the op is one of those that are placed: all stream ops whose row says
// affinity, flow dispatches, calls, collectives and tensor ops, hal.tensor.*,
// constants, globals, initialisers and functions.
bool weir_op_is_affinity_aware(const weir_op_t* op);
// Whether values of |type| live somewhere: tensors and stream resources.
bool weir_type_has_affinity(const weir_type_t* type);
// Whether the op executes somewhere of its own, so that it has an execution
// affinity. Others (control flow, casts, host code) only pass values on.
bool weir_op_has_execution_affinity(const weir_op_t* op);
// Whether an affinity must be known where the op is placed: not of
// hal.tensor.*, flow.tensor.transfer, functions, nor of constants and globals
// that are no tensors.
bool weir_op_requires_affinity(const weir_op_t* op);
// Whether operands and results live at the op's affinity whatever else is said:
// hal.tensor.import, export and alias.
bool weir_op_pins_value_affinity(const weir_op_t* op);

// The affinity of |op| or of the nearest ancestor that carries one; NULL if
// none.
weir_attr_t* weir_affinity_lookup(const weir_op_t* op);
// The same, else the `stream.affinity.default` of |op| or its nearest ancestor
// that says one.
weir_attr_t* weir_affinity_lookup_or_default(const weir_op_t* op);
// Only the `stream.affinity.default` that holds at |op|.
weir_attr_t* weir_affinity_default(const weir_op_t* op);

// Whether work of |a| may be put with work of |b| into one execution region:
// the same, one unknown (NULL), or the same device and |a|'s queues among
// |b|'s.
bool weir_affinity_can_execute_together(const weir_attr_t* a,
                                        const weir_attr_t* b);
// Whether values wanted at |a| may be used at |b|: the same or one unknown.
bool weir_affinity_are_compatible(const weir_attr_t* a, const weir_attr_t* b);
// The place of work that may run at either (all queues of both) or at both (the
// common queues); NULL if the two cannot execute together. NULL joins with any.
weir_attr_t* weir_affinity_join_or(weir_attr_t* a, weir_attr_t* b);
weir_attr_t* weir_affinity_join_and(weir_attr_t* a, weir_attr_t* b);
// Joins |a| and |b| by the common queues; false if that cannot be.
bool weir_affinity_try_join(weir_attr_t* a, weir_attr_t* b,
                            weir_attr_t** out_joined);

#endif  // WEIR_COMPILER_DIALECTS_AFFINITY_H_
