// The conformance suite of devices: every case runs on every configuration.
#ifndef WEIR_TESTS_CTS_HAL_DEVICE_CTS_H_
#define WEIR_TESTS_CTS_HAL_DEVICE_CTS_H_

#include <check.h>

#include "engine/hal/driver.h"
#include "engine/hal/queue.h"

typedef struct cts_config_t {
  const char* drivers;  // as for weir_device_open()
  uint32_t threads;
} cts_config_t;

// What a case works with; made afresh for each.
typedef struct cts_t {
  weir_allocator_t allocator;
  weir_device_t* device;
  weir_queue_t queue;
  weir_progress_t* progress;
  weir_executable_t* executable;  // of cts_library
} cts_t;

extern cts_t cts;

// The configuration that this program runs.
extern cts_config_t cts_config;

void cts_setup(void);
void cts_teardown(void);

// Opens another device of the configuration that shares the progress.
weir_device_t* cts_open(const char* name, uint64_t memory_bytes);

// Ends |status|, which must be a success; or a failure of |code|.
#define cts_ok(status) cts_ok_at((status), __FILE__, __LINE__)
void cts_ok_at(weir_status_t status, const char* file, int line);
#define cts_fails(status, code) \
  cts_fails_at((status), (code), __FILE__, __LINE__)
void cts_fails_at(weir_status_t status, weir_code_t code, const char* file,
                  int line);

weir_fence_t* cts_fence(void);
// Waits for |fence|, which must be reached, and releases it.
void cts_wait(weir_fence_t* fence);
// Waits for |fence|, which must fail, and releases it.
void cts_wait_fails(weir_fence_t* fence, weir_code_t code);

weir_buffer_t* cts_buffer(uint64_t length);
weir_command_list_t* cts_list(uint32_t slots, uint32_t scalars);

static inline weir_slot_range_t cts_range(uint32_t slot, uint64_t offset,
                                          uint64_t length) {
  return (weir_slot_range_t){slot, weir_immediate(offset),
                             weir_immediate(length)};
}

// Entries of cts_library, by ordinal.
enum {
  // bindings: u32 out[]; constants: value. out[wg] = value + linear workgroup
  CTS_STORE = 0,
  // bindings: u32 in[], u32 out[]; constants: factor, addend.
  // out[i] = in[i] * factor + addend for all of the shorter binding
  CTS_AFFINE,
  // bindings: u32 counter[]. Adds 1 to counter[0], atomically.
  CTS_COUNT,
  // No bindings, no constants: does nothing.
  CTS_EMPTY,
  // bindings: u32 out[]. Uses 4 KiB of workspace; out[wg] = sum 0..1023.
  CTS_WORKSPACE,
  CTS_ENTRY_COUNT,
};
extern const weir_executable_library_t cts_library;

// Records a dispatch of |entry| behind |predecessor| (UINT32_MAX: none).
weir_command_t cts_dispatch(weir_command_list_t* list,
                            weir_command_t predecessor, uint32_t entry,
                            uint32_t groups, const weir_slot_range_t* bindings,
                            const uint32_t* constants);

// The groups of cases.
TCase* cts_command_cases(void);
TCase* cts_graph_cases(void);
TCase* cts_memory_cases(void);
TCase* cts_failure_cases(void);
TCase* cts_transfer_cases(void);

#endif  // WEIR_TESTS_CTS_HAL_DEVICE_CTS_H_
