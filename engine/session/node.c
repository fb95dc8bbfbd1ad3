#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "engine/session/session_impl.h"

// ---- cores and memory ------------------------------------------------------

static bool is_local_kind(const char* kind) {
  return strcmp(kind, "local") == 0 || strcmp(kind, "inline") == 0;
}

static const weir_plan_device_t* device_of(const weir_session_t* session,
                                           uint32_t node, uint32_t device) {
  const weir_plan_t* plan = session->plan;
  return &plan->devices[plan->nodes[node].device_first + device];
}

weir_status_t weir_core_plan_make(const weir_session_t* session,
                                  weir_core_plan_t* out_cores) {
  memset(out_cores, 0, sizeof(*out_cores));
  size_t count = 0;
  size_t capacity = sizeof(out_cores->cpus) / sizeof(out_cores->cpus[0]);
  WEIR_RETURN_IF_ERROR(
      weir_thread_allowed_cpus(out_cores->cpus, capacity, &count));
  out_cores->cpu_count = (uint32_t)(count < capacity ? count : capacity);
  uint64_t wanted = 0;
  for (uint32_t i = 0; i < session->node_count; ++i) {
    uint32_t node = session->nodes[i].index;
    for (uint32_t j = 0; j < session->plan->nodes[node].device_count; ++j) {
      const weir_plan_device_t* device = device_of(session, node, j);
      if (!is_local_kind(weir_plan_string(session->plan, device->kind))) {
        continue;
      }
      ++out_cores->device_count;
      wanted += device->core_count ? device->core_count : 1;
    }
  }
  // Ranks that share a host without being told which cores are theirs would
  // all take the first ones.
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  bool cores_are_ours = session->rank_count == 1 || (long)count < online;
  out_cores->bind = cores_are_ours && wanted <= out_cores->cpu_count &&
                    session->params.thread_count == 0;
  return weir_ok();
}

static uint32_t threads_of(const weir_session_t* session,
                           const weir_core_plan_t* cores,
                           const weir_plan_device_t* device) {
  if (session->params.thread_count > 0) return session->params.thread_count;
  uint32_t share =
      cores->cpu_count / (cores->device_count ? cores->device_count : 1);
  if (share == 0) share = 1;
  if (device->core_count == 0) return share;
  if (cores->bind) return device->core_count;
  return device->core_count < share ? device->core_count : share;
}

static uint64_t machine_memory(const weir_session_t* session) {
  if (session->params.memory_bytes > 0) return session->params.memory_bytes;
  long pages = sysconf(_SC_PHYS_PAGES), bytes = sysconf(_SC_PAGESIZE);
  return pages > 0 && bytes > 0 ? (uint64_t)pages * (uint64_t)bytes
                                : UINT64_MAX;
}

static weir_status_t check_kinds(const weir_session_t* session, uint32_t node) {
  const weir_plan_t* plan = session->plan;
  for (uint32_t j = 0; j < plan->nodes[node].device_count; ++j) {
    const char* kind =
        weir_plan_string(plan, device_of(session, node, j)->kind);
    if (weir_driver_find(session->params.drivers, weir_sv(kind)) != NULL) {
      continue;
    }
    uint32_t count = 0;
    for (uint32_t k = 0; k < plan->nodes[node].device_count; ++k) {
      count += strcmp(kind, weir_plan_string(
                                plan, device_of(session, node, k)->kind)) == 0;
    }
    return weir_status(
        WEIR_CODE_UNAVAILABLE,
        "%s needs %u device%s of kind %s on node \"%s\"; this machine has 0 "
        "and offers devices of kind local (compile for a cluster file whose "
        "nodes have those)",
        plan->path, count, count == 1 ? "" : "s", kind,
        weir_plan_string(plan, plan->nodes[node].name));
  }
  return weir_ok();
}

