#include <stdlib.h>
#include <string.h>

#include "engine/base/file_writer.h"
#include "engine/io/npy.h"
#include "engine/io/tensor_text.h"
#include "engine/session/job_impl.h"

// More elements than this are for files.
enum { MAX_TEXT_ELEMENTS = 1024 };

static const weir_plan_port_t* output_port(const weir_job_run_t* run,
                                           uint32_t i) {
  return &run->plan->ports[run->record->output_first + i];
}

weir_status_t weir_job_write_outputs(weir_job_run_t* run) {
  for (uint32_t i = 0; i < run->record->output_count; ++i) {
    const char* path = run->wanted[i].path;
    if (path == NULL) continue;
    size_t size = strlen(path);
    bool is_npy = size >= 4 && strcmp(path + size - 4, ".npy") == 0;
    weir_status_t status = is_npy ? weir_npy_write(path, &run->outputs[i])
                                  : weir_file_write(path, run->outputs[i].data,
                                                    run->outputs[i].bytes);
    WEIR_RETURN_IF_ERROR(weir_status_annotate(
        status, "output \"%s\"",
        weir_plan_string(run->plan, output_port(run, i)->name)));
  }
  return weir_ok();
}

weir_status_t weir_job_compare(weir_job_run_t* run) {
  run->matches = true;
  for (uint32_t i = 0; i < run->record->output_count; ++i) {
    weir_job_output_t* wanted = &run->wanted[i];
    if (!wanted->has_expected) continue;
    // Integers of one size differ in name only.
    if (weir_element_is_integer(wanted->expected.element_type) &&
        weir_element_is_integer(run->outputs[i].element_type) &&
        wanted->expected.bytes == run->outputs[i].bytes) {
      wanted->expected.element_type = run->outputs[i].element_type;
    }
    WEIR_RETURN_IF_ERROR(weir_status_annotate(
        weir_tensor_compare(&run->outputs[i], &wanted->expected,
                            run->job->tolerance, &wanted->comparison),
        "output \"%s\"",
        weir_plan_string(run->plan, output_port(run, i)->name)));
    if (wanted->comparison.mismatch_count > 0) run->matches = false;
  }
  return weir_ok();
}

// ---- times -----------------------------------------------------------------

typedef struct times_t {
  double min;
  double median;
  double mean;
  double max;
} times_t;

static int compare_ns(const void* a, const void* b) {
  int64_t x = *(const int64_t*)a, y = *(const int64_t*)b;
  return x < y ? -1 : x > y;
}

static times_t times_of(const weir_job_run_t* run) {
  uint32_t count = run->job->repeat;
  times_t times = {0};
  int64_t* sorted = calloc(count, sizeof(*sorted));
  if (sorted == NULL) return times;
  memcpy(sorted, run->durations_ns, count * sizeof(*sorted));
  qsort(sorted, count, sizeof(*sorted), compare_ns);
  double sum = 0;
  for (uint32_t i = 0; i < count; ++i) sum += (double)sorted[i];
  times.min = (double)sorted[0] * 1e-6;
  times.max = (double)sorted[count - 1] * 1e-6;
  times.mean = sum / count * 1e-6;
  times.median =
      ((double)sorted[(count - 1) / 2] + (double)sorted[count / 2]) * 0.5e-6;
  free(sorted);
  return times;
}

// ---- for people ------------------------------------------------------------

static void report_node(const weir_job_run_t* run, uint32_t index,
                        weir_strbuf_t* text) {
  const weir_plan_node_t* node = &run->plan->nodes[index];
  const weir_transport_counters_t* counters = &run->statistics.nodes[index];
  weir_strbuf_printf(text,
                     "node %s on rank %u: sent %llu bytes in %llu messages, "
                     "received %llu in %llu\n",
                     weir_plan_string(run->plan, node->name),
                     weir_transport_node_rank(run->transport, index),
                     (unsigned long long)counters->sent_bytes,
                     (unsigned long long)counters->sent_messages,
                     (unsigned long long)counters->received_bytes,
                     (unsigned long long)counters->received_messages);
  for (uint32_t i = 0; i < node->device_count; ++i) {
    const weir_plan_device_t* device =
        &run->plan->devices[node->device_first + i];
    const weir_device_statistics_t* statistics =
        &run->statistics.devices[node->device_first + i];
    weir_strbuf_printf(
        text,
        "  device %s: %llu dispatches, %llu copies, busy %.2f ms, peak memory "
        "%llu bytes\n",
        weir_plan_string(run->plan, device->name),
        (unsigned long long)statistics->dispatch_count,
        (unsigned long long)statistics->copy_count,
        (double)statistics->busy_ns * 1e-6,
        (unsigned long long)statistics->memory.bytes_peak);
  }
}

