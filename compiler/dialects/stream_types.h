// Types and attributes of the stream dialect.
#ifndef WEIR_COMPILER_DIALECTS_STREAM_TYPES_H_
#define WEIR_COMPILER_DIALECTS_STREAM_TYPES_H_

#include "compiler/dialects/enums.h"
#include "compiler/ir/ir.h"

typedef enum weir_lifetime_t {
  WEIR_LIFETIME_UNKNOWN,  // `*`
  WEIR_LIFETIME_EXTERNAL,
  WEIR_LIFETIME_STAGING,
  WEIR_LIFETIME_TRANSIENT,
  WEIR_LIFETIME_VARIABLE,
  WEIR_LIFETIME_CONSTANT,
} weir_lifetime_t;

extern const weir_type_def_t weir_stream_resource_def;
extern const weir_type_def_t weir_stream_timepoint_def;
extern const weir_type_def_t weir_stream_channel_def;
extern const weir_type_def_t weir_stream_file_def;
extern const weir_type_def_t weir_stream_binding_def;

weir_type_t* weir_stream_resource_type(weir_context_t* context,
                                       weir_lifetime_t lifetime);
weir_type_t* weir_stream_timepoint_type(weir_context_t* context);
weir_type_t* weir_stream_channel_type(weir_context_t* context);
weir_type_t* weir_stream_file_type(weir_context_t* context);
weir_type_t* weir_stream_binding_type(weir_context_t* context);

bool weir_type_is_stream_resource(const weir_type_t* type);
bool weir_type_is_stream_timepoint(const weir_type_t* type);
// UNKNOWN if it is no resource.
weir_lifetime_t weir_stream_resource_lifetime(const weir_type_t* type);
const char* weir_lifetime_name(weir_lifetime_t lifetime);

// -- #stream.collective, #hal.collective ------------------------------------

typedef struct weir_collective_t {
  weir_collective_kind_t kind;
  bool has_reduction;
  weir_reduction_t reduction;
  weir_collective_element_t element;
} weir_collective_t;

extern const weir_attr_def_t weir_stream_collective_def;
weir_attr_t* weir_stream_collective_attr(weir_context_t* context,
                                         const weir_collective_t* collective);
// Of #stream.collective and #hal.collective; false for others.
bool weir_attr_collective(const weir_attr_t* attr, weir_collective_t* out);
int64_t weir_collective_element_bytes(weir_collective_element_t element);
// The element of a tensor element type; false if collectives cannot carry it.
bool weir_collective_element_of(const weir_type_t* type,
                                weir_collective_element_t* out_element);
// Whether the kind takes a rank parameter (broadcast, reduce, send, recv,
// send_recv).
bool weir_collective_has_param(weir_collective_kind_t kind);

// -- other attributes -------------------------------------------------------

extern const weir_attr_def_t
    weir_stream_parameter_named_def;  // see flow_types.h
weir_attr_t* weir_stream_parameter_named_attr(weir_type_t* type,
                                              weir_attr_t* scope,  // or NULL
                                              weir_attr_t* key,
                                              weir_attr_t* config);  // or NULL

extern const weir_attr_def_t weir_stream_timepoint_attr_def;  // <immediate>
weir_attr_t* weir_stream_timepoint_immediate_attr(weir_context_t* context);

typedef enum weir_favor_t {
  WEIR_FAVOR_DEBUG,
  WEIR_FAVOR_MIN_PEAK_MEMORY,
  WEIR_FAVOR_MAX_CONCURRENCY,
} weir_favor_t;
extern const weir_attr_def_t weir_stream_partitioning_config_def;
weir_attr_t* weir_stream_partitioning_config_attr(weir_context_t* context,
                                                  weir_favor_t favor);
// The `stream.partitioning` of |op| or its nearest ancestor that has one;
// |fallback| if none has.
weir_favor_t weir_stream_favor_lookup(const weir_op_t* op,
                                      weir_favor_t fallback);

typedef enum weir_memory_model_t {
  WEIR_MEMORY_MODEL_UNIFIED,
  WEIR_MEMORY_MODEL_DISCRETE,
} weir_memory_model_t;
typedef struct weir_resource_config_t {
  int64_t max_allocation_size;
  int64_t min_buffer_offset_alignment;
  int64_t max_buffer_range;
  int64_t min_buffer_range_alignment;
  int64_t index_bits;
  bool alias_mutable_bindings;
  weir_memory_model_t memory_model;
} weir_resource_config_t;
extern const weir_attr_def_t weir_stream_resource_config_def;
weir_attr_t* weir_stream_resource_config_attr(
    weir_context_t* context, const weir_resource_config_t* config);
bool weir_attr_resource_config(const weir_attr_t* attr,
                               weir_resource_config_t* out);
// What holds where nothing is said: any size, offsets and ranges aligned to 64,
// 32 bit indices, no aliasing, discrete memory.
weir_resource_config_t weir_stream_default_resource_config(void);
// The attribute that holds for |op|: `stream.resources` of itself or the
// nearest ancestor; the constraints of all devices of |affinity| merged are the
// caller's to add. False if none has one.
bool weir_stream_resource_config_find(const weir_op_t* op,
                                      weir_resource_config_t* out_config);
// The same; |fallback| if none has one.
weir_resource_config_t weir_stream_resource_config_lookup(
    const weir_op_t* op, const weir_resource_config_t* fallback);

#endif  // WEIR_COMPILER_DIALECTS_STREAM_TYPES_H_
