// Ops, from their names to the finished thing, and whole files.
#include "compiler/ir/verify.h"
#include "compiler/text/parser_impl.h"
#include "compiler/text/text.h"

typedef struct result_name_t {
  weir_string_view_t name;
  const char* at;
  uint64_t count;
} result_name_t;

typedef struct result_names_t {
  result_name_t* items;
  uint32_t count, capacity;
} result_names_t;

// -- frames -----------------------------------------------------------------

static void push_frame(weir_asm_parser_t* p, weir_op_frame_t* frame,
                       weir_string_view_t name, const char* at) {
  *frame = (weir_op_frame_t){.outer = p->frame, .start = at};
  weir_op_state_init_named(&frame->state, p->context, name,
                           weir_parser_location(p, at));
  frame->info = frame->state.info;
  p->frame = frame;
}

static void pop_frame(weir_asm_parser_t* p) {
  p->frame = p->frame->outer;
}

void weir_parser_add_region(weir_asm_parser_t* p, weir_region_t* region) {
  weir_op_frame_t* frame = p->frame;
  if (frame->region_count == frame->region_capacity) {
    uint32_t more = frame->region_capacity ? frame->region_capacity * 2 : 2;
    weir_region_t** list = WEIR_ARENA_ARRAY(&p->arena, weir_region_t*, more);
    if (frame->region_count) {
      memcpy(list, frame->regions, frame->region_count * sizeof(*list));
    }
    frame->regions = list;
    frame->region_capacity = more;
  }
  frame->regions[frame->region_count++] = region;
}

static weir_op_t* finish_op(weir_asm_parser_t* p, weir_op_frame_t* frame) {
  if (frame->region_count > frame->state.region_count || frame->info == NULL ||
      frame->region_count > 0) {
    weir_op_state_regions(&frame->state, frame->region_count);
  }
  weir_op_t* op = weir_op_create(&frame->state);
  for (uint32_t i = 0; i < frame->region_count; ++i) {
    weir_region_take_blocks(&op->regions[i], frame->regions[i]);
  }
  (void)p;
  return op;
}

void weir_parser_ensure_terminator(weir_asm_parser_t* p, weir_region_t* region,
                                   const weir_op_info_t* info,
                                   weir_location_t* location) {
  uint64_t traits = info->def->traits;
  bool implicit = (traits & WEIR_OP_IMPLICIT_TERMINATOR) != 0;
  bool single = (traits & (WEIR_OP_SINGLE_BLOCK | WEIR_OP_NO_TERMINATOR)) != 0;
  if (!implicit && !single) return;
  if (region->first == NULL) {
    weir_region_insert_block(region, weir_block_create(p->context), NULL);
  }
  if (!implicit || info->def->terminator == NULL) return;
  weir_block_t* block = region->last;
  if (block->last != NULL && weir_op_is_terminator(block->last)) return;
  weir_op_state_t state;
  weir_op_state_init_named(&state, p->context, weir_sv(info->def->terminator),
                           location);
  weir_block_append(block, weir_op_create(&state));
}

// -- generic form -----------------------------------------------------------

static bool parse_operand_list(weir_asm_parser_t* p,
                               weir_asm_operand_t** out_operands,
                               uint32_t* out_count) {
  uint32_t capacity = 8;
  *out_count = 0;
  *out_operands = WEIR_ARENA_ARRAY(&p->arena, weir_asm_operand_t, capacity);
  if (p->token.kind != WEIR_TOKEN_VALUE) return true;
  do {
    if (*out_count == capacity) {
      weir_asm_operand_t* more =
          WEIR_ARENA_ARRAY(&p->arena, weir_asm_operand_t, capacity * 2);
      memcpy(more, *out_operands, capacity * sizeof(*more));
      *out_operands = more;
      capacity *= 2;
    }
    if (!weir_parser_operand(p, &(*out_operands)[(*out_count)++])) return false;
  } while (weir_asm_try(p, ","));
  return true;
}

static bool parse_generic_operands(weir_asm_parser_t* p,
                                   weir_asm_operand_t** out_operands,
                                   uint32_t* out_count) {
  return weir_asm_expect(p, "(") &&
         parse_operand_list(p, out_operands, out_count) &&
         weir_asm_expect(p, ")");
}

static bool parse_generic_successors(weir_asm_parser_t* p) {
  if (!weir_asm_try(p, "[")) return true;
  do {
    weir_block_t* block = NULL;
    if (!weir_asm_successor(p, &block)) return false;
    weir_op_state_successor(&p->frame->state, block);
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, "]");
}

