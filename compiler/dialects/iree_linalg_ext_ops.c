#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/iree_linalg_ext.h"
#include "compiler/ir/diagnostic.h"

bool weir_op_is_linalg_ext(const weir_op_t* op) {
  return op != NULL &&
         weir_sv_equal_c(weir_op_dialect(op), "iree_linalg_ext") &&
         !weir_op_is(op, WEIR_IREE_LINALG_EXT_YIELD);
}

// On tensors each output has a result of its type.
static bool verify_results(weir_op_t* op) {
  uint32_t tensors = 0, start = weir_op_operand_group_start(op, 1);
  for (uint32_t i = 0; i < weir_op_operand_group_size(op, 1); ++i) {
    weir_type_t* type = weir_op_operand_n(op, start + i)->type;
    if (!weir_type_is_ranked_tensor(type)) continue;
    uint32_t place = tensors++;
    if (place >= op->result_count ||
        weir_op_result_n(op, place)->type == type) {
      continue;
    }
    weir_arena_t scratch = {0};
    weir_op_error(op,
                  "expected type of operand #%u ('%s') to match type of "
                  "corresponding result ('%s')",
                  start + i, weir_type_text(type, &scratch),
                  weir_type_text(weir_op_result_n(op, place)->type, &scratch));
    weir_arena_deinit(&scratch);
    return false;
  }
  if (tensors == op->result_count) return true;
  return weir_op_error(op,
                       "expected the number of tensor results (%u) to be equal "
                       "to the number of output tensors (%u)",
                       op->result_count, tensors);
}

// What all rows have: inputs, then outputs, which results replace.
#define STRUCTURED                                                 \
  .results = "results:anyRankedTensor*", .verify = verify_results, \
  .traits = WEIR_OP_SEGMENTS | WEIR_OP_RECURSIVE_EFFECTS |         \
            WEIR_OP_BUFFER_EFFECTS | WEIR_OP_PROPERTIES
#define INPUTS_AND_OUTPUTS "inputs:anyType* outputs:anyShaped*"

#define OPTIONAL_INS "(`ins` `(` $inputs^ `:` type($inputs) `)`)? "
#define INS "`ins` `(` $inputs `:` type($inputs) `)` "
#define OUTS "`outs` `(` $outputs `:` type($outputs) `)` "
#define ARROW "(`->` type($results)^)?"
#define COLON "(`:` type($results)^)?"

#define WINOGRAD(id_, name_, summary_, dims_)                        \
  {                                                                  \
    .id = id_, .name = name_, .summary = summary_,                   \
    .operands = INPUTS_AND_OUTPUTS,                                  \
    .attrs = "output_tile_size:i64Attr kernel_size:i64Attr " dims_   \
             ":denseI64ArrayAttr",                                   \
    .syntax =                                                        \
        "attr-dict `output_tile_size` `(` $output_tile_size `)` "    \
        "`kernel_size` `(` $kernel_size `)` `" dims_ "` `(` $" dims_ \
        " `)` " INS OUTS ARROW,                                      \
    STRUCTURED,                                                      \
  }

