// Directives of the hal dialect: bindings of descriptor sets and of command
// buffers.
#include "compiler/dialects/hal_types.h"
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"

// `(%buffer : T)[%offset, %length]`
static bool read_binding(weir_syntax_parse_t* s, weir_syntax_ref_t buffers,
                         weir_syntax_ref_t types, weir_syntax_ref_t offsets,
                         weir_syntax_ref_t lengths) {
  weir_asm_parser_t* p = s->parser;
  return weir_asm_expect(p, "(") && weir_read_operand(s, buffers) &&
         weir_asm_expect(p, ":") && weir_read_type(s, types, NULL) &&
         weir_asm_expect(p, ")") && weir_asm_expect(p, "[") &&
         weir_read_operand(s, offsets) && weir_asm_expect(p, ",") &&
         weir_read_operand(s, lengths) && weir_asm_expect(p, "]");
}

static void write_binding(weir_syntax_print_t* s, weir_syntax_ref_t buffers,
                          weir_syntax_ref_t types, weir_syntax_ref_t offsets,
                          weir_syntax_ref_t lengths, uint32_t index) {
  weir_asm_write(s->printer, "(");
  weir_write_operand(s, buffers, index);
  weir_asm_write(s->printer, " : ");
  weir_asm_print_type(s->printer, weir_shown_type(s, types, index));
  weir_asm_write(s->printer, ")[");
  weir_write_operand(s, offsets, index);
  weir_asm_write(s->printer, ", ");
  weir_write_operand(s, lengths, index);
  weir_asm_write(s->printer, "]");
}

// DescriptorSetBindings($ordinals, $buffers, type($buffers), $offsets,
// $lengths)
static bool parse_set_bindings(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  if (weir_token_is(&s->parser->token, "]")) return true;
  do {
    if (!weir_read_operand(s, args[0]) || !weir_asm_expect(s->parser, "=") ||
        !read_binding(s, args[1], args[2], args[3], args[4])) {
      return false;
    }
  } while (weir_asm_try(s->parser, ","));
  return true;
}

static void print_set_bindings(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  for (uint32_t i = 0; i < weir_shown_count(s, args[1]); ++i) {
    weir_begin_row(s, i == 0);
    weir_write_operand(s, args[0], i);
    weir_asm_write(s->printer, " = ");
    write_binding(s, args[1], args[2], args[3], args[4], i);
  }
  weir_asm_newline(s->printer);
}

// BindingTable($buffers, type($buffers), $offsets, $lengths)
static bool parse_binding_table(weir_syntax_parse_t* s,
                                const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  if (weir_token_is(&s->parser->token, "]")) return true;
  do {
    if (!read_binding(s, args[0], args[1], args[2], args[3])) return false;
  } while (weir_asm_try(s->parser, ","));
  return true;
}

static void print_binding_table(weir_syntax_print_t* s,
                                const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    weir_begin_row(s, i == 0);
    write_binding(s, args[0], args[1], args[2], args[3], i);
  }
  weir_asm_newline(s->printer);
}

// DescriptorType($descriptor_type)
static bool parse_descriptor_type(weir_syntax_parse_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  const char* at = p->token.start;
  weir_string_view_t word;
  if (!weir_asm_keyword(p, &word)) return false;
  int64_t value = 0;
  if (!weir_enum_parse(&weir_descriptor_type_enum, word, &value)) {
    return weir_parser_error_at(p, at, "unknown descriptor type '%.*s'",
                                WEIR_SV_ARGS(word));
  }
  weir_set_attr(s, args[0], weir_hal_descriptor_type_attr(p->context, value));
  return true;
}

static void print_descriptor_type(weir_syntax_print_t* s,
                                  const weir_syntax_ref_t* args,
                                  uint32_t count) {
  (void)count;
  int64_t value = weir_hal_descriptor_type_value(weir_shown_attr(s, args[0]));
  bool is_word = false;
  const char* text = weir_enum_format(&weir_descriptor_type_enum, value,
                                      weir_asm_arena(s->printer), &is_word);
  weir_asm_write(s->printer, text ? text : "unknown");
}

const weir_directive_t weir_hal_directives[] = {
    {"DescriptorSetBindings", parse_set_bindings, print_set_bindings},
    {"BindingTable", parse_binding_table, print_binding_table},
    {"DescriptorType", parse_descriptor_type, print_descriptor_type},
};
const uint32_t weir_hal_directive_count =
    sizeof(weir_hal_directives) / sizeof(weir_hal_directives[0]);
