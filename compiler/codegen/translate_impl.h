// What the files of the translation share.
#ifndef WEIR_COMPILER_CODEGEN_TRANSLATE_IMPL_H_
#define WEIR_COMPILER_CODEGEN_TRANSLATE_IMPL_H_

#include "compiler/codegen/translate.h"

// The length of a dimension, or a distance: |value| where it is known only when
// the kernel runs, with |size| a guess; else |size|, and |value| is NULL.
typedef struct weir_extent_t {
  int64_t size;
  weir_expr_t* value;
} weir_extent_t;

// A tensor in memory: the element at (i, j, ...) is base + i * strides[0] +
// ..., counted in elements.
typedef struct weir_view_t {
  uint32_t buffer;
  uint32_t rank;
  uint32_t parts;  // numbers of an element: 2 of a complex one
  weir_index_form_t base;
  weir_extent_t strides[WEIR_KERNEL_MAX_DIMS];
  weir_extent_t shape[WEIR_KERNEL_MAX_DIMS];
} weir_view_t;

typedef struct weir_view_entry_t {
  const weir_value_t* value;
  weir_view_t view;
  struct weir_view_entry_t* next;
} weir_view_entry_t;

typedef struct weir_scalar_entry_t {
  const weir_value_t* value;
  weir_expr_t* expr;
  struct weir_scalar_entry_t* next;
} weir_scalar_entry_t;

// What an element of a tensor was found to be.
typedef struct weir_element_entry_t {
  const weir_value_t* value;
  const weir_index_form_t* forms;  // one per dimension
  weir_expr_t* expr;
  struct weir_element_entry_t* next;
} weir_element_entry_t;

// A stage while it grows: its reduction brings dimensions of its own.
typedef struct weir_stage_builder_t {
  weir_stage_t stage;
  weir_op_t* reduction;  // whose results are the accumulators; NULL: none yet
  bool may_reduce;       // it may still take one up
  weir_element_entry_t* elements;  // so that shared values stay shared
} weir_stage_builder_t;

// Failures are kept in |status|; functions that return a pointer then return
// NULL, and the first failure stays.
typedef struct weir_translator_t {
  weir_kernel_t* kernel;
  weir_arena_t* arena;
  weir_status_t status;
  weir_view_entry_t* views;      // of bindings, and of what was stored
  weir_scalar_entry_t* scalars;  // outside bodies
} weir_translator_t;

// Keeps the failure that |op| is not supported because of |reason|; NULL.
void* weir_translate_refuse(weir_translator_t* t, const weir_op_t* op,
                            const char* reason);

// -- forms ------------------------------------------------------------------

void weir_form_add_scaled(weir_translator_t* t, weir_index_form_t* form,
                          const weir_index_form_t* other, int64_t scale);
weir_expr_t* weir_form_expr(weir_translator_t* t,
                            const weir_index_form_t* form);
weir_index_form_t weir_form_of_expr(weir_translator_t* t, weir_expr_t* expr);
weir_index_form_t weir_form_of_dim(uint32_t dim);
weir_index_form_t weir_form_of_affine(weir_translator_t* t,
                                      const weir_affine_expr_t* expr,
                                      const weir_index_form_t* dims);

// -- extents ----------------------------------------------------------------

weir_expr_t* weir_extent_expr(weir_translator_t* t, weir_extent_t extent);
weir_extent_t weir_extent_add(weir_translator_t* t, weir_extent_t a,
                              weir_extent_t b);
weir_extent_t weir_extent_multiply(weir_translator_t* t, weir_extent_t a,
                                   weir_extent_t b);
bool weir_extent_equal(weir_extent_t a, weir_extent_t b);
// The number of an op's operand |group|, entry |index|.
bool weir_operand_extent(weir_translator_t* t, weir_op_t* op, uint32_t group,
                         uint32_t index, weir_extent_t* out_extent);
// Dimension |d| of tensor |value|, from its type or from what makes it.
bool weir_tensor_extent(weir_translator_t* t, weir_value_t* value, uint32_t d,
                        weir_extent_t* out_extent);
bool weir_tensor_extents(weir_translator_t* t, weir_value_t* value,
                         weir_extent_t* out_extents);
// Of a type whose shape is static.
void weir_type_extents(const weir_type_t* type, weir_extent_t* out_extents);

