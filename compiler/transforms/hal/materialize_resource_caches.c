// Makes what devices are asked for by lookup once, when the program starts.
//
// Needs:   devices as globals; executables with variants and exports.
// Changes: hal.pipeline_layout.lookup and hal.executable.lookup of a value that
//          can only be one device global become loads of globals that an
//          initializer behind the device fills. A device that turns out to be
//          one it falls back to takes over what was made for that one. Blocks
//          that compute the constants of a variant become functions; they and
//          the conditions of variants go, as they have served.
// Keeps:   lookups of devices that come from elsewhere or may be several.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/hal/devices.h"
#include "compiler/transforms/hal/globals.h"
#include "compiler/transforms/hal/passes.h"
#include "compiler/transforms/hal/resource_caches.h"

typedef struct lookup_t {
  weir_op_t* op;
  const weir_op_t* device;  // NULL: not known
  weir_attr_t* key;         // layout or executable
} lookup_t;

typedef struct lookups_t {
  lookup_t* items;
  uint32_t count;
} lookups_t;

typedef struct caches_t {
  weir_arena_t* arena;
  weir_op_t* module;
  weir_resource_cache_t* items;
  uint32_t count;
  lookups_t layouts;
  lookups_t executables;
} caches_t;

weir_attr_t* weir_resource_set_key(const weir_attr_t* set) {
  int64_t flags = 0;
  weir_hal_descriptor_set_layout_flags(set, &flags);
  weir_attr_t* parts[2] = {weir_hal_descriptor_set_layout_bindings(set),
                           weir_i32_attr(set->context, (int32_t)flags)};
  return weir_array_attr(set->context, parts, 2);
}

uint32_t weir_resource_place(const weir_attr_set_t* set,
                             const weir_attr_t* attr) {
  uint32_t i = 0;
  while (i < set->count && set->items[i] != attr) ++i;
  return i;
}

weir_op_t* weir_resource_executable(const weir_resource_cache_t* cache,
                                    const weir_attr_t* reference) {
  weir_op_t* op = weir_symbol_table_resolve(cache->symbols, reference);
  return weir_op_is(op, WEIR_HAL_EXECUTABLE) ? op : NULL;
}

// -- what is wanted -----------------------------------------------------------

static lookups_t find_lookups(const caches_t* all,
                              const weir_explorer_t* explorer, uint32_t id,
                              const char* key) {
  weir_op_list_t ops = weir_collect_ops(all->module, id, all->arena);
  lookups_t lookups = {
      .items = WEIR_ARENA_ARRAY(all->arena, lookup_t, ops.count),
      .count = ops.count};
  for (uint32_t i = 0; i < ops.count; ++i) {
    lookups.items[i] =
        (lookup_t){.op = ops.ops[i],
                   .device = weir_hal_device_of_value(
                       explorer, weir_op_operand_n(ops.ops[i], 0)),
                   .key = weir_op_attr(ops.ops[i], key)};
  }
  return lookups;
}

static void gather(const weir_resource_cache_t* cache, const lookups_t* lookups,
                   weir_attr_set_t* set) {
  for (uint32_t i = 0; i < lookups->count; ++i) {
    if (lookups->items[i].device == cache->device) {
      weir_attr_set_add(set, cache->arena, lookups->items[i].key);
    }
  }
}

// Executables are made with the layouts of all their exports.
static weir_status_t gather_export_layouts(weir_resource_cache_t* cache) {
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    weir_op_t* executable =
        weir_resource_executable(cache, cache->executables.items[i]);
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

static void gather_sets(weir_resource_cache_t* cache) {
  for (uint32_t i = 0; i < cache->layouts.count; ++i) {
    const weir_attr_t* sets =
        weir_hal_pipeline_layout_sets(cache->layouts.items[i]);
    for (uint32_t s = 0; s < sets->array.count; ++s) {
      weir_attr_set_add(&cache->sets, cache->arena,
                        weir_resource_set_key(sets->array.elements[s]));
    }
  }
}

// -- fallbacks ----------------------------------------------------------------

static void add_fallback(const caches_t* all, weir_resource_cache_t* cache,
                         const weir_attr_t* value) {
  if (!weir_attr_is_def(value, &weir_hal_device_fallback_def)) return;
  weir_string_view_t name =
      weir_attr_string(weir_hal_device_fallback_symbol(value));
  for (uint32_t i = 0; i < all->count; ++i) {
    weir_resource_cache_t* other = &all->items[i];
    if (other == cache || !weir_sv_equal(weir_symbol_name(other->device), name))
      continue;
    for (uint32_t f = 0; f < cache->fallback_count; ++f) {
      if (cache->fallbacks[f] == other) return;
    }
    cache->fallbacks[cache->fallback_count++] = other;
  }
}

static void find_fallbacks(const caches_t* all, weir_resource_cache_t* cache) {
  cache->fallbacks =
      WEIR_ARENA_ARRAY(all->arena, weir_resource_cache_t*, all->count);
  const weir_attr_t* value = weir_op_attr(cache->device, "initial_value");
  if (!weir_attr_is_def(value, &weir_hal_device_select_def)) {
    add_fallback(all, cache, value);
    return;
  }
  const weir_attr_t* choices = weir_hal_device_select_devices(value);
  for (uint32_t i = 0; i < choices->array.count; ++i) {
    add_fallback(all, cache, choices->array.elements[i]);
  }
}

static bool add_all(weir_resource_cache_t* to, weir_attr_set_t* set,
                    const weir_attr_set_t* from) {
  bool changed = false;
  for (uint32_t i = 0; i < from->count; ++i) {
    changed |= weir_attr_set_add(set, to->arena, from->items[i]);
  }
  return changed;
}

// Those that a device falls back to may have fallbacks of their own.
static void share_with_fallbacks(const caches_t* all) {
  bool changed = true;
  while (changed) {
    changed = false;
    for (uint32_t i = all->count; i-- > 0;) {
      const weir_resource_cache_t* cache = &all->items[i];
      for (uint32_t f = 0; f < cache->fallback_count; ++f) {
        weir_resource_cache_t* other = cache->fallbacks[f];
        changed |= add_all(other, &other->layouts, &cache->layouts);
        changed |= add_all(other, &other->executables, &cache->executables);
      }
    }
  }
}

// -- globals ------------------------------------------------------------------

static void build_globals(weir_resource_cache_t* cache,
                          weir_builder_t* builder) {
  weir_context_t* context = builder->context;
  weir_location_t* location = cache->device->location;
  const char* prefix = weir_hal_device_prefix(cache->device, cache->arena);
  for (uint32_t i = 0; i < cache->layouts.count; ++i) {
    const char* name =
        weir_arena_format(cache->arena, "%s_pipeline_layout_%u", prefix, i);
    weir_op_list_add(
        &cache->layout_globals, cache->arena,
        weir_hal_global_create(cache->symbols, builder, location, name,
                               weir_hal_pipeline_layout_type(context)));
  }
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    const char* name =
        weir_arena_format(cache->arena, "%s_executable_%u_%s", prefix, i,
                          cache->executables.items[i]->symbol.names[0]->data);
    weir_op_list_add(
        &cache->executable_globals, cache->arena,
        weir_hal_global_create(cache->symbols, builder, location, name,
                               weir_hal_executable_type(context)));
  }
}

