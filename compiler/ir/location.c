#include <string.h>

#include "compiler/ir/attribute.h"
#include "compiler/ir/context_impl.h"

static weir_location_t* intern_location(
    weir_context_t* context, weir_location_kind_t kind, const weir_name_t* name,
    uint32_t line, uint32_t column, weir_location_t* const* children,
    uint32_t child_count, weir_attr_t* metadata) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_ATTR, WEIR_ATTR_LOCATION);
  weir_intern_key_integer(&key, kind);
  weir_intern_key_pointer(&key, name);
  weir_intern_key_integer(&key, (int64_t)line << 32 | column);
  weir_intern_key_pointer(&key, metadata);
  weir_intern_key_add(&key, children, child_count * sizeof(*children));
  bool is_new;
  weir_location_t* location =
      weir_intern(context, &key, sizeof(*location), &is_new, NULL);
  if (is_new) {
    location->kind = WEIR_ATTR_LOCATION;
    location->context = context;
    location->location.kind = kind;
    location->location.name = name;
    location->location.line = line;
    location->location.column = column;
    location->location.children = weir_arena_copy(
        &context->arena, children, child_count * sizeof(*children));
    location->location.child_count = child_count;
    location->location.metadata = metadata;
  }
  return location;
}

weir_location_t* weir_location_unknown(weir_context_t* context) {
  if (context->unknown_location == NULL) {
    context->unknown_location = intern_location(context, WEIR_LOCATION_UNKNOWN,
                                                NULL, 0, 0, NULL, 0, NULL);
  }
  return context->unknown_location;
}

weir_location_t* weir_location_file(weir_context_t* context, const char* file,
                                    uint32_t line, uint32_t column) {
  return intern_location(context, WEIR_LOCATION_FILE, weir_name(context, file),
                         line, column, NULL, 0, NULL);
}

weir_location_t* weir_location_name(weir_context_t* context, const char* name,
                                    weir_location_t* child) {
  return intern_location(context, WEIR_LOCATION_NAME, weir_name(context, name),
                         0, 0, &child, child ? 1 : 0, NULL);
}

weir_location_t* weir_location_fused(weir_context_t* context,
                                     weir_location_t* const* locations,
                                     uint32_t count, weir_attr_t* metadata) {
  weir_location_t** kept =
      WEIR_ARENA_ARRAY(&context->arena, weir_location_t*, count);
  uint32_t kept_count = 0;
  for (uint32_t i = 0; i < count; ++i) {
    bool skip = locations[i]->location.kind == WEIR_LOCATION_UNKNOWN;
    for (uint32_t j = 0; j < kept_count; ++j) skip |= kept[j] == locations[i];
    if (!skip) kept[kept_count++] = locations[i];
  }
  if (metadata == NULL && kept_count == 0)
    return weir_location_unknown(context);
  if (metadata == NULL && kept_count == 1) return kept[0];
  return intern_location(context, WEIR_LOCATION_FUSED, NULL, 0, 0, kept,
                         kept_count, metadata);
}

weir_location_t* weir_location_callsite(weir_location_t* callee,
                                        weir_location_t* caller) {
  weir_location_t* children[2] = {callee, caller};
  return intern_location(callee->context, WEIR_LOCATION_CALLSITE, NULL, 0, 0,
                         children, 2, NULL);
}