void weir_job_report_text(const weir_job_run_t* run, weir_strbuf_t* text) {
  bool has_expected = false;
  for (uint32_t i = 0; i < run->record->output_count; ++i) {
    const weir_job_output_t* wanted = &run->wanted[i];
    const char* name = weir_plan_string(run->plan, output_port(run, i)->name);
    bool show = wanted->path == NULL && !run->job->quiet &&
                (wanted->is_wanted || !wanted->has_expected);
    if (show) {
      weir_strbuf_printf(text, "%s: ", name);
      weir_tensor_format(&run->outputs[i], MAX_TEXT_ELEMENTS, text);
      weir_strbuf_append_char(text, '\n');
    }
    if (wanted->has_expected) {
      has_expected = true;
      weir_strbuf_printf(text, "%s: ", name);
      weir_comparison_format(&wanted->comparison, &run->outputs[i],
                             &wanted->expected, text);
      if (text->data[text->size - 1] != '\n') {
        weir_strbuf_append_char(text, '\n');
      }
    }
  }
  if (run->job->repeat > 1) {
    times_t times = times_of(run);
    weir_strbuf_printf(text,
                       "%u invocations: median %.4g ms, min %.4g, mean %.4g, "
                       "max %.4g\n",
                       run->job->repeat, times.median, times.min, times.mean,
                       times.max);
  }
  if (has_expected || run->job->repeat > 1) {
    for (uint32_t i = 0; i < run->plan->node_count; ++i) {
      report_node(run, i, text);
    }
  }
}

// ---- for machines ----------------------------------------------------------

static void json_string(weir_strbuf_t* text, const char* key,
                        const char* value) {
  weir_strbuf_printf(text, "\"%s\": ", key);
  weir_strbuf_append_json(text, value, strlen(value));
}

// JSON knows no infinities.
static void json_number(weir_strbuf_t* text, const char* key, double value) {
  if (value - value == 0) {
    weir_strbuf_printf(text, "\"%s\": %.9g", key, value);
  } else {
    weir_strbuf_printf(text, "\"%s\": null", key);
  }
}

static void json_output(const weir_job_run_t* run, uint32_t i,
                        weir_strbuf_t* text) {
  const weir_job_output_t* wanted = &run->wanted[i];
  weir_strbuf_t type = {0};
  weir_tensor_format_type(&run->outputs[i], &type);
  weir_strbuf_append_c(text, i ? ",\n    {" : "\n    {");
  json_string(text, "name",
              weir_plan_string(run->plan, output_port(run, i)->name));
  weir_strbuf_append_c(text, ", ");
  json_string(text, "type", weir_strbuf_c(&type));
  weir_strbuf_deinit(&type);
  if (wanted->path != NULL) {
    weir_strbuf_append_c(text, ", ");
    json_string(text, "file", wanted->path);
  } else if (!run->job->quiet) {
    weir_strbuf_t value = {0};
    weir_tensor_format(&run->outputs[i], MAX_TEXT_ELEMENTS, &value);
    weir_strbuf_append_c(text, ", ");
    json_string(text, "value", weir_strbuf_c(&value));
    weir_strbuf_deinit(&value);
  }
  if (wanted->has_expected) {
    const weir_comparison_t* c = &wanted->comparison;
    weir_strbuf_printf(text,
                       ", \"matches\": %s, \"mismatches\": %llu, "
                       "\"bit_equal\": %s, ",
                       c->mismatch_count ? "false" : "true",
                       (unsigned long long)c->mismatch_count,
                       c->bit_equal ? "true" : "false");
    json_number(text, "max_absolute", c->max_absolute);
    weir_strbuf_append_c(text, ", ");
    json_number(text, "max_relative", c->max_relative);
    weir_strbuf_append_c(text, ", ");
    json_number(text, "range", c->range);
  }
  weir_strbuf_append_char(text, '}');
}

