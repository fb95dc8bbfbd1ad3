#include <argp.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/exit_code.h"
#include "engine/io/tensor_text.h"
#include "engine/session/job.h"
#include "engine/topology/cluster.h"
#include "tools/weir/command.h"
#include "transports/loopback/loopback.h"
#include "transports/mpi/mpi_transport.h"

static const char doc[] =
    "Runs a function of PLAN. Alone it runs all nodes of the plan in this "
    "process; under mpirun or srun they are spread over the ranks, and rank 0 "
    "writes the outputs.\v"
    "Without a name, inputs and outputs are taken in the function's order. "
    "TEXT is a tensor such as 2x2xf32=1 2 3 4. An output without a file is "
    "printed.\n\n"
    "Exit codes are 0 for success, 1 when an output is not the expected one, 2 "
    "for a wrong command line, and those of weir(1) for failures.";

enum {
  OPTION_EXPECTED = 256,
  OPTION_RTOL,
  OPTION_ATOL,
  OPTION_RANGE_TOL,
  OPTION_REPEAT,
  OPTION_WARMUP,
  OPTION_JSON,
  OPTION_QUIET,
  OPTION_TRACE,
  OPTION_TIMEOUT,
  OPTION_THREADS,
  OPTION_MEMORY,
  OPTION_DRIVER,
  OPTION_VALIDATE,
  OPTION_PARAMETERS,
};

static const struct argp_option options[] = {
    {"function", 'f', "NAME", 0, "the function; needed if there are several",
     0},
    {"input", 'i', "[NAME=]@FILE.npy|TEXT", 0, "an input", 0},
    {"output", 'o', "[NAME=]@FILE", 0,
     "where an output goes: .npy, or .bin and .raw for bytes alone; - prints",
     0},
    {"expected-output", OPTION_EXPECTED, "[NAME=]@FILE.npy|TEXT", 0,
     "what an output should be", 0},
    {"rtol", OPTION_RTOL, "R", 0,
     "difference allowed relative to the expected element (0)", 0},
    {"atol", OPTION_ATOL, "A", 0, "absolute difference allowed (0)", 0},
    {"range-tol", OPTION_RANGE_TOL, "R", 0,
     "difference allowed relative to the range of the expected output (0)", 0},
    {"repeat", OPTION_REPEAT, "N", 0, "run N times and report times", 0},
    {"warmup", OPTION_WARMUP, "N", 0, "run N times before the first timed one",
     0},
    {"json", OPTION_JSON, NULL, 0, "report as JSON", 0},
    {"quiet", OPTION_QUIET, NULL, 0, "do not print outputs", 0},
    {"parameters", OPTION_PARAMETERS, "[SCOPE=]FILE", 0,
     "parameters of the program: .safetensors, .gguf or .irpa", 0},
    {"trace", OPTION_TRACE, "FILE", 0,
     "write what ran when, for chrome://tracing or Perfetto", 0},
    {"timeout", OPTION_TIMEOUT, "SECONDS", 0,
     "give up when nothing has moved for so long (120; 0: never)", 0},
    {"threads", OPTION_THREADS, "N", 0, "threads of each local device", 0},
    {"memory", OPTION_MEMORY, "SIZE", 0,
     "memory that devices may use, such as 4GiB", 0},
    {"driver", OPTION_DRIVER, "NAME", 0,
     "driver of local devices: local or inline", 0},
    {"validate", OPTION_VALIDATE, NULL, 0, "check every use of a device", 0},
    {0},
};

typedef struct run_options_t {
  weir_job_t job;
  const char** inputs;
  const char** outputs;
  const char** expected;
  weir_session_parameters_t* parameters;
  atomic_bool has_reported;  // by the watchdog
} run_options_t;

static const char** append(const char** list, size_t* count,
                           const char* value) {
  list = realloc(list, (*count + 1) * sizeof(*list));
  if (list == NULL) abort();
  list[(*count)++] = value;
  return list;
}

static double parse_number(struct argp_state* state, const char* option,
                           const char* text, double least) {
  char* end = NULL;
  double value = strtod(text, &end);
  if (end == text || *end != 0 || !(value >= least) || value > 1e15) {
    argp_error(state, "--%s takes a number from %g on, not \"%s\"", option,
               least, text);
  }
  return value;
}

static uint32_t parse_count(struct argp_state* state, const char* option,
                            const char* text, uint32_t least) {
  double value = parse_number(state, option, text, least);
  if (value != (double)(uint32_t)value || value > 1e9) {
    argp_error(state, "--%s takes a whole number, not \"%s\"", option, text);
  }
  return (uint32_t)value;
}

static void add_parameters(run_options_t* run, char* text) {
  size_t count = run->job.session.parameter_count;
  run->parameters =
      realloc(run->parameters, (count + 1) * sizeof(*run->parameters));
  if (run->parameters == NULL) abort();
  char* equals = strchr(text, '=');
  if (equals != NULL) *equals = 0;
  run->parameters[count] = (weir_session_parameters_t){
      .scope = equals ? text : "", .path = equals ? equals + 1 : text};
  run->job.session.parameter_count = count + 1;
}

