#include "compiler/transforms/hal/interface.h"

#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/hal/devices.h"

// -- who dispatches what ------------------------------------------------------

weir_op_t* weir_hal_interface_export(const weir_hal_interfaces_t* interfaces,
                                     weir_attr_t* entry) {
  weir_op_t* op = weir_symbol_table_resolve(interfaces->symbols, entry);
  return weir_op_is(op, WEIR_STREAM_EXECUTABLE_EXPORT) ? op : NULL;
}

weir_hal_interfaces_t weir_hal_interfaces(weir_op_t* module,
                                          weir_arena_t* scratch) {
  weir_hal_interfaces_t interfaces = {
      .context = module->context,
      .scratch = scratch,
      .symbols = weir_symbol_table_create(module, scratch),
      .dispatches = weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, scratch),
  };
  const weir_op_list_t* dispatches = &interfaces.dispatches;
  uint32_t count = 0;
  for (uint32_t d = 0; d < dispatches->count; ++d) {
    count += weir_op_attr(dispatches->ops[d], "entry_points")->array.count;
  }
  interfaces.uses = WEIR_ARENA_ARRAY(scratch, weir_hal_export_use_t, count);
  for (uint32_t d = 0; d < dispatches->count; ++d) {
    const weir_op_t* dispatch = dispatches->ops[d];
    const weir_attr_t* entries = weir_op_attr(dispatch, "entry_points");
    for (uint32_t e = 0; e < entries->array.count; ++e) {
      const weir_op_t* export =
          weir_hal_interface_export(&interfaces, entries->array.elements[e]);
      if (export == NULL) continue;
      interfaces.uses[interfaces.use_count++] =
          (weir_hal_export_use_t){export, dispatch};
    }
  }
  return interfaces;
}

// -- layouts ------------------------------------------------------------------

static bool is_binding(const weir_value_t* argument) {
  return weir_type_is(argument->type, &weir_stream_binding_def);
}

static bool writes(const weir_op_t* dispatch, uint32_t resource) {
  const weir_attr_t* accesses = weir_op_attr(dispatch, "resource_accesses");
  int64_t access;
  return accesses == NULL || resource >= accesses->array.count ||
         !weir_attr_int(accesses->array.elements[resource], &access) ||
         (access & WEIR_ACCESS_WRITE) != 0;
}

// Whether there are dispatches of |export| and none writes to |resource|.
static bool is_read_only(const weir_hal_interfaces_t* interfaces,
                         const weir_op_t* export, uint32_t resource) {
  bool used = false;
  for (uint32_t i = 0; i < interfaces->use_count; ++i) {
    const weir_hal_export_use_t* use = &interfaces->uses[i];
    if (use->export != export) continue;
    if (writes(use->dispatch, resource)) return false;
    used = true;
  }
  return used;
}

// Whether code for |target| finds its bindings by way of a table in memory.
static bool binds_indirectly(const weir_attr_t* target) {
  const weir_attr_t* config = weir_hal_executable_target_config(target);
  return config != NULL &&
         weir_dictionary_get(config, "hal.bindings.indirect") != NULL;
}

weir_attr_t* weir_hal_interface_layout(const weir_hal_interfaces_t* interfaces,
                                       const weir_op_t* export,
                                       const weir_op_t* function,
                                       const weir_attr_t* target) {
  weir_attr_t* given = weir_op_attr(export, "hal.interface.layout");
  if (weir_attr_is_def(given, &weir_hal_pipeline_layout_attr_def)) return given;
  const weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_attr_t** bindings = WEIR_ARENA_ARRAY(interfaces->scratch, weir_attr_t*,
                                            entry->argument_count + 1);
  uint32_t binding_count = 0;
  int64_t constants = 0;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    if (!is_binding(entry->arguments[i])) {
      ++constants;
      continue;
    }
    bool read_only = is_read_only(interfaces, export, binding_count);
    weir_descriptor_binding_t binding = {
        .ordinal = binding_count,
        .type = WEIR_DESCRIPTOR_TYPE_STORAGE_BUFFER,
        .has_flags = read_only,
        .flags = read_only ? WEIR_DESCRIPTOR_FLAG_READ_ONLY
                           : WEIR_DESCRIPTOR_FLAG_NONE,
    };
    bindings[binding_count++] =
        weir_hal_descriptor_set_binding_attr(interfaces->context, &binding);
  }
  bool indirect = binds_indirectly(target);
  weir_attr_t* set = weir_hal_descriptor_set_layout_attr(
      interfaces->context, 0, bindings, binding_count, indirect,
      indirect ? WEIR_DESCRIPTOR_SET_FLAG_INDIRECT : 0);
  return weir_hal_pipeline_layout_attr(interfaces->context, constants, &set, 1);
}

