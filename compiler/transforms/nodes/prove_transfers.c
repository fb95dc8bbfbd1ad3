// Whether the nodes fit together: branches, transfers, progress.
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/nodes/prove.h"

const char* weir_prove_node_name(const weir_prove_unit_t* unit, int64_t node) {
  return node >= 0 && node < (int64_t)unit->node_count ? unit->nodes[node].name
                                                       : "unknown";
}

// -- branches -----------------------------------------------------------------

// One block of a function's shape; nodes run the same control flow if the
// shapes of their functions are the same.
typedef struct shape_t {
  const weir_name_t* parent;      // NULL: the function
  const weir_name_t* terminator;  // NULL where a function's entry block ends it
  weir_op_t* op;
  uint32_t targets[2];  // by number in the region, first and last
  uint32_t target_count;
} shape_t;

typedef struct shapes_t {
  weir_arena_t* arena;
  shape_t* shapes;
  uint32_t count, capacity;
} shapes_t;

static void add_shapes(shapes_t* shapes, weir_region_t* region,
                       const weir_name_t* parent) {
  uint32_t number = 0;
  WEIR_FOR_EACH_BLOCK(block, region) block->id = number++;
  WEIR_FOR_EACH_BLOCK(block, region) {
    weir_op_t* last = block->last;
    shape_t shape = {.parent = parent, .op = last};
    if (last != NULL && last->successor_count > 0) {
      shape.terminator = last->name;
      shape.target_count = last->successor_count;
      shape.targets[0] = last->successors[0]->id;
      shape.targets[1] = last->successors[last->successor_count - 1]->id;
    }
    if (parent != NULL || number > 1) {
      shapes->shapes =
          weir_prove_grow(shapes->arena, shapes->shapes, shapes->count,
                          &shapes->capacity, sizeof(shape_t));
      shapes->shapes[shapes->count++] = shape;
    }
    WEIR_FOR_EACH_OP(op, block) {
      if (op->region_count == 0 || weir_op_is(op, WEIR_STREAM_CMD_EXECUTE)) {
        continue;
      }
      for (uint32_t i = 0; i < op->region_count; ++i) {
        add_shapes(shapes, &op->regions[i], op->name);
      }
    }
  }
}

static bool same_shape(const shape_t* a, const shape_t* b) {
  return a->parent == b->parent && a->terminator == b->terminator &&
         a->target_count == b->target_count && a->targets[0] == b->targets[0] &&
         a->targets[1] == b->targets[1];
}

static shapes_t shapes_of(const weir_prove_unit_t* unit, uint32_t node) {
  shapes_t shapes = {.arena = unit->pass->scratch};
  for (uint32_t i = 0; i < unit->functions[node].count; ++i) {
    add_shapes(&shapes, weir_op_region(unit->functions[node].ops[i], 0), NULL);
  }
  return shapes;
}

bool weir_prove_branches(const weir_prove_unit_t* unit) {
  bool good = true;
  shapes_t first = shapes_of(unit, 0);
  for (uint32_t i = 1; i < unit->node_count; ++i) {
    if (unit->functions[i].count == 0) continue;
    shapes_t shapes = shapes_of(unit, i);
    uint32_t at = 0;
    while (at < first.count && at < shapes.count &&
           same_shape(&first.shapes[at], &shapes.shapes[at])) {
      ++at;
    }
    if (at == first.count && at == shapes.count) continue;
    const weir_op_t* op =
        at < shapes.count ? shapes.shapes[at].op : unit->functions[i].ops[0];
    weir_op_error(op, "on node %s does not branch as the program of node %s",
                  weir_prove_node_name(unit, i), weir_prove_node_name(unit, 0));
    if (at < first.count && first.shapes[at].op != NULL) {
      weir_note(op->context, first.shapes[at].op->location,
                "'%s' stands here on node %s", first.shapes[at].op->name->data,
                weir_prove_node_name(unit, 0));
    }
    good = false;
  }
  return good;
}

// -- transfers ----------------------------------------------------------------

static int compare_ends(const void* left, const void* right) {
  const weir_prove_end_t* a = left;
  const weir_prove_end_t* b = right;
  if (a->transfer != b->transfer) return a->transfer < b->transfer ? -1 : 1;
  if (a->from != b->from) return a->from < b->from ? -1 : 1;
  if (a->to != b->to) return a->to < b->to ? -1 : 1;
  if (a->block != b->block) return a->block < b->block ? -1 : 1;
  return (int)b->is_send - (int)a->is_send;
}

static bool same_transfer(const weir_prove_end_t* a,
                          const weir_prove_end_t* b) {
  return a->transfer == b->transfer && a->from == b->from && a->to == b->to &&
         a->block == b->block;
}

// Ends of the same number that do not fit, to show what went wrong.
static void note_others(const weir_prove_unit_t* unit, uint32_t at) {
  const weir_prove_end_t* end = &unit->ends[at];
  for (uint32_t i = 0; i < unit->end_count; ++i) {
    const weir_prove_end_t* other = &unit->ends[i];
    if (other->transfer != end->transfer || same_transfer(other, end)) continue;
    weir_note(end->op->context, other->op->location,
              "a %s of transfer %" PRId64 " from node %s to node %s is here%s",
              other->is_send ? "send" : "receive", other->transfer,
              weir_prove_node_name(unit, other->from),
              weir_prove_node_name(unit, other->to),
              other->block != end->block ? ", in another block" : "");
  }
}

