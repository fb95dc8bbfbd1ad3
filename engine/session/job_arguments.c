#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/io/npy.h"
#include "engine/io/tensor_text.h"
#include "engine/session/job_impl.h"

static const weir_plan_port_t* ports_of(const weir_job_run_t* run,
                                        bool is_input, uint32_t* out_count) {
  *out_count = is_input ? run->record->input_count : run->record->output_count;
  return &run->plan->ports[is_input ? run->record->input_first
                                    : run->record->output_first];
}

// ---- functions -------------------------------------------------------------

weir_status_t weir_job_find_function(weir_job_run_t* run) {
  const weir_plan_t* plan = run->plan;
  const char* name = run->job->function;
  if (name == NULL && plan->function_count == 1) {
    run->function = 0;
  } else {
    run->function = name ? weir_plan_find_function(plan, name) : WEIR_PLAN_NONE;
  }
  if (run->function != WEIR_PLAN_NONE) {
    run->record = &plan->functions[run->function];
    return weir_ok();
  }
  weir_strbuf_t list = {0};
  for (uint32_t i = 0; i < plan->function_count; ++i) {
    weir_strbuf_printf(&list, "%s\"%s\"", i ? ", " : "",
                       weir_plan_string(plan, plan->functions[i].name));
  }
  weir_status_t status =
      name
          ? weir_status(WEIR_CODE_NOT_FOUND,
                        "%s has no function \"%s\"; it has %s", plan->path,
                        name, weir_strbuf_c(&list))
          : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                        "%s has %u functions, say which by --function: %s",
                        plan->path, plan->function_count, weir_strbuf_c(&list));
  weir_strbuf_deinit(&list);
  return status;
}

// ---- names -----------------------------------------------------------------

static uint32_t find_port(const weir_job_run_t* run, bool is_input,
                          weir_string_view_t name) {
  uint32_t count;
  const weir_plan_port_t* ports = ports_of(run, is_input, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (weir_sv_equal_c(name, weir_plan_string(run->plan, ports[i].name))) {
      return i;
    }
  }
  return WEIR_PLAN_NONE;
}

static weir_status_t unknown_name(const weir_job_run_t* run, bool is_input,
                                  weir_string_view_t name) {
  uint32_t count;
  const weir_plan_port_t* ports = ports_of(run, is_input, &count);
  weir_strbuf_t list = {0};
  for (uint32_t i = 0; i < count; ++i) {
    char type[256];
    weir_strbuf_printf(
        &list, "%s\"%s\" (%s)", i ? ", " : "",
        weir_plan_string(run->plan, ports[i].name),
        weir_plan_format_port(run->plan, &ports[i], type, sizeof(type)));
  }
  const char* what = is_input ? "input" : "output";
  weir_status_t status =
      count > 0
          ? weir_status(WEIR_CODE_NOT_FOUND,
                        "function \"%s\" has no %s \"%.*s\"; it has %s",
                        weir_plan_string(run->plan, run->record->name), what,
                        WEIR_SV_ARGS(name), weir_strbuf_c(&list))
          : weir_status(WEIR_CODE_NOT_FOUND, "function \"%s\" has no %ss",
                        weir_plan_string(run->plan, run->record->name), what);
  weir_strbuf_deinit(&list);
  return status;
}

// Whether |text| begins a tensor ("2x3xf32") and is not a name.
static bool is_type(weir_string_view_t text) {
  weir_element_type_t type;
  uint32_t rank;
  uint64_t shape[WEIR_TENSOR_MAX_RANK];
  weir_status_t status = weir_tensor_parse_type(text, &type, &rank, shape);
  bool is_one = weir_is_ok(status);
  weir_status_free(status);
  return is_one;
}

// Takes "NAME=" off the front of |*text|, or the next port that has no value.
static weir_status_t take_name(const weir_job_run_t* run, bool is_input,
                               const bool* taken, weir_string_view_t* text,
                               uint32_t* out_port) {
  uint32_t count;
  ports_of(run, is_input, &count);
  const char* equals = memchr(text->data, '=', text->size);
  if (text->size > 0 && text->data[0] != '@' && equals != NULL) {
    weir_string_view_t name =
        weir_sv_n(text->data, (size_t)(equals - text->data));
    *out_port = find_port(run, is_input, name);
    if (*out_port == WEIR_PLAN_NONE && !is_type(name)) {
      return unknown_name(run, is_input, name);
    }
    if (*out_port != WEIR_PLAN_NONE) {
      text->size -= name.size + 1;
      text->data = equals + 1;
      if (!taken[*out_port]) return weir_ok();
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "%s \"%.*s\" is given twice",
                         is_input ? "input" : "output", WEIR_SV_ARGS(name));
    }
  }
  for (*out_port = 0; *out_port < count; ++*out_port) {
    if (!taken[*out_port]) return weir_ok();
  }
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "function \"%s\" has %u %s%s, more are given",
                     weir_plan_string(run->plan, run->record->name), count,
                     is_input ? "input" : "output", count == 1 ? "" : "s");
}

// ---- tensors ---------------------------------------------------------------