static void json_device(const weir_job_run_t* run, uint32_t index,
                        weir_strbuf_t* text) {
  const weir_plan_device_t* device = &run->plan->devices[index];
  const weir_device_statistics_t* s = &run->statistics.devices[index];
  weir_strbuf_append_char(text, '{');
  json_string(text, "name", weir_plan_string(run->plan, device->name));
  weir_strbuf_printf(
      text,
      ", \"submissions\": %llu, \"commands\": %llu, \"dispatches\": %llu, "
      "\"workgroups\": %llu, \"copies\": %llu, \"copy_bytes\": %llu, "
      "\"transfers\": %llu, \"bytes_sent\": %llu, \"bytes_received\": %llu, "
      "\"peak_bytes\": %llu, \"predicted_peak_bytes\": %llu}",
      (unsigned long long)s->submission_count,
      (unsigned long long)s->command_count,
      (unsigned long long)s->dispatch_count,
      (unsigned long long)s->workgroup_count, (unsigned long long)s->copy_count,
      (unsigned long long)s->copy_bytes, (unsigned long long)s->transfer_count,
      (unsigned long long)s->bytes_sent, (unsigned long long)s->bytes_received,
      (unsigned long long)s->memory.bytes_peak,
      (unsigned long long)device->peak_bytes);
}

static void json_node(const weir_job_run_t* run, uint32_t i,
                      weir_strbuf_t* text) {
  const weir_plan_node_t* node = &run->plan->nodes[i];
  const weir_transport_counters_t* c = &run->statistics.nodes[i];
  weir_strbuf_append_c(text, i ? ",\n    {" : "\n    {");
  json_string(text, "name", weir_plan_string(run->plan, node->name));
  weir_strbuf_printf(text,
                     ", \"rank\": %u, \"sent_messages\": %llu, "
                     "\"sent_bytes\": %llu, \"received_messages\": %llu, "
                     "\"received_bytes\": %llu, \"devices\": [",
                     weir_transport_node_rank(run->transport, i),
                     (unsigned long long)c->sent_messages,
                     (unsigned long long)c->sent_bytes,
                     (unsigned long long)c->received_messages,
                     (unsigned long long)c->received_bytes);
  for (uint32_t j = 0; j < node->device_count; ++j) {
    if (j > 0) weir_strbuf_append_c(text, ", ");
    json_device(run, node->device_first + j, text);
  }
  weir_strbuf_append_c(text, "]}");
}

void weir_job_report_json(const weir_job_run_t* run, weir_strbuf_t* text) {
  times_t times = times_of(run);
  weir_strbuf_append_c(text, "{\n  ");
  json_string(text, "plan", run->job->plan_path);
  weir_strbuf_append_c(text, ",\n  ");
  json_string(text, "function", weir_plan_string(run->plan, run->record->name));
  weir_strbuf_printf(text,
                     ",\n  \"ranks\": %u,\n  \"repeat\": %u,\n  \"matches\": "
                     "%s,\n  \"ms\": {\"min\": %.6f, \"median\": %.6f, "
                     "\"mean\": %.6f, \"max\": %.6f},\n  \"outputs\": [",
                     weir_transport_info(run->transport)->rank_count,
                     run->job->repeat, run->matches ? "true" : "false",
                     times.min, times.median, times.mean, times.max);
  for (uint32_t i = 0; i < run->record->output_count; ++i) {
    json_output(run, i, text);
  }
  weir_strbuf_append_c(text, "\n  ],\n  \"nodes\": [");
  for (uint32_t i = 0; i < run->plan->node_count; ++i) json_node(run, i, text);
  weir_strbuf_append_c(text, "\n  ]\n}\n");
}
