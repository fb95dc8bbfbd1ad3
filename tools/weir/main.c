#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/exit_code.h"
#include "engine/base/log.h"
#include "tools/weir/command.h"
#include "transports/mpi/mpi_transport.h"

static const weir_subcommand_t commands[] = {
    {"run", "runs a function of a plan", weir_run_main},
    {"inspect", "shows what is in a plan", weir_inspect_main},
    {"devices", "lists what this machine offers", weir_devices_main},
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

const char* argp_program_version = WEIR_VERSION_TEXT;

bool weir_launched_rank(uint32_t* out_rank) {
  return weir_mpi_is_launched(out_rank, NULL);
}

int weir_report_failure(weir_status_t status) {
  int exit_code = weir_exit_code(weir_status_code(status));
  uint32_t rank = 0;
  if (weir_launched_rank(&rank)) {
    fprintf(stderr, "weir[rank %u]: error: %s\n", rank,
            weir_status_message(status));
  } else {
    fprintf(stderr, "weir: error: %s\n", weir_status_message(status));
  }
  weir_status_free(status);
  return exit_code;
}

void weir_parse_arguments(const struct argp* argp, int argc, char** argv,
                          void* input) {
  uint32_t rank = 0;
  argp_err_exit_status = WEIR_EXIT_USAGE;
  if (!weir_launched_rank(&rank) || rank == 0) {
    argp_parse(argp, argc, argv, 0, NULL, input);
    return;
  }
  // The same command line is judged alike everywhere; rank 0 says how.
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "--usage") == 0 ||
        strcmp(argv[i], "-?") == 0 || strcmp(argv[i], "--version") == 0 ||
        strcmp(argv[i], "-V") == 0) {
      exit(WEIR_EXIT_OK);
    }
  }
  if (argp_parse(argp, argc, argv, ARGP_SILENT, NULL, input) != 0) {
    exit(WEIR_EXIT_USAGE);
  }
}

static void help(FILE* stream) {
  fprintf(stream,
          "Usage: weir COMMAND [OPTION...]\n"
          "Runs plans that weirc compiled.\n\n"
          "Commands:\n");
  for (int i = 0; i < COMMAND_COUNT; ++i) {
    fprintf(stream, "  %-10s %s\n", commands[i].name, commands[i].summary);
  }
  fprintf(
      stream,
      "\n`weir COMMAND --help` explains a command; under mpirun or srun "
      "the nodes of a\nplan are spread over the ranks. See also weir(1).\n");
}

int main(int argc, char** argv) {
  uint32_t rank = 0;
  bool is_launched = weir_launched_rank(&rank);
  if (is_launched) weir_log_set_rank((int)rank);
  bool speaks = !is_launched || rank == 0;
  const char* name = argc > 1 ? argv[1] : "";
  for (int i = 0; i < COMMAND_COUNT; ++i) {
    if (strcmp(commands[i].name, name) != 0) continue;
    char title[32];
    snprintf(title, sizeof(title), "weir %s", name);
    argv[1] = title;
    return commands[i].main(argc - 1, argv + 1);
  }
  if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
    if (speaks) puts(WEIR_VERSION_TEXT);
    return WEIR_EXIT_OK;
  }
  if (strcmp(name, "--help") == 0 || strcmp(name, "-?") == 0 ||
      strcmp(name, "help") == 0) {
    if (speaks) help(stdout);
    return WEIR_EXIT_OK;
  }
  if (speaks) {
    if (name[0] != 0) {
      fprintf(stderr, "weir: error: there is no command \"%s\"\n", name);
    }
    help(stderr);
  }
  return WEIR_EXIT_USAGE;
}
