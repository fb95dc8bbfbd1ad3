// Directives custom<Name>(..) of syntax strings, and what they may use.
#ifndef WEIR_COMPILER_TEXT_DIRECTIVE_H_
#define WEIR_COMPILER_TEXT_DIRECTIVE_H_

#include "compiler/ir/asm.h"
#include "compiler/text/syntax.h"

typedef struct weir_operand_list_t {
  weir_asm_operand_t* items;
  uint32_t count, capacity;
} weir_operand_list_t;

typedef struct weir_type_list_t {
  weir_type_t** items;
  uint32_t count, capacity;
  bool is_given;  // the syntax has said it
} weir_type_list_t;

typedef struct weir_region_list_t {
  weir_region_t** items;
  uint32_t count, capacity;
} weir_region_list_t;

// An op while its syntax is read.
typedef struct weir_syntax_parse_t {
  weir_asm_parser_t* parser;
  const weir_op_info_t* info;
  weir_operand_list_t* operands;    // per operand group
  weir_type_list_t* operand_types;  // per operand group
  weir_type_list_t* result_types;   // per result group
  weir_region_list_t* regions;      // per region group
} weir_syntax_parse_t;

// An op while its syntax is written.
typedef struct weir_syntax_print_t {
  weir_asm_printer_t* printer;
  const weir_op_t* op;
  const weir_op_info_t* info;
} weir_syntax_print_t;

typedef bool (*weir_directive_parse_fn_t)(weir_syntax_parse_t* s,
                                          const weir_syntax_ref_t* args,
                                          uint32_t arg_count);
typedef void (*weir_directive_print_fn_t)(weir_syntax_print_t* s,
                                          const weir_syntax_ref_t* args,
                                          uint32_t arg_count);
struct weir_directive_t {
  const char* name;
  weir_directive_parse_fn_t parse;
  weir_directive_print_fn_t print;
};

const weir_directive_t* weir_directive_find(weir_string_view_t name);

// -- while reading ----------------------------------------------------------

weir_operand_list_t* weir_read_operands(weir_syntax_parse_t* s,
                                        weir_syntax_ref_t ref);
weir_type_list_t* weir_read_types(weir_syntax_parse_t* s,
                                  weir_syntax_ref_t ref);
void weir_add_operand(weir_syntax_parse_t* s, weir_operand_list_t* list,
                      weir_asm_operand_t operand);
void weir_add_type(weir_syntax_parse_t* s, weir_type_list_t* list,
                   weir_type_t* type);
void weir_add_region(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                     weir_region_t* region);
// `%a` at the end of a group.
bool weir_read_operand(weir_syntax_parse_t* s, weir_syntax_ref_t ref);
// `%a` if there is one; |out_found| says so.
bool weir_read_type(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                    weir_type_t** out_type);
void weir_set_attr(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                   weir_attr_t* value);  // NULL: none
// `{%d, ..}` behind |type| if it is sized or has dynamic dimensions.
bool weir_read_dims(weir_syntax_parse_t* s, const weir_type_t* type,
                    weir_syntax_ref_t dims);
bool weir_read_sized_type(weir_syntax_parse_t* s, weir_syntax_ref_t types,
                          weir_syntax_ref_t dims, weir_type_t** out_type);
// `{%size}` always.
bool weir_read_braced(weir_syntax_parse_t* s, weir_syntax_ref_t sizes);
// A growing list of attributes or integers of a directive.
typedef struct weir_directive_list_t {
  weir_attr_t** attrs;
  uint32_t count, capacity;
} weir_directive_list_t;
void weir_list_add(weir_syntax_parse_t* s, weir_directive_list_t* list,
                   weir_attr_t* attr);
weir_attr_t* weir_list_attr(weir_syntax_parse_t* s,
                            const weir_directive_list_t* list);
