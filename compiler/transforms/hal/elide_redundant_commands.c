// Removes commands that leave a command buffer as it is.
//
// Needs:   hal.command_buffer.*.
// Changes: push constants that are there already, sets all of whose bindings
//          are bound already, and barriers that follow one as strong at once.
// Keeps:   the state that each dispatch sees.
//
// What a command buffer holds is followed through each block on its own. Ops
// that may record by other ways (calls, regions) make it unknown.
#include <string.h>

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/hal/passes.h"

enum { MAX_SETS = 32 };

typedef struct descriptor_t {
  weir_value_t* ordinal;
  int64_t number;          // where |ordinal| is constant; -1
  weir_value_t* parts[3];  // buffer, offset, length
} descriptor_t;

typedef struct set_state_t {
  weir_value_t* layout;
  int64_t set;
  descriptor_t* descriptors;
  uint32_t count, capacity;
} set_state_t;

typedef struct buffer_state_t {
  weir_value_t* commands;
  weir_op_t* barrier;  // the last command, if it is one
  weir_value_t* constant_layout;
  weir_value_t** constants;  // by place, NULL: not known
  uint32_t constant_count;
  set_state_t sets[MAX_SETS];
  uint32_t set_count;
  struct buffer_state_t* next;
} buffer_state_t;

typedef struct block_state_t {
  weir_arena_t* arena;
  buffer_state_t* buffers;
} block_state_t;

static buffer_state_t* state_of(block_state_t* state, weir_value_t* commands) {
  for (buffer_state_t* b = state->buffers; b != NULL; b = b->next) {
    if (b->commands == commands) return b;
  }
  buffer_state_t* made = WEIR_ARENA_NEW(state->arena, buffer_state_t);
  *made = (buffer_state_t){.commands = commands, .next = state->buffers};
  state->buffers = made;
  return made;
}

// Equal values, or equal constants.
static bool same_value(const weir_value_t* a, const weir_value_t* b) {
  if (a == b) return true;
  if (a == NULL || b == NULL) return false;
  weir_attr_t* x = weir_value_constant(a);
  return x != NULL && x == weir_value_constant(b);
}

// Layouts are looked up again and again: the same attribute is the same.
static bool same_layout(const weir_value_t* a, const weir_value_t* b) {
  if (a == b) return true;
  if (a == NULL || b == NULL) return false;
  const weir_op_t* x = weir_value_op(a);
  const weir_op_t* y = weir_value_op(b);
  return weir_op_is(x, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP) &&
         weir_op_is(y, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP) &&
         weir_op_attr(x, "layout") == weir_op_attr(y, "layout") &&
         weir_op_operand_n(x, 0) == weir_op_operand_n(y, 0);
}

// -- constants ----------------------------------------------------------------

static void grow_constants(block_state_t* state, buffer_state_t* buffer,
                           uint32_t count) {
  if (count <= buffer->constant_count) return;
  weir_value_t** constants =
      WEIR_ARENA_ARRAY(state->arena, weir_value_t*, count);
  memset(constants, 0, count * sizeof(*constants));
  if (buffer->constant_count > 0) {
    memcpy(constants, buffer->constants,
           buffer->constant_count * sizeof(*constants));
  }
  buffer->constants = constants;
  buffer->constant_count = count;
}

// Cuts what is there already off both ends.
static void elide_constants(block_state_t* state, buffer_state_t* buffer,
                            weir_op_t* op) {
  uint32_t group = WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS_VALUES;
  weir_value_t* layout = weir_op_operand(
      op, WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS_PIPELINE_LAYOUT);
  uint32_t count = weir_op_operand_group_size(op, group);
  uint32_t offset = (uint32_t)weir_op_attr_int(op, "offset", 0);
  if (!same_layout(buffer->constant_layout, layout)) {
    buffer->constant_count = 0;
  }
  buffer->constant_layout = layout;
  grow_constants(state, buffer, offset + count);
  weir_value_t** known = buffer->constants + offset;
  weir_value_t** values = WEIR_ARENA_ARRAY(state->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_op_operand_at(op, group, i);
  }
  uint32_t first = 0, end = count;
  while (first < end && same_value(known[first], values[first])) ++first;
  while (end > first && same_value(known[end - 1], values[end - 1])) --end;
  memcpy(known, values, count * sizeof(*values));
  if (first == end) {
    weir_op_erase(op);
  } else if (end - first < count) {
    weir_op_set_operand_group(op, group, values + first, end - first);
    weir_op_set_attr(op, "offset",
                     weir_index_attr(op->context, offset + first));
  }
}

// -- descriptors --------------------------------------------------------------

static set_state_t* find_set(buffer_state_t* buffer, weir_value_t* layout,
                             int64_t set) {
  for (uint32_t i = 0; i < buffer->set_count; ++i) {
    set_state_t* known = &buffer->sets[i];
    if (known->set != set) continue;
    if (!same_layout(known->layout, layout)) known->count = 0;
    known->layout = layout;
    return known;
  }
  if (buffer->set_count == MAX_SETS) return NULL;
  set_state_t* made = &buffer->sets[buffer->set_count++];
  *made = (set_state_t){.layout = layout, .set = set};
  return made;
}

