// LLVM's C interface, through a table that is filled when code is first
// generated: loading that library takes three times as long as all else that a
// command does which needs no code. The functions in use are those of
// llvm_functions.txt; another one does not link.
#ifndef WEIR_COMPILER_CODEGEN_LLVM_H_
#define WEIR_COMPILER_CODEGEN_LLVM_H_

#include <llvm-c/Analysis.h>
#include <llvm-c/Core.h>
#include <llvm-c/Error.h>
#include <llvm-c/Target.h>
#include <llvm-c/TargetMachine.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include "engine/base/status.h"

// Made by the build: the type weir_llvm_t, whose members are named after the
// functions, and macros that call them by it.
#include "compiler/codegen/llvm_table.h"

extern weir_llvm_t weir_llvm;

// Loads the library, once for all threads, before any of its functions is
// called. UNAVAILABLE if it is not there or lacks a function.
weir_status_t weir_llvm_load(void) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_CODEGEN_LLVM_H_
