// Turns stream.executables into hal.executables with one variant per target.
//
// Needs:   stream.cmd.dispatch and stream.executables; devices as globals.
// Changes: each stream.executable becomes a hal.executable; its functions take
//          nothing and find bindings and push constants by ordinal; dispatches
//          name the exports of all variants that their device may need. A
//          hal.executable.source becomes one as it stands.
//          Ops in them that ask for the workgroup become those of hal.
// Keeps:   what the functions compute; the order of bindings and constants.
//
// Resource i of a dispatch is binding i of set 0, uniform operand i is push
// constant i. A binding is read-only if no dispatch writes through it.
#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/rewrite.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

typedef struct materialization_t {
  weir_context_t* context;
  weir_arena_t* scratch;
  weir_op_t* module;
  weir_symbol_table_t* symbols;
  weir_hal_devices_t devices;
  weir_op_list_t dispatches;
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

static weir_op_t* export_of(const materialization_t* m, weir_attr_t* entry) {
  weir_op_t* op = weir_symbol_table_resolve(m->symbols, entry);
  return weir_op_is(op, WEIR_STREAM_EXECUTABLE_EXPORT) ? op : NULL;
}

// -- layouts ------------------------------------------------------------------

static bool is_binding(const weir_value_t* argument) {
  return weir_type_is(argument->type, &weir_stream_binding_def);
}

// Whether a dispatch of |export| writes to resource |index|.
static bool is_written(const materialization_t* m, const weir_op_t* export,
                       uint32_t index) {
  for (uint32_t d = 0; d < m->dispatches.count; ++d) {
    const weir_op_t* dispatch = m->dispatches.ops[d];
    const weir_attr_t* entries = weir_op_attr(dispatch, "entry_points");
    const weir_attr_t* accesses = weir_op_attr(dispatch, "resource_accesses");
    for (uint32_t e = 0; e < entries->array.count; ++e) {
      if (export_of(m, entries->array.elements[e]) != export) continue;
      int64_t access;
      if (accesses == NULL || index >= accesses->array.count ||
          !weir_attr_int(accesses->array.elements[index], &access) ||
          (access & WEIR_ACCESS_WRITE) != 0) {
        return true;
      }
    }
  }
  return false;
}

static bool is_dispatched(const materialization_t* m, const weir_op_t* export) {
  for (uint32_t d = 0; d < m->dispatches.count; ++d) {
    const weir_attr_t* entries =
        weir_op_attr(m->dispatches.ops[d], "entry_points");
    for (uint32_t e = 0; e < entries->array.count; ++e) {
      if (export_of(m, entries->array.elements[e]) == export) return true;
    }
  }
  return false;
}

static weir_attr_t* layout_of(const materialization_t* m,
                              const weir_op_t* export,
                              const weir_op_t* function) {
  weir_attr_t* given = weir_op_attr(export, "hal.interface.layout");
  if (given != NULL) return given;
  const weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_attr_t** bindings =
      WEIR_ARENA_ARRAY(m->scratch, weir_attr_t*, entry->argument_count + 1);
  uint32_t binding_count = 0;
  int64_t constants = 0;
  bool used = is_dispatched(m, export);
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    if (!is_binding(entry->arguments[i])) {
      ++constants;
      continue;
    }
    bool read_only = used && !is_written(m, export, binding_count);
    weir_descriptor_binding_t binding = {
        .ordinal = binding_count,
        .type = WEIR_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .has_flags = read_only,
        .flags = read_only ? WEIR_DESCRIPTOR_FLAG_READ_ONLY
                           : WEIR_DESCRIPTOR_FLAG_NONE,
    };
    bindings[binding_count++] =
        weir_hal_descriptor_set_binding_attr(m->context, &binding);
  }
  weir_attr_t* set = weir_hal_descriptor_set_layout_attr(
      m->context, 0, bindings, binding_count, false, 0);
  return weir_hal_pipeline_layout_attr(m->context, constants, &set, 1);
}

