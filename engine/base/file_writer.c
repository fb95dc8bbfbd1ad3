#include "engine/base/file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/allocator.h"

enum { WRITER_BUFFER_BYTES = 1 << 16 };

struct weir_file_writer_t {
  char* path;
  char* temporary;  // NULL once it is gone, or if it is written in place
  int descriptor;   // -1 once it is closed
  uint64_t offset;  // written or in |buffer|
  size_t buffered;
  uint8_t buffer[WRITER_BUFFER_BYTES];
};

// Creates a file next to |path| that nobody else has, as open as the user's
// mask allows.
static weir_status_t create_temporary(weir_file_writer_t* writer,
                                      const char* path) {
  static atomic_uint counter;
  int error = EEXIST;
  while (error == EEXIST) {
    unsigned number =
        atomic_fetch_add_explicit(&counter, 1, memory_order_relaxed);
    char* name = NULL;
    if (asprintf(&name, "%s.%ld.%u.tmp", path, (long)getpid(), number) < 0) {
      return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory to write %s",
                         path);
    }
    writer->descriptor =
        open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (writer->descriptor >= 0) {
      writer->temporary = name;
      return weir_ok();
    }
    error = errno;
    free(name);
  }
  return weir_status_from_errno(error, "%s cannot be written", path);
}

static weir_status_t writer_begin(weir_file_writer_t* writer,
                                  const char* path) {
  writer->path = strdup(path);
  if (writer->path == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory to write %s",
                       path);
  }
  struct stat info;
  bool is_there = stat(path, &info) == 0;
  if (!is_there || S_ISREG(info.st_mode)) return create_temporary(writer, path);
  // A device or pipe must not be replaced by a file.
  writer->descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (writer->descriptor >= 0) return weir_ok();
  return weir_status_from_errno(errno, "%s cannot be written", path);
}

weir_status_t weir_file_writer_open(const char* path,
                                    weir_file_writer_t** out_writer) {
  *out_writer = NULL;
  weir_file_writer_t* writer = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_alloc(weir_default_allocator(), sizeof(*writer), (void**)&writer));
  writer->descriptor = -1;
  weir_status_t status = writer_begin(writer, path);
  if (weir_is_ok(status)) {
    *out_writer = writer;
  } else {
    weir_file_writer_close(writer);
  }
  return status;
}

static weir_status_t write_all(weir_file_writer_t* writer, const void* data,
                               size_t size) {
  const uint8_t* next = data;
  while (size != 0) {
    ssize_t count = write(writer->descriptor, next, size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      return weir_status_from_errno(errno, "%s cannot be written",
                                    writer->path);
    }
    next += count;
    size -= (size_t)count;
  }
  return weir_ok();
}

static weir_status_t flush(weir_file_writer_t* writer) {
  size_t size = writer->buffered;
  writer->buffered = 0;
  return write_all(writer, writer->buffer, size);
}

weir_status_t weir_file_writer_write(weir_file_writer_t* writer,
                                     const void* data, size_t size) {
  writer->offset += size;
  if (size > WRITER_BUFFER_BYTES - writer->buffered) {
    WEIR_RETURN_IF_ERROR(flush(writer));
  }
  if (size > WRITER_BUFFER_BYTES) return write_all(writer, data, size);
  if (size != 0) memcpy(writer->buffer + writer->buffered, data, size);
  writer->buffered += size;
  return weir_ok();
}

weir_status_t weir_file_writer_pad_to(weir_file_writer_t* writer,
                                      uint64_t offset) {
  static const uint8_t zeros[4096];
  while (writer->offset < offset) {
    uint64_t left = offset - writer->offset;
    size_t size = left < sizeof(zeros) ? (size_t)left : sizeof(zeros);
    WEIR_RETURN_IF_ERROR(weir_file_writer_write(writer, zeros, size));
  }
  return weir_ok();
}

uint64_t weir_file_writer_offset(const weir_file_writer_t* writer) {
  return writer->offset;
}

weir_status_t weir_file_writer_commit(weir_file_writer_t* writer) {
  WEIR_RETURN_IF_ERROR(flush(writer));
  // What is no file cannot be synchronised.
  if (fsync(writer->descriptor) != 0 && writer->temporary != NULL) {
    return weir_status_from_errno(errno, "%s cannot be written", writer->path);
  }
  int descriptor = writer->descriptor;
  writer->descriptor = -1;
  if (close(descriptor) != 0) {
    return weir_status_from_errno(errno, "%s cannot be written", writer->path);
  }
  if (writer->temporary == NULL) return weir_ok();
  if (rename(writer->temporary, writer->path) != 0) {
    return weir_status_from_errno(errno, "%s cannot be replaced", writer->path);
  }
  free(writer->temporary);
  writer->temporary = NULL;
  return weir_ok();
}

void weir_file_writer_close(weir_file_writer_t* writer) {
  if (writer == NULL) return;
  if (writer->descriptor >= 0) close(writer->descriptor);
  if (writer->temporary != NULL) unlink(writer->temporary);
  free(writer->temporary);
  free(writer->path);
  weir_free(weir_default_allocator(), writer);
}

weir_status_t weir_file_write(const char* path, const void* data, size_t size) {
  weir_file_writer_t* writer = NULL;
  WEIR_RETURN_IF_ERROR(weir_file_writer_open(path, &writer));
  weir_status_t status = weir_file_writer_write(writer, data, size);
  if (weir_is_ok(status)) status = weir_file_writer_commit(writer);
  weir_file_writer_close(writer);
  return status;
}

weir_status_t weir_file_write_or_print(const char* path, const void* data,
                                       size_t size) {
  return strcmp(path, "-") == 0 ? weir_file_print(stdout, data, size)
                                : weir_file_write(path, data, size);
}

weir_status_t weir_file_print(FILE* file, const void* data, size_t size) {
  if (fwrite(data, 1, size, file) == size && fflush(file) == 0) {
    return weir_ok();
  }
  return weir_status_from_errno(
      errno, "cannot write %s",
      file == stderr ? "standard error" : "standard output");
}
