// NumPy's .npy files (NumPy enhancement proposal 1 and numpy.lib.format).
//
// Read: versions 1, 2 and 3; little-endian data in C order. Fortran order, big
// endian, structured and object types are refused by name. `|u1` and the like
// are read as signless integers (i8) where they are signed (i1, i2, ...) and as
// ui8 and so on where they are not; `|b1` is i1. `|V2` is read as bf16, and
// bf16 is written so, which is what ml_dtypes makes of it.
#ifndef WEIR_ENGINE_IO_NPY_H_
#define WEIR_ENGINE_IO_NPY_H_

#include "engine/io/tensor.h"

weir_status_t weir_npy_read(const char* path,
                            weir_tensor_t* out_tensor) WEIR_MUST_USE;

// The same from memory; |name| serves messages.
weir_status_t weir_npy_parse(const char* name, const void* data, size_t size,
                             weir_tensor_t* out_tensor) WEIR_MUST_USE;

// Version 1. The file appears whole or not at all. UNIMPLEMENTED for types that
// NumPy does not have.
weir_status_t weir_npy_write(const char* path,
                             const weir_tensor_t* tensor) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_IO_NPY_H_
