#include "compiler/transforms/stream/regions.h"

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/stream/values.h"

// Whether |size| is there at the place of |builder|.
static bool is_usable(weir_value_t* size, const weir_builder_t* builder) {
  if (builder->before != NULL) {
    return weir_value_is_available_at(size, builder->before);
  }
  weir_block_t* block = weir_value_block(size);
  return block == builder->block ||
         (builder->block->region != NULL &&
          weir_value_is_available_at(size, builder->block->region->op));
}

weir_value_t* weir_resource_find_size(weir_value_t* resource,
                                      const weir_builder_t* builder) {
  if (resource->kind == WEIR_VALUE_RESULT) {
    weir_value_t* size = weir_op_result_size(resource->op, resource->index);
    if (size != NULL) return size;
  }
  for (const weir_use_t* use = resource->uses; use != NULL; use = use->next) {
    weir_value_t* size = weir_op_operand_size(use->op, use->index);
    if (size != NULL && is_usable(size, builder)) return size;
  }
  return NULL;
}

weir_value_t* weir_resource_size(weir_value_t* resource,
                                 weir_builder_t* builder,
                                 weir_location_t* location) {
  weir_value_t* size = weir_resource_find_size(resource, builder);
  if (size != NULL) return size;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_STREAM_RESOURCE_SIZE, location);
  weir_op_state_operand(&state, resource);
  weir_op_state_result(&state, weir_index_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// -- sorting ------------------------------------------------------------------

// The ops of a block by number, and which needs which.
typedef struct sort_t {
  weir_block_t* block;
  weir_arena_t* arena;
  weir_op_t* op;    // the one that is looked at
  uint32_t* needs;  // pairs: number of the producer, number of the user
  uint32_t count, capacity;
} sort_t;

static void add_need(sort_t* sort, uint64_t producer, uint64_t user) {
  if (sort->count == sort->capacity) {
    uint32_t capacity = sort->capacity ? sort->capacity * 2 : 256;
    uint32_t* needs =
        WEIR_ARENA_ARRAY(sort->arena, uint32_t, (size_t)capacity * 2);
    for (size_t i = 0; i < (size_t)sort->count * 2; ++i) {
      needs[i] = sort->needs[i];
    }
    sort->needs = needs;
    sort->capacity = capacity;
  }
  sort->needs[(size_t)sort->count * 2] = (uint32_t)producer;
  sort->needs[(size_t)sort->count * 2 + 1] = (uint32_t)user;
  ++sort->count;
}

static weir_walk_t note_needs(weir_op_t* op, void* user) {
  sort_t* sort = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_op_t* producer = weir_value_op(weir_op_operand_n(op, i));
    if (producer == NULL) continue;
    producer = weir_op_ancestor_in_block(producer, sort->block);
    if (producer == NULL || producer == sort->op) continue;
    add_need(sort, producer->order, sort->op->order);
  }
  return WEIR_WALK_CONTINUE;
}

// The round in which each op would be placed if the block were gone through
// again and again, each time placing what needs nothing unplaced; UINT32_MAX
// for what is on a cycle.
static uint32_t* find_rounds(const sort_t* sort, uint32_t op_count) {
  weir_arena_t* arena = sort->arena;
  uint32_t* rounds = WEIR_ARENA_ARRAY(arena, uint32_t, op_count);
  uint32_t* missing = WEIR_ARENA_ARRAY(arena, uint32_t, op_count);
  uint32_t* first = WEIR_ARENA_ARRAY(arena, uint32_t, (size_t)op_count + 2);
  uint32_t* users = WEIR_ARENA_ARRAY(arena, uint32_t, sort->count);
  uint32_t* queue = WEIR_ARENA_ARRAY(arena, uint32_t, op_count);
  for (size_t i = 0; i < sort->count; ++i) {
    ++first[sort->needs[i * 2] + 2];
    ++missing[sort->needs[i * 2 + 1]];
  }
  for (uint32_t i = 2; i < op_count + 2; ++i) first[i] += first[i - 1];
  for (size_t i = 0; i < sort->count; ++i) {
    users[first[sort->needs[i * 2] + 1]++] = sort->needs[i * 2 + 1];
  }
  uint32_t head = 0, tail = 0;
  for (uint32_t i = 0; i < op_count; ++i) {
    if (missing[i] == 0) queue[tail++] = i;
  }
  while (head < tail) {
    uint32_t op = queue[head++];
    for (uint32_t i = first[op]; i < first[op + 1]; ++i) {
      uint32_t user = users[i];
      uint32_t round = rounds[op] + (op > user);
      if (round > rounds[user]) rounds[user] = round;
      if (--missing[user] == 0) queue[tail++] = user;
    }
  }
  for (uint32_t i = 0; i < op_count; ++i) {
    if (missing[i] > 0) rounds[i] = UINT32_MAX;
  }
  return rounds;
}

