// What linalg ops mean: how their loops index their operands and what their
// bodies compute. Named ops know this by their name.
#ifndef WEIR_COMPILER_DIALECTS_LINALG_TYPES_H_
#define WEIR_COMPILER_DIALECTS_LINALG_TYPES_H_

#include "compiler/ir/ir.h"

// Whether |op| is a loop nest over its operands: linalg.generic and all named
// ops (not softmax, index, yield).
bool weir_op_is_linalg_structured(const weir_op_t* op);
// Number of inputs; the outputs follow.
uint32_t weir_linalg_input_count(const weir_op_t* op);

// The affine maps from loops to the indices of each operand, in operand order:
// an array of affine map attributes. Strides and dilations stand in the maps.
// NULL for an op that is no structured one.
weir_attr_t* weir_linalg_indexing_maps(const weir_op_t* op);
// "parallel" or "reduction" for each loop: an array of strings.
weir_attr_t* weir_linalg_iterator_types(const weir_op_t* op);

// The trip counts of the loops as the operand types say them (each by the first
// index that is that loop alone), WEIR_DYNAMIC where they do not; in |arena|.
// False if some loop is the index of no operand.
bool weir_linalg_loop_ranges(const weir_op_t* op, weir_arena_t* arena,
                             int64_t** out_ranges, uint32_t* out_count);

// Makes the body that a named op has by its name: in its region, which must be
// empty. Arguments are the elements of the operands in order.
void weir_linalg_build_body(weir_op_t* op);
// The same into |region| for operands of these types; |attrs| are those of the
// op, a dictionary.
void weir_linalg_build_body_in(weir_context_t* context, uint32_t id,
                               weir_region_t* region,
                               weir_type_t* const* operand_types,
                               uint32_t count, const weir_attr_t* attrs,
                               weir_location_t* location);

#endif  // WEIR_COMPILER_DIALECTS_LINALG_TYPES_H_
