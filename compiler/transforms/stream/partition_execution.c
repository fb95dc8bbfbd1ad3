// Execution regions: sets of ops of one affinity.
#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/bit_set.h"
#include "compiler/transforms/stream/overwrites.h"
#include "compiler/transforms/stream/partitioning_impl.h"

static void insert(weir_partitioner_t* p, uint32_t ordinal,
                   weir_partition_op_t* state) {
  weir_partition_builder_t* builder = &p->builders[ordinal];
  weir_partition_builder_take_affinity(builder, state->op);
  weir_bit_set_add(&state->membership, ordinal, p->arena);
  ++state->set_count;
  weir_op_list_add(&builder->ops, p->arena, state->op);
}

static void insert_in_new(weir_partitioner_t* p, weir_partition_op_t* state) {
  uint32_t ordinal = p->builder_count;
  weir_partitioner_add_builder(p);
  weir_bit_set_add_range(&state->hazards, ordinal, p->arena);
  insert(p, ordinal, state);
}

static void come_before(weir_partitioner_t* p, weir_partition_op_t* state,
                        const weir_partition_op_t* later) {
  weir_bit_set_union(&p->consumers, &later->membership, p->arena);
  weir_bit_set_union(&state->hazards, &later->hazards, p->arena);
}

typedef struct writer_walk_t {
  weir_partitioner_t* p;
  weir_op_t* root;
} writer_walk_t;

static weir_walk_t note_writers(weir_op_t* op, void* user) {
  const writer_walk_t* walk = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    weir_value_t* value = weir_op_operand_n(op, i);
    if (weir_operand_may_be_overwritten(op, i) &&
        !weir_op_is_ancestor(walk->root, weir_value_parent_op(value))) {
      *weir_pointer_map_at(&walk->p->writers, value) = walk->root;
    }
  }
  return WEIR_WALK_CONTINUE;
}

// Whether something that |state| reads is overwritten after it.
static bool follow_writers(weir_partitioner_t* p, weir_partition_op_t* state) {
  weir_op_t* op = state->op;
  bool found = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, i);
    weir_op_t* writer = weir_pointer_map_get(&p->writers, value);
    if (writer == NULL) continue;
    come_before(p, state, weir_partitioner_find(p, writer));
    found = true;
  }
  if (!weir_op_is_terminator(op)) {
    writer_walk_t walk = {p, op};
    weir_walk_pre_order(op, note_writers, &walk);
  }
  return found;
}

// What must come after |state|: the sets of its users and all after those.
static void follow_users(weir_partitioner_t* p, weir_partition_op_t* state) {
  const weir_op_t* op = state->op;
  for (uint32_t r = 0; r < op->result_count; ++r) {
    for (const weir_use_t* use = op->results[r].uses; use != NULL;
         use = use->next) {
      const weir_partition_op_t* user = weir_partitioner_find(p, use->op);
      if (user == NULL) continue;
      come_before(p, state, user);
    }
  }
}

static bool affinity_fits(const weir_partitioner_t* p, const weir_op_t* op,
                          uint32_t ordinal) {
  if (!weir_op_has_trait(op, WEIR_OP_AFFINITY)) return true;
  return weir_affinity_can_execute_together(weir_op_affinity(op),
                                            p->builders[ordinal].affinity);
}

// Sets that can have a copy of the op for those of its users that are in them.
static uint32_t find_homes(weir_partitioner_t* p,
                           const weir_partition_op_t* state,
                           weir_bit_set_t* out_homes) {
  uint32_t count = 0;
  for (int32_t i = weir_bit_set_next(&p->consumers, p->usable_from); i >= 0;
       i = weir_bit_set_next(&p->consumers, (uint32_t)i + 1)) {
    if (!affinity_fits(p, state->op, (uint32_t)i)) continue;
    weir_bit_set_add(out_homes, (uint32_t)i, p->arena);
    ++count;
  }
  return count;
}

