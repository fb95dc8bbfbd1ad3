#include "compiler/transforms/util/passes.h"

const weir_pass_def_t weir_util_passes[] = {
    {"canonicalize", "folds and simplifies until nothing changes",
     WEIR_PASS_ANY, weir_canonicalize},
    {"cse", "keeps one of equal pure ops", WEIR_PASS_ANY, weir_cse},
    {"inline", "puts called private functions in the place of their calls",
     WEIR_PASS_MODULE, weir_inline},
    {"symbol-dce", "drops private symbols that nothing refers to",
     WEIR_PASS_MODULE, weir_symbol_dce},
    {"util-apply-patterns", "canonicalises and merges equal blocks",
     WEIR_PASS_ANY, weir_util_apply_patterns},
    {"util-combine-initializers", "makes one initializer of all",
     WEIR_PASS_MODULE, weir_util_combine_initializers},
    {"util-drop-compiler-hints", "drops optimization barriers", WEIR_PASS_ANY,
     weir_util_drop_compiler_hints},
    {"util-fold-globals", "folds constant, equal, copied and unused globals",
     WEIR_PASS_MODULE, weir_util_fold_globals},
    {"util-fuse-globals", "makes one of globals that hold the same value",
     WEIR_PASS_MODULE, weir_util_fuse_globals},
    {"util-ipo", "carries constants and unused values over calls",
     WEIR_PASS_MODULE, weir_util_ipo},
    {"util-simplify-global-accesses",
     "forwards and moves loads and stores of globals", WEIR_PASS_CALLABLE,
     weir_util_simplify_global_accesses},
    {"util-strip-and-splat-constants",
     "replaces tensors in globals by byte patterns", WEIR_PASS_MODULE,
     weir_util_strip_and_splat_constants},
    {"util-strip-debug-ops", "drops assertions and traces", WEIR_PASS_ANY,
     weir_util_strip_debug_ops},
};
const uint32_t weir_util_pass_count =
    sizeof(weir_util_passes) / sizeof(weir_util_passes[0]);
