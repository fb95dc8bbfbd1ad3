#include "compiler/transforms/stream/partitioning.h"

#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/access_ranges.h"
#include "compiler/transforms/stream/bit_set.h"
#include "compiler/transforms/stream/pointer_map.h"

// A block is walked from its end to its start, so when an op is met all its
// users have been placed. Each op knows the sets it is in (membership) and
// those that must come after it (hazards); it may join a set that does not have
// to come after itself through another one.

typedef struct op_state_t {
  weir_op_t* op;
  uint32_t place;  // in the block
  weir_bit_set_t membership;
  weir_bit_set_t hazards;
  uint32_t set_count;  // sets it is in
  // Of concurrency, where what comes later is always all waves below one.
  uint32_t wave, wave_count;  // the wave it is in; waves that come after it
  bool in_wave;
} op_state_t;

typedef struct builder_t {
  weir_attr_t* affinity;
  weir_op_list_t ops;  // last first
} builder_t;

typedef struct partitioner_t {
  weir_arena_t* arena;
  weir_block_t* block;
  op_state_t* states;  // by place
  op_state_t** slots;  // by op, open addressing
  uint32_t slot_count;
  uint32_t op_count;
  builder_t* builders;
  uint32_t builder_count, builder_capacity;
  uint32_t usable_from;      // earlier sets are behind a side effect
  weir_bit_set_t consumers;  // of the op at hand
  bool in_waves;             // the sets are waves
  weir_pointer_map_t taken;  // by input: the last set that has it, plus one
} partitioner_t;

bool weir_op_is_streamable(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_STREAMABLE);
}

// Cheaper to do again than to keep and pass on.
static bool prefers_clone(const weir_op_t* op) {
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

// Views and reservations: nothing executes for them.
static bool is_metadata(const weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_ASYNC_ALLOCA) ||
         weir_op_is(op, WEIR_STREAM_ASYNC_CONSTANT) ||
         weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW);
}

// -- state --------------------------------------------------------------------

static uint32_t slot_of(const partitioner_t* p, const weir_op_t* op) {
  uint32_t at = (uint32_t)(((uintptr_t)op >> 4) * 0x9e3779b97f4a7c15ull >> 32);
  for (at &= p->slot_count - 1;
       p->slots[at] != NULL && p->slots[at]->op != op;) {
    at = (at + 1) & (p->slot_count - 1);
  }
  return at;
}

static void init(partitioner_t* p, weir_block_t* block, weir_arena_t* arena) {
  *p = (partitioner_t){
      .arena = arena, .block = block, .taken = {.arena = arena}};
  for (weir_op_t* op = block->first; op != NULL; op = op->next) ++p->op_count;
  p->states = WEIR_ARENA_ARRAY(arena, op_state_t, p->op_count);
  p->slot_count = 16;
  while (p->slot_count < 2 * p->op_count) p->slot_count *= 2;
  p->slots = WEIR_ARENA_ARRAY(arena, op_state_t*, p->slot_count);
  uint32_t place = 0;
  for (weir_op_t* op = block->first; op != NULL; op = op->next) {
    op_state_t* state = &p->states[place];
    *state = (op_state_t){.op = op, .place = place};
    p->slots[slot_of(p, op)] = state;
    ++place;
  }
}

// The state of the op of the block that |user| is or is inside of; NULL if it
// is elsewhere.
static op_state_t* state_of(const partitioner_t* p, weir_op_t* user) {
  weir_op_t* op = weir_op_ancestor_in_block(user, p->block);
  return op != NULL ? p->slots[slot_of(p, op)] : NULL;
}

static void insert_affinity(builder_t* builder, const weir_op_t* op) {
  if (!weir_op_has_trait(op, WEIR_OP_AFFINITY)) return;
  weir_attr_t* affinity = weir_op_affinity(op);
  if (affinity == NULL) return;
  builder->affinity = builder->affinity != NULL
                          ? weir_affinity_join_and(builder->affinity, affinity)
                          : affinity;
}

static void insert(partitioner_t* p, uint32_t ordinal, op_state_t* state) {
  builder_t* builder = &p->builders[ordinal];
  insert_affinity(builder, state->op);
  weir_bit_set_add(&state->membership, ordinal, p->arena);
  ++state->set_count;
  weir_op_list_add(&builder->ops, p->arena, state->op);
}

static void add_builder(partitioner_t* p) {
  if (p->builder_count == p->builder_capacity) {
    uint32_t capacity = p->builder_capacity ? p->builder_capacity * 2 : 16;
    builder_t* builders = WEIR_ARENA_ARRAY(p->arena, builder_t, capacity);
    if (p->builder_count > 0) {
      memcpy(builders, p->builders, p->builder_count * sizeof(*builders));
    }
    p->builders = builders;
    p->builder_capacity = capacity;
  }
  ++p->builder_count;
}

static void insert_in_new(partitioner_t* p, op_state_t* state) {
  uint32_t ordinal = p->builder_count;
  add_builder(p);
  weir_bit_set_add_range(&state->hazards, ordinal, p->arena);
  insert(p, ordinal, state);
}

