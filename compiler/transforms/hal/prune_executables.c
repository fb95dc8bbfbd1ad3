// Removes executables, variants and exports that nothing names.
//
// Needs:   nothing.
// Changes: private hal.executables without references go; of those that stay,
//          so do the variants and exports that are not named themselves.
// Keeps:   executables that others may name; binaries.
//
// Who names an executable as a whole names no part of it: ordinals of exports
// are resolved after this.
#include "compiler/dialects/hal.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

typedef struct references_t {
  weir_arena_t* arena;
  weir_attr_set_t set;
} references_t;

static void add_reference(weir_attr_t* attr, void* user) {
  references_t* references = user;
  if (attr->kind == WEIR_ATTR_SYMBOL_REF) {
    weir_attr_set_add(&references->set, references->arena, attr);
  }
}

static weir_walk_t note_op(weir_op_t* op, void* user) {
  if (weir_op_is(op, WEIR_HAL_EXECUTABLE)) return WEIR_WALK_SKIP;
  weir_attr_walk(op->attrs, add_reference, user);
  return WEIR_WALK_CONTINUE;
}

// Whether a reference begins with |path|.
static bool is_named(const references_t* references,
                     const weir_string_view_t* path, uint32_t depth) {
  for (uint32_t i = 0; i < references->set.count; ++i) {
    const weir_attr_t* reference = references->set.items[i];
    if (reference->symbol.count < depth) continue;
    bool same = true;
    for (uint32_t j = 0; j < depth; ++j) {
      same &= weir_sv_equal_c(path[j], reference->symbol.names[j]->data);
    }
    if (same) return true;
  }
  return false;
}

static void prune_parts(const references_t* references, weir_op_t* executable) {
  weir_string_view_t path[3] = {weir_symbol_name(executable)};
  WEIR_FOR_EACH_OP(variant, weir_op_region(executable, 0)->first) {
    if (!weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT)) continue;
    path[1] = weir_symbol_name(variant);
    if (!is_named(references, path, 2)) {
      weir_op_erase(variant);
      continue;
    }
    WEIR_FOR_EACH_OP(export, weir_op_region(variant, 0)->first) {
      if (!weir_op_is(export, WEIR_HAL_EXECUTABLE_EXPORT)) continue;
      path[2] = weir_symbol_name(export);
      if (!is_named(references, path, 3)) weir_op_erase(export);
    }
  }
}

weir_status_t weir_hal_prune_executables(weir_pass_t* pass, weir_op_t* module) {
  references_t references = {.arena = pass->scratch};
  weir_walk_pre_order(module, note_op, &references);
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE) ||
        weir_symbol_visibility(op) != WEIR_PRIVATE) {
      continue;
    }
    weir_string_view_t name = weir_symbol_name(op);
    if (is_named(&references, &name, 1)) {
      prune_parts(&references, op);
    } else {
      weir_op_erase(op);
    }
  }
  return weir_ok();
}

// Drops what is inside variants, to look at the host program alone.
weir_status_t weir_hal_strip_executable_contents(weir_pass_t* pass,
                                                 weir_op_t* module) {
  weir_op_list_t variants =
      weir_collect_ops(module, WEIR_HAL_EXECUTABLE_VARIANT, pass->scratch);
  for (uint32_t i = 0; i < variants.count; ++i) {
    WEIR_FOR_EACH_OP(op, weir_op_region(variants.ops[i], 0)->first) {
      if (weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) {
        weir_op_erase(op);
      }
    }
  }
  return weir_ok();
}