// What an op does with the state of the host, such as globals. Resources are
// ordered by what ops make of them.
typedef enum host_effect_t {
  NO_EFFECT,
  READS_HOST,
  CHANGES_HOST
} host_effect_t;

static weir_walk_t find_effect(weir_op_t* op, void* user) {
  host_effect_t* effect = user;
  if (op->region_count > 0 || weir_op_is_terminator(op) ||
      weir_op_is_pure(op) || weir_sv_equal_c(weir_op_dialect(op), "stream")) {
    return WEIR_WALK_CONTINUE;
  }
  *effect = *effect != CHANGES_HOST && weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)
                ? READS_HOST
                : CHANGES_HOST;
  return *effect == CHANGES_HOST ? WEIR_WALK_STOP : WEIR_WALK_CONTINUE;
}

// Reads of the host's state stay between the changes that they were between.
static void note_effects(sort_t* sort, const weir_op_list_t* ops) {
  host_effect_t* effects =
      WEIR_ARENA_ARRAY(sort->arena, host_effect_t, ops->count);
  uint32_t changed = UINT32_MAX;  // the last op that changed something
  for (uint32_t i = 0; i < ops->count; ++i) {
    weir_walk_pre_order(ops->ops[i], find_effect, &effects[i]);
    if (effects[i] == NO_EFFECT) continue;
    if (changed != UINT32_MAX) add_need(sort, changed, i);
    if (effects[i] != CHANGES_HOST) continue;
    for (uint32_t k = changed + 1; k < i; ++k) {
      if (effects[k] == READS_HOST) add_need(sort, k, i);
    }
    changed = i;
  }
}

void weir_sort_topologically(weir_block_t* block, weir_arena_t* arena) {
  weir_op_list_t ops = {0};
  weir_op_t* terminator = weir_block_terminator(block);
  for (weir_op_t* op = block->first; op != NULL; op = op->next) {
    op->order = ops.count;
    weir_op_list_add(&ops, arena, op);
  }
  sort_t sort = {.block = block, .arena = arena};
  for (uint32_t i = 0; i < ops.count; ++i) {
    sort.op = ops.ops[i];
    if (sort.op == terminator) continue;
    weir_walk_pre_order(sort.op, note_needs, &sort);
  }
  note_effects(&sort, &ops);
  uint32_t* rounds = find_rounds(&sort, ops.count);
  // By round, each in the order of the block.
  uint32_t* start = WEIR_ARENA_ARRAY(arena, uint32_t, (size_t)ops.count + 2);
  weir_op_t** sorted = WEIR_ARENA_ARRAY(arena, weir_op_t*, ops.count);
  uint32_t sorted_count = 0;
  for (uint32_t i = 0; i < ops.count; ++i) {
    if (ops.ops[i] == terminator || rounds[i] == UINT32_MAX) continue;
    ++start[rounds[i] + 1];
    ++sorted_count;
  }
  for (uint32_t i = 1; i <= ops.count; ++i) start[i] += start[i - 1];
  for (uint32_t i = 0; i < ops.count; ++i) {
    if (ops.ops[i] == terminator || rounds[i] == UINT32_MAX) continue;
    sorted[start[rounds[i]]++] = ops.ops[i];
  }
  if (terminator != NULL) sorted[sorted_count++] = terminator;
  for (uint32_t i = 0; i < sorted_count; ++i) {
    weir_op_unlink(sorted[i]);
    weir_block_append(block, sorted[i]);
  }
}

// -- checking -----------------------------------------------------------------

