#include "engine/hal/fence.h"

#include "engine/base/test_main.h"

static weir_allocator_t heap(void) {
  return weir_default_allocator();
}

static void make(weir_semaphore_t* semaphores[], int count) {
  for (int i = 0; i < count; ++i) {
    test_ok(weir_semaphore_create(heap(), 0, &semaphores[i]));
  }
}

static void drop(weir_semaphore_t* semaphores[], int count) {
  for (int i = 0; i < count; ++i) weir_semaphore_release(semaphores[i]);
}

START_TEST(empty_is_reached) {
  ck_assert_int_eq(weir_fence_poll(NULL), WEIR_WAIT_REACHED);
  test_ok(weir_fence_wait(NULL, NULL, WEIR_TIME_PAST));
  test_ok(weir_fence_signal(NULL));
  weir_fence_t* fence;
  test_ok(weir_fence_create(heap(), 0, &fence));
  ck_assert_int_eq(weir_fence_poll(fence), WEIR_WAIT_REACHED);
  weir_fence_release(fence);
  weir_fence_release(NULL);
}
END_TEST

START_TEST(join_keeps_the_later) {
  weir_semaphore_t* s[2];
  make(s, 2);
  weir_fence_t *a, *b, *joined;
  test_ok(weir_fence_create_at(heap(), s[0], 3, &a));
  test_ok(weir_fence_create(heap(), 2, &b));
  test_ok(weir_fence_insert(b, s[1], 1));
  test_ok(weir_fence_insert(b, s[0], 5));
  weir_fence_t* fences[] = {a, NULL, b};
  test_ok(weir_fence_join(heap(), 3, fences, &joined));
  ck_assert_uint_eq(weir_fence_point_count(joined), 2);
  ck_assert_uint_eq(weir_fence_point(joined, 0).value, 5);
  test_ok(weir_semaphore_signal(s[0], 4));
  ck_assert_int_eq(weir_fence_poll(a), WEIR_WAIT_REACHED);
  ck_assert_int_eq(weir_fence_poll(joined), WEIR_WAIT_PENDING);
  test_ok(weir_semaphore_signal(s[0], 5));
  test_ok(weir_semaphore_signal(s[1], 1));
  ck_assert_int_eq(weir_fence_poll(joined), WEIR_WAIT_REACHED);
  test_fails(weir_fence_insert(a, s[1], 1), WEIR_CODE_RESOURCE_EXHAUSTED);
  weir_fence_release(a);
  weir_fence_release(b);
  weir_fence_release(joined);
  drop(s, 2);
}
END_TEST

typedef struct note_t {
  weir_fence_waiter_t waiter;
  int calls;
  weir_wait_state_t state;
} note_t;

static void note(weir_fence_waiter_t* waiter, weir_wait_state_t state) {
  ++((note_t*)waiter)->calls;
  ((note_t*)waiter)->state = state;
}

START_TEST(continuations) {
  weir_semaphore_t* s[3];
  make(s, 3);
  weir_fence_t* fence;
  test_ok(weir_fence_create(heap(), 3, &fence));
  for (int i = 0; i < 3; ++i) test_ok(weir_fence_insert(fence, s[i], 1));
  note_t a = {.waiter.notify = note};
  note_t b = {.waiter.notify = note};
  note_t c = {.waiter.notify = note};
  ck_assert_int_eq(weir_fence_await(fence, &a.waiter), WEIR_WAIT_PENDING);
  test_ok(weir_semaphore_signal(s[1], 1));
  ck_assert_int_eq(weir_fence_await(fence, &b.waiter), WEIR_WAIT_PENDING);
  ck_assert_int_eq(weir_fence_await(fence, &c.waiter), WEIR_WAIT_PENDING);
  ck_assert(weir_fence_cancel(fence, &b.waiter));
  test_ok(weir_semaphore_signal(s[2], 1));
  ck_assert_int_eq(a.calls, 0);
  test_ok(weir_semaphore_signal(s[0], 1));
  ck_assert_int_eq(a.calls, 1);
  ck_assert_int_eq(a.state, WEIR_WAIT_REACHED);
  ck_assert_int_eq(b.calls, 0);
  ck_assert_int_eq(c.calls, 1);
  ck_assert_int_eq(weir_fence_await(fence, &b.waiter), WEIR_WAIT_REACHED);
  weir_fence_release(fence);
  drop(s, 3);
}
END_TEST