weir_status_t weir_session_check_devices(const weir_session_t* session) {
  const weir_plan_t* plan = session->plan;
  uint64_t needed = 0;
  const char* largest = "";
  uint64_t largest_bytes = 0;
  for (uint32_t i = 0; i < session->node_count; ++i) {
    uint32_t node = session->nodes[i].index;
    WEIR_RETURN_IF_ERROR(check_kinds(session, node));
    for (uint32_t j = 0; j < plan->nodes[node].device_count; ++j) {
      const weir_plan_device_t* device = device_of(session, node, j);
      const char* name = weir_plan_string(plan, device->name);
      if (device->memory_bytes > 0 &&
          device->peak_bytes > device->memory_bytes) {
        return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                           "device %s has %llu bytes, the plan needs %llu",
                           name, (unsigned long long)device->memory_bytes,
                           (unsigned long long)device->peak_bytes);
      }
      needed += device->peak_bytes;
      if (device->peak_bytes >= largest_bytes) {
        largest = name;
        largest_bytes = device->peak_bytes;
      }
    }
  }
  uint64_t available = machine_memory(session);
  if (needed > available) {
    return weir_status(
        WEIR_CODE_RESOURCE_EXHAUSTED,
        "%s needs %llu bytes of memory for the devices of this rank (%llu of "
        "them for %s); %llu are here",
        plan->path, (unsigned long long)needed,
        (unsigned long long)largest_bytes, largest,
        (unsigned long long)available);
  }
  return weir_ok();
}

// ---- devices ---------------------------------------------------------------

static weir_status_t open_device(weir_node_t* node, uint32_t index,
                                 weir_core_plan_t* cores) {
  const weir_session_t* session = node->session;
  const weir_plan_device_t* record = device_of(session, node->index, index);
  const char* kind = weir_plan_string(session->plan, record->kind);
  weir_device_params_t params = {
      .name = weir_plan_string(session->plan, record->name),
      .allocator = session->allocator,
      .progress = node->progress,
      .memory_bytes = record->memory_bytes,
      .ordinal = record->ordinal,
  };
  if (is_local_kind(kind)) {
    params.thread_count = threads_of(session, cores, record);
    if (cores->bind &&
        cores->next_cpu + params.thread_count <= cores->cpu_count) {
      params.cpus = &cores->cpus[cores->next_cpu];
      if (index == 0) node->bind_cpu = cores->cpus[cores->next_cpu];
      cores->next_cpu += params.thread_count;
    }
    if (session->params.local_driver) kind = session->params.local_driver;
  }
  if (session->params.memory_bytes > 0 &&
      (params.memory_bytes == 0 ||
       params.memory_bytes > session->params.memory_bytes)) {
    params.memory_bytes = session->params.memory_bytes;
  }
  weir_strbuf_t drivers = {0};
  if (session->params.wrappers != NULL) {
    weir_strbuf_printf(&drivers, "%s+", session->params.wrappers);
  }
  weir_strbuf_append_c(&drivers, kind);
  weir_status_t status =
      weir_device_open(session->params.drivers, weir_strbuf_c(&drivers),
                       &params, &node->devices[index]);
  weir_strbuf_deinit(&drivers);
  if (weir_is_ok(status)) {
    ++node->device_count;
    weir_node_observe(node, index);
  }
  return weir_status_annotate(status, "device %s", params.name);
}

static weir_progress_result_t poll_transport(void* user) {
  weir_session_t* session = user;
  if (weir_transport_progress(session->transport)) return WEIR_PROGRESS_MADE;
  return weir_transport_info(session->transport)->needs_polling
             ? WEIR_PROGRESS_PENDING
             : WEIR_PROGRESS_IDLE;
}

// ---- executables -----------------------------------------------------------

