#include "compiler/pipeline/opt.h"

#include <argp.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compiler/pipeline/pass_registry.h"
#include "engine/base/exit_code.h"
#include "tools/weirc/command.h"

static const char doc[] =
    "Runs passes on MLIR text, in the order in which they are given, and "
    "prints "
    "the result.\v"
    "A pass is an option by its name: --stream-conversion, or with the prefix "
    "that IREE gives it, --iree-stream-conversion. Options of a pass follow "
    "as --PASS=key=value, --PASS='a=1 b=2' or --PASS{a=1}.\n\n"
    "Exit codes: 0 success; 1 the input was refused, a pass failed, or the "
    "diagnostics are not those announced; 2 wrong usage; others as in "
    "docs/exit-codes.md.";

enum {
  OPTION_SPLIT = 0x100,
  OPTION_PIPELINE,
  OPTION_VERIFY_DIAGNOSTICS,
  OPTION_ELIDE,
  OPTION_ELIDE_RESOURCES,
  OPTION_PRINT_AFTER,
  OPTION_PRINT_BEFORE,
  OPTION_IGNORED,
  OPTION_FLAG = 0x800,         // + place in flags
  OPTION_GLOBAL = 0x1000,      // + place in weir_global_options
  OPTION_PASS = 0x2000,        // + place in the list of all passes
  OPTION_NAMED = 0x3000,       // + place in weir_named_pipelines
  OPTION_PASS_ALIAS = 0x4000,  // + place in weir_pass_aliases
};

static const struct argp_option valued_options[] = {
    {"output", 'o', "FILE", 0, "where the result goes (default: -)", 0},
    {"split-input-file", OPTION_SPLIT, "LINE", OPTION_ARG_OPTIONAL,
     "handle what stands between lines `// -----` (or LINE) as files of their "
     "own",
     0},
    {"pass-pipeline", OPTION_PIPELINE, "TEXT", 0,
     "passes as builtin.module(PASS,util.func(PASS{k=v}))", 0},
    {"verify-diagnostics", OPTION_VERIFY_DIAGNOSTICS, "WHICH",
     OPTION_ARG_OPTIONAL,
     "compare diagnostics with the expected-error comments of the input: all, "
     "or only-expected",
     0},
    {"mlir-elide-elementsattrs-if-larger", OPTION_ELIDE, "N", 0,
     "leave out the values of larger constants", 0},
    {"mlir-elide-resource-strings-if-larger", OPTION_ELIDE_RESOURCES, "N", 0,
     "leave out resources whose text is longer", 0},
    {"print-after", OPTION_PRINT_AFTER, "PASS", 0, "dump to stderr", 0},
    {"print-before", OPTION_PRINT_BEFORE, "PASS", 0, "dump to stderr", 0},
    {"mlir-print-ir-after", OPTION_PRINT_AFTER, "PASS", OPTION_HIDDEN, "", 0},
    {"mlir-print-ir-before", OPTION_PRINT_BEFORE, "PASS", OPTION_HIDDEN, "", 0},
    // Of mlir-opt: what they are about does not exist here.
    {"mlir-disable-threading", OPTION_IGNORED, "BOOL",
     OPTION_ARG_OPTIONAL | OPTION_HIDDEN, "", 0},
    {"mlir-print-assume-verified", OPTION_IGNORED, "BOOL",
     OPTION_ARG_OPTIONAL | OPTION_HIDDEN, "", 0},
    {"mlir-print-op-on-diagnostic", OPTION_IGNORED, "BOOL",
     OPTION_ARG_OPTIONAL | OPTION_HIDDEN, "", 0},
    {"mlir-print-stacktrace-on-diagnostic", OPTION_IGNORED, "BOOL",
     OPTION_ARG_OPTIONAL | OPTION_HIDDEN, "", 0},
};
enum { VALUED_COUNT = sizeof(valued_options) / sizeof(valued_options[0]) };

typedef struct arguments_t {
  weir_arena_t arena;
  weir_opt_options_t opt;
  weir_pipeline_t* pipeline;
  const weir_pass_def_t** passes;
  uint32_t pass_count;
  bool has_pipeline_text;
  const char** global_options;
  uint32_t global_count;
  const char** print_after;
  const char** print_before;
  uint32_t after_count, before_count;
} arguments_t;

// -- yes or no ---------------------------------------------------------------

// An option that is on when it is named, or as its value says.
typedef struct flag_t {
  const char* name;
  size_t place;         // of a bool in arguments_t
  const char* summary;  // "": not shown
} flag_t;

