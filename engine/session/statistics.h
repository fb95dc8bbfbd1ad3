// What the devices and nodes of all ranks did.
#ifndef WEIR_ENGINE_SESSION_STATISTICS_H_
#define WEIR_ENGINE_SESSION_STATISTICS_H_

#include "engine/session/session.h"

typedef struct weir_session_statistics_t {
  // One a device of the plan.
  weir_device_statistics_t* devices;
  uint32_t device_count;
  // One a node of the plan.
  weir_transport_counters_t* nodes;
  uint32_t node_count;
} weir_session_statistics_t;

// Together. Filled in on rank 0 and empty elsewhere.
weir_status_t weir_session_collect_statistics(
    weir_session_t* session,
    weir_session_statistics_t* out_statistics) WEIR_MUST_USE;
void weir_session_statistics_deinit(weir_session_statistics_t* statistics);

// The counters of this rank's devices to zero.
void weir_session_reset_statistics(weir_session_t* session);

#endif  // WEIR_ENGINE_SESSION_STATISTICS_H_
