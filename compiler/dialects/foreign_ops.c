#include "compiler/dialects/foreign.h"

const weir_dialect_t weir_foreign_dialects[WEIR_FOREIGN_DIALECT_COUNT] = {
    // Of front ends.
    {.name = "chlo", .number = 24},
    {.name = "stablehlo", .number = 25},
    {.name = "tosa", .number = 26},
    {.name = "iree_input", .number = 27},
    {.name = "ml_program", .number = 29},
    // Of code generators and what they make.
    {.name = "iree_codegen", .number = 30},
    {.name = "iree_gpu", .number = 31},
    {.name = "dlti", .number = 32},
    {.name = "gpu", .number = 33},
    {.name = "llvm", .number = 34},
    {.name = "spirv", .number = 35},
    {.name = "transform", .number = 36},
    {.name = "vm", .number = 37},
    {.name = "vmvx", .number = 38},
};