// Of a registered op, properties are its inherent attributes; of another one
// they are kept apart under a name that no file can write.
static bool parse_properties(weir_asm_parser_t* p) {
  if (!weir_asm_try(p, "<")) return true;
  weir_attr_t* dictionary = weir_parser_dictionary(p);
  if (dictionary == NULL || !weir_asm_expect(p, ">")) return false;
  if (p->frame->info != NULL) {
    weir_op_state_attrs(&p->frame->state, dictionary);
  } else {
    weir_op_state_attr(&p->frame->state, "<>", dictionary);
  }
  return true;
}

static bool parse_generic_regions(weir_asm_parser_t* p) {
  if (!weir_asm_try(p, "(")) return true;
  bool isolated = p->frame->info != NULL &&
                  (p->frame->info->def->traits & WEIR_OP_ISOLATED) != 0;
  do {
    weir_region_t* region = weir_parser_region(p, NULL, 0, isolated);
    if (region == NULL) return false;
    weir_parser_add_region(p, region);
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, ")");
}

static bool take_function_type(weir_asm_parser_t* p, const char* at,
                               const weir_type_t* type,
                               const weir_asm_operand_t* operands,
                               uint32_t count) {
  if (type->function.input_count != count) {
    return weir_parser_error_at(p, at, "expected %u operand type%s but had %u",
                                count, count == 1 ? "" : "s",
                                type->function.input_count);
  }
  weir_value_t** values = WEIR_ARENA_ARRAY(&p->arena, weir_value_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    values[i] = weir_parser_resolve(p, &operands[i], type->function.inputs[i]);
    if (values[i] == NULL) return false;
  }
  weir_op_state_t* state = &p->frame->state;
  weir_op_state_operands(state, values, count);
  weir_op_state_results(state, type->function.results,
                        type->function.result_count);
  return true;
}

static bool parse_generic_types(weir_asm_parser_t* p,
                                const weir_asm_operand_t* operands,
                                uint32_t count) {
  if (!weir_asm_expect(p, ":")) return false;
  const char* at = p->token.start;
  weir_type_t* type = weir_parser_function_type(p);
  return type != NULL && take_function_type(p, at, type, operands, count);
}

static weir_string_view_t dialect_of(weir_string_view_t name) {
  const char* dot = memchr(name.data, '.', name.size);
  return weir_sv_n(name.data, dot ? (size_t)(dot - name.data) : 0);
}

// Of a dialect without rows: any op of it is kept as it is written.
static bool is_foreign(const weir_asm_parser_t* p, weir_string_view_t name) {
  const weir_dialect_t* dialect =
      weir_context_dialect(p->context, dialect_of(name));
  return dialect != NULL && dialect->op_count == 0;
}

static bool check_registered(weir_asm_parser_t* p, weir_string_view_t name,
                             const char* at) {
  if (weir_context_op(p->context, name) != NULL || is_foreign(p, name)) {
    return true;
  }
  if (weir_context_allows_unregistered(p->context)) return true;
  weir_string_view_t dialect = dialect_of(name);
  if (weir_context_dialect(p->context, dialect) != NULL) {
    return weir_parser_error_at(
        p, at,
        "unregistered operation '%.*s' found in dialect ('%.*s') that does not "
        "allow unknown operations",
        WEIR_SV_ARGS(name), WEIR_SV_ARGS(dialect));
  }
  return weir_parser_error_at(
      p, at,
      "operation being parsed with an unregistered dialect. If this is "
      "intended, please use -allow-unregistered-dialect with the MLIR tool "
      "used");
}

static bool parse_generic(weir_asm_parser_t* p, weir_op_frame_t* frame) {
  weir_string_view_t name =
      weir_unescape(weir_token_text(&p->token), &p->arena);
  const char* at = p->token.start;
  if (name.size == 0) {
    return weir_parser_error(p, "empty operation name is invalid");
  }
  if (memchr(name.data, '\0', name.size) != NULL) {
    return weir_parser_error(p, "null character not allowed in operation name");
  }
  if (!check_registered(p, name, at)) return false;
  push_frame(p, frame, name, at);
  weir_parser_advance(p);
  weir_asm_operand_t* operands = NULL;
  uint32_t count = 0;
  if (!parse_generic_operands(p, &operands, &count) ||
      !parse_generic_successors(p) || !parse_properties(p) ||
      !parse_generic_regions(p) || !weir_asm_attr_dict(p) ||
      !parse_generic_types(p, operands, count)) {
    return false;
  }
  weir_op_state_distribute(&frame->state);
  return true;
}

