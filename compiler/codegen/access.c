// Addresses, masks, loads and stores of accesses.
#include <string.h>

#include "compiler/codegen/emit.h"

// A linear form at a point: scalar + lane * step, plus |vector| if set.
typedef struct form_value_t {
  LLVMValueRef scalar;  // i64, without |constant|
  int64_t constant;
  int64_t step;
  LLVMValueRef vector;  // <width x i64> or NULL
} form_value_t;

void weir_point_init(weir_emitter_t* e, uint32_t width, weir_point_t* point) {
  memset(point, 0, sizeof(*point));
  point->width = width;
  point->lane_dim = -1;
  point->memo =
      WEIR_ARENA_ARRAY(e->arena, LLVMValueRef, e->kernel->expr_count + 1);
}

void weir_point_reset(weir_emitter_t* e, weir_point_t* point) {
  memset(point->memo, 0, sizeof(*point->memo) * (e->kernel->expr_count + 1));
}

static LLVMValueRef add_scaled(weir_emitter_t* e, LLVMValueRef sum,
                               LLVMValueRef value, int64_t scale) {
  if (scale != 1) {
    value = LLVMBuildNSWMul(e->builder, value,
                            weir_emit_integer_like(value, scale), "");
  }
  return sum ? LLVMBuildNSWAdd(e->builder, sum, value, "") : value;
}

static LLVMValueRef to_i64(weir_emitter_t* e, LLVMValueRef value) {
  bool is_vector = weir_emit_is_vector(value);
  LLVMTypeRef type =
      is_vector ? LLVMVectorType(e->i64, weir_emit_width(value)) : e->i64;
  return LLVMTypeOf(value) == type ? value
                                   : LLVMBuildSExt(e->builder, value, type, "");
}

static form_value_t eval_form(weir_emitter_t* e, weir_point_t* point,
                              const weir_index_form_t* form) {
  form_value_t value = {.constant = form->constant};
  for (uint32_t d = 0; d < WEIR_KERNEL_MAX_DIMS; ++d) {
    int64_t c = form->coefficients[d];
    if (c == 0) continue;
    if (point->lanes[d]) {
      value.vector = add_scaled(e, value.vector, point->lanes[d], c);
      continue;
    }
    if (point->dims[d]) {
      value.scalar = add_scaled(e, value.scalar, point->dims[d], c);
    }
    value.constant += c * point->deltas[d];
    if (point->lane_dim == (int32_t)d) value.step += c;
  }
  for (weir_index_term_t* term = form->terms; term; term = term->next) {
    LLVMValueRef v = to_i64(e, weir_emit_expr(e, point, term->value));
    LLVMValueRef* sum = weir_emit_is_vector(v) ? &value.vector : &value.scalar;
    *sum = add_scaled(e, *sum, v, term->scale);
  }
  if (!value.scalar) value.scalar = weir_emit_i64(e, 0);
  return value;
}

// Per-lane values relative to |scalar| + |constant|, in i32 where they fit.
static LLVMValueRef lane_offsets(weir_emitter_t* e, const weir_point_t* point,
                                 const form_value_t* form, bool fits_i32) {
  LLVMTypeRef element = fits_i32 ? e->i32 : e->i64;
  LLVMValueRef steps = weir_emit_steps(e, element, point->width, form->step);
  if (!form->vector) return steps;
  LLVMValueRef vector = form->vector;
  if (fits_i32) {
    vector = LLVMBuildTrunc(e->builder, vector,
                            LLVMVectorType(e->i32, point->width), "");
  }
  return form->step == 0 ? vector
                         : LLVMBuildNSWAdd(e->builder, vector, steps, "");
}

LLVMValueRef weir_emit_active_mask(weir_emitter_t* e, LLVMValueRef active,
                                   uint32_t width) {
  return LLVMBuildICmp(e->builder, LLVMIntULT,
                       weir_emit_steps(e, e->i32, width, 1),
                       weir_emit_splat(e, active, width), "");
}

static LLVMValueRef and_masks(weir_emitter_t* e, LLVMValueRef a,
                              LLVMValueRef b) {
  if (!a || !b) return a ? a : b;
  uint32_t width =
      weir_emit_width(a) > 1 ? weir_emit_width(a) : weir_emit_width(b);
  return LLVMBuildAnd(e->builder, weir_emit_splat(e, a, width),
                      weir_emit_splat(e, b, width), "");
}

