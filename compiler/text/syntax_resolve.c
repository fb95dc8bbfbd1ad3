// Types that a syntax leaves out, and the op's state from what was read.
//
// A type that is not written follows from, in this order: a kind that is one
// type; a same-type set of the row; the trait that all types are the same; the
// element type of a written tensor; for results, what the row infers.
#include "compiler/ir/verify.h"
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"

bool weir_syntax_resolve(weir_syntax_parse_t* s);

static weir_type_list_t* list_of_name(weir_syntax_parse_t* s, const char* name,
                                      size_t size) {
  const weir_op_info_t* info = s->info;
  for (uint32_t i = 0; i < info->operand_group_count; ++i) {
    const weir_name_t* group = info->operands[i].name;
    if (group->size == size && memcmp(group->data, name, size) == 0) {
      return &s->operand_types[i];
    }
  }
  for (uint32_t i = 0; i < info->result_group_count; ++i) {
    const weir_name_t* group = info->results[i].name;
    if (group->size == size && memcmp(group->data, name, size) == 0) {
      return &s->result_types[i];
    }
  }
  return NULL;
}

// The type of a typed attribute that is a member of a set.
static weir_type_t* attr_type_of_name(weir_syntax_parse_t* s, const char* name,
                                      size_t size) {
  const weir_op_state_t* state = &s->parser->frame->state;
  for (uint32_t i = 0; i < state->attr_count; ++i) {
    const weir_name_t* key = state->attrs[i].name;
    if (key->size == size && memcmp(key->data, name, size) == 0) {
      return state->attrs[i].value->type;
    }
  }
  return NULL;
}

static void fill(weir_syntax_parse_t* s, weir_type_list_t* list,
                 weir_type_t* type, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) weir_add_type(s, list, type);
  list->is_given = true;
}

// Takes over the types of |from|: all if there are as many, else the first.
static bool take_types(weir_syntax_parse_t* s, weir_type_list_t* list,
                       const weir_type_list_t* from, uint32_t count) {
  if (from == NULL || from == list || !from->is_given || from->count == 0) {
    return false;
  }
  if (from->count != count) {
    fill(s, list, from->items[0], count);
    return true;
  }
  for (uint32_t i = 0; i < count; ++i) weir_add_type(s, list, from->items[i]);
  list->is_given = true;
  return true;
}

static bool from_set(weir_syntax_parse_t* s, const char* set, size_t set_size,
                     const weir_name_t* name, weir_type_list_t* list,
                     uint32_t count) {
  bool is_member = false;
  const char* end = set + set_size;
  for (const char* at = set; at < end;) {
    const char* comma = memchr(at, ',', (size_t)(end - at));
    size_t size = (size_t)((comma ? comma : end) - at);
    is_member |= size == name->size && memcmp(at, name->data, size) == 0;
    at += size + 1;
  }
  if (!is_member) return false;
  for (const char* at = set; at < end;) {
    const char* comma = memchr(at, ',', (size_t)(end - at));
    size_t size = (size_t)((comma ? comma : end) - at);
    if (take_types(s, list, list_of_name(s, at, size), count)) return true;
    weir_type_t* type = attr_type_of_name(s, at, size);
    if (type != NULL) {
      fill(s, list, type, count);
      return true;
    }
    at += size + 1;
  }
  return false;
}

static bool from_same_type(weir_syntax_parse_t* s, const weir_name_t* name,
                           weir_type_list_t* list, uint32_t count) {
  const char* sets = s->info->def->same_type;
  while (sets != NULL && *sets != '\0') {
    size_t size = strcspn(sets, ";");
    if (from_set(s, sets, size, name, list, count)) return true;
    sets += size + (sets[size] == ';');
  }
  if (!(s->info->def->traits & WEIR_OP_SAME_TYPE)) return false;
  for (uint32_t i = 0; i < s->info->operand_group_count; ++i) {
    if (take_types(s, list, &s->operand_types[i], count)) return true;
  }
  for (uint32_t i = 0; i < s->info->result_group_count; ++i) {
    if (take_types(s, list, &s->result_types[i], count)) return true;
  }
  return false;
}

// The element type of a tensor whose type is written.
static weir_type_t* written_element(const weir_syntax_parse_t* s) {
  for (uint32_t i = 0; i < s->info->operand_group_count; ++i) {
    const weir_type_list_t* list = &s->operand_types[i];
    if (list->is_given && list->count && weir_type_is_shaped(list->items[0])) {
      return weir_type_element(list->items[0]);
    }
  }
  for (uint32_t i = 0; i < s->info->result_group_count; ++i) {
    const weir_type_list_t* list = &s->result_types[i];
    if (list->is_given && list->count && weir_type_is_shaped(list->items[0])) {
      return weir_type_element(list->items[0]);
    }
  }
  return NULL;
}

static bool has_fixed_kind(weir_syntax_parse_t* s,
                           const weir_def_entry_t* entry,
                           weir_type_list_t* list, uint32_t count) {
  weir_type_t* type =
      weir_type_of_kind(s->parser->context, entry->kind, s->info);
  if (type == NULL) return false;
  fill(s, list, type, count);
  return true;
}

