#include "compiler/transforms/stream/timepoint_lives.h"

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/transforms/stream/pointer_map.h"

// An op of a timeline, by its number in the program, from one. Numbers of other
// ops are 0 where there is none.
typedef struct life_t {
  weir_op_t* op;
  uint32_t last;  // that asks of its timepoints
  uint32_t next;  // whose life ends there as well
  uint32_t ends;  // the first of those whose life ends here
} life_t;

struct weir_timepoint_lives_t {
  weir_pointer_map_t numbers;  // by op
  bool joins_dissolve;
  life_t* lives;
  uint32_t count, capacity;
  uint32_t past;  // what ends before has been told of
};

static uint32_t number_of(const weir_timepoint_lives_t* lives,
                          const weir_op_t* op) {
  return (uint32_t)(uintptr_t)weir_pointer_map_get(&lives->numbers, op);
}

static weir_walk_t add_op(weir_op_t* op, void* user) {
  weir_timepoint_lives_t* lives = user;
  if (weir_op_is(op, WEIR_STREAM_EXECUTABLE)) return WEIR_WALK_SKIP;
  if (!weir_op_has_trait(op, WEIR_OP_TIMELINE)) return WEIR_WALK_CONTINUE;
  if (lives->count + 1 >= lives->capacity) {
    uint32_t capacity = lives->capacity ? 2 * lives->capacity : 64;
    life_t* grown = WEIR_ARENA_ARRAY(lives->numbers.arena, life_t, capacity);
    for (uint32_t i = 1; i <= lives->count; ++i) grown[i] = lives->lives[i];
    lives->lives = grown;
    lives->capacity = capacity;
  }
  lives->lives[++lives->count].op = op;
  *weir_pointer_map_at(&lives->numbers, op) = (void*)(uintptr_t)lives->count;
  return WEIR_WALK_SKIP;  // there are no timepoints in execution regions
}

static uint32_t later(uint32_t a, uint32_t b) {
  return a > b ? a : b;
}

// Who awaits what a join leaves when it dissolves awaits what it waits for.
static void add_user(const weir_timepoint_lives_t* lives, life_t* life,
                     const weir_op_t* user) {
  uint32_t number = number_of(lives, user);
  life->last = later(life->last, number);
  if (lives->joins_dissolve && weir_op_is(user, WEIR_STREAM_TIMEPOINT_JOIN)) {
    life->last = later(life->last, lives->lives[number].last);
  }
}

// From the last op on: users come behind what they use.
static void find_lasts(weir_timepoint_lives_t* lives) {
  for (uint32_t i = lives->count; i > 0; --i) {
    life_t* life = &lives->lives[i];
    for (uint32_t r = 0; r < life->op->result_count; ++r) {
      const weir_value_t* result = weir_op_result_n(life->op, r);
      if (!weir_type_is_stream_timepoint(result->type)) continue;
      for (const weir_use_t* use = result->uses; use; use = use->next) {
        add_user(lives, life, use->op);
      }
    }
    if (life->last <= i) continue;
    life->next = lives->lives[life->last].ends;
    lives->lives[life->last].ends = i;
  }
}

weir_timepoint_lives_t* weir_timepoint_lives_create(weir_op_t* root,
                                                    bool joins_dissolve,
                                                    weir_arena_t* arena) {
  weir_timepoint_lives_t* lives = WEIR_ARENA_NEW(arena, weir_timepoint_lives_t);
  lives->numbers.arena = arena;
  lives->joins_dissolve = joins_dissolve;
  lives->past = 1;
  weir_walk_pre_order(root, add_op, lives);
  find_lasts(lives);
  return lives;
}

bool weir_timepoint_lives_has(const weir_timepoint_lives_t* lives,
                              const weir_op_t* op) {
  uint32_t number = number_of(lives, op);
  return number != 0 && lives->lives[number].last > number;
}

weir_op_t* weir_timepoint_lives_next_end(weir_timepoint_lives_t* lives,
                                         const weir_op_t* op) {
  uint32_t number = number_of(lives, op);
  for (; lives->past < number; ++lives->past) {
    life_t* life = &lives->lives[lives->past];
    if (life->ends == 0) continue;
    life_t* ended = &lives->lives[life->ends];
    life->ends = ended->next;
    return ended->op;
  }
  return NULL;
}
