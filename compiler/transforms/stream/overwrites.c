#include "compiler/transforms/stream/overwrites.h"

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/dominance.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/timepoints.h"

static bool is_stream_region(const weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_ASYNC_EXECUTE) ||
         weir_op_is(op, WEIR_STREAM_ASYNC_CONCURRENT);
}

bool weir_operand_may_be_overwritten(const weir_op_t* op, uint32_t index) {
  if (!weir_type_is_stream_resource(weir_op_operand_n(op, index)->type)) {
    return false;
  }
  if (is_stream_region(op)) {
    const weir_block_t* body = weir_op_region(op, 0)->first;
    if (body == NULL || index >= body->argument_count) return false;
    for (const weir_use_t* use = body->arguments[index]->uses; use != NULL;
         use = use->next) {
      if (!weir_op_is_terminator(use->op) &&
          weir_operand_may_be_overwritten(use->op, use->index)) {
        return true;
      }
    }
    return false;
  }
  if (weir_op_is_streamable(op)) return weir_op_operand_is_tied(op, index);
  return weir_op_is_terminator(op) || op->region_count > 0;
}

// -- finding ------------------------------------------------------------------

typedef struct find_t {
  const weir_partition_set_t* set;
  weir_arena_t* arena;
  weir_dominance_t* dominance;
  weir_pointer_map_t partition_of;  // by op: its number, plus one
  weir_pointer_map_t uses;          // by resource: uses_t
  weir_overwrite_list_t found;
} find_t;

// The uses of a resource that may overwrite it.
typedef struct uses_t {
  const weir_use_t** items;
  uint32_t count;
} uses_t;

static const uses_t* overwriting_uses(find_t* find,
                                      const weir_value_t* resource) {
  void** at = weir_pointer_map_at(&find->uses, resource);
  if (*at != NULL) return *at;
  uses_t* uses = WEIR_ARENA_NEW(find->arena, uses_t);
  uint32_t count = 0;
  for (const weir_use_t* use = resource->uses; use; use = use->next) {
    count += weir_operand_may_be_overwritten(use->op, use->index);
  }
  uses->items = WEIR_ARENA_ARRAY(find->arena, const weir_use_t*, count);
  for (const weir_use_t* use = resource->uses; use; use = use->next) {
    if (weir_operand_may_be_overwritten(use->op, use->index)) {
      uses->items[uses->count++] = use;
    }
  }
  *at = uses;
  return uses;
}

static bool has_reader_before(const find_t* find, uint32_t partition,
                              const weir_value_t* resource, weir_op_t* writer) {
  const weir_op_list_t* ops = &find->set->partitions[partition].ops;
  for (uint32_t i = 0; i < ops->count; ++i) {
    weir_op_t* op = ops->ops[i];
    for (uint32_t o = 0; o < op->operand_count; ++o) {
      if (weir_op_operand_n(op, o) == resource &&
          weir_dominates_op(find->dominance, op, writer)) {
        return true;
      }
    }
  }
  return false;
}

// The operand by which the region of |partition| takes |resource|.
static uint32_t region_operand(const weir_partition_t* partition,
                               const weir_value_t* resource) {
  uint32_t operand = 0;
  for (uint32_t i = 0; partition->inputs[i] != resource; ++i) {
    operand += weir_type_is_stream_resource(partition->inputs[i]->type);
  }
  return operand;
}

static weir_overwrite_t* add_overwrite(find_t* find) {
  weir_overwrite_list_t* found = &find->found;
  if (found->count == found->capacity) {
    uint32_t capacity = found->capacity ? found->capacity * 2 : 8;
    weir_overwrite_t* items =
        WEIR_ARENA_ARRAY(find->arena, weir_overwrite_t, capacity);
    for (uint32_t i = 0; i < found->count; ++i) items[i] = found->items[i];
    found->items = items;
    found->capacity = capacity;
  }
  return &found->items[found->count++];
}

static void note_overwrites(find_t* find, uint32_t partition,
                            weir_value_t* resource) {
  const uses_t* uses = overwriting_uses(find, resource);
  for (uint32_t i = 0; i < uses->count; ++i) {
    weir_op_t* op = uses->items[i]->op;
    uintptr_t writer = (uintptr_t)weir_pointer_map_get(&find->partition_of, op);
    if (writer == (uintptr_t)partition + 1 ||
        !has_reader_before(find, partition, resource, op)) {
      continue;
    }
    bool is_placed = writer != 0;
    *add_overwrite(find) = (weir_overwrite_t){
        .reader = partition,
        .writer = (int32_t)writer - 1,
        .op = is_placed ? NULL : op,
        .operand = is_placed ? region_operand(
                                   &find->set->partitions[writer - 1], resource)
                             : uses->items[i]->index};
  }
}

weir_overwrite_list_t weir_find_overwrites(const weir_partition_set_t* set,
                                           weir_arena_t* arena) {
  find_t find = {.set = set,
                 .arena = arena,
                 .dominance = weir_dominance_create(arena),
                 .partition_of = {.arena = arena},
                 .uses = {.arena = arena}};
  for (uint32_t p = 0; p < set->count; ++p) {
    const weir_op_list_t* ops = &set->partitions[p].ops;
    for (uint32_t i = 0; i < ops->count; ++i) {
      *weir_pointer_map_at(&find.partition_of, ops->ops[i]) =
          (void*)((uintptr_t)p + 1);
    }
  }
  for (uint32_t p = 0; p < set->count; ++p) {
    const weir_partition_t* partition = &set->partitions[p];
    for (uint32_t i = 0; i < partition->input_count; ++i) {
      if (weir_type_is_stream_resource(partition->inputs[i]->type)) {
        note_overwrites(&find, p, partition->inputs[i]);
      }
    }
  }
  return find.found;
}

// -- awaiting -----------------------------------------------------------------

void weir_await_readers(const weir_overwrite_list_t* overwrites,
                        weir_op_t* const* regions, weir_block_t* block,
                        weir_arena_t* arena) {
  if (overwrites->count == 0) return;
  for (uint32_t i = 0; i < overwrites->count; ++i) {
    const weir_overwrite_t* overwrite = &overwrites->items[i];
    const weir_op_t* reader = regions[overwrite->reader];
    weir_op_t* writer =
        overwrite->writer >= 0 ? regions[overwrite->writer] : overwrite->op;
    weir_value_t* resource = weir_op_operand_n(writer, overwrite->operand);
    weir_builder_t builder = weir_builder_before(writer);
    weir_value_t* size =
        weir_resource_size(resource, &builder, reader->location);
    const weir_op_t* await = weir_build_await(
        &builder, reader->location, resource, size,
        weir_op_result(reader, WEIR_STREAM_ASYNC_EXECUTE_RESULT_TIMEPOINT));
    weir_op_set_operand(writer, overwrite->operand, weir_op_result_n(await, 0));
  }
  weir_sort_topologically(block, arena);
}