static bool check_end_alone(weir_prove_unit_t* unit,
                            const weir_prove_end_t* end) {
  const char* what = end->is_send ? "send" : "receive";
  bool is_node = end->from >= 0 && end->to >= 0 &&
                 end->from < (int64_t)unit->node_count &&
                 end->to < (int64_t)unit->node_count;
  if (end->transfer >= 0 && is_node) return true;
  if (!weir_prove_is_new(unit, end->op, NULL)) return false;
  if (end->transfer < 0) {
    return weir_op_error(end->op,
                         "is a %s without a transfer number, so its other end "
                         "cannot be found",
                         what);
  }
  return weir_op_error(end->op, "is a %s whose peer is no node of the plan",
                       what);
}

static bool check_transfer(weir_prove_unit_t* unit, uint32_t first,
                           uint32_t last) {
  const weir_prove_end_t *send = NULL, *receive = NULL;
  bool good = true;
  for (uint32_t i = first; i < last; ++i) {
    const weir_prove_end_t* end = &unit->ends[i];
    const weir_prove_end_t** role = end->is_send ? &send : &receive;
    if (*role != NULL && !weir_prove_is_new(unit, end->op, (*role)->op)) {
      good = false;
    } else if (*role != NULL) {
      good = weir_op_error(end->op, "is a second %s of transfer %" PRId64,
                           end->is_send ? "send" : "receive", end->transfer);
      weir_note(end->op->context, (*role)->op->location, "the first is here");
    }
    *role = end;
  }
  if (send == NULL || receive == NULL) {
    const weir_prove_end_t* end = send != NULL ? send : receive;
    if (!weir_prove_is_new(unit, end->op, NULL)) return false;
    weir_op_error(
        end->op, "%s transfer %" PRId64 " %s node %s, where no %s matches",
        send != NULL ? "sends" : "receives", end->transfer,
        send != NULL ? "to" : "from",
        weir_prove_node_name(unit, send != NULL ? end->to : end->from),
        send != NULL ? "receive" : "send");
    note_others(unit, first);
    return false;
  }
  if (send->bytes >= 0 && receive->bytes >= 0 &&
      send->bytes != receive->bytes) {
    if (!weir_prove_is_new(unit, receive->op, send->op)) return false;
    weir_op_error(receive->op,
                  "receives %" PRId64 " bytes as transfer %" PRId64
                  " but %" PRId64 " are sent",
                  receive->bytes, receive->transfer, send->bytes);
    weir_note(send->op->context, send->op->location, "the send is here");
    return false;
  }
  return good;
}

bool weir_prove_transfers(weir_prove_unit_t* unit) {
  bool good = true;
  for (uint32_t i = 0; i < unit->end_count; ++i) {
    if (unit->node_count < 2 && unit->ends[i].transfer < 0) continue;
    good &= check_end_alone(unit, &unit->ends[i]);
  }
  if (!good || unit->end_count == 0) return good;
  qsort(unit->ends, unit->end_count, sizeof(*unit->ends), compare_ends);
  for (uint32_t i = 0, next; i < unit->end_count; i = next) {
    for (next = i + 1; next < unit->end_count &&
                       same_transfer(&unit->ends[i], &unit->ends[next]);) {
      ++next;
    }
    if (unit->ends[i].transfer < 0) continue;
    good &= check_transfer(unit, i, next);
  }
  return good;
}

// -- progress -----------------------------------------------------------------

enum { MAX_NOTES = 32 };

static void report_cycle(const weir_prove_unit_t* unit, const uint32_t* events,
                         uint32_t count) {
  uint32_t start = 0;
  while (start < count &&
         weir_event_get(unit->graph, events[start])->op == NULL) {
    ++start;
  }
  if (start == count) return;
  const weir_event_t* first = weir_event_get(unit->graph, events[start]);
  weir_op_error(first->op,
                "can never run on node %s: what it waits for waits for it",
                weir_prove_node_name(unit, first->node));
  uint32_t notes = 0, node = first->node;
  const weir_op_t* last = first->op;
  for (uint32_t i = 1; i <= count && notes < MAX_NOTES; ++i) {
    uint32_t number = events[(start + i) % count];
    const weir_event_t* event = weir_event_get(unit->graph, number);
    // What several nodes share is known by the op of the one that waits.
    const weir_op_t* op = event->op != NULL
                              ? event->op
                              : weir_event_need_on(unit->graph, number, node);
    if (event->op != NULL) node = event->node;
    if (op == NULL || op == last) continue;
    weir_note(op->context, op->location, "which waits for '%s' on node %s",
              op->name->data, weir_prove_node_name(unit, node));
    last = op;
    ++notes;
  }
}

bool weir_prove_progress(weir_prove_unit_t* unit) {
  if (weir_event_graph_finish(unit->graph)) return true;
  uint32_t* events;
  uint32_t count;
  for (uint32_t i = 0; weir_event_graph_cycle(unit->graph, i, &events, &count);
       ++i) {
    report_cycle(unit, events, count);
  }
  return false;
}
