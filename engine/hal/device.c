#include "engine/hal/device.h"

#include <string.h>

#include "engine/hal/wait_impl.h"

weir_status_t weir_device_init(weir_device_t* device,
                               const weir_device_table_t* table,
                               const weir_device_params_t* params,
                               const char* driver, const char* format) {
  weir_object_init(&device->object, &table->object);
  device->allocator =
      params->allocator.allocate ? params->allocator : weir_default_allocator();
  const char* name = params->name ? params->name : driver;
  char* copy;
  size_t size = strlen(name) + 1;
  WEIR_RETURN_IF_ERROR(weir_alloc(device->allocator, size, (void**)&copy));
  memcpy(copy, name, size);
  device->info = (weir_device_info_t){
      .name = copy,
      .driver = driver,
      .executable_format = format,
      .queue_count = 1,
      .thread_count = params->thread_count ? params->thread_count : 1,
      .memory_bytes = params->memory_bytes,
      .host_memory = true,
  };
  if (params->progress == NULL) {
    return weir_progress_create(device->allocator, &device->progress);
  }
  device->progress = params->progress;
  weir_progress_retain(device->progress);
  return weir_ok();
}

void weir_device_deinit(weir_device_t* device) {
  weir_progress_release(device->progress);
  weir_free(device->allocator, (void*)device->info.name);
}

void weir_device_retain(weir_device_t* device) {
  weir_object_retain(&device->object);
}

void weir_device_release(weir_device_t* device) {
  if (device != NULL) weir_object_release(&device->object);
}

weir_progress_result_t weir_device_progress(weir_device_t* device) {
  return weir_device_table(device)->progress(device);
}

typedef struct idle_target_t {
  weir_wait_target_t target;
  weir_device_t* device;
} idle_target_t;

static weir_wait_state_t idle_poll(weir_wait_target_t* target) {
  weir_device_t* device = ((idle_target_t*)target)->device;
  return weir_device_table(device)->is_idle(device) ? WEIR_WAIT_REACHED
                                                    : WEIR_WAIT_PENDING;
}

// Nothing is registered: becoming idle notifies the progress, where we park.
static bool idle_disarm(weir_wait_target_t* target) {
  (void)target;
  return true;
}

bool weir_device_wait_idle(weir_device_t* device, weir_time_ns_t deadline) {
  idle_target_t target = {
      .target = {.poll = idle_poll, .arm = idle_poll, .disarm = idle_disarm},
      .device = device,
  };
  return weir_wait_for(&target.target, device->progress, deadline) ==
         WEIR_WAIT_REACHED;
}

weir_status_t weir_device_allocate(weir_device_t* device, uint64_t length,
                                   weir_buffer_t** out_buffer) {
  *out_buffer = NULL;
  return weir_device_table(device)->allocate(device, length, out_buffer);
}

weir_status_t weir_device_load_executable(weir_device_t* device,
                                          const char* name, const char* format,
                                          const void* image, size_t size,
                                          weir_executable_t** out_executable) {
  *out_executable = NULL;
  if (strcmp(format, device->info.executable_format) != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "device %s loads executables of format %s, %s is of %s",
                       device->info.name, device->info.executable_format, name,
                       format);
  }
  if (weir_device_table(device)->load_executable == NULL) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "device %s loads no executables", device->info.name);
  }
  return weir_device_table(device)->load_executable(device, name, format, image,
                                                    size, out_executable);
}

void weir_device_observe(weir_device_t* device,
                         weir_device_observer_t observer) {
  if (weir_device_table(device)->observe != NULL) {
    weir_device_table(device)->observe(device, observer);
  } else {
    device->observer = observer;
  }
}

void weir_device_statistics(weir_device_t* device,
                            weir_device_statistics_t* out_statistics) {
  *out_statistics = (weir_device_statistics_t){0};
  weir_device_table(device)->statistics(device, out_statistics);
}

void weir_device_reset_statistics(weir_device_t* device) {
  weir_device_table(device)->reset_statistics(device);
}

void weir_device_describe_pending(weir_device_t* device,
                                  weir_strbuf_t* buffer) {
  if (weir_device_table(device)->describe_pending != NULL) {
    weir_device_table(device)->describe_pending(device, buffer);
  }
}
