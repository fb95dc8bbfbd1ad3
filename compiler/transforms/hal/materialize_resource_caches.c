// Makes what devices are asked for by lookup once, when the program starts.
//
// Needs:   devices as globals; executables with variants and exports.
// Changes: hal.pipeline_layout.lookup and hal.executable.lookup of a device
//          global become loads of globals that an initializer behind the device
//          fills.
// Keeps:   lookups of devices that come from elsewhere.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/passes.h"

enum { STATUS_INCOMPATIBLE = 18 };

typedef struct cache_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_op_t* device;  // the global
  weir_attr_set_t layouts;
  weir_attr_set_t executables;  // references
  weir_op_list_t layout_globals;
  weir_op_list_t executable_globals;
  // While the initializer is built:
  weir_value_t* handle;
  weir_attr_set_t sets;
  weir_value_t** set_values;
  weir_value_t** layout_values;
} cache_t;

static uint32_t place_in(const weir_attr_set_t* set, const weir_attr_t* attr) {
  uint32_t i = 0;
  while (i < set->count && set->items[i] != attr) ++i;
  return i;
}

// Those of devices before are erased by now.
static bool is_of_device(const cache_t* cache, const weir_op_t* lookup) {
  if (lookup->erased) return false;
  const weir_op_t* load = weir_value_op(weir_op_operand_n(lookup, 0));
  return weir_op_is(load, WEIR_UTIL_GLOBAL_LOAD) &&
         weir_sv_equal(weir_op_attr_string(load, "global"),
                       weir_symbol_name(cache->device));
}

static weir_attr_t* reference_to(const weir_op_t* global) {
  const weir_name_t* name =
      weir_name_sv(global->context, weir_symbol_name(global));
  return weir_symbol_attr_n(global->context, &name, 1);
}

static weir_value_t* build_load(weir_builder_t* builder,
                                weir_location_t* location,
                                const weir_op_t* global) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, location);
  weir_op_state_attr(&state, "global", reference_to(global));
  weir_op_state_attr(&state, "is_immutable", weir_unit_attr(builder->context));
  weir_op_state_result(&state, weir_op_attr_type(global, "type"));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// -- what is wanted -----------------------------------------------------------

static void gather(cache_t* cache, const weir_op_list_t* lookups,
                   const char* key, weir_attr_set_t* set) {
  for (uint32_t i = 0; i < lookups->count; ++i) {
    if (is_of_device(cache, lookups->ops[i])) {
      weir_attr_set_add(set, cache->arena, weir_op_attr(lookups->ops[i], key));
    }
  }
}

// Executables are made with the layouts of all their exports.
static void gather_export_layouts(cache_t* cache) {
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    weir_op_t* executable =
        weir_symbol_table_resolve(cache->symbols, cache->executables.items[i]);
    if (executable == NULL) continue;
    weir_op_list_t exports =
        weir_collect_ops(executable, WEIR_HAL_EXECUTABLE_EXPORT, cache->arena);
    for (uint32_t e = 0; e < exports.count; ++e) {
      weir_attr_set_add(&cache->layouts, cache->arena,
                        weir_op_attr(exports.ops[e], "layout"));
    }
  }
}

static weir_op_t* build_global(cache_t* cache, weir_builder_t* builder,
                               const char* name, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL,
                     cache->device->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(builder->context, "private"));
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(builder->context, name));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_t* global = weir_build(builder, &state);
  weir_symbol_table_add(cache->symbols, global);
  return global;
}

static void build_globals(cache_t* cache, weir_builder_t* builder) {
  weir_context_t* context = builder->context;
  weir_string_view_t device = weir_symbol_name(cache->device);
  for (uint32_t i = 0; i < cache->layouts.count; ++i) {
    const char* name = weir_arena_format(
        cache->arena, "%.*s_pipeline_layout_%u", WEIR_SV_ARGS(device), i);
    weir_op_list_add(&cache->layout_globals, cache->arena,
                     build_global(cache, builder, name,
                                  weir_hal_pipeline_layout_type(context)));
  }
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    const char* name = weir_arena_format(
        cache->arena, "%.*s_executable_%u_%s", WEIR_SV_ARGS(device), i,
        cache->executables.items[i]->symbol.names[0]->data);
    weir_op_list_add(
        &cache->executable_globals, cache->arena,
        build_global(cache, builder, name, weir_hal_executable_type(context)));
  }
}

