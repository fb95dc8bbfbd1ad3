// A dense tensor in host memory, row-major: what files and command lines hold.
//
// One thread at a time. Depends on no device: who has a buffer maps it and
// points |data| at it.
#ifndef WEIR_ENGINE_IO_TENSOR_H_
#define WEIR_ENGINE_IO_TENSOR_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/element_type.h"
#include "engine/base/status.h"
#include "engine/base/strbuf.h"

enum { WEIR_TENSOR_MAX_RANK = 16 };

// All-zero is an empty tensor that may be released.
typedef struct weir_tensor_t {
  weir_element_type_t element_type;
  uint32_t rank;
  uint64_t shape[WEIR_TENSOR_MAX_RANK];
  void* data;      // 64-byte aligned where allocated here
  size_t bytes;    // element count times weir_element_bytes()
  bool owns_data;  // data goes with the tensor
} weir_tensor_t;

// Allocates zeros. OUT_OF_RANGE for a shape whose size does not fit,
// INVALID_ARGUMENT for an unknown type or a rank above the maximum.
weir_status_t weir_tensor_create(weir_element_type_t type, uint32_t rank,
                                 const uint64_t* shape,
                                 weir_tensor_t* out_tensor) WEIR_MUST_USE;

// Describes |data| of |bytes|, which stays the caller's; the size is checked.
weir_status_t weir_tensor_wrap(weir_element_type_t type, uint32_t rank,
                               const uint64_t* shape, void* data, size_t bytes,
                               weir_tensor_t* out_tensor) WEIR_MUST_USE;

// Gives owned memory back and empties |tensor|.
void weir_tensor_release(weir_tensor_t* tensor);

// Bytes of a dense tensor, checked.
weir_status_t weir_tensor_shape_bytes(weir_element_type_t type, uint32_t rank,
                                      const uint64_t* shape,
                                      size_t* out_bytes) WEIR_MUST_USE;

uint64_t weir_tensor_element_count(const weir_tensor_t* tensor);

// Appends "2x3xf32" ("f32" for rank 0).
void weir_tensor_format_type(const weir_tensor_t* tensor,
                             weir_strbuf_t* buffer);

// Element |index| in row-major order as a double (the real part of a complex
// number; 64-bit integers are rounded).
double weir_tensor_value(const weir_tensor_t* tensor, uint64_t index);

#endif  // WEIR_ENGINE_IO_TENSOR_H_