// 0 <= form < size: an i1 where it is the same in all lanes, else a vector.
// |divisor| 2 asks the same of the 2 * width half steps.
static LLVMValueRef guard_mask(weir_emitter_t* e, weir_point_t* point,
                               const weir_guard_t* guard, int64_t divisor) {
  form_value_t form = eval_form(e, point, &guard->form);
  LLVMValueRef base = LLVMBuildNSWAdd(e->builder, form.scalar,
                                      weir_emit_i64(e, form.constant), "");
  if (!form.vector && form.step == 0) {
    return LLVMBuildICmp(e->builder, LLVMIntULT, base,
                         weir_emit_i64(e, guard->size), "");
  }
  uint32_t width = point->width * (uint32_t)divisor;
  LLVMValueRef narrow = LLVMBuildTrunc(e->builder, base, e->i32, "");
  form.step /= divisor;
  weir_point_t wide = {.width = width};
  LLVMValueRef offsets = lane_offsets(e, &wide, &form, true);
  LLVMValueRef values =
      LLVMBuildAdd(e->builder, weir_emit_splat(e, narrow, width), offsets, "");
  return LLVMBuildICmp(e->builder, LLVMIntULT, values,
                       weir_emit_integer_like(values, guard->size), "");
}

static LLVMValueRef all_guards(weir_emitter_t* e, weir_point_t* point,
                               const weir_access_t* access, int64_t divisor) {
  LLVMValueRef mask = NULL;
  for (const weir_guard_t* guard = access->guards; guard; guard = guard->next) {
    mask = and_masks(e, mask, guard_mask(e, point, guard, divisor));
  }
  return mask;
}

static LLVMValueRef address(weir_emitter_t* e, const weir_access_t* access,
                            const form_value_t* form) {
  uint32_t bytes = weir_scalar_bytes(e->kernel->buffers[access->buffer].type);
  LLVMValueRef pointer =
      weir_emit_offset(e, e->buffers[access->buffer], form->scalar, bytes);
  if (form->constant == 0) return pointer;
  // Not "inbounds": a window's corner may lie outside where a mask hides it.
  LLVMValueRef constant = weir_emit_i64(e, form->constant * bytes);
  return LLVMBuildGEP2(e->builder, e->i8, pointer, &constant, 1, "");
}

LLVMValueRef weir_emit_address(weir_emitter_t* e, weir_point_t* point,
                               const weir_access_t* access) {
  form_value_t form = eval_form(e, point, &access->index);
  return address(e, access, &form);
}

// -- between memory and registers -------------------------------------------

static LLVMTypeRef with_width(LLVMTypeRef type, uint32_t width) {
  return width == 1 ? type : LLVMVectorType(type, width);
}

LLVMValueRef weir_emit_decode(weir_emitter_t* e, weir_scalar_type_t type,
                              LLVMValueRef raw) {
  uint32_t width = weir_emit_width(raw);
  if (type == WEIR_SCALAR_BOOL) {
    return LLVMBuildICmp(e->builder, LLVMIntNE, raw,
                         weir_emit_integer_like(raw, 0), "");
  }
  if (type == WEIR_SCALAR_F16) {
    return LLVMBuildFPExt(e->builder, raw, with_width(e->f32, width), "");
  }
  if (type == WEIR_SCALAR_BF16) {
    LLVMValueRef bits =
        LLVMBuildZExt(e->builder, raw, with_width(e->i32, width), "");
    bits = LLVMBuildShl(e->builder, bits, weir_emit_integer_like(bits, 16), "");
    return LLVMBuildBitCast(e->builder, bits, with_width(e->f32, width), "");
  }
  return raw;
}

