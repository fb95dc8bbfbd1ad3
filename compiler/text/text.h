// Modules as text: MLIR's generic and pretty forms.
#ifndef WEIR_COMPILER_TEXT_TEXT_H_
#define WEIR_COMPILER_TEXT_TEXT_H_

#include "compiler/ir/ir.h"
#include "engine/base/status.h"

// Parses |text| into a `builtin.module`. |file| names it in locations and
// diagnostics. Faults are diagnostics; then INVALID_ARGUMENT is returned.
// The module is verified unless |verify| is false.
weir_status_t weir_parse_module(weir_context_t* context, const char* file,
                                weir_string_view_t text, bool verify,
                                weir_op_t** out_module);

// The same for a piece of a file that begins at |first_line|.
weir_status_t weir_parse_module_at(weir_context_t* context, const char* file,
                                   uint32_t first_line, weir_string_view_t text,
                                   bool verify, weir_op_t** out_module);

typedef struct weir_print_options_t {
  bool generic;                   // --mlir-print-op-generic
  bool debug_info;                // --mlir-print-debuginfo
  bool local_scope;               // --mlir-print-local-scope: no aliases
  bool skip_regions;              // --mlir-print-skip-regions
  int64_t elide_elements_above;   // 0: never; else dense_resource<__elided__>
  int64_t elide_resources_above;  // 0: never; else no entry in the trailer
} weir_print_options_t;

// The text of |op| and all inside; malloc'ed, the caller frees it.
char* weir_print_op(weir_op_t* op, const weir_print_options_t* options,
                    size_t* out_size);
// One type or attribute, e.g. for messages; in |arena|.
const char* weir_print_type(const weir_type_t* type, weir_arena_t* arena);
const char* weir_print_attr(const weir_attr_t* attr, weir_arena_t* arena);
// The name that |value| has where its function is printed.
const char* weir_print_value_name(const weir_value_t* value,
                                  weir_arena_t* arena);
// Parses a single attribute or type, e.g. of an option; NULL after diagnostics.
weir_attr_t* weir_parse_attr(weir_context_t* context, weir_string_view_t text);
weir_type_t* weir_parse_type(weir_context_t* context, weir_string_view_t text);

#endif  // WEIR_COMPILER_TEXT_TEXT_H_
