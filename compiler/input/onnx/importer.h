// What the files of this folder share: the graph being imported.
#ifndef WEIR_COMPILER_INPUT_ONNX_IMPORTER_H_
#define WEIR_COMPILER_INPUT_ONNX_IMPORTER_H_

#include <onnx/onnx.pb-c.h>

#include "compiler/input/onnx/onnx.h"
#include "compiler/ir/builder.h"

// A value of the graph: a constant, or computed at run time, or both once a
// constant was needed as an operand.
typedef struct onnx_value_t {
  const char* name;
  weir_type_t* type;      // ranked tensor
  weir_attr_t* constant;  // dense elements or NULL
  weir_value_t* value;    // or NULL
} onnx_value_t;

typedef struct onnx_map_entry_t {
  const weir_name_t* key;
  onnx_value_t* value;
} onnx_map_entry_t;

typedef struct importer_t {
  weir_context_t* context;
  weir_arena_t arena;
  const char* path;
  bool has_folder;        // where external data may lie
  uint64_t data_bytes;    // of initializers and constants of the model
  uint64_t folded_bytes;  // of those that folding has made of them
  const weir_onnx_options_t* options;
  const Onnx__GraphProto* graph;
  int64_t opset;
  weir_op_t* module;
  weir_op_t* function;
  weir_builder_t builder;
  // The dimension that is open until the program runs, if there is one; every
  // dynamic dimension of every type is this one.
  const char* open_dim;
  weir_value_t* open_size;
  onnx_map_entry_t* map;  // open addressing by interned name
  uint32_t map_count, map_capacity;
} importer_t;

// One node being lowered.
typedef struct node_t {
  importer_t* importer;
  const Onnx__NodeProto* proto;
  weir_location_t* location;
} node_t;

typedef weir_status_t (*lower_fn_t)(node_t* node);
typedef struct operator_t {
  const char* name;
  lower_fn_t lower;
  bool takes_open;  // inputs with the open dimension
} operator_t;

// Tables of operators, one per file, each ended by a NULL name.
extern const operator_t onnx_elementwise_operators[];
extern const operator_t onnx_shape_operators[];
extern const operator_t onnx_window_operators[];
extern const operator_t onnx_resize_operators[];
extern const operator_t onnx_contraction_operators[];

// -- tensors (tensor.c) -------------------------------------------------------

// The contents of an initialiser or constant: raw, typed or external data.
weir_status_t onnx_read_tensor(importer_t* importer,
                               const Onnx__TensorProto* tensor,
                               weir_attr_t** out_value);
// The element type of an ONNX data type code; NULL if it has none here.
weir_type_t* onnx_element_type(weir_context_t* context, int32_t data_type);

// -- nodes (node.c) -----------------------------------------------------------

// A failure that names file, node and operator.
weir_status_t node_error(const node_t* node, weir_code_t code,
                         const char* format, ...)
    __attribute__((format(printf, 3, 4)));
bool node_has_input(const node_t* node, uint32_t index);
weir_status_t node_input(node_t* node, uint32_t index,
                         onnx_value_t** out_value);
// The input as an operand; a constant becomes an arith.constant.
weir_status_t node_operand(node_t* node, uint32_t index,
                           weir_value_t** out_value);
weir_value_t* value_operand(importer_t* importer, onnx_value_t* value);
// A constant input of integers; an absent one gives count 0 and NULL.
weir_status_t node_constant_ints(node_t* node, uint32_t index,
                                 int64_t** out_values, uint32_t* out_count);
// Refuses a |value| of anything but floating-point numbers.
weir_status_t node_check_float(node_t* node, const weir_value_t* value);
// Refuses inputs of several element types.
weir_status_t node_check_elements(node_t* node);
weir_status_t node_set_output(node_t* node, uint32_t index,
                              weir_value_t* value);
weir_status_t node_set_constant(node_t* node, uint32_t index,
                                weir_attr_t* constant);

const Onnx__AttributeProto* node_attr(const node_t* node, const char* name);
int64_t node_attr_int(const node_t* node, const char* name, int64_t fallback);
float node_attr_float(const node_t* node, const char* name, float fallback);
const char* node_attr_string(const node_t* node, const char* name,
                             const char* fallback);
// NULL and count 0 if absent.
const int64_t* node_attr_ints(const node_t* node, const char* name,
                              uint32_t* out_count);

