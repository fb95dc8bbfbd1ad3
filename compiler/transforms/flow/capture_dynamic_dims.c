// Brings the dynamic dimensions of tensors into the dispatches that use them.
//
// Needs:   flow.dispatch.workgroups.
// Changes: each dimension of a tensor operand or result that is not an operand
//          yet becomes one; a flow.dispatch.tie_shape at the start of the body
//          ties the dimensions to what stands for the tensor. Loops carry the
//          dimensions of the tensors that they carry.
// Keeps:   order of operands that are there.
#include "compiler/dialects/lists.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/flow_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/shapes.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/flow/capture_loop_dims.h"
#include "compiler/transforms/flow/dispatch_body.h"
#include "compiler/transforms/flow/passes.h"

typedef struct capture_t {
  weir_op_t* op;
  weir_block_t* entry;
  weir_arena_t* arena;
} capture_t;

static uint32_t argument_count(const capture_t* capture) {
  return weir_op_operand_group_size(capture->op,
                                    WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS);
}

// The argument inside the body that |dim| is handed in as, made if need be.
static weir_value_t* capture_dim(const capture_t* capture, weir_value_t* dim) {
  uint32_t count = argument_count(capture);
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_op_operand_at(capture->op, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS,
                           i) == dim) {
      return capture->entry->arguments[i];
    }
  }
  weir_op_insert_operand(capture->op, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS,
                         count, dim);
  return weir_block_insert_argument(capture->entry, count, dim->type,
                                    weir_value_location(dim));
}

typedef struct tie_t {
  weir_value_t* argument;
  weir_value_list_t dims;  // outside, then inside
} tie_t;

static bool is_tied_already(const weir_value_t* argument) {
  return weir_value_has_one_use(argument) &&
         weir_op_is(argument->uses->op, WEIR_FLOW_DISPATCH_TIE_SHAPE);
}

static void add_tie(const capture_t* capture, tie_t* ties, uint32_t* count,
                    weir_value_t* argument, const weir_dims_t* dims) {
  if (dims == NULL || !weir_type_is_flow_dispatch_tensor(argument->type) ||
      is_tied_already(argument)) {
    return;
  }
  const weir_type_t* bound = weir_flow_dispatch_tensor_bound(argument->type);
  if (weir_type_dynamic_dim_count(bound) != dims->count) return;
  tie_t* tie = &ties[(*count)++];
  *tie = (tie_t){.argument = argument};
  for (uint32_t i = 0; i < dims->count; ++i) {
    weir_value_list_add(&tie->dims, capture->arena, weir_dims_get(dims, i));
  }
}

static void build_tie(const capture_t* capture, const tie_t* tie,
                      weir_builder_t* builder) {
  weir_value_t* tied = weir_dispatch_body_tie(builder, capture->op->location,
                                              tie->argument, tie->dims);
  weir_value_replace_uses_except(tie->argument, tied, weir_value_op(tied));
}

static void capture_dims(weir_op_t* op, weir_arena_t* arena) {
  capture_t capture = {op, weir_op_region(op, 0)->first, arena};
  if (capture.entry == NULL) return;
  uint32_t arguments = argument_count(&capture), tie_count = 0;
  uint32_t first =
      weir_op_operand_group_start(op, WEIR_FLOW_DISPATCH_WORKGROUPS_ARGUMENTS);
  tie_t* ties =
      WEIR_ARENA_ARRAY(arena, tie_t, arguments + op->result_count + 1);
  uint32_t next = arguments;
  weir_dims_t dims;
  for (uint32_t i = 0; i < arguments; ++i) {
    bool found =
        weir_find_dynamic_dims(weir_op_operand_n(op, first + i), op, &dims);
    add_tie(&capture, ties, &tie_count, capture.entry->arguments[i],
            found ? &dims : NULL);
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_op_tied_operand(op, i) >= 0) continue;
    bool found = weir_find_made_dims(weir_op_result_n(op, i), &dims);
    add_tie(&capture, ties, &tie_count, capture.entry->arguments[next++],
            found ? &dims : NULL);
  }
  for (uint32_t i = 0; i < tie_count; ++i) {
    for (uint32_t k = 0; k < ties[i].dims.count; ++k) {
      ties[i].dims.items[k] = capture_dim(&capture, ties[i].dims.items[k]);
    }
  }
  weir_builder_t builder = weir_builder(op->context);
  weir_builder_set_start(&builder, capture.entry);
  for (uint32_t i = 0; i < tie_count; ++i) {
    build_tie(&capture, &ties[i], &builder);
  }
}

static weir_walk_t capture_loop(weir_op_t* op, void* user) {
  if (weir_op_is(op, WEIR_SCF_FOR)) weir_capture_loop_dims(op, user);
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_flow_capture_dynamic_dims(weir_pass_t* pass,
                                             weir_op_t* function) {
  weir_walk_post_order(function, capture_loop, pass->scratch);
  weir_op_list_t dispatches =
      weir_collect_ops(function, WEIR_FLOW_DISPATCH_WORKGROUPS, pass->scratch);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    capture_dims(dispatches.ops[i], pass->scratch);
  }
  return weir_ok();
}
