#include "compiler/analysis/lattice.h"

#include <string.h>

struct weir_solver_t {
  weir_arena_t* arena;
  void* user;
  weir_element_t** table;  // open addressing by kind and position
  uint32_t capacity;       // a power of two
  uint32_t count;
  weir_element_t** queue;  // a ring
  uint32_t queue_capacity, queue_start, queue_count;
};

static uint32_t hash_of(const void* kind, const void* position) {
  uint64_t h = (uint64_t)(uintptr_t)kind * UINT64_C(0x9e3779b97f4a7c15);
  h ^= (uint64_t)(uintptr_t)position >> 4;
  h *= UINT64_C(0xff51afd7ed558ccd);
  return (uint32_t)(h >> 32);
}

// The slot that holds the element, or the free one where it would go.
static weir_element_t** find_slot(const weir_solver_t* solver,
                                  const weir_element_kind_t* kind,
                                  const void* position) {
  uint32_t mask = solver->capacity - 1;
  for (uint32_t i = hash_of(kind, position) & mask;; i = (i + 1) & mask) {
    weir_element_t* element = solver->table[i];
    if (!element || (element->kind == kind && element->position == position)) {
      return &solver->table[i];
    }
  }
}

static void grow_table(weir_solver_t* solver) {
  weir_element_t** old = solver->table;
  uint32_t old_capacity = solver->capacity;
  solver->capacity = old_capacity ? old_capacity * 2 : 256;
  solver->table =
      WEIR_ARENA_ARRAY(solver->arena, weir_element_t*, solver->capacity);
  for (uint32_t i = 0; i < old_capacity; ++i) {
    if (old[i]) *find_slot(solver, old[i]->kind, old[i]->position) = old[i];
  }
}

static void enqueue(weir_solver_t* solver, weir_element_t* element) {
  if (element->queued || element->fixed) return;
  element->queued = true;
  if (solver->queue_count == solver->queue_capacity) {
    uint32_t capacity =
        solver->queue_capacity ? solver->queue_capacity * 2 : 256;
    weir_element_t** queue =
        WEIR_ARENA_ARRAY(solver->arena, weir_element_t*, capacity);
    for (uint32_t i = 0; i < solver->queue_count; ++i) {
      queue[i] =
          solver->queue[(solver->queue_start + i) % solver->queue_capacity];
    }
    solver->queue = queue;
    solver->queue_capacity = capacity;
    solver->queue_start = 0;
  }
  solver->queue[(solver->queue_start + solver->queue_count++) %
                solver->queue_capacity] = element;
}

weir_solver_t* weir_solver_create(weir_arena_t* arena, void* user) {
  weir_solver_t* solver = WEIR_ARENA_NEW(arena, weir_solver_t);
  solver->arena = arena;
  solver->user = user;
  grow_table(solver);
  return solver;
}

void* weir_solver_user(const weir_solver_t* solver) {
  return solver->user;
}

weir_arena_t* weir_solver_arena(const weir_solver_t* solver) {
  return solver->arena;
}

weir_element_t* weir_solver_get(weir_solver_t* solver,
                                const weir_element_kind_t* kind,
                                void* position) {
  weir_element_t** slot = find_slot(solver, kind, position);
  if (*slot) return *slot;
  if (solver->count * 2 >= solver->capacity) {
    grow_table(solver);
    slot = find_slot(solver, kind, position);
  }
  weir_element_t* element = weir_arena_alloc(solver->arena, kind->size);
  element->kind = kind;
  element->position = position;
  *slot = element;
  ++solver->count;
  if (kind->initialize) kind->initialize(element, solver);
  enqueue(solver, element);
  return element;
}

weir_element_t* weir_solver_query(weir_solver_t* solver, weir_element_t* reader,
                                  const weir_element_kind_t* kind,
                                  void* position) {
  weir_element_t* element = weir_solver_get(solver, kind, position);
  if (element->fixed || element == reader) return element;
  for (uint32_t i = 0; i < element->dependent_count; ++i) {
    if (element->dependents[i] == reader) return element;
  }
  if (element->dependent_count == element->dependent_capacity) {
    uint32_t capacity =
        element->dependent_capacity ? element->dependent_capacity * 2 : 4;
    weir_element_t** dependents =
        WEIR_ARENA_ARRAY(solver->arena, weir_element_t*, capacity);
    if (element->dependent_count) {
      memcpy(dependents, element->dependents,
             element->dependent_count * sizeof(*dependents));
    }
    element->dependents = dependents;
    element->dependent_capacity = capacity;
  }
  element->dependents[element->dependent_count++] = reader;
  return element;
}

weir_element_t* weir_solver_find(const weir_solver_t* solver,
                                 const weir_element_kind_t* kind,
                                 const void* position) {
  return *find_slot(solver, kind, position);
}

weir_status_t weir_solver_run(weir_solver_t* solver) {
  // Far above what monotone updates over sets of a few items can need.
  const uint64_t limit_per_element = 1000;
  for (uint64_t updates = 0; solver->queue_count > 0; ++updates) {
    if (updates > limit_per_element * (solver->count + 1)) {
      return weir_status(WEIR_CODE_INTERNAL,
                         "the solver does not converge: %u elements still grow "
                         "after %llu updates",
                         solver->queue_count, (unsigned long long)updates);
    }
    weir_element_t* element = solver->queue[solver->queue_start];
    solver->queue_start = (solver->queue_start + 1) % solver->queue_capacity;
    --solver->queue_count;
    element->queued = false;
    if (element->fixed || !element->kind->update(element, solver)) continue;
    for (uint32_t i = 0; i < element->dependent_count; ++i) {
      enqueue(solver, element->dependents[i]);
    }
  }
  return weir_ok();
}

bool weir_value_set_contains(const weir_value_set_t* set, const void* item) {
  for (uint32_t i = 0; i < set->count; ++i) {
    if (set->items[i] == item) return true;
  }
  return false;
}

bool weir_value_set_add(weir_value_set_t* set, weir_arena_t* arena,
                        void* item) {
  if (weir_value_set_contains(set, item)) return false;
  if (set->count == set->capacity) {
    uint32_t capacity = set->capacity ? set->capacity * 2 : 4;
    void** items = WEIR_ARENA_ARRAY(arena, void*, capacity);
    if (set->count) memcpy(items, set->items, set->count * sizeof(*items));
    set->items = items;
    set->capacity = capacity;
  }
  set->items[set->count++] = item;
  return true;
}

bool weir_value_set_add_known(weir_value_set_t* set, weir_arena_t* arena,
                              const weir_value_set_t* other) {
  bool grew = false;
  for (uint32_t i = 0; i < other->count; ++i) {
    grew |= weir_value_set_add(set, arena, other->items[i]);
  }
  return grew;
}

bool weir_value_set_add_all(weir_value_set_t* set, weir_arena_t* arena,
                            const weir_value_set_t* other) {
  bool grew = weir_value_set_add_known(set, arena, other);
  return (other->is_unknown && weir_value_set_make_unknown(set)) || grew;
}

bool weir_value_set_make_unknown(weir_value_set_t* set) {
  if (set->is_unknown) return false;
  set->is_unknown = true;
  return true;
}
