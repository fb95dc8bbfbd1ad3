#include "compiler/transforms/stream/access_ranges.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"

typedef struct emitter_t {
  const weir_op_t* op;
  weir_access_range_fn_t fn;
  void* user;
} emitter_t;

static void emit(const emitter_t* emitter, uint32_t access,
                 weir_value_t* resource, weir_value_t* start, weir_value_t* end,
                 weir_value_t* length) {
  const weir_access_range_t range = {access, resource, start, end, length};
  emitter->fn(&range, emitter->user);
}

static void emit_all(const emitter_t* emitter, uint32_t access,
                     weir_value_t* resource, weir_value_t* size) {
  emit(emitter, access, resource, NULL, size, size);
}

// All of result |index|.
static void emit_result(const emitter_t* emitter, uint32_t index) {
  emit_all(emitter, WEIR_ACCESS_WRITE, weir_op_result_n(emitter->op, index),
           weir_op_result_size(emitter->op, index));
}

// A range of the operand in group |group| that the result is tied to; the size,
// the offset and the end of the range follow it.
static void emit_target(const emitter_t* emitter, uint32_t group,
                        weir_value_t* length) {
  const weir_op_t* op = emitter->op;
  weir_value_t* start = weir_op_operand(op, group + 2);
  weir_value_t* end = weir_op_operand(op, group + 3);
  emit(emitter, WEIR_ACCESS_WRITE, weir_op_operand(op, group), start, end,
       length);
  emit(emitter, WEIR_ACCESS_WRITE, weir_op_result_n(op, 0), start, end, length);
}

static void emit_source(const emitter_t* emitter, uint32_t group,
                        weir_value_t* length) {
  const weir_op_t* op = emitter->op;
  emit(emitter, WEIR_ACCESS_READ, weir_op_operand(op, group),
       weir_op_operand(op, group + 2), weir_op_operand(op, group + 3), length);
}

// Group |resources| and those of sizes, offsets, ends and lengths behind it.
static void emit_lists(const emitter_t* emitter, uint32_t resources) {
  const weir_op_t* op = emitter->op;
  uint32_t count = weir_op_operand_group_size(op, resources), range = 0;
  uint32_t first = weir_op_operand_group_start(op, resources);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* resource = weir_op_operand_n(op, first + i);
    if (!weir_type_is_stream_resource(resource->type)) continue;
    weir_value_t* start = weir_op_operand_at(op, resources + 2, range);
    weir_value_t* end = weir_op_operand_at(op, resources + 3, range);
    weir_value_t* length = weir_op_operand_at(op, resources + 4, range);
    ++range;
    uint32_t access = WEIR_ACCESS_READ;
    if (weir_op_operand_is_tied(op, first + i)) access |= WEIR_ACCESS_WRITE;
    emit(emitter, access, resource, start, end, length);
    for (uint32_t r = 0; r < op->result_count; ++r) {
      if (weir_op_tied_operand(op, r) != (int32_t)(first + i)) continue;
      emit(emitter, access, weir_op_result_n(op, r), start, end, length);
    }
  }
  for (uint32_t r = 0; r < op->result_count; ++r) {
    if (weir_op_tied_operand(op, r) < 0) emit_result(emitter, r);
  }
}

// What a region touches its ops say; as a whole it reads what it is given and
// writes what it hands over.
static void emit_region(const emitter_t* emitter) {
  const weir_op_t* op = emitter->op;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* operand = weir_op_operand_n(op, i);
    if (!weir_type_is_stream_resource(operand->type)) continue;
    uint32_t access = WEIR_ACCESS_READ;
    if (weir_op_operand_is_tied(op, i)) access |= WEIR_ACCESS_WRITE;
    emit_all(emitter, access, operand, weir_op_operand_size(op, i));
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_type_is_stream_resource(op->results[i].type)) {
      emit_result(emitter, i);
    }
  }
}

static void emit_copy(const emitter_t* emitter) {
  weir_value_t* length =
      weir_op_operand(emitter->op, WEIR_STREAM_ASYNC_COPY_LENGTH);
  emit_source(emitter, WEIR_STREAM_ASYNC_COPY_SOURCE, length);
  emit_target(emitter, WEIR_STREAM_ASYNC_COPY_TARGET, length);
}

static void emit_collective(const emitter_t* emitter) {
  emit_source(
      emitter, WEIR_STREAM_ASYNC_COLLECTIVE_SOURCE,
      weir_op_operand(emitter->op, WEIR_STREAM_ASYNC_COLLECTIVE_SOURCE_LENGTH));
  emit_target(
      emitter, WEIR_STREAM_ASYNC_COLLECTIVE_TARGET,
      weir_op_operand(emitter->op, WEIR_STREAM_ASYNC_COLLECTIVE_TARGET_LENGTH));
}

static void emit_update(const emitter_t* emitter) {
  weir_value_t* size =
      weir_op_operand(emitter->op, WEIR_STREAM_ASYNC_UPDATE_UPDATE_SIZE);
  emit_all(emitter, WEIR_ACCESS_READ,
           weir_op_operand(emitter->op, WEIR_STREAM_ASYNC_UPDATE_UPDATE), size);
  emit_target(emitter, WEIR_STREAM_ASYNC_UPDATE_TARGET, size);
}

