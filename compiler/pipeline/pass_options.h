// Which options passes have.
//
// A pass reads its options by name (weir_pass_option); what is given and is not
// in this table is refused before anything runs.
#ifndef WEIR_COMPILER_PIPELINE_PASS_OPTIONS_H_
#define WEIR_COMPILER_PIPELINE_PASS_OPTIONS_H_

#include "compiler/ir/pass.h"

typedef enum weir_option_kind_t {
  WEIR_OPTION_FLAG,    // true or false
  WEIR_OPTION_NUMBER,  // a whole number
  WEIR_OPTION_TEXT,    // anything
} weir_option_kind_t;

typedef struct weir_option_row_t {
  const char* pass;
  const char* name;
  weir_option_kind_t kind;
} weir_option_row_t;

// NULL if |pass| has no option of this name.
const weir_option_row_t* weir_option_row_find(const char* pass,
                                              weir_string_view_t name);

// The name in "name=value" or "name".
weir_string_view_t weir_option_name(const char* option);

// Texts "name=value" or "name", without the quotes around values.
typedef struct weir_options_t {
  const char** items;
  uint32_t count;
} weir_options_t;

// Takes apart "name=value name={a b} name='a b'". Lives in |arena|.
weir_options_t weir_options_split(weir_arena_t* arena, weir_string_view_t text);

// INVALID_ARGUMENT if one of |options| is not one of |def|, or its value is of
// another kind.
weir_status_t weir_pass_options_check(const weir_pass_def_t* def,
                                      const weir_options_t* options);

#endif  // WEIR_COMPILER_PIPELINE_PASS_OPTIONS_H_
