// The iree_encoding dialect: how a tensor is to be laid out in memory.
#ifndef WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_
#define WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_iree_encoding_dialect;

enum {
  WEIR_IREE_ENCODING_SET_ENCODING = 21 << 16 | 1,
  WEIR_IREE_ENCODING_UNSET_ENCODING,
};

extern const weir_attr_def_t weir_iree_encoding_encoding_def;

// The parameter |key| of an encoding; NULL if it has none or is no encoding.
weir_attr_t* weir_iree_encoding_get(const weir_attr_t* encoding,
                                    const char* key);
// Which part of a product it lays out: "LHS", "RHS" or "RESULT"; NULL if it does
// not say.
const char* weir_iree_encoding_operand_name(const weir_attr_t* encoding);

#endif  // WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_