// -- the initializer ----------------------------------------------------------

static void build_store(const cache_t* cache, weir_builder_t* builder,
                        weir_value_t* value, const weir_op_t* global) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_STORE,
                     cache->device->location);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "global", reference_to(global));
  weir_build(builder, &state);
}

static weir_value_t* build_set(cache_t* cache, weir_builder_t* builder,
                               weir_attr_t* set) {
  uint32_t known = place_in(&cache->sets, set);
  if (known < cache->sets.count) return cache->set_values[known];
  weir_context_t* context = builder->context;
  int64_t flags = 0;
  weir_hal_descriptor_set_layout_flags(set, &flags);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_DESCRIPTOR_SET_LAYOUT_CREATE,
                     cache->device->location);
  weir_op_state_operand(&state, cache->handle);
  weir_op_state_attr(&state, "flags", weir_i32_attr(context, (int32_t)flags));
  weir_op_state_attr(&state, "bindings",
                     weir_hal_descriptor_set_layout_bindings(set));
  weir_op_state_result(
      &state, weir_hal_type(context, &weir_hal_descriptor_set_layout_def));
  weir_value_t* value = weir_op_result_n(weir_build(builder, &state), 0);
  cache->set_values[cache->sets.count] = value;
  weir_attr_set_add(&cache->sets, cache->arena, set);
  return value;
}

static weir_value_t* build_layout(cache_t* cache, weir_builder_t* builder,
                                  const weir_attr_t* layout) {
  weir_context_t* context = builder->context;
  const weir_attr_t* sets = weir_hal_pipeline_layout_sets(layout);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(cache->arena, weir_value_t*, sets->array.count);
  for (uint32_t i = 0; i < sets->array.count; ++i) {
    values[i] = build_set(cache, builder, sets->array.elements[i]);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_PIPELINE_LAYOUT_CREATE,
                     cache->device->location);
  weir_op_state_operand(&state, cache->handle);
  weir_op_state_operands(&state, values, sets->array.count);
  weir_op_state_attr(
      &state, "push_constants",
      weir_index_attr(context,
                      weir_hal_pipeline_layout_push_constants(layout)));
  weir_op_state_result(&state, weir_hal_pipeline_layout_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_variant(const cache_t* cache,
                                   weir_builder_t* builder,
                                   const weir_op_t* executable,
                                   weir_op_t* variant) {
  weir_context_t* context = builder->context;
  weir_op_list_t exports =
      weir_collect_ops(variant, WEIR_HAL_EXECUTABLE_EXPORT, cache->arena);
  weir_value_t** layouts =
      WEIR_ARENA_ARRAY(cache->arena, weir_value_t*, exports.count);
  for (uint32_t i = 0; i < exports.count; ++i) {
    layouts[i] = cache->layout_values[place_in(
        &cache->layouts, weir_op_attr(exports.ops[i], "layout"))];
  }
  const weir_name_t* path[2] = {
      weir_name_sv(context, weir_symbol_name(executable)),
      weir_name_sv(context, weir_symbol_name(variant))};
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_CREATE,
                     variant->location);
  weir_op_state_operand(&state, cache->handle);
  weir_op_state_operands(&state, layouts, exports.count);
  weir_op_state_operands(&state, NULL, 0);
  weir_op_state_attr(&state, "executable_target",
                     weir_symbol_attr_n(context, path, 2));
  weir_op_state_result(&state, weir_hal_executable_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_takes(const cache_t* cache, weir_builder_t* builder,
                                 const weir_op_t* variant) {
  weir_context_t* context = builder->context;
  weir_type_t* i1 = weir_i1_type(context);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_DEVICE_QUERY, variant->location);
  weir_op_state_operand(&state, cache->handle);
  weir_op_state_attr(&state, "category",
                     weir_string_attr(context, "hal.executable.format"));
  weir_op_state_attr(
      &state, "key",
      weir_string_attr_sv(context, weir_hal_executable_target_format(
                                       weir_op_attr(variant, "target"))));
  weir_op_state_attr(&state, "default_value", weir_bool_attr(context, false));
  weir_op_state_result(&state, i1);
  weir_op_state_result(&state, i1);
  return weir_op_result_n(weir_build(builder, &state), 1);
}

static weir_builder_t case_of(weir_op_t* choice, uint32_t index) {
  weir_region_t* region = weir_op_region(choice, index);
  weir_block_t* block =
      region->first != NULL ? region->first : weir_region_add_block(region);
  return weir_builder_at_end(block);
}

static void build_yield(weir_builder_t* builder, weir_location_t* location,
                        weir_value_t* value) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_YIELD, location);
  weir_op_state_operands(&state, &value, 1);
  weir_build(builder, &state);
}