// Set and binding of each resource in order, an array of interface bindings.
static weir_attr_t* bindings_of(const materialization_t* m,
                                weir_attr_t* layout) {
  const weir_attr_t* sets = weir_hal_pipeline_layout_sets(layout);
  weir_attr_set_t list = {0};
  for (uint32_t s = 0; s < sets->array.count; ++s) {
    const weir_attr_t* set = sets->array.elements[s];
    const weir_attr_t* bindings = weir_hal_descriptor_set_layout_bindings(set);
    for (uint32_t b = 0; b < bindings->array.count; ++b) {
      weir_descriptor_binding_t binding =
          weir_hal_descriptor_set_binding(bindings->array.elements[b]);
      weir_attr_set_add(
          &list, m->scratch,
          weir_hal_interface_binding_attr(
              m->context, weir_hal_descriptor_set_layout_ordinal(set),
              binding.ordinal));
    }
  }
  return weir_array_attr(m->context, list.items, list.count);
}

// -- exports ------------------------------------------------------------------

static void copy_visibility(const weir_op_t* from, weir_op_state_t* state) {
  weir_op_state_attr(state, "sym_visibility",
                     weir_op_attr(from, "sym_visibility"));
  weir_op_state_attr(state, "sym_name", weir_op_attr(from, "sym_name"));
}

static void copy_discardable(const weir_op_t* from, weir_op_state_t* state) {
  for (uint32_t i = 0; i < from->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &from->attrs->dictionary.entries[i];
    if (!weir_op_attr_is_inherent(from, entry->name)) {
      weir_op_state_attr(state, entry->name->data, entry->value);
    }
  }
}

// The region that counts workgroups, told the device as well.
static void copy_count_region(const materialization_t* m, weir_op_t* from,
                              weir_op_t* to) {
  weir_region_t* source = weir_op_region(from, 0);
  if (source == NULL || weir_region_is_empty(source)) return;
  weir_region_t* target = weir_op_region(to, 0);
  weir_region_clone(source, target, weir_mapping_create(m->scratch));
  weir_block_insert_argument(target->first, 0, weir_hal_device_type(m->context),
                             from->location);
}

static void build_export(const materialization_t* m, weir_builder_t* builder,
                         weir_op_t* export, int64_t ordinal,
                         weir_attr_t* layout) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_EXPORT,
                     export->location);
  // An export of hal is called by the function it is.
  weir_op_state_attr(&state, "sym_visibility",
                     weir_op_attr(export, "sym_visibility"));
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr_sv(m->context,
                          weir_op_attr_string(export, "function_ref")));
  weir_op_state_attr(&state, "ordinal", weir_index_attr(m->context, ordinal));
  weir_op_state_attr(&state, "layout", layout);
  weir_op_state_attr(&state, "hal.interface.bindings", bindings_of(m, layout));
  copy_discardable(export, &state);
  weir_op_t* converted = weir_build(builder, &state);
  weir_op_remove_attr(converted, "hal.interface.layout");
  copy_count_region(m, export, converted);
}

// -- functions ----------------------------------------------------------------

static weir_attr_t* argument_attr(const weir_op_t* function, uint32_t index,
                                  const char* name) {
  const weir_attr_t* all = weir_op_attr(function, "arg_attrs");
  if (!weir_attr_is(all, WEIR_ATTR_ARRAY) || index >= all->array.count)
    return NULL;
  return weir_dictionary_get(all->array.elements[index], name);
}

static void convert_constant(weir_builder_t* builder, weir_op_t* function,
                             weir_value_t* argument, int64_t ordinal) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_INTERFACE_CONSTANT_LOAD,
                     weir_value_location(argument));
  weir_op_state_attr(&state, "index",
                     weir_index_attr(builder->context, ordinal));
  weir_op_state_attr(
      &state, "alignment",
      argument_attr(function, argument->index, "stream.alignment"));
  weir_op_state_attr(&state, "values",
                     argument_attr(function, argument->index, "stream.values"));
  weir_op_state_result(&state, argument->type);
  weir_value_replace_uses(argument,
                          weir_op_result_n(weir_build(builder, &state), 0));
}