// -- views ------------------------------------------------------------------

bool weir_translate_type(const weir_type_t* type, weir_scalar_type_t* out_type);
// Of the numbers in an element, and how many these are.
bool weir_translate_element(const weir_type_t* type,
                            weir_scalar_type_t* out_type, uint32_t* out_parts);
weir_view_t* weir_find_view(weir_translator_t* t, const weir_value_t* value);
void weir_set_view(weir_translator_t* t, const weir_value_t* value,
                   const weir_view_t* view);
weir_view_t weir_dense_view(weir_translator_t* t, uint32_t buffer,
                            uint32_t rank, const weir_extent_t* extents);
weir_view_t weir_static_view(uint32_t buffer, const weir_type_t* type);
// Moves the first element by |form| steps of dimension |d|.
void weir_view_move(weir_translator_t* t, weir_view_t* view, uint32_t d,
                    const weir_index_form_t* form);
// |view| narrowed by offsets and strides of |op|: the three index lists in
// operand groups |group|, |group| + 1 and |group| + 2.
bool weir_slice_view(weir_translator_t* t, weir_op_t* op, uint32_t group,
                     const weir_type_t* slice, weir_view_t* view);
// Of the element's first number.
weir_access_t* weir_view_access(weir_translator_t* t, const weir_view_t* view,
                                const weir_index_form_t* forms);
// The same element's next number.
weir_access_t* weir_access_next_part(weir_translator_t* t,
                                     const weir_access_t* access);
// A temporary tensor with the elements of |type| and |extents|.
bool weir_temporary_view(weir_translator_t* t, const weir_op_t* op,
                         weir_type_t* type, const weir_extent_t* extents,
                         weir_view_t* out_view);

// -- complex numbers ----------------------------------------------------------

bool weir_expr_is_pair(const weir_expr_t* expr);
weir_expr_t* weir_pair_expr(weir_translator_t* t, weir_expr_t* re,
                            weir_expr_t* im);
// Of two numbers of |type| in memory; zero without.
weir_expr_t* weir_complex_constant(weir_translator_t* t,
                                   weir_scalar_type_t type, const void* data);
// Whether |op| works on complex numbers, and what it makes of them.
bool weir_op_is_complex(const weir_op_t* op, weir_expr_t* const* operands);
weir_expr_t* weir_complex_operator(weir_translator_t* t, weir_op_t* op,
                                   weir_expr_t* const* operands);

// -- expressions ------------------------------------------------------------

// A scalar outside bodies: a constant, a push constant, arithmetic on them.
weir_expr_t* weir_scalar_expr(weir_translator_t* t, weir_value_t* value);
// One scalar operation, or that of an op on tensors on one element, on
// translated operands; NULL and a failure if unknown.
weir_expr_t* weir_operator_expr(weir_translator_t* t, weir_op_t* op,
                                weir_expr_t* const* operands);
weir_expr_t* weir_constant_expr(weir_translator_t* t, const weir_op_t* op,
                                const weir_attr_t* value);
// The element of tensor |value| at |forms|, in terms of the builder's
// dimensions.
weir_expr_t* weir_element_expr(weir_translator_t* t,
                               weir_stage_builder_t* builder,
                               weir_value_t* value,
                               const weir_index_form_t* forms);

// The view of |value|, which is stored to a temporary first if it has none.
weir_view_t* weir_materialize(weir_translator_t* t, weir_value_t* value);
weir_expr_t* weir_load_view(weir_translator_t* t, const weir_view_t* view,
                            const weir_index_form_t* forms);
// The same as weir_element_expr of result |index| of a structured op.
weir_expr_t* weir_structured_element(weir_translator_t* t,
                                     weir_stage_builder_t* builder,
                                     weir_op_t* op, uint32_t index,
                                     const weir_index_form_t* forms);

// Extents of the loops of a structured op; false and a failure if unknown.
bool weir_loop_extents(weir_translator_t* t, weir_op_t* op,
                       weir_extent_t* out_extents, uint32_t* out_count);
bool weir_op_is_reduction(const weir_op_t* op);

// Makes the stages that store tensor |value| to |target|.
bool weir_store_tensor(weir_translator_t* t, weir_value_t* value,
                       const weir_view_t* target);

#endif  // WEIR_COMPILER_CODEGEN_TRANSLATE_IMPL_H_
