// Hands timepoints on with the resources that they guard.
//
// Needs:   stream.async.execute regions whose results are awaited.
// Changes: globals, branches, calls and returns of resources carry (timepoint,
//          resource) pairs; waits move from producers to consumers; execution
//          regions wait for the timepoints of what they capture instead of for
//          the resources themselves.
// Keeps:   signatures of public and external functions.
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/companions.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/pointer_map.h"
#include "compiler/transforms/stream/regions.h"
#include "compiler/transforms/stream/timepoints.h"
#include "compiler/transforms/stream/values.h"

typedef struct propagation_t {
  weir_arena_t* arena;
  weir_op_t* module;
  weir_symbol_table_t* symbols;
  weir_pointer_map_t globals;  // resource global to timepoint global
  weir_mapping_t* timepoints;  // resource to timepoint
  weir_companions_t companions;
} propagation_t;

static uint32_t timepoint_count(const weir_type_t* type) {
  return weir_type_is_stream_resource(type);
}

static bool is_resource(const weir_value_t* value) {
  return weir_type_is_stream_resource(value->type);
}

static bool has_resources(const weir_value_t* values, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    if (is_resource(&values[i])) return true;
  }
  return false;
}

static bool uses_resources(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (is_resource(weir_op_operand_n(op, i))) return true;
  }
  return has_resources(op->results, op->result_count);
}

// -- globals ------------------------------------------------------------------

static void expand_global(propagation_t* p, weir_op_t* global) {
  weir_context_t* context = global->context;
  weir_type_t* type = weir_stream_timepoint_type(context);
  weir_string_view_t name = weir_symbol_name(global);
  weir_builder_t builder = weir_builder_before(global);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, global->location);
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(context, weir_arena_format(p->arena, "%.*s__timepoint",
                                                  WEIR_SV_ARGS(name))));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_op_attr(global, "sym_visibility"));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_state_attr(&state, "is_mutable", weir_unit_attr(context));
  weir_op_state_attr(&state, "initial_value",
                     weir_stream_timepoint_immediate_attr(context));
  weir_op_t* timepoint = weir_build(&builder, &state);
  weir_symbol_table_add(p->symbols, timepoint);
  *weir_pointer_map_at(&p->globals, global) = timepoint;
}

static void expand_globals(propagation_t* p) {
  WEIR_FOR_EACH_OP(op, weir_module_body(p->module)) {
    if (!weir_op_is(op, WEIR_UTIL_GLOBAL)) continue;
    weir_type_t* type = weir_op_attr_type(op, "type");
    if (type != NULL && weir_type_is_stream_resource(type)) {
      expand_global(p, op);
    }
  }
}

// The name of the timepoint of the global |op| names.
static weir_attr_t* timepoint_global(propagation_t* p, weir_op_t* op) {
  weir_op_t* global =
      weir_symbol_table_get(p->symbols, weir_op_attr_string(op, "global"));
  weir_op_t* timepoint =
      global != NULL ? weir_pointer_map_get(&p->globals, global) : NULL;
  if (timepoint == NULL) return NULL;
  weir_string_view_t name = weir_symbol_name(timepoint);
  return weir_symbol_attr(op->context,
                          weir_arena_string(p->arena, name.data, name.size));
}

// Puts an await on |value| and sends all its users but |size| through it.
static void await_value(weir_value_t* value, weir_value_t* size,
                        weir_builder_t* builder, weir_location_t* location,
                        weir_value_t* timepoint) {
  weir_op_t* await =
      weir_build_await(builder, location, value, size, timepoint);
  for (weir_use_t *use = value->uses, *next; use != NULL; use = next) {
    next = use->next;
    if (use->op == await || use->op == weir_value_op(size)) continue;
    weir_op_set_operand(use->op, use->index, weir_op_result_n(await, 0));
  }
}

static void expand_load(propagation_t* p, weir_op_t* op) {
  weir_attr_t* name = timepoint_global(p, op);
  if (!uses_resources(op) || name == NULL) return;
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD, op->location);
  weir_op_state_attr(&state, "global", name);
  weir_op_state_attr(&state, "is_immutable", NULL);
  weir_op_state_result(&state, weir_stream_timepoint_type(op->context));
  weir_value_t* timepoint = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_value_t* result = weir_op_result_n(op, 0);
  weir_mapping_set(p->timepoints, result, timepoint);
  weir_builder_set_after(&builder, op);
  weir_value_t* size = weir_resource_size(result, &builder, op->location);
  await_value(result, size, &builder, op->location, timepoint);
}

// -- operands -----------------------------------------------------------------

typedef struct pair_t {
  weir_value_t *timepoint, *resource;
} pair_t;

