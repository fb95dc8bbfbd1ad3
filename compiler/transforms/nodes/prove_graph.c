#include "compiler/transforms/nodes/prove_graph.h"

#include <string.h>

#include "compiler/transforms/nodes/prove.h"
#include "compiler/transforms/nodes/prove_landmarks.h"

typedef struct edge_t {
  uint32_t before, after;
} edge_t;

struct weir_event_graph_t {
  weir_arena_t* arena;
  weir_event_t* events;
  uint32_t event_count, event_capacity;
  edge_t* edges;
  uint32_t edge_count, edge_capacity;
  // Since finish: what event |i| needs stands at needs[first[i]..first[i + 1]).
  uint32_t* first;
  uint32_t* needs;
  uint32_t* component;  // by event
  uint32_t* knots;      // an event of each component that is a cycle
  uint32_t knot_count;
  uint32_t* rank;
  uint32_t* level;  // the longest way back: what precedes has a lower one
  // A forest over the edges, by enter and leave times: an ancestor precedes.
  uint32_t *enter, *leave;
  weir_landmarks_t* landmarks;
  uint32_t* seen;  // by event: the number of the search that met it
  uint32_t search;
  uint32_t* stack;
};

weir_event_graph_t* weir_event_graph_create(weir_arena_t* arena) {
  weir_event_graph_t* graph = WEIR_ARENA_NEW(arena, weir_event_graph_t);
  graph->arena = arena;
  return graph;
}

uint32_t weir_event_add(weir_event_graph_t* graph, const weir_op_t* op,
                        uint32_t node) {
  graph->events =
      weir_prove_grow(graph->arena, graph->events, graph->event_count,
                      &graph->event_capacity, sizeof(weir_event_t));
  graph->events[graph->event_count] = (weir_event_t){op, node};
  return graph->event_count++;
}

void weir_event_order(weir_event_graph_t* graph, uint32_t before,
                      uint32_t after) {
  if (before == WEIR_NO_EVENT || after == WEIR_NO_EVENT) return;
  if (before == after) return;
  graph->edges = weir_prove_grow(graph->arena, graph->edges, graph->edge_count,
                                 &graph->edge_capacity, sizeof(edge_t));
  graph->edges[graph->edge_count++] = (edge_t){before, after};
}

uint32_t weir_event_count(const weir_event_graph_t* graph) {
  return graph->event_count;
}

const weir_event_t* weir_event_get(const weir_event_graph_t* graph,
                                   uint32_t event) {
  return &graph->events[event];
}

// -- order and cycles ---------------------------------------------------------

static void index_edges(weir_event_graph_t* graph) {
  uint32_t count = graph->event_count;
  graph->first = WEIR_ARENA_ARRAY(graph->arena, uint32_t, (size_t)count + 2);
  graph->needs = WEIR_ARENA_ARRAY(graph->arena, uint32_t, graph->edge_count);
  for (uint32_t i = 0; i < graph->edge_count; ++i) {
    ++graph->first[graph->edges[i].after + 2];
  }
  for (uint32_t i = 2; i < count + 2; ++i)
    graph->first[i] += graph->first[i - 1];
  // first[i + 1] is where i's next need goes, and so i's end at last.
  for (uint32_t i = 0; i < graph->edge_count; ++i) {
    graph->needs[graph->first[graph->edges[i].after + 1]++] =
        graph->edges[i].before;
  }
}

typedef struct tarjan_t {
  weir_event_graph_t* graph;
  uint32_t *index, *low, *next;  // by event; index 0: not met
  bool* open;
  uint32_t *path, *held;  // stacks
  uint32_t depth, held_count, counter, component_count;
} tarjan_t;

static void close_component(tarjan_t* state, uint32_t root) {
  weir_event_graph_t* graph = state->graph;
  uint32_t size = 0, event;
  do {
    event = state->held[--state->held_count];
    state->open[event] = false;
    graph->component[event] = state->component_count;
    ++size;
  } while (event != root);
  // Components close after all that they need: this is an order.
  graph->rank[root] = state->component_count++;
  if (size > 1) graph->knots[graph->knot_count++] = root;
}

static void visit(tarjan_t* state, uint32_t start) {
  weir_event_graph_t* graph = state->graph;
  state->path[state->depth++] = start;
  while (state->depth > 0) {
    uint32_t event = state->path[state->depth - 1];
    if (state->index[event] == 0) {
      state->index[event] = state->low[event] = ++state->counter;
      state->next[event] = graph->first[event];
      state->held[state->held_count++] = event;
      state->open[event] = true;
    }
    bool descended = false;
    while (state->next[event] < graph->first[event + 1]) {
      uint32_t need = graph->needs[state->next[event]];
      if (state->index[need] == 0) {
        state->path[state->depth++] = need;
        descended = true;
        break;
      }
      ++state->next[event];
      if (state->open[need] && state->low[need] < state->low[event]) {
        state->low[event] = state->low[need];
      }
    }
    if (descended) continue;
    --state->depth;
    if (state->low[event] == state->index[event]) close_component(state, event);
  }
}

