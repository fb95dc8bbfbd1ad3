#include "compiler/text/syntax.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/enums.h"
#include "compiler/text/directive.h"

typedef struct reader_t {
  const weir_op_info_t* info;
  weir_arena_t* arena;
  const char* at;
} reader_t;

static weir_syntax_list_t read_elements(reader_t* r, char close);

static void fail(const reader_t* r, const char* what) {
  fprintf(stderr, "syntax of %s: %s at \"%.30s\"\n", r->info->def->name, what,
          r->at);
  abort();
}

static void skip_blanks(reader_t* r) {
  while (*r->at == ' ') ++r->at;
}

static bool take(reader_t* r, const char* text) {
  skip_blanks(r);
  size_t size = strlen(text);
  if (strncmp(r->at, text, size) != 0) return false;
  r->at += size;
  return true;
}

static void need(reader_t* r, const char* text) {
  if (!take(r, text)) fail(r, text);
}

static weir_string_view_t read_word(reader_t* r) {
  const char* start = r->at;
  while ((*r->at >= 'a' && *r->at <= 'z') || (*r->at >= 'A' && *r->at <= 'Z') ||
         (*r->at >= '0' && *r->at <= '9') || *r->at == '_' || *r->at == '-') {
    ++r->at;
  }
  return weir_sv_n(start, (size_t)(r->at - start));
}

// -- names ------------------------------------------------------------------

static bool find_entry(const weir_def_entry_t* entries, uint32_t count,
                       weir_string_view_t name, uint32_t* out_index) {
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_sv_equal_c(name, entries[i].name->data)) {
      *out_index = i;
      return true;
    }
  }
  return false;
}

static weir_syntax_ref_t find_ref(reader_t* r, weir_string_view_t name) {
  const weir_op_info_t* info = r->info;
  weir_syntax_ref_t ref = {WEIR_REF_OPERANDS, 0};
  if (find_entry(info->operands, info->operand_group_count, name, &ref.index)) {
    return ref;
  }
  ref.kind = WEIR_REF_ATTR;
  if (find_entry(info->attrs, info->attr_count, name, &ref.index)) return ref;
  ref.kind = WEIR_REF_RESULTS;
  if (find_entry(info->results, info->result_group_count, name, &ref.index)) {
    return ref;
  }
  ref.kind = WEIR_REF_REGION;
  if (find_entry(info->regions, info->region_group_count, name, &ref.index)) {
    return ref;
  }
  ref.kind = WEIR_REF_SUCCESSOR;
  if (!find_entry(info->successors, info->successor_group_count, name,
                  &ref.index)) {
    fail(r, "unknown name");
  }
  return ref;
}

// `$name`, `operands` or `results` inside type(..).
static weir_syntax_ref_t read_typed(reader_t* r) {
  weir_syntax_ref_t ref = {WEIR_REF_OPERAND_TYPES, WEIR_REF_ALL};
  if (take(r, "$")) {
    ref = find_ref(r, read_word(r));
    ref.kind = ref.kind == WEIR_REF_OPERANDS ? WEIR_REF_OPERAND_TYPES
                                             : WEIR_REF_RESULT_TYPES;
  } else if (take(r, "results")) {
    ref.kind = WEIR_REF_RESULT_TYPES;
  } else {
    need(r, "operands");
  }
  return ref;
}

// An argument of a directive.
static weir_syntax_ref_t read_arg(reader_t* r) {
  weir_syntax_ref_t ref;
  if (take(r, "ref(")) {
    ref = read_arg(r);
    need(r, ")");
  } else if (take(r, "type(")) {
    ref = read_typed(r);
    need(r, ")");
  } else {
    need(r, "$");
    ref = find_ref(r, read_word(r));
  }
  return ref;
}

// -- elements ---------------------------------------------------------------

static weir_syntax_element_t read_literal(reader_t* r) {
  const char* start = r->at;
  const char* end = strchr(start, '`');
  if (end == NULL) fail(r, "unterminated literal");
  r->at = end + 1;
  size_t size = (size_t)(end - start);
  weir_syntax_element_t element = {.kind = WEIR_SYNTAX_LITERAL};
  if (size == 0) {
    element.kind = WEIR_SYNTAX_NO_BLANK;
  } else if (size == 1 && *start == ' ') {
    element.kind = WEIR_SYNTAX_BLANK;
  } else if (size == 2 && memcmp(start, "\\n", 2) == 0) {
    element.kind = WEIR_SYNTAX_NEWLINE;
  } else {
    element.text = weir_arena_string(r->arena, start, size);
  }
  return element;
}