// Set and binding of each resource in order, an array of interface bindings.
static weir_attr_t* bindings_of(const weir_hal_interfaces_t* interfaces,
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
          &list, interfaces->scratch,
          weir_hal_interface_binding_attr(
              interfaces->context, weir_hal_descriptor_set_layout_ordinal(set),
              binding.ordinal));
    }
  }
  return weir_array_attr(interfaces->context, list.items, list.count);
}

// -- exports ------------------------------------------------------------------

void weir_hal_copy_discardable(const weir_op_t* from, weir_op_state_t* state) {
  for (uint32_t i = 0; i < from->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* entry = &from->attrs->dictionary.entries[i];
    if (!weir_op_attr_is_inherent(from, entry->name)) {
      weir_op_state_attr(state, entry->name->data, entry->value);
    }
  }
}

static bool takes_device(const weir_block_t* entry) {
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    if (weir_type_is_hal_device(entry->arguments[i]->type)) return true;
  }
  return false;
}

// The region that counts workgroups, told the device if it was not already.
static void copy_count_region(const weir_hal_interfaces_t* interfaces,
                              weir_op_t* from, weir_op_t* to) {
  weir_region_t* source = weir_op_region(from, 0);
  if (source == NULL || weir_region_is_empty(source)) return;
  weir_region_t* target = weir_op_region(to, 0);
  weir_region_clone(source, target, weir_mapping_create(interfaces->scratch));
  if (takes_device(target->first)) return;
  weir_block_insert_argument(target->first, 0,
                             weir_hal_device_type(interfaces->context),
                             from->location);
}

void weir_hal_interface_build_export(const weir_hal_interfaces_t* interfaces,
                                     weir_builder_t* builder, weir_op_t* export,
                                     int64_t ordinal, weir_attr_t* layout) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_EXPORT,
                     export->location);
  // An export of hal is called by the function it is.
  weir_op_state_attr(&state, "sym_visibility",
                     weir_op_attr(export, "sym_visibility"));
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr_sv(interfaces->context,
                          weir_op_attr_string(export, "function_ref")));
  weir_op_state_attr(&state, "ordinal",
                     weir_index_attr(interfaces->context, ordinal));
  weir_op_state_attr(&state, "layout", layout);
  weir_op_state_attr(&state, "hal.interface.bindings",
                     bindings_of(interfaces, layout));
  weir_hal_copy_discardable(export, &state);
  weir_op_t* converted = weir_build(builder, &state);
  weir_op_remove_attr(converted, "hal.interface.layout");
  weir_attr_t* size = weir_hal_interface_take_workgroup_size(converted);
  if (size != NULL) weir_op_set_attr(converted, "workgroup_size", size);
  copy_count_region(interfaces, export, converted);
}

// -- functions ----------------------------------------------------------------

static weir_attr_t* argument_attr(const weir_op_t* function, uint32_t index,
                                  const char* name) {
  const weir_attr_t* all = weir_op_attr(function, "arg_attrs");
  if (!weir_attr_is(all, WEIR_ATTR_ARRAY) || index >= all->array.count)
    return NULL;
  return weir_dictionary_get(all->array.elements[index], name);
}

static weir_attr_t* alignment_of(const weir_op_t* function, uint32_t index) {
  weir_attr_t* alignment = argument_attr(function, index, "stream.alignment");
  bool is_index = weir_attr_is(alignment, WEIR_ATTR_INTEGER) &&
                  weir_type_is_index(alignment->type);
  return is_index ? alignment : NULL;
}

static void convert_constant(weir_builder_t* builder, weir_op_t* function,
                             weir_value_t* argument, int64_t ordinal) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_INTERFACE_CONSTANT_LOAD,
                     weir_value_location(argument));
  weir_op_state_attr(&state, "index",
                     weir_index_attr(builder->context, ordinal));
  weir_op_state_attr(&state, "alignment",
                     alignment_of(function, argument->index));
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
  weir_attr_t* alignment = alignment_of(function, argument->index);
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

weir_status_t weir_hal_interface_convert_function(
    const weir_hal_interfaces_t* interfaces, weir_op_t* function,
    weir_attr_t* layout) {
  const weir_attr_t* bindings = bindings_of(interfaces, layout);
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
  weir_op_set_attr(function, "function_type",
                   weir_type_attr(weir_function_type(interfaces->context, NULL,
                                                     0, NULL, 0)));
  return weir_ok();
}