static bool may_leave(const weir_value_t* output) {
  if (!weir_type_is_stream_resource(output->type)) {
    return weir_op_error(output->op,
                         "result #%u is used outside of the execution region "
                         "of the op, which only resources leave",
                         output->index);
  }
  return weir_op_result_size(output->op, output->index) != NULL ||
         weir_op_error(output->op,
                       "result #%u leaves the execution region of the op, but "
                       "its size is not known: tensors are to be encoded first",
                       output->index);
}

bool weir_partitions_check(const weir_partition_set_t* set, uint32_t min_ops) {
  bool ok = true;
  for (uint32_t p = 0; p < set->count; ++p) {
    const weir_partition_t* partition = &set->partitions[p];
    if (partition->ops.count < min_ops) continue;
    for (uint32_t i = 0; i < partition->output_count; ++i) {
      ok &= may_leave(partition->outputs[i]);
    }
  }
  return ok;
}

// -- building -----------------------------------------------------------------

typedef struct region_builder_t {
  const weir_partition_t* partition;
  weir_op_t* op;
  weir_mapping_t* mapping;
  // Resources among the partition's outputs.
  weir_value_t** outputs;
  uint32_t output_count;
} region_builder_t;

static weir_builder_t place_after_inputs(weir_block_t* block,
                                         const weir_partition_t* partition) {
  weir_op_t* last = NULL;
  for (uint32_t i = 0; i < partition->input_count; ++i) {
    weir_op_t* producer = weir_value_op(partition->inputs[i]);
    if (producer == NULL || producer->block != block) continue;
    if (last == NULL || weir_op_is_before(last, producer)) last = producer;
  }
  return last != NULL ? weir_builder_after(last) : weir_builder_at_start(block);
}

static weir_location_t* fused_location(const weir_partition_t* partition,
                                       weir_arena_t* arena) {
  uint32_t count = partition->ops.count;
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    locations[i] = partition->ops.ops[i]->location;
  }
  return weir_fuse_locations(partition->ops.ops[0]->context, locations, count);
}

static void begin_region(region_builder_t* region, weir_block_t* block,
                         const weir_partition_t* partition,
                         const weir_region_kind_t* kind, weir_arena_t* arena) {
  *region = (region_builder_t){.partition = partition,
                               .mapping = weir_mapping_create(arena)};
  weir_builder_t builder = place_after_inputs(block, partition);
  weir_location_t* location = fused_location(partition, arena);
  uint32_t inputs = partition->input_count, outputs = partition->output_count;
  weir_value_t** operands = WEIR_ARENA_ARRAY(arena, weir_value_t*, inputs);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, inputs);
  weir_value_t** result_sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, outputs);
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, outputs);
  region->outputs = WEIR_ARENA_ARRAY(arena, weir_value_t*, outputs);
  for (uint32_t i = 0; i < outputs; ++i) {
    weir_value_t* output = partition->outputs[i];
    if (!weir_type_is_stream_resource(output->type)) continue;
    uint32_t at = region->output_count++;
    region->outputs[at] = output;
    types[at] = output->type;
    result_sizes[at] = weir_resource_size(output, &builder, location);
  }
  uint32_t operand_count = 0;
  for (uint32_t i = 0; i < inputs; ++i) {
    weir_value_t* input = partition->inputs[i];
    if (!weir_type_is_stream_resource(input->type)) continue;
    operands[operand_count] = input;
    sizes[operand_count++] = weir_resource_size(input, &builder, location);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, kind->id, location);
  weir_op_state_operands(&state, operands, operand_count);
  weir_op_state_operands(&state, sizes, operand_count);
  weir_op_state_operands(&state, result_sizes, region->output_count);
  weir_op_state_results(&state, types, region->output_count);
  if (kind->id == WEIR_STREAM_ASYNC_EXECUTE) {
    weir_op_state_operand(&state, NULL);
    weir_op_state_result(&state, weir_stream_timepoint_type(builder.context));
  }
  weir_op_state_attr(&state, "affinity", partition->affinity);
  region->op = weir_build(&builder, &state);
  weir_block_t* body = weir_region_add_block(weir_op_region(region->op, 0));
  for (uint32_t i = 0; i < operand_count; ++i) {
    weir_value_t* argument = weir_block_add_argument(
        body, operands[i]->type, operands[i]->type != NULL ? location : NULL);
    weir_mapping_set(region->mapping, operands[i], argument);
  }
}

