// The conversion of whole modules from tensors to stream resources: what the
// files of the single dialects share.
//
// Ops are converted one by one, blocks behind those that dominate them. A
// converted op is built before the original, which stays in place until the end
// so that others can still ask for its types and shapes. Every tensor value is
// mapped to the resource that holds it and the resource's size in bytes.
#ifndef WEIR_COMPILER_CONVERSION_CONVERSION_H_
#define WEIR_COMPILER_CONVERSION_CONVERSION_H_

#include "compiler/analysis/affinity.h"
#include "compiler/conversion/dims.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/symbol.h"
#include "compiler/ir/ir.h"

typedef struct weir_converter_t {
  weir_context_t* context;
  weir_op_t* module;
  weir_arena_t* arena;
  const weir_affinity_analysis_t* affinity;
  weir_builder_t builder;      // before the op that is being converted
  weir_mapping_t* resources;   // tensor value -> resource
  weir_mapping_t* sizes;       // tensor value -> size; none: asked for by an op
  weir_symbol_table_t* names;  // those that were there before the conversion
  weir_op_list_t originals;    // converted, to be erased at the end
  bool warns_of_ambiguity;     // of ops that may execute at several places
  uint32_t ambiguous_count;    // ops of which it was warned
} weir_converter_t;

// A tensor value as its consumer sees it.
typedef struct weir_converted_tensor_t {
  weir_value_t* resource;
  weir_value_t* size;
  weir_attr_t* affinity;  // where it lives; NULL if that is not known
} weir_converted_tensor_t;

// -- types -------------------------------------------------------------------

weir_type_t* weir_unknown_resource(const weir_converter_t* converter);
weir_type_t* weir_external_resource(const weir_converter_t* converter);
// The type that stands for |type| where that is one value; tensors are two.
weir_type_t* weir_convert_type(const weir_converter_t* converter,
                               weir_type_t* type);
// All of |types| with tensors as (resource, index).
weir_type_t** weir_expand_types(const weir_converter_t* converter,
                                weir_type_t* const* types, uint32_t count,
                                uint32_t* out_count);
// A function type with inputs and results expanded.
weir_type_t* weir_expand_function_type(const weir_converter_t* converter,
                                       weir_type_t* type);

// -- values ------------------------------------------------------------------

// Where |tensor| is, wherever that may be.
weir_converted_tensor_t weir_resolve_tensor(weir_converter_t* converter,
                                            weir_location_t* location,
                                            weir_value_t* tensor);
// The same moved to |affinity| if it lives elsewhere.
weir_converted_tensor_t weir_transfer_tensor(weir_converter_t* converter,
                                             weir_location_t* location,
                                             weir_value_t* tensor,
                                             weir_attr_t* affinity);
// Adds |value| to |list|, a tensor as resource and size.
void weir_expand_value(weir_converter_t* converter, weir_location_t* location,
                       weir_value_t* value, weir_value_list_t* list);
// From now on |tensor| is |resource| of |size| (NULL: ask the resource).
void weir_map_tensor(weir_converter_t* converter, weir_value_t* tensor,
                     weir_value_t* resource, weir_value_t* size);
// The dimensions of the `?` in |tensor|'s type, from the ops that know them,
// else from tensor.dim.
weir_value_list_t weir_dynamic_dims(weir_converter_t* converter,
                                    weir_location_t* location,
                                    weir_value_t* tensor);

// -- ops ---------------------------------------------------------------------

// |op| has been converted: its results are mapped or have no uses.
void weir_converted(weir_converter_t* converter, weir_op_t* op);
// The same for an op whose results correspond one to one to those of |by|;
// results that are tensors are mapped to resources of |sizes| (may be NULL).
void weir_converted_to(weir_converter_t* converter, weir_op_t* op,
                       weir_op_t* by, weir_value_t* const* sizes);
// Discardable attributes of a dialect ("stream.alignment") move along.
void weir_copy_dialect_attrs(const weir_op_t* from, weir_op_t* to);

// Begins an op in the place of the one that is being converted.
weir_op_state_t weir_begin_op(weir_converter_t* converter, uint32_t id,
                              weir_location_t* location);
// The next operand group is |values|.
void weir_op_state_values(weir_op_state_t* state,
                          const weir_value_list_t* values);

weir_value_t* weir_build_sizeof(weir_converter_t* converter,
                                weir_location_t* location, weir_type_t* tensor,
                                const weir_value_list_t* dims,
                                weir_attr_t* affinity);
// stream.async.transfer to a resource of type |type|.
weir_value_t* weir_build_transfer(weir_converter_t* converter,
                                  weir_location_t* location,
                                  weir_value_t* source, weir_value_t* size,
                                  weir_type_t* type, weir_attr_t* from,
                                  weir_attr_t* to);
// stream.tensor.constant of |value| as |encoding|; flow parameters become
// stream parameters.
weir_value_t* weir_build_tensor_constant(
    weir_converter_t* converter, weir_location_t* location,
    weir_lifetime_t lifetime, weir_attr_t* value, weir_type_t* encoding,
    const weir_value_list_t* dims, weir_attr_t* affinity);
// stream.resource.size of a resource that has no size at hand.
weir_value_t* weir_build_resource_size(weir_converter_t* converter,
                                       weir_location_t* location,
                                       weir_value_t* resource);

// -- dialects ----------------------------------------------------------------
// Each converts |op| if it is one of its own and answers whether it is. Faults
// of the program are diagnostics.

// Whether the row of |op| folds it to constants or other values; if so it is
// converted to them.
bool weir_convert_by_folding(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_flow_op(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_flow_executable(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_hal_op(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_standard_op(weir_converter_t* converter, weir_op_t* op);
bool weir_convert_util_op(weir_converter_t* converter, weir_op_t* op);
// Ops nobody knows: tensors are exported to them and imported from them, at
// |affinity| where it is not known where these are.
void weir_convert_unknown_op(weir_converter_t* converter, weir_op_t* op,
                             weir_attr_t* affinity);
// Imports the tensors that |op|, of which nothing is known, hands to |entry|.
void weir_import_arguments(weir_converter_t* converter, const weir_op_t* op,
                           weir_block_t* entry, weir_attr_t* affinity);

// Replaces a tensor global by a resource global and its size.
void weir_convert_global(weir_converter_t* converter, weir_op_t* global);
// Gives a function its new type and converts what is inside.
void weir_convert_function(weir_converter_t* converter, weir_op_t* function);
// Converts block arguments and ops of a region.
void weir_convert_region(weir_converter_t* converter, weir_region_t* region);

#endif  // WEIR_COMPILER_CONVERSION_CONVERSION_H_
