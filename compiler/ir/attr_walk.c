#include "compiler/ir/attribute.h"

static void walk_type(const weir_type_t* type, weir_attr_walk_fn_t callback,
                      void* user) {
  if (type->kind == WEIR_TYPE_DIALECT) {
    for (uint32_t i = 0; i < type->dialect.param_count; ++i) {
      weir_attr_walk(type->dialect.params[i], callback, user);
    }
  } else if (type->kind == WEIR_TYPE_TENSOR) {
    weir_attr_walk(type->shaped.encoding, callback, user);
  }
}

void weir_attr_walk(weir_attr_t* attr, weir_attr_walk_fn_t callback,
                    void* user) {
  if (attr == NULL) return;
  callback(attr, user);
  switch (attr->kind) {
    case WEIR_ATTR_ARRAY:
      for (uint32_t i = 0; i < attr->array.count; ++i) {
        weir_attr_walk(attr->array.elements[i], callback, user);
      }
      break;
    case WEIR_ATTR_DICTIONARY:
      for (uint32_t i = 0; i < attr->dictionary.count; ++i) {
        weir_attr_walk(attr->dictionary.entries[i].value, callback, user);
      }
      break;
    case WEIR_ATTR_DIALECT:
      for (uint32_t i = 0; i < attr->dialect.param_count; ++i) {
        weir_attr_walk(attr->dialect.params[i], callback, user);
      }
      break;
    case WEIR_ATTR_TYPE:
      walk_type(attr->type_value, callback, user);
      break;
    default:
      break;
  }
}
