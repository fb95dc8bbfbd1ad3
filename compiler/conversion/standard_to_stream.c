// arith.constant, arith.select and ub.poison of tensors, branches and scf
// regions.
#include "compiler/conversion/conversion.h"
#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/ub.h"

static void convert_constant(weir_converter_t* c, weir_op_t* op) {
  weir_attr_t* affinity = weir_affinity_of_execution(c->affinity, op);
  weir_value_list_t no_dims = {0};
  weir_value_t* constant = weir_build_tensor_constant(
      c, op->location, WEIR_LIFETIME_CONSTANT, weir_op_attr(op, "value"),
      op->results[0].type, &no_dims, affinity);
  weir_value_t* size = weir_build_resource_size(c, op->location, constant);
  weir_value_t* result =
      weir_build_transfer(c, op->location, constant, size,
                          weir_unknown_resource(c), affinity, affinity);
  weir_map_tensor(c, weir_op_result_n(op, 0), result, size);
  weir_converted(c, op);
}

// What nothing depends on is a resource that nothing is written to; dimensions
// that are not known are zero, as tensor.dim says.
static void convert_poison(weir_converter_t* c, weir_op_t* op) {
  weir_type_t* type = weir_op_result_n(op, 0)->type;
  weir_attr_t* affinity = weir_affinity_of_execution(c->affinity, op);
  weir_value_list_t dims = {0};
  for (uint32_t i = weir_type_dynamic_dim_count(type); i > 0; --i) {
    weir_value_list_add(&dims, c->arena,
                        weir_build_index(&c->builder, op->location, 0));
  }
  weir_value_t* size =
      weir_build_sizeof(c, op->location, type, &dims, affinity);
  weir_op_state_t state;
  weir_op_state_init(&state, &c->builder, WEIR_STREAM_TENSOR_EMPTY,
                     op->location);
  weir_op_state_operands(&state, dims.items, dims.count);
  weir_op_state_operand(&state, size);
  weir_op_state_attr(&state, "result_encoding", weir_type_attr(type));
  weir_op_state_attr(&state, "affinity", affinity);
  weir_op_state_result(&state, weir_unknown_resource(c));
  weir_op_t* by = weir_build(&c->builder, &state);
  weir_map_tensor(c, weir_op_result_n(op, 0), weir_op_result_n(by, 0), size);
  weir_converted(c, op);
}

static weir_value_t* build_select(weir_converter_t* c, weir_op_t* op,
                                  weir_value_t* yes, weir_value_t* no) {
  weir_op_state_t state;
  weir_op_state_init(&state, &c->builder, WEIR_ARITH_SELECT, op->location);
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_ARITH_SELECT_CONDITION));
  weir_op_state_operand(&state, yes);
  weir_op_state_operand(&state, no);
  weir_op_state_result(&state, yes->type);
  return weir_op_result_n(weir_build(&c->builder, &state), 0);
}

static void convert_select(weir_converter_t* c, weir_op_t* op) {
  weir_converted_tensor_t yes = weir_resolve_tensor(
      c, op->location, weir_op_operand(op, WEIR_ARITH_SELECT_TRUE_VALUE));
  weir_converted_tensor_t no = weir_resolve_tensor(
      c, op->location, weir_op_operand(op, WEIR_ARITH_SELECT_FALSE_VALUE));
  weir_value_t* resource = build_select(c, op, yes.resource, no.resource);
  weir_value_t* size = build_select(c, op, yes.size, no.size);
  weir_map_tensor(c, weir_op_result_n(op, 0), resource, size);
  weir_converted(c, op);
}

// Branches stay; what they hand to blocks is expanded as the arguments are.
static void convert_branch(weir_converter_t* c, weir_op_t* op) {
  for (uint32_t s = 0; s < op->successor_count; ++s) {
    uint32_t start = 0, count = 0;
    weir_op_successor_operands(op, s, &start, &count);
    for (uint32_t i = count; i-- > 0;) {
      weir_value_t* value = weir_op_operand_n(op, start + i);
      if (!weir_type_is_tensor(value->type)) continue;
      weir_converted_tensor_t tensor =
          weir_resolve_tensor(c, op->location, value);
      weir_op_set_operand(op, start + i, tensor.resource);
      weir_op_insert_successor_operand(op, s, i + 1, tensor.size);
    }
  }
}

