#include "engine/io/file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static weir_status_t map_descriptor(const char* path, int descriptor,
                                    weir_file_map_t* out_map) {
  struct stat info;
  if (fstat(descriptor, &info) != 0) {
    return weir_status_from_errno(errno, "%s", path);
  }
  if (!S_ISREG(info.st_mode)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s is not a regular file",
                       path);
  }
  if (info.st_size == 0) {
    // Nothing can be mapped, but the pointer must not look like a closed map.
    out_map->data = (const uint8_t*)"";
    return weir_ok();
  }
  void* data =
      mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (data == MAP_FAILED) return weir_status_from_errno(errno, "%s", path);
  out_map->data = data;
  out_map->size = (size_t)info.st_size;
  return weir_ok();
}

weir_status_t weir_file_map(const char* path, weir_file_map_t* out_map) {
  memset(out_map, 0, sizeof(*out_map));
  // Without blocking: a pipe is refused, not waited for.
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return weir_status_from_errno(errno, "%s", path);
  weir_status_t status = map_descriptor(path, descriptor, out_map);
  close(descriptor);
  return status;
}

void weir_file_unmap(weir_file_map_t* map) {
  if (map->size != 0) munmap((void*)map->data, map->size);
  memset(map, 0, sizeof(*map));
}
