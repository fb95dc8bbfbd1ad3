// Compiles the functions of executable variants.
//
// Needs:   hal.executables whose variants hold modules and exports with
//          ordinals.
// Changes: a variant's module becomes an object with the machine code; the
//          count of an export's workgroups becomes that of its code.
// Keeps:   variants without a module (code from elsewhere); names, ordinals and
//          layouts of exports; variants of other backends, where the option
//          `target` names one.
//
// Variants of one processor share a code generator, which compiles equal ones
// once and different ones side by side.
#include <stdlib.h>

#include "compiler/codegen/codegen.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

static weir_op_t* module_of(const weir_op_t* variant) {
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) return op;
  }
  return NULL;
}

// -- results ------------------------------------------------------------------

// The number of workgroups is a constant now.
static void set_count(weir_op_t* export, const uint32_t count[3]) {
  weir_context_t* context = export->context;
  weir_region_t* region = weir_op_region(export, 0);
  weir_block_t* entry = region->first;
  if (entry == NULL) {
    entry = weir_region_add_block(region);
    weir_block_add_argument(entry, weir_hal_device_type(context),
                            export->location);
  }
  while (entry->next != NULL) weir_block_erase(entry->next);
  while (entry->last != NULL) weir_op_erase(entry->last);
  weir_builder_t builder = weir_builder_at_end(entry);
  weir_value_t* values[3];
  for (int i = 0; i < 3; ++i) {
    values[i] = NULL;
    for (int j = 0; j < i; ++j) {
      if (count[j] == count[i]) values[i] = values[j];
    }
    if (values[i] == NULL) {
      values[i] = weir_build_index(&builder, export->location, count[i]);
    }
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_RETURN, export->location);
  weir_op_state_operands(&state, values, 3);
  weir_build(&builder, &state);
}

static weir_attr_t* object_of(const weir_op_t* variant,
                              const weir_codegen_image_t* image,
                              weir_arena_t* arena) {
  weir_context_t* context = variant->context;
  weir_string_view_t executable = weir_symbol_name(weir_op_parent(variant));
  const char* path =
      weir_arena_format(arena, "%.*s_%.*s.so", WEIR_SV_ARGS(executable),
                        WEIR_SV_ARGS(weir_symbol_name(variant)));
  int64_t size = (int64_t)image->size;
  weir_type_t* type =
      weir_vector_type(weir_integer_type(context, 8), &size, 1, NULL);
  return weir_hal_executable_object_attr(
      context, weir_string_attr(context, path),
      weir_dense_attr(type, image->data, image->size));
}

// Entries and exports have the same names.
static weir_status_t attach(weir_op_t* variant,
                            const weir_codegen_image_t* image,
                            weir_arena_t* arena) {
  for (uint32_t i = 0; i < image->entry_count; ++i) {
    const weir_codegen_entry_t* entry = &image->entries[i];
    weir_op_t* export = NULL;
    uint32_t ordinal = 0;
    WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
      if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_EXPORT)) continue;
      if (weir_op_attr_int(op, "ordinal", ordinal) == i) export = op;
      ++ordinal;
    }
    if (export == NULL) {
      weir_op_error(variant, "has no export for entry %u (%s) of its code", i,
                    entry->name);
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "entry without export");
    }
    set_count(export, entry->workgroup_count);
  }
  weir_attr_t* object = object_of(variant, image, arena);
  weir_op_set_attr(variant, "objects",
                   weir_array_attr(variant->context, &object, 1));
  weir_op_erase(module_of(variant));
  return weir_ok();
}

// -- targets ------------------------------------------------------------------

static weir_string_view_t config_string(const weir_op_t* variant,
                                        const char* key) {
  const weir_attr_t* config =
      weir_hal_executable_target_config(weir_op_attr(variant, "target"));
  return weir_attr_string(config != NULL ? weir_dictionary_get(config, key)
                                         : NULL);
}

// One processor and the variants for it.
typedef struct group_t {
  weir_string_view_t cpu, features;
  weir_op_list_t variants;
  struct group_t* next;
} group_t;

static weir_status_t add_to_group(group_t** groups, weir_op_t* variant,
                                  weir_arena_t* arena) {
  const weir_attr_t* target = weir_op_attr(variant, "target");
  weir_string_view_t format = weir_hal_executable_target_format(target);
  if (!weir_sv_equal_c(format, "embedded-elf-x86_64") &&
      !weir_sv_equal_c(format, "system-elf-x86_64")) {
    weir_op_error(variant,
                  "has no code generator: expected format "
                  "embedded-elf-x86_64, found %.*s",
                  WEIR_SV_ARGS(format));
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown target format");
  }
  weir_string_view_t cpu = config_string(variant, "cpu");
  weir_string_view_t features = config_string(variant, "cpu_features");
  group_t** link = groups;
  while (*link != NULL && !(weir_sv_equal((*link)->cpu, cpu) &&
                            weir_sv_equal((*link)->features, features))) {
    link = &(*link)->next;
  }
  if (*link == NULL) {
    *link = WEIR_ARENA_NEW(arena, group_t);
    **link = (group_t){.cpu = cpu, .features = features};
  }
  weir_op_list_add(&(*link)->variants, arena, variant);
  return weir_ok();
}

static const char* text_or_null(weir_arena_t* arena, weir_string_view_t text) {
  return text.size > 0 ? weir_arena_string(arena, text.data, text.size) : NULL;
}

static weir_status_t translate_group(const group_t* group,
                                     uint32_t thread_count,
                                     weir_arena_t* arena) {
  weir_codegen_options_t options = {
      .cpu = text_or_null(arena, group->cpu),
      .features = text_or_null(arena, group->features),
      .thread_count = thread_count,
  };
  weir_codegen_t* codegen = NULL;
  weir_status_t status = weir_codegen_create(&options, &codegen);
  uint32_t count = group->variants.count;
  const weir_codegen_image_t** images =
      WEIR_ARENA_ARRAY(arena, const weir_codegen_image_t*, count);
  if (weir_is_ok(status)) {
    status =
        weir_codegen_compile_all(codegen, group->variants.ops, count, images);
  }
  for (uint32_t i = 0; weir_is_ok(status) && i < count; ++i) {
    status = attach(group->variants.ops[i], images[i], arena);
  }
  weir_codegen_free(codegen);
  return status;
}

weir_status_t weir_hal_translate_executables(weir_pass_t* pass,
                                             weir_op_t* root) {
  const char* backend = weir_pass_option(pass, "target", "");
  uint32_t threads =
      (uint32_t)strtoul(weir_pass_option(pass, "threads", "0"), NULL, 10);
  weir_op_list_t variants =
      weir_collect_ops(root, WEIR_HAL_EXECUTABLE_VARIANT, pass->scratch);
  if (weir_op_is(root, WEIR_HAL_EXECUTABLE_VARIANT)) {
    weir_op_list_add(&variants, pass->scratch, root);
  }
  group_t* groups = NULL;
  for (uint32_t i = 0; i < variants.count; ++i) {
    if (module_of(variants.ops[i]) == NULL ||
        !weir_hal_is_of_backend(variants.ops[i], backend)) {
      continue;
    }
    WEIR_RETURN_IF_ERROR(add_to_group(&groups, variants.ops[i], pass->scratch));
  }
  for (const group_t* group = groups; group != NULL; group = group->next) {
    WEIR_RETURN_IF_ERROR(translate_group(group, threads, pass->scratch));
  }
  return weir_ok();
}
