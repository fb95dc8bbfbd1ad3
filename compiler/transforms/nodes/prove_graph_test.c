#include "compiler/transforms/nodes/prove_graph.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "compiler/transforms/nodes/prove_landmarks.h"

static uint32_t random_below(uint64_t* state, uint32_t end) {
  *state = *state * 6364136223846793005ull + 1442695040888963407ull;
  return (uint32_t)((*state >> 33) % end);
}

// A graph whose events need up to |most| of the |reach| before them, and what
// comes before what, worked out pair by pair.
typedef struct sample_t {
  weir_arena_t arena;
  weir_event_graph_t* graph;
  uint32_t count;
  bool* precedes;  // [after * count + before]
} sample_t;

static void add_event(sample_t* sample, uint32_t event, uint32_t reach,
                      uint32_t most, uint64_t* state) {
  uint32_t count = sample->count;
  ck_assert_uint_eq(weir_event_add(sample->graph, NULL, 0), event);
  sample->precedes[event * count + event] = true;
  uint32_t need_count = random_below(state, most + 1);
  for (uint32_t i = 0; event > 0 && i < need_count; ++i) {
    uint32_t need =
        event - 1 - random_below(state, reach < event ? reach : event);
    weir_event_order(sample->graph, need, event);
    for (uint32_t before = 0; before <= need; ++before) {
      sample->precedes[event * count + before] |=
          sample->precedes[need * count + before];
    }
  }
}

static void make_sample(sample_t* sample, uint32_t count, uint32_t reach,
                        uint32_t most) {
  uint64_t state = count + reach + most;
  *sample = (sample_t){.count = count};
  sample->graph = weir_event_graph_create(&sample->arena);
  sample->precedes = calloc((size_t)count * count, sizeof(bool));
  ck_assert_ptr_nonnull(sample->precedes);
  for (uint32_t i = 0; i < count; ++i) {
    add_event(sample, i, reach, most, &state);
  }
  ck_assert(weir_event_graph_finish(sample->graph));
}

static void check_sample(uint32_t count, uint32_t reach, uint32_t most) {
  sample_t sample;
  make_sample(&sample, count, reach, most);
  uint32_t wrong = 0;
  for (uint32_t after = 0; after < count; ++after) {
    for (uint32_t before = 0; before < count; ++before) {
      wrong += weir_event_precedes(sample.graph, before, after) !=
               sample.precedes[after * count + before];
    }
  }
  ck_assert_msg(wrong == 0, "%u wrong of %u events, reach %u, most %u", wrong,
                count, reach, most);
  free(sample.precedes);
  weir_arena_deinit(&sample.arena);
}

START_TEST(graphs_of_any_shape_agree_with_their_closure) {
  check_sample(1, 1, 1);
  check_sample(40, 3, 2);
  check_sample(513, 1, 1);      // pieces of chains
  check_sample(1200, 8, 2);     // long ways
  check_sample(1200, 200, 2);   // wide
  check_sample(1200, 1200, 1);  // a forest
  check_sample(1200, 60, 6);    // dense
}
END_TEST

