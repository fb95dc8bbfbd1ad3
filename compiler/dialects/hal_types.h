// Types and attributes of the hal dialect.
#ifndef WEIR_COMPILER_DIALECTS_HAL_TYPES_H_
#define WEIR_COMPILER_DIALECTS_HAL_TYPES_H_

#include "compiler/dialects/enums.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/ir.h"

extern const weir_type_def_t weir_hal_allocator_def;
extern const weir_type_def_t weir_hal_buffer_def;
extern const weir_type_def_t weir_hal_buffer_view_def;
extern const weir_type_def_t weir_hal_channel_def;
extern const weir_type_def_t weir_hal_command_buffer_def;
extern const weir_type_def_t weir_hal_descriptor_set_layout_def;
extern const weir_type_def_t weir_hal_device_def;
extern const weir_type_def_t weir_hal_event_def;
extern const weir_type_def_t weir_hal_executable_def;
extern const weir_type_def_t weir_hal_fence_def;
extern const weir_type_def_t weir_hal_file_def;
extern const weir_type_def_t weir_hal_pipeline_layout_def;
extern const weir_type_def_t weir_hal_semaphore_def;

// A hal type has no parameters: weir_hal_type(context, &weir_hal_fence_def).
weir_type_t* weir_hal_type(weir_context_t* context, const weir_type_def_t* def);
weir_type_t* weir_hal_allocator_type(weir_context_t* context);
weir_type_t* weir_hal_buffer_type(weir_context_t* context);
weir_type_t* weir_hal_buffer_view_type(weir_context_t* context);
weir_type_t* weir_hal_channel_type(weir_context_t* context);
weir_type_t* weir_hal_command_buffer_type(weir_context_t* context);
weir_type_t* weir_hal_device_type(weir_context_t* context);
weir_type_t* weir_hal_executable_type(weir_context_t* context);
weir_type_t* weir_hal_fence_type(weir_context_t* context);
weir_type_t* weir_hal_file_type(weir_context_t* context);
weir_type_t* weir_hal_pipeline_layout_type(weir_context_t* context);
bool weir_type_is_hal_buffer(const weir_type_t* type);
bool weir_type_is_hal_buffer_view(const weir_type_t* type);
bool weir_type_is_hal_device(const weir_type_t* type);
bool weir_type_is_hal_fence(const weir_type_t* type);

// -- devices ----------------------------------------------------------------

#define WEIR_ALL_QUEUES (-1)  // queue mask: all ones

// #hal.device.affinity<@device, [queues]>
extern const weir_attr_def_t weir_hal_device_affinity_def;
// #hal.device.promise<@device, [queues]>: the device need not exist yet.
extern const weir_attr_def_t weir_hal_device_promise_def;
// |device| is a symbol reference (or a string).
weir_attr_t* weir_hal_device_affinity_attr(weir_context_t* context,
                                           weir_attr_t* device,
                                           int64_t queue_mask);
weir_attr_t* weir_hal_device_promise_attr(weir_context_t* context,
                                          weir_attr_t* device,  // string
                                          int64_t queue_mask);
// Of an affinity or a promise; NULL and all queues for others. The device is a
// symbol reference for an affinity and a string for a promise.
weir_attr_t* weir_hal_affinity_device(const weir_attr_t* attr);
int64_t weir_hal_affinity_queue_mask(const weir_attr_t* attr);

// #hal.device.alias<"id"[ordinal], {config}> : T
extern const weir_attr_def_t weir_hal_device_alias_def;
weir_attr_t* weir_hal_device_alias_attr(weir_type_t* type, weir_attr_t* id,
                                        int64_t ordinal,       // -1: none
                                        weir_attr_t* config);  // or NULL
weir_string_view_t weir_hal_device_alias_id(const weir_attr_t* attr);
int64_t weir_hal_device_alias_ordinal(const weir_attr_t* attr);      // or -1
weir_attr_t* weir_hal_device_alias_config(const weir_attr_t* attr);  // or NULL

// #hal.device.target<"id", {config}, [executable targets]> : !hal.device
extern const weir_attr_def_t weir_hal_device_target_def;
weir_attr_t* weir_hal_device_target_attr(weir_context_t* context,
                                         weir_attr_t* id,
                                         weir_attr_t* config,  // or NULL
                                         weir_attr_t* const* targets,
                                         uint32_t target_count);
weir_string_view_t weir_hal_device_target_id(const weir_attr_t* attr);
weir_attr_t* weir_hal_device_target_config(const weir_attr_t* attr);  // or NULL
weir_attr_t* weir_hal_device_target_targets(const weir_attr_t* attr);  // array

extern const weir_attr_def_t weir_hal_device_ordinal_def;  // <N> : !hal.device
extern const weir_attr_def_t
    weir_hal_device_fallback_def;  // <@d> : !hal.device
extern const weir_attr_def_t
    weir_hal_device_select_def;  // <[..]> : !hal.device
weir_attr_t* weir_hal_device_ordinal_attr(weir_context_t* context,
                                          int64_t ordinal);
int64_t weir_hal_device_ordinal_value(const weir_attr_t* attr);
weir_attr_t* weir_hal_device_fallback_attr(weir_context_t* context,
                                           weir_attr_t* symbol);
weir_attr_t* weir_hal_device_fallback_symbol(const weir_attr_t* attr);
weir_attr_t* weir_hal_device_select_attr(weir_context_t* context,
                                         weir_attr_t* const* devices,
                                         uint32_t count);
