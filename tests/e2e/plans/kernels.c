// Compiled into shared objects that hand-made plans carry, each with one entry
// called "twice": WEIR_SAMPLE_HANGS chooses one that never ends.

#include "engine/hal/executable_abi.h"

#if WEIR_SAMPLE_HANGS

static void twice(const weir_dispatch_args_t* args, uint32_t x, uint32_t y,
                  uint32_t z) {
  (void)x;
  (void)y;
  (void)z;
  volatile float* target = args->bindings[1];
  for (;;) *target = 0;
}

#else

static void twice(const weir_dispatch_args_t* args, uint32_t x, uint32_t y,
                  uint32_t z) {
  (void)x;
  (void)y;
  (void)z;
  const float* source = args->bindings[0];
  float* target = args->bindings[1];
  uint64_t count = args->binding_lengths[0] / sizeof(float);
  for (uint64_t i = 0; i < count; ++i) target[i] = 2 * source[i];
}

#endif

static const weir_executable_entry_t entries[] = {{"twice", twice, 2, 0, 0, NULL}};

extern const weir_executable_library_t weir_executable_library;
const weir_executable_library_t weir_executable_library = {
    WEIR_EXECUTABLE_ABI_VERSION, 1, entries};
