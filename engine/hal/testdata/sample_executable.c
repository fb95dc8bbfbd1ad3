// A shared object of the kind that the compiler emits, for executable_test.
#include "engine/hal/executable_abi.h"

static void scale(const weir_dispatch_args_t* args, uint32_t x, uint32_t y,
                  uint32_t z) {
  (void)y;
  (void)z;
  ((uint32_t*)args->bindings[0])[x] *= args->constants[0];
}

static const weir_executable_entry_t entries[] = {
    {.name = "scale", .entry = scale, .binding_count = 1, .constant_count = 1},
};

extern const weir_executable_library_t weir_executable_library;
const weir_executable_library_t weir_executable_library = {
    .version = SAMPLE_VERSION, .entry_count = 1, .entries = entries};
