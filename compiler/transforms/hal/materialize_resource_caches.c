// Makes what devices are asked for by lookup once, when the program starts.
//
// Needs:   devices as globals; executables with variants and exports.
// Changes: hal.pipeline_layout.lookup and hal.executable.lookup of a value that
//          can only be one device global become loads of globals that an
//          initializer behind the device fills. The blocks that compute the
//          constants of a variant become functions.
// Keeps:   lookups of devices that come from elsewhere or may be several.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/hal_variants.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/globals.h"
#include "compiler/transforms/hal/passes.h"

enum { STATUS_INCOMPATIBLE = 18 };

typedef struct lookup_t {
  weir_op_t* op;
  const weir_op_t* device;  // NULL: not known
  weir_attr_t* key;         // layout or executable
} lookup_t;

// Constant blocks as functions, made for the first device and called by all.
typedef struct constant_functions_t {
  weir_op_list_t blocks;
  weir_op_list_t functions;
} constant_functions_t;

typedef struct caches_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  lookup_t* layouts;
  uint32_t layout_count;
  lookup_t* executables;
  uint32_t executable_count;
  constant_functions_t constants;
} caches_t;

// One device.
typedef struct cache_t {
  caches_t* all;
  weir_arena_t* arena;
  weir_op_t* device;  // the global
  weir_attr_set_t layouts;
  weir_attr_set_t executables;  // references
  weir_op_list_t layout_globals;
  weir_op_list_t executable_globals;
  // While the initializer is built:
  weir_op_t* initializer;
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

// -- what is wanted -----------------------------------------------------------

static lookup_t* find_lookups(weir_op_t* module,
                              const weir_explorer_t* explorer, uint32_t id,
                              const char* key, weir_arena_t* arena,
                              uint32_t* out_count) {
  weir_op_list_t ops = weir_collect_ops(module, id, arena);
  lookup_t* lookups = WEIR_ARENA_ARRAY(arena, lookup_t, ops.count);
  for (uint32_t i = 0; i < ops.count; ++i) {
    lookups[i] = (lookup_t){.op = ops.ops[i],
                            .device = weir_hal_device_of_value(
                                explorer, weir_op_operand_n(ops.ops[i], 0)),
                            .key = weir_op_attr(ops.ops[i], key)};
  }
  *out_count = ops.count;
  return lookups;
}

static void gather(cache_t* cache, const lookup_t* lookups, uint32_t count,
                   weir_attr_set_t* set) {
  for (uint32_t i = 0; i < count; ++i) {
    if (lookups[i].device == cache->device) {
      weir_attr_set_add(set, cache->arena, lookups[i].key);
    }
  }
}

static weir_op_t* executable_of(const cache_t* cache, uint32_t index) {
  weir_op_t* op = weir_symbol_table_resolve(cache->all->symbols,
                                            cache->executables.items[index]);
  return weir_op_is(op, WEIR_HAL_EXECUTABLE) ? op : NULL;
}

// Executables are made with the layouts of all their exports.
static weir_status_t gather_export_layouts(cache_t* cache) {
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    weir_op_t* executable = executable_of(cache, i);
    if (executable == NULL) {
      weir_op_error(cache->device,
                    "is asked for an executable there is none of");
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unknown executable");
    }
    weir_op_list_t exports =
        weir_collect_ops(executable, WEIR_HAL_EXECUTABLE_EXPORT, cache->arena);
    for (uint32_t e = 0; e < exports.count; ++e) {
      weir_attr_set_add(&cache->layouts, cache->arena,
                        weir_op_attr(exports.ops[e], "layout"));
    }
  }
  return weir_ok();
}

static void build_globals(cache_t* cache, weir_builder_t* builder) {
  weir_context_t* context = builder->context;
  weir_location_t* location = cache->device->location;
  const char* prefix = weir_hal_device_prefix(cache->device, cache->arena);
  for (uint32_t i = 0; i < cache->layouts.count; ++i) {
    const char* name =
        weir_arena_format(cache->arena, "%s_pipeline_layout_%u", prefix, i);
    weir_op_list_add(
        &cache->layout_globals, cache->arena,
        weir_hal_global_create(cache->all->symbols, builder, location, name,
                               weir_hal_pipeline_layout_type(context)));
  }
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    const char* name =
        weir_arena_format(cache->arena, "%s_executable_%u_%s", prefix, i,
                          cache->executables.items[i]->symbol.names[0]->data);
    weir_op_list_add(
        &cache->executable_globals, cache->arena,
        weir_hal_global_create(cache->all->symbols, builder, location, name,
                               weir_hal_executable_type(context)));
  }
}

// -- layouts ------------------------------------------------------------------

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

static void build_layouts(cache_t* cache, weir_builder_t* builder) {
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
        build_layout(cache, builder, cache->layouts.items[i]);
    weir_hal_global_store(builder, cache->device->location,
                          cache->layout_values[i],
                          cache->layout_globals.ops[i]);
  }
}