static weir_attr_t* binding_attr(const weir_attr_t* layout,
                                 const weir_attr_t* place) {
  int64_t set = weir_hal_interface_binding_set(place);
  const weir_attr_t* sets = weir_hal_pipeline_layout_sets(layout);
  for (uint32_t s = 0; s < sets->array.count; ++s) {
    const weir_attr_t* candidate = sets->array.elements[s];
    if (weir_hal_descriptor_set_layout_ordinal(candidate) != set) continue;
    const weir_attr_t* list =
        weir_hal_descriptor_set_layout_bindings(candidate);
    for (uint32_t b = 0; b < list->array.count; ++b) {
      weir_attr_t* binding = list->array.elements[b];
      if (weir_hal_descriptor_set_binding(binding).ordinal ==
          weir_hal_interface_binding_ordinal(place)) {
        return binding;
      }
    }
  }
  return NULL;
}

static weir_value_t* build_subspan(weir_builder_t* builder, weir_op_t* subspan,
                                   const weir_attr_t* place,
                                   const weir_attr_t* binding,
                                   weir_attr_t* alignment) {
  weir_context_t* context = builder->context;
  weir_descriptor_binding_t info = weir_hal_descriptor_set_binding(binding);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_INTERFACE_BINDING_SUBSPAN,
                     subspan->location);
  weir_op_state_operand(
      &state,
      weir_op_operand(subspan, WEIR_STREAM_BINDING_SUBSPAN_BYTE_OFFSET));
  weir_op_state_operands_of(&state, subspan,
                            WEIR_STREAM_BINDING_SUBSPAN_DYNAMIC_DIMS);
  weir_op_state_attr(
      &state, "set",
      weir_index_attr(context, weir_hal_interface_binding_set(place)));
  weir_op_state_attr(&state, "binding", weir_index_attr(context, info.ordinal));
  weir_op_state_attr(&state, "descriptor_type",
                     weir_hal_descriptor_type_attr(context, info.type));
  weir_op_state_attr(&state, "alignment", alignment);
  if (info.has_flags) {
    weir_op_state_attr(&state, "descriptor_flags",
                       weir_i32_attr(context, (int32_t)info.flags));
  }
  weir_op_state_result(&state, weir_op_result_n(subspan, 0)->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_status_t convert_binding(weir_op_t* function,
                                     weir_value_t* argument,
                                     const weir_attr_t* place,
                                     const weir_attr_t* binding) {
  if (binding == NULL && weir_value_has_uses(argument)) {
    weir_op_error(function, "takes more bindings than its layout has");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "binding without a place");
  }
  weir_attr_t* alignment =
      argument_attr(function, argument->index, "stream.alignment");
  WEIR_FOR_EACH_USE(use, argument) {
    weir_op_t* subspan = use->op;
    if (!weir_op_is(subspan, WEIR_STREAM_BINDING_SUBSPAN)) {
      weir_op_error(subspan, "uses a binding without taking a subspan of it");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "binding not subspanned");
    }
    weir_builder_t builder = weir_builder_before(subspan);
    weir_value_t* value =
        build_subspan(&builder, subspan, place, binding, alignment);
    weir_op_replace(subspan, &value);
  }
  return weir_ok();
}

