// Folds and rewrites of hal ops.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_impl.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"

// -- tensors and buffers at the edge ------------------------------------------

// What was exported just now comes in again as the same tensor.
bool weir_hal_tensor_import_fold(weir_op_t* op, weir_attr_t* const* operands,
                                 weir_fold_result_t* results) {
  (void)operands;
  const weir_op_t* export =
      weir_value_op(weir_op_operand(op, WEIR_HAL_TENSOR_IMPORT_SOURCE));
  if (!weir_op_is(export, WEIR_HAL_TENSOR_EXPORT)) return false;
  weir_value_t* source = weir_op_operand(export, WEIR_HAL_TENSOR_EXPORT_SOURCE);
  if (source->type != weir_op_result_n(op, 0)->type ||
      weir_op_attr(export, "source_encoding") !=
          weir_op_attr(op, "target_encoding")) {
    return false;
  }
  return weir_fold_to_value(results, source);
}

bool weir_hal_tensor_export_fold(weir_op_t* op, weir_attr_t* const* operands,
                                 weir_fold_result_t* results) {
  (void)operands;
  const weir_op_t* import =
      weir_value_op(weir_op_operand(op, WEIR_HAL_TENSOR_EXPORT_SOURCE));
  if (!weir_op_is(import, WEIR_HAL_TENSOR_IMPORT)) return false;
  weir_value_t* source = weir_op_operand(import, WEIR_HAL_TENSOR_IMPORT_SOURCE);
  if (source->type != weir_op_result_n(op, 0)->type ||
      weir_op_attr(import, "target_encoding") !=
          weir_op_attr(op, "source_encoding")) {
    return false;
  }
  return weir_fold_to_value(results, source);
}

bool weir_hal_deduplicate(const weir_op_t* op, uint32_t group,
                          weir_arena_t* arena, weir_value_t*** out_values,
                          uint32_t* out_count, uint32_t** out_places) {
  uint32_t count = weir_op_operand_group_size(op, group);
  *out_values = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
  *out_places = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  *out_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* value = weir_op_operand_at(op, group, i);
    uint32_t place = 0;
    while (place < *out_count && (*out_values)[place] != value) ++place;
    if (place == *out_count) (*out_values)[(*out_count)++] = value;
    (*out_places)[i] = place;
  }
  return *out_count != count;
}

bool weir_hal_tensor_barrier_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_value_t** sources;
  uint32_t count, *places;
  if (!weir_hal_deduplicate(op, WEIR_HAL_TENSOR_BARRIER_SOURCES, arena,
                            &sources, &count, &places)) {
    return false;
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_HAL_TENSOR_BARRIER,
                     op->location);
  weir_op_state_operands(&state, sources, count);
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_HAL_TENSOR_BARRIER_SIGNAL_FENCE));
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  for (uint32_t i = 0; i < count; ++i) types[i] = sources[i]->type;
  weir_op_state_results(&state, types, count);
  weir_op_t* made = weir_build(&rewriter->builder, &state);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    values[i] = weir_op_result_n(made, places[i]);
  }
  weir_rewriter_replace(rewriter, op, values);
  return true;
}

// -- subspans -----------------------------------------------------------------

