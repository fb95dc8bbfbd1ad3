#include "engine/hal/memory_pool.h"

#include <stdio.h>

#include "engine/base/object.h"
#include "engine/base/threads.h"
#include "engine/hal/buffer_impl.h"
#include "engine/hal/executable_abi.h"

enum {
  MAX_KEPT_BLOCKS = 256,
  NAME_BYTES = 64,
  SMALL_BYTES = 4096,  // capacities are multiples of 64 below, of this above
};

typedef struct block_t {
  void* data;
  uint64_t capacity;
} block_t;

struct weir_memory_pool_t {
  atomic_uint count;
  weir_allocator_t allocator;
  char name[NAME_BYTES];
  uint64_t limit_bytes;
  weir_spinlock_t lock;
  // Under |lock|:
  weir_memory_statistics_t statistics;
  unsigned kept_count;
  block_t kept[MAX_KEPT_BLOCKS];  // oldest first
};

weir_status_t weir_memory_pool_create(weir_allocator_t allocator,
                                      const char* name, uint64_t limit_bytes,
                                      weir_memory_pool_t** out_pool) {
  WEIR_RETURN_IF_ERROR(
      weir_alloc(allocator, sizeof(**out_pool), (void**)out_pool));
  atomic_init(&(*out_pool)->count, 1);
  (*out_pool)->allocator = allocator;
  (*out_pool)->limit_bytes = limit_bytes;
  snprintf((*out_pool)->name, NAME_BYTES, "%s", name);
  return weir_ok();
}

void weir_memory_pool_retain(weir_memory_pool_t* pool) {
  atomic_fetch_add_explicit(&pool->count, 1, memory_order_relaxed);
}

void weir_memory_pool_release(weir_memory_pool_t* pool) {
  // acq_rel: the last one sees what the others did.
  if (pool == NULL ||
      atomic_fetch_sub_explicit(&pool->count, 1, memory_order_acq_rel) != 1) {
    return;
  }
  weir_memory_pool_trim(pool);
  weir_free(pool->allocator, pool);
}

static uint64_t capacity_of(uint64_t length) {
  uint64_t unit =
      length < SMALL_BYTES ? WEIR_EXECUTABLE_ALIGNMENT : SMALL_BYTES;
  return length == 0 ? unit : (length + unit - 1) / unit * unit;
}

// Takes a kept block of exactly |capacity|; NULL if there is none. Plans ask
// for the same sizes again and again, so anything cleverer would only waste
// memory. Under the lock.
static void* take_kept(weir_memory_pool_t* pool, uint64_t capacity) {
  for (unsigned i = pool->kept_count; i-- > 0;) {
    if (pool->kept[i].capacity != capacity) continue;
    void* data = pool->kept[i].data;
    --pool->kept_count;
    for (; i < pool->kept_count; ++i) pool->kept[i] = pool->kept[i + 1];
    pool->statistics.bytes_kept -= capacity;
    return data;
  }
  return NULL;
}

static weir_status_t over_budget(weir_memory_pool_t* pool, uint64_t length,
                                 uint64_t now) {
  return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                     "device %s: %llu bytes wanted, %llu of %llu are taken",
                     pool->name, (unsigned long long)length,
                     (unsigned long long)now,
                     (unsigned long long)pool->limit_bytes);
}

// Books |length| and gives a block for it.
static weir_status_t take_block(weir_memory_pool_t* pool, uint64_t length,
                                uint64_t capacity, void** out_data) {
  *out_data = NULL;
  weir_memory_statistics_t* statistics = &pool->statistics;
  weir_spinlock_lock(&pool->lock);
  uint64_t now = statistics->bytes_now;
  bool fits = pool->limit_bytes == 0 ||
              (now <= pool->limit_bytes && length <= pool->limit_bytes - now);
  bool must_trim = false;
  if (fits) {
    statistics->bytes_now += length;
    *out_data = take_kept(pool, capacity);
    must_trim = *out_data == NULL && pool->limit_bytes != 0 &&
                statistics->bytes_kept > pool->limit_bytes - now - length;
  }
  weir_spinlock_unlock(&pool->lock);
  if (!fits) return over_budget(pool, length, now);
  weir_status_t status = weir_ok();
  if (*out_data == NULL) {
    // What is kept must not take the place of what is used.
    if (must_trim) weir_memory_pool_trim(pool);
    status = weir_alloc_aligned(pool->allocator, capacity,
                                WEIR_EXECUTABLE_ALIGNMENT, out_data);
  }
  weir_spinlock_lock(&pool->lock);
  if (weir_is_ok(status)) {
    ++statistics->allocation_count;
    statistics->bytes_total += length;
    if (statistics->bytes_now > statistics->bytes_peak) {
      statistics->bytes_peak = statistics->bytes_now;
    }
  } else {
    statistics->bytes_now -= length;
  }
  weir_spinlock_unlock(&pool->lock);
  return status;
}

