// What the passes of the ABI share: attributes of functions and their
// arguments, imports and exports of tensors, calls, fences.
#ifndef WEIR_COMPILER_CONVERSION_ABI_ABI_H_
#define WEIR_COMPILER_CONVERSION_ABI_ABI_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/ir.h"

// -- attributes --------------------------------------------------------------

// An attribute of argument or result |index| of a function; NULL if absent.
// |list| is "arg_attrs" or "res_attrs".
weir_attr_t* weir_function_attr_of(const weir_op_t* function, const char* list,
                                   uint32_t index, const char* name);
// The dictionary of an argument or result; empty if there is none.
weir_attr_t* weir_function_attrs_of(const weir_op_t* function, const char* list,
                                    uint32_t index);
// |count| dictionaries, those that |attrs| (an array or NULL) lacks empty; NULL
// if all are.
weir_attr_t* weir_resize_attrs(weir_context_t* context, weir_attr_t* attrs,
                               uint32_t count);
// Per result the argument that iree.abi.tied says it is tied to, -1 for none;
// NULL if none is.
weir_attr_t* weir_abi_tied_operands(const weir_op_t* function);
// Removes what only the ABI passes read (iree.abi.affinity, encoding, model,
// output) from a function, its arguments and results.
void weir_strip_abi_attrs(weir_op_t* function);

// -- building ----------------------------------------------------------------

// The type that stands for |type| at the boundary: a buffer view for a tensor.
weir_type_t* weir_abi_type(weir_type_t* type);
// A util.func with an entry block (without one if |type| is for a declaration).
weir_op_t* weir_build_function(weir_builder_t* builder,
                               weir_location_t* location, const char* name,
                               weir_type_t* type, bool with_entry);
weir_op_t* weir_build_call(weir_builder_t* builder, weir_location_t* location,
                           weir_op_t* callee, weir_value_t* const* operands,
                           uint32_t count);
void weir_build_return(weir_builder_t* builder, weir_location_t* location,
                       weir_value_t* const* values, uint32_t count);

// hal.tensor.import of a buffer view as |type|; its dimensions are read from
// the view. |encoding| NULL: |type|; the others may be NULL.
weir_value_t* weir_build_tensor_import(
    weir_builder_t* builder, weir_location_t* location, weir_value_t* view,
    weir_type_t* type, weir_attr_t* encoding, weir_value_t* wait_fence,
    weir_attr_t* name, weir_attr_t* affinity);
// hal.tensor.export with the given dimensions.
weir_value_t* weir_build_tensor_export(
    weir_builder_t* builder, weir_location_t* location, weir_value_t* tensor,
    weir_value_t* const* dims, uint32_t dim_count, weir_attr_t* encoding,
    weir_attr_t* name, weir_attr_t* affinity);
weir_value_t* weir_build_tensor_alias(
    weir_builder_t* builder, weir_location_t* location, weir_value_t* tensor,
    weir_value_t* const* dims, uint32_t dim_count, weir_value_t* storage,
    weir_value_t* wait_fence, weir_attr_t* affinity);
weir_op_t* weir_build_tensor_barrier(weir_builder_t* builder,
                                     weir_location_t* location,
                                     weir_value_t* const* tensors,
                                     uint32_t count, weir_value_t* fence);

weir_value_t* weir_build_null_fence(weir_builder_t* builder,
                                    weir_location_t* location);
weir_value_t* weir_build_fence(weir_builder_t* builder,
                               weir_location_t* location, weir_value_t* device);
void weir_build_fence_signal(weir_builder_t* builder, weir_location_t* location,
                             weir_value_t* fence);
// The timeout of a wait for as long as it takes.
weir_value_t* weir_build_forever(weir_builder_t* builder,
                                 weir_location_t* location);
void weir_build_fence_await(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* timeout_ms, weir_value_t* fence);
// The device of |affinity|, or the first one there is.
weir_value_t* weir_build_device(weir_builder_t* builder,
                                weir_location_t* location,
                                weir_attr_t* affinity);

#endif  // WEIR_COMPILER_CONVERSION_ABI_ABI_H_
