#include "compiler/dialects/foreign.h"

const weir_dialect_t weir_chlo_dialect = {
    .name = "chlo",
    .number = 24,
};

const weir_dialect_t weir_stablehlo_dialect = {
    .name = "stablehlo",
    .number = 25,
};

const weir_dialect_t weir_tosa_dialect = {
    .name = "tosa",
    .number = 26,
};
