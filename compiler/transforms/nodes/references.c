#include "compiler/transforms/nodes/references.h"

#include "engine/base/arena.h"

static uint32_t place_of(const weir_references_t* references,
                         const weir_name_t* name) {
  uint32_t mask = references->capacity - 1;
  uint32_t at = (uint32_t)(((uintptr_t)name >> 4) * 0x9e3779b1u) & mask;
  while (references->names[at] != NULL && references->names[at] != name) {
    at = (at + 1) & mask;
  }
  return at;
}

static void add_name(weir_references_t* references, const weir_name_t* name) {
  if ((references->count + 1) * 2 > references->capacity) {
    weir_references_t old = *references;
    references->capacity = old.capacity != 0 ? 2 * old.capacity : 64;
    references->names =
        WEIR_ARENA_ARRAY(old.arena, const weir_name_t*, references->capacity);
    for (uint32_t i = 0; i < old.capacity; ++i) {
      if (old.names[i] == NULL) continue;
      references->names[place_of(references, old.names[i])] = old.names[i];
    }
  }
  uint32_t at = place_of(references, name);
  references->count += references->names[at] == NULL;
  references->names[at] = name;
}

static void add_attr(weir_attr_t* attr, void* user) {
  if (attr->kind == WEIR_ATTR_SYMBOL_REF) {
    add_name(user, attr->symbol.names[0]);
  }
}

void weir_references_add(weir_references_t* references, weir_attr_t* attr) {
  if (attr == references->last) return;  // many ops in a row are alike
  references->last = attr;
  weir_attr_walk(attr, add_attr, references);
}

bool weir_references_has(const weir_references_t* references,
                         const weir_name_t* name) {
  return references->capacity != 0 &&
         references->names[place_of(references, name)] != NULL;
}
