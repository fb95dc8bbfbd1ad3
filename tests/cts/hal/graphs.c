// Order inside and among submissions.
#include <stdlib.h>

#include "engine/base/threads.h"
#include "tests/cts/hal/device_cts.h"

static void run(weir_command_list_t* list, weir_buffer_t* buffer) {
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(
      cts.queue, NULL, fence,
      &(weir_submission_t){
          .list = list, .bindings = &bound, .binding_count = 1}));
  cts_wait(fence);
}

START_TEST(chain) {
  // x = x * 3 + 1, a hundred times: any other order gives another number.
  weir_buffer_t* buffer = cts_buffer(4);
  weir_command_list_t* list = cts_list(1, 0);
  weir_slot_range_t bindings[2] = {cts_range(0, 0, 4), cts_range(0, 0, 4)};
  weir_command_t last = UINT32_MAX;
  uint32_t expected = 0;
  for (uint32_t i = 0; i < 100; ++i) {
    uint32_t constants[2] = {3, i};
    last = cts_dispatch(list, last, CTS_AFFINE, 1, bindings, constants);
    expected = expected * 3 + i;
  }
  cts_ok(weir_command_list_finish(list));
  for (int i = 0; i < 10; ++i) {
    *(uint32_t*)weir_buffer_data(buffer) = 0;
    run(list, buffer);
    ck_assert_uint_eq(*(uint32_t*)weir_buffer_data(buffer), expected);
  }
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(random_graphs) {
  // Each command reads one word and writes its own: the result is fixed by the
  // dependences alone, whatever runs at once.
  enum { COMMANDS = 200 };
  uint64_t seed = 7 + (uint64_t)_i;
  weir_buffer_t* buffer = cts_buffer(4 * COMMANDS);
  uint32_t expected[COMMANDS];
  weir_command_list_t* list = cts_list(1, 0);
  for (uint32_t i = 0; i < COMMANDS; ++i) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    uint32_t from = i == 0 ? 0 : (uint32_t)(seed >> 33) % i;
    weir_slot_range_t bindings[2] = {cts_range(0, 4 * from, 4),
                                     cts_range(0, 4 * i, 4)};
    uint32_t constants[2] = {5, i};
    cts_dispatch(list, i == 0 ? UINT32_MAX : from, CTS_AFFINE, 1, bindings,
                 constants);
    expected[i] = (i == 0 ? 0 : expected[from]) * 5 + i;
  }
  cts_ok(weir_command_list_finish(list));
  for (int round = 0; round < 5; ++round) {
    cts_ok(weir_buffer_fill(buffer, 0, WEIR_WHOLE_LENGTH, 0, 1));
    run(list, buffer);
    const uint32_t* words = weir_buffer_data(buffer);
    for (uint32_t i = 0; i < COMMANDS; ++i) {
      ck_assert_uint_eq(words[i], expected[i]);
    }
  }
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(wide_and_joined) {
  weir_buffer_t* buffer = cts_buffer(8);
  weir_command_list_t* list = cts_list(1, 0);
  weir_slot_range_t binding = cts_range(0, 0, 4);
  weir_command_t all[64];
  for (int i = 0; i < 64; ++i) {
    all[i] = cts_dispatch(list, UINT32_MAX, CTS_COUNT, 17, &binding, NULL);
  }
  weir_command_t join;
  cts_ok(weir_command_list_join(list, all, 64, &join));
  cts_ok(weir_command_list_copy(list, &join, 1, cts_range(0, 0, 4),
                                cts_range(0, 4, 4), NULL));
  cts_ok(weir_command_list_finish(list));
  for (uint32_t round = 1; round <= 20; ++round) {
    run(list, buffer);
    ck_assert_uint_eq(((uint32_t*)weir_buffer_data(buffer))[1],
                      round * 64 * 17);
  }
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(many_in_flight) {
  // More submissions of one list than it was made for, in a chain of values of
  // one timeline.
  enum { SUBMISSIONS = 50 };
  weir_buffer_t* buffer = cts_buffer(4);
  weir_command_list_t* list = cts_list(1, 1);
  weir_slot_range_t bindings[2] = {cts_range(0, 0, 4), cts_range(0, 0, 4)};
  weir_scalar_t constants[2] = {weir_immediate(3), weir_parameter(0)};
  weir_dispatch_command_t dispatch = {
      .executable = cts.executable,
      .entry = CTS_AFFINE,
      .workgroup_count = {weir_immediate(1), weir_immediate(1),
                          weir_immediate(1)},
      .constants = constants,
      .constant_count = 2,
      .bindings = bindings,
      .binding_count = 2,
  };
  cts_ok(weir_command_list_dispatch(list, NULL, 0, &dispatch, NULL));
  cts_ok(weir_command_list_finish(list));
  weir_semaphore_t* timeline;
  cts_ok(weir_semaphore_create(cts.allocator, 0, &timeline));
  uint32_t expected = 0;
  // Submitted last to first: order comes from the fences.
  for (uint32_t i = SUBMISSIONS; i-- > 0;) {
    weir_fence_t *wait, *signal;
    cts_ok(weir_fence_create_at(cts.allocator, timeline, i + 1, &wait));
    cts_ok(weir_fence_create_at(cts.allocator, timeline, i + 2, &signal));
    uint64_t scalar = i;
    weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
    cts_ok(weir_queue_execute(cts.queue, wait, signal,
                              &(weir_submission_t){.list = list,
                                                   .bindings = &bound,
                                                   .binding_count = 1,
                                                   .scalars = &scalar,
                                                   .scalar_count = 1}));
    weir_fence_release(wait);
    weir_fence_release(signal);
  }
  for (uint32_t i = 0; i < SUBMISSIONS; ++i) expected = expected * 3 + i;
  ck_assert_uint_eq(*(uint32_t*)weir_buffer_data(buffer), 0);
  cts_ok(weir_semaphore_signal(timeline, 1));
  cts_ok(weir_semaphore_wait(timeline, SUBMISSIONS + 1, cts.progress,
                             WEIR_TIME_NEVER));
  ck_assert_uint_eq(*(uint32_t*)weir_buffer_data(buffer), expected);
  weir_semaphore_release(timeline);
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

typedef struct signaller_t {
  weir_fence_t* fence;
  weir_thread_t thread;
} signaller_t;

static void signal_main(void* user) {
  signaller_t* signaller = user;
  weir_status_t status = weir_fence_signal(signaller->fence);
  ck_assert(weir_is_ok(status));
}

START_TEST(signalled_by_another_thread) {
  // The waiting thread has parked or not when the signal comes: both must do.
  weir_buffer_t* buffer = cts_buffer(4);
  for (int round = 0; round < 200; ++round) {
    signaller_t signaller = {.fence = cts_fence()};
    weir_fence_t* done = cts_fence();
    cts_ok(weir_queue_fill(cts.queue, signaller.fence, done,
                           (weir_buffer_range_t){buffer, 0, 4}, (uint64_t)round,
                           4));
    cts_ok(weir_thread_start("signaller", signal_main, &signaller,
                             &signaller.thread));
    cts_wait(done);
    ck_assert_uint_eq(*(uint32_t*)weir_buffer_data(buffer), (uint32_t)round);
    weir_thread_join(&signaller.thread);
    weir_fence_release(signaller.fence);
  }
  weir_buffer_release(buffer);
}
END_TEST

typedef struct submitter_t {
  weir_command_list_t* list;
  weir_buffer_t* buffer;
  weir_thread_t thread;
} submitter_t;

static void submit_main(void* user) {
  submitter_t* submitter = user;
  for (int i = 0; i < 200; ++i) run(submitter->list, submitter->buffer);
}

START_TEST(several_submitters) {
  weir_buffer_t* buffer = cts_buffer(4);
  weir_command_list_t* list = cts_list(1, 0);
  weir_slot_range_t binding = cts_range(0, 0, 4);
  weir_command_t last =
      cts_dispatch(list, UINT32_MAX, CTS_COUNT, 3, &binding, NULL);
  cts_dispatch(list, last, CTS_COUNT, 4, &binding, NULL);
  cts_ok(weir_command_list_finish(list));
  submitter_t submitters[4];
  for (int i = 0; i < 4; ++i) {
    submitters[i] = (submitter_t){.list = list, .buffer = buffer};
    cts_ok(weir_thread_start("submitter", submit_main, &submitters[i],
                             &submitters[i].thread));
  }
  for (int i = 0; i < 4; ++i) weir_thread_join(&submitters[i].thread);
  ck_assert_uint_eq(*(uint32_t*)weir_buffer_data(buffer), 4 * 200 * 7);
  weir_command_list_release(list);
  weir_buffer_release(buffer);
}
END_TEST

TCase* cts_graph_cases(void) {
  TCase* cases = tcase_create("graphs");
  tcase_set_timeout(cases, 120);
  tcase_add_checked_fixture(cases, cts_setup, cts_teardown);
  tcase_add_test(cases, chain);
  tcase_add_loop_test(cases, random_graphs, 0, 4);
  tcase_add_test(cases, wide_and_joined);
  tcase_add_test(cases, many_in_flight);
  tcase_add_test(cases, signalled_by_another_thread);
  tcase_add_test(cases, several_submitters);
  return cases;
}