// -- custom form ------------------------------------------------------------

static bool unknown_custom(weir_asm_parser_t* p, weir_string_view_t written,
                           weir_string_view_t full, const char* at) {
  const char* dot = memchr(full.data, '.', full.size);
  weir_string_view_t dialect =
      weir_sv_n(full.data, dot ? (size_t)(dot - full.data) : full.size);
  const char* tried = "";
  if (!weir_sv_equal(written, full)) {
    tried = weir_arena_format(&p->arena, " (tried '%.*s' as well)",
                              WEIR_SV_ARGS(full));
  }
  if (weir_context_dialect(p->context, dialect) == NULL) {
    return weir_parser_error_at(
        p, at, "Dialect `%.*s' not found for custom op '%.*s'%s",
        WEIR_SV_ARGS(dialect), WEIR_SV_ARGS(written), tried);
  }
  return weir_parser_error_at(p, at, "custom op '%.*s' is unknown%s",
                              WEIR_SV_ARGS(written), tried);
}

// What ops of other dialects have in common: `%a, %b {..} : (T, T) -> T`, or
// one type for all, or neither operands nor types.
static bool parse_foreign_body(weir_asm_parser_t* p) {
  weir_asm_operand_t* operands = NULL;
  uint32_t count = 0;
  if (!parse_operand_list(p, &operands, &count) || !weir_asm_attr_dict(p)) {
    return false;
  }
  if (count == 0 && !weir_token_is(&p->token, ":")) return true;
  if (!weir_asm_expect(p, ":")) return false;
  const char* at = p->token.start;
  weir_type_t* type = weir_token_is(&p->token, "(")
                          ? weir_parser_function_type(p)
                          : weir_parser_type(p);
  if (type == NULL) return false;
  if (type->kind != WEIR_TYPE_FUNCTION) {
    weir_type_t** inputs = WEIR_ARENA_ARRAY(&p->arena, weir_type_t*, count + 1);
    for (uint32_t i = 0; i < count; ++i) inputs[i] = type;
    type = weir_function_type(p->context, inputs, count, &type, 1);
  }
  return take_function_type(p, at, type, operands, count);
}

static bool parse_custom_body(weir_asm_parser_t* p, weir_op_frame_t* frame) {
  const weir_op_def_t* def = frame->info->def;
  if (def->parse == NULL) {
    if (def->syntax != NULL) return weir_parser_syntax(p, frame->info);
    return weir_parser_error_at(p, frame->start,
                                "'%s' has no custom assembly form", def->name);
  }
  if (!def->parse(p, frame->info)) return false;
  for (uint32_t i = 0; i < frame->region_count; ++i) {
    weir_region_t* region = frame->regions[i];
    bool is_one = i < frame->info->region_group_count &&
                  strcmp(frame->info->regions[i].kind, "one") == 0;
    if (region->first == NULL && is_one) {
      weir_region_insert_block(region, weir_block_create(p->context), NULL);
    }
    bool implicit = (def->traits & WEIR_OP_IMPLICIT_TERMINATOR) != 0;
    if (implicit && (i == 0 || region->first != NULL)) {
      weir_parser_ensure_terminator(p, region, frame->info,
                                    frame->state.location);
    }
  }
  return true;
}

static bool parse_custom(weir_asm_parser_t* p, weir_op_frame_t* frame) {
  weir_string_view_t written = weir_token_text(&p->token);
  weir_string_view_t full = written;
  const char* at = p->token.start;
  const weir_op_info_t* info = weir_context_op(p->context, written);
  if (info == NULL && memchr(written.data, '.', written.size) == NULL) {
    char* name = weir_arena_format(&p->arena, "%s.%.*s", p->default_dialect,
                                   WEIR_SV_ARGS(written));
    full = weir_sv(name);
    info = weir_context_op(p->context, full);
  }
  if (info == NULL && is_foreign(p, written)) {
    push_frame(p, frame, written, at);
    weir_parser_advance(p);
    return parse_foreign_body(p);
  }
  if (info == NULL) return unknown_custom(p, written, full, at);
  push_frame(p, frame, weir_sv(info->def->name), at);
  weir_parser_advance(p);
  const char* outer_default = p->default_dialect;
  p->default_dialect = "";
  if (info->def->traits & WEIR_OP_DEFAULT_DIALECT) {
    p->default_dialect = info->dialect->name;
  }
  bool ok = parse_custom_body(p, frame);
  p->default_dialect = outer_default;
  return ok;
}

