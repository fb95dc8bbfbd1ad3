// Programs and clusters of any size, as text.
#ifndef WEIR_BENCH_COMPILE_PROGRAM_H_
#define WEIR_BENCH_COMPILE_PROGRAM_H_

#include <stdbool.h>
#include <stdint.h>

typedef struct bench_program_t {
  uint32_t dispatches;
  uint32_t devices, nodes;  // |devices| is a multiple of |nodes|
  bool chain;     // each dispatch reads the one before; else layers, at random
  uint64_t seed;  // of the layers
  uint32_t reduce_every;  // so many dispatches, all members add up; 0: never
} bench_program_t;

// A program at the flow phase, every dispatch placed; for free().
char* bench_program_text(const bench_program_t* program);
// The cluster file for it; for free().
char* bench_cluster_text(const bench_program_t* program);

#endif  // WEIR_BENCH_COMPILE_PROGRAM_H_
