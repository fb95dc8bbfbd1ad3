#include "compiler/pipeline/opt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/register.h"
#include "compiler/pipeline/expected_diagnostics.h"
#include "compiler/text/source_diagnostics.h"
#include "engine/base/file_writer.h"
#include "engine/base/strbuf.h"

// -- files ------------------------------------------------------------------

weir_status_t weir_read_text_file(const char* path, char** out_text,
                                  size_t* out_size) {
  *out_text = NULL;
  *out_size = 0;
  bool is_stdin = strcmp(path, "-") == 0;
  FILE* file = is_stdin ? stdin : fopen(path, "rb");
  if (file == NULL) {
    return weir_status_from_errno(errno, "cannot open input file '%s'", path);
  }
  weir_strbuf_t text = {0};
  char* chunk = malloc(1 << 16);
  if (chunk == NULL) abort();
  size_t size;
  while ((size = fread(chunk, 1, 1 << 16, file)) > 0) {
    weir_strbuf_append(&text, chunk, size);
  }
  free(chunk);
  weir_status_t status = weir_ok();
  if (ferror(file)) {
    status = weir_status_from_errno(errno, "cannot read '%s'", path);
  }
  if (!is_stdin) fclose(file);
  if (!weir_is_ok(status)) {
    weir_strbuf_deinit(&text);
    return status;
  }
  *out_size = text.size;
  *out_text = weir_strbuf_take(&text);
  return status;
}

// -- pieces -----------------------------------------------------------------

typedef struct piece_t {
  weir_string_view_t text;
  uint32_t first_line;
} piece_t;

// A line that is |marker| and blanks.
static bool is_split_line(const char* marker, const char* line,
                          const char* end) {
  size_t size = strlen(marker);
  if ((size_t)(end - line) < size || memcmp(line, marker, size) != 0) {
    return false;
  }
  for (line += size; line < end; ++line) {
    if (*line != ' ' && *line != '\t' && *line != '\r') return false;
  }
  return true;
}

// The next piece of what is left at |*at|; false at the end.
static bool next_piece(const char** at, const char* end, uint32_t* line,
                       const char* marker, piece_t* out_piece) {
  if (*at == NULL) return false;
  const char* start = *at;
  *out_piece = (piece_t){weir_sv_n(start, (size_t)(end - start)), *line};
  *at = NULL;
  while (marker != NULL && start < end) {
    const char* newline = memchr(start, '\n', (size_t)(end - start));
    const char* line_end = newline ? newline : end;
    ++*line;
    if (is_split_line(marker, start, line_end)) {
      out_piece->text.size = (size_t)(start - out_piece->text.data);
      *at = newline ? newline + 1 : end;
      return true;
    }
    start = newline ? newline + 1 : end;
  }
  return true;
}

// Whether what is printed of |module| is read as the same module.
static weir_status_t check_round_trip(const weir_opt_options_t* options,
                                      weir_op_t* module, const char* file) {
  weir_print_options_t print = {.debug_info = true};
  weir_context_t* context = weir_context_create();
  weir_register_all_dialects(context);
  weir_context_allow_unregistered(context, options->allow_unregistered);
  size_t size = 0, again_size = 0;
  char* text = weir_print_op(module, &print, &size);
  char* again = NULL;
  weir_op_t* read = NULL;
  weir_status_t status =
      weir_parse_module(context, file, weir_sv_n(text, size), true, &read);
  if (weir_is_ok(status)) again = weir_print_op(read, &print, &again_size);
  if (weir_is_ok(status) &&
      (size != again_size || memcmp(text, again, size) != 0)) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s: what is printed is not read as the same", file);
  }
  free(again);
  free(text);
  weir_context_free(context);
  return status;
}

