#include "compiler/ir/context_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct weir_intern_entry_t {
  uint64_t hash;
  void* object;  // NULL: free
  const unsigned char* head;
  const unsigned char* tail;
  uint32_t head_size;
  uint32_t reserved;
  size_t tail_size;
};

static void* checked(void* memory) {
  if (memory == NULL) {
    fprintf(stderr, "weirc: out of memory\n");
    abort();
  }
  return memory;
}

void weir_intern_key_init(weir_intern_key_t* key, weir_intern_space_t space,
                          uint32_t kind) {
  key->size = 0;
  key->capacity = sizeof(key->small);
  key->bytes = key->small;
  key->tail = NULL;
  key->tail_size = 0;
  uint32_t head[2] = {(uint32_t)space, kind};
  weir_intern_key_add(key, head, sizeof(head));
}

void weir_intern_key_add(weir_intern_key_t* key, const void* data,
                         size_t size) {
  if (key->size + size > key->capacity) {
    size_t capacity = key->capacity * 2;
    while (capacity < key->size + size) capacity *= 2;
    unsigned char* bytes = checked(malloc(capacity));
    memcpy(bytes, key->bytes, key->size);
    if (key->bytes != key->small) free(key->bytes);
    key->bytes = bytes;
    key->capacity = capacity;
  }
  if (size > 0) memcpy(key->bytes + key->size, data, size);
  key->size += size;
}

void weir_intern_key_pointer(weir_intern_key_t* key, const void* pointer) {
  weir_intern_key_add(key, &pointer, sizeof(pointer));
}

void weir_intern_key_integer(weir_intern_key_t* key, int64_t value) {
  weir_intern_key_add(key, &value, sizeof(value));
}

static uint64_t mix(uint64_t a, uint64_t b) {
  __uint128_t product = (__uint128_t)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// Eight bytes at a time by folded multiplication, as in the wyhash family.
static uint64_t hash_bytes(const unsigned char* data, size_t size,
                           uint64_t seed) {
  uint64_t hash = seed ^ 0x9e3779b97f4a7c15ull;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t word;
    memcpy(&word, data + i, 8);
    hash = mix(hash ^ word, 0xa0761d6478bd642full);
  }
  uint64_t rest = 0;
  if (i < size) memcpy(&rest, data + i, size - i);
  return mix(hash ^ rest ^ ((uint64_t)size << 32), 0xe7037ed1a0b428dbull);
}

static uint64_t hash_key(const weir_intern_key_t* key) {
  uint64_t hash = hash_bytes(key->bytes, key->size, 0);
  return key->tail_size ? hash_bytes(key->tail, key->tail_size, hash) : hash;
}

static bool entry_matches(const weir_intern_entry_t* entry, uint64_t hash,
                          const weir_intern_key_t* key) {
  return entry->hash == hash && entry->head_size == key->size &&
         entry->tail_size == key->tail_size &&
         memcmp(entry->head, key->bytes, key->size) == 0 &&
         (key->tail_size == 0 ||
          memcmp(entry->tail, key->tail, key->tail_size) == 0);
}

// The entry of the key, or the free one where it would go. Needs capacity.
static weir_intern_entry_t* probe(const weir_intern_table_t* table,
                                  uint64_t hash, const weir_intern_key_t* key) {
  size_t mask = table->capacity - 1;
  for (size_t i = hash & mask;; i = (i + 1) & mask) {
    weir_intern_entry_t* entry = &table->entries[i];
    if (entry->object == NULL || entry_matches(entry, hash, key)) return entry;
  }
}

static void grow(weir_intern_table_t* table) {
  size_t capacity = table->capacity ? table->capacity * 2 : 1024;
  weir_arena_t memory = {0};
  weir_intern_entry_t* entries =
      WEIR_ARENA_ARRAY(&memory, weir_intern_entry_t, capacity);
  for (size_t i = 0; i < table->capacity; ++i) {
    if (table->entries[i].object == NULL) continue;
    size_t at = table->entries[i].hash & (capacity - 1);
    while (entries[at].object != NULL) at = (at + 1) & (capacity - 1);
    entries[at] = table->entries[i];
  }
  weir_arena_deinit(&table->memory);
  table->memory = memory;
  table->entries = entries;
  table->capacity = capacity;
}

void* weir_intern(weir_context_t* context, weir_intern_key_t* key,
                  size_t object_size, bool* out_is_new, const void** out_tail) {
  weir_intern_table_t* table = &context->interned;
  if ((table->count + 1) * 4 > table->capacity * 3) grow(table);
  uint64_t hash = hash_key(key);
  weir_intern_entry_t* entry = probe(table, hash, key);
  *out_is_new = entry->object == NULL;
  if (*out_is_new) {
    entry->hash = hash;
    entry->head = weir_arena_copy(&context->arena, key->bytes, key->size);
    entry->head_size = (uint32_t)key->size;
    entry->tail = key->tail_size ? weir_arena_copy(&context->arena, key->tail,
                                                   key->tail_size)
                                 : NULL;
    entry->tail_size = key->tail_size;
    entry->object = weir_arena_alloc(&context->arena, object_size);
    ++table->count;
  }
  if (out_tail != NULL) *out_tail = entry->tail;
  void* object = entry->object;
  if (key->bytes != key->small) free(key->bytes);
  return object;
}

void* weir_intern_find(const weir_context_t* context, weir_intern_key_t* key) {
  const weir_intern_table_t* table = &context->interned;
  void* object = NULL;
  if (table->capacity != 0) object = probe(table, hash_key(key), key)->object;
  if (key->bytes != key->small) free(key->bytes);
  return object;
}
