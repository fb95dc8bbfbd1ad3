// Where run-time objects get their memory.
//
// An allocator is passed by value; whatever |self| points to must outlive all
// that was allocated through it. The default one and the test allocator may be
// used by any thread.
#ifndef WEIR_ENGINE_BASE_ALLOCATOR_H_
#define WEIR_ENGINE_BASE_ALLOCATOR_H_

#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

typedef struct weir_allocator_t {
  void* self;
  // |alignment| is a power of two of at least 16; NULL when there is no memory.
  void* (*allocate)(void* self, size_t size, size_t alignment);
  void (*free)(void* self, void* pointer);
} weir_allocator_t;

// The C library's heap.
weir_allocator_t weir_default_allocator(void);

// Zeroed memory, 16-byte aligned. *out_pointer is NULL on RESOURCE_EXHAUSTED.
// |size| of 0 gives a valid pointer.
weir_status_t weir_alloc(weir_allocator_t allocator, size_t size,
                         void** out_pointer) WEIR_MUST_USE;

// |count| elements of |size| bytes, zeroed; the product is checked.
weir_status_t weir_alloc_array(weir_allocator_t allocator, size_t count,
                               size_t size, void** out_pointer) WEIR_MUST_USE;

// Not zeroed; |alignment| is a power of two.
weir_status_t weir_alloc_aligned(weir_allocator_t allocator, size_t size,
                                 size_t alignment,
                                 void** out_pointer) WEIR_MUST_USE;

// Makes room for at least |needed| elements of |size| bytes in a growing array
// that holds *capacity of them (*array may be NULL); new elements are zeroed.
weir_status_t weir_grow_array(weir_allocator_t allocator, size_t needed,
                              size_t size, size_t* capacity,
                              void** array) WEIR_MUST_USE;

// NULL is fine.
void weir_free(weir_allocator_t allocator, void* pointer);

// For tests: an allocator over the heap that fails its n-th allocation, once,
// and counts what is live.
typedef struct weir_test_allocator_t {
  atomic_llong countdown;  // fails the allocation that takes it from 1 to 0
  atomic_llong live_count;
  atomic_llong total_count;
} weir_test_allocator_t;

// |fail_nth| counts from 1; 0 never fails.
void weir_test_allocator_init(weir_test_allocator_t* self, long long fail_nth);
weir_allocator_t weir_test_allocator(weir_test_allocator_t* self);

#endif  // WEIR_ENGINE_BASE_ALLOCATOR_H_