// Lets |op| use the source of a subspan in operand |buffer| at a moved offset.
static bool fold_subspan(weir_op_t* op, weir_rewriter_t* rewriter,
                         uint32_t buffer, uint32_t offset) {
  const weir_op_t* subspan = weir_value_op(weir_op_operand_n(op, buffer));
  if (!weir_op_is(subspan, WEIR_HAL_BUFFER_SUBSPAN)) return false;
  weir_value_t* base =
      weir_op_operand(subspan, WEIR_HAL_BUFFER_SUBSPAN_SOURCE_OFFSET);
  weir_value_t* inner = weir_op_operand_n(op, offset);
  int64_t x = 0, y = 0;
  bool has_x = weir_value_is_constant_int(base, &x);
  bool has_y = weir_value_is_constant_int(inner, &y);
  weir_value_t* sum;
  if (has_y && y == 0) {
    sum = base;
  } else if (has_x && x == 0) {
    sum = inner;
  } else if (has_x && has_y) {
    sum = weir_build_index(&rewriter->builder, op->location, x + y);
  } else {
    sum = weir_build_binary(&rewriter->builder, WEIR_ARITH_ADDI, op->location,
                            base, inner);
  }
  weir_op_set_operand(op, offset, sum);
  weir_op_set_operand(
      op, buffer,
      weir_op_operand(subspan, WEIR_HAL_BUFFER_SUBSPAN_SOURCE_BUFFER));
  weir_rewriter_touch(rewriter, op);
  return true;
}

bool weir_hal_buffer_view_create_canonicalize(weir_op_t* op,
                                              weir_rewriter_t* rewriter) {
  return fold_subspan(op, rewriter, WEIR_HAL_BUFFER_VIEW_CREATE_SOURCE_BUFFER,
                      WEIR_HAL_BUFFER_VIEW_CREATE_SOURCE_OFFSET);
}

bool weir_hal_fill_buffer_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter) {
  return fold_subspan(op, rewriter,
                      WEIR_HAL_COMMAND_BUFFER_FILL_BUFFER_TARGET_BUFFER,
                      WEIR_HAL_COMMAND_BUFFER_FILL_BUFFER_TARGET_OFFSET);
}

bool weir_hal_update_buffer_canonicalize(weir_op_t* op,
                                         weir_rewriter_t* rewriter) {
  return fold_subspan(op, rewriter,
                      WEIR_HAL_COMMAND_BUFFER_UPDATE_BUFFER_TARGET_BUFFER,
                      WEIR_HAL_COMMAND_BUFFER_UPDATE_BUFFER_TARGET_OFFSET);
}

bool weir_hal_copy_buffer_canonicalize(weir_op_t* op,
                                       weir_rewriter_t* rewriter) {
  bool changed = fold_subspan(
      op, rewriter, WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER_SOURCE_BUFFER,
      WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER_SOURCE_OFFSET);
  changed |= fold_subspan(op, rewriter,
                          WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER_TARGET_BUFFER,
                          WEIR_HAL_COMMAND_BUFFER_COPY_BUFFER_TARGET_OFFSET);
  return changed;
}

bool weir_hal_push_descriptor_set_canonicalize(weir_op_t* op,
                                               weir_rewriter_t* rewriter) {
  uint32_t buffers = weir_op_operand_group_start(
      op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_BUFFERS);
  uint32_t offsets = weir_op_operand_group_start(
      op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_OFFSETS);
  uint32_t count = weir_op_operand_group_size(
      op, WEIR_HAL_COMMAND_BUFFER_PUSH_DESCRIPTOR_SET_BINDING_BUFFERS);
  bool changed = false;
  for (uint32_t i = 0; i < count; ++i) {
    changed |= fold_subspan(op, rewriter, buffers + i, offsets + i);
  }
  return changed;
}

// -- command buffers and channels ---------------------------------------------

bool weir_hal_command_buffer_device_canonicalize(weir_op_t* op,
                                                 weir_rewriter_t* rewriter) {
  const weir_op_t* create = weir_value_op(weir_op_operand_n(op, 0));
  if (!weir_op_is(create, WEIR_HAL_COMMAND_BUFFER_CREATE)) return false;
  weir_rewriter_replace_one(
      rewriter, op,
      weir_op_operand(create, WEIR_HAL_COMMAND_BUFFER_CREATE_DEVICE));
  return true;
}

bool weir_hal_erase_unused(weir_op_t* op, weir_rewriter_t* rewriter) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_value_has_uses(weir_op_result_n(op, i))) return false;
  }
  weir_rewriter_erase(rewriter, op);
  return true;
}

// -- constants of executables -------------------------------------------------

