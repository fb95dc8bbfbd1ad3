// Types and attributes of the flow dialect.
#ifndef WEIR_COMPILER_DIALECTS_FLOW_TYPES_H_
#define WEIR_COMPILER_DIALECTS_FLOW_TYPES_H_

#include "compiler/ir/ir.h"

typedef enum weir_tensor_access_t {
  WEIR_TENSOR_READONLY,
  WEIR_TENSOR_READWRITE,
  WEIR_TENSOR_WRITEONLY,
} weir_tensor_access_t;

extern const weir_type_def_t weir_flow_channel_def;
extern const weir_type_def_t weir_flow_dummy_def;
extern const weir_type_def_t weir_flow_dispatch_tensor_def;

weir_type_t* weir_flow_channel_type(weir_context_t* context);
// !flow.dispatch.tensor<access:bound>; |bound| is a ranked tensor, an integer
// or a float.
weir_type_t* weir_flow_dispatch_tensor_type(weir_tensor_access_t access,
                                            weir_type_t* bound);

bool weir_type_is_flow_dispatch_tensor(const weir_type_t* type);
weir_tensor_access_t weir_flow_dispatch_tensor_access(const weir_type_t* type);
weir_type_t* weir_flow_dispatch_tensor_bound(const weir_type_t* type);

// #flow.parameter.named and #stream.parameter.named: scope (may be empty), key
// and configuration (a dictionary or NULL) of a constant that is kept
// elsewhere.
extern const weir_attr_def_t weir_flow_parameter_named_def;
extern const weir_attr_def_t weir_flow_dummy_attr_def;

weir_attr_t* weir_flow_parameter_named_attr(weir_type_t* type,
                                            weir_attr_t* scope,  // or NULL
                                            weir_attr_t* key,
                                            weir_attr_t* config);  // or NULL
// Of either dialect's; NULL and empty for other attributes.
bool weir_attr_is_parameter_named(const weir_attr_t* attr);
weir_attr_t* weir_parameter_named_scope(const weir_attr_t* attr);  // or NULL
weir_attr_t* weir_parameter_named_key(const weir_attr_t* attr);
weir_attr_t* weir_parameter_named_config(const weir_attr_t* attr);  // or NULL

#endif  // WEIR_COMPILER_DIALECTS_FLOW_TYPES_H_
