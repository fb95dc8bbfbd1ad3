// Binds resources once that dispatches bind several ranges of.
//
// Needs:   stream.cmd.dispatch and the executables they name.
// Changes: bindings of an entry point that are of one resource at each dispatch
//          become one binding of all of it; offsets become operands that come
//          first, one per old binding, and are added where bindings are read.
// Keeps:   operands; bindings of resources that are written as bindings of
//          their own unless stream.resources says they may alias; entry points
//          that are used by anything but dispatches that name them alone.
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/stream/configuration.h"
#include "compiler/transforms/stream/dispatch_sites.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/values.h"

enum { ACCESS_WRITE = 2 };

// Which old bindings become which new ones.
typedef struct fusion_t {
  weir_arena_t* arena;
  uint32_t old_count, new_count;
  uint32_t* target;  // of an old binding
  // Old bindings ordered by their new one.
  uint32_t* order;
  int32_t* access;  // of a new binding, of all its ranges
} fusion_t;

static weir_value_t* resource_of(const weir_op_t* dispatch, uint32_t index) {
  return weir_op_operand_at(dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCES,
                            index);
}

static int32_t access_of(const weir_op_t* dispatch, uint32_t index) {
  const weir_attr_t* list = weir_op_attr(dispatch, "resource_accesses");
  int64_t access = 0;
  weir_attr_int(list->array.elements[index], &access);
  return (int32_t)access;
}

// The first binding of this dispatch that |index| may be one with.
static uint32_t leader_of(const weir_op_t* dispatch, uint32_t index,
                          bool may_alias) {
  if (!may_alias && (access_of(dispatch, index) & ACCESS_WRITE) != 0) {
    return index;
  }
  for (uint32_t i = 0; i < index; ++i) {
    if (resource_of(dispatch, i) == resource_of(dispatch, index)) return i;
  }
  return index;
}

// Whether two bindings are one at each dispatch.
static bool are_correlated(const weir_dispatch_entry_t* entry, uint32_t a,
                           uint32_t b, bool may_alias) {
  for (uint32_t i = 0; i < entry->dispatches.count; ++i) {
    const weir_op_t* dispatch = entry->dispatches.ops[i];
    if (leader_of(dispatch, a, may_alias) !=
        leader_of(dispatch, b, may_alias)) {
      return false;
    }
  }
  return true;
}

static fusion_t plan_fusion(const weir_dispatch_entry_t* entry,
                            const weir_resource_config_t* usual,
                            weir_arena_t* arena) {
  const weir_op_list_t* dispatches = &entry->dispatches;
  uint32_t count = weir_op_operand_group_size(
      dispatches->ops[0], WEIR_STREAM_CMD_DISPATCH_RESOURCES);
  bool may_alias = weir_stream_resource_config_lookup(entry->export, usual)
                       .alias_mutable_bindings;
  fusion_t fusion = {.arena = arena,
                     .old_count = count,
                     .target = WEIR_ARENA_ARRAY(arena, uint32_t, count),
                     .order = WEIR_ARENA_ARRAY(arena, uint32_t, count),
                     .access = WEIR_ARENA_ARRAY(arena, int32_t, count)};
  bool* done = WEIR_ARENA_ARRAY(arena, bool, count);
  uint32_t placed = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (done[i]) continue;
    for (uint32_t j = i; j < count; ++j) {
      if (done[j] || !are_correlated(entry, i, j, may_alias)) continue;
      done[j] = true;
      fusion.target[j] = fusion.new_count;
      fusion.order[placed++] = j;
      for (uint32_t d = 0; d < dispatches->count; ++d) {
        fusion.access[fusion.new_count] |= access_of(dispatches->ops[d], j);
      }
    }
    ++fusion.new_count;
  }
  return fusion;
}

// -- in the entry point -------------------------------------------------------

static void rebase_uses(weir_value_t* old, weir_value_t* binding,
                        weir_value_t* offset) {
  WEIR_FOR_EACH_USE(use, old) {
    weir_op_t* op = use->op;
    if (weir_op_is(op, WEIR_STREAM_BINDING_SUBSPAN)) {
      weir_builder_t builder = weir_builder_before(op);
      weir_value_t* sum = weir_fold_add(
          &builder, binding->location,
          weir_op_operand(op, WEIR_STREAM_BINDING_SUBSPAN_BYTE_OFFSET), offset);
      weir_op_set_operand(op,
                          weir_op_operand_group_start(
                              op, WEIR_STREAM_BINDING_SUBSPAN_BYTE_OFFSET),
                          sum);
    }
    weir_op_set_operand(op, use->index, binding);
  }
}

