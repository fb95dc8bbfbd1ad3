#include "engine/hal/buffer_view.h"

struct weir_buffer_view_t {
  atomic_uint count;
  weir_allocator_t allocator;
  weir_buffer_t* buffer;
  weir_element_type_t element_type;
  weir_encoding_type_t encoding;
  uint64_t byte_length;
  size_t rank;
  uint64_t dims[];
};

weir_status_t weir_shape_byte_length(size_t rank, const uint64_t* dims,
                                     weir_element_type_t element_type,
                                     uint64_t* out_length) {
  uint64_t length = weir_element_bytes(element_type);
  bool overflow = false;
  bool empty = false;
  for (size_t i = 0; i < rank; ++i) {
    // An empty dimension makes the tensor empty, whatever the others are.
    empty = empty || dims[i] == 0;
    overflow = __builtin_mul_overflow(length, dims[i], &length) || overflow;
  }
  *out_length = empty || overflow ? 0 : length;
  if (empty || !overflow) return weir_ok();
  return weir_status(WEIR_CODE_OUT_OF_RANGE,
                     "the tensor's size does not fit 64 bits");
}

weir_status_t weir_buffer_view_create(weir_allocator_t allocator,
                                      weir_buffer_t* buffer, size_t rank,
                                      const uint64_t* dims,
                                      weir_element_type_t element_type,
                                      weir_encoding_type_t encoding,
                                      weir_buffer_view_t** out_view) {
  *out_view = NULL;
  if (rank > WEIR_BUFFER_VIEW_MAX_RANK) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE,
                       "a view has at most %d dimensions, not %zu",
                       WEIR_BUFFER_VIEW_MAX_RANK, rank);
  }
  uint64_t byte_length = weir_buffer_length(buffer);
  if (encoding == WEIR_ENCODING_DENSE_ROW_MAJOR) {
    WEIR_RETURN_IF_ERROR(
        weir_shape_byte_length(rank, dims, element_type, &byte_length));
    if (byte_length > weir_buffer_length(buffer)) {
      return weir_status(WEIR_CODE_OUT_OF_RANGE,
                         "the view takes %llu bytes, the buffer has %llu",
                         (unsigned long long)byte_length,
                         (unsigned long long)weir_buffer_length(buffer));
    }
  }
  weir_buffer_view_t* view;
  WEIR_RETURN_IF_ERROR(weir_alloc(
      allocator, sizeof(*view) + rank * sizeof(*dims), (void**)&view));
  atomic_init(&view->count, 1);
  view->allocator = allocator;
  view->buffer = buffer;
  weir_buffer_retain(buffer);
  view->element_type = element_type;
  view->encoding = encoding;
  view->byte_length = byte_length;
  view->rank = rank;
  for (size_t i = 0; i < rank; ++i) view->dims[i] = dims[i];
  *out_view = view;
  return weir_ok();
}

void weir_buffer_view_retain(weir_buffer_view_t* view) {
  atomic_fetch_add_explicit(&view->count, 1, memory_order_relaxed);
}

void weir_buffer_view_release(weir_buffer_view_t* view) {
  // acq_rel: the last one sees what the others did.
  if (view == NULL ||
      atomic_fetch_sub_explicit(&view->count, 1, memory_order_acq_rel) != 1) {
    return;
  }
  weir_buffer_release(view->buffer);
  weir_free(view->allocator, view);
}

weir_buffer_t* weir_buffer_view_buffer(const weir_buffer_view_t* view) {
  return view->buffer;
}

size_t weir_buffer_view_rank(const weir_buffer_view_t* view) {
  return view->rank;
}

const uint64_t* weir_buffer_view_dims(const weir_buffer_view_t* view) {
  return view->dims;
}

uint64_t weir_buffer_view_dim(const weir_buffer_view_t* view, size_t index) {
  return index < view->rank ? view->dims[index] : 0;
}

weir_element_type_t weir_buffer_view_element_type(
    const weir_buffer_view_t* view) {
  return view->element_type;
}

weir_encoding_type_t weir_buffer_view_encoding(const weir_buffer_view_t* view) {
  return view->encoding;
}

uint64_t weir_buffer_view_element_count(const weir_buffer_view_t* view) {
  uint64_t count = 1;
  for (size_t i = 0; i < view->rank; ++i) count *= view->dims[i];
  return count;
}

uint64_t weir_buffer_view_byte_length(const weir_buffer_view_t* view) {
  return view->byte_length;
}

void weir_buffer_view_append_type(const weir_buffer_view_t* view,
                                  weir_strbuf_t* buffer) {
  for (size_t i = 0; i < view->rank; ++i) {
    weir_strbuf_printf(buffer, "%llux", (unsigned long long)view->dims[i]);
  }
  weir_strbuf_append_c(buffer, weir_element_name(view->element_type));
}
