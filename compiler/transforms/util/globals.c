#include "compiler/transforms/util/globals.h"

#include "compiler/dialects/util.h"
#include "compiler/ir/symbol.h"

bool weir_global_is_closed(const weir_global_info_t* global) {
  return !global->is_indirect &&
         weir_symbol_visibility(global->op) == WEIR_PRIVATE;
}

bool weir_global_is_mutable(const weir_op_t* global) {
  return weir_op_has_attr(global, "is_mutable");
}

void weir_global_set_mutable(weir_op_t* global, bool is_mutable) {
  weir_op_set_attr(global, "is_mutable",
                   is_mutable ? weir_unit_attr(global->context) : NULL);
}

weir_attr_t* weir_global_initial_value(const weir_op_t* global) {
  return weir_op_attr(global, "initial_value");
}

bool weir_op_is_in_initializer(const weir_op_t* op) {
  return weir_op_parent_of(op, WEIR_UTIL_INITIALIZER) != NULL;
}

bool weir_global_is_stored_outside_initializers(
    const weir_global_info_t* global) {
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    if (!weir_op_is_in_initializer(global->stores.ops[i])) return true;
  }
  return false;
}

void weir_global_redirect(const weir_global_info_t* global, weir_op_t* by,
                          bool drop_stores) {
  weir_attr_t* name = weir_symbol_attr(by->context, weir_symbol_name(by).data);
  for (uint32_t i = 0; i < global->loads.count; ++i) {
    weir_op_set_attr(global->loads.ops[i], "global", name);
  }
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    if (drop_stores) {
      weir_op_erase(global->stores.ops[i]);
    } else {
      weir_op_set_attr(global->stores.ops[i], "global", name);
    }
  }
}

void weir_global_erase(const weir_global_info_t* global) {
  for (uint32_t i = 0; i < global->stores.count; ++i) {
    weir_op_erase(global->stores.ops[i]);
  }
  weir_op_erase(global->op);
}
