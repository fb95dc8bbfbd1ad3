// How tensors are laid out in resources: dense, in row-major order, elements
// aligned to bytes, 2 and 4 bit ones packed.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_TENSOR_ENCODING_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_TENSOR_ENCODING_H_

#include "compiler/ir/builder.h"

// The integer type an element is stored as: i1 and odd widths grow to a power
// of two of bytes; others are as they are.
weir_type_t* weir_storage_element_type(weir_type_t* element);
// The tensor with such elements.
weir_type_t* weir_storage_tensor_type(weir_type_t* tensor);

// Bytes that a tensor takes. |dims|: its dynamic dimensions. An encoding for a
// contraction makes them multiples of what it rounds them to.
weir_value_t* weir_tensor_byte_size(weir_builder_t* builder,
                                    weir_location_t* location,
                                    weir_type_t* tensor,
                                    weir_value_t* const* dims);
// Byte offset of the element at |indices|, one per dimension.
weir_value_t* weir_tensor_byte_offset(weir_builder_t* builder,
                                      weir_location_t* location,
                                      weir_type_t* tensor,
                                      weir_value_t* const* dims,
                                      weir_value_t* const* indices);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_TENSOR_ENCODING_H_
