// Writes an op by the syntax of its row.
//
// Blanks follow two bits: |wants_blank| and |after_punctuation|. They go their
// way through the elements of optional groups whether those are written or not.
#include <ctype.h>
#include <string.h>

#include "compiler/dialects/enums.h"
#include "compiler/text/directive.h"
#include "compiler/text/printer_impl.h"

typedef struct writer_t {
  weir_syntax_print_t s;
  const weir_syntax_t* syntax;
  bool wants_blank;
  bool after_punctuation;
  bool is_silent;  // only the bits move
} writer_t;

static void write_list(writer_t* w, const weir_syntax_list_t* list);

static void blank(writer_t* w) {
  if (!w->is_silent) weir_write_char(w->s.printer, ' ');
}

static bool literal_wants_blank(const writer_t* w, const char* text) {
  if (!w->wants_blank) return false;
  if (text[1] != '\0' && strcmp(text, "->") != 0) return true;
  char c = text[0];
  if (strcmp(text, "->") == 0) return true;
  if (w->after_punctuation) return strchr(">)}],", c) == NULL;
  return strchr("<>(){}[],", c) == NULL;
}

static void write_literal(writer_t* w, const char* text) {
  if (literal_wants_blank(w, text)) blank(w);
  if (!w->is_silent) weir_asm_write(w->s.printer, text);
  char c = text[0];
  w->wants_blank = text[1] != '\0' || strchr("<({[", c) == NULL;
  w->after_punctuation = c != '_' && !isalpha((unsigned char)c);
}

static void begin_other(writer_t* w) {
  if (w->wants_blank || !w->after_punctuation) blank(w);
  w->wants_blank = true;
  w->after_punctuation = false;
}

// -- attributes -------------------------------------------------------------

static void write_enum(weir_asm_printer_t* p, const char* kind,
                       const weir_attr_t* attr) {
  bool is_word = false;
  int64_t value = 0;
  weir_attr_int(attr, &value);
  const char* text =
      weir_enum_format(weir_enum_of_kind(kind), value, &p->arena, &is_word);
  if (text == NULL) {
    weir_asm_print_attr(p, attr);
  } else if (is_word) {
    weir_asm_write(p, text);
  } else {
    weir_asm_print_string(p, weir_sv(text));
  }
}

static void write_integers(weir_asm_printer_t* p, const weir_attr_t* attr) {
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY)) {
    weir_asm_print_attr(p, attr);
    return;
  }
  const void* data = attr->dense_array.data;
  const int64_t* values = data;
  const int16_t* narrow = data;
  bool is_narrow = weir_type_is_integer(attr->dense_array.element, 16);
  weir_asm_write(p, "[");
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    long long value = is_narrow ? narrow[i] : values[i];
    weir_asm_printf(p, "%s%lld", i > 0 ? ", " : "", value);
  }
  weir_asm_write(p, "]");
}

static void write_attr(writer_t* w, uint32_t index) {
  weir_asm_printer_t* p = w->s.printer;
  const weir_def_entry_t* entry = &w->s.info->attrs[index];
  weir_attr_t* attr = weir_op_attr(w->s.op, entry->name->data);
  if (attr == NULL) return;
  switch (weir_attr_form(entry->kind)) {
    case WEIR_FORM_SYMBOL:
      weir_asm_print_symbol(p, weir_attr_string(attr));
      return;
    case WEIR_FORM_UNIT:
      return;
    case WEIR_FORM_STRING:
    case WEIR_FORM_INTEGER:
      weir_asm_print_attr_without_type(p, attr);
      return;
    case WEIR_FORM_ENUM:
      write_enum(p, entry->kind, attr);
      return;
    case WEIR_FORM_INTEGERS:
      write_integers(p, attr);
      return;
    case WEIR_FORM_STRIPPED: {
      const weir_attr_def_t* def =
          weir_attr_form_def(entry->kind, w->s.info, p->context);
      if (weir_attr_is_def(attr, def)) {
        weir_asm_print_attr_stripped(p, attr);
      } else {
        weir_asm_print_attr(p, attr);
      }
      return;
    }
    default:
      weir_asm_print_attr(p, attr);
  }
}

// -- variables --------------------------------------------------------------

