// Kernels that programs bring with them: an object with the library symbol of
// engine/hal/executable_abi.h.
#include "engine/hal/executable_abi.h"

// target[x] = source[x] times push constant 0, an element a workgroup.
static void scale(const weir_dispatch_args_t* args, uint32_t x, uint32_t y,
                  uint32_t z) {
  (void)y;
  (void)z;
  const float* source = args->bindings[0];
  float* target = args->bindings[1];
  target[x] = source[x] * (float)(int32_t)args->constants[0];
}

// In place: row y of the binding, of push constant 0 elements, is turned round.
static void turn(const weir_dispatch_args_t* args, uint32_t x, uint32_t y,
                 uint32_t z) {
  (void)x;
  (void)z;
  uint32_t count = args->constants[0];
  int32_t* row = (int32_t*)args->bindings[0] + (uint64_t)y * count;
  for (uint32_t i = 0, j = count; i + 1 < j; ++i) {
    int32_t last = row[--j];
    row[j] = row[i];
    row[i] = last;
  }
}

static const weir_executable_entry_t entries[] = {
    {.name = "scale", .entry = scale, .binding_count = 2, .constant_count = 1},
    {.name = "turn", .entry = turn, .binding_count = 1, .constant_count = 1},
};

extern const weir_executable_library_t weir_executable_library;
const weir_executable_library_t weir_executable_library = {
    .version = WEIR_EXECUTABLE_ABI_VERSION,
    .entry_count = 2,
    .entries = entries};
