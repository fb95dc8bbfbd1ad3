#include "compiler/emit/dependences.h"

#include <string.h>

// An access that later commands may have to wait for.
typedef struct access_t {
  uint32_t command;
  uint32_t handle;
  uint64_t begin;
  uint64_t end;
} access_t;

typedef struct access_list_t {
  access_t* items;
  uint32_t count;
  uint32_t capacity;
} access_list_t;

typedef struct root_t {
  access_list_t writes;
  access_list_t reads;  // since the writes that cover them
} root_t;

typedef struct pending_t {
  weir_touch_t touch;
  uint32_t command;
} pending_t;

struct weir_dependences_t {
  weir_arena_t* arena;
  root_t* roots;
  uint32_t root_count;
  uint32_t root_capacity;
  // Since the last barrier.
  pending_t* pending;
  uint32_t pending_count;
  uint32_t pending_capacity;
  // Edges as (from, to), grouped by |to|.
  uint32_t* from;
  uint32_t* to;
  uint32_t edge_count;
  uint32_t edge_capacity;
  uint32_t command_count;
  // The last command that got an edge from each: no edge is made twice.
  uint32_t* stamps;
  uint32_t stamp_capacity;
};

weir_dependences_t* weir_dependences_create(weir_arena_t* arena) {
  weir_dependences_t* dependences = WEIR_ARENA_NEW(arena, weir_dependences_t);
  dependences->arena = arena;
  return dependences;
}

// Grows an array in the arena; what was there is copied.
static void* grow(weir_arena_t* arena, void* items, uint32_t count,
                  uint32_t needed, uint32_t* capacity, size_t size) {
  if (needed <= *capacity) return items;
  uint32_t wanted = *capacity ? *capacity * 2 : 16;
  if (wanted < needed) wanted = needed;
  void* larger = weir_arena_alloc_array(arena, wanted, size);
  if (count > *capacity) count = *capacity;
  if (count > 0) memcpy(larger, items, count * size);
  *capacity = wanted;
  return larger;
}

static root_t* root_of(weir_dependences_t* d, uint32_t root) {
  d->roots = grow(d->arena, d->roots, d->root_count, root + 1,
                  &d->root_capacity, sizeof(root_t));
  if (d->root_count <= root) d->root_count = root + 1;
  return &d->roots[root];
}

static bool overlaps(const access_t* access, const weir_touch_t* touch) {
  if (access->handle != touch->handle && touch->root == WEIR_MEMORY_ANY) {
    return true;
  }
  return access->begin < touch->end && touch->begin < access->end;
}

// Whether everything |access| covers is covered by |touch| as well.
static bool is_covered(const access_t* access, const weir_touch_t* touch) {
  return access->handle == touch->handle && touch->end != UINT64_MAX &&
         touch->begin <= access->begin && access->end <= touch->end;
}

static void add_edge(weir_dependences_t* d, uint32_t from, uint32_t to) {
  d->stamps = grow(d->arena, d->stamps, d->command_count, d->command_count + 1,
                   &d->stamp_capacity, sizeof(uint32_t));
  if (d->stamps[from] == to + 1) return;
  d->stamps[from] = to + 1;
  uint32_t capacity = d->edge_capacity;
  d->from = grow(d->arena, d->from, d->edge_count, d->edge_count + 1, &capacity,
                 sizeof(uint32_t));
  d->to = grow(d->arena, d->to, d->edge_count, d->edge_count + 1,
               &d->edge_capacity, sizeof(uint32_t));
  d->from[d->edge_count] = from;
  d->to[d->edge_count++] = to;
}

static void add_edges(weir_dependences_t* d, const access_list_t* list,
                      const weir_touch_t* touch, uint32_t command) {
  for (uint32_t i = 0; i < list->count; ++i) {
    if (overlaps(&list->items[i], touch)) {
      add_edge(d, list->items[i].command, command);
    }
  }
}

static void drop_covered(access_list_t* list, const weir_touch_t* touch,
                         uint32_t phase_first) {
  uint32_t kept = 0;
  for (uint32_t i = 0; i < list->count; ++i) {
    // Only what an earlier phase did is waited for by this touch's command.
    if (list->items[i].command >= phase_first ||
        !is_covered(&list->items[i], touch)) {
      list->items[kept++] = list->items[i];
    }
  }
  list->count = kept;
}

static void remember(weir_dependences_t* d, access_list_t* list,
                     const pending_t* pending) {
  list->items = grow(d->arena, list->items, list->count, list->count + 1,
                     &list->capacity, sizeof(access_t));
  list->items[list->count++] =
      (access_t){pending->command, pending->touch.handle, pending->touch.begin,
                 pending->touch.end};
}

void weir_dependences_barrier(weir_dependences_t* d) {
  uint32_t phase_first =
      d->pending_count > 0 ? d->pending[0].command : d->command_count;
  for (uint32_t i = 0; i < d->pending_count; ++i) {
    const pending_t* pending = &d->pending[i];
    root_t* root = root_of(d, pending->touch.root);
    // A write stands for all that it covers: who waits for it waits for them.
    if (pending->touch.is_write) {
      drop_covered(&root->writes, &pending->touch, phase_first);
      drop_covered(&root->reads, &pending->touch, phase_first);
    }
    remember(d, pending->touch.is_write ? &root->writes : &root->reads,
             pending);
  }
  d->pending_count = 0;
}

void weir_dependences_command(weir_dependences_t* d,
                              const weir_touch_t* touches, uint32_t count) {
  uint32_t command = d->command_count;
  for (uint32_t i = 0; i < count; ++i) {
    const root_t* root = root_of(d, touches[i].root);
    add_edges(d, &root->writes, &touches[i], command);
    if (touches[i].is_write) add_edges(d, &root->reads, &touches[i], command);
    d->pending =
        grow(d->arena, d->pending, d->pending_count, d->pending_count + 1,
             &d->pending_capacity, sizeof(pending_t));
    d->pending[d->pending_count++] = (pending_t){touches[i], command};
  }
  ++d->command_count;
}

weir_edges_t weir_dependences_finish(weir_dependences_t* d) {
  weir_edges_t edges = {.command_count = d->command_count,
                        .edge_count = d->edge_count};
  edges.first =
      WEIR_ARENA_ARRAY(d->arena, uint32_t, (size_t)d->command_count + 1);
  edges.predecessors = WEIR_ARENA_ARRAY(d->arena, uint32_t, d->command_count);
  edges.edges = WEIR_ARENA_ARRAY(d->arena, uint32_t, d->edge_count);
  for (uint32_t i = 0; i < d->edge_count; ++i) {
    ++edges.first[d->from[i] + 1];
    ++edges.predecessors[d->to[i]];
  }
  for (uint32_t i = 0; i < d->command_count; ++i) {
    edges.first[i + 1] += edges.first[i];
  }
  uint32_t* next = WEIR_ARENA_ARRAY(d->arena, uint32_t, d->command_count);
  for (uint32_t i = 0; i < d->edge_count; ++i) {
    uint32_t from = d->from[i];
    edges.edges[edges.first[from] + next[from]++] = d->to[i];
  }
  return edges;
}