// The first operand is read whole, the first result is new.
static void emit_copy_of_all(const emitter_t* emitter) {
  emit_all(emitter, WEIR_ACCESS_READ, weir_op_operand_n(emitter->op, 0),
           weir_op_operand_n(emitter->op, 1));
  emit_result(emitter, 0);
}

void weir_access_ranges(const weir_op_t* op, weir_access_range_fn_t fn,
                        void* user) {
  const emitter_t emitter = {op, fn, user};
  switch (weir_op_id(op)) {
    case WEIR_STREAM_ASYNC_ALLOCA:
    case WEIR_STREAM_ASYNC_CONSTANT:
    case WEIR_STREAM_ASYNC_SPLAT:
      emit_result(&emitter, 0);
      break;
    case WEIR_STREAM_ASYNC_CLONE:
    case WEIR_STREAM_ASYNC_TRANSFER:
      emit_copy_of_all(&emitter);
      break;
    case WEIR_STREAM_ASYNC_SLICE:
      emit_source(&emitter, WEIR_STREAM_ASYNC_SLICE_SOURCE,
                  weir_op_operand(op, WEIR_STREAM_ASYNC_SLICE_RESULT_SIZE));
      emit_result(&emitter, 0);
      break;
    case WEIR_STREAM_ASYNC_FILL:
      emit_target(&emitter, WEIR_STREAM_ASYNC_FILL_TARGET,
                  weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH));
      break;
    case WEIR_STREAM_ASYNC_UPDATE:
      emit_update(&emitter);
      break;
    case WEIR_STREAM_ASYNC_COPY:
      emit_copy(&emitter);
      break;
    case WEIR_STREAM_ASYNC_COLLECTIVE:
      emit_collective(&emitter);
      break;
    case WEIR_STREAM_ASYNC_DISPATCH:
      emit_lists(&emitter, WEIR_STREAM_ASYNC_DISPATCH_RESOURCE_OPERANDS);
      break;
    case WEIR_STREAM_ASYNC_CALL:
      emit_lists(&emitter, WEIR_STREAM_ASYNC_CALL_RESOURCE_OPERANDS);
      break;
    case WEIR_STREAM_ASYNC_EXECUTE:
    case WEIR_STREAM_ASYNC_CONCURRENT:
      emit_region(&emitter);
      break;
    default:
      break;
  }
}

static bool known(const weir_value_t* value, int64_t* out) {
  *out = 0;
  return value == NULL || weir_value_is_constant_int(value, out);
}

bool weir_access_ranges_may_overlap(const weir_access_range_t* a,
                                    const weir_access_range_t* b) {
  if (a->end == NULL || b->end == NULL) return true;
  if (a->end == b->start || a->start == b->end) return false;
  int64_t a_start, a_end, b_start, b_end;
  if (!known(a->start, &a_start) || !known(a->end, &a_end) ||
      !known(b->start, &b_start) || !known(b->end, &b_end)) {
    return true;
  }
  return a_start < b_end && b_start < a_end;
}

// -- neighbors ----------------------------------------------------------------

void weir_neighbors_init(weir_neighbors_t* near,
                         const weir_access_range_t* range) {
  near->range = *range;
  near->above[0] = range->end;
  near->below[0] = range->start;
  near->above_count = near->below_count = 1;
  near->op_count = 0;
}

static bool contains(weir_value_t* const* values, uint32_t count,
                     const weir_value_t* value) {
  for (uint32_t i = 0; i < count; ++i) {
    if (values[i] == value && value != NULL) return true;
  }
  return false;
}

static void add(weir_value_t** values, uint32_t* count, weir_value_t* value) {
  if (*count < WEIR_MAX_NEIGHBORS && !contains(values, *count, value)) {
    values[(*count)++] = value;
  }
}

typedef struct meeting_t {
  weir_neighbors_t* near;
  const weir_value_t* resource;
  bool found;
} meeting_t;

static void meet(const weir_access_range_t* range, void* user) {
  meeting_t* meeting = user;
  weir_neighbors_t* near = meeting->near;
  if (range->resource != meeting->resource) return;
  bool is_above = contains(near->above, near->above_count, range->start);
  bool is_below = contains(near->below, near->below_count, range->end);
  if (is_above) add(near->above, &near->above_count, range->end);
  if (is_below) add(near->below, &near->below_count, range->start);
  if (is_above || is_below) return;
  if (((range->access | near->range.access) & WEIR_ACCESS_WRITE) == 0) return;
  if (near->op_count > 1 &&
      !weir_access_ranges_may_overlap(&near->range, range)) {
    return;
  }
  meeting->found = true;
}

bool weir_neighbors_meet(weir_neighbors_t* near, const weir_op_t* op,
                         const weir_value_t* resource) {
  if (!weir_op_has_trait(op, WEIR_OP_ASYNC_ACCESS)) return true;
  ++near->op_count;
  meeting_t meeting = {near, resource, false};
  weir_access_ranges(op, meet, &meeting);
  return meeting.found;
}

bool weir_op_hands_on_resources(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_SELECT:
    case WEIR_SCF_FOR:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_WHILE:
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return true;
    default:
      return false;
  }
}

weir_value_t* weir_renamed_resource(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  if (!weir_op_is(op, WEIR_STREAM_ASYNC_TRANSFER) ||
      weir_op_attr(op, "source_affinity") !=
          weir_op_attr(op, "result_affinity")) {
    return NULL;
  }
  return weir_op_operand(op, WEIR_STREAM_ASYNC_TRANSFER_SOURCE);
}
