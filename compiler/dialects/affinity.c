#include "compiler/dialects/affinity.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"

bool weir_attr_is_affinity(const weir_attr_t* attr) {
  return weir_attr_is_def(attr, &weir_hal_device_affinity_def) ||
         weir_attr_is_def(attr, &weir_hal_device_promise_def);
}

static weir_attr_t* affinity_or_null(weir_attr_t* attr) {
  return weir_attr_is_affinity(attr) ? attr : NULL;
}

// -- what an op carries -------------------------------------------------------

// Ops outside of stream that execute somewhere of their own.
static bool is_placed(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_FLOW_CALL:
    case WEIR_FLOW_CHANNEL_DEFAULT:
    case WEIR_FLOW_COLLECTIVE_ALL_GATHER:
    case WEIR_FLOW_COLLECTIVE_ALL_REDUCE:
    case WEIR_FLOW_COLLECTIVE_ALL_TO_ALL:
    case WEIR_FLOW_COLLECTIVE_REDUCE_SCATTER:
    case WEIR_FLOW_COLLECTIVE_SEND_RECV:
    case WEIR_FLOW_DISPATCH:
    case WEIR_FLOW_DISPATCH_REGION:
    case WEIR_FLOW_DISPATCH_WORKGROUPS:
    case WEIR_FLOW_TENSOR_ALLOCA:
    case WEIR_FLOW_TENSOR_CLONE:
    case WEIR_FLOW_TENSOR_CONSTANT:
    case WEIR_FLOW_TENSOR_DYNAMIC_CONSTANT:
    case WEIR_FLOW_TENSOR_EMPTY:
    case WEIR_FLOW_TENSOR_SLICE:
    case WEIR_FLOW_TENSOR_SPLAT:
    case WEIR_FLOW_TENSOR_TRANSFER:
    case WEIR_FLOW_TENSOR_UPDATE:
    case WEIR_HAL_TENSOR_ALIAS:
    case WEIR_HAL_TENSOR_EXPORT:
    case WEIR_HAL_TENSOR_IMPORT:
      return true;
    default:
      return false;
  }
}

bool weir_op_is_affinity_aware(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
    case WEIR_UTIL_FUNC:
    case WEIR_UTIL_GLOBAL:
    case WEIR_UTIL_INITIALIZER:
      return true;
    default:
      return weir_op_has_trait(op, WEIR_OP_AFFINITY) || is_placed(op);
  }
}

bool weir_type_has_affinity(const weir_type_t* type) {
  return weir_type_is_tensor(type) || weir_type_is_stream_resource(type);
}

bool weir_op_has_execution_affinity(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
      return weir_type_is_tensor(op->results[0].type);
    case WEIR_HAL_DISPATCH_EXTERN:
      return true;
    default:
      return is_placed(op) || (weir_sv_equal_c(weir_op_dialect(op), "stream") &&
                               weir_op_has_trait(op, WEIR_OP_AFFINITY));
  }
}

bool weir_op_requires_affinity(const weir_op_t* op) {
  if (!weir_op_is_affinity_aware(op)) return false;
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
      return weir_type_is_tensor(weir_op_result_n(op, 0)->type);
    case WEIR_UTIL_GLOBAL: {
      weir_type_t* type = weir_op_attr_type(op, "type");
      return type != NULL && weir_type_is_tensor(type);
    }
    case WEIR_FLOW_TENSOR_TRANSFER:
    case WEIR_HAL_TENSOR_ALIAS:
    case WEIR_HAL_TENSOR_EXPORT:
    case WEIR_HAL_TENSOR_IMPORT:
    case WEIR_UTIL_FUNC:
    case WEIR_UTIL_INITIALIZER:
      return false;
    default:
      return true;
  }
}

bool weir_op_pins_value_affinity(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_HAL_TENSOR_ALIAS:
    case WEIR_HAL_TENSOR_EXPORT:
    case WEIR_HAL_TENSOR_IMPORT:
      return true;
    default:
      return false;
  }
}

// The attribute that says where a transfer executes. Staging memory is the
// host's: the device at the other end does the work.
static const char* transfer_key(const weir_op_t* op) {
  weir_value_t* source = weir_op_operand(op, WEIR_STREAM_ASYNC_TRANSFER_SOURCE);
  bool source_staging =
      weir_stream_resource_lifetime(source->type) == WEIR_LIFETIME_STAGING;
  bool result_staging =
      weir_stream_resource_lifetime(weir_op_result_n(op, 0)->type) ==
      WEIR_LIFETIME_STAGING;
  if (source_staging && result_staging) return "source_affinity";
  if (source_staging) return "result_affinity";
  if (result_staging) return "source_affinity";
  return "result_affinity";
}

