// Text of memref.global, folds of memref and of casts between any types.
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/tensor_impl.h"

// -- memref.global ------------------------------------------------------------

// The tensor that holds what a buffer of |type| begins with.
static weir_type_t* contents_type(const weir_type_t* type) {
  return weir_tensor_type(type->shaped.element, type->shaped.dims,
                          weir_type_rank(type), NULL);
}

bool weir_memref_global_parse(weir_asm_parser_t* parser,
                              const weir_op_info_t* info) {
  (void)info;
  weir_context_t* context = weir_asm_context(parser);
  weir_op_state_t* state = weir_asm_state(parser);
  weir_string_view_t visibility;
  weir_attr_t* name = NULL;
  if (weir_asm_try_string(parser, &visibility)) {
    weir_op_state_attr(state, "sym_visibility",
                       weir_string_attr_sv(context, visibility));
  }
  if (weir_asm_try(parser, "constant")) {
    weir_op_state_attr(state, "constant", weir_unit_attr(context));
  }
  if (!weir_asm_symbol_name(parser, &name)) return false;
  weir_op_state_attr(state, "sym_name", name);
  if (!weir_asm_expect(parser, ":")) return false;
  weir_location_t* location = weir_asm_location(parser);
  weir_type_t* type = NULL;
  if (!weir_asm_type(parser, &type)) return false;
  if (type->kind != WEIR_TYPE_MEMREF || !weir_type_has_static_shape(type)) {
    return weir_asm_error(parser, location,
                          "type should be static shaped memref");
  }
  weir_op_state_attr(state, "type", weir_type_attr(type));
  if (weir_asm_try(parser, "=")) {
    weir_attr_t* value = NULL;
    if (weir_asm_try(parser, "uninitialized")) {
      value = weir_unit_attr(context);
    } else if (!weir_asm_attr(parser, contents_type(type), &value)) {
      return false;
    }
    weir_op_state_attr(state, "initial_value", value);
  }
  return weir_asm_attr_dict(parser);
}

void weir_memref_global_print(weir_asm_printer_t* printer,
                              const weir_op_t* op) {
  static const char* const elided[] = {
      "sym_name", "sym_visibility", "type", "initial_value", "constant", NULL};
  if (weir_op_has_attr(op, "sym_visibility")) {
    weir_asm_write(printer, " ");
    weir_asm_print_string(printer, weir_op_attr_string(op, "sym_visibility"));
  }
  if (weir_op_has_attr(op, "constant")) weir_asm_write(printer, " constant");
  weir_asm_write(printer, " ");
  weir_asm_print_symbol(printer, weir_op_attr_string(op, "sym_name"));
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_attr_type(op, "type"));
  const weir_attr_t* value = weir_op_attr(op, "initial_value");
  if (value != NULL) {
    weir_asm_write(printer, " = ");
    if (weir_attr_is(value, WEIR_ATTR_UNIT)) {
      weir_asm_write(printer, "uninitialized");
    } else {
      weir_asm_print_attr_without_type(printer, value);
    }
  }
  weir_asm_print_attr_dict(printer, op, elided);
}

// -- folds --------------------------------------------------------------------

bool weir_memref_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                           weir_fold_result_t* results) {
  (void)operands;
  weir_value_t* source = weir_op_operand_n(op, 0);
  return source->type == weir_op_result_n(op, 0)->type &&
         weir_fold_to_value(results, source);
}

// Takes casts away under the buffers of |op|; an unranked one says less.
static bool look_through_casts(weir_op_t* op) {
  bool changed = false;
  for (uint32_t i = 0; i < op->operand_count; ++i) {
    const weir_op_t* cast = weir_value_op(weir_op_operand_n(op, i));
    if (!weir_op_is(cast, WEIR_MEMREF_CAST)) continue;
    weir_value_t* source = weir_op_operand_n(cast, 0);
    if (!weir_type_is_ranked(source->type)) continue;
    weir_op_set_operand(op, i, source);
    changed = true;
  }
  return changed;
}

bool weir_memref_of_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                              weir_fold_result_t* results) {
  (void)operands;
  (void)results;
  return look_through_casts(op);
}

bool weir_memref_dim_fold(weir_op_t* op, weir_attr_t* const* operands,
                          weir_fold_result_t* results) {
  if (look_through_casts(op)) return true;
  const weir_value_t* source = weir_op_operand_n(op, 0);
  int64_t index = 0;
  if (!weir_attr_int(operands[1], &index) ||
      !weir_type_is_ranked(source->type) || index < 0 ||
      index >= (int64_t)weir_type_rank(source->type)) {
    return false;
  }
  int64_t dim = weir_type_dim(source->type, (uint32_t)index);
  if (dim != WEIR_DYNAMIC) {
    return weir_fold_to_attr(results, weir_index_attr(op->context, dim));
  }
  const weir_op_t* made = weir_value_op(source);
  if (!weir_op_is(made, WEIR_MEMREF_ALLOC) &&
      !weir_op_is(made, WEIR_MEMREF_ALLOCA)) {
    return false;
  }
  uint32_t place = 0;
  for (uint32_t i = 0; i < (uint32_t)index; ++i) {
    place += weir_type_dim(source->type, i) == WEIR_DYNAMIC;
  }
  return weir_fold_to_value(results, weir_op_operand_n(made, place));
}

// Casts to the types that the values have, or had before another cast.
bool weir_builtin_cast_fold(weir_op_t* op, weir_attr_t* const* operands,
                            weir_fold_result_t* results) {
  (void)operands;
  if (op->operand_count == 0) return false;
  bool same = op->operand_count == op->result_count;
  for (uint32_t i = 0; same && i < op->result_count; ++i) {
    same = weir_op_operand_n(op, i)->type == op->results[i].type;
  }
  const weir_op_t* inner = weir_value_op(weir_op_operand_n(op, 0));
  if (!same) {
    if (!weir_op_is(inner, WEIR_BUILTIN_UNREALIZED_CONVERSION_CAST) ||
        inner->operand_count != op->result_count ||
        inner->result_count != op->operand_count) {
      return false;
    }
    for (uint32_t i = 0; i < op->operand_count; ++i) {
      if (weir_op_operand_n(op, i) != &inner->results[i]) return false;
    }
    for (uint32_t i = 0; i < op->result_count; ++i) {
      if (weir_op_operand_n(inner, i)->type != op->results[i].type) {
        return false;
      }
    }
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    results[i].value = weir_op_operand_n(same ? op : inner, i);
  }
  return true;
}
