// What ran when, on all devices of all ranks, in the Chrome trace event format
// (also read by Perfetto): a process for each rank, a thread for each device.
#ifndef WEIR_ENGINE_SESSION_TRACE_H_
#define WEIR_ENGINE_SESSION_TRACE_H_

#include "engine/session/session.h"

// Together, once, after the last call of a session made with |record_trace|. On
// rank 0 |text| gets the whole file. Times are microseconds from a moment at
// which all ranks met.
weir_status_t weir_session_collect_trace(weir_session_t* session,
                                         weir_strbuf_t* text) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_SESSION_TRACE_H_