static const char* affinity_key(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_ASYNC_TRANSFER:
      return transfer_key(op);
    case WEIR_FLOW_TENSOR_TRANSFER:
      return "target";
    case WEIR_HAL_TENSOR_ALIAS:
    case WEIR_HAL_TENSOR_EXPORT:
    case WEIR_HAL_TENSOR_IMPORT:
      return "affinity";
    default:
      return weir_op_has_trait(op, WEIR_OP_AFFINITY) ? "affinity"
                                                     : "stream.affinity";
  }
}

weir_attr_t* weir_op_affinity(const weir_op_t* op) {
  return affinity_or_null(weir_op_attr(op, affinity_key(op)));
}

void weir_op_set_affinity(weir_op_t* op, weir_attr_t* affinity) {
  weir_op_set_attr(op, affinity_key(op), affinity);
}

// -- what holds at an op ------------------------------------------------------

weir_attr_t* weir_affinity_lookup(const weir_op_t* op) {
  for (; op != NULL; op = weir_op_parent(op)) {
    weir_attr_t* attr = weir_op_affinity(op);
    if (attr == NULL)
      attr = affinity_or_null(weir_op_attr(op, "stream.affinity"));
    if (attr != NULL) return attr;
  }
  return NULL;
}

weir_attr_t* weir_affinity_default(const weir_op_t* op) {
  for (; op != NULL; op = weir_op_parent(op)) {
    weir_attr_t* attr =
        affinity_or_null(weir_op_attr(op, "stream.affinity.default"));
    if (attr != NULL) return attr;
  }
  return NULL;
}

weir_attr_t* weir_affinity_lookup_or_default(const weir_op_t* op) {
  weir_attr_t* attr = weir_affinity_lookup(op);
  return attr != NULL ? attr : weir_affinity_default(op);
}

// -- relations ----------------------------------------------------------------

bool weir_affinity_can_execute_together(const weir_attr_t* a,
                                        const weir_attr_t* b) {
  if (a == b || a == NULL || b == NULL) return true;
  if (!weir_attr_is_affinity(a) || !weir_attr_is_affinity(b)) return false;
  if (a->dialect.def != b->dialect.def) return false;
  if (weir_hal_affinity_device(a) != weir_hal_affinity_device(b)) return false;
  int64_t queues = weir_hal_affinity_queue_mask(a);
  return (queues & weir_hal_affinity_queue_mask(b)) == queues;
}

bool weir_affinity_are_compatible(const weir_attr_t* a, const weir_attr_t* b) {
  return a == b || a == NULL || b == NULL;
}

static weir_attr_t* with_queues(weir_attr_t* attr, int64_t queue_mask) {
  weir_attr_t* device = weir_hal_affinity_device(attr);
  return weir_attr_is_def(attr, &weir_hal_device_promise_def)
             ? weir_hal_device_promise_attr(attr->context, device, queue_mask)
             : weir_hal_device_affinity_attr(attr->context, device, queue_mask);
}

weir_attr_t* weir_affinity_join_or(weir_attr_t* a, weir_attr_t* b) {
  if (a == NULL) return b;
  if (b == NULL || a == b) return a;
  if (!weir_affinity_can_execute_together(a, b)) return NULL;
  return with_queues(
      a, weir_hal_affinity_queue_mask(a) | weir_hal_affinity_queue_mask(b));
}

weir_attr_t* weir_affinity_join_and(weir_attr_t* a, weir_attr_t* b) {
  if (a == NULL) return b;
  if (b == NULL || a == b) return a;
  if (!weir_affinity_can_execute_together(a, b)) return NULL;
  return with_queues(
      a, weir_hal_affinity_queue_mask(a) & weir_hal_affinity_queue_mask(b));
}

bool weir_affinity_try_join(weir_attr_t* a, weir_attr_t* b,
                            weir_attr_t** out_joined) {
  *out_joined = NULL;
  if (!weir_affinity_can_execute_together(a, b)) return false;
  *out_joined = weir_affinity_join_and(a, b);
  return true;
}
