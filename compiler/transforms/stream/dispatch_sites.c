#include "compiler/transforms/stream/dispatch_sites.h"

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/pointer_map.h"

static weir_op_t* function_of(const weir_op_t* export) {
  weir_op_t* executable = weir_op_parent(export);
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (!weir_sv_equal_c(weir_op_dialect(op), "builtin")) continue;
    weir_op_t* function =
        weir_symbol_lookup(op, weir_op_attr_string(export, "function_ref"));
    return function != NULL && function->region_count > 0 &&
                   !weir_region_is_empty(weir_op_region(function, 0))
               ? function
               : NULL;
  }
  return NULL;
}

static void add_dispatch(weir_pointer_map_t* by_export, weir_op_t* dispatch,
                         weir_arena_t* arena) {
  weir_attr_t* points = weir_op_attr(dispatch, "entry_points");
  for (uint32_t i = 0; i < points->array.count; ++i) {
    weir_op_t* export =
        weir_symbol_resolve(dispatch, points->array.elements[i]);
    weir_dispatch_entry_t* entry =
        export != NULL ? weir_pointer_map_get(by_export, export) : NULL;
    if (entry == NULL) continue;
    entry->is_shared |= points->array.count > 1;
    weir_op_list_add(&entry->dispatches, arena, dispatch);
  }
}

weir_dispatch_entries_t weir_dispatch_entries(weir_op_t* module,
                                              weir_arena_t* arena) {
  weir_op_list_t exports =
      weir_collect_ops(module, WEIR_STREAM_EXECUTABLE_EXPORT, arena);
  weir_dispatch_entries_t list = {
      WEIR_ARENA_ARRAY(arena, weir_dispatch_entry_t, exports.count),
      exports.count};
  weir_pointer_map_t known = {.arena = arena};
  for (uint32_t i = 0; i < list.count; ++i) {
    weir_dispatch_entry_t* entry = &list.entries[i];
    entry->export = exports.ops[i];
    entry->executable = weir_op_parent(entry->export);
    entry->function = function_of(entry->export);
    *weir_pointer_map_at(&known, entry->export) = entry;
    if (entry->function == NULL) continue;
    void** other = weir_pointer_map_at(&known, entry->function);
    weir_dispatch_entry_t* same = *other;
    if (same != NULL) {
      same->has_other_names = same->is_shared = true;
      entry->has_other_names = entry->is_shared = true;
    }
    *other = entry;
  }
  weir_op_list_t dispatches =
      weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, arena);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    add_dispatch(&known, dispatches.ops[i], arena);
  }
  return list;
}

bool weir_dispatch_entry_is_uniform(const weir_dispatch_entry_t* entry) {
  if (entry->is_shared || entry->function == NULL) return false;
  const weir_block_t* body = weir_op_region(entry->function, 0)->first;
  uint32_t binding_count = 0;
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    binding_count +=
        weir_type_is(body->arguments[i]->type, &weir_stream_binding_def);
  }
  uint32_t operand_count = body->argument_count - binding_count;
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    const weir_op_t* dispatch = entry->dispatches.ops[i];
    if (weir_op_operand_group_size(
            dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCES) != binding_count ||
        weir_op_operand_group_size(dispatch,
                                   WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS) !=
            operand_count) {
      return false;
    }
  }
  return true;
}

static weir_value_t* nth_argument(const weir_op_t* function, uint32_t index,
                                  bool is_binding) {
  const weir_block_t* body = weir_op_region(function, 0)->first;
  for (uint32_t i = 0, n = 0; i < body->argument_count; ++i) {
    weir_value_t* argument = body->arguments[i];
    if (weir_type_is(argument->type, &weir_stream_binding_def) == is_binding &&
        n++ == index) {
      return argument;
    }
  }
  return NULL;
}

weir_value_t* weir_dispatch_binding(const weir_op_t* function, uint32_t index) {
  return nth_argument(function, index, true);
}

weir_value_t* weir_dispatch_argument(const weir_op_t* function,
                                     uint32_t index) {
  return nth_argument(function, index, false);
}

weir_attr_t* weir_dispatch_argument_attrs(const weir_op_t* function,
                                          uint32_t index) {
  const weir_attr_t* list = weir_op_attr(function, "arg_attrs");
  return weir_attr_is(list, WEIR_ATTR_ARRAY) && index < list->array.count
             ? list->array.elements[index]
             : NULL;
}

void weir_dispatch_set_signature(weir_op_t* function, weir_attr_t* const* attrs,
                                 weir_arena_t* arena) {
  const weir_block_t* body = weir_op_region(function, 0)->first;
  weir_context_t* context = function->context;
  uint32_t count = body->argument_count;
  weir_type_t** inputs = WEIR_ARENA_ARRAY(arena, weir_type_t*, count);
  weir_attr_t** list = WEIR_ARENA_ARRAY(arena, weir_attr_t*, count);
  bool any = false;
  for (uint32_t i = 0; i < count; ++i) {
    inputs[i] = body->arguments[i]->type;
    list[i] =
        attrs[i] != NULL ? attrs[i] : weir_dictionary_attr(context, NULL, 0);
    any |= list[i]->dictionary.count > 0;
  }
  weir_op_set_attr(function, "arg_attrs",
                   any ? weir_array_attr(context, list, count) : NULL);
  const weir_type_t* type = weir_function_type_of(function);
  weir_op_set_attr(function, "function_type",
                   weir_type_attr(weir_function_type(
                       context, inputs, count, type->function.results,
                       type->function.result_count)));
}
