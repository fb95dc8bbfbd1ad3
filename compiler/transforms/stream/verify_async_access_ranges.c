// Refuses accesses that are known to leave their resources.
//
// Needs:   stream.async.* ops.
// Changes: nothing. What is not constant is not judged. Ends at the first op
//          that is refused.
#include "compiler/dialects/stream.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "compiler/transforms/stream/access_ranges.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/regions.h"

// A number that may not be known.
typedef struct number_t {
  bool known;
  int64_t value;
} number_t;

typedef struct check_t {
  weir_op_t* op;
  weir_arena_t* arena;
} check_t;

static number_t number_of(const weir_value_t* value) {
  number_t number = {0};
  number.known =
      value != NULL && weir_value_is_constant_int(value, &number.value);
  return number;
}

static const char* number_text(const number_t* number, weir_arena_t* arena) {
  if (!number->known) return "?";
  return weir_arena_format(arena, "%lld", (long long)number->value);
}

static bool is_above(number_t a, number_t b) {
  return a.known && b.known && a.value > b.value;
}

static const char* fault_of(number_t start, number_t end, number_t length,
                            number_t size) {
  if (is_above(start, end)) return "start > end";
  if (is_above(length, end)) return "length > end";
  if (start.known && length.known && end.known &&
      (int64_t)((uint64_t)start.value + (uint64_t)length.value) != end.value) {
    return "start + length != end";
  }
  if (is_above(start, size)) return "start > resource size";
  if (is_above(length, size)) return "length > resource size";
  if (is_above(end, size)) return "end > resource size";
  return NULL;
}

static const char* access_text(uint32_t access) {
  if (access == WEIR_ACCESS_READ) return "Read";
  return access == WEIR_ACCESS_WRITE ? "Write" : "Read|Write";
}

static void check_range(const weir_access_range_t* range, void* user) {
  const check_t* check = user;
  const weir_builder_t builder = weir_builder_before(check->op);
  number_t start = number_of(range->start);
  number_t end = number_of(range->end);
  number_t length = number_of(range->length);
  number_t size = number_of(weir_resource_find_size(range->resource, &builder));
  const char* fault = fault_of(start, end, length, size);
  if (fault == NULL) return;
  weir_op_error(check->op,
                "has invalid %s access range [%s to %s for %s] of resource %s "
                "with size %s; %s",
                access_text(range->access), number_text(&start, check->arena),
                number_text(&end, check->arena),
                number_text(&length, check->arena),
                weir_print_value_name(range->resource, check->arena),
                number_text(&size, check->arena), fault);
}

static weir_walk_t check_op(weir_op_t* op, void* user) {
  check_t* check = user;
  check->op = op;
  uint32_t errors = weir_error_count(op->context);
  weir_access_ranges(op, check_range, check);
  return weir_error_count(op->context) == errors ? WEIR_WALK_CONTINUE
                                                 : WEIR_WALK_STOP;
}

weir_status_t weir_stream_verify_async_access_ranges(weir_pass_t* pass,
                                                     weir_op_t* module) {
  uint32_t errors = weir_error_count(pass->context);
  check_t check = {NULL, pass->scratch};
  weir_walk_post_order(module, check_op, &check);
  if (weir_error_count(pass->context) == errors) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "accesses leave their resources");
}
