#include "compiler/transforms/flow/outlining.h"

#include <string.h>

void weir_op_state_dialect_attrs(weir_op_state_t* state, const weir_op_t* op) {
  for (uint32_t i = 0; i < op->attrs->dictionary.count; ++i) {
    const weir_named_attr_t* attr = &op->attrs->dictionary.entries[i];
    if (strchr(attr->name->data, '.') != NULL) {
      weir_op_state_attr(state, attr->name->data, attr->value);
    }
  }
}
