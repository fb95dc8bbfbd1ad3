// Takes operands out of dispatches that every dispatch gives the same way.
//
// Needs:   stream.cmd.dispatch and the executables they name.
// Changes: operands with the same constant at all dispatches of an entry point
//          become constants in it; operands that always equal another one are
//          that one.
// Keeps:   entry points that are used by anything but dispatches of this
//          module, and their other arguments.
#include "compiler/dialects/stream.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/stream/dispatch_sites.h"
#include "compiler/transforms/stream/passes.h"

static weir_value_t* operand_of(const weir_op_t* dispatch, uint32_t index) {
  return weir_op_operand_at(dispatch, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS,
                            index);
}

// The integer that operand |index| is everywhere; NULL if it is none.
static weir_attr_t* common_constant(const weir_dispatch_entry_t* entry,
                                    uint32_t index) {
  weir_attr_t* common = NULL;
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    weir_attr_t* value =
        weir_value_constant(operand_of(entry->dispatches.ops[i], index));
    if (!weir_attr_is(value, WEIR_ATTR_INTEGER)) return NULL;
    if (common != NULL && value != common) return NULL;
    common = value;
  }
  return common;
}

// The first operand of |dispatch| that is the same as |index|.
static uint32_t first_equal(const weir_op_t* dispatch, uint32_t index) {
  uint32_t first = 0;
  while (operand_of(dispatch, first) != operand_of(dispatch, index)) ++first;
  return first;
}

// The operand that |index| is the same as at each dispatch; itself if there is
// none.
static uint32_t base_of(const weir_dispatch_entry_t* entry, uint32_t index) {
  uint32_t base = first_equal(entry->dispatches.ops[0], index);
  for (uint32_t i = 1; i < entry->dispatches.count; ++i) {
    if (first_equal(entry->dispatches.ops[i], index) != base) return index;
  }
  return base;
}

static void drop_operand(const weir_dispatch_entry_t* entry, uint32_t index) {
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    weir_op_t* dispatch = entry->dispatches.ops[i];
    weir_op_erase_operand(
        dispatch, weir_op_operand_group_start(
                      dispatch, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS) +
                      index);
  }
}

// Drops what no argument stands for any more.
static void drop_operands(const weir_dispatch_entry_t* entry, const bool* drop,
                          uint32_t count, weir_arena_t* arena) {
  weir_block_t* body = weir_op_region(entry->function, 0)->first;
  uint32_t kept = 0, total = body->argument_count;
  bool* is_dropped = WEIR_ARENA_ARRAY(arena, bool, total);
  for (uint32_t i = 0; i < count; ++i) {
    if (drop[i])
      is_dropped[weir_dispatch_argument(entry->function, i)->index] = true;
  }
  weir_attr_t** attrs = WEIR_ARENA_ARRAY(arena, weir_attr_t*, total);
  for (uint32_t i = 0; i < total; ++i) {
    if (is_dropped[i]) continue;
    attrs[kept++] = weir_dispatch_argument_attrs(entry->function, i);
  }
  for (uint32_t i = total; i-- > 0;) {
    if (is_dropped[i]) weir_block_erase_argument(body, i);
  }
  for (uint32_t i = count; i-- > 0;) {
    if (drop[i]) drop_operand(entry, i);
  }
  weir_dispatch_set_signature(entry->function, attrs, arena);
}

// Equal operands first: what is left of them is a constant only once.
static void fold_entry(const weir_dispatch_entry_t* entry,
                       weir_arena_t* arena) {
  uint32_t count = weir_op_operand_group_size(
      entry->dispatches.ops[0], WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS);
  weir_block_t* body = weir_op_region(entry->function, 0)->first;
  weir_op_t* first = body->first;
  bool* drop = WEIR_ARENA_ARRAY(arena, bool, count);
  bool changed = false;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t base = base_of(entry, i);
    if (base == i) continue;
    weir_value_replace_uses(weir_dispatch_argument(entry->function, i),
                            weir_dispatch_argument(entry->function, base));
    drop[i] = changed = true;
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_attr_t* constant = drop[i] ? NULL : common_constant(entry, i);
    if (constant == NULL) continue;
    weir_value_t* argument = weir_dispatch_argument(entry->function, i);
    weir_builder_t builder = weir_builder_before(first);
    weir_value_replace_uses(
        argument, weir_build_constant(&builder, argument->location, constant));
    drop[i] = changed = true;
  }
  if (changed) drop_operands(entry, drop, count, arena);
}

weir_status_t weir_stream_fold_uniform_operands(weir_pass_t* pass,
                                                weir_op_t* module) {
  weir_dispatch_entries_t list = weir_dispatch_entries(module, pass->scratch);
  for (uint32_t i = 0; i < list.count; ++i) {
    const weir_dispatch_entry_t* entry = &list.entries[i];
    if (entry->dispatches.count > 0 && weir_dispatch_entry_is_uniform(entry)) {
      fold_entry(entry, pass->scratch);
    }
  }
  return weir_ok();
}
