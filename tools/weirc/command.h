// The subcommands of weirc. Each parses its arguments and leaves the work to
// the compiler; what it returns is the exit code.
#ifndef WEIR_TOOLS_WEIRC_COMMAND_H_
#define WEIR_TOOLS_WEIRC_COMMAND_H_

#include "engine/base/status.h"

#define WEIRC_VERSION_TEXT "weirc " WEIR_VERSION

typedef struct weirc_subcommand_t {
  const char* name;
  const char* summary;
  int (*main)(int argc, char** argv);
} weirc_subcommand_t;

// |argv[0]| is "weirc NAME".
int weirc_opt_main(int argc, char** argv);
int weirc_ops_main(int argc, char** argv);

// What is done without a subcommand: compiles a model. |argv[0]| is "weirc".
int weirc_compile_main(int argc, char** argv);

// Ends |status| with one line on stderr and returns its exit code.
int weirc_report_failure(weir_status_t status);

#endif  // WEIR_TOOLS_WEIRC_COMMAND_H_
