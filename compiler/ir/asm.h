// The text side of dialects: what hand-written parse and print functions of ops,
// types and attributes may call. Implemented by compiler/text.
//
// All parse functions return false (or NULL) after emitting a diagnostic; `try_`
// ones return whether the thing was there, without one.
#ifndef WEIR_COMPILER_IR_ASM_H_
#define WEIR_COMPILER_IR_ASM_H_

#include "compiler/ir/builder.h"

// -- parsing ----------------------------------------------------------------

// An operand as written, not yet resolved to a value.
typedef struct weir_asm_operand_t {
  weir_string_view_t name;  // "%a" without the percent sign
  uint32_t number;          // of "%a#number"
  weir_location_t* location;
} weir_asm_operand_t;

typedef struct weir_asm_argument_t {
  weir_asm_operand_t name;
  weir_type_t* type;
  weir_attr_t* attrs;         // dictionary or NULL
  weir_location_t* location;  // of loc(..), or of the name
} weir_asm_argument_t;

weir_context_t* weir_asm_context(weir_asm_parser_t* parser);
weir_location_t* weir_asm_location(weir_asm_parser_t* parser);  // of the next token
bool weir_asm_error(weir_asm_parser_t* parser, weir_location_t* location,
                    const char* format, ...) __attribute__((format(printf, 3, 4)));
// The op being parsed; parse functions fill it in any order with the low-level
// calls below, then the parser makes the op.
weir_op_state_t* weir_asm_state(weir_asm_parser_t* parser);

// |token| is punctuation ("(", "->", "::", "=") or a keyword.
bool weir_asm_expect(weir_asm_parser_t* parser, const char* token);
bool weir_asm_try(weir_asm_parser_t* parser, const char* token);
bool weir_asm_peek(weir_asm_parser_t* parser, const char* token);
// Any bare identifier; empty if it is none (no diagnostic).
weir_string_view_t weir_asm_try_keyword(weir_asm_parser_t* parser);
bool weir_asm_keyword(weir_asm_parser_t* parser, weir_string_view_t* out_word);
bool weir_asm_integer(weir_asm_parser_t* parser, int64_t* out_value);  // with optional sign
bool weir_asm_try_integer(weir_asm_parser_t* parser, int64_t* out_value, bool* out_found);
bool weir_asm_string(weir_asm_parser_t* parser, weir_string_view_t* out_text);
bool weir_asm_try_string(weir_asm_parser_t* parser, weir_string_view_t* out_text);
bool weir_asm_symbol_name(weir_asm_parser_t* parser, weir_attr_t** out_string);  // @name as string attribute
bool weir_asm_try_symbol_name(weir_asm_parser_t* parser, weir_attr_t** out_string);
bool weir_asm_type(weir_asm_parser_t* parser, weir_type_t** out_type);
bool weir_asm_attr(weir_asm_parser_t* parser, weir_type_t* expected, weir_attr_t** out_attr);
bool weir_asm_attr_dict(weir_asm_parser_t* parser);  // optional { .. } into the state
bool weir_asm_attr_dict_with_keyword(weir_asm_parser_t* parser);
bool weir_asm_dictionary(weir_asm_parser_t* parser, weir_attr_t** out_dictionary);  // a { .. }
// A list: calls |element| for each comma separated piece until the closing
// token. |open| and |close| may be NULL (then at least one element).
bool weir_asm_list(weir_asm_parser_t* parser, const char* open, const char* close,
                   bool (*element)(weir_asm_parser_t* parser, void* user), void* user);
bool weir_asm_operand(weir_asm_parser_t* parser, weir_asm_operand_t* out_operand);
bool weir_asm_try_operand(weir_asm_parser_t* parser, weir_asm_operand_t* out_operand);
// The value of an operand; a forward reference makes a stand-in of |type|.
weir_value_t* weir_asm_resolve(weir_asm_parser_t* parser, const weir_asm_operand_t* operand,
                               weir_type_t* type);
bool weir_asm_argument(weir_asm_parser_t* parser, bool with_type, bool with_attrs,
                       weir_asm_argument_t* out_argument);
// A region into the state's next region; |arguments| are its entry arguments.
bool weir_asm_region(weir_asm_parser_t* parser, const weir_asm_argument_t* arguments,
                     uint32_t argument_count);
