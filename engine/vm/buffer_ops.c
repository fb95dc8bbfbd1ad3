// Buffers, buffer views and channels.

#include <string.h>

#include "engine/vm/vm_impl.h"

weir_status_t weir_vm_device(weir_vm_frame_t* frame, uint32_t reg,
                             uint32_t* out_index, weir_device_t** out_device) {
  uint64_t index = frame->scalars[reg];
  if (index >= frame->vm->device_count) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE, "device %lld of %u of the node",
                       (long long)index, frame->vm->device_count);
  }
  if (out_index != NULL) *out_index = (uint32_t)index;
  if (out_device != NULL) *out_device = frame->vm->devices[index];
  return weir_ok();
}

// ---- devices ---------------------------------------------------------------

static weir_status_t device_count(weir_vm_frame_t* frame, const uint32_t* w) {
  frame->scalars[w[1]] = frame->vm->device_count;
  return weir_ok();
}

// '*' stands for any run of characters.
static bool matches(const char* pattern, const char* text) {
  for (; *pattern != 0; ++pattern, ++text) {
    if (*pattern == '*') {
      if (pattern[1] == 0) return true;
      for (; *text != 0; ++text) {
        if (matches(pattern + 1, text)) return true;
      }
      return matches(pattern + 1, text);
    }
    if (*pattern != *text) return false;
  }
  return *text == 0;
}

static weir_status_t device_query(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_device_t* device = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_device(frame, w[3], NULL, &device));
  const weir_device_info_t* info = weir_device_info(device);
  const char* category = weir_plan_string(frame->vm->plan, w[4]);
  const char* key = weir_plan_string(frame->vm->plan, w[5]);
  bool known = true;
  uint64_t value = 0;
  if (strcmp(category, "hal.device.id") == 0) {
    value = matches(key, info->driver) || matches(key, info->name);
  } else if (strcmp(category, "hal.executable.format") == 0) {
    value = matches(key, info->executable_format);
  } else if (strcmp(category, "hal.device") == 0 &&
             strcmp(key, "concurrency") == 0) {
    value = info->queue_count;
  } else if (strcmp(category, "hal.dispatch") == 0 &&
             strcmp(key, "concurrency") == 0) {
    value = info->thread_count;
  } else {
    known = false;
    value = (uint64_t)w[7] << 32 | w[6];
  }
  frame->scalars[w[1]] = known;
  frame->scalars[w[2]] = value;
  return weir_ok();
}

// ---- buffers ---------------------------------------------------------------

static weir_status_t buffer_allocate(weir_vm_frame_t* frame,
                                     const uint32_t* w) {
  weir_device_t* device = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_device(frame, w[2], NULL, &device));
  weir_buffer_t* buffer = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_device_allocate(device, frame->scalars[w[4]], &buffer));
  weir_vm_set(frame, w[1], buffer);
  return weir_ok();
}

static void release_imported(void* user, void* data) {
  (void)data;
  weir_vm_release(WEIR_PLAN_TYPE_BYTES, user);
}

// Host memory becomes the device's where it is the same; otherwise the program
// is told and copies.
static weir_status_t buffer_import(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_device_t* device = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_device(frame, w[3], NULL, &device));
  weir_vm_bytes_t* bytes = frame->references[w[5]];
  WEIR_VM_NEED(bytes);
  uint64_t offset = frame->scalars[w[6]], length = frame->scalars[w[7]];
  WEIR_RETURN_IF_ERROR(weir_vm_bytes_check(bytes, offset, length, false));
  weir_buffer_t* buffer = NULL;
  uint8_t* data = bytes->data + offset;
  if (weir_device_info(device)->host_memory &&
      (uintptr_t)data % WEIR_EXECUTABLE_ALIGNMENT == 0) {
    weir_buffer_release_t release = {release_imported, bytes};
    WEIR_RETURN_IF_ERROR(
        weir_buffer_wrap(frame->vm->allocator, data, length, release, &buffer));
    weir_vm_retain(WEIR_PLAN_TYPE_BYTES, bytes);
  }
  frame->scalars[w[1]] = buffer != NULL;
  weir_vm_set(frame, w[2], buffer);
  return weir_ok();
}

static weir_status_t buffer_assert(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_buffer_t* buffer = frame->references[w[1]];
  WEIR_VM_NEED(buffer);
  uint64_t least = frame->scalars[w[3]];
  if (weir_buffer_length(buffer) < least) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s: needs a buffer of %llu bytes, got %llu",
                       weir_plan_string(frame->vm->plan, w[4]),
                       (unsigned long long)least,
                       (unsigned long long)weir_buffer_length(buffer));
  }
  return weir_ok();
}

static weir_status_t buffer_length(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_buffer_t* buffer = frame->references[w[2]];
  WEIR_VM_NEED(buffer);
  frame->scalars[w[1]] = weir_buffer_length(buffer);
  return weir_ok();
}

static weir_status_t buffer_load(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_buffer_t* buffer = frame->references[w[2]];
  WEIR_VM_NEED(buffer);
  uint64_t value = 0;
  WEIR_RETURN_IF_ERROR(weir_buffer_read(buffer, frame->scalars[w[3]], &value,
                                        weir_vm_access_bytes(w[4])));
  frame->scalars[w[1]] = weir_vm_mask(value, w[4]);
  return weir_ok();
}

