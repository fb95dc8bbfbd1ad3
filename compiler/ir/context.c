#include "compiler/ir/context.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/ir/context_impl.h"

weir_context_t* weir_context_create(void) {
  weir_context_t* context = calloc(1, sizeof(*context));
  if (context == NULL) abort();
  weir_arena_init(&context->arena);
  return context;
}

void weir_context_free(weir_context_t* context) {
  if (context == NULL) return;
  weir_arena_deinit(&context->arena);
  weir_arena_deinit(&context->lists);
  free(context->discards.entries);
  weir_arena_deinit(&context->interned.memory);
  free(context);
}

const weir_name_t* weir_name(weir_context_t* context, const char* text) {
  return weir_name_sv(context, weir_sv(text));
}

const weir_name_t* weir_name_sv(weir_context_t* context,
                                weir_string_view_t text) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_NAME, 0);
  weir_intern_key_add(&key, text.data, text.size);
  bool is_new;
  weir_name_t* name = weir_intern(context, &key, sizeof(*name), &is_new, NULL);
  if (is_new) {
    name->data = weir_arena_string(&context->arena, text.data, text.size);
    name->size = text.size;
  }
  return name;
}

weir_arena_t* weir_context_arena(weir_context_t* context) {
  return &context->arena;
}

bool weir_context_allows_unregistered(const weir_context_t* context) {
  return context->allow_unregistered;
}

void weir_context_allow_unregistered(weir_context_t* context, bool allow) {
  context->allow_unregistered = allow;
}

weir_diagnostics_t* weir_context_diagnostics(weir_context_t* context) {
  return &context->diagnostics;
}

// -- dialect tables -----------------------------------------------------------

static void malformed(const weir_op_def_t* def, const char* what,
                      const char* text) {
  fprintf(stderr, "weirc: malformed %s in the table row of %s: \"%s\"\n", what,
          def->name, text);
  abort();
}

// The end of one entry: a blank outside parentheses.
static const char* entry_end(const char* text) {
  int depth = 0;
  for (; *text != '\0' && (depth > 0 || *text != ' '); ++text) {
    if (*text == '(') ++depth;
    if (*text == ')') --depth;
  }
  return text;
}

static weir_def_entry_t parse_entry(weir_context_t* context,
                                    const weir_op_def_t* def, const char* what,
                                    const char* text, const char* end) {
  const char* colon = memchr(text, ':', (size_t)(end - text));
  if (colon == NULL || colon == text || colon + 1 == end)
    malformed(def, what, text);
  weir_def_entry_t entry = {
      .name = weir_name_sv(context, weir_sv_n(text, (size_t)(colon - text))),
      .optional = end[-1] == '?',
      .variadic = end[-1] == '*',
  };
  if (entry.optional || entry.variadic) --end;
  entry.kind =
      weir_arena_string(&context->arena, colon + 1, (size_t)(end - colon - 1));
  return entry;
}

// "name:kind name:kind?" taken apart; |text| may be NULL.
static const weir_def_entry_t* parse_entries(weir_context_t* context,
                                             const weir_op_def_t* def,
                                             const char* what, const char* text,
                                             uint32_t* out_count) {
  *out_count = 0;
  if (text == NULL) return NULL;
  uint32_t capacity = 1;
  for (const char* c = text; *c != '\0'; ++c) capacity += *c == ' ';
  weir_def_entry_t* entries =
      WEIR_ARENA_ARRAY(&context->arena, weir_def_entry_t, capacity);
  while (*text != '\0') {
    const char* end = entry_end(text);
    entries[(*out_count)++] = parse_entry(context, def, what, text, end);
    text = end;
    while (*text == ' ') ++text;
  }
  return entries;
}

static void* intern_op_slot(weir_context_t* context, weir_string_view_t name,
                            bool* out_is_new) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_OP, 0);
  weir_intern_key_add(&key, name.data, name.size);
  return weir_intern(context, &key, sizeof(weir_op_info_t), out_is_new, NULL);
}

