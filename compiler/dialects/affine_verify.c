// What affine loops, conditions and accesses demand.
#include "compiler/dialects/affine_impl.h"
#include "compiler/dialects/affine_scope.h"
#include "compiler/ir/diagnostic.h"

bool weir_affine_verify_places(weir_op_t* op, uint32_t start, uint32_t dims,
                               uint32_t symbols) {
  for (uint32_t i = 0; i < dims + symbols; ++i) {
    const weir_value_t* value = weir_op_operand_n(op, start + i);
    if (i < dims && !weir_affine_is_dim(value)) {
      return weir_op_error(op, "operand cannot be used as a dimension id");
    }
    if (i >= dims && !weir_affine_is_symbol(value)) {
      return weir_op_error(op, "operand cannot be used as a symbol");
    }
  }
  return true;
}

// -- affine.for ---------------------------------------------------------------

static bool verify_bound(weir_op_t* op, const char* name, uint32_t group) {
  const weir_affine_map_t* map = weir_op_attr(op, name)->map;
  if (map->result_count == 0) {
    return weir_op_error(op, "expected a result of attribute '%s'", name);
  }
  if (weir_op_operand_group_size(op, group) !=
      map->dim_count + map->symbol_count) {
    return weir_op_error(op,
                         "operand count and affine map dimension and symbol "
                         "count must match");
  }
  return weir_affine_verify_places(op, weir_op_operand_group_start(op, group),
                                   map->dim_count, map->symbol_count);
}

static bool verify_carried(weir_op_t* op) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  uint32_t start = weir_op_operand_group_start(op, WEIR_AFFINE_FOR_INITS);
  uint32_t count = weir_op_operand_group_size(op, WEIR_AFFINE_FOR_INITS);
  if (body->argument_count == 0 ||
      !weir_type_is_index(body->arguments[0]->type)) {
    return weir_op_error(op,
                         "expected body to have a single index argument for "
                         "the induction variable");
  }
  if (body->argument_count - 1 != count) {
    return weir_op_error(
        op, "different number of inits and region iter_args: %u != %u", count,
        body->argument_count - 1);
  }
  if (op->result_count != count) {
    return weir_op_error(op, "different number of inits and results: %u != %u",
                         count, op->result_count);
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_type_t* type = weir_op_operand_n(op, start + i)->type;
    if (type != body->arguments[i + 1]->type ||
        type != weir_op_result_n(op, i)->type) {
      return weir_op_error(op,
                           "types mismatch between %uth iter operand and "
                           "defined value",
                           i);
    }
  }
  return true;
}

bool weir_affine_for_verify(weir_op_t* op) {
  if (weir_op_attr_int(op, "step", 0) < 1) {
    return weir_op_error(op, "expected step to be positive");
  }
  return verify_carried(op) &&
         verify_bound(op, "lowerBoundMap",
                      WEIR_AFFINE_FOR_LOWER_BOUND_OPERANDS) &&
         verify_bound(op, "upperBoundMap",
                      WEIR_AFFINE_FOR_UPPER_BOUND_OPERANDS);
}

// -- the others ---------------------------------------------------------------

bool weir_affine_if_verify(weir_op_t* op) {
  const weir_attr_t* condition = weir_op_attr(op, "condition");
  if (!weir_attr_is(condition, WEIR_ATTR_INTEGER_SET)) {
    return weir_op_error(op,
                         "requires an integer set attribute named 'condition'");
  }
  const weir_integer_set_t* set = condition->set;
  if (op->operand_count != set->dim_count + set->symbol_count) {
    return weir_op_error(op,
                         "operand count and condition integer set dimension "
                         "and symbol count must match");
  }
  if (op->result_count > 0 && weir_region_is_empty(weir_op_region(op, 1))) {
    return weir_op_error(op,
                         " region control flow edge from parent operands to "
                         "parent results: source has 0 operands, but target "
                         "successor needs %u",
                         op->result_count);
  }
  return weir_affine_verify_places(op, 0, set->dim_count, set->symbol_count);
}

bool weir_affine_access_verify(weir_op_t* op) {
  bool stores = weir_op_is(op, WEIR_AFFINE_STORE);
  uint32_t first = stores ? 2 : 1;
  const weir_type_t* memref = weir_op_operand_n(op, first - 1)->type;
  const weir_type_t* value =
      stores ? weir_op_operand_n(op, 0)->type : weir_op_result_n(op, 0)->type;
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  if (memref->kind != WEIR_TYPE_MEMREF || value != memref->shaped.element) {
    return weir_op_error(op, "%s type must match element type of memref",
                         stores ? "value to store" : "result");
  }
  if (map->result_count != weir_type_rank(memref)) {
    return weir_op_error(op, "affine map num results must equal memref rank");
  }
  if (op->operand_count - first != map->dim_count + map->symbol_count) {
    return weir_op_error(op, "expects as many subscripts as affine map inputs");
  }
  for (uint32_t i = first; i < op->operand_count; ++i) {
    if (!weir_affine_is_dim(weir_op_operand_n(op, i))) {
      return weir_op_error(
          op, "index must be a valid dimension or symbol identifier");
    }
  }
  return true;
}

bool weir_affine_yield_verify(weir_op_t* op) {
  const weir_op_t* parent = weir_op_parent(op);
  if (!weir_op_is(parent, WEIR_AFFINE_FOR) &&
      !weir_op_is(parent, WEIR_AFFINE_IF) &&
      !weir_op_is(parent, WEIR_AFFINE_PARALLEL)) {
    return weir_op_error(op, "only terminates affine.if/for/parallel regions");
  }
  if (parent->result_count != op->operand_count) {
    return weir_op_error(op,
                         "parent of yield must have same number of results as "
                         "the yield operands");
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    if (weir_op_operand_n(op, i)->type != weir_op_result_n(parent, i)->type) {
      return weir_op_error(op,
                           "types mismatch between yield op and its parent");
    }
  }
  return true;
}
