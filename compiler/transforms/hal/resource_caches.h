// Layouts and executables of one device, made once and kept in globals.
//
// What a device is asked for is gathered first, then the globals are declared,
// then the initializer that fills them is built.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_RESOURCE_CACHES_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_RESOURCE_CACHES_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"

typedef struct weir_resource_cache_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;  // of the module
  weir_op_t* device;             // the global
  // Caches of the devices that this one may turn out to be, in the order in
  // which they are chosen. They hold all that this one does.
  struct weir_resource_cache_t** fallbacks;
  uint32_t fallback_count;
  weir_attr_set_t sets;         // keys, see below
  weir_attr_set_t layouts;      // #hal.pipeline.layout
  weir_attr_set_t executables;  // references
  weir_op_list_t layout_globals;
  weir_op_list_t executable_globals;
} weir_resource_cache_t;

// What a descriptor set layout is made from, without the place it takes in a
// pipeline layout: bindings and flags.
weir_attr_t* weir_resource_set_key(const weir_attr_t* set);

uint32_t weir_resource_place(const weir_attr_set_t* set,
                             const weir_attr_t* attr);

// The hal.executable that |reference| names; NULL if there is none.
weir_op_t* weir_resource_executable(const weir_resource_cache_t* cache,
                                    const weir_attr_t* reference);

// Builds the initializer of |cache|'s globals at |builder|, and behind it a
// function for each block that computes constants of an executable.
void weir_resource_cache_build(weir_resource_cache_t* cache,
                               weir_builder_t* builder);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_RESOURCE_CACHES_H_
