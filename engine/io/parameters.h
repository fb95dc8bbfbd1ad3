// Named tensors or bytes in one file: safetensors, GGUF, IRPA archives.
//
// An index is read once and points into the mapped file; it may be read by any
// thread. Every offset is checked before the index is handed out.
#ifndef WEIR_ENGINE_IO_PARAMETERS_H_
#define WEIR_ENGINE_IO_PARAMETERS_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/string_view.h"
#include "engine/io/tensor.h"

typedef struct weir_parameter_t {
  weir_string_view_t name;      // zero-terminated as well
  weir_string_view_t metadata;  // IRPA: whatever was stored; may be empty
  // What the file says of the type; WEIR_ELEMENT_NONE in IRPA, which knows
  // bytes only, and for GGUF's types in blocks.
  weir_element_type_t element_type;
  uint32_t rank;
  uint64_t shape[WEIR_TENSOR_MAX_RANK];
  uint64_t bytes;
  // The first |stored_bytes| of the parameter, in the file; zeros follow. NULL
  // for a splat, which repeats |pattern| from the beginning.
  const uint8_t* data;
  uint64_t stored_bytes;
  uint8_t pattern[16];
  uint8_t pattern_bytes;
} weir_parameter_t;

typedef struct weir_parameter_index_t weir_parameter_index_t;

// Chooses by the file's first bytes. DATA_LOSS, naming file and entry, for
// anything damaged; UNIMPLEMENTED for versions and entries we do not know.
weir_status_t weir_parameter_index_open(
    const char* path, weir_parameter_index_t** out_index) WEIR_MUST_USE;
// The same over memory, which the caller keeps.
weir_status_t weir_parameter_index_parse(
    const char* name, const void* data, size_t size,
    weir_parameter_index_t** out_index) WEIR_MUST_USE;
// NULL is fine.
void weir_parameter_index_close(weir_parameter_index_t* index);

// In the order of the file.
size_t weir_parameter_index_count(const weir_parameter_index_t* index);
const weir_parameter_t* weir_parameter_index_at(
    const weir_parameter_index_t* index, size_t i);
// NULL when there is none.
const weir_parameter_t* weir_parameter_index_find(
    const weir_parameter_index_t* index, weir_string_view_t name);

// Copies |bytes| from |offset| of |parameter|; OUT_OF_RANGE beyond its end.
weir_status_t weir_parameter_read(const weir_parameter_t* parameter,
                                  uint64_t offset, void* target,
                                  uint64_t bytes) WEIR_MUST_USE;

// Writes an IRPA archive of |parameters|: those with |data| (stored_bytes equal
// to bytes) as data, the others as splats.
weir_status_t weir_irpa_write(const char* path,
                              const weir_parameter_t* parameters,
                              size_t count) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_IO_PARAMETERS_H_