// To the nearest, ties to even; a NaN stays one.
static LLVMValueRef encode_bf16(weir_emitter_t* e, LLVMValueRef value) {
  uint32_t width = weir_emit_width(value);
  LLVMBuilderRef b = e->builder;
  LLVMValueRef bits = LLVMBuildBitCast(b, value, with_width(e->i32, width), "");
  LLVMValueRef shift = weir_emit_integer_like(bits, 16);
  LLVMValueRef odd = LLVMBuildAnd(b, LLVMBuildLShr(b, bits, shift, ""),
                                  weir_emit_integer_like(bits, 1), "");
  LLVMValueRef rounded = LLVMBuildAdd(b, LLVMBuildAdd(b, bits, odd, ""),
                                      weir_emit_integer_like(bits, 0x7fff), "");
  LLVMValueRef quiet =
      LLVMBuildOr(b, bits, weir_emit_integer_like(bits, 0x400000), "");
  LLVMValueRef is_nan = LLVMBuildFCmp(b, LLVMRealUNO, value, value, "");
  bits = LLVMBuildSelect(b, is_nan, quiet, rounded, "");
  bits = LLVMBuildLShr(b, bits, shift, "");
  return LLVMBuildTrunc(b, bits, with_width(e->i16, width), "");
}

LLVMValueRef weir_emit_encode(weir_emitter_t* e, weir_scalar_type_t type,
                              LLVMValueRef value) {
  uint32_t width = weir_emit_width(value);
  if (type == WEIR_SCALAR_BOOL) {
    return LLVMBuildZExt(e->builder, value, with_width(e->i8, width), "");
  }
  if (type == WEIR_SCALAR_F16) {
    return LLVMBuildFPTrunc(e->builder, value, with_width(e->f16, width), "");
  }
  return type == WEIR_SCALAR_BF16 ? encode_bf16(e, value) : value;
}

// -- loads ------------------------------------------------------------------

static LLVMValueRef plain_load(weir_emitter_t* e, const weir_access_t* access,
                               LLVMTypeRef type, LLVMValueRef pointer) {
  const weir_buffer_t* buffer = &e->kernel->buffers[access->buffer];
  LLVMValueRef load = LLVMBuildLoad2(e->builder, type, pointer, "");
  LLVMSetAlignment(load, weir_scalar_bytes(buffer->type));
  if (!buffer->is_written) {
    unsigned kind = LLVMGetMDKindIDInContext(e->context, "invariant.load", 14);
    LLVMSetMetadata(load, kind,
                    LLVMMetadataAsValue(
                        e->context, LLVMMDNodeInContext2(e->context, NULL, 0)));
  }
  return load;
}

static LLVMValueRef masked_load(weir_emitter_t* e, LLVMTypeRef type,
                                LLVMValueRef pointer, uint32_t align,
                                LLVMValueRef mask) {
  LLVMTypeRef types[] = {type, e->ptr};
  LLVMValueRef args[] = {pointer, weir_emit_i32(e, (int32_t)align), mask,
                         LLVMConstNull(type)};
  return weir_emit_intrinsic(e, "llvm.masked.load", types, 2, args, 4);
}

// The value in memory, in every lane the same.
static LLVMValueRef load_uniform(weir_emitter_t* e, const weir_access_t* access,
                                 form_value_t form, LLVMValueRef guard) {
  const weir_buffer_t* buffer = &e->kernel->buffers[access->buffer];
  if (guard) {  // read element 0 instead of one that may not be there
    LLVMValueRef index = LLVMBuildNSWAdd(e->builder, form.scalar,
                                         weir_emit_i64(e, form.constant), "");
    form.scalar =
        LLVMBuildSelect(e->builder, guard, index, weir_emit_i64(e, 0), "");
    form.constant = 0;
  }
  return plain_load(e, access, weir_emit_memory_type(e, buffer->type),
                    address(e, access, &form));
}

static LLVMValueRef load_contiguous(weir_emitter_t* e, weir_point_t* point,
                                    const weir_access_t* access,
                                    const form_value_t* form,
                                    LLVMValueRef mask) {
  weir_scalar_type_t type = e->kernel->buffers[access->buffer].type;
  LLVMTypeRef vector =
      LLVMVectorType(weir_emit_memory_type(e, type), point->width);
  LLVMValueRef pointer = address(e, access, form);
  if (!mask) return plain_load(e, access, vector, pointer);
  return masked_load(e, vector, pointer, weir_scalar_bytes(type),
                     weir_emit_splat(e, mask, point->width));
}

