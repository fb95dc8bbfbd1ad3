// Compiled dispatch functions, loaded and ready to be recorded in commands.
// Counted and immutable; any thread.
#ifndef WEIR_ENGINE_HAL_EXECUTABLE_H_
#define WEIR_ENGINE_HAL_EXECUTABLE_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/object.h"
#include "engine/base/status.h"
#include "engine/base/string_view.h"
#include "engine/hal/executable_abi.h"

typedef struct weir_executable_t weir_executable_t;

// What a device kind accepts as code.
#define WEIR_EXECUTABLE_FORMAT_ELF "elf"  // shared object, executable_abi.h
#define WEIR_EXECUTABLE_FORMAT_PTX "ptx"

// Loads a shared object from memory (copied; |name| serves messages only).
// INVALID_ARGUMENT for an image that is no shared object, lacks the library
// symbol or is of another ABI version.
weir_status_t weir_executable_load(
    weir_allocator_t allocator, const char* name, const void* image,
    size_t size, weir_executable_t** out_executable) WEIR_MUST_USE;

// An executable of functions linked into the program; |library| must outlive
// it.
weir_status_t weir_executable_wrap(weir_allocator_t allocator, const char* name,
                                   const weir_executable_library_t* library,
                                   weir_executable_t** out_executable)
    WEIR_MUST_USE;

void weir_executable_retain(weir_executable_t* executable);
void weir_executable_release(weir_executable_t* executable);  // NULL is fine

const char* weir_executable_name(const weir_executable_t* executable);
uint32_t weir_executable_entry_count(const weir_executable_t* executable);

// |ordinal| is below the entry count.
const weir_executable_entry_t* weir_executable_entry(
    const weir_executable_t* executable, uint32_t ordinal);

// NOT_FOUND names the entries there are.
weir_status_t weir_executable_find(const weir_executable_t* executable,
                                   weir_string_view_t name,
                                   uint32_t* out_ordinal) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_HAL_EXECUTABLE_H_
