// What a dispatch computes, without the IR it came from: buffers, loop nests
// over them, and the scalar expressions inside. The emitter turns this into
// machine code; tests and benchmarks build it by hand.
//
// A kernel is a list of stages that run one after the other. A stage walks an
// iteration domain whose dimensions are parallel or reduced; their extents are
// static, or computed from push constants when the kernel runs.
// For every point of the parallel dimensions it sets its accumulators to their
// initial values, updates them at each point of the reduced ones in ascending
// order, and then stores values. An access names an element of a buffer by a
// linear form of the dimensions, so strided, transposed, broadcast and
// window accesses are one thing; where a guard fails the access yields a
// constant instead (virtual padding).
//
// Everything lives in the arena that it was made from. One thread at a time.
#ifndef WEIR_COMPILER_CODEGEN_KERNEL_H_
#define WEIR_COMPILER_CODEGEN_KERNEL_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/arena.h"
#include "engine/base/status.h"

enum {
  WEIR_KERNEL_MAX_DIMS = 12,
  WEIR_KERNEL_MAX_ACCUMULATORS = 8,
  WEIR_KERNEL_GUESS = 256,  // an extent that is not known, to plan by
};

// Element types as they lie in memory; BOOL is a byte that is 0 or 1.
typedef enum weir_scalar_type_t {
  WEIR_SCALAR_BOOL,
  WEIR_SCALAR_I8,
  WEIR_SCALAR_I16,
  WEIR_SCALAR_I32,
  WEIR_SCALAR_I64,
  WEIR_SCALAR_F16,
  WEIR_SCALAR_BF16,
  WEIR_SCALAR_F32,
  WEIR_SCALAR_F64,
} weir_scalar_type_t;

static inline bool weir_scalar_is_float(weir_scalar_type_t type) {
  return type >= WEIR_SCALAR_F16;
}
uint32_t weir_scalar_bytes(weir_scalar_type_t type);

// Operators. Names and meaning are those of the arith and math dialects.
typedef enum weir_expr_op_t {
  // Leaves.
  WEIR_EXPR_INT,          // |integer|
  WEIR_EXPR_FLOAT,        // |real|
  WEIR_EXPR_INDEX,        // i64: the value of dimension |integer|
  WEIR_EXPR_SYMBOL,       // i32: push constant |integer|
  WEIR_EXPR_LOAD,         // |access|
  WEIR_EXPR_ACCUMULATOR,  // accumulator |integer| of the stage
  // Two operands, floats.
  WEIR_EXPR_ADDF,
  WEIR_EXPR_SUBF,
  WEIR_EXPR_MULF,
  WEIR_EXPR_DIVF,
  WEIR_EXPR_REMF,
  WEIR_EXPR_MAXIMUMF,
  WEIR_EXPR_MINIMUMF,
  WEIR_EXPR_MAXNUMF,
  WEIR_EXPR_MINNUMF,
  WEIR_EXPR_POWF,
  WEIR_EXPR_ATAN2,
  WEIR_EXPR_COPYSIGN,
  // A complex number while IR is translated; there is none in stages.
  WEIR_EXPR_PAIR,
  // Two operands, integers.
  WEIR_EXPR_ADDI,
  WEIR_EXPR_SUBI,
  WEIR_EXPR_MULI,
  WEIR_EXPR_DIVSI,
  WEIR_EXPR_DIVUI,
  WEIR_EXPR_FLOORDIVSI,
  WEIR_EXPR_CEILDIVSI,
  WEIR_EXPR_CEILDIVUI,
  WEIR_EXPR_REMSI,
  WEIR_EXPR_REMUI,
  WEIR_EXPR_ANDI,
  WEIR_EXPR_ORI,
  WEIR_EXPR_XORI,
  WEIR_EXPR_SHLI,
  WEIR_EXPR_SHRSI,
  WEIR_EXPR_SHRUI,
  WEIR_EXPR_MAXSI,
  WEIR_EXPR_MINSI,
  WEIR_EXPR_MAXUI,
  WEIR_EXPR_MINUI,
  WEIR_EXPR_IPOWI,
  // Comparisons: |integer| is the predicate number of arith.cmpf, arith.cmpi.
  WEIR_EXPR_CMPF,
  WEIR_EXPR_CMPI,
  // condition, then, else.
  WEIR_EXPR_SELECT,
  // a * b + c, rounded once.
  WEIR_EXPR_FMA,
  // One operand.
  WEIR_EXPR_NEGF,
  WEIR_EXPR_ABSF,
  WEIR_EXPR_ABSI,
  WEIR_EXPR_CEIL,
  WEIR_EXPR_FLOOR,
  WEIR_EXPR_ROUND,  // halves away from zero
  WEIR_EXPR_ROUNDEVEN,
  WEIR_EXPR_TRUNC,
  WEIR_EXPR_SQRT,
  WEIR_EXPR_RSQRT,
  WEIR_EXPR_EXP,
  WEIR_EXPR_EXP2,
  WEIR_EXPR_EXPM1,
  WEIR_EXPR_LOG,
  WEIR_EXPR_LOG2,
  WEIR_EXPR_LOG10,
  WEIR_EXPR_LOG1P,
  WEIR_EXPR_TANH,
  WEIR_EXPR_ERF,
  WEIR_EXPR_SIN,
  WEIR_EXPR_COS,
  WEIR_EXPR_TAN,
  WEIR_EXPR_ATAN,
  WEIR_EXPR_ASIN,
  WEIR_EXPR_ACOS,
  WEIR_EXPR_SINH,
  WEIR_EXPR_COSH,
  WEIR_EXPR_ASINH,
  WEIR_EXPR_ACOSH,
  WEIR_EXPR_ATANH,
  WEIR_EXPR_CBRT,
  WEIR_EXPR_CTLZ,
  WEIR_EXPR_CTTZ,
  WEIR_EXPR_CTPOP,
  // Casts to the node's type.
  WEIR_EXPR_EXTF,
  WEIR_EXPR_TRUNCF,
  WEIR_EXPR_EXTSI,
  WEIR_EXPR_EXTUI,
  WEIR_EXPR_TRUNCI,
  WEIR_EXPR_SITOFP,
  WEIR_EXPR_UITOFP,
  WEIR_EXPR_FPTOSI,
  WEIR_EXPR_FPTOUI,
  WEIR_EXPR_BITCAST,
  WEIR_EXPR_OP_COUNT,
} weir_expr_op_t;

