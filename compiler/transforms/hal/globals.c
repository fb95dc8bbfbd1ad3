#include "compiler/transforms/hal/globals.h"

#include <string.h>

#include "compiler/dialects/util.h"

weir_attr_t* weir_hal_global_reference(const weir_op_t* global) {
  const weir_name_t* name =
      weir_name_sv(global->context, weir_symbol_name(global));
  return weir_symbol_attr_n(global->context, &name, 1);
}

weir_op_t* weir_hal_global_create(weir_symbol_table_t* symbols,
                                  weir_builder_t* builder,
                                  weir_location_t* location, const char* name,
                                  weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL, location);
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(builder->context, "private"));
  weir_op_state_attr(&state, "sym_name",
                     weir_string_attr(builder->context, name));
  weir_op_state_attr(&state, "type", weir_type_attr(type));
  weir_op_t* global = weir_build(builder, &state);
  weir_symbol_table_add(symbols, global);
  return global;
}

weir_value_t* weir_hal_global_load(weir_builder_t* builder,
                                   weir_location_t* location,
                                   const weir_op_t* global) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_LOAD, location);
  weir_op_state_attr(&state, "global", weir_hal_global_reference(global));
  weir_op_state_result(&state, weir_op_attr_type(global, "type"));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

void weir_hal_global_store(weir_builder_t* builder, weir_location_t* location,
                           weir_value_t* value, const weir_op_t* global) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_GLOBAL_STORE, location);
  weir_op_state_operand(&state, value);
  weir_op_state_attr(&state, "global", weir_hal_global_reference(global));
  weir_build(builder, &state);
}

const char* weir_hal_device_prefix(const weir_op_t* device,
                                   weir_arena_t* arena) {
  weir_string_view_t name = weir_symbol_name(device);
  bool has_prefix = name.size >= 2 && memcmp(name.data, "__", 2) == 0;
  return weir_arena_format(arena, "%s%.*s", has_prefix ? "" : "__",
                           WEIR_SV_ARGS(name));
}

weir_builder_t weir_hal_builder_behind(weir_op_t* device) {
  bool is_filled = weir_op_is(device->next, WEIR_UTIL_INITIALIZER);
  return weir_builder_after(is_filled ? device->next : device);
}

weir_builder_t weir_hal_region_builder(weir_op_t* op, uint32_t index) {
  weir_region_t* region = weir_op_region(op, index);
  weir_block_t* block =
      region->first != NULL ? region->first : weir_region_add_block(region);
  return weir_builder_at_end(block);
}

weir_builder_t weir_hal_initializer_begin(weir_builder_t* builder,
                                          weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_INITIALIZER, location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(builder->context, NULL, 0, NULL, 0)));
  return weir_hal_region_builder(weir_build(builder, &state), 0);
}

void weir_hal_initializer_end(weir_builder_t* inner,
                              weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, inner, WEIR_UTIL_RETURN, location);
  weir_build(inner, &state);
}
