// The form that the row of an op says, and what ops of dialects without rows
// have in common.
#include "compiler/text/parser_impl.h"

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
  if (!weir_parser_operand_list(p, &operands, &count) ||
      !weir_asm_attr_dict(p)) {
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
  return weir_parser_take_function_type(p, at, type, operands, count);
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

bool weir_parser_custom(weir_asm_parser_t* p, weir_op_frame_t* frame) {
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
  if (info == NULL && weir_parser_is_foreign(p, written)) {
    weir_parser_push_frame(p, frame, written, at);
    weir_parser_advance(p);
    return parse_foreign_body(p);
  }
  if (info == NULL) return unknown_custom(p, written, full, at);
  weir_parser_push_frame(p, frame, weir_sv(info->def->name), at);
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
