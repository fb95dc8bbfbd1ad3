// The parser's layout; for compiler/text only.
#ifndef WEIR_COMPILER_TEXT_PARSER_IMPL_H_
#define WEIR_COMPILER_TEXT_PARSER_IMPL_H_

#include "compiler/ir/asm.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/lexer.h"
#include "compiler/text/map.h"

// One name of an SSA value in a scope. It stays when its region ends (value
// NULL) and is used again by the next region that defines the name.
typedef struct weir_ssa_name_t {
  weir_string_view_t name;
  uint32_t number;
  weir_value_t* value;  // NULL: not known at present
  const char* at;       // where it was defined or, for a stand-in, used first
  bool is_stand_in;     // used, not yet defined
  bool is_listed;       // among the stand-ins of its scope, once
  struct weir_ssa_name_t* next_stand_in;
} weir_ssa_name_t;

// The names that can be seen from a place; a region isolated from above begins
// a new one.
typedef struct weir_ssa_scope_t {
  struct weir_ssa_scope_t* outer;
  weir_text_map_t names;
  weir_ssa_name_t** defined;  // in order of definition
  uint32_t defined_count, defined_capacity;
  weir_ssa_name_t* stand_ins;  // may contain some that are defined by now
} weir_ssa_scope_t;

typedef struct weir_block_name_t {
  weir_string_view_t name;
  weir_block_t* block;
  const char* at;
  bool is_defined;
  struct weir_block_name_t* next;
} weir_block_name_t;

// The blocks of the region being parsed.
typedef struct weir_block_scope_t {
  struct weir_block_scope_t* outer;
  weir_text_map_t names;
  weir_block_name_t* all;
} weir_block_scope_t;

// The op being parsed: what is known of it before it is made.
typedef struct weir_op_frame_t {
  struct weir_op_frame_t* outer;
  weir_op_state_t state;
  const weir_op_info_t* info;
  const char* start;
  weir_region_t** regions;
  uint32_t region_count, region_capacity;
} weir_op_frame_t;

// A location alias used before its definition.
typedef struct weir_late_location_t {
  weir_string_view_t name;
  const char* at;
  weir_location_t* stand_in;
  weir_location_t* location;
  struct weir_late_location_t* next;
} weir_late_location_t;

typedef struct weir_resource_use_t {
  weir_attr_t* attr;
  struct weir_resource_use_t* next;
} weir_resource_use_t;

// Types, attributes and regions inside each other; deeper text is refused so
// that no input can exhaust the stack.
#define WEIR_TEXT_MAX_DEPTH 400

struct weir_asm_parser_t {
  weir_context_t* context;
  weir_arena_t arena;  // scratch of this text
  const char* file;
  const char* begin;
  const char* end;
  uint32_t first_line;
  const char** lines;  // starts of lines
  uint32_t line_count;
  weir_token_t token;
  const char* last_end;  // end of the token before
  uint32_t depth;
  weir_op_frame_t* frame;
  weir_ssa_scope_t* scope;
  weir_block_scope_t* blocks;
  const char* default_dialect;
  weir_text_map_t attr_aliases;  // "map" -> weir_attr_t
  weir_text_map_t type_aliases;
  weir_late_location_t* late_locations;
  weir_resource_use_t* resources;
  bool reported_token;  // the error token at hand was reported
};

// -- tokens -----------------------------------------------------------------

void weir_parser_advance(weir_asm_parser_t* p);
// Continues at |at|, e.g. behind the `x` of a shape.
void weir_parser_reset(weir_asm_parser_t* p, const char* at);
weir_location_t* weir_parser_location(weir_asm_parser_t* p, const char* at);
// An error at |at|; returns false.
bool weir_parser_error_at(weir_asm_parser_t* p, const char* at,
                          const char* format, ...)
    __attribute__((format(printf, 3, 4)));
// An error at the token at hand, or at the end of the one before if that is on
// an earlier line.
bool weir_parser_error(weir_asm_parser_t* p, const char* format, ...)
    __attribute__((format(printf, 2, 3)));
bool weir_parser_is(const weir_asm_parser_t* p, weir_token_kind_t kind);
bool weir_parser_enter(weir_asm_parser_t* p);  // false: too deep
void weir_parser_leave(weir_asm_parser_t* p);
// The token's integer as 64 bits; false if it does not fit.
bool weir_parser_token_u64(const weir_token_t* token, uint64_t* out_value);

// -- types, attributes, locations -------------------------------------------

weir_type_t* weir_parser_type(weir_asm_parser_t* p);
// Whether the token at hand can begin a type.
bool weir_parser_at_type(const weir_asm_parser_t* p);
// A list of types in parentheses, or one; into |out_types| in the arena.
bool weir_parser_types_in_parens(weir_asm_parser_t* p, weir_type_t*** out_types,
                                 uint32_t* out_count);
bool weir_parser_result_types(weir_asm_parser_t* p, weir_type_t*** out_types,
                              uint32_t* out_count);
weir_type_t* weir_parser_function_type(weir_asm_parser_t* p);
// Dimensions with the `x` behind each; |scalable| NULL where `[4]` is not
// allowed.
// `4x?x2` with nothing behind it; false, without a message, if it is none.
bool weir_parser_dims_only(weir_asm_parser_t* p, int64_t** out_dims,
                           uint32_t* out_rank);
