#include "compiler/transforms/util/passes.h"

const weir_pass_def_t weir_util_passes[] = {
    {"canonicalize", "folds and simplifies until nothing changes",
     WEIR_PASS_ANY, weir_canonicalize},
    {"cse", "keeps one of equal pure ops", WEIR_PASS_ANY, weir_cse},
    {"inline", "puts called private functions in the place of their calls",
     WEIR_PASS_MODULE, weir_inline},
    {"symbol-dce", "drops private symbols that nothing refers to",
     WEIR_PASS_MODULE, weir_symbol_dce},
};
const uint32_t weir_util_pass_count =
    sizeof(weir_util_passes) / sizeof(weir_util_passes[0]);