START_TEST(no_event_is_before_all) {
  weir_arena_t arena = {0};
  weir_event_graph_t* graph = weir_event_graph_create(&arena);
  uint32_t event = weir_event_add(graph, NULL, 0);
  ck_assert(weir_event_graph_finish(graph));
  ck_assert(weir_event_precedes(graph, WEIR_NO_EVENT, event));
  ck_assert(!weir_event_precedes(graph, event, WEIR_NO_EVENT));
  ck_assert(weir_event_precedes(graph, event, event));
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(a_cycle_is_found_and_nothing_else_is_asked) {
  weir_arena_t arena = {0};
  weir_event_graph_t* graph = weir_event_graph_create(&arena);
  uint32_t events[4];
  for (int i = 0; i < 4; ++i) events[i] = weir_event_add(graph, NULL, 0);
  weir_event_order(graph, events[0], events[1]);
  weir_event_order(graph, events[1], events[2]);
  weir_event_order(graph, events[2], events[1]);
  weir_event_order(graph, events[2], events[3]);
  ck_assert(!weir_event_graph_finish(graph));
  uint32_t* cycle;
  uint32_t length;
  ck_assert(weir_event_graph_cycle(graph, 0, &cycle, &length));
  ck_assert_uint_eq(length, 2);
  ck_assert(!weir_event_graph_cycle(graph, 1, &cycle, &length));
  weir_arena_deinit(&arena);
}
END_TEST

// Layers of |width| events that need two of the layer before, as programs on
// many devices are.
enum { WIDTH = 32, LAYERS = 60, COUNT = WIDTH * LAYERS };

typedef struct layers_t {
  weir_arena_t arena;
  uint32_t first[COUNT + 1], needs[2 * COUNT], order[COUNT];
  bool precedes[COUNT][COUNT];
} layers_t;

static void make_layers(layers_t* layers) {
  uint64_t state = 1;
  uint32_t edges = 0;
  for (uint32_t i = 0; i < COUNT; ++i) {
    layers->order[i] = i;
    layers->first[i] = edges;
    layers->precedes[i][i] = true;
    for (int need = 0; i >= WIDTH && need < 2; ++need) {
      uint32_t before = i / WIDTH * WIDTH - 1 - random_below(&state, WIDTH);
      layers->needs[edges++] = before;
      for (uint32_t j = 0; j <= before; ++j) {
        layers->precedes[i][j] |= layers->precedes[before][j];
      }
    }
  }
  layers->first[COUNT] = edges;
}

START_TEST(landmarks_are_never_wrong_and_seldom_silent) {
  layers_t* layers = calloc(1, sizeof(*layers));
  ck_assert_ptr_nonnull(layers);
  make_layers(layers);
  weir_landmarks_t* landmarks = weir_landmarks_create(
      &layers->arena, COUNT, layers->first, layers->needs, layers->order);
  uint32_t unknown = 0, wrong = 0;
  for (uint32_t after = 0; after < COUNT; ++after) {
    for (uint32_t before = 0; before < COUNT; ++before) {
      weir_landmarks_answer_t answer =
          weir_landmarks_precedes(landmarks, before, after);
      unknown += answer == WEIR_LANDMARKS_UNKNOWN;
      wrong += answer == (layers->precedes[after][before] ? WEIR_LANDMARKS_NO
                                                          : WEIR_LANDMARKS_YES);
    }
  }
  ck_assert_uint_eq(wrong, 0);
  ck_assert_uint_lt(unknown, COUNT * COUNT / 20);
  weir_arena_deinit(&layers->arena);
  free(layers);
}
END_TEST

// Chains side by side, of which one needs another now and then, longer than
// what an event knows landmarks of.
START_TEST(landmarks_are_never_wrong_in_long_programs) {
  enum { CHAINS = 8, LONG = CHAINS * 20000 };
  weir_arena_t arena = {0};
  uint32_t* first = WEIR_ARENA_ARRAY(&arena, uint32_t, LONG + 1);
  uint32_t* needs = WEIR_ARENA_ARRAY(&arena, uint32_t, 2 * LONG);
  uint32_t* order = WEIR_ARENA_ARRAY(&arena, uint32_t, LONG);
  uint64_t state = 1;
  uint32_t edges = 0, wrong = 0, known = 0;
  for (uint32_t i = 0; i < LONG; ++i) {
    order[i] = i;
    first[i] = edges;
    if (i < CHAINS) continue;
    needs[edges++] = i - CHAINS;
    if (random_below(&state, 500) > 0) continue;
    needs[edges++] = i / CHAINS * CHAINS - 1 - random_below(&state, CHAINS);
  }
  first[LONG] = edges;
  weir_landmarks_t* landmarks =
      weir_landmarks_create(&arena, LONG, first, needs, order);
  bool* precedes = WEIR_ARENA_ARRAY(&arena, bool, LONG);
  for (uint32_t after = LONG - 1; after > LONG / 20; after -= LONG / 20) {
    for (uint32_t i = 0; i < LONG; ++i) precedes[i] = i == after;
    for (uint32_t i = after + 1; i-- > 0;) {
      for (uint32_t n = first[i]; precedes[i] && n < first[i + 1]; ++n) {
        precedes[needs[n]] = true;
      }
    }
    for (uint32_t before = 0; before < LONG; ++before) {
      weir_landmarks_answer_t answer =
          weir_landmarks_precedes(landmarks, before, after);
      known += answer != WEIR_LANDMARKS_UNKNOWN;
      wrong +=
          answer == (precedes[before] ? WEIR_LANDMARKS_NO : WEIR_LANDMARKS_YES);
    }
  }
  ck_assert_uint_eq(wrong, 0);
  ck_assert_uint_gt(known, LONG * 9);  // of 19 times as many
  weir_arena_deinit(&arena);
}
END_TEST

START_TEST(few_events_are_all_landmarks) {
  enum { FEW = 200 };
  weir_arena_t arena = {0};
  uint32_t first[FEW + 1], needs[FEW], order[FEW];
  for (uint32_t i = 0; i < FEW; ++i) {  // a tree
    order[i] = i;
    first[i] = i > 0 ? i - 1 : 0;
    if (i > 0) needs[i - 1] = (i - 1) / 2;
  }
  first[FEW] = FEW - 1;
  weir_landmarks_t* landmarks =
      weir_landmarks_create(&arena, FEW, first, needs, order);
  uint32_t wrong = 0;
  for (uint32_t after = 0; after < FEW; ++after) {
    for (uint32_t before = 0; before < FEW; ++before) {
      uint32_t up = after;
      while (up > before) up = (up - 1) / 2;
      wrong += weir_landmarks_precedes(landmarks, before, after) !=
               (up == before ? WEIR_LANDMARKS_YES : WEIR_LANDMARKS_NO);
    }
  }
  ck_assert_uint_eq(wrong, 0);
  weir_arena_deinit(&arena);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("prove_graph");
  TCase* cases = tcase_create("prove_graph");
  tcase_add_test(cases, graphs_of_any_shape_agree_with_their_closure);
  tcase_add_test(cases, no_event_is_before_all);
  tcase_add_test(cases, a_cycle_is_found_and_nothing_else_is_asked);
  tcase_add_test(cases, landmarks_are_never_wrong_and_seldom_silent);
  tcase_add_test(cases, landmarks_are_never_wrong_in_long_programs);
  tcase_add_test(cases, few_events_are_all_landmarks);
  suite_add_tcase(suite, cases);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
