// Waves inside of an execution region. The ranges of bytes that ops touch
// decide what must wait for what.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/access_ranges.h"
#include "compiler/transforms/stream/partitioning_impl.h"
#include "compiler/transforms/stream/pointer_map.h"

// Views and reservations: nothing executes for them.
static bool is_metadata(const weir_op_t* op) {
  return weir_op_is(op, WEIR_STREAM_ASYNC_ALLOCA) ||
         weir_op_is(op, WEIR_STREAM_ASYNC_CONSTANT) ||
         weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW);
}

static uint32_t waves_of(const weir_partition_op_t* state) {
  return state->in_wave ? state->wave + 1 : state->wave_count;
}

static void precede(weir_partition_op_t* state, uint32_t count) {
  if (count > state->wave_count) state->wave_count = count;
}

// An op that overwrites a resource in place.
typedef struct writer_t {
  weir_partition_op_t* state;
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
  weir_partitioner_t* p;
  weir_pointer_map_t* uses;
  weir_partition_op_t* state;
  weir_neighbors_t near;
  uint32_t steps;
} conflicts_t;

enum { MAX_CHAIN_STEPS = 256 };

static void follow_value(conflicts_t* c, weir_value_t* value);

static void check_user(conflicts_t* c, weir_value_t* value,
                       weir_partition_op_t* user) {
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
    check_user(c, value, weir_partitioner_find(c->p, use->op));
  }
}

// What the op itself overwrites of |resource| has another name behind it.
static void follow_results(conflicts_t* c, const weir_value_t* resource) {
  const weir_op_t* op = c->state->op;
  for (uint32_t r = 0; r < op->result_count; ++r) {
    int32_t tied = weir_op_tied_operand(op, r);
    if (tied >= 0 && weir_op_operand_n(op, (uint32_t)tied) == resource) {
      follow_value(c, weir_op_result_n(op, r));
    }
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
  follow_results(c, range->resource);
  const resource_uses_t* uses = uses_of(c->uses, range->resource);
  if ((range->access & WEIR_ACCESS_WRITE) != 0) precede(c->state, uses->any);
  for (const writer_t* w = uses->writers; w != NULL; w = w->next) {
    check_user(c, range->resource, w->state);
  }
}

static void precede_users(weir_partitioner_t* p, weir_partition_op_t* state,
                          weir_pointer_map_t* uses) {
  const weir_op_t* op = state->op;
  bool by_range = weir_op_has_trait(op, WEIR_OP_ASYNC_ACCESS);
  for (uint32_t r = 0; r < op->result_count; ++r) {
    if (by_range && weir_type_is_stream_resource(op->results[r].type)) continue;
    for (const weir_use_t* use = op->results[r].uses; use; use = use->next) {
      const weir_partition_op_t* user = weir_partitioner_find(p, use->op);
      if (user != NULL) precede(state, waves_of(user));
    }
  }
  if (!by_range) return;
  conflicts_t conflicts = {.p = p, .uses = uses, .state = state};
  weir_access_ranges(op, check_range, &conflicts);
}

static void note_uses(weir_partition_op_t* state, weir_pointer_map_t* map) {
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

static void put_in_wave(weir_partitioner_t* p, weir_partition_op_t* state,
                        uint32_t wave) {
  state->in_wave = true;
  state->wave = wave;
  weir_op_list_add(&p->builders[wave].ops, p->arena, state->op);
  weir_partition_builder_take_affinity(&p->builders[wave], state->op);
}

weir_partition_set_t weir_partition_concurrency(weir_block_t* block,
                                                weir_favor_t favor,
                                                weir_arena_t* arena) {
  if (favor == WEIR_FAVOR_DEBUG) return (weir_partition_set_t){NULL, 0};
  weir_partitioner_t p;
  weir_partitioner_init(&p, block, arena);
  weir_pointer_map_t uses = {.arena = arena};
  for (uint32_t i = p.op_count; i-- > 0;) {
    weir_partition_op_t* state = &p.states[i];
    if (weir_op_is_constant_like(state->op)) continue;
    precede_users(&p, state, &uses);
    if (weir_op_is_streamable(state->op) && !is_metadata(state->op)) {
      uint32_t wave = favor == WEIR_FAVOR_MAX_CONCURRENCY ? state->wave_count
                                                          : p.builder_count - 1;
      if (state->wave_count >= p.builder_count) {
        wave = p.builder_count;
        weir_partitioner_add_builder(&p);
      }
      put_in_wave(&p, state, wave);
    }
    note_uses(state, &uses);
  }
  weir_partition_set_t set;
  p.in_waves = true;
  weir_partitioner_finish(&p, &set);
  return set;
}
