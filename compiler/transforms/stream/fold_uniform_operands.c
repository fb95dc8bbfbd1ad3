// Takes operands out of dispatches that every dispatch gives the same way.
//
// Needs:   stream.cmd.dispatch and the executables they name.
// Changes: operands with the same constant at all dispatches of an entry point
//          become constants in it; operands that always equal another one are
//          that one.
// Keeps:   entry points that are used by anything but dispatches of this
//          module, and their other arguments.
#include "compiler/dialects/func.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"

// An entry point and its dispatches.
typedef struct entry_t {
  weir_op_t* function;
  weir_op_list_t dispatches;
  bool is_shared;  // a dispatch may choose between several
  struct entry_t* next;
} entry_t;

static weir_op_t* function_of(const weir_op_t* dispatch,
                              weir_attr_t* reference) {
  weir_op_t* export = weir_symbol_resolve(dispatch, reference);
  if (!weir_op_is(export, WEIR_STREAM_EXECUTABLE_EXPORT)) return NULL;
  weir_op_t* executable = weir_op_parent(export);
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (weir_sv_equal_c(weir_op_dialect(op), "builtin")) {
      return weir_symbol_lookup(op,
                                weir_op_attr_string(export, "function_ref"));
    }
  }
  return NULL;
}

static weir_value_t* operand_of(const weir_op_t* dispatch, uint32_t index) {
  return weir_op_operand_at(dispatch, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS,
                            index);
}

// The arguments of the function that are no bindings stand for the operands.
static weir_value_t* argument_of(const weir_op_t* function, uint32_t index) {
  weir_block_t* entry = weir_op_region(function, 0)->first;
  for (uint32_t i = 0, n = 0; i < entry->argument_count; ++i) {
    if (weir_type_is(entry->arguments[i]->type, &weir_stream_binding_def)) {
      continue;
    }
    if (n++ == index) return entry->arguments[i];
  }
  return NULL;
}

// The constant that operand |index| is everywhere; NULL if it is none.
static weir_attr_t* common_constant(const entry_t* entry, uint32_t index) {
  weir_attr_t* common = NULL;
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    weir_attr_t* value =
        weir_value_constant(operand_of(entry->dispatches.ops[i], index));
    if (value == NULL || (common != NULL && value != common)) return NULL;
    common = value;
  }
  return common;
}

static bool are_equal(const entry_t* entry, uint32_t a, uint32_t b) {
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    const weir_op_t* dispatch = entry->dispatches.ops[i];
    if (operand_of(dispatch, a) != operand_of(dispatch, b)) return false;
  }
  return true;
}

static void remove_operand(const entry_t* entry, uint32_t index) {
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    weir_op_t* dispatch = entry->dispatches.ops[i];
    weir_op_erase_operand(
        dispatch, weir_op_operand_group_start(
                      dispatch, WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS) +
                      index);
  }
  weir_value_t* argument = argument_of(entry->function, index);
  weir_block_erase_argument(argument->block, argument->index);
}

static weir_attr_t* attrs_without(weir_attr_t* list, uint32_t index,
                                  weir_arena_t* arena) {
  if (!weir_attr_is(list, WEIR_ATTR_ARRAY) || index >= list->array.count) {
    return list;
  }
  weir_attr_t** kept = WEIR_ARENA_ARRAY(arena, weir_attr_t*, list->array.count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < list->array.count; ++i) {
    if (i != index) kept[count++] = list->array.elements[i];
  }
  return weir_array_attr(list->context, kept, count);
}

static void update_signature(weir_op_t* function, weir_arena_t* arena) {
  weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_type_t* type = weir_function_type_of(function);
  weir_type_t** inputs =
      WEIR_ARENA_ARRAY(arena, weir_type_t*, entry->argument_count);
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    inputs[i] = entry->arguments[i]->type;
  }
  weir_op_set_attr(function, "function_type",
                   weir_type_attr(weir_function_type(
                       function->context, inputs, entry->argument_count,
                       type->function.results, type->function.result_count)));
}

static void drop_argument(const entry_t* entry, uint32_t index,
                          weir_arena_t* arena) {
  uint32_t place = argument_of(entry->function, index)->index;
  weir_op_set_attr(
      entry->function, "arg_attrs",
      attrs_without(weir_op_attr(entry->function, "arg_attrs"), place, arena));
  remove_operand(entry, index);
}

static void fold_entry(const entry_t* entry, weir_arena_t* arena) {
  uint32_t count = weir_op_operand_group_size(
      entry->dispatches.ops[0], WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS);
  weir_block_t* body = weir_op_region(entry->function, 0)->first;
  weir_op_t* first = body->first;
  bool* drop = WEIR_ARENA_ARRAY(arena, bool, count);
  bool changed = false;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* argument = argument_of(entry->function, i);
    weir_attr_t* constant = common_constant(entry, i);
    if (constant != NULL) {
      weir_builder_t builder = weir_builder_before(first);
      weir_value_replace_uses(
          argument,
          weir_build_constant(&builder, argument->location, constant));
      drop[i] = changed = true;
    }
    for (uint32_t j = 0; j < i && !drop[i]; ++j) {
      if (drop[j] || !are_equal(entry, j, i)) continue;
      weir_value_replace_uses(argument, argument_of(entry->function, j));
      drop[i] = changed = true;
    }
  }
  for (uint32_t i = count; i-- > 0;) {
    if (drop[i]) drop_argument(entry, i, arena);
  }
  if (changed) update_signature(entry->function, arena);
}

static uint32_t uniform_argument_count(const weir_op_t* function) {
  weir_block_t* entry = weir_op_region(function, 0)->first;
  uint32_t count = 0;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    count += !weir_type_is(entry->arguments[i]->type, &weir_stream_binding_def);
  }
  return count;
}

static bool is_foldable(const entry_t* entry) {
  if (entry->is_shared) return false;
  uint32_t count = uniform_argument_count(entry->function);
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    if (weir_op_operand_group_size(entry->dispatches.ops[i],
                                   WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS) !=
        count) {
      return false;
    }
  }
  return true;
}

weir_status_t weir_stream_fold_uniform_operands(weir_pass_t* pass,
                                                weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_op_list_t dispatches =
      weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, arena);
  weir_pointer_map_t by_reference = {.arena = arena};
  entry_t* first = NULL;
  entry_t** link = &first;
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    weir_attr_t* points = weir_op_attr(dispatches.ops[i], "entry_points");
    for (uint32_t p = 0; p < points->array.count; ++p) {
      weir_attr_t* reference = points->array.elements[p];
      void** at = weir_pointer_map_at(&by_reference, reference);
      if (*at == NULL) {
        weir_op_t* function = function_of(dispatches.ops[i], reference);
        if (function == NULL || function->region_count == 0 ||
            weir_region_is_empty(weir_op_region(function, 0))) {
          continue;
        }
        entry_t* entry = WEIR_ARENA_NEW(arena, entry_t);
        entry->function = function;
        *at = entry;
        *link = entry;
        link = &entry->next;
      }
      entry_t* entry = *at;
      entry->is_shared |= points->array.count > 1;
      weir_op_list_add(&entry->dispatches, arena, dispatches.ops[i]);
    }
  }
  // One function may have several names.
  for (entry_t* a = first; a != NULL; a = a->next) {
    void** seen = weir_pointer_map_at(&by_reference, a->function);
    if (*seen != NULL) ((entry_t*)*seen)->is_shared = a->is_shared = true;
    *seen = a;
  }
  for (const entry_t* entry = first; entry != NULL; entry = entry->next) {
    if (is_foldable(entry)) fold_entry(entry, arena);
  }
  return weir_ok();
}
