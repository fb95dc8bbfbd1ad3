// One `weir run`: a plan, a function, inputs from files or text, outputs into
// files, comparison and timing. All of it but the command line.
#ifndef WEIR_ENGINE_SESSION_JOB_H_
#define WEIR_ENGINE_SESSION_JOB_H_

#include "engine/io/compare.h"
#include "engine/session/session.h"

typedef struct weir_job_t {
  const char* plan_path;
  const char* function;  // NULL: the only one
  // "[NAME=]@file", "[NAME=]text" as users write them; without a name in the
  // order of the function's inputs or outputs.
  const char* const* inputs;
  size_t input_count;
  const char* const* outputs;  // "[NAME=]@file" or "[NAME=]-"
  size_t output_count;
  const char* const* expected;
  size_t expected_count;
  weir_tolerance_t tolerance;
  uint32_t repeat;         // at least 1
  uint32_t warmup;         // invocations before the first that is timed
  bool json;               // report for machines
  bool quiet;              // no outputs as text
  const char* trace_path;  // file for what ran when; NULL for none
  // The rest goes to the session; plan, transport and drivers are filled in.
  weir_session_params_t session;
} weir_job_t;

// Together. |out_text| on rank 0 is what is to be printed on stdout.
// |*out_matches| is whether all expected outputs were met, on every rank.
// |*out_elsewhere| is set when another rank reports the failure.
weir_status_t weir_job_run(const weir_job_t* job, weir_transport_t* transport,
                           weir_strbuf_t* out_text, bool* out_matches,
                           bool* out_elsewhere) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_SESSION_JOB_H_
