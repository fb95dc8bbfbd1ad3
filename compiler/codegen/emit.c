#include "compiler/codegen/emit.h"

#include <string.h>

// -- types and constants ----------------------------------------------------

LLVMTypeRef weir_emit_type(const weir_emitter_t* e, weir_scalar_type_t type,
                           uint32_t width) {
  LLVMTypeRef scalar = NULL;
  switch (type) {
    case WEIR_SCALAR_BOOL:
      scalar = e->i1;
      break;
    case WEIR_SCALAR_I8:
      scalar = e->i8;
      break;
    case WEIR_SCALAR_I16:
      scalar = e->i16;
      break;
    case WEIR_SCALAR_I32:
      scalar = e->i32;
      break;
    case WEIR_SCALAR_I64:
      scalar = e->i64;
      break;
    case WEIR_SCALAR_F64:
      scalar = e->f64;
      break;
    default:
      scalar = e->f32;
      break;
  }
  return width == 1 ? scalar : LLVMVectorType(scalar, width);
}

LLVMTypeRef weir_emit_memory_type(const weir_emitter_t* e,
                                  weir_scalar_type_t type) {
  switch (type) {
    case WEIR_SCALAR_BOOL:
      return e->i8;
    case WEIR_SCALAR_F16:
      return e->f16;
    case WEIR_SCALAR_BF16:
      return e->i16;
    default:
      return weir_emit_type(e, type, 1);
  }
}

LLVMValueRef weir_emit_i64(const weir_emitter_t* e, int64_t value) {
  return LLVMConstInt(e->i64, (uint64_t)value, true);
}

LLVMValueRef weir_emit_i32(const weir_emitter_t* e, int32_t value) {
  return LLVMConstInt(e->i32, (uint64_t)(int64_t)value, true);
}

bool weir_emit_is_vector(LLVMValueRef value) {
  return LLVMGetTypeKind(LLVMTypeOf(value)) == LLVMVectorTypeKind;
}

uint32_t weir_emit_width(LLVMValueRef value) {
  return weir_emit_is_vector(value) ? LLVMGetVectorSize(LLVMTypeOf(value)) : 1;
}

static LLVMValueRef splat_constant(LLVMValueRef scalar, uint32_t width) {
  LLVMValueRef lanes[64];
  for (uint32_t i = 0; i < width; ++i) lanes[i] = scalar;
  return LLVMConstVector(lanes, width);
}

static LLVMTypeRef element_type(LLVMValueRef like) {
  LLVMTypeRef type = LLVMTypeOf(like);
  return weir_emit_is_vector(like) ? LLVMGetElementType(type) : type;
}

LLVMValueRef weir_emit_real_like(LLVMValueRef like, double value) {
  LLVMValueRef scalar = LLVMConstReal(element_type(like), value);
  return weir_emit_is_vector(like)
             ? splat_constant(scalar, weir_emit_width(like))
             : scalar;
}

LLVMValueRef weir_emit_integer_like(LLVMValueRef like, int64_t value) {
  LLVMValueRef scalar = LLVMConstInt(element_type(like), (uint64_t)value, true);
  return weir_emit_is_vector(like)
             ? splat_constant(scalar, weir_emit_width(like))
             : scalar;
}

LLVMValueRef weir_emit_splat(weir_emitter_t* e, LLVMValueRef scalar,
                             uint32_t width) {
  if (width == 1 || weir_emit_is_vector(scalar)) return scalar;
  if (LLVMIsConstant(scalar)) return splat_constant(scalar, width);
  LLVMTypeRef type = LLVMVectorType(LLVMTypeOf(scalar), width);
  LLVMValueRef vector = LLVMBuildInsertElement(e->builder, LLVMGetPoison(type),
                                               scalar, weir_emit_i64(e, 0), "");
  LLVMValueRef mask = LLVMConstNull(LLVMVectorType(e->i32, width));
  return LLVMBuildShuffleVector(e->builder, vector, LLVMGetPoison(type), mask,
                                "");
}

LLVMValueRef weir_emit_steps(const weir_emitter_t* e, LLVMTypeRef element,
                             uint32_t width, int64_t step) {
  (void)e;
  LLVMValueRef lanes[64];
  for (uint32_t i = 0; i < width; ++i) {
    lanes[i] = LLVMConstInt(element, (uint64_t)(step * i), true);
  }
  return LLVMConstVector(lanes, width);
}

LLVMValueRef weir_emit_intrinsic(weir_emitter_t* e, const char* name,
                                 LLVMTypeRef* types, uint32_t type_count,
                                 LLVMValueRef* args, uint32_t arg_count) {
  unsigned id = LLVMLookupIntrinsicID(name, strlen(name));
  LLVMValueRef function =
      LLVMGetIntrinsicDeclaration(e->module, id, types, type_count);
  LLVMTypeRef type = LLVMIntrinsicGetType(e->context, id, types, type_count);
  return LLVMBuildCall2(e->builder, type, function, args, arg_count, "");
}

LLVMValueRef weir_emit_intrinsic_like(weir_emitter_t* e, const char* name,
                                      LLVMValueRef* args, uint32_t arg_count) {
  LLVMTypeRef type = LLVMTypeOf(args[0]);
  return weir_emit_intrinsic(e, name, &type, 1, args, arg_count);
}

