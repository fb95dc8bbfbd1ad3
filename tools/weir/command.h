// The subcommands of weir. Each parses its arguments and leaves the work to the
// engine; what it returns is the exit code.
#ifndef WEIR_TOOLS_WEIR_COMMAND_H_
#define WEIR_TOOLS_WEIR_COMMAND_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"

#define WEIR_VERSION_TEXT "weir " WEIR_VERSION

typedef struct weir_subcommand_t {
  const char* name;
  const char* summary;
  int (*main)(int argc, char** argv);
} weir_subcommand_t;

// |argv[0]| is "weir NAME".
int weir_run_main(int argc, char** argv);
int weir_inspect_main(int argc, char** argv);
int weir_devices_main(int argc, char** argv);

// Ends |status| with one line on stderr, "weir[rank 1]: error: ..." under a
// launcher and "weir: error: ..." otherwise, and returns its exit code.
int weir_report_failure(weir_status_t status);

// The launcher's rank; false without one.
bool weir_launched_rank(uint32_t* out_rank);

// Parses with argp, so that of all ranks only the first one complains or helps.
// Ends the process for --help, --version and mistakes.
struct argp;
void weir_parse_arguments(const struct argp* argp, int argc, char** argv,
                          void* input);

#endif  // WEIR_TOOLS_WEIR_COMMAND_H_
