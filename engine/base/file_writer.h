// Files that are there in whole or not at all. One thread at a time for each
// writer.
#ifndef WEIR_ENGINE_BASE_FILE_WRITER_H_
#define WEIR_ENGINE_BASE_FILE_WRITER_H_

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "engine/base/status.h"

// A file being written next to |path| under a name of its own; it takes the
// place of |path| on commit, or goes without a trace on close. A device or pipe
// that is at |path| stays there and is written as the bytes come.
typedef struct weir_file_writer_t weir_file_writer_t;

weir_status_t weir_file_writer_open(
    const char* path, weir_file_writer_t** out_writer) WEIR_MUST_USE;
weir_status_t weir_file_writer_write(weir_file_writer_t* writer,
                                     const void* data,
                                     size_t size) WEIR_MUST_USE;
// Writes zeros up to |offset|, which is not before what is written.
weir_status_t weir_file_writer_pad_to(weir_file_writer_t* writer,
                                      uint64_t offset) WEIR_MUST_USE;
// Bytes written so far.
uint64_t weir_file_writer_offset(const weir_file_writer_t* writer);
// Makes the file durable and visible. The writer must still be closed.
weir_status_t weir_file_writer_commit(weir_file_writer_t* writer) WEIR_MUST_USE;
// NULL is fine.
void weir_file_writer_close(weir_file_writer_t* writer);

// All of it in one go.
weir_status_t weir_file_write(const char* path, const void* data,
                              size_t size) WEIR_MUST_USE;
// The same; the path `-` is the standard output.
weir_status_t weir_file_write_or_print(const char* path, const void* data,
                                       size_t size) WEIR_MUST_USE;

// All of it to stdout or stderr at once, past their buffers.
weir_status_t weir_file_print(FILE* file, const void* data,
                              size_t size) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_BASE_FILE_WRITER_H_
