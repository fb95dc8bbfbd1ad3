// Turns stream.executables into hal.executables with one variant per target.
//
// Needs:   stream.cmd.dispatch and stream.executables; devices as globals.
// Changes: each stream.executable becomes a hal.executable; its functions take
//          nothing and find bindings and push constants by ordinal; dispatches
//          name the exports of all variants that their device may need. A
//          hal.executable.source becomes one as it stands.
//          Ops in them that ask for the workgroup become those of hal.
// Keeps:   what the functions compute; the order of bindings and constants;
//          executables that nothing dispatches where no device names a target.
#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/interface.h"
#include "compiler/transforms/hal/passes.h"

typedef struct materialization_t {
  weir_context_t* context;
  weir_arena_t* scratch;
  weir_op_t* module;
  weir_hal_devices_t devices;
  weir_hal_interfaces_t interfaces;
} materialization_t;

static weir_op_t* function_of(const weir_op_t* export, weir_op_t* executable) {
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (op->region_count == 1 && weir_op_has_trait(op, WEIR_OP_SYMBOL_TABLE)) {
      return weir_symbol_lookup(op,
                                weir_op_attr_string(export, "function_ref"));
    }
  }
  return NULL;
}

// -- executables --------------------------------------------------------------

static bool dispatches_executable(const weir_op_t* dispatch,
                                  weir_string_view_t name) {
  const weir_attr_t* entries = weir_op_attr(dispatch, "entry_points");
  for (uint32_t e = 0; e < entries->array.count; ++e) {
    const weir_name_t* root = entries->array.elements[e]->symbol.names[0];
    if (weir_sv_equal_c(name, root->data)) return true;
  }
  return false;
}

// Variants stand in the order of their names, whatever dispatches come first.
static void sort_by_symbol(weir_attr_set_t* targets, weir_arena_t* arena) {
  for (uint32_t i = 1; i < targets->count; ++i) {
    weir_attr_t* moved = targets->items[i];
    const char* name = weir_hal_executable_target_symbol(moved, arena);
    uint32_t j = i;
    while (j > 0 && strcmp(name, weir_hal_executable_target_symbol(
                                     targets->items[j - 1], arena)) < 0) {
      targets->items[j] = targets->items[j - 1];
      --j;
    }
    targets->items[j] = moved;
  }
}

// Others may dispatch what is public, on any device.
static weir_attr_set_t targets_of(const materialization_t* m,
                                  const weir_op_t* executable, bool* out_used) {
  weir_attr_set_t targets = {0};
  weir_string_view_t name = weir_symbol_name(executable);
  bool used = false;
  for (uint32_t d = 0; d < m->interfaces.dispatches.count; ++d) {
    if (!dispatches_executable(m->interfaces.dispatches.ops[d], name)) continue;
    used = true;
    weir_hal_devices_executable_targets(
        &m->devices,
        weir_affinity_lookup_or_default(m->interfaces.dispatches.ops[d]),
        &targets);
  }
  if (!used || weir_symbol_visibility(executable) == WEIR_PUBLIC) {
    weir_hal_devices_executable_targets(&m->devices, NULL, &targets);
  }
  sort_by_symbol(&targets, m->scratch);
  *out_used = used;
  return targets;
}

static weir_status_t check_targets(const weir_op_t* executable,
                                   const weir_attr_set_t* targets) {
  if (targets->count > 0) return weir_ok();
  weir_op_error(executable,
                "has no target to be compiled for; no device of the module "
                "names executable targets");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no executable targets");
}

static weir_op_t* inner_module_of(weir_op_t* executable) {
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (weir_sv_equal_c(weir_sv(op->name->data), "builtin.module")) return op;
  }
  return NULL;
}

// Exports of an executable without a module are code from elsewhere, whose
// layout must be said.
static weir_status_t check_export(weir_op_t* export, const weir_op_t* inner,
                                  const weir_op_t* function) {
  bool is_defined =
      function != NULL && !weir_region_is_empty(weir_op_region(function, 0));
  if (is_defined) return weir_ok();
  if (inner == NULL &&
      weir_attr_is_def(weir_op_attr(export, "hal.interface.layout"),
                       &weir_hal_pipeline_layout_attr_def)) {
    return weir_ok();
  }
  weir_op_error(export, "exports a function that the executable does not hold");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown function");
}