// Before a constant of this shape is made by folding: a few bytes of a model
// must not fill the memory.
weir_status_t node_check_folding(node_t* node, const weir_type_t* element,
                                 const int64_t* dims, uint32_t rank);
// Refuses shapes of more elements than can be.
bool onnx_shape_fits(const int64_t* dims, size_t rank);

// -- building (build.c) -------------------------------------------------------

// Of all shapes that are built, dynamic dimensions are the open one.
// The sizes of the dynamic dimensions of |type| as one operand group.
void add_open_sizes(node_t* node, weir_op_state_t* state,
                    const weir_type_t* type);
weir_value_t* build_empty(node_t* node, weir_type_t* type);
weir_value_t* build_scalar(node_t* node, weir_builder_t* builder,
                           weir_type_t* type, double value);
// A tensor filled with a scalar.
weir_value_t* build_filled(node_t* node, weir_type_t* type, double value);
// The scalar a body yields for the scalars of the inputs.
typedef weir_value_t* (*body_fn_t)(node_t* node, weir_builder_t* builder,
                                   weir_value_t** args, void* user);
// linalg.generic over the numpy broadcast of |inputs|, yielding |element|.
weir_status_t build_elementwise(node_t* node, weir_value_t* const* inputs,
                                uint32_t count, weir_type_t* element,
                                body_fn_t body, void* user,
                                weir_value_t** out_value);
// linalg.generic with these maps (inputs, then the output), all parallel but
// the dimensions in the bit mask |reductions|.
weir_value_t* build_generic(node_t* node, weir_value_t* const* inputs,
                            uint32_t count, weir_value_t* init,
                            weir_affine_map_t* const* maps, uint32_t loop_count,
                            uint64_t reductions, body_fn_t body, void* user);
// A named linalg op (convolution, pooling, matmul) of floats or integers whose
// body combines: multiply-accumulate, or the maximum of the pooling ops.
weir_value_t* build_named(node_t* node, uint32_t id,
                          weir_value_t* const* inputs, uint32_t count,
                          weir_value_t* init, const weir_named_attr_t* attrs,
                          uint32_t attr_count);
// Padding is not negative; refuses shapes of more elements than can be.
weir_status_t build_pad(node_t* node, weir_value_t* source, const int64_t* low,
                        const int64_t* high, double value,
                        weir_value_t** out_value);
weir_value_t* build_reshape(node_t* node, weir_value_t* source,
                            const int64_t* dims, uint32_t rank);
weir_value_t* build_slice(node_t* node, weir_value_t* source,
                          const int64_t* offsets, const int64_t* sizes,
                          const int64_t* strides);
weir_value_t* build_transpose(node_t* node, weir_value_t* source,
                              const int64_t* perm);
// A binary arith op for the element type, by its float and integer form.
weir_value_t* build_binary(node_t* node, weir_builder_t* builder,
                           uint32_t float_id, uint32_t integer_id,
                           weir_value_t* a, weir_value_t* b);
weir_type_t* tensor_of(weir_type_t* element, const int64_t* dims,
                       uint32_t rank);

// -- constants (fold.c) -------------------------------------------------------

// The nearest integer towards zero: the ends of the range for what is beyond
// them, zero for what is no number.
int64_t saturated_int(double value);
// A dense constant as integers or doubles in the arena.
int64_t* constant_ints(importer_t* importer, const weir_attr_t* constant,
                       uint32_t* out_count);
double* constant_doubles(importer_t* importer, const weir_attr_t* constant,
                         uint32_t* out_count);
weir_attr_t* constant_from_ints(weir_type_t* type, const int64_t* values);
// The constant with its dimensions replaced.
weir_attr_t* constant_reshape(const weir_attr_t* constant, const int64_t* dims,
                              uint32_t rank);
// result[i...] = source[offsets + i * strides], permuted: dimension d of the
// result walks dimension perm[d] of the source. NULL perm: identity.
weir_attr_t* constant_gather(importer_t* importer, const weir_attr_t* constant,
                             const int64_t* offsets, const int64_t* sizes,
                             const int64_t* strides, const int64_t* perm);
weir_attr_t* constant_concat(importer_t* importer, weir_attr_t* const* parts,
                             uint32_t count, uint32_t axis);

#endif  // WEIR_COMPILER_INPUT_ONNX_IMPORTER_H_
