// What the engine costs around kernels: empty dispatches in resident command
// lists, and submissions of lists of one. Prints one JSON object; medians of
// rounds.
//
//   engine_overhead [DRIVERS [THREADS]]
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/time.h"
#include "engine/drivers/register_all.h"
#include "engine/hal/queue.h"

enum { COMMANDS = 4096, ROUNDS = 51, SUBMISSIONS = 2000 };

static void empty_entry(const weir_dispatch_args_t* args, uint32_t x,
                        uint32_t y, uint32_t z) {
  (void)args;
  (void)x;
  (void)y;
  (void)z;
}

static const weir_executable_entry_t entries[] = {
    {"empty", empty_entry, 3, 2, 0, NULL}};
static const weir_executable_library_t library = {WEIR_EXECUTABLE_ABI_VERSION,
                                                  1, entries};

typedef struct bench_t {
  weir_allocator_t allocator;
  weir_device_t* device;
  weir_executable_t* executable;
  weir_buffer_t* buffer;
  weir_semaphore_t* timeline;
  uint64_t value;
} bench_t;

static void must(weir_status_t status) {
  if (weir_is_ok(status)) return;
  fprintf(stderr, "engine_overhead: %s\n", weir_status_message(status));
  exit(EXIT_FAILURE);
}

static weir_command_t dispatch(bench_t* bench, weir_command_list_t* list,
                               const weir_command_t* predecessors,
                               size_t predecessor_count) {
  weir_slot_range_t bindings[3];
  for (uint32_t i = 0; i < 3; ++i) {
    bindings[i] =
        (weir_slot_range_t){0, weir_immediate(64 * i), weir_immediate(64)};
  }
  weir_scalar_t constants[2] = {weir_immediate(1), weir_immediate(2)};
  weir_dispatch_command_t command = {
      .executable = bench->executable,
      .workgroup_count = {weir_immediate(1), weir_immediate(1),
                          weir_immediate(1)},
      .constants = constants,
      .constant_count = 2,
      .bindings = bindings,
      .binding_count = 3,
  };
  weir_command_t index;
  must(weir_command_list_dispatch(list, predecessors, predecessor_count,
                                  &command, &index));
  return index;
}

// Chains of |count| / |width| commands, |width| side by side.
static weir_command_list_t* make_list(bench_t* bench, uint32_t count,
                                      uint32_t width) {
  weir_command_list_params_t params = {.slot_count = 1, .name = "bench"};
  weir_command_list_t* list;
  must(weir_command_list_create(bench->allocator, &params, &list));
  for (uint32_t i = 0; i < count; ++i) {
    weir_command_t previous = i - width;
    dispatch(bench, list, &previous, i >= width ? 1 : 0);
  }
  must(weir_command_list_finish(list));
  return list;
}

static void run(bench_t* bench, weir_command_list_t* list) {
  weir_buffer_range_t binding = {bench->buffer, 0, WEIR_WHOLE_LENGTH};
  weir_submission_t submission = {
      .list = list, .bindings = &binding, .binding_count = 1};
  weir_fence_t* fence;
  must(weir_fence_create_at(bench->allocator, bench->timeline, ++bench->value,
                            &fence));
  must(weir_queue_execute(weir_device_queue(bench->device, 0), NULL, fence,
                          &submission));
  must(weir_fence_wait(fence, weir_device_progress_of(bench->device),
                       WEIR_TIME_NEVER));
  weir_fence_release(fence);
}

static int compare(const void* a, const void* b) {
  double x = *(const double*)a;
  double y = *(const double*)b;
  return (x > y) - (x < y);
}

static double median_ns(bench_t* bench, weir_command_list_t* list,
                        uint32_t runs) {
  double times[ROUNDS];
  for (int i = 0; i < ROUNDS; ++i) {
    weir_time_ns_t begin = weir_now_ns();
    for (uint32_t j = 0; j < runs; ++j) run(bench, list);
    times[i] = (double)(weir_now_ns() - begin) / runs;
  }
  qsort(times, ROUNDS, sizeof(times[0]), compare);
  return times[ROUNDS / 2];
}

int main(int argc, char** argv) {
  const char* drivers = argc > 1 ? argv[1] : "local";
  uint32_t threads = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 1;
  bench_t bench = {.allocator = weir_default_allocator()};
  weir_driver_registry_t registry = {0};
  must(weir_register_all_drivers(&registry));
  weir_device_params_t params = {.name = "bench", .thread_count = threads};
  must(weir_device_open(&registry, drivers, &params, &bench.device));
  must(weir_executable_wrap(bench.allocator, "bench", &library,
                            &bench.executable));
  must(weir_device_allocate(bench.device, 4096, &bench.buffer));
  must(weir_semaphore_create(bench.allocator, 0, &bench.timeline));

  weir_command_list_t* chain = make_list(&bench, COMMANDS, 1);
  weir_command_list_t* wide = make_list(&bench, COMMANDS, COMMANDS);
  weir_command_list_t* lanes = make_list(&bench, COMMANDS, 4);
  weir_command_list_t* single = make_list(&bench, 1, 1);
  printf(
      "{\"driver\": \"%s\", \"threads\": %u, \"commands\": %d,\n"
      " \"ns_per_dispatch_chain\": %.1f,\n"
      " \"ns_per_dispatch_four_chains\": %.1f,\n"
      " \"ns_per_dispatch_wide\": %.1f,\n"
      " \"ns_per_submission\": %.1f}\n",
      drivers, threads, COMMANDS, median_ns(&bench, chain, 1) / COMMANDS,
      median_ns(&bench, lanes, 1) / COMMANDS,
      median_ns(&bench, wide, 1) / COMMANDS,
      median_ns(&bench, single, SUBMISSIONS / 20));

  weir_command_list_release(chain);
  weir_command_list_release(wide);
  weir_command_list_release(lanes);
  weir_command_list_release(single);
  weir_semaphore_release(bench.timeline);
  weir_buffer_release(bench.buffer);
  weir_executable_release(bench.executable);
  weir_device_release(bench.device);
  return EXIT_SUCCESS;
}