// Every second element, as two neighbouring vectors and a shuffle. The guards
// are asked of the elements in between as well: whether those are read does
// not matter, but the element behind the last lane's must not be.
static LLVMValueRef load_halved(weir_emitter_t* e, weir_point_t* point,
                                const weir_access_t* access,
                                const form_value_t* form) {
  weir_scalar_type_t type = e->kernel->buffers[access->buffer].type;
  uint32_t width = point->width;
  LLVMTypeRef wide = LLVMVectorType(weir_emit_memory_type(e, type), width * 2);
  LLVMValueRef count = weir_emit_i32(e, (int32_t)width);
  if (point->active) count = point->active;
  count = LLVMBuildMul(e->builder, count, weir_emit_i32(e, 2), "");
  count = LLVMBuildSub(e->builder, count, weir_emit_i32(e, 1), "");
  LLVMValueRef mask = weir_emit_active_mask(e, count, width * 2);
  mask = and_masks(e, mask, all_guards(e, point, access, 2));
  LLVMValueRef pair = masked_load(e, wide, address(e, access, form),
                                  weir_scalar_bytes(type), mask);
  LLVMValueRef even = weir_emit_steps(e, e->i32, width, 2);
  return LLVMBuildShuffleVector(e->builder, pair, LLVMGetPoison(wide), even,
                                "");
}

static LLVMValueRef load_gathered(weir_emitter_t* e, weir_point_t* point,
                                  const weir_access_t* access,
                                  form_value_t form, LLVMValueRef mask) {
  const weir_buffer_t* buffer = &e->kernel->buffers[access->buffer];
  LLVMTypeRef element = weir_emit_memory_type(e, buffer->type);
  uint32_t width = point->width;
  bool fits = buffer->element_count < INT32_MAX;
  LLVMValueRef offsets = lane_offsets(e, point, &form, fits);
  if (mask) {  // lanes that are off read element 0
    LLVMValueRef base = LLVMBuildNSWAdd(e->builder, form.scalar,
                                        weir_emit_i64(e, form.constant), "");
    if (fits) base = LLVMBuildTrunc(e->builder, base, e->i32, "");
    offsets =
        LLVMBuildAdd(e->builder, offsets, weir_emit_splat(e, base, width), "");
    offsets = LLVMBuildSelect(e->builder, weir_emit_splat(e, mask, width),
                              offsets, weir_emit_integer_like(offsets, 0), "");
    form.scalar = weir_emit_i64(e, 0);
    form.constant = 0;
  }
  LLVMValueRef pointers = LLVMBuildGEP2(
      e->builder, element, address(e, access, &form), &offsets, 1, "");
  LLVMTypeRef type = LLVMVectorType(element, width);
  LLVMTypeRef types[] = {type, LLVMTypeOf(pointers)};
  LLVMValueRef args[] = {
      pointers, weir_emit_i32(e, (int32_t)weir_scalar_bytes(buffer->type)),
      weir_emit_splat(e, LLVMConstInt(e->i1, 1, false), width),
      LLVMGetPoison(type)};
  return weir_emit_intrinsic(e, "llvm.masked.gather", types, 2, args, 4);
}

// Whether each guard changes by an even amount, or not at all, from lane to
// lane, so that the elements in between have a guard of their own.
static bool guards_can_halve(const weir_access_t* access,
                             const weir_point_t* point) {
  for (const weir_guard_t* guard = access->guards; guard; guard = guard->next) {
    if (guard->form.terms) return false;
    if (guard->form.coefficients[point->lane_dim] % 2 != 0) return false;
  }
  return true;
}

static bool is_zero(const weir_expr_t* pad) {
  return pad == NULL || weir_expr_is_constant(pad, 0);
}

