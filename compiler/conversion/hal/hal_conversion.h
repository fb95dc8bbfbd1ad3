// What the files of the hal-conversion pass share.
//
// Ops are replaced in program order, so the operands of an op at hand have been
// converted before it. A stream type stands for exactly one hal type; what is
// left of the old types at the end (arguments, branches, calls, globals) is
// retyped in place.
#ifndef WEIR_COMPILER_CONVERSION_HAL_HAL_CONVERSION_H_
#define WEIR_COMPILER_CONVERSION_HAL_HAL_CONVERSION_H_

#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/dominance.h"
#include "compiler/ir/symbol.h"
#include "engine/base/status.h"

typedef struct weir_hal_conversion_t {
  weir_arena_t* scratch;
  weir_op_t* module;
  weir_symbol_table_t* symbols;
  weir_dominance_t* dominance;
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

// The allocator alone.
weir_value_t* weir_hal_allocator_only(weir_hal_op_t* op);

// What a hal.device.resolve of |affinity| (NULL: any device) with these result
// types stands for: a device, its allocator, a queue mask. An error at |op->op|
// if its device is no global of the module.
void weir_hal_build_resolved(weir_hal_op_t* op, weir_attr_t* affinity,
                             weir_type_t* const* types, uint32_t count,
                             weir_value_t** out_values);

// The fence of an await timepoint; a null fence where there is none.
weir_value_t* weir_hal_wait_fence(weir_hal_op_t* op, weir_value_t* timepoint);
// The fence to signal for the op's result timepoint: one that the program was
// given, where that is all the timepoint is for, else a new one.
weir_value_t* weir_hal_signal_fence(weir_hal_op_t* op, weir_value_t* device,
                                    weir_value_t* timepoint);
// A null value of |type|: a fence that has been reached, an absent buffer.
weir_value_t* weir_hal_null(weir_hal_op_t* op, weir_type_t* type);

// What storage of a lifetime must be able to do, and where it lives:
// WEIR_MEMORY_TYPE_ and WEIR_BUFFER_USAGE_ bits. |required| is what work on it
// needs, which is less than what it is allocated with.
typedef struct weir_hal_memory_t {
  int32_t types;
  int32_t usage;
} weir_hal_memory_t;
weir_hal_memory_t weir_hal_required_memory(weir_lifetime_t lifetime);
weir_hal_memory_t weir_hal_allocated_memory(weir_lifetime_t lifetime);

// Each returns whether the op was one of its own; then it was replaced.
bool weir_hal_convert_resource_op(weir_hal_op_t* op);
bool weir_hal_convert_tensor_op(weir_hal_op_t* op);
bool weir_hal_convert_timepoint_op(weir_hal_op_t* op);
bool weir_hal_convert_channel_op(weir_hal_op_t* op);
bool weir_hal_convert_parameter_op(weir_hal_op_t* op);
// stream.cmd.func becomes util.func.
bool weir_hal_convert_cmd_func(weir_hal_op_t* op);
// stream.cmd.execute and all inside.
weir_status_t weir_hal_convert_execute(weir_hal_op_t* op);
// The workgroups that |export| counts for |device| and |workload|: its region
// in place, before the builder's op; without one as many as the workload says.
void weir_hal_build_workgroups(weir_hal_op_t* op, const weir_op_t* export,
                               weir_value_t* device,
                               weir_value_t* const* workload, uint32_t count,
                               weir_value_t* out_counts[3]);

// The command buffer that commands are recorded into.
typedef struct weir_hal_recording_t {
  weir_hal_conversion_t* conversion;
  weir_value_t* device;
  weir_value_t* commands;
} weir_hal_recording_t;

// stream.cmd.dispatch: of the only executable it names, else a choice by what
// the device says.
weir_status_t weir_hal_convert_dispatch(const weir_hal_recording_t* recording,
                                        weir_hal_op_t* op);
// hal.device.resolve and hal.executable.calculate_workgroups.
bool weir_hal_convert_hal_op(weir_hal_op_t* op);

#endif  // WEIR_COMPILER_CONVERSION_HAL_HAL_CONVERSION_H_