static bool prints_terminator(const writer_t* w, const weir_region_t* region) {
  if (!(w->s.info->def->traits & WEIR_OP_IMPLICIT_TERMINATOR)) return true;
  const weir_op_t* last = region->first ? region->first->last : NULL;
  if (last == NULL || !weir_op_is_terminator(last)) return true;
  return last->operand_count > 0 || last->result_count > 0 ||
         last->attrs->dictionary.count > 0;
}

static void write_regions(writer_t* w, weir_syntax_ref_t ref) {
  uint32_t start = weir_shown_start(&w->s, ref);
  uint32_t count = weir_shown_count(&w->s, ref);
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(w->s.printer, ", ");
    const weir_region_t* region = &w->s.op->regions[start + i];
    weir_asm_print_region(w->s.printer, region, true,
                          prints_terminator(w, region));
  }
}

static void write_successors(writer_t* w, weir_syntax_ref_t ref) {
  uint32_t start = ref.index == WEIR_REF_ALL ? 0 : ref.index;
  bool many =
      ref.index == WEIR_REF_ALL || w->s.info->successors[ref.index].variadic;
  uint32_t end = many ? w->s.op->successor_count : start + 1;
  for (uint32_t i = start; i < end; ++i) {
    if (i > start) weir_asm_write(w->s.printer, ", ");
    weir_asm_print_successor(w->s.printer, w->s.op, i);
  }
}

static void write_variable(writer_t* w, weir_syntax_ref_t ref) {
  switch (ref.kind) {
    case WEIR_REF_OPERANDS:
      weir_write_operands(&w->s, ref);
      return;
    case WEIR_REF_ATTR:
      write_attr(w, ref.index);
      return;
    case WEIR_REF_REGION:
      write_regions(w, ref);
      return;
    case WEIR_REF_SUCCESSOR:
      write_successors(w, ref);
      return;
    default:
      return;
  }
}

static void write_types(writer_t* w, weir_syntax_ref_t ref) {
  uint32_t count = weir_shown_count(&w->s, ref);
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(w->s.printer, ", ");
    weir_asm_print_type(w->s.printer, weir_shown_type(&w->s, ref, i));
  }
}

static void write_functional_type(writer_t* w,
                                  const weir_syntax_element_t* element) {
  weir_asm_printer_t* p = w->s.printer;
  weir_asm_write(p, "(");
  write_types(w, element->args[0]);
  weir_asm_write(p, ") -> ");
  weir_syntax_ref_t results = element->args[1];
  uint32_t count = weir_shown_count(&w->s, results);
  bool bare = count == 1 &&
              weir_shown_type(&w->s, results, 0)->kind != WEIR_TYPE_FUNCTION;
  if (!bare) weir_asm_write(p, "(");
  write_types(w, results);
  if (!bare) weir_asm_write(p, ")");
}

// -- groups -----------------------------------------------------------------

// #arith.fastmath<none>, #mesh.partial<sum> and no axes of a mesh.
static bool goes_without_saying(const char* kind, const weir_attr_t* attr) {
  if (strcmp(kind, "denseI16ArrayAttr") == 0) {
    return weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY) &&
           attr->dense_array.count == 0;
  }
  int64_t bits = 0;
  return (strcmp(kind, "fastmathAttr") == 0 ||
          strcmp(kind, "reductionKindAttr") == 0) &&
         weir_attr_is(attr, WEIR_ATTR_DIALECT) &&
         weir_attr_int(attr->dialect.params[0], &bits) && bits == 0;
}

static bool is_present(const writer_t* w, const weir_syntax_element_t* anchor) {
  if (anchor->kind == WEIR_SYNTAX_DIRECTIVE ||
      anchor->kind == WEIR_SYNTAX_FUNCTIONAL_TYPE) {
    for (uint32_t i = 0; i < anchor->arg_count; ++i) {
      weir_syntax_element_t part = {.kind = WEIR_SYNTAX_VARIABLE,
                                    .ref = anchor->args[i]};
      if (is_present(w, &part)) return true;
    }
    return false;
  }
  weir_syntax_ref_t ref = anchor->ref;
  if (ref.kind == WEIR_REF_ATTR) {
    const weir_def_entry_t* entry = &w->s.info->attrs[ref.index];
    const weir_attr_t* attr = weir_op_attr(w->s.op, entry->name->data);
    return attr != NULL && !goes_without_saying(entry->kind, attr);
  }
  if (ref.kind == WEIR_REF_REGION) {
    uint32_t start = weir_shown_start(&w->s, ref);
    for (uint32_t i = 0; i < weir_shown_count(&w->s, ref); ++i) {
      if (!weir_region_is_empty(&w->s.op->regions[start + i])) return true;
    }
    return false;
  }
  if (ref.kind == WEIR_REF_SUCCESSOR) return w->s.op->successor_count > 0;
  return weir_shown_count(&w->s, ref) > 0;
}

