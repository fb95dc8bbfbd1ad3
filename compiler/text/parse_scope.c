// Names of SSA values and blocks while they can be seen.
#include "compiler/text/parser_impl.h"

void weir_parser_push_scope(weir_asm_parser_t* p) {
  weir_ssa_scope_t* scope = WEIR_ARENA_NEW(&p->arena, weir_ssa_scope_t);
  scope->outer = p->scope;
  p->scope = scope;
}

bool weir_parser_pop_scope(weir_asm_parser_t* p) {
  bool ok = true;
  // The list has the newest first; messages come in the order of the text.
  weir_ssa_name_t* ordered = NULL;
  for (weir_ssa_name_t* name = p->scope->stand_ins; name;) {
    weir_ssa_name_t* next = name->next_stand_in;
    name->next_stand_in = ordered;
    ordered = name;
    name = next;
  }
  for (; ordered != NULL; ordered = ordered->next_stand_in) {
    if (!ordered->is_stand_in) continue;
    ok = weir_parser_error_at(p, ordered->at,
                              "use of undeclared SSA value name");
  }
  p->scope = p->scope->outer;
  return ok;
}

static weir_ssa_name_t* name_of(weir_asm_parser_t* p, weir_string_view_t text,
                                uint32_t number) {
  weir_ssa_name_t* name = weir_text_map_get(&p->scope->names, text, number);
  if (name != NULL) return name;
  name = WEIR_ARENA_NEW(&p->arena, weir_ssa_name_t);
  name->name = text;
  name->number = number;
  weir_text_map_add(&p->scope->names, &p->arena, text, number, name);
  return name;
}

static void remember_definition(weir_asm_parser_t* p, weir_ssa_name_t* name) {
  weir_ssa_scope_t* scope = p->scope;
  if (scope->defined_count == scope->defined_capacity) {
    uint32_t more = scope->defined_capacity ? scope->defined_capacity * 2 : 32;
    weir_ssa_name_t** list =
        WEIR_ARENA_ARRAY(&p->arena, weir_ssa_name_t*, more);
    if (scope->defined_count) {
      memcpy(list, scope->defined, scope->defined_count * sizeof(*list));
    }
    scope->defined = list;
    scope->defined_capacity = more;
  }
  scope->defined[scope->defined_count++] = name;
}

bool weir_parser_define(weir_asm_parser_t* p, weir_string_view_t text,
                        uint32_t number, weir_value_t* value, const char* at) {
  weir_ssa_name_t* name = name_of(p, text, number);
  if (name->value != NULL && !name->is_stand_in) {
    weir_parser_error_at(p, at, "redefinition of SSA value '%%%.*s'",
                         WEIR_SV_ARGS(text));
    weir_note(p->context, weir_parser_location(p, name->at),
              "previously defined here");
    return false;
  }
  if (name->value != NULL) {
    if (name->value->type != value->type) {
      weir_arena_t* arena = &p->arena;
      weir_parser_error_at(
          p, at, "definition of SSA value '%%%.*s#%u' has type '%s'",
          WEIR_SV_ARGS(text), number, weir_type_text(value->type, arena));
      weir_note(p->context, weir_parser_location(p, name->at),
                "previously used here with type '%s'",
                weir_type_text(name->value->type, arena));
      return false;
    }
    weir_value_replace_uses(name->value, value);
    name->is_stand_in = false;
  }
  name->value = value;
  name->at = at;
  remember_definition(p, name);
  return true;
}

// A value that stands for one not seen yet.
static weir_value_t* make_stand_in(weir_asm_parser_t* p, weir_type_t* type) {
  weir_op_state_t state;
  weir_op_state_init_named(&state, p->context, weir_sv("weir.forward"), NULL);
  weir_op_state_results(&state, &type, 1);
  return weir_op_result_n(weir_op_create(&state), 0);
}

