// The contract between compiled dispatch code and the engine.
//
// An executable for CPUs is a position-independent ELF shared object that
// imports nothing and has no writable global state. It exports one data symbol,
// `weir_executable_library`, which *is* a constant weir_executable_library_t
// (dlsym() of the name gives its address). The code generator emits these
// structures, so their layout is fixed: a change raises
// WEIR_EXECUTABLE_ABI_VERSION.
#ifndef WEIR_ENGINE_HAL_EXECUTABLE_ABI_H_
#define WEIR_ENGINE_HAL_EXECUTABLE_ABI_H_

#include <stddef.h>
#include <stdint.h>

#define WEIR_EXECUTABLE_ABI_VERSION 2u
#define WEIR_EXECUTABLE_LIBRARY_SYMBOL "weir_executable_library"

// The alignment of |workspace| and of every buffer a device allocates. Binding
// pointers are that plus the offset the program gives.
#define WEIR_EXECUTABLE_ALIGNMENT 64

// What one dispatch gives all of its workgroups. Borrowed for the call; the
// same structure may be read by several threads at once.
typedef struct weir_dispatch_args_t {
  // binding_count pointers, each to the first byte of its range.
  void* const* bindings;
  // binding_count lengths in bytes, counted from the pointers above.
  const uint64_t* binding_lengths;
  // constant_count push constants of 32 bits.
  const uint32_t* constants;
  // Workgroups of the dispatch in x, y and z; each at least 1.
  uint32_t workgroup_count[3];
  uint32_t reserved;
  // What the entry asks for, aligned to WEIR_EXECUTABLE_ALIGNMENT, for
  // this thread alone and with undefined contents; NULL where it needs none.
  void* workspace;
} weir_dispatch_args_t;

// Runs one workgroup. Workgroups of a dispatch are independent: they run in
// any order, on any thread, several at a time. An entry cannot fail.
typedef void (*weir_dispatch_fn_t)(const weir_dispatch_args_t* args,
                                   uint32_t wg_x, uint32_t wg_y, uint32_t wg_z);

typedef struct weir_executable_entry_t {
  const char* name;
  weir_dispatch_fn_t entry;
  uint32_t binding_count;
  uint32_t constant_count;
  uint64_t workspace_bytes;  // per worker
  // The bytes for a dispatch with these constants, where they depend on them:
  // at least workspace_bytes. NULL: they do not.
  uint64_t (*workspace)(const uint32_t* constants);
} weir_executable_entry_t;

typedef struct weir_executable_library_t {
  uint32_t version;  // WEIR_EXECUTABLE_ABI_VERSION
  uint32_t entry_count;
  const weir_executable_entry_t* entries;
} weir_executable_library_t;

// The offsets that generated code uses on 64-bit targets.
_Static_assert(offsetof(weir_dispatch_args_t, bindings) == 0, "ABI");
_Static_assert(offsetof(weir_dispatch_args_t, binding_lengths) == 8, "ABI");
_Static_assert(offsetof(weir_dispatch_args_t, constants) == 16, "ABI");
_Static_assert(offsetof(weir_dispatch_args_t, workgroup_count) == 24, "ABI");
_Static_assert(offsetof(weir_dispatch_args_t, reserved) == 36, "ABI");
_Static_assert(offsetof(weir_dispatch_args_t, workspace) == 40, "ABI");
_Static_assert(sizeof(weir_dispatch_args_t) == 48, "ABI");
_Static_assert(sizeof(weir_executable_entry_t) == 40, "ABI");
_Static_assert(offsetof(weir_executable_entry_t, workspace_bytes) == 24, "ABI");
_Static_assert(offsetof(weir_executable_entry_t, workspace) == 32, "ABI");
_Static_assert(sizeof(weir_executable_library_t) == 16, "ABI");

#endif  // WEIR_ENGINE_HAL_EXECUTABLE_ABI_H_
