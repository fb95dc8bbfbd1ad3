#include "engine/hal/executable.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/strbuf.h"

enum { MAX_ENTRIES = 1 << 16, MAX_BINDINGS = 1 << 10, MAX_CONSTANTS = 1 << 12 };

struct weir_executable_t {
  weir_object_t object;
  weir_allocator_t allocator;
  const weir_executable_library_t* library;
  void* handle;  // of dlopen; NULL for wrapped ones
  char name[];
};

WEIR_ASSERT_OBJECT(weir_executable_t);

static void executable_destroy(weir_object_t* object) {
  weir_executable_t* executable = (weir_executable_t*)object;
  if (executable->handle != NULL) dlclose(executable->handle);
  weir_free(executable->allocator, executable);
}

static const weir_object_table_t executable_table = {
    .type = "executable", .destroy = executable_destroy};

static weir_status_t create_shell(weir_allocator_t allocator, const char* name,
                                  weir_executable_t** out_executable) {
  size_t size = strlen(name) + 1;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(**out_executable) + size,
                                  (void**)out_executable));
  weir_object_init(&(*out_executable)->object, &executable_table);
  (*out_executable)->allocator = allocator;
  memcpy((*out_executable)->name, name, size);
  return weir_ok();
}

static weir_status_t check_library(const char* name,
                                   const weir_executable_library_t* library) {
  if (library->version != WEIR_EXECUTABLE_ABI_VERSION) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "executable %s: ABI version %u, this engine has %u",
                       name, library->version, WEIR_EXECUTABLE_ABI_VERSION);
  }
  if (library->entry_count > MAX_ENTRIES) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "executable %s: %u entries are too many", name,
                       library->entry_count);
  }
  for (uint32_t i = 0; i < library->entry_count; ++i) {
    const weir_executable_entry_t* entry = &library->entries[i];
    if (entry->entry == NULL || entry->name == NULL ||
        entry->binding_count > MAX_BINDINGS ||
        entry->constant_count > MAX_CONSTANTS) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "executable %s: entry %u is damaged", name, i);
    }
  }
  return weir_ok();
}

// dlopen() trusts what it maps: an image that is cut off would end the process
// by a signal, so headers and segments are checked against the size first.
static bool is_shared_object(const void* image, size_t size) {
  Elf64_Ehdr header;
  if (size < sizeof(header)) return false;
  memcpy(&header, image, sizeof(header));
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 ||
      header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_type != ET_DYN ||
      header.e_phentsize != sizeof(Elf64_Phdr) || header.e_phoff > size ||
      header.e_phnum > (size - header.e_phoff) / sizeof(Elf64_Phdr)) {
    return false;
  }
  for (size_t i = 0; i < header.e_phnum; ++i) {
    Elf64_Phdr segment;
    memcpy(&segment, (const char*)image + header.e_phoff + i * sizeof(segment),
           sizeof(segment));
    if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset) {
      return false;
    }
  }
  return true;
}

static weir_status_t check_image(const char* name, const void* image,
                                 size_t size) {
  if (is_shared_object(image, size)) return weir_ok();
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "executable %s: not a whole 64-bit ELF shared object",
                     name);
}

static weir_status_t write_image(int file, const char* name, const void* image,
                                 size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t n = write(file, (const char*)image + done, size - done);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      return weir_status_from_errno(errno, "cannot store executable %s", name);
    }
    done += (size_t)n;
  }
  return weir_ok();
}

// The path of an open file, spelt so that no other living executable has the
// same: dlopen() takes equal names for equal libraries, and descriptors are
// reused. The address of |unique| is written as a run of "/." and "/".
static void unique_path(const void* unique, int file, char path[192]) {
  size_t n = (size_t)snprintf(path, 192, "/proc/self");
  for (uintptr_t bits = (uintptr_t)unique >> 4; bits != 0; bits >>= 1) {
    path[n++] = '/';
    if (bits & 1) path[n++] = '.';
  }
  snprintf(path + n, 192 - n, "/fd/%d", file);
}