// `(%a: T, ..)` into |out_arguments|; |with_attrs| allows dictionaries.
typedef struct weir_argument_list_t {
  weir_asm_argument_t* items;
  uint32_t count, capacity;
} weir_argument_list_t;
weir_asm_argument_t* weir_add_argument(weir_syntax_parse_t* s,
                                       weir_argument_list_t* list);
bool weir_read_arguments(weir_syntax_parse_t* s, bool with_attrs,
                         weir_argument_list_t* out_arguments);
bool weir_read_region(weir_syntax_parse_t* s, weir_syntax_ref_t ref,
                      const weir_argument_list_t* arguments);
// Result types, each of which may be tied to an operand of a list: `%a`,
// `%a as T` or `T`, with dimensions unless |dims| is NULL.
typedef struct weir_tied_reader_t {
  const weir_asm_operand_t* operands;
  weir_type_t* const* operand_types;
  uint32_t operand_count;
  const weir_syntax_ref_t* dims;  // or NULL
  bool with_attrs;
  bool allow_empty;  // `()`
  weir_type_list_t types;
  weir_directive_list_t ties;
  weir_directive_list_t attrs;
  bool any_attrs;
} weir_tied_reader_t;
bool weir_read_tied_results(weir_syntax_parse_t* s, weir_tied_reader_t* reader);

// -- while writing ----------------------------------------------------------

uint32_t weir_shown_start(const weir_syntax_print_t* s, weir_syntax_ref_t ref);
uint32_t weir_shown_count(const weir_syntax_print_t* s, weir_syntax_ref_t ref);
weir_value_t* weir_shown_operand(const weir_syntax_print_t* s,
                                 weir_syntax_ref_t ref, uint32_t index);
weir_type_t* weir_shown_type(const weir_syntax_print_t* s,
                             weir_syntax_ref_t ref, uint32_t index);
weir_attr_t* weir_shown_attr(const weir_syntax_print_t* s,
                             weir_syntax_ref_t ref);
const weir_region_t* weir_shown_region(const weir_syntax_print_t* s,
                                       weir_syntax_ref_t ref, uint32_t index);
void weir_write_operand(weir_syntax_print_t* s, weir_syntax_ref_t ref,
                        uint32_t index);
void weir_write_operands(weir_syntax_print_t* s, weir_syntax_ref_t ref);
// `{..}` behind |type|, from |*next| on in |dims|.
void weir_write_dims(weir_syntax_print_t* s, const weir_type_t* type,
                     weir_syntax_ref_t dims, uint32_t* next);
// `(%arg: T, ..)`
void weir_write_region_arguments(weir_syntax_print_t* s,
                                 const weir_region_t* region);
// Begins a row on a line of its own, two blanks deeper.
void weir_begin_row(weir_syntax_print_t* s, bool is_first);
// Results that may be tied: parentheses unless there is exactly one.
void weir_write_tied_results(weir_syntax_print_t* s, weir_syntax_ref_t operands,
                             weir_syntax_ref_t results,
                             const weir_syntax_ref_t* dims,
                             weir_syntax_ref_t tied);
// The operand (of the group) that result |index| is tied to, -1 if none.
int64_t weir_shown_tie(const weir_syntax_print_t* s, weir_syntax_ref_t tied,
                       uint32_t index);

// -- tables of directives ---------------------------------------------------

extern const weir_directive_t weir_symbol_directives[];
extern const uint32_t weir_symbol_directive_count;
extern const weir_directive_t weir_shape_directives[];
extern const uint32_t weir_shape_directive_count;
extern const weir_directive_t weir_function_directives[];
extern const uint32_t weir_function_directive_count;
extern const weir_directive_t weir_dispatch_directives[];
extern const uint32_t weir_dispatch_directive_count;
extern const weir_directive_t weir_region_directives[];
extern const uint32_t weir_region_directive_count;
extern const weir_directive_t weir_parameter_directives[];
extern const uint32_t weir_parameter_directive_count;
extern const weir_directive_t weir_hal_directives[];
extern const uint32_t weir_hal_directive_count;

#endif  // WEIR_COMPILER_TEXT_DIRECTIVE_H_
