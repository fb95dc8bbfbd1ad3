#include "compiler/ir/ir.h"

typedef struct walk_state_t {
  weir_walk_fn_t callback;
  void* user;
} walk_state_t;

// The op to go on with: what followed before the callback, unless the callback
// took that one away.
static weir_op_t* resume(weir_op_t* op, weir_op_t* next, weir_block_t* block) {
  if (next != NULL && (next->erased || next->block != block)) {
    return !op->erased && op->block == block ? op->next : NULL;
  }
  return next;
}

static bool walk_pre(weir_op_t* op, const walk_state_t* state);
static bool walk_post(weir_op_t* op, const walk_state_t* state);

static bool walk_inside(weir_op_t* op, const walk_state_t* state,
                        bool (*visit)(weir_op_t*, const walk_state_t*)) {
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      weir_op_t* inner = block->first;
      while (inner != NULL) {
        weir_op_t* next = inner->next;
        // On its way from memory while the callback works.
        __builtin_prefetch(next);
        if (!visit(inner, state)) return false;
        inner = resume(inner, next, block);
      }
      // The callback may have made or merged blocks behind this one.
      if (block->region == &op->regions[i]) block_next_ = block->next;
    }
  }
  return true;
}

static bool walk_pre(weir_op_t* op, const walk_state_t* state) {
  switch (state->callback(op, state->user)) {
    case WEIR_WALK_STOP:
      return false;
    case WEIR_WALK_SKIP:
      return true;
    case WEIR_WALK_CONTINUE:
      break;
  }
  return op->erased || walk_inside(op, state, walk_pre);
}

static bool walk_post(weir_op_t* op, const walk_state_t* state) {
  if (!walk_inside(op, state, walk_post)) return false;
  return state->callback(op, state->user) != WEIR_WALK_STOP;
}

bool weir_walk_pre_order(weir_op_t* op, weir_walk_fn_t callback, void* user) {
  walk_state_t state = {callback, user};
  return walk_pre(op, &state);
}

bool weir_walk_post_order(weir_op_t* op, weir_walk_fn_t callback, void* user) {
  walk_state_t state = {callback, user};
  return walk_post(op, &state);
}

// -- lists of ops -----------------------------------------------------------

void weir_op_list_add(weir_op_list_t* list, weir_arena_t* arena,
                      weir_op_t* op) {
  if (list->count == list->capacity) {
    uint32_t capacity = list->capacity != 0 ? 2 * list->capacity : 16;
    weir_op_t** ops = WEIR_ARENA_ARRAY(arena, weir_op_t*, capacity);
    for (uint32_t i = 0; i < list->count; ++i) ops[i] = list->ops[i];
    list->ops = ops;
    list->capacity = capacity;
  }
  list->ops[list->count++] = op;
}

typedef struct collect_t {
  weir_op_list_t list;
  weir_arena_t* arena;
  const weir_op_t* root;
  uint32_t id;
} collect_t;

static weir_walk_t collect(weir_op_t* op, void* user) {
  collect_t* state = user;
  if (op != state->root && (state->id == 0 || weir_op_is(op, state->id))) {
    weir_op_list_add(&state->list, state->arena, op);
  }
  return WEIR_WALK_CONTINUE;
}

weir_op_list_t weir_collect_ops(weir_op_t* root, uint32_t id,
                                weir_arena_t* arena) {
  collect_t state = {.arena = arena, .root = root, .id = id};
  weir_walk_pre_order(root, collect, &state);
  return state.list;
}