static const weir_syntax_element_t* find_anchor(
    const weir_syntax_list_t* list) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (list->items[i].is_anchor) return &list->items[i];
  }
  return NULL;
}

static void write_optional(writer_t* w, const weir_syntax_element_t* element) {
  const weir_syntax_element_t* anchor = find_anchor(&element->then_list);
  bool in_else = anchor == NULL;
  if (in_else) anchor = find_anchor(&element->else_list);
  bool taken = w->is_silent || (anchor && is_present(w, anchor) != in_else);
  bool silent = w->is_silent;
  w->is_silent = silent || !taken;
  write_list(w, &element->then_list);
  w->is_silent = silent || taken;
  write_list(w, &element->else_list);
  w->is_silent = silent;
}

// A unit attribute that anchors a group is the group's keyword.
static bool is_elided_unit(const writer_t* w, const weir_syntax_list_t* list,
                           uint32_t index) {
  const weir_syntax_element_t* element = &list->items[index];
  return element->is_anchor && index > 0 &&
         element->kind == WEIR_SYNTAX_VARIABLE &&
         element->ref.kind == WEIR_REF_ATTR &&
         weir_attr_form(w->s.info->attrs[element->ref.index].kind) ==
             WEIR_FORM_UNIT;
}

static void write_element(writer_t* w, const weir_syntax_element_t* element) {
  weir_asm_printer_t* p = w->s.printer;
  switch (element->kind) {
    case WEIR_SYNTAX_LITERAL:
      write_literal(w, element->text);
      return;
    case WEIR_SYNTAX_NO_BLANK:
      w->wants_blank = false;
      w->after_punctuation = true;
      return;
    case WEIR_SYNTAX_BLANK:
      blank(w);
      w->wants_blank = false;
      w->after_punctuation = false;
      return;
    case WEIR_SYNTAX_NEWLINE:
      if (!w->is_silent) weir_asm_newline(p);
      return;
    case WEIR_SYNTAX_ATTR_DICT:
      if (!w->is_silent) {
        weir_asm_print_attr_dict(p, w->s.op, w->syntax->elided);
      }
      w->after_punctuation = false;
      return;
    case WEIR_SYNTAX_ATTR_DICT_WITH_KEYWORD:
      if (!w->is_silent) {
        weir_asm_print_attr_dict_with_keyword(p, w->s.op, w->syntax->elided);
      }
      w->after_punctuation = false;
      return;
    case WEIR_SYNTAX_OPTIONAL:
      write_optional(w, element);
      return;
    default:
      break;
  }
  begin_other(w);
  if (w->is_silent) return;
  if (element->kind == WEIR_SYNTAX_VARIABLE) {
    write_variable(w, element->ref);
  } else if (element->kind == WEIR_SYNTAX_TYPE) {
    write_types(w, element->ref);
  } else if (element->kind == WEIR_SYNTAX_FUNCTIONAL_TYPE) {
    write_functional_type(w, element);
  } else {
    element->directive->print(&w->s, element->args, element->arg_count);
  }
}

static void write_list(writer_t* w, const weir_syntax_list_t* list) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (!is_elided_unit(w, list, i)) write_element(w, &list->items[i]);
  }
}

void weir_printer_syntax(weir_asm_printer_t* p, const weir_op_t* op) {
  writer_t writer = {
      .s = {p, op, op->info},
      .syntax = weir_syntax_of(op->info, weir_context_arena(op->context)),
      .wants_blank = true,
  };
  write_list(&writer, &writer.syntax->elements);
}
