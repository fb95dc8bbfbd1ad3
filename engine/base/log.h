// One line per event, on stderr, for the people who run the program.
//
// A line reads "weir[rank 1] warn hal: text": rank, level and area come from
// here, |text| is lower case and has no newline. The environment variable
// WEIR_LOG chooses what is shown: "warn" (the default), or a list such as
// "info,hal=trace,transport=debug". Any thread may log.
#ifndef WEIR_ENGINE_BASE_LOG_H_
#define WEIR_ENGINE_BASE_LOG_H_

#include <stdbool.h>

#include "engine/base/status.h"

typedef enum weir_log_level_t {
  WEIR_LOG_ERROR = 0,
  WEIR_LOG_WARN,
  WEIR_LOG_INFO,
  WEIR_LOG_DEBUG,
  WEIR_LOG_TRACE,
} weir_log_level_t;

// Tags the lines of this process; a negative rank (the default) tags nothing.
void weir_log_set_rank(int rank);

// Replaces what WEIR_LOG said. INVALID_ARGUMENT leaves all as it was.
weir_status_t weir_log_configure(const char* text) WEIR_MUST_USE;

// Sends the lines to |sink| instead of stderr (NULL: back to stderr). For
// tests and tools; to be set while no other thread logs.
typedef void (*weir_log_sink_t)(void* user, const char* line);
void weir_log_set_sink(weir_log_sink_t sink, void* user);

bool weir_log_enabled(weir_log_level_t level, const char* area);

void weir_log(weir_log_level_t level, const char* area, const char* format, ...)
    __attribute__((format(printf, 3, 4)));

// Ends |status| by logging it as |level| (success is not logged).
void weir_log_status(weir_log_level_t level, const char* area,
                     weir_status_t status);

#endif  // WEIR_ENGINE_BASE_LOG_H_