static error_t parse_session_option(int key, char* text,
                                    struct argp_state* state) {
  run_options_t* run = state->input;
  weir_session_params_t* session = &run->job.session;
  switch (key) {
    case OPTION_TIMEOUT:
      session->timeout_ns =
          (int64_t)(parse_number(state, "timeout", text, 0) * 1e9);
      break;
    case OPTION_THREADS:
      session->thread_count = parse_count(state, "threads", text, 1);
      break;
    case OPTION_MEMORY:
      if (!weir_parse_bytes(weir_sv(text), &session->memory_bytes)) {
        argp_error(state, "--memory takes a size such as 4GiB, not \"%s\"",
                   text);
      }
      break;
    case OPTION_DRIVER:
      session->local_driver = text;
      break;
    case OPTION_VALIDATE:
      session->wrappers = "validate";
      break;
    case OPTION_PARAMETERS:
      add_parameters(run, text);
      break;
    case OPTION_TRACE:
      run->job.trace_path = text;
      break;
    default:
      return ARGP_ERR_UNKNOWN;
  }
  return 0;
}

static error_t parse_option(int key, char* text, struct argp_state* state) {
  run_options_t* run = state->input;
  weir_job_t* job = &run->job;
  switch (key) {
    case 'f':
      job->function = text;
      break;
    case 'i':
      run->inputs = append(run->inputs, &job->input_count, text);
      break;
    case 'o':
      run->outputs = append(run->outputs, &job->output_count, text);
      break;
    case OPTION_EXPECTED:
      run->expected = append(run->expected, &job->expected_count, text);
      break;
    case OPTION_RTOL:
      job->tolerance.relative = parse_number(state, "rtol", text, 0);
      break;
    case OPTION_ATOL:
      job->tolerance.absolute = parse_number(state, "atol", text, 0);
      break;
    case OPTION_RANGE_TOL:
      job->tolerance.relative_to_range =
          parse_number(state, "range-tol", text, 0);
      break;
    case OPTION_REPEAT:
      job->repeat = parse_count(state, "repeat", text, 1);
      break;
    case OPTION_WARMUP:
      job->warmup = parse_count(state, "warmup", text, 0);
      break;
    case OPTION_JSON:
      job->json = true;
      break;
    case OPTION_QUIET:
      job->quiet = true;
      break;
    case ARGP_KEY_ARG:
      if (job->plan_path != NULL) argp_error(state, "more than one plan");
      job->plan_path = text;
      break;
    case ARGP_KEY_END:
      if (job->plan_path == NULL) argp_error(state, "which plan?");
      break;
    default:
      return parse_session_option(key, text, state);
  }
  return 0;
}

static void report_stuck(void* user, const char* report) {
  (void)user;
  weir_report_failure(weir_status(WEIR_CODE_DEADLINE_EXCEEDED, "%s", report));
}

static void print_trace(void* user, const char* key,
                        const weir_tensor_t* tensor) {
  (void)user;
  weir_strbuf_t text = {0};
  weir_tensor_format(tensor, 1024, &text);
  fprintf(stderr, "%s: %s\n", key, weir_strbuf_c(&text));
  weir_strbuf_deinit(&text);
}

static int run_job(run_options_t* run, weir_transport_t* transport) {
  weir_strbuf_t text = {0};
  bool matches = true, elsewhere = false;
  weir_status_t status =
      weir_job_run(&run->job, transport, &text, &matches, &elsewhere);
  int exit_code = matches ? WEIR_EXIT_OK : WEIR_EXIT_MISMATCH;
  fputs(weir_strbuf_c(&text), stdout);
  fflush(stdout);
  if (!weir_is_ok(status) && (elsewhere || atomic_load(&run->has_reported))) {
    exit_code = weir_exit_code(weir_status_code(status));
    weir_status_free(status);
  } else if (!weir_is_ok(status)) {
    exit_code = weir_report_failure(status);
  } else if (!matches && weir_transport_info(transport)->rank == 0) {
    fprintf(stderr, "weir: an output is not the expected one\n");
  }
  weir_strbuf_deinit(&text);
  return exit_code;
}

int weir_run_main(int argc, char** argv) {
  static const struct argp argp = {.options = options,
                                   .parser = parse_option,
                                   .args_doc = "PLAN",
                                   .doc = doc};
  run_options_t run = {.job = {.repeat = 1}};
  run.job.session.timeout_ns = INT64_C(120000000000);
  weir_parse_arguments(&argp, argc, argv, &run);
  run.job.inputs = run.inputs;
  run.job.outputs = run.outputs;
  run.job.expected = run.expected;
  run.job.session.parameters = run.parameters;
  run.job.session.stuck = report_stuck;
  run.job.session.stuck_exit_code = weir_exit_code(WEIR_CODE_DEADLINE_EXCEEDED);
  run.job.session.trace = print_trace;
  run.job.session.user = &run;
  weir_transport_t* transport = NULL;
  weir_status_t status = weir_mpi_is_launched(NULL, NULL)
                             ? weir_mpi_transport_create(&transport)
                             : weir_loopback_transport_create(&transport);
  int exit_code = weir_is_ok(status) ? run_job(&run, transport)
                                     : weir_report_failure(status);
  weir_transport_release(transport);
  free(run.inputs);
  free(run.outputs);
  free(run.expected);
  free(run.parameters);
  return exit_code;
}