LLVMValueRef weir_emit_fma(weir_emitter_t* e, LLVMValueRef a, LLVMValueRef b,
                           LLVMValueRef c) {
  return weir_emit_intrinsic_like(e, "llvm.fma", (LLVMValueRef[]){a, b, c}, 3);
}

// -- control flow -----------------------------------------------------------

static LLVMBasicBlockRef new_block(weir_emitter_t* e, const char* name) {
  return LLVMAppendBasicBlockInContext(e->context, e->function, name);
}

void weir_loop_begin(weir_emitter_t* e, LLVMValueRef low, LLVMValueRef high,
                     int64_t step, const LLVMValueRef* carried,
                     uint32_t carried_count, weir_loop_t* out_loop) {
  weir_loop_t* loop = out_loop;
  LLVMBasicBlockRef before = LLVMGetInsertBlock(e->builder);
  loop->header = new_block(e, "loop");
  loop->body = new_block(e, "body");
  loop->exit = new_block(e, "after");
  loop->step = step;
  loop->carried_count = carried_count;
  LLVMBuildBr(e->builder, loop->header);
  LLVMPositionBuilderAtEnd(e->builder, loop->header);
  loop->iv = LLVMBuildPhi(e->builder, e->i64, "iv");
  LLVMAddIncoming(loop->iv, &low, &before, 1);
  for (uint32_t i = 0; i < carried_count; ++i) {
    LLVMValueRef value = carried[i];
    loop->carried[i] = LLVMBuildPhi(e->builder, LLVMTypeOf(value), "");
    LLVMAddIncoming(loop->carried[i], &value, &before, 1);
  }
  LLVMValueRef more = LLVMBuildICmp(e->builder, LLVMIntSLT, loop->iv, high, "");
  LLVMBuildCondBr(e->builder, more, loop->body, loop->exit);
  LLVMPositionBuilderAtEnd(e->builder, loop->body);
}

void weir_loop_end(weir_emitter_t* e, weir_loop_t* loop,
                   const LLVMValueRef* carried) {
  LLVMBasicBlockRef latch = LLVMGetInsertBlock(e->builder);
  LLVMValueRef next =
      LLVMBuildNSWAdd(e->builder, loop->iv, weir_emit_i64(e, loop->step), "");
  LLVMAddIncoming(loop->iv, &next, &latch, 1);
  for (uint32_t i = 0; i < loop->carried_count; ++i) {
    LLVMValueRef value = carried[i];
    LLVMAddIncoming(loop->carried[i], &value, &latch, 1);
  }
  LLVMBuildBr(e->builder, loop->header);
  LLVMPositionBuilderAtEnd(e->builder, loop->exit);
}

void weir_branch_begin(weir_emitter_t* e, LLVMValueRef condition,
                       weir_branch_t* out_branch) {
  LLVMBasicBlockRef then = new_block(e, "then");
  out_branch->join = new_block(e, "join");
  LLVMBuildCondBr(e->builder, condition, then, out_branch->join);
  LLVMPositionBuilderAtEnd(e->builder, then);
}

void weir_branch_end(weir_emitter_t* e, weir_branch_t* branch) {
  LLVMBuildBr(e->builder, branch->join);
  LLVMPositionBuilderAtEnd(e->builder, branch->join);
}

LLVMValueRef weir_emit_min(weir_emitter_t* e, LLVMValueRef a, LLVMValueRef b) {
  return weir_emit_intrinsic_like(e, "llvm.smin", (LLVMValueRef[]){a, b}, 2);
}

LLVMValueRef weir_emit_offset(weir_emitter_t* e, LLVMValueRef pointer,
                              LLVMValueRef index, uint32_t bytes) {
  LLVMTypeRef type = bytes == 1   ? e->i8
                     : bytes == 2 ? e->i16
                     : bytes == 4 ? e->i32
                     : bytes == 8 ? e->i64
                                  : LLVMArrayType2(e->i8, bytes);
  return LLVMBuildInBoundsGEP2(e->builder, type, pointer, &index, 1, "");
}

LLVMValueRef weir_emit_even_chunk(weir_emitter_t* e, LLVMValueRef extent,
                                  int64_t unit, uint32_t count) {
  LLVMBuilderRef b = e->builder;
  LLVMValueRef round = weir_emit_i64(e, unit * count);
  LLVMValueRef more = LLVMBuildNSWAdd(
      b, extent, LLVMBuildNSWSub(b, round, weir_emit_i64(e, 1), ""), "");
  LLVMValueRef units = LLVMBuildUDiv(b, more, round, "");
  return LLVMBuildNSWMul(b, units, weir_emit_i64(e, unit), "");
}

LLVMValueRef weir_emit_workspace(weir_emitter_t* e, uint64_t bytes) {
  uint64_t offset = e->workspace_bytes;
  e->workspace_bytes += (bytes + 63) / 64 * 64;
  return weir_emit_offset(e, e->workspace, weir_emit_i64(e, (int64_t)offset),
                          1);
}
