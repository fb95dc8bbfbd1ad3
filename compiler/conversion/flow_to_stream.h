// What the conversions of flow ops share. The ops are converted in files by
// topic, each with a table of its ops.
#ifndef WEIR_COMPILER_CONVERSION_FLOW_TO_STREAM_H_
#define WEIR_COMPILER_CONVERSION_FLOW_TO_STREAM_H_

#include "compiler/conversion/conversion.h"

// How the op |id| is converted; |affinity| is where it executes, NULL for ops
// that execute nowhere in particular.
typedef struct weir_flow_row_t {
  uint32_t id;
  void (*convert)(weir_converter_t* converter, weir_op_t* op,
                  weir_attr_t* affinity);
} weir_flow_row_t;

// Converts |op| as its row says and answers whether there is one.
bool weir_convert_by_flow_rows(weir_converter_t* converter, weir_op_t* op,
                               const weir_flow_row_t* rows, size_t count);

// -- by topic; each answers whether |op| is one of its own -------------------

bool weir_convert_flow_access(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_flow_collective(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_flow_dispatch(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_flow_tensor_op(weir_converter_t* converter, weir_op_t* op);

// -- ops in the making -------------------------------------------------------

// The size of the first result of |op| once it is a resource at |affinity|.
weir_value_t* weir_flow_result_size(weir_converter_t* converter,
                                    const weir_op_t* op,
                                    const weir_value_list_t* dims,
                                    weir_attr_t* affinity);
// Builds the op begun as |state| with one resource of |type| and |size| that
// stands for the only result of |op|.
void weir_finish_flow_op(weir_converter_t* converter, weir_op_t* op,
                         weir_op_state_t* state, weir_type_t* type,
                         weir_value_t* size);

#endif  // WEIR_COMPILER_CONVERSION_FLOW_TO_STREAM_H_
