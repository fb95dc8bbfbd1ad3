#include "engine/hal/progress.h"

#include "engine/base/test_main.h"
#include "engine/hal/channel.h"
#include "engine/hal/fence.h"

typedef struct source_t {
  int calls;
  weir_progress_result_t result;
  weir_fence_t* fence;  // signalled by the 100th call
} source_t;

static weir_progress_result_t source_poll(void* user) {
  source_t* source = user;
  if (++source->calls == 100 && source->fence != NULL) {
    test_ok(weir_fence_signal(source->fence));
  }
  return source->result;
}

static weir_progress_t* make(void) {
  weir_progress_t* progress;
  test_ok(weir_progress_create(weir_default_allocator(), &progress));
  return progress;
}

START_TEST(results_and_kinds) {
  weir_progress_t* progress = make();
  ck_assert_int_eq(weir_progress_poll(progress), WEIR_PROGRESS_IDLE);
  source_t device = {.result = WEIR_PROGRESS_MADE};
  source_t transport = {.result = WEIR_PROGRESS_PENDING};
  test_ok(
      weir_progress_add(progress, WEIR_PROGRESS_DEVICE, source_poll, &device));
  test_ok(weir_progress_add(progress, WEIR_PROGRESS_TRANSPORT, source_poll,
                            &transport));
  ck_assert_int_eq(weir_progress_poll(progress), WEIR_PROGRESS_MADE);
  ck_assert_int_eq(weir_progress_poll_transports(progress),
                   WEIR_PROGRESS_PENDING);
  ck_assert_int_eq(device.calls, 1);
  ck_assert_int_eq(transport.calls, 2);
  weir_progress_remove(progress, source_poll, &device);
  ck_assert_int_eq(weir_progress_poll(progress), WEIR_PROGRESS_PENDING);
  ck_assert_int_eq(device.calls, 1);
  weir_progress_release(progress);
}
END_TEST

START_TEST(places_are_reused) {
  weir_progress_t* progress = make();
  source_t sources[WEIR_PROGRESS_MAX_SOURCES + 1] = {{0}};
  for (int i = 0; i < WEIR_PROGRESS_MAX_SOURCES; ++i) {
    test_ok(weir_progress_add(progress, WEIR_PROGRESS_DEVICE, source_poll,
                              &sources[i]));
  }
  source_t* last = &sources[WEIR_PROGRESS_MAX_SOURCES];
  test_fails(
      weir_progress_add(progress, WEIR_PROGRESS_DEVICE, source_poll, last),
      WEIR_CODE_RESOURCE_EXHAUSTED);
  weir_progress_remove(progress, source_poll, &sources[7]);
  test_ok(weir_progress_add(progress, WEIR_PROGRESS_DEVICE, source_poll, last));
  weir_progress_poll(progress);
  ck_assert_int_eq(last->calls, 1);
  ck_assert_int_eq(sources[7].calls, 0);
  weir_progress_release(progress);
}
END_TEST

START_TEST(who_waits_works) {
  // Nobody but the waiting thread could signal the fence.
  weir_progress_t* progress = make();
  source_t source = {.result = _i ? WEIR_PROGRESS_PENDING : WEIR_PROGRESS_MADE};
  test_ok(weir_fence_create_private(weir_default_allocator(), &source.fence));
  test_ok(weir_progress_add(progress, WEIR_PROGRESS_TRANSPORT, source_poll,
                            &source));
  test_ok(weir_fence_wait(source.fence, progress, WEIR_TIME_NEVER));
  ck_assert_int_eq(source.calls, 100);
  weir_fence_release(source.fence);
  weir_progress_release(progress);
}
END_TEST

static void keep_status(void* user, weir_status_t status) {
  *(weir_code_t*)user = weir_status_code(status);
  weir_status_free(status);
}

static weir_code_t start(weir_channel_t* channel,
                         weir_channel_transfer_t transfer) {
  weir_code_t code = WEIR_CODE_OK;
  weir_channel_start(channel, &transfer,
                     (weir_channel_done_t){keep_status, &code});
  return code;
}

START_TEST(channels_check_arguments) {
  weir_channel_t* channel;
  test_ok(weir_channel_create_self("self", &channel));
  uint32_t from[4] = {1, 2, 3, 4};
  uint32_t to[4] = {0};
  weir_channel_transfer_t transfer = {
      .op = WEIR_CHANNEL_ALL_REDUCE,
      .reduction = WEIR_CHANNEL_REDUCTION_SUM,
      .element_type = WEIR_ELEMENT_I32,
      .source = from,
      .source_bytes = sizeof(from),
      .target = to,
      .target_bytes = sizeof(to),
  };
  ck_assert_int_eq(start(channel, transfer), WEIR_CODE_OK);
  ck_assert_uint_eq(to[3], 4);
  weir_channel_transfer_t bad = transfer;
  bad.target_bytes = 8;
  ck_assert_int_eq(start(channel, bad), WEIR_CODE_INVALID_ARGUMENT);
  bad = transfer;
  bad.reduction = WEIR_CHANNEL_REDUCTION_NONE;
  ck_assert_int_eq(start(channel, bad), WEIR_CODE_INVALID_ARGUMENT);
  bad = transfer;
  bad.element_type = WEIR_ELEMENT_NONE;
  ck_assert_int_eq(start(channel, bad), WEIR_CODE_INVALID_ARGUMENT);
  bad = transfer;
  bad.op = WEIR_CHANNEL_BROADCAST;
  bad.peer = 1;
  ck_assert_int_eq(start(channel, bad), WEIR_CODE_INVALID_ARGUMENT);
  // Exchanging with nobody leaves zeros.
  transfer.op = WEIR_CHANNEL_SEND_RECV;
  transfer.peer = transfer.peer_source = WEIR_CHANNEL_NO_PEER;
  ck_assert_int_eq(start(channel, transfer), WEIR_CODE_OK);
  ck_assert_uint_eq(to[3], 0);
  weir_channel_release(channel);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("progress");
  tcase_add_test(cases, results_and_kinds);
  tcase_add_test(cases, places_are_reused);
  tcase_add_loop_test(cases, who_waits_works, 0, 2);
  tcase_add_test(cases, channels_check_arguments);
  return test_run("progress", cases);
}