static const flag_t flags[] = {
    {"allow-unregistered-dialect",
     offsetof(arguments_t, opt.allow_unregistered),
     "keep ops, types and attributes of unknown dialects"},
    {"verify-each", offsetof(arguments_t, opt.run.verify_each),
     "verify after each pass (default: true)"},
    {"no-verify", offsetof(arguments_t, opt.no_verify),
     "take the input as it is"},
    {"mlir-very-unsafe-disable-verifier-on-parsing",
     offsetof(arguments_t, opt.no_verify), ""},
    {"verify-roundtrip", offsetof(arguments_t, opt.verify_round_trip),
     "read what is printed again and compare"},
    {"dump-pass-pipeline", offsetof(arguments_t, opt.dump_pipeline),
     "say on stderr which passes run"},
    {"mlir-print-op-generic", offsetof(arguments_t, opt.print.generic),
     "print all ops in the generic form"},
    {"mlir-print-debuginfo", offsetof(arguments_t, opt.print.debug_info),
     "print locations"},
    {"mlir-print-local-scope", offsetof(arguments_t, opt.print.local_scope),
     "print no aliases"},
    {"mlir-print-skip-regions", offsetof(arguments_t, opt.print.skip_regions),
     "print {...} in the place of regions"},
    {"print-after-all", offsetof(arguments_t, opt.run.print_after_all),
     "dump to stderr"},
    {"print-before-all", offsetof(arguments_t, opt.run.print_before_all),
     "dump to stderr"},
    {"mlir-print-ir-after-all", offsetof(arguments_t, opt.run.print_after_all),
     ""},
    {"mlir-print-ir-before-all",
     offsetof(arguments_t, opt.run.print_before_all), ""},
    {"mlir-print-ir-module-scope",
     offsetof(arguments_t, opt.run.print_module_scope),
     "dump all of the module"},
    {"time-passes", offsetof(arguments_t, opt.time_passes),
     "say on stderr where the time went"},
    {"mlir-timing", offsetof(arguments_t, opt.time_passes), ""},
};
enum { FLAG_COUNT = sizeof(flags) / sizeof(flags[0]) };

static bool is_false(const char* text) {
  return text != NULL &&
         (strcmp(text, "0") == 0 || strcasecmp(text, "false") == 0);
}

static void set_flag(arguments_t* arguments, const flag_t* flag,
                     const char* text) {
  bool value = !is_false(text);
  memcpy((char*)arguments + flag->place, &value, sizeof(value));
}

static struct argp_option flag_option(int index) {
  const flag_t* flag = &flags[index];
  bool is_hidden = flag->summary[0] == '\0';
  return (struct argp_option){
      .name = flag->name,
      .key = OPTION_FLAG + index,
      .arg = "BOOL",
      .flags = OPTION_ARG_OPTIONAL | (is_hidden ? OPTION_HIDDEN : 0),
      .doc = flag->summary,
  };
}

// -- the table of options ---------------------------------------------------

static uint32_t count_passes(void) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < weir_pass_table_count; ++i) {
    count += *weir_pass_tables[i].count;
  }
  return count;
}

// One option under both names.
static struct argp_option* add_named(weir_arena_t* arena,
                                     struct argp_option* next, const char* name,
                                     const char* summary, int key) {
  *next = (struct argp_option){.name = name,
                               .key = key,
                               .arg = "OPTIONS",
                               .flags = OPTION_ARG_OPTIONAL,
                               .doc = summary,
                               .group = key >= OPTION_PASS_ALIAS ? 2
                                        : key >= OPTION_NAMED    ? 3
                                        : key >= OPTION_PASS     ? 2
                                                                 : 1};
  ++next;
  *next = next[-1];
  next->name = weir_arena_format(arena, "iree-%s", name);
  next->flags |= OPTION_HIDDEN;
  return next + 1;
}

