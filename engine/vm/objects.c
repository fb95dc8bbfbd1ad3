#include <string.h>

#include "engine/vm/vm_impl.h"

// ---- counting --------------------------------------------------------------

static void retain_count(atomic_uint* count) {
  // Relaxed: the caller's reference orders what came before.
  atomic_fetch_add_explicit(count, 1, memory_order_relaxed);
}

static bool release_count(atomic_uint* count) {
  // The release half pairs with the acquire half of the last decrement.
  return atomic_fetch_sub_explicit(count, 1, memory_order_acq_rel) == 1;
}

static void bytes_release(weir_vm_bytes_t* bytes) {
  if (!release_count(&bytes->count)) return;
  weir_vm_bytes_t* parent = bytes->parent;
  weir_free(bytes->allocator, bytes);
  if (parent != NULL) bytes_release(parent);
}

static void list_release(weir_vm_list_t* list) {
  if (!release_count(&list->count)) return;
  for (size_t i = 0; i < list->size; ++i) {
    weir_vm_value_release(&list->values[i]);
  }
  weir_free(list->allocator, list->values);
  weir_free(list->allocator, list);
}

static void file_release(weir_vm_file_t* file) {
  if (!release_count(&file->count)) return;
  bytes_release(file->bytes);
  weir_free(file->allocator, file);
}

static void commands_release(weir_vm_commands_t* commands) {
  if (--commands->count > 0) return;
  const weir_plan_list_t* plan =
      &commands->lists->program->lists[commands->index];
  for (uint32_t i = 0; i < plan->slot_count; ++i) {
    weir_buffer_release(commands->bindings[i].buffer);
    commands->bindings[i] = (weir_buffer_range_t){0};
  }
  weir_command_list_release(commands->list);
  commands->list = NULL;
  weir_vm_recorded_t* recorded = &commands->lists->recorded[commands->index];
  commands->next = recorded->free;
  recorded->free = commands;
}

void weir_vm_retain(uint32_t type, void* object) {
  if (object == NULL) return;
  switch (type) {
    case WEIR_PLAN_TYPE_BUFFER:
      weir_buffer_retain(object);
      break;
    case WEIR_PLAN_TYPE_BUFFER_VIEW:
      weir_buffer_view_retain(object);
      break;
    case WEIR_PLAN_TYPE_FENCE:
      weir_fence_retain(object);
      break;
    case WEIR_PLAN_TYPE_CHANNEL:
      weir_channel_retain(object);
      break;
    case WEIR_PLAN_TYPE_COMMAND_BUFFER:
      ++((weir_vm_commands_t*)object)->count;
      break;
    case WEIR_PLAN_TYPE_BYTES:
      retain_count(&((weir_vm_bytes_t*)object)->count);
      break;
    case WEIR_PLAN_TYPE_LIST:
      retain_count(&((weir_vm_list_t*)object)->count);
      break;
    case WEIR_PLAN_TYPE_FILE:
      retain_count(&((weir_vm_file_t*)object)->count);
      break;
    default:
      break;
  }
}

void weir_vm_release(uint32_t type, void* object) {
  if (object == NULL) return;
  switch (type) {
    case WEIR_PLAN_TYPE_BUFFER:
      weir_buffer_release(object);
      break;
    case WEIR_PLAN_TYPE_BUFFER_VIEW:
      weir_buffer_view_release(object);
      break;
    case WEIR_PLAN_TYPE_FENCE:
      weir_fence_release(object);
      break;
    case WEIR_PLAN_TYPE_CHANNEL:
      weir_channel_release(object);
      break;
    case WEIR_PLAN_TYPE_COMMAND_BUFFER:
      commands_release(object);
      break;
    case WEIR_PLAN_TYPE_BYTES:
      bytes_release(object);
      break;
    case WEIR_PLAN_TYPE_LIST:
      list_release(object);
      break;
    case WEIR_PLAN_TYPE_FILE:
      file_release(object);
      break;
    default:
      break;
  }
}

void weir_vm_value_release(weir_vm_value_t* value) {
  weir_vm_release(value->type, value->reference);
  value->reference = NULL;
}

