// Rewrites executables in a way that is easy to see, to test what runs passes
// on them.
//
// Needs:   nothing.
// Changes: in variants whose target has `replace_i64` in its configuration, the
//          constants of that value's type become that value.
// Keeps:   other variants.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/hal/passes.h"

static weir_attr_t* replacement_of(const weir_op_t* variant) {
  const weir_attr_t* config =
      weir_hal_executable_target_config(weir_op_attr(variant, "target"));
  weir_attr_t* value =
      config != NULL ? weir_dictionary_get(config, "replace_i64") : NULL;
  return weir_attr_is(value, WEIR_ATTR_INTEGER) ? value : NULL;
}

static void replace_constants(weir_op_t* variant, weir_arena_t* arena) {
  weir_attr_t* replacement = replacement_of(variant);
  if (replacement == NULL) return;
  weir_op_list_t constants =
      weir_collect_ops(variant, WEIR_ARITH_CONSTANT, arena);
  for (uint32_t i = 0; i < constants.count; ++i) {
    if (weir_op_result_n(constants.ops[i], 0)->type == replacement->type) {
      weir_op_set_attr(constants.ops[i], "value", replacement);
    }
  }
}

weir_status_t weir_hal_test_executable_preprocessing(weir_pass_t* pass,
                                                     weir_op_t* root) {
  if (weir_op_is(root, WEIR_HAL_EXECUTABLE_VARIANT)) {
    replace_constants(root, pass->scratch);
    return weir_ok();
  }
  weir_op_list_t variants =
      weir_collect_ops(root, WEIR_HAL_EXECUTABLE_VARIANT, pass->scratch);
  for (uint32_t i = 0; i < variants.count; ++i) {
    replace_constants(variants.ops[i], pass->scratch);
  }
  return weir_ok();
}
