// Brings objects that ops in a variant need to the variant, which links them.
//
// Needs:   nothing.
// Changes: `hal.executable.objects` of ops inside the module of a variant moves
//          to `objects` of the variant, behind those it has; each object once,
//          what ops inside of another need before what that one needs.
// Keeps:   variants without a module.
#include "compiler/dialects/hal.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

typedef struct objects_t {
  weir_arena_t* arena;
  weir_attr_set_t set;
  bool found;
} objects_t;

static void add_objects(objects_t* objects, const weir_attr_t* list) {
  if (!weir_attr_is(list, WEIR_ATTR_ARRAY)) return;
  for (uint32_t i = 0; i < list->array.count; ++i) {
    weir_attr_set_add(&objects->set, objects->arena, list->array.elements[i]);
  }
}

static weir_walk_t take_objects(weir_op_t* op, void* user) {
  objects_t* objects = user;
  const weir_attr_t* list = weir_op_attr(op, "hal.executable.objects");
  if (!weir_attr_is(list, WEIR_ATTR_ARRAY)) return WEIR_WALK_CONTINUE;
  add_objects(objects, list);
  weir_op_remove_attr(op, "hal.executable.objects");
  objects->found = true;
  return WEIR_WALK_CONTINUE;
}

static void hoist(weir_op_t* variant, weir_arena_t* arena) {
  objects_t objects = {.arena = arena};
  add_objects(&objects, weir_op_attr(variant, "objects"));
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (!weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) continue;
    weir_walk_post_order(op, take_objects, &objects);
  }
  if (!objects.found) return;
  weir_op_set_attr(
      variant, "objects",
      weir_array_attr(variant->context, objects.set.items, objects.set.count));
}

weir_status_t weir_hal_hoist_executable_objects(weir_pass_t* pass,
                                                weir_op_t* root) {
  if (weir_op_is(root, WEIR_HAL_EXECUTABLE_VARIANT)) {
    hoist(root, pass->scratch);
    return weir_ok();
  }
  weir_op_list_t variants =
      weir_collect_ops(root, WEIR_HAL_EXECUTABLE_VARIANT, pass->scratch);
  for (uint32_t i = 0; i < variants.count; ++i) {
    hoist(variants.ops[i], pass->scratch);
  }
  return weir_ok();
}
