#include <argp.h>
#include <stdlib.h>

#include "compiler/pipeline/op_reference.h"
#include "engine/base/exit_code.h"
#include "engine/base/file_writer.h"
#include "tools/weirc/command.h"

static const char doc[] =
    "Prints the reference of DIALECT's ops as Markdown, or without one a table "
    "of all dialects.\v"
    "What the kinds and syntax strings mean stands in docs/op-syntax.md.";

static const struct argp_option options[] = {
    {"output", 'o', "FILE", 0, "where it goes (default: -)", 0},
    {0},
};

typedef struct arguments_t {
  const char* dialect;
  const char* output;
} arguments_t;

static error_t parse_option(int key, char* value, struct argp_state* state) {
  arguments_t* arguments = state->input;
  switch (key) {
    case 'o':
      arguments->output = value;
      return 0;
    case ARGP_KEY_ARG:
      if (arguments->dialect != NULL) argp_error(state, "one DIALECT only");
      arguments->dialect = value;
      return 0;
    default:
      return ARGP_ERR_UNKNOWN;
  }
}

int weirc_ops_main(int argc, char** argv) {
  arguments_t arguments = {.output = "-"};
  static const struct argp argp = {options, parse_option, "[DIALECT]", doc,
                                   NULL,    NULL,         NULL};
  argp_err_exit_status = WEIR_EXIT_USAGE;
  argp_parse(&argp, argc, argv, 0, NULL, &arguments);
  weir_strbuf_t text = {0};
  weir_status_t status = weir_op_reference(arguments.dialect, &text);
  if (weir_is_ok(status)) {
    status = weir_file_write_or_print(arguments.output, weir_strbuf_c(&text),
                                      text.size);
  }
  weir_strbuf_deinit(&text);
  return weir_is_ok(status) ? WEIR_EXIT_OK : weirc_report_failure(status);
}
