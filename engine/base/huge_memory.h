// Large memory in huge pages, which the process keeps for the next one who
// asks.
//
// Pages that the system hands out have to be found and zeroed; where the
// machine is a virtual one that can take a hundred times as long as zeroing
// memory that is there. What is given back is therefore kept, up to a gibibyte.
// Any thread may call.
#ifndef WEIR_ENGINE_BASE_HUGE_MEMORY_H_
#define WEIR_ENGINE_BASE_HUGE_MEMORY_H_

#include <stddef.h>

enum { WEIR_HUGE_PAGE_BYTES = 2 * 1024 * 1024 };

// Zeroed memory of |*size| bytes, aligned to WEIR_HUGE_PAGE_BYTES; where less
// is kept, but |least| or more, as many as there are, which |*size| then tells.
// Both are multiples of WEIR_HUGE_PAGE_BYTES and not 0. NULL when the system
// has none.
void* weir_huge_memory_take(size_t least, size_t* size);

// Gives back |size| bytes that were taken together.
void weir_huge_memory_give(void* memory, size_t size);

#endif  // WEIR_ENGINE_BASE_HUGE_MEMORY_H_
