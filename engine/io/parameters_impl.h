// The layout of parameter indices, for engine/io only.
#ifndef WEIR_ENGINE_IO_PARAMETERS_IMPL_H_
#define WEIR_ENGINE_IO_PARAMETERS_IMPL_H_

#include "engine/base/arena.h"
#include "engine/io/file.h"
#include "engine/io/parameters.h"

struct weir_parameter_index_t {
  weir_file_map_t map;           // empty over the caller's memory
  const char* name;              // of the file, for messages
  weir_arena_t arena;            // strings
  weir_parameter_t* parameters;  // in the order of the file
  size_t count;
  size_t capacity;
  size_t* by_name;  // indices in the order of names
};

// Adds a zeroed parameter called |name|, which is copied.
weir_status_t weir_parameter_index_add(
    weir_parameter_index_t* index, weir_string_view_t name,
    weir_parameter_t** out_parameter) WEIR_MUST_USE;

// Readers of the formats; |data| outlives the index.
weir_status_t weir_safetensors_parse(const uint8_t* data, size_t size,
                                     weir_parameter_index_t* index)
    WEIR_MUST_USE;
weir_status_t weir_irpa_parse(const uint8_t* data, size_t size,
                              weir_parameter_index_t* index) WEIR_MUST_USE;

weir_status_t weir_gguf_parse(const uint8_t* data, size_t size,
                              weir_parameter_index_t* index) WEIR_MUST_USE;

// Whether the file says that it is an IRPA archive, or a GGUF file.
bool weir_irpa_matches(const uint8_t* data, size_t size);
bool weir_gguf_matches(const uint8_t* data, size_t size);

#endif  // WEIR_ENGINE_IO_PARAMETERS_IMPL_H_
