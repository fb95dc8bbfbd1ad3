// What the files of the hal-conversion pass share.
//
// Ops are replaced in program order, so the operands of an op at hand have been
// converted before it. A stream type stands for exactly one hal type; what is
// left of the old types at the end (arguments, branches, calls, globals) is
// retyped in place.
#ifndef WEIR_COMPILER_CONVERSION_HAL_HAL_CONVERSION_H_
#define WEIR_COMPILER_CONVERSION_HAL_HAL_CONVERSION_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "engine/base/status.h"

typedef struct weir_hal_conversion_t {
  weir_arena_t* scratch;
  weir_op_t* module;
  weir_symbol_table_t* symbols;
} weir_hal_conversion_t;

// One op being converted; new ops go before it.
typedef struct weir_hal_op_t {
  weir_hal_conversion_t* conversion;
  weir_op_t* op;
  weir_builder_t builder;
  weir_location_t* location;
} weir_hal_op_t;

// The hal type of a stream type; others stay.
weir_type_t* weir_hal_converted_type(weir_type_t* type);

// Device (and queue mask) or allocator (and queue mask) that |op->op| runs on.
typedef struct weir_hal_place_t {
  weir_value_t* device;  // or allocator
  weir_value_t* queues;
} weir_hal_place_t;
weir_hal_place_t weir_hal_device_of(weir_hal_op_t* op);
weir_hal_place_t weir_hal_allocator_of(weir_hal_op_t* op);

// What a hal.device.resolve of |affinity| (NULL: any device) with these result
// types stands for: a device, its allocator, a queue mask.
void weir_hal_build_resolved(weir_builder_t* builder, weir_location_t* location,
                             weir_attr_t* affinity, weir_type_t* const* types,
                             uint32_t count, weir_value_t** out_values);

// The fence of an await timepoint; a null fence where there is none.
weir_value_t* weir_hal_wait_fence(weir_hal_op_t* op, weir_value_t* timepoint);
// The fence to signal for the op's result timepoint: one that the program was
// given, where that is all the timepoint is for, else a new one.
weir_value_t* weir_hal_signal_fence(weir_hal_op_t* op, weir_value_t* device,
                                    weir_value_t* timepoint);
weir_value_t* weir_hal_null(weir_hal_op_t* op, weir_type_t* type);

// Each returns whether the op was one of its own; then it was replaced.
bool weir_hal_convert_resource_op(weir_hal_op_t* op);
bool weir_hal_convert_tensor_op(weir_hal_op_t* op);
bool weir_hal_convert_timepoint_op(weir_hal_op_t* op);
bool weir_hal_convert_channel_op(weir_hal_op_t* op);
// stream.cmd.execute and all inside.
weir_status_t weir_hal_convert_execute(weir_hal_op_t* op);
// hal.device.resolve and hal.executable.calculate_workgroups.
bool weir_hal_convert_hal_op(weir_hal_op_t* op);

#endif  // WEIR_COMPILER_CONVERSION_HAL_HAL_CONVERSION_H_
