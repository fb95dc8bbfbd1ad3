#include "compiler/dialects/fold_util.h"

#include <math.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/flow.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"

// -- numbers ------------------------------------------------------------------

uint32_t weir_int_width(const weir_type_t* type) {
  const weir_type_t* element = weir_type_element((weir_type_t*)type);
  return weir_type_is_index(element) ? 64 : weir_type_bit_width(element);
}

int64_t weir_int_wrap(int64_t value, uint32_t width) {
  if (width == 0 || width >= 64) return value;
  uint32_t shift = 64 - width;
  return (int64_t)((uint64_t)value << shift) >> shift;
}

uint64_t weir_int_unsigned(int64_t value, uint32_t width) {
  if (width == 0 || width >= 64) return (uint64_t)value;
  return (uint64_t)value & ((UINT64_C(1) << width) - 1);
}

static bool is_int_element(const weir_type_t* type) {
  return weir_type_is_int_or_index(type) && weir_int_width(type) <= 64;
}

bool weir_attr_splat_int(const weir_attr_t* attr, int64_t* out_value) {
  *out_value = 0;
  if (weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) {
    if (!weir_dense_is_splat(attr)) return false;
    attr = weir_dense_element(attr, 0);
  }
  if (!weir_attr_is(attr, WEIR_ATTR_INTEGER)) return false;
  if (weir_int_width(attr->type) > 64) return false;
  *out_value = weir_int_wrap(attr->integer.value, weir_int_width(attr->type));
  return true;
}

bool weir_attr_splat_float(const weir_attr_t* attr, double* out_value) {
  *out_value = 0;
  if (weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)) {
    if (!weir_dense_is_splat(attr)) return false;
    attr = weir_dense_element(attr, 0);
  }
  if (!weir_attr_is(attr, WEIR_ATTR_FLOAT)) return false;
  *out_value = attr->floating.value;
  return true;
}

bool weir_value_splat_int(const weir_value_t* value, int64_t* out_value) {
  return weir_attr_splat_int(weir_value_constant(value), out_value);
}

static weir_attr_t* splat_of(weir_type_t* type, weir_attr_t* element) {
  if (!weir_type_is_shaped(type)) return element;
  if (!weir_type_has_static_shape(type)) return NULL;
  return weir_dense_splat_attr(type, element);
}

weir_attr_t* weir_splat_int_attr(weir_type_t* type, int64_t value) {
  weir_type_t* element = weir_type_element(type);
  if (!is_int_element(element)) return NULL;
  value = weir_int_wrap(value, weir_int_width(element));
  return splat_of(type, weir_integer_attr(element, value));
}

weir_attr_t* weir_splat_float_attr(weir_type_t* type, double value) {
  weir_type_t* element = weir_type_element(type);
  if (!weir_type_is_float(element)) return NULL;
  return splat_of(type, weir_float_attr(element, value));
}

// -- element by element -------------------------------------------------------

static bool is_uniform(const weir_attr_t* attr) {
  return attr == NULL || weir_attr_is(attr, WEIR_ATTR_INTEGER) ||
         weir_attr_is(attr, WEIR_ATTR_FLOAT) || weir_dense_is_splat(attr);
}

static weir_attr_t* element_at(weir_attr_t* attr, int64_t index) {
  return weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS)
             ? weir_dense_element(attr, index)
             : attr;
}

// What is computed for each element of |operands|.
typedef struct computation_t {
  weir_attr_t* const* operands;
  uint32_t count;
  weir_element_fn_t fn;
  const void* user;
} computation_t;

static weir_attr_t* compute_at(const computation_t* c, weir_type_t* element,
                               int64_t index) {
  weir_attr_t* elements[WEIR_FOLD_OPERANDS] = {0};
  for (uint32_t i = 0; i < c->count; ++i) {
    elements[i] = element_at(c->operands[i], index);
  }
  return c->fn(elements, element, c->user);
}

// Constants with many different elements stay what they are: folding weights
// costs more than it saves.
enum { MAX_ELEMENTS = 4096 };

static weir_attr_t* compute_all(const computation_t* c, weir_type_t* type) {
  int64_t count = weir_type_element_count(type);
  weir_type_t* element = weir_type_element(type);
  size_t bytes = weir_dense_element_bytes(element);
  if (count < 0 || count > MAX_ELEMENTS || bytes > sizeof(uint64_t)) {
    return NULL;
  }
  weir_arena_t scratch = {0};
  uint8_t* data = weir_arena_alloc_array(&scratch, (size_t)count, bytes);
  weir_attr_t* folded = NULL;
  for (int64_t i = 0; i < count; ++i) {
    folded = compute_at(c, element, i);
    if (folded == NULL) break;
    uint64_t bits = weir_attr_is(folded, WEIR_ATTR_FLOAT)
                        ? folded->floating.bits
                        : (uint64_t)folded->integer.value;
    if (weir_type_is_integer(element, 1)) bits &= 1;
    memcpy(data + (size_t)i * bytes, &bits, bytes);
  }
  if (folded != NULL) {
    folded = weir_dense_attr(type, data, (size_t)count * bytes);
  }
  weir_arena_deinit(&scratch);
  return folded;
}