// Each export goes before those that are there: the last one stands first.
static weir_status_t fill_variant(const materialization_t* m,
                                  weir_op_t* executable, weir_op_t* variant) {
  weir_block_t* body = weir_op_region(variant, 0)->first;
  weir_op_t* inner = inner_module_of(executable);
  weir_op_t* module =
      inner != NULL ? weir_op_clone(inner, weir_mapping_create(m->scratch))
                    : NULL;
  int64_t ordinal = 0;
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (!weir_op_is(op, WEIR_STREAM_EXECUTABLE_EXPORT)) continue;
    weir_op_t* original = function_of(op, executable);
    WEIR_RETURN_IF_ERROR(check_export(op, inner, original));
    weir_attr_t* layout = weir_hal_interface_layout(
        &m->interfaces, op, original, weir_op_attr(variant, "target"));
    weir_builder_t first = weir_builder_at_start(body);
    weir_hal_interface_build_export(&m->interfaces, &first, op, ordinal++,
                                    layout);
    if (module == NULL) continue;
    weir_op_t* function =
        weir_symbol_lookup(module, weir_op_attr_string(op, "function_ref"));
    WEIR_RETURN_IF_ERROR(
        weir_hal_interface_convert_function(&m->interfaces, function, layout));
  }
  if (module != NULL) {
    weir_op_insert_before(module, weir_block_terminator(body));
  }
  return weir_ok();
}

// -- variants -----------------------------------------------------------------

// An op whose body is one block with its implicit terminator.
static weir_op_t* build_container(weir_builder_t* builder,
                                  const weir_op_state_t* state, uint32_t end) {
  weir_op_t* op = weir_build(builder, state);
  weir_region_t* region = weir_op_region(op, 0);
  weir_block_t* body =
      region->first != NULL ? region->first : weir_region_add_block(region);
  if (weir_block_terminator(body) == NULL) {
    weir_builder_t inner = weir_builder_at_end(body);
    weir_op_state_t terminator;
    weir_op_state_init(&terminator, &inner, end, op->location);
    weir_build(&inner, &terminator);
  }
  return op;
}

static weir_op_t* build_variant(const materialization_t* m,
                                weir_op_t* executable,
                                weir_symbol_table_t* variants,
                                weir_attr_t* target) {
  weir_block_t* body = weir_op_region(executable, 0)->first;
  weir_builder_t builder = weir_builder_before(weir_block_terminator(body));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE_VARIANT,
                     executable->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(m->context, "public"));
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(m->context,
                       weir_hal_executable_target_symbol(target, m->scratch)));
  weir_op_state_attr(&state, "target", target);
  weir_op_t* variant =
      build_container(&builder, &state, WEIR_HAL_EXECUTABLE_VARIANT_END);
  weir_symbol_table_add(variants, variant);
  return variant;
}

// Objects that are linked to the code, by what the source says of the target.
static void set_objects(const weir_op_t* source, weir_op_t* variant) {
  bool is_hal = weir_op_is(source, WEIR_HAL_EXECUTABLE_SOURCE);
  const weir_attr_t* objects =
      weir_op_attr(source, is_hal ? "objects" : "hal.executable.objects");
  if (objects == NULL) return;
  weir_op_set_attr(variant, "objects",
                   weir_hal_executable_objects_find(
                       objects, weir_op_attr(variant, "target")));
}

// The code of a hal.executable.source is the same for all targets.
static void fill_from_source(const materialization_t* m, weir_op_t* source,
                             weir_op_t* variant) {
  weir_op_t* end = weir_block_terminator(weir_op_region(variant, 0)->first);
  WEIR_FOR_EACH_OP(op, weir_op_region(source, 0)->first) {
    if (weir_op_is(op, WEIR_HAL_EXECUTABLE_SOURCE_END)) continue;
    weir_op_insert_before(weir_op_clone(op, weir_mapping_create(m->scratch)),
                          end);
  }
}

static void copy_visibility(const weir_op_t* from, weir_op_state_t* state) {
  weir_op_state_attr(state, "sym_visibility",
                     weir_op_attr(from, "sym_visibility"));
  weir_op_state_attr(state, "sym_name", weir_op_attr(from, "sym_name"));
}

static weir_status_t materialize(const materialization_t* m, weir_op_t* source,
                                 const weir_attr_set_t* targets) {
  weir_builder_t builder = weir_builder_before(source);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE, source->location);
  copy_visibility(source, &state);
  weir_hal_copy_discardable(source, &state);
  weir_op_t* executable =
      build_container(&builder, &state, WEIR_HAL_EXECUTABLE_END);
  weir_op_remove_attr(executable, "hal.executable.objects");
  weir_symbol_table_t* variants =
      weir_symbol_table_create(executable, m->scratch);
  for (uint32_t i = 0; i < targets->count; ++i) {
    weir_op_t* variant =
        build_variant(m, executable, variants, targets->items[i]);
    set_objects(source, variant);
    if (weir_op_is(source, WEIR_HAL_EXECUTABLE_SOURCE)) {
      fill_from_source(m, source, variant);
    } else {
      WEIR_RETURN_IF_ERROR(fill_variant(m, source, variant));
    }
  }
  if (weir_op_is(source, WEIR_STREAM_EXECUTABLE)) {
    weir_hal_interface_convert_workgroups(executable);
  }
  return weir_ok();
}

// -- dispatches ---------------------------------------------------------------