// What must come after |state|: the sets of its users and all after those.
static void follow_users(partitioner_t* p, op_state_t* state) {
  const weir_op_t* op = state->op;
  for (uint32_t r = 0; r < op->result_count; ++r) {
    for (const weir_use_t* use = op->results[r].uses; use != NULL;
         use = use->next) {
      const op_state_t* user = state_of(p, use->op);
      if (user == NULL) continue;
      weir_bit_set_union(&p->consumers, &user->membership, p->arena);
      weir_bit_set_union(&state->hazards, &user->hazards, p->arena);
    }
  }
}

static void finish(partitioner_t* p, weir_partition_set_t* out);

// -- execution regions --------------------------------------------------------

static bool affinity_fits(const partitioner_t* p, const weir_op_t* op,
                          uint32_t ordinal) {
  if (!weir_op_has_trait(op, WEIR_OP_AFFINITY)) return true;
  return weir_affinity_can_execute_together(weir_op_affinity(op),
                                            p->builders[ordinal].affinity);
}

// Sets that can have a copy of the op for those of its users that are in them.
static uint32_t find_homes(partitioner_t* p, const op_state_t* state,
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
static bool can_serve_others(const partitioner_t* p, const op_state_t* state,
                             const weir_bit_set_t* homes, int32_t from) {
  const weir_op_t* op = state->op;
  for (uint32_t r = 0; r < op->result_count; ++r) {
    for (const weir_use_t* use = op->results[r].uses; use; use = use->next) {
      const op_state_t* user = state_of(p, use->op);
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
static bool clone_into_consumers(partitioner_t* p, op_state_t* state) {
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
static int32_t set_for(const partitioner_t* p, const op_state_t* state,
                       weir_favor_t favor) {
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

static void place_in_execution(partitioner_t* p, op_state_t* state,
                               weir_favor_t favor) {
  if (prefers_clone(state->op) && clone_into_consumers(p, state)) return;
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
  partitioner_t p;
  init(&p, block, arena);
  for (uint32_t i = p.op_count; i-- > 0;) {
    op_state_t* state = &p.states[i];
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
    if (streamable) {
      place_in_execution(&p, state, favor);
    } else {
      weir_bit_set_union(&state->hazards, &p.consumers, arena);
    }
  }
  weir_partition_set_t set;
  finish(&p, &set);
  return set;
}

// -- concurrency --------------------------------------------------------------

static uint32_t waves_of(const op_state_t* state) {
  return state->in_wave ? state->wave + 1 : state->wave_count;
}

static void precede(op_state_t* state, uint32_t count) {
  if (count > state->wave_count) state->wave_count = count;
}

// An op that overwrites a resource in place.
typedef struct writer_t {
  op_state_t* state;
  struct writer_t* next;
} writer_t;

// What was found out about the uses of one resource on the way from the end.
typedef struct resource_uses_t {
  uint32_t any;  // waves below this read or write it
  writer_t* writers;
} resource_uses_t;

static resource_uses_t* uses_of(weir_pointer_map_t* map,
                                const weir_value_t* value) {
  void** at = weir_pointer_map_at(map, value);
  if (*at == NULL) *at = WEIR_ARENA_NEW(map->arena, resource_uses_t);
  return *at;
}

// Looks for ops that must not share a wave with |state|: what comes later and
// touches bytes of |range|, where one of both writes. A resource that is
// overwritten in place is followed to its next names.
typedef struct conflicts_t {
  partitioner_t* p;
  weir_pointer_map_t* uses;
  op_state_t* state;
  weir_neighbors_t near;
  uint32_t steps;
} conflicts_t;

enum { MAX_CHAIN_STEPS = 256 };

static void follow_value(conflicts_t* c, weir_value_t* value);

static void check_user(conflicts_t* c, weir_value_t* value, op_state_t* user) {
  if (user == NULL || user == c->state) return;
  precede(c->state, user->in_wave ? user->wave : user->wave_count);
  if (!user->in_wave || waves_of(user) <= c->state->wave_count) return;
  if (++c->steps > MAX_CHAIN_STEPS ||
      weir_neighbors_meet(&c->near, user->op, value)) {
    precede(c->state, waves_of(user));
    return;
  }
  for (uint32_t r = 0; r < user->op->result_count; ++r) {
    int32_t tied = weir_op_tied_operand(user->op, r);
    if (tied >= 0 && weir_op_operand_n(user->op, (uint32_t)tied) == value) {
      follow_value(c, weir_op_result_n(user->op, r));
    }
  }
}

static void follow_value(conflicts_t* c, weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    check_user(c, value, state_of(c->p, use->op));
  }
}

// Reads of a resource that an op overwrites in place must not share a wave with
// it, whichever comes first.
static void check_range(const weir_access_range_t* range, void* user) {
  conflicts_t* c = user;
  weir_neighbors_init(&c->near, range);
  c->steps = 0;
  if (weir_value_op(range->resource) == c->state->op) {
    follow_value(c, range->resource);
    return;
  }
  const resource_uses_t* uses = uses_of(c->uses, range->resource);
  if ((range->access & WEIR_ACCESS_WRITE) != 0) precede(c->state, uses->any);
  for (const writer_t* w = uses->writers; w != NULL; w = w->next) {
    check_user(c, range->resource, w->state);
  }
}

static void precede_users(partitioner_t* p, op_state_t* state,
                          weir_pointer_map_t* uses) {
  const weir_op_t* op = state->op;
  bool by_range = weir_op_has_trait(op, WEIR_OP_ASYNC_ACCESS);
  for (uint32_t r = 0; r < op->result_count; ++r) {
    if (by_range && weir_type_is_stream_resource(op->results[r].type)) continue;
    for (const weir_use_t* use = op->results[r].uses; use; use = use->next) {
      const op_state_t* user = state_of(p, use->op);
      if (user != NULL) precede(state, waves_of(user));
    }
  }
  if (!by_range) return;
  conflicts_t conflicts = {.p = p, .uses = uses, .state = state};
  weir_access_ranges(op, check_range, &conflicts);
}

static void note_uses(op_state_t* state, weir_pointer_map_t* map) {
  const weir_op_t* op = state->op;
  uint32_t count = waves_of(state);
  for (uint32_t o = 0; o < op->operand_count; ++o) {
    const weir_value_t* value = weir_op_operand_n(op, o);
    if (!weir_type_is_stream_resource(value->type)) continue;
    resource_uses_t* uses = uses_of(map, value);
    if (count > uses->any) uses->any = count;
    if (!weir_op_operand_is_tied(op, o)) continue;
    if (uses->writers != NULL && uses->writers->state == state) continue;
    writer_t* writer = WEIR_ARENA_NEW(map->arena, writer_t);
    *writer = (writer_t){state, uses->writers};
    uses->writers = writer;
  }
}

static void put_in_wave(partitioner_t* p, op_state_t* state, uint32_t wave) {
  state->in_wave = true;
  state->wave = wave;
  weir_op_list_add(&p->builders[wave].ops, p->arena, state->op);
  insert_affinity(&p->builders[wave], state->op);
}

weir_partition_set_t weir_partition_concurrency(weir_block_t* block,
                                                weir_favor_t favor,
                                                weir_arena_t* arena) {
  if (favor == WEIR_FAVOR_DEBUG) return (weir_partition_set_t){NULL, 0};
  partitioner_t p;
  init(&p, block, arena);
  weir_pointer_map_t uses = {.arena = arena};
  for (uint32_t i = p.op_count; i-- > 0;) {
    op_state_t* state = &p.states[i];
    if (weir_op_is_constant_like(state->op)) continue;
    precede_users(&p, state, &uses);
    if (weir_op_is_streamable(state->op) && !is_metadata(state->op)) {
      uint32_t wave = favor == WEIR_FAVOR_MAX_CONCURRENCY ? state->wave_count
                                                          : p.builder_count - 1;
      if (state->wave_count >= p.builder_count) {
        wave = p.builder_count;
        add_builder(&p);
      }
      put_in_wave(&p, state, wave);
    }
    note_uses(state, &uses);
  }
  weir_partition_set_t set;
  p.in_waves = true;
  finish(&p, &set);
  return set;
}

// -- inputs and outputs -------------------------------------------------------

static bool in_set(const partitioner_t* p, weir_op_t* op, uint32_t ordinal) {
  const op_state_t* state = state_of(p, op);
  if (state == NULL) return false;
  return p->in_waves ? state->in_wave && state->wave == ordinal
                     : weir_bit_set_has(&state->membership, ordinal);
}

// An op in several sets serves the users in each of them by itself, and all
// others from the set that executes first.
static bool escapes(const partitioner_t* p, const weir_value_t* value,
                    uint32_t ordinal) {
  const op_state_t* owner = state_of(p, value->op);
  bool is_copied = owner->set_count > 1;
  if (is_copied && weir_bit_set_last(&owner->membership) != (int32_t)ordinal) {
    return false;
  }
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (in_set(p, use->op, ordinal)) continue;
    const op_state_t* user = state_of(p, use->op);
    if (!is_copied || user == NULL ||
        !weir_bit_set_meets(&user->membership, &owner->membership)) {
      return true;
    }
  }
  return false;
}

typedef struct input_walk_t {
  partitioner_t* p;
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

static void finish_partition(partitioner_t* p, uint32_t ordinal,
                             weir_partition_t* out) {
  builder_t* builder = &p->builders[ordinal];
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
static void finish(partitioner_t* p, weir_partition_set_t* out) {
  out->count = p->builder_count;
  out->partitions =
      WEIR_ARENA_ARRAY(p->arena, weir_partition_t, p->builder_count);
  for (uint32_t i = 0; i < p->builder_count; ++i) {
    finish_partition(p, p->builder_count - 1 - i, &out->partitions[i]);
  }
}
