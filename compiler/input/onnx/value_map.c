#include "compiler/input/onnx/value_map.h"

static uint32_t slot_of(const onnx_map_entry_t* map, uint32_t capacity,
                        const weir_name_t* key) {
  uint32_t at =
      (uint32_t)(((uintptr_t)key >> 4) * 0x9e3779b1u) & (capacity - 1);
  while (map[at].key != NULL && map[at].key != key)
    at = (at + 1) & (capacity - 1);
  return at;
}

onnx_value_t* value_map_get(const importer_t* importer, const char* name) {
  if (importer->map_capacity == 0) return NULL;
  const weir_name_t* key = weir_name(importer->context, name);
  return importer->map[slot_of(importer->map, importer->map_capacity, key)]
      .value;
}

static void grow(importer_t* importer) {
  uint32_t capacity = importer->map_capacity ? importer->map_capacity * 2 : 256;
  onnx_map_entry_t* map =
      WEIR_ARENA_ARRAY(&importer->arena, onnx_map_entry_t, capacity);
  for (uint32_t i = 0; i < importer->map_capacity; ++i) {
    const onnx_map_entry_t* entry = &importer->map[i];
    if (entry->key != NULL) map[slot_of(map, capacity, entry->key)] = *entry;
  }
  importer->map = map;
  importer->map_capacity = capacity;
}

bool value_map_add(importer_t* importer, onnx_value_t value) {
  if ((importer->map_count + 1) * 2 > importer->map_capacity) grow(importer);
  const weir_name_t* key = weir_name(importer->context, value.name);
  onnx_map_entry_t* entry =
      &importer->map[slot_of(importer->map, importer->map_capacity, key)];
  if (entry->key != NULL) return false;
  entry->key = key;
  entry->value = WEIR_ARENA_NEW(&importer->arena, onnx_value_t);
  *entry->value = value;
  entry->value->name = key->data;
  ++importer->map_count;
  return true;
}