static weir_status_t run_piece(const weir_opt_options_t* options,
                               weir_run_options_t* run, const char* file,
                               weir_context_t* context, const piece_t* piece,
                               weir_strbuf_t* out) {
  weir_op_t* module = NULL;
  WEIR_RETURN_IF_ERROR(weir_parse_module_at(context, file, piece->first_line,
                                            piece->text, !options->no_verify,
                                            &module));
  if (options->verify_round_trip) {
    WEIR_RETURN_IF_ERROR(check_round_trip(options, module, file));
  }
  WEIR_RETURN_IF_ERROR(weir_pipeline_run(options->pipeline, module, run));
  size_t size = 0;
  char* text = weir_print_op(module, &options->print, &size);
  weir_strbuf_append(out, text, size);
  free(text);
  return weir_ok();
}

// A piece in a context of its own, so that one does not see another's faults.
static weir_status_t process_piece(const weir_opt_options_t* options,
                                   weir_run_options_t* run, const char* file,
                                   weir_string_view_t whole,
                                   const piece_t* piece, weir_strbuf_t* out) {
  weir_context_t* context = weir_context_create();
  weir_register_all_dialects(context);
  weir_context_allow_unregistered(context, options->allow_unregistered);
  weir_source_diagnostics_t sources = {stderr, file, whole};
  weir_arena_t arena;
  weir_arena_init(&arena);
  weir_expectations_t* expectations = NULL;
  if (options->verify_diagnostics) {
    expectations =
        weir_expectations_create(context, piece->text, piece->first_line,
                                 options->only_expected, &arena);
  } else {
    weir_source_diagnostics_install(&sources, context);
  }
  weir_status_t status = run_piece(options, run, file, context, piece, out);
  if (expectations != NULL) {
    // A refusal is what such a test is about; only other failures count.
    if (weir_status_code(status) == WEIR_CODE_INVALID_ARGUMENT) {
      weir_status_free(status);
      status = weir_ok();
    }
    if (weir_is_ok(status) && !weir_expectations_check(expectations, file)) {
      status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                           "%s: diagnostics are not as announced", file);
    }
  }
  weir_arena_deinit(&arena);
  weir_context_free(context);
  return status;
}

static weir_status_t process(const weir_opt_options_t* options,
                             weir_run_options_t* run, const char* file,
                             weir_string_view_t text, weir_strbuf_t* out) {
  weir_status_t all = weir_ok();
  const char* at = text.data;
  uint32_t line = 1;
  piece_t piece;
  bool first = true;
  while (next_piece(&at, text.data + text.size, &line, options->split_line,
                    &piece)) {
    if (!first) weir_strbuf_printf(out, "%s\n", options->split_line);
    first = false;
    weir_status_t status = process_piece(options, run, file, text, &piece, out);
    if (weir_is_ok(all)) {
      all = status;
    } else {
      weir_status_free(status);
    }
  }
  return all;
}

weir_status_t weir_opt_run(weir_opt_options_t* options) {
  char* text = NULL;
  size_t size = 0;
  WEIR_RETURN_IF_ERROR(weir_read_text_file(options->input, &text, &size));
  enum { MAX_PASSES = 512 };
  weir_run_options_t run = options->run;
  if (options->time_passes) {
    run.times = calloc(MAX_PASSES, sizeof(*run.times));
    run.time_capacity = run.times ? MAX_PASSES : 0;
  }
  const char* file =
      strcmp(options->input, "-") == 0 ? "<stdin>" : options->input;
  if (options->dump_pipeline) {
    fprintf(stderr, "Pass pipeline: %s\n",
            weir_pipeline_text(options->pipeline));
  }
  weir_strbuf_t out = {0};
  weir_status_t status =
      process(options, &run, file, weir_sv_n(text, size), &out);
  // As mlir-opt does, what could be processed is shown even if a piece failed.
  bool show = weir_is_ok(status) || options->split_line != NULL;
  if (show) {
    status = weir_status_join(
        status, weir_file_write_or_print(options->output, weir_strbuf_c(&out),
                                         out.size));
  }
  if (options->time_passes) weir_print_times(&run, stderr);
  free(run.times);
  weir_strbuf_deinit(&out);
  free(text);
  return status;
}
