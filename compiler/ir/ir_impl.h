// What the files of compiler/ir share among themselves.
#ifndef WEIR_COMPILER_IR_IR_IMPL_H_
#define WEIR_COMPILER_IR_IR_IMPL_H_

#include "compiler/ir/ir.h"

// Zeroed memory for ops, blocks and what they consist of: what was reclaimed,
// else from the context's arena.
void* weir_ir_alloc(weir_context_t* context, size_t size);
// What is not used any more. It stays as it is until weir_context_reclaim: who
// iterates over ops and uses may still look at it. An op or block goes with all
// inside, and is given once.
void weir_ir_discard(weir_context_t* context, void* memory, size_t size);
void weir_ir_discard_op(weir_op_t* op);
void weir_ir_discard_block(weir_context_t* context, weir_block_t* block);

// Puts |use| in front of the uses of |value| (NULL: of none).
void weir_use_link(weir_use_t* use, weir_value_t* value);
void weir_use_unlink(weir_use_t* use);

// Like weir_op_insert_operand at index |at| of all operands, without touching
// the sizes of the groups.
void weir_op_insert_raw_operand(weir_op_t* op, uint32_t at,
                                weir_value_t* value);
void weir_op_erase_raw_operand(weir_op_t* op, uint32_t at);

// Whether |op| may be erased once its results have no uses.
bool weir_op_would_be_dead(const weir_op_t* op);

// The part of the verifier that holds an op against its row: counts and kinds
// of operands, attributes, results, regions and successors, same-type sets,
// parents. The row's own verify function is not called.
bool weir_verify_row(weir_op_t* op, weir_arena_t* scratch);

// A kind of the op tables in words, as messages say it.
const char* weir_kind_summary(const char* kind, const weir_op_info_t* info,
                              weir_context_t* context, weir_arena_t* arena);
const char* weir_attr_kind_summary(const char* kind);

#endif  // WEIR_COMPILER_IR_IR_IMPL_H_
