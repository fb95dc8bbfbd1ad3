#include "compiler/dialects/math.h"

static const weir_op_def_t math_ops[] = {
    {
        .id = WEIR_MATH_ABSF,
        .name = "math.absf",
        .summary = "absolute value",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ABSI,
        .name = "math.absi",
        .summary = "absolute value of an integer",
        .operands = "operand:signlessIntegerLike",
        .results = "result:signlessIntegerLike",
        .syntax = "$operand attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ACOS,
        .name = "math.acos",
        .summary = "arc cosine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ACOSH,
        .name = "math.acosh",
        .summary = "inverse hyperbolic cosine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ASIN,
        .name = "math.asin",
        .summary = "arc sine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ASINH,
        .name = "math.asinh",
        .summary = "inverse hyperbolic sine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ATAN,
        .name = "math.atan",
        .summary = "arc tangent",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ATAN2,
        .name = "math.atan2",
        .summary = "arc tangent of a quotient",
        .operands = "lhs:anyType rhs:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ATANH,
        .name = "math.atanh",
        .summary = "inverse hyperbolic tangent",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_CBRT,
        .name = "math.cbrt",
        .summary = "cube root",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_CEIL,
        .name = "math.ceil",
        .summary = "rounds up",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_COPYSIGN,
        .name = "math.copysign",
        .summary = "magnitude of one, sign of the other",
        .operands = "lhs:anyType rhs:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_COS,
        .name = "math.cos",
        .summary = "cosine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_COSH,
        .name = "math.cosh",
        .summary = "hyperbolic cosine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_CTLZ,
        .name = "math.ctlz",
        .summary = "leading zero bits",
        .operands = "operand:signlessIntegerLike",
        .results = "result:signlessIntegerLike",
        .syntax = "$operand attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_CTPOP,
        .name = "math.ctpop",
        .summary = "one bits",
        .operands = "operand:signlessIntegerLike",
        .results = "result:signlessIntegerLike",
        .syntax = "$operand attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_CTTZ,
        .name = "math.cttz",
        .summary = "trailing zero bits",
        .operands = "operand:signlessIntegerLike",
        .results = "result:signlessIntegerLike",
        .syntax = "$operand attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ERF,
        .name = "math.erf",
        .summary = "error function",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_EXP,
        .name = "math.exp",
        .summary = "e to a power",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_EXP2,
        .name = "math.exp2",
        .summary = "two to a power",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_EXPM1,
        .name = "math.expm1",
        .summary = "e to a power, minus one",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_FLOOR,
        .name = "math.floor",
        .summary = "rounds down",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_FMA,
        .name = "math.fma",
        .summary = "product plus a third operand, rounded once",
        .operands = "a:anyType b:anyType c:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_FPOWI,
        .name = "math.fpowi",
        .summary = "float to an integer power",
        .operands = "lhs:anyType rhs:signlessIntegerLike",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .same_type = "lhs,result",
        .traits = WEIR_OP_PURE | WEIR_OP_ELEMENTWISE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_IPOWI,
        .name = "math.ipowi",
        .summary = "integer power",
        .operands = "lhs:signlessIntegerLike rhs:signlessIntegerLike",
        .results = "result:signlessIntegerLike",
        .syntax = "$lhs `,` $rhs attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_LOG,
        .name = "math.log",
        .summary = "natural logarithm",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_LOG10,
        .name = "math.log10",
        .summary = "decimal logarithm",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_LOG1P,
        .name = "math.log1p",
        .summary = "natural logarithm of one plus the operand",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_LOG2,
        .name = "math.log2",
        .summary = "binary logarithm",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_POWF,
        .name = "math.powf",
        .summary = "float power",
        .operands = "lhs:anyType rhs:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ROUND,
        .name = "math.round",
        .summary = "rounds to nearest, halves away from zero",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_ROUNDEVEN,
        .name = "math.roundeven",
        .summary = "rounds to nearest, halves to even",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_RSQRT,
        .name = "math.rsqrt",
        .summary = "reciprocal of the square root",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_SIN,
        .name = "math.sin",
        .summary = "sine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_SINH,
        .name = "math.sinh",
        .summary = "hyperbolic sine",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_SQRT,
        .name = "math.sqrt",
        .summary = "square root",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_TAN,
        .name = "math.tan",
        .summary = "tangent",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_TANH,
        .name = "math.tanh",
        .summary = "hyperbolic tangent",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_MATH_TRUNC,
        .name = "math.trunc",
        .summary = "rounds to zero",
        .operands = "operand:anyType",
        .attrs = "fastmath:anyAttr?",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_SAME_TYPE | WEIR_OP_ELEMENTWISE |
                  WEIR_OP_PROPERTIES,
    },
};

const weir_dialect_t weir_math_dialect = {
    .name = "math",
    .number = 8,
    .ops = math_ops,
    .op_count = sizeof(math_ops) / sizeof(math_ops[0]),
};
