// Executables in, machine code out.
//
// An executable is an op that holds functions to dispatch:
// hal.executable.variant, hal.executable.source, flow.executable or
// stream.executable with its exports (entries in their order, or in that of
// their ordinals), or a builtin.module (its public functions). What functions
// may look like says translate.h.
#ifndef WEIR_COMPILER_CODEGEN_CODEGEN_H_
#define WEIR_COMPILER_CODEGEN_CODEGEN_H_

#include "compiler/codegen/kernel.h"
#include "compiler/ir/ir.h"
#include "engine/base/status.h"

// A processor to generate code for; borrowed strings.
typedef struct weir_codegen_options_t {
  const char* cpu;        // LLVM's name; NULL or "host": this machine's
  const char* features;   // "+avx2,-avx512f", on top of the cpu's; may be NULL
  uint32_t thread_count;  // to compile with; 0: one per processor
} weir_codegen_options_t;

typedef struct weir_codegen_entry_t {
  const char* name;
  uint32_t binding_count;
  uint32_t constant_count;
  uint64_t workspace_bytes;     // per worker
  uint32_t workgroup_count[3];  // to dispatch it with, no more and no fewer
  weir_kernel_cost_t cost;      // of one dispatch
} weir_codegen_entry_t;

// A shared object (engine/hal/executable_abi.h) and what its entries need.
typedef struct weir_codegen_image_t {
  const void* data;
  size_t size;
  const weir_codegen_entry_t* entries;
  uint32_t entry_count;
} weir_codegen_image_t;

// Compiles for one processor and keeps what it made: an executable equal to one
// compiled before gets that one's image. One thread at a time.
typedef struct weir_codegen_t weir_codegen_t;

// UNAVAILABLE for a processor that cannot be generated code for.
weir_status_t weir_codegen_create(const weir_codegen_options_t* options,
                                  weir_codegen_t** out_codegen) WEIR_MUST_USE;
void weir_codegen_free(
    weir_codegen_t* codegen);  // with its images; NULL is fine

// The host's processor: "znver4" for the options above and for target
// attributes. To be given to free().
char* weir_codegen_host_cpu(void);

// Compiles |executable|. The image is the code generator's. UNIMPLEMENTED, with
// the op and its place, for what there is no code for.
weir_status_t weir_codegen_compile(
    weir_codegen_t* codegen, weir_op_t* executable,
    const weir_codegen_image_t** out_image) WEIR_MUST_USE;

// The same for |count| of them on several threads; |out_images| has room for
// all. Nothing is set on failure.
weir_status_t weir_codegen_compile_all(
    weir_codegen_t* codegen, weir_op_t* const* executables, uint32_t count,
    const weir_codegen_image_t** out_images) WEIR_MUST_USE;

// Everything that compile would say of the entries but the workspace, without
// compiling: workgroups for the exports' count regions, costs for placement.
// Entries live in |arena|.
weir_status_t weir_codegen_plan(weir_codegen_t* codegen, weir_op_t* executable,
                                weir_arena_t* arena,
                                weir_codegen_entry_t** out_entries,
                                uint32_t* out_count) WEIR_MUST_USE;

// What a dispatch of |function| (a func.func) costs, on whatever processor.
weir_status_t weir_codegen_cost(weir_op_t* function,
                                weir_kernel_cost_t* out_cost) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_CODEGEN_CODEGEN_H_
