// Aliases of attributes. The program is printed once without output to see
// which attributes show and what they contain; then those that have a name for
// an alias are ordered: inner ones first, then by name, then as met.
#include <ctype.h>
#include <stdlib.h>

#include "compiler/text/printer_impl.h"

// The name without its number; NULL if it has none.
static const char* alias_name(weir_asm_printer_t* p, const weir_attr_t* attr) {
  switch (attr->kind) {
    case WEIR_ATTR_AFFINE_MAP:
      return "map";
    case WEIR_ATTR_INTEGER_SET:
      return "set";
    case WEIR_ATTR_LOCATION:
      return "loc";
    case WEIR_ATTR_DIALECT:
      break;
    default:
      return NULL;
  }
  if (attr->dialect.def->alias == NULL) return NULL;
  const char* hint = attr->dialect.def->alias(attr, &p->arena);
  if (hint == NULL || hint[0] == '\0') return NULL;
  size_t size = strlen(hint);
  char* name = weir_arena_alloc(&p->arena, size + 3);
  size_t at = 0;
  if (isdigit((unsigned char)hint[0])) name[at++] = '_';
  for (size_t i = 0; i < size; ++i) {
    unsigned char c = (unsigned char)hint[i];
    bool plain = isalnum(c) || c == '$' || c == '_' || c == '-';
    name[at++] = plain ? (char)c : '_';
  }
  // A number may follow, so the name must not end in one.
  if (isdigit((unsigned char)name[at - 1])) name[at++] = '_';
  return name;
}

static void forbid_deferral(weir_alias_t* alias) {
  if (!alias->can_be_deferred) return;
  alias->can_be_deferred = false;
  for (uint32_t i = 0; i < alias->child_count; ++i) {
    forbid_deferral(alias->children[i]);
  }
}

static void add_child(weir_asm_printer_t* p, weir_alias_t* parent,
                      weir_alias_t* child) {
  if (parent->child_count == parent->child_capacity) {
    uint32_t more = parent->child_capacity ? parent->child_capacity * 2 : 4;
    weir_alias_t** list = WEIR_ARENA_ARRAY(&p->arena, weir_alias_t*, more);
    if (parent->child_count) {
      memcpy(list, parent->children, parent->child_count * sizeof(*list));
    }
    parent->children = list;
    parent->child_capacity = more;
  }
  parent->children[parent->child_count++] = child;
  if (child->depth > 0 && child->depth + 1 > parent->depth) {
    parent->depth = child->depth + 1;
  }
}

static void remember(weir_asm_printer_t* p, weir_alias_t* alias) {
  if (p->alias_count == p->alias_capacity) {
    uint32_t more = p->alias_capacity ? p->alias_capacity * 2 : 32;
    weir_alias_t** list = WEIR_ARENA_ARRAY(&p->arena, weir_alias_t*, more);
    if (p->alias_count) {
      memcpy(list, p->alias_list, p->alias_count * sizeof(*list));
    }
    p->alias_list = list;
    p->alias_capacity = more;
  }
  p->alias_list[p->alias_count++] = alias;
}

void weir_printer_visit(weir_asm_printer_t* p, const void* subject,
                        bool is_type, weir_type_elision_t elision) {
  weir_alias_t* alias = weir_address_map_get(&p->aliases, subject);
  weir_alias_t* parent = p->alias_parent;
  if (alias == NULL) {
    alias = WEIR_ARENA_NEW(&p->arena, weir_alias_t);
    alias->subject = subject;
    alias->is_type = is_type;
    alias->can_be_deferred = p->alias_defer;
    weir_address_map_add(&p->aliases, &p->arena, subject, alias);
    if (!is_type) alias->name = alias_name(p, subject);
    if (alias->name != NULL) alias->depth = 1;
    remember(p, alias);
    p->alias_parent = alias;
    if (is_type) {
      weir_printer_type_body(p, subject);
    } else {
      weir_printer_attr_body(p, subject, elision);
    }
    p->alias_parent = parent;
  } else if (!p->alias_defer) {
    forbid_deferral(alias);
  }
  if (parent != NULL) add_child(p, parent, alias);
}

static int compare_aliases(const void* a, const void* b) {
  const weir_alias_t* left = *(weir_alias_t* const*)a;
  const weir_alias_t* right = *(weir_alias_t* const*)b;
  if (left->depth != right->depth) return left->depth < right->depth ? -1 : 1;
  if (left->is_type != right->is_type) return left->is_type ? -1 : 1;
  int order = strcmp(left->name, right->name);
  if (order != 0) return order;
  // |suffix| holds the place among the met until numbers are given.
  return left->suffix < right->suffix ? -1 : left->suffix > right->suffix;
}

// Keeps those with a name, sorts them and numbers equal names.
static void number_aliases(weir_asm_printer_t* p) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < p->alias_count; ++i) {
    weir_alias_t* alias = p->alias_list[i];
    alias->suffix = i;
    if (alias->name != NULL) p->alias_list[count++] = alias;
  }
  p->alias_count = count;
  if (count > 0) {
    qsort(p->alias_list, count, sizeof(*p->alias_list), compare_aliases);
  }
  weir_text_map_t counts = {0};
  for (uint32_t i = 0; i < count; ++i) {
    weir_alias_t* alias = p->alias_list[i];
    weir_string_view_t name = weir_sv(alias->name);
    uint32_t* used = weir_text_map_get(&counts, name, 0);
    if (used == NULL) {
      used = WEIR_ARENA_NEW(&p->arena, uint32_t);
      weir_text_map_add(&counts, &p->arena, name, 0, used);
    }
    alias->suffix = (*used)++;
  }
}

void weir_printer_collect_aliases(weir_asm_printer_t* p, const weir_op_t* op) {
  p->is_collecting = true;
  weir_printer_op(p, op);
  p->is_collecting = false;
  number_aliases(p);
  // Resources are listed in the order of the printed text.
  p->resources = NULL;
  p->last_resource = &p->resources;
}

static void write_alias(weir_asm_printer_t* p, const weir_alias_t* alias) {
  weir_asm_printf(p, "%c%s", alias->is_type ? '!' : '#', alias->name);
  if (alias->suffix > 0) weir_asm_printf(p, "%u", alias->suffix);
}

bool weir_printer_try_alias(weir_asm_printer_t* p, const void* subject) {
  if (p->aliases.count == 0) return false;
  const weir_alias_t* alias = weir_address_map_get(&p->aliases, subject);
  if (alias == NULL || alias->name == NULL) return false;
  write_alias(p, alias);
  return true;
}

void weir_printer_alias_definitions(weir_asm_printer_t* p, bool deferred) {
  for (uint32_t i = 0; i < p->alias_count; ++i) {
    const weir_alias_t* alias = p->alias_list[i];
    if (alias->can_be_deferred != deferred) continue;
    write_alias(p, alias);
    weir_asm_write(p, " = ");
    weir_printer_attr_body(p, alias->subject, WEIR_TYPE_ALWAYS);
    weir_asm_write(p, "\n");
  }
}