#if defined(__x86_64__)
// The level of the x86-64 ABI that this CPU reaches, 1 to 4, and beyond that
// what generations of processors added to it: 5 with the extensions of 2019, 6
// with bfloat16, 7 with 16-bit floats.
static int cpu_level(void) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("sse4.2") || !__builtin_cpu_supports("popcnt")) {
    return 1;
  }
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma") ||
      !__builtin_cpu_supports("bmi") || !__builtin_cpu_supports("bmi2")) {
    return 2;
  }
  if (!__builtin_cpu_supports("avx512f") ||
      !__builtin_cpu_supports("avx512bw") ||
      !__builtin_cpu_supports("avx512cd") ||
      !__builtin_cpu_supports("avx512dq") ||
      !__builtin_cpu_supports("avx512vl")) {
    return 3;
  }
  if (!__builtin_cpu_supports("avx512vbmi2") ||
      !__builtin_cpu_supports("avx512vnni") ||
      !__builtin_cpu_supports("avx512bitalg") ||
      !__builtin_cpu_supports("avx512vpopcntdq") ||
      !__builtin_cpu_supports("gfni")) {
    return 4;
  }
  if (!__builtin_cpu_supports("avx512bf16")) return 5;
  // Not every compiler knows a name for this one.
  unsigned a, b, c, d;
  bool has_fp16 = __get_cpuid_count(7, 0, &a, &b, &c, &d) && (d >> 23 & 1);
  return has_fp16 ? 7 : 6;
}

// Processors that a compiler may name, by the level that all their code needs.
static const struct {
  const char* name;
  int level;
} cpu_levels[] = {
    {"x86-64", 1},        {"generic", 1},        {"x86-64-v2", 2},
    {"nehalem", 2},       {"westmere", 2},       {"x86-64-v3", 3},
    {"haswell", 3},       {"broadwell", 3},      {"skylake", 3},
    {"alderlake", 3},     {"raptorlake", 3},     {"meteorlake", 3},
    {"znver1", 3},        {"znver2", 3},         {"znver3", 3},
    {"x86-64-v4", 4},     {"skylake-avx512", 4}, {"cascadelake", 4},
    {"cannonlake", 5},    {"icelake-client", 5}, {"icelake-server", 5},
    {"rocketlake", 5},    {"tigerlake", 5},      {"znver4", 6},
    {"znver5", 6},        {"sapphirerapids", 7}, {"emeraldrapids", 7},
    {"graniterapids", 7},
};
#endif

bool weir_session_cpu_runs(const char* target) {
  if (target[0] == 0 || strcmp(target, "host") == 0) return true;
#if defined(__x86_64__)
  for (size_t i = 0; i < sizeof(cpu_levels) / sizeof(cpu_levels[0]); ++i) {
    if (strcmp(target, cpu_levels[i].name) == 0) {
      return cpu_level() >= cpu_levels[i].level;
    }
  }
  return false;
#elif defined(__aarch64__)
  return strcmp(target, "aarch64") == 0 || strcmp(target, "generic") == 0;
#else
  return false;
#endif
}

uint32_t weir_session_choose_variant(const weir_plan_t* plan, uint32_t node,
                                     uint32_t executable, const char* format) {
  const weir_plan_program_t* program = &plan->programs[node];
  const weir_plan_executable_t* record = &program->executables[executable];
  for (uint32_t i = 0; i < record->variant_count; ++i) {
    uint32_t index = record->variant_first + i;
    const weir_plan_variant_t* variant = &program->variants[index];
    if (strcmp(weir_plan_string(plan, variant->format), format) != 0) continue;
    // Targets of other kinds of device are theirs to judge.
    if (strcmp(format, WEIR_EXECUTABLE_FORMAT_ELF) != 0 ||
        weir_session_cpu_runs(weir_plan_string(plan, variant->target))) {
      return index;
    }
  }
  return WEIR_PLAN_NONE;
}

static weir_status_t no_variant(const weir_plan_t* plan, uint32_t node,
                                uint32_t executable, const char* format) {
  const weir_plan_program_t* program = &plan->programs[node];
  const weir_plan_executable_t* record = &program->executables[executable];
  weir_strbuf_t list = {0};
  for (uint32_t i = 0; i < record->variant_count; ++i) {
    const weir_plan_variant_t* variant =
        &program->variants[record->variant_first + i];
    weir_strbuf_printf(&list, "%s%s %s", i ? ", " : "",
                       weir_plan_string(plan, variant->format),
                       weir_plan_string(plan, variant->target));
  }
  weir_status_t status = weir_status(
      WEIR_CODE_UNAVAILABLE,
      "executable \"%s\" has no code of format %s that this machine runs "
      "(it has: %s)",
      weir_plan_string(plan, record->name), format, weir_strbuf_c(&list));
  weir_strbuf_deinit(&list);
  return status;
}

