// Which ops are taken into one dispatch.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_DISPATCH_GROUPS_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_DISPATCH_GROUPS_H_

#include "compiler/ir/ir.h"

typedef enum weir_dispatch_role_t {
  WEIR_DISPATCH_ROLE_NONE,         // not part of dispatches
  WEIR_DISPATCH_ROLE_CLONED,       // scalar constants, fills, empties
  WEIR_DISPATCH_ROLE_ELEMENTWISE,  // linalg.generic with parallel loops only
  WEIR_DISPATCH_ROLE_HEAVY,        // any other linalg op
  WEIR_DISPATCH_ROLE_PAD,
  WEIR_DISPATCH_ROLE_SLICE,  // non-contiguous extract_slice and insert_slice: a
                             // copy
} weir_dispatch_role_t;
weir_dispatch_role_t weir_dispatch_role_of(const weir_op_t* op);
// Whether |op| is one of linalg that computes.
bool weir_is_dispatched_linalg(const weir_op_t* op);

typedef struct weir_dispatch_group_t {
  weir_op_t** ops;  // last first
  uint32_t count, capacity;
  bool has_heavy;
  bool pointwise;  // every op so far reads its group producers at its own index
} weir_dispatch_group_t;

// Whether a group starts at |op|: it computes, and what it computes is wanted
// by something that did not take it into its own group.
bool weir_starts_dispatch_group(const weir_op_t* op);
// The group that ends with |last|, in |arena|.
//
// It grows from there towards the producers. One joins when it has one result
// and all uses of that are in the group, so what leaves a group is its last
// op's and taking its ops together cannot make a cycle:
// - elementwise into elementwise, whatever the indexing;
// - one heavy op (contraction, convolution, pooling, reduction) under a chain
//   of elementwise ops that read it point for point: the epilogue;
// - a constant tensor.pad into the window op that reads it.
// Fills and empties are cheap to make again and are cloned into each user.
void weir_dispatch_group_grow(weir_dispatch_group_t* group, weir_arena_t* arena,
                              weir_op_t* last);
bool weir_dispatch_group_has(const weir_dispatch_group_t* group,
                             const weir_op_t* op);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_DISPATCH_GROUPS_H_
