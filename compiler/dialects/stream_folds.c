// What the folds of the stream dialect share.
#include "compiler/dialects/stream_folds.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/dominance.h"

bool weir_stream_try(const weir_stream_rewrite_fn_t* functions, weir_op_t* op,
                     weir_rewriter_t* rewriter) {
  for (; *functions != NULL; ++functions) {
    if ((*functions)(op, rewriter)) return true;
  }
  return false;
}

bool weir_stream_elide_unused(weir_op_t* op, weir_rewriter_t* rewriter) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_value_has_uses(weir_op_result_n(op, i))) return false;
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

weir_value_t* weir_stream_fold_add(weir_rewriter_t* rewriter,
                                   weir_location_t* location, weir_value_t* a,
                                   weir_value_t* b) {
  int64_t x, y;
  bool has_x = weir_value_is_constant_int(a, &x);
  bool has_y = weir_value_is_constant_int(b, &y);
  if (has_x && x == 0) return b;
  if (has_y && y == 0) return a;
  if (has_x && has_y) {
    return weir_build_constant(&rewriter->builder, location,
                               weir_integer_attr(a->type, x + y));
  }
  return weir_build_binary(&rewriter->builder, WEIR_ARITH_ADDI, location,
                           has_x ? b : a, has_x ? a : b);
}

weir_value_t* weir_stream_immediate(weir_rewriter_t* rewriter,
                                    weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder,
                     WEIR_STREAM_TIMEPOINT_IMMEDIATE, location);
  weir_op_state_result(&state,
                       weir_stream_timepoint_type(rewriter->builder.context));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

weir_value_t* weir_stream_join(weir_rewriter_t* rewriter,
                               weir_location_t* location,
                               weir_value_t* const* timepoints,
                               uint32_t count) {
  if (count == 0) return weir_stream_immediate(rewriter, location);
  if (count == 1) return timepoints[0];
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_STREAM_TIMEPOINT_JOIN,
                     location);
  weir_op_state_operands(&state, timepoints, count);
  weir_op_state_result(&state,
                       weir_stream_timepoint_type(rewriter->builder.context));
  return weir_op_result_n(weir_build(&rewriter->builder, &state), 0);
}

// -- sinking ------------------------------------------------------------------

static bool may_sink(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_STREAM_ASYNC_SPLAT:
    case WEIR_STREAM_ASYNC_ALLOCA:
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      return true;
    default:
      return false;
  }
}

static bool is_operand_of(const weir_op_t* producer, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_value_op(weir_op_operand_n(op, i)) == producer) return true;
  }
  return false;
}

// If all ops between are ones that sink to the same place, they would take
// turns for ever.
static bool is_stable(weir_op_t* op, weir_op_t* target) {
  if (op->next == target) return false;
  if (op->block != target->block) return true;
  bool by_uses = !weir_op_is_terminator(target) && target->region_count == 0;
  for (weir_op_t* between = op; between != NULL && between != target;
       between = between->next) {
    if (!may_sink(between)) return true;
    if (by_uses && !is_operand_of(between, target)) return true;
  }
  return false;
}

bool weir_stream_sink(weir_op_t* op, weir_op_t* target,
                      weir_rewriter_t* rewriter) {
  if (target == NULL || target == op || !is_stable(op, target)) return false;
  weir_op_move_before(op, target);
  weir_rewriter_touch(rewriter, op);
  return true;
}

// The ancestor of |op| in |region|.
static weir_op_t* ancestor_in_region(weir_op_t* op,
                                     const weir_region_t* region) {
  while (op != NULL && op->block->region != region) op = weir_op_parent(op);
  return op;
}

