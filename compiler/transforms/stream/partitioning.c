// Sets of the ops of a block: how they are begun and, when all ops are placed,
// what goes into them and comes out.
#include "compiler/transforms/stream/partitioning.h"

#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/transforms/stream/bit_set.h"
#include "compiler/transforms/stream/partitioning_impl.h"
#include "compiler/transforms/stream/pointer_map.h"

bool weir_op_is_streamable(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_STREAMABLE);
}

// -- state --------------------------------------------------------------------

static uint32_t slot_of(const weir_partitioner_t* p, const weir_op_t* op) {
  uint32_t at = (uint32_t)(((uintptr_t)op >> 4) * 0x9e3779b97f4a7c15ull >> 32);
  for (at &= p->slot_count - 1;
       p->slots[at] != NULL && p->slots[at]->op != op;) {
    at = (at + 1) & (p->slot_count - 1);
  }
  return at;
}

void weir_partitioner_init(weir_partitioner_t* p, weir_block_t* block,
                           weir_arena_t* arena) {
  *p = (weir_partitioner_t){.arena = arena,
                            .block = block,
                            .taken = {.arena = arena},
                            .writers = {.arena = arena}};
  for (weir_op_t* op = block->first; op != NULL; op = op->next) ++p->op_count;
  p->states = WEIR_ARENA_ARRAY(arena, weir_partition_op_t, p->op_count);
  p->slot_count = 16;
  while (p->slot_count < 2 * p->op_count) p->slot_count *= 2;
  p->slots = WEIR_ARENA_ARRAY(arena, weir_partition_op_t*, p->slot_count);
  uint32_t place = 0;
  for (weir_op_t* op = block->first; op != NULL; op = op->next) {
    weir_partition_op_t* state = &p->states[place];
    *state = (weir_partition_op_t){.op = op, .place = place};
    p->slots[slot_of(p, op)] = state;
    ++place;
  }
}

weir_partition_op_t* weir_partitioner_find(const weir_partitioner_t* p,
                                           weir_op_t* user) {
  weir_op_t* op = weir_op_ancestor_in_block(user, p->block);
  return op != NULL ? p->slots[slot_of(p, op)] : NULL;
}

void weir_partition_builder_take_affinity(weir_partition_builder_t* builder,
                                          const weir_op_t* op) {
  if (!weir_op_has_trait(op, WEIR_OP_AFFINITY)) return;
  weir_attr_t* affinity = weir_op_affinity(op);
  if (affinity == NULL) return;
  builder->affinity = builder->affinity != NULL
                          ? weir_affinity_join_and(builder->affinity, affinity)
                          : affinity;
}

void weir_partitioner_add_builder(weir_partitioner_t* p) {
  if (p->builder_count == p->builder_capacity) {
    uint32_t capacity = p->builder_capacity ? p->builder_capacity * 2 : 16;
    weir_partition_builder_t* builders =
        WEIR_ARENA_ARRAY(p->arena, weir_partition_builder_t, capacity);
    if (p->builder_count > 0) {
      memcpy(builders, p->builders, p->builder_count * sizeof(*builders));
    }
    p->builders = builders;
    p->builder_capacity = capacity;
  }
  ++p->builder_count;
}

// -- inputs and outputs -------------------------------------------------------

static bool in_set(const weir_partitioner_t* p, weir_op_t* op,
                   uint32_t ordinal) {
  const weir_partition_op_t* state = weir_partitioner_find(p, op);
  if (state == NULL) return false;
  return p->in_waves ? state->in_wave && state->wave == ordinal
                     : weir_bit_set_has(&state->membership, ordinal);
}

// An op in several sets serves the users in each of them by itself, and all
// others from the set that executes first.
static bool escapes(const weir_partitioner_t* p, const weir_value_t* value,
                    uint32_t ordinal) {
  const weir_partition_op_t* owner = weir_partitioner_find(p, value->op);
  bool is_copied = owner->set_count > 1;
  if (is_copied && weir_bit_set_last(&owner->membership) != (int32_t)ordinal) {
    return false;
  }
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (in_set(p, use->op, ordinal)) continue;
    const weir_partition_op_t* user = weir_partitioner_find(p, use->op);
    if (!is_copied || user == NULL ||
        !weir_bit_set_meets(&user->membership, &owner->membership)) {
      return true;
    }
  }
  return false;
}

typedef struct input_walk_t {
  weir_partitioner_t* p;
  uint32_t ordinal;
  const weir_op_t* root;
  weir_partition_t* partition;
} input_walk_t;

static weir_walk_t add_inputs(weir_op_t* op, void* user) {
  input_walk_t* walk = user;
  for (uint32_t o = 0; o < op->operand_count; ++o) {
    weir_value_t* value = weir_op_operand_n(op, o);
    weir_op_t* producer = weir_value_op(value);
    if (producer != NULL && in_set(walk->p, producer, walk->ordinal)) continue;
    if (op != walk->root &&
        weir_op_is_ancestor(walk->root, weir_value_parent_op(value))) {
      continue;
    }
    void** taken = weir_pointer_map_at(&walk->p->taken, value);
    if ((uintptr_t)*taken == walk->ordinal + 1) continue;
    *taken = (void*)((uintptr_t)walk->ordinal + 1);
    walk->partition->inputs[walk->partition->input_count++] = value;
  }
  return WEIR_WALK_CONTINUE;
}

static weir_walk_t count_operands(weir_op_t* op, void* user) {
  *(uint32_t*)user += op->operand_count;
  return WEIR_WALK_CONTINUE;
}

static void finish_partition(weir_partitioner_t* p, uint32_t ordinal,
                             weir_partition_t* out) {
  weir_partition_builder_t* builder = &p->builders[ordinal];
  *out = (weir_partition_t){.affinity = builder->affinity};
  uint32_t operands = 0, results = 0;
  for (uint32_t i = builder->ops.count; i-- > 0;) {
    weir_op_t* op = builder->ops.ops[i];
    weir_op_list_add(&out->ops, p->arena, op);
    weir_walk_pre_order(op, count_operands, &operands);
    results += op->result_count;
  }
  out->inputs = WEIR_ARENA_ARRAY(p->arena, weir_value_t*, operands);
  out->outputs = WEIR_ARENA_ARRAY(p->arena, weir_value_t*, results);
  for (uint32_t i = 0; i < out->ops.count; ++i) {
    weir_op_t* op = out->ops.ops[i];
    input_walk_t walk = {p, ordinal, op, out};
    weir_walk_pre_order(op, add_inputs, &walk);
    for (uint32_t r = 0; r < op->result_count; ++r) {
      if (escapes(p, &op->results[r], ordinal)) {
        out->outputs[out->output_count++] = &op->results[r];
      }
    }
  }
}

// The builders were made from the block's end: the last executes first.
void weir_partitioner_finish(weir_partitioner_t* p, weir_partition_set_t* out) {
  out->count = p->builder_count;
  out->partitions =
      WEIR_ARENA_ARRAY(p->arena, weir_partition_t, p->builder_count);
  for (uint32_t i = 0; i < p->builder_count; ++i) {
    finish_partition(p, p->builder_count - 1 - i, &out->partitions[i]);
  }
}