static void register_op(weir_context_t* context, const weir_dialect_t* dialect,
                        uint32_t place) {
  const weir_op_def_t* def = &dialect->ops[place];
  if (def->id != (dialect->number << 16 | (place + 1))) {
    malformed(def, "id (rows must stand in the order of the ids)", def->name);
  }
  bool is_new;
  weir_op_info_t* info = intern_op_slot(context, weir_sv(def->name), &is_new);
  if (!is_new) malformed(def, "name (it exists already)", def->name);
  info->def = def;
  info->dialect = dialect;
  info->name = weir_name(context, def->name);
  info->operands = parse_entries(context, def, "operands", def->operands,
                                 &info->operand_group_count);
  info->attrs =
      parse_entries(context, def, "attributes", def->attrs, &info->attr_count);
  info->results = parse_entries(context, def, "results", def->results,
                                &info->result_group_count);
  info->regions = parse_entries(context, def, "regions", def->regions,
                                &info->region_group_count);
  info->successors = parse_entries(context, def, "successors", def->successors,
                                   &info->successor_group_count);
  info->tied_group = -1;
  for (uint32_t i = 0; def->tied != NULL && i < info->operand_group_count;
       ++i) {
    if (strcmp(info->operands[i].name->data, def->tied) == 0) {
      info->tied_group = (int32_t)i;
    }
  }
  if (def->tied != NULL && info->tied_group < 0)
    malformed(def, "tied", def->tied);
  context->dialects[dialect->number].infos[place] = info;
}

void weir_context_register_dialect(weir_context_t* context,
                                   const weir_dialect_t* dialect) {
  if (dialect->number >= WEIR_MAX_DIALECTS) abort();
  weir_dialect_slot_t* slot = &context->dialects[dialect->number];
  if (slot->dialect == dialect) return;
  if (slot->dialect != NULL) abort();
  slot->dialect = dialect;
  slot->infos =
      WEIR_ARENA_ARRAY(&context->arena, weir_op_info_t*, dialect->op_count);
  for (uint32_t i = 0; i < dialect->op_count; ++i)
    register_op(context, dialect, i);
}

const weir_dialect_t* weir_context_dialect(const weir_context_t* context,
                                           weir_string_view_t name) {
  for (uint32_t i = 0; i < WEIR_MAX_DIALECTS; ++i) {
    const weir_dialect_t* dialect = context->dialects[i].dialect;
    if (dialect != NULL && weir_sv_equal_c(name, dialect->name)) return dialect;
  }
  return NULL;
}

bool weir_context_keeps_text(const weir_context_t* context,
                             weir_string_view_t dialect) {
  const weir_dialect_t* known = weir_context_dialect(context, dialect);
  return known != NULL ? known->op_count == 0
                       : weir_context_allows_unregistered(context);
}

const weir_op_info_t* weir_context_op(const weir_context_t* context,
                                      weir_string_view_t name) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_OP, 0);
  weir_intern_key_add(&key, name.data, name.size);
  return weir_intern_find(context, &key);
}

const weir_op_info_t* weir_context_op_by_id(const weir_context_t* context,
                                            uint32_t id) {
  uint32_t number = id >> 16, place = id & 0xffff;
  if (number >= WEIR_MAX_DIALECTS || place == 0) return NULL;
  const weir_dialect_slot_t* slot = &context->dialects[number];
  if (slot->dialect == NULL || place > slot->dialect->op_count) return NULL;
  return slot->infos[place - 1];
}

const weir_dialect_t* weir_context_dialect_of(const weir_context_t* context,
                                              const void* def) {
  for (uint32_t i = 0; i < WEIR_MAX_DIALECTS; ++i) {
    const weir_dialect_t* dialect = context->dialects[i].dialect;
    if (dialect == NULL) continue;
    for (uint32_t k = 0; k < dialect->type_count; ++k) {
      if (dialect->types[k] == def) return dialect;
    }
    for (uint32_t k = 0; k < dialect->attr_count; ++k) {
      if (dialect->attrs[k] == def) return dialect;
    }
  }
  return NULL;
}

const weir_type_def_t* weir_context_type_def(const weir_context_t* context,
                                             weir_string_view_t dialect_name,
                                             weir_string_view_t mnemonic) {
  const weir_dialect_t* dialect = weir_context_dialect(context, dialect_name);
  for (uint32_t i = 0; dialect != NULL && i < dialect->type_count; ++i) {
    if (weir_sv_equal_c(mnemonic, dialect->types[i]->mnemonic)) {
      return dialect->types[i];
    }
  }
  return NULL;
}

const weir_attr_def_t* weir_context_attr_def(const weir_context_t* context,
                                             weir_string_view_t dialect_name,
                                             weir_string_view_t mnemonic) {
  const weir_dialect_t* dialect = weir_context_dialect(context, dialect_name);
  for (uint32_t i = 0; dialect != NULL && i < dialect->attr_count; ++i) {
    if (weir_sv_equal_c(mnemonic, dialect->attrs[i]->mnemonic)) {
      return dialect->attrs[i];
    }
  }
  return NULL;
}
