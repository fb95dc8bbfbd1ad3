#include "engine/hal/buffer.h"

#include <string.h>

#include "engine/hal/buffer_impl.h"
#include "engine/hal/executable_abi.h"

static void destroy_owned(weir_object_t* object) {
  weir_buffer_t* buffer = (weir_buffer_t*)object;
  weir_free(buffer->allocator, buffer->data);
  weir_free(buffer->allocator, buffer);
}

static void destroy_wrapped(weir_object_t* object) {
  weir_buffer_t* buffer = (weir_buffer_t*)object;
  weir_buffer_release_t release = buffer->of.release;
  void* data = buffer->data;
  weir_free(buffer->allocator, buffer);
  if (release.fn != NULL) release.fn(release.user, data);
}

static void destroy_subspan(weir_object_t* object) {
  weir_buffer_t* buffer = (weir_buffer_t*)object;
  weir_buffer_release(buffer->root);
  weir_free(buffer->allocator, buffer);
}

static const weir_object_table_t owned_table = {.type = "buffer",
                                                .destroy = destroy_owned};
static const weir_object_table_t wrapped_table = {.type = "buffer",
                                                  .destroy = destroy_wrapped};
static const weir_object_table_t subspan_table = {.type = "buffer",
                                                  .destroy = destroy_subspan};

weir_status_t weir_buffer_create_shell(weir_allocator_t allocator,
                                       const weir_object_table_t* table,
                                       uint64_t length,
                                       weir_buffer_t** out_buffer) {
  WEIR_RETURN_IF_ERROR(
      weir_alloc(allocator, sizeof(**out_buffer), (void**)out_buffer));
  weir_object_init(&(*out_buffer)->object, table);
  (*out_buffer)->allocator = allocator;
  (*out_buffer)->length = length;
  return weir_ok();
}

weir_status_t weir_buffer_create(weir_allocator_t allocator, uint64_t length,
                                 weir_buffer_t** out_buffer) {
  *out_buffer = NULL;
  weir_buffer_t* buffer;
  WEIR_RETURN_IF_ERROR(
      weir_buffer_create_shell(allocator, &owned_table, length, &buffer));
  weir_status_t status = weir_alloc_aligned(
      allocator, length, WEIR_EXECUTABLE_ALIGNMENT, &buffer->data);
  if (weir_is_ok(status)) {
    memset(buffer->data, 0, length);
    *out_buffer = buffer;
  } else {
    weir_buffer_release(buffer);
  }
  return status;
}

weir_status_t weir_buffer_wrap(weir_allocator_t allocator, void* data,
                               uint64_t length, weir_buffer_release_t release,
                               weir_buffer_t** out_buffer) {
  WEIR_RETURN_IF_ERROR(
      weir_buffer_create_shell(allocator, &wrapped_table, length, out_buffer));
  (*out_buffer)->data = data;
  (*out_buffer)->of.release = release;
  return weir_ok();
}

weir_status_t weir_buffer_subspan(weir_buffer_t* parent, uint64_t offset,
                                  uint64_t length, weir_buffer_t** out_buffer) {
  *out_buffer = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_buffer_check_range(parent, offset, length, &length));
  weir_buffer_t* root = parent->root ? parent->root : parent;
  WEIR_RETURN_IF_ERROR(weir_buffer_create_shell(
      parent->allocator, &subspan_table, length, out_buffer));
  weir_buffer_retain(root);
  (*out_buffer)->root = root;
  (*out_buffer)->offset = parent->offset + offset;
  return weir_ok();
}

void weir_buffer_retain(weir_buffer_t* buffer) {
  weir_object_retain(&buffer->object);
}

void weir_buffer_release(weir_buffer_t* buffer) {
  if (buffer != NULL) weir_object_release(&buffer->object);
}

uint64_t weir_buffer_length(const weir_buffer_t* buffer) {
  return buffer->length;
}

