#include "engine/hal/semaphore.h"

#include <string.h>

#include "engine/base/test_main.h"
#include "engine/hal/fence.h"

static weir_semaphore_t* make(uint64_t value) {
  weir_semaphore_t* semaphore;
  test_ok(weir_semaphore_create(weir_default_allocator(), value, &semaphore));
  return semaphore;
}

START_TEST(only_grows) {
  weir_semaphore_t* semaphore = make(5);
  ck_assert_uint_eq(weir_semaphore_value(semaphore), 5);
  ck_assert_int_eq(weir_semaphore_poll(semaphore, 5), WEIR_WAIT_REACHED);
  ck_assert_int_eq(weir_semaphore_poll(semaphore, 6), WEIR_WAIT_PENDING);
  test_ok(weir_semaphore_signal(semaphore, 9));
  test_fails(weir_semaphore_signal(semaphore, 9),
             WEIR_CODE_FAILED_PRECONDITION);
  test_fails(weir_semaphore_signal(semaphore, 3),
             WEIR_CODE_FAILED_PRECONDITION);
  test_fails(weir_semaphore_signal(semaphore, UINT64_MAX),
             WEIR_CODE_FAILED_PRECONDITION);
  ck_assert_uint_eq(weir_semaphore_value(semaphore), 9);
  weir_semaphore_release(semaphore);
}
END_TEST

START_TEST(failure_stays) {
  weir_semaphore_t* semaphore = make(1);
  weir_semaphore_fail(semaphore, weir_status(WEIR_CODE_DATA_LOSS, "first"));
  weir_semaphore_fail(semaphore, weir_status(WEIR_CODE_INTERNAL, "second"));
  ck_assert_int_eq(weir_semaphore_poll(semaphore, 1), WEIR_WAIT_FAILED);
  test_fails(weir_semaphore_signal(semaphore, 2), WEIR_CODE_DATA_LOSS);
  weir_status_t status =
      weir_semaphore_wait(semaphore, 1, NULL, WEIR_TIME_NEVER);
  ck_assert_str_eq(weir_status_message(status), "first");
  weir_status_free(status);
  weir_semaphore_release(semaphore);
}
END_TEST

typedef struct note_t {
  weir_semaphore_waiter_t waiter;
  int calls;
  weir_wait_state_t state;
} note_t;

static void note(weir_semaphore_waiter_t* waiter, weir_wait_state_t state) {
  ++((note_t*)waiter)->calls;
  ((note_t*)waiter)->state = state;
}

START_TEST(continuations) {
  weir_semaphore_t* semaphore = make(0);
  note_t notes[4] = {{.calls = 0}};
  for (uint64_t i = 0; i < 4; ++i) {
    notes[i].waiter = (weir_semaphore_waiter_t){.notify = note, .value = i + 1};
    ck_assert_int_eq(weir_semaphore_await(semaphore, &notes[i].waiter),
                     WEIR_WAIT_PENDING);
  }
  test_ok(weir_semaphore_signal(semaphore, 2));
  ck_assert_int_eq(notes[0].calls, 1);
  ck_assert_int_eq(notes[1].calls, 1);
  ck_assert_int_eq(notes[2].calls, 0);
  ck_assert(weir_semaphore_cancel(semaphore, &notes[2].waiter));
  ck_assert(!weir_semaphore_cancel(semaphore, &notes[0].waiter));
  weir_semaphore_fail(semaphore, weir_status(WEIR_CODE_ABORTED, "x"));
  ck_assert_int_eq(notes[2].calls, 0);
  ck_assert_int_eq(notes[3].state, WEIR_WAIT_FAILED);
  ck_assert_int_eq(weir_semaphore_await(semaphore, &notes[2].waiter),
                   WEIR_WAIT_FAILED);
  weir_semaphore_release(semaphore);
}
END_TEST

START_TEST(deadline) {
  weir_semaphore_t* semaphore = make(0);
  test_fails(weir_semaphore_wait(semaphore, 1, NULL, WEIR_TIME_PAST),
             WEIR_CODE_DEADLINE_EXCEEDED);
  // Long enough to park.
  test_fails(
      weir_semaphore_wait(semaphore, 1, NULL, weir_deadline_after(20000000)),
      WEIR_CODE_DEADLINE_EXCEEDED);
  weir_semaphore_release(semaphore);
}
END_TEST

enum { ROUNDS = 3000 };

typedef struct pair_t {
  weir_semaphore_t* ping;
  weir_semaphore_t* pong;
  uint64_t data;  // handed over by the timelines alone
} pair_t;

static void pong_main(void* user) {
  pair_t* pair = user;
  for (uint64_t i = 1; i <= ROUNDS; ++i) {
    test_ok(weir_semaphore_wait(pair->ping, i, NULL, WEIR_TIME_NEVER));
    ck_assert_uint_eq(pair->data, 2 * i);
    pair->data = 2 * i + 1;
    test_ok(weir_semaphore_signal(pair->pong, i));
  }
}

START_TEST(between_threads) {
  pair_t pair = {make(0), make(0), 0};
  weir_thread_t thread;
  test_ok(weir_thread_start("pong", pong_main, &pair, &thread));
  for (uint64_t i = 1; i <= ROUNDS; ++i) {
    pair.data = 2 * i;
    test_ok(weir_semaphore_signal(pair.ping, i));
    test_ok(weir_semaphore_wait(pair.pong, i, NULL, WEIR_TIME_NEVER));
    ck_assert_uint_eq(pair.data, 2 * i + 1);
  }
  weir_thread_join(&thread);
  weir_semaphore_release(pair.ping);
  weir_semaphore_release(pair.pong);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("semaphore");
  tcase_set_timeout(cases, 60);
  tcase_add_test(cases, only_grows);
  tcase_add_test(cases, failure_stays);
  tcase_add_test(cases, continuations);
  tcase_add_test(cases, deadline);
  tcase_add_test(cases, between_threads);
  return test_run("semaphore", cases);
}
