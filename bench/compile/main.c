// How the compiler scales: dispatches a second through each phase, for programs
// of many dispatches on many devices. Prints one JSON object a line.
//
//   bench_compile [--chain] [--passes] [--to=PHASE] [DISPATCHES DEVICES
//   [NODES]]
//
// Without numbers: 1,000, 10,000 and 100,000 dispatches on 2, 16 and 256
// devices. Each program is compiled in a process of its own, whose peak memory
// is told. Programs are random layers; --chain makes them chains. Seconds are
// of the processor, so that what else runs on the machine does not count.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench/compile/program.h"
#include "compiler/dialects/register.h"
#include "compiler/pipeline/devices.h"
#include "compiler/pipeline/pipeline.h"
#include "compiler/pipeline/plan_output.h"
#include "compiler/placement/placement.h"
#include "engine/topology/cluster.h"

enum { MAX_TIMES = 512, SEED = 1 };

typedef struct bench_t {
  bench_program_t program;
  bool passes;
  weir_phase_t to;
  weir_context_t* context;
  weir_cluster_t* cluster;
  weir_op_t* module;
  weir_run_options_t run;
  weir_pass_time_t times[MAX_TIMES];
} bench_t;

static void must(weir_status_t status) {
  if (weir_is_ok(status)) return;
  fprintf(stderr, "bench_compile: %s\n", weir_status_message(status));
  exit(EXIT_FAILURE);
}

static int64_t processor_time_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Prints the time since |start| and the dispatches a second.
static void print_phase(const bench_t* bench, const char* name, int64_t start) {
  double seconds = (double)(processor_time_ns() - start) / 1e9;
  printf("\"%s\": {\"seconds\": %.3f, \"dispatches_per_second\": %.0f}, ", name,
         seconds, bench->program.dispatches / (seconds > 0 ? seconds : 1e-9));
  fflush(stdout);
}

static void parse(bench_t* bench) {
  char* cluster = bench_cluster_text(&bench->program);
  char* text = bench_program_text(&bench->program);
  if (cluster == NULL || text == NULL) exit(EXIT_FAILURE);
  must(weir_cluster_parse("cluster", weir_sv(cluster), &bench->cluster));
  bench->context = weir_context_create();
  weir_register_all_dialects(bench->context);
  int64_t start = processor_time_ns();
  must(weir_parse_module(bench->context, "program", weir_sv(text), true,
                         &bench->module));
  print_phase(bench, "parse", start);
  free(text);
  free(cluster);
}

static void run_phase(bench_t* bench, weir_phase_t phase) {
  int64_t start = processor_time_ns();
  if (phase == WEIR_PHASE_STREAM) {
    must(weir_add_devices(bench->module, bench->cluster, NULL));
    weir_placement_options_t placement = {.cluster = bench->cluster};
    must(weir_place_dispatches(bench->module, &placement));
    print_phase(bench, "place", start);
    start = processor_time_ns();
  }
  if (phase == WEIR_PHASE_PLAN) {
    char path[64];
    snprintf(path, sizeof(path), "/tmp/bench_compile.%d.weir", (int)getpid());
    weir_plan_output_t output = {.cluster = bench->cluster,
                                 .input = "program",
                                 .strategy = "given",
                                 .path = path};
    must(weir_write_plan(bench->module, &output));
    unlink(path);
  } else {
    must(weir_phase_run(phase, bench->module, &bench->run));
  }
  print_phase(bench, weir_phases[phase].name, start);
}

static void run(bench_t* bench) {
  const bench_program_t* program = &bench->program;
  int64_t start = processor_time_ns();
  printf("{\"shape\": \"%s\", \"dispatches\": %" PRIu32
         ", \"devices\": %" PRIu32 ", \"node_count\": %" PRIu32 ", ",
         program->chain ? "chain" : "layers", program->dispatches,
         program->devices, program->nodes);
  parse(bench);
  bench->run.times = bench->times;
  bench->run.time_capacity = MAX_TIMES;
  for (int phase = WEIR_PHASE_STREAM; phase <= (int)bench->to; ++phase) {
    run_phase(bench, (weir_phase_t)phase);
  }
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  printf("\"seconds\": %.3f, \"peak_mib\": %ld}\n",
         (double)(processor_time_ns() - start) / 1e9, usage.ru_maxrss / 1024);
  fflush(stdout);
  if (bench->passes) weir_print_times(&bench->run, stderr);
}

// In a process of its own, so that memory is counted from nothing.
static void measure(bench_t* bench) {
  pid_t child = fork();
  if (child == 0) {
    run(bench);
    _exit(EXIT_SUCCESS);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child || status != 0) {
    fprintf(stderr, "bench_compile: a run failed\n");
    exit(EXIT_FAILURE);
  }
}

static void measure_all(bench_t* bench) {
  static const uint32_t dispatches[] = {1000, 10000, 100000};
  static const uint32_t devices[][2] = {{2, 2}, {16, 4}, {256, 16}};
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) {
      bench->program.dispatches = dispatches[i];
      bench->program.devices = devices[j][0];
      bench->program.nodes = devices[j][1];
      measure(bench);
    }
  }
}

int main(int argument_count, char** arguments) {
  static bench_t bench = {.program = {.seed = SEED}, .to = WEIR_PHASE_PLAN};
  uint32_t numbers[3] = {0}, count = 0;
  for (int i = 1; i < argument_count; ++i) {
    const char* argument = arguments[i];
    if (strcmp(argument, "--chain") == 0) {
      bench.program.chain = true;
    } else if (strcmp(argument, "--passes") == 0) {
      bench.passes = true;
    } else if (strncmp(argument, "--to=", 5) == 0) {
      if (!weir_phase_find(argument + 5, &bench.to)) return EXIT_FAILURE;
    } else if (count < 3) {
      numbers[count++] = (uint32_t)strtoul(argument, NULL, 10);
    }
  }
  if (count == 0) {
    measure_all(&bench);
    return EXIT_SUCCESS;
  }
  bench.program.dispatches = numbers[0];
  bench.program.devices = numbers[1];
  bench.program.nodes = numbers[2] != 0 ? numbers[2] : numbers[1];
  if (count < 2 || numbers[0] == 0 || numbers[1] == 0 ||
      numbers[1] % bench.program.nodes != 0) {
    fprintf(stderr, "bench_compile: devices come in equal numbers on nodes\n");
    return EXIT_FAILURE;
  }
  measure(&bench);
  return EXIT_SUCCESS;
}
