// Refuses accesses that are known to leave their resources.
//
// Needs:   stream.async.* ops.
// Changes: nothing. Ranges whose bounds are not constant are not judged.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/stream/passes.h"

// NULL where there is none.
typedef struct access_t {
  const char* kind;
  weir_value_t *size, *start, *end, *length;
} access_t;

static bool known(const weir_value_t* value, int64_t* out) {
  return value != NULL && weir_value_is_constant_int(value, out);
}

static void check(weir_op_t* op, const access_t* access) {
  int64_t start, end, size, length;
  if (!known(access->start, &start) || !known(access->end, &end)) return;
  const char* fault = NULL;
  if (start > end) {
    fault = "start is behind the end";
  } else if (known(access->size, &size) && end > size) {
    fault = "end is behind the end of the resource";
  } else if (known(access->length, &length) && end - start != length) {
    fault = "length is not the distance of start and end";
  }
  if (fault == NULL) return;
  if (!known(access->size, &size)) size = -1;
  weir_op_error(op,
                "has invalid %s access range [%lld to %lld for %lld] of a "
                "resource of %lld bytes: %s",
                access->kind, (long long)start, (long long)end,
                (long long)(end - start), (long long)size, fault);
}

static void check_lists(weir_op_t* op, uint32_t resources) {
  uint32_t count = weir_op_operand_group_size(op, resources), range = 0;
  uint32_t start = weir_op_operand_group_start(op, resources);
  for (uint32_t i = 0; i < count; ++i) {
    if (!weir_type_is_stream_resource(weir_op_operand_n(op, start + i)->type)) {
      continue;
    }
    access_t access = {
        weir_op_operand_is_tied(op, start + i) ? "Write" : "Read",
        weir_op_operand_at(op, resources + 1, range),
        weir_op_operand_at(op, resources + 2, range),
        weir_op_operand_at(op, resources + 3, range),
        weir_op_operand_at(op, resources + 4, range)};
    check(op, &access);
    ++range;
  }
}

// |from|: the group of the size that the range follows.
static void check_range(weir_op_t* op, const char* kind, uint32_t from,
                        int32_t length) {
  access_t access = {
      kind, weir_op_operand(op, from), weir_op_operand(op, from + 1),
      weir_op_operand(op, from + 2),
      length >= 0 ? weir_op_operand(op, (uint32_t)length) : NULL};
  check(op, &access);
}

static void check_op(weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_ASYNC_SLICE:
      check_range(op, "Read", WEIR_STREAM_ASYNC_SLICE_SOURCE_SIZE,
                  WEIR_STREAM_ASYNC_SLICE_RESULT_SIZE);
      break;
    case WEIR_STREAM_ASYNC_FILL:
      check_range(op, "Write", WEIR_STREAM_ASYNC_FILL_TARGET_SIZE,
                  WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH);
      break;
    case WEIR_STREAM_ASYNC_UPDATE:
      check_range(op, "Write", WEIR_STREAM_ASYNC_UPDATE_TARGET_SIZE,
                  WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE);
      break;
    case WEIR_STREAM_ASYNC_COPY:
      check_range(op, "Read", WEIR_STREAM_ASYNC_COPY_SOURCE_SIZE,
                  WEIR_STREAM_ASYNC_COPY_LENGTH);
      check_range(op, "Write", WEIR_STREAM_ASYNC_COPY_TARGET_SIZE,
                  WEIR_STREAM_ASYNC_COPY_LENGTH);
      break;
    case WEIR_STREAM_ASYNC_COLLECTIVE:
      check_range(op, "Read", WEIR_STREAM_ASYNC_COLLECTIVE_SOURCE_SIZE,
                  WEIR_STREAM_ASYNC_COLLECTIVE_SOURCE_LENGTH);
      check_range(op, "Write", WEIR_STREAM_ASYNC_COLLECTIVE_TARGET_SIZE,
                  WEIR_STREAM_ASYNC_COLLECTIVE_TARGET_LENGTH);
      break;
    case WEIR_STREAM_ASYNC_DISPATCH:
      check_lists(op, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERANDS);
      break;
    case WEIR_STREAM_ASYNC_CALL:
      check_lists(op, WEIR_STREAM_ASYNC_CALL_RESOURCE_OPERANDS);
      break;
    default:
      break;
  }
}

weir_status_t weir_stream_verify_async_access_ranges(weir_pass_t* pass,
                                                     weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  weir_op_list_t ops = weir_collect_ops(module, 0, pass->scratch);
  for (uint32_t i = 0; i < ops.count; ++i) check_op(ops.ops[i]);
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "accesses leave their resources");
}
