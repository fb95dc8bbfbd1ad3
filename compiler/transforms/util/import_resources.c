// Moves elements out of attributes into resources.
//
// Needs:   nothing.
// Changes: attributes of ops that are dense elements of numbers, not all equal:
//          each becomes a resource of its own name.
// Keeps:   splats; elements of other types; elements deep inside other
//          attributes; what steers an op, such as the cases of a switch.
#include <string.h>

#include "compiler/transforms/util/passes.h"

enum { BUCKETS = 1024, ALIGNMENT = 64 };

typedef struct replacement_t {
  const weir_attr_t* from;
  weir_attr_t* to;
  struct replacement_t* next;
} replacement_t;

typedef struct key_t {
  const weir_name_t* name;
  struct key_t* next;
} key_t;

typedef struct importer_t {
  weir_arena_t* arena;
  replacement_t* replacements[BUCKETS];
  key_t* keys[BUCKETS];  // taken
} importer_t;

static size_t bucket_of(const void* pointer) {
  return ((uintptr_t)pointer >> 5) % BUCKETS;
}

// -- names --------------------------------------------------------------------

static bool take_key(importer_t* importer, const weir_name_t* name) {
  key_t** bucket = &importer->keys[bucket_of(name)];
  for (const key_t* key = *bucket; key != NULL; key = key->next) {
    if (key->name == name) return false;
  }
  key_t* key = WEIR_ARENA_NEW(importer->arena, key_t);
  *key = (key_t){name, *bucket};
  *bucket = key;
  return true;
}

static void take_key_of(weir_attr_t* attr, void* user) {
  if (attr->kind == WEIR_ATTR_DENSE_RESOURCE) {
    take_key(user, attr->resource.key);
  }
}

static weir_walk_t take_keys(weir_op_t* op, void* user) {
  weir_attr_walk(op->attrs, take_key_of, user);
  return WEIR_WALK_CONTINUE;
}

// |stem| itself, else with the first number that makes it new.
static const weir_name_t* new_key(importer_t* importer, weir_context_t* context,
                                  const char* stem) {
  const weir_name_t* name = weir_name(context, stem);
  for (uint32_t i = 1; !take_key(importer, name); ++i) {
    name = weir_name(context,
                     weir_arena_format(importer->arena, "%s_%u", stem, i));
  }
  return name;
}

// -- elements -----------------------------------------------------------------

// The stem of names for elements of |type|; NULL if they stay as they are.
static const char* stem_of(const weir_type_t* type, weir_arena_t* arena) {
  uint32_t width = weir_type_bit_width(type);
  bool is_int = type->kind == WEIR_TYPE_INTEGER;
  if (!is_int && type->kind != WEIR_TYPE_FLOAT) return NULL;
  switch (width) {
    case 1:
      if (!is_int) return NULL;
      break;
    case 8:
    case 16:
    case 32:
    case 64:
      break;
    default:
      return NULL;
  }
  return weir_arena_format(arena, "dense_elements_%c%u", is_int ? 'i' : 'f',
                           width);
}

static weir_attr_t* import_elements(importer_t* importer,
                                    const weir_attr_t* attr) {
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS) || attr->dense.splat) {
    return NULL;
  }
  replacement_t** bucket = &importer->replacements[bucket_of(attr)];
  for (const replacement_t* known = *bucket; known; known = known->next) {
    if (known->from == attr) return known->to;
  }
  const char* stem = stem_of(weir_type_element(attr->type), importer->arena);
  if (stem == NULL) return NULL;
  weir_attr_t* resource =
      weir_dense_resource_of(attr->type, new_key(importer, attr->context, stem),
                             attr->dense.data, attr->dense.size, ALIGNMENT);
  replacement_t* made = WEIR_ARENA_NEW(importer->arena, replacement_t);
  *made = (replacement_t){attr, resource, *bucket};
  *bucket = made;
  return resource;
}

// Whether an op computes with the attribute, which it reads as elements.
static bool steers(const weir_op_t* op, const weir_name_t* name) {
  return weir_op_attr_is_inherent(op, name) &&
         strcmp(name->data, "value") != 0 &&
         strcmp(name->data, "initial_value") != 0;
}

static weir_walk_t import_attrs(weir_op_t* op, void* user) {
  const weir_attr_t* attrs = op->attrs;
  for (uint32_t i = 0; i < attrs->dictionary.count; ++i) {
    weir_named_attr_t entry = attrs->dictionary.entries[i];
    if (steers(op, entry.name)) continue;
    weir_attr_t* resource = import_elements(user, entry.value);
    if (resource != NULL) weir_op_set_attr(op, entry.name->data, resource);
  }
  return WEIR_WALK_CONTINUE;
}

weir_status_t weir_util_import_resources(weir_pass_t* pass, weir_op_t* op) {
  importer_t* importer = WEIR_ARENA_NEW(pass->scratch, importer_t);
  importer->arena = pass->scratch;
  weir_walk_pre_order(op, take_keys, importer);
  weir_walk_post_order(op, import_attrs, importer);
  return weir_ok();
}
