#include "compiler/dialects/complex.h"

#include "compiler/dialects/complex_impl.h"
#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/forms.h"
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

weir_op_t* weir_materialize_complex(weir_rewriter_t* rewriter,
                                    weir_attr_t* value, weir_type_t* type,
                                    weir_location_t* location) {
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
  const weir_type_t* type = weir_op_result_n(op, 0)->type;
  const weir_op_t* inner = weir_value_op(operand);
  if (operand->type != type && weir_op_is(inner, WEIR_COMPLEX_BITCAST)) {
    operand = weir_op_operand_n(inner, 0);
  }
  return operand->type == type && weir_fold_to_value(results, operand);
}

// -- parts --------------------------------------------------------------------

static bool infer_part(weir_op_t* op, weir_type_t** out_types) {
  out_types[0] = part_type(weir_op_operand_n(op, 0)->type);
  return out_types[0] != NULL;
}

// The part with number |part| of a number made of its parts.
static bool part_fold(weir_op_t* op, weir_attr_t* constant, uint32_t part,
                      weir_fold_result_t* results) {
  const weir_attr_t* parts = constant_parts(constant);
  if (parts != NULL) {
    return weir_fold_to_attr(results, parts->array.elements[part]);
  }
  const weir_op_t* made = weir_value_op(weir_op_operand_n(op, 0));
  return weir_op_is(made, WEIR_COMPLEX_CREATE) &&
         weir_fold_to_value(results, weir_op_operand_n(made, part));
}

static bool re_fold(weir_op_t* op, weir_attr_t* const* constants,
                    weir_fold_result_t* results) {
  return part_fold(op, constants[0], 0, results);
}

static bool im_fold(weir_op_t* op, weir_attr_t* const* constants,
                    weir_fold_result_t* results) {
  return part_fold(op, constants[0], 1, results);
}

// A number made of the parts of one.
static bool create_fold(weir_op_t* op, weir_attr_t* const* constants,
                        weir_fold_result_t* results) {
  (void)constants;
  const weir_op_t* re = weir_value_op(weir_op_operand_n(op, 0));
  const weir_op_t* im = weir_value_op(weir_op_operand_n(op, 1));
  return weir_op_is(re, WEIR_COMPLEX_RE) && weir_op_is(im, WEIR_COMPLEX_IM) &&
         weir_op_operand_n(re, 0) == weir_op_operand_n(im, 0) &&
         weir_fold_to_value(results, weir_op_operand_n(re, 0));
}

// `%re, %im : complex<f32>`, which says the type of the parts.
static bool create_parse(weir_asm_parser_t* parser,
                         const weir_op_info_t* info) {
  (void)info;
  weir_asm_operand_t parts[2];
  weir_type_t* type = NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_operand(parser, &parts[0]) || !weir_asm_expect(parser, ",") ||
      !weir_asm_operand(parser, &parts[1]) || !weir_asm_attr_dict(parser) ||
      !weir_asm_expect(parser, ":") || !weir_asm_type(parser, &type)) {
    return false;
  }
  if (part_type(type) == NULL) {
    return weir_asm_error(parser, location, "expected a complex type");
  }
  weir_op_state_results(weir_asm_state(parser), &type, 1);
  return weir_form_push_operand(parser, &parts[0], part_type(type)) &&
         weir_form_push_operand(parser, &parts[1], part_type(type));
}

static void create_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const none[] = {NULL};
  weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, 2);
  weir_asm_print_attr_dict(printer, op, none);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

static bool create_verify(weir_op_t* op) {
  const weir_type_t* part = part_type(weir_op_result_n(op, 0)->type);
  for (uint32_t i = 0; i < 2; ++i) {
    if (weir_op_operand_n(op, i)->type != part) {
      return weir_op_error(op,
                           "failed to verify that complex element type matches "
                           "real and imaginary operand types");
    }
  }
  return true;
}

// -- rows ---------------------------------------------------------------------

#define FLAGGED(operands_) operands_ " (`fastmath` `` $fastmath^)?"

// Ops on complex numbers that give one, or a real one.
#define UNARY(id_, name_, summary_)                                      \
  {                                                                      \
    .id = id_, .name = name_, .summary = summary_,                       \
    .operands = "complex:anyComplex", .attrs = "fastmath:fastmathAttr?", \
    .results = "result:anyComplex",                                      \
    .syntax = FLAGGED("$complex") " attr-dict `:` type($complex)",       \
    .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_PROPERTIES,     \
    .fold = weir_complex_unary_fold,                                     \
  }