static weir_status_t load_executable(weir_node_t* node, uint32_t executable,
                                     uint32_t device) {
  const weir_plan_t* plan = node->session->plan;
  weir_executable_t** slot =
      &node->executables[(size_t)executable * node->device_count + device];
  if (*slot != NULL) return weir_ok();
  const weir_plan_program_t* program = &plan->programs[node->index];
  const char* format =
      weir_device_info(node->devices[device])->executable_format;
  uint32_t index =
      weir_session_choose_variant(plan, node->index, executable, format);
  if (index == WEIR_PLAN_NONE) {
    return no_variant(plan, node->index, executable, format);
  }
  const weir_plan_variant_t* variant = &program->variants[index];
  return weir_device_load_executable(
      node->devices[device],
      weir_plan_string(plan, program->executables[executable].name), format,
      program->images + variant->image_offset, variant->image_bytes, slot);
}

// What the command lists dispatch, where they dispatch it.
static weir_status_t load_executables(weir_node_t* node) {
  const weir_plan_program_t* program =
      &node->session->plan->programs[node->index];
  WEIR_RETURN_IF_ERROR(
      weir_alloc_array(node->session->allocator,
                       (size_t)program->executable_count * node->device_count,
                       sizeof(*node->executables), (void**)&node->executables));
  for (uint32_t i = 0; i < program->list_count; ++i) {
    const weir_plan_list_t* list = &program->lists[i];
    for (uint32_t j = 0; j < list->command_count; ++j) {
      const weir_plan_command_t* command =
          &program->commands[list->command_first + j];
      if (command->kind != WEIR_PLAN_COMMAND_DISPATCH) continue;
      WEIR_RETURN_IF_ERROR(
          load_executable(node, command->executable, list->device));
    }
  }
  return weir_ok();
}

static weir_status_t node_executable(void* user, uint32_t executable,
                                     uint32_t device,
                                     weir_executable_t** out_executable) {
  weir_node_t* node = user;
  WEIR_RETURN_IF_ERROR(load_executable(node, executable, device));
  *out_executable =
      node->executables[(size_t)executable * node->device_count + device];
  return weir_ok();
}

// ---- parameters and traces -------------------------------------------------

static weir_status_t find_parameter(const weir_session_t* session,
                                    const char* scope, const char* key,
                                    const weir_parameter_t** out_parameter) {
  bool has_scope = false;
  for (size_t i = 0; i < session->scope_count; ++i) {
    if (strcmp(session->scopes[i].scope, scope) != 0) continue;
    has_scope = true;
    *out_parameter =
        weir_parameter_index_find(session->scopes[i].index, weir_sv(key));
    if (*out_parameter != NULL) return weir_ok();
  }
  return weir_status(WEIR_CODE_NOT_FOUND, "no parameter \"%s\"%s%s%s%s", key,
                     scope[0] ? " in scope \"" : "", scope,
                     scope[0] ? "\"" : "",
                     has_scope ? "" : ": no file was given for it");
}

static weir_status_t read_parameter(void* user, const char* scope,
                                    const char* key, uint64_t offset,
                                    void* target, uint64_t length) {
  const weir_node_t* node = user;
  const weir_parameter_t* parameter = NULL;
  WEIR_RETURN_IF_ERROR(find_parameter(node->session, scope, key, &parameter));
  return weir_status_annotate(
      weir_parameter_read(parameter, offset, target, length),
      "parameter \"%s\"", key);
}