// Arguments become ops that find the same by ordinal.
static weir_status_t convert_function(const materialization_t* m,
                                      weir_op_t* function, weir_attr_t* layout,
                                      const weir_attr_t* bindings) {
  weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_builder_t builder = weir_builder_at_start(entry);
  int64_t constant = 0;
  uint32_t resource = 0;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    weir_value_t* argument = entry->arguments[i];
    if (!is_binding(argument)) {
      convert_constant(&builder, function, argument, constant++);
      continue;
    }
    weir_attr_t* place = resource < bindings->array.count
                             ? bindings->array.elements[resource]
                             : NULL;
    ++resource;
    WEIR_RETURN_IF_ERROR(
        convert_binding(function, argument, place,
                        place != NULL ? binding_attr(layout, place) : NULL));
  }
  while (entry->argument_count > 0) {
    weir_block_erase_argument(entry, entry->argument_count - 1);
  }
  weir_op_remove_attr(function, "arg_attrs");
  weir_op_remove_attr(function, "res_attrs");
  weir_op_set_attr(
      function, "function_type",
      weir_type_attr(weir_function_type(m->context, NULL, 0, NULL, 0)));
  return weir_ok();
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
                                  const weir_op_t* executable) {
  weir_attr_set_t targets = {0};
  weir_string_view_t name = weir_symbol_name(executable);
  bool used = false;
  for (uint32_t d = 0; d < m->dispatches.count; ++d) {
    if (!dispatches_executable(m->dispatches.ops[d], name)) continue;
    used = true;
    weir_hal_devices_executable_targets(
        &m->devices, weir_affinity_lookup_or_default(m->dispatches.ops[d]),
        &targets);
  }
  if (!used || weir_symbol_visibility(executable) == WEIR_PUBLIC) {
    weir_hal_devices_executable_targets(&m->devices, NULL, &targets);
  }
  sort_by_symbol(&targets, m->scratch);
  return targets;
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

static weir_status_t fill_variant(const materialization_t* m,
                                  weir_op_t* executable, weir_op_t* variant) {
  weir_block_t* body = weir_op_region(variant, 0)->first;
  weir_builder_t builder = weir_builder_before(weir_block_terminator(body));
  weir_op_t* inner = inner_module_of(executable);
  weir_op_t* module =
      inner != NULL ? weir_op_clone(inner, weir_mapping_create(m->scratch))
                    : NULL;
  int64_t ordinal = 0;
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (!weir_op_is(op, WEIR_STREAM_EXECUTABLE_EXPORT)) continue;
    weir_op_t* original = function_of(op, executable);
    WEIR_RETURN_IF_ERROR(check_export(op, inner, original));
    weir_attr_t* layout = layout_of(m, op, original);
    build_export(m, &builder, op, ordinal++, layout);
    if (module == NULL) continue;
    weir_op_t* function =
        weir_symbol_lookup(module, weir_op_attr_string(op, "function_ref"));
    WEIR_RETURN_IF_ERROR(
        convert_function(m, function, layout, bindings_of(m, layout)));
  }
  if (module != NULL) weir_op_insert_before(module, builder.before);
  return weir_ok();
}

// -- workgroups ---------------------------------------------------------------

static bool convert_return(weir_op_t* op, weir_rewriter_t* rewriter,
                           void* user) {
  (void)user;
  weir_builder_t* builder = &rewriter->builder;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_RETURN, op->location);
  weir_op_state_operands_of(&state, op, WEIR_STREAM_RETURN_OPERANDS);
  weir_build(builder, &state);
  weir_rewriter_erase(rewriter, op);
  return true;
}

static bool convert_workgroup(weir_op_t* op, weir_rewriter_t* rewriter,
                              uint32_t id) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, id, op->location);
  weir_op_state_attr(&state, "dimension", weir_op_attr(op, "dimension"));
  weir_op_state_result(&state, weir_op_result_n(op, 0)->type);
  weir_rewriter_replace_op(rewriter, op,
                           weir_build(&rewriter->builder, &state));
  return true;
}

static bool convert_workgroup_id(weir_op_t* op, weir_rewriter_t* rewriter,
                                 void* user) {
  (void)user;
  return convert_workgroup(op, rewriter, WEIR_HAL_INTERFACE_WORKGROUP_ID);
}

