// Runs a node's host program: the routines of a plan over devices.
//
// A vm is one node's program with its globals. It belongs to one thread at a
// time; several invocations may be in flight, since a routine submits work and
// returns, and fences say when the work is done. A routine that must know a
// value waits for its fence, and works on the devices meanwhile.
//
// Routines, lists and registers were checked by the plan's verifier; what a
// program may still do wrong (a null reference, an offset out of range) is a
// failure that names the operation and its place in the source.
#ifndef WEIR_ENGINE_VM_VM_H_
#define WEIR_ENGINE_VM_VM_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/allocator.h"
#include "engine/base/status.h"
#include "engine/hal/buffer_view.h"
#include "engine/hal/channel.h"
#include "engine/hal/device.h"
#include "engine/plan/plan.h"

typedef struct weir_vm_t weir_vm_t;

// What the program asks of its surroundings. |user| goes to each of them; all
// but the first two may be NULL, where a program that asks then fails.
typedef struct weir_vm_host_t {
  void* user;
  // An executable of the node for one of its devices, loaded; borrowed for as
  // long as the vm lives.
  weir_status_t (*executable)(void* user, uint32_t executable, uint32_t device,
                              weir_executable_t** out_executable);
  // The end of a plan's channel at a device; the caller's to release.
  weir_status_t (*channel)(void* user, uint32_t device, uint32_t channel,
                           weir_channel_t** out_channel);
  // The channel that programs name by a group ("" for all devices); rank and
  // count of -1 stand for what the group says.
  weir_status_t (*create_channel)(void* user, uint32_t device,
                                  weir_string_view_t id,
                                  weir_string_view_t group, int32_t rank,
                                  int32_t count, weir_channel_t** out_channel);
  // The members of |parent| with one color, ordered by key.
  weir_status_t (*split_channel)(void* user, weir_channel_t* parent,
                                 int32_t color, int32_t key,
                                 weir_channel_t** out_channel);
  // Bytes of a parameter. Called on any thread.
  weir_status_t (*read_parameter)(void* user, const char* scope,
                                  const char* key, uint64_t offset,
                                  void* target, uint64_t length);
  weir_status_t (*write_parameter)(void* user, const char* scope,
                                   const char* key, uint64_t offset,
                                   const void* source, uint64_t length);
  // A tensor the program wants shown.
  void (*trace)(void* user, const char* key, size_t count,
                weir_buffer_view_t* const* views);
} weir_vm_host_t;

typedef struct weir_vm_params_t {
  const weir_plan_t* plan;  // must outlive the vm
  uint32_t node;
  weir_allocator_t allocator;
  weir_device_t* const* devices;  // the node's; copied and retained
  uint32_t device_count;
  weir_progress_t* progress;  // where waits work; retained
  weir_vm_host_t host;
} weir_vm_params_t;

weir_status_t weir_vm_create(const weir_vm_params_t* params,
                             weir_vm_t** out_vm) WEIR_MUST_USE;
// All work that was submitted must have signalled. NULL is fine.
void weir_vm_free(weir_vm_t* vm);

// Runs the initialisers; once, before anything else is invoked.
weir_status_t weir_vm_initialize(weir_vm_t* vm) WEIR_MUST_USE;

// A value of a routine's signature.
typedef struct weir_vm_value_t {
  uint32_t type;  // weir_plan_type_t
  uint64_t scalar;
  void* reference;  // as the type says; NULL is a null reference
} weir_vm_value_t;

// Runs an exported routine: |arguments| in the declared order, borrowed; then
// |results| likewise, each reference the caller's to release with
// weir_vm_value_release(). |invocation| pairs its transfers with those of the
// other nodes. INVALID_ARGUMENT when counts or types are not the routine's.
weir_status_t weir_vm_invoke(weir_vm_t* vm, uint32_t routine,
                             uint64_t invocation,
                             const weir_vm_value_t* arguments,
                             size_t argument_count, weir_vm_value_t* results,
                             size_t result_count) WEIR_MUST_USE;

// Releases the reference, if there is one.
void weir_vm_value_release(weir_vm_value_t* value);

// Where the vm is, for reports of things that hang: "" when it is not running;
// otherwise the routine and the operation. Any thread.
const char* weir_vm_describe(weir_vm_t* vm, char* buffer, size_t size);

#endif  // WEIR_ENGINE_VM_VM_H_