weir_op_t* weir_stream_first_user(weir_op_t* op) {
  const weir_region_t* region = op->block->region;
  weir_block_t* block = NULL;
  weir_arena_t scratch = {0};
  weir_dominance_t* dominance = NULL;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    for (weir_use_t* use = op->results[i].uses; use; use = use->next) {
      weir_op_t* user = ancestor_in_region(use->op, region);
      if (user == NULL || user->block == block) continue;
      if (block == NULL) {
        block = user->block;
        continue;
      }
      if (dominance == NULL) dominance = weir_dominance_create(&scratch);
      block = weir_common_dominator(dominance, block, user->block);
    }
  }
  weir_op_t* first = block != NULL ? weir_block_terminator(block) : NULL;
  for (uint32_t i = 0; first != NULL && i < op->result_count; ++i) {
    for (weir_use_t* use = op->results[i].uses; use; use = use->next) {
      weir_op_t* user = ancestor_in_region(use->op, region);
      if (user != NULL && user->block == block &&
          weir_op_is_before(user, first)) {
        first = user;
      }
    }
  }
  weir_arena_deinit(&scratch);
  return first;
}

// The innermost region that holds both blocks.
static weir_region_t* common_region(weir_block_t* a, const weir_block_t* b) {
  weir_region_t* region = a->region;
  while (region != NULL) {
    const weir_block_t* at = b;
    while (at != NULL && at->region != region) {
      const weir_op_t* parent = at->region->op;
      at = parent != NULL ? parent->block : NULL;
    }
    if (at != NULL) return region;
    weir_op_t* parent = region->op;
    region =
        parent != NULL && parent->block != NULL ? parent->block->region : NULL;
  }
  return NULL;
}

static weir_block_t* block_in_region(weir_block_t* block,
                                     const weir_region_t* region) {
  while (block->region != region) block = block->region->op->block;
  return block;
}

weir_op_t* weir_stream_innermost_user(const weir_value_t* value) {
  if (value->uses == NULL) return NULL;
  if (weir_value_has_one_use(value)) return value->uses->op;
  weir_arena_t scratch = {0};
  weir_dominance_t* dominance = weir_dominance_create(&scratch);
  weir_block_t* block = value->uses->op->block;
  for (weir_use_t* use = value->uses; use != NULL && block; use = use->next) {
    if (use->op->block == block) continue;
    weir_region_t* region = common_region(block, use->op->block);
    block = weir_common_dominator(dominance, block_in_region(block, region),
                                  block_in_region(use->op->block, region));
  }
  weir_arena_deinit(&scratch);
  if (block == NULL) return NULL;
  weir_op_t* first = weir_block_terminator(block);
  for (weir_use_t* use = value->uses; use != NULL; use = use->next) {
    weir_op_t* user = weir_op_ancestor_in_block(use->op, block);
    if (user == NULL) continue;
    if (first == NULL || weir_op_is_before(user, first)) first = user;
  }
  return first;
}

weir_op_t* weir_stream_subview_of(const weir_value_t* value) {
  weir_op_t* op = weir_value_op(value);
  return weir_op_is(op, WEIR_STREAM_RESOURCE_SUBVIEW) ? op : NULL;
}

bool weir_stream_elide_immediate_wait(weir_op_t* op, uint32_t group,
                                      weir_rewriter_t* rewriter) {
  weir_value_t* await = weir_op_operand(op, group);
  if (await == NULL ||
      !weir_op_is(weir_value_op(await), WEIR_STREAM_TIMEPOINT_IMMEDIATE)) {
    return false;
  }
  weir_op_set_operand_group(op, group, NULL, 0);
  weir_rewriter_touch(rewriter, op);
  return true;
}

// -- patterns -----------------------------------------------------------------

// The fewest whole bytes that repeated make |bits| of |pattern|. Widths other
// than powers of two are cut only where all bits are the same.
static uint32_t needed_bits(uint64_t pattern, uint32_t bits) {
  uint64_t all = bits < 64 ? (1ull << bits) - 1 : UINT64_MAX;
  if (pattern == 0 || pattern == all) return 8;
  if ((bits & (bits - 1)) != 0) return bits;
  for (uint32_t width = 8; width < bits; width *= 2) {
    uint64_t mask = (1ull << width) - 1, part = pattern & mask;
    bool repeats = true;
    for (uint32_t at = width; at < bits; at += width) {
      repeats &= (pattern >> at & mask) == part;
    }
    if (repeats) return width;
  }
  return bits;
}

