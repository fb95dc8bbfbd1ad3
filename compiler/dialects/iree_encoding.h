// The iree_encoding dialect: how a tensor is to be laid out in memory.
#ifndef WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_
#define WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_

#include "compiler/ir/op_def.h"

extern const weir_dialect_t weir_iree_encoding_dialect;
extern const weir_attr_def_t weir_iree_encoding_encoding_def;

// The parameter |key| of an encoding; NULL if it has none or is no encoding.
weir_attr_t* weir_iree_encoding_get(const weir_attr_t* encoding,
                                    const char* key);

#endif  // WEIR_COMPILER_DIALECTS_IREE_ENCODING_H_
