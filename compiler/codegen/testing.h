// What the tests of this folder share: compiling, loading and running a kernel
// next to the interpreter.
#ifndef WEIR_COMPILER_CODEGEN_TESTING_H_
#define WEIR_COMPILER_CODEGEN_TESTING_H_

#include <check.h>
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "compiler/codegen/module.h"
#include "compiler/codegen/reference.h"
#include "engine/hal/executable_abi.h"

static inline void check_ok(weir_status_t status) {
  if (!weir_is_ok(status)) ck_abort_msg("%s", weir_status_message(status));
}

// The image and its file live until the test ends: the loader tells shared
// objects apart by their paths.
static inline const weir_executable_library_t* load_image(const void* image,
                                                          size_t size) {
  int file = memfd_create("kernel", 0);
  ck_assert_int_ge(file, 0);
  ck_assert_int_eq(write(file, image, size), (ssize_t)size);
  char path[64];
  snprintf(path, sizeof(path), "/proc/self/fd/%d", file);
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!handle) ck_abort_msg("%s", dlerror());
  return dlsym(handle, WEIR_EXECUTABLE_LIBRARY_SYMBOL);
}

// Memory whose last byte is followed, and whose page is preceded, by pages that
// cannot be touched: generated code that strays ends the test.
static inline void* guarded_alloc(size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t inner = (size + page - 1) / page * page;
  char* base = mmap(NULL, inner + 2 * page, PROT_NONE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ck_assert_ptr_ne(base, MAP_FAILED);
  if (inner > 0) {
    ck_assert_int_eq(mprotect(base + page, inner, PROT_READ | PROT_WRITE), 0);
  }
  return base + page + inner - size;
}
static inline void guarded_free(void* pointer, size_t size) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  size_t inner = (size + page - 1) / page * page;
  munmap((char*)pointer + size - inner - page, inner + 2 * page);
}

// Compiles |kernel| (prepared) and runs all its workgroups on |bindings|.
static inline void compile_and_run(weir_target_t* target, weir_kernel_t* kernel,
                                   void* const* bindings,
                                   const uint32_t* constants) {
  weir_codegen_entry_t entry;
  void* image = NULL;
  size_t size = 0;
  char* ir = NULL;
  check_ok(weir_kernels_compile(target, &kernel, 1, &entry, &image, &size,
                                getenv("WEIR_TEST_IR") ? &ir : NULL));
  if (ir) fputs(ir, stderr);
  free(ir);
  const weir_executable_library_t* library = load_image(image, size);
  free(image);
  ck_assert_uint_eq(library->version, WEIR_EXECUTABLE_ABI_VERSION);
  ck_assert_uint_eq(library->entry_count, 1);
  ck_assert_str_eq(library->entries[0].name, kernel->name);
  const weir_executable_entry_t* made = &library->entries[0];
  uint64_t wanted =
      made->workspace ? made->workspace(constants) : made->workspace_bytes;
  size_t workspace = (wanted + 127) / 64 * 64;
  weir_dispatch_args_t args = {
      .bindings = bindings,
      .constants = constants,
      .workspace = aligned_alloc(64, workspace),
  };
  memcpy(args.workgroup_count, entry.workgroup_count,
         sizeof(args.workgroup_count));
  memset(args.workspace, 0x7f, workspace);
  for (uint32_t z = 0; z < entry.workgroup_count[2]; ++z) {
    for (uint32_t y = 0; y < entry.workgroup_count[1]; ++y) {
      for (uint32_t x = 0; x < entry.workgroup_count[0]; ++x) {
        library->entries[0].entry(&args, x, y, z);
      }
    }
  }
  free(args.workspace);
}

// A deterministic generator (xorshift).
static inline uint64_t random_bits(uint64_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}
static inline int64_t random_between(uint64_t* state, int64_t low,
                                     int64_t high) {
  return low +
         (int64_t)((random_bits(state) >> 16) % (uint64_t)(high - low + 1));
}
static inline float random_float(uint64_t* state) {  // in [-1, 1)
  return (float)(random_bits(state) >> 40) * 0x1p-23f - 1;
}

// WEIR_TEST_SEED or the default; printed, so that a failure can be repeated.
static inline uint64_t test_seed(uint64_t fallback) {
  const char* text = getenv("WEIR_TEST_SEED");
  uint64_t seed = text ? strtoull(text, NULL, 0) : fallback;
  printf("seed %llu\n", (unsigned long long)seed);
  return seed;
}

#endif  // WEIR_COMPILER_CODEGEN_TESTING_H_