static bool has_tensor_operand(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_type_is_tensor(weir_op_operand_n(op, i)->type)) return true;
  }
  return false;
}

static bool has_tensor_result(const weir_op_t* op) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (weir_type_is_tensor(weir_op_result_n(op, i)->type)) return true;
  }
  return false;
}

// scf.yield and scf.condition.
static void convert_terminator(weir_converter_t* c, weir_op_t* op,
                               uint32_t group) {
  if (!has_tensor_operand(op)) return;
  weir_value_list_t expanded = {0};
  weir_value_list_t operands = weir_value_list_of_group(c->arena, op, group);
  for (uint32_t i = 0; i < operands.count; ++i) {
    weir_expand_value(c, op->location, operands.items[i], &expanded);
  }
  weir_op_set_operand_group(op, group, expanded.items, expanded.count);
}

// Each result of |op| is one or two results of |by|.
static void map_results(weir_converter_t* c, weir_op_t* op, weir_op_t* by) {
  uint32_t next = 0;
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_value_t* result = weir_op_result_n(op, i);
    weir_value_t* first = weir_op_result_n(by, next++);
    if (weir_type_is_tensor(result->type)) {
      weir_map_tensor(c, result, first, weir_op_result_n(by, next++));
    } else {
      weir_value_replace_uses(result, first);
    }
  }
}

// A new op with operands and results expanded takes over the regions.
static weir_op_t* expand_region_op(weir_converter_t* c, weir_op_t* op) {
  weir_op_state_t state;
  weir_op_state_init(&state, &c->builder, weir_op_id(op), op->location);
  for (uint32_t g = 0; g < op->info->operand_group_count; ++g) {
    weir_value_list_t expanded = {0};
    weir_value_list_t operands = weir_value_list_of_group(c->arena, op, g);
    for (uint32_t i = 0; i < operands.count; ++i) {
      weir_expand_value(c, op->location, operands.items[i], &expanded);
    }
    weir_op_state_operands(&state, expanded.items, expanded.count);
  }
  weir_type_t** types =
      WEIR_ARENA_ARRAY(c->arena, weir_type_t*, op->result_count);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    types[i] = op->results[i].type;
  }
  uint32_t type_count = 0;
  types = weir_expand_types(c, types, op->result_count, &type_count);
  weir_op_state_attrs(&state, op->attrs);
  weir_op_state_results(&state, types, type_count);
  weir_op_state_regions(&state, op->region_count);
  weir_op_t* by = weir_build(&c->builder, &state);
  for (uint32_t r = 0; r < op->region_count; ++r) {
    weir_region_take_blocks(weir_op_region(by, r), weir_op_region(op, r));
  }
  map_results(c, op, by);
  weir_converted(c, op);
  return by;
}

static void convert_region_op(weir_converter_t* c, weir_op_t* op) {
  weir_builder_t outside = c->builder;
  if (has_tensor_operand(op) || has_tensor_result(op)) {
    op = expand_region_op(c, op);
  }
  for (uint32_t r = 0; r < op->region_count; ++r) {
    weir_convert_region(c, weir_op_region(op, r));
  }
  c->builder = outside;
}

bool weir_convert_standard_op(weir_converter_t* converter, weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_ARITH_CONSTANT:
      if (has_tensor_result(op)) convert_constant(converter, op);
      return true;
    case WEIR_ARITH_SELECT:
      if (!has_tensor_result(op)) return true;
      convert_select(converter, op);
      return true;
    case WEIR_UB_POISON:
      if (has_tensor_result(op)) convert_poison(converter, op);
      return true;
    case WEIR_CF_BR:
    case WEIR_CF_COND_BR:
    case WEIR_CF_SWITCH:
      convert_branch(converter, op);
      return true;
    case WEIR_SCF_IF:
    case WEIR_SCF_FOR:
    case WEIR_SCF_WHILE:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_EXECUTE_REGION:
      convert_region_op(converter, op);
      return true;
    case WEIR_SCF_YIELD:
      convert_terminator(converter, op, WEIR_SCF_YIELD_RESULTS);
      return true;
    case WEIR_SCF_CONDITION:
      convert_terminator(converter, op, WEIR_SCF_CONDITION_ARGS);
      return true;
    default:
      return false;
  }
}
