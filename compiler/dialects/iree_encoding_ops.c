#include "compiler/dialects/iree_encoding.h"

const weir_dialect_t weir_iree_encoding_dialect = {
    .name = "iree_encoding",
    .number = 21,
};