static void trace(void* user, const char* key, size_t count,
                  weir_buffer_view_t* const* views) {
  const weir_node_t* node = user;
  const weir_session_params_t* params = &node->session->params;
  if (params->trace == NULL) return;
  for (size_t i = 0; i < count; ++i) {
    if (views[i] == NULL) continue;
    void* data = NULL;
    uint64_t bytes = weir_buffer_view_byte_length(views[i]);
    weir_tensor_t tensor;
    weir_status_t status =
        weir_buffer_map(weir_buffer_view_buffer(views[i]), 0, bytes, &data);
    if (weir_is_ok(status)) {
      status = weir_tensor_wrap(weir_buffer_view_element_type(views[i]),
                                (uint32_t)weir_buffer_view_rank(views[i]),
                                weir_buffer_view_dims(views[i]), data, bytes,
                                &tensor);
    }
    if (weir_is_ok(status)) params->trace(params->user, key, &tensor);
    // A tensor that cannot be shown is no reason to end the program.
    weir_status_free(status);
  }
}

// ---- lifecycle -------------------------------------------------------------

void weir_node_finish(weir_node_t* node) {
  for (uint32_t i = 0; i < node->device_count; ++i) {
    weir_device_wait_idle(node->devices[i], WEIR_TIME_NEVER);
  }
}

static weir_status_t open_vm(weir_node_t* node) {
  weir_vm_params_t params = {
      .plan = node->session->plan,
      .node = node->index,
      .allocator = node->session->allocator,
      .devices = node->devices,
      .device_count = node->device_count,
      .progress = node->progress,
      .host =
          {
              .user = node,
              .executable = node_executable,
              .channel = weir_node_channel,
              .create_channel = weir_node_create_channel,
              .split_channel = weir_node_split_channel,
              .read_parameter = read_parameter,
              .trace = trace,
          },
  };
  return weir_vm_create(&params, &node->vm);
}

weir_status_t weir_node_open(weir_node_t* node, weir_core_plan_t* cores) {
  const weir_session_t* session = node->session;
  uint32_t device_count = session->plan->nodes[node->index].device_count;
  node->bind_cpu = WEIR_PLAN_NONE;
  WEIR_RETURN_IF_ERROR(weir_plan_check_data(session->plan, node->index));
  WEIR_RETURN_IF_ERROR(
      weir_progress_create(session->allocator, &node->progress));
  WEIR_RETURN_IF_ERROR(weir_progress_add(
      node->progress, WEIR_PROGRESS_TRANSPORT, poll_transport, node->session));
  node->is_polled = true;
  WEIR_RETURN_IF_ERROR(weir_alloc_array(session->allocator, device_count,
                                        sizeof(*node->devices),
                                        (void**)&node->devices));
  WEIR_RETURN_IF_ERROR(weir_alloc_array(session->allocator, device_count,
                                        sizeof(*node->tracers),
                                        (void**)&node->tracers));
  for (uint32_t i = 0; i < device_count; ++i) {
    WEIR_RETURN_IF_ERROR(open_device(node, i, cores));
  }
  WEIR_RETURN_IF_ERROR(weir_alloc_array(
      session->allocator, (size_t)session->plan->channel_count * device_count,
      sizeof(*node->channels), (void**)&node->channels));
  WEIR_RETURN_IF_ERROR(load_executables(node));
  return open_vm(node);
}

void weir_node_close(weir_node_t* node) {
  const weir_session_t* session = node->session;
  weir_vm_free(node->vm);
  if (node->channels != NULL) {
    size_t count = (size_t)session->plan->channel_count * node->device_count;
    for (size_t i = 0; i < count; ++i) {
      weir_channel_release(node->channels[i]);
    }
  }
  if (node->executables != NULL) {
    uint64_t count =
        (uint64_t)session->plan->programs[node->index].executable_count *
        node->device_count;
    for (uint64_t i = 0; i < count; ++i) {
      weir_executable_release(node->executables[i]);
    }
  }
  for (uint32_t i = 0; i < node->device_count; ++i) {
    weir_device_release(node->devices[i]);
  }
  if (node->is_polled) {
    weir_progress_remove(node->progress, poll_transport, node->session);
  }
  weir_progress_release(node->progress);
  weir_free(session->allocator, node->executables);
  weir_free(session->allocator, node->devices);
  weir_free(session->allocator, node->tracers);
  weir_free(session->allocator, node->channels);
}