static void give_block(weir_memory_pool_t* pool, uint64_t length,
                       uint64_t capacity, void* data) {
  block_t evicted = {0};
  weir_spinlock_lock(&pool->lock);
  pool->statistics.bytes_now -= length;
  if (pool->kept_count == MAX_KEPT_BLOCKS) {
    evicted = pool->kept[0];
    pool->statistics.bytes_kept -= evicted.capacity;
    --pool->kept_count;
    for (unsigned i = 0; i < pool->kept_count; ++i) {
      pool->kept[i] = pool->kept[i + 1];
    }
  }
  pool->kept[pool->kept_count++] = (block_t){data, capacity};
  pool->statistics.bytes_kept += capacity;
  weir_spinlock_unlock(&pool->lock);
  weir_free(pool->allocator, evicted.data);
}

static void decommit(weir_buffer_t* buffer) {
  if (buffer->data == NULL) return;
  void* data = buffer->data;
  buffer->data = NULL;
  give_block(buffer->of.pooled.pool, buffer->length, buffer->of.pooled.capacity,
             data);
}

static void destroy_pooled(weir_object_t* object) {
  weir_buffer_t* buffer = (weir_buffer_t*)object;
  decommit(buffer);
  weir_memory_pool_t* pool = buffer->of.pooled.pool;
  weir_free(buffer->allocator, buffer);
  weir_memory_pool_release(pool);
}

static const weir_object_table_t pooled_table = {.type = "buffer",
                                                 .destroy = destroy_pooled};

weir_status_t weir_memory_pool_reserve(weir_memory_pool_t* pool,
                                       uint64_t length,
                                       weir_buffer_t** out_buffer) {
  *out_buffer = NULL;
  if (length > UINT64_MAX / 2) return over_budget(pool, length, 0);
  WEIR_RETURN_IF_ERROR(weir_buffer_create_shell(pool->allocator, &pooled_table,
                                                length, out_buffer));
  weir_memory_pool_retain(pool);
  (*out_buffer)->of.pooled.pool = pool;
  (*out_buffer)->of.pooled.capacity = capacity_of(length);
  return weir_ok();
}

weir_status_t weir_memory_pool_allocate(weir_memory_pool_t* pool,
                                        uint64_t length,
                                        weir_buffer_t** out_buffer) {
  WEIR_RETURN_IF_ERROR(weir_memory_pool_reserve(pool, length, out_buffer));
  weir_status_t status = weir_buffer_commit(*out_buffer);
  if (!weir_is_ok(status)) {
    weir_buffer_release(*out_buffer);
    *out_buffer = NULL;
  }
  return status;
}

static weir_status_t check_pooled(const weir_buffer_t* buffer) {
  if (buffer->object.table == &pooled_table) return weir_ok();
  return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                     "the buffer is not one that a queue allocated");
}

weir_status_t weir_buffer_commit(weir_buffer_t* buffer) {
  WEIR_RETURN_IF_ERROR(check_pooled(buffer));
  if (buffer->data != NULL) return weir_ok();
  return take_block(buffer->of.pooled.pool, buffer->length,
                    buffer->of.pooled.capacity, &buffer->data);
}

weir_status_t weir_buffer_decommit(weir_buffer_t* buffer) {
  WEIR_RETURN_IF_ERROR(check_pooled(buffer));
  decommit(buffer);
  return weir_ok();
}

void weir_memory_pool_statistics(weir_memory_pool_t* pool,
                                 weir_memory_statistics_t* out_statistics) {
  weir_spinlock_lock(&pool->lock);
  *out_statistics = pool->statistics;
  weir_spinlock_unlock(&pool->lock);
}

void weir_memory_pool_reset_peak(weir_memory_pool_t* pool) {
  weir_spinlock_lock(&pool->lock);
  pool->statistics.bytes_peak = pool->statistics.bytes_now;
  pool->statistics.bytes_total = 0;
  pool->statistics.allocation_count = 0;
  weir_spinlock_unlock(&pool->lock);
}

void weir_memory_pool_trim(weir_memory_pool_t* pool) {
  for (;;) {
    void* data = NULL;
    weir_spinlock_lock(&pool->lock);
    if (pool->kept_count > 0) {
      block_t* block = &pool->kept[--pool->kept_count];
      data = block->data;
      pool->statistics.bytes_kept -= block->capacity;
    }
    weir_spinlock_unlock(&pool->lock);
    if (data == NULL) return;
    weir_free(pool->allocator, data);
  }
}