static struct argp_option* make_options(arguments_t* arguments) {
  weir_arena_t* arena = &arguments->arena;
  uint32_t passes = count_passes();
  arguments->passes = WEIR_ARENA_ARRAY(arena, const weir_pass_def_t*, passes);
  struct argp_option* options = WEIR_ARENA_ARRAY(
      arena, struct argp_option,
      VALUED_COUNT + FLAG_COUNT +
          2 * (passes + weir_global_option_count + weir_named_pipeline_count +
               weir_pass_alias_count) +
          4);
  memcpy(options, valued_options, sizeof(valued_options));
  struct argp_option* next = options + VALUED_COUNT;
  for (int i = 0; i < FLAG_COUNT; ++i) *next++ = flag_option(i);
  *next++ = (struct argp_option){.doc = "Seen by all passes:", .group = 1};
  for (uint32_t i = 0; i < weir_global_option_count; ++i) {
    const weir_global_option_t* option = &weir_global_options[i];
    next = add_named(arena, next, option->name, option->summary,
                     OPTION_GLOBAL + (int)i);
  }
  *next++ = (struct argp_option){.doc = "Passes:", .group = 2};
  for (uint32_t t = 0; t < weir_pass_table_count; ++t) {
    for (uint32_t i = 0; i < *weir_pass_tables[t].count; ++i) {
      const weir_pass_def_t* def = &weir_pass_tables[t].passes[i];
      uint32_t place = arguments->pass_count++;
      arguments->passes[place] = def;
      next = add_named(arena, next, def->name, def->summary,
                       OPTION_PASS + (int)place);
    }
  }
  for (uint32_t i = 0; i < weir_pass_alias_count; ++i) {
    struct argp_option* first = next;
    next = add_named(arena, next, weir_pass_aliases[i].alias, "",
                     OPTION_PASS_ALIAS + (int)i);
    first->flags |= OPTION_HIDDEN;
  }
  *next++ = (struct argp_option){.doc = "Pipelines:", .group = 3};
  for (uint32_t i = 0; i < weir_named_pipeline_count; ++i) {
    next = add_named(arena, next, weir_named_pipelines[i].name,
                     weir_named_pipelines[i].summary, OPTION_NAMED + (int)i);
  }
  return options;
}

// -- parsing ----------------------------------------------------------------

// A pass or named pipeline; its options may stand in braces.
static error_t add_pass(arguments_t* arguments, const char* name,
                        const char* text, struct argp_state* state) {
  weir_string_view_t options = weir_sv(text != NULL ? text : "");
  if (options.size > 1 && options.data[0] == '{' &&
      options.data[options.size - 1] == '}') {
    options = weir_sv_n(options.data + 1, options.size - 2);
  }
  weir_status_t status =
      weir_pipeline_add_text(arguments->pipeline, weir_sv(name), options);
  if (weir_is_ok(status)) return 0;
  argp_error(state, "%s", weir_status_message(status));
  weir_status_free(status);
  return EINVAL;
}

static error_t parse_pipeline(arguments_t* arguments, const char* text,
                              struct argp_state* state) {
  weir_status_t status =
      weir_pipeline_parse(arguments->pipeline, weir_sv(text));
  if (weir_is_ok(status)) return 0;
  argp_error(state, "%s", weir_status_message(status));
  weir_status_free(status);
  return EINVAL;
}

static error_t add_global(arguments_t* arguments,
                          const weir_global_option_t* option, const char* text,
                          struct argp_state* state) {
  bool value = false;
  if (option->is_flag && !weir_flag_parse(text, &value)) {
    argp_error(state, "'%s' is no value of --%s: it is true or false", text,
               option->name);
    return EINVAL;
  }
  arguments->global_options[arguments->global_count++] =
      weir_arena_format(&arguments->arena, "%s=%s", option->name, text);
  return 0;
}

static error_t parse_rest(int key, char* text, struct argp_state* state) {
  arguments_t* arguments = state->input;
  if (key >= OPTION_PASS && key < OPTION_PASS + (int)arguments->pass_count) {
    return add_pass(arguments, arguments->passes[key - OPTION_PASS]->name, text,
                    state);
  }
  if (key >= OPTION_NAMED &&
      key < OPTION_NAMED + (int)weir_named_pipeline_count) {
    return add_pass(arguments, weir_named_pipelines[key - OPTION_NAMED].name,
                    text, state);
  }
  if (key >= OPTION_PASS_ALIAS &&
      key < OPTION_PASS_ALIAS + (int)weir_pass_alias_count) {
    return add_pass(arguments, weir_pass_aliases[key - OPTION_PASS_ALIAS].name,
                    text, state);
  }
  if (key >= OPTION_GLOBAL &&
      key < OPTION_GLOBAL + (int)weir_global_option_count) {
    return add_global(arguments, &weir_global_options[key - OPTION_GLOBAL],
                      text != NULL ? text : "true", state);
  }
  if (key == ARGP_KEY_ARG) {
    if (state->arg_num > 0) argp_error(state, "one input file, please");
    arguments->opt.input = text;
    return 0;
  }
  if (key == ARGP_KEY_END) {
    if (arguments->opt.input == NULL) arguments->opt.input = "-";
    return 0;
  }
  return ARGP_ERR_UNKNOWN;
}

