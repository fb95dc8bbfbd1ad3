#include "engine/base/huge_memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

enum { MAX_RANGES = 128 };

static const size_t MAX_KEPT_BYTES = (size_t)1 << 30;

typedef struct range_t {
  char* start;
  size_t size;
} range_t;

// What is kept, by address; no two ranges touch.
static struct {
  pthread_mutex_t mutex;
  range_t ranges[MAX_RANGES];
  size_t count;
  size_t bytes;
} kept = {.mutex = PTHREAD_MUTEX_INITIALIZER};

static void remove_range(size_t index) {
  --kept.count;
  memmove(&kept.ranges[index], &kept.ranges[index + 1],
          (kept.count - index) * sizeof(range_t));
}

// Whether |a| serves one who wants |size| bytes better than |b|.
static bool is_better(const range_t* a, const range_t* b, size_t size) {
  if (b->size < size) return a->size > b->size;
  return a->size >= size && a->size < b->size;
}

// From the smallest range that is large enough, or else all of the largest;
// NULL if that has less than |least|.
static char* take_kept(size_t least, size_t* size) {
  size_t best = 0;
  for (size_t i = 1; i < kept.count; ++i) {
    if (is_better(&kept.ranges[i], &kept.ranges[best], *size)) best = i;
  }
  range_t* range = &kept.ranges[best];
  if (kept.count == 0 || range->size < least) return NULL;
  if (*size > range->size) *size = range->size;
  char* result = range->start;
  range->start += *size;
  range->size -= *size;
  if (range->size == 0) remove_range(best);
  kept.bytes -= *size;
  return result;
}

// Huge pages are a wish that the system may refuse.
static char* map(size_t size) {
  char* memory = mmap(NULL, size + WEIR_HUGE_PAGE_BYTES, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
  size_t before = -(uintptr_t)memory & (WEIR_HUGE_PAGE_BYTES - 1);
  if (before != 0) munmap(memory, before);
  memory += before;
  munmap(memory + size, WEIR_HUGE_PAGE_BYTES - before);
  madvise(memory, size, MADV_HUGEPAGE);
  return memory;
}

void* weir_huge_memory_take(size_t least, size_t* size) {
  pthread_mutex_lock(&kept.mutex);
  char* memory = take_kept(least, size);
  pthread_mutex_unlock(&kept.mutex);
  return memory != NULL ? memset(memory, 0, *size) : map(*size);
}

// False: there is no room for it.
static bool keep(char* start, size_t size) {
  if (size > MAX_KEPT_BYTES - kept.bytes) return false;
  size_t at = 0;
  while (at < kept.count && kept.ranges[at].start < start) ++at;
  range_t* before = at > 0 ? &kept.ranges[at - 1] : NULL;
  range_t* behind = at < kept.count ? &kept.ranges[at] : NULL;
  bool joins_before = before != NULL && before->start + before->size == start;
  bool joins_behind = behind != NULL && start + size == behind->start;
  if (joins_before) {
    before->size += size;
    if (joins_behind) {
      before->size += behind->size;
      remove_range(at);
    }
  } else if (joins_behind) {
    behind->start = start;
    behind->size += size;
  } else {
    if (kept.count == MAX_RANGES) return false;
    memmove(&kept.ranges[at + 1], &kept.ranges[at],
            (kept.count - at) * sizeof(range_t));
    kept.ranges[at] = (range_t){start, size};
    ++kept.count;
  }
  kept.bytes += size;
  return true;
}

void weir_huge_memory_give(void* memory, size_t size) {
  pthread_mutex_lock(&kept.mutex);
  bool is_kept = keep(memory, size);
  pthread_mutex_unlock(&kept.mutex);
  if (!is_kept) munmap(memory, size);
}