weir_attr_t* weir_hal_device_select_devices(const weir_attr_t* attr);  // array
// Whether the attribute may initialise a `!hal.device` global (alias, target,
// ordinal, fallback, select).
bool weir_attr_is_hal_device_initializer(const weir_attr_t* attr);

// -- executables ------------------------------------------------------------

// #hal.executable.target<"backend", "format", {config}>
extern const weir_attr_def_t weir_hal_executable_target_def;
weir_attr_t* weir_hal_executable_target_attr(weir_context_t* context,
                                             weir_attr_t* backend,
                                             weir_attr_t* format,
                                             weir_attr_t* config);  // or NULL
weir_string_view_t weir_hal_executable_target_backend(const weir_attr_t* attr);
weir_string_view_t weir_hal_executable_target_format(const weir_attr_t* attr);
weir_attr_t* weir_hal_executable_target_config(
    const weir_attr_t* attr);  // or NULL
// A symbol name for the target's variant: the format with - and . as _.
const char* weir_hal_executable_target_symbol(const weir_attr_t* attr,
                                              weir_arena_t* arena);
// The executable targets of a device attribute (alias: none) in order, without
// repeats; an array attribute.
weir_attr_t* weir_hal_device_executable_targets(const weir_attr_t* device);

// #hal.executable.object<{path = .., data = ..}>
extern const weir_attr_def_t weir_hal_executable_object_def;
weir_attr_t* weir_hal_executable_object_attr(weir_context_t* context,
                                             weir_attr_t* path,
                                             weir_attr_t* data);  // or NULL
weir_string_view_t weir_hal_executable_object_path(const weir_attr_t* attr);
weir_attr_t* weir_hal_executable_object_data(
    const weir_attr_t* attr);  // or NULL

// #hal.executable.objects<{target = [object, ..], ..}>
extern const weir_attr_def_t weir_hal_executable_objects_def;
weir_attr_t* weir_hal_executable_objects_attr(
    weir_context_t* context,
    weir_attr_t* targets,   // array
    weir_attr_t* objects);  // of arrays
weir_attr_t* weir_hal_executable_objects_targets(const weir_attr_t* attr);
weir_attr_t* weir_hal_executable_objects_lists(const weir_attr_t* attr);
// The objects for one target; NULL if there are none.
weir_attr_t* weir_hal_executable_objects_find(const weir_attr_t* attr,
                                              const weir_attr_t* target);

// -- layouts ----------------------------------------------------------------

typedef struct weir_descriptor_binding_t {
  int64_t ordinal;
  int64_t type;  // WEIR_DESCRIPTOR_TYPE_
  bool has_flags;
  int64_t flags;  // WEIR_DESCRIPTOR_FLAG_
} weir_descriptor_binding_t;

// #hal.descriptor_set.binding<ordinal, type, flags>
extern const weir_attr_def_t weir_hal_descriptor_set_binding_def;
weir_attr_t* weir_hal_descriptor_set_binding_attr(
    weir_context_t* context, const weir_descriptor_binding_t* binding);
weir_descriptor_binding_t weir_hal_descriptor_set_binding(
    const weir_attr_t* attr);

// #hal.descriptor_set.layout<ordinal, bindings = [..], flags = F>
extern const weir_attr_def_t weir_hal_descriptor_set_layout_attr_def;
weir_attr_t* weir_hal_descriptor_set_layout_attr(weir_context_t* context,
                                                 int64_t ordinal,
                                                 weir_attr_t* const* bindings,
                                                 uint32_t binding_count,
                                                 bool has_flags, int64_t flags);
int64_t weir_hal_descriptor_set_layout_ordinal(const weir_attr_t* attr);
weir_attr_t* weir_hal_descriptor_set_layout_bindings(const weir_attr_t* attr);
bool weir_hal_descriptor_set_layout_flags(const weir_attr_t* attr,
                                          int64_t* out_flags);  // false: none

// #hal.pipeline.layout<push_constants = N, sets = [..]>
extern const weir_attr_def_t weir_hal_pipeline_layout_attr_def;
weir_attr_t* weir_hal_pipeline_layout_attr(weir_context_t* context,
                                           int64_t push_constants,
                                           weir_attr_t* const* sets,
                                           uint32_t set_count);
int64_t weir_hal_pipeline_layout_push_constants(const weir_attr_t* attr);
weir_attr_t* weir_hal_pipeline_layout_sets(const weir_attr_t* attr);  // array

extern const weir_attr_def_t weir_hal_descriptor_type_def;  // <storage_buffer>
weir_attr_t* weir_hal_descriptor_type_attr(weir_context_t* context,
                                           int64_t type);
int64_t weir_hal_descriptor_type_value(const weir_attr_t* attr);

extern const weir_attr_def_t weir_hal_interface_binding_def;  // <set, binding>
weir_attr_t* weir_hal_interface_binding_attr(weir_context_t* context,
                                             int64_t set, int64_t binding);
int64_t weir_hal_interface_binding_set(const weir_attr_t* attr);
int64_t weir_hal_interface_binding_ordinal(const weir_attr_t* attr);

extern const weir_attr_def_t weir_hal_collective_def;  // see stream_types.h
weir_attr_t* weir_hal_collective_attr(weir_context_t* context,
                                      const weir_collective_t* collective);

// -- encodings of buffer views ----------------------------------------------

// The i32 that hal.element_type yields; false if the type has none.
bool weir_hal_element_type_value(const weir_type_t* type, int32_t* out_value);
// The i32 that hal.encoding_type yields (dense row major: 1).
int32_t weir_hal_encoding_type_value(const weir_attr_t* encoding);

#endif  // WEIR_COMPILER_DIALECTS_HAL_TYPES_H_
