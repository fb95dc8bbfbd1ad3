#include "compiler/text/directive.h"

#include "compiler/dialects/util_types.h"
#include "compiler/text/parser_impl.h"
#include "compiler/text/printer_impl.h"

const weir_directive_t* weir_directive_find(weir_string_view_t name) {
  const struct {
    const weir_directive_t* rows;
    uint32_t count;
  } tables[] = {
      {weir_symbol_directives, weir_symbol_directive_count},
      {weir_shape_directives, weir_shape_directive_count},
      {weir_function_directives, weir_function_directive_count},
      {weir_dispatch_directives, weir_dispatch_directive_count},
      {weir_region_directives, weir_region_directive_count},
      {weir_parameter_directives, weir_parameter_directive_count},
      {weir_hal_directives, weir_hal_directive_count},
  };
  for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); ++t) {
    for (uint32_t i = 0; i < tables[t].count; ++i) {
      if (weir_sv_equal_c(name, tables[t].rows[i].name)) {
        return &tables[t].rows[i];
      }
    }
  }
  return NULL;
}

// -- lists ------------------------------------------------------------------

// Room for one more of |size| bytes.
static void* grow(weir_arena_t* arena, void* items, uint32_t count,
                  uint32_t* capacity, size_t size) {
  if (count < *capacity) return items;
  *capacity = *capacity ? *capacity * 2 : 4;
  void* more = weir_arena_alloc_array(arena, *capacity, size);
  if (count > 0) memcpy(more, items, count * size);
  return more;
}

void weir_add_operand(weir_syntax_parse_t* s, weir_operand_list_t* list,
                      weir_asm_operand_t operand) {
  list->items = grow(&s->parser->arena, list->items, list->count,
                     &list->capacity, sizeof(*list->items));
  list->items[list->count++] = operand;
}

void weir_add_type(weir_syntax_parse_t* s, weir_type_list_t* list,
                   weir_type_t* type) {
  list->items = grow(&s->parser->arena, list->items, list->count,
                     &list->capacity, sizeof(*list->items));
  list->items[list->count++] = type;
}

void weir_add_region(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                     weir_region_t* region) {
  weir_region_list_t* list = &s->regions[ref.index];
  list->items = grow(&s->parser->arena, list->items, list->count,
                     &list->capacity, sizeof(weir_region_t*));
  list->items[list->count++] = region;
}

void weir_list_add(weir_syntax_parse_t* s, weir_directive_list_t* list,
                   weir_attr_t* attr) {
  list->attrs = grow(&s->parser->arena, list->attrs, list->count,
                     &list->capacity, sizeof(weir_attr_t*));
  list->attrs[list->count++] = attr;
}

weir_attr_t* weir_list_attr(weir_syntax_parse_t* s,
                            const weir_directive_list_t* list) {
  return weir_array_attr(s->parser->context, list->attrs, list->count);
}

weir_asm_argument_t* weir_add_argument(weir_syntax_parse_t* s,
                                       weir_argument_list_t* list) {
  list->items = grow(&s->parser->arena, list->items, list->count,
                     &list->capacity, sizeof(*list->items));
  weir_asm_argument_t* argument = &list->items[list->count++];
  *argument = (weir_asm_argument_t){0};
  return argument;
}

// -- reading ----------------------------------------------------------------

weir_operand_list_t* weir_read_operands(weir_syntax_parse_t* s,
                                        weir_syntax_ref_t ref) {
  return &s->operands[ref.index];
}

weir_type_list_t* weir_read_types(weir_syntax_parse_t* s,
                                  weir_syntax_ref_t ref) {
  return ref.kind == WEIR_REF_OPERAND_TYPES ? &s->operand_types[ref.index]
                                            : &s->result_types[ref.index];
}

