#include "engine/io/parameters.h"

#include <stdlib.h>
#include <string.h>

#include "engine/base/allocator.h"
#include "engine/io/parameters_impl.h"

weir_status_t weir_parameter_index_add(weir_parameter_index_t* index,
                                       weir_string_view_t name,
                                       weir_parameter_t** out_parameter) {
  *out_parameter = NULL;
  WEIR_RETURN_IF_ERROR(weir_grow_array(
      weir_default_allocator(), index->count + 1, sizeof(weir_parameter_t),
      &index->capacity, (void**)&index->parameters));
  weir_parameter_t* parameter = &index->parameters[index->count++];
  memset(parameter, 0, sizeof(*parameter));
  parameter->name = weir_sv_n(
      weir_arena_string(&index->arena, name.data, name.size), name.size);
  *out_parameter = parameter;
  return weir_ok();
}

static int compare_names(weir_string_view_t a, weir_string_view_t b) {
  size_t common = a.size < b.size ? a.size : b.size;
  int order = common ? memcmp(a.data, b.data, common) : 0;
  if (order != 0) return order;
  return (a.size > b.size) - (a.size < b.size);
}

static int compare_entries(const void* a, const void* b, void* user) {
  const weir_parameter_t* parameters = user;
  return compare_names(parameters[*(const size_t*)a].name,
                       parameters[*(const size_t*)b].name);
}

// Sorts the names; two of the same are an error.
static weir_status_t sort_names(weir_parameter_index_t* index) {
  WEIR_RETURN_IF_ERROR(weir_alloc_array(weir_default_allocator(), index->count,
                                        sizeof(size_t),
                                        (void**)&index->by_name));
  for (size_t i = 0; i < index->count; ++i) index->by_name[i] = i;
  if (index->count == 0) return weir_ok();
  qsort_r(index->by_name, index->count, sizeof(size_t), compare_entries,
          index->parameters);
  for (size_t i = 1; i < index->count; ++i) {
    weir_string_view_t name = index->parameters[index->by_name[i]].name;
    if (weir_sv_equal(name, index->parameters[index->by_name[i - 1]].name)) {
      return weir_status(WEIR_CODE_DATA_LOSS, "two parameters are called '%s'",
                         name.data);
    }
  }
  return weir_ok();
}

static weir_status_t parse(const uint8_t* data, size_t size,
                           weir_parameter_index_t* index) {
  if (weir_irpa_matches(data, size)) {
    WEIR_RETURN_IF_ERROR(weir_irpa_parse(data, size, index));
  } else if (weir_gguf_matches(data, size)) {
    WEIR_RETURN_IF_ERROR(weir_gguf_parse(data, size, index));
  } else {
    WEIR_RETURN_IF_ERROR(weir_safetensors_parse(data, size, index));
  }
  return sort_names(index);
}

weir_status_t weir_parameter_index_parse(const char* name, const void* data,
                                         size_t size,
                                         weir_parameter_index_t** out_index) {
  *out_index = NULL;
  weir_parameter_index_t* index = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_alloc(weir_default_allocator(), sizeof(*index), (void**)&index));
  weir_status_t status = parse(data, size, index);
  if (weir_is_ok(status)) {
    *out_index = index;
  } else {
    weir_parameter_index_close(index);
  }
  return weir_status_annotate(status, "%s", name);
}

weir_status_t weir_parameter_index_open(const char* path,
                                        weir_parameter_index_t** out_index) {
  *out_index = NULL;
  weir_file_map_t map;
  WEIR_RETURN_IF_ERROR(weir_file_map(path, &map));
  weir_status_t status =
      weir_parameter_index_parse(path, map.data, map.size, out_index);
  if (weir_is_ok(status)) {
    (*out_index)->map = map;
  } else {
    weir_file_unmap(&map);
  }
  return status;
}

void weir_parameter_index_close(weir_parameter_index_t* index) {
  if (index == NULL) return;
  weir_allocator_t allocator = weir_default_allocator();
  weir_file_unmap(&index->map);
  weir_arena_deinit(&index->arena);
  weir_free(allocator, index->parameters);
  weir_free(allocator, index->by_name);
  weir_free(allocator, index);
}

size_t weir_parameter_index_count(const weir_parameter_index_t* index) {
  return index->count;
}

const weir_parameter_t* weir_parameter_index_at(
    const weir_parameter_index_t* index, size_t i) {
  return &index->parameters[i];
}

const weir_parameter_t* weir_parameter_index_find(
    const weir_parameter_index_t* index, weir_string_view_t name) {
  size_t begin = 0;
  size_t end = index->count;
  while (begin < end) {
    size_t middle = begin + (end - begin) / 2;
    const weir_parameter_t* parameter =
        &index->parameters[index->by_name[middle]];
    int order = compare_names(name, parameter->name);
    if (order == 0) return parameter;
    if (order < 0) {
      end = middle;
    } else {
      begin = middle + 1;
    }
  }
  return NULL;
}

weir_status_t weir_parameter_read(const weir_parameter_t* parameter,
                                  uint64_t offset, void* target,
                                  uint64_t bytes) {
  if (offset > parameter->bytes || bytes > parameter->bytes - offset) {
    return weir_status(
        WEIR_CODE_OUT_OF_RANGE,
        "bytes %llu to %llu of parameter '%.*s' are asked for, it "
        "has %llu",
        (unsigned long long)offset, (unsigned long long)(offset + bytes),
        WEIR_SV_ARGS(parameter->name), (unsigned long long)parameter->bytes);
  }
  uint8_t* out = target;
  if (parameter->data == NULL) {
    for (uint64_t i = 0; i < bytes; ++i) {
      out[i] = parameter->pattern[(offset + i) % parameter->pattern_bytes];
    }
    return weir_ok();
  }
  uint64_t stored = 0;
  if (offset < parameter->stored_bytes) {
    stored = parameter->stored_bytes - offset;
    if (stored > bytes) stored = bytes;
    memcpy(out, parameter->data + offset, stored);
  }
  if (bytes > stored) memset(out + stored, 0, bytes - stored);
  return weir_ok();
}
