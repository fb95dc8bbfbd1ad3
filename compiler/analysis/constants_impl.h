// What the files of the analysis of constants share: its two kinds of facts,
// which hold each other up.
#ifndef WEIR_COMPILER_ANALYSIS_CONSTANTS_IMPL_H_
#define WEIR_COMPILER_ANALYSIS_CONSTANTS_IMPL_H_

#include "compiler/analysis/constants.h"
#include "compiler/analysis/explorer.h"
#include "compiler/analysis/lattice.h"

struct weir_constants_analysis_t {
  weir_solver_t* solver;
  weir_explorer_t* explorer;
};

// Of a block: whether it is ever entered.
typedef struct weir_entered_t {
  weir_element_t base;
  bool is_entered;
} weir_entered_t;

// Of a value. WEIR_KNOWLEDGE_NOTHING: not computed as far as is known.
typedef enum weir_knowledge_t {
  WEIR_KNOWLEDGE_NOTHING,
  WEIR_KNOWLEDGE_CONSTANT,
  WEIR_KNOWLEDGE_VARIES
} weir_knowledge_t;
typedef struct weir_constant_t {
  weir_element_t base;
  weir_knowledge_t knowledge;
  weir_attr_t* attr;
  const weir_dialect_t* dialect;
} weir_constant_t;

// Their user is the analysis.
extern const weir_element_kind_t weir_entered_kind;
extern const weir_element_kind_t weir_constant_kind;

// An update that is under way.
typedef struct weir_constants_update_t {
  weir_solver_t* solver;
  const weir_explorer_t* explorer;
  weir_element_t* element;
} weir_constants_update_t;

// -- asking other facts ------------------------------------------------------

// Whether |block| is ever entered; not if it is NULL.
bool weir_constants_is_entered(const weir_constants_update_t* u,
                               weir_block_t* block);
const weir_constant_t* weir_constants_find(const weir_constants_update_t* u,
                                           weir_value_t* value);
// Whether a condition may be |wanted|.
bool weir_constants_may_lead(const weir_constants_update_t* u,
                             weir_value_t* value, bool wanted);
// Whether control may go from a terminator that is reached to its successor.
bool weir_constants_may_branch(const weir_constants_update_t* u,
                               const weir_op_t* branch, uint32_t successor);
// The block in which region |region| of |op| begins; NULL if it is empty.
weir_block_t* weir_constants_entry(const weir_op_t* op, uint32_t region);

#endif  // WEIR_COMPILER_ANALYSIS_CONSTANTS_IMPL_H_
