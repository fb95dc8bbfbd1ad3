// Where ops execute and where values live, decided over a whole module.
//
// Four kinds of facts hold each other up (docs/affinity.md has the rules with
// examples): ops, values as produced, values as consumed, globals. Each is a
// set of affinities that may hold, or unknown where the program leaves the
// module.
//
// Valid for the ops and values of the module at the time it was run: queries
// about ops and values made later answer "unknown". One thread at a time.
#ifndef WEIR_COMPILER_ANALYSIS_AFFINITY_H_
#define WEIR_COMPILER_ANALYSIS_AFFINITY_H_

#include "compiler/analysis/explorer.h"
#include "compiler/ir/ir.h"
#include "engine/base/status.h"

typedef struct weir_affinity_analysis_t weir_affinity_analysis_t;

// Affinities in the stable order of their text. |is_known| is false where the
// analysis cannot tell; then the set is empty.
typedef struct weir_affinity_set_t {
  weir_attr_t** items;
  uint32_t count;
  bool is_known;
} weir_affinity_set_t;

// Runs the analysis. All memory is |arena|'s.
weir_status_t weir_affinity_analysis_run(
    weir_op_t* module, weir_arena_t* arena,
    weir_affinity_analysis_t** out_analysis) WEIR_MUST_USE;

const weir_explorer_t* weir_affinity_analysis_explorer(
    const weir_affinity_analysis_t* analysis);

// -- sets --------------------------------------------------------------------
//
// Where nothing is said a set holds the `stream.affinity.default` of the nearest
// ancestor, if there is one.

// Of a util.global.
weir_affinity_set_t weir_affinity_set_of_global(
    const weir_affinity_analysis_t* analysis, const weir_op_t* global);
// Where an op executes; unknown if it does not execute anywhere.
weir_affinity_set_t weir_affinity_set_of_execution(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op);
// The same for any op: one that is not placed itself is where its operands
// live, or, without such operands, where its results do.
weir_affinity_set_t weir_affinity_set_inferred(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op);
// Where a value lives when it has been produced.
weir_affinity_set_t weir_affinity_set_of_resource(
    const weir_affinity_analysis_t* analysis, const weir_value_t* value);
// Where a value is used.
weir_affinity_set_t weir_affinity_set_of_usage(
    const weir_affinity_analysis_t* analysis, const weir_value_t* value);

// -- one affinity ------------------------------------------------------------

// The first of compatible affinities; NULL for none and for ones that are not
// compatible with each other.
weir_attr_t* weir_affinity_select(const weir_affinity_set_t* set);

// The affinity selected from the set of the same name; where several cannot be
// together, that of the operands that an op changes in place, else the
// `stream.affinity.default` that holds there. NULL if there is
// none and where the set is unknown.
weir_attr_t* weir_affinity_of_global(const weir_affinity_analysis_t* analysis,
                                     const weir_op_t* global);
weir_attr_t* weir_affinity_of_execution(
    const weir_affinity_analysis_t* analysis, const weir_op_t* op);
weir_attr_t* weir_affinity_inferred(const weir_affinity_analysis_t* analysis,
                                    const weir_op_t* op);
weir_attr_t* weir_affinity_of_resource(const weir_affinity_analysis_t* analysis,
                                       const weir_value_t* value);
weir_attr_t* weir_affinity_of_usage(const weir_affinity_analysis_t* analysis,
                                    const weir_value_t* value);

#endif  // WEIR_COMPILER_ANALYSIS_AFFINITY_H_
