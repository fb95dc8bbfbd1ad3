// What the files of this folder share: the graph being imported.
#ifndef WEIR_COMPILER_INPUT_ONNX_IMPORTER_H_
#define WEIR_COMPILER_INPUT_ONNX_IMPORTER_H_

#include <onnx/onnx.pb-c.h>

#include "compiler/input/onnx/onnx.h"
#include "compiler/ir/builder.h"

// A value of the graph: a constant, or integers of which some are sizes that
// are known when the program runs, or computed then. The first two also get a
// value once they are needed as an operand.
typedef struct onnx_value_t {
  const char* name;
  weir_type_t* type;        // ranked tensor
  weir_attr_t* constant;    // dense elements or NULL
  const int64_t* elements;  // closed or open, in order; or NULL
  weir_value_t* value;      // or NULL
} onnx_value_t;

typedef struct onnx_map_entry_t {
  const weir_name_t* key;
  onnx_value_t* value;
} onnx_map_entry_t;

typedef struct open_dims_t open_dims_t;

// A dimension of the inputs by its name.
typedef struct named_dim_t {
  const char* name;
  int64_t dim;
  struct named_dim_t* next;
} named_dim_t;

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
  open_dims_t* open_dims;
  named_dim_t* named_dims;
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
} operator_t;

// Tables of operators, one per file, each ended by a NULL name.
extern const operator_t onnx_elementwise_operators[];
extern const operator_t onnx_shape_operators[];
extern const operator_t onnx_element_operators[];
extern const operator_t onnx_gather_operators[];
extern const operator_t onnx_reduction_operators[];
extern const operator_t onnx_window_operators[];
extern const operator_t onnx_resize_operators[];
extern const operator_t onnx_contraction_operators[];

// -- dimensions (open_dims.c, open_dims_values.c) ----------------------------
//
// A dimension, or an integer of a shape, is closed: a number; or open: known
// when the program runs. An open one is named by a number far below zero that
// stands for a polynomial of sizes with integer factors, so that equal numbers
// are equal sizes whichever way they were computed. Types of values have such
// dimensions while the graph is imported; onnx_close_types makes them dynamic.

// What lies below is open.
#define ONNX_LEAST_CLOSED (INT64_MIN / 2)
static inline bool dim_is_open(int64_t dim) {
  return dim < ONNX_LEAST_CLOSED;
}
bool type_is_open(const weir_type_t* type);

// The open dimension that is |size|, an index. |name| is for messages.
int64_t dim_of_value(importer_t* importer, weir_value_t* size, bool is_size,
                     const char* name);
int64_t dim_add(importer_t* importer, int64_t a, int64_t b);
int64_t dim_subtract(importer_t* importer, int64_t a, int64_t b);
int64_t dim_multiply(importer_t* importer, int64_t a, int64_t b);
// Towards zero; |b| is not the closed zero.
int64_t dim_divide(importer_t* importer, int64_t a, int64_t b);
int64_t dim_min(importer_t* importer, int64_t a, int64_t b);
int64_t dim_max(importer_t* importer, int64_t a, int64_t b);
// floor(a * factor) for a size and a factor that is not negative.
int64_t dim_scale(importer_t* importer, int64_t a, double factor);
// An index of a dimension of |size|: from its end where it is negative.
int64_t dim_from_end(importer_t* importer, int64_t index, int64_t size);
// |b| where |a| is zero, or negative, else |a|.
int64_t dim_if_zero(importer_t* importer, int64_t a, int64_t b);
int64_t dim_if_negative(importer_t* importer, int64_t a, int64_t b);
int64_t dim_product(importer_t* importer, const int64_t* dims, uint32_t count);
// Whether it is not negative, whatever the sizes are.
bool dim_is_size(importer_t* importer, int64_t dim);
// The dimension as an index, at the place where ops are built now.
weir_value_t* dim_value(importer_t* importer, int64_t dim);
// As it is to be read by people: "2 * batch + 1".
const char* dim_text(importer_t* importer, int64_t dim);
// Two dimensions have to be equal: refused where they are not, compared when
// the program runs where that is not known. |what| says of them what they are.
weir_status_t node_require_equal(const node_t* node, int64_t a, int64_t b,
                                 const char* what);
// Refused, or stops the program, where |dim| is not positive.
weir_status_t node_require_positive(const node_t* node, int64_t dim,
                                    const char* what);
// |dims| with those that are open as WEIR_DYNAMIC, in the arena.
const int64_t* dims_closed(importer_t* importer, const int64_t* dims,
                           uint32_t rank);
// Those of |dims| that are open, as one operand group.
void add_open(importer_t* importer, weir_op_state_t* state, const int64_t* dims,
              uint32_t rank);
// Open dimensions of the types of all values of the function become dynamic.
void onnx_close_types(importer_t* importer);

// -- integers that are known or sizes (elements.c)
// ------------------------------

// The integers of |value|, closed or open; NULL if they are computed, too many
// or no integers.
const int64_t* value_elements(importer_t* importer, const onnx_value_t* value,
                              uint32_t* out_count);
weir_status_t node_set_elements(node_t* node, uint32_t index, weir_type_t* type,
                                const int64_t* elements);
// Whether one of the inputs is integers of which some are open.
bool node_has_elements(const node_t* node);
// Folds an operator on such; not |out_done| where it has to be computed.
weir_status_t node_fold_elements(node_t* node, bool* out_done);
// The integers of an input for shapes and bounds: known, sizes, or else read
// from the tensor when the program runs; an absent one gives count 0 and NULL.
weir_status_t node_shape_ints(node_t* node, uint32_t index,
                              const int64_t** out_values, uint32_t* out_count);

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
// The input itself, whatever it is.
weir_status_t node_set_same(node_t* node, uint32_t index,
                            const onnx_value_t* input);

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

// The sizes of the open dimensions of |type| as one operand group.
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
// The averages of |value| over the dimensions in the bit mask |reduced|, which
// go (reduce.c).
weir_status_t build_average(node_t* node, weir_value_t* value, uint64_t reduced,
                            weir_value_t** out_value);
// |value|, a reduction of |source|, with its reduced dimensions as ones.
weir_value_t* build_kept_dims(node_t* node, weir_value_t* source,
                              weir_value_t* value, uint64_t reduced);
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
