// Transfers as commands, over the channel of one rank.
#include "tests/cts/hal/device_cts.h"

static weir_transfer_command_t half(weir_channel_t* channel,
                                    weir_channel_op_t op, uint64_t id,
                                    uint64_t offset, uint64_t length) {
  return (weir_transfer_command_t){
      .channel = channel,
      .op = op,
      .transfer_id = id,
      .source = cts_range(0, offset, length),
      .target = cts_range(0, offset, length),
      .label = "test.mlir:1:1",
  };
}

START_TEST(send_meets_receive) {
  // Receives first, then what they wait for, in one list: an order of recording
  // taken for an order of ending would hang.
  weir_channel_t* channel;
  cts_ok(weir_channel_create_self("self", &channel));
  weir_buffer_t* buffer = cts_buffer(64);
  weir_command_list_t* list = cts_list(1, 0);
  weir_transfer_command_t recv = half(channel, WEIR_CHANNEL_RECV, 9, 32, 4);
  weir_transfer_command_t send = half(channel, WEIR_CHANNEL_SEND, 9, 0, 4);
  weir_command_t received, filled;
  cts_ok(weir_command_list_transfer(list, NULL, 0, &recv, &received));
  cts_ok(weir_command_list_copy(list, &received, 1, cts_range(0, 32, 4),
                                cts_range(0, 48, 4), NULL));
  cts_ok(weir_command_list_fill(list, NULL, 0, cts_range(0, 0, 4),
                                weir_immediate(0x5a5a), 4, &filled));
  cts_ok(weir_command_list_transfer(list, &filled, 1, &send, NULL));
  cts_ok(weir_command_list_finish(list));
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  for (uint64_t i = 0; i < 20; ++i) {
    weir_fence_t* fence = cts_fence();
    cts_ok(weir_queue_execute(cts.queue, NULL, fence,
                              &(weir_submission_t){.list = list,
                                                   .bindings = &bound,
                                                   .binding_count = 1,
                                                   .invocation_id = i}));
    cts_wait(fence);
    uint32_t* words = weir_buffer_data(buffer);
    ck_assert_uint_eq(words[12], 0x5a5a);
    words[12] = 0;
  }
  weir_device_statistics_t statistics;
  weir_device_statistics(cts.device, &statistics);
  ck_assert_uint_eq(statistics.transfer_count, 40);
  ck_assert_uint_eq(statistics.bytes_sent, 80);
  ck_assert_uint_eq(statistics.bytes_received, 80);
  weir_command_list_release(list);
  weir_channel_release(channel);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(between_devices) {
  weir_device_t* other = cts_open("other", 0);
  weir_channel_t* channel;
  cts_ok(weir_channel_create_self("self", &channel));
  weir_buffer_t* buffer = cts_buffer(64);
  weir_command_list_t* lists[2] = {cts_list(1, 0), cts_list(1, 0)};
  weir_transfer_command_t commands[2] = {
      half(channel, WEIR_CHANNEL_RECV, 1, 32, 4),
      half(channel, WEIR_CHANNEL_SEND, 1, 0, 4),
  };
  weir_fence_t* fences[2];
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  cts_ok(weir_buffer_fill(buffer, 0, 4, 77, 4));
  for (int i = 0; i < 2; ++i) {
    cts_ok(weir_command_list_transfer(lists[i], NULL, 0, &commands[i], NULL));
    cts_ok(weir_command_list_finish(lists[i]));
    fences[i] = cts_fence();
    cts_ok(weir_queue_execute(
        weir_device_queue(i ? other : cts.device, 0), NULL, fences[i],
        &(weir_submission_t){
            .list = lists[i], .bindings = &bound, .binding_count = 1}));
  }
  cts_wait(fences[0]);
  cts_wait(fences[1]);
  ck_assert_uint_eq(((uint32_t*)weir_buffer_data(buffer))[8], 77);
  for (int i = 0; i < 2; ++i) weir_command_list_release(lists[i]);
  weir_channel_release(channel);
  weir_buffer_release(buffer);
  weir_device_release(other);
}
END_TEST

START_TEST(occurrences_are_told_apart) {
  // The same transfer twice in one invocation, received in the other order.
  weir_channel_t* channel;
  cts_ok(weir_channel_create_self("self", &channel));
  weir_buffer_t* buffer = cts_buffer(64);
  weir_command_list_t* lists[2] = {cts_list(1, 0), cts_list(1, 0)};
  weir_transfer_command_t commands[2] = {
      half(channel, WEIR_CHANNEL_SEND, 1, 0, 4),
      half(channel, WEIR_CHANNEL_RECV, 1, 0, 4),
  };
  for (int i = 0; i < 2; ++i) {
    cts_ok(weir_command_list_transfer(lists[i], NULL, 0, &commands[i], NULL));
    cts_ok(weir_command_list_finish(lists[i]));
  }
  cts_ok(weir_buffer_fill(buffer, 0, 4, 10, 4));
  cts_ok(weir_buffer_fill(buffer, 4, 4, 11, 4));
  const struct {
    int list;
    uint64_t occurrence, offset;
  } order[4] = {{0, 0, 0}, {0, 1, 4}, {1, 1, 36}, {1, 0, 32}};
  weir_fence_t* fences[4];
  for (int i = 0; i < 4; ++i) {
    weir_buffer_range_t bound = {buffer, order[i].offset, 4};
    fences[i] = cts_fence();
    cts_ok(weir_queue_execute(
        cts.queue, NULL, fences[i],
        &(weir_submission_t){.list = lists[order[i].list],
                             .bindings = &bound,
                             .binding_count = 1,
                             .occurrence = order[i].occurrence}));
  }
  for (int i = 0; i < 4; ++i) cts_wait(fences[i]);
  const uint32_t* words = weir_buffer_data(buffer);
  ck_assert_uint_eq(words[8], 10);
  ck_assert_uint_eq(words[9], 11);
  for (int i = 0; i < 2; ++i) weir_command_list_release(lists[i]);
  weir_channel_release(channel);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(mismatch_fails_both) {
  weir_channel_t* channel;
  cts_ok(weir_channel_create_self("self", &channel));
  weir_buffer_t* buffer = cts_buffer(64);
  weir_command_list_t* list = cts_list(1, 0);
  weir_transfer_command_t recv = half(channel, WEIR_CHANNEL_RECV, 1, 32, 8);
  weir_transfer_command_t send = half(channel, WEIR_CHANNEL_SEND, 1, 0, 4);
  cts_ok(weir_command_list_transfer(list, NULL, 0, &recv, NULL));
  cts_ok(weir_command_list_transfer(list, NULL, 0, &send, NULL));
  cts_ok(weir_command_list_finish(list));
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(
      cts.queue, NULL, fence,
      &(weir_submission_t){
          .list = list, .bindings = &bound, .binding_count = 1}));
  cts_wait_fails(fence, WEIR_CODE_INVALID_ARGUMENT);
  weir_command_list_release(list);
  weir_channel_release(channel);
  weir_buffer_release(buffer);
}
END_TEST

START_TEST(collectives_of_one) {
  weir_channel_t* channel;
  cts_ok(weir_channel_create_self("self", &channel));
  weir_buffer_t* buffer = cts_buffer(64);
  cts_ok(weir_buffer_fill(buffer, 0, 16, 3, 4));
  weir_command_list_t* list = cts_list(1, 0);
  weir_transfer_command_t reduce =
      half(channel, WEIR_CHANNEL_ALL_REDUCE, 1, 0, 16);
  reduce.reduction = WEIR_CHANNEL_REDUCTION_SUM;
  reduce.element_type = WEIR_ELEMENT_I32;
  reduce.target = cts_range(0, 16, 16);
  cts_ok(weir_command_list_transfer(list, NULL, 0, &reduce, NULL));
  // No predecessor given: the channel's order is enough.
  weir_transfer_command_t gather = reduce;
  gather.op = WEIR_CHANNEL_ALL_GATHER;
  gather.transfer_id = 2;
  gather.source = cts_range(0, 16, 16);
  gather.target = cts_range(0, 32, 16);
  cts_ok(weir_command_list_transfer(list, NULL, 0, &gather, NULL));
  cts_ok(weir_command_list_finish(list));
  weir_buffer_range_t bound = {buffer, 0, WEIR_WHOLE_LENGTH};
  weir_fence_t* fence = cts_fence();
  cts_ok(weir_queue_execute(
      cts.queue, NULL, fence,
      &(weir_submission_t){
          .list = list, .bindings = &bound, .binding_count = 1}));
  cts_wait(fence);
  ck_assert_uint_eq(((uint32_t*)weir_buffer_data(buffer))[11], 3);
  weir_command_list_release(list);
  weir_channel_release(channel);
  weir_buffer_release(buffer);
}
END_TEST

TCase* cts_transfer_cases(void) {
  TCase* cases = tcase_create("transfers");
  tcase_add_checked_fixture(cases, cts_setup, cts_teardown);
  tcase_add_test(cases, send_meets_receive);
  tcase_add_test(cases, between_devices);
  tcase_add_test(cases, occurrences_are_told_apart);
  tcase_add_test(cases, mismatch_fails_both);
  tcase_add_test(cases, collectives_of_one);
  return cases;
}
