#include "tests/cts/hal/device_cts.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/drivers/register_all.h"

cts_t cts;
cts_config_t cts_config;

// Long enough for the slowest sanitizer on a busy machine.
#define PATIENCE_NS INT64_C(60000000000)

static void store_entry(const weir_dispatch_args_t* args, uint32_t x,
                        uint32_t y, uint32_t z) {
  uint32_t index =
      x + args->workgroup_count[0] * (y + args->workgroup_count[1] * z);
  ((uint32_t*)args->bindings[0])[index] = args->constants[0] + index;
}

static void affine_entry(const weir_dispatch_args_t* args, uint32_t x,
                         uint32_t y, uint32_t z) {
  (void)x;
  (void)y;
  (void)z;
  const uint32_t* in = args->bindings[0];
  uint32_t* out = args->bindings[1];
  uint64_t n = args->binding_lengths[0] < args->binding_lengths[1]
                   ? args->binding_lengths[0]
                   : args->binding_lengths[1];
  for (uint64_t i = 0; i < n / sizeof(*out); ++i) {
    out[i] = in[i] * args->constants[0] + args->constants[1];
  }
}

static void count_entry(const weir_dispatch_args_t* args, uint32_t x,
                        uint32_t y, uint32_t z) {
  (void)x;
  (void)y;
  (void)z;
  __atomic_fetch_add((uint32_t*)args->bindings[0], 1, __ATOMIC_RELAXED);
}

static void empty_entry(const weir_dispatch_args_t* args, uint32_t x,
                        uint32_t y, uint32_t z) {
  (void)args;
  (void)x;
  (void)y;
  (void)z;
}

static void workspace_entry(const weir_dispatch_args_t* args, uint32_t x,
                            uint32_t y, uint32_t z) {
  (void)y;
  (void)z;
  uint32_t* scratch = args->workspace;
  uint32_t sum = 0;
  for (uint32_t i = 0; i < 1024; ++i) scratch[i] = i;
  for (uint32_t i = 0; i < 1024; ++i) sum += scratch[i];
  ((uint32_t*)args->bindings[0])[x] = sum;
}

static const weir_executable_entry_t entries[CTS_ENTRY_COUNT] = {
    [CTS_STORE] = {"store", store_entry, 1, 1, 0, NULL},
    [CTS_AFFINE] = {"affine", affine_entry, 2, 2, 0, NULL},
    [CTS_COUNT] = {"count", count_entry, 1, 0, 0, NULL},
    [CTS_EMPTY] = {"empty", empty_entry, 0, 0, 0, NULL},
    [CTS_WORKSPACE] = {"workspace", workspace_entry, 1, 0, 4096, NULL},
};

const weir_executable_library_t cts_library = {WEIR_EXECUTABLE_ABI_VERSION,
                                               CTS_ENTRY_COUNT, entries};

void cts_ok_at(weir_status_t status, const char* file, int line) {
  if (!weir_is_ok(status)) {
    ck_abort_msg("%s:%d: %s", file, line, weir_status_message(status));
  }
}

void cts_fails_at(weir_status_t status, weir_code_t code, const char* file,
                  int line) {
  if (weir_status_code(status) != code) {
    ck_abort_msg("%s:%d: expected %s, got %s: %s", file, line,
                 weir_code_name(code), weir_code_name(weir_status_code(status)),
                 weir_status_message(status));
  }
  weir_status_free(status);
}

weir_device_t* cts_open(const char* name, uint64_t memory_bytes) {
  weir_driver_registry_t registry = {0};
  cts_ok(weir_register_all_drivers(&registry));
  weir_device_params_t params = {
      .name = name,
      .progress = cts.progress,
      .memory_bytes = memory_bytes,
      .thread_count = cts_config.threads,
  };
  weir_device_t* device = NULL;
  cts_ok(weir_device_open(&registry, cts_config.drivers, &params, &device));
  return device;
}

void cts_setup(void) {
  cts = (cts_t){.allocator = weir_default_allocator()};
  cts_ok(weir_progress_create(cts.allocator, &cts.progress));
  cts.device = cts_open("cts", 0);
  cts.queue = weir_device_queue(cts.device, 0);
  cts_ok(weir_executable_wrap(cts.allocator, "cts", &cts_library,
                              &cts.executable));
}

void cts_teardown(void) {
  weir_executable_release(cts.executable);
  weir_device_release(cts.device);
  weir_progress_release(cts.progress);
}

weir_fence_t* cts_fence(void) {
  weir_fence_t* fence = NULL;
  cts_ok(weir_fence_create_private(cts.allocator, &fence));
  return fence;
}

void cts_wait(weir_fence_t* fence) {
  cts_ok(
      weir_fence_wait(fence, cts.progress, weir_deadline_after(PATIENCE_NS)));
  weir_fence_release(fence);
}

void cts_wait_fails(weir_fence_t* fence, weir_code_t code) {
  cts_fails(
      weir_fence_wait(fence, cts.progress, weir_deadline_after(PATIENCE_NS)),
      code);
  weir_fence_release(fence);
}

weir_buffer_t* cts_buffer(uint64_t length) {
  weir_buffer_t* buffer = NULL;
  cts_ok(weir_device_allocate(cts.device, length, &buffer));
  cts_ok(weir_buffer_fill(buffer, 0, length, 0, 1));
  return buffer;
}

weir_command_list_t* cts_list(uint32_t slots, uint32_t scalars) {
  weir_command_list_params_t params = {
      .slot_count = slots, .scalar_count = scalars, .name = "cts"};
  weir_command_list_t* list = NULL;
  cts_ok(weir_command_list_create(cts.allocator, &params, &list));
  return list;
}

weir_command_t cts_dispatch(weir_command_list_t* list,
                            weir_command_t predecessor, uint32_t entry,
                            uint32_t groups, const weir_slot_range_t* bindings,
                            const uint32_t* constants) {
  weir_scalar_t scalars[4] = {{0}};
  for (uint32_t i = 0; i < entries[entry].constant_count; ++i) {
    scalars[i] = weir_immediate(constants[i]);
  }
  weir_dispatch_command_t dispatch = {
      .executable = cts.executable,
      .entry = entry,
      .workgroup_count = {weir_immediate(groups), weir_immediate(1),
                          weir_immediate(1)},
      .constants = scalars,
      .constant_count = entries[entry].constant_count,
      .bindings = bindings,
      .binding_count = entries[entry].binding_count,
  };
  weir_command_t command = 0;
  cts_ok(weir_command_list_dispatch(list, &predecessor,
                                    predecessor == UINT32_MAX ? 0 : 1,
                                    &dispatch, &command));
  return command;
}

int main(int argc, char** argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: %s DRIVERS THREADS\n", argv[0]);
    return EXIT_FAILURE;
  }
  cts_config = (cts_config_t){argv[1], (uint32_t)strtoul(argv[2], NULL, 10)};
  Suite* suite = suite_create("device");
  suite_add_tcase(suite, cts_command_cases());
  suite_add_tcase(suite, cts_graph_cases());
  suite_add_tcase(suite, cts_memory_cases());
  suite_add_tcase(suite, cts_failure_cases());
  suite_add_tcase(suite, cts_transfer_cases());
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
