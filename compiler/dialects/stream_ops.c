#include "compiler/dialects/stream.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/stream_folds.h"
#include "compiler/dialects/stream_impl.h"
#include "compiler/dialects/verify_util.h"

// In the order of the ids.
static const weir_op_def_t stream_ops[] = {
#include "compiler/dialects/stream_async_ops.inc"
#include "compiler/dialects/stream_cmd_ops.inc"
#include "compiler/dialects/stream_tensor_ops.inc"
};

const weir_dialect_t weir_stream_dialect = {
    .name = "stream",
    .number = 3,
    .ops = stream_ops,
    .op_count = sizeof(stream_ops) / sizeof(stream_ops[0]),
    .types = weir_stream_types,
    .type_count = WEIR_STREAM_TYPE_COUNT,
    .attrs = weir_stream_attrs,
    .attr_count = WEIR_STREAM_ATTR_COUNT,
    .materialize_constant = weir_materialize_stream,
    .canonicalize_other = weir_stream_other_canonicalize,
};

bool weir_stream_prefers_clone(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_ASYNC_ALLOCA:
    case WEIR_STREAM_ASYNC_CLONE:
    case WEIR_STREAM_ASYNC_SPLAT:
    case WEIR_STREAM_TENSOR_CLONE:
    case WEIR_STREAM_TENSOR_SPLAT:
      return true;
    default:
      return false;
  }
}
