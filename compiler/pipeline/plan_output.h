// The last step: modules of all nodes and their executables into a plan file.
#ifndef WEIR_COMPILER_PIPELINE_PLAN_OUTPUT_H_
#define WEIR_COMPILER_PIPELINE_PLAN_OUTPUT_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"
#include "engine/topology/cluster.h"

typedef struct weir_plan_output_t {
  const weir_cluster_t* cluster;
  const char* cluster_path;  // or NULL
  const char* input;
  const char* strategy;
  const char* path;
} weir_plan_output_t;

// Writes the plan of |module|, which is at the hal phase: nested modules with a
// `weir.node`, or the program of one node. The file appears whole or not at
// all.
weir_status_t weir_write_plan(weir_op_t* module,
                              const weir_plan_output_t* output);

#endif  // WEIR_COMPILER_PIPELINE_PLAN_OUTPUT_H_
