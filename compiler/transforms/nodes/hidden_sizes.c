// The sizes of resources that come from several places, from globals or are
// hidden by barriers. A node without the resource could not ask it: the size is
// found where the resource comes from.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/projection.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/values.h"

enum { MAX_DEPTH = 16 };

typedef struct search_t {
  weir_op_list_t stores;         // util.global.store of the program
  const weir_attr_t* of_global;  // the one whose stores are looked at, or NULL
} search_t;

static weir_value_t* size_of(search_t* search, weir_value_t* resource,
                             weir_op_t* at, uint32_t depth);

// The one size of all of |values|; NULL if they differ or one has none.
static weir_value_t* common_size(search_t* search, weir_value_t* const* values,
                                 uint32_t count, weir_op_t* at,
                                 uint32_t depth) {
  weir_value_t* common = NULL;
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* size = size_of(search, values[i], at, depth);
    if (size == NULL || (common != NULL && size != common)) return NULL;
    common = size;
  }
  return common;
}

// What |value| of a callee is to |call|, which is left by |end|: an operand, a
// result, or NULL.
static weir_value_t* outside_of(const weir_op_t* call, const weir_op_t* end,
                                const weir_value_t* value) {
  if (value->kind == WEIR_VALUE_ARGUMENT) {
    bool is_entry = weir_op_parent(end) == value->block->region->op &&
                    value->block == value->block->region->first;
    return is_entry ? weir_op_operand_n(call, value->index) : NULL;
  }
  for (uint32_t i = 0; i < end->operand_count; ++i) {
    if (weir_op_operand_n(end, i) == value) return weir_op_result_n(call, i);
  }
  return NULL;
}

// The size of a result of a call of a function with one way out.
static weir_value_t* size_of_call(search_t* search, weir_op_t* call,
                                  uint32_t result, uint32_t depth) {
  weir_op_t* callee = weir_symbol_resolve(call, weir_op_attr(call, "callee"));
  if (!weir_op_is(callee, WEIR_UTIL_FUNC)) return NULL;
  weir_region_t* body = weir_op_region(callee, 0);
  if (weir_region_is_empty(body) || body->first != body->last) return NULL;
  weir_op_t* end = weir_block_terminator(body->first);
  if (!weir_op_is(end, WEIR_UTIL_RETURN)) return NULL;
  weir_value_t* size =
      size_of(search, weir_op_operand_n(end, result), end, depth);
  return size != NULL ? outside_of(call, end, size) : NULL;
}

// What |value| was loaded from, behind barriers and waits; NULL if it was not.
static const weir_attr_t* loaded_from(const weir_value_t* value) {
  const weir_op_t* op = weir_value_op(value);
  while (weir_op_is(op, WEIR_UTIL_OPTIMIZATION_BARRIER) ||
         weir_op_is(op, WEIR_STREAM_TIMEPOINT_AWAIT)) {
    value = weir_op_operand_n(op, value->index);
    op = weir_value_op(value);
  }
  return weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD) ? weir_op_attr(op, "global")
                                               : NULL;
}

// The size of all that is ever stored to the global, if that is one number.
static weir_value_t* size_of_global(search_t* search, const weir_op_t* load,
                                    weir_op_t* at, uint32_t depth) {
  const weir_attr_t* global = weir_op_attr(load, "global");
  if (search->of_global != NULL) return NULL;
  search->of_global = global;
  weir_attr_t* common = NULL;
  bool is_one = true;
  for (uint32_t i = 0; is_one && i < search->stores.count; ++i) {
    weir_op_t* store = search->stores.ops[i];
    weir_value_t* value = weir_op_operand_n(store, 0);
    if (weir_op_attr(store, "global") != global || loaded_from(value) == global)
      continue;
    const weir_value_t* size = size_of(search, value, store, depth);
    weir_attr_t* number = size != NULL ? weir_value_constant(size) : NULL;
    is_one = number != NULL && (common == NULL || common == number);
    common = number;
  }
  search->of_global = NULL;
  if (!is_one || common == NULL) return NULL;
  weir_builder_t builder = weir_builder_before(at);
  return weir_build_constant(&builder, load->location, common);
}

static weir_value_t* size_of(search_t* search, weir_value_t* resource,
                             weir_op_t* at, uint32_t depth) {
  weir_builder_t builder = weir_builder_before(at);
  weir_value_t* size = weir_resource_find_size(resource, &builder);
  if (size != NULL && weir_value_is_available_at(size, at)) return size;
  weir_op_t* op = weir_value_op(resource);
  if (op == NULL || depth == MAX_DEPTH) return NULL;
  weir_value_t* sources[2];
  switch (weir_op_id(op)) {
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
      return size_of(search, weir_op_operand_n(op, resource->index), at,
                     depth + 1);
    case WEIR_ARITH_SELECT:
      sources[0] = weir_op_operand(op, WEIR_ARITH_SELECT_TRUE_VALUE);
      sources[1] = weir_op_operand(op, WEIR_ARITH_SELECT_FALSE_VALUE);
      return common_size(search, sources, 2, at, depth + 1);
    case WEIR_SCF_IF:
      for (uint32_t i = 0; i < 2; ++i) {
        sources[i] = weir_op_operand_n(
            weir_block_terminator(weir_op_region(op, i)->first),
            resource->index);
      }
      return common_size(search, sources, 2, at, depth + 1);
    case WEIR_UTIL_CALL:
      size = size_of_call(search, op, resource->index, depth + 1);
      return size != NULL && weir_value_is_available_at(size, at) ? size : NULL;
    case WEIR_UTIL_GLOBAL_LOAD:
      return size_of_global(search, op, at, depth + 1);
    default:
      return NULL;
  }
}

void weir_nodes_find_hidden_sizes(weir_op_t* module, weir_arena_t* arena) {
  weir_op_list_t all =
      weir_collect_ops(module, WEIR_STREAM_RESOURCE_SIZE, arena);
  search_t search = {
      .stores = weir_collect_ops(module, WEIR_UTIL_GLOBAL_STORE, arena)};
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* op = all.ops[i];
    weir_value_t* size = size_of(&search, weir_op_operand_n(op, 0), op, 0);
    if (size != NULL && size != weir_op_result_n(op, 0)) {
      weir_op_replace(op, &size);
    }
  }
}
