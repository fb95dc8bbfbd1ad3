// Lists of passes and how they are run.
//
// A pipeline holds passes and nested pipelines in order. A nested pipeline runs
// on each op of its name that stands directly in the op at hand, one op after
// the other, all its passes on each.
#ifndef WEIR_COMPILER_PIPELINE_PASS_MANAGER_H_
#define WEIR_COMPILER_PIPELINE_PASS_MANAGER_H_

#include <stdio.h>

#include "compiler/ir/pass.h"
#include "compiler/text/text.h"

typedef struct weir_pipeline_t weir_pipeline_t;

// |anchor| is the name of the ops it runs on, NULL for any. Lives in |arena|.
weir_pipeline_t* weir_pipeline_create(weir_arena_t* arena, const char* anchor);

// Appends a pass. |options| is text "key=value key={a b}", may be empty.
//
// A pass on callables that is put on a module runs on each function-like op
// directly in it.
void weir_pipeline_add(weir_pipeline_t* pipeline, const weir_pass_def_t* def,
                       weir_string_view_t options);

// Appends a pass or a named pipeline, `name{options}`, or `name` and its
// |options| apart. INVALID_ARGUMENT if there is none of this name, or if it
// has no such options.
weir_status_t weir_pipeline_add_text(weir_pipeline_t* pipeline,
                                     weir_string_view_t text,
                                     weir_string_view_t options);
void weir_pipeline_add_nested(weir_pipeline_t* pipeline,
                              weir_pipeline_t* nested);

// Reads `anchor(pass, anchor(pass{key=value}), ..)` and appends what is inside
// if the outer anchor is the pipeline's own, as a nested pipeline otherwise.
weir_status_t weir_pipeline_parse(weir_pipeline_t* pipeline,
                                  weir_string_view_t text);

// The text that weir_pipeline_parse reads, in the pipeline's arena.
const char* weir_pipeline_text(const weir_pipeline_t* pipeline);

typedef struct weir_run_options_t weir_run_options_t;

typedef struct weir_pass_time_t {
  const weir_pass_def_t* def;
  int64_t time_ns;
  int64_t ir_bytes;  // by which the context's arena grew
  uint32_t runs;
} weir_pass_time_t;

struct weir_run_options_t {
  bool verify_each;
  bool print_after_all;
  bool print_before_all;
  bool print_module_scope;  // all of the module, whatever the pass runs on
  const char* const* print_before;  // names of passes, NULL at the end, or NULL
  const char* const* print_after;
  weir_print_options_t print;
  FILE* dump;  // where these go; NULL: stderr
  // "key=value" for all passes, before their own; NULL at the end, or NULL.
  const char* const* global_options;
  void* user;  // weir_pass_t.user
  // Where times are added up if not NULL; |time_count| grows up to the
  // capacity.
  weir_pass_time_t* times;
  uint32_t time_count, time_capacity;
};

// Runs all passes on |op|. The first failure ends the run: INVALID_ARGUMENT
// after diagnostics about the program, FAILED_PRECONDITION if |op| is not what
// the pipeline runs on, INTERNAL if --verify-each finds what a pass broke.
weir_status_t weir_pipeline_run(const weir_pipeline_t* pipeline, weir_op_t* op,
                                weir_run_options_t* options);

// A table of the times, slowest first.
void weir_print_times(const weir_run_options_t* options, FILE* out);

#endif  // WEIR_COMPILER_PIPELINE_PASS_MANAGER_H_