static bool resolve_operand_types(weir_syntax_parse_t* s) {
  const weir_op_info_t* info = s->info;
  for (uint32_t i = 0; i < info->operand_group_count; ++i) {
    if (s->operand_types[i].is_given) continue;
    has_fixed_kind(s, &info->operands[i], &s->operand_types[i],
                   s->operands[i].count);
  }
  for (uint32_t i = 0; i < info->operand_group_count; ++i) {
    weir_type_list_t* list = &s->operand_types[i];
    uint32_t count = s->operands[i].count;
    if (list->is_given || count == 0) continue;
    if (from_same_type(s, info->operands[i].name, list, count)) continue;
    weir_type_t* element = written_element(s);
    if (element == NULL) {
      return weir_parser_error_at(
          s->parser, s->parser->frame->start,
          "'%s' op does not say the type of operand '%s'", info->def->name,
          info->operands[i].name->data);
    }
    fill(s, list, element, count);
  }
  return true;
}

static bool resolve_operands(weir_syntax_parse_t* s) {
  weir_asm_parser_t* p = s->parser;
  for (uint32_t i = 0; i < s->info->operand_group_count; ++i) {
    const weir_operand_list_t* operands = &s->operands[i];
    const weir_type_list_t* types = &s->operand_types[i];
    bool is_short = types->count != operands->count;
    if (is_short && (operands->count > 0 || types->is_given)) {
      const char* at =
          operands->count ? operands->items[0].name.data - 1 : p->frame->start;
      return weir_parser_error_at(
          p, at,
          "number of operands and types do not match: got %u operands and %u "
          "types",
          operands->count, types->count);
    }
    weir_value_t** values =
        WEIR_ARENA_ARRAY(&p->arena, weir_value_t*, operands->count);
    for (uint32_t k = 0; k < operands->count; ++k) {
      values[k] = weir_parser_resolve(p, &operands->items[k], types->items[k]);
      if (values[k] == NULL) return false;
    }
    weir_op_state_operands(&p->frame->state, values, operands->count);
  }
  return true;
}

// Types of a result group of which nothing was written; false if unknown.
static bool infer_group(weir_syntax_parse_t* s, uint32_t group) {
  const weir_def_entry_t* entry = &s->info->results[group];
  weir_type_list_t* list = &s->result_types[group];
  bool many = entry->variadic || entry->optional;
  if (!many && has_fixed_kind(s, entry, list, 1)) return true;
  uint32_t count = 1;
  if (entry->variadic) {
    count = 0;
    for (uint32_t i = 0; i < s->info->operand_group_count; ++i) {
      if (s->info->operands[i].variadic && count == 0) {
        count = s->operands[i].count;
      }
    }
  }
  if (!entry->optional && from_same_type(s, entry->name, list, count)) {
    return true;
  }
  if (!many) return false;
  // As many results as operands and nothing said: the operands' own types.
  if (entry->variadic && s->info->operand_group_count == 1) {
    return take_types(s, list, &s->operand_types[0], count) || count == 0;
  }
  return true;
}

static bool resolve_results(weir_syntax_parse_t* s) {
  weir_asm_parser_t* p = s->parser;
  weir_op_state_t* state = &p->frame->state;
  uint32_t count = s->info->result_group_count;
  bool complete = true, any = false;
  for (uint32_t i = 0; i < count; ++i) {
    any |= s->result_types[i].is_given;
    if (!s->result_types[i].is_given) complete &= infer_group(s, i);
  }
  if (!complete && !any) {
    weir_type_t** types = WEIR_ARENA_ARRAY(&p->arena, weir_type_t*, count);
    if (weir_op_state_infer_results(state, types)) {
      for (uint32_t i = 0; i < count; ++i) {
        weir_op_state_result(state, types[i]);
      }
      return true;
    }
    weir_type_t* element = written_element(s);
    if (count == 1 && element != NULL) {
      weir_op_state_result(state, element);
      return true;
    }
  }
  if (!complete) {
    return weir_parser_error_at(p, p->frame->start,
                                "'%s' op failed to infer returned types",
                                s->info->def->name);
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_op_state_results(state, s->result_types[i].items,
                          s->result_types[i].count);
  }
  return true;
}

static void add_regions(weir_syntax_parse_t* s) {
  for (uint32_t i = 0; i < s->info->region_group_count; ++i) {
    const weir_region_list_t* list = &s->regions[i];
    for (uint32_t k = 0; k < list->count; ++k) {
      weir_parser_add_region(s->parser, list->items[k]);
    }
    if (list->count == 0 && !s->info->regions[i].variadic) {
      weir_parser_add_region(s->parser, weir_parser_new_region(s->parser));
    }
  }
}

bool weir_syntax_resolve(weir_syntax_parse_t* s) {
  if (!resolve_operand_types(s) || !resolve_operands(s) ||
      !resolve_results(s)) {
    return false;
  }
  add_regions(s);
  return true;
}
