// A buffer with a shape and an element type: what programs take and return.
// Counted and immutable (its buffer's bytes are not); any thread.
#ifndef WEIR_ENGINE_HAL_BUFFER_VIEW_H_
#define WEIR_ENGINE_HAL_BUFFER_VIEW_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/status.h"
#include "engine/base/strbuf.h"
#include "engine/hal/buffer.h"
#include "engine/base/element_type.h"

typedef struct weir_buffer_view_t weir_buffer_view_t;

// How the elements lie in the buffer; the same numbers as in programs
// (hal.encoding_type).
typedef uint32_t weir_encoding_type_t;
enum {
  WEIR_ENCODING_OPAQUE = 0,
  WEIR_ENCODING_DENSE_ROW_MAJOR = 1,
};

enum { WEIR_BUFFER_VIEW_MAX_RANK = 16 };

// Retains |buffer|. OUT_OF_RANGE if a dense view needs more bytes than the
// buffer has.
weir_status_t weir_buffer_view_create(
    weir_allocator_t allocator, weir_buffer_t* buffer, size_t rank,
    const uint64_t* dims, weir_element_type_t element_type,
    weir_encoding_type_t encoding, weir_buffer_view_t** out_view) WEIR_MUST_USE;
void weir_buffer_view_retain(weir_buffer_view_t* view);
void weir_buffer_view_release(weir_buffer_view_t* view);  // NULL is fine

weir_buffer_t* weir_buffer_view_buffer(const weir_buffer_view_t* view);
size_t weir_buffer_view_rank(const weir_buffer_view_t* view);
const uint64_t* weir_buffer_view_dims(const weir_buffer_view_t* view);
uint64_t weir_buffer_view_dim(const weir_buffer_view_t* view, size_t index);
weir_element_type_t weir_buffer_view_element_type(
    const weir_buffer_view_t* view);
weir_encoding_type_t weir_buffer_view_encoding(const weir_buffer_view_t* view);
uint64_t weir_buffer_view_element_count(const weir_buffer_view_t* view);
// Bytes that the elements take; at most the buffer's length.
uint64_t weir_buffer_view_byte_length(const weir_buffer_view_t* view);

// "2x3xf32".
void weir_buffer_view_append_type(const weir_buffer_view_t* view,
                                  weir_strbuf_t* buffer);

// Bytes of a dense tensor; OUT_OF_RANGE when they do not fit 64 bits.
weir_status_t weir_shape_byte_length(size_t rank, const uint64_t* dims,
                                     weir_element_type_t element_type,
                                     uint64_t* out_length) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_HAL_BUFFER_VIEW_H_