// -- one op -----------------------------------------------------------------

static bool parse_result_names(weir_asm_parser_t* p, result_names_t* names) {
  do {
    if (p->token.kind != WEIR_TOKEN_VALUE) {
      return weir_parser_error(p, "expected valid ssa identifier");
    }
    if (names->count == names->capacity) {
      uint32_t more = names->capacity ? names->capacity * 2 : 4;
      result_name_t* items = WEIR_ARENA_ARRAY(&p->arena, result_name_t, more);
      if (names->count) {
        memcpy(items, names->items, names->count * sizeof(*items));
      }
      names->items = items;
      names->capacity = more;
    }
    weir_string_view_t text = weir_token_text(&p->token);
    result_name_t* name = &names->items[names->count++];
    *name = (result_name_t){weir_sv_n(text.data + 1, text.size - 1),
                            p->token.start, 1};
    weir_parser_advance(p);
    if (!weir_asm_try(p, ":")) continue;
    if (p->token.kind != WEIR_TOKEN_INTEGER) {
      return weir_parser_error(p, "expected integer number of results");
    }
    if (!weir_parser_token_u64(&p->token, &name->count) || name->count == 0 ||
        name->count > UINT32_MAX) {
      return weir_parser_error(
          p, "expected named operation to have at least 1 result");
    }
    weir_parser_advance(p);
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, "=");
}

static bool define_results(weir_asm_parser_t* p, const result_names_t* names,
                           weir_op_t* op, const char* at) {
  if (names->count == 0) return true;
  if (op->result_count == 0) {
    return weir_parser_error_at(p, at,
                                "cannot name an operation with no results");
  }
  uint64_t total = 0;
  for (uint32_t i = 0; i < names->count; ++i) total += names->items[i].count;
  if (total != op->result_count) {
    return weir_parser_error_at(
        p, at, "operation defines %u results but was provided %llu to bind",
        op->result_count, (unsigned long long)total);
  }
  uint32_t next = 0;
  for (uint32_t i = 0; i < names->count; ++i) {
    const result_name_t* name = &names->items[i];
    for (uint32_t k = 0; k < name->count; ++k) {
      if (!weir_parser_define(p, name->name, k, &op->results[next++],
                              name->at)) {
        return false;
      }
    }
  }
  return true;
}

static bool parse_op(weir_asm_parser_t* p, weir_block_t* block) {
  const char* start = p->token.start;
  result_names_t names = {0};
  if (p->token.kind == WEIR_TOKEN_VALUE && !parse_result_names(p, &names)) {
    return false;
  }
  bool is_generic = p->token.kind == WEIR_TOKEN_STRING;
  if (!is_generic && p->token.kind != WEIR_TOKEN_WORD) {
    return weir_parser_error(p, "expected operation name in quotes");
  }
  weir_op_frame_t frame;
  weir_op_frame_t* outer = p->frame;
  bool ok = is_generic ? parse_generic(p, &frame) : parse_custom(p, &frame);
  weir_location_t* location = NULL;
  if (ok) ok = weir_parser_trailing_location(p, &location);
  if (ok) {
    if (location != NULL) frame.state.location = location;
    weir_op_t* op = finish_op(p, &frame);
    weir_block_append(block, op);
    ok = define_results(p, &names, op, start);
    pop_frame(p);
  }
  p->frame = outer;
  return ok;
}

bool weir_parser_ops(weir_asm_parser_t* p, weir_block_t* block) {
  while (p->token.kind != WEIR_TOKEN_BLOCK && p->token.kind != WEIR_TOKEN_END &&
         !weir_token_is(&p->token, "}")) {
    if (!parse_op(p, block)) return false;
  }
  return true;
}

// -- files ------------------------------------------------------------------

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

static bool parse_top_level(weir_asm_parser_t* p, weir_block_t* block) {
  while (p->token.kind != WEIR_TOKEN_END) {
    bool ok;
    if (p->token.kind == WEIR_TOKEN_HASH || p->token.kind == WEIR_TOKEN_BANG) {
      ok = parse_alias_definition(p);
    } else if (weir_token_is(&p->token, "{-#")) {
      ok = weir_parser_trailer(p);
    } else {
      ok = parse_op(p, block);
    }
    if (!ok) return false;
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