static weir_syntax_element_t read_directive(reader_t* r) {
  weir_syntax_element_t element = {.kind = WEIR_SYNTAX_DIRECTIVE};
  weir_string_view_t name = read_word(r);
  element.directive = weir_directive_find(name);
  if (element.directive == NULL) fail(r, "unknown directive");
  need(r, ">");
  need(r, "(");
  weir_syntax_ref_t args[16];
  do {
    if (element.arg_count == 16) fail(r, "too many arguments");
    args[element.arg_count++] = read_arg(r);
  } while (take(r, ","));
  need(r, ")");
  element.args =
      weir_arena_copy(r->arena, args, element.arg_count * sizeof(*args));
  return element;
}

static weir_syntax_element_t read_keyword(reader_t* r) {
  weir_string_view_t word = read_word(r);
  weir_syntax_element_t element = {.kind = WEIR_SYNTAX_VARIABLE,
                                   .ref.index = WEIR_REF_ALL};
  if (weir_sv_equal_c(word, "attr-dict")) {
    element.kind = WEIR_SYNTAX_ATTR_DICT;
  } else if (weir_sv_equal_c(word, "attr-dict-with-keyword")) {
    element.kind = WEIR_SYNTAX_ATTR_DICT_WITH_KEYWORD;
  } else if (weir_sv_equal_c(word, "operands")) {
    element.ref.kind = WEIR_REF_OPERANDS;
  } else if (weir_sv_equal_c(word, "regions")) {
    element.ref.kind = WEIR_REF_REGION;
  } else if (weir_sv_equal_c(word, "successors")) {
    element.ref.kind = WEIR_REF_SUCCESSOR;
  } else if (weir_sv_equal_c(word, "type")) {
    element.kind = WEIR_SYNTAX_TYPE;
    need(r, "(");
    element.ref = read_typed(r);
    need(r, ")");
  } else if (weir_sv_equal_c(word, "qualified")) {
    need(r, "(");
    element = read_keyword(r);
    need(r, ")");
  } else if (weir_sv_equal_c(word, "functional-type")) {
    element.kind = WEIR_SYNTAX_FUNCTIONAL_TYPE;
    element.args = WEIR_ARENA_ARRAY(r->arena, weir_syntax_ref_t, 2);
    need(r, "(");
    element.args[0] = read_typed(r);
    need(r, ",");
    element.args[1] = read_typed(r);
    element.arg_count = 2;
    need(r, ")");
  } else {
    fail(r, "unknown word");
  }
  return element;
}

static weir_syntax_element_t read_optional(reader_t* r) {
  weir_syntax_element_t element = {.kind = WEIR_SYNTAX_OPTIONAL};
  element.then_list = read_elements(r, ')');
  if (take(r, ":")) {
    need(r, "(");
    element.else_list = read_elements(r, ')');
  }
  need(r, "?");
  return element;
}

static weir_syntax_element_t read_element(reader_t* r) {
  if (take(r, "`")) return read_literal(r);
  if (take(r, "(")) return read_optional(r);
  if (take(r, "custom<")) return read_directive(r);
  if (take(r, "$")) {
    weir_syntax_element_t element = {.kind = WEIR_SYNTAX_VARIABLE};
    element.ref = find_ref(r, read_word(r));
    return element;
  }
  return read_keyword(r);
}

static weir_syntax_list_t read_elements(reader_t* r, char close) {
  enum { MAX_ELEMENTS = 128 };
  weir_syntax_element_t items[MAX_ELEMENTS];
  weir_syntax_list_t list = {0};
  for (skip_blanks(r); *r->at != close; skip_blanks(r)) {
    if (*r->at == '\0' || list.count == MAX_ELEMENTS) fail(r, "bad syntax");
    items[list.count] = read_element(r);
    items[list.count++].is_anchor = take(r, "^");
  }
  if (close != '\0') ++r->at;
  list.items = weir_arena_copy(r->arena, items, list.count * sizeof(*items));
  return list;
}

// -- attributes that show ---------------------------------------------------

static void elide(const weir_syntax_t* syntax, const weir_op_info_t* info,
                  const weir_syntax_ref_t* ref, uint32_t* count) {
  if (ref->kind == WEIR_REF_ATTR) {
    syntax->elided[(*count)++] = info->attrs[ref->index].name->data;
  }
}

static void collect_elided(const weir_syntax_t* syntax,
                           const weir_syntax_list_t* list,
                           const weir_op_info_t* info, uint32_t* count) {
  for (uint32_t i = 0; i < list->count; ++i) {
    const weir_syntax_element_t* element = &list->items[i];
    if (element->kind == WEIR_SYNTAX_VARIABLE) {
      elide(syntax, info, &element->ref, count);
    }
    for (uint32_t k = 0; k < element->arg_count; ++k) {
      elide(syntax, info, &element->args[k], count);
    }
    collect_elided(syntax, &element->then_list, info, count);
    collect_elided(syntax, &element->else_list, info, count);
  }
}