static bool convert_workgroup_count(weir_op_t* op, weir_rewriter_t* rewriter,
                                    void* user) {
  (void)user;
  return convert_workgroup(op, rewriter, WEIR_HAL_INTERFACE_WORKGROUP_COUNT);
}

static bool convert_workgroup_size(weir_op_t* op, weir_rewriter_t* rewriter,
                                   void* user) {
  (void)user;
  return convert_workgroup(op, rewriter, WEIR_HAL_INTERFACE_WORKGROUP_SIZE);
}

static void convert_workgroup_ops(weir_op_t* executable) {
  static const weir_pattern_t patterns[] = {
      {WEIR_STREAM_RETURN, convert_return, NULL},
      {WEIR_STREAM_DISPATCH_WORKGROUP_ID, convert_workgroup_id, NULL},
      {WEIR_STREAM_DISPATCH_WORKGROUP_COUNT, convert_workgroup_count, NULL},
      {WEIR_STREAM_DISPATCH_WORKGROUP_SIZE, convert_workgroup_size, NULL},
  };
  static const weir_greedy_options_t options = {.bottom_up = true,
                                                .fold = true,
                                                .simplify_regions = true,
                                                .merge_blocks = true};
  weir_rewrite_greedily(executable, patterns,
                        sizeof(patterns) / sizeof(patterns[0]), &options, NULL);
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

static weir_status_t materialize(const materialization_t* m,
                                 weir_op_t* source) {
  weir_attr_set_t targets = targets_of(m, source);
  if (targets.count == 0) {
    weir_op_error(source,
                  "has no target to be compiled for; no device of the module "
                  "names executable targets");
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "no executable targets");
  }
  weir_builder_t builder = weir_builder_before(source);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_HAL_EXECUTABLE, source->location);
  copy_visibility(source, &state);
  copy_discardable(source, &state);
  weir_op_t* executable =
      build_container(&builder, &state, WEIR_HAL_EXECUTABLE_END);
  weir_op_remove_attr(executable, "hal.executable.objects");
  weir_symbol_table_t* variants =
      weir_symbol_table_create(executable, m->scratch);
  for (uint32_t i = 0; i < targets.count; ++i) {
    weir_op_t* variant =
        build_variant(m, executable, variants, targets.items[i]);
    set_objects(source, variant);
    if (weir_op_is(source, WEIR_HAL_EXECUTABLE_SOURCE)) {
      fill_from_source(m, source, variant);
    } else {
      WEIR_RETURN_IF_ERROR(fill_variant(m, source, variant));
    }
  }
  if (weir_op_is(source, WEIR_STREAM_EXECUTABLE)) {
    convert_workgroup_ops(executable);
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
  const weir_op_t* op = weir_symbol_table_resolve(m->symbols, entry);
  return weir_op_is(op, WEIR_HAL_EXECUTABLE_EXPORT) &&
         weir_op_is(weir_op_parent(op), WEIR_HAL_EXECUTABLE_SOURCE);
}

// The exports that |entry| stands for on the devices with |targets|.
static void add_entry_points(const materialization_t* m, weir_attr_t* entry,
                             const weir_attr_set_t* targets,
                             weir_attr_set_t* out_entries) {
  const weir_op_t* executable = hal_executable_named(m, entry->symbol.names[0]);
  const weir_op_t* export = export_of(m, entry);
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
  if (m->devices.globals.count > 0 || m->dispatches.count == 0) {
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
      .symbols = weir_symbol_table_create(module, pass->scratch),
      .devices = weir_hal_devices(module, pass->scratch),
      .dispatches =
          weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, pass->scratch),
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
    weir_op_list_add(&sources, pass->scratch, op);
    WEIR_RETURN_IF_ERROR(materialize(&m, op));
  }
  for (uint32_t d = 0; d < m.dispatches.count; ++d) {
    update_dispatch(&m, m.dispatches.ops[d]);
  }
  for (uint32_t i = 0; i < sources.count; ++i) {
    weir_op_erase(sources.ops[i]);
  }
  return weir_ok();
}
