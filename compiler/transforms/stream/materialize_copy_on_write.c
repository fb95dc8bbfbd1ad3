// Puts a copy before each operation that overwrites one of its operands.
//
// Needs:   stream.async.* ops.
// Changes: tied operands that may be used elsewhere are replaced by a
//          stream.async.clone of them at the affinity of the op. Many of these
//          are not needed; stream-elide-async-copies knows which.
// Keeps:   ties; values that have no other user are overwritten as they are.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/access_ranges.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/regions.h"

// Whether |value| may be overwritten by its user for all that is seen here.
static bool may_overwrite(const weir_value_t* value) {
  if (value->kind == WEIR_VALUE_ARGUMENT) return false;
  if (weir_op_hands_on_resources(value->op)) return false;
  if (weir_stream_resource_lifetime(value->type) == WEIR_LIFETIME_CONSTANT)
    return false;
  for (const weir_value_t* name = value; name != NULL;
       name = weir_renamed_resource(name)) {
    for (const weir_use_t* use = name->uses; use != NULL; use = use->next) {
      if (use->op != name->uses->op) return false;
    }
  }
  return true;
}

static weir_value_t* build_clone(weir_op_t* op, weir_value_t* value) {
  weir_builder_t builder = weir_builder_before(op);
  weir_value_t* size = weir_resource_size(value, &builder, op->location);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_ASYNC_CLONE, op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, size);
  weir_op_state_result(&state, value->type);
  if (weir_op_has_trait(op, WEIR_OP_AFFINITY)) {
    weir_op_state_attr(&state, "affinity", weir_op_affinity(op));
  }
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

static void copy_tied_operands(weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    int32_t operand = weir_op_tied_operand(op, i);
    if (operand < 0) continue;
    weir_value_t* value = weir_op_operand_n(op, (uint32_t)operand);
    if (!weir_type_is_stream_resource(value->type) || may_overwrite(value)) {
      continue;
    }
    weir_value_t* clone = build_clone(op, value);
    weir_op_set_operand(op, (uint32_t)operand, clone);
    // What else the op reads of the value it reads from the copy; a collective
    // sends what it had.
    if (weir_op_is(op, WEIR_STREAM_ASYNC_COLLECTIVE)) continue;
    for (uint32_t o = 0; o < op->operand_count; ++o) {
      if (weir_op_operand_n(op, o) == value) weir_op_set_operand(op, o, clone);
    }
  }
}

weir_status_t weir_stream_materialize_copy_on_write(weir_pass_t* pass,
                                                    weir_op_t* root) {
  weir_op_list_t ops = weir_collect_ops(root, 0, pass->scratch);
  for (uint32_t i = 0; i < ops.count; ++i) {
    switch (weir_op_id(ops.ops[i])) {
      case WEIR_STREAM_ASYNC_FILL:
      case WEIR_STREAM_ASYNC_UPDATE:
      case WEIR_STREAM_ASYNC_COPY:
      case WEIR_STREAM_ASYNC_COLLECTIVE:
      case WEIR_STREAM_ASYNC_DISPATCH:
      case WEIR_STREAM_ASYNC_CALL:
      case WEIR_STREAM_ASYNC_EXECUTE:
      case WEIR_STREAM_ASYNC_CONCURRENT:
        copy_tied_operands(ops.ops[i]);
        break;
      default:
        break;
    }
  }
  return weir_ok();
}