LLVMValueRef weir_emit_load(weir_emitter_t* e, weir_point_t* point,
                            const weir_access_t* access) {
  weir_scalar_type_t type = e->kernel->buffers[access->buffer].type;
  form_value_t form = eval_form(e, point, &access->index);
  LLVMValueRef guard = all_guards(e, point, access, 1);
  bool is_uniform = point->width == 1 || (!form.vector && form.step == 0);
  LLVMValueRef raw = NULL;
  bool pads_with_zero = false;  // by the load itself
  if (is_uniform && (!guard || !weir_emit_is_vector(guard))) {
    raw = load_uniform(e, access, form, guard);
  } else {
    LLVMValueRef active =
        point->active ? weir_emit_active_mask(e, point->active, point->width)
                      : NULL;
    LLVMValueRef mask = and_masks(e, guard, active);
    if (!form.vector && form.step == 1) {
      raw = load_contiguous(e, point, access, &form, mask);
      pads_with_zero = true;
    } else if (!form.vector && form.step == 2 && e->target->has_lane_masks &&
               guards_can_halve(access, point)) {
      raw = load_halved(e, point, access, &form);
      pads_with_zero = true;
    } else {
      raw = load_gathered(e, point, access, form, mask);
    }
  }
  LLVMValueRef value = weir_emit_decode(e, type, raw);
  if (!guard || (pads_with_zero && is_zero(access->pad))) return value;
  LLVMValueRef pad = weir_emit_expr(e, point, access->pad);
  uint32_t width = weir_emit_width(value) > weir_emit_width(guard)
                       ? weir_emit_width(value)
                       : weir_emit_width(guard);
  if (weir_emit_is_vector(guard)) guard = weir_emit_splat(e, guard, width);
  return LLVMBuildSelect(e->builder, guard, weir_emit_splat(e, value, width),
                         weir_emit_splat(e, pad, width), "");
}

// -- stores -----------------------------------------------------------------

static void store_uniform(weir_emitter_t* e, const weir_access_t* access,
                          const form_value_t* form, LLVMValueRef value,
                          LLVMValueRef guard) {
  weir_branch_t branch;
  if (guard) weir_branch_begin(e, guard, &branch);
  LLVMValueRef store =
      LLVMBuildStore(e->builder, value, address(e, access, form));
  LLVMSetAlignment(store,
                   weir_scalar_bytes(e->kernel->buffers[access->buffer].type));
  if (guard) weir_branch_end(e, &branch);
}

static void store_scattered(weir_emitter_t* e, weir_point_t* point,
                            const weir_access_t* access,
                            const form_value_t* form, LLVMValueRef value,
                            LLVMValueRef mask) {
  const weir_buffer_t* buffer = &e->kernel->buffers[access->buffer];
  uint32_t width = point->width;
  LLVMValueRef offsets =
      lane_offsets(e, point, form, buffer->element_count < INT32_MAX);
  LLVMValueRef pointers =
      LLVMBuildGEP2(e->builder, weir_emit_memory_type(e, buffer->type),
                    address(e, access, form), &offsets, 1, "");
  if (!mask) mask = LLVMConstInt(e->i1, 1, false);
  LLVMTypeRef types[] = {LLVMTypeOf(value), LLVMTypeOf(pointers)};
  LLVMValueRef args[] = {
      value, pointers,
      weir_emit_i32(e, (int32_t)weir_scalar_bytes(buffer->type)),
      weir_emit_splat(e, mask, width)};
  weir_emit_intrinsic(e, "llvm.masked.scatter", types, 2, args, 4);
}

void weir_emit_store(weir_emitter_t* e, weir_point_t* point,
                     const weir_access_t* access, LLVMValueRef value) {
  weir_scalar_type_t type = e->kernel->buffers[access->buffer].type;
  form_value_t form = eval_form(e, point, &access->index);
  LLVMValueRef guard = all_guards(e, point, access, 1);
  value = weir_emit_splat(e, value, point->width);
  value = weir_emit_encode(e, type, value);
  if (point->width == 1) {
    store_uniform(e, access, &form, value, guard);
    return;
  }
  LLVMValueRef active =
      point->active ? weir_emit_active_mask(e, point->active, point->width)
                    : NULL;
  LLVMValueRef mask = and_masks(e, guard, active);
  if (form.vector || form.step != 1) {
    store_scattered(e, point, access, &form, value, mask);
    return;
  }
  LLVMValueRef pointer = address(e, access, &form);
  uint32_t align = weir_scalar_bytes(type);
  if (!mask) {
    LLVMSetAlignment(LLVMBuildStore(e->builder, value, pointer), align);
    return;
  }
  LLVMTypeRef types[] = {LLVMTypeOf(value), e->ptr};
  LLVMValueRef args[] = {value, pointer, weir_emit_i32(e, (int32_t)align),
                         weir_emit_splat(e, mask, point->width)};
  weir_emit_intrinsic(e, "llvm.masked.store", types, 2, args, 4);
}
