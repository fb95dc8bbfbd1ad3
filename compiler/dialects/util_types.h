// Types and attributes of the util dialect, and the attributes that can be
// turned into bytes.
#ifndef WEIR_COMPILER_DIALECTS_UTIL_TYPES_H_
#define WEIR_COMPILER_DIALECTS_UTIL_TYPES_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"

extern const weir_type_def_t weir_util_buffer_def;   // !util.buffer
extern const weir_type_def_t weir_util_list_def;     // !util.list<T>
extern const weir_type_def_t weir_util_object_def;   // !util.object
extern const weir_type_def_t weir_util_ptr_def;      // !util.ptr<T>
extern const weir_type_def_t weir_util_variant_def;  // !util.variant, `?`

weir_type_t* weir_util_buffer_type(weir_context_t* context);
weir_type_t* weir_util_list_type(weir_type_t* element);
weir_type_t* weir_util_object_type(weir_context_t* context);
weir_type_t* weir_util_ptr_type(weir_type_t* target);
weir_type_t* weir_util_variant_type(weir_context_t* context);

bool weir_type_is_util_buffer(const weir_type_t* type);
bool weir_type_is_util_variant(const weir_type_t* type);
// Whether a value of type |value| may be an element of a list of |element|: the
// same type, any in a variant, objects as object, tensors of other shapes.
bool weir_util_list_may_hold(const weir_type_t* element,
                             const weir_type_t* value);
weir_type_t* weir_util_list_element(const weir_type_t* type);  // or NULL
weir_type_t* weir_util_ptr_target(const weir_type_t* type);    // or NULL

// Whether values of |type| carry a size: !util.buffer and !stream.resource.
bool weir_type_is_sized(const weir_type_t* type);

extern const weir_attr_def_t weir_util_byte_pattern_def;
extern const weir_attr_def_t weir_util_byte_range_def;
extern const weir_attr_def_t weir_util_composite_def;
extern const weir_attr_def_t weir_util_inline_always_def;
extern const weir_attr_def_t weir_util_inline_never_def;
extern const weir_attr_def_t weir_util_null_def;
extern const weir_attr_def_t weir_util_uninitialized_def;

weir_attr_t* weir_util_byte_pattern_attr(weir_type_t* type, uint8_t pattern);
weir_attr_t* weir_util_byte_range_attr(weir_context_t* context, int64_t offset,
                                       int64_t length);
// |parts| one behind the other; NULL if one has no known size in bytes.
weir_attr_t* weir_util_composite_attr(weir_context_t* context,
                                      weir_attr_t* const* parts,
                                      uint32_t count);
weir_attr_t* weir_util_inline_always_attr(weir_context_t* context);
weir_attr_t* weir_util_inline_never_attr(weir_context_t* context);
weir_attr_t* weir_util_null_attr(weir_type_t* type);
weir_attr_t* weir_util_uninitialized_attr(weir_type_t* type);

// Parts of a composite; NULL and 0 for other attributes.
weir_attr_t* const* weir_util_composite_parts(const weir_attr_t* attr,
                                              uint32_t* out_count);

// The bytes that a constant takes in memory: integers, floats, dense elements,
// byte patterns, uninitialized, composites, strings. Sub-byte elements are
// packed as the runtime's buffers hold them (i1 one byte). -1 if it cannot be
// serialised (also: dense resources without their bytes).
int64_t weir_attr_storage_bytes(const weir_attr_t* attr);
// Writes exactly that many bytes to |out|, little-endian.
weir_status_t weir_attr_serialize(const weir_attr_t* attr, uint8_t* out);

#endif  // WEIR_COMPILER_DIALECTS_UTIL_TYPES_H_
