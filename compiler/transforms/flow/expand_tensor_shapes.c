// Carries the dynamic dimensions of tensors along with them.
//
// Needs:   functions of tensors; flow.tensor.tie_shape where shapes are tied
//          already.
// Changes: arguments, results and what branches, loops, calls and globals hand
//          on of tensors with dynamic dimensions is followed by these
//          dimensions; a flow.tensor.tie_shape says whose they are.
// Keeps:   functions without bodies and calls of them.
#include "compiler/analysis/tensor_dims.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/companions.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/flow/passes.h"

static uint32_t open_dims(const weir_type_t* type) {
  return weir_type_is_ranked_tensor(type) ? weir_type_dynamic_dim_count(type)
                                          : 0;
}

static weir_companions_t dims_behind(weir_context_t* context) {
  return (weir_companions_t){.count = open_dims,
                             .type = weir_index_type(context)};
}

// Ties |dims| to |value| for all who use it.
static void tie(weir_builder_t* builder, weir_value_t* value,
                weir_value_t* const* dims) {
  if (!weir_value_has_uses(value)) return;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_FLOW_TENSOR_TIE_SHAPE,
                     weir_value_location(value));
  weir_op_state_operand(&state, value);
  weir_op_state_operands(&state, dims, open_dims(value->type));
  weir_op_state_result(&state, value->type);
  weir_op_t* op = weir_build(builder, &state);
  weir_value_replace_uses_except(value, weir_op_result_n(op, 0), op);
}

// -- what is handed on --------------------------------------------------------

static void expand_operands(weir_op_t* op, uint32_t group,
                            weir_arena_t* arena) {
  weir_builder_t builder = weir_builder_before(op);
  for (uint32_t i = weir_op_operand_group_size(op, group); i-- > 0;) {
    weir_value_t* value = weir_op_operand_at(op, group, i);
    uint32_t count = open_dims(value->type);
    if (count == 0) continue;
    weir_value_t** dims = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
    weir_build_open_dims(&builder, op->location, value, dims);
    for (uint32_t d = count; d-- > 0;) {
      weir_op_insert_operand(op, group, i + 1, dims[d]);
    }
  }
}

static void expand_branch(weir_op_t* op, weir_arena_t* arena) {
  weir_builder_t builder = weir_builder_before(op);
  for (uint32_t s = 0; s < op->successor_count; ++s) {
    uint32_t start = 0, passed = 0;
    weir_op_successor_operands(op, s, &start, &passed);
    for (uint32_t i = passed; i-- > 0;) {
      weir_value_t* value = weir_op_operand_n(op, start + i);
      uint32_t count = open_dims(value->type);
      if (count == 0) continue;
      weir_value_t** dims = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
      weir_build_open_dims(&builder, op->location, value, dims);
      for (uint32_t d = count; d-- > 0;) {
        weir_op_insert_successor_operand(op, s, i + 1, dims[d]);
      }
    }
  }
}

// -- what arrives -------------------------------------------------------------

static void expand_block(weir_block_t* block, weir_arena_t* arena) {
  weir_builder_t builder = weir_builder_at_start(block);
  weir_type_t* index = weir_index_type(builder.context);
  for (uint32_t i = 0; i < block->argument_count; ++i) {
    weir_value_t* argument = block->arguments[i];
    uint32_t count = open_dims(argument->type);
    weir_value_t** dims = WEIR_ARENA_ARRAY(arena, weir_value_t*, count + 1);
    for (uint32_t d = 0; d < count; ++d) {
      dims[d] = weir_block_insert_argument(block, i + 1 + d, index,
                                           weir_value_location(argument));
    }
    if (count > 0) tie(&builder, argument, dims);
    i += count;
  }
}

static bool any_open(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (open_dims(op->results[i].type) > 0) return true;
  }
  return false;
}

static weir_type_t** types_of(weir_arena_t* arena, const weir_op_t* op,
                              bool of_results) {
  uint32_t count = of_results ? op->result_count : op->operand_count;
  weir_type_t** types = WEIR_ARENA_ARRAY(arena, weir_type_t*, count + 1);
  for (uint32_t i = 0; i < count; ++i) {
    types[i] =
        of_results ? op->results[i].type : weir_op_operand_n(op, i)->type;
  }
  return types;
}