bool weir_read_operand(weir_syntax_parse_t* s, weir_syntax_ref_t ref) {
  weir_asm_operand_t operand;
  if (!weir_parser_operand(s->parser, &operand)) return false;
  weir_add_operand(s, &s->operands[ref.index], operand);
  return true;
}

bool weir_read_type(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                    weir_type_t** out_type) {
  weir_type_t* type = weir_parser_type(s->parser);
  if (out_type != NULL) *out_type = type;
  if (type == NULL) return false;
  weir_type_list_t* list = weir_read_types(s, ref);
  weir_add_type(s, list, type);
  list->is_given = true;
  return true;
}

void weir_set_attr(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                   weir_attr_t* value) {
  weir_op_state_attr(&s->parser->frame->state,
                     s->info->attrs[ref.index].name->data, value);
}

bool weir_read_braced(weir_syntax_parse_t* s, weir_syntax_ref_t sizes) {
  return weir_asm_expect(s->parser, "{") && weir_read_operand(s, sizes) &&
         weir_asm_expect(s->parser, "}");
}

// How many values stand in the braces behind |type|.
static uint32_t dim_count(const weir_type_t* type) {
  if (weir_type_is_sized(type)) return 1;
  bool shaped =
      type->kind == WEIR_TYPE_TENSOR || type->kind == WEIR_TYPE_MEMREF;
  return shaped ? weir_type_dynamic_dim_count(type) : 0;
}

bool weir_read_dims(weir_syntax_parse_t* s, const weir_type_t* type,
                    weir_syntax_ref_t dims) {
  uint32_t count = dim_count(type);
  if (count == 0) return true;
  if (!weir_asm_expect(s->parser, "{")) return false;
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0 && !weir_asm_expect(s->parser, ",")) return false;
    if (!weir_read_operand(s, dims)) return false;
  }
  return weir_asm_expect(s->parser, "}");
}

bool weir_read_sized_type(weir_syntax_parse_t* s, weir_syntax_ref_t types,
                          weir_syntax_ref_t dims, weir_type_t** out_type) {
  weir_type_t* type = NULL;
  if (!weir_read_type(s, types, &type)) return false;
  if (out_type != NULL) *out_type = type;
  return weir_read_dims(s, type, dims);
}

bool weir_read_arguments(weir_syntax_parse_t* s, bool with_attrs,
                         weir_argument_list_t* list) {
  weir_asm_parser_t* p = s->parser;
  if (!weir_asm_expect(p, "(")) return false;
  if (weir_asm_try(p, ")")) return true;
  do {
    weir_asm_argument_t* argument = weir_add_argument(s, list);
    if (!weir_asm_argument(p, true, with_attrs, argument)) return false;
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, ")");
}

bool weir_read_region(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                      const weir_argument_list_t* arguments) {
  bool isolated = (s->info->def->traits & WEIR_OP_ISOLATED) != 0;
  weir_region_t* region = weir_parser_region(s->parser, arguments->items,
                                             arguments->count, isolated);
  if (region == NULL) return false;
  weir_add_region(s, ref, region);
  return true;
}

// -- tied results, reading --------------------------------------------------

static bool read_tie(weir_syntax_parse_t* s, weir_tied_reader_t* reader,
                     int64_t* out_index) {
  weir_asm_parser_t* p = s->parser;
  weir_asm_operand_t operand;
  const char* at = p->token.start;
  if (!weir_parser_operand(p, &operand)) return false;
  for (uint32_t i = 0; i < reader->operand_count; ++i) {
    const weir_asm_operand_t* other = &reader->operands[i];
    if (other->number == operand.number &&
        weir_sv_equal(other->name, operand.name)) {
      *out_index = i;
      return true;
    }
  }
  return weir_parser_error_at(
      p, at, "tied operand not found for result reference %%%.*s",
      WEIR_SV_ARGS(operand.name));
}