// Whether |binding| is bound already; if not, it is now.
static bool note_descriptor(block_state_t* state, set_state_t* set,
                            const descriptor_t* binding) {
  for (uint32_t i = 0; i < set->count; ++i) {
    descriptor_t* known = &set->descriptors[i];
    if (known->number != binding->number) continue;
    bool same = true;
    for (int p = 0; p < 3; ++p) {
      same &= same_value(known->parts[p], binding->parts[p]);
    }
    *known = *binding;
    return same;
  }
  if (set->count == set->capacity) {
    uint32_t capacity = set->capacity != 0 ? 2 * set->capacity : 8;
    descriptor_t* grown =
        WEIR_ARENA_ARRAY(state->arena, descriptor_t, capacity);
    if (set->count > 0) {
      memcpy(grown, set->descriptors, set->count * sizeof(*grown));
    }
    set->descriptors = grown;
    set->capacity = capacity;
  }
  set->descriptors[set->count++] = *binding;
  return false;
}

static void elide_descriptors(block_state_t* state, buffer_state_t* buffer,
                              weir_op_t* op) {
  static const uint32_t groups[4] = {
      WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_ORDINALS,
      WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_BUFFERS,
      WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_OFFSETS,
      WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_LENGTHS};
  int64_t number;
  bool known = weir_value_is_constant_int(
      weir_op_operand(op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_SET),
      &number);
  uint32_t count = weir_op_operand_group_size(op, groups[0]);
  descriptor_t* bindings = WEIR_ARENA_ARRAY(state->arena, descriptor_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    bindings[i].ordinal = weir_op_operand_at(op, groups[0], i);
    known &=
        weir_value_is_constant_int(bindings[i].ordinal, &bindings[i].number);
    for (int p = 0; p < 3; ++p) {
      bindings[i].parts[p] = weir_op_operand_at(op, groups[p + 1], i);
    }
  }
  set_state_t* set =
      known
          ? find_set(
                buffer,
                weir_op_operand(
                    op,
                    WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_PIPELINE_LAYOUT),
                number)
          : NULL;
  if (set == NULL) {
    buffer->set_count = 0;  // whatever was bound may be another now
    return;
  }
  bool is_new = false;
  for (uint32_t i = 0; i < count; ++i) {
    is_new |= !note_descriptor(state, set, &bindings[i]);
  }
  if (!is_new) weir_op_erase(op);
}

// -- blocks -------------------------------------------------------------------

// Whether |barrier| waits for all that |other| waits for and holds up all that
// it holds up.
static bool covers(const weir_op_t* barrier, const weir_op_t* other) {
  static const char* const masks[2] = {"source_stage_mask",
                                       "target_stage_mask"};
  for (int i = 0; i < 2; ++i) {
    int64_t has = weir_op_attr_int(barrier, masks[i], 0);
    if ((weir_op_attr_int(other, masks[i], 0) & ~has) != 0) return false;
  }
  return weir_op_attr(barrier, "flags") == weir_op_attr(other, "flags");
}

static void elide_barrier(buffer_state_t* buffer, weir_op_t* op) {
  if (buffer->barrier != NULL && covers(buffer->barrier, op)) {
    weir_op_erase(op);
  } else {
    buffer->barrier = op;
  }
}

static void forget(buffer_state_t* buffer) {
  buffer->barrier = NULL;
  buffer->constant_count = 0;
  buffer->constant_layout = NULL;
  buffer->set_count = 0;
}

// Any other op that gets the command buffer, itself or inside.
static weir_walk_t note_use(weir_op_t* op, void* user) {
  block_state_t* state = user;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    for (buffer_state_t* b = state->buffers; b != NULL; b = b->next) {
      if (b->commands == weir_op_operand_n(op, i)) forget(b);
    }
  }
  return WEIR_WALK_CONTINUE;
}

static void elide_in_block(block_state_t* state, weir_block_t* block) {
  state->buffers = NULL;
  WEIR_FOR_EACH_OP(op, block) {
    switch (weir_op_id(op)) {
      case WEIR_HAL_COMMAND_BUFFER_PUSH_CONSTANTS:
        elide_constants(state, state_of(state, weir_op_operand_n(op, 0)), op);
        break;
      case WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET:
        elide_descriptors(state, state_of(state, weir_op_operand_n(op, 0)), op);
        break;
      case WEIR_HAL_COMMAND_BUFFER_EXECUTION_BARRIER:
        elide_barrier(state_of(state, weir_op_operand_n(op, 0)), op);
        break;
      case WEIR_HAL_COMMAND_BUFFER_DEVICE:
        break;
      case WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER:
      case WEIR_HAL_COMMAND_BUFFER_FILL_BUFFER:
      case WEIR_HAL_COMMAND_BUFFER_UPDATE_BUFFER:
      case WEIR_HAL_COMMAND_BUFFER_COLLECTIVE:
      case WEIR_HAL_COMMAND_BUFFER_DISPATCH:
      case WEIR_HAL_COMMAND_BUFFER_DISPATCH_INDIRECT:
        state_of(state, weir_op_operand_n(op, 0))->barrier = NULL;
        break;
      default:
        weir_walk_pre_order(op, note_use, state);
        break;
    }
  }
}

static weir_walk_t elide_in_op(weir_op_t* op, void* user) {
  if (weir_op_has_trait(op, WEIR_OP_OBJECT_LIKE)) return WEIR_WALK_SKIP;
  for (uint32_t r = 0; r < op->region_count; ++r) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[r]) elide_in_block(user, block);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_hal_elide_redundant_commands(weir_pass_t* pass,
                                                weir_op_t* function) {
  block_state_t state = {.arena = pass->scratch};
  weir_walk_pre_order(function, elide_in_op, &state);
  return weir_ok();
}
