// Promises of devices become affinities, aliases of devices become targets.
//
// Needs:   devices as globals.
// Changes: #hal.device.promise in all attributes; #hal.device.alias in initial
//          values of globals.
// Keeps:   everything else.
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/text/text.h"
#include "compiler/transforms/hal/passes.h"
#include "compiler/transforms/hal/target_registry.h"

// Replaces attributes inside an attribute, deepest first.
typedef struct replacer_t {
  weir_attr_t* (*replace)(struct replacer_t* replacer, weir_attr_t* attr);
  weir_arena_t* arena;
  weir_op_t* op;  // that the attribute is of
  weir_symbol_table_t* symbols;
  const char* local_backends;  // that the local device runs, or NULL
  bool failed;
} replacer_t;

static weir_attr_t* replace_all(replacer_t* replacer, weir_attr_t* attr);

static weir_attr_t** replaced_list(replacer_t* replacer,
                                   weir_attr_t* const* list, uint32_t count,
                                   bool* out_changed) {
  weir_attr_t** result = WEIR_ARENA_ARRAY(replacer->arena, weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    result[i] = replace_all(replacer, list[i]);
    *out_changed |= result[i] != list[i];
  }
  return result;
}

static weir_attr_t* replace_all(replacer_t* replacer, weir_attr_t* attr) {
  bool changed = false;
  if (weir_attr_is(attr, WEIR_ATTR_ARRAY)) {
    weir_attr_t** list = replaced_list(replacer, attr->array.elements,
                                       attr->array.count, &changed);
    if (changed) {
      attr = weir_array_attr(attr->context, list, attr->array.count);
    }
  } else if (weir_attr_is(attr, WEIR_ATTR_DICTIONARY)) {
    weir_attr_t* result = attr;
    for (uint32_t i = 0; i < attr->dictionary.count; ++i) {
      const weir_named_attr_t* entry = &attr->dictionary.entries[i];
      weir_attr_t* value = replace_all(replacer, entry->value);
      if (value != entry->value) {
        result = weir_dictionary_set(result, entry->name->data, value);
      }
    }
    attr = result;
  } else if (weir_attr_is(attr, WEIR_ATTR_DIALECT)) {
    weir_attr_t** list = replaced_list(replacer, attr->dialect.params,
                                       attr->dialect.param_count, &changed);
    if (changed) {
      attr = weir_dialect_attr(attr->context, attr->dialect.def, list,
                               attr->dialect.param_count, attr->type);
    }
  }
  return attr != NULL ? replacer->replace(replacer, attr) : NULL;
}

// -- promises -----------------------------------------------------------------

static weir_attr_t* replace_promise(replacer_t* replacer, weir_attr_t* attr) {
  if (!weir_attr_is_def(attr, &weir_hal_device_promise_def)) return attr;
  weir_string_view_t name = weir_attr_string(weir_hal_affinity_device(attr));
  const weir_op_t* device = weir_symbol_table_get(replacer->symbols, name);
  if (device == NULL) {
    weir_op_error(replacer->op,
                  "references a promised device that was not declared: %s",
                  weir_print_attr(attr, replacer->arena));
    replacer->failed = true;
    return attr;
  }
  const weir_name_t* path = weir_name_sv(attr->context, name);
  return weir_hal_device_affinity_attr(
      attr->context, weir_symbol_attr_n(attr->context, &path, 1),
      weir_hal_affinity_queue_mask(attr));
}

static weir_walk_t resolve_promises(weir_op_t* op, void* user) {
  replacer_t* replacer = user;
  replacer->op = op;
  weir_attr_t* attrs = op->attrs;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &attrs->dictionary.entries[i];
    weir_attr_t* value = replace_all(replacer, entry->value);
    if (value != entry->value) {
      weir_op_set_attr(op, entry->name->data, value);
    }
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_hal_resolve_device_promises(weir_pass_t* pass,
                                               weir_op_t* module) {
  replacer_t replacer = {
      .replace = replace_promise,
      .arena = pass->scratch,
      .symbols = weir_symbol_table_create(module, pass->scratch),
  };
  weir_walk_pre_order(module, resolve_promises, &replacer);
  return replacer.failed ? weir_status(WEIR_CODE_INVALID_ARGUMENT,
                                       "promised device not declared")
                         : weir_ok();
}

// -- aliases ------------------------------------------------------------------

static weir_attr_t* replace_alias(replacer_t* replacer, weir_attr_t* attr) {
  if (!weir_attr_is_def(attr, &weir_hal_device_alias_def)) return attr;
  weir_string_view_t id = weir_hal_device_alias_id(attr);
  weir_attr_t* target = weir_hal_target_of_alias(
      attr->context, id, weir_hal_device_alias_ordinal(attr),
      weir_hal_device_alias_config(attr), replacer->local_backends);
  if (target != NULL) return target;
  weir_op_error(replacer->op,
                "unregistered device alias \"%.*s\"; ensure it is linked into "
                "the compiler (available = [ %s ])",
                WEIR_SV_ARGS(id), weir_hal_target_devices_text());
  replacer->failed = true;
  return attr;
}

weir_status_t weir_hal_resolve_device_aliases(weir_pass_t* pass,
                                              weir_op_t* module) {
  replacer_t replacer = {
      .replace = replace_alias,
      .arena = pass->scratch,
      .local_backends =
          weir_pass_option(pass, "hal-local-target-device-backends", NULL),
  };
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    weir_attr_t* value = weir_op_attr(op, "initial_value");
    if (!weir_op_is(op, WEIR_UTIL_GLOBAL) || value == NULL) continue;
    replacer.op = op;
    weir_attr_t* resolved = replace_all(&replacer, value);
    if (resolved != value) weir_op_set_attr(op, "initial_value", resolved);
  }
  return replacer.failed
             ? weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown device alias")
             : weir_ok();
}
