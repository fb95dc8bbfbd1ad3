// The initializer that makes the layouts and executables of a device.
#include "compiler/dialects/hal.h"
#include "compiler/dialects/hal_types.h"
#include "compiler/dialects/hal_variants.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/transforms/hal/globals.h"
#include "compiler/transforms/hal/resource_caches.h"

enum { STATUS_UNAVAILABLE = 14 };

// While the initializer is built.
typedef struct filling_t {
  const weir_resource_cache_t* cache;
  weir_arena_t* arena;
  weir_location_t* location;
  weir_builder_t* outer;  // behind the initializer
  weir_value_t* device;
  weir_value_t** sets;
  weir_value_t** layouts;
} filling_t;

// -- layouts ------------------------------------------------------------------

static void build_sets(filling_t* filling, weir_builder_t* builder) {
  weir_context_t* context = builder->context;
  const weir_attr_set_t* keys = &filling->cache->sets;
  filling->sets = WEIR_ARENA_ARRAY(filling->arena, weir_value_t*, keys->count);
  for (uint32_t i = 0; i < keys->count; ++i) {
    const weir_attr_t* key = keys->items[i];
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_HAL_DESCRIPTOR_SET_LAYOUT_CREATE,
                       filling->location);
    weir_op_state_operand(&state, filling->device);
    weir_op_state_attr(&state, "flags", key->array.elements[1]);
    weir_op_state_attr(&state, "bindings", key->array.elements[0]);
    weir_op_state_result(
        &state, weir_hal_type(context, &weir_hal_descriptor_set_layout_def));
    filling->sets[i] = weir_op_result_n(weir_build(builder, &state), 0);
  }
}

