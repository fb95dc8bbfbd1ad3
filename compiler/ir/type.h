// Types: interned, compared by pointer, owned by the context.
#ifndef WEIR_COMPILER_IR_TYPE_H_
#define WEIR_COMPILER_IR_TYPE_H_

#include "compiler/ir/context.h"

typedef enum weir_type_kind_t {
  WEIR_TYPE_NONE,
  WEIR_TYPE_INDEX,
  WEIR_TYPE_INTEGER,
  WEIR_TYPE_FLOAT,
  WEIR_TYPE_COMPLEX,
  WEIR_TYPE_TUPLE,
  WEIR_TYPE_FUNCTION,
  WEIR_TYPE_VECTOR,
  WEIR_TYPE_TENSOR,           // ranked
  WEIR_TYPE_UNRANKED_TENSOR,
  WEIR_TYPE_MEMREF,           // ranked
  WEIR_TYPE_UNRANKED_MEMREF,
  WEIR_TYPE_DIALECT,          // of a registered dialect: def and parameters
  WEIR_TYPE_OPAQUE,           // of an unknown dialect: text
} weir_type_kind_t;

typedef enum weir_signedness_t {
  WEIR_SIGNLESS,
  WEIR_SIGNED,
  WEIR_UNSIGNED,
} weir_signedness_t;

typedef enum weir_float_kind_t {
  WEIR_FLOAT_F16,
  WEIR_FLOAT_BF16,
  WEIR_FLOAT_F32,
  WEIR_FLOAT_F64,
  WEIR_FLOAT_F8E5M2,
  WEIR_FLOAT_F8E4M3FN,
  WEIR_FLOAT_F8E5M2FNUZ,
  WEIR_FLOAT_F8E4M3FNUZ,
  WEIR_FLOAT_F8E4M3B11FNUZ,
  WEIR_FLOAT_TF32,
  WEIR_FLOAT_F80,
  WEIR_FLOAT_F128,
} weir_float_kind_t;

// A dimension that is not known when compiling, written `?`.
#define WEIR_DYNAMIC INT64_MIN

// Read-only to all but type.c; use the accessors where there is one.
struct weir_type_t {
  weir_type_kind_t kind;
  weir_context_t* context;
  union {
    struct { uint32_t width; weir_signedness_t signedness; } integer;
    weir_float_kind_t floating;
    struct { weir_type_t** inputs; weir_type_t** results;
             uint32_t input_count, result_count; } function;
    struct { weir_type_t** elements; uint32_t count; } tuple;
    // vector, tensor, memref (also unranked: rank 0), complex (element only)
    struct { weir_type_t* element; int64_t* dims; uint32_t rank;
             bool* scalable;          // vector: per dimension, or NULL
             weir_attr_t* encoding;   // tensor: or NULL; memref: layout or NULL
             weir_attr_t* space;      // memref: memory space or NULL
    } shaped;
    struct { const weir_type_def_t* def; weir_attr_t** params;
             uint32_t param_count; } dialect;
    struct { const weir_name_t* dialect; const weir_name_t* text; } opaque;
  };
};

weir_type_t* weir_none_type(weir_context_t* context);
weir_type_t* weir_index_type(weir_context_t* context);
weir_type_t* weir_integer_type(weir_context_t* context, uint32_t width);
weir_type_t* weir_integer_type_signed(weir_context_t* context, uint32_t width,
                                      weir_signedness_t signedness);
weir_type_t* weir_i1_type(weir_context_t* context);
weir_type_t* weir_i32_type(weir_context_t* context);
weir_type_t* weir_i64_type(weir_context_t* context);
weir_type_t* weir_float_type(weir_context_t* context, weir_float_kind_t kind);
weir_type_t* weir_complex_type(weir_type_t* element);
weir_type_t* weir_tuple_type(weir_context_t* context, weir_type_t* const* elements,
                             uint32_t count);
weir_type_t* weir_function_type(weir_context_t* context,
                                weir_type_t* const* inputs, uint32_t input_count,
                                weir_type_t* const* results,
                                uint32_t result_count);
weir_type_t* weir_vector_type(weir_type_t* element, const int64_t* dims,
                              uint32_t rank, const bool* scalable);
weir_type_t* weir_tensor_type(weir_type_t* element, const int64_t* dims,
                              uint32_t rank, weir_attr_t* encoding);
weir_type_t* weir_unranked_tensor_type(weir_type_t* element);
weir_type_t* weir_memref_type(weir_type_t* element, const int64_t* dims,
                              uint32_t rank, weir_attr_t* layout,
                              weir_attr_t* space);
weir_type_t* weir_unranked_memref_type(weir_type_t* element, weir_attr_t* space);
weir_type_t* weir_dialect_type(weir_context_t* context, const weir_type_def_t* def,
                               weir_attr_t* const* params, uint32_t param_count);
weir_type_t* weir_opaque_type(weir_context_t* context, weir_string_view_t dialect,
                              weir_string_view_t text);

bool weir_type_is_index(const weir_type_t* type);
bool weir_type_is_integer(const weir_type_t* type, uint32_t width);  // signless; width 0: any width and sign
bool weir_type_is_signless_integer(const weir_type_t* type);
bool weir_type_is_float(const weir_type_t* type);
bool weir_type_is_int_or_index(const weir_type_t* type);
bool weir_type_is_int_or_float(const weir_type_t* type);
bool weir_type_is_tensor(const weir_type_t* type);  // ranked or not
bool weir_type_is_ranked_tensor(const weir_type_t* type);
bool weir_type_is_shaped(const weir_type_t* type);  // vector, tensor, memref
bool weir_type_is_ranked(const weir_type_t* type);  // shaped with a shape

// Whether |type| is the dialect type with this def.
bool weir_type_is(const weir_type_t* type, const weir_type_def_t* def);

// Bits of an integer or float (index: 64); 0 for all else.
uint32_t weir_type_bit_width(const weir_type_t* type);

// Of a shaped or complex type; others return themselves.
weir_type_t* weir_type_element(weir_type_t* type);
uint32_t weir_type_rank(const weir_type_t* type);
int64_t weir_type_dim(const weir_type_t* type, uint32_t index);
uint32_t weir_type_dynamic_dim_count(const weir_type_t* type);
bool weir_type_has_static_shape(const weir_type_t* type);
// Product of the dimensions; -1 if dynamic or too large.
int64_t weir_type_element_count(const weir_type_t* type);
// Same shape and encoding with another element, same element with another shape.
weir_type_t* weir_type_with_element(weir_type_t* type, weir_type_t* element);
weir_type_t* weir_type_with_shape(weir_type_t* type, const int64_t* dims,
                                  uint32_t rank);

#endif  // WEIR_COMPILER_IR_TYPE_H_