// Arguments become: bindings, offsets of the old bindings, operands.
static void update_function(const fusion_t* fusion, weir_op_t* function) {
  weir_arena_t* arena = fusion->arena;
  weir_context_t* context = function->context;
  weir_block_t* body = weir_op_region(function, 0)->first;
  weir_type_t* binding_type = weir_stream_binding_type(context);
  uint32_t old_total = body->argument_count;
  weir_attr_t** attrs = WEIR_ARENA_ARRAY(
      arena, weir_attr_t*, old_total + fusion->new_count + fusion->old_count);
  weir_value_t** old =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, fusion->old_count);
  uint32_t at = fusion->new_count + fusion->old_count, old_count = 0;
  for (uint32_t i = 0; i < old_total; ++i) {
    weir_value_t* argument = body->arguments[i];
    if (argument->type == binding_type) {
      old[old_count++] = argument;
    } else {
      attrs[at++] = weir_dispatch_argument_attrs(function, i);
    }
  }
  weir_location_t** locations =
      WEIR_ARENA_ARRAY(arena, weir_location_t*, fusion->old_count);
  for (uint32_t n = 0, o = 0; n < fusion->new_count; ++n) {
    uint32_t count = 0;
    while (o < fusion->old_count && fusion->target[fusion->order[o]] == n) {
      locations[count++] = old[fusion->order[o++]]->location;
    }
    weir_block_insert_argument(body, n, binding_type,
                               weir_fuse_locations(context, locations, count));
  }
  for (uint32_t o = 0; o < fusion->old_count; ++o) {
    uint32_t from = fusion->order[o];
    weir_value_t* binding = body->arguments[fusion->target[from]];
    weir_value_t* offset =
        weir_block_insert_argument(body, fusion->new_count + o,
                                   weir_index_type(context), binding->location);
    rebase_uses(old[from], binding, offset);
  }
  for (uint32_t i = 0; i < fusion->old_count; ++i) {
    weir_block_erase_argument(body, old[i]->index);
  }
  weir_dispatch_set_signature(function, attrs, arena);
}

// -- at the dispatch ----------------------------------------------------------

static weir_value_t* zero_before(weir_op_t* dispatch) {
  weir_op_t* execute = weir_op_parent_of(dispatch, WEIR_STREAM_CMD_EXECUTE);
  weir_builder_t builder =
      weir_builder_before(execute != NULL ? execute : dispatch);
  return weir_build_index(&builder, dispatch->location, 0);
}

static void update_dispatch(const fusion_t* fusion, weir_op_t* dispatch,
                            weir_value_t* zero) {
  weir_arena_t* arena = fusion->arena;
  uint32_t group = WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS;
  uint32_t operand_count = weir_op_operand_group_size(dispatch, group);
  weir_value_t** operands =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, fusion->old_count + operand_count);
  weir_value_t** resources =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, fusion->new_count);
  weir_value_t** sizes =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, fusion->new_count);
  weir_value_t** zeros =
      WEIR_ARENA_ARRAY(arena, weir_value_t*, fusion->new_count);
  weir_attr_t** accesses =
      WEIR_ARENA_ARRAY(arena, weir_attr_t*, fusion->new_count);
  for (uint32_t o = fusion->old_count; o-- > 0;) {
    uint32_t from = fusion->order[o], to = fusion->target[from];
    operands[o] = weir_op_operand_at(
        dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS, from);
    resources[to] = resource_of(dispatch, from);
    sizes[to] = weir_op_operand_at(
        dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCE_SIZES, from);
    zeros[to] = zero;
    accesses[to] = weir_i32_attr(dispatch->context, fusion->access[to]);
  }
  for (uint32_t i = 0; i < operand_count; ++i) {
    operands[fusion->old_count + i] = weir_op_operand_at(dispatch, group, i);
  }
  uint32_t count = fusion->new_count;
  weir_op_set_operand_group(dispatch, group, operands,
                            fusion->old_count + operand_count);
  weir_op_set_operand_group(dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCES,
                            resources, count);
  weir_op_set_operand_group(dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCE_SIZES,
                            sizes, count);
  weir_op_set_operand_group(dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCE_OFFSETS,
                            zeros, count);
  weir_op_set_operand_group(dispatch, WEIR_STREAM_CMD_DISPATCH_RESOURCE_LENGTHS,
                            sizes, count);
  weir_op_set_attr(dispatch, "resource_accesses",
                   weir_array_attr(dispatch->context, accesses, count));
}

weir_status_t weir_stream_fuse_dispatch_bindings(weir_pass_t* pass,
                                                 weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_resource_config_t usual;
  WEIR_RETURN_IF_ERROR(weir_pass_resource_config(pass, &usual));
  weir_dispatch_entries_t list = weir_dispatch_entries(module, arena);
  weir_pointer_map_t zeros = {.arena = arena};
  for (uint32_t i = 0; i < list.count; ++i) {
    const weir_dispatch_entry_t* entry = &list.entries[i];
    const weir_op_list_t* dispatches = &entry->dispatches;
    if (dispatches->count == 0 || !weir_dispatch_entry_is_uniform(entry)) {
      continue;
    }
    fusion_t fusion = plan_fusion(entry, &usual, arena);
    if (fusion.old_count == 0) continue;
    update_function(&fusion, entry->function);
    for (uint32_t d = 0; d < dispatches->count; ++d) {
      weir_op_t* dispatch = dispatches->ops[d];
      weir_op_t* execute = weir_op_parent_of(dispatch, WEIR_STREAM_CMD_EXECUTE);
      void** zero =
          weir_pointer_map_at(&zeros, execute != NULL ? execute : dispatch);
      if (*zero == NULL) *zero = zero_before(dispatch);
      update_dispatch(&fusion, dispatch, *zero);
    }
  }
  return weir_ok();
}
