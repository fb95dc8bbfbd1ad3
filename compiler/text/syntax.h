// The declarative syntax strings of the op tables, taken apart.
//
// A string is compiled when its op is first met and kept with the op's row.
// Elements are those of docs/op-syntax.md: literals, variables, types,
// attribute dictionaries, regions, successors, optional groups, directives.
#ifndef WEIR_COMPILER_TEXT_SYNTAX_H_
#define WEIR_COMPILER_TEXT_SYNTAX_H_

#include "compiler/ir/op_def.h"

typedef enum weir_syntax_ref_kind_t {
  WEIR_REF_OPERANDS,
  WEIR_REF_OPERAND_TYPES,
  WEIR_REF_RESULT_TYPES,
  WEIR_REF_RESULTS,
  WEIR_REF_ATTR,
  WEIR_REF_REGION,
  WEIR_REF_SUCCESSOR,
} weir_syntax_ref_kind_t;

#define WEIR_REF_ALL UINT32_MAX

// What a `$name` stands for: a group of the row or an attribute.
typedef struct weir_syntax_ref_t {
  weir_syntax_ref_kind_t kind;
  uint32_t index;  // WEIR_REF_ALL: all groups
} weir_syntax_ref_t;

typedef enum weir_syntax_kind_t {
  WEIR_SYNTAX_LITERAL,
  WEIR_SYNTAX_NO_BLANK,  // ``
  WEIR_SYNTAX_BLANK,     // ` `
  WEIR_SYNTAX_NEWLINE,   // `\n`
  WEIR_SYNTAX_VARIABLE,  // $name, operands, regions, successors
  WEIR_SYNTAX_TYPE,      // type($name)
  WEIR_SYNTAX_FUNCTIONAL_TYPE,
  WEIR_SYNTAX_ATTR_DICT,
  WEIR_SYNTAX_ATTR_DICT_WITH_KEYWORD,
  WEIR_SYNTAX_OPTIONAL,
  WEIR_SYNTAX_DIRECTIVE,
} weir_syntax_kind_t;

typedef struct weir_directive_t weir_directive_t;
typedef struct weir_syntax_element_t weir_syntax_element_t;

typedef struct weir_syntax_list_t {
  weir_syntax_element_t* items;
  uint32_t count;
} weir_syntax_list_t;

struct weir_syntax_element_t {
  weir_syntax_kind_t kind;
  const char* text;       // LITERAL
  weir_syntax_ref_t ref;  // VARIABLE, TYPE
  bool is_anchor;         // `^`
  // OPTIONAL
  weir_syntax_list_t then_list;
  weir_syntax_list_t else_list;
  // DIRECTIVE, and both types of FUNCTIONAL_TYPE
  const weir_directive_t* directive;
  weir_syntax_ref_t* args;
  uint32_t arg_count;
};

typedef struct weir_syntax_t {
  weir_syntax_list_t elements;
  const char** elided;  // attributes that show elsewhere, NULL at the end
} weir_syntax_t;

// The compiled syntax of a row that has one. Aborts with a message on a string
// that cannot be read: tables are our own.
const weir_syntax_t* weir_syntax_of(const weir_op_info_t* info,
                                    weir_arena_t* arena);

// Attribute kinds whose text leaves the type or prefix out.
typedef enum weir_attr_form_t {
  WEIR_FORM_FULL,       // as anywhere
  WEIR_FORM_STRING,     // "text"
  WEIR_FORM_SYMBOL,     // @name, kept as a string
  WEIR_FORM_REFERENCE,  // @a::@b
  WEIR_FORM_TYPE,       // a type
  WEIR_FORM_UNIT,       // nothing
  WEIR_FORM_INTEGER,    // 4, of a fixed type
  WEIR_FORM_ENUM,       // word or "word|word"
  WEIR_FORM_STRIPPED,   // <..> of a dialect attribute
  WEIR_FORM_ARRAY,
  WEIR_FORM_DICTIONARY,
  WEIR_FORM_INTEGERS,  // [1, 2], of i64
} weir_attr_form_t;
weir_attr_form_t weir_attr_form(const char* kind);
// Of INTEGER and ENUM.
weir_type_t* weir_attr_form_type(const char* kind, weir_context_t* context);
// Of STRIPPED.
const weir_attr_def_t* weir_attr_form_def(const char* kind,
                                          const weir_op_info_t* info,
                                          const weir_context_t* context);

#endif  // WEIR_COMPILER_TEXT_SYNTAX_H_