static weir_op_t* hal_executable_named(const materialization_t* m,
                                       const weir_name_t* name) {
  WEIR_FOR_EACH_OP(op, weir_op_region(m->module, 0)->first) {
    if (weir_op_is(op, WEIR_HAL_EXECUTABLE) &&
        weir_sv_equal_c(weir_symbol_name(op), name->data)) {
      return op;
    }
  }
  return NULL;
}

static bool set_has(const weir_attr_set_t* set, const weir_attr_t* attr) {
  for (uint32_t i = 0; i < set->count; ++i) {
    if (set->items[i] == attr) return true;
  }
  return false;
}

static bool names_source(const materialization_t* m, weir_attr_t* entry) {
  const weir_op_t* op = weir_symbol_table_resolve(m->interfaces.symbols, entry);
  return weir_op_is(op, WEIR_HAL_EXECUTABLE_EXPORT) &&
         weir_op_is(weir_op_parent(op), WEIR_HAL_EXECUTABLE_SOURCE);
}

// The exports that |entry| stands for on the devices with |targets|.
static void add_entry_points(const materialization_t* m, weir_attr_t* entry,
                             const weir_attr_set_t* targets,
                             weir_attr_set_t* out_entries) {
  const weir_op_t* executable = hal_executable_named(m, entry->symbol.names[0]);
  const weir_op_t* export = weir_hal_interface_export(&m->interfaces, entry);
  if (executable == NULL || (export == NULL && !names_source(m, entry))) {
    weir_attr_set_add(out_entries, m->scratch, entry);
    return;
  }
  WEIR_FOR_EACH_OP(variant, weir_op_region(executable, 0)->first) {
    if (!weir_op_is(variant, WEIR_HAL_EXECUTABLE_VARIANT) ||
        !set_has(targets, weir_op_attr(variant, "target"))) {
      continue;
    }
    const weir_name_t* path[3] = {
        entry->symbol.names[0],
        weir_name_sv(m->context, weir_symbol_name(variant)),
        export != NULL ? weir_name_sv(m->context, weir_op_attr_string(
                                                      export, "function_ref"))
                       : entry->symbol.names[1]};
    weir_attr_set_add(out_entries, m->scratch,
                      weir_symbol_attr_n(m->context, path, 3));
  }
}

static void update_dispatch(const materialization_t* m, weir_op_t* dispatch) {
  weir_attr_set_t targets = {0}, entries = {0};
  weir_hal_devices_executable_targets(
      &m->devices, weir_affinity_lookup_or_default(dispatch), &targets);
  const weir_attr_t* old = weir_op_attr(dispatch, "entry_points");
  for (uint32_t e = 0; e < old->array.count; ++e) {
    add_entry_points(m, old->array.elements[e], &targets, &entries);
  }
  weir_op_set_attr(dispatch, "entry_points",
                   weir_array_attr(m->context, entries.items, entries.count));
}

static weir_status_t check_devices(const materialization_t* m) {
  if (m->devices.globals.count > 0 || m->interfaces.dispatches.count == 0) {
    return weir_ok();
  }
  weir_emit_error(m->context, m->module->location,
                  "no HAL devices defined in the module; use the module-level "
                  "hal.device.targets attribute, the --iree-hal-target-device= "
                  "flag, or provide inputs with global !hal.devices defined");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no devices");
}

weir_status_t weir_hal_materialize_interfaces(weir_pass_t* pass,
                                              weir_op_t* module) {
  materialization_t m = {
      .context = pass->context,
      .scratch = pass->scratch,
      .module = module,
      .devices = weir_hal_devices(module, pass->scratch),
      .interfaces = weir_hal_interfaces(module, pass->scratch),
  };
  WEIR_RETURN_IF_ERROR(check_devices(&m));
  weir_op_list_t sources = {0};
  WEIR_FOR_EACH_OP(op, weir_op_region(module, 0)->first) {
    if (!weir_op_is(op, WEIR_STREAM_EXECUTABLE) &&
        !weir_op_is(op, WEIR_HAL_EXECUTABLE_SOURCE)) {
      continue;
    }
    weir_op_t* first = weir_op_region(op, 0)->first->first;
    if (first == weir_block_terminator(weir_op_region(op, 0)->first)) continue;
    bool used;
    weir_attr_set_t targets = targets_of(&m, op, &used);
    if (targets.count == 0 && !used) continue;
    WEIR_RETURN_IF_ERROR(check_targets(op, &targets));
    weir_op_list_add(&sources, pass->scratch, op);
    WEIR_RETURN_IF_ERROR(materialize(&m, op, &targets));
  }
  for (uint32_t d = 0; d < m.interfaces.dispatches.count; ++d) {
    update_dispatch(&m, m.interfaces.dispatches.ops[d]);
  }
  for (uint32_t i = 0; i < sources.count; ++i) {
    weir_op_erase(sources.ops[i]);
  }
  return weir_ok();
}
