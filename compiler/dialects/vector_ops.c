#include "compiler/dialects/vector.h"

#include <string.h>

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/tensor_impl.h"
#include "compiler/dialects/vector_impl.h"

// -- types that the syntax leaves out -----------------------------------------

// As many of the elements as the mask lists.
static bool shuffle_infer(weir_op_t* op, weir_type_t** out_types) {
  const weir_attr_t* mask = weir_op_attr(op, "mask");
  const weir_type_t* type = weir_op_operand_n(op, 0)->type;
  if (!weir_attr_is(mask, WEIR_ATTR_ARRAY) || type->kind != WEIR_TYPE_VECTOR) {
    return false;
  }
  uint32_t rank = weir_type_rank(type);
  if (rank == 0) rank = 1;
  weir_arena_t* arena = weir_context_arena(op->context);
  int64_t* dims = WEIR_ARENA_ARRAY(arena, int64_t, rank);
  if (weir_type_rank(type) > 0) {
    memcpy(dims, type->shaped.dims, rank * sizeof(*dims));
  }
  dims[0] = mask->array.count;
  out_types[0] = weir_vector_type(type->shaped.element, dims, rank, NULL);
  return true;
}

// -- rows ---------------------------------------------------------------------

static const weir_op_def_t vector_ops[] = {
    {
        .id = WEIR_VECTOR_BITCAST,
        .name = "vector.bitcast",
        .summary = "the bits of a vector as elements of another type",
        .operands = "source:anyVector",
        .results = "result:anyVector",
        .syntax = "$source attr-dict `:` type($source) `to` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_BROADCAST,
        .name = "vector.broadcast",
        .summary = "a vector of repeated values",
        .operands = "source:anyType",
        .results = "vector:anyVector",
        .syntax = "$source attr-dict `:` type($source) `to` type($vector)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_COMPRESSSTORE,
        .name = "vector.compressstore",
        .summary =
            "stores the elements that a mask chooses one behind the other",
        .operands = "base:anyMemRef indices:index* mask:anyVector "
                    "valueToStore:anyVector",
        .syntax =
            "$base `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` "
            "type($base) `,` type($mask) `,` type($valueToStore)",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_CONSTANT_MASK,
        .name = "vector.constant_mask",
        .summary = "a mask that is set in the first elements of each dimension",
        .attrs = "mask_dim_sizes:arrayAttr",
        .results = "result:anyVector",
        .syntax = "$mask_dim_sizes attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_CONTRACT,
        .name = "vector.contract",
        .summary = "sums of products along dimensions of two vectors",
        .operands = "lhs:anyVector rhs:anyVector acc:anyType",
        .attrs =
            "indexing_maps:arrayAttr iterator_types:arrayAttr kind:anyAttr",
        .results = "result:anyType",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .parse = weir_vector_contract_parse,
        .print = weir_vector_contract_print,
    },
    {
        .id = WEIR_VECTOR_CREATE_MASK,
        .name = "vector.create_mask",
        .summary = "a mask that is set in as many elements of each dimension",
        .operands = "operands:index*",
        .results = "result:anyVector",
        .syntax = "$operands attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_DEINTERLEAVE,
        .name = "vector.deinterleave",
        .summary = "the even and the odd elements",
        .operands = "source:anyVector",
        .results = "res1:anyVector res2:anyVector",
        .syntax = "$source attr-dict `:` type($source) `->` type($res1)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .same_type = "res1,res2",
    },
    {
        .id = WEIR_VECTOR_EXPANDLOAD,
        .name = "vector.expandload",
        .summary = "loads elements one behind the other to where a mask is set",
        .operands =
            "base:anyMemRef indices:index* mask:anyVector pass_thru:anyVector",
        .results = "result:anyVector",
        .syntax = "$base `[` $indices `]` `,` $mask `,` $pass_thru attr-dict "
                  "`:` type($base) `,` type($mask) `,` type($pass_thru) `into` "
                  "type($result)",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_EXTRACT,
        .name = "vector.extract",
        .summary = "an element or a part of a vector",
        .operands = "vector:anyVector dynamic_position:index*",
        .attrs = "static_position:denseI64ArrayAttr",
        .results = "result:anyType",
        .syntax = "$vector `` custom<DynamicIndexList>($dynamic_position, "
                  "$static_position) attr-dict `:` type($result) `from` "
                  "type($vector)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_EXTRACT_STRIDED_SLICE,
        .name = "vector.extract_strided_slice",
        .summary = "a slice of a vector",
        .operands = "vector:anyVector",
        .attrs = "offsets:arrayAttr sizes:arrayAttr strides:arrayAttr",
        .results = "result:anyVector",
        .syntax = "$vector attr-dict `:` type($vector) `to` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_EXTRACTELEMENT,
        .name = "vector.extractelement",
        .summary = "an element of a vector",
        .operands = "vector:anyVector position:signlessIntegerOrIndex?",
        .results = "result:anyType",
        .syntax = "$vector `[` ($position^ `:` type($position))? `]` attr-dict "
                  "`:` type($vector)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .infer_types = weir_element_infer,
    },
    {
        .id = WEIR_VECTOR_FMA,
        .name = "vector.fma",
        .summary = "a product plus a vector",
        .operands = "lhs:anyVector rhs:anyVector acc:anyVector",
        .results = "result:anyVector",
        .syntax = "$lhs `,` $rhs `,` $acc attr-dict `:` type($lhs)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES | WEIR_OP_SAME_TYPE,
    },
    {
        .id = WEIR_VECTOR_GATHER,
        .name = "vector.gather",
        .summary = "loads elements from all over",
        .operands = "base:anyShaped indices:index* index_vec:anyVector "
                    "mask:anyVector pass_thru:anyVector",
        .results = "result:anyVector",
        .syntax = "$base `[` $indices `]` `[` $index_vec `]` `,` $mask `,` "
                  "$pass_thru attr-dict `:` type($base) `,` type($index_vec) "
                  "`,` type($mask) `,` type($pass_thru) `into` type($result)",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_INSERT,
        .name = "vector.insert",
        .summary = "a vector with an element or a part replaced",
        .operands = "source:anyType dest:anyVector dynamic_position:index*",
        .attrs = "static_position:denseI64ArrayAttr",
        .results = "result:anyVector",
        .syntax =
            "$source `,` $dest custom<DynamicIndexList>($dynamic_position, "
            "$static_position) attr-dict `:` type($source) `into` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .same_type = "dest,result",
    },
    {
        .id = WEIR_VECTOR_INSERT_STRIDED_SLICE,
        .name = "vector.insert_strided_slice",
        .summary = "a vector with a slice replaced",
        .operands = "source:anyVector dest:anyVector",
        .attrs = "offsets:arrayAttr strides:arrayAttr",
        .results = "result:anyVector",
        .syntax =
            "$source `,` $dest attr-dict `:` type($source) `into` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .same_type = "dest,result",
    },
    {
        .id = WEIR_VECTOR_INSERTELEMENT,
        .name = "vector.insertelement",
        .summary = "a vector with an element replaced",
        .operands =
            "source:anyType dest:anyVector position:signlessIntegerOrIndex?",
        .results = "result:anyVector",
        .syntax = "$source `,` $dest `[` ($position^ `:` type($position))? `]` "
                  "attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .same_type = "dest,result",
    },
    {
        .id = WEIR_VECTOR_INTERLEAVE,
        .name = "vector.interleave",
        .summary = "elements of two vectors in turn",
        .operands = "lhs:anyVector rhs:anyVector",
        .results = "result:anyVector",
        .syntax = "$lhs `,` $rhs attr-dict `:` type($lhs) `->` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .same_type = "lhs,rhs",
    },
    {
        .id = WEIR_VECTOR_LOAD,
        .name = "vector.load",
        .summary = "reads a vector",
        .operands = "base:anyMemRef indices:index*",
        .attrs = "nontemporal:anyAttr?",
        .results = "result:anyVector",
        .syntax = "$base `[` $indices `]` attr-dict `:` type($base) `,` "
                  "type($result)",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_MASKEDLOAD,
        .name = "vector.maskedload",
        .summary = "reads the elements that a mask chooses",
        .operands =
            "base:anyMemRef indices:index* mask:anyVector pass_thru:anyVector",
        .results = "result:anyVector",
        .syntax = "$base `[` $indices `]` `,` $mask `,` $pass_thru attr-dict "
                  "`:` type($base) `,` type($mask) `,` type($pass_thru) `into` "
                  "type($result)",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_MASKEDSTORE,
        .name = "vector.maskedstore",
        .summary = "writes the elements that a mask chooses",
        .operands = "base:anyMemRef indices:index* mask:anyVector "
                    "valueToStore:anyVector",
        .syntax =
            "$base `[` $indices `]` `,` $mask `,` $valueToStore attr-dict `:` "
            "type($base) `,` type($mask) `,` type($valueToStore)",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_MULTI_REDUCTION,
        .name = "vector.multi_reduction",
        .summary = "combines the elements along dimensions",
        .operands = "source:anyVector acc:anyType",
        .attrs = "kind:combiningKindAttr reduction_dims:arrayAttr",
        .results = "dest:anyType",
        .syntax = "$kind `,` $source `,` $acc attr-dict $reduction_dims `:` "
                  "type($source) `to` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .same_type = "acc,dest",
    },
    {
        .id = WEIR_VECTOR_OUTERPRODUCT,
        .name = "vector.outerproduct",
        .summary = "products of all pairs of elements",
        .operands = "lhs:anyVector rhs:anyType acc:anyVector?",
        .attrs = "kind:anyAttr",
        .results = "result:anyVector",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .parse = weir_vector_outerproduct_parse,
        .print = weir_vector_outerproduct_print,
    },
    {
        .id = WEIR_VECTOR_REDUCTION,
        .name = "vector.reduction",
        .summary = "combines all elements",
        .operands = "vector:anyVector acc:anyType?",
        .attrs = "kind:combiningKindAttr fastmath:fastmathAttr?",
        .results = "dest:anyType",
        .syntax = "$kind `,` $vector (`,` $acc^)? (`fastmath` `` $fastmath^)? "
                  "attr-dict `:` type($vector) "
                  "`into` type($dest)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .same_type = "acc,dest",
    },
    {
        .id = WEIR_VECTOR_SCATTER,
        .name = "vector.scatter",
        .summary = "stores elements all over",
        .operands = "base:anyMemRef indices:index* index_vec:anyVector "
                    "mask:anyVector valueToStore:anyVector",
        .syntax = "$base `[` $indices `]` `[` $index_vec `]` `,` $mask `,` "
                  "$valueToStore attr-dict `:` type($base) `,` "
                  "type($index_vec) `,` type($mask) `,` type($valueToStore)",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_SHAPE_CAST,
        .name = "vector.shape_cast",
        .summary = "the elements of a vector in another shape",
        .operands = "source:anyVector",
        .results = "result:anyVector",
        .syntax = "$source attr-dict `:` type($source) `to` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_SHUFFLE,
        .name = "vector.shuffle",
        .summary = "chosen elements of two vectors",
        .operands = "v1:anyVector v2:anyVector",
        .attrs = "mask:arrayAttr",
        .results = "vector:anyVector",
        .syntax = "operands $mask attr-dict `:` type(operands)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .infer_types = shuffle_infer,
    },
    {
        .id = WEIR_VECTOR_SPLAT,
        .name = "vector.splat",
        .summary = "a vector of one value",
        .operands = "input:anyType",
        .results = "aggregate:anyType",
        .syntax = "$input attr-dict `:` type($aggregate)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_STEP,
        .name = "vector.step",
        .summary = "0, 1, 2 and so on",
        .results = "result:anyVector",
        .syntax = "attr-dict `:` type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_STORE,
        .name = "vector.store",
        .summary = "writes a vector",
        .operands = "valueToStore:anyVector base:anyMemRef indices:index*",
        .attrs = "nontemporal:anyAttr?",
        .syntax = "$valueToStore `,` $base `[` $indices `]` attr-dict `:` "
                  "type($base) `,` type($valueToStore)",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_TRANSFER_READ,
        .name = "vector.transfer_read",
        .summary = "reads a vector from a part of a tensor or buffer",
        .operands =
            "source:anyShaped indices:index* padding:anyType mask:anyVector?",
        .attrs = "permutation_map:affineMapAttr in_bounds:arrayAttr",
        .results = "vector:anyVector",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
        .parse = weir_vector_transfer_parse,
        .print = weir_vector_transfer_print,
    },
    {
        .id = WEIR_VECTOR_TRANSFER_WRITE,
        .name = "vector.transfer_write",
        .summary = "writes a vector into a part of a tensor or buffer",
        .operands =
            "vector:anyVector source:anyShaped indices:index* mask:anyVector?",
        .attrs = "permutation_map:affineMapAttr in_bounds:arrayAttr",
        .results = "result:anyRankedTensor?",
        .traits = WEIR_OP_SEGMENTS | WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
        .parse = weir_vector_transfer_parse,
        .print = weir_vector_transfer_print,
    },
    {
        .id = WEIR_VECTOR_TRANSPOSE,
        .name = "vector.transpose",
        .summary = "a vector with its dimensions permuted",
        .operands = "vector:anyVector",
        .attrs = "permutation:denseI64ArrayAttr",
        .results = "result:anyVector",
        .syntax = "$vector `,` $permutation attr-dict `:` type($vector) `to` "
                  "type($result)",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
    {
        .id = WEIR_VECTOR_VSCALE,
        .name = "vector.vscale",
        .names = weir_names_of_row,
        .result_names = "vscale",
        .summary = "what scalable dimensions are multiplied by",
        .results = "res:index",
        .syntax = "attr-dict",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
    },
};

const weir_dialect_t weir_vector_dialect = {
    .name = "vector",
    .number = 15,
    .ops = vector_ops,
    .op_count = sizeof(vector_ops) / sizeof(vector_ops[0]),
    .attrs = weir_vector_attrs,
    .attr_count = WEIR_VECTOR_ATTR_COUNT,
    .materialize_constant = weir_materialize_arith,
};
