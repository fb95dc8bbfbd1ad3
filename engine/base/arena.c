#include "engine/base/arena.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/huge_memory.h"

// Many arenas serve one look at a few ops: the first blocks are small.
enum {
  FIRST_BLOCK_BYTES = 1024,
  BLOCK_BYTES = 64 * 1024,
  ALIGNMENT = 16,
};

struct weir_arena_block_t {
  weir_arena_block_t* previous;
  size_t huge_bytes;  // 0: of the heap
};

_Static_assert(sizeof(weir_arena_block_t) % ALIGNMENT == 0,
               "payload alignment");

static void out_of_memory(size_t size) {
  fprintf(stderr, "weir: out of memory (%zu bytes wanted)\n", size);
  abort();
}

void weir_arena_init(weir_arena_t* arena) {
  *arena = (weir_arena_t){0};
}

void weir_arena_deinit(weir_arena_t* arena) {
  weir_arena_block_t* block = arena->blocks;
  while (block != NULL) {
    weir_arena_block_t* previous = block->previous;
    if (block->huge_bytes != 0) {
      weir_huge_memory_give(block, block->huge_bytes);
    } else {
      free(block);
    }
    block = previous;
  }
  *arena = (weir_arena_t){0};
}

static size_t whole_pages(size_t size) {
  return (size + WEIR_HUGE_PAGE_BYTES - 1) & -(size_t)WEIR_HUGE_PAGE_BYTES;
}

// The payload of a new block, which has |least| bytes or more with its header,
// and |size| if it can be had.
// Large programs are walked through from end to end, again and again: with
// small pages a fifth of the time goes into finding and filling them.
static char* add_block(weir_arena_t* arena, size_t least, size_t size,
                       char** out_end) {
  bool is_huge = size >= WEIR_HUGE_PAGE_BYTES;
  if (is_huge) size = whole_pages(size);
  weir_arena_block_t* block =
      is_huge ? weir_huge_memory_take(whole_pages(least), &size)
              : calloc(1, size);
  if (block == NULL) out_of_memory(size);
  block->huge_bytes = is_huge ? size : 0;
  block->previous = arena->blocks;
  arena->blocks = block;
  arena->total_bytes += size;
  *out_end = (char*)block + size;
  return (char*)(block + 1);
}

// Blocks grow with the arena so that a large module has few of them.
static size_t next_block_bytes(size_t total_bytes) {
  size_t size = FIRST_BLOCK_BYTES;
  while (size < total_bytes && size < BLOCK_BYTES) size *= 2;
  if (total_bytes >= WEIR_HUGE_PAGE_BYTES / 2) size = WEIR_HUGE_PAGE_BYTES;
  while (size < total_bytes / 8) size *= 2;
  return size;
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
  size_t block_bytes = next_block_bytes(arena->total_bytes);
  if (size > block_bytes / 4) {
    char* end;
    size_t bytes = sizeof(weir_arena_block_t) + size;
    return add_block(arena, bytes, bytes, &end);
  }
  arena->next = add_block(arena, sizeof(weir_arena_block_t) + size, block_bytes,
                          &arena->end);
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
