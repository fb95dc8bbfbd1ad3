#include "compiler/dialects/complex.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/names.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"

// The parts of a constant: an array of two numbers.
static const weir_attr_t* constant_parts(const weir_attr_t* value) {
  return weir_attr_is(value, WEIR_ATTR_ARRAY) && value->array.count == 2 ? value
                                                                         : NULL;
}

// -- complex.constant ---------------------------------------------------------

static bool constant_verify(weir_op_t* op) {
  const weir_attr_t* parts = constant_parts(weir_op_attr(op, "value"));
  if (parts == NULL) {
    return weir_op_error(op,
                         "requires 'value' to be a complex constant, "
                         "represented as array of two values");
  }
  const weir_type_t* element = weir_op_result_n(op, 0)->type->shaped.element;
  for (uint32_t i = 0; i < 2; ++i) {
    if (parts->array.elements[i]->type != element) {
      return weir_op_error(op,
                           "requires attribute's element types to match the "
                           "element type of the complex");
    }
  }
  return true;
}

static bool constant_fold(weir_op_t* op, weir_attr_t* const* constants,
                          weir_fold_result_t* results) {
  (void)constants;
  return weir_fold_to_attr(results, weir_op_attr(op, "value"));
}

static weir_op_t* materialize(weir_rewriter_t* rewriter, weir_attr_t* value,
                              weir_type_t* type, weir_location_t* location) {
  if (constant_parts(value) == NULL) {
    return weir_materialize_arith(rewriter, value, type, location);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &rewriter->builder, WEIR_COMPLEX_CONSTANT,
                     location);
  weir_op_state_result(&state, type);
  weir_op_state_attr(&state, "value", value);
  return weir_build(&rewriter->builder, &state);
}

static weir_type_t* part_type(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_COMPLEX ? type->shaped.element : NULL;
}

// -- complex.bitcast ----------------------------------------------------------

static uint32_t bits_of(const weir_type_t* type) {
  const weir_type_t* part = part_type(type);
  return part != NULL ? 2 * weir_type_bit_width(part)
                      : weir_type_bit_width(type);
}

static bool bitcast_verify(weir_op_t* op) {
  const weir_type_t* from = weir_op_operand_n(op, 0)->type;
  const weir_type_t* to = weir_op_result_n(op, 0)->type;
  if (bits_of(from) != bits_of(to)) {
    return weir_op_error(op, "casting bitwidths do not match");
  }
  if (part_type(from) == NULL && part_type(to) == NULL) {
    return weir_op_error(op,
                         "requires that either input or output has a "
                         "complex type");
  }
  return true;
}

static bool bitcast_fold(weir_op_t* op, weir_attr_t* const* constants,
                         weir_fold_result_t* results) {
  (void)constants;
  weir_value_t* operand = weir_op_operand_n(op, 0);
  return operand->type == weir_op_result_n(op, 0)->type &&
         weir_fold_to_value(results, operand);
}

static const weir_op_def_t complex_ops[] = {
    {
        .id = WEIR_COMPLEX_BITCAST,
        .name = "complex.bitcast",
        .summary = "the bits of a complex number as a number of that size",
        .operands = "operand:anyType",
        .results = "result:anyType",
        .syntax = "$operand attr-dict `:` type($operand) `to` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .verify = bitcast_verify,
        .fold = bitcast_fold,
    },
    {
        .id = WEIR_COMPLEX_CONSTANT,
        .name = "complex.constant",
        .summary = "a complex number of two constants",
        .attrs = "value:arrayAttr",
        .results = "complex:anyComplex",
        .syntax = "$value attr-dict `:` type($complex)",
        .traits = WEIR_OP_PURE | WEIR_OP_CONSTANT_LIKE | WEIR_OP_PROPERTIES,
        .names = weir_names_of_row,
        .result_names = "cst",
        .verify = constant_verify,
        .fold = constant_fold,
    },
};

const weir_dialect_t weir_complex_dialect = {
    .name = "complex",
    .number = 22,
    .ops = complex_ops,
    .op_count = sizeof(complex_ops) / sizeof(complex_ops[0]),
    .materialize_constant = materialize,
};