// Keeps the first of the values that have the same key.
static bool deduplicate_keys(weir_op_t* op) {
  const weir_attr_t* keys = weir_op_attr(op, "keys");
  const weir_type_t* type = weir_function_type_of(op);
  uint32_t count = keys->array.count;
  if (type->function.result_count != count) return false;
  weir_arena_t* arena = weir_context_arena(op->context);
  weir_attr_t** kept_keys = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  weir_type_t** kept_types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  uint32_t* places = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  uint32_t kept = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t j = 0;
    while (j < kept && kept_keys[j] != keys->array.elements[i]) ++j;
    if (j < kept) continue;
    kept_keys[kept] = keys->array.elements[i];
    kept_types[kept] = type->function.results[i];
    places[kept++] = i;
  }
  if (kept == count) return false;
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, kept);
  WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, 0)) {
    weir_op_t* end = weir_block_terminator(block);
    if (!weir_op_is(end, WEIR_HAL_RETURN)) continue;
    for (uint32_t i = 0; i < kept; ++i) {
      values[i] = weir_op_operand_n(end, places[i]);
    }
    weir_op_set_operand_group(end, WEIR_HAL_RETURN_OPERANDS, values, kept);
  }
  weir_op_set_attr(op, "keys", weir_array_attr(op->context, kept_keys, kept));
  weir_op_set_attr(op, "function_type",
                   weir_type_attr(weir_function_type(
                       op->context, type->function.inputs,
                       type->function.input_count, kept_types, kept)));
  return true;
}

// Drops the device of one that does not ask it.
static bool drop_unused_device(weir_op_t* op) {
  weir_block_t* entry = weir_op_region(op, 0)->first;
  const weir_type_t* type = weir_function_type_of(op);
  if (entry == NULL || entry->argument_count == 0 ||
      weir_value_has_uses(entry->arguments[0])) {
    return false;
  }
  weir_block_erase_argument(entry, 0);
  weir_op_remove_attr(op, "arg_attrs");
  weir_op_set_attr(op, "function_type",
                   weir_type_attr(weir_function_type(
                       op->context, NULL, 0, type->function.results,
                       type->function.result_count)));
  return true;
}

bool weir_hal_constant_block_canonicalize(weir_op_t* op,
                                          weir_rewriter_t* rewriter) {
  bool changed = deduplicate_keys(op);
  changed |= drop_unused_device(op);
  if (changed) weir_rewriter_touch(rewriter, op);
  return changed;
}

// The blocks of a variant that give constants, and all that they give.
typedef struct constant_blocks_t {
  weir_op_list_t ops;
  weir_attr_t** keys;
  weir_type_t** types;
  uint32_t count;
  bool takes_device;
} constant_blocks_t;

static constant_blocks_t constant_blocks_of(const weir_op_t* variant,
                                            weir_arena_t* arena) {
  constant_blocks_t all = {0};
  uint32_t total = 0;
  const weir_region_t* region = weir_op_region(variant, 0);
  if (weir_region_is_empty(region)) return all;
  WEIR_FOR_EACH_OP(op, region->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK) ||
        weir_region_is_empty(weir_op_region(op, 0))) {
      continue;
    }
    weir_op_list_add(&all.ops, arena, op);
    total += weir_op_attr(op, "keys")->array.count;
  }
  all.keys = WEIR_ARENA_ARRAY(arena, weir_attr_t*, total);
  all.types = WEIR_ARENA_ARRAY(arena, weir_type_t*, total);
  for (uint32_t i = 0; i < all.ops.count; ++i) {
    const weir_attr_t* keys = weir_op_attr(all.ops.ops[i], "keys");
    const weir_type_t* type = weir_function_type_of(all.ops.ops[i]);
    all.takes_device |= type->function.input_count > 0;
    for (uint32_t k = 0; k < keys->array.count; ++k) {
      all.keys[all.count] = keys->array.elements[k];
      all.types[all.count++] = type->function.results[k];
    }
  }
  return all;
}

