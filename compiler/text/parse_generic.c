// The generic form of ops: `"name"(%a)[^b]<{..}>({..}) {..} : (T) -> T`.
#include "compiler/text/parser_impl.h"

bool weir_parser_operand_list(weir_asm_parser_t* p,
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
         weir_parser_operand_list(p, out_operands, out_count) &&
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

bool weir_parser_take_function_type(weir_asm_parser_t* p, const char* at,
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
  return type != NULL &&
         weir_parser_take_function_type(p, at, type, operands, count);
}

static weir_string_view_t dialect_of(weir_string_view_t name) {
  const char* dot = memchr(name.data, '.', name.size);
  return weir_sv_n(name.data, dot ? (size_t)(dot - name.data) : 0);
}

bool weir_parser_is_foreign(const weir_asm_parser_t* p,
                            weir_string_view_t name) {
  const weir_dialect_t* dialect =
      weir_context_dialect(p->context, dialect_of(name));
  return dialect != NULL && dialect->op_count == 0;
}

static bool check_registered(weir_asm_parser_t* p, weir_string_view_t name,
                             const char* at) {
  if (weir_context_op(p->context, name) != NULL ||
      weir_parser_is_foreign(p, name)) {
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

bool weir_parser_generic(weir_asm_parser_t* p, weir_op_frame_t* frame) {
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
  weir_parser_push_frame(p, frame, name, at);
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
