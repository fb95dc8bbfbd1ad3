// What a program says of its instrumented dispatches: a flatbuffer with the
// identifier "IDBD" and the root table
//   version, flags : uint32          (left out: 0)
//   functions      : [name, target, layout (left out), source : string]
//   sites          : [function : uint32]
// Every dispatch site names its function by number.
#ifndef WEIR_COMPILER_TRANSFORMS_HAL_INSTRUMENT_METADATA_H_
#define WEIR_COMPILER_TRANSFORMS_HAL_INSTRUMENT_METADATA_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"

typedef struct weir_instrumented_function_t {
  const char* name;
  const char* target;
  const char* source;
} weir_instrumented_function_t;

// The bytes, in |arena|.
const uint8_t* weir_instrument_metadata(
    const weir_instrumented_function_t* functions, uint32_t function_count,
    const uint32_t* sites, uint32_t site_count, weir_arena_t* arena,
    size_t* out_size);

#endif  // WEIR_COMPILER_TRANSFORMS_HAL_INSTRUMENT_METADATA_H_