// Where |value| comes from and when it is there.
static pair_t consume(propagation_t* p, weir_value_t* value,
                      weir_builder_t* builder, weir_location_t* location) {
  weir_value_t* known = weir_mapping_find(p->timepoints, value);
  if (known != NULL) return (pair_t){known, value};
  weir_op_t* op = weir_value_op(value);
  if (weir_op_is(op, WEIR_STREAM_TIMEPOINT_AWAIT)) {
    return (pair_t){
        weir_op_operand(op, WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT),
        weir_op_operand_n(op, value->index)};
  }
  if (weir_op_is(op, WEIR_STREAM_ASYNC_EXECUTE)) {
    return (pair_t){
        weir_op_result(op, WEIR_STREAM_ASYNC_EXECUTE_RESULT_TIMEPOINT), value};
  }
  return (pair_t){weir_build_immediate(builder, location), value};
}

static void expand_store(propagation_t* p, weir_op_t* op) {
  weir_attr_t* name = timepoint_global(p, op);
  if (!uses_resources(op) || name == NULL) return;
  weir_builder_t builder = weir_builder_before(op);
  pair_t pair = consume(p, weir_op_operand_n(op, 0), &builder, op->location);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE, op->location);
  weir_op_state_operand(&state, pair.timepoint);
  weir_op_state_attr(&state, "global", name);
  weir_build(&builder, &state);
  weir_op_set_operand(op, 0, pair.resource);
}

// Puts the timepoint of each resource among the operands of |group| before it.
static void expand_group(propagation_t* p, weir_op_t* op, uint32_t group) {
  weir_builder_t builder = weir_builder_before(op);
  uint32_t count = weir_op_operand_group_size(op, group), total = 0;
  weir_value_t** values = WEIR_ARENA_ARRAY(p->arena, weir_value_t*, 2 * count);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* value = weir_op_operand_at(op, group, i);
    if (!is_resource(value)) {
      values[total++] = value;
      continue;
    }
    pair_t pair = consume(p, value, &builder, op->location);
    values[total++] = pair.timepoint;
    values[total++] = pair.resource;
  }
  if (total != count) weir_op_set_operand_group(op, group, values, total);
}

static void expand_branch(propagation_t* p, weir_op_t* op) {
  weir_builder_t builder = weir_builder_before(op);
  for (uint32_t s = 0; s < op->successor_count; ++s) {
    uint32_t start, count;
    weir_op_successor_operands(op, s, &start, &count);
    for (uint32_t i = 0; i < count; ++i) {
      weir_value_t* value = weir_op_operand_n(op, start + i);
      if (!is_resource(value)) continue;
      pair_t pair = consume(p, value, &builder, op->location);
      weir_op_set_operand(op, start + i, pair.resource);
      weir_op_insert_successor_operand(op, s, i, pair.timepoint);
      // The group has grown; what follows is read anew.
      weir_op_successor_operands(op, s, &start, &count);
      ++i;
    }
  }
}

// -- functions ----------------------------------------------------------------

static bool is_fixed(const weir_op_t* function) {
  return function == NULL || !weir_op_is(function, WEIR_UTIL_FUNC) ||
         weir_symbol_visibility(function) == WEIR_PUBLIC ||
         weir_region_is_empty(weir_op_region(function, 0));
}

// Replaces |op| by |by|, which has a timepoint before each resource: it is
// awaited at once, and whoever can waits for the timepoint instead.
static void await_results(propagation_t* p, weir_op_t* op, weir_op_t* by) {
  weir_builder_t builder = weir_builder_after(by);
  for (uint32_t i = 0, n = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (!is_resource(result)) {
      weir_value_replace_uses(result, weir_op_result_n(by, n++));
      continue;
    }
    weir_value_t* timepoint = weir_op_result_n(by, n++);
    weir_value_t* resource = weir_op_result_n(by, n++);
    weir_mapping_set(p->timepoints, resource, timepoint);
    weir_value_t* size =
        weir_build_unary(&builder, WEIR_STREAM_RESOURCE_SIZE, op->location,
                         resource, weir_index_type(op->context));
    weir_op_t* await =
        weir_build_await(&builder, op->location, resource, size, timepoint);
    weir_value_replace_uses(result, weir_op_result_n(await, 0));
  }
  weir_op_erase(op);
}

