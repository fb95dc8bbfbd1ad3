// Whole files, and attributes and types that stand alone.
#include "compiler/ir/verify.h"
#include "compiler/text/parser_impl.h"
#include "compiler/text/text.h"

// -- aliases ----------------------------------------------------------------

static bool parse_alias_definition(weir_asm_parser_t* p) {
  bool is_type = p->token.kind == WEIR_TOKEN_BANG;
  weir_string_view_t text = weir_token_text(&p->token);
  weir_string_view_t name = weir_sv_n(text.data + 1, text.size - 1);
  const char* at = p->token.start;
  weir_text_map_t* aliases = is_type ? &p->type_aliases : &p->attr_aliases;
  if (weir_text_map_get(aliases, name, 0) != NULL) {
    return weir_parser_error(p, "redefinition of %s alias id '%.*s'",
                             is_type ? "type" : "attribute",
                             WEIR_SV_ARGS(name));
  }
  if (memchr(name.data, '.', name.size) != NULL) {
    return weir_parser_error(
        p, "%s names with a '.' are reserved for dialect-defined names",
        is_type ? "type" : "attribute");
  }
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "=")) return false;
  void* value =
      is_type ? (void*)weir_parser_type(p) : (void*)weir_parser_attr(p, NULL);
  if (value == NULL) return false;
  weir_text_map_add(aliases, &p->arena, name, 0, value);
  if (is_type) return true;
  for (weir_late_location_t* late = p->late_locations; late;
       late = late->next) {
    if (late->location != NULL || !weir_sv_equal(late->name, name)) continue;
    late->location = value;
    if (late->location->kind != WEIR_ATTR_LOCATION) {
      return weir_parser_error_at(p, at,
                                  "expected location, but found "
                                  "another attribute");
    }
  }
  return true;
}

static weir_location_t* find_late(const weir_asm_parser_t* p,
                                  weir_location_t* location) {
  for (weir_late_location_t* late = p->late_locations; late;
       late = late->next) {
    if (late->stand_in == location) return late->location;
  }
  return location;
}

static weir_walk_t replace_late(weir_op_t* op, void* user) {
  const weir_asm_parser_t* p = user;
  op->location = find_late(p, op->location);
  for (uint32_t i = 0; i < op->region_count; ++i) {
    WEIR_FOR_EACH_BLOCK(block, &op->regions[i]) {
      for (uint32_t k = 0; k < block->argument_count; ++k) {
        weir_value_t* argument = block->arguments[k];
        argument->location = find_late(p, argument->location);
      }
    }
  }
  return WEIR_WALK_CONTINUE;
}

static bool finish_locations(weir_asm_parser_t* p, weir_op_t* module) {
  for (weir_late_location_t* late = p->late_locations; late;
       late = late->next) {
    if (late->location == NULL) {
      return weir_parser_error_at(p, late->at,
                                  "operation location alias was never defined");
    }
  }
  if (p->late_locations != NULL) {
    weir_walk_pre_order(module, replace_late, p);
  }
  return true;
}

// -- files ------------------------------------------------------------------

static bool parse_top_level(weir_asm_parser_t* p, weir_block_t* block) {
  while (p->token.kind != WEIR_TOKEN_END) {
    bool ok;
    if (p->token.kind == WEIR_TOKEN_HASH || p->token.kind == WEIR_TOKEN_BANG) {
      ok = parse_alias_definition(p);
    } else if (weir_token_is(&p->token, "{-#")) {
      ok = weir_parser_trailer(p);
    } else {
      ok = weir_parser_op(p, block);
    }
    if (!ok) return false;
  }
  return true;
}

// The only op if that is a module, else a module around all.
static weir_op_t* make_module(weir_asm_parser_t* p, weir_block_t* block) {
  weir_op_t* only = block->first;
  if (only != NULL && only == block->last &&
      weir_sv_equal_c(weir_sv_n(only->name->data, only->name->size),
                      "builtin.module")) {
    weir_op_unlink(only);
    return only;
  }
  weir_op_t* module = weir_module_create(
      p->context, weir_location_file(p->context, p->file, 0, 0));
  weir_block_t* body = weir_module_body(module);
  WEIR_FOR_EACH_OP(op, block) {
    weir_op_unlink(op);
    weir_block_append(body, op);
  }
  return module;
}

static void parser_init(weir_asm_parser_t* p, weir_context_t* context,
                        const char* file, uint32_t first_line,
                        weir_string_view_t text) {
  *p = (weir_asm_parser_t){
      .context = context,
      .file = file,
      .begin = text.data ? text.data : "",
      .first_line = first_line,
      .default_dialect = "builtin",
  };
  p->end = p->begin + text.size;
  weir_parser_reset(p, p->begin);
}

weir_status_t weir_parse_module_at(weir_context_t* context, const char* file,
                                   uint32_t first_line, weir_string_view_t text,
                                   bool verify, weir_op_t** out_module) {
  *out_module = NULL;
  weir_asm_parser_t parser;
  parser_init(&parser, context, file, first_line, text);
  weir_diagnostics_set_type_text(context, weir_print_type);
  weir_region_t* region = weir_parser_new_region(&parser);
  weir_block_t* block = weir_block_create(context);
  weir_region_insert_block(region, block, NULL);
  weir_parser_push_scope(&parser);
  bool ok = parse_top_level(&parser, block);
  if (ok) ok = weir_parser_pop_scope(&parser);
  weir_op_t* module = ok ? make_module(&parser, block) : NULL;
  if (ok) ok = finish_locations(&parser, module);
  if (ok && verify) ok = weir_verify(module);
  weir_arena_deinit(&parser.arena);
  if (!ok) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s: malformed program",
                       file);
  }
  *out_module = module;
  return weir_ok();
}

weir_status_t weir_parse_module(weir_context_t* context, const char* file,
                                weir_string_view_t text, bool verify,
                                weir_op_t** out_module) {
  return weir_parse_module_at(context, file, 1, text, verify, out_module);
}

// -- attributes and types ---------------------------------------------------

// Whether nothing is left behind a type or attribute.
static bool at_end(weir_asm_parser_t* p) {
  return p->token.kind == WEIR_TOKEN_END ||
         weir_parser_error(p, "unexpected text behind the end");
}

weir_attr_t* weir_parse_attr(weir_context_t* context, weir_string_view_t text) {
  weir_asm_parser_t parser;
  parser_init(&parser, context, "<attribute>", 1, text);
  weir_attr_t* attr = weir_parser_attr(&parser, NULL);
  if (attr != NULL && !at_end(&parser)) attr = NULL;
  weir_arena_deinit(&parser.arena);
  return attr;
}

weir_type_t* weir_parse_type(weir_context_t* context, weir_string_view_t text) {
  weir_asm_parser_t parser;
  parser_init(&parser, context, "<type>", 1, text);
  weir_type_t* type = weir_parser_type(&parser);
  if (type != NULL && !at_end(&parser)) type = NULL;
  weir_arena_deinit(&parser.arena);
  return type;
}
