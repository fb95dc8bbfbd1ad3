// Collectives against what their definition says, computed here member by
// member.
#include <stdlib.h>
#include <string.h>

#include "tests/cts/transport/cts.h"

enum { MAX_MEMBERS = 7 };

// Members of a group of |count|: over all nodes, several on some.
static weir_group_t* create_group(cts_t* cts, uint32_t channel,
                                  uint32_t count) {
  uint32_t nodes[MAX_MEMBERS];
  for (uint32_t i = 0; i < count; ++i)
    nodes[i] = (i * 3 + channel) % NODE_COUNT;
  weir_group_t* group = NULL;
  EXPECT_OK(weir_group_create(cts->transport, channel, count, nodes, &group));
  return group;
}

static bool is_local_member(cts_t* cts, weir_group_t* group, uint32_t member) {
  return cts_is_local(cts, weir_group_member_node(group, member));
}

// Values that are small, exact in every type, and show the order of operations
// in floats all the same, through the fractions.
static void fill_values(void* data, weir_element_type_t type, uint64_t count,
                        uint32_t member) {
  for (uint64_t i = 0; i < count; ++i) {
    uint32_t state = (uint32_t)(i * 97 + member * 1013 + 7);
    uint32_t value = cts_random(&state) % 23;
    float fraction = (float)value / 7.0f - 1.3f;
    switch (type) {
      case WEIR_ELEMENT_F16:
        ((uint16_t*)data)[i] = weir_f32_to_f16(fraction);
        break;
      case WEIR_ELEMENT_BF16:
        ((uint16_t*)data)[i] = weir_f32_to_bf16(fraction);
        break;
      case WEIR_ELEMENT_F32:
        ((float*)data)[i] = fraction;
        break;
      case WEIR_ELEMENT_F64:
        ((double*)data)[i] = fraction;
        break;
      default: {
        uint64_t word = (uint64_t)value - 11;
        size_t size = weir_element_bytes(type);
        memcpy((uint8_t*)data + i * size, &word, size);
        break;
      }
    }
  }
}

typedef struct shape_t {
  uint64_t send_count;
  uint64_t receive_count;
} shape_t;

static shape_t shape_of(const weir_collective_t* c, uint32_t members,
                        uint32_t member) {
  shape_t shape = {c->count, c->count};
  switch (c->kind) {
    case WEIR_COLLECTIVE_ALL_GATHER:
      shape.receive_count *= members;
      break;
    case WEIR_COLLECTIVE_REDUCE_SCATTER:
      shape.send_count *= members;
      break;
    case WEIR_COLLECTIVE_REDUCE:
      if (member != c->root) shape.receive_count = 0;
      break;
    case WEIR_COLLECTIVE_BROADCAST:
      if (member != c->root) shape.send_count = 0;
      break;
    default:
      break;
  }
  return shape;
}

// What |member| has to receive when member i sends inputs[i].
static void compute_expected(const weir_collective_t* c, uint32_t members,
                             uint32_t member, uint8_t* const* inputs,
                             uint8_t* expected) {
  size_t size = weir_element_bytes(c->element_type);
  size_t bytes = c->count * size;
  const void* sources[MAX_MEMBERS];
  switch (c->kind) {
    case WEIR_COLLECTIVE_ALL_GATHER:
      for (uint32_t i = 0; i < members; ++i) {
        memcpy(expected + i * bytes, inputs[i], bytes);
      }
      break;
    case WEIR_COLLECTIVE_ALL_TO_ALL:
      for (uint32_t i = 0; i < members; ++i) {
        size_t part = bytes / members;
        memcpy(expected + i * part, inputs[i] + member * part, part);
      }
      break;
    case WEIR_COLLECTIVE_BROADCAST:
      memcpy(expected, inputs[c->root], bytes);
      break;
    case WEIR_COLLECTIVE_SEND_RECV:
      memcpy(expected, inputs[(member + members - 1) % members], bytes);
      break;
    default:
      for (uint32_t i = 0; i < members; ++i) {
        bool is_cut = c->kind == WEIR_COLLECTIVE_REDUCE_SCATTER;
        sources[i] = inputs[i] + (is_cut ? member * bytes : 0);
      }
      weir_reduce(c->reduction, c->element_type, sources, members, c->count,
                  expected);
      break;
  }
}