static void expand_call(propagation_t* p, weir_op_t* op) {
  if (!uses_resources(op) ||
      is_fixed(weir_symbol_resolve(op, weir_op_attr(op, "callee")))) {
    return;
  }
  uint32_t operand_count = op->operand_count, result_count = op->result_count;
  weir_type_t** operand_types =
      WEIR_ARENA_ARRAY(p->arena, weir_type_t*, operand_count);
  weir_type_t** old_types =
      WEIR_ARENA_ARRAY(p->arena, weir_type_t*, result_count);
  for (uint32_t i = 0; i < operand_count; ++i) {
    operand_types[i] = weir_op_operand_n(op, i)->type;
  }
  for (uint32_t i = 0; i < result_count; ++i)
    old_types[i] = op->results[i].type;
  weir_attr_t* ties = weir_companions_ties(
      &p->companions, p->arena, weir_op_attr(op, "tied_operands"),
      operand_types, operand_count, old_types, result_count);
  expand_group(p, op, WEIR_UTIL_CALL_OPERANDS);
  uint32_t count = 0;
  weir_type_t** types = weir_companions_types(&p->companions, p->arena,
                                              old_types, result_count, &count);
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_CALL, op->location);
  weir_op_state_operands_of(&state, op, WEIR_UTIL_CALL_OPERANDS);
  weir_op_state_results(&state, types, count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_attr(&state, "tied_operands", ties);
  await_results(p, op, weir_build(&builder, &state));
}

// -- regions ------------------------------------------------------------------

static void expand_region(propagation_t* p, weir_region_t* region,
                          bool is_entry_fixed);

// The size of an argument that a user says, where it is an argument of the
// function or comes from outside of the region, or a copy of it, where it is a
// constant; else what the resource itself says when it is there.
static weir_value_t* argument_size(weir_value_t* argument,
                                   weir_builder_t* builder,
                                   weir_location_t* location) {
  const weir_region_t* region = argument->block->region;
  for (const weir_use_t* use = argument->uses; use != NULL; use = use->next) {
    weir_value_t* size = weir_op_operand_size(use->op, use->index);
    if (size == NULL) continue;
    const weir_block_t* home = weir_value_block(size);
    if (home->region != region &&
        weir_value_is_available_at(size, region->op)) {
      return size;
    }
    if (size->kind == WEIR_VALUE_ARGUMENT) {
      if (home == region->first) return size;
    } else if (weir_value_constant(size) != NULL) {
      return weir_build_constant(builder, size->op->location,
                                 weir_value_constant(size));
    }
  }
  return weir_build_unary(builder, WEIR_STREAM_RESOURCE_SIZE, location,
                          argument, weir_index_type(builder->context));
}

static void expand_arguments(propagation_t* p, weir_block_t* block) {
  weir_location_t* location = block->region->op->location;
  weir_type_t* type = weir_stream_timepoint_type(location->context);
  uint32_t count = block->argument_count;
  for (uint32_t i = count; i-- > 0;) {
    weir_value_t* resource = block->arguments[i];
    if (!is_resource(resource)) continue;
    weir_value_t* timepoint =
        weir_block_insert_argument(block, i, type, resource->location);
    weir_mapping_set(p->timepoints, resource, timepoint);
  }
  weir_builder_t builder = weir_builder_at_start(block);
  for (uint32_t i = 1; i < block->argument_count; ++i) {
    weir_value_t* resource = block->arguments[i];
    if (!is_resource(resource)) continue;
    weir_value_t* size = argument_size(resource, &builder, location);
    await_value(resource, size, &builder, location, block->arguments[i - 1]);
  }
}

static void expand_execute(propagation_t* p, weir_op_t* op) {
  weir_builder_t builder = weir_builder_before(op);
  uint32_t count = weir_op_operand_group_size(
      op, WEIR_STREAM_ASYNC_EXECUTE_RESOURCE_OPERANDS);
  weir_value_t** timepoints =
      WEIR_ARENA_ARRAY(p->arena, weir_value_t*, count + 1);
  weir_pointer_map_t seen = {.arena = p->arena};
  uint32_t await_count = 0;
  weir_value_t* await =
      weir_op_operand(op, WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT);
  if (await != NULL) {
    timepoints[await_count++] = await;
    *weir_pointer_map_at(&seen, await) = await;
  }
  for (uint32_t i = 0; i < count; ++i) {
    pair_t pair = consume(p, weir_op_operand_n(op, i), &builder, op->location);
    weir_op_set_operand(op, i, pair.resource);
    void** mark = weir_pointer_map_at(&seen, pair.timepoint);
    if (*mark != NULL) continue;
    *mark = pair.timepoint;
    timepoints[await_count++] = pair.timepoint;
  }
  if (await_count > 0) {
    await = weir_build_join(&builder, op->location, timepoints, await_count);
    weir_op_set_operand_group(op, WEIR_STREAM_ASYNC_EXECUTE_AWAIT_TIMEPOINT,
                              &await, 1);
  }
  weir_value_t* done =
      weir_op_result(op, WEIR_STREAM_ASYNC_EXECUTE_RESULT_TIMEPOINT);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    if (is_resource(result)) weir_mapping_set(p->timepoints, result, done);
  }
}

