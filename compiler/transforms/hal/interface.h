// The interface between a dispatch and the code it runs: where each resource
// and each constant is found.
//
// Resource i of a dispatch is binding i of set 0, uniform operand i is push
// constant i, unless the export says `hal.interface.layout`. A binding is
// read-only if no dispatch writes through it.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_INTERFACE_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_INTERFACE_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "engine/base/status.h"

// An export of a stream.executable and one dispatch that names it.
typedef struct weir_hal_export_use_t {
  const weir_op_t* export;
  const weir_op_t* dispatch;
} weir_hal_export_use_t;

typedef struct weir_hal_interfaces_t {
  weir_context_t* context;
  weir_arena_t* scratch;
  weir_symbol_table_t* symbols;  // of the module
  weir_op_list_t dispatches;     // stream.cmd.dispatch
  weir_hal_export_use_t* uses;
  uint32_t use_count;
} weir_hal_interfaces_t;

// Gathers who dispatches what in |module|.
weir_hal_interfaces_t weir_hal_interfaces(weir_op_t* module,
                                          weir_arena_t* scratch);

// The stream.executable.export that |entry| names; NULL if it is another op.
weir_op_t* weir_hal_interface_export(const weir_hal_interfaces_t* interfaces,
                                     weir_attr_t* entry);

// The layout that |export| says or that its |function| asks for when it is
// compiled for |target|.
weir_attr_t* weir_hal_interface_layout(const weir_hal_interfaces_t* interfaces,
                                       const weir_op_t* export,
                                       const weir_op_t* function,
                                       const weir_attr_t* target);

// Attributes of |from| that are no part of the op itself.
void weir_hal_copy_discardable(const weir_op_t* from, weir_op_state_t* state);

// Builds the hal.executable.export that stands for |export|.
void weir_hal_interface_build_export(const weir_hal_interfaces_t* interfaces,
                                     weir_builder_t* builder, weir_op_t* export,
                                     int64_t ordinal, weir_attr_t* layout);

// Makes arguments of |function| ops that find the same by ordinal. On
// INVALID_ARGUMENT there is a diagnostic.
weir_status_t weir_hal_interface_convert_function(
    const weir_hal_interfaces_t* interfaces, weir_op_t* function,
    weir_attr_t* layout);

// Takes off |export| what a code generator says of it, and returns the size of
// its workgroups; NULL if none is said.
weir_attr_t* weir_hal_interface_take_workgroup_size(weir_op_t* export);

// Ops of functions that ask for their workgroup become those of hal; a size
// that the export says becomes a constant.
void weir_hal_interface_convert_workgroups(weir_op_t* executable);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_INTERFACE_H_
