#include "engine/base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/string_view.h"
#include "engine/base/threads.h"

enum { MAX_AREAS = 16, AREA_BYTES = 24, LINE_BYTES = 2048 };

static const char* const level_names[] = {"error", "warn", "info", "debug",
                                          "trace"};

typedef struct config_t {
  weir_log_level_t level;  // of areas not named
  unsigned area_count;
  struct {
    char name[AREA_BYTES];
    weir_log_level_t level;
  } areas[MAX_AREAS];
} config_t;

static struct {
  atomic_int rank;      // 0: none, else rank + 1
  pthread_once_t once;  // reads WEIR_LOG
  weir_spinlock_t lock;
  config_t config;  // under |lock|
  // What no area is above; lets calls that show nothing stop early.
  atomic_int max_level;
  weir_log_sink_t sink;
  void* sink_user;
} log_state = {.once = PTHREAD_ONCE_INIT,
               .config = {.level = WEIR_LOG_WARN},
               .max_level = WEIR_LOG_WARN};

static bool parse_level(weir_string_view_t text, weir_log_level_t* out_level) {
  for (int i = 0; i <= WEIR_LOG_TRACE; ++i) {
    if (weir_sv_equal_c(text, level_names[i])) {
      *out_level = (weir_log_level_t)i;
      return true;
    }
  }
  return false;
}

// One "level" or "area=level".
static bool parse_item(weir_string_view_t item, config_t* config) {
  const char* equals = memchr(item.data, '=', item.size);
  if (equals == NULL) return parse_level(item, &config->level);
  size_t size = (size_t)(equals - item.data);
  if (size >= AREA_BYTES || config->area_count == MAX_AREAS) return false;
  memcpy(config->areas[config->area_count].name, item.data, size);
  config->areas[config->area_count].name[size] = 0;
  return parse_level(weir_sv_n(equals + 1, item.size - size - 1),
                     &config->areas[config->area_count++].level);
}

static weir_status_t apply(const char* text) {
  config_t config = {.level = WEIR_LOG_WARN};
  for (const char* p = text; *p;) {
    size_t size = strcspn(p, ",");
    if (size > 0 && !parse_item(weir_sv_n(p, size), &config)) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "\"%.*s\" is no log level: expected error, warn, "
                         "info, debug or trace, or AREA=LEVEL",
                         (int)size, p);
    }
    p += size + (p[size] == ',');
  }
  int max_level = config.level;
  for (unsigned i = 0; i < config.area_count; ++i) {
    if ((int)config.areas[i].level > max_level) {
      max_level = config.areas[i].level;
    }
  }
  weir_spinlock_lock(&log_state.lock);
  log_state.config = config;
  weir_spinlock_unlock(&log_state.lock);
  atomic_store_explicit(&log_state.max_level, max_level, memory_order_relaxed);
  return weir_ok();
}

static void read_environment(void) {
  const char* text = getenv("WEIR_LOG");
  weir_status_t status = text ? apply(text) : weir_ok();
  if (!weir_is_ok(status)) {
    fprintf(stderr, "weir: WEIR_LOG: %s\n", weir_status_message(status));
  }
  weir_status_free(status);
}

void weir_log_set_rank(int rank) {
  atomic_store_explicit(&log_state.rank, rank < 0 ? 0 : rank + 1,
                        memory_order_relaxed);
}

weir_status_t weir_log_configure(const char* text) {
  pthread_once(&log_state.once, read_environment);
  return apply(text);
}

void weir_log_set_sink(weir_log_sink_t sink, void* user) {
  log_state.sink = sink;
  log_state.sink_user = user;
}

bool weir_log_enabled(weir_log_level_t level, const char* area) {
  pthread_once(&log_state.once, read_environment);
  if ((int)level >
      atomic_load_explicit(&log_state.max_level, memory_order_relaxed)) {
    return false;
  }
  weir_spinlock_lock(&log_state.lock);
  weir_log_level_t limit = log_state.config.level;
  for (unsigned i = 0; i < log_state.config.area_count; ++i) {
    if (strcmp(log_state.config.areas[i].name, area) == 0) {
      limit = log_state.config.areas[i].level;
    }
  }
  weir_spinlock_unlock(&log_state.lock);
  return level <= limit;
}

void weir_log(weir_log_level_t level, const char* area, const char* format,
              ...) {
  if (!weir_log_enabled(level, area)) return;
  char line[LINE_BYTES];
  int rank = atomic_load_explicit(&log_state.rank, memory_order_relaxed);
  int n = rank > 0
              ? snprintf(line, sizeof(line), "weir[rank %d] %s %s: ", rank - 1,
                         level_names[level], area)
              : snprintf(line, sizeof(line), "weir %s %s: ", level_names[level],
                         area);
  va_list args;
  va_start(args, format);
  vsnprintf(line + n, sizeof(line) - (size_t)n, format, args);
  va_end(args);
  if (log_state.sink != NULL) {
    log_state.sink(log_state.sink_user, line);
  } else {
    // One call, so that lines of several ranks do not mix.
    fprintf(stderr, "%s\n", line);
  }
}

void weir_log_status(weir_log_level_t level, const char* area,
                     weir_status_t status) {
  if (!weir_is_ok(status)) {
    weir_log(level, area, "%s (%s)", weir_status_message(status),
             weir_code_name(weir_status_code(status)));
  }
  weir_status_free(status);
}