bool weir_asm_skip_region(weir_asm_parser_t* parser);  // an empty region in the state
// The same, for the caller to fill with blocks before it returns.
weir_region_t* weir_asm_add_region(weir_asm_parser_t* parser);
// Moves the last region of the state to the front, where the row has it.
void weir_asm_last_region_first(weir_asm_parser_t* parser);
bool weir_asm_successor(weir_asm_parser_t* parser, weir_block_t** out_block);
bool weir_asm_optional_location(weir_asm_parser_t* parser, weir_location_t** out_location);
// `[%a + 3, symbol(%b) * 2]`: a map and what it is applied to, dimensions and
// then symbols.
typedef struct weir_affine_application_text_t {
  weir_affine_map_t* map;
  weir_asm_operand_t* operands;
} weir_affine_application_text_t;
bool weir_asm_affine_of_values(weir_asm_parser_t* parser,
                               weir_affine_application_text_t* out_text);
// `(%a, max(%b, 3))`: groups of expressions, of several with |prefix|. A value
// may be a dimension in one group and a symbol in another.
typedef struct weir_affine_groups_text_t {
  weir_affine_application_text_t all;
  int32_t* sizes;  // expressions of each group
  uint32_t count;
} weir_affine_groups_text_t;
bool weir_asm_affine_groups(weir_asm_parser_t* parser, const char* prefix,
                            weir_affine_groups_text_t* out_text);
// "4x?x" of a shape; leaves the element type.
bool weir_asm_dimensions(weir_asm_parser_t* parser, int64_t** out_dims, uint32_t* out_rank);

// -- printing ---------------------------------------------------------------

weir_arena_t* weir_asm_arena(weir_asm_printer_t* printer);
void weir_asm_write(weir_asm_printer_t* printer, const char* text);
void weir_asm_printf(weir_asm_printer_t* printer, const char* format, ...)
    __attribute__((format(printf, 2, 3)));
void weir_asm_newline(weir_asm_printer_t* printer);  // and the op's indentation
void weir_asm_indent(weir_asm_printer_t* printer, int32_t delta);
void weir_asm_print_value(weir_asm_printer_t* printer, const weir_value_t* value);
// ` loc(..)` behind an argument in a header, if locations are printed.
void weir_asm_print_argument_location(weir_asm_printer_t* printer,
                                      const weir_value_t* value);
void weir_asm_print_values(weir_asm_printer_t* printer, const weir_op_t* op, uint32_t group);
void weir_asm_print_type(weir_asm_printer_t* printer, const weir_type_t* type);
void weir_asm_print_attr(weir_asm_printer_t* printer, const weir_attr_t* attr);
void weir_asm_print_attr_without_type(weir_asm_printer_t* printer, const weir_attr_t* attr);
// `<...>` of a dialect attribute without `#dialect.mnemonic`, or its alias.
void weir_asm_print_attr_stripped(weir_asm_printer_t* printer, const weir_attr_t* attr);
void weir_asm_print_string(weir_asm_printer_t* printer, weir_string_view_t text);  // quoted, escaped
void weir_asm_print_symbol(weir_asm_printer_t* printer, weir_string_view_t name);  // @name
// |count| expressions from |from| on, of the operands of |op| from |first| on.
void weir_asm_print_affine_of_values(weir_asm_printer_t* printer,
                                     const weir_affine_map_t* map,
                                     uint32_t from, uint32_t count,
                                     const weir_op_t* op, uint32_t first);
// All attributes but |elided| (NULL-terminated), with a leading blank.
void weir_asm_print_attr_dict(weir_asm_printer_t* printer, const weir_op_t* op,
                              const char* const* elided);
void weir_asm_print_attr_dict_with_keyword(weir_asm_printer_t* printer,
                                           const weir_op_t* op,
                                           const char* const* elided);
void weir_asm_print_region(weir_asm_printer_t* printer, const weir_region_t* region,
                           bool print_entry_arguments, bool print_terminator);
void weir_asm_print_successor(weir_asm_printer_t* printer, const weir_op_t* op, uint32_t index);
// Suggests a name for a value; from names hooks only.
void weir_asm_name(weir_asm_printer_t* printer, const weir_value_t* value, const char* hint);

#endif  // WEIR_COMPILER_IR_ASM_H_
