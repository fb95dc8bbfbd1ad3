// Globals of this folder's passes: made, filled by initializers, loaded.
//
// Loads are not marked immutable: some stand in initializers, where a global
// has no value yet that could be relied on.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_GLOBALS_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_GLOBALS_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"

weir_attr_t* weir_hal_global_reference(const weir_op_t* global);

// A private immutable global; |name| is made unique in |symbols|.
weir_op_t* weir_hal_global_create(weir_symbol_table_t* symbols,
                                  weir_builder_t* builder,
                                  weir_location_t* location, const char* name,
                                  weir_type_t* type);

weir_value_t* weir_hal_global_load(weir_builder_t* builder,
                                   weir_location_t* location,
                                   const weir_op_t* global);

void weir_hal_global_store(weir_builder_t* builder, weir_location_t* location,
                           weir_value_t* value, const weir_op_t* global);

// What names of things made for |device| begin with.
const char* weir_hal_device_prefix(const weir_op_t* device,
                                   weir_arena_t* arena);

// What is made from |device| stands behind it and the initializer that fills
// it.
weir_builder_t weir_hal_builder_behind(weir_op_t* device);

// A util.initializer at |builder|'s place; what it does is built with the
// builder returned and ended by _end.
weir_builder_t weir_hal_initializer_begin(weir_builder_t* builder,
                                          weir_location_t* location);
void weir_hal_initializer_end(weir_builder_t* inner, weir_location_t* location);

// The end of region |index| of |op|, which gets its block if it has none.
weir_builder_t weir_hal_region_builder(weir_op_t* op, uint32_t index);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_GLOBALS_H_
