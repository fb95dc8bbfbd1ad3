#include "compiler/pipeline/compile.h"

#include <argp.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/pipeline/pass_registry.h"
#include "compiler/placement/placement.h"
#include "engine/base/exit_code.h"
#include "tools/weirc/command.h"

static const char doc[] =
    "Compiles MODEL, an ONNX model or MLIR text, for the devices of a cluster "
    "and writes a plan for `weir run`. `weirc opt` runs passes on MLIR text, "
    "`weirc ops` prints the reference of a dialect; each has --help.\v"
    "Phases, in order: input, abi, flow, stream, executable-sources, "
    "executable-targets, nodes, hal, plan.\n\n"
    "Exit codes: 0 success; 2 wrong usage; others as in docs/exit-codes.md.";

enum {
  OPTION_CLUSTER = 0x100,
  OPTION_PLACE,
  OPTION_PINS,
  OPTION_SAVE_PINS,
  OPTION_DIM,
  OPTION_CPU,
  OPTION_FROM,
  OPTION_TO,
  OPTION_PRINT_AFTER,
  OPTION_VERIFY_EACH,
  OPTION_TIME_PASSES,
  OPTION_ELIDE,
  OPTION_DEBUG_INFO,
};

static const struct argp_option options[] = {
    {"output", 'o', "FILE", 0, "where the plan, or the text of a phase, goes",
     0},
    {"cluster", OPTION_CLUSTER, "FILE", 0,
     "the cluster (default: one node with this machine's processor)", 0},
    {"place", OPTION_PLACE, "STRATEGY", 0,
     "chain (default), round-robin or single: who computes what", 0},
    {"pins", OPTION_PINS, "FILE", 0, "lines `@device NODE-OF-THE-MODEL`", 0},
    {"save-pins", OPTION_SAVE_PINS, "FILE", 0, "write the placement as pins",
     0},
    {"dim", OPTION_DIM, "NAME=N", 0,
     "size of a symbolic dimension of the model", 0},
    {"cpu", OPTION_CPU, "LEVEL", 0,
     "processors to generate code for: x86-64, x86-64-v2, x86-64-v3 or "
     "x86-64-v4 (default: this machine's)",
     0},
    {"compile-from", OPTION_FROM, "PHASE", 0, "MODEL is text after this phase",
     0},
    {"compile-to", OPTION_TO, "PHASE", 0, "print the program after this phase",
     0},
    {"print-after", OPTION_PRINT_AFTER, "PASS", 0,
     "dump to stderr after a pass", 0},
    {"verify-each", OPTION_VERIFY_EACH, NULL, 0, "verify after each pass", 0},
    {"time-passes", OPTION_TIME_PASSES, NULL, 0,
     "say on stderr where time went", 0},
    {"mlir-elide-elementsattrs-if-larger", OPTION_ELIDE, "N", 0,
     "leave out the values of larger constants", 0},
    {"mlir-print-debuginfo", OPTION_DEBUG_INFO, NULL, 0, "print locations", 0},
    {0},
};

typedef struct arguments_t {
  weir_compile_options_t compile;
  weir_onnx_dim_t dims[64];
  const char* print_after[17];
  uint32_t print_after_count;
} arguments_t;

static void parse_dim(struct argp_state* state, arguments_t* arguments,
                      char* text) {
  char* equals = strrchr(text, '=');
  char* end = NULL;
  long long size = equals != NULL ? strtoll(equals + 1, &end, 10) : -1;
  if (equals == NULL || equals == text || size <= 0 || *end != '\0') {
    argp_error(state, "--dim wants NAME=N with a positive N, not \"%s\"", text);
    return;
  }
  weir_onnx_options_t* onnx = &arguments->compile.onnx;
  if (onnx->dim_count == sizeof(arguments->dims) / sizeof(arguments->dims[0])) {
    argp_error(state, "too many --dim");
    return;
  }
  *equals = '\0';
  arguments->dims[onnx->dim_count++] = (weir_onnx_dim_t){text, size};
}

static void parse_phase(struct argp_state* state, const char* text,
                        weir_phase_t* out_phase) {
  if (!weir_phase_find(text, out_phase)) {
    argp_error(state, "no phase is called \"%s\"", text);
  }
}

static error_t parse_option(int key, char* value, struct argp_state* state) {
  arguments_t* arguments = state->input;
  weir_compile_options_t* compile = &arguments->compile;
  switch (key) {
    case 'o':
      compile->output = value;
      break;
    case OPTION_CLUSTER:
      compile->cluster = value;
      break;
    case OPTION_PLACE:
      if (weir_strategy_find(value) == NULL) {
        argp_error(state, "no placement strategy is called \"%s\"", value);
      }
      compile->strategy = value;
      break;
    case OPTION_PINS:
      compile->pins = value;
      break;
    case OPTION_SAVE_PINS:
      compile->save_pins = value;
      break;
    case OPTION_DIM:
      parse_dim(state, arguments, value);
      break;
    case OPTION_CPU:
      compile->cpu = value;
      break;
    case OPTION_FROM:
      parse_phase(state, value, &compile->from);
      break;
    case OPTION_TO:
      parse_phase(state, value, &compile->to);
      break;
    case OPTION_PRINT_AFTER:
      if (weir_pass_find(weir_sv(value)) == NULL) {
        argp_error(state, "no pass is called \"%s\"", value);
      }
      if (arguments->print_after_count == 16) {
        argp_error(state, "too many --print-after");
      } else {
        arguments->print_after[arguments->print_after_count++] = value;
      }
      break;
    case OPTION_VERIFY_EACH:
      compile->run.verify_each = true;
      break;
    case OPTION_TIME_PASSES:
      compile->time_passes = true;
      break;
    case OPTION_ELIDE:
      compile->print.elide_elements_above = atoll(value);
      break;
    case OPTION_DEBUG_INFO:
      compile->print.debug_info = true;
      break;
    case ARGP_KEY_ARG:
      if (compile->input != NULL) argp_error(state, "one MODEL only");
      compile->input = value;
      break;
    case ARGP_KEY_END:
      if (compile->input == NULL) argp_error(state, "there is no MODEL");
      if (compile->to == WEIR_PHASE_PLAN && compile->output == NULL) {
        argp_error(state, "where to? Give the plan's name with -o FILE");
      }
      if (compile->output == NULL) compile->output = "-";
      break;
    default:
      return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

int weirc_compile_main(int argc, char** argv) {
  arguments_t arguments = {.compile = {.to = WEIR_PHASE_PLAN}};
  arguments.compile.onnx.dims = arguments.dims;
  static const struct argp argp = {options, parse_option, "MODEL", doc,
                                   NULL,    NULL,         NULL};
  argp_err_exit_status = WEIR_EXIT_USAGE;
  argp_parse(&argp, argc, argv, 0, NULL, &arguments);
  arguments.compile.run.print_after = arguments.print_after;
  arguments.compile.run.print = arguments.compile.print;
  weir_status_t status = weir_compile(&arguments.compile);
  return weir_is_ok(status) ? WEIR_EXIT_OK : weirc_report_failure(status);
}