// Moves the body of |from| behind |*end|, which becomes the block that control
// leaves it by; what it returned goes to |out_values|.
static void take_body(weir_rewriter_t* rewriter, weir_op_t* from,
                      weir_region_t* to, weir_block_t** end,
                      weir_value_t* device, weir_value_t** out_values) {
  const weir_type_t* type = weir_function_type_of(from);
  weir_block_t* entry = weir_op_region(from, 0)->first;
  if (entry->argument_count > 0) {
    weir_rewriter_replace_uses(rewriter, entry->arguments[0], device);
    weir_block_erase_argument(entry, 0);
  }
  weir_region_take_blocks(to, weir_op_region(from, 0));
  weir_block_t* next = weir_block_create(from->context);
  weir_region_insert_block(to, next, NULL);
  for (uint32_t i = 0; i < type->function.result_count; ++i) {
    out_values[i] = weir_block_add_argument(next, type->function.results[i],
                                            from->location);
  }
  weir_op_state_t state;
  weir_builder_t* builder = &rewriter->builder;
  weir_builder_set_end(builder, *end);
  weir_op_state_init(&state, builder, WEIR_CF_BR, from->location);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_successor(&state, entry);
  weir_build(builder, &state);
  for (weir_block_t* block = entry; block != next; block = block->next) {
    weir_op_t* leave = weir_block_terminator(block);
    if (!weir_op_is(leave, WEIR_HAL_RETURN)) continue;
    weir_builder_set_before(builder, leave);
    weir_op_state_init(&state, builder, WEIR_CF_BR, leave->location);
    weir_op_state_operands_of(&state, leave, WEIR_HAL_RETURN_OPERANDS);
    weir_op_state_successor(&state, next);
    weir_build(builder, &state);
    weir_rewriter_erase(rewriter, leave);
  }
  *end = next;
}

// All constants of a variant come from one block.
bool weir_hal_executable_variant_canonicalize(weir_op_t* op,
                                              weir_rewriter_t* rewriter) {
  weir_context_t* context = op->context;
  weir_arena_t* arena = weir_context_arena(context);
  constant_blocks_t all = constant_blocks_of(op, arena);
  if (all.ops.count < 2) return false;
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, all.ops.count);
  for (uint32_t i = 0; i < all.ops.count; ++i) {
    locations[i] = all.ops.ops[i]->location;
  }
  weir_location_t* location =
      weir_location_fused(context, locations, all.ops.count, NULL);
  weir_type_t* device_type = weir_hal_device_type(context);
  weir_builder_set_before(&rewriter->builder, all.ops.ops[0]);
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder,
                     WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK, location);
  weir_op_state_attr(&state, "function_type",
                     weir_type_attr(weir_function_type(context, &device_type,
                                                       all.takes_device ? 1 : 0,
                                                       all.types, all.count)));
  weir_op_state_attr(&state, "keys",
                     weir_array_attr(context, all.keys, all.count));
  weir_op_t* merged = weir_build(&rewriter->builder, &state);
  weir_region_t* region = weir_op_region(merged, 0);
  weir_block_t* end = weir_region_add_block(region);
  weir_value_t* device =
      all.takes_device ? weir_block_add_argument(end, device_type, location)
                       : NULL;
  weir_value_t** values = WEIR_ARENA_ARRAY(arena, weir_value_t*, all.count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < all.ops.count; ++i) {
    weir_op_t* from = all.ops.ops[i];
    take_body(rewriter, from, region, &end, device, values + count);
    count += weir_function_type_of(from)->function.result_count;
    weir_rewriter_erase(rewriter, from);
  }
  weir_builder_set_end(&rewriter->builder, end);
  weir_op_state_init(&state, &rewriter->builder, WEIR_HAL_RETURN, location);
  weir_op_state_operands(&state, values, count);
  weir_build(&rewriter->builder, &state);
  return true;
}
