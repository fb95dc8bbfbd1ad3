// What the files of the affinity analysis share: the elements that the solver
// runs on.
#ifndef WEIR_COMPILER_ANALYSIS_AFFINITY_IMPL_H_
#define WEIR_COMPILER_ANALYSIS_AFFINITY_IMPL_H_

#include "compiler/analysis/affinity.h"
#include "compiler/analysis/lattice.h"

typedef struct weir_affinity_text_t {
  const weir_attr_t* affinity;
  const char* text;
} weir_affinity_text_t;

struct weir_affinity_analysis_t {
  weir_explorer_t* explorer;
  weir_solver_t* solver;
  weir_arena_t* arena;
  // Of the affinities that had to be put in order.
  weir_affinity_text_t* texts;
  uint32_t text_count, text_capacity;
};

// Every kind of element is a set of affinities.
typedef struct weir_affinity_element_t {
  weir_element_t base;
  weir_value_set_t set;
  // Of a produced value: the pinning ops that alone decide, if there are any.
  weir_op_list_t pins;
} weir_affinity_element_t;

// The four kinds: by op, by value as produced and as consumed, by util.global.
// Their user is the analysis.
extern const weir_element_kind_t weir_affinity_op_kind;
extern const weir_element_kind_t weir_affinity_produced_kind;
extern const weir_element_kind_t weir_affinity_consumed_kind;
extern const weir_element_kind_t weir_affinity_global_kind;

#endif  // WEIR_COMPILER_ANALYSIS_AFFINITY_IMPL_H_
