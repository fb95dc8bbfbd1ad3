// Executes the programs of all nodes in an order drawn at random: what the
// prover promises of every order can be looked at in some.
#ifndef WEIR_TESTS_PROVE_RUN_NODES_H_
#define WEIR_TESTS_PROVE_RUN_NODES_H_

#include "compiler/ir/ir.h"

typedef enum run_end_t {
  RUN_DONE,
  RUN_STUCK,    // nothing can go on, and not all is done
  RUN_INVALID,  // memory was used before it was there, or after it was freed
} run_end_t;

typedef struct run_outcome_t {
  run_end_t end;
  uint64_t result;  // of the bytes that are handed out, when they are
} run_outcome_t;

// |module| has one module per node, each with a function @main without
// branches, of stream.cmd.* with constant offsets. The same seed gives the same
// order.
run_outcome_t run_nodes(weir_op_t* module, uint64_t seed);

#endif  // WEIR_TESTS_PROVE_RUN_NODES_H_
