// Runs a plan: its nodes on this process and, over a transport, on others.
//
// Every rank opens the same plan and makes a session; node n of N runs on rank
// n*R/N of R (plan folding), so that without mpirun one process runs them all.
// A rank opens the devices, executables and constants of its own nodes only.
// Each local node has a thread for its host program, except that a single one
// runs on the thread that calls.
//
// Functions marked "together" are called by one thread of every rank, in the
// same order. When one of them fails anywhere, it fails everywhere, and the
// session is of no further use: weir_session_failed_elsewhere() says whether
// another rank has the story to tell.
#ifndef WEIR_ENGINE_SESSION_SESSION_H_
#define WEIR_ENGINE_SESSION_SESSION_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/strbuf.h"
#include "engine/base/time.h"
#include "engine/hal/device.h"
#include "engine/hal/driver.h"
#include "engine/io/tensor.h"
#include "engine/plan/plan.h"
#include "transports/transport.h"

typedef struct weir_session_t weir_session_t;

// A file of parameters that programs know as |scope|.
typedef struct weir_session_parameters_t {
  const char* scope;
  const char* path;
} weir_session_parameters_t;

typedef struct weir_session_params_t {
  const weir_plan_t* plan;      // must outlive the session
  weir_transport_t* transport;  // retained; its nodes are set by the session
  const weir_driver_registry_t* drivers;  // must outlive the session
  // Wrappers put around every device, "trace+validate"; NULL for none.
  const char* wrappers;
  // Keeps what runs when, for weir_session_collect_trace().
  bool record_trace;
  // Driver instead of "local" ("inline"); NULL for what the plan says.
  const char* local_driver;
  // Threads of each local device; 0 for what the plan says and the cores give.
  uint32_t thread_count;
  // Memory the devices of this rank may use together; 0 for the machine's.
  uint64_t memory_bytes;
  // Nothing may stand still for longer than this; 0 for no limit.
  int64_t timeout_ns;
  // Told what is stuck, on the watchdog's thread, before the session fails of
  // it. Where even that does not end the work, the process ends with
  // |stuck_exit_code|.
  void (*stuck)(void* user, const char* report);
  int stuck_exit_code;
  const weir_session_parameters_t* parameters;
  size_t parameter_count;
  // A tensor that the program traces; called on any thread.
  void (*trace)(void* user, const char* key, const weir_tensor_t* tensor);
  void* user;
} weir_session_params_t;

// Together. Checks that all ranks hold the same plan, opens devices, loads
// executables, runs initialisers. FAILED_PRECONDITION for different plans,
// UNAVAILABLE for devices that are not there, RESOURCE_EXHAUSTED for too little
// memory, DATA_LOSS for damaged data.
weir_status_t weir_session_create(const weir_session_params_t* params,
                                  weir_session_t** out_session) WEIR_MUST_USE;
void weir_session_free(weir_session_t* session);  // NULL is fine

// One call of an exported function.
typedef struct weir_session_call_t {
  uint32_t function;
  const weir_tensor_t* inputs;  // one a port, the same on every rank
  // One a port, empty; filled on rank 0, owned by the caller. NULL: the outputs
  // stay where they are and are dropped.
  weir_tensor_t* outputs;
  // From all ranks being ready to all results being there; not the inputs'
  // and outputs' way from and to files.
  int64_t duration_ns;
} weir_session_call_t;

// Together.
weir_status_t weir_session_invoke(weir_session_t* session,
                                  weir_session_call_t* call) WEIR_MUST_USE;

// INVALID_ARGUMENT, naming both types, unless |tensor| can be given for |port|.
weir_status_t weir_session_check_input(
    const weir_plan_t* plan, const weir_plan_port_t* port,
    const weir_tensor_t* tensor) WEIR_MUST_USE;

// Whether the session failed because another rank did, which then reports it.
bool weir_session_failed_elsewhere(const weir_session_t* session);

// Devices of this rank, in the plan's order, with their index in the plan.
size_t weir_session_device_count(const weir_session_t* session);
weir_device_t* weir_session_device(const weir_session_t* session, size_t i,
                                   uint32_t* out_plan_device);

// What runs where and waits for what, one line each.
void weir_session_describe(weir_session_t* session, weir_strbuf_t* buffer);

// The best variant of an executable for a device, or WEIR_PLAN_NONE: of its
// format, and for CPUs with no feature that this one lacks.
uint32_t weir_session_choose_variant(const weir_plan_t* plan, uint32_t node,
                                     uint32_t executable, const char* format);

// Whether this CPU runs code for |target|: "", "host", a level ("x86-64-v4"),
// or a processor by the name that LLVM gives it, where its level is known.
bool weir_session_cpu_runs(const char* target);

#endif  // WEIR_ENGINE_SESSION_SESSION_H_
