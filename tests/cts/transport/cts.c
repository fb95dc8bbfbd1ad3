#include "tests/cts/transport/cts.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

static uint32_t rank_of(cts_t* cts) {
  return cts->transport ? weir_transport_info(cts->transport)->rank : 0;
}

void cts_fail(cts_t* cts, const char* file, int line, const char* what) {
  fprintf(stderr, "%s:%d: rank %u, case %s, seed %u: %s\n", file, line,
          rank_of(cts), cts->case_name, cts->seed, what);
  if (cts->transport == NULL) exit(1);
  weir_transport_abort(cts->transport, 1);
}

void cts_expect_ok(cts_t* cts, const char* file, int line,
                   weir_status_t status) {
  if (weir_is_ok(status)) return;
  cts_fail(cts, file, line, weir_status_message(status));
}

void cts_expect_status(cts_t* cts, const char* file, int line, weir_code_t code,
                       const char* text, weir_status_t status) {
  if (weir_status_code(status) != code ||
      strstr(weir_status_message(status), text) == NULL) {
    fprintf(stderr, "expected %s: ...%s...; got %s: %s\n", weir_code_name(code),
            text, weir_code_name(weir_status_code(status)),
            weir_status_message(status));
    cts_fail(cts, file, line, "another status was expected");
  }
  weir_status_free(status);
}

void cts_set_nodes(cts_t* cts, const uint32_t* node_ranks) {
  EXPECT_OK(weir_transport_set_nodes(cts->transport, NODE_COUNT, node_ranks));
}

bool cts_is_local(cts_t* cts, uint32_t node) {
  return weir_transport_is_local(cts->transport, node);
}

void cts_note(cts_t* cts, weir_status_t status) {
  int expected = WEIR_CODE_OK;
  if (!weir_is_ok(status) &&
      atomic_compare_exchange_strong(&cts->first_code, &expected,
                                     (int)weir_status_code(status))) {
    snprintf(cts->first_message, sizeof(cts->first_message), "%s",
             weir_status_message(status));
  }
  weir_status_free(status);
  atomic_fetch_sub(&cts->pending, 1);
}

void cts_collective_done(void* user, weir_status_t status) {
  cts_note(user, status);
}

static void message_done(weir_transfer_t* transfer, weir_status_t status) {
  cts_note(((cts_message_t*)transfer->user)->cts, status);
}

static void post(cts_message_t* message, cts_t* cts, uint32_t node,
                 uint32_t peer, uint64_t tag, void* data, size_t bytes,
                 bool is_receive) {
  message->cts = cts;
  message->transfer = (weir_transfer_t){.self = node,
                                        .peer = peer,
                                        .tag = tag,
                                        .data = data,
                                        .bytes = bytes,
                                        .done = message_done,
                                        .user = message};
  atomic_fetch_add(&cts->pending, 1);
  weir_status_t status =
      is_receive
          ? weir_transport_post_receive(cts->transport, &message->transfer)
          : weir_transport_post_send(cts->transport, &message->transfer);
  if (!weir_is_ok(status)) cts_note(cts, status);
}

void cts_send(cts_message_t* message, cts_t* cts, uint32_t node, uint32_t peer,
              uint64_t tag, void* data, size_t bytes) {
  post(message, cts, node, peer, tag, data, bytes, false);
}

void cts_receive(cts_message_t* message, cts_t* cts, uint32_t node,
                 uint32_t peer, uint64_t tag, void* data, size_t bytes) {
  post(message, cts, node, peer, tag, data, bytes, true);
}

void cts_wait(cts_t* cts) {
  while (atomic_load(&cts->pending) != 0) {
    if (!weir_transport_progress(cts->transport)) sched_yield();
  }
}

void cts_wait_ok(cts_t* cts) {
  cts_wait(cts);
  if (atomic_load(&cts->first_code) != WEIR_CODE_OK) {
    cts_fail(cts, __FILE__, __LINE__, cts->first_message);
  }
}

void* cts_alloc(size_t bytes) {
  void* memory = calloc(1, bytes ? bytes : 1);
  if (memory == NULL) abort();
  return memory;
}

uint32_t cts_random(uint32_t* state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 8;
}

void cts_fill(uint8_t* data, size_t bytes, uint64_t key) {
  for (size_t i = 0; i < bytes; ++i) {
    data[i] = (uint8_t)((i * 31 + key * 131) ^ (i >> 8));
  }
}

bool cts_is_filled(const uint8_t* data, size_t bytes, uint64_t key) {
  for (size_t i = 0; i < bytes; ++i) {
    if (data[i] != (uint8_t)((i * 31 + key * 131) ^ (i >> 8))) return false;
  }
  return true;
}

static bool is_chosen(const cts_case_t* test, int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    if (strcmp(argv[i], test->name) == 0) return true;
  }
  return argc < 2;
}

static int run_table(cts_create_fn_t create, const cts_case_t* table, int argc,
                     char** argv) {
  int count = 0;
  for (const cts_case_t* test = table; test->name != NULL; ++test) {
    if (!is_chosen(test, argc, argv)) continue;
    cts_t cts = {.create = create, .case_name = test->name, .seed = 1};
    const char* seed = getenv("WEIR_TEST_SEED");
    if (seed != NULL) cts.seed = (uint32_t)strtoul(seed, NULL, 10);
    cts_expect_ok(&cts, __FILE__, __LINE__, create(&cts.transport));
    if (rank_of(&cts) == 0) {
      printf("%s, %u ranks: %s (seed %u)\n",
             weir_transport_info(cts.transport)->name,
             weir_transport_info(cts.transport)->rank_count, test->name,
             cts.seed);
      fflush(stdout);
    }
    test->run(&cts);
    weir_transport_release(cts.transport);
    ++count;
  }
  return count;
}

int cts_main(cts_create_fn_t create, int argc, char** argv) {
  int count = run_table(create, cts_message_cases, argc, argv);
  count += run_table(create, cts_collective_cases, argc, argv);
  count += run_table(create, cts_failure_cases, argc, argv);
  if (count == 0) fprintf(stderr, "there is no such case\n");
  return count == 0;
}