// The op again, with results for the dimensions of its tensors.
static weir_op_t* expand_results(weir_op_t* op, weir_arena_t* arena) {
  uint32_t count = 0;
  weir_type_t** results = types_of(arena, op, true);
  weir_companions_t companions = dims_behind(op->context);
  weir_type_t** types = weir_companions_types(&companions, arena, results,
                                              op->result_count, &count);
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, weir_op_id(op), op->location);
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    weir_op_state_operands_of(&state, op, g);
  }
  weir_op_state_results(&state, types, count);
  weir_op_state_attrs(&state, op->attrs);
  weir_attr_t* tied = weir_companions_ties(
      &companions, arena, weir_op_attr(op, "tied_operands"),
      types_of(arena, op, false), op->operand_count, results, op->result_count);
  if (tied != NULL) weir_op_state_attr(&state, "tied_operands", tied);
  weir_op_state_regions(&state, op->region_count);
  weir_op_t* by = weir_build(&builder, &state);
  for (uint32_t i = 0; i < op->region_count; ++i) {
    weir_region_take_blocks(&by->regions[i], &op->regions[i]);
  }
  builder = weir_builder_after(by);
  uint32_t n = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* value = weir_op_result_n(by, n++);
    weir_value_replace_uses(weir_op_result_n(op, i), value);
    uint32_t dims = open_dims(value->type);
    weir_value_t** items = WEIR_ARENA_ARRAY(arena, weir_value_t*, dims + 1);
    for (uint32_t d = 0; d < dims; ++d) items[d] = weir_op_result_n(by, n++);
    if (dims > 0) tie(&builder, value, items);
  }
  weir_op_erase(op);
  return by;
}

static void expand_select(weir_op_t* op, weir_arena_t* arena) {
  weir_value_t* result = weir_op_result_n(op, 0);
  uint32_t count = open_dims(result->type);
  if (count == 0 || weir_type_is_shaped(weir_op_operand_n(op, 0)->type)) return;
  weir_value_t** dims[2];
  weir_builder_t builder = weir_builder_before(op);
  for (uint32_t i = 0; i < 2; ++i) {
    dims[i] = WEIR_ARENA_ARRAY(arena, weir_value_t*, count);
    weir_build_open_dims(&builder, op->location, weir_op_operand_n(op, 1 + i),
                         dims[i]);
  }
  builder = weir_builder_after(op);
  for (uint32_t d = 0; d < count; ++d) {
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_ARITH_SELECT, op->location);
    weir_op_state_operand(&state, weir_op_operand_n(op, 0));
    weir_op_state_operand(&state, dims[0][d]);
    weir_op_state_operand(&state, dims[1][d]);
    weir_op_state_result(&state, dims[0][d]->type);
    dims[0][d] = weir_op_result_n(weir_build(&builder, &state), 0);
  }
  tie(&builder, result, dims[0]);
}

// -- globals ------------------------------------------------------------------

typedef struct expansion_t {
  weir_arena_t* arena;
  weir_symbol_table_t* names;  // those that were there before
} expansion_t;

static const char* dim_name(const expansion_t* expansion,
                            weir_string_view_t name, uint32_t d) {
  const char* usual =
      weir_arena_format(expansion->arena, "%.*s__d%u", WEIR_SV_ARGS(name), d);
  return weir_symbol_table_free_name(expansion->names, usual, expansion->arena);
}

static void expand_global(weir_op_t* global, const expansion_t* expansion) {
  weir_context_t* context = global->context;
  weir_type_t* type = weir_op_attr_type(global, "type");
  if (type == NULL || open_dims(type) == 0) return;
  weir_builder_t builder = weir_builder_after(global);
  for (uint32_t d = 0; d < weir_type_rank(type); ++d) {
    if (weir_type_dim(type, d) != WEIR_DYNAMIC) continue;
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, global->location);
    weir_op_state_attr(
        &state, "sym_name",
        weir_string_attr(context,
                         dim_name(expansion, weir_symbol_name(global), d)));
    weir_op_state_attr(&state, "sym_visibility",
                       weir_string_attr(context, "private"));
    weir_op_state_attr(&state, "is_mutable", weir_unit_attr(context));
    weir_op_state_attr(&state, "type",
                       weir_type_attr(weir_index_type(context)));
    weir_build(&builder, &state);
  }
}

static void expand_load(weir_op_t* load, const expansion_t* expansion) {
  weir_value_t* value = weir_op_result_n(load, 0);
  uint32_t count = open_dims(value->type), next = 0;
  if (count == 0) return;
  weir_value_t** dims =
      WEIR_ARENA_ARRAY(expansion->arena, weir_value_t*, count);
  weir_builder_t builder = weir_builder_after(load);
  weir_string_view_t name = weir_attr_string(weir_op_attr(load, "global"));
  for (uint32_t d = 0; d < weir_type_rank(value->type); ++d) {
    if (weir_type_dim(value->type, d) != WEIR_DYNAMIC) continue;
    weir_op_state_t state;
    weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD, load->location);
    weir_op_state_attr(
        &state, "global",
        weir_symbol_attr(load->context, dim_name(expansion, name, d)));
    weir_op_state_result(&state, weir_index_type(load->context));
    dims[next++] = weir_op_result_n(weir_build(&builder, &state), 0);
  }
  tie(&builder, value, dims);
}

