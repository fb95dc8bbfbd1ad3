#include "compiler/codegen/llvm.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

weir_llvm_t weir_llvm;

// NULL, or what is wrong with the library. Stays for all calls.
static const char* failure;

// Never closed: what LLVM registers for the end of the process stays there.
static void load(void) {
  static const char* const names[] = {WEIR_LLVM_NAMES};
  void* library = dlopen(WEIR_LLVM_LIBRARY, RTLD_NOW | RTLD_LOCAL);
  if (library == NULL) {
    failure = "cannot be loaded; install it";
    return;
  }
  char* entry = (char*)&weir_llvm;
  for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); ++i) {
    void* address = dlsym(library, names[i]);
    if (address == NULL) {
      failure = "is of another version";
      return;
    }
    memcpy(entry + i * sizeof(address), &address, sizeof(address));
  }
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
}

weir_status_t weir_llvm_load(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, load);
  return failure == NULL
             ? weir_ok()
             : weir_status(WEIR_CODE_UNAVAILABLE, "no code generator: %s %s",
                           WEIR_LLVM_LIBRARY, failure);
}