// ---- bytes -----------------------------------------------------------------

weir_status_t weir_vm_bytes_create(weir_allocator_t allocator, const void* data,
                                   uint64_t size, uint32_t alignment,
                                   weir_vm_bytes_t** out_bytes) {
  *out_bytes = NULL;
  if (alignment < 64 || (alignment & (alignment - 1)) != 0) alignment = 64;
  uint64_t head = (sizeof(weir_vm_bytes_t) + alignment - 1) / alignment;
  head *= alignment;
  uint64_t total = data ? sizeof(weir_vm_bytes_t) : head + size;
  if (total < size && data == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "no memory for %llu bytes on the host",
                       (unsigned long long)size);
  }
  weir_vm_bytes_t* bytes = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_alloc_aligned(allocator, total, alignment, (void**)&bytes));
  memset(bytes, 0, total);
  atomic_init(&bytes->count, 1);
  bytes->allocator = allocator;
  bytes->data = data ? (uint8_t*)data : (uint8_t*)bytes + head;
  bytes->size = size;
  bytes->writable = data == NULL;
  *out_bytes = bytes;
  return weir_ok();
}

weir_status_t weir_vm_bytes_subspan(weir_vm_bytes_t* parent, uint64_t offset,
                                    uint64_t size,
                                    weir_vm_bytes_t** out_bytes) {
  *out_bytes = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_bytes_check(parent, offset, size, false));
  weir_vm_bytes_t* bytes = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_alloc(parent->allocator, sizeof(*bytes), (void**)&bytes));
  atomic_init(&bytes->count, 1);
  bytes->allocator = parent->allocator;
  bytes->data = parent->data + offset;
  bytes->size = size;
  bytes->writable = parent->writable;
  bytes->parent = parent;
  retain_count(&parent->count);
  *out_bytes = bytes;
  return weir_ok();
}

weir_status_t weir_vm_bytes_check(const weir_vm_bytes_t* bytes, uint64_t offset,
                                  uint64_t size, bool for_write) {
  if (offset > bytes->size || size > bytes->size - offset) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE,
                       "%llu bytes at %llu of %llu on the host",
                       (unsigned long long)size, (unsigned long long)offset,
                       (unsigned long long)bytes->size);
  }
  if (for_write && !bytes->writable) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION, "write to a constant");
  }
  return weir_ok();
}

// ---- lists and files -------------------------------------------------------

weir_status_t weir_vm_list_create(weir_allocator_t allocator, uint64_t capacity,
                                  weir_vm_list_t** out_list) {
  *out_list = NULL;
  weir_vm_list_t* list = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*list), (void**)&list));
  atomic_init(&list->count, 1);
  list->allocator = allocator;
  weir_status_t status = weir_ok();
  if (capacity > 0) {
    status = weir_grow_array(allocator, capacity, sizeof(*list->values),
                             &list->capacity, (void**)&list->values);
  }
  if (weir_is_ok(status)) {
    *out_list = list;
  } else {
    list_release(list);
  }
  return status;
}

weir_status_t weir_vm_list_resize(weir_vm_list_t* list, uint64_t size) {
  if (size > list->capacity) {
    WEIR_RETURN_IF_ERROR(weir_grow_array(list->allocator, size,
                                         sizeof(*list->values), &list->capacity,
                                         (void**)&list->values));
  }
  for (size_t i = size; i < list->size; ++i) {
    weir_vm_value_release(&list->values[i]);
  }
  for (size_t i = list->size; i < size; ++i) {
    list->values[i] = (weir_vm_value_t){0};
  }
  list->size = size;
  return weir_ok();
}

weir_status_t weir_vm_file_create(weir_allocator_t allocator,
                                  weir_vm_bytes_t* bytes,
                                  weir_vm_file_t** out_file) {
  *out_file = NULL;
  weir_vm_file_t* file = NULL;
  WEIR_RETURN_IF_ERROR(weir_alloc(allocator, sizeof(*file), (void**)&file));
  atomic_init(&file->count, 1);
  file->allocator = allocator;
  file->bytes = bytes;
  retain_count(&bytes->count);
  *out_file = file;
  return weir_ok();
}