// Patterns that repeat within themselves become shorter integers.
bool weir_stream_narrow_pattern(weir_op_t* op, weir_rewriter_t* rewriter,
                                uint32_t group) {
  weir_attr_t* value = weir_value_constant(weir_op_operand(op, group));
  if (value == NULL || value->type == NULL) return false;
  uint32_t bits =
      weir_type_is_index(value->type) ? 64 : weir_type_bit_width(value->type);
  uint64_t pattern;
  if (weir_attr_is(value, WEIR_ATTR_FLOAT)) {
    pattern = value->floating.bits;
  } else if (weir_attr_is(value, WEIR_ATTR_INTEGER)) {
    pattern = (uint64_t)value->integer.value;
  } else {
    return false;
  }
  if (bits <= 8 || bits > 64) return false;
  if (bits < 64) pattern &= (1ull << bits) - 1;
  uint32_t width = needed_bits(pattern, bits);
  if (width == bits) return false;
  uint64_t part = pattern & ((1ull << width) - 1);
  int64_t narrow = weir_int_wrap((int64_t)part, width);
  weir_op_set_operand(
      op, weir_op_operand_group_start(op, group),
      weir_build_constant(
          &rewriter->builder, op->location,
          weir_integer_attr(weir_integer_type(op->context, width), narrow)));
  weir_rewriter_touch(rewriter, op);
  return true;
}

// -- copies of what is cheap to make again ------------------------------------

// Whether what |source| reads is, as far as is seen here, the same where |op|
// and the users of its result stand: nothing overwrites it, and it does not go
// to other blocks before them.
static bool reads_the_same(const weir_op_t* source, const weir_op_t* op) {
  bool stays = op->block == source->block;
  const weir_value_t* result = weir_op_result_n(op, 0);
  for (const weir_use_t* use = result->uses; use != NULL; use = use->next) {
    stays = stays && use->op->block == source->block;
  }
  for (uint32_t i = 0; i < source->operand_count; ++i) {
    const weir_value_t* read = weir_op_operand_n(source, i);
    if (!weir_type_is_stream_resource(read->type)) continue;
    if (!stays || weir_stream_has_tied_uses(read)) return false;
  }
  return true;
}

bool weir_stream_propagate_clonable(weir_op_t* op, weir_rewriter_t* rewriter) {
  weir_value_t* result = weir_op_result_n(op, 0);
  weir_op_t* source = weir_value_op(weir_op_operand_n(op, 0));
  if (result->uses == NULL || source == NULL ||
      !weir_stream_prefers_clone(source) || !reads_the_same(source, op)) {
    return false;
  }
  while (result->uses != NULL) {
    weir_use_t* use = result->uses;
    weir_op_t* user = use->op;
    weir_op_t* clone = weir_op_clone(source, NULL);
    weir_op_insert_before(clone, user);
    weir_op_result_n(clone, 0)->type = result->type;
    weir_op_set_operand(user, use->index, weir_op_result_n(clone, 0));
    weir_rewriter_touch(rewriter, clone);
    weir_rewriter_touch(rewriter, user);
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

bool weir_stream_has_tied_uses(const weir_value_t* value) {
  for (const weir_use_t* use = value->uses; use != NULL; use = use->next) {
    if (weir_op_operand_is_tied(use->op, use->index)) return true;
  }
  return false;
}

weir_attr_t* weir_stream_splat_element(const weir_op_t* op) {
  weir_attr_t* value = weir_op_attr(op, "value");
  if (!weir_attr_is(value, WEIR_ATTR_DENSE_ELEMENTS) ||
      !weir_dense_is_splat(value)) {
    return NULL;
  }
  weir_attr_t* element = weir_dense_element(value, 0);
  bool is_number = weir_attr_is(element, WEIR_ATTR_INTEGER) ||
                   weir_attr_is(element, WEIR_ATTR_FLOAT);
  return is_number && weir_type_bit_width(element->type) <= 64 ? element : NULL;
}