weir_value_t* weir_parser_resolve(weir_asm_parser_t* p,
                                  const weir_asm_operand_t* operand,
                                  weir_type_t* type) {
  weir_ssa_name_t* name = name_of(p, operand->name, operand->number);
  const char* at = operand->name.data - 1;
  if (name->value == NULL) {
    if (operand->number > 0) {
      weir_ssa_name_t* first = name_of(p, operand->name, 0);
      if (first->value != NULL && !first->is_stand_in) {
        weir_parser_error_at(p, at, "reference to invalid result number");
        return NULL;
      }
    }
    name->value = make_stand_in(p, type);
    name->at = at;
    name->is_stand_in = true;
    if (!name->is_listed) {
      name->is_listed = true;
      name->next_stand_in = p->scope->stand_ins;
      p->scope->stand_ins = name;
    }
    return name->value;
  }
  if (name->value->type == type) return name->value;
  weir_parser_error_at(
      p, at,
      "use of value '%%%.*s' expects different type than prior uses: '%s' vs "
      "'%s'",
      WEIR_SV_ARGS(operand->name), weir_type_text(type, &p->arena),
      weir_type_text(name->value->type, &p->arena));
  weir_note(p->context, weir_parser_location(p, name->at), "prior use here");
  return NULL;
}

bool weir_parser_operand(weir_asm_parser_t* p,
                         weir_asm_operand_t* out_operand) {
  *out_operand = (weir_asm_operand_t){0};
  if (p->token.kind != WEIR_TOKEN_VALUE) {
    return weir_parser_error(p, "expected SSA operand");
  }
  weir_string_view_t text = weir_token_text(&p->token);
  out_operand->name = weir_sv_n(text.data + 1, text.size - 1);
  weir_parser_advance(p);
  if (p->token.kind == WEIR_TOKEN_HASH && p->token.start == p->last_end) {
    weir_token_t number = p->token;
    ++number.start;
    uint64_t value = 0;
    for (const char* c = number.start; c < number.end; ++c) {
      if (*c < '0' || *c > '9') {
        return weir_parser_error(p, "invalid SSA value result number");
      }
    }
    if (!weir_parser_token_u64(&number, &value) || value > UINT32_MAX) {
      return weir_parser_error(p, "invalid SSA value result number");
    }
    out_operand->number = (uint32_t)value;
    weir_parser_advance(p);
  }
  return true;
}

// -- blocks -----------------------------------------------------------------

static weir_block_name_t* block_name(weir_asm_parser_t* p,
                                     weir_string_view_t text, const char* at) {
  weir_block_name_t* name = weir_text_map_get(&p->blocks->names, text, 0);
  if (name != NULL) return name;
  name = WEIR_ARENA_NEW(&p->arena, weir_block_name_t);
  *name = (weir_block_name_t){.name = text, .at = at};
  name->block = weir_block_create(p->context);
  name->next = p->blocks->all;
  p->blocks->all = name;
  weir_text_map_add(&p->blocks->names, &p->arena, text, 0, name);
  return name;
}

bool weir_asm_successor(weir_asm_parser_t* p, weir_block_t** out_block) {
  *out_block = NULL;
  if (p->token.kind != WEIR_TOKEN_BLOCK || p->blocks == NULL) {
    return weir_parser_error(p, "expected block name");
  }
  weir_string_view_t text = weir_token_text(&p->token);
  *out_block = block_name(p, text, p->token.start)->block;
  weir_parser_advance(p);
  return true;
}

static bool parse_label_arguments(weir_asm_parser_t* p, weir_block_t* block) {
  if (!weir_asm_try(p, "(")) return true;
  if (weir_asm_try(p, ")")) return true;
  do {
    weir_asm_operand_t name;
    const char* at = p->token.start;
    if (!weir_parser_operand(p, &name) || !weir_asm_expect(p, ":")) {
      return false;
    }
    weir_type_t* type = weir_parser_type(p);
    weir_location_t* location = NULL;
    if (type == NULL || !weir_parser_trailing_location(p, &location)) {
      return false;
    }
    if (location == NULL) location = weir_parser_location(p, at);
    weir_value_t* value = weir_block_add_argument(block, type, location);
    if (!weir_parser_define(p, name.name, name.number, value, at)) return false;
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, ")");
}