typedef struct weir_expr_t weir_expr_t;
typedef struct weir_access_t weir_access_t;

// A node of an expression; shared nodes are evaluated once per point.
struct weir_expr_t {
  weir_expr_op_t op;
  weir_scalar_type_t type;
  weir_expr_t* operands[3];
  int64_t integer;
  double real;
  weir_access_t* access;
  uint32_t id;  // dense, unique in the kernel
};

// constant + sum of coefficients[d] * dimension d + sum of scale * value.
typedef struct weir_index_form_t {
  int64_t constant;
  int64_t coefficients[WEIR_KERNEL_MAX_DIMS];
  struct weir_index_term_t* terms;  // computed parts; a list
} weir_index_form_t;

typedef struct weir_index_term_t {
  weir_expr_t* value;  // of type i64
  int64_t scale;
  struct weir_index_term_t* next;
} weir_index_term_t;

// 0 <= form < size, or the access yields |pad| of its access.
typedef struct weir_guard_t {
  weir_index_form_t form;
  int64_t size;
  struct weir_guard_t* next;
} weir_guard_t;

struct weir_access_t {
  uint32_t buffer;
  weir_index_form_t index;  // in elements
  weir_guard_t* guards;
  weir_expr_t* pad;  // a constant; set where there are guards
};

typedef enum weir_buffer_kind_t {
  WEIR_BUFFER_BINDING,    // |index| is the binding
  WEIR_BUFFER_TEMPORARY,  // in the workspace: of one step of the outer loops
  WEIR_BUFFER_CONSTANT,   // |data|
} weir_buffer_kind_t;

typedef struct weir_buffer_t {
  weir_buffer_kind_t kind;
  uint32_t index;
  weir_scalar_type_t type;
  int64_t element_count;     // INT64_MAX: known when the kernel runs
  weir_expr_t* size;         // TEMPORARY: the count then, of type i64
  weir_expr_t* byte_offset;  // BINDING: of symbols and constants; NULL: 0
  const void* data;          // borrowed
  bool is_written;
} weir_buffer_t;

typedef struct weir_accumulator_t {
  weir_scalar_type_t type;
  weir_expr_t* init;    // over parallel dimensions
  weir_expr_t* update;  // over all dimensions and the accumulators
} weir_accumulator_t;

typedef struct weir_kernel_store_t {
  weir_access_t* access;  // over parallel dimensions; guards skip the store
  weir_expr_t* value;     // over parallel dimensions and the accumulators
} weir_kernel_store_t;

typedef struct weir_stage_t {
  uint32_t rank;
  int64_t extents[WEIR_KERNEL_MAX_DIMS];
  // Of type i64, of symbols and constants; NULL where |extents| is exact, which
  // is a guess otherwise.
  weir_expr_t* sizes[WEIR_KERNEL_MAX_DIMS];
  bool reduced[WEIR_KERNEL_MAX_DIMS];
  uint32_t accumulator_count;
  weir_accumulator_t accumulators[WEIR_KERNEL_MAX_ACCUMULATORS];
  uint32_t store_count;
  weir_kernel_store_t stores[WEIR_KERNEL_MAX_ACCUMULATORS];
} weir_stage_t;

typedef struct weir_kernel_t {
  weir_arena_t* arena;
  const char* name;
  uint32_t binding_count;
  uint32_t constant_count;
  weir_buffer_t* buffers;
  uint32_t buffer_count, buffer_capacity;
  weir_stage_t** stages;
  uint32_t stage_count, stage_capacity;
  // The first |outer_rank| dimensions of every stage are the same parallel
  // loops, around all stages; temporaries do not depend on them.
  uint32_t outer_rank;
  uint32_t expr_count;
} weir_kernel_t;

