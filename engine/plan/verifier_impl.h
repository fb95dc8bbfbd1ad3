// What the files of the verifier share.
#ifndef WEIR_ENGINE_PLAN_VERIFIER_IMPL_H_
#define WEIR_ENGINE_PLAN_VERIFIER_IMPL_H_

#include "engine/plan/section.h"
#include "engine/plan/verifier.h"

// What is being looked at, for messages.
typedef struct weir_plan_context_t {
  const weir_plan_t* plan;
  uint32_t node;  // WEIR_PLAN_NONE: the plan's own sections
  const weir_plan_program_t* program;
} weir_plan_context_t;

// DATA_LOSS: what is wrong with a record.
weir_status_t weir_plan_damaged(const weir_plan_context_t* context,
                                uint32_t kind, uint64_t index,
                                const char* what);

// Returns what is wrong with record |index| of the section, unless |condition|
// holds; |context| is in scope.
#define WEIR_PLAN_CHECK(kind, index, condition, what)                      \
  do {                                                                     \
    if (!(condition)) {                                                    \
      return weir_plan_damaged(context, WEIR_PLAN_SECTION_##kind, (index), \
                               (what));                                    \
    }                                                                      \
  } while (0)

static inline bool weir_plan_within(uint32_t first, uint32_t count,
                                    uint32_t total) {
  return (uint64_t)first + count <= total;
}

static inline bool weir_plan_is_string(const weir_plan_context_t* context,
                                       uint32_t offset) {
  return offset < context->plan->string_bytes;
}

static inline bool weir_plan_is_string_or_none(
    const weir_plan_context_t* context, uint32_t offset) {
  return offset == WEIR_PLAN_NONE || weir_plan_is_string(context, offset);
}

static inline bool weir_plan_is_location_or_none(
    const weir_plan_context_t* context, uint32_t location) {
  return location == WEIR_PLAN_NONE || location < context->plan->location_count;
}

// -- by section --------------------------------------------------------------

// Of the plan; what those before have found sound is relied on.
weir_status_t weir_plan_verify_strings(const weir_plan_context_t* context);
weir_status_t weir_plan_verify_nodes(const weir_plan_context_t* context);
weir_status_t weir_plan_verify_functions(const weir_plan_context_t* context);
weir_status_t weir_plan_verify_channels(const weir_plan_context_t* context);
// Of a node: executables, constants and globals; command lists; routines up to
// their code.
weir_status_t weir_plan_verify_data(const weir_plan_context_t* context);
weir_status_t weir_plan_verify_lists(const weir_plan_context_t* context);
weir_status_t weir_plan_verify_routines(const weir_plan_context_t* context);

#endif  // WEIR_ENGINE_PLAN_VERIFIER_IMPL_H_
