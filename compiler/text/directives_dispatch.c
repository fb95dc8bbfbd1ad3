// Directives for the operands of dispatches, calls and collectives.
#include "compiler/dialects/stream_types.h"
#include "compiler/text/directive.h"
#include "compiler/text/parser_impl.h"

// DispatchEntryPoints($entry_points)
static bool parse_entry_points(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  weir_directive_list_t all = {0};
  bool braced = weir_asm_try(p, "{");
  do {
    weir_attr_t* symbol = NULL;
    if (p->token.kind != WEIR_TOKEN_SYMBOL) {
      return weir_parser_error(p, "expected symbol of an entry point");
    }
    if (!weir_asm_attr(p, NULL, &symbol)) return false;
    weir_list_add(s, &all, symbol);
  } while (braced && weir_asm_try(p, ","));
  if (braced && !weir_asm_expect(p, "}")) return false;
  weir_set_attr(s, args[0], weir_list_attr(s, &all));
  return true;
}

static void print_entry_points(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const weir_attr_t* all = weir_shown_attr(s, args[0]);
  if (!weir_attr_is(all, WEIR_ATTR_ARRAY)) return;
  bool braced = all->array.count != 1;
  if (braced) weir_asm_write(s->printer, "{");
  for (uint32_t i = 0; i < all->array.count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_asm_print_attr(s->printer, all->array.elements[i]);
  }
  if (braced) weir_asm_write(s->printer, "}");
}

// DispatchOperands($operands, $offsets, $ends, $lengths)
static bool parse_dispatch_operands(weir_syntax_parse_t* s,
                                    const weir_syntax_ref_t* args,
                                    uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  if (!weir_asm_expect(p, "(")) return false;
  if (weir_asm_try(p, ")")) return true;
  do {
    if (!weir_read_operand(s, args[0])) return false;
    if (!weir_asm_try(p, "[")) continue;
    if (!weir_read_operand(s, args[1]) || !weir_asm_expect(p, "to") ||
        !weir_read_operand(s, args[2]) || !weir_asm_expect(p, "for") ||
        !weir_read_operand(s, args[3]) || !weir_asm_expect(p, "]")) {
      return false;
    }
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, ")");
}

static bool operand_is_resource(const weir_syntax_print_t* s,
                                weir_syntax_ref_t ref, uint32_t index) {
  const weir_value_t* value = weir_shown_operand(s, ref, index);
  return value != NULL && weir_type_is_stream_resource(value->type);
}

static void print_dispatch_operands(weir_syntax_print_t* s,
                                    const weir_syntax_ref_t* args,
                                    uint32_t count) {
  (void)count;
  uint32_t range = 0;
  weir_asm_write(s->printer, "(");
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_write_operand(s, args[0], i);
    if (!operand_is_resource(s, args[0], i)) continue;
    weir_asm_write(s->printer, "[");
    weir_write_operand(s, args[1], range);
    weir_asm_write(s->printer, " to ");
    weir_write_operand(s, args[2], range);
    weir_asm_write(s->printer, " for ");
    weir_write_operand(s, args[3], range++);
    weir_asm_write(s->printer, "]");
  }
  weir_asm_write(s->printer, ")");
}

// -- accesses ---------------------------------------------------------------

static bool try_access(weir_syntax_parse_t* s, weir_directive_list_t* all) {
  static const char* const words[] = {"ro", "wo", "rw"};
  static const int values[] = {WEIR_ACCESS_READ, WEIR_ACCESS_WRITE,
                               WEIR_ACCESS_READ_WRITE};
  for (int i = 0; i < 3; ++i) {
    if (!weir_asm_try(s->parser, words[i])) continue;
    weir_list_add(s, all, weir_i32_attr(s->parser->context, values[i]));
    return true;
  }
  return false;
}

static void write_access(weir_syntax_print_t* s, const weir_attr_t* accesses,
                         uint32_t index) {
  int64_t value = 0;
  if (weir_attr_is(accesses, WEIR_ATTR_ARRAY) &&
      index < accesses->array.count) {
    weir_attr_int(accesses->array.elements[index], &value);
  }
  weir_asm_write(s->printer, value == WEIR_ACCESS_READ    ? "ro "
                             : value == WEIR_ACCESS_WRITE ? "wo "
                                                          : "rw ");
}

static bool read_range(weir_syntax_parse_t* s, weir_syntax_ref_t offsets,
                       weir_syntax_ref_t lengths) {
  return weir_asm_expect(s->parser, "[") && weir_read_operand(s, offsets) &&
         weir_asm_expect(s->parser, "for") && weir_read_operand(s, lengths) &&
         weir_asm_expect(s->parser, "]");
}

static void write_range(weir_syntax_print_t* s, weir_syntax_ref_t offsets,
                        weir_syntax_ref_t lengths, uint32_t index) {
  weir_asm_write(s->printer, "[");
  weir_write_operand(s, offsets, index);
  weir_asm_write(s->printer, " for ");
  weir_write_operand(s, lengths, index);
  weir_asm_write(s->printer, "]");
}

