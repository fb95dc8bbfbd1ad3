// A function on torch tensors on its way to one of the ABI.
#ifndef WEIR_COMPILER_CONVERSION_ABI_TORCH_FUNCTION_H_
#define WEIR_COMPILER_CONVERSION_ABI_TORCH_FUNCTION_H_

#include "compiler/ir/ir.h"

// A tensor that must be there before the signal, and what becomes of it.
typedef struct weir_torch_barrier_input_t {
  weir_value_t* tensor;
  weir_value_t* storage;  // the argument it is written to, or NULL
  int32_t return_index;   // -1: not returned
} weir_torch_barrier_input_t;

typedef struct weir_torch_function_t {
  weir_arena_t* arena;
  weir_op_t* torch_function;
  weir_op_t* function;  // the asynchronous one
  weir_op_t* return_op;
  weir_block_t* entry;
  weir_type_t** torch_inputs;
  uint32_t input_count;  // without fences
  weir_torch_barrier_input_t* inputs;
  uint32_t barrier_count;
  weir_value_t *wait_fence, *signal_fence;
} weir_torch_function_t;

// The type at the boundary; NULL after an error.
weir_type_t* weir_torch_boundary_type(const weir_op_t* function,
                                      weir_type_t* type, weir_arena_t* arena);
// Whether every tensor that the function works on is of known rank and element
// type: others may only be handed through. Reports the first that is not.
bool weir_torch_check_tensors(const weir_op_t* function, weir_arena_t* arena);
// Gives the body its arguments as the torch tensors and scalars that it works
// on. False after an error.
bool weir_torch_convert_arguments(weir_torch_function_t* c);
// Scalars are returned with their types at the boundary, tensors come to the
// inputs of the barrier. |type| is that of the torch function.
void weir_torch_collect_results(weir_torch_function_t* c, weir_type_t* type);
// Signals when all inputs of the barrier are there, and returns them.
void weir_torch_convert_results(weir_torch_function_t* c);

#endif  // WEIR_COMPILER_CONVERSION_ABI_TORCH_FUNCTION_H_
