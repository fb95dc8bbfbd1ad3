// Benchmarks of dispatches: which there are to make, and the functions that
// measure them.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_DISPATCH_BENCHMARKS_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_DISPATCH_BENCHMARKS_H_

#include "compiler/ir/builder.h"
#include "compiler/ir/ir.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/hal/devices.h"

typedef struct weir_benchmark_binding_t {
  int64_t set, ordinal, size;
} weir_benchmark_binding_t;

// All dispatches of one export with one workload.
// All dispatches of one export with one workload.
typedef struct weir_benchmark_t {
  weir_attr_t* entry;
  const int64_t* workload;
  uint32_t workload_count;
  weir_benchmark_binding_t* bindings;  // of the last one, as are the constants
  uint32_t binding_count;
  weir_attr_t** constants;
  uint32_t constant_count;
  weir_attr_set_t affinities;
  weir_location_t** locations;
  uint32_t location_count, location_capacity;
  struct weir_benchmark_t* next;
} weir_benchmark_t;

typedef struct weir_benchmarks_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_benchmark_t* first;
  weir_benchmark_t** end;
} weir_benchmarks_t;

// What the stream.cmd.dispatch ops of |module| have in them: those with an
// affinity of a device and with sizes and constants known at compile time.
void weir_benchmarks_gather(weir_benchmarks_t* out, weir_op_t* module,
                            weir_arena_t* arena);

// The program that functions are added to.
// What is being built.
typedef struct weir_benchmark_program_t {
  weir_arena_t* arena;
  weir_symbol_table_t* symbols;
  weir_builder_t builder;
} weir_benchmark_program_t;

// Adds the function that dispatches |benchmark| as often as its caller asks for
// on the device of |affinity|, and the buffer it works on. False after an error
// at |export|.
bool weir_benchmark_build(weir_benchmark_program_t* program,
                          const weir_benchmark_t* benchmark,
                          const weir_op_t* export, weir_attr_t* affinity);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_DISPATCH_BENCHMARKS_H_
