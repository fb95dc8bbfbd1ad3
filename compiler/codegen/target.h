// The processor that code is generated for, and LLVM's machinery for it.
#ifndef WEIR_COMPILER_CODEGEN_TARGET_H_
#define WEIR_COMPILER_CODEGEN_TARGET_H_

#include <stdbool.h>
#include <stdint.h>

#include "compiler/codegen/llvm.h"
#include "engine/base/status.h"

// Borrowed strings; NULL: those of the machine this runs on.
typedef struct weir_target_options_t {
  const char* cpu;       // "znver4", "x86-64-v3", "host"
  const char* features;  // "+avx2,+fma", added to those of the cpu
} weir_target_options_t;

// One thread at a time; each thread that generates code opens its own.
typedef struct weir_target_t {
  LLVMTargetMachineRef machine;
  char* cpu;
  char* features;
  uint32_t vector_bytes;    // of one register
  uint32_t register_count;  // vector registers
  bool has_lane_masks;      // masked memory access at full speed, any type
} weir_target_t;

// UNAVAILABLE for a processor without AVX2 and FMA, without which generated
// code would have to call a library.
weir_status_t weir_target_open(const weir_target_options_t* options,
                               weir_target_t* out_target) WEIR_MUST_USE;
void weir_target_close(weir_target_t* target);  // all-zero is fine

// Optimises |module| (at |level|: 0 none, 1 the small pipeline that explicit
// vector code needs) and makes an object file of it. The buffer is the
// caller's to dispose of.
weir_status_t weir_target_compile(weir_target_t* target, LLVMModuleRef module,
                                  int level, LLVMMemoryBufferRef* out_object)
    WEIR_MUST_USE;

#endif  // WEIR_COMPILER_CODEGEN_TARGET_H_
