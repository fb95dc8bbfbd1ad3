#include "compiler/transforms/hal/instrument_metadata.h"

#include <string.h>

// Offsets only lead forward, so that a table comes before what it refers to and
// each reference is filled in once that has its place. All numbers are little
// endian.
typedef struct buffer_t {
  weir_arena_t* arena;
  uint8_t* data;
  size_t size, capacity;
} buffer_t;

static void put(buffer_t* b, const void* bytes, size_t count) {
  if (b->size + count > b->capacity) {
    size_t capacity = 2 * (b->size + count);
    uint8_t* grown = WEIR_ARENA_ARRAY(b->arena, uint8_t, capacity);
    if (b->size > 0) memcpy(grown, b->data, b->size);
    b->data = grown;
    b->capacity = capacity;
  }
  if (count > 0) memcpy(b->data + b->size, bytes, count);
  b->size += count;
}

static void put_u16(buffer_t* b, uint32_t value) {
  const uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
  put(b, bytes, 2);
}

// Where the number stands.
static size_t put_u32(buffer_t* b, uint32_t value) {
  size_t place = b->size;
  put_u16(b, value & 0xFFFF);
  put_u16(b, value >> 16);
  return place;
}

static void align(buffer_t* b) {
  while (b->size % 4 != 0) put(b, "", 1);
}

// The reference at |place| leads to the end of the buffer.
static void refer(buffer_t* b, size_t place) {
  uint32_t value = (uint32_t)(b->size - place);
  for (int i = 0; i < 4; ++i) b->data[place + i] = (uint8_t)(value >> 8 * i);
}

static void put_string(buffer_t* b, size_t reference, const char* text) {
  size_t size = strlen(text);
  align(b);
  refer(b, reference);
  put_u32(b, (uint32_t)size);
  put(b, text, size + 1);
}

// A table with the layout |vtable| (sizes of vtable and table, then the place
// of each field, 0: left out), which goes right before it. Fields follow.
static void begin_table(buffer_t* b, size_t reference, const uint16_t* vtable) {
  align(b);
  if (vtable[0] % 4 != 0) put_u16(b, 0);
  size_t start = b->size;
  for (int i = 0; i < vtable[0] / 2; ++i) put_u16(b, vtable[i]);
  refer(b, reference);
  put_u32(b, (uint32_t)(b->size - start));
}

// A vector of |count| references; the first one's place.
static size_t begin_vector(buffer_t* b, size_t reference, uint32_t count) {
  align(b);
  refer(b, reference);
  put_u32(b, count);
  size_t first = b->size;
  for (uint32_t i = 0; i < count; ++i) put_u32(b, 0);
  return first;
}

static void put_function(buffer_t* b, size_t reference,
                         const weir_instrumented_function_t* function) {
  static const uint16_t vtable[6] = {12, 16, 4, 8, 0, 12};
  begin_table(b, reference, vtable);
  size_t name = put_u32(b, 0), target = put_u32(b, 0), source = put_u32(b, 0);
  put_string(b, name, function->name);
  put_string(b, target, function->target);
  put_string(b, source, function->source);
}

static void put_site(buffer_t* b, size_t reference, uint32_t function) {
  static const uint16_t vtable[3] = {6, 8, 4};
  begin_table(b, reference, vtable);
  put_u32(b, function);
}

const uint8_t* weir_instrument_metadata(
    const weir_instrumented_function_t* functions, uint32_t function_count,
    const uint32_t* sites, uint32_t site_count, weir_arena_t* arena,
    size_t* out_size) {
  static const uint16_t vtable[6] = {12, 12, 0, 0, 4, 8};
  buffer_t b = {.arena = arena};
  size_t root = put_u32(&b, 0);
  put(&b, "IDBD", 4);
  begin_table(&b, root, vtable);
  size_t functions_at = put_u32(&b, 0), sites_at = put_u32(&b, 0);
  size_t first = begin_vector(&b, functions_at, function_count);
  for (uint32_t i = 0; i < function_count; ++i) {
    put_function(&b, first + 4 * i, &functions[i]);
  }
  first = begin_vector(&b, sites_at, site_count);
  for (uint32_t i = 0; i < site_count; ++i) {
    put_site(&b, first + 4 * i, sites[i]);
  }
  align(&b);
  *out_size = b.size;
  return b.data;
}
