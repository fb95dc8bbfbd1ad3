// The insides of the vm, for its own folder.
#ifndef WEIR_ENGINE_VM_VM_IMPL_H_
#define WEIR_ENGINE_VM_VM_IMPL_H_

#include <stdatomic.h>

#include "engine/hal/command_list.h"
#include "engine/hal/fence.h"
#include "engine/hal/queue.h"
#include "engine/plan/instructions.h"
#include "engine/vm/vm.h"

enum {
  WEIR_VM_MAX_DEPTH = 200,        // of calls
  WEIR_VM_STACK_BYTES = 1 << 16,  // a piece of the stack
};

// ---- objects ---------------------------------------------------------------

// Host memory of the program. Counted.
typedef struct weir_vm_bytes_t {
  atomic_uint count;
  weir_allocator_t allocator;
  uint8_t* data;
  uint64_t size;
  bool writable;
  struct weir_vm_bytes_t* parent;  // of a subspan; retained
} weir_vm_bytes_t;

// |data| stays the caller's when given; otherwise |size| zeroed bytes.
weir_status_t weir_vm_bytes_create(weir_allocator_t allocator, const void* data,
                                   uint64_t size, uint32_t alignment,
                                   weir_vm_bytes_t** out_bytes) WEIR_MUST_USE;
weir_status_t weir_vm_bytes_subspan(weir_vm_bytes_t* parent, uint64_t offset,
                                    uint64_t size,
                                    weir_vm_bytes_t** out_bytes) WEIR_MUST_USE;
// OUT_OF_RANGE, or FAILED_PRECONDITION for writes to constants.
weir_status_t weir_vm_bytes_check(const weir_vm_bytes_t* bytes, uint64_t offset,
                                  uint64_t size, bool for_write) WEIR_MUST_USE;

// A growing list of values. Counted.
typedef struct weir_vm_list_t {
  atomic_uint count;
  weir_allocator_t allocator;
  weir_vm_value_t* values;
  size_t size;
  size_t capacity;
} weir_vm_list_t;

weir_status_t weir_vm_list_create(weir_allocator_t allocator, uint64_t capacity,
                                  weir_vm_list_t** out_list) WEIR_MUST_USE;
weir_status_t weir_vm_list_resize(weir_vm_list_t* list,
                                  uint64_t size) WEIR_MUST_USE;

// A file over bytes. Counted.
typedef struct weir_vm_file_t {
  atomic_uint count;
  weir_allocator_t allocator;
  weir_vm_bytes_t* bytes;  // retained
} weir_vm_file_t;

weir_status_t weir_vm_file_create(weir_allocator_t allocator,
                                  weir_vm_bytes_t* bytes,
                                  weir_vm_file_t** out_file) WEIR_MUST_USE;

// A command list with what fills its slots. Counted by the vm's thread alone.
typedef struct weir_vm_commands_t {
  uint32_t count;
  struct weir_vm_lists_t* lists;    // where it goes back to
  uint32_t index;                   // of the plan's list
  weir_command_list_t* list;        // retained
  weir_buffer_range_t* bindings;    // slot_count; buffers retained
  uint64_t* scalars;                // as many as the recorded list has
  struct weir_vm_commands_t* next;  // while it is not in use
} weir_vm_commands_t;

// By weir_plan_type_t; NULL is fine.
void weir_vm_retain(uint32_t type, void* object);
void weir_vm_release(uint32_t type, void* object);

// ---- command lists ---------------------------------------------------------

// A plan's list on its device. The graph is recorded when it is first used and
// again only when a program comes with other channels or peers.
typedef struct weir_vm_recorded_t {
  weir_command_list_t* list;  // NULL until recorded
  weir_channel_t** channels;  // channel_count; retained
  uint64_t* fixed;            // values of the operands recorded as numbers
  uint32_t* fixed_operands;   // which operands these are
  uint32_t fixed_count;
  uint32_t derived_count;    // operands with both a value and a parameter
  weir_vm_commands_t* free;  // commands to be used again
  uint64_t invocation;       // the last in which it was submitted
  uint64_t occurrences;      // how often in that
} weir_vm_recorded_t;

typedef struct weir_vm_lists_t {
  const weir_plan_t* plan;
  const weir_plan_program_t* program;
  weir_allocator_t allocator;
  const weir_vm_host_t* host;
  weir_vm_recorded_t* recorded;  // one a list
  char** labels;                 // one a location; made when first used
} weir_vm_lists_t;

