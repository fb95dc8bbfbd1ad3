// The layout of pipelines, for the files of the pass manager.
#ifndef WEIR_COMPILER_PIPELINE_PASS_MANAGER_IMPL_H_
#define WEIR_COMPILER_PIPELINE_PASS_MANAGER_IMPL_H_

#include "compiler/pipeline/pass_manager.h"
#include "compiler/pipeline/pass_options.h"

// A pass or a nested pipeline.
typedef struct weir_pipeline_item_t {
  const weir_pass_def_t* def;
  weir_options_t options;
  weir_pipeline_t* nested;
} weir_pipeline_item_t;

struct weir_pipeline_t {
  weir_arena_t* arena;
  const char* anchor;
  weir_pipeline_item_t* items;
  uint32_t count, capacity;
};

#endif  // WEIR_COMPILER_PIPELINE_PASS_MANAGER_IMPL_H_
