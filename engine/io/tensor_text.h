// Tensors on command lines and in messages: `2x2xf32=1 2 3 4`.
//
//   tensor   = type [ "=" ( values | "@" path ) ]
//   type     = { dimension "x" } element-type
//   values   = value { separator value }      separator: blanks, commas, [ ]
//
// One value stands for all elements; no "=" for zeros. Values are what strtod
// and strtoll read (also hexadecimal, inf, nan) or true and false, and have to
// fit the element type; complex numbers are two values. Behind "@" is a file:
// raw elements (little endian) of exactly the tensor's size. A bare `@path` is
// a file that knows its type: .npy.
#ifndef WEIR_ENGINE_IO_TENSOR_TEXT_H_
#define WEIR_ENGINE_IO_TENSOR_TEXT_H_

#include "engine/base/string_view.h"
#include "engine/io/tensor.h"

// Parses the tensor above; owns its data.
weir_status_t weir_tensor_parse(weir_string_view_t text,
                                weir_tensor_t* out_tensor) WEIR_MUST_USE;

// Parses `2x3xf32`; rank 0 for `f32`. |out_shape| has WEIR_TENSOR_MAX_RANK
// places.
weir_status_t weir_tensor_parse_type(weir_string_view_t text,
                                     weir_element_type_t* out_type,
                                     uint32_t* out_rank,
                                     uint64_t* out_shape) WEIR_MUST_USE;

// Appends `2x2xf32=[1 2][3 4]`, which weir_tensor_parse() reads back to the
// same bits. Beyond |max_elements| values there is "..." and the rest is left
// out.
void weir_tensor_format(const weir_tensor_t* tensor, uint64_t max_elements,
                        weir_strbuf_t* buffer);

// Appends element |index| as weir_tensor_format() does.
void weir_tensor_format_value(const weir_tensor_t* tensor, uint64_t index,
                              weir_strbuf_t* buffer);

#endif  // WEIR_ENGINE_IO_TENSOR_TEXT_H_
