// What all parts of the emitter share: the module under construction, loops,
// and the evaluation of a kernel's expressions at one point or vector of
// points of an iteration domain.
//
// The generated function of an entry has the buffers' pointers, the workspace
// and the workgroup's position at hand; it contains no call that leaves it.
#ifndef WEIR_COMPILER_CODEGEN_EMIT_H_
#define WEIR_COMPILER_CODEGEN_EMIT_H_

#include "compiler/codegen/kernel.h"
#include "compiler/codegen/target.h"

enum { WEIR_EMIT_MAX_CARRIED = 64 };

typedef struct weir_emitter_t {
  LLVMContextRef context;
  LLVMModuleRef module;
  LLVMBuilderRef builder;
  const weir_target_t* target;
  const weir_kernel_t* kernel;
  weir_arena_t* arena;
  LLVMValueRef function;
  LLVMValueRef* buffers;   // first element, by buffer of the kernel
  LLVMValueRef constants;  // push constants
  LLVMValueRef workspace;
  LLVMValueRef workgroup[3];                 // i64
  LLVMValueRef outer[WEIR_KERNEL_MAX_DIMS];  // the outer loops' variables
  uint64_t workspace_bytes;                  // taken so far
  LLVMTypeRef i1, i8, i16, i32, i64, f16, f32, f64, ptr;
} weir_emitter_t;

// -- types and constants ----------------------------------------------------

// The register type: BOOL is i1, the 16-bit floats are computed as f32.
LLVMTypeRef weir_emit_type(const weir_emitter_t* e, weir_scalar_type_t type,
                           uint32_t width);  // 1: scalar
LLVMValueRef weir_emit_i64(const weir_emitter_t* e, int64_t value);
LLVMValueRef weir_emit_i32(const weir_emitter_t* e, int32_t value);
// |value| in every lane of the float type (or vector of it) of |like|.
LLVMValueRef weir_emit_real_like(LLVMValueRef like, double value);
LLVMValueRef weir_emit_integer_like(LLVMValueRef like, int64_t value);
bool weir_emit_is_vector(LLVMValueRef value);
uint32_t weir_emit_width(LLVMValueRef value);  // 1 for scalars
LLVMValueRef weir_emit_splat(weir_emitter_t* e, LLVMValueRef scalar,
                             uint32_t width);  // vectors stay
// <0, step, 2 * step, ...> of i32 or i64.
LLVMValueRef weir_emit_steps(const weir_emitter_t* e, LLVMTypeRef element,
                             uint32_t width, int64_t step);
// A call of the intrinsic |name| overloaded on |types|.
LLVMValueRef weir_emit_intrinsic(weir_emitter_t* e, const char* name,
                                 LLVMTypeRef* types, uint32_t type_count,
                                 LLVMValueRef* args, uint32_t arg_count);
// A call of an intrinsic overloaded on its first argument's type alone.
LLVMValueRef weir_emit_intrinsic_like(weir_emitter_t* e, const char* name,
                                      LLVMValueRef* args, uint32_t arg_count);
LLVMValueRef weir_emit_fma(weir_emitter_t* e, LLVMValueRef a, LLVMValueRef b,
                           LLVMValueRef c);

// -- control flow -----------------------------------------------------------

// for (iv = low; iv < high; iv += step) with values carried from turn to turn.
typedef struct weir_loop_t {
  LLVMBasicBlockRef header, body, exit;
  LLVMValueRef iv, next;
  int64_t step;
  LLVMValueRef carried[WEIR_EMIT_MAX_CARRIED];  // inside, and after the end
  uint32_t carried_count;
} weir_loop_t;
void weir_loop_begin(weir_emitter_t* e, LLVMValueRef low, LLVMValueRef high,
                     int64_t step, const LLVMValueRef* carried,
                     uint32_t carried_count, weir_loop_t* out_loop);
// |carried| are the values for the next turn; the builder then stands behind
// the loop and loop->carried are the values after the last turn.
void weir_loop_end(weir_emitter_t* e, weir_loop_t* loop,
                   const LLVMValueRef* carried);

// if (condition) { ... }
typedef struct weir_branch_t {
  LLVMBasicBlockRef join;
} weir_branch_t;
void weir_branch_begin(weir_emitter_t* e, LLVMValueRef condition,
                       weir_branch_t* out_branch);
void weir_branch_end(weir_emitter_t* e, weir_branch_t* branch);

