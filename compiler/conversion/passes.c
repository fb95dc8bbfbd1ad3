#include "compiler/conversion/passes.h"

const weir_pass_def_t weir_conversion_passes[] = {
    {
        .name = "abi-convert-streamable-ops",
        .summary = "calls of streamable imports become flow.call",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_abi_convert_streamable_ops,
    },
    {
        .name = "abi-wrap-entry-points",
        .summary = "wraps exports and imports in functions of the ABI",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_abi_wrap_entry_points,
    },
    {
        .name = "convert-mesh-to-flow",
        .summary = "collectives of a mesh become collectives of channels",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_convert_mesh_to_flow,
    },
    {
        .name = "import-public",
        .summary = "functions of the func dialect become util functions",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_import_public,
    },
    {
        .name = "torch-func-conversion",
        .summary = "torch functions become functions of the ABI with fences",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_torch_func_conversion,
    },
    {
        .name = "stream-annotate-affinities",
        .summary = "shows the affinities that the analysis finds",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_annotate_affinities,
    },
    {
        .name = "stream-conversion",
        .summary = "tensors become stream resources with explicit transfers",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_stream_conversion,
    },
    {
        .name = "stream-verify-affinities",
        .summary = "refuses ops that need an affinity and have none",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_verify_affinities,
    },
    {
        .name = "stream-verify-input",
        .summary = "refuses what stream-conversion cannot take",
        .anchor = WEIR_PASS_MODULE,
        .run = weir_verify_stream_input,
    },
};

const uint32_t weir_conversion_pass_count =
    sizeof(weir_conversion_passes) / sizeof(weir_conversion_passes[0]);