static void run_collective(cts_t* cts, weir_group_t* group,
                           weir_collective_t c) {
  uint32_t members = weir_group_member_count(group);
  size_t size = weir_element_bytes(c.element_type);
  size_t most = (c.count * members + 1) * size;
  uint8_t* inputs[MAX_MEMBERS];
  uint8_t* results[MAX_MEMBERS];
  uint8_t* expected = cts_alloc(most);
  c.done = cts_collective_done;
  c.user = cts;
  for (uint32_t i = 0; i < members; ++i) {
    inputs[i] = cts_alloc(most);
    results[i] = cts_alloc(most);
    fill_values(inputs[i], c.element_type, shape_of(&c, members, i).send_count,
                i);
    if (!is_local_member(cts, group, i)) continue;
    c.send = inputs[i];
    c.receive = results[i];
    c.send_to = (i + 1) % members;
    c.receive_from = (i + members - 1) % members;
    atomic_fetch_add(&cts->pending, 1);
    EXPECT_OK(weir_group_post(group, i, &c));
  }
  cts_wait_ok(cts);
  for (uint32_t i = 0; i < members; ++i) {
    if (is_local_member(cts, group, i)) {
      uint64_t count = shape_of(&c, members, i).receive_count;
      compute_expected(&c, members, i, inputs, expected);
      if (memcmp(expected, results[i], count * size) != 0) {
        fprintf(
            stderr, "%s %s %s, %u members, count %u, member %u\n",
            weir_collective_kind_name(c.kind), weir_reduction_name(c.reduction),
            weir_element_name(c.element_type), members, (unsigned)c.count, i);
        EXPECT(!"the result is not what the definition says");
      }
    }
    free(results[i]);
  }
  for (uint32_t i = 0; i < members; ++i) free(inputs[i]);
  free(expected);
}

static const weir_element_type_t types[] = {
    WEIR_ELEMENT_SI8, WEIR_ELEMENT_SI16, WEIR_ELEMENT_I32,  WEIR_ELEMENT_SI64,
    WEIR_ELEMENT_UI8, WEIR_ELEMENT_UI16, WEIR_ELEMENT_UI32, WEIR_ELEMENT_UI64,
    WEIR_ELEMENT_F16, WEIR_ELEMENT_BF16, WEIR_ELEMENT_F32,  WEIR_ELEMENT_F64};

static void test_reductions(cts_t* cts) {
  static const weir_collective_kind_t kinds[] = {WEIR_COLLECTIVE_ALL_REDUCE,
                                                 WEIR_COLLECTIVE_REDUCE_SCATTER,
                                                 WEIR_COLLECTIVE_REDUCE};
  cts_set_nodes(cts, NULL);
  weir_group_t* group = create_group(cts, 1, 3);
  for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); ++t) {
    for (int r = WEIR_REDUCTION_SUM; r <= WEIR_REDUCTION_AVERAGE; ++r) {
      for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); ++k) {
        run_collective(cts, group,
                       (weir_collective_t){.kind = kinds[k],
                                           .reduction = (weir_reduction_t)r,
                                           .element_type = types[t],
                                           .count = 37,
                                           .root = 2});
      }
    }
  }
  weir_group_release(group);
}

// All kinds over group sizes and counts: fewer elements than members, none,
// over the border between the two ways to reduce.
static void test_kinds(cts_t* cts) {
  static const uint64_t counts[] = {0, 1, 3, 60, 1030, 9001};
  cts_set_nodes(cts, NULL);
  for (uint32_t members = 1; members <= MAX_MEMBERS; ++members) {
    weir_group_t* group = create_group(cts, members, members);
    for (size_t n = 0; n < sizeof(counts) / sizeof(counts[0]); ++n) {
      for (int kind = 0; kind < WEIR_COLLECTIVE_KIND_COUNT; ++kind) {
        if (kind == WEIR_COLLECTIVE_SEND || kind == WEIR_COLLECTIVE_RECV) {
          continue;
        }
        uint64_t count = counts[n];
        if (kind == WEIR_COLLECTIVE_ALL_TO_ALL) count *= members;
        run_collective(cts, group,
                       (weir_collective_t){.kind = (weir_collective_kind_t)kind,
                                           .reduction = WEIR_REDUCTION_SUM,
                                           .element_type = WEIR_ELEMENT_F32,
                                           .count = count,
                                           .root = members / 2});
      }
    }
    weir_group_release(group);
  }
}