void* weir_buffer_data(const weir_buffer_t* buffer) {
  const weir_buffer_t* root = buffer->root ? buffer->root : buffer;
  return root->data ? (char*)root->data + buffer->offset : NULL;
}

weir_status_t weir_buffer_check_range(const weir_buffer_t* buffer,
                                      uint64_t offset, uint64_t length,
                                      uint64_t* out_length) {
  *out_length = 0;
  if (offset <= buffer->length) {
    uint64_t rest = buffer->length - offset;
    *out_length = length == WEIR_WHOLE_LENGTH ? rest : length;
    if (*out_length <= rest) return weir_ok();
  }
  return weir_status(WEIR_CODE_OUT_OF_RANGE,
                     "bytes %llu to %llu are outside of a buffer of %llu",
                     (unsigned long long)offset,
                     (unsigned long long)(offset + length),
                     (unsigned long long)buffer->length);
}

weir_status_t weir_buffer_map(const weir_buffer_t* buffer, uint64_t offset,
                              uint64_t length, void** out_data) {
  *out_data = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_buffer_check_range(buffer, offset, length, &length));
  char* data = weir_buffer_data(buffer);
  if (data == NULL) {
    return weir_status(
        WEIR_CODE_FAILED_PRECONDITION,
        "the buffer has no memory: it is not allocated yet, or no longer");
  }
  *out_data = data + offset;
  return weir_ok();
}

weir_status_t weir_buffer_read(const weir_buffer_t* buffer, uint64_t offset,
                               void* target, uint64_t length) {
  void* data;
  WEIR_RETURN_IF_ERROR(weir_buffer_map(buffer, offset, length, &data));
  if (length > 0) memcpy(target, data, length);
  return weir_ok();
}

weir_status_t weir_buffer_write(weir_buffer_t* buffer, uint64_t offset,
                                const void* source, uint64_t length) {
  void* data;
  WEIR_RETURN_IF_ERROR(weir_buffer_map(buffer, offset, length, &data));
  if (length > 0) memcpy(data, source, length);
  return weir_ok();
}

weir_status_t weir_buffer_fill(weir_buffer_t* buffer, uint64_t offset,
                               uint64_t length, uint64_t pattern,
                               uint32_t pattern_bytes) {
  WEIR_RETURN_IF_ERROR(
      weir_buffer_check_range(buffer, offset, length, &length));
  if ((pattern_bytes != 1 && pattern_bytes != 2 && pattern_bytes != 4 &&
       pattern_bytes != 8) ||
      length % pattern_bytes != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "a pattern of %u bytes cannot fill %llu bytes",
                       pattern_bytes, (unsigned long long)length);
  }
  void* data;
  WEIR_RETURN_IF_ERROR(weir_buffer_map(buffer, offset, length, &data));
  weir_fill_bytes(data, length, pattern, pattern_bytes);
  return weir_ok();
}

void weir_fill_bytes(void* target, uint64_t length, uint64_t pattern,
                     uint32_t pattern_bytes) {
  if (length == 0) return;
  // Widened to eight bytes, so that one loop serves all.
  uint64_t wide = pattern;
  if (pattern_bytes == 1)
    wide = (pattern & 0xff) * UINT64_C(0x0101010101010101);
  if (pattern_bytes == 2) {
    wide = (pattern & 0xffff) * UINT64_C(0x0001000100010001);
  }
  if (pattern_bytes == 4) {
    wide = (pattern & 0xffffffff) * UINT64_C(0x0000000100000001);
  }
  uint8_t first = (uint8_t)wide;
  if (wide == first * UINT64_C(0x0101010101010101)) {
    memset(target, first, length);
    return;
  }
  char* bytes = target;
  uint64_t i = 0;
  for (; i + 8 <= length; i += 8) memcpy(bytes + i, &wide, 8);
  memcpy(bytes + i, &wide, length - i);
}
