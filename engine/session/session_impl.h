// The insides of a session, for its own folder.
#ifndef WEIR_ENGINE_SESSION_SESSION_IMPL_H_
#define WEIR_ENGINE_SESSION_SESSION_IMPL_H_

#include <stdatomic.h>

#include "engine/base/threads.h"
#include "engine/hal/channel.h"
#include "engine/hal/fence.h"
#include "engine/io/parameters.h"
#include "engine/session/session.h"
#include "engine/vm/vm.h"
#include "transports/group.h"

typedef struct weir_node_t weir_node_t;

// What a node's thread is given to do.
typedef weir_status_t (*weir_node_job_t)(weir_node_t* node, void* user);

// Who is told what a device runs.
typedef struct weir_node_tracer_t {
  weir_session_t* session;
  uint32_t device;  // of the plan
} weir_node_tracer_t;

// A node of the plan that this rank runs.
struct weir_node_t {
  weir_session_t* session;
  uint32_t index;  // in the plan
  weir_progress_t* progress;
  bool is_polled;  // the transport is among the progress's sources
  weir_device_t** devices;
  weir_node_tracer_t* tracers;  // one a device
  uint32_t device_count;
  // [executable * device_count + device]; loaded where a list needs it.
  weir_executable_t** executables;
  weir_vm_t* vm;
  // [channel * device_count + device]: the node's ends, made when first used.
  weir_channel_t** channels;
  uint32_t bind_cpu;  // of its thread, or WEIR_PLAN_NONE

  // Its thread, where it has one of its own.
  weir_thread_t thread;
  bool has_thread;
  weir_event_t wake;
  // Written by the session's thread before the generation grows.
  weir_node_job_t job;
  void* job_user;
  bool is_leaving;
  atomic_uint generation;
  weir_status_t status;  // of the job, until the session takes it

  // What had passed when the statistics were last reset.
  weir_transport_counters_t base_counters;

  // The call under way.
  weir_vm_value_t* arguments;
  weir_vm_value_t* results;
  uint32_t argument_count;
  uint32_t result_count;
  weir_fence_t* done;
};

typedef struct weir_session_scope_t {
  const char* scope;
  weir_parameter_index_t* index;
} weir_session_scope_t;

// A number in tags for the groups of a split, and by whom it is taken.
typedef struct weir_part_number_t {
  uint32_t owner;  // tells splits apart whose hash is the same number
  uint32_t count;  // ends on this rank
} weir_part_number_t;

struct weir_session_t {
  const weir_plan_t* plan;
  weir_transport_t* transport;
  weir_session_params_t params;
  weir_allocator_t allocator;
  uint32_t rank;
  uint32_t rank_count;
  weir_node_t* nodes;  // local ones, in the plan's order
  uint32_t node_count;
  weir_group_t** groups;  // one a channel of the plan; made when first used
  weir_session_scope_t* scopes;
  size_t scope_count;
  atomic_uint busy;     // nodes that are at their job
  weir_event_t idle;    // notified when that becomes 0
  uint64_t invocation;  // counts up from 1; 0 are the initialisers

  weir_spinlock_t lock;              // of what follows
  weir_part_number_t* part_numbers;  // of channels made by splitting
  bool has_failed;
  bool failed_elsewhere;

  // The trace: events each with a comma before it.
  pthread_mutex_t trace_mutex;
  weir_strbuf_t trace;        // under |trace_mutex|
  weir_time_ns_t trace_base;  // when all ranks had met

  // The watchdog.
  weir_thread_t watchdog;
  bool has_watchdog;
  weir_event_t watchdog_wake;
  atomic_uint watchdog_leaves;
  atomic_uint is_active;      // an invocation or the initialisers are running
  atomic_uint message_count;  // transfers of channels that have not ended
};

// ---- node.c: devices, executables and the program of one node --------------

// How the local devices of this rank share its cores and memory.
typedef struct weir_core_plan_t {
  uint32_t cpus[1024];
  uint32_t cpu_count;
  uint32_t next_cpu;
  bool bind;              // there are enough to give each its own
  uint32_t device_count;  // local devices of this rank
} weir_core_plan_t;

weir_status_t weir_core_plan_make(const weir_session_t* session,
                                  weir_core_plan_t* out_cores) WEIR_MUST_USE;

// UNAVAILABLE with what would fit, when the plan wants devices that are not
// here; RESOURCE_EXHAUSTED when they do not have the memory it needs.
weir_status_t weir_session_check_devices(const weir_session_t* session)
    WEIR_MUST_USE;

// Opens everything but runs nothing.
weir_status_t weir_node_open(weir_node_t* node,
                             weir_core_plan_t* cores) WEIR_MUST_USE;
void weir_node_close(weir_node_t* node);
// Works until all that the node's program has submitted has ended. The fence of
// a call tells of its results here; what other nodes still wait for, such as a
// send that goes when an input of theirs has come, needs this thread as well.
// The program submits nothing meanwhile, so that a device once idle stays so.
void weir_node_finish(weir_node_t* node);

// ---- node_thread.c ---------------------------------------------------------

weir_status_t weir_node_start(weir_node_t* node) WEIR_MUST_USE;
void weir_node_stop(weir_node_t* node);

// Runs |job| for every local node and returns the failures. The first failure
// anywhere fails the transport, so that nobody waits for a node that is gone.
weir_status_t weir_session_run_nodes(weir_session_t* session,
                                     weir_node_job_t job,
                                     void* user) WEIR_MUST_USE;

// Makes a failure known to all ranks; |status| is borrowed.
void weir_session_fail(weir_session_t* session, weir_status_t status);

// ---- channel.c -------------------------------------------------------------

// The channel functions of weir_vm_host_t; |user| is the node.
weir_status_t weir_node_channel(void* user, uint32_t device, uint32_t channel,
                                weir_channel_t** out_channel) WEIR_MUST_USE;
weir_status_t weir_node_create_channel(
    void* user, uint32_t device, weir_string_view_t id,
    weir_string_view_t group, int32_t rank, int32_t count,
    weir_channel_t** out_channel) WEIR_MUST_USE;
weir_status_t weir_node_split_channel(
    void* user, weir_channel_t* parent, int32_t color, int32_t key,
    weir_channel_t** out_channel) WEIR_MUST_USE;

// ---- invoke.c --------------------------------------------------------------

// A message between the control endpoints of this rank and another, to its end.
weir_status_t weir_session_pass(weir_session_t* session, uint32_t peer,
                                bool is_send, uint64_t tag, void* data,
                                size_t bytes) WEIR_MUST_USE;

// ---- trace.c ---------------------------------------------------------------

// Has the commands of a device recorded, where the session records.
void weir_node_observe(weir_node_t* node, uint32_t device);

// ---- watchdog.c ------------------------------------------------------------

weir_status_t weir_watchdog_start(weir_session_t* session) WEIR_MUST_USE;
void weir_watchdog_stop(weir_session_t* session);

#endif  // WEIR_ENGINE_SESSION_SESSION_IMPL_H_