static void replace_lookups(const weir_resource_cache_t* cache,
                            const lookups_t* lookups,
                            const weir_attr_set_t* set,
                            const weir_op_list_t* globals) {
  for (uint32_t i = 0; i < lookups->count; ++i) {
    const lookup_t* lookup = &lookups->items[i];
    if (lookup->device != cache->device) continue;
    weir_builder_t builder = weir_builder_before(lookup->op);
    weir_value_t* value = weir_hal_global_load(
        &builder, lookup->op->location,
        globals->ops[weir_resource_place(set, lookup->key)]);
    weir_op_replace(lookup->op, &value);
  }
}

// -- the pass -----------------------------------------------------------------

static bool is_wanted(const weir_resource_cache_t* cache) {
  return cache->layouts.count + cache->executables.count > 0;
}

static void declare(const caches_t* all, weir_resource_cache_t* cache) {
  if (!is_wanted(cache)) return;
  gather_sets(cache);
  weir_builder_t builder = weir_hal_builder_behind(cache->device);
  build_globals(cache, &builder);
  replace_lookups(cache, &all->layouts, &cache->layouts,
                  &cache->layout_globals);
  replace_lookups(cache, &all->executables, &cache->executables,
                  &cache->executable_globals);
}

static void fill(weir_resource_cache_t* cache) {
  if (!is_wanted(cache)) return;
  const weir_op_list_t* globals = cache->executables.count > 0
                                      ? &cache->executable_globals
                                      : &cache->layout_globals;
  weir_builder_t builder = weir_builder_after(globals->ops[globals->count - 1]);
  weir_resource_cache_build(cache, &builder);
}

static void erase_all(const caches_t* all, uint32_t id) {
  weir_op_list_t ops = weir_collect_ops(all->module, id, all->arena);
  for (uint32_t i = 0; i < ops.count; ++i) {
    if (weir_op_parent_of(ops.ops[i], WEIR_HAL_EXECUTABLE) != NULL) {
      weir_op_erase(ops.ops[i]);
    }
  }
}

static void begin_caches(caches_t* all, const weir_hal_devices_t* devices) {
  weir_symbol_table_t* symbols =
      weir_symbol_table_create(all->module, all->arena);
  all->count = devices->globals.count;
  all->items = WEIR_ARENA_ARRAY(all->arena, weir_resource_cache_t, all->count);
  for (uint32_t i = 0; i < all->count; ++i) {
    all->items[i] = (weir_resource_cache_t){.arena = all->arena,
                                            .symbols = symbols,
                                            .device = devices->globals.ops[i]};
  }
}

weir_status_t weir_hal_materialize_resource_caches(weir_pass_t* pass,
                                                   weir_op_t* module) {
  weir_hal_devices_t devices = weir_hal_devices(module, pass->scratch);
  weir_explorer_t* explorer = weir_explorer_create(module, pass->scratch);
  caches_t all = {.arena = pass->scratch, .module = module};
  begin_caches(&all, &devices);
  all.layouts =
      find_lookups(&all, explorer, WEIR_HAL_PIPELINE_LAYOUT_LOOKUP, "layout");
  all.executables =
      find_lookups(&all, explorer, WEIR_HAL_EXECUTABLE_LOOKUP, "executable");
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_resource_cache_t* cache = &all.items[i];
    find_fallbacks(&all, cache);
    gather(cache, &all.layouts, &cache->layouts);
    gather(cache, &all.executables, &cache->executables);
    WEIR_RETURN_IF_ERROR(gather_export_layouts(cache));
  }
  share_with_fallbacks(&all);
  for (uint32_t i = 0; i < all.count; ++i) declare(&all, &all.items[i]);
  for (uint32_t i = 0; i < all.count; ++i) fill(&all.items[i]);
  erase_all(&all, WEIR_HAL_EXECUTABLE_CONDITION);
  erase_all(&all, WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK);
  return weir_ok();
}