// Each event hangs below the last of those it needs, so that chains become
// long paths of the forest.
static void build_forest(weir_event_graph_t* graph) {
  uint32_t count = graph->event_count;
  weir_arena_t* arena = graph->arena;
  graph->enter = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  graph->leave = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  uint32_t* child = WEIR_ARENA_ARRAY(arena, uint32_t, (size_t)count + 1);
  uint32_t* sibling = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  memset(child, 0xff, ((size_t)count + 1) * sizeof(*child));
  for (uint32_t i = 0; i < count; ++i) {
    uint32_t parent = count;  // the root above all
    for (uint32_t j = graph->first[i]; j < graph->first[i + 1]; ++j) {
      uint32_t need = graph->needs[j];
      if (parent == count || graph->rank[need] > graph->rank[parent]) {
        parent = need;
      }
    }
    sibling[i] = child[parent];
    child[parent] = i;
  }
  uint32_t depth = 0, time = 0;
  for (uint32_t root = child[count]; root != WEIR_NO_EVENT;
       root = sibling[root]) {
    graph->stack[depth++] = root;
    graph->enter[root] = time++;
    while (depth > 0) {
      uint32_t event = graph->stack[depth - 1];
      uint32_t next = child[event];
      if (next == WEIR_NO_EVENT) {
        graph->leave[event] = time;
        --depth;
        continue;
      }
      child[event] = sibling[next];
      graph->enter[next] = time++;
      graph->stack[depth++] = next;
    }
  }
}

static void count_levels(weir_event_graph_t* graph) {
  uint32_t count = graph->event_count;
  graph->level = WEIR_ARENA_ARRAY(graph->arena, uint32_t, count);
  for (uint32_t i = 0; i < count; ++i) graph->stack[graph->rank[i]] = i;
  for (uint32_t place = 0; place < count; ++place) {
    uint32_t event = graph->stack[place];
    for (uint32_t i = graph->first[event]; i < graph->first[event + 1]; ++i) {
      uint32_t below = graph->level[graph->needs[i]];
      if (below >= graph->level[event]) graph->level[event] = below + 1;
    }
  }
}

static void set_landmarks(weir_event_graph_t* graph) {
  uint32_t count = graph->event_count;
  uint32_t* order = WEIR_ARENA_ARRAY(graph->arena, uint32_t, count);
  uint32_t* next = WEIR_ARENA_ARRAY(graph->arena, uint32_t, (size_t)count + 1);
  for (uint32_t i = 0; i < count; ++i) ++next[graph->level[i] + 1];
  for (uint32_t i = 1; i < count; ++i) next[i] += next[i - 1];
  for (uint32_t i = 0; i < count; ++i) order[next[graph->level[i]]++] = i;
  graph->landmarks = weir_landmarks_create(graph->arena, count, graph->first,
                                           graph->needs, order);
}

bool weir_event_graph_finish(weir_event_graph_t* graph) {
  uint32_t count = graph->event_count;
  weir_arena_t* arena = graph->arena;
  index_edges(graph);
  graph->component = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  graph->knots = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  graph->rank = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  graph->seen = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  graph->stack = WEIR_ARENA_ARRAY(arena, uint32_t, (size_t)count + 1);
  tarjan_t state = {.graph = graph};
  state.index = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  state.low = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  state.next = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  state.open = WEIR_ARENA_ARRAY(arena, bool, count);
  state.path = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  state.held = WEIR_ARENA_ARRAY(arena, uint32_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    if (state.index[i] == 0) visit(&state, i);
  }
  if (graph->knot_count > 0) return false;
  count_levels(graph);
  build_forest(graph);
  set_landmarks(graph);
  return true;
}

// Breadth first against the edges, within one component, back to the start.
bool weir_event_graph_cycle(weir_event_graph_t* graph, uint32_t index,
                            uint32_t** out_events, uint32_t* out_count) {
  if (index >= graph->knot_count) return false;
  uint32_t start = graph->knots[index], count = graph->event_count;
  uint32_t* from = WEIR_ARENA_ARRAY(graph->arena, uint32_t, count);
  uint32_t* queue = WEIR_ARENA_ARRAY(graph->arena, uint32_t, count);
  memset(from, 0xff, count * sizeof(*from));
  uint32_t head = 0, tail = 0, last = WEIR_NO_EVENT;
  queue[tail++] = start;
  while (head < tail && last == WEIR_NO_EVENT) {
    uint32_t event = queue[head++];
    for (uint32_t i = graph->first[event]; i < graph->first[event + 1]; ++i) {
      uint32_t need = graph->needs[i];
      if (need == start) last = event;
      if (graph->component[need] != graph->component[start] || need == start ||
          from[need] != WEIR_NO_EVENT) {
        continue;
      }
      from[need] = event;
      queue[tail++] = need;
    }
  }
  uint32_t length = 1;
  for (uint32_t event = last; event != start; event = from[event]) ++length;
  uint32_t* events = WEIR_ARENA_ARRAY(graph->arena, uint32_t, length);
  uint32_t at = length;
  for (uint32_t event = last; at > 1; event = from[event]) {
    events[--at] = event;
  }
  events[0] = start;
  *out_events = events;
  *out_count = length;
  return true;
}

