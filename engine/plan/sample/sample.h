// Small plans made by hand, for tests of what reads and runs plans.
#ifndef WEIR_ENGINE_PLAN_SAMPLE_SAMPLE_H_
#define WEIR_ENGINE_PLAN_SAMPLE_SAMPLE_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

// What to make; a zero or NULL field takes the value beside it.
typedef struct weir_sample_params_t {
  const char* device_kind;    // "local"
  uint32_t devices_per_node;  // 1
  uint64_t memory_bytes;      // no limit
  uint64_t element_count;     // 4
  const void* image;          // an executable whose entry 0 takes (input,
  size_t image_bytes;         // output) and has no constants; none: copy
  uint32_t version;           // of the format, if not the present one
  const char* name;           // "sample"
} weir_sample_params_t;

// Two nodes, "a" and "b". Function "pass": x: Nxf32 is wanted on "a", which
// sends it to "b"; there the executable (or a copy) makes y: Nxf32 of it, and
// "b" sends y to "a" as well, so that both outputs, y on "b" and z on "a", are
// the same. The image is aligned to 64 and the caller's, for free().
weir_status_t weir_sample_pass(const weir_sample_params_t* params,
                               void** out_image,
                               size_t* out_size) WEIR_MUST_USE;

// One node. Function "count": n: i64 -> sum: i64 of 0 .. n-1, by a loop that
// calls a routine; and "fill": value: f32 -> y: Nxf32.
weir_status_t weir_sample_count(const weir_sample_params_t* params,
                                void** out_image,
                                size_t* out_size) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_PLAN_SAMPLE_SAMPLE_H_
