// A thread that waits works: the list of what there is to push forward in one
// process (devices, the transport), and where its waiting threads park.
//
// Counted. Sources are added before the first wait and removed after the last;
// everything else may be called by any thread.
#ifndef WEIR_ENGINE_HAL_PROGRESS_H_
#define WEIR_ENGINE_HAL_PROGRESS_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/status.h"
#include "engine/base/threads.h"

typedef struct weir_progress_t weir_progress_t;

typedef enum weir_progress_result_t {
  // Nothing to do; whoever changes that calls weir_progress_notify().
  WEIR_PROGRESS_IDLE = 0,
  // Nothing to do at the moment, but something outside is under way that only
  // polling will find: do not park.
  WEIR_PROGRESS_PENDING,
  // Did something.
  WEIR_PROGRESS_MADE,
} weir_progress_result_t;

// Does a piece of work, if there is any. Never blocks; several threads may call
// it at once (a transport lets one in by its token and answers PENDING to the
// others).
typedef weir_progress_result_t (*weir_progress_fn_t)(void* user);

typedef enum weir_progress_source_t {
  WEIR_PROGRESS_DEVICE = 0,     // polled by host threads that wait
  WEIR_PROGRESS_TRANSPORT = 1,  // polled by idle device workers as well
} weir_progress_source_t;

enum { WEIR_PROGRESS_MAX_SOURCES = 64 };

weir_status_t weir_progress_create(
    weir_allocator_t allocator, weir_progress_t** out_progress) WEIR_MUST_USE;
void weir_progress_retain(weir_progress_t* progress);
void weir_progress_release(weir_progress_t* progress);  // NULL is fine

// RESOURCE_EXHAUSTED past WEIR_PROGRESS_MAX_SOURCES.
weir_status_t weir_progress_add(weir_progress_t* progress,
                                weir_progress_source_t kind,
                                weir_progress_fn_t fn,
                                void* user) WEIR_MUST_USE;
void weir_progress_remove(weir_progress_t* progress, weir_progress_fn_t fn,
                          void* user);

// Polls every source once, or the transports only.
weir_progress_result_t weir_progress_poll(weir_progress_t* progress);
weir_progress_result_t weir_progress_poll_transports(weir_progress_t* progress);

// Wakes the threads parked in waits, to look again. Free of system calls while
// nobody is parked.
void weir_progress_notify(weir_progress_t* progress);

// Where waiting threads park; for the wait functions of this folder.
weir_event_t* weir_progress_event(weir_progress_t* progress);

#endif  // WEIR_ENGINE_HAL_PROGRESS_H_