static weir_status_t buffer_store(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_buffer_t* buffer = frame->references[w[2]];
  WEIR_VM_NEED(buffer);
  uint64_t value = weir_vm_mask(frame->scalars[w[1]], w[4]);
  return weir_buffer_write(buffer, frame->scalars[w[3]], &value,
                           weir_vm_access_bytes(w[4]));
}

static weir_status_t buffer_subspan(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_buffer_t* buffer = frame->references[w[2]];
  WEIR_VM_NEED(buffer);
  weir_buffer_t* part = NULL;
  WEIR_RETURN_IF_ERROR(weir_buffer_subspan(buffer, frame->scalars[w[3]],
                                           frame->scalars[w[4]], &part));
  weir_vm_set(frame, w[1], part);
  return weir_ok();
}

// ---- buffer views ----------------------------------------------------------

static weir_status_t view_create(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_buffer_t* buffer = frame->references[w[2]];
  WEIR_VM_NEED(buffer);
  uint64_t offset = frame->scalars[w[3]], length = frame->scalars[w[4]];
  uint32_t rank = w[7];
  if (rank > WEIR_BUFFER_VIEW_MAX_RANK) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE, "a view of rank %u", rank);
  }
  uint64_t dims[WEIR_BUFFER_VIEW_MAX_RANK];
  for (uint32_t i = 0; i < rank; ++i) dims[i] = frame->scalars[w[8 + i]];
  weir_buffer_t* part = NULL;
  if (offset != 0 || length != weir_buffer_length(buffer)) {
    WEIR_RETURN_IF_ERROR(weir_buffer_subspan(buffer, offset, length, &part));
  } else {
    part = buffer;
    weir_buffer_retain(part);
  }
  weir_buffer_view_t* view = NULL;
  weir_status_t status = weir_buffer_view_create(
      frame->vm->allocator, part, rank, dims,
      (weir_element_type_t)frame->scalars[w[5]],
      (weir_encoding_type_t)frame->scalars[w[6]], &view);
  weir_buffer_release(part);
  if (weir_is_ok(status)) weir_vm_set(frame, w[1], view);
  return status;
}

static weir_status_t view_mismatch(weir_vm_frame_t* frame, const uint32_t* w,
                                   const weir_buffer_view_t* view) {
  weir_strbuf_t text = {0};
  weir_strbuf_printf(&text, "%s: expected ",
                     weir_plan_string(frame->vm->plan, w[4]));
  for (uint32_t i = 0; i < w[5]; ++i) {
    weir_strbuf_printf(&text, "%lldx", (long long)frame->scalars[w[6 + i]]);
  }
  const char* type =
      weir_element_name((weir_element_type_t)frame->scalars[w[2]]);
  weir_strbuf_printf(&text, "%s, got ", type ? type : "an opaque type");
  weir_buffer_view_append_type(view, &text);
  weir_status_t status =
      weir_status(WEIR_CODE_INVALID_ARGUMENT, "%s", weir_strbuf_c(&text));
  weir_strbuf_deinit(&text);
  return status;
}

static weir_status_t view_assert(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_buffer_view_t* view = frame->references[w[1]];
  WEIR_VM_NEED(view);
  bool fits = weir_buffer_view_element_type(view) ==
                  (weir_element_type_t)frame->scalars[w[2]] &&
              weir_buffer_view_encoding(view) ==
                  (weir_encoding_type_t)frame->scalars[w[3]] &&
              weir_buffer_view_rank(view) == w[5];
  for (uint32_t i = 0; i < w[5] && fits; ++i) {
    fits = weir_buffer_view_dim(view, i) == frame->scalars[w[6 + i]];
  }
  return fits ? weir_ok() : view_mismatch(frame, w, view);
}

static weir_status_t view_buffer(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_buffer_view_t* view = frame->references[w[2]];
  WEIR_VM_NEED(view);
  weir_buffer_t* buffer = weir_buffer_view_buffer(view);
  weir_buffer_retain(buffer);
  weir_vm_set(frame, w[1], buffer);
  return weir_ok();
}

static weir_status_t view_dim(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_buffer_view_t* view = frame->references[w[2]];
  WEIR_VM_NEED(view);
  if (w[3] >= weir_buffer_view_rank(view)) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE, "dimension %u of a view of %zu",
                       w[3], weir_buffer_view_rank(view));
  }
  frame->scalars[w[1]] = weir_buffer_view_dim(view, w[3]);
  return weir_ok();
}

static weir_status_t view_rank(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_buffer_view_t* view = frame->references[w[2]];
  WEIR_VM_NEED(view);
  frame->scalars[w[1]] = weir_buffer_view_rank(view);
  return weir_ok();
}

static weir_status_t view_element_type(weir_vm_frame_t* frame,
                                       const uint32_t* w) {
  const weir_buffer_view_t* view = frame->references[w[2]];
  WEIR_VM_NEED(view);
  frame->scalars[w[1]] = weir_buffer_view_element_type(view);
  return weir_ok();
}

