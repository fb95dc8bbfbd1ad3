// A linker for what the code generator makes: one x86-64 object file in, one
// shared object out. The object may define everything and import nothing; so
// no dynamic symbol but the exported one, no PLT, no GOT.
//
//   +--------------------------+  segment 1, read only
//   | ELF and program headers  |
//   | .hash .dynsym .dynstr    |
//   | .rela.dyn                |  R_X86_64_RELATIVE alone
//   | .rodata*                 |
//   +--------------------------+  segment 2, read and execute
//   | .text*                   |
//   +--------------------------+  segment 3, written by the loader, then sealed
//   | .data.rel.ro* .dynamic   |
//   +--------------------------+
//
// Section headers are left out: the loader reads program headers only.
#ifndef WEIR_COMPILER_CODEGEN_LINK_H_
#define WEIR_COMPILER_CODEGEN_LINK_H_

#include <stddef.h>

#include "engine/base/status.h"

// Links |object| and exports the data symbol |symbol|. The image is to be given
// to free(). INVALID_ARGUMENT for an object that imports something, has
// writable data or relocations of other kinds, saying which.
weir_status_t weir_link_shared_object(const void* object, size_t object_size,
                                      const char* symbol, void** out_image,
                                      size_t* out_size) WEIR_MUST_USE;

#endif  // WEIR_COMPILER_CODEGEN_LINK_H_
