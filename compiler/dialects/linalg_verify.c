#include "compiler/dialects/linalg.h"
#include "compiler/dialects/linalg_impl.h"
#include "compiler/dialects/linalg_types.h"
#include "compiler/ir/diagnostic.h"

// One map without symbols for each operand, from the loops to its dimensions.
static bool verify_maps(weir_op_t* op) {
  const weir_attr_t* maps = weir_linalg_indexing_maps(op);
  const weir_attr_t* iterators = weir_linalg_iterator_types(op);
  if (maps->array.count != op->operand_count) {
    return weir_op_error(op,
                         "expected the number of indexing_map (%u) to be equal "
                         "to the number of input/output operands (%u)",
                         maps->array.count, op->operand_count);
  }
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_attr_t* map = maps->array.elements[i];
    if (!weir_attr_is(map, WEIR_ATTR_AFFINE_MAP)) {
      return weir_op_error(op, "indexing_map #%u is no affine map", i);
    }
    if (map->map->symbol_count > 0) {
      return weir_op_error(op, "unexpected symbols in indexing_map #%u", i);
    }
    if (map->map->dim_count != iterators->array.count) {
      return weir_op_error(op,
                           "expected indexing_map #%u to have %u dim(s) to "
                           "match the number of loops",
                           i, iterators->array.count);
    }
    const weir_type_t* type = weir_op_operand_n(op, i)->type;
    uint32_t rank = weir_type_is_shaped(type) ? weir_type_rank(type) : 0;
    if (map->map->result_count != rank) {
      return weir_op_error(op,
                           "expected operand rank (%u) to match the result "
                           "rank of indexing_map #%u (%u)",
                           rank, i, map->map->result_count);
    }
  }
  return true;
}

static bool verify_body(weir_op_t* op) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  // linalg.map gives its body the inputs alone.
  uint32_t count = weir_op_is(op, WEIR_LINALG_MAP) ? weir_linalg_input_count(op)
                                                   : op->operand_count;
  if (body->argument_count != count) {
    return weir_op_error(op,
                         "expected as many non-induction variable region "
                         "arguments as the number of input/output operands");
  }
  for (uint32_t i = 0; i < count; ++i) {
    weir_type_t* element = weir_type_element(weir_op_operand_n(op, i)->type);
    if (body->arguments[i]->type == element) continue;
    return weir_op_error(op,
                         "expected type of bb argument #%u to match the "
                         "element or self type of operand #%u",
                         i, i);
  }
  return true;
}

// An array of the right kinds where the maps are not known by the name.
static bool verify_generic_attrs(weir_op_t* op) {
  const weir_attr_t* iterators = weir_op_attr(op, "iterator_types");
  for (uint32_t i = 0; i < iterators->array.count; ++i) {
    weir_string_view_t word = weir_attr_string(iterators->array.elements[i]);
    if (weir_sv_equal_c(word, "parallel") ||
        weir_sv_equal_c(word, "reduction") || weir_sv_equal_c(word, "window")) {
      continue;
    }
    return weir_op_error(op, "unexpected iterator_type (%.*s)",
                         WEIR_SV_ARGS(word));
  }
  return true;
}

static bool is_named(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_LINALG_GENERIC:
    case WEIR_LINALG_MAP:
    case WEIR_LINALG_REDUCE:
      return false;
    default:
      return true;
  }
}

bool weir_linalg_structured_verify(weir_op_t* op) {
  uint32_t inputs = weir_linalg_input_count(op);
  uint32_t outputs = op->operand_count - inputs;
  if (is_named(op) &&
      op->operand_count != weir_linalg_named_operand_count(weir_op_id(op))) {
    return weir_op_error(op, "expected %u operands, found %u",
                         weir_linalg_named_operand_count(weir_op_id(op)),
                         op->operand_count);
  }
  if (op->operand_count == 0) {
    return weir_op_error(op, "expected at least one operand");
  }
  uint32_t tensors = 0;
  for (uint32_t i = 0; i < outputs; ++i) {
    weir_type_t* type = weir_op_operand_n(op, inputs + i)->type;
    if (!weir_type_is_tensor(type)) continue;
    if (tensors < op->result_count &&
        weir_op_result_n(op, tensors)->type != type) {
      return weir_op_error(op,
                           "expected type of operand #%u to match type of "
                           "corresponding result",
                           inputs + i);
    }
    ++tensors;
  }
  if (tensors != op->result_count) {
    return weir_op_error(op,
                         "expected the number of tensor results (%u) to be "
                         "equal to the number of output tensors (%u)",
                         op->result_count, tensors);
  }
  if (weir_op_is(op, WEIR_LINALG_GENERIC) && !verify_generic_attrs(op)) {
    return false;
  }
  return weir_linalg_verify_dims(op) && verify_maps(op) && verify_body(op) &&
         weir_linalg_verify_loops(op);
}

bool weir_linalg_yield_verify(weir_op_t* op) {
  const weir_op_t* parent = weir_op_parent(op);
  if (parent == NULL || !weir_op_is_linalg_structured(parent)) {
    return weir_op_error(op, "expected parent op with LinalgOp interface");
  }
  uint32_t inputs = weir_linalg_input_count(parent);
  uint32_t outputs = parent->operand_count - inputs;
  if (op->operand_count != outputs) {
    return weir_op_error(op,
                         "expected number of yield values (%u) to match the "
                         "number of inits / outs operands of the enclosing "
                         "LinalgOp (%u)",
                         op->operand_count, outputs);
  }
  for (uint32_t i = 0; i < outputs; ++i) {
    weir_type_t* element =
        weir_type_element(weir_op_operand_n(parent, inputs + i)->type);
    if (weir_op_operand_n(op, i)->type == element) continue;
    return weir_op_error(op,
                         "type of yield operand %u doesn't match the element "
                         "type of the enclosing linalg.generic op",
                         i + 1);
  }
  return true;
}

bool weir_linalg_index_verify(weir_op_t* op) {
  const weir_op_t* parent = weir_op_parent(op);
  if (parent == NULL || !weir_op_is_linalg_structured(parent)) {
    return weir_op_error(op, "expected parent op with LinalgOp interface");
  }
  int64_t dim = weir_op_attr_int(op, "dim", -1);
  const weir_attr_t* iterators = weir_linalg_iterator_types(parent);
  uint32_t loops = iterators == NULL ? 0 : iterators->array.count;
  if (dim >= 0 && dim < (int64_t)loops) return true;
  return weir_op_error(op,
                       "expected dim (%lld) to be lower than the number of "
                       "loops (%u) of the enclosing LinalgOp",
                       (long long)dim, loops);
}