// The device takes none of the variants: the program cannot start.
static void build_refusal(const cache_t* cache, weir_builder_t* builder,
                          const weir_op_t* executable) {
  weir_context_t* context = builder->context;
  weir_location_t* location = executable->location;
  weir_value_t* status = weir_build_constant(
      builder, location, weir_i32_attr(context, STATUS_INCOMPATIBLE));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_STATUS_CHECK_OK, location);
  weir_op_state_operand(&state, status);
  weir_op_state_attr(
      &state, "message",
      weir_string_attr(
          context,
          weir_arena_format(cache->arena,
                            "HAL device `%.*s` does not support any variant "
                            "of executable `%.*s`",
                            WEIR_SV_ARGS(weir_symbol_name(cache->device)),
                            WEIR_SV_ARGS(weir_symbol_name(executable)))));
  weir_build(builder, &state);
  weir_op_state_init(&state, builder, WEIR_UTIL_NULL, location);
  weir_op_state_result(&state, weir_hal_executable_type(context));
  build_yield(builder, location,
              weir_op_result_n(weir_build(builder, &state), 0));
}

static weir_value_t* build_number(weir_builder_t* builder,
                                  weir_location_t* location,
                                  weir_value_t* const* conditions,
                                  uint32_t count) {
  weir_value_t* chosen = weir_build_index(builder, location, -1);
  for (uint32_t i = count; i-- > 0;) {
    weir_value_t* number = weir_build_index(builder, location, i);
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_ARITH_SELECT, location);
    weir_op_state_operand(&state, conditions[i]);
    weir_op_state_operand(&state, number);
    weir_op_state_operand(&state, chosen);
    weir_op_state_result(&state, number->type);
    chosen = weir_op_result_n(weir_build(builder, &state), 0);
  }
  return chosen;
}

// The first variant whose format the device takes.
static weir_value_t* build_executable(const cache_t* cache,
                                      weir_builder_t* builder,
                                      weir_op_t* executable) {
  weir_location_t* location = executable->location;
  weir_op_list_t variants =
      weir_collect_ops(executable, WEIR_HAL_EXECUTABLE_VARIANT, cache->arena);
  uint32_t count = variants.count;
  weir_value_t** conditions =
      WEIR_ARENA_ARRAY(cache->arena, weir_value_t*, count);
  int64_t* cases = WEIR_ARENA_ARRAY(cache->arena, int64_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    conditions[i] = build_takes(cache, builder, variants.ops[i]);
    cases[i] = i;
  }
  weir_value_t* number = build_number(builder, location, conditions, count);
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_INDEX_SWITCH, location);
  weir_op_state_operand(&state, number);
  weir_op_state_attr(&state, "cases",
                     weir_dense_i64_array_attr(builder->context, cases, count));
  weir_type_t* type = weir_hal_executable_type(builder->context);
  weir_op_state_results(&state, &type, 1);
  weir_op_state_regions(&state, count + 1);
  weir_op_t* choice = weir_build(builder, &state);
  weir_builder_t otherwise = case_of(choice, 0);
  build_refusal(cache, &otherwise, executable);
  for (uint32_t i = 0; i < count; ++i) {
    weir_builder_t inner = case_of(choice, i + 1);
    build_yield(&inner, location,
                build_variant(cache, &inner, executable, variants.ops[i]));
  }
  return weir_op_result_n(choice, 0);
}

