// A group of ops becomes a dispatch.
#ifndef WEIR_COMPILER_TRANSFORMS_FLOW_OUTLINE_DISPATCH_GROUP_H_
#define WEIR_COMPILER_TRANSFORMS_FLOW_OUTLINE_DISPATCH_GROUP_H_

#include "compiler/ir/pass.h"
#include "compiler/transforms/flow/dispatch_groups.h"

// A flow.dispatch.workgroups that does what |group| does takes the place of its
// last op. False after an error; then the ops stay.
bool weir_outline_dispatch_group(weir_pass_t* pass,
                                 weir_dispatch_group_t* group);

#endif  // WEIR_COMPILER_TRANSFORMS_FLOW_OUTLINE_DISPATCH_GROUP_H_