static const weir_op_def_t iree_linalg_ext_ops[] = {
    {
        .id = WEIR_IREE_LINALG_EXT_ATTENTION,
        .name = "iree_linalg_ext.attention",
        .summary = "values weighted by how well keys match queries",
        .operands = INPUTS_AND_OUTPUTS,
        .attrs = "indexing_maps:arrayAttr? transpose_v:boolAttr?",
        .syntax = "attr-dict " INS OUTS ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_FFT,
        .name = "iree_linalg_ext.fft",
        .summary = "a stage of a Fourier transform of the innermost dimension",
        .operands = INPUTS_AND_OUTPUTS,
        .syntax = "attr-dict " OPTIONAL_INS OUTS COLON,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_IM2COL,
        .name = "iree_linalg_ext.im2col",
        .summary = "windows of an image as rows",
        .operands = "input:anyShaped output:anyShaped kernel_size:index* "
                    "m_offset:index* k_offset:index*",
        .attrs = "strides:denseI64ArrayAttr dilations:denseI64ArrayAttr "
                 "static_kernel_size:denseI64ArrayAttr "
                 "static_m_offset:denseI64ArrayAttr "
                 "static_k_offset:denseI64ArrayAttr "
                 "batch_pos:denseI64ArrayAttr m_pos:denseI64ArrayAttr "
                 "k_pos:denseI64ArrayAttr",
        .syntax =
            "attr-dict `strides` `=` $strides `dilations` `=` $dilations "
            "`kernel_size` `=` custom<DynamicIndexList>($kernel_size, "
            "$static_kernel_size) `m_offset` `=` "
            "custom<DynamicIndexList>($m_offset, $static_m_offset) `k_offset` "
            "`=` custom<DynamicIndexList>($k_offset, $static_k_offset) "
            "`batch_pos` `=` $batch_pos `m_pos` `=` $m_pos `k_pos` `=` $k_pos "
            "`ins` `(` $input `:` type($input) `)` `outs` `(` $output `:` "
            "type($output) `)` " ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_ONLINE_ATTENTION,
        .name = "iree_linalg_ext.online_attention",
        .summary = "attention that carries maxima and sums along",
        .operands = INPUTS_AND_OUTPUTS,
        .attrs = "indexing_maps:arrayAttr",
        .syntax = "attr-dict " INS OUTS ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_PACK,
        .name = "iree_linalg_ext.pack",
        .summary = "tiles of a tensor or buffer, one behind the other",
        .operands = "inputs:anyShaped* outputs:anyShaped* inner_tiles:index* "
                    "padding_value:anyType?",
        .attrs = "outer_dims_perm:denseI64ArrayAttr? "
                 "inner_dims_pos:denseI64ArrayAttr "
                 "static_inner_tiles:denseI64ArrayAttr",
        .syntax = "attr-dict $inputs (`padding_value` `(` $padding_value^ `:` "
                  "type($padding_value) `)`)? (`outer_dims_perm` `=` "
                  "$outer_dims_perm^)? `inner_dims_pos` `=` $inner_dims_pos "
                  "`inner_tiles` `=` custom<DynamicIndexList>($inner_tiles, "
                  "$static_inner_tiles) `into` $outputs `:` `(` type($inputs) "
                  "type($outputs) `)` " ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_REVERSE,
        .name = "iree_linalg_ext.reverse",
        .summary = "the elements in reverse along some dimensions",
        .operands = INPUTS_AND_OUTPUTS,
        .attrs = "dimensions:typedAttrInterface",
        .syntax = "attr-dict `dimensions` `(` $dimensions `)` " OPTIONAL_INS
                  "(`outs` `(` $outputs^ `:` type($outputs) `)`)? " COLON,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_SCAN,
        .name = "iree_linalg_ext.scan",
        .summary = "running combinations along a dimension",
        .operands = INPUTS_AND_OUTPUTS,
        .attrs = "dimension:i64Attr inclusive:boolAttr",
        .regions = "region:one",
        .syntax = "attr-dict `dimension` `(` $dimension `)` `inclusive` `(` "
                  "$inclusive `)` " INS OUTS "$region " ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_SCATTER,
        .name = "iree_linalg_ext.scatter",
        .summary = "updates of slices at given places",
        .operands = INPUTS_AND_OUTPUTS,
        .attrs = "dimension_map:denseI64ArrayAttr unique_indices:boolAttr",
        .regions = "region:one",
        .syntax =
            "attr-dict `dimension_map` `=` $dimension_map `unique_indices` "
            "`(` $unique_indices `)` " OPTIONAL_INS OUTS "$region " ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_SORT,
        .name = "iree_linalg_ext.sort",
        .summary = "tensors in order along a dimension",
        .operands = INPUTS_AND_OUTPUTS,
        .attrs = "dimension:i64Attr",
        .regions = "region:one",
        .syntax = "attr-dict `dimension` `(` $dimension `)` " OPTIONAL_INS OUTS
                  "$region " ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_TOPK,
        .name = "iree_linalg_ext.topk",
        .summary = "the first few in order along a dimension, and their places",
        .operands = INPUTS_AND_OUTPUTS,
        .attrs = "dimension:i64Attr",
        .regions = "region:one",
        .syntax = "attr-dict `dimension` `(` $dimension `)` " INS OUTS
                  "$region " ARROW,
        STRUCTURED,
    },
    {
        .id = WEIR_IREE_LINALG_EXT_UNPACK,
        .name = "iree_linalg_ext.unpack",
        .summary = "the tensor or buffer of which tiles were cut",
        .operands = "inputs:anyShaped* outputs:anyShaped* inner_tiles:index*",
        .attrs = "outer_dims_perm:denseI64ArrayAttr? "
                 "inner_dims_pos:denseI64ArrayAttr "
                 "static_inner_tiles:denseI64ArrayAttr",
        .syntax =
            "attr-dict $inputs (`outer_dims_perm` `=` $outer_dims_perm^)? "
            "`inner_dims_pos` `=` $inner_dims_pos `inner_tiles` `=` "
            "custom<DynamicIndexList>($inner_tiles, $static_inner_tiles) "
            "`into` $outputs `:` `(` type($inputs) type($outputs) `)` " ARROW,
        STRUCTURED,
    },
    WINOGRAD(WEIR_IREE_LINALG_EXT_WINOGRAD_FILTER_TRANSFORM,
             "iree_linalg_ext.winograd.filter_transform",
             "a filter as a Winograd convolution takes it",
             "kernel_dimensions"),
    WINOGRAD(WEIR_IREE_LINALG_EXT_WINOGRAD_INPUT_TRANSFORM,
             "iree_linalg_ext.winograd.input_transform",
             "an image as a Winograd convolution takes it", "image_dimensions"),
    WINOGRAD(WEIR_IREE_LINALG_EXT_WINOGRAD_OUTPUT_TRANSFORM,
             "iree_linalg_ext.winograd.output_transform",
             "the image that a Winograd convolution made", "image_dimensions"),
    {
        .id = WEIR_IREE_LINALG_EXT_YIELD,
        .name = "iree_linalg_ext.yield",
        .summary = "ends a body",
        .operands = "operands:anyType*",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
        .syntax = "attr-dict ($operands^ `:` type($operands))?",
    },
};

const weir_dialect_t weir_iree_linalg_ext_dialect = {
    .name = "iree_linalg_ext",
    .number = 23,
    .ops = iree_linalg_ext_ops,
    .op_count = sizeof(iree_linalg_ext_ops) / sizeof(iree_linalg_ext_ops[0]),
    .materialize_constant = weir_materialize_arith,
};
