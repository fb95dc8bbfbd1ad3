#include <argp.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/exit_code.h"
#include "tools/weirc/command.h"

static const weirc_subcommand_t commands[] = {
    {"opt", "runs passes on MLIR text", weirc_opt_main},
    {"ops", "prints the reference of a dialect", weirc_ops_main},
};
enum { COMMAND_COUNT = sizeof(commands) / sizeof(commands[0]) };

const char* argp_program_version = WEIRC_VERSION_TEXT;

int weirc_report_failure(weir_status_t status) {
  int exit_code = weir_exit_code(weir_status_code(status));
  fprintf(stderr, "weirc: error: %s\n", weir_status_message(status));
  weir_status_free(status);
  return exit_code;
}

int main(int argc, char** argv) {
  const char* name = argc > 1 ? argv[1] : "";
  for (int i = 0; i < COMMAND_COUNT; ++i) {
    if (strcmp(commands[i].name, name) != 0) continue;
    char title[32];
    snprintf(title, sizeof(title), "weirc %s", name);
    argv[1] = title;
    return commands[i].main(argc - 1, argv + 1);
  }
  return weirc_compile_main(argc, argv);
}
