// Host memory and lists.

#include <string.h>

#include "engine/base/hash.h"
#include "engine/vm/vm_impl.h"

static weir_status_t bytes_constant(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_t* vm = frame->vm;
  if (vm->constants[w[2]] == NULL) {
    const weir_plan_constant_t* constant = &vm->program->constants[w[2]];
    WEIR_RETURN_IF_ERROR(weir_vm_bytes_create(
        vm->allocator, vm->program->constant_data + constant->offset,
        constant->bytes, 0, &vm->constants[w[2]]));
  }
  weir_vm_retain(WEIR_PLAN_TYPE_BYTES, vm->constants[w[2]]);
  weir_vm_set(frame, w[1], vm->constants[w[2]]);
  return weir_ok();
}

static weir_status_t bytes_alloc(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_bytes_t* bytes = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_bytes_create(
      frame->vm->allocator, NULL, frame->scalars[w[2]], w[3], &bytes));
  weir_vm_set(frame, w[1], bytes);
  return weir_ok();
}

static weir_status_t bytes_size(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_vm_bytes_t* bytes = frame->references[w[2]];
  WEIR_VM_NEED(bytes);
  frame->scalars[w[1]] = bytes->size;
  return weir_ok();
}

// The bytes of a register pair (buffer, offset) after a check.
static weir_status_t span(weir_vm_frame_t* frame, uint32_t reg,
                          uint32_t offset_reg, uint64_t size, bool for_write,
                          uint8_t** out_data) {
  weir_vm_bytes_t* bytes = frame->references[reg];
  WEIR_VM_NEED(bytes);
  uint64_t offset = frame->scalars[offset_reg];
  WEIR_RETURN_IF_ERROR(weir_vm_bytes_check(bytes, offset, size, for_write));
  *out_data = bytes->data + offset;
  return weir_ok();
}

static weir_status_t bytes_load(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t size = weir_vm_access_bytes(w[4]);
  uint8_t* data = NULL;
  WEIR_RETURN_IF_ERROR(span(frame, w[2], w[3], size, false, &data));
  uint64_t value = 0;
  memcpy(&value, data, size);
  frame->scalars[w[1]] = weir_vm_mask(value, w[4]);
  return weir_ok();
}

static weir_status_t bytes_store(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t size = weir_vm_access_bytes(w[4]);
  uint8_t* data = NULL;
  WEIR_RETURN_IF_ERROR(span(frame, w[2], w[3], size, true, &data));
  uint64_t value = weir_vm_mask(frame->scalars[w[1]], w[4]);
  memcpy(data, &value, size);
  return weir_ok();
}

static weir_status_t bytes_subspan(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_bytes_t* bytes = frame->references[w[2]];
  WEIR_VM_NEED(bytes);
  weir_vm_bytes_t* part = NULL;
  WEIR_RETURN_IF_ERROR(weir_vm_bytes_subspan(bytes, frame->scalars[w[3]],
                                             frame->scalars[w[4]], &part));
  weir_vm_set(frame, w[1], part);
  return weir_ok();
}

static weir_status_t bytes_slice(weir_vm_frame_t* frame, const uint32_t* w) {
  uint64_t size = frame->scalars[w[4]];
  uint8_t* data = NULL;
  WEIR_RETURN_IF_ERROR(span(frame, w[2], w[3], size, false, &data));
  weir_vm_bytes_t* copy = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_vm_bytes_create(frame->vm->allocator, NULL, size, 0, &copy));
  if (size > 0) memcpy(copy->data, data, size);
  weir_vm_set(frame, w[1], copy);
  return weir_ok();
}

static weir_status_t bytes_copy(weir_vm_frame_t* frame, const uint32_t* w) {
  uint64_t size = frame->scalars[w[5]];
  uint8_t *source = NULL, *target = NULL;
  WEIR_RETURN_IF_ERROR(span(frame, w[1], w[2], size, false, &source));
  WEIR_RETURN_IF_ERROR(span(frame, w[3], w[4], size, true, &target));
  if (size > 0) memmove(target, source, size);
  return weir_ok();
}

static weir_status_t bytes_fill(weir_vm_frame_t* frame, const uint32_t* w) {
  uint32_t pattern_bytes = weir_vm_access_bytes(w[2]);
  uint64_t size = frame->scalars[w[5]];
  uint8_t* target = NULL;
  WEIR_RETURN_IF_ERROR(span(frame, w[3], w[4], size, true, &target));
  if (size % pattern_bytes != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%llu bytes are no multiple of a pattern of %u",
                       (unsigned long long)size, pattern_bytes);
  }
  if (size > 0) {
    weir_fill_bytes(target, size, weir_vm_mask(frame->scalars[w[1]], w[2]),
                    pattern_bytes);
  }
  return weir_ok();
}

static weir_status_t bytes_compare(weir_vm_frame_t* frame, const uint32_t* w) {
  uint64_t size = frame->scalars[w[6]];
  uint8_t *a = NULL, *b = NULL;
  WEIR_RETURN_IF_ERROR(span(frame, w[2], w[3], size, false, &a));
  WEIR_RETURN_IF_ERROR(span(frame, w[4], w[5], size, false, &b));
  frame->scalars[w[1]] = size == 0 || memcmp(a, b, size) == 0;
  return weir_ok();
}

