// Memory that is given back all at once.
//
// One thread at a time. Memory is zeroed and aligned to 16 bytes. When the
// system has no memory left the process ends with a message: arenas serve the
// compiler and set-up code, where there is nothing better to do.
#ifndef WEIR_ENGINE_BASE_ARENA_H_
#define WEIR_ENGINE_BASE_ARENA_H_

#include <stddef.h>

typedef struct weir_arena_block_t weir_arena_block_t;

typedef struct weir_arena_t {
  weir_arena_block_t* blocks;  // newest first
  char* next;
  char* end;
  size_t total_bytes;  // taken from the system
} weir_arena_t;

// In the caller's storage; an all-zero arena is valid as well.
void weir_arena_init(weir_arena_t* arena);
void weir_arena_deinit(weir_arena_t* arena);

// Zeroed memory, 16-byte aligned; never NULL; |size| of 0 gives a valid pointer.
void* weir_arena_alloc(weir_arena_t* arena, size_t size);

// |count| elements of |size| bytes, with the product checked.
void* weir_arena_alloc_array(weir_arena_t* arena, size_t count, size_t size);

// A copy of |size| bytes.
void* weir_arena_copy(weir_arena_t* arena, const void* data, size_t size);

// A zero-terminated copy of |length| characters.
char* weir_arena_string(weir_arena_t* arena, const char* text, size_t length);

// printf into the arena.
char* weir_arena_format(weir_arena_t* arena, const char* format, ...)
    __attribute__((format(printf, 2, 3)));

#define WEIR_ARENA_NEW(arena, type) ((type*)weir_arena_alloc((arena), sizeof(type)))
#define WEIR_ARENA_ARRAY(arena, type, count) \
  ((type*)weir_arena_alloc_array((arena), (count), sizeof(type)))

#endif  // WEIR_ENGINE_BASE_ARENA_H_