LLVMValueRef weir_emit_min(weir_emitter_t* e, LLVMValueRef a, LLVMValueRef b);
// low + |bytes| * index of a pointer, for constant or variable |index|.
LLVMValueRef weir_emit_offset(weir_emitter_t* e, LLVMValueRef pointer,
                              LLVMValueRef index, uint32_t bytes);
// What each of |count| workgroups takes of |extent| so that all of it is taken,
// a multiple of |unit|.
LLVMValueRef weir_emit_even_chunk(weir_emitter_t* e, LLVMValueRef extent,
                                  int64_t unit, uint32_t count);
// Takes |bytes| of the workspace, aligned to a cache line.
LLVMValueRef weir_emit_workspace(weir_emitter_t* e, uint64_t bytes);

// -- points -----------------------------------------------------------------

// Where expressions are evaluated: |width| neighbouring points. A dimension has
// the value dims[d] + deltas[d] in lane 0; it is the same in all lanes but for
// |lane_dim|, where lane l adds l, and those with |lanes| set, whose values
// per lane are given.
typedef struct weir_point_t {
  uint32_t width;
  int32_t lane_dim;  // -1: none
  LLVMValueRef dims[WEIR_KERNEL_MAX_DIMS];
  int64_t deltas[WEIR_KERNEL_MAX_DIMS];
  LLVMValueRef lanes[WEIR_KERNEL_MAX_DIMS];
  LLVMValueRef active;  // i32, lanes from here on are off; NULL: all are on
  LLVMValueRef accumulators[WEIR_KERNEL_MAX_ACCUMULATORS];
  LLVMValueRef* memo;  // by expression id; all values of this point
} weir_point_t;

// All dimensions unset, an empty memo.
void weir_point_init(weir_emitter_t* e, uint32_t width, weir_point_t* point);
// Forgets what was evaluated, for use at another place.
void weir_point_reset(weir_emitter_t* e, weir_point_t* point);

// Scalar where the value is the same in all lanes.
LLVMValueRef weir_emit_expr(weir_emitter_t* e, weir_point_t* point,
                            weir_expr_t* expr);
LLVMValueRef weir_emit_load(weir_emitter_t* e, weir_point_t* point,
                            const weir_access_t* access);
// Of the element in lane 0.
LLVMValueRef weir_emit_address(weir_emitter_t* e, weir_point_t* point,
                               const weir_access_t* access);
void weir_emit_store(weir_emitter_t* e, weir_point_t* point,
                     const weir_access_t* access, LLVMValueRef value);
// <width x i1>, lanes below |active|.
LLVMValueRef weir_emit_active_mask(weir_emitter_t* e, LLVMValueRef active,
                                   uint32_t width);

// An operator on values of one width.
LLVMValueRef weir_emit_operator(weir_emitter_t* e, const weir_expr_t* expr,
                                LLVMValueRef a, LLVMValueRef b, LLVMValueRef c);
// The functions of math.c; |x| (and |y|) are f32 or f64, scalars or vectors.
LLVMValueRef weir_emit_math(weir_emitter_t* e, weir_expr_op_t op,
                            LLVMValueRef x, LLVMValueRef y);
// Between the element in memory and its register type.
LLVMValueRef weir_emit_decode(weir_emitter_t* e, weir_scalar_type_t type,
                              LLVMValueRef raw);
LLVMValueRef weir_emit_encode(weir_emitter_t* e, weir_scalar_type_t type,
                              LLVMValueRef value);
LLVMTypeRef weir_emit_memory_type(const weir_emitter_t* e,
                                  weir_scalar_type_t type);

// -- stages -----------------------------------------------------------------

// How the points of a stage are shared out: workgroup (x, y, z) takes
// |chunk[i]| steps of dimension |dims[i]| from chunk[i] * its position on. Of
// an extent that is not known before they share out multiples of |unit[i]|
// alike.
typedef struct weir_partition_t {
  int32_t dims[3];  // -1: not split
  int64_t chunk[3];
  int64_t unit[3];
  uint32_t count[3];
} weir_partition_t;

void weir_nest_partition(const weir_target_t* target,
                         const weir_kernel_t* kernel, const weir_stage_t* stage,
                         weir_partition_t* out_partition);
void weir_nest_emit(weir_emitter_t* e, const weir_stage_t* stage,
                    const weir_partition_t* partition);

#endif  // WEIR_COMPILER_CODEGEN_EMIT_H_