// CmdCallOperands($operands, $offsets, $lengths, $accesses)
static bool parse_cmd_operands(weir_syntax_parse_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  weir_directive_list_t accesses = {0};
  if (!weir_asm_expect(p, "(")) return false;
  if (!weir_asm_try(p, ")")) {
    do {
      bool is_resource = try_access(s, &accesses);
      if (!weir_read_operand(s, args[0])) return false;
      if (is_resource && !read_range(s, args[1], args[2])) return false;
    } while (weir_asm_try(p, ","));
    if (!weir_asm_expect(p, ")")) return false;
  }
  weir_set_attr(s, args[3], weir_list_attr(s, &accesses));
  return true;
}

static void print_cmd_operands(weir_syntax_print_t* s,
                               const weir_syntax_ref_t* args, uint32_t count) {
  (void)count;
  const weir_attr_t* accesses = weir_shown_attr(s, args[3]);
  uint32_t range = 0;
  weir_asm_write(s->printer, "(");
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    bool is_resource = operand_is_resource(s, args[0], i);
    if (is_resource) write_access(s, accesses, range);
    weir_write_operand(s, args[0], i);
    if (is_resource) write_range(s, args[1], args[2], range++);
  }
  weir_asm_write(s->printer, ")");
}

// DispatchResources($resources, type($resources), $sizes, $offsets, $lengths,
//                   $accesses)
static bool parse_dispatch_resources(weir_syntax_parse_t* s,
                                     const weir_syntax_ref_t* args,
                                     uint32_t count) {
  (void)count;
  weir_asm_parser_t* p = s->parser;
  weir_directive_list_t accesses = {0};
  do {
    if (!try_access(s, &accesses)) {
      return weir_parser_error(p,
                               "expected access modifier 'ro', 'wo' or "
                               "'rw'");
    }
    if (!weir_read_operand(s, args[0]) || !read_range(s, args[3], args[4]) ||
        !weir_asm_expect(p, ":") || !weir_read_type(s, args[1], NULL) ||
        !weir_read_braced(s, args[2])) {
      return false;
    }
  } while (weir_asm_try(p, ","));
  weir_set_attr(s, args[5], weir_list_attr(s, &accesses));
  return true;
}

static void print_dispatch_resources(weir_syntax_print_t* s,
                                     const weir_syntax_ref_t* args,
                                     uint32_t count) {
  (void)count;
  const weir_attr_t* accesses = weir_shown_attr(s, args[5]);
  for (uint32_t i = 0; i < weir_shown_count(s, args[0]); ++i) {
    weir_begin_row(s, i == 0);
    write_access(s, accesses, i);
    weir_write_operand(s, args[0], i);
    write_range(s, args[3], args[4], i);
    weir_asm_write(s->printer, " : ");
    weir_asm_print_type(s->printer, weir_shown_type(s, args[1], i));
    weir_asm_write(s->printer, "{");
    weir_write_operand(s, args[2], i);
    weir_asm_write(s->printer, "}");
  }
}

// CollectiveParam(ref($op), $param)
static const char* param_word(const weir_attr_t* op) {
  weir_collective_t collective;
  if (!weir_attr_collective(op, &collective)) return NULL;
  switch (collective.kind) {
    case WEIR_COLLECTIVE_BROADCAST:
    case WEIR_COLLECTIVE_RECV:
      return "source";
    case WEIR_COLLECTIVE_REDUCE:
    case WEIR_COLLECTIVE_SEND:
      return "target";
    case WEIR_COLLECTIVE_SEND_RECV:
      return "source_target_pair";
    default:
      return NULL;
  }
}

static bool parse_collective_param(weir_syntax_parse_t* s,
                                   const weir_syntax_ref_t* args,
                                   uint32_t count) {
  (void)count;
  const weir_op_state_t* state = &s->parser->frame->state;
  const weir_name_t* key = s->info->attrs[args[0].index].name;
  const char* word = NULL;
  for (uint32_t i = 0; i < state->attr_count; ++i) {
    if (state->attrs[i].name == key) word = param_word(state->attrs[i].value);
  }
  if (word == NULL) return true;
  return weir_asm_expect(s->parser, word) && weir_asm_expect(s->parser, "(") &&
         weir_read_operand(s, args[1]) && weir_asm_expect(s->parser, ")");
}

static void print_collective_param(weir_syntax_print_t* s,
                                   const weir_syntax_ref_t* args,
                                   uint32_t count) {
  (void)count;
  const char* word = param_word(weir_shown_attr(s, args[0]));
  if (word == NULL || weir_shown_count(s, args[1]) == 0) return;
  weir_asm_printf(s->printer, "%s(", word);
  weir_write_operand(s, args[1], 0);
  weir_asm_write(s->printer, ") ");
}

const weir_directive_t weir_dispatch_directives[] = {
    {"DispatchEntryPoints", parse_entry_points, print_entry_points},
    {"DispatchOperands", parse_dispatch_operands, print_dispatch_operands},
    {"CmdCallOperands", parse_cmd_operands, print_cmd_operands},
    {"DispatchResources", parse_dispatch_resources, print_dispatch_resources},
    {"CollectiveParam", parse_collective_param, print_collective_param},
};
const uint32_t weir_dispatch_directive_count =
    sizeof(weir_dispatch_directives) / sizeof(weir_dispatch_directives[0]);
