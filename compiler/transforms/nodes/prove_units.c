// The functions of the nodes, those of one name together.
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/nodes/prove.h"

static void add_node(weir_prove_plan_t* plan, weir_op_t* module) {
  weir_arena_t* arena = plan->pass->scratch;
  weir_prove_node_t* node = &plan->nodes[plan->node_count++];
  weir_string_view_t name = weir_symbol_name(module);
  *node = (weir_prove_node_t){
      .module = module,
      .name = name.size > 0 ? weir_arena_string(arena, name.data, name.size)
                            : "local",
      .dominance = weir_dominance_create(arena)};
  weir_op_list_t devices = {0};
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    weir_type_t* type =
        weir_op_is(op, WEIR_UTIL_GLOBAL) ? weir_op_attr_type(op, "type") : NULL;
    if (type != NULL && weir_type_is_hal_device(type)) {
      weir_op_list_add(&devices, arena, op);
    }
  }
  node->devices = devices.ops;
  node->device_count = devices.count;
  node->base_bytes = WEIR_ARENA_ARRAY(arena, int64_t, devices.count);
  node->start_bytes = WEIR_ARENA_ARRAY(arena, int64_t, devices.count);
  node->entry_bytes = WEIR_ARENA_ARRAY(arena, int64_t, devices.count);
  node->callee_bytes = WEIR_ARENA_ARRAY(arena, int64_t, devices.count);
}

// The modules of the nodes by their numbers; the module itself if not split.
bool weir_prove_find_nodes(weir_prove_plan_t* plan, weir_op_t* module) {
  weir_block_t* body = weir_module_body(module);
  uint32_t count = 0;
  WEIR_FOR_EACH_OP(op, body) {
    count += weir_op_is(op, WEIR_BUILTIN_MODULE) &&
             weir_op_has_attr(op, "weir.node");
  }
  plan->nodes =
      WEIR_ARENA_ARRAY(plan->pass->scratch, weir_prove_node_t, count + 1);
  if (count == 0) {
    add_node(plan, module);
    return true;
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_t* found = NULL;
    WEIR_FOR_EACH_OP(op, body) {
      if (weir_op_is(op, WEIR_BUILTIN_MODULE) &&
          weir_op_attr_int(op, "weir.node", -1) == (int64_t)i) {
        found = op;
      }
    }
    if (found == NULL && plan->is_quiet) return false;
    if (found == NULL) {
      return weir_op_error(module, "has %u nodes but none with number %u",
                           count, i);
    }
    add_node(plan, found);
  }
  return true;
}

static bool has_body(const weir_op_t* op) {
  const weir_region_t* region = weir_op_region(op, 0);
  return region != NULL && !weir_region_is_empty(region);
}

static bool is_function(const weir_op_t* op) {
  return weir_op_has_trait(op, WEIR_OP_FUNCTION) &&
         weir_symbol_name(op).size > 0 && has_body(op);
}

// The function on each node; an error where a node lacks it.
static bool find_functions(weir_prove_plan_t* plan, weir_prove_unit_t* unit,
                           weir_symbol_table_t** tables,
                           const weir_op_t* function) {
  bool good = true;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    weir_op_t* here =
        weir_symbol_table_get(tables[i], weir_symbol_name(function));
    if (here != NULL && has_body(here)) {
      weir_op_list_add(&unit->functions[i], plan->pass->scratch, here);
      continue;
    }
    good = false;
    if (plan->is_quiet) continue;
    weir_op_error(function, "is not in the program of node %s",
                  plan->nodes[i].name);
  }
  return good;
}

static weir_prove_unit_t create_unit(weir_prove_plan_t* plan) {
  weir_prove_unit_t unit = {.pass = plan->pass,
                            .nodes = plan->nodes,
                            .node_count = plan->node_count,
                            .reported = &plan->reported};
  unit.functions =
      WEIR_ARENA_ARRAY(plan->pass->scratch, weir_op_list_t, plan->node_count);
  return unit;
}

bool weir_prove_initializers(weir_prove_plan_t* plan, weir_prove_unit_fn_t fn) {
  weir_prove_unit_t unit = create_unit(plan);
  unit.is_start = true;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    WEIR_FOR_EACH_OP(op, weir_module_body(plan->nodes[i].module)) {
      if (weir_op_is(op, WEIR_UTIL_INITIALIZER) && has_body(op)) {
        weir_op_list_add(&unit.functions[i], plan->pass->scratch, op);
      }
    }
  }
  return fn(&unit);
}

// The exported functions of the nodes, or the others that no call was
// |followed| to: those of the first node, and of the others what that does not
// have.
static bool each_function(weir_prove_plan_t* plan, weir_prove_unit_fn_t fn,
                          weir_symbol_table_t** tables,
                          weir_event_map_t* followed, bool exported) {
  bool good = true;
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    WEIR_FOR_EACH_OP(op, weir_module_body(plan->nodes[i].module)) {
      if (!is_function(op)) continue;
      bool is_exported = weir_symbol_visibility(op) == WEIR_PUBLIC;
      if (is_exported != exported ||
          *weir_event_map_at(followed, (uint64_t)(uintptr_t)op, 0) != 0) {
        continue;
      }
      if (i > 0 &&
          weir_symbol_table_get(tables[0], weir_symbol_name(op)) != NULL) {
        continue;
      }
      weir_prove_unit_t unit = create_unit(plan);
      unit.is_exported = is_exported;
      good &= find_functions(plan, &unit, tables, op) && fn(&unit);
      for (uint32_t j = 0; !plan->is_each && j < unit.inlined.count; ++j) {
        *weir_event_map_at(followed, (uint64_t)(uintptr_t)unit.inlined.ops[j],
                           0) = 1;
      }
    }
  }
  return good;
}

bool weir_prove_functions(weir_prove_plan_t* plan, weir_prove_unit_fn_t fn) {
  weir_arena_t* arena = plan->pass->scratch;
  weir_symbol_table_t** tables =
      WEIR_ARENA_ARRAY(arena, weir_symbol_table_t*, plan->node_count);
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    tables[i] = weir_symbol_table_create(plan->nodes[i].module, arena);
  }
  weir_event_map_t followed = {.arena = arena};
  bool good = each_function(plan, fn, tables, &followed, true);
  return each_function(plan, fn, tables, &followed, false) && good;
}
