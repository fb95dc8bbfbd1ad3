#include "compiler/pipeline/pass_options.h"

#include <string.h>

#include "engine/base/strbuf.h"

#define FLAG WEIR_OPTION_FLAG
#define NUMBER WEIR_OPTION_NUMBER
#define TEXT WEIR_OPTION_TEXT

// By pass. An option of a stage that runs in several pipelines stands here by
// the name that the pipelines give it, too.
static const weir_option_row_t rows[] = {
    {"abi-wrap-entry-points", "invocation-model", TEXT},
    {"canonicalize", "disable-patterns", TEXT},
    {"canonicalize", "enable-patterns", TEXT},
    {"canonicalize", "max-iterations", NUMBER},
    {"canonicalize", "max-num-rewrites", NUMBER},
    {"canonicalize", "region-simplify", TEXT},
    {"canonicalize", "test-convergence", FLAG},
    {"canonicalize", "top-down", FLAG},
    {"flow-canonicalize", "cse-constants", FLAG},
    {"flow-canonicalize", "test-convergence", FLAG},
    {"flow-dump-dispatch-graph-pass", "max-label-len", NUMBER},
    {"flow-dump-dispatch-graph-pass", "output-file", TEXT},
    {"flow-dump-dispatch-graph-pass", "print-attrs", FLAG},
    {"flow-dump-dispatch-graph-pass", "print-control-flow-edges", FLAG},
    {"flow-dump-dispatch-graph-pass", "print-data-flow-edges", FLAG},
    {"flow-dump-dispatch-graph-pass", "print-result-types", FLAG},
    {"flow-initialize-empty-tensors", "zero-fill", FLAG},
    {"flow-insert-debug-target-at-ordinal", "break-debug-target", TEXT},
    {"flow-insert-debug-target-at-ordinal", "trace-debug-target", TEXT},
    {"flow-insert-debug-target-at-symbol", "break-debug-target", TEXT},
    {"flow-insert-debug-target-at-symbol", "trace-debug-target", TEXT},
    {"flow-tensor-pad-to-tensor-insert-slice", "skip-one-linalg-use-case",
     FLAG},
    {"hal-assign-legacy-target-devices", "target-backends", TEXT},
    {"hal-assign-legacy-target-devices", "target-registry", TEXT},
    {"hal-assign-legacy-target-devices", "targetBackends", TEXT},
    {"hal-assign-target-devices", "target-devices", TEXT},
    {"hal-assign-target-devices", "targetDevices", TEXT},
    {"hal-capture-executable-sources", "stage", TEXT},
    {"hal-device-assignment-pipeline", "default-device", TEXT},
    {"hal-device-assignment-pipeline", "legacy-target-backends", TEXT},
    {"hal-device-assignment-pipeline", "target-backends", TEXT},
    {"hal-device-assignment-pipeline", "target-devices", TEXT},
    {"hal-dump-executable-benchmarks", "path", TEXT},
    {"hal-dump-executable-sources", "path", TEXT},
    {"hal-dump-executable-sources", "prefix", TEXT},
    {"hal-initialize-devices", "target-registry", TEXT},
    {"hal-link-executables", "target", TEXT},
    {"hal-link-executables", "target-registry", TEXT},
    {"hal-materialize-dispatch-instrumentation", "buffer-size", TEXT},
    {"hal-materialize-target-devices", "default-device", TEXT},
    {"hal-materialize-target-devices", "defaultDevice", TEXT},
    {"hal-preprocess-executables-with-pipeline", "pipeline", TEXT},
    {"hal-preprocess-executables-with-tool", "command", TEXT},
    {"hal-repeat-dispatches", "count", NUMBER},
    {"hal-resolve-device-aliases", "target-registry", TEXT},
    {"hal-serialize-executables", "debug-level", NUMBER},
    {"hal-serialize-executables", "dump-binaries-path", TEXT},
    {"hal-serialize-executables", "dump-intermediates-path", TEXT},
    {"hal-serialize-executables", "target", TEXT},
    {"hal-serialize-executables", "target-registry", TEXT},
    {"hal-substitute-executables", "search-path", TEXT},
    {"hal-substitute-executables", "substitutions", TEXT},
    {"hal-translate-executables", "target", TEXT},
    {"hal-translate-executables", "target-registry", TEXT},
    {"hal-translate-executables", "threads", NUMBER},
    {"hal-verify-devices", "target-registry", TEXT},
    {"inline", "default-pipeline", TEXT},
    {"inline", "inlining-threshold", NUMBER},
    {"inline", "max-iterations", NUMBER},
    {"inline", "op-pipelines", TEXT},
    {"io-export-parameters", "archive-path", TEXT},
    {"io-export-parameters", "minimum-size", NUMBER},
    {"io-export-parameters", "path", TEXT},
    {"io-export-parameters", "scope", TEXT},
    {"io-generate-splat-parameter-archive", "archive-path", TEXT},
    {"io-generate-splat-parameter-archive", "file", TEXT},
    {"io-import-parameters", "keys", TEXT},
    {"io-import-parameters", "max-size", NUMBER},
    {"io-import-parameters", "maximum-size", NUMBER},
    {"io-import-parameters", "paths", TEXT},
    {"print-op-stats", "json", FLAG},
    {"stream-conversion", "warn-ambiguous", FLAG},
    {"stream-dump-statistics", "dump-statistics-file", TEXT},
    {"stream-dump-statistics", "dump-statistics-format", TEXT},
    {"stream-dump-statistics", "output-file", TEXT},
    {"stream-dump-statistics", "output-format", TEXT},
    {"stream-pack-dispatch-operands", "kernel-index-bits", NUMBER},
    {"util-dump-module", "path", TEXT},
    {"util-fixed-point-iterator", "max-iterations", NUMBER},
    {"util-fixed-point-iterator", "pipeline", TEXT},
    {"util-fold-globals", "strict", FLAG},
    {"util-hoist-into-globals", "max-size-increase-threshold", NUMBER},
    {"util-test-conversion", "structural-conversion", FLAG},
    {"util-test-conversion", "widen-integers", FLAG},
};
enum { ROW_COUNT = sizeof(rows) / sizeof(rows[0]) };

