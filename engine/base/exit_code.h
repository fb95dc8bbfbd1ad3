// What weir and weirc end with: 0 for success and 1..99 for everything else.
// docs/exit-codes.md explains them to users; this table is what they are.
#ifndef WEIR_ENGINE_BASE_EXIT_CODE_H_
#define WEIR_ENGINE_BASE_EXIT_CODE_H_

#include "engine/base/status.h"

enum {
  WEIR_EXIT_OK = 0,
  WEIR_EXIT_MISMATCH = 1,  // ran, but a result was not the expected one
  WEIR_EXIT_USAGE = 2,     // the command line makes no sense
};

// The exit code of a command that failed with |code|.
static inline int weir_exit_code(weir_code_t code) {
  switch (code) {
    case WEIR_CODE_OK:
      return WEIR_EXIT_OK;
    case WEIR_CODE_INVALID_ARGUMENT:
      return 10;
    case WEIR_CODE_NOT_FOUND:
      return 11;
    case WEIR_CODE_ALREADY_EXISTS:
      return 12;
    case WEIR_CODE_OUT_OF_RANGE:
      return 13;
    case WEIR_CODE_FAILED_PRECONDITION:
      return 14;
    case WEIR_CODE_RESOURCE_EXHAUSTED:
      return 15;
    case WEIR_CODE_UNAVAILABLE:
      return 16;
    case WEIR_CODE_UNIMPLEMENTED:
      return 17;
    case WEIR_CODE_DATA_LOSS:
      return 18;
    case WEIR_CODE_ABORTED:
      return 19;
    case WEIR_CODE_DEADLINE_EXCEEDED:
      return 20;
    case WEIR_CODE_INTERNAL:
      return 21;
  }
  return 21;
}

#endif  // WEIR_ENGINE_BASE_EXIT_CODE_H_
