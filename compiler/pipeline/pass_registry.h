// All passes by name.
#ifndef WEIR_COMPILER_PIPELINE_PASS_REGISTRY_H_
#define WEIR_COMPILER_PIPELINE_PASS_REGISTRY_H_

#include "compiler/ir/pass.h"

// One folder's passes.
typedef struct weir_pass_table_t {
  const char* folder;
  const weir_pass_def_t* passes;
  const uint32_t* count;
} weir_pass_table_t;

// In register_all.c.
extern const weir_pass_table_t weir_pass_tables[];
extern const uint32_t weir_pass_table_count;

// By name, with or without `iree-` before it; NULL if there is none.
const weir_pass_def_t* weir_pass_find(weir_string_view_t name);

// Other names of passes.
typedef struct weir_pass_alias_t {
  const char* alias;
  const char* name;
} weir_pass_alias_t;
extern const weir_pass_alias_t weir_pass_aliases[];
extern const uint32_t weir_pass_alias_count;

// Several passes under one name, in pipeline.c. What is given as options of the
// name is given to each of them.
typedef struct weir_pass_list_t {
  const char* const* passes;  // NULL at the end
  const char* option;         // left out where it is false; NULL: never
} weir_pass_list_t;

typedef struct weir_named_pipeline_t {
  const char* name;
  const char* summary;
  const weir_pass_list_t* lists;  // one without passes at the end
} weir_named_pipeline_t;
extern const weir_named_pipeline_t weir_named_pipelines[];
extern const uint32_t weir_named_pipeline_count;

// By name, with or without `iree-` before it; NULL if there is none.
const weir_named_pipeline_t* weir_named_pipeline_find(weir_string_view_t name);

// Options that hold for every pass of a run and are given as flags of their own
// (`--iree-stream-partitioning-favor=..`). A pass reads one like any option, by
// the flag's name without `iree-`.
typedef struct weir_global_option_t {
  const char* name;
  const char* summary;
  bool is_flag;  // true or false
} weir_global_option_t;
extern const weir_global_option_t weir_global_options[];
extern const uint32_t weir_global_option_count;
const weir_global_option_t* weir_global_option_find(weir_string_view_t name);

#endif  // WEIR_COMPILER_PIPELINE_PASS_REGISTRY_H_