const uint32_t* weir_event_needs(const weir_event_graph_t* graph,
                                 uint32_t event, uint32_t* out_count) {
  *out_count = graph->first[event + 1] - graph->first[event];
  return &graph->needs[graph->first[event]];
}

const weir_op_t* weir_event_need_on(const weir_event_graph_t* graph,
                                    uint32_t event, uint32_t node) {
  for (uint32_t i = graph->first[event]; i < graph->first[event + 1]; ++i) {
    const weir_event_t* need = &graph->events[graph->needs[i]];
    if (need->op != NULL && need->node == node) return need->op;
  }
  return NULL;
}

// -- questions ----------------------------------------------------------------

uint32_t weir_event_rank(const weir_event_graph_t* graph, uint32_t event) {
  return event == WEIR_NO_EVENT ? 0 : graph->rank[event] + 1;
}

static bool is_above(const weir_event_graph_t* graph, uint32_t a, uint32_t b) {
  return graph->enter[a] <= graph->enter[b] &&
         graph->leave[b] <= graph->leave[a];
}

// Whether |before| is or comes before |after|, where one look tells.
static weir_landmarks_answer_t answer(const weir_event_graph_t* graph,
                                      uint32_t before, uint32_t after) {
  if (is_above(graph, before, after)) return WEIR_LANDMARKS_YES;
  if (graph->level[before] >= graph->level[after]) return WEIR_LANDMARKS_NO;
  return weir_landmarks_precedes(graph->landmarks, before, after);
}

bool weir_event_precedes(weir_event_graph_t* graph, uint32_t before,
                         uint32_t after) {
  if (before == WEIR_NO_EVENT || before == after) return true;
  if (after == WEIR_NO_EVENT) return false;
  weir_landmarks_answer_t known = answer(graph, before, after);
  if (known != WEIR_LANDMARKS_UNKNOWN) return known == WEIR_LANDMARKS_YES;
  uint32_t search = ++graph->search, depth = 0;
  graph->stack[depth++] = after;
  graph->seen[after] = search;
  while (depth > 0) {
    uint32_t event = graph->stack[--depth];
    for (uint32_t i = graph->first[event]; i < graph->first[event + 1]; ++i) {
      uint32_t need = graph->needs[i];
      if (graph->seen[need] == search) continue;
      graph->seen[need] = search;
      known = answer(graph, before, need);
      if (known == WEIR_LANDMARKS_YES) return true;
      if (known == WEIR_LANDMARKS_UNKNOWN) graph->stack[depth++] = need;
    }
  }
  return false;
}

// -- map ----------------------------------------------------------------------

typedef struct weir_event_slot_t {
  uint64_t a, b;
  uint32_t number;
  bool used;
} weir_event_slot_t;

static weir_event_slot_t* slot_of(const weir_event_map_t* map, uint64_t a,
                                  uint64_t b) {
  uint64_t hash = (a ^ (b << 17) ^ (b >> 29)) * 0x9e3779b97f4a7c15ull;
  hash ^= hash >> 32;
  uint32_t at = (uint32_t)hash & (map->capacity - 1);
  while (map->slots[at].used &&
         (map->slots[at].a != a || map->slots[at].b != b)) {
    at = (at + 1) & (map->capacity - 1);
  }
  return &map->slots[at];
}

uint32_t* weir_event_map_at(weir_event_map_t* map, uint64_t a, uint64_t b) {
  if ((map->count + 1) * 2 > map->capacity) {
    weir_event_map_t old = *map;
    map->capacity = old.capacity ? old.capacity * 2 : 64;
    map->slots = WEIR_ARENA_ARRAY(map->arena, weir_event_slot_t, map->capacity);
    for (uint32_t i = 0; i < old.capacity; ++i) {
      if (old.slots[i].used) {
        *slot_of(map, old.slots[i].a, old.slots[i].b) = old.slots[i];
      }
    }
  }
  weir_event_slot_t* slot = slot_of(map, a, b);
  if (!slot->used) {
    *slot = (weir_event_slot_t){a, b, 0, true};
    ++map->count;
  }
  return &slot->number;
}
