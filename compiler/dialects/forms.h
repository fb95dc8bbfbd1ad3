// Pieces of syntax that hand-written parse and print functions share.
#ifndef WEIR_COMPILER_DIALECTS_FORMS_H_
#define WEIR_COMPILER_DIALECTS_FORMS_H_

#include "compiler/dialects/dialect_impl.h"
#include "compiler/ir/asm.h"

typedef struct weir_operand_list_t {
  weir_asm_operand_t* items;
  uint32_t count, capacity;
} weir_operand_list_t;

typedef struct weir_argument_list_t {
  weir_asm_argument_t* items;
  uint32_t count, capacity;
} weir_argument_list_t;

void weir_form_add_operand(weir_asm_parser_t* parser, weir_operand_list_t* list,
                           weir_asm_operand_t operand);
void weir_form_add_argument(weir_asm_parser_t* parser,
                            weir_argument_list_t* list,
                            weir_asm_argument_t argument);

// -- parsing ----------------------------------------------------------------

// An attribute of any kind, added to the weir_attr_list_t |list|; an element for
// weir_asm_list.
bool weir_form_add_attr(weir_asm_parser_t* parser, void* list);
// Zero or more operands with commas between, up to what is no operand.
bool weir_form_operands(weir_asm_parser_t* parser, weir_operand_list_t* list);
// One or more types with commas between.
bool weir_form_types(weir_asm_parser_t* parser, weir_type_list_t* list);
// `(` types `)`, also none.
bool weir_form_paren_types(weir_asm_parser_t* parser, weir_type_list_t* list);
// A type, or types in parentheses.
bool weir_form_result_types(weir_asm_parser_t* parser, weir_type_list_t* list);
// Nothing, or `->` and result types.
bool weir_form_arrow_types(weir_asm_parser_t* parser, weir_type_list_t* list);
// `(T, T) -> T`.
bool weir_form_function_type(weir_asm_parser_t* parser,
                             weir_type_list_t* inputs,
                             weir_type_list_t* results);
// Closes an operand group of the op being parsed: each operand with its type.
bool weir_form_push_operands(weir_asm_parser_t* parser,
                             const weir_operand_list_t* operands,
                             const weir_type_list_t* types);
// The same with one type for all.
bool weir_form_push_typed(weir_asm_parser_t* parser,
                          const weir_operand_list_t* operands,
                          weir_type_t* type);
bool weir_form_push_operand(weir_asm_parser_t* parser,
                            const weir_asm_operand_t* operand,
                            weir_type_t* type);
void weir_form_push_results(weir_asm_parser_t* parser,
                            const weir_type_list_t* types);
// `[a, b]` of integers or operands: an i64 array attribute |name| with
// WEIR_DYNAMIC for each operand, which goes to |operands|.
bool weir_form_index_list(weir_asm_parser_t* parser, const char* open,
                          const char* close, const char* name,
                          weir_operand_list_t* operands);

// -- printing ---------------------------------------------------------------

void weir_form_print_operands(weir_asm_printer_t* printer, const weir_op_t* op,
                              uint32_t start, uint32_t count);
void weir_form_print_operand_types(weir_asm_printer_t* printer,
                                   const weir_op_t* op, uint32_t start,
                                   uint32_t count);
// `T` or `(T, T)`; a function type in parentheses; `()` for none.
void weir_form_print_result_types(weir_asm_printer_t* printer,
                                  const weir_op_t* op, uint32_t start,
                                  uint32_t count);
// The arrow and the types, or nothing.
void weir_form_print_arrow_types(weir_asm_printer_t* printer,
                                 const weir_op_t* op);
// `(T, T) -> T` of |count| operands from |start| and all results.
void weir_form_print_function_type(weir_asm_printer_t* printer,
                                   const weir_op_t* op, uint32_t start,
                                   uint32_t count);
void weir_form_print_index_list(weir_asm_printer_t* printer, const char* open,
                                const char* close, const weir_op_t* op,
                                const char* name, uint32_t group);

#endif  // WEIR_COMPILER_DIALECTS_FORMS_H_