static weir_status_t build_initializer(cache_t* cache, weir_builder_t* outer) {
  weir_context_t* context = outer->context;
  weir_op_state_t state;
  weir_op_state_init(&state, outer, WEIR_UTIL_INITIALIZER,
                     cache->device->location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_builder_t builder = case_of(weir_build(outer, &state), 0);
  cache->handle = build_load(&builder, cache->device->location, cache->device);
  uint32_t set_count = 0;
  for (uint32_t i = 0; i < cache->layouts.count; ++i) {
    set_count +=
        weir_hal_pipeline_layout_sets(cache->layouts.items[i])->array.count;
  }
  cache->set_values = WEIR_ARENA_ARRAY(cache->arena, weir_value_t*, set_count);
  cache->layout_values =
      WEIR_ARENA_ARRAY(cache->arena, weir_value_t*, cache->layouts.count);
  for (uint32_t i = 0; i < cache->layouts.count; ++i) {
    cache->layout_values[i] =
        build_layout(cache, &builder, cache->layouts.items[i]);
    build_store(cache, &builder, cache->layout_values[i],
                cache->layout_globals.ops[i]);
  }
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    weir_op_t* executable =
        weir_symbol_table_resolve(cache->symbols, cache->executables.items[i]);
    if (!weir_op_is(executable, WEIR_HAL_EXECUTABLE)) {
      weir_op_error(cache->device,
                    "is asked for an executable there is none of");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown executable");
    }
    build_store(cache, &builder, build_executable(cache, &builder, executable),
                cache->executable_globals.ops[i]);
  }
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN,
                     cache->device->location);
  weir_build(&builder, &state);
  return weir_ok();
}

// -- the pass -----------------------------------------------------------------

static void replace_lookups(const cache_t* cache, const weir_op_list_t* lookups,
                            const char* key, const weir_attr_set_t* set,
                            const weir_op_list_t* globals) {
  for (uint32_t i = 0; i < lookups->count; ++i) {
    weir_op_t* lookup = lookups->ops[i];
    if (!is_of_device(cache, lookup)) continue;
    weir_builder_t builder = weir_builder_before(lookup);
    weir_value_t* value =
        build_load(&builder, lookup->location,
                   globals->ops[place_in(set, weir_op_attr(lookup, key))]);
    weir_op_replace(lookup, &value);
  }
}

// Behind the device and what makes it.
static weir_op_t* place_behind(weir_op_t* device) {
  return weir_op_is(device->next, WEIR_UTIL_INITIALIZER) ? device->next
                                                         : device;
}

weir_status_t weir_hal_materialize_resource_caches(weir_pass_t* pass,
                                                   weir_op_t* module) {
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  weir_op_list_t layouts =
      weir_collect_ops(module, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP, pass->scratch);
  weir_op_list_t executables =
      weir_collect_ops(module, WEIR_HAL_EXECUTABLE_LOOKUP, pass->scratch);
  weir_symbol_table_t* symbols =
      weir_symbol_table_create(module, pass->scratch);
  for (uint32_t i = 0; i < devices.globals.count; ++i) {
    cache_t cache = {.arena = pass->scratch,
                     .symbols = symbols,
                     .device = devices.globals.ops[i]};
    gather(&cache, &layouts, "layout", &cache.layouts);
    gather(&cache, &executables, "executable", &cache.executables);
    gather_export_layouts(&cache);
    if (cache.layouts.count + cache.executables.count == 0) continue;
    weir_builder_t builder = weir_builder_after(place_behind(cache.device));
    build_globals(&cache, &builder);
    WEIR_RETURN_IF_ERROR(build_initializer(&cache, &builder));
    replace_lookups(&cache, &layouts, "layout", &cache.layouts,
                    &cache.layout_globals);
    replace_lookups(&cache, &executables, "executable", &cache.executables,
                    &cache.executable_globals);
  }
  return weir_ok();
}