const weir_option_row_t* weir_option_row_find(const char* pass,
                                              weir_string_view_t name) {
  for (int i = 0; i < ROW_COUNT; ++i) {
    if (strcmp(rows[i].pass, pass) == 0 &&
        weir_sv_equal_c(name, rows[i].name)) {
      return &rows[i];
    }
  }
  return NULL;
}

// The end of one "key=value", at a blank outside quotes and brackets.
static size_t option_end(weir_string_view_t text, size_t at) {
  int depth = 0;
  char quote = '\0';
  for (; at < text.size; ++at) {
    char c = text.data[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '"' || c == '\'') {
      quote = c;
    } else if (strchr("{[(<", c) != NULL && c != '\0') {
      ++depth;
    } else if (strchr("}])>", c) != NULL && c != '\0') {
      --depth;
    } else if (c == ' ' && depth <= 0) {
      break;
    }
  }
  return at;
}

// A copy without the quotes around the value.
static const char* copy_option(weir_arena_t* arena, weir_string_view_t option) {
  char* text = weir_arena_string(arena, option.data, option.size);
  char* value = strchr(text, '=');
  if (value == NULL) return text;
  ++value;
  size_t size = strlen(value);
  bool quoted = size >= 2 && (value[0] == '"' || value[0] == '\'') &&
                value[size - 1] == value[0];
  if (quoted) {
    memmove(value, value + 1, size - 2);
    value[size - 2] = '\0';
  }
  return text;
}

weir_options_t weir_options_split(weir_arena_t* arena,
                                  weir_string_view_t text) {
  weir_options_t options = {
      .items = WEIR_ARENA_ARRAY(arena, const char*, text.size / 2 + 2)};
  for (size_t at = 0; at < text.size;) {
    if (text.data[at] == ' ') {
      ++at;
      continue;
    }
    size_t end = option_end(text, at);
    options.items[options.count++] =
        copy_option(arena, weir_sv_n(text.data + at, end - at));
    at = end;
  }
  return options;
}

weir_string_view_t weir_option_name(const char* option) {
  return weir_sv_n(option, strcspn(option, "="));
}

static weir_status_t no_such_option(const char* pass, weir_string_view_t name) {
  weir_strbuf_t known = {0};
  for (int i = 0; i < ROW_COUNT; ++i) {
    if (strcmp(rows[i].pass, pass) != 0) continue;
    weir_strbuf_printf(&known, "%s%s", known.size > 0 ? ", " : "",
                       rows[i].name);
  }
  weir_status_t status = weir_status(
      WEIR_CODE_INVALID_ARGUMENT, "pass '%s': no such option '%.*s'; it has %s",
      pass, WEIR_SV_ARGS(name),
      known.size > 0 ? weir_strbuf_c(&known) : "none");
  weir_strbuf_deinit(&known);
  return status;
}

static bool is_number(const char* text) {
  if (*text == '-') ++text;
  size_t digits = strspn(text, "0123456789");
  return digits > 0 && text[digits] == '\0';
}

static weir_status_t check_value(const weir_option_row_t* row,
                                 const char* value) {
  bool flag = false;
  bool fits = row->kind == FLAG     ? weir_flag_parse(value, &flag)
              : row->kind == NUMBER ? is_number(value)
                                    : true;
  if (fits) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "pass '%s': '%s' is no value of option '%s': it is %s",
                     row->pass, value, row->name,
                     row->kind == FLAG ? "true or false" : "a whole number");
}

weir_status_t weir_pass_options_check(const weir_pass_def_t* def,
                                      const weir_options_t* options) {
  for (uint32_t i = 0; i < options->count; ++i) {
    const char* option = options->items[i];
    weir_string_view_t name = weir_option_name(option);
    const weir_option_row_t* row = weir_option_row_find(def->name, name);
    if (row == NULL) return no_such_option(def->name, name);
    const char* value =
        option[name.size] == '=' ? option + name.size + 1 : "true";
    WEIR_RETURN_IF_ERROR(check_value(row, value));
  }
  return weir_ok();
}
