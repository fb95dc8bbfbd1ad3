#include "engine/base/threads.h"

#include "engine/base/test_main.h"

enum { THREADS = 4, ROUNDS = 20000 };

typedef struct shared_t {
  weir_spinlock_t lock;
  int counter;
  weir_event_t event;
  atomic_int turn;
} shared_t;

static void count_main(void* user) {
  shared_t* shared = user;
  for (int i = 0; i < ROUNDS; ++i) {
    weir_spinlock_lock(&shared->lock);
    ++shared->counter;
    weir_spinlock_unlock(&shared->lock);
  }
}

START_TEST(spinlock) {
  shared_t shared = {0};
  weir_thread_t threads[THREADS];
  for (int i = 0; i < THREADS; ++i) {
    test_ok(weir_thread_start("count", count_main, &shared, &threads[i]));
  }
  for (int i = 0; i < THREADS; ++i) weir_thread_join(&threads[i]);
  ck_assert_int_eq(shared.counter, THREADS * ROUNDS);
  ck_assert(weir_spinlock_try_lock(&shared.lock));
  ck_assert(!weir_spinlock_try_lock(&shared.lock));
}
END_TEST

// Waits for |turn| to become |value|, parked.
static void wait_for_turn(shared_t* shared, int value) {
  for (;;) {
    uint32_t epoch = weir_event_epoch(&shared->event);
    if (atomic_load(&shared->turn) == value) return;
    ck_assert(weir_event_park(&shared->event, epoch, WEIR_TIME_NEVER));
  }
}

static void pong_main(void* user) {
  shared_t* shared = user;
  for (int i = 0; i < 2000; ++i) {
    wait_for_turn(shared, 2 * i + 1);
    atomic_store(&shared->turn, 2 * i + 2);
    weir_event_notify(&shared->event);
  }
}

START_TEST(event_loses_no_notification) {
  shared_t shared = {0};
  weir_thread_t thread;
  test_ok(weir_thread_start("pong", pong_main, &shared, &thread));
  for (int i = 0; i < 2000; ++i) {
    atomic_store(&shared.turn, 2 * i + 1);
    weir_event_notify(&shared.event);
    wait_for_turn(&shared, 2 * i + 2);
  }
  weir_thread_join(&thread);
}
END_TEST

START_TEST(event_deadline) {
  weir_event_t event = {0};
  weir_time_ns_t begin = weir_now_ns();
  ck_assert(!weir_event_park(&event, 0, weir_deadline_after(1000000)));
  ck_assert_int_ge(weir_now_ns() - begin, 1000000);
  // An epoch that has passed does not park at all.
  weir_event_notify(&event);
  ck_assert(weir_event_park(&event, 0, WEIR_TIME_NEVER));
}
END_TEST

START_TEST(binding) {
  uint32_t cpus[1024];
  size_t count;
  test_ok(weir_thread_allowed_cpus(cpus, 1024, &count));
  ck_assert_uint_ge(count, 1);
  test_ok(weir_thread_bind(cpus[count - 1]));
  size_t bound;
  uint32_t cpu;
  test_ok(weir_thread_allowed_cpus(&cpu, 1, &bound));
  ck_assert_uint_eq(bound, 1);
  ck_assert_uint_eq(cpu, cpus[count - 1]);
  weir_status_t status = weir_thread_bind(1000000);
  ck_assert(!weir_is_ok(status));
  weir_status_free(status);
}
END_TEST

START_TEST(deadlines) {
  ck_assert_int_eq(weir_deadline_after(INT64_MAX), WEIR_TIME_NEVER);
  ck_assert_int_gt(weir_deadline_after(1000), weir_now_ns() - 1000000000);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("threads");
  tcase_set_timeout(cases, 60);
  tcase_add_test(cases, spinlock);
  tcase_add_test(cases, event_loses_no_notification);
  tcase_add_test(cases, event_deadline);
  tcase_add_test(cases, binding);
  tcase_add_test(cases, deadlines);
  return test_run("threads", cases);
}
