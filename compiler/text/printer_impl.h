// The printer's layout; for compiler/text only.
#ifndef WEIR_COMPILER_TEXT_PRINTER_IMPL_H_
#define WEIR_COMPILER_TEXT_PRINTER_IMPL_H_

#include "compiler/ir/asm.h"
#include "compiler/text/map.h"
#include "compiler/text/text.h"
#include "engine/base/strbuf.h"

typedef struct weir_value_name_t {
  const char* name;  // NULL: |number|
  uint32_t number;
} weir_value_name_t;

// A name in use in the regions around the place being numbered.
typedef struct weir_used_name_t {
  bool in_use;
  struct weir_used_name_t* next_in_region;
} weir_used_name_t;

// What the collecting run found out about an attribute or type.
typedef struct weir_alias_t {
  const void* subject;
  const char* name;  // NULL: printed in full
  uint32_t suffix;   // 0: none
  uint32_t depth;    // above the aliases it contains
  bool is_type;
  bool can_be_deferred;  // may be defined behind the module
  struct weir_alias_t** children;
  uint32_t child_count, child_capacity;
} weir_alias_t;

typedef struct weir_resource_entry_t {
  const weir_attr_t* attr;
  struct weir_resource_entry_t* next;
} weir_resource_entry_t;

struct weir_asm_printer_t {
  weir_context_t* context;
  weir_arena_t arena;
  weir_strbuf_t out;
  weir_print_options_t options;
  int32_t indent;
  const char* default_dialect;
  // Names.
  weir_address_map_t values;  // weir_value_t -> weir_value_name_t
  weir_address_map_t groups;  // weir_op_t -> starts of groups of its results
  weir_text_map_t used_names;
  weir_used_name_t* region_names;  // taken by the region being numbered
  uint32_t next_value, next_argument, next_conflict;
  const weir_op_t* naming_op;          // whose results may be named now,
  const weir_region_t* naming_region;  // or whose arguments
  // Aliases.
  bool is_collecting;
  weir_address_map_t aliases;  // subject -> weir_alias_t
  weir_alias_t** alias_list;
  uint32_t alias_count, alias_capacity;
  weir_alias_t* alias_parent;  // being visited
  bool alias_defer;
  weir_address_map_t dialects;  // definition -> name of its dialect
  // Resources, in the order of printing.
  weir_resource_entry_t* resources;
  weir_resource_entry_t** last_resource;
};

typedef enum weir_type_elision_t {
  WEIR_TYPE_ALWAYS,     // ": type" wherever the attribute has one
  WEIR_TYPE_IF_NEEDED,  // not for i64 and f64, inside arrays
  WEIR_TYPE_NEVER,
} weir_type_elision_t;

void weir_printer_init(weir_asm_printer_t* p, weir_context_t* context,
                       const weir_print_options_t* options);
void weir_write_n(weir_asm_printer_t* p, const char* text, size_t size);
void weir_write_char(weir_asm_printer_t* p, char c);
void weir_printer_spaces(weir_asm_printer_t* p, int32_t count);

// The name of the dialect that owns a type or attribute definition.
const char* weir_printer_dialect(weir_asm_printer_t* p, const void* def);
void weir_printer_attr(weir_asm_printer_t* p, const weir_attr_t* attr,
                       weir_type_elision_t elision);
// Without looking for an alias.
void weir_printer_attr_body(weir_asm_printer_t* p, const weir_attr_t* attr,
                            weir_type_elision_t elision);
void weir_printer_type_body(weir_asm_printer_t* p, const weir_type_t* type);
void weir_printer_affine_map(weir_asm_printer_t* p,
                             const weir_affine_map_t* map);
void weir_printer_integer_set(weir_asm_printer_t* p,
                              const weir_integer_set_t* set);
void weir_printer_location(weir_asm_printer_t* p, const weir_attr_t* location);
// ` loc(..)` if debug info is asked for.
void weir_printer_trailing_location(weir_asm_printer_t* p,
                                    const weir_location_t* location,
                                    bool allow_alias);
void weir_printer_dense(weir_asm_printer_t* p, const weir_attr_t* attr);
void weir_printer_dense_array(weir_asm_printer_t* p, const weir_attr_t* attr);
void weir_printer_resources(weir_asm_printer_t* p);
// A number of a float type as MLIR writes it. False if it stands as its bits,
// which without the type would be an integer.
bool weir_printer_float(weir_asm_printer_t* p, weir_float_kind_t kind,
                        uint64_t bits);
void weir_printer_escaped(weir_asm_printer_t* p, weir_string_view_t text);
void weir_printer_keyed(weir_asm_printer_t* p, const weir_name_t* name,
                        const weir_attr_t* value);
void weir_printer_result_types(weir_asm_printer_t* p, weir_type_t* const* types,
                               uint32_t count);

// Names all values inside |op| and its results.
void weir_printer_number(weir_asm_printer_t* p, weir_op_t* op);
void weir_printer_value(weir_asm_printer_t* p, const weir_value_t* value,
                        bool with_number);
// The results that share the name of result |first|.
uint32_t weir_printer_result_group_size(weir_asm_printer_t* p,
                                        const weir_op_t* op, uint32_t first);
void weir_printer_block_name(weir_asm_printer_t* p, const weir_block_t* block);

// Collects aliases by printing without output.
void weir_printer_collect_aliases(weir_asm_printer_t* p, const weir_op_t* op);
void weir_printer_visit(weir_asm_printer_t* p, const void* subject,
                        bool is_type, weir_type_elision_t elision);
// Writes the alias of |subject|; false if it has none.
bool weir_printer_try_alias(weir_asm_printer_t* p, const void* subject);
void weir_printer_alias_definitions(weir_asm_printer_t* p, bool deferred);

// An op with its results' names, or only its body.
void weir_printer_op(weir_asm_printer_t* p, const weir_op_t* op);
void weir_printer_op_body(weir_asm_printer_t* p, const weir_op_t* op);
void weir_printer_region(weir_asm_printer_t* p, const weir_region_t* region,
                         bool entry_arguments, bool terminators,
                         bool empty_label);
void weir_printer_syntax(weir_asm_printer_t* p, const weir_op_t* op);

#endif  // WEIR_COMPILER_TEXT_PRINTER_IMPL_H_
