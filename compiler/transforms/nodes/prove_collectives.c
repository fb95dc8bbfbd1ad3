// Whether all nodes come to the collectives of a channel, and to calls, in one
// order.
#include "compiler/dialects/stream.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/nodes/prove.h"

typedef struct member_t {
  const void* group;
  const weir_op_t* member;
  uint32_t node;
  const weir_prove_meeting_t** meetings;
  uint32_t count, capacity;
} member_t;

static int64_t element_count(const weir_op_t* op) {
  int64_t count;
  const weir_value_t* value =
      weir_op_operand(op, WEIR_STREAM_CMD_COLLECTIVE_ELEMENT_COUNT);
  return weir_value_is_constant_int(value, &count) ? count : -1;
}

static bool same_meeting(const weir_prove_meeting_t* a,
                         const weir_prove_meeting_t* b) {
  if (a->block != b->block || weir_op_id(a->op) != weir_op_id(b->op)) {
    return false;
  }
  if (!weir_op_is(a->op, WEIR_STREAM_CMD_COLLECTIVE)) return true;
  if (weir_op_attr(a->op, "op") != weir_op_attr(b->op, "op")) return false;
  int64_t left = element_count(a->op), right = element_count(b->op);
  return left < 0 || right < 0 || left == right;
}

static bool compare_members(weir_prove_unit_t* unit, const member_t* a,
                            const member_t* b) {
  uint32_t at = 0;
  while (at < a->count && at < b->count &&
         same_meeting(a->meetings[at], b->meetings[at])) {
    ++at;
  }
  if (at == a->count && at == b->count) return true;
  const member_t* has = at < b->count ? b : a;
  const member_t* other = has == b ? a : b;
  const weir_op_t* op = has->meetings[at]->op;
  if (!weir_prove_is_new(unit, op, NULL)) return false;
  weir_op_error(op,
                "is number %u of its channel on node %s but another or none "
                "comes then on node %s",
                at + 1, weir_prove_node_name(unit, has->node),
                weir_prove_node_name(unit, other->node));
  if (at < other->count) {
    weir_note(op->context, other->meetings[at]->op->location,
              "number %u on node %s is here", at + 1,
              weir_prove_node_name(unit, other->node));
  }
  return false;
}

typedef struct members_t {
  member_t* members;
  uint32_t count, capacity;
} members_t;

// What each member of each channel does, in the order of its program.
static members_t find_members(weir_prove_unit_t* unit) {
  weir_arena_t* arena = unit->pass->scratch;
  members_t all = {0};
  weir_event_map_t by_key = {.arena = arena};
  for (uint32_t i = 0; i < unit->meeting_count; ++i) {
    const weir_prove_meeting_t* meeting = &unit->meetings[i];
    uint32_t* number =
        weir_event_map_at(&by_key, (uint64_t)(uintptr_t)meeting->group,
                          (uint64_t)(uintptr_t)meeting->member);
    if (*number == 0) {
      all.members = weir_prove_grow(arena, all.members, all.count,
                                    &all.capacity, sizeof(member_t));
      all.members[all.count++] = (member_t){.group = meeting->group,
                                            .member = meeting->member,
                                            .node = meeting->node};
      *number = all.count;
    }
    member_t* member = &all.members[*number - 1];
    member->meetings =
        weir_prove_grow(arena, member->meetings, member->count,
                        &member->capacity, sizeof(*member->meetings));
    member->meetings[member->count++] = meeting;
  }
  return all;
}

static bool has_member(const members_t* all, const void* group, uint32_t node) {
  for (uint32_t i = 0; i < all->count; ++i) {
    if (all->members[i].group == group && all->members[i].node == node) {
      return true;
    }
  }
  return false;
}

// All nodes are members of a channel, also those that do nothing with it.
static bool check_absent(weir_prove_unit_t* unit, const members_t* all,
                         const member_t* first) {
  bool good = true;
  if (first->meetings[0]->start == WEIR_NO_EVENT) return good;
  for (uint32_t i = 0; i < unit->node_count; ++i) {
    if (has_member(all, first->group, i)) continue;
    member_t absent = {.group = first->group, .node = i};
    good &= compare_members(unit, first, &absent);
  }
  return good;
}

bool weir_prove_meetings(weir_prove_unit_t* unit) {
  members_t all = find_members(unit);
  bool good = true;
  weir_event_map_t first = {.arena = unit->pass->scratch};
  for (uint32_t i = 0; i < all.count; ++i) {
    member_t* member = &all.members[i];
    uint32_t* number =
        weir_event_map_at(&first, (uint64_t)(uintptr_t)member->group, 0);
    if (*number == 0) {
      *number = i + 1;
      good &= check_absent(unit, &all, member);
    } else {
      good &= compare_members(unit, &all.members[*number - 1], member);
    }
  }
  return good;
}

// Within a region they start in the order of its text. What leads from one
// block to another is not seen.
static bool starts_behind(weir_prove_unit_t* unit,
                          const weir_prove_meeting_t* before,
                          const weir_prove_meeting_t* after) {
  return after->start == WEIR_NO_EVENT || before->block != after->block ||
         before->anchor == after->anchor ||
         weir_event_precedes(unit->graph, before->end, after->start);
}

bool weir_prove_order(weir_prove_unit_t* unit) {
  members_t all = find_members(unit);
  bool good = true;
  for (uint32_t i = 0; i < all.count && unit->node_count > 1; ++i) {
    const member_t* member = &all.members[i];
    for (uint32_t j = 1; j < member->count; ++j) {
      const weir_prove_meeting_t* before = member->meetings[j - 1];
      const weir_prove_meeting_t* after = member->meetings[j];
      if (starts_behind(unit, before, after)) continue;
      good = false;
      if (!weir_prove_is_new(unit, after->op, before->op)) continue;
      weir_op_error(after->op,
                    "may start before another collective of its channel on "
                    "node %s: no timepoint orders the two",
                    weir_prove_node_name(unit, member->node));
      weir_note(after->op->context, before->op->location, "the other is here");
    }
  }
  return good;
}