static void expand_store(weir_op_t* store, const expansion_t* expansion) {
  weir_value_t* value = weir_op_operand_n(store, 0);
  if (open_dims(value->type) == 0) return;
  weir_builder_t builder = weir_builder_before(store);
  weir_string_view_t name = weir_attr_string(weir_op_attr(store, "global"));
  for (uint32_t d = 0; d < weir_type_rank(value->type); ++d) {
    if (weir_type_dim(value->type, d) != WEIR_DYNAMIC) continue;
    weir_value_t* dim = weir_build_dim(&builder, store->location, value, d);
    weir_builder_t after = weir_builder_after(store);
    weir_op_state_t state;
    weir_op_state_init(&state, &after, WEIR_UTIL_GLOBAL_STORE, store->location);
    weir_op_state_operand(&state, dim);
    weir_op_state_attr(
        &state, "global",
        weir_symbol_attr(store->context, dim_name(expansion, name, d)));
    store = weir_build(&after, &state);
  }
}

// -- functions ----------------------------------------------------------------

static bool has_body(const weir_op_t* function) {
  const weir_region_t* body =
      function != NULL ? weir_op_region(function, 0) : NULL;
  return body != NULL && !weir_region_is_empty(body);
}

static bool hands_on(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_SCF_FOR:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_WHILE:
      return true;
    case WEIR_FUNC_CALL:
    case WEIR_UTIL_CALL:
      return has_body(weir_symbol_resolve(op, weir_op_attr(op, "callee")));
    default:
      return false;
  }
}

// What arrives is expanded first, so that what is handed on is tied by then.
static weir_op_t* expand_arrivals(weir_op_t* op, const expansion_t* expansion) {
  weir_arena_t* arena = expansion->arena;
  if (weir_op_is(op, WEIR_UTIL_GLOBAL_LOAD)) expand_load(op, expansion);
  if (weir_op_is(op, WEIR_ARITH_SELECT)) expand_select(op, arena);
  if (hands_on(op) && any_open(op)) op = expand_results(op, arena);
  if (!hands_on(op)) return op;
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) expand_block(block, arena);
  }
  return op;
}

static void expand_departures(weir_op_t* op, const expansion_t* expansion) {
  weir_arena_t* arena = expansion->arena;
  if (op->successor_count > 0) {
    expand_branch(op, arena);
    return;
  }
  switch (weir_op_id(op)) {
    case WEIR_FUNC_RETURN:
    case WEIR_UTIL_RETURN:
    case WEIR_SCF_YIELD:
      expand_operands(op, 0, arena);
      break;
    case WEIR_SCF_CONDITION:
      expand_operands(op, WEIR_SCF_CONDITION_ARGS, arena);
      break;
    case WEIR_SCF_FOR:
      expand_operands(op, WEIR_SCF_FOR_INIT_ARGS, arena);
      break;
    case WEIR_SCF_WHILE:
      expand_operands(op, WEIR_SCF_WHILE_INITS, arena);
      break;
    case WEIR_FUNC_CALL:
    case WEIR_UTIL_CALL:
      if (hands_on(op)) expand_operands(op, 0, arena);
      break;
    case WEIR_UTIL_GLOBAL_STORE:
      expand_store(op, expansion);
      break;
    default:
      break;
  }
}

// Executables compute on dimensions of their own.
static weir_walk_t collect(weir_op_t* op, void* user) {
  if (weir_op_is(op, WEIR_FLOW_EXECUTABLE)) return WEIR_WALK_SKIP;
  weir_op_list_add(user, weir_context_arena(op->context), op);
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_flow_expand_tensor_shapes(weir_pass_t* pass,
                                             weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  const expansion_t expansion = {arena,
                                 weir_symbol_table_create(module, arena)};
  weir_companions_t companions = dims_behind(module->context);
  weir_op_list_t ops = {0};
  weir_walk_pre_order(module, collect, &ops);
  for (uint32_t i = 0; i < ops.count; ++i) {
    weir_op_t* op = ops.ops[i];
    if (weir_op_is(op, WEIR_UTIL_GLOBAL)) expand_global(op, &expansion);
    bool is_function = weir_op_has_trait(op, WEIR_OP_FUNCTION) ||
                       weir_op_has_trait(op, WEIR_OP_INITIALIZER);
    if (!is_function || !has_body(op)) continue;
    WEIR_FOR_EACH_BLOCK(block, weir_op_region(op, 0)) {
      expand_block(block, arena);
    }
  }
  for (uint32_t i = 0; i < ops.count; ++i) {
    ops.ops[i] = expand_arrivals(ops.ops[i], &expansion);
  }
  for (uint32_t i = 0; i < ops.count; ++i) {
    expand_departures(ops.ops[i], &expansion);
  }
  for (uint32_t i = 0; i < ops.count; ++i) {
    bool is_function = weir_op_has_trait(ops.ops[i], WEIR_OP_FUNCTION);
    if (is_function && has_body(ops.ops[i])) {
      weir_companions_signature(&companions, arena, ops.ops[i]);
    }
  }
  return weir_ok();
}
