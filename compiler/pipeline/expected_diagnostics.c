#include "compiler/pipeline/expected_diagnostics.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir/attribute.h"
#include "compiler/text/source_diagnostics.h"

typedef struct expectation_t {
  weir_severity_t severity;
  uint32_t line;  // 0: no place in a file
  const char* text;
  bool is_regex;
  bool was_seen;
  uint32_t written_line;
  struct expectation_t* next;
} expectation_t;

struct weir_expectations_t {
  weir_arena_t* arena;
  expectation_t* first;
  expectation_t** last;
  bool only_expected;
  bool failed;
};

// A line being searched for announcements.
typedef struct line_t {
  const char* at;
  const char* end;
  uint32_t number;
} line_t;

static bool take(line_t* line, const char* word) {
  size_t size = strlen(word);
  if ((size_t)(line->end - line->at) < size ||
      memcmp(line->at, word, size) != 0) {
    return false;
  }
  line->at += size;
  return true;
}

static bool take_severity(line_t* line, weir_severity_t* out_severity) {
  for (int i = WEIR_SEVERITY_ERROR; i <= WEIR_SEVERITY_NOTE; ++i) {
    if (take(line, weir_severity_name((weir_severity_t)i))) {
      *out_severity = (weir_severity_t)i;
      return true;
    }
  }
  return false;
}

typedef enum place_t { PLACE_LINE, PLACE_ABOVE, PLACE_BELOW } place_t;

static bool take_place(line_t* line, expectation_t* e, place_t* out_place) {
  *out_place = PLACE_LINE;
  e->line = line->number;
  if (!take(line, "@")) return true;
  if (take(line, "above")) {
    *out_place = PLACE_ABOVE;
  } else if (take(line, "below")) {
    *out_place = PLACE_BELOW;
  } else if (take(line, "unknown")) {
    e->line = 0;
  } else if (line->at < line->end && (*line->at == '+' || *line->at == '-')) {
    char* end = NULL;
    long offset = strtol(line->at, &end, 10);
    e->line = (uint32_t)((long)line->number + offset);
    line->at = end;
  } else {
    return false;
  }
  return true;
}

static const char* find(const char* at, const char* end, const char* word) {
  return memmem(at, (size_t)(end - at), word, strlen(word));
}

// One announcement from `expected-` on; NULL if it is none.
static expectation_t* read_one(weir_expectations_t* all, line_t* line,
                               place_t* out_place) {
  expectation_t* e = WEIR_ARENA_NEW(all->arena, expectation_t);
  if (!take_severity(line, &e->severity)) return NULL;
  e->is_regex = take(line, "-re");
  while (take(line, " ")) continue;
  if (!take_place(line, e, out_place)) return NULL;
  while (take(line, " ")) continue;
  if (!take(line, "{{")) return NULL;
  // The text may contain braces itself: it ends with the last pair.
  const char* close = NULL;
  const char* limit = find(line->at, line->end, "expected-");
  if (limit == NULL) limit = line->end;
  for (const char* at = find(line->at, limit, "}}"); at != NULL;
       at = find(at + 1, limit, "}}")) {
    close = at;
  }
  if (close == NULL) return NULL;
  e->text = weir_arena_string(all->arena, line->at, (size_t)(close - line->at));
  e->written_line = line->number;
  line->at = close + 2;
  return e;
}

static void append(weir_expectations_t* all, expectation_t* e) {
  *all->last = e;
  all->last = &e->next;
}

// @above means the last line without announcements, @below the next one.
static void read_all(weir_expectations_t* all, weir_string_view_t text,
                     uint32_t first_line) {
  expectation_t* waiting[256];
  uint32_t waiting_count = 0;
  uint32_t plain_line = first_line;
  line_t line = {text.data, NULL, first_line};
  const char* end = text.data + text.size;
  for (; line.at != NULL && line.at < end; ++line.number) {
    const char* newline = memchr(line.at, '\n', (size_t)(end - line.at));
    line.end = newline ? newline : end;
    bool any = false;
    for (const char* at = find(line.at, line.end, "expected-"); at != NULL;
         at = find(line.at, line.end, "expected-")) {
      line.at = at + strlen("expected-");
      place_t place = PLACE_LINE;
      expectation_t* e = read_one(all, &line, &place);
      if (e == NULL) continue;
      any = true;
      append(all, e);
      if (place == PLACE_ABOVE) e->line = plain_line;
      if (place == PLACE_BELOW && waiting_count < 256) {
        waiting[waiting_count++] = e;
      }
    }
    if (!any) {
      plain_line = line.number;
      while (waiting_count > 0) waiting[--waiting_count]->line = line.number;
    }
    line.at = newline ? newline + 1 : end;
  }
}

// The pattern of a `-re` text: plain but for what stands inside {{ }}.
static const char* make_pattern(weir_arena_t* arena, const char* text) {
  char* pattern = weir_arena_alloc(arena, strlen(text) * 2 + 1);
  char* out = pattern;
  bool inside = false;
  for (const char* at = text; *at != '\0'; ++at) {
    if (strncmp(at, inside ? "}}" : "{{", 2) == 0) {
      *out++ = inside ? ')' : '(';
      inside = !inside;
      ++at;
    } else {
      if (!inside && strchr("\\^$.|?*+()[]{}", *at) != NULL) *out++ = '\\';
      *out++ = *at;
    }
  }
  return pattern;
}

static bool text_fits(const weir_expectations_t* all, const expectation_t* e,
                      const char* message) {
  if (!e->is_regex) return strstr(message, e->text) != NULL;
  regex_t regex;
  if (regcomp(&regex, make_pattern(all->arena, e->text),
              REG_EXTENDED | REG_NOSUB) != 0) {
    return false;
  }
  bool fits = regexec(&regex, message, 0, NULL, 0) == 0;
  regfree(&regex);
  return fits;
}

static void compare(const weir_diagnostic_t* diagnostic, void* user) {
  weir_expectations_t* all = user;
  const weir_location_t* file = weir_location_find_file(diagnostic->location);
  uint32_t line = file ? file->location.line : 0;
  for (expectation_t* e = all->first; e; e = e->next) {
    if (e->was_seen || e->line != line || e->severity != diagnostic->severity) {
      continue;
    }
    if (!text_fits(all, e, diagnostic->message)) continue;
    e->was_seen = true;
    return;
  }
  if (all->only_expected) return;
  all->failed = true;
  if (file != NULL) {
    fprintf(stderr, "%s:%u:%u: ", file->location.name->data, line,
            file->location.column);
  }
  fprintf(stderr, "error: unexpected %s: %s\n",
          weir_severity_name(diagnostic->severity), diagnostic->message);
}

weir_expectations_t* weir_expectations_create(weir_context_t* context,
                                              weir_string_view_t text,
                                              uint32_t first_line,
                                              bool only_expected,
                                              weir_arena_t* arena) {
  weir_expectations_t* all = WEIR_ARENA_NEW(arena, weir_expectations_t);
  all->arena = arena;
  all->only_expected = only_expected;
  all->last = &all->first;
  read_all(all, text, first_line);
  weir_diagnostics_set_handler(context, compare, all);
  return all;
}

bool weir_expectations_check(weir_expectations_t* all, const char* file) {
  for (const expectation_t* e = all->first; e; e = e->next) {
    if (e->was_seen) continue;
    all->failed = true;
    fprintf(stderr, "%s:%u: error: expected %s \"%s\" was not produced\n", file,
            e->written_line, weir_severity_name(e->severity), e->text);
  }
  return !all->failed;
}
