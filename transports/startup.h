// What ranks say to each other before and after the work: rare, blocking,
// between the ranks' control endpoints, called by one thread of every rank in
// the same order. They return when done or when the transport fails.
//
// The control endpoints work before weir_transport_set_nodes(), so that a rank
// that cannot even load its plan can say so.
#ifndef WEIR_TRANSPORTS_STARTUP_H_
#define WEIR_TRANSPORTS_STARTUP_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "transports/transport.h"

// Returns after every rank has called it.
weir_status_t weir_transport_barrier(weir_transport_t* transport) WEIR_MUST_USE;

// Copies |bytes| at |data| from |root_rank| to all ranks.
weir_status_t weir_transport_broadcast(weir_transport_t* transport,
                                       uint32_t root_rank, void* data,
                                       size_t bytes) WEIR_MUST_USE;

// Verifies that all ranks hold the same |bytes| (a plan's hash). Otherwise
// every rank gets FAILED_PRECONDITION naming |what| and the ranks that differ
// from rank 0. |bytes| must be the same everywhere.
weir_status_t weir_transport_agree(weir_transport_t* transport,
                                   const char* what, const void* data,
                                   size_t bytes) WEIR_MUST_USE;

// Every rank brings its |status| (consumed). OK everywhere if all are;
// otherwise every rank gets the same status: the failure of the lowest rank,
// with the number of each rank before its message, other ranks' failures
// joined.
weir_status_t weir_transport_gather_status(weir_transport_t* transport,
                                           weir_status_t status) WEIR_MUST_USE;

#endif  // WEIR_TRANSPORTS_STARTUP_H_