static weir_status_t read_tensor(weir_string_view_t text,
                                 weir_tensor_t* out_tensor) {
  if (weir_sv_starts_with(text, "@")) {
    weir_strbuf_t path = {0};
    weir_strbuf_append(&path, text.data + 1, text.size - 1);
    weir_status_t status = weir_npy_read(weir_strbuf_c(&path), out_tensor);
    weir_strbuf_deinit(&path);
    return status;
  }
  return weir_tensor_parse(text, out_tensor);
}

weir_status_t weir_job_read_inputs(weir_job_run_t* run) {
  uint32_t count;
  const weir_plan_port_t* ports = ports_of(run, true, &count);
  bool* taken = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(weir_default_allocator(), count,
                                        sizeof(*taken), (void**)&taken));
  weir_status_t status = weir_ok();
  for (size_t i = 0; i < run->job->input_count && weir_is_ok(status); ++i) {
    weir_string_view_t text = weir_sv(run->job->inputs[i]);
    uint32_t port = 0;
    status = take_name(run, true, taken, &text, &port);
    if (!weir_is_ok(status)) break;
    taken[port] = true;
    status = weir_status_annotate(
        read_tensor(text, &run->inputs[port]), "input \"%s\"",
        weir_plan_string(run->plan, ports[port].name));
    if (weir_is_ok(status)) {
      status =
          weir_session_check_input(run->plan, &ports[port], &run->inputs[port]);
    }
  }
  for (uint32_t i = 0; i < count && weir_is_ok(status); ++i) {
    char type[256];
    if (taken[i]) continue;
    status = weir_status(
        WEIR_CODE_INVALID_ARGUMENT, "input \"%s\" (%s) is missing",
        weir_plan_string(run->plan, ports[i].name),
        weir_plan_format_port(run->plan, &ports[i], type, sizeof(type)));
  }
  weir_free(weir_default_allocator(), taken);
  return status;
}

weir_status_t weir_job_read_expected(weir_job_run_t* run) {
  uint32_t count;
  const weir_plan_port_t* ports = ports_of(run, false, &count);
  bool* taken = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(weir_default_allocator(), count,
                                        sizeof(*taken), (void**)&taken));
  weir_status_t status = weir_ok();
  for (size_t i = 0; i < run->job->expected_count && weir_is_ok(status); ++i) {
    weir_string_view_t text = weir_sv(run->job->expected[i]);
    uint32_t port = 0;
    status = take_name(run, false, taken, &text, &port);
    if (!weir_is_ok(status)) break;
    taken[port] = true;
    run->wanted[port].has_expected = true;
    status =
        weir_status_annotate(read_tensor(text, &run->wanted[port].expected),
                             "expected output \"%s\"",
                             weir_plan_string(run->plan, ports[port].name));
  }
  weir_free(weir_default_allocator(), taken);
  return status;
}

// ---- outputs ---------------------------------------------------------------

static bool ends_with(const char* text, const char* end) {
  size_t size = strlen(text), end_size = strlen(end);
  return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

static weir_status_t check_path(const char* path) {
  if (!ends_with(path, ".npy") && !ends_with(path, ".bin") &&
      !ends_with(path, ".raw") && strncmp(path, "/dev/", 5) != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "cannot tell the format of output %s: .npy, or .bin and "
                       ".raw for bytes alone",
                       path);
  }
  struct stat info;
  if (stat(path, &info) == 0 && S_ISDIR(info.st_mode)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "output %s is a directory",
                       path);
  }
  const char* slash = strrchr(path, '/');
  weir_strbuf_t folder = {0};
  if (slash == NULL) {
    weir_strbuf_append_c(&folder, ".");
  } else {
    weir_strbuf_append(&folder, path, (size_t)(slash - path) + 1);
  }
  weir_status_t status = weir_ok();
  if (access(weir_strbuf_c(&folder), W_OK | X_OK) != 0) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "cannot write output %s: folder %s is not there or "
                         "not writable",
                         path, weir_strbuf_c(&folder));
  }
  weir_strbuf_deinit(&folder);
  return status;
}

weir_status_t weir_job_check_outputs(weir_job_run_t* run) {
  uint32_t count;
  ports_of(run, false, &count);
  bool* taken = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(weir_default_allocator(), count,
                                        sizeof(*taken), (void**)&taken));
  weir_status_t status = weir_ok();
  for (size_t i = 0; i < run->job->output_count && weir_is_ok(status); ++i) {
    weir_string_view_t text = weir_sv(run->job->outputs[i]);
    uint32_t port = 0;
    status = take_name(run, false, taken, &text, &port);
    if (!weir_is_ok(status)) break;
    taken[port] = true;
    run->wanted[port].is_wanted = true;
    // |text| ends where the user's string does.
    if (weir_sv_starts_with(text, "@")) {
      run->wanted[port].path = text.data + 1;
    } else if (!weir_sv_equal_c(text, "-")) {
      status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                           "output \"%s\" is neither @FILE nor -",
                           run->job->outputs[i]);
    }
    // Only rank 0 writes.
    if (weir_is_ok(status) && run->rank == 0 && run->wanted[port].path) {
      status = check_path(run->wanted[port].path);
    }
  }
  weir_free(weir_default_allocator(), taken);
  return status;
}