static bool is_number(const weir_attr_t* attr) {
  return weir_attr_is(attr, WEIR_ATTR_INTEGER) ||
         weir_attr_is(attr, WEIR_ATTR_FLOAT) ||
         weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS);
}

weir_attr_t* weir_fold_elements(weir_attr_t* const* operands, uint32_t count,
                                weir_type_t* type, weir_element_fn_t fn,
                                const void* user) {
  const computation_t c = {operands, count, fn, user};
  bool uniform = true;
  for (uint32_t i = 0; i < count; ++i) {
    if (!is_number(operands[i])) return NULL;
    uniform = uniform && is_uniform(operands[i]);
  }
  if (weir_type_is_shaped(type) && !weir_type_has_static_shape(type)) {
    return NULL;
  }
  if (!uniform) return compute_all(&c, type);
  weir_attr_t* element = compute_at(&c, weir_type_element(type), 0);
  return element != NULL ? splat_of(type, element) : NULL;
}

typedef struct fold_fn_t {
  weir_int_fn_t ints;
  weir_float_fn_t floats;
} fold_fn_t;

static weir_attr_t* apply_ints(weir_attr_t* const* elements, weir_type_t* type,
                               const void* user) {
  const fold_fn_t* fn = user;
  int64_t x = 0, y = 0, out = 0;
  if (!weir_attr_splat_int(elements[0], &x)) return NULL;
  if (elements[1] != NULL && !weir_attr_splat_int(elements[1], &y)) return NULL;
  if (!is_int_element(type)) return NULL;
  if (!fn->ints(x, y, weir_int_width(elements[0]->type), &out)) return NULL;
  return weir_splat_int_attr(type, out);
}

static weir_attr_t* apply_floats(weir_attr_t* const* elements,
                                 weir_type_t* type, const void* user) {
  const fold_fn_t* fn = user;
  double x = 0, y = 0, out = 0;
  if (!weir_attr_splat_float(elements[0], &x)) return NULL;
  if (elements[1] != NULL && !weir_attr_splat_float(elements[1], &y)) {
    return NULL;
  }
  if (!weir_type_is_float(type) || !fn->floats(x, y, &out)) return NULL;
  // What has no value has no sign either, whatever the processor says.
  if (isnan(out) && !isnan(x) && !isnan(y)) out = NAN;
  return weir_float_attr(type, out);
}

weir_attr_t* weir_fold_ints(weir_attr_t* a, weir_attr_t* b, weir_type_t* result,
                            weir_int_fn_t fn) {
  weir_attr_t* const operands[] = {a, b};
  return weir_fold_elements(operands, b != NULL ? 2 : 1, result, apply_ints,
                            &(fold_fn_t){.ints = fn});
}

weir_attr_t* weir_fold_floats(weir_attr_t* a, weir_attr_t* b,
                              weir_type_t* result, weir_float_fn_t fn) {
  weir_attr_t* const operands[] = {a, b};
  return weir_fold_elements(operands, b != NULL ? 2 : 1, result, apply_floats,
                            &(fold_fn_t){.floats = fn});
}

// -- constants as ops ---------------------------------------------------------

static weir_op_t* build_constant(weir_rewriter_t* rewriter, uint32_t id,
                                 weir_attr_t* value, weir_type_t* type,
                                 weir_location_t* location) {
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, id, location);
  weir_op_state_attr(&state, "value", value);
  weir_op_state_result(&state, type);
  return weir_build(&rewriter->builder, &state);
}

weir_op_t* weir_materialize_arith(weir_rewriter_t* rewriter, weir_attr_t* value,
                                  weir_type_t* type,
                                  weir_location_t* location) {
  bool fits = is_number(value) || weir_attr_is(value, WEIR_ATTR_DENSE_RESOURCE);
  if (!fits || value->type != type) return NULL;
  return build_constant(rewriter, WEIR_ARITH_CONSTANT, value, type, location);
}

weir_op_t* weir_materialize_util(weir_rewriter_t* rewriter, weir_attr_t* value,
                                 weir_type_t* type, weir_location_t* location) {
  if (!weir_attr_is_def(value, &weir_util_null_def)) {
    return weir_materialize_arith(rewriter, value, type, location);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_UTIL_NULL, location);
  weir_op_state_result(&state, type);
  return weir_build(&rewriter->builder, &state);
}

weir_op_t* weir_materialize_flow(weir_rewriter_t* rewriter, weir_attr_t* value,
                                 weir_type_t* type, weir_location_t* location) {
  weir_op_t* op = weir_materialize_arith(rewriter, value, type, location);
  if (op != NULL) return op;
  if (value->type != type || !weir_type_is_tensor(type)) return NULL;
  return build_constant(rewriter, WEIR_FLOW_TENSOR_CONSTANT, value, type,
                        location);
}

weir_op_t* weir_materialize_stream(weir_rewriter_t* rewriter,
                                   weir_attr_t* value, weir_type_t* type,
                                   weir_location_t* location) {
  if (!weir_attr_is_def(value, &weir_stream_timepoint_attr_def)) {
    return weir_materialize_arith(rewriter, value, type, location);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder,
                     WEIR_STREAM_TIMEPOINT_IMMEDIATE, location);
  weir_op_state_result(&state, type);
  return weir_build(&rewriter->builder, &state);
}
