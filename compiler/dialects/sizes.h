// Sizes of values of sized types (!util.buffer, !stream.resource), found where
// they are known.
#ifndef WEIR_COMPILER_DIALECTS_SIZES_H_
#define WEIR_COMPILER_DIALECTS_SIZES_H_

#include "compiler/ir/ir.h"

// Whether |value| may be used by an op that stands just before |at|.
bool weir_value_is_usable_at(const weir_value_t* value, weir_op_t* at);
// Makes |value| usable at |at|, if need be by moving the op that makes it up to
// there; false if that op has effects or uses what does not stand before |at|.
bool weir_value_try_move_before(weir_value_t* value, weir_op_t* at);
// The size of |value| as its producer or else one of its users says, through
// tied operands and results; one that may be used at |at|. NULL if none.
weir_value_t* weir_value_find_size(weir_value_t* value, weir_op_t* at);

#endif  // WEIR_COMPILER_DIALECTS_SIZES_H_