// -- constants ----------------------------------------------------------------

static weir_op_t* function_of(cache_t* cache, weir_op_t* block) {
  constant_functions_t* known = &cache->all->constants;
  for (uint32_t i = 0; i < known->blocks.count; ++i) {
    if (known->blocks.ops[i] == block) return known->functions.ops[i];
  }
  weir_context_t* context = block->context;
  weir_builder_t builder = weir_builder_after(cache->initializer);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_FUNC, block->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(
      &state, "sym_name",
      weir_string_attr(context,
                       weir_arena_format(cache->arena, "__constant_block_%u",
                                         known->blocks.count)));
  weir_op_state_attr(&state, "function_type",
                     weir_op_attr(block, "function_type"));
  weir_op_t* function = weir_build(&builder, &state);
  weir_symbol_table_add(cache->all->symbols, function);
  weir_region_t* body = weir_op_region(function, 0);
  weir_region_clone(weir_op_region(block, 0), body,
                    weir_mapping_create(cache->arena));
  WEIR_FOR_EACH_BLOCK(part, body) {
    weir_op_t* end = weir_block_terminator(part);
    if (!weir_op_is(end, WEIR_HAL_RETURN)) continue;
    weir_builder_t inner = weir_builder_before(end);
    weir_op_state_init(&state, &inner, WEIR_UTIL_RETURN, end->location);
    weir_op_state_operands_of(&state, end, WEIR_HAL_RETURN_OPERANDS);
    weir_build(&inner, &state);
    weir_op_erase(end);
  }
  weir_op_list_add(&known->blocks, cache->arena, block);
  weir_op_list_add(&known->functions, cache->arena, function);
  return function;
}

static uint32_t constant_count_of(const weir_op_t* variant) {
  uint32_t count = 0;
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK)) continue;
    count += weir_op_attr_type(op, "function_type")->function.result_count;
  }
  return count;
}

// What the blocks of |variant| compute for the device.
static weir_value_t** build_constants(cache_t* cache, weir_builder_t* builder,
                                      const weir_op_t* variant,
                                      uint32_t* out_count) {
  *out_count = constant_count_of(variant);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(cache->arena, weir_value_t*, *out_count);
  uint32_t count = 0;
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK)) continue;
    const weir_op_t* function = function_of(cache, op);
    const weir_type_t* type = weir_op_attr_type(op, "function_type");
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_UTIL_CALL, op->location);
    weir_op_state_operands(&state, &cache->handle, type->function.input_count);
    weir_op_state_attr(&state, "callee", weir_hal_global_reference(function));
    weir_op_state_results(&state, type->function.results,
                          type->function.result_count);
    weir_op_t* call = weir_build(builder, &state);
    for (uint32_t i = 0; i < call->result_count; ++i) {
      values[count++] = weir_op_result_n(call, i);
    }
  }
  return values;
}

// -- executables --------------------------------------------------------------

static weir_value_t* build_variant(cache_t* cache, weir_builder_t* builder,
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
  uint32_t constant_count;
  weir_value_t** constants =
      build_constants(cache, builder, variant, &constant_count);
  const weir_name_t* path[2] = {
      weir_name_sv(context, weir_symbol_name(executable)),
      weir_name_sv(context, weir_symbol_name(variant))};
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_CREATE,
                     variant->location);
  weir_op_state_operand(&state, cache->handle);
  weir_op_state_operands(&state, layouts, exports.count);
  weir_op_state_operands(&state, constants, constant_count);
  weir_op_state_attr(&state, "executable_target",
                     weir_symbol_attr_n(context, path, 2));
  weir_op_state_result(&state, weir_hal_executable_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void build_yield(weir_builder_t* builder, weir_location_t* location,
                        weir_value_t* value) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_SCF_YIELD, location);
  weir_op_state_operands(&state, &value, 1);
  weir_build(builder, &state);
}

static const char* refusal_of(const cache_t* cache, const weir_op_t* executable,
                              const weir_op_list_t* variants) {
  const char* formats = "";
  for (uint32_t i = 0; i < variants->count; ++i) {
    weir_string_view_t format = weir_hal_executable_target_format(
        weir_op_attr(variants->ops[i], "target"));
    formats = weir_arena_format(cache->arena, "%s%s%.*s", formats,
                                i > 0 ? ", " : "", WEIR_SV_ARGS(format));
  }
  return weir_arena_format(
      cache->arena,
      "HAL device `%.*s` does not support any variant of executable `%.*s`; "
      "available formats: [%s]",
      WEIR_SV_ARGS(weir_symbol_name(cache->device)),
      WEIR_SV_ARGS(weir_symbol_name(executable)), formats);
}