weir_status_t weir_vm_lists_init(weir_vm_lists_t* lists,
                                 const weir_vm_params_t* params,
                                 const weir_vm_host_t* host) WEIR_MUST_USE;
void weir_vm_lists_deinit(weir_vm_lists_t* lists);

// Commands for list |index| with room for bindings, all empty, and scalars, of
// which the first are |parameters|.
weir_status_t weir_vm_commands_create(
    weir_vm_lists_t* lists, uint32_t index, const uint64_t* parameters,
    weir_channel_t* const* channels,
    weir_vm_commands_t** out_commands) WEIR_MUST_USE;

// ---- the machine -----------------------------------------------------------

typedef struct weir_vm_stack_t {
  struct weir_vm_stack_t* next;  // older
  size_t used;
  size_t size;
  _Alignas(16) char data[];
} weir_vm_stack_t;

struct weir_vm_t {
  const weir_plan_t* plan;
  const weir_plan_program_t* program;
  uint32_t node;
  weir_allocator_t allocator;
  weir_device_t** devices;  // retained
  uint32_t device_count;
  weir_progress_t* progress;  // retained
  weir_vm_host_t host;
  weir_vm_lists_t lists;
  weir_vm_value_t* globals;
  weir_vm_bytes_t** constants;  // made when first used
  weir_vm_stack_t* stack;
  uint32_t depth;
  uint64_t invocation;
  // What the last failed fence said, for the check that follows.
  weir_status_t failure;
  // For reports: routine + 1 in the high, word in the low half; 0 when idle.
  _Atomic uint64_t position;
};

typedef struct weir_vm_frame_t {
  weir_vm_t* vm;
  const weir_plan_routine_t* routine;
  uint64_t* scalars;
  void** references;
  const uint8_t* types;  // of the references
} weir_vm_frame_t;

// An instruction without control flow; |w| are its words.
typedef weir_status_t (*weir_vm_op_fn_t)(weir_vm_frame_t* frame,
                                         const uint32_t* w);
typedef struct weir_vm_op_t {
  uint32_t opcode;
  weir_vm_op_fn_t fn;
} weir_vm_op_t;

// Tables of the other files, each ended by a NULL function.
extern const weir_vm_op_t weir_vm_buffer_ops[];
extern const weir_vm_op_t weir_vm_bytes_ops[];
extern const weir_vm_op_t weir_vm_fence_ops[];
extern const weir_vm_op_t weir_vm_file_ops[];
extern const weir_vm_op_t weir_vm_float_ops[];
extern const weir_vm_op_t weir_vm_integer_ops[];
extern const weir_vm_op_t weir_vm_queue_ops[];
extern const weir_vm_op_t weir_vm_register_ops[];

// Puts an object whose reference is the caller's into a register.
static inline void weir_vm_set(weir_vm_frame_t* frame, uint32_t reg,
                               void* object) {
  void* old = frame->references[reg];
  frame->references[reg] = object;
  if (old != NULL) weir_vm_release(frame->types[reg], old);
}

// The device a scalar register names: OUT_OF_RANGE where there is none.
weir_status_t weir_vm_device(weir_vm_frame_t* frame, uint32_t reg,
                             uint32_t* out_index,
                             weir_device_t** out_device) WEIR_MUST_USE;

// The queue that the registers |w|, device and affinity, name: of the queues
// allowed, the lowest.
weir_status_t weir_vm_queue(weir_vm_frame_t* frame, const uint32_t* w,
                            weir_queue_t* out_queue) WEIR_MUST_USE;

// INVALID_ARGUMENT for a null reference.
#define WEIR_VM_NEED(reference)                                         \
  do {                                                                  \
    if ((reference) == NULL) {                                          \
      return weir_status(WEIR_CODE_INVALID_ARGUMENT, "null reference"); \
    }                                                                   \
  } while (0)

static inline uint64_t weir_vm_mask(uint64_t value, uint32_t width) {
  return width >= 64 ? value : value & ((UINT64_C(1) << width) - 1);
}

static inline int64_t weir_vm_sign_extend(uint64_t value, uint32_t width) {
  uint32_t shift = 64 - width;
  return (int64_t)(value << shift) >> shift;
}

// |width| bits in memory: i1 takes a byte.
static inline uint32_t weir_vm_access_bytes(uint32_t width) {
  return width < 8 ? 1 : width / 8;
}

#endif  // WEIR_ENGINE_VM_VM_IMPL_H_
