// The memory of one device: a budget, what is taken of it, and blocks that were
// given back and are kept for the next allocation of their size. Counted, since
// buffers may outlive their device. Any thread.
#ifndef WEIR_ENGINE_HAL_MEMORY_POOL_H_
#define WEIR_ENGINE_HAL_MEMORY_POOL_H_

#include "engine/base/allocator.h"
#include "engine/base/status.h"
#include "engine/hal/buffer.h"

typedef struct weir_memory_statistics_t {
  uint64_t bytes_now;    // taken by live buffers
  uint64_t bytes_peak;   // the most that ever was
  uint64_t bytes_kept;   // given back, kept for reuse; not in bytes_now
  uint64_t bytes_total;  // sum of all allocations
  uint64_t allocation_count;
} weir_memory_statistics_t;

// |name| is copied and appears in messages; |limit_bytes| of 0 is no limit.
weir_status_t weir_memory_pool_create(
    weir_allocator_t allocator, const char* name, uint64_t limit_bytes,
    weir_memory_pool_t** out_pool) WEIR_MUST_USE;
void weir_memory_pool_retain(weir_memory_pool_t* pool);
void weir_memory_pool_release(weir_memory_pool_t* pool);  // NULL is fine

// A buffer with memory from the pool, contents undefined. RESOURCE_EXHAUSTED
// when the budget or the system has no more.
weir_status_t weir_memory_pool_allocate(
    weir_memory_pool_t* pool, uint64_t length,
    weir_buffer_t** out_buffer) WEIR_MUST_USE;

// The two halves of a queue-ordered allocation: a buffer without memory, ...
weir_status_t weir_memory_pool_reserve(
    weir_memory_pool_t* pool, uint64_t length,
    weir_buffer_t** out_buffer) WEIR_MUST_USE;
// ... memory for it (no-op where it has some), ...
weir_status_t weir_buffer_commit(weir_buffer_t* buffer) WEIR_MUST_USE;
// ... and the memory given back while handles still live. FAILED_PRECONDITION
// for buffers that no pool made, and for subspans.
weir_status_t weir_buffer_decommit(weir_buffer_t* buffer) WEIR_MUST_USE;

void weir_memory_pool_statistics(weir_memory_pool_t* pool,
                                 weir_memory_statistics_t* out_statistics);

// Peak becomes what is taken now.
void weir_memory_pool_reset_peak(weir_memory_pool_t* pool);

// Gives the kept blocks back to the system.
void weir_memory_pool_trim(weir_memory_pool_t* pool);

#endif  // WEIR_ENGINE_HAL_MEMORY_POOL_H_
