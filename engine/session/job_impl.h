// The parts of a job, for its own folder.
#ifndef WEIR_ENGINE_SESSION_JOB_IMPL_H_
#define WEIR_ENGINE_SESSION_JOB_IMPL_H_

#include "engine/session/job.h"
#include "engine/session/statistics.h"

// What is done with an output.
typedef struct weir_job_output_t {
  const char* path;  // NULL: as text
  bool is_wanted;    // named by the user
  weir_tensor_t expected;
  bool has_expected;
  weir_comparison_t comparison;
} weir_job_output_t;

typedef struct weir_job_run_t {
  const weir_job_t* job;
  weir_transport_t* transport;
  uint32_t rank;
  weir_plan_t* plan;
  weir_driver_registry_t drivers;
  weir_session_t* session;
  uint32_t function;
  const weir_plan_function_t* record;
  weir_tensor_t* inputs;      // input_count of the function
  weir_tensor_t* outputs;     // output_count
  weir_job_output_t* wanted;  // output_count
  int64_t* durations_ns;      // repeat
  weir_session_statistics_t statistics;
  weir_strbuf_t trace;
  bool matches;
} weir_job_run_t;

// ---- job_arguments.c: what the user wrote, against what the function says --

weir_status_t weir_job_find_function(weir_job_run_t* run) WEIR_MUST_USE;
weir_status_t weir_job_read_inputs(weir_job_run_t* run) WEIR_MUST_USE;
weir_status_t weir_job_read_expected(weir_job_run_t* run) WEIR_MUST_USE;
// Finds out before the work whether outputs can be written after it.
weir_status_t weir_job_check_outputs(weir_job_run_t* run) WEIR_MUST_USE;

// ---- job_report.c ----------------------------------------------------------

weir_status_t weir_job_write_outputs(weir_job_run_t* run) WEIR_MUST_USE;
weir_status_t weir_job_compare(weir_job_run_t* run) WEIR_MUST_USE;
void weir_job_report_text(const weir_job_run_t* run, weir_strbuf_t* text);
void weir_job_report_json(const weir_job_run_t* run, weir_strbuf_t* text);

#endif  // WEIR_ENGINE_SESSION_JOB_IMPL_H_