#define REAL(id_, name_, summary_, fold_)                                   \
  {                                                                         \
    .id = id_, .name = name_, .summary = summary_,                          \
    .operands = "complex:anyComplex", .attrs = "fastmath:fastmathAttr?",    \
    .results = "result:anyFloat",                                           \
    .syntax = FLAGGED("$complex") " attr-dict `:` type($complex)",          \
    .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES, .infer_types = infer_part, \
    .fold = fold_, .canonicalize = weir_complex_part_canonicalize,          \
  }
#define BINARY(id_, name_, summary_)                                   \
  {                                                                    \
    .id = id_, .name = name_, .summary = summary_,                     \
    .operands = "lhs:anyComplex rhs:anyComplex",                       \
    .attrs = "fastmath:fastmathAttr?", .results = "result:anyComplex", \
    .syntax = FLAGGED("$lhs `,` $rhs") " attr-dict `:` type($result)", \
    .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_PROPERTIES,   \
    .fold = weir_complex_binary_fold,                                  \
  }
#define COMPARISON(id_, name_, summary_)                                 \
  {                                                                      \
    .id = id_, .name = name_, .summary = summary_,                       \
    .operands = "lhs:anyComplex rhs:anyComplex", .results = "result:i1", \
    .same_type = "lhs,rhs",                                              \
    .syntax = "$lhs `,` $rhs attr-dict `:` type($lhs)",                  \
    .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,                         \
  }

static const weir_op_def_t complex_ops[] = {
    REAL(WEIR_COMPLEX_ABS, "complex.abs", "absolute value", NULL),
    BINARY(WEIR_COMPLEX_ADD, "complex.add", "sum"),
    REAL(WEIR_COMPLEX_ANGLE, "complex.angle", "argument", NULL),
    BINARY(WEIR_COMPLEX_ATAN2, "complex.atan2", "argument of two numbers"),
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
    UNARY(WEIR_COMPLEX_CONJ, "complex.conj", "conjugate"),
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
    UNARY(WEIR_COMPLEX_COS, "complex.cos", "cosine"),
    {
        .id = WEIR_COMPLEX_CREATE,
        .name = "complex.create",
        .summary = "a complex number of its parts",
        .operands = "real:anyFloat imaginary:anyFloat",
        .results = "complex:anyComplex",
        .same_type = "real,imaginary",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .parse = create_parse,
        .print = create_print,
        .verify = create_verify,
        .fold = create_fold,
    },
    BINARY(WEIR_COMPLEX_DIV, "complex.div", "quotient"),
    COMPARISON(WEIR_COMPLEX_EQ, "complex.eq", "whether two numbers are equal"),
    UNARY(WEIR_COMPLEX_EXP, "complex.exp", "e to a power"),
    UNARY(WEIR_COMPLEX_EXPM1, "complex.expm1", "e to a power, minus one"),
    REAL(WEIR_COMPLEX_IM, "complex.im", "imaginary part", im_fold),
    UNARY(WEIR_COMPLEX_LOG, "complex.log", "natural logarithm"),
    UNARY(WEIR_COMPLEX_LOG1P, "complex.log1p", "natural logarithm of one more"),
    BINARY(WEIR_COMPLEX_MUL, "complex.mul", "product"),
    UNARY(WEIR_COMPLEX_NEG, "complex.neg", "negation"),
    COMPARISON(WEIR_COMPLEX_NEQ, "complex.neq", "whether two numbers differ"),
    BINARY(WEIR_COMPLEX_POW, "complex.pow", "power"),
    REAL(WEIR_COMPLEX_RE, "complex.re", "real part", re_fold),
    UNARY(WEIR_COMPLEX_RSQRT, "complex.rsqrt", "one over the square root"),
    UNARY(WEIR_COMPLEX_SIGN, "complex.sign",
          "the number over its absolute value"),
    UNARY(WEIR_COMPLEX_SIN, "complex.sin", "sine"),
    UNARY(WEIR_COMPLEX_SQRT, "complex.sqrt", "square root"),
    BINARY(WEIR_COMPLEX_SUB, "complex.sub", "difference"),
    UNARY(WEIR_COMPLEX_TAN, "complex.tan", "tangent"),
    UNARY(WEIR_COMPLEX_TANH, "complex.tanh", "hyperbolic tangent"),
};

const weir_dialect_t weir_complex_dialect = {
    .name = "complex",
    .number = 22,
    .ops = complex_ops,
    .op_count = sizeof(complex_ops) / sizeof(complex_ops[0]),
    .materialize_constant = weir_materialize_complex,
};