static weir_status_t bytes_hash(weir_vm_frame_t* frame, const uint32_t* w) {
  uint64_t size = frame->scalars[w[4]];
  uint8_t* data = NULL;
  WEIR_RETURN_IF_ERROR(span(frame, w[2], w[3], size, false, &data));
  frame->scalars[w[1]] = weir_hash64(WEIR_HASH64_SEED, data, size);
  return weir_ok();
}

// ---- lists -----------------------------------------------------------------

static weir_status_t list_create(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_list_t* list = NULL;
  WEIR_RETURN_IF_ERROR(
      weir_vm_list_create(frame->vm->allocator, frame->scalars[w[2]], &list));
  weir_vm_set(frame, w[1], list);
  return weir_ok();
}

static weir_status_t list_size(weir_vm_frame_t* frame, const uint32_t* w) {
  const weir_vm_list_t* list = frame->references[w[2]];
  WEIR_VM_NEED(list);
  frame->scalars[w[1]] = list->size;
  return weir_ok();
}

static weir_status_t list_resize(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_list_t* list = frame->references[w[1]];
  WEIR_VM_NEED(list);
  return weir_vm_list_resize(list, frame->scalars[w[2]]);
}

static weir_status_t element(weir_vm_frame_t* frame, uint32_t list_reg,
                             uint32_t index_reg, weir_vm_value_t** out_value) {
  weir_vm_list_t* list = frame->references[list_reg];
  WEIR_VM_NEED(list);
  uint64_t index = frame->scalars[index_reg];
  if (index >= list->size) {
    return weir_status(WEIR_CODE_OUT_OF_RANGE, "element %llu of a list of %zu",
                       (unsigned long long)index, list->size);
  }
  *out_value = &list->values[index];
  return weir_ok();
}

static weir_status_t wrong_element(void) {
  return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                     "the element of the list has another type");
}

static weir_status_t list_get(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_value_t* value = NULL;
  WEIR_RETURN_IF_ERROR(element(frame, w[2], w[3], &value));
  if (value->type != WEIR_PLAN_TYPE_SCALAR) return wrong_element();
  frame->scalars[w[1]] = value->scalar;
  return weir_ok();
}

static weir_status_t list_set(weir_vm_frame_t* frame, const uint32_t* w) {
  weir_vm_value_t* value = NULL;
  WEIR_RETURN_IF_ERROR(element(frame, w[1], w[2], &value));
  weir_vm_value_release(value);
  *value = (weir_vm_value_t){.type = WEIR_PLAN_TYPE_SCALAR,
                             .scalar = frame->scalars[w[3]]};
  return weir_ok();
}

static weir_status_t list_get_reference(weir_vm_frame_t* frame,
                                        const uint32_t* w) {
  weir_vm_value_t* value = NULL;
  WEIR_RETURN_IF_ERROR(element(frame, w[2], w[3], &value));
  // An element that was never set is null for every type.
  if (value->reference != NULL && value->type != frame->types[w[1]]) {
    return wrong_element();
  }
  void* object = value->reference;
  weir_vm_retain(frame->types[w[1]], object);
  weir_vm_set(frame, w[1], object);
  return weir_ok();
}

static weir_status_t list_set_reference(weir_vm_frame_t* frame,
                                        const uint32_t* w) {
  weir_vm_value_t* value = NULL;
  WEIR_RETURN_IF_ERROR(element(frame, w[1], w[2], &value));
  void* object = frame->references[w[3]];
  weir_vm_retain(frame->types[w[3]], object);
  weir_vm_value_release(value);
  *value = (weir_vm_value_t){.type = frame->types[w[3]], .reference = object};
  return weir_ok();
}

const weir_vm_op_t weir_vm_bytes_ops[] = {
    {WEIR_PLAN_OP_BYTES_CONSTANT, bytes_constant},
    {WEIR_PLAN_OP_BYTES_ALLOC, bytes_alloc},
    {WEIR_PLAN_OP_BYTES_SIZE, bytes_size},
    {WEIR_PLAN_OP_BYTES_LOAD, bytes_load},
    {WEIR_PLAN_OP_BYTES_STORE, bytes_store},
    {WEIR_PLAN_OP_BYTES_SUBSPAN, bytes_subspan},
    {WEIR_PLAN_OP_BYTES_SLICE, bytes_slice},
    {WEIR_PLAN_OP_BYTES_COPY, bytes_copy},
    {WEIR_PLAN_OP_BYTES_FILL, bytes_fill},
    {WEIR_PLAN_OP_BYTES_COMPARE, bytes_compare},
    {WEIR_PLAN_OP_BYTES_HASH, bytes_hash},
    {WEIR_PLAN_OP_LIST_CREATE, list_create},
    {WEIR_PLAN_OP_LIST_SIZE, list_size},
    {WEIR_PLAN_OP_LIST_RESIZE, list_resize},
    {WEIR_PLAN_OP_LIST_GET, list_get},
    {WEIR_PLAN_OP_LIST_SET, list_set},
    {WEIR_PLAN_OP_LIST_GET_REFERENCE, list_get_reference},
    {WEIR_PLAN_OP_LIST_SET_REFERENCE, list_set_reference},
    {0, NULL},
};