const weir_syntax_t* weir_syntax_of(const weir_op_info_t* info,
                                    weir_arena_t* arena) {
  if (info->syntax != NULL) return info->syntax;
  reader_t reader = {info, arena, info->def->syntax};
  weir_syntax_t* syntax = WEIR_ARENA_NEW(arena, weir_syntax_t);
  syntax->elements = read_elements(&reader, '\0');
  syntax->elided =
      WEIR_ARENA_ARRAY(arena, const char*, 4 * (info->attr_count + 4));
  uint32_t count = 0;
  collect_elided(syntax, &syntax->elements, info, &count);
  // The row belongs to the context, which is not shared among threads.
  ((weir_op_info_t*)info)->syntax = syntax;
  return syntax;
}

// -- forms of attributes ----------------------------------------------------

static const struct {
  const char* kind;
  weir_attr_form_t form;
} forms[] = {
    {"strAttr", WEIR_FORM_STRING},
    {"symbolNameAttr", WEIR_FORM_SYMBOL},
    {"flatSymbolRefAttr", WEIR_FORM_REFERENCE},
    {"symbolRefAttr", WEIR_FORM_REFERENCE},
    {"typeAttr", WEIR_FORM_TYPE},
    {"unitAttr", WEIR_FORM_UNIT},
    {"indexAttr", WEIR_FORM_INTEGER},
    {"ordinalAttr", WEIR_FORM_INTEGER},
    {"hostSizeAttr", WEIR_FORM_INTEGER},
    {"subgroupSizeAttr", WEIR_FORM_INTEGER},
    {"i32Attr", WEIR_FORM_INTEGER},
    {"i64Attr", WEIR_FORM_INTEGER},
    {"deviceAffinityAttr", WEIR_FORM_STRIPPED},
    {"executableTargetAttr", WEIR_FORM_STRIPPED},
    {"pipelineLayoutAttr", WEIR_FORM_STRIPPED},
    {"collectiveAttr", WEIR_FORM_STRIPPED},
    {"combiningKindAttr", WEIR_FORM_STRIPPED},
    {"fastmathAttr", WEIR_FORM_STRIPPED},
    {"reductionKindAttr", WEIR_FORM_STRIPPED},
    {"shardingAttr", WEIR_FORM_STRIPPED},
    {"arrayAttr", WEIR_FORM_ARRAY},
    {"strArrayAttr", WEIR_FORM_ARRAY},
    {"typeArrayAttr", WEIR_FORM_ARRAY},
    {"dictArrayAttr", WEIR_FORM_ARRAY},
    {"dictionaryAttr", WEIR_FORM_DICTIONARY},
    {"denseI16ArrayAttr", WEIR_FORM_INTEGERS},
    {"denseI64ArrayAttr", WEIR_FORM_INTEGERS},
};

weir_attr_form_t weir_attr_form(const char* kind) {
  for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); ++i) {
    if (strcmp(forms[i].kind, kind) == 0) return forms[i].form;
  }
  return weir_enum_of_kind(kind) != NULL ? WEIR_FORM_ENUM : WEIR_FORM_FULL;
}

weir_type_t* weir_attr_form_type(const char* kind, weir_context_t* context) {
  if (strcmp(kind, "i64Attr") == 0 || strcmp(kind, "dispatchFlagsAttr") == 0) {
    return weir_i64_type(context);
  }
  bool is_index =
      weir_attr_form(kind) == WEIR_FORM_INTEGER && strcmp(kind, "i32Attr") != 0;
  return is_index ? weir_index_type(context) : weir_i32_type(context);
}

const weir_attr_def_t* weir_attr_form_def(const char* kind,
                                          const weir_op_info_t* info,
                                          const weir_context_t* context) {
  const char* dialect = "hal";
  const char* mnemonic = "device.affinity";
  if (strcmp(kind, "executableTargetAttr") == 0) {
    mnemonic = "executable.target";
  } else if (strcmp(kind, "pipelineLayoutAttr") == 0) {
    mnemonic = "pipeline.layout";
  } else if (strcmp(kind, "collectiveAttr") == 0) {
    dialect = info->dialect->name;
    mnemonic = "collective";
  } else if (strcmp(kind, "fastmathAttr") == 0) {
    dialect = "arith";
    mnemonic = "fastmath";
  } else if (strcmp(kind, "combiningKindAttr") == 0) {
    dialect = info->dialect->name;
    mnemonic = "kind";
  } else if (strcmp(kind, "reductionKindAttr") == 0) {
    dialect = "mesh";
    mnemonic = "partial";
  } else if (strcmp(kind, "shardingAttr") == 0) {
    dialect = "mesh";
    mnemonic = "shard";
  }
  return weir_context_attr_def(context, weir_sv(dialect), weir_sv(mnemonic));
}
