// Makes ops at a place.
//
//   weir_op_state_t state;
//   weir_op_state_init(&state, builder, WEIR_STREAM_ASYNC_TRANSFER, location);
//   weir_op_state_operand(&state, source);        // one call per operand group,
//   weir_op_state_operand(&state, source_size);   // in the order of the table row
//   weir_op_state_operand(&state, result_size);
//   weir_op_state_attr(&state, "result_affinity", affinity);  // NULL: none
//   weir_op_state_result(&state, type);
//   weir_op_t* op = weir_build(builder, &state);
#ifndef WEIR_COMPILER_IR_BUILDER_H_
#define WEIR_COMPILER_IR_BUILDER_H_

#include "compiler/ir/ir.h"

typedef struct weir_builder_t {
  weir_context_t* context;
  weir_block_t* block;  // where ops go; NULL: ops stay detached
  weir_op_t* before;    // NULL: at the end of |block|
  // Told of each op built, if set (the rewriter's worklist).
  void (*on_insert)(weir_op_t* op, void* user);
  void* user;
} weir_builder_t;

weir_builder_t weir_builder(weir_context_t* context);
weir_builder_t weir_builder_before(weir_op_t* op);
weir_builder_t weir_builder_after(weir_op_t* op);
weir_builder_t weir_builder_at_start(weir_block_t* block);
weir_builder_t weir_builder_at_end(weir_block_t* block);
void weir_builder_set_before(weir_builder_t* builder, weir_op_t* op);
void weir_builder_set_after(weir_builder_t* builder, weir_op_t* op);
void weir_builder_set_start(weir_builder_t* builder, weir_block_t* block);
void weir_builder_set_end(weir_builder_t* builder, weir_block_t* block);

// Collects what an op is made of. Lists live in the context's arena.
typedef struct weir_op_state_t {
  weir_context_t* context;
  const weir_op_info_t* info;
  const weir_name_t* name;
  weir_location_t* location;
  weir_value_t** operands; uint32_t operand_count, operand_capacity;
  uint32_t* operand_segments; uint32_t operand_group_count, operand_group_capacity;
  weir_type_t** results; uint32_t result_count, result_capacity;
  uint32_t* result_segments; uint32_t result_group_count, result_group_capacity;
  weir_named_attr_t* attrs; uint32_t attr_count, attr_capacity;
  weir_block_t** successors; uint32_t successor_count, successor_capacity;
  uint32_t region_count;
} weir_op_state_t;

void weir_op_state_init(weir_op_state_t* state, weir_builder_t* builder, uint32_t id,
                        weir_location_t* location);
// By name; an unknown name makes an unregistered op.
void weir_op_state_init_named(weir_op_state_t* state, weir_context_t* context,
                              weir_string_view_t name, weir_location_t* location);
// Closes one operand group: of one value, of none (NULL), or of many.
void weir_op_state_operand(weir_op_state_t* state, weir_value_t* value);
void weir_op_state_operands(weir_op_state_t* state, weir_value_t* const* values,
                            uint32_t count);
// All of operand group |group| of |op|, in the place of the next group.
void weir_op_state_operands_of(weir_op_state_t* state, const weir_op_t* op, uint32_t group);
void weir_op_state_result(weir_op_state_t* state, weir_type_t* type);  // NULL: an empty group
void weir_op_state_results(weir_op_state_t* state, weir_type_t* const* types, uint32_t count);
// The types of a result group of |op|.
void weir_op_state_results_of(weir_op_state_t* state, const weir_op_t* op, uint32_t group);
void weir_op_state_attr(weir_op_state_t* state, const char* name, weir_attr_t* value);
// All entries of a dictionary.
void weir_op_state_attrs(weir_op_state_t* state, weir_attr_t* dictionary);
// The attributes of |op| that belong to a dialect, those with a dot: they stay on
// what an op becomes.
void weir_op_state_dialect_attrs(weir_op_state_t* state, const weir_op_t* op);
void weir_op_state_successor(weir_op_state_t* state, weir_block_t* block);
void weir_op_state_regions(weir_op_state_t* state, uint32_t count);  // default: what the row says
// For the generic form, where operands and results come as one list each (one
// call of _operands and _results): deals them out to the groups of the row, by
// the operandSegmentSizes and resultSegmentSizes among the attributes (which
// are taken out) or else one to each single group and the rest to the variadic
// ones. What does not fit stays for the verifier to refuse.
void weir_op_state_distribute(weir_op_state_t* state);

// Makes the op and puts it at the builder's place. Groups not given are empty;
// result types may be left out where the row infers them (same-type rows, fixed
// kinds, infer_types). Asserts that the counts fit the row.
weir_op_t* weir_build(weir_builder_t* builder, const weir_op_state_t* state);
// Without a place, and with what is wrong left to the verifier: operands beyond
// the row's groups go to the last one.
weir_op_t* weir_op_create(const weir_op_state_t* state);
// The result types that the row gives an op made from |state| (same-type sets,
// fixed kinds, infer_types), one per group, into |out_types|; false if it leaves
// any open or has a variadic result.
bool weir_op_state_infer_results(const weir_op_state_t* state, weir_type_t** out_types);

// arith.constant of an integer, index or float type, or any attribute.
weir_value_t* weir_build_constant(weir_builder_t* builder, weir_location_t* location,
                                  weir_attr_t* value);
weir_value_t* weir_build_index(weir_builder_t* builder, weir_location_t* location,
                               int64_t value);
// A one-result op of plain single operands: arith.addi and the like.
weir_value_t* weir_build_unary(weir_builder_t* builder, uint32_t id,
                               weir_location_t* location, weir_value_t* a,
                               weir_type_t* type);
weir_value_t* weir_build_binary(weir_builder_t* builder, uint32_t id,
                                weir_location_t* location, weir_value_t* a,
                                weir_value_t* b);
// func-like: adds the entry block with arguments of the function type.
weir_block_t* weir_function_add_entry(weir_op_t* function);
weir_type_t* weir_function_type_of(const weir_op_t* function);
// A `builtin.module` with an empty body.
weir_op_t* weir_module_create(weir_context_t* context, weir_location_t* location);
weir_block_t* weir_module_body(const weir_op_t* module);

#endif  // WEIR_COMPILER_IR_BUILDER_H_
