// Whole files to read.
#ifndef WEIR_ENGINE_IO_FILE_H_
#define WEIR_ENGINE_IO_FILE_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

// A file mapped for reading. All-zero is empty and may be closed. The bytes are
// those of the file for as long as nobody truncates it.
typedef struct weir_file_map_t {
  const uint8_t* data;
  size_t size;
} weir_file_map_t;

// Regular files only: INVALID_ARGUMENT for a directory or a pipe.
weir_status_t weir_file_map(const char* path,
                            weir_file_map_t* out_map) WEIR_MUST_USE;
void weir_file_unmap(weir_file_map_t* map);

#endif  // WEIR_ENGINE_IO_FILE_H_
