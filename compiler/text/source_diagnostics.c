#include "compiler/text/source_diagnostics.h"

#include <string.h>

#include "compiler/text/text.h"

const char* weir_severity_name(weir_severity_t severity) {
  static const char* const names[] = {
      [WEIR_SEVERITY_ERROR] = "error",
      [WEIR_SEVERITY_WARNING] = "warning",
      [WEIR_SEVERITY_REMARK] = "remark",
      [WEIR_SEVERITY_NOTE] = "note",
  };
  return names[severity];
}

const weir_location_t* weir_location_find_file(
    const weir_location_t* location) {
  if (location == NULL) return NULL;
  if (location->location.kind == WEIR_LOCATION_FILE) return location;
  for (uint32_t i = 0; i < location->location.child_count; ++i) {
    const weir_location_t* file =
        weir_location_find_file(location->location.children[i]);
    if (file != NULL) return file;
  }
  return NULL;
}

static weir_string_view_t line_of(weir_string_view_t text, uint32_t line) {
  const char* at = text.data;
  const char* end = text.data + text.size;
  for (uint32_t i = 1; i < line && at != NULL; ++i) {
    at = memchr(at, '\n', (size_t)(end - at));
    if (at != NULL) ++at;
  }
  if (at == NULL || at >= end) return weir_sv_n(NULL, 0);
  const char* newline = memchr(at, '\n', (size_t)(end - at));
  return weir_sv_n(at, (size_t)((newline ? newline : end) - at));
}

static void show_line(const weir_source_diagnostics_t* sources,
                      const weir_location_t* file) {
  if (sources->file == NULL ||
      strcmp(file->location.name->data, sources->file) != 0) {
    return;
  }
  weir_string_view_t line = line_of(sources->text, file->location.line);
  if (line.data == NULL || line.size > 400) return;
  fprintf(sources->out, "%.*s\n", WEIR_SV_ARGS(line));
  for (uint32_t i = 1; i < file->location.column && i <= line.size; ++i) {
    fputc(line.data[i - 1] == '\t' ? '\t' : ' ', sources->out);
  }
  fputs("^\n", sources->out);
}

static void show(const weir_diagnostic_t* diagnostic, void* user) {
  const weir_source_diagnostics_t* sources = user;
  const weir_location_t* location = diagnostic->location;
  const weir_location_t* file = weir_location_find_file(location);
  if (file != NULL) {
    fprintf(sources->out, "%s:%u:%u: ", file->location.name->data,
            file->location.line, file->location.column);
  } else if (location != NULL) {
    weir_arena_t arena;
    weir_arena_init(&arena);
    fprintf(sources->out, "%s: ", weir_print_attr(location, &arena));
    weir_arena_deinit(&arena);
  }
  fprintf(sources->out, "%s: %s\n", weir_severity_name(diagnostic->severity),
          diagnostic->message);
  if (file != NULL) show_line(sources, file);
}

void weir_source_diagnostics_install(weir_source_diagnostics_t* diagnostics,
                                     weir_context_t* context) {
  weir_diagnostics_set_handler(context, show, diagnostics);
}