static error_t parse_diagnostics(arguments_t* arguments, const char* text,
                                 struct argp_state* state) {
  weir_opt_options_t* opt = &arguments->opt;
  opt->verify_diagnostics = !is_false(text);
  opt->only_expected = text != NULL && strcmp(text, "only-expected") == 0;
  bool known = text == NULL || opt->only_expected || is_false(text) ||
               strcmp(text, "all") == 0 || strcmp(text, "true") == 0;
  if (!known) argp_error(state, "--verify-diagnostics=%s is unknown", text);
  return 0;
}

static error_t parse_option(int key, char* text, struct argp_state* state) {
  arguments_t* arguments = state->input;
  weir_opt_options_t* opt = &arguments->opt;
  if (key >= OPTION_FLAG && key < OPTION_FLAG + FLAG_COUNT) {
    set_flag(arguments, &flags[key - OPTION_FLAG], text);
    return 0;
  }
  switch (key) {
    case 'o':
      opt->output = text;
      return 0;
    case OPTION_SPLIT:
      opt->split_line = text != NULL ? text : "// -----";
      return 0;
    case OPTION_PIPELINE:
      return parse_pipeline(arguments, text, state);
    case OPTION_VERIFY_DIAGNOSTICS:
      return parse_diagnostics(arguments, text, state);
    case OPTION_ELIDE:
      opt->print.elide_elements_above = atoll(text);
      return 0;
    case OPTION_ELIDE_RESOURCES:
      opt->print.elide_resources_above = atoll(text);
      return 0;
    case OPTION_PRINT_AFTER:
      arguments->print_after[arguments->after_count++] = text;
      return 0;
    case OPTION_PRINT_BEFORE:
      arguments->print_before[arguments->before_count++] = text;
      return 0;
    case OPTION_IGNORED:
      return 0;
    default:
      return parse_rest(key, text, state);
  }
}

// Brings IREE's and LLVM's ways of writing options into getopt's:
// -name becomes --name, --pass{k=v} becomes --pass=k=v.
static char* normalize(weir_arena_t* arena, char* argument) {
  size_t size = strlen(argument);
  if (size < 3 || argument[0] != '-') return argument;
  bool single = argument[1] != '-';
  if (single && argument[1] == 'o' && strchr("=/.", argument[2]) == NULL) {
    return argument;
  }
  char* text = weir_arena_format(arena, "%s%s", single ? "-" : "", argument);
  char* brace = strchr(text, '{');
  size = strlen(text);
  bool braced = brace != NULL && text[size - 1] == '}' &&
                memchr(text, '=', (size_t)(brace - text)) == NULL;
  if (braced) {
    *brace = '=';
    text[size - 1] = '\0';
  }
  return text;
}

int weirc_opt_main(int argc, char** argv) {
  arguments_t arguments = {.opt = {.output = "-", .run.verify_each = true}};
  weir_arena_t* arena = &arguments.arena;
  for (int i = 1; i < argc; ++i) argv[i] = normalize(arena, argv[i]);
  size_t room = (size_t)argc + 1;
  arguments.pipeline = weir_pipeline_create(arena, "builtin.module");
  arguments.global_options = WEIR_ARENA_ARRAY(arena, const char*, room);
  arguments.print_after = WEIR_ARENA_ARRAY(arena, const char*, room);
  arguments.print_before = WEIR_ARENA_ARRAY(arena, const char*, room);
  struct argp argp = {
      .options = make_options(&arguments),
      .parser = parse_option,
      .args_doc = "[FILE]",
      .doc = doc,
  };
  argp_err_exit_status = WEIR_EXIT_USAGE;
  int code = WEIR_EXIT_USAGE;
  if (argp_parse(&argp, argc, argv, 0, NULL, &arguments) == 0) {
    weir_opt_options_t* opt = &arguments.opt;
    opt->pipeline = arguments.pipeline;
    opt->run.global_options = arguments.global_options;
    opt->run.print_after = arguments.print_after;
    opt->run.print_before = arguments.print_before;
    opt->run.print = opt->print;
    weir_status_t status = weir_opt_run(opt);
    bool refused = weir_status_code(status) == WEIR_CODE_INVALID_ARGUMENT;
    code = weir_is_ok(status) ? WEIR_EXIT_OK : weirc_report_failure(status);
    if (refused) code = WEIR_EXIT_MISMATCH;
  }
  weir_arena_deinit(arena);
  return code;
}