static bool read_tied_result(weir_syntax_parse_t* s,
                             weir_tied_reader_t* reader) {
  weir_asm_parser_t* p = s->parser;
  int64_t tie = -1;
  weir_type_t* type = NULL;
  if (p->token.kind == WEIR_TOKEN_VALUE) {
    if (!read_tie(s, reader, &tie)) return false;
    type = reader->operand_types[tie];
    if (weir_asm_try(p, "as")) type = weir_parser_type(p);
  } else {
    type = weir_parser_type(p);
  }
  if (type == NULL) return false;
  weir_add_type(s, &reader->types, type);
  weir_list_add(s, &reader->ties, weir_index_attr(p->context, tie));
  if (reader->dims != NULL && !weir_read_dims(s, type, *reader->dims)) {
    return false;
  }
  return true;
}

static bool read_result_attrs(weir_syntax_parse_t* s,
                              weir_tied_reader_t* reader, bool allowed) {
  weir_attr_t* attrs = weir_dictionary_attr(s->parser->context, NULL, 0);
  if (allowed && weir_token_is(&s->parser->token, "{")) {
    attrs = weir_parser_dictionary(s->parser);
    if (attrs == NULL) return false;
    reader->any_attrs |= attrs->dictionary.count > 0;
  }
  weir_list_add(s, &reader->attrs, attrs);
  return true;
}

bool weir_read_tied_results(weir_syntax_parse_t* s,
                            weir_tied_reader_t* reader) {
  weir_asm_parser_t* p = s->parser;
  reader->types.is_given = true;
  if (!weir_asm_try(p, "(")) {
    return read_tied_result(s, reader) && read_result_attrs(s, reader, false);
  }
  if (reader->allow_empty && weir_asm_try(p, ")")) return true;
  do {
    if (!read_tied_result(s, reader) ||
        !read_result_attrs(s, reader, reader->with_attrs)) {
      return false;
    }
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, ")");
}

// -- writing ----------------------------------------------------------------

// First index and count of a group; all of them for WEIR_REF_ALL.
uint32_t weir_shown_start(const weir_syntax_print_t* s, weir_syntax_ref_t ref) {
  if (ref.index == WEIR_REF_ALL) return 0;
  switch (ref.kind) {
    case WEIR_REF_OPERANDS:
    case WEIR_REF_OPERAND_TYPES:
      return weir_op_operand_group_start(s->op, ref.index);
    case WEIR_REF_RESULTS:
    case WEIR_REF_RESULT_TYPES:
      return weir_op_result_group_start(s->op, ref.index);
    default:
      return ref.index;
  }
}

uint32_t weir_shown_count(const weir_syntax_print_t* s, weir_syntax_ref_t ref) {
  bool all = ref.index == WEIR_REF_ALL;
  switch (ref.kind) {
    case WEIR_REF_OPERANDS:
    case WEIR_REF_OPERAND_TYPES:
      return all ? s->op->operand_count
                 : weir_op_operand_group_size(s->op, ref.index);
    case WEIR_REF_RESULTS:
    case WEIR_REF_RESULT_TYPES:
      return all ? s->op->result_count
                 : weir_op_result_group_size(s->op, ref.index);
    case WEIR_REF_REGION:
      if (all) return s->op->region_count;
      if (ref.index >= s->op->region_count) return 0;
      return s->info->regions[ref.index].variadic
                 ? s->op->region_count - ref.index
                 : 1;
    default:
      return 0;
  }
}

weir_value_t* weir_shown_operand(const weir_syntax_print_t* s,
                                 weir_syntax_ref_t ref, uint32_t index) {
  uint32_t at = weir_shown_start(s, ref) + index;
  return at < s->op->operand_count ? s->op->operands[at].value : NULL;
}

weir_type_t* weir_shown_type(const weir_syntax_print_t* s,
                             weir_syntax_ref_t ref, uint32_t index) {
  if (ref.kind == WEIR_REF_OPERANDS || ref.kind == WEIR_REF_OPERAND_TYPES) {
    weir_value_t* value = weir_shown_operand(s, ref, index);
    return value ? value->type : NULL;
  }
  uint32_t at = weir_shown_start(s, ref) + index;
  return at < s->op->result_count ? s->op->results[at].type : NULL;
}

