#include "engine/hal/progress.h"

// A source is published by its |fn|: |user| and |kind| are written before it.
typedef struct source_t {
  _Atomic(weir_progress_fn_t) fn;
  void* user;
  weir_progress_source_t kind;
} source_t;

struct weir_progress_t {
  atomic_uint count;
  weir_allocator_t allocator;
  weir_event_t event;
  atomic_uint source_count;  // entries ever used
  weir_spinlock_t lock;      // of adding and removing
  source_t sources[WEIR_PROGRESS_MAX_SOURCES];
};

weir_status_t weir_progress_create(weir_allocator_t allocator,
                                   weir_progress_t** out_progress) {
  WEIR_RETURN_IF_ERROR(
      weir_alloc(allocator, sizeof(**out_progress), (void**)out_progress));
  atomic_init(&(*out_progress)->count, 1);
  (*out_progress)->allocator = allocator;
  return weir_ok();
}

void weir_progress_retain(weir_progress_t* progress) {
  atomic_fetch_add_explicit(&progress->count, 1, memory_order_relaxed);
}

void weir_progress_release(weir_progress_t* progress) {
  // acq_rel: the last one sees what the others did.
  if (progress != NULL && atomic_fetch_sub_explicit(
                              &progress->count, 1, memory_order_acq_rel) == 1) {
    weir_free(progress->allocator, progress);
  }
}

weir_status_t weir_progress_add(weir_progress_t* progress,
                                weir_progress_source_t kind,
                                weir_progress_fn_t fn, void* user) {
  weir_spinlock_lock(&progress->lock);
  unsigned count =
      atomic_load_explicit(&progress->source_count, memory_order_relaxed);
  unsigned i = 0;
  while (i < count && atomic_load_explicit(&progress->sources[i].fn,
                                           memory_order_relaxed) != NULL) {
    ++i;
  }
  bool fits = i < WEIR_PROGRESS_MAX_SOURCES;
  if (fits) {
    progress->sources[i].user = user;
    progress->sources[i].kind = kind;
    // Release pairs with the acquire in poll_sources.
    atomic_store_explicit(&progress->sources[i].fn, fn, memory_order_release);
    if (i == count) {
      atomic_store_explicit(&progress->source_count, count + 1,
                            memory_order_release);
    }
  }
  weir_spinlock_unlock(&progress->lock);
  if (fits) return weir_ok();
  return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                     "more than %d devices and transports in one process",
                     WEIR_PROGRESS_MAX_SOURCES);
}

void weir_progress_remove(weir_progress_t* progress, weir_progress_fn_t fn,
                          void* user) {
  weir_spinlock_lock(&progress->lock);
  unsigned count =
      atomic_load_explicit(&progress->source_count, memory_order_relaxed);
  for (unsigned i = 0; i < count; ++i) {
    source_t* source = &progress->sources[i];
    if (atomic_load_explicit(&source->fn, memory_order_relaxed) == fn &&
        source->user == user) {
      atomic_store_explicit(&source->fn, NULL, memory_order_release);
      break;
    }
  }
  weir_spinlock_unlock(&progress->lock);
}

static weir_progress_result_t poll_sources(weir_progress_t* progress,
                                           bool transports_only) {
  weir_progress_result_t result = WEIR_PROGRESS_IDLE;
  // Acquire pairs with the release in weir_progress_add.
  unsigned count =
      atomic_load_explicit(&progress->source_count, memory_order_acquire);
  for (unsigned i = 0; i < count; ++i) {
    source_t* source = &progress->sources[i];
    weir_progress_fn_t fn =
        atomic_load_explicit(&source->fn, memory_order_acquire);
    if (fn == NULL) continue;
    if (transports_only && source->kind != WEIR_PROGRESS_TRANSPORT) continue;
    weir_progress_result_t one = fn(source->user);
    if (one > result) result = one;
  }
  return result;
}

weir_progress_result_t weir_progress_poll(weir_progress_t* progress) {
  return poll_sources(progress, /*transports_only=*/false);
}

weir_progress_result_t weir_progress_poll_transports(
    weir_progress_t* progress) {
  return poll_sources(progress, /*transports_only=*/true);
}

void weir_progress_notify(weir_progress_t* progress) {
  weir_event_notify(&progress->event);
}

weir_event_t* weir_progress_event(weir_progress_t* progress) {
  return &progress->event;
}
