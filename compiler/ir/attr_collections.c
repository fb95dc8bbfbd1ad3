// Arrays, dictionaries and symbol references.
#include "compiler/ir/attribute.h"

#include <stdlib.h>
#include <string.h>

#include "compiler/ir/context_impl.h"

weir_attr_t* weir_array_attr(weir_context_t* context,
                             weir_attr_t* const* elements, uint32_t count) {
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_ARRAY, NULL);
  weir_intern_key_add(&key, elements, count * sizeof(*elements));
  bool is_new;
  weir_attr_t* attr =
      weir_attr_intern(context, &key, WEIR_ATTR_ARRAY, NULL, &is_new, NULL);
  if (is_new) {
    attr->array.elements =
        weir_arena_copy(&context->arena, elements, count * sizeof(*elements));
    attr->array.count = count;
  }
  return attr;
}

weir_attr_t* weir_index_array_attr(weir_context_t* context,
                                   const int64_t* values, uint32_t count) {
  weir_attr_t** elements =
      WEIR_ARENA_ARRAY(&context->arena, weir_attr_t*, count);
  for (uint32_t i = 0; i < count; ++i)
    elements[i] = weir_index_attr(context, values[i]);
  return weir_array_attr(context, elements, count);
}

static int compare_names(const weir_name_t* a, const weir_name_t* b) {
  if (a == b) return 0;
  size_t size = a->size < b->size ? a->size : b->size;
  int order = memcmp(a->data, b->data, size);
  if (order != 0) return order;
  return a->size < b->size ? -1 : 1;
}

static weir_attr_t* sorted_dictionary(weir_context_t* context,
                                      const weir_named_attr_t* entries,
                                      uint32_t count) {
  if (count == 0 && context->empty_dictionary != NULL) {
    return context->empty_dictionary;
  }
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_DICTIONARY, NULL);
  weir_intern_key_add(&key, entries, count * sizeof(*entries));
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(context, &key, WEIR_ATTR_DICTIONARY,
                                       NULL, &is_new, NULL);
  if (is_new) {
    attr->dictionary.entries =
        weir_arena_copy(&context->arena, entries, count * sizeof(*entries));
    attr->dictionary.count = count;
  }
  if (count == 0) context->empty_dictionary = attr;
  return attr;
}

weir_attr_t* weir_dictionary_attr(weir_context_t* context,
                                  const weir_named_attr_t* entries,
                                  uint32_t count) {
  weir_named_attr_t small[16];
  weir_named_attr_t* sorted = small;
  if (count > 16) {
    sorted = malloc(count * sizeof(*sorted));
    if (sorted == NULL) abort();
  }
  uint32_t used = 0;
  for (uint32_t i = 0; i < count; ++i) {
    if (entries[i].value == NULL) continue;
    uint32_t at = used;
    while (at > 0 && compare_names(sorted[at - 1].name, entries[i].name) > 0)
      --at;
    if (at > 0 && sorted[at - 1].name == entries[i].name) {
      sorted[at - 1] = entries[i];
      continue;
    }
    memmove(&sorted[at + 1], &sorted[at], (used - at) * sizeof(*sorted));
    sorted[at] = entries[i];
    ++used;
  }
  weir_attr_t* attr = sorted_dictionary(context, sorted, used);
  if (sorted != small) free(sorted);
  return attr;
}

// Where |key| stands, or would.
static uint32_t dictionary_place(const weir_attr_t* dictionary,
                                 weir_string_view_t key, bool* out_found) {
  uint32_t low = 0, high = dictionary->dictionary.count;
  *out_found = false;
  while (low < high) {
    uint32_t middle = (low + high) / 2;
    const weir_name_t* name = dictionary->dictionary.entries[middle].name;
    size_t size = name->size < key.size ? name->size : key.size;
    int order = memcmp(name->data, key.data, size);
    if (order == 0) order = (name->size > key.size) - (name->size < key.size);
    if (order == 0) {
      *out_found = true;
      return middle;
    }
    if (order < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

weir_attr_t* weir_dictionary_find(const weir_attr_t* dictionary,
                                  weir_string_view_t key) {
  enum { FEW = 8 };
  if (!weir_attr_is(dictionary, WEIR_ATTR_DICTIONARY)) return NULL;
  const weir_named_attr_t* entries = dictionary->dictionary.entries;
  if (dictionary->dictionary.count > FEW) {
    bool found;
    uint32_t place = dictionary_place(dictionary, key, &found);
    return found ? entries[place].value : NULL;
  }
  for (uint32_t i = 0; i < dictionary->dictionary.count; ++i) {
    const weir_name_t* name = entries[i].name;
    if (name->size == key.size && memcmp(name->data, key.data, key.size) == 0) {
      return entries[i].value;
    }
  }
  return NULL;
}

weir_attr_t* weir_dictionary_set(weir_attr_t* dictionary, const char* key,
                                 weir_attr_t* value) {
  weir_context_t* context = dictionary->context;
  uint32_t count = dictionary->dictionary.count;
  bool found;
  uint32_t place = dictionary_place(dictionary, weir_sv(key), &found);
  if (!found && value == NULL) return dictionary;
  weir_named_attr_t small[16];
  weir_named_attr_t* entries = small;
  if (count + 1 > 16) {
    entries = malloc((count + 1) * sizeof(*entries));
    if (entries == NULL) abort();
  }
  const weir_named_attr_t* old = dictionary->dictionary.entries;
  memcpy(entries, old, place * sizeof(*entries));
  uint32_t used = place;
  if (value != NULL) {
    entries[used++] = (weir_named_attr_t){weir_name(context, key), value};
  }
  uint32_t rest = place + found;
  if (count > rest)
    memcpy(&entries[used], &old[rest], (count - rest) * sizeof(*entries));
  weir_attr_t* attr = sorted_dictionary(context, entries, used + count - rest);
  if (entries != small) free(entries);
  return attr;
}

weir_attr_t* weir_symbol_attr_n(weir_context_t* context,
                                const weir_name_t* const* names,
                                uint32_t count) {
  weir_intern_key_t key;
  weir_attr_key_init(&key, WEIR_ATTR_SYMBOL_REF, NULL);
  weir_intern_key_add(&key, names, count * sizeof(*names));
  bool is_new;
  weir_attr_t* attr = weir_attr_intern(context, &key, WEIR_ATTR_SYMBOL_REF,
                                       NULL, &is_new, NULL);
  if (is_new) {
    attr->symbol.names =
        weir_arena_copy(&context->arena, names, count * sizeof(*names));
    attr->symbol.count = count;
  }
  return attr;
}

weir_attr_t* weir_symbol_attr(weir_context_t* context, const char* root) {
  const weir_name_t* name = weir_name(context, root);
  return weir_symbol_attr_n(context, &name, 1);
}
