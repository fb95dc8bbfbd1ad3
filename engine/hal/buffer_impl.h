// The layout of buffers, for this folder.
#ifndef WEIR_ENGINE_HAL_BUFFER_IMPL_H_
#define WEIR_ENGINE_HAL_BUFFER_IMPL_H_

#include "engine/hal/buffer.h"
#include "engine/hal/memory_pool.h"

struct weir_buffer_t {
  weir_object_t object;
  weir_allocator_t allocator;  // of this structure
  // Subspans lie in a root, which they retain and which is no subspan; for
  // roots it is NULL and |data| is theirs.
  weir_buffer_t* root;
  uint64_t offset;
  uint64_t length;
  void* data;
  union {
    weir_buffer_release_t release;  // of wrapped memory
    struct {
      weir_memory_pool_t* pool;  // retained
      uint64_t capacity;         // of the block, at least |length|
    } pooled;
  } of;
};

WEIR_ASSERT_OBJECT(weir_buffer_t);

// An empty shell; the caller fills in the rest.
weir_status_t weir_buffer_create_shell(
    weir_allocator_t allocator, const weir_object_table_t* table,
    uint64_t length, weir_buffer_t** out_buffer) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_HAL_BUFFER_IMPL_H_