// Results in the memory of the inputs, where that is allowed.
static void test_in_place(cts_t* cts) {
  enum { MEMBERS = 4, COUNT = 3000 };
  cts_set_nodes(cts, NULL);
  weir_group_t* group = create_group(cts, 2, MEMBERS);
  float* data[MEMBERS];
  float* inputs[MEMBERS];
  const void* sources[MEMBERS];
  for (uint32_t i = 0; i < MEMBERS; ++i) {
    data[i] = cts_alloc(COUNT * sizeof(float));
    inputs[i] = cts_alloc(COUNT * sizeof(float));
    fill_values(data[i], WEIR_ELEMENT_F32, COUNT, i);
    memcpy(inputs[i], data[i], COUNT * sizeof(float));
    sources[i] = inputs[i];
    if (!is_local_member(cts, group, i)) continue;
    weir_collective_t c = {.kind = WEIR_COLLECTIVE_ALL_REDUCE,
                           .reduction = WEIR_REDUCTION_SUM,
                           .element_type = WEIR_ELEMENT_F32,
                           .count = COUNT,
                           .send = data[i],
                           .receive = data[i],
                           .done = cts_collective_done,
                           .user = cts};
    atomic_fetch_add(&cts->pending, 1);
    EXPECT_OK(weir_group_post(group, i, &c));
  }
  cts_wait_ok(cts);
  float* expected = cts_alloc(COUNT * sizeof(float));
  weir_reduce(WEIR_REDUCTION_SUM, WEIR_ELEMENT_F32, sources, MEMBERS, COUNT,
              expected);
  for (uint32_t i = 0; i < MEMBERS; ++i) {
    if (is_local_member(cts, group, i)) {
      EXPECT(memcmp(expected, data[i], COUNT * sizeof(float)) == 0);
    }
    free(data[i]);
    free(inputs[i]);
  }
  free(expected);
  weir_group_release(group);
}

// Many under way on two channels; both members of a pair send and receive.
static void test_in_flight(cts_t* cts) {
  enum { MEMBERS = 5, ROUNDS = 60 };
  cts_set_nodes(cts, NULL);
  weir_group_t* groups[2] = {create_group(cts, 10, MEMBERS),
                             create_group(cts, 11, MEMBERS)};
  int64_t(*results)[2][MEMBERS][MEMBERS] = cts_alloc(ROUNDS * sizeof(*results));
  int64_t(*inputs)[2][MEMBERS] = cts_alloc(ROUNDS * sizeof(*inputs));
  for (uint32_t round = 0; round < ROUNDS; ++round) {
    for (uint32_t g = 0; g < 2; ++g) {
      for (uint32_t i = 0; i < MEMBERS; ++i) {
        if (!is_local_member(cts, groups[g], i)) continue;
        inputs[round][g][i] = round * 100 + g * 10 + i;
        weir_collective_t c = {.kind = (round + g) % 2
                                           ? WEIR_COLLECTIVE_ALL_GATHER
                                           : WEIR_COLLECTIVE_BROADCAST,
                               .element_type = WEIR_ELEMENT_I64,
                               .count = 1,
                               .root = round % MEMBERS,
                               .send = &inputs[round][g][i],
                               .receive = results[round][g][i],
                               .done = cts_collective_done,
                               .user = cts};
        atomic_fetch_add(&cts->pending, 1);
        EXPECT_OK(weir_group_post(groups[g], i, &c));
      }
    }
  }
  cts_wait_ok(cts);
  for (uint32_t round = 0; round < ROUNDS; ++round) {
    for (uint32_t g = 0; g < 2; ++g) {
      for (uint32_t i = 0; i < MEMBERS; ++i) {
        if (!is_local_member(cts, groups[g], i)) continue;
        const int64_t* result = results[round][g][i];
        int64_t base = round * 100 + g * 10;
        if ((round + g) % 2 == 0) {
          EXPECT(result[0] == base + round % MEMBERS);
          continue;
        }
        for (uint32_t k = 0; k < MEMBERS; ++k) EXPECT(result[k] == base + k);
      }
    }
  }
  for (uint32_t g = 0; g < 2; ++g) {
    uint64_t members = 0;
    for (uint32_t i = 0; i < MEMBERS; ++i) {
      members += is_local_member(cts, groups[g], i);
    }
    EXPECT(weir_group_collective_count(groups[g]) == members * ROUNDS);
  }
  for (uint32_t g = 0; g < 2; ++g) weir_group_release(groups[g]);
  free(results);
  free(inputs);
}