// Maps the image through an anonymous file, since dlopen() wants a path.
static weir_status_t open_image(weir_executable_t* executable,
                                const void* image, size_t size) {
  int file = memfd_create("weir_executable", MFD_CLOEXEC);
  if (file < 0) {
    return weir_status_from_errno(errno, "cannot store executable %s",
                                  executable->name);
  }
  weir_status_t status = write_image(file, executable->name, image, size);
  if (weir_is_ok(status)) {
    char path[192];
    unique_path(executable, file, path);
    executable->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    if (executable->handle == NULL) {
      status = weir_status(WEIR_CODE_INVALID_ARGUMENT, "executable %s: %s",
                           executable->name, dlerror());
    }
  }
  close(file);
  if (!weir_is_ok(status)) return status;
  executable->library =
      dlsym(executable->handle, WEIR_EXECUTABLE_LIBRARY_SYMBOL);
  if (executable->library == NULL) {
    return weir_status(
        WEIR_CODE_INVALID_ARGUMENT,
        "executable %s: no symbol " WEIR_EXECUTABLE_LIBRARY_SYMBOL,
        executable->name);
  }
  return check_library(executable->name, executable->library);
}

weir_status_t weir_executable_load(weir_allocator_t allocator, const char* name,
                                   const void* image, size_t size,
                                   weir_executable_t** out_executable) {
  *out_executable = NULL;
  WEIR_RETURN_IF_ERROR(check_image(name, image, size));
  weir_executable_t* executable;
  WEIR_RETURN_IF_ERROR(create_shell(allocator, name, &executable));
  weir_status_t status = open_image(executable, image, size);
  if (weir_is_ok(status)) {
    *out_executable = executable;
  } else {
    weir_executable_release(executable);
  }
  return status;
}

weir_status_t weir_executable_wrap(weir_allocator_t allocator, const char* name,
                                   const weir_executable_library_t* library,
                                   weir_executable_t** out_executable) {
  *out_executable = NULL;
  WEIR_RETURN_IF_ERROR(check_library(name, library));
  WEIR_RETURN_IF_ERROR(create_shell(allocator, name, out_executable));
  (*out_executable)->library = library;
  return weir_ok();
}

void weir_executable_retain(weir_executable_t* executable) {
  weir_object_retain(&executable->object);
}

void weir_executable_release(weir_executable_t* executable) {
  if (executable != NULL) weir_object_release(&executable->object);
}

const char* weir_executable_name(const weir_executable_t* executable) {
  return executable->name;
}

uint32_t weir_executable_entry_count(const weir_executable_t* executable) {
  return executable->library->entry_count;
}

const weir_executable_entry_t* weir_executable_entry(
    const weir_executable_t* executable, uint32_t ordinal) {
  return &executable->library->entries[ordinal];
}

weir_status_t weir_executable_find(const weir_executable_t* executable,
                                   weir_string_view_t name,
                                   uint32_t* out_ordinal) {
  const weir_executable_library_t* library = executable->library;
  for (uint32_t i = 0; i < library->entry_count; ++i) {
    if (weir_sv_equal_c(name, library->entries[i].name)) {
      *out_ordinal = i;
      return weir_ok();
    }
  }
  *out_ordinal = 0;
  weir_strbuf_t names = {0};
  for (uint32_t i = 0; i < library->entry_count; ++i) {
    weir_strbuf_printf(&names, "%s%s", i ? ", " : "", library->entries[i].name);
  }
  weir_status_t status = weir_status(
      WEIR_CODE_NOT_FOUND, "executable %s has no entry %.*s; it has: %s",
      executable->name, WEIR_SV_ARGS(name), weir_strbuf_c(&names));
  weir_strbuf_deinit(&names);
  return status;
}