// Users without a copy of their own take the result of the copy in the set that
// executes first, |from|: that set must come before them and all behind them.
static bool can_serve_others(const weir_partitioner_t* p,
                             const weir_partition_op_t* state,
                             const weir_bit_set_t* homes, int32_t from) {
  const weir_op_t* op = state->op;
  for (uint32_t r = 0; r < op->result_count; ++r) {
    for (const weir_use_t* use = op->results[r].uses; use; use = use->next) {
      const weir_partition_op_t* user = weir_partitioner_find(p, use->op);
      if (user == NULL || weir_bit_set_meets(&user->membership, homes)) {
        continue;
      }
      if (weir_bit_set_last(&user->membership) >= from ||
          weir_bit_set_last(&user->hazards) >= from) {
        return false;
      }
    }
  }
  return true;
}

// A copy of the op in each set that uses it, where there are several that can
// have one. What must come after users in one of them says nothing about the
// copies in others.
static bool clone_into_consumers(weir_partitioner_t* p,
                                 weir_partition_op_t* state) {
  weir_bit_set_t homes = {0};
  if (find_homes(p, state, &homes) < 2 ||
      !can_serve_others(p, state, &homes, weir_bit_set_last(&homes))) {
    return false;
  }
  weir_bit_set_union(&state->hazards, &p->consumers, p->arena);
  for (int32_t i = weir_bit_set_next(&homes, 0); i >= 0;
       i = weir_bit_set_next(&homes, (uint32_t)i + 1)) {
    insert(p, (uint32_t)i, state);
    weir_bit_set_remove(&state->hazards, (uint32_t)i, p->arena);
  }
  return true;
}

// It must execute before all that depends on it, and sets execute from the last
// to the first: only a set behind none of those will do, and none that
// something between comes before. -1 if there is none.
static int32_t set_for(const weir_partitioner_t* p,
                       const weir_partition_op_t* state, weir_favor_t favor) {
  int32_t lowest = weir_bit_set_last(&state->hazards);
  int32_t consumer = weir_bit_set_last(&p->consumers);
  if (consumer > lowest && (uint32_t)consumer >= p->usable_from &&
      affinity_fits(p, state->op, (uint32_t)consumer)) {
    return consumer;
  }
  if (favor == WEIR_FAVOR_DEBUG) return -1;
  if (consumer > lowest) lowest = consumer;
  uint32_t from = (uint32_t)(lowest + 1);
  if (from < p->usable_from) from = p->usable_from;
  for (uint32_t i = from; i < p->builder_count; ++i) {
    if (affinity_fits(p, state->op, i)) return (int32_t)i;
  }
  return -1;
}

static void place_in_execution(weir_partitioner_t* p,
                               weir_partition_op_t* state, weir_favor_t favor,
                               bool is_overwritten) {
  if (!is_overwritten && weir_stream_prefers_clone(state->op) &&
      clone_into_consumers(p, state)) {
    return;
  }
  int32_t ordinal = set_for(p, state, favor);
  weir_bit_set_union(&state->hazards, &p->consumers, p->arena);
  if (ordinal >= 0) {
    weir_bit_set_remove(&state->hazards, (uint32_t)ordinal, p->arena);
    insert(p, (uint32_t)ordinal, state);
  } else {
    insert_in_new(p, state);
  }
}

weir_partition_set_t weir_partition_execution(weir_block_t* block,
                                              weir_favor_t favor,
                                              weir_arena_t* arena) {
  weir_partitioner_t p;
  weir_partitioner_init(&p, block, arena);
  for (uint32_t i = p.op_count; i-- > 0;) {
    weir_partition_op_t* state = &p.states[i];
    if (weir_op_is_constant_like(state->op)) continue;
    bool streamable = weir_op_is_streamable(state->op);
    if (!streamable && !weir_op_is_terminator(state->op) &&
        !weir_op_is_pure(state->op) &&
        !weir_op_has_trait(state->op,
                           WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE)) {
      p.usable_from = p.builder_count;  // nothing moves across a side effect
    }
    weir_bit_set_clear(&p.consumers);
    follow_users(&p, state);
    bool is_overwritten = follow_writers(&p, state);
    if (streamable) {
      place_in_execution(&p, state, favor, is_overwritten);
    } else {
      weir_bit_set_union(&state->hazards, &p.consumers, arena);
    }
  }
  weir_partition_set_t set;
  weir_partitioner_finish(&p, &set);
  return set;
}
