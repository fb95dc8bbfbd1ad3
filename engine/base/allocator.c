#include "engine/base/allocator.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_ALIGNMENT = 16 };

static void* heap_allocate(void* self, size_t size, size_t alignment) {
  (void)self;
  if (size > SIZE_MAX - alignment) return NULL;
  if (size == 0) size = 1;
  if (alignment <= DEFAULT_ALIGNMENT) return malloc(size);
  return aligned_alloc(alignment, (size + alignment - 1) & ~(alignment - 1));
}

static void heap_free(void* self, void* pointer) {
  (void)self;
  free(pointer);
}

weir_allocator_t weir_default_allocator(void) {
  return (weir_allocator_t){NULL, heap_allocate, heap_free};
}

weir_status_t weir_alloc_aligned(weir_allocator_t allocator, size_t size,
                                 size_t alignment, void** out_pointer) {
  if (alignment < DEFAULT_ALIGNMENT) alignment = DEFAULT_ALIGNMENT;
  *out_pointer = allocator.allocate(allocator.self, size, alignment);
  if (*out_pointer != NULL) return weir_ok();
  return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                     "out of memory: %zu bytes wanted", size);
}

weir_status_t weir_alloc(weir_allocator_t allocator, size_t size,
                         void** out_pointer) {
  WEIR_RETURN_IF_ERROR(
      weir_alloc_aligned(allocator, size, DEFAULT_ALIGNMENT, out_pointer));
  memset(*out_pointer, 0, size);
  return weir_ok();
}

weir_status_t weir_alloc_array(weir_allocator_t allocator, size_t count,
                               size_t size, void** out_pointer) {
  *out_pointer = NULL;
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "out of memory: %zu elements of %zu bytes wanted", count,
                       size);
  }
  return weir_alloc(allocator, bytes, out_pointer);
}

weir_status_t weir_grow_array(weir_allocator_t allocator, size_t needed,
                              size_t size, size_t* capacity, void** array) {
  if (needed <= *capacity) return weir_ok();
  size_t new_capacity = *capacity < 8 ? 8 : *capacity;
  while (new_capacity < needed) {
    if (__builtin_mul_overflow(new_capacity, (size_t)2, &new_capacity)) {
      new_capacity = needed;
    }
  }
  void* new_array;
  WEIR_RETURN_IF_ERROR(
      weir_alloc_array(allocator, new_capacity, size, &new_array));
  if (*array != NULL) memcpy(new_array, *array, *capacity * size);
  weir_free(allocator, *array);
  *array = new_array;
  *capacity = new_capacity;
  return weir_ok();
}

void weir_free(weir_allocator_t allocator, void* pointer) {
  if (pointer != NULL) allocator.free(allocator.self, pointer);
}

static void* test_allocate(void* self, size_t size, size_t alignment) {
  weir_test_allocator_t* test = self;
  // Relaxed: the counters order nothing.
  atomic_fetch_add_explicit(&test->total_count, 1, memory_order_relaxed);
  if (atomic_fetch_sub_explicit(&test->countdown, 1, memory_order_relaxed) ==
      1) {
    return NULL;
  }
  void* pointer = heap_allocate(NULL, size, alignment);
  if (pointer != NULL) {
    atomic_fetch_add_explicit(&test->live_count, 1, memory_order_relaxed);
  }
  return pointer;
}

static void test_free(void* self, void* pointer) {
  weir_test_allocator_t* test = self;
  atomic_fetch_sub_explicit(&test->live_count, 1, memory_order_relaxed);
  heap_free(NULL, pointer);
}

void weir_test_allocator_init(weir_test_allocator_t* self, long long fail_nth) {
  atomic_init(&self->countdown, fail_nth);
  atomic_init(&self->live_count, 0);
  atomic_init(&self->total_count, 0);
}

weir_allocator_t weir_test_allocator(weir_test_allocator_t* self) {
  return (weir_allocator_t){self, test_allocate, test_free};
}