// The device takes none of the variants: the program cannot start.
static void build_refusal(const cache_t* cache, weir_builder_t* builder,
                          const weir_op_t* executable,
                          const weir_op_list_t* variants) {
  weir_context_t* context = builder->context;
  weir_location_t* location = executable->location;
  weir_value_t* status = weir_build_constant(
      builder, location, weir_i32_attr(context, STATUS_INCOMPATIBLE));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_STATUS_CHECK_OK, location);
  weir_op_state_operand(&state, status);
  weir_op_state_attr(
      &state, "message",
      weir_string_attr(context, refusal_of(cache, executable, variants)));
  weir_build(builder, &state);
  weir_op_state_init(&state, builder, WEIR_UTIL_NULL, location);
  weir_op_state_result(&state, weir_hal_executable_type(context));
  build_yield(builder, location,
              weir_op_result_n(weir_build(builder, &state), 0));
}

// The first variant that the device takes.
static weir_value_t* build_executable(cache_t* cache, weir_builder_t* builder,
                                      weir_op_t* executable) {
  weir_location_t* location = executable->location;
  weir_op_list_t variants =
      weir_collect_ops(executable, WEIR_HAL_EXECUTABLE_VARIANT, cache->arena);
  uint32_t count = variants.count;
  weir_value_t** conditions =
      WEIR_ARENA_ARRAY(cache->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    conditions[i] = weir_hal_variant_build_condition(
        builder, variants.ops[i], cache->handle, cache->arena);
  }
  weir_op_t* choice = weir_hal_build_choice(
      builder, location, conditions, count,
      weir_hal_executable_type(builder->context), cache->arena);
  weir_builder_t otherwise = weir_hal_region_builder(choice, 0);
  build_refusal(cache, &otherwise, executable, &variants);
  for (uint32_t i = 0; i < count; ++i) {
    weir_builder_t inner = weir_hal_region_builder(choice, i + 1);
    build_yield(&inner, location,
                build_variant(cache, &inner, executable, variants.ops[i]));
  }
  return weir_op_result_n(choice, 0);
}

static void build_initializer(cache_t* cache, weir_builder_t* outer) {
  weir_location_t* location = cache->device->location;
  weir_builder_t builder = weir_hal_initializer_begin(outer, location);
  cache->initializer = builder.block->region->op;
  cache->handle = weir_hal_global_load(&builder, location, cache->device);
  build_layouts(cache, &builder);
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    weir_value_t* executable =
        build_executable(cache, &builder, executable_of(cache, i));
    weir_hal_global_store(&builder, location, executable,
                          cache->executable_globals.ops[i]);
  }
  weir_hal_initializer_end(&builder, location);
}

// -- the pass -----------------------------------------------------------------

static void replace_lookups(const cache_t* cache, const lookup_t* lookups,
                            uint32_t count, const weir_attr_set_t* set,
                            const weir_op_list_t* globals) {
  for (uint32_t i = 0; i < count; ++i) {
    if (lookups[i].device != cache->device) continue;
    weir_op_t* op = lookups[i].op;
    weir_builder_t builder = weir_builder_before(op);
    weir_value_t* value = weir_hal_global_load(
        &builder, op->location, globals->ops[place_in(set, lookups[i].key)]);
    weir_op_replace(op, &value);
  }
}

static weir_status_t materialize_device(caches_t* all, weir_op_t* device) {
  cache_t cache = {.all = all, .arena = all->arena, .device = device};
  gather(&cache, all->layouts, all->layout_count, &cache.layouts);
  gather(&cache, all->executables, all->executable_count, &cache.executables);
  WEIR_RETURN_IF_ERROR(gather_export_layouts(&cache));
  if (cache.layouts.count + cache.executables.count == 0) return weir_ok();
  weir_builder_t builder = weir_hal_builder_behind(device);
  build_globals(&cache, &builder);
  build_initializer(&cache, &builder);
  replace_lookups(&cache, all->layouts, all->layout_count, &cache.layouts,
                  &cache.layout_globals);
  replace_lookups(&cache, all->executables, all->executable_count,
                  &cache.executables, &cache.executable_globals);
  return weir_ok();
}

weir_status_t weir_hal_materialize_resource_caches(weir_pass_t* pass,
                                                   weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_hal_devices_t devices = weir_hal_devices(module, arena);
  weir_explorer_t* explorer = weir_explorer_create(module, arena);
  caches_t all = {.arena = arena,
                  .symbols = weir_symbol_table_create(module, arena)};
  all.layouts = find_lookups(module, explorer, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP,
                             "layout", arena, &all.layout_count);
  all.executables = find_lookups(module, explorer, WEIR_HAL_EXECUTABLE_LOOKUP,
                                 "executable", arena, &all.executable_count);
  for (uint32_t i = 0; i < devices.globals.count; ++i) {
    WEIR_RETURN_IF_ERROR(materialize_device(&all, devices.globals.ops[i]));
  }
  for (uint32_t i = 0; i < all.constants.blocks.count; ++i) {
    weir_op_erase(all.constants.blocks.ops[i]);
  }
  return weir_ok();
}
