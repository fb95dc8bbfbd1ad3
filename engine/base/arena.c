#include "engine/base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Many arenas serve one look at a few ops: the first blocks are small.
enum {
  FIRST_BLOCK_BYTES = 1024 - 16,
  BLOCK_BYTES = 64 * 1024,
  ALIGNMENT = 16,
};

struct weir_arena_block_t {
  weir_arena_block_t* previous;
  size_t reserved;  // keeps the payload 16-byte aligned
};

_Static_assert(sizeof(weir_arena_block_t) % ALIGNMENT == 0, "payload alignment");

static void out_of_memory(size_t size) {
  fprintf(stderr, "weir: out of memory (%zu bytes wanted)\n", size);
  abort();
}

void weir_arena_init(weir_arena_t* arena) { *arena = (weir_arena_t){0}; }

void weir_arena_deinit(weir_arena_t* arena) {
  weir_arena_block_t* block = arena->blocks;
  while (block != NULL) {
    weir_arena_block_t* previous = block->previous;
    free(block);
    block = previous;
  }
  *arena = (weir_arena_t){0};
}

static char* add_block(weir_arena_t* arena, size_t payload) {
  weir_arena_block_t* block = calloc(1, sizeof(*block) + payload);
  if (block == NULL) out_of_memory(payload);
  block->previous = arena->blocks;
  arena->blocks = block;
  arena->total_bytes += sizeof(*block) + payload;
  return (char*)(block + 1);
}

void* weir_arena_alloc(weir_arena_t* arena, size_t size) {
  if (size > SIZE_MAX / 2) out_of_memory(size);
  if (size == 0) size = 1;  // an arena without blocks has no pointer to give
  size = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  if (size <= (size_t)(arena->end - arena->next)) {
    char* result = arena->next;
    arena->next += size;
    return result;
  }
  // Blocks grow with the arena so that a large module has few of them.
  size_t payload = FIRST_BLOCK_BYTES;
  if (arena->total_bytes >= BLOCK_BYTES) {
    payload = BLOCK_BYTES;
    while (payload < arena->total_bytes / 8) payload *= 2;
  } else {
    while (payload < arena->total_bytes) payload *= 2;
  }
  if (size > payload / 4) return add_block(arena, size);
  arena->next = add_block(arena, payload);
  arena->end = arena->next + payload;
  char* result = arena->next;
  arena->next += size;
  return result;
}

void* weir_arena_alloc_array(weir_arena_t* arena, size_t count, size_t size) {
  size_t bytes;
  if (__builtin_mul_overflow(count, size, &bytes)) out_of_memory(SIZE_MAX);
  return weir_arena_alloc(arena, bytes);
}

void* weir_arena_copy(weir_arena_t* arena, const void* data, size_t size) {
  void* result = weir_arena_alloc(arena, size);
  if (size > 0) memcpy(result, data, size);
  return result;
}

char* weir_arena_string(weir_arena_t* arena, const char* text, size_t length) {
  char* result = weir_arena_alloc(arena, length + 1);
  if (length > 0) memcpy(result, text, length);
  return result;
}

char* weir_arena_format(weir_arena_t* arena, const char* format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int length = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char* result = weir_arena_alloc(arena, (size_t)length + 1);
  vsnprintf(result, (size_t)length + 1, format, again);
  va_end(again);
  return result;
}