static void remember_await(propagation_t* p, weir_op_t* op) {
  weir_value_t* timepoint =
      weir_op_operand(op, WEIR_STREAM_TIMEPOINT_AWAIT_AWAIT_TIMEPOINT);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_mapping_set(p->timepoints, weir_op_operand_n(op, i), timepoint);
  }
}

static weir_op_t* expand_region_op(propagation_t* p, weir_op_t* op);

static void expand_op(propagation_t* p, weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_UTIL_GLOBAL_LOAD:
      expand_load(p, op);
      break;
    case WEIR_UTIL_GLOBAL_STORE:
      expand_store(p, op);
      break;
    case WEIR_UTIL_CALL:
      expand_call(p, op);
      break;
    case WEIR_UTIL_RETURN:
      if (!is_fixed(weir_op_parent(op)))
        expand_group(p, op, WEIR_UTIL_RETURN_OPERANDS);
      break;
    case WEIR_CF_BR:
    case WEIR_CF_COND_BR:
    case WEIR_CF_SWITCH:
      expand_branch(p, op);
      break;
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_FOR:
    case WEIR_SCF_WHILE:
      expand_region_op(p, op);
      break;
    case WEIR_SCF_YIELD:
      expand_group(p, op, WEIR_SCF_YIELD_RESULTS);
      break;
    case WEIR_SCF_CONDITION:
      expand_group(p, op, WEIR_SCF_CONDITION_ARGS);
      break;
    case WEIR_STREAM_TIMEPOINT_AWAIT:
      remember_await(p, op);
      break;
    case WEIR_STREAM_ASYNC_EXECUTE:
      expand_execute(p, op);
      break;
    default:
      break;
  }
}

// Structured control flow hands pairs in and out; its results are awaited
// behind it.
static weir_op_t* expand_region_op(propagation_t* p, weir_op_t* op) {
  if (!uses_resources(op)) {
    for (uint32_t r = 0; r < op->region_count; ++r) {
      expand_region(p, &op->regions[r], false);
    }
    return op;
  }
  if (weir_op_is(op, WEIR_SCF_FOR)) {
    expand_group(p, op, WEIR_SCF_FOR_INIT_ARGS);
  } else if (weir_op_is(op, WEIR_SCF_WHILE)) {
    expand_group(p, op, WEIR_SCF_WHILE_INITS);
  }
  weir_type_t** old_types =
      WEIR_ARENA_ARRAY(p->arena, weir_type_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    old_types[i] = op->results[i].type;
  }
  uint32_t count = 0;
  weir_type_t** types = weir_companions_types(
      &p->companions, p->arena, old_types, op->result_count, &count);
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, weir_op_id(op), op->location);
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    weir_op_state_operands_of(&state, op, g);
  }
  weir_op_state_results(&state, types, count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_regions(&state, op->region_count);
  weir_op_t* by = weir_build(&builder, &state);
  for (uint32_t r = 0; r < op->region_count; ++r) {
    weir_region_take_blocks(weir_op_region(by, r), weir_op_region(op, r));
  }
  await_results(p, op, by);
  for (uint32_t r = 0; r < by->region_count; ++r) {
    expand_region(p, &by->regions[r], false);
  }
  return by;
}

static void expand_region(propagation_t* p, weir_region_t* region,
                          bool is_entry_fixed) {
  WEIR_FOR_EACH_BLOCK(block, region) {
    if (is_entry_fixed && block == region->first) continue;
    expand_arguments(p, block);
  }
  WEIR_FOR_EACH_BLOCK(block, region) {
    WEIR_FOR_EACH_OP(op, block) expand_op(p, op);
  }
}

weir_status_t weir_stream_propagate_timepoints(weir_pass_t* pass,
                                               weir_op_t* module) {
  propagation_t p = {
      .arena = pass->scratch,
      .module = module,
      .symbols = weir_symbol_table_create(module, pass->scratch),
      .globals = {.arena = pass->scratch},
      .timepoints = weir_mapping_create(pass->scratch),
      .companions = {.count = timepoint_count,
                     .type = weir_stream_timepoint_type(module->context),
                     .come_first = true},
  };
  expand_globals(&p);
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    weir_region_t* body = weir_op_region(op, 0);
    if (body == NULL ||
        !weir_op_has_trait(op, WEIR_OP_FUNCTION | WEIR_OP_INITIALIZER)) {
      continue;
    }
    bool is_entry_fixed = is_fixed(op);
    if (!is_entry_fixed) {
      weir_companions_signature(&p.companions, p.arena, op);
    }
    expand_region(&p, body, is_entry_fixed);
  }
  return weir_ok();
}