// -- building ---------------------------------------------------------------

// |name| is copied.
weir_kernel_t* weir_kernel_create(weir_arena_t* arena, const char* name);

uint32_t weir_kernel_add_buffer(weir_kernel_t* kernel, weir_buffer_t buffer);
uint32_t weir_kernel_add_binding(weir_kernel_t* kernel, uint32_t binding,
                                 weir_scalar_type_t type, int64_t count);
weir_stage_t* weir_kernel_add_stage(weir_kernel_t* kernel, uint32_t rank,
                                    const int64_t* extents,
                                    const bool* reduced);  // NULL: none

weir_expr_t* weir_expr_int(weir_kernel_t* kernel, weir_scalar_type_t type,
                           int64_t value);
weir_expr_t* weir_expr_float(weir_kernel_t* kernel, weir_scalar_type_t type,
                             double value);
weir_expr_t* weir_expr_index(weir_kernel_t* kernel, uint32_t dim);
weir_expr_t* weir_expr_symbol(weir_kernel_t* kernel, uint32_t constant);
weir_expr_t* weir_expr_accumulator(weir_kernel_t* kernel, uint32_t index,
                                   weir_scalar_type_t type);
weir_expr_t* weir_expr_load(weir_kernel_t* kernel, weir_access_t* access);
// |type| is that of the result.
weir_expr_t* weir_expr_unary(weir_kernel_t* kernel, weir_expr_op_t op,
                             weir_scalar_type_t type, weir_expr_t* a);
weir_expr_t* weir_expr_binary(weir_kernel_t* kernel, weir_expr_op_t op,
                              weir_expr_t* a, weir_expr_t* b);
weir_expr_t* weir_expr_compare(weir_kernel_t* kernel, weir_expr_op_t op,
                               int64_t predicate, weir_expr_t* a,
                               weir_expr_t* b);
weir_expr_t* weir_expr_ternary(weir_kernel_t* kernel, weir_expr_op_t op,
                               weir_expr_t* a, weir_expr_t* b, weir_expr_t* c);

weir_access_t* weir_access_create(weir_kernel_t* kernel, uint32_t buffer,
                                  int64_t offset, const int64_t* strides,
                                  uint32_t rank);
// Adds scale * value to the index; constants and dimensions are folded in.
void weir_index_form_add(weir_kernel_t* kernel, weir_index_form_t* form,
                         weir_expr_t* value, int64_t scale);
weir_guard_t* weir_access_add_guard(weir_kernel_t* kernel,
                                    weir_access_t* access, int64_t size,
                                    weir_expr_t* pad);

// -- queries ----------------------------------------------------------------

// Whether some dimension of |stage| is known only when the kernel runs.
bool weir_stage_is_dynamic(const weir_stage_t* stage);
bool weir_expr_is_constant(const weir_expr_t* expr, double value);
uint32_t weir_expr_operand_count(weir_expr_op_t op);

// Calls |visit| once for each access that |stage| makes, |is_store| saying
// which, in a fixed order.
typedef void (*weir_access_visitor_t)(weir_access_t* access, bool is_store,
                                      void* user);
void weir_stage_visit_accesses(const weir_kernel_t* kernel,
                               const weir_stage_t* stage,
                               weir_access_visitor_t visit, void* user);

// Calls |visit| once for each node that |stage| evaluates, operands first.
typedef void (*weir_expr_visitor_t)(weir_expr_t* expr, void* user);
void weir_stage_visit_exprs(const weir_kernel_t* kernel,
                            const weir_stage_t* stage,
                            weir_expr_visitor_t visit, void* user);

// Merges neighbouring dimensions that every access walks as one, which makes
// long inner loops of short ones, and drops dimensions of extent 1. Dimensions
// below the kernel's outer rank stay.
void weir_stage_collapse(weir_kernel_t* kernel, weir_stage_t* stage);

// Finds the outermost dimensions along which the stages of |kernel| do not
// depend on each other and makes them its outer loops: temporaries shrink to
// what one step needs, and steps can be shared out among workgroups. To be done
// before stages are collapsed; changes nothing where there is no such
// dimension.
void weir_kernel_find_outer(weir_kernel_t* kernel);

// INVALID_ARGUMENT where an index, a buffer or a type is not as promised above.
weir_status_t weir_kernel_verify(const weir_kernel_t* kernel) WEIR_MUST_USE;

// What one dispatch costs, for placement. Bytes are those of the distinct
// elements of the bindings that are touched, at most their size.
typedef struct weir_kernel_cost_t {
  double flops;  // a transcendental counts as 16
  double bytes_read;
  double bytes_written;
} weir_kernel_cost_t;
void weir_kernel_cost(const weir_kernel_t* kernel,
                      weir_kernel_cost_t* out_cost);

#endif  // WEIR_COMPILER_CODEGEN_KERNEL_H_