START_TEST(any_failure_is_told_at_once) {
  weir_semaphore_t* s[3];
  make(s, 3);
  weir_fence_t* fence;
  test_ok(weir_fence_create(heap(), 3, &fence));
  for (int i = 0; i < 3; ++i) test_ok(weir_fence_insert(fence, s[i], 1));
  note_t a = {.waiter.notify = note};
  ck_assert_int_eq(weir_fence_await(fence, &a.waiter), WEIR_WAIT_PENDING);
  weir_semaphore_fail(s[2], weir_status(WEIR_CODE_ABORTED, "gone"));
  ck_assert_int_eq(a.calls, 1);
  ck_assert_int_eq(a.state, WEIR_WAIT_FAILED);
  test_fails(weir_fence_failure(fence), WEIR_CODE_ABORTED);
  test_fails(weir_fence_wait(fence, NULL, WEIR_TIME_NEVER), WEIR_CODE_ABORTED);
  // The other points were let go of: nothing keeps the fence alive.
  weir_fence_release(fence);
  drop(s, 3);
}
END_TEST

START_TEST(deadline_leaves_nothing_behind) {
  weir_semaphore_t* s[1];
  make(s, 1);
  weir_fence_t* fence;
  test_ok(weir_fence_create_at(heap(), s[0], 1, &fence));
  test_fails(weir_fence_wait(fence, NULL, weir_deadline_after(20000000)),
             WEIR_CODE_DEADLINE_EXCEEDED);
  weir_fence_release(fence);
  drop(s, 1);
}
END_TEST

START_TEST(signal_and_fail) {
  weir_fence_t *a, *b;
  test_ok(weir_fence_create_private(heap(), &a));
  test_ok(weir_fence_create_private(heap(), &b));
  test_ok(weir_fence_signal(a));
  test_fails(weir_fence_signal(a), WEIR_CODE_FAILED_PRECONDITION);
  weir_fence_fail(b, weir_status(WEIR_CODE_UNAVAILABLE, "x"));
  test_ok(weir_fence_wait(a, NULL, WEIR_TIME_NEVER));
  test_fails(weir_fence_wait(b, NULL, WEIR_TIME_NEVER), WEIR_CODE_UNAVAILABLE);
  weir_fence_release(a);
  weir_fence_release(b);
}
END_TEST

enum { ROUNDS = 500 };

typedef struct signaller_t {
  weir_semaphore_t* semaphore;
  weir_thread_t thread;
} signaller_t;

static void signal_main(void* user) {
  signaller_t* signaller = user;
  for (uint64_t i = 1; i <= ROUNDS; ++i) {
    test_ok(weir_semaphore_signal(signaller->semaphore, i));
  }
}

START_TEST(many_signallers) {
  weir_semaphore_t* s[2];
  make(s, 2);
  signaller_t signallers[2];
  weir_fence_t* fences[ROUNDS];
  for (uint64_t i = 0; i < ROUNDS; ++i) {
    test_ok(weir_fence_create(heap(), 2, &fences[i]));
    test_ok(weir_fence_insert(fences[i], s[0], i + 1));
    test_ok(weir_fence_insert(fences[i], s[1], ROUNDS - i));
  }
  for (int i = 0; i < 2; ++i) {
    signallers[i].semaphore = s[i];
    test_ok(weir_thread_start("signal", signal_main, &signallers[i],
                              &signallers[i].thread));
  }
  for (uint64_t i = 0; i < ROUNDS; ++i) {
    test_ok(weir_fence_wait(fences[i], NULL, WEIR_TIME_NEVER));
    weir_fence_release(fences[i]);
  }
  for (int i = 0; i < 2; ++i) weir_thread_join(&signallers[i].thread);
  drop(s, 2);
}
END_TEST

START_TEST(no_memory) {
  // Fails each allocation in turn: right code, nothing leaks.
  for (long long n = 1;; ++n) {
    weir_test_allocator_t test;
    weir_test_allocator_init(&test, n);
    weir_fence_t* fence = NULL;
    weir_status_t status =
        weir_fence_create_private(weir_test_allocator(&test), &fence);
    bool done = weir_is_ok(status);
    if (!done) {
      ck_assert_int_eq(weir_status_code(status), WEIR_CODE_RESOURCE_EXHAUSTED);
      ck_assert_ptr_null(fence);
    }
    weir_status_free(status);
    weir_fence_release(fence);
    ck_assert_int_eq(atomic_load(&test.live_count), 0);
    if (done) break;
  }
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("fence");
  tcase_set_timeout(cases, 60);
  tcase_add_test(cases, empty_is_reached);
  tcase_add_test(cases, join_keeps_the_later);
  tcase_add_test(cases, continuations);
  tcase_add_test(cases, any_failure_is_told_at_once);
  tcase_add_test(cases, deadline_leaves_nothing_behind);
  tcase_add_test(cases, signal_and_fail);
  tcase_add_test(cases, many_signallers);
  tcase_add_test(cases, no_memory);
  return test_run("fence", cases);
}