bool weir_parser_dims(weir_asm_parser_t* p, int64_t** out_dims,
                      uint32_t* out_rank, bool** out_scalable);
weir_attr_t* weir_parser_attr(weir_asm_parser_t* p, weir_type_t* expected);
weir_attr_t* weir_parser_number(weir_asm_parser_t* p, weir_type_t* type);
weir_attr_t* weir_parser_dictionary(weir_asm_parser_t* p);
weir_attr_t* weir_parser_dense(weir_asm_parser_t* p, weir_type_t* expected);
weir_attr_t* weir_parser_dense_array(weir_asm_parser_t* p);
weir_attr_t* weir_parser_dense_resource(weir_asm_parser_t* p,
                                        weir_type_t* expected);
// The shaped type of elements: |expected|, else what stands behind a `:`.
weir_type_t* weir_parser_elements_type(weir_asm_parser_t* p,
                                       weir_type_t* expected);
weir_attr_t* weir_parser_affine(
    weir_asm_parser_t* p);  // affine_map, affine_set
weir_location_t* weir_parser_loc(weir_asm_parser_t* p);  // loc(..)
// loc(..) behind an op or argument; NULL if there is none, false on errors.
bool weir_parser_trailing_location(weir_asm_parser_t* p,
                                   weir_location_t** out_location);

// A number, `true` or `false`, before its type is known.
typedef struct weir_literal_t {
  weir_token_t token;
  bool is_negative;
} weir_literal_t;
// The bytes of a literal of digits as a number of the integer or index |type|,
// with zeros above the type's width; false if it is out of range.
bool weir_parser_integer(weir_asm_parser_t* p, const weir_literal_t* literal,
                         const weir_type_t* type, uint8_t* out, size_t size);
// The |size| bytes of a literal as an element of the integer, index or float
// |type|.
bool weir_parser_encode(weir_asm_parser_t* p, const weir_literal_t* literal,
                        weir_type_t* type, uint8_t* out, size_t size);
// The bytes of a string token "0x..", in the arena; NULL after errors.
uint8_t* weir_parser_decode_hex(weir_asm_parser_t* p, const weir_token_t* token,
                                size_t* out_size);

// A number token as bits of a float type; false if it is none.
bool weir_parser_float_bits(const weir_token_t* token, bool is_negative,
                            weir_float_kind_t kind, uint64_t* out_bits);
// The text of a `<...>` with balanced brackets, as it stands.
bool weir_parser_skip_angle_body(weir_asm_parser_t* p);
// `{-# ... #-}` at the end of a file.
bool weir_parser_trailer(weir_asm_parser_t* p);

// -- ops --------------------------------------------------------------------

// `%a` or `%a#1` without its location.
bool weir_parser_operand(weir_asm_parser_t* p, weir_asm_operand_t* out_operand);
weir_value_t* weir_parser_resolve(weir_asm_parser_t* p,
                                  const weir_asm_operand_t* operand,
                                  weir_type_t* type);
bool weir_parser_define(weir_asm_parser_t* p, weir_string_view_t name,
                        uint32_t number, weir_value_t* value, const char* at);
void weir_parser_push_scope(weir_asm_parser_t* p);
bool weir_parser_pop_scope(weir_asm_parser_t* p);
weir_region_t* weir_parser_region(weir_asm_parser_t* p,
                                  const weir_asm_argument_t* arguments,
                                  uint32_t argument_count, bool isolated);
void weir_parser_add_region(weir_asm_parser_t* p, weir_region_t* region);
weir_region_t* weir_parser_new_region(weir_asm_parser_t* p);
// Adds the block and the implicit terminator that |info|'s row asks for.
void weir_parser_ensure_terminator(weir_asm_parser_t* p, weir_region_t* region,
                                   const weir_op_info_t* info,
                                   weir_location_t* location);
// One op, or all up to the end of a block, into |block|.
bool weir_parser_op(weir_asm_parser_t* p, weir_block_t* block);
bool weir_parser_ops(weir_asm_parser_t* p, weir_block_t* block);
// An op whose name is the token at hand, up to its location. Both begin |frame|.
bool weir_parser_generic(weir_asm_parser_t* p, weir_op_frame_t* frame);
bool weir_parser_custom(weir_asm_parser_t* p, weir_op_frame_t* frame);
// Begins the op |name|, which stands at |at|.
void weir_parser_push_frame(weir_asm_parser_t* p, weir_op_frame_t* frame,
                            weir_string_view_t name, const char* at);
// Zero or more operands with commas between.
bool weir_parser_operand_list(weir_asm_parser_t* p,
                              weir_asm_operand_t** out_operands,
                              uint32_t* out_count);
// Gives the op |operands| and results of the function type |type| at |at|.
bool weir_parser_take_function_type(weir_asm_parser_t* p, const char* at,
                                    const weir_type_t* type,
                                    const weir_asm_operand_t* operands,
                                    uint32_t count);
// Whether |name| is of a dialect without rows: any op of it is kept as it is
// written.
bool weir_parser_is_foreign(const weir_asm_parser_t* p,
                            weir_string_view_t name);
// One op of the stored op syntax; fills the frame.
bool weir_parser_syntax(weir_asm_parser_t* p, const weir_op_info_t* info);

#endif  // WEIR_COMPILER_TEXT_PARSER_IMPL_H_
