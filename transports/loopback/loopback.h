// All nodes of a plan in one process: the embedded default, and the oracle that
// other transports are compared with.
#ifndef WEIR_TRANSPORTS_LOOPBACK_LOOPBACK_H_
#define WEIR_TRANSPORTS_LOOPBACK_LOOPBACK_H_

#include "transports/transport.h"

// One rank of one, which hosts every node.
weir_status_t weir_loopback_transport_create(weir_transport_t** out_transport)
    WEIR_MUST_USE;

#endif  // WEIR_TRANSPORTS_LOOPBACK_LOOPBACK_H_