static weir_status_t view_encoding(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_buffer_view_t* view = frame->references[w[2]];
  WEIR_VM_NEED(view);
  frame->scalars[w[1]] = weir_buffer_view_encoding(view);
  return weir_ok();
}

static weir_status_t view_trace(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_t* vm = frame->vm;
  if (vm->host.trace == NULL) return weir_ok();
  weir_buffer_view_t** views = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_alloc_array(vm->allocator, w[2], sizeof(*views), (void**)&views));
  for (uint32_t i = 0; i < w[2]; ++i) views[i] = frame->references[w[3 + i]];
  vm->host.trace(vm->host.user, weir_plan_string(vm->plan, w[1]), w[2], views);
  weir_free(vm->allocator, views);
  return weir_ok();
}

// ---- channels --------------------------------------------------------------

static weir_status_t no_host(const char* what) {
  return weir_status(WEIR_CODE_UNIMPLEMENTED, "no %s here", what);
}

static weir_status_t channel_get(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_vm_host_t* host = &frame->vm->host;
  uint32_t device = 0;
  WEIR_RETURN_IF_ERROR(weir_vm_device(frame, w[2], &device, NULL));
  if (host->channel == NULL) return no_host("channels");
  weir_channel_t* channel = NULL;
  WEIR_RETURN_IF_ERROR(host->channel(host->user, device, w[3], &channel));
  weir_vm_set(frame, w[1], channel);
  return weir_ok();
}

static weir_string_view_t text_of(const weir_vm_bytes_t* bytes) {
  return bytes ? weir_sv_n((const char*)bytes->data, bytes->size) : weir_sv("");
}

static weir_status_t channel_create(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_vm_host_t* host = &frame->vm->host;
  uint32_t device = 0;
  WEIR_RETURN_IF_ERROR(weir_vm_device(frame, w[2], &device, NULL));
  if (host->create_channel == NULL) return no_host("channels by name");
  weir_channel_t* channel = NULL;
  WEIR_RETURN_IF_ERROR(host->create_channel(
      host->user, device, text_of(frame->references[w[5]]),
      text_of(frame->references[w[6]]), (int32_t)frame->scalars[w[7]],
      (int32_t)frame->scalars[w[8]], &channel));
  weir_vm_set(frame, w[1], channel);
  return weir_ok();
}

static weir_status_t channel_split(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_vm_host_t* host = &frame->vm->host;
  weir_channel_t* parent = frame->references[w[2]];
  WEIR_VM_NEED(parent);
  if (host->split_channel == NULL) return no_host("splitting of channels");
  weir_channel_t* channel = NULL;
  WEIR_RETURN_IF_ERROR(
      host->split_channel(host->user, parent, (int32_t)frame->scalars[w[3]],
                          (int32_t)frame->scalars[w[4]], &channel));
  weir_vm_set(frame, w[1], channel);
  return weir_ok();
}

static weir_status_t channel_rank_and_count(weir_vm_frame_t* frame,
                                            const uint32_t* w) {
  const weir_channel_t* channel = frame->references[w[3]];
  WEIR_VM_NEED(channel);
  frame->scalars[w[1]] = channel->rank;
  frame->scalars[w[2]] = channel->count;
  return weir_ok();
}

const weir_vm_op_t weir_vm_buffer_ops[] = {
    {WEIR_PLAN_OP_DEVICE_COUNT, device_count},
    {WEIR_PLAN_OP_DEVICE_QUERY, device_query},
    {WEIR_PLAN_OP_BUFFER_ALLOCATE, buffer_allocate},
    {WEIR_PLAN_OP_BUFFER_IMPORT, buffer_import},
    {WEIR_PLAN_OP_BUFFER_ASSERT, buffer_assert},
    {WEIR_PLAN_OP_BUFFER_LENGTH, buffer_length},
    {WEIR_PLAN_OP_BUFFER_LOAD, buffer_load},
    {WEIR_PLAN_OP_BUFFER_STORE, buffer_store},
    {WEIR_PLAN_OP_BUFFER_SUBSPAN, buffer_subspan},
    {WEIR_PLAN_OP_VIEW_CREATE, view_create},
    {WEIR_PLAN_OP_VIEW_ASSERT, view_assert},
    {WEIR_PLAN_OP_VIEW_BUFFER, view_buffer},
    {WEIR_PLAN_OP_VIEW_DIM, view_dim},
    {WEIR_PLAN_OP_VIEW_RANK, view_rank},
    {WEIR_PLAN_OP_VIEW_ELEMENT_TYPE, view_element_type},
    {WEIR_PLAN_OP_VIEW_ENCODING, view_encoding},
    {WEIR_PLAN_OP_VIEW_TRACE, view_trace},
    {WEIR_PLAN_OP_CHANNEL_GET, channel_get},
    {WEIR_PLAN_OP_CHANNEL_CREATE, channel_create},
    {WEIR_PLAN_OP_CHANNEL_SPLIT, channel_split},
    {WEIR_PLAN_OP_CHANNEL_RANK_AND_COUNT, channel_rank_and_count},
    {0, NULL},
};