// SEND and RECV between two members, in order, and SEND_RECV with nobody to
// receive from.
static void test_pairs(cts_t* cts) {
  enum { COUNT = 20, MEMBERS = 3 };
  cts_set_nodes(cts, NULL);
  weir_group_t* group = create_group(cts, 4, MEMBERS);
  int32_t out[COUNT];
  int32_t in[COUNT];
  weir_collective_t c = {.element_type = WEIR_ELEMENT_SI32,
                         .count = 1,
                         .done = cts_collective_done,
                         .user = cts};
  for (int i = 0; i < COUNT; ++i) {
    out[i] = i * 7;
    if (is_local_member(cts, group, 2)) {
      c.kind = WEIR_COLLECTIVE_SEND;
      c.send_to = 0;
      c.send = &out[i];
      atomic_fetch_add(&cts->pending, 1);
      EXPECT_OK(weir_group_post(group, 2, &c));
    }
    if (is_local_member(cts, group, 0)) {
      c.kind = WEIR_COLLECTIVE_RECV;
      c.receive_from = 2;
      c.receive = &in[i];
      atomic_fetch_add(&cts->pending, 1);
      EXPECT_OK(weir_group_post(group, 0, &c));
    }
  }
  cts_wait_ok(cts);
  for (int i = 0; is_local_member(cts, group, 0) && i < COUNT; ++i) {
    EXPECT(in[i] == i * 7);
  }
  // A shift along the members: the first receives zeros, the last sends none.
  int32_t shifted[MEMBERS];
  c.kind = WEIR_COLLECTIVE_SEND_RECV;
  for (uint32_t i = 0; i < MEMBERS; ++i) {
    if (!is_local_member(cts, group, i)) continue;
    out[i] = (int32_t)i + 50;
    shifted[i] = -1;
    c.send = &out[i];
    c.receive = &shifted[i];
    c.send_to = i + 1 < MEMBERS ? i + 1 : WEIR_MEMBER_NONE;
    c.receive_from = i > 0 ? i - 1 : WEIR_MEMBER_NONE;
    atomic_fetch_add(&cts->pending, 1);
    EXPECT_OK(weir_group_post(group, i, &c));
  }
  cts_wait_ok(cts);
  for (uint32_t i = 0; i < MEMBERS; ++i) {
    if (!is_local_member(cts, group, i)) continue;
    EXPECT(shifted[i] == (i ? (int32_t)i + 49 : 0));
  }
  weir_group_release(group);
}

static void test_collective_arguments(cts_t* cts) {
  cts_set_nodes(cts, NULL);
  weir_group_t* group = NULL;
  uint32_t nodes[2] = {0, NODE_COUNT};
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "member 1",
                weir_group_create(cts->transport, 0, 2, nodes, &group));
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "0 members",
                weir_group_create(cts->transport, 0, 0, nodes, &group));
  EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "maximum",
                weir_group_create(cts->transport, WEIR_TAG_MAX_CHANNEL + 1, 1,
                                  nodes, &group));
  group = create_group(cts, 3, 4);
  for (uint32_t i = 0; i < 4; ++i) {
    weir_collective_t c = {.kind = WEIR_COLLECTIVE_ALL_REDUCE,
                           .element_type = WEIR_ELEMENT_F32,
                           .count = 1};
    if (!is_local_member(cts, group, i)) {
      EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "not on this rank",
                    weir_group_post(group, i, &c));
      continue;
    }
    EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "no reduction",
                  weir_group_post(group, i, &c));
    c.reduction = WEIR_REDUCTION_SUM;
    c.element_type = WEIR_ELEMENT_BOOL8;
    EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "i1",
                  weir_group_post(group, i, &c));
    c.element_type = WEIR_ELEMENT_I4;
    EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "i4",
                  weir_group_post(group, i, &c));
    c.element_type = WEIR_ELEMENT_F32;
    c.count = UINT64_MAX / 4;
    EXPECT_STATUS(WEIR_CODE_OUT_OF_RANGE, "too large",
                  weir_group_post(group, i, &c));
    c.kind = WEIR_COLLECTIVE_ALL_TO_ALL;
    c.count = 5;
    EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "multiple",
                  weir_group_post(group, i, &c));
    c.kind = WEIR_COLLECTIVE_REDUCE;
    c.root = 4;
    EXPECT_STATUS(WEIR_CODE_INVALID_ARGUMENT, "root 4",
                  weir_group_post(group, i, &c));
  }
  weir_group_release(group);
}

const cts_case_t cts_collective_cases[] = {
    {"reductions", test_reductions},
    {"kinds", test_kinds},
    {"in_place", test_in_place},
    {"in_flight", test_in_flight},
    {"pairs", test_pairs},
    {"collective_arguments", test_collective_arguments},
    {0},
};
