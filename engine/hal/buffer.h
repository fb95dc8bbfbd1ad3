// A range of memory that work reads and writes.
//
// A buffer is counted; any thread may hold one. Who reads and writes its bytes
// at a time is for fences to say, not for the buffer. A buffer made by
// weir_queue_alloca() has memory only between its allocation's signal and the
// wait of its deallocation; all others have it as long as they live.
#ifndef WEIR_ENGINE_HAL_BUFFER_H_
#define WEIR_ENGINE_HAL_BUFFER_H_

#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/object.h"
#include "engine/base/status.h"

typedef struct weir_buffer_t weir_buffer_t;
typedef struct weir_memory_pool_t weir_memory_pool_t;

// As a length: from the offset to the end.
#define WEIR_WHOLE_LENGTH UINT64_MAX

// Called once when the last reference to wrapped memory goes; fn may be NULL.
typedef struct weir_buffer_release_t {
  void (*fn)(void* user, void* data);
  void* user;
} weir_buffer_release_t;

// A part of a buffer; the buffer is borrowed unless said otherwise.
typedef struct weir_buffer_range_t {
  weir_buffer_t* buffer;
  uint64_t offset;
  uint64_t length;  // WEIR_WHOLE_LENGTH: to the end
} weir_buffer_range_t;

// Zeroed host memory that no device accounts for, aligned to 64 bytes.
weir_status_t weir_buffer_create(weir_allocator_t allocator, uint64_t length,
                                 weir_buffer_t** out_buffer) WEIR_MUST_USE;

// Makes a buffer of the caller's memory, which must stay until |release| is
// called. When this fails, |release| is not called.
weir_status_t weir_buffer_wrap(weir_allocator_t allocator, void* data,
                               uint64_t length, weir_buffer_release_t release,
                               weir_buffer_t** out_buffer) WEIR_MUST_USE;

// A buffer that is part of another, which it retains.
weir_status_t weir_buffer_subspan(weir_buffer_t* parent, uint64_t offset,
                                  uint64_t length,
                                  weir_buffer_t** out_buffer) WEIR_MUST_USE;

void weir_buffer_retain(weir_buffer_t* buffer);
void weir_buffer_release(weir_buffer_t* buffer);  // NULL is fine

uint64_t weir_buffer_length(const weir_buffer_t* buffer);

// The bytes; NULL while there is no memory (see above) or where the host cannot
// reach it.
void* weir_buffer_data(const weir_buffer_t* buffer);

// Checks a range against |buffer| and resolves WEIR_WHOLE_LENGTH: OUT_OF_RANGE
// if it does not fit.
weir_status_t weir_buffer_check_range(const weir_buffer_t* buffer,
                                      uint64_t offset, uint64_t length,
                                      uint64_t* out_length) WEIR_MUST_USE;

// The bytes of a checked range; FAILED_PRECONDITION while there is no memory.
weir_status_t weir_buffer_map(const weir_buffer_t* buffer, uint64_t offset,
                              uint64_t length, void** out_data) WEIR_MUST_USE;

// Host access at once, ordered by nothing: only where no work is in flight.
weir_status_t weir_buffer_read(const weir_buffer_t* buffer, uint64_t offset,
                               void* target, uint64_t length) WEIR_MUST_USE;
weir_status_t weir_buffer_write(weir_buffer_t* buffer, uint64_t offset,
                                const void* source,
                                uint64_t length) WEIR_MUST_USE;
// |pattern_bytes| is 1, 2, 4 or 8 and divides |length|.
weir_status_t weir_buffer_fill(weir_buffer_t* buffer, uint64_t offset,
                               uint64_t length, uint64_t pattern,
                               uint32_t pattern_bytes) WEIR_MUST_USE;

// Fills host memory with a pattern of 1, 2, 4 or 8 bytes.
void weir_fill_bytes(void* target, uint64_t length, uint64_t pattern,
                     uint32_t pattern_bytes);

#endif  // WEIR_ENGINE_HAL_BUFFER_H_