static void fill_region(region_builder_t* region, weir_arena_t* arena) {
  weir_block_t* body = weir_op_region(region->op, 0)->first;
  const weir_partition_t* partition = region->partition;
  for (uint32_t i = 0; i < partition->ops.count; ++i) {
    weir_op_t* clone = weir_op_clone(partition->ops.ops[i], region->mapping);
    weir_block_append(body, clone);
    if (weir_op_has_trait(clone, WEIR_OP_AFFINITY) &&
        !weir_op_is(clone, WEIR_STREAM_ASYNC_TRANSFER) &&
        weir_op_affinity(clone) == partition->affinity) {
      weir_op_set_affinity(clone, NULL);
    }
  }
  weir_builder_t builder = weir_builder_at_end(body);
  uint32_t count = region->output_count;
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  weir_value_t** sizes = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_mapping_get(region->mapping, region->outputs[i]);
    sizes[i] = weir_resource_size(values[i], &builder, region->op->location);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_YIELD, region->op->location);
  weir_op_state_operands(&state, values, count);
  weir_op_state_operands(&state, sizes, count);
  weir_build(&builder, &state);
}

static void replace_outputs(const region_builder_t* region,
                            const weir_region_kind_t* kind) {
  weir_builder_t builder = weir_builder_after(region->op);
  for (uint32_t i = 0; i < region->output_count; ++i) {
    weir_value_t* by = kind->result(region->op, i, &builder);
    weir_value_replace_uses(region->outputs[i], by);
  }
}

// Waves one behind the other, also where only what they overwrite keeps them
// apart: sorting goes by values.
static void order_waves(weir_block_t* block, const weir_partition_set_t* set,
                        const region_builder_t* regions, uint32_t min_ops) {
  weir_op_t* end = weir_block_terminator(block);
  for (uint32_t i = 0, next = 0; i < set->count; ++i) {
    const weir_partition_t* partition = &set->partitions[i];
    if (partition->ops.count >= min_ops) {
      weir_op_move_before(regions[next++].op, end);
      continue;
    }
    for (uint32_t o = 0; o < partition->ops.count; ++o) {
      weir_op_move_before(partition->ops.ops[o], end);
    }
  }
}

weir_op_t** weir_outline_partitions(weir_block_t* block,
                                    const weir_partition_set_t* set,
                                    const weir_region_kind_t* kind,
                                    uint32_t min_ops, weir_arena_t* arena) {
  region_builder_t* regions =
      WEIR_ARENA_ARRAY(arena, region_builder_t, set->count);
  weir_op_t** ops = WEIR_ARENA_ARRAY(arena, weir_op_t*, set->count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < set->count; ++i) {
    const weir_partition_t* partition = &set->partitions[i];
    if (partition->ops.count < min_ops) continue;
    begin_region(&regions[count], block, partition, kind, arena);
    ops[i] = regions[count++].op;
  }
  if (count == 0) return ops;
  for (uint32_t i = 0; i < count; ++i) fill_region(&regions[i], arena);
  for (uint32_t i = 0; i < count; ++i) replace_outputs(&regions[i], kind);
  // The originals go, users first; a clone in another set may have kept one.
  for (uint32_t i = count; i-- > 0;) {
    const weir_op_list_t* moved = &regions[i].partition->ops;
    for (uint32_t o = moved->count; o-- > 0;) {
      if (!moved->ops[o]->erased) weir_op_drop_all_references(moved->ops[o]);
    }
  }
  for (uint32_t i = 0; i < count; ++i) {
    const weir_op_list_t* moved = &regions[i].partition->ops;
    for (uint32_t o = 0; o < moved->count; ++o) {
      if (!moved->ops[o]->erased) weir_op_erase(moved->ops[o]);
    }
  }
  if (kind->id == WEIR_STREAM_ASYNC_CONCURRENT) {
    order_waves(block, set, regions, min_ops);
  }
  weir_sort_topologically(block, arena);
  return ops;
}
