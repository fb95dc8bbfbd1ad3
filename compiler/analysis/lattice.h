// A fixpoint solver over elements of facts about a program.
//
// An element is one kind of fact about one thing (a value, an op). Elements
// start at bottom and only grow; an update reads other elements through
// weir_solver_query(), which makes it run again whenever one of those grows.
// Elements are made on first use and updated in the order they were made, so
// that results do not depend on addresses. Update functions must be monotone;
// then the number of updates is bounded by elements times height of the
// lattice.
//
// Algorithm: chaotic iteration with a worklist (Kildall 1973), demand-driven as
// in LLVM's Attributor.
#ifndef WEIR_COMPILER_ANALYSIS_LATTICE_H_
#define WEIR_COMPILER_ANALYSIS_LATTICE_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/status.h"

typedef struct weir_solver_t weir_solver_t;
typedef struct weir_element_t weir_element_t;

// What a kind of element does; compared by address.
typedef struct weir_element_kind_t {
  const char* name;
  uint32_t size;  // of a struct that begins with weir_element_t
  // Once, when the element is made; may fix it. May be NULL.
  void (*initialize)(weir_element_t* element, weir_solver_t* solver);
  // Takes in what is known now; true if the element grew.
  bool (*update)(weir_element_t* element, weir_solver_t* solver);
} weir_element_kind_t;

struct weir_element_t {
  const weir_element_kind_t* kind;
  void* position;  // the value or op the fact is about
  bool fixed;      // will not grow any more: never updated again
  bool queued;
  weir_element_t** dependents;  // to be updated when this one grows
  uint32_t dependent_count, dependent_capacity;
};

// |user| is what updates get from weir_solver_user(). All memory is |arena|'s.
weir_solver_t* weir_solver_create(weir_arena_t* arena, void* user);
void* weir_solver_user(const weir_solver_t* solver);
weir_arena_t* weir_solver_arena(const weir_solver_t* solver);

// The element of |kind| at |position|, made and queued if it is new.
weir_element_t* weir_solver_get(weir_solver_t* solver,
                                const weir_element_kind_t* kind,
                                void* position);
// The same, and |reader| is updated again when it grows.
weir_element_t* weir_solver_query(weir_solver_t* solver, weir_element_t* reader,
                                  const weir_element_kind_t* kind,
                                  void* position);
// NULL if there is none.
weir_element_t* weir_solver_find(const weir_solver_t* solver,
                                 const weir_element_kind_t* kind,
                                 const void* position);

// Updates elements until none grows. INTERNAL if an element keeps growing,
// which only an update function that is not monotone can cause.
weir_status_t weir_solver_run(weir_solver_t* solver);

// -- sets of possible values -------------------------------------------------

// Which of some interned things (attributes) a fact may be: nothing known to
// the contrary yet (empty), a set, or anything at all (unknown). An unknown set
// still has the items that were found: something unknown besides them.
typedef struct weir_value_set_t {
  void** items;  // in the order they were added
  uint32_t count, capacity;
  bool is_unknown;
} weir_value_set_t;

// Each returns whether |set| grew.
bool weir_value_set_add(weir_value_set_t* set, weir_arena_t* arena, void* item);
bool weir_value_set_add_all(weir_value_set_t* set, weir_arena_t* arena,
                            const weir_value_set_t* other);
// Only the items of |other|, which may be unknown.
bool weir_value_set_add_known(weir_value_set_t* set, weir_arena_t* arena,
                              const weir_value_set_t* other);
bool weir_value_set_make_unknown(weir_value_set_t* set);
bool weir_value_set_contains(const weir_value_set_t* set, const void* item);

#endif  // WEIR_COMPILER_ANALYSIS_LATTICE_H_
