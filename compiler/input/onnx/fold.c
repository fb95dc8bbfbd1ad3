#include <math.h>
#include <string.h>

#include "compiler/input/onnx/importer.h"

int64_t saturated_int(double value) {
  if (isnan(value)) return 0;
  if (value >= 0x1p63) return INT64_MAX;
  return value < -0x1p63 ? INT64_MIN : (int64_t)value;
}

int64_t* constant_ints(importer_t* importer, const weir_attr_t* constant,
                       uint32_t* out_count) {
  uint32_t count = (uint32_t)weir_type_element_count(constant->type);
  int64_t* values = WEIR_ARENA_ARRAY(&importer->arena, int64_t, count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_attr_t* element = weir_dense_element(constant, i);
    values[i] = element->kind == WEIR_ATTR_FLOAT
                    ? saturated_int(element->floating.value)
                    : element->integer.value;
  }
  *out_count = count;
  return values;
}

double* constant_doubles(importer_t* importer, const weir_attr_t* constant,
                         uint32_t* out_count) {
  uint32_t count = (uint32_t)weir_type_element_count(constant->type);
  double* values = WEIR_ARENA_ARRAY(&importer->arena, double, count);
  for (uint32_t i = 0; i < count; ++i) {
    const weir_attr_t* element = weir_dense_element(constant, i);
    values[i] = element->kind == WEIR_ATTR_FLOAT
                    ? element->floating.value
                    : (double)element->integer.value;
  }
  *out_count = count;
  return values;
}

weir_attr_t* constant_from_ints(weir_type_t* type, const int64_t* values) {
  size_t element = weir_dense_element_bytes(type);
  size_t count = (size_t)weir_type_element_count(type);
  uint8_t* data =
      weir_arena_alloc(weir_context_arena(type->context), count * element);
  for (size_t i = 0; i < count; ++i)
    memcpy(data + i * element, &values[i], element);
  return weir_dense_attr_borrowed(type, data, count * element);
}

weir_attr_t* constant_reshape(const weir_attr_t* constant, const int64_t* dims,
                              uint32_t rank) {
  weir_type_t* type = tensor_of(constant->type->shaped.element, dims, rank);
  return weir_dense_attr_borrowed(type, constant->dense.data,
                                  constant->dense.size);
}

weir_attr_t* constant_gather(importer_t* importer, const weir_attr_t* constant,
                             const int64_t* offsets, const int64_t* sizes,
                             const int64_t* strides, const int64_t* perm) {
  const weir_type_t* source = constant->type;
  uint32_t rank = weir_type_rank(source);
  weir_type_t* element = source->shaped.element;
  int64_t* dims = WEIR_ARENA_ARRAY(&importer->arena, int64_t, rank + 1);
  // Bytes from one element to the next along each dimension of the result.
  int64_t* steps = WEIR_ARENA_ARRAY(&importer->arena, int64_t, rank + 1);
  int64_t* index = WEIR_ARENA_ARRAY(&importer->arena, int64_t, rank + 1);
  int64_t* pitch = WEIR_ARENA_ARRAY(&importer->arena, int64_t, rank + 1);
  size_t bytes = weir_dense_element_bytes(element);
  int64_t running = (int64_t)bytes;
  for (uint32_t i = rank; i-- > 0;) {
    pitch[i] = running;
    running *= source->shaped.dims[i];
  }
  int64_t start = 0, count = 1;
  for (uint32_t i = 0; i < rank; ++i) {
    uint32_t from = perm != NULL ? (uint32_t)perm[i] : i;
    dims[i] = sizes[from];
    steps[i] = pitch[from] * strides[from];
    start += offsets[i] * pitch[i];
    count *= dims[i];
  }
  weir_type_t* type = tensor_of(element, dims, rank);
  if (constant->dense.splat) {
    return weir_dense_attr(type, constant->dense.data, constant->dense.size);
  }
  uint8_t* data = weir_arena_alloc(weir_context_arena(importer->context),
                                   (size_t)count * bytes);
  int64_t at = start;
  for (int64_t n = 0; n < count; ++n) {
    memcpy(data + (size_t)n * bytes, constant->dense.data + at, bytes);
    for (uint32_t d = rank; d-- > 0;) {
      at += steps[d];
      if (++index[d] < dims[d]) break;
      at -= steps[d] * dims[d];
      index[d] = 0;
    }
  }
  return weir_dense_attr_borrowed(type, data, (size_t)count * bytes);
}

weir_attr_t* constant_concat(importer_t* importer, weir_attr_t* const* parts,
                             uint32_t count, uint32_t axis) {
  const weir_type_t* first = parts[0]->type;
  uint32_t rank = weir_type_rank(first);
  size_t bytes = weir_dense_element_bytes(first->shaped.element);
  int64_t* dims = weir_arena_copy(&importer->arena, first->shaped.dims,
                                  rank * sizeof(int64_t));
  dims[axis] = 0;
  for (uint32_t p = 0; p < count; ++p)
    dims[axis] += parts[p]->type->shaped.dims[axis];
  int64_t outer = 1;
  size_t inner = bytes;
  for (uint32_t i = 0; i < axis; ++i) outer *= dims[i];
  for (uint32_t i = axis + 1; i < rank; ++i) inner *= (size_t)dims[i];
  size_t size = (size_t)outer * (size_t)dims[axis] * inner;
  uint8_t* data = weir_arena_alloc(weir_context_arena(importer->context), size);
  uint8_t* out = data;
  for (int64_t o = 0; o < outer; ++o) {
    for (uint32_t p = 0; p < count; ++p) {
      size_t piece = (size_t)parts[p]->type->shaped.dims[axis] * inner;
      if (parts[p]->dense.splat) {
        for (size_t i = 0; i < piece; i += bytes) {
          memcpy(out + i, parts[p]->dense.data, bytes);
        }
      } else if (piece > 0) {
        memcpy(out, parts[p]->dense.data + (size_t)o * piece, piece);
      }
      out += piece;
    }
  }
  return weir_dense_attr_borrowed(tensor_of(first->shaped.element, dims, rank),
                                  data, size);
}
