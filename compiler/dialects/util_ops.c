#include "compiler/dialects/util.h"

#include "compiler/dialects/fold_util.h"
#include "compiler/dialects/functions.h"
#include "compiler/dialects/names.h"
#include "compiler/dialects/util_impl.h"
#include "compiler/dialects/verify_util.h"

static const weir_op_def_t util_ops[] = {
    {
        .id = WEIR_UTIL_ALIGN,
        .name = "util.align",
        .summary = "rounds a value up to a multiple of an alignment",
        .operands = "value:signlessIntegerLike alignment:signlessIntegerLike",
        .results = "result:signlessIntegerLike",
        .traits = WEIR_OP_SAME_TYPE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $alignment attr-dict `:` type($result)",
        .fold = weir_util_align_fold,
    },
    {
        .id = WEIR_UTIL_BUFFER_ALLOC,
        .name = "util.buffer.alloc",
        .summary = "allocates a host buffer with contents that do not matter",
        .operands = "storage_size:size",
        .attrs = "alignment:indexAttr?",
        .results = "result:bufferType",
        .traits = WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_SIZE_AWARE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "`uninitialized` attr-dict `:` type($result) `` `{` "
                  "$storage_size `}`",
        .names = weir_names_of_row,
        .result_names = "buffer",
        .verify = weir_util_buffer_alloc_verify,
    },
    {
        .id = WEIR_UTIL_BUFFER_COMPARE,
        .name = "util.buffer.compare",
        .summary = "whether two ranges of buffers hold the same bytes",
        .operands =
            "lhs:bufferType lhs_size:size lhs_offset:offset rhs:bufferType "
            "rhs_size:size rhs_offset:offset length:size",
        .results = "result:i1",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$lhs `[` $lhs_offset `]` `,` $rhs `[` $rhs_offset `]` `,` "
                  "$length `:` type($lhs) `` `{` $lhs_size `}` `,` type($rhs) "
                  "`` `{` $rhs_size `}` attr-dict-with-keyword",
    },
    {
        .id = WEIR_UTIL_BUFFER_CONSTANT,
        .name = "util.buffer.constant",
        .summary = "a host buffer of constant bytes",
        .attrs = "name:strAttr? value:anySerializableAttr alignment:indexAttr? "
                 "mime_type:strAttr?",
        .results = "result:bufferType",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "($name^)? attr-dict `:` type($result) `=` $value",
        .names = weir_names_buffer_constant,
        .verify = weir_util_buffer_constant_verify,
    },
    {
        .id = WEIR_UTIL_BUFFER_COPY,
        .name = "util.buffer.copy",
        .summary = "copies bytes between buffers",
        .operands = "source:bufferType source_size:size source_offset:offset "
                    "target:bufferType target_size:size target_offset:offset "
                    "length:size",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "$source `[` $source_offset `]` `,` $target `[` $target_offset `]` "
            "`,` $length `:` type($source) `` `{` $source_size `}` `->` "
            "type($target) `` `{` $target_size `}` attr-dict-with-keyword",
    },
    {
        .id = WEIR_UTIL_BUFFER_DEALLOC,
        .name = "util.buffer.dealloc",
        .summary = "gives a host buffer back before its last reference goes",
        .operands = "operand:bufferType operand_size:size",
        .traits =
            WEIR_OP_EFFECT_WRITE | WEIR_OP_SIZE_AWARE | WEIR_OP_PROPERTIES,
        .syntax = "$operand `:` type($operand) `{` $operand_size `}` "
                  "attr-dict-with-keyword",
    },
    {
        .id = WEIR_UTIL_BUFFER_FILL,
        .name = "util.buffer.fill",
        .summary = "fills a range with a repeated pattern",
        .operands = "pattern:fillPattern target:bufferType target_size:size "
                    "target_offset:offset length:size",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$pattern `,` $target `[` $target_offset `for` $length `]` "
                  "`:` type($pattern) `->` type($target) `` `{` $target_size "
                  "`}` attr-dict-with-keyword",
    },
    {
        .id = WEIR_UTIL_BUFFER_HASH,
        .name = "util.buffer.hash",
        .summary = "a hash of the bytes of a range",
        .operands = "source:bufferType source_size:size source_offset:offset "
                    "length:size",
        .results = "result:i64",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "$source `[` $source_offset `for` $length `]` `:` type($source) `` "
            "`{` $source_size `}` `->` type($result) attr-dict-with-keyword",
    },
    {
        .id = WEIR_UTIL_BUFFER_LOAD,
        .name = "util.buffer.load",
        .summary = "reads a value from a buffer",
        .operands = "source:bufferType source_size:size source_offset:offset "
                    "length:size",
        .results = "result:primitive",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "$source `[` $source_offset `for` $length `]` `:` type($source) `` "
            "`{` $source_size `}` `->` type($result) attr-dict-with-keyword",
    },
    {
        .id = WEIR_UTIL_BUFFER_SIZE,
        .name = "util.buffer.size",
        .summary = "the size of a buffer in bytes",
        .operands = "operand:bufferType",
        .results = "result:size",
        .traits = WEIR_OP_SIZE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$operand `:` type($operand) attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "buffer_size",
        .fold = weir_util_buffer_size_fold,
        .canonicalize = weir_util_buffer_size_canonicalize,
    },
    {
        .id = WEIR_UTIL_BUFFER_SLICE,
        .name = "util.buffer.slice",
        .summary = "a copy of a range as a buffer of its own",
        .operands = "source:bufferType source_size:size source_offset:offset "
                    "result_size:size",
        .attrs = "alignment:indexAttr?",
        .results = "result:bufferType",
        .same_type = "source,result",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_EFFECT_ALLOCATE |
                  WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax =
            "$source `[` $source_offset `]` attr-dict `:` type($source) `` `{` "
            "$source_size `}` `->` type($result) `` `{` $result_size `}`",
        .names = weir_names_of_row,
        .result_names = "buffer",
    },
    {
        .id = WEIR_UTIL_BUFFER_STORAGE,
        .name = "util.buffer.storage",
        .summary = "the memory of a buffer as a memref and an offset",
        .operands = "operand:bufferType operand_size:size",
        .results = "result:anyMemRef offset:offset",
        .traits = WEIR_OP_SIZE_AWARE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "$operand `:` type($operand) `` `{` $operand_size `}` `->` `(` "
            "type($result) `,` type($offset) `)` attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "buffer_storage buffer_offset",
        .canonicalize = weir_util_buffer_storage_canonicalize,
    },
    {
        .id = WEIR_UTIL_BUFFER_STORE,
        .name = "util.buffer.store",
        .summary = "writes a value to a buffer",
        .operands = "source:primitive target:bufferType target_size:size "
                    "target_offset:offset length:size",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE |
                  WEIR_OP_PROPERTIES,
        .syntax = "$source `,` $target `[` $target_offset `for` $length `]` "
                  "`:` type($source) `->` type($target) `` `{` $target_size "
                  "`}` attr-dict-with-keyword",
    },
    {
        .id = WEIR_UTIL_BUFFER_SUBSPAN,
        .name = "util.buffer.subspan",
        .summary = "a range of a buffer that shares its bytes",
        .operands = "source:bufferType source_size:size source_offset:offset "
                    "result_size:size",
        .results = "result:bufferType",
        .same_type = "source,result",
        .traits = WEIR_OP_SIZE_AWARE | WEIR_OP_SUBRANGE | WEIR_OP_TIED |
                  WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$source `[` $source_offset `]` `:` type($source) `` `{` "
                  "$source_size `}` `->` type($result) `` `{` $result_size `}` "
                  "attr-dict-with-keyword",
        .names = weir_names_of_row,
        .result_names = "buffer_span",
        .tied = "source",
        .fold = weir_util_buffer_subspan_fold,
        .canonicalize = weir_util_buffer_subspan_canonicalize,
    },
    {
        .id = WEIR_UTIL_CALL,
        .name = "util.call",
        .summary = "calls a function",
        .operands = "operands:anyType*",
        .attrs = "callee:flatSymbolRefAttr tied_operands:tiedOpStorageAttr?",
        .results = "results:anyType*",
        .traits = WEIR_OP_CALL | WEIR_OP_TIED | WEIR_OP_SYMBOL_USER |
                  WEIR_OP_PROPERTIES,
        .syntax = "$callee `(` $operands `)` attr-dict `:` "
                  "custom<OperandTypeList>(type($operands)) `->` "
                  "custom<TiedFunctionResultList>(ref($operands), "
                  "ref(type($operands)), type($results), $tied_operands)",
        .tied = "operands",
        .verify = weir_verify_call,
    },
    {
        .id = WEIR_UTIL_CAST,
        .name = "util.cast",
        .summary = "a value as another type of its kind",
        .operands = "operand:anyType",
        .results = "result:anyType",
        .traits = WEIR_OP_TIED | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$operand attr-dict `:` type($operand) `to` type($result)",
        .tied = "operand",
        .fold = weir_util_cast_fold,
        .canonicalize = weir_util_cast_canonicalize,
    },
    {
        .id = WEIR_UTIL_CMP_EQ,
        .name = "util.cmp.eq",
        .summary = "whether two values are the same",
        .operands = "lhs:anyType rhs:anyType",
        .results = "result:i1",
        .same_type = "lhs,rhs",
        .traits = WEIR_OP_COMMUTATIVE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "operands attr-dict `:` type($lhs)",
        .fold = weir_util_cmp_fold,
    },
    {
        .id = WEIR_UTIL_CMP_NE,
        .name = "util.cmp.ne",
        .summary = "whether two values differ",
        .operands = "lhs:anyType rhs:anyType",
        .results = "result:i1",
        .same_type = "lhs,rhs",
        .traits = WEIR_OP_COMMUTATIVE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "operands attr-dict `:` type($lhs)",
        .fold = weir_util_cmp_fold,
    },
    {
        .id = WEIR_UTIL_FUNC,
        .name = "util.func",
        .summary = "a function",
        .attrs = "sym_name:symbolNameAttr "
                 "function_type:type-attribute-of-function-type "
                 "tied_operands:tiedOpStorageAttr? sym_visibility:strAttr? "
                 "arg_attrs:dictArrayAttr? res_attrs:dictArrayAttr? "
                 "inlining_policy:inliningPolicyAttrInterface?",
        .regions = "body:any",
        .traits = WEIR_OP_FUNCTION | WEIR_OP_ISOLATED | WEIR_OP_PROPERTIES |
                  WEIR_OP_SYMBOL | WEIR_OP_CALLABLE,
        .parse = weir_util_func_parse,
        .print = weir_util_func_print,
        .verify = weir_verify_function,
    },
    {
        .id = WEIR_UTIL_GLOBAL,
        .name = "util.global",
        .summary = "a variable of the module",
        .attrs =
            "sym_visibility:strAttr? sym_name:symbolNameAttr type:typeAttr "
            "is_mutable:unitAttr initial_value:typedAttrInterface? "
            "inlining_policy:inliningPolicyAttrInterface?",
        .traits = WEIR_OP_SYMBOL | WEIR_OP_GLOBAL | WEIR_OP_PROPERTIES,
        .syntax = "custom<SymbolVisibility>($sym_visibility) (`mutable` "
                  "$is_mutable^)? $sym_name attr-dict "
                  "custom<TypeOrAttr>($type, $initial_value)",
        .verify = weir_util_global_verify,
    },
    {
        .id = WEIR_UTIL_GLOBAL_ADDRESS,
        .name = "util.global.address",
        .summary = "a reference to a global",
        .attrs = "global:flatSymbolRefAttr is_immutable:unitAttr",
        .results = "result:anyGlobalPtr",
        .traits = WEIR_OP_SYMBOL_USER | WEIR_OP_GLOBAL_ADDRESS | WEIR_OP_PURE |
                  WEIR_OP_PROPERTIES,
        .syntax = "(`immutable` $is_immutable^)? $global attr-dict `:` "
                  "qualified(type($result))",
        .names = weir_names_global_address,
        .verify = weir_util_global_address_verify,
    },
    {
        .id = WEIR_UTIL_GLOBAL_LOAD,
        .name = "util.global.load",
        .summary = "reads a global",
        .attrs = "global:flatSymbolRefAttr is_immutable:unitAttr",
        .results = "result:anyType",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_SYMBOL_USER |
                  WEIR_OP_GLOBAL_LOAD | WEIR_OP_PROPERTIES,
        .syntax =
            "(`immutable` $is_immutable^)? $global attr-dict `:` type($result)",
        .names = weir_names_global_load,
        .verify = weir_util_global_load_verify,
    },
    {
        .id = WEIR_UTIL_GLOBAL_LOAD_INDIRECT,
        .name = "util.global.load.indirect",
        .summary = "reads the global that a reference names",
        .operands = "global:anyGlobalPtr",
        .attrs = "is_immutable:unitAttr",
        .results = "result:anyType",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "(`immutable` $is_immutable^)? $global attr-dict `:` "
                  "qualified(type($global)) `->` type($result)",
        .canonicalize = weir_util_global_load_indirect_canonicalize,
        .verify = weir_util_global_load_indirect_verify,
    },
    {
        .id = WEIR_UTIL_GLOBAL_STORE,
        .name = "util.global.store",
        .summary = "writes a global",
        .operands = "value:anyType",
        .attrs = "global:flatSymbolRefAttr",
        .traits =
            WEIR_OP_SYMBOL_USER | WEIR_OP_GLOBAL_STORE | WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $global attr-dict `:` type($value)",
        .canonicalize = weir_util_global_store_canonicalize,
        .verify = weir_util_global_store_verify,
    },
    {
        .id = WEIR_UTIL_GLOBAL_STORE_INDIRECT,
        .name = "util.global.store.indirect",
        .summary = "writes the global that a reference names",
        .operands = "value:anyType global:anyGlobalPtr",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "$value `,` $global attr-dict `:` type($value) `->` "
                  "qualified(type($global))",
        .canonicalize = weir_util_global_store_indirect_canonicalize,
        .verify = weir_util_global_store_indirect_verify,
    },
    {
        .id = WEIR_UTIL_INITIALIZER,
        .name = "util.initializer",
        .summary = "code that runs once when the module is loaded",
        .attrs = "function_type:type-attribute-of-function-type "
                 "arg_attrs:dictArrayAttr? res_attrs:dictArrayAttr?",
        .regions = "body:any",
        .traits = WEIR_OP_ISOLATED | WEIR_OP_FUNCTION | WEIR_OP_CALLABLE |
                  WEIR_OP_INITIALIZER | WEIR_OP_PROPERTIES,
        .parse = weir_util_initializer_parse,
        .print = weir_util_initializer_print,
        .canonicalize = weir_util_initializer_canonicalize,
    },
    {
        .id = WEIR_UTIL_LIST_CREATE,
        .name = "util.list.create",
        .summary = "makes an empty list",
        .operands = "initial_capacity:index?",
        .results = "result:anyListType",
        .traits = WEIR_OP_EFFECT_ALLOCATE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "($initial_capacity^)? attr-dict `:` qualified(type($result))",
    },
    {
        .id = WEIR_UTIL_LIST_GET,
        .name = "util.list.get",
        .summary = "reads an element of a list",
        .operands = "list:anyListType index:index",
        .results = "result:anyType",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
        .syntax = "$list `[` $index `]` attr-dict `:` "
                  "custom<ListTypeGet>(type($list), type($result))",
        .verify = weir_util_list_get_verify,
    },
    {
        .id = WEIR_UTIL_LIST_RESIZE,
        .name = "util.list.resize",
        .summary = "gives a list another length",
        .operands = "list:anyListType new_size:index",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
        .syntax = "operands attr-dict `:` qualified(type($list))",
    },
    {
        .id = WEIR_UTIL_LIST_SET,
        .name = "util.list.set",
        .summary = "writes an element of a list",
        .operands = "list:anyListType index:index value:anyType",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_PROPERTIES,
        .syntax = "$list `[` $index `]` `,` $value attr-dict `:` "
                  "custom<ListTypeSet>(type($list), type($value))",
        .verify = weir_util_list_set_verify,
    },
    {
        .id = WEIR_UTIL_LIST_SIZE,
        .name = "util.list.size",
        .summary = "the length of a list",
        .operands = "list:anyListType",
        .results = "result:index",
        .traits = WEIR_OP_EFFECT_READ | WEIR_OP_PROPERTIES,
        .syntax = "operands attr-dict `:` qualified(type($list))",
    },
    {
        .id = WEIR_UTIL_NULL,
        .name = "util.null",
        .summary = "an object that is none",
        .results = "result:anyType",
        .traits = WEIR_OP_CONSTANT_LIKE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "attr-dict `:` type($result)",
        .fold = weir_util_null_fold,
    },
    {
        .id = WEIR_UTIL_NUMERIC_OPTIONAL_NARROW,
        .name = "util.numeric.optional_narrow",
        .summary = "notes that a value would fit into fewer bits",
        .operands = "operand:(element|tensor)",
        .attrs =
            "semantic_type:typeAttr min_value:aPIntAttr? max_value:aPIntAttr?",
        .results = "result:(element|tensor)",
        .traits = WEIR_OP_SAME_TYPE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$operand `:` type($operand) `as` $semantic_type attr-dict",
    },
    {
        .id = WEIR_UTIL_OPTIMIZATION_BARRIER,
        .name = "util.optimization_barrier",
        .summary = "hides from optimisation where a value comes from",
        .operands = "operands:anyType*",
        .results = "results:anyType*",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "attr-dict ($operands^ `:` type($operands))?",
        .same_type = "operands,results",
    },
    {
        .id = WEIR_UTIL_RANGE_EXTENTS,
        .name = "util.range.extents",
        .summary = "the smallest and the largest place that ranges touch",
        .operands = "offsets:range* lengths:range*",
        .results = "min:range max:range",
        .traits = WEIR_OP_SAME_TYPE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax =
            "custom<RangeList>($offsets, $lengths) attr-dict `:` type($min)",
        .canonicalize = weir_util_range_extents_canonicalize,
        .verify = weir_util_range_extents_verify,
    },
    {
        .id = WEIR_UTIL_RANGE_MAX,
        .name = "util.range.max",
        .summary = "the largest of values",
        .operands = "operands:range*",
        .results = "result:range",
        .traits = WEIR_OP_SAME_TYPE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$operands attr-dict `:` type($result)",
        .fold = weir_util_range_fold,
        .canonicalize = weir_util_range_canonicalize,
    },
    {
        .id = WEIR_UTIL_RANGE_MIN,
        .name = "util.range.min",
        .summary = "the smallest of values",
        .operands = "operands:range*",
        .results = "result:range",
        .traits = WEIR_OP_SAME_TYPE | WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$operands attr-dict `:` type($result)",
        .fold = weir_util_range_fold,
        .canonicalize = weir_util_range_canonicalize,
    },
    {
        .id = WEIR_UTIL_RETURN,
        .name = "util.return",
        .summary = "ends a function or initializer",
        .operands = "operands:anyType*",
        .parents = "util.initializer util.func",
        .traits = WEIR_OP_PURE | WEIR_OP_RETURN_LIKE | WEIR_OP_TERMINATOR |
                  WEIR_OP_PROPERTIES,
        .syntax = "attr-dict ($operands^ `:` type($operands))?",
        .verify = weir_verify_return,
    },
    {
        .id = WEIR_UTIL_SIZEOF,
        .name = "util.sizeof",
        .summary = "the bytes that a value of a type takes",
        .attrs = "sizedType:typeAttr",
        .results = "size:index",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "$sizedType attr-dict-with-keyword",
        .fold = weir_util_sizeof_fold,
    },
    {
        .id = WEIR_UTIL_STATUS_CHECK_OK,
        .name = "util.status.check_ok",
        .summary = "ends the program unless a status says success",
        .operands = "status:status",
        .attrs = "message:strAttr?",
        .traits = WEIR_OP_PROPERTIES,
        .syntax = "$status (`,` $message^)? attr-dict",
    },
    {
        .id = WEIR_UTIL_SWITCH,
        .name = "util.switch",
        .summary = "the value at an index, or a default",
        .operands = "index:index default_value:primitive values:primitive*",
        .results = "result:primitive",
        .same_type = "default_value,result",
        .traits = WEIR_OP_PURE | WEIR_OP_PROPERTIES,
        .syntax = "type($default_value) `from` "
                  "custom<TypedValueList>(ref(type($default_value)), $values, "
                  "type($values)) `at` $index `else` $default_value attr-dict "
                  "`:` type($result)",
        .fold = weir_util_switch_fold,
    },
    {
        .id = WEIR_UTIL_UNFOLDABLE_CONSTANT,
        .name = "util.unfoldable_constant",
        .summary = "a constant that optimisation takes for unknown",
        .attrs = "value:anyAttr",
        .results = "None:anyType",
        .traits = WEIR_OP_PROPERTIES,
        .parse = weir_util_unfoldable_constant_parse,
        .print = weir_util_unfoldable_constant_print,
        .canonicalize = weir_util_unfoldable_constant_canonicalize,
    },
    {
        .id = WEIR_UTIL_UNREACHABLE,
        .name = "util.unreachable",
        .summary = "marks what is never reached",
        .attrs = "message:strAttr",
        .traits = WEIR_OP_EFFECT_WRITE | WEIR_OP_RETURN_LIKE |
                  WEIR_OP_TERMINATOR | WEIR_OP_PROPERTIES,
        .syntax = "$message attr-dict",
    },
};

const weir_dialect_t weir_util_dialect = {
    .name = "util",
    .number = 1,
    .ops = util_ops,
    .op_count = sizeof(util_ops) / sizeof(util_ops[0]),
    .types = weir_util_types,
    .type_count = WEIR_UTIL_TYPE_COUNT,
    .attrs = weir_util_attrs,
    .attr_count = WEIR_UTIL_ATTR_COUNT,
    .materialize_constant = weir_materialize_util,
};
