#include "engine/session/job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/drivers/register_all.h"
#include "engine/base/file_writer.h"
#include "engine/session/job_impl.h"
#include "engine/session/trace.h"
#include "transports/startup.h"

// Whether |text| is nothing but |line| said by one rank after the other.
static bool is_repeated(const char* text, const char* line) {
  size_t size = strlen(line);
  unsigned count = 0;
  while (*text != 0) {
    unsigned rank = 0;
    int skip = 0;
    if (sscanf(text, "rank %u: %n", &rank, &skip) != 1 || skip == 0) {
      return false;
    }
    text += skip;
    if (strncmp(text, line, size) != 0) return false;
    text += size;
    if (*text == '\n') ++text;
    ++count;
  }
  return count > 0;
}

// Brings |status| before all ranks: all go on, or none. What all of them found
// is told once.
static weir_status_t together(weir_job_run_t* run, weir_status_t status,
                              bool* out_elsewhere) {
  char* mine = strdup(weir_status_message(status));
  status = weir_transport_gather_status(run->transport, status);
  // All hold the same story, rank 0 tells it.
  if (!weir_is_ok(status)) *out_elsewhere = run->rank != 0;
  if (!weir_is_ok(status) && mine != NULL && mine[0] != 0 &&
      strchr(mine, '\n') == NULL &&
      is_repeated(weir_status_message(status), mine)) {
    weir_status_t once = weir_status(weir_status_code(status), "%s", mine);
    weir_status_free(status);
    status = once;
  }
  free(mine);
  return status;
}

static weir_status_t make_room(weir_job_run_t* run) {
  weir_allocator_t allocator = weir_default_allocator();
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, run->record->input_count,
                                        sizeof(*run->inputs),
                                        (void**)&run->inputs));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, run->record->output_count,
                                        sizeof(*run->outputs),
                                        (void**)&run->outputs));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(allocator, run->record->output_count,
                                        sizeof(*run->wanted),
                                        (void**)&run->wanted));
  return weir_alloc_array(allocator, run->job->repeat,
                          sizeof(*run->durations_ns),
                          (void**)&run->durations_ns);
}

// Everything that one rank can find out alone.
static weir_status_t prepare(weir_job_run_t* run) {
  WEIR_RETURN_IF_ERROR(weir_job_find_function(run));
  WEIR_RETURN_IF_ERROR(make_room(run));
  WEIR_RETURN_IF_ERROR(weir_job_read_inputs(run));
  WEIR_RETURN_IF_ERROR(weir_job_read_expected(run));
  WEIR_RETURN_IF_ERROR(weir_job_check_outputs(run));
  return weir_register_all_drivers(&run->drivers);
}

static weir_status_t call(weir_job_run_t* run) {
  const weir_job_t* job = run->job;
  weir_session_call_t one = {.function = run->function, .inputs = run->inputs};
  for (uint32_t i = 0; i < job->warmup; ++i) {
    WEIR_RETURN_IF_ERROR(weir_session_invoke(run->session, &one));
  }
  // Statistics are of the last call, so that they can be held against the plan.
  for (uint32_t i = 0; i < job->repeat; ++i) {
    bool is_last = i + 1 == job->repeat;
    one.outputs = is_last ? run->outputs : NULL;
    if (is_last) weir_session_reset_statistics(run->session);
    WEIR_RETURN_IF_ERROR(weir_session_invoke(run->session, &one));
    run->durations_ns[i] = one.duration_ns;
  }
  WEIR_RETURN_IF_ERROR(
      weir_session_collect_statistics(run->session, &run->statistics));
  return job->trace_path ? weir_session_collect_trace(run->session, &run->trace)
                         : weir_ok();
}

static weir_status_t start_session(weir_job_run_t* run) {
  weir_session_params_t params = run->job->session;
  params.plan = run->plan;
  params.transport = run->transport;
  params.drivers = &run->drivers;
  params.record_trace = run->job->trace_path != NULL;
  return weir_session_create(&params, &run->session);
}

// What only rank 0 does with the results.
static weir_status_t finish(weir_job_run_t* run, weir_strbuf_t* out_text) {
  if (run->rank != 0) return weir_ok();
  WEIR_RETURN_IF_ERROR(weir_job_compare(run));
  WEIR_RETURN_IF_ERROR(weir_job_write_outputs(run));
  if (run->job->trace_path != NULL) {
    WEIR_RETURN_IF_ERROR(weir_file_write(run->job->trace_path, run->trace.data,
                                         run->trace.size));
  }
  if (run->job->json) {
    weir_job_report_json(run, out_text);
  } else {
    weir_job_report_text(run, out_text);
  }
  return weir_ok();
}

static weir_status_t run_all(weir_job_run_t* run, weir_strbuf_t* out_text,
                             bool* out_elsewhere) {
  weir_status_t status = weir_plan_open(run->job->plan_path, &run->plan);
  WEIR_RETURN_IF_ERROR(together(run, status, out_elsewhere));
  WEIR_RETURN_IF_ERROR(together(run, prepare(run), out_elsewhere));
  status = start_session(run);
  if (weir_is_ok(status)) status = call(run);
  if (!weir_is_ok(status)) {
    *out_elsewhere =
        run->session && weir_session_failed_elsewhere(run->session);
    return status;
  }
  WEIR_RETURN_IF_ERROR(together(run, finish(run, out_text), out_elsewhere));
  uint8_t matches = run->matches;
  WEIR_RETURN_IF_ERROR(
      weir_transport_broadcast(run->transport, 0, &matches, sizeof(matches)));
  run->matches = matches;
  return weir_ok();
}

static void clean_up(weir_job_run_t* run) {
  weir_allocator_t allocator = weir_default_allocator();
  weir_session_free(run->session);
  for (uint32_t i = 0; run->inputs && i < run->record->input_count; ++i) {
    weir_tensor_release(&run->inputs[i]);
  }
  for (uint32_t i = 0; run->outputs && i < run->record->output_count; ++i) {
    weir_tensor_release(&run->outputs[i]);
  }
  for (uint32_t i = 0; run->wanted && i < run->record->output_count; ++i) {
    weir_tensor_release(&run->wanted[i].expected);
  }
  weir_session_statistics_deinit(&run->statistics);
  weir_strbuf_deinit(&run->trace);
  weir_free(allocator, run->inputs);
  weir_free(allocator, run->outputs);
  weir_free(allocator, run->wanted);
  weir_free(allocator, run->durations_ns);
  weir_plan_close(run->plan);
}

weir_status_t weir_job_run(const weir_job_t* job, weir_transport_t* transport,
                           weir_strbuf_t* out_text, bool* out_matches,
                           bool* out_elsewhere) {
  *out_matches = true;
  *out_elsewhere = false;
  weir_job_run_t run = {
      .job = job,
      .transport = transport,
      .rank = weir_transport_info(transport)->rank,
      .matches = true,
  };
  weir_status_t status = run_all(&run, out_text, out_elsewhere);
  *out_matches = run.matches;
  clean_up(&run);
  return status;
}