static bool parse_labelled_block(weir_asm_parser_t* p, weir_region_t* region) {
  weir_string_view_t text = weir_token_text(&p->token);
  const char* at = p->token.start;
  weir_block_name_t* name = block_name(p, text, at);
  if (name->is_defined) {
    weir_parser_error_at(p, at, "redefinition of block '%.*s'",
                         WEIR_SV_ARGS(text));
    weir_note(p->context, weir_parser_location(p, name->at),
              "previously defined here");
    return false;
  }
  name->is_defined = true;
  name->at = at;
  weir_parser_advance(p);
  weir_region_insert_block(region, name->block, NULL);
  return parse_label_arguments(p, name->block) && weir_asm_expect(p, ":") &&
         weir_parser_ops(p, name->block);
}

static bool parse_region_body(weir_asm_parser_t* p, weir_region_t* region,
                              const weir_asm_argument_t* arguments,
                              uint32_t count) {
  if (count == 0 && weir_token_is(&p->token, "}")) return true;
  bool at_label = p->token.kind == WEIR_TOKEN_BLOCK;
  if (at_label && count > 0) {
    return weir_parser_error(
        p, "invalid block name in region with named arguments");
  }
  if (!at_label) {
    weir_block_t* entry = weir_block_create(p->context);
    weir_region_insert_block(region, entry, NULL);
    for (uint32_t i = 0; i < count; ++i) {
      const weir_asm_argument_t* argument = &arguments[i];
      weir_value_t* value = weir_block_add_argument(
          entry, argument->type,
          argument->location ? argument->location
                             : weir_location_unknown(p->context));
      if (argument->name.name.data == NULL) continue;
      if (!weir_parser_define(p, argument->name.name, argument->name.number,
                              value, argument->name.name.data - 1)) {
        return false;
      }
    }
    if (!weir_parser_ops(p, entry)) return false;
  }
  while (p->token.kind == WEIR_TOKEN_BLOCK) {
    if (!parse_labelled_block(p, region)) return false;
  }
  return true;
}

// Forgets what was defined behind |mark|.
static void forget_definitions(weir_ssa_scope_t* scope, uint32_t mark) {
  while (scope->defined_count > mark) {
    weir_ssa_name_t* name = scope->defined[--scope->defined_count];
    name->value = NULL;
    name->is_stand_in = false;
  }
}

static bool all_blocks_defined(weir_asm_parser_t* p) {
  weir_block_name_t* first = NULL;
  for (weir_block_name_t* name = p->blocks->all; name; name = name->next) {
    if (!name->is_defined) first = name;
  }
  return first == NULL ||
         weir_parser_error_at(p, first->at, "reference to an undefined block");
}

weir_region_t* weir_parser_new_region(weir_asm_parser_t* p) {
  return WEIR_ARENA_NEW(weir_context_arena(p->context), weir_region_t);
}

weir_region_t* weir_parser_region(weir_asm_parser_t* p,
                                  const weir_asm_argument_t* arguments,
                                  uint32_t argument_count, bool isolated) {
  if (!weir_asm_expect(p, "{") || !weir_parser_enter(p)) return NULL;
  weir_region_t* region = weir_parser_new_region(p);
  weir_block_scope_t blocks = {.outer = p->blocks};
  weir_op_frame_t* frame = p->frame;
  p->blocks = &blocks;
  if (isolated) weir_parser_push_scope(p);
  uint32_t mark = p->scope->defined_count;
  bool ok = parse_region_body(p, region, arguments, argument_count);
  if (ok && !weir_token_is(&p->token, "}")) {
    ok = weir_parser_error(p, "expected operation name in quotes");
  }
  if (ok) weir_parser_advance(p);
  if (ok) ok = all_blocks_defined(p);
  forget_definitions(p->scope, mark);
  if (isolated && ok) {
    ok = weir_parser_pop_scope(p);
  } else if (isolated) {
    p->scope = p->scope->outer;
  }
  p->blocks = blocks.outer;
  p->frame = frame;
  weir_parser_leave(p);
  return ok ? region : NULL;
}
