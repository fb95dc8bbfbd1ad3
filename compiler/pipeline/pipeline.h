// The phases of the compiler, in order, and what runs in each.
#ifndef WEIR_COMPILER_PIPELINE_PIPELINE_H_
#define WEIR_COMPILER_PIPELINE_PIPELINE_H_

#include "compiler/pipeline/pass_manager.h"

// The state of the program after a phase is what --compile-to prints and
// --compile-from takes up.
typedef enum weir_phase_t {
  WEIR_PHASE_START,  // as read
  WEIR_PHASE_INPUT,
  WEIR_PHASE_ABI,
  WEIR_PHASE_FLOW,
  WEIR_PHASE_STREAM,
  WEIR_PHASE_EXECUTABLE_SOURCES,
  WEIR_PHASE_EXECUTABLE_TARGETS,
  WEIR_PHASE_NODES,
  WEIR_PHASE_HAL,
  WEIR_PHASE_PLAN,  // the end
} weir_phase_t;

typedef struct weir_phase_def_t {
  const char* name;
  const char* summary;
  const char* const* passes;  // NULL at the end, "name" or "name{options}"
  bool per_node;              // runs on each node's module
} weir_phase_def_t;

extern const weir_phase_def_t weir_phases[];  // by weir_phase_t
enum { WEIR_PHASE_COUNT = WEIR_PHASE_PLAN + 1 };

// False if there is none of this name.
bool weir_phase_find(const char* name, weir_phase_t* out_phase);

// Runs one phase's passes.
weir_status_t weir_phase_run(weir_phase_t phase, weir_op_t* module,
                             weir_run_options_t* options);

// Before placement: what members of channels execute for themselves is not a
// strategy's to place.
weir_status_t weir_members_run(weir_op_t* module, weir_run_options_t* options);

#endif  // WEIR_COMPILER_PIPELINE_PIPELINE_H_