static weir_value_t* build_layout(const filling_t* filling,
                                  weir_builder_t* builder,
                                  const weir_attr_t* layout) {
  weir_context_t* context = builder->context;
  const weir_attr_t* sets = weir_hal_pipeline_layout_sets(layout);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(filling->arena, weir_value_t*, sets->array.count);
  for (uint32_t i = 0; i < sets->array.count; ++i) {
    const weir_attr_t* key = weir_resource_set_key(sets->array.elements[i]);
    values[i] = filling->sets[weir_resource_place(&filling->cache->sets, key)];
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_PIPELINE_LAYOUT_CREATE,
                     filling->location);
  weir_op_state_operand(&state, filling->device);
  weir_op_state_operands(&state, values, sets->array.count);
  weir_op_state_attr(
      &state, "push_constants",
      weir_index_attr(context,
                      weir_hal_pipeline_layout_push_constants(layout)));
  weir_op_state_result(&state, weir_hal_pipeline_layout_type(context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static void build_layouts(filling_t* filling, weir_builder_t* builder) {
  const weir_resource_cache_t* cache = filling->cache;
  uint32_t count = cache->layouts.count;
  filling->layouts = WEIR_ARENA_ARRAY(filling->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    filling->layouts[i] =
        build_layout(filling, builder, cache->layouts.items[i]);
    weir_hal_global_store(builder, filling->location, filling->layouts[i],
                          cache->layout_globals.ops[i]);
  }
}

// -- constants ----------------------------------------------------------------

// |block| as a function.
static weir_op_t* build_function(const filling_t* filling, weir_op_t* block,
                                 const char* name) {
  weir_context_t* context = block->context;
  weir_op_state_t state;
  weir_op_state_init(&state, filling->outer, WEIR_UTIL_FUNC, block->location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "sym_name", weir_string_attr(context, name));
  weir_op_state_attr(&state, "function_type",
                     weir_op_attr(block, "function_type"));
  weir_op_t* function = weir_build(filling->outer, &state);
  weir_symbol_table_add(filling->cache->symbols, function);
  weir_region_t* body = weir_op_region(function, 0);
  weir_region_clone(weir_op_region(block, 0), body,
                    weir_mapping_create(filling->arena));
  WEIR_FOR_EACH_BLOCK(part, body) {
    weir_op_t* end = weir_block_terminator(part);
    if (!weir_op_is(end, WEIR_HAL_RETURN)) continue;
    weir_builder_t inner = weir_builder_before(end);
    weir_op_state_init(&state, &inner, WEIR_UTIL_RETURN, end->location);
    weir_op_state_operands_of(&state, end, WEIR_HAL_RETURN_OPERANDS);
    weir_build(&inner, &state);
    weir_op_erase(end);
  }
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

// What the blocks of |variant| compute for the device; the functions are named
// after |global|, which the executable is kept in.
static weir_value_t** build_constants(const filling_t* filling,
                                      weir_builder_t* builder,
                                      const weir_op_t* variant,
                                      const weir_op_t* global,
                                      uint32_t* out_count) {
  *out_count = constant_count_of(variant);
  weir_value_t** values =
      WEIR_ARENA_ARRAY(filling->arena, weir_value_t*, *out_count);
  uint32_t count = 0, block_count = 0;
  WEIR_FOR_EACH_OP(op, weir_op_region(variant, 0)->first) {
    if (!weir_op_is(op, WEIR_HAL_EXECUTABLE_CONSTANT_BLOCK)) continue;
    const char* name = weir_arena_format(
        filling->arena, "%.*s_constant_block_%u",
        WEIR_SV_ARGS(weir_symbol_name(global)), block_count++);
    const weir_op_t* function = build_function(filling, op, name);
    const weir_type_t* type = weir_op_attr_type(op, "function_type");
    weir_op_state_t state;
    weir_op_state_init(&state, builder, WEIR_UTIL_CALL, op->location);
    weir_op_state_operands(&state, &filling->device,
                           type->function.input_count);
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

static weir_value_t* build_variant(const filling_t* filling,
                                   weir_builder_t* builder, weir_op_t* variant,
                                   const weir_op_t* global) {
  weir_context_t* context = builder->context;
  const weir_op_t* executable = weir_op_parent(variant);
  weir_op_list_t exports =
      weir_collect_ops(variant, WEIR_HAL_EXECUTABLE_EXPORT, filling->arena);
  weir_value_t** layouts =
      WEIR_ARENA_ARRAY(filling->arena, weir_value_t*, exports.count);
  for (uint32_t i = 0; i < exports.count; ++i) {
    layouts[i] = filling->layouts[weir_resource_place(
        &filling->cache->layouts, weir_op_attr(exports.ops[i], "layout"))];
  }
  uint32_t constant_count;
  weir_value_t** constants =
      build_constants(filling, builder, variant, global, &constant_count);
  const weir_name_t* path[2] = {
      weir_name_sv(context, weir_symbol_name(executable)),
      weir_name_sv(context, weir_symbol_name(variant))};
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_HAL_EXECUTABLE_CREATE,
                     variant->location);
  weir_op_state_operand(&state, filling->device);
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
  weir_op_state_operands(&state, &value, value != NULL ? 1 : 0);
  weir_build(builder, &state);
}

static const char* refusal_of(const filling_t* filling,
                              const weir_op_t* executable,
                              const weir_op_list_t* variants) {
  const char* formats = "";
  for (uint32_t i = 0; i < variants->count; ++i) {
    weir_string_view_t format = weir_hal_executable_target_format(
        weir_op_attr(variants->ops[i], "target"));
    formats = weir_arena_format(filling->arena, "%s%s%.*s", formats,
                                i > 0 ? ", " : "", WEIR_SV_ARGS(format));
  }
  return weir_arena_format(
      filling->arena,
      "HAL device `%.*s` does not support any variant of executable `%.*s`; "
      "available formats: [%s]",
      WEIR_SV_ARGS(weir_symbol_name(filling->cache->device)),
      WEIR_SV_ARGS(weir_symbol_name(executable)), formats);
}

// The device takes none of the variants: the program cannot start.
static void build_refusal(const filling_t* filling, weir_builder_t* builder,
                          const weir_op_t* executable,
                          const weir_op_list_t* variants) {
  weir_context_t* context = builder->context;
  weir_location_t* location = executable->location;
  weir_value_t* status = weir_build_constant(
      builder, location, weir_i32_attr(context, STATUS_UNAVAILABLE));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_STATUS_CHECK_OK, location);
  weir_op_state_operand(&state, status);
  weir_op_state_attr(
      &state, "message",
      weir_string_attr(context, refusal_of(filling, executable, variants)));
  weir_build(builder, &state);
  weir_op_state_init(&state, builder, WEIR_UTIL_NULL, location);
  weir_op_state_result(&state, weir_hal_executable_type(context));
  build_yield(builder, location,
              weir_op_result_n(weir_build(builder, &state), 0));
}

// The first variant that the device takes.
static weir_value_t* build_executable(const filling_t* filling,
                                      weir_builder_t* builder,
                                      weir_op_t* executable,
                                      const weir_op_t* global) {
  weir_location_t* location = executable->location;
  weir_op_list_t variants =
      weir_collect_ops(executable, WEIR_HAL_EXECUTABLE_VARIANT, filling->arena);
  uint32_t count = variants.count;
  weir_value_t** conditions =
      WEIR_ARENA_ARRAY(filling->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    conditions[i] = weir_hal_variant_build_condition(
        builder, variants.ops[i], filling->device, filling->arena);
  }
  weir_op_t* choice = weir_hal_build_choice(
      builder, location, conditions, count,
      weir_hal_executable_type(builder->context), filling->arena);
  weir_builder_t otherwise = weir_hal_region_builder(choice, 0);
  build_refusal(filling, &otherwise, executable, &variants);
  for (uint32_t i = 0; i < count; ++i) {
    weir_builder_t inner = weir_hal_region_builder(choice, i + 1);
    build_yield(&inner, location,
                build_variant(filling, &inner, variants.ops[i], global));
  }
  return weir_op_result_n(choice, 0);
}

static void build_own(filling_t* filling, weir_builder_t* builder) {
  const weir_resource_cache_t* cache = filling->cache;
  build_sets(filling, builder);
  build_layouts(filling, builder);
  for (uint32_t i = 0; i < cache->executables.count; ++i) {
    weir_op_t* executable =
        weir_resource_executable(cache, cache->executables.items[i]);
    const weir_op_t* global = cache->executable_globals.ops[i];
    weir_hal_global_store(
        builder, filling->location,
        build_executable(filling, builder, executable, global), global);
  }
}

// -- fallbacks ----------------------------------------------------------------

static void take_over(const filling_t* filling, weir_builder_t* builder,
                      const weir_attr_set_t* keys, const weir_op_list_t* to,
                      const weir_attr_set_t* other_keys,
                      const weir_op_list_t* from) {
  for (uint32_t i = 0; i < keys->count; ++i) {
    uint32_t place = weir_resource_place(other_keys, keys->items[i]);
    weir_value_t* made =
        weir_hal_global_load(builder, filling->location, from->ops[place]);
    weir_hal_global_store(builder, filling->location, made, to->ops[i]);
  }
}

static weir_value_t* build_is_same(const filling_t* filling,
                                   weir_builder_t* builder,
                                   const weir_op_t* other) {
  weir_op_state_t state;
  weir_value_t* device =
      weir_hal_global_load(builder, filling->location, other);
  weir_op_state_init(&state, builder, WEIR_UTIL_CMP_EQ, filling->location);
  weir_op_state_operand(&state, filling->device);
  weir_op_state_operand(&state, device);
  weir_op_state_result(&state, weir_i1_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// What was made for the device that this one turned out to be; else its own.
static void build_shared(filling_t* filling, weir_builder_t* builder) {
  const weir_resource_cache_t* cache = filling->cache;
  uint32_t count = cache->fallback_count;
  weir_value_t** conditions =
      WEIR_ARENA_ARRAY(filling->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    conditions[i] =
        build_is_same(filling, builder, cache->fallbacks[i]->device);
  }
  weir_op_t* choice = weir_hal_build_choice(
      builder, filling->location, conditions, count, NULL, filling->arena);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_resource_cache_t* other = cache->fallbacks[i];
    weir_builder_t inner = weir_hal_region_builder(choice, i + 1);
    take_over(filling, &inner, &cache->layouts, &cache->layout_globals,
              &other->layouts, &other->layout_globals);
    take_over(filling, &inner, &cache->executables, &cache->executable_globals,
              &other->executables, &other->executable_globals);
    build_yield(&inner, filling->location, NULL);
  }
  weir_builder_t otherwise = weir_hal_region_builder(choice, 0);
  build_own(filling, &otherwise);
  build_yield(&otherwise, filling->location, NULL);
}

void weir_resource_cache_build(weir_resource_cache_t* cache,
                               weir_builder_t* builder) {
  filling_t filling = {.cache = cache,
                       .arena = cache->arena,
                       .location = cache->device->location,
                       .outer = builder};
  weir_builder_t inner = weir_hal_initializer_begin(builder, filling.location);
  filling.device =
      weir_hal_global_load(&inner, filling.location, cache->device);
  if (cache->fallback_count > 0) {
    build_shared(&filling, &inner);
  } else {
    build_own(&filling, &inner);
  }
  weir_hal_initializer_end(&inner, filling.location);
}