weir_attr_t* weir_shown_attr(const weir_syntax_print_t* s,
                             weir_syntax_ref_t ref) {
  return weir_op_attr(s->op, s->info->attrs[ref.index].name->data);
}

const weir_region_t* weir_shown_region(const weir_syntax_print_t* s,
                                       weir_syntax_ref_t ref, uint32_t index) {
  return weir_op_region(s->op, ref.index + index);
}

void weir_write_operand(weir_syntax_print_t* s, weir_syntax_ref_t ref,
                        uint32_t index) {
  weir_asm_print_value(s->printer, weir_shown_operand(s, ref, index));
}

void weir_write_operands(weir_syntax_print_t* s, weir_syntax_ref_t ref) {
  uint32_t count = weir_shown_count(s, ref);
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_write_operand(s, ref, i);
  }
}

void weir_write_dims(weir_syntax_print_t* s, const weir_type_t* type,
                     weir_syntax_ref_t dims, uint32_t* next) {
  uint32_t count = type ? dim_count(type) : 0;
  if (count == 0) return;
  weir_asm_write(s->printer, "{");
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_write_operand(s, dims, (*next)++);
  }
  weir_asm_write(s->printer, "}");
}

void weir_write_region_arguments(weir_syntax_print_t* s,
                                 const weir_region_t* region) {
  const weir_block_t* entry = region->first;
  weir_asm_write(s->printer, "(");
  for (uint32_t i = 0; entry && i < entry->argument_count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_asm_print_value(s->printer, entry->arguments[i]);
    weir_asm_write(s->printer, ": ");
    weir_asm_print_type(s->printer, entry->arguments[i]->type);
    weir_printer_trailing_location(s->printer, entry->arguments[i]->location,
                                   false);
  }
  weir_asm_write(s->printer, ")");
}

void weir_begin_row(weir_syntax_print_t* s, bool is_first) {
  if (!is_first) weir_asm_write(s->printer, ",");
  weir_asm_newline(s->printer);
  weir_asm_write(s->printer, "  ");
}

int64_t weir_shown_tie(const weir_syntax_print_t* s, weir_syntax_ref_t tied,
                       uint32_t index) {
  const weir_attr_t* attr = weir_shown_attr(s, tied);
  int64_t tie = -1;
  if (!weir_attr_is(attr, WEIR_ATTR_ARRAY) || index >= attr->array.count ||
      !weir_attr_int(attr->array.elements[index], &tie)) {
    return -1;
  }
  return tie;
}

void weir_write_tied_results(weir_syntax_print_t* s, weir_syntax_ref_t operands,
                             weir_syntax_ref_t results,
                             const weir_syntax_ref_t* dims,
                             weir_syntax_ref_t tied) {
  uint32_t count = weir_shown_count(s, results);
  uint32_t operand_count = weir_shown_count(s, operands);
  uint32_t next = 0;
  if (count != 1) weir_asm_write(s->printer, "(");
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(s->printer, ", ");
    weir_type_t* type = weir_shown_type(s, results, i);
    int64_t tie = weir_shown_tie(s, tied, i);
    bool is_tied = tie >= 0 && tie < operand_count;
    if (is_tied) weir_write_operand(s, operands, (uint32_t)tie);
    if (!is_tied) {
      weir_asm_print_type(s->printer, type);
    } else if (weir_shown_type(s, operands, (uint32_t)tie) != type) {
      weir_asm_write(s->printer, " as ");
      weir_asm_print_type(s->printer, type);
    }
    if (dims != NULL) weir_write_dims(s, type, *dims, &next);
  }
  if (count != 1) weir_asm_write(s->printer, ")");
}
