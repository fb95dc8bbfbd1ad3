// Turns fills that devices cannot do into dispatches of built-in executables.
//
// Needs:   stream.async.splat and fill.
// Changes: patterns of more than 32 bits (all, with stream-emulate-memset) into
//          stream.async.dispatch; the executables go to the front of the
//          module.
// Keeps:   all other fills; affinities.
#include <stdlib.h>
#include <string.h>

#include "compiler/dialects/affinity.h"
#include "compiler/dialects/stream.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/text/text.h"
#include "compiler/transforms/stream/passes.h"
#include "compiler/transforms/stream/values.h"

// Twice each: %1$s is what it does, %2$u the bits of an element.
static const char splat_source[] =
    "stream.executable private @__builtin_splat_i%1$u {\n"
    "  stream.executable.export public @__builtin_splat_i%1$u "
    "workgroups(%%arg0: index) -> (index, index, index) {\n"
    "    %%x, %%y, %%z = flow.dispatch.workgroup_count_from_slice %%arg0\n"
    "    stream.return %%x, %%y, %%z : index, index, index\n"
    "  }\n"
    "  builtin.module {\n"
    "    func.func @__builtin_splat_i%1$u(%%value: i%1$u, %%count: index, "
    "%%out_binding: !stream.binding) {\n"
    "      %%c0 = arith.constant 0 : index\n"
    "      %%n = flow.dispatch.workload.ordinal %%count, 0 : index\n"
    "      %%out = stream.binding.subspan %%out_binding[%%c0] : "
    "!stream.binding -> "
    "!flow.dispatch.tensor<writeonly:tensor<?xi%1$u>>{%%n}\n"
    "      %%empty = tensor.empty(%%n) : tensor<?xi%1$u>\n"
    "      %%full = linalg.fill ins(%%value : i%1$u) outs(%%empty : "
    "tensor<?xi%1$u>) -> tensor<?xi%1$u>\n"
    "      flow.dispatch.tensor.store %%full, %%out, offsets = [0], sizes = "
    "[%%n], strides = [1] : tensor<?xi%1$u> -> "
    "!flow.dispatch.tensor<writeonly:tensor<?xi%1$u>>{%%n}\n"
    "      return\n"
    "    }\n"
    "  }\n"
    "}\n";
static const char fill_source[] =
    "stream.executable private @__builtin_fill_i%1$u {\n"
    "  stream.executable.export public @__builtin_fill_i%1$u "
    "workgroups(%%arg0: index) -> (index, index, index) {\n"
    "    %%x, %%y, %%z = flow.dispatch.workgroup_count_from_slice %%arg0\n"
    "    stream.return %%x, %%y, %%z : index, index, index\n"
    "  }\n"
    "  builtin.module {\n"
    "    func.func @__builtin_fill_i%1$u(%%out_binding: !stream.binding, "
    "%%value: i%1$u, %%count: index) {\n"
    "      %%c0 = arith.constant 0 : index\n"
    "      %%n = flow.dispatch.workload.ordinal %%count, 0 : index\n"
    "      %%out = stream.binding.subspan %%out_binding[%%c0] : "
    "!stream.binding -> "
    "!flow.dispatch.tensor<writeonly:tensor<?xi%1$u>>{%%n}\n"
    "      %%empty = tensor.empty(%%n) : tensor<?xi%1$u>\n"
    "      %%full = linalg.fill ins(%%value : i%1$u) outs(%%empty : "
    "tensor<?xi%1$u>) -> tensor<?xi%1$u>\n"
    "      flow.dispatch.tensor.store %%full, %%out, offsets = [0], sizes = "
    "[%%n], strides = [1] : tensor<?xi%1$u> -> "
    "!flow.dispatch.tensor<writeonly:tensor<?xi%1$u>>{%%n}\n"
    "      return\n"
    "    }\n"
    "  }\n"
    "}\n";

// Which built-in executables are needed, by log2 of the bytes of a pattern.
typedef struct builtins_t {
  weir_pass_t* pass;
  bool emulate_all;
  bool fill[4], splat[4];
} builtins_t;

static bool wants_builtin(const builtins_t* builtins, const weir_value_t* value,
                          uint32_t* out_log2) {
  uint32_t bits = weir_type_bit_width(value->type);
  *out_log2 = bits == 64 ? 3 : bits == 32 ? 2 : bits == 16 ? 1 : 0;
  return bits > 32 || builtins->emulate_all;
}

static bool check_width(weir_op_t* op, const weir_value_t* value) {
  uint32_t bits = weir_type_bit_width(value->type);
  if (bits == 8 || bits == 16 || bits == 32 || bits == 64) return true;
  return weir_op_error(op, "has no builtin for bit width %u", bits);
}

static weir_attr_t* entry_points(weir_op_t* op, const char* kind, uint32_t bits,
                                 weir_arena_t* arena) {
  const char* name = weir_arena_format(arena, "__builtin_%s_i%u", kind, bits);
  const weir_name_t* names[2] = {weir_name(op->context, name),
                                 weir_name(op->context, name)};
  weir_attr_t* symbol = weir_symbol_attr_n(op->context, names, 2);
  return weir_array_attr(op->context, &symbol, 1);
}

// How many patterns are in |length| bytes, computed before the region.
static weir_value_t* element_count(weir_op_t* op, weir_value_t* length,
                                   uint32_t bits) {
  weir_op_t* execute = weir_op_parent_of(op, WEIR_STREAM_ASYNC_EXECUTE);
  weir_builder_t builder = weir_builder_before(execute != NULL ? execute : op);
  weir_value_t* bytes = weir_build_index(&builder, op->location, bits / 8);
  return weir_fold_div(&builder, op->location, length, bytes);
}

static void replace_splat(weir_op_t* op, weir_arena_t* arena) {
  weir_value_t* pattern = weir_op_operand(op, WEIR_STREAM_ASYNC_SPLAT_VALUE);
  weir_value_t* size = weir_op_operand(op, WEIR_STREAM_ASYNC_SPLAT_RESULT_SIZE);
  uint32_t bits = weir_type_bit_width(pattern->type);
  weir_value_t* count = element_count(op, size, bits);
  weir_value_t* operands[2] = {pattern, count};
  const int64_t untied = -1;
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_ASYNC_DISPATCH,
                     op->location);
  weir_op_state_operands(&state, &count, 1);
  weir_op_state_operands(&state, operands, 2);
  for (uint32_t i = 0; i < 4; ++i) weir_op_state_operands(&state, NULL, 0);
  weir_op_state_operands(&state, &size, 1);
  weir_op_state_results(&state, &op->results[0].type, 1);
  weir_op_state_attr(&state, "entry_points",
                     entry_points(op, "splat", bits, arena));
  weir_op_state_attr(&state, "tied_operands",
                     weir_index_array_attr(op->context, &untied, 1));
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_value_t* by = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(op, &by);
}

static void replace_fill(weir_op_t* op, weir_arena_t* arena) {
  weir_value_t* pattern = weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_VALUE);
  weir_value_t* length =
      weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_LENGTH);
  weir_value_t* size = weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_SIZE);
  uint32_t bits = weir_type_bit_width(pattern->type);
  weir_value_t* count = element_count(op, length, bits);
  weir_value_t* operands[3] = {
      weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET), pattern, count};
  const int64_t tied = 0;
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_STREAM_ASYNC_DISPATCH,
                     op->location);
  weir_op_state_operands(&state, &count, 1);
  weir_op_state_operands(&state, operands, 3);
  weir_op_state_operands(&state, &size, 1);
  weir_op_state_operand(
      &state, weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_OFFSET));
  weir_op_state_operand(&state,
                        weir_op_operand(op, WEIR_STREAM_ASYNC_FILL_TARGET_END));
  weir_op_state_operand(&state, length);
  weir_op_state_operands(&state, &size, 1);
  weir_op_state_results(&state, &op->results[0].type, 1);
  weir_op_state_attr(&state, "entry_points",
                     entry_points(op, "fill", bits, arena));
  weir_op_state_attr(&state, "tied_operands",
                     weir_index_array_attr(op->context, &tied, 1));
  weir_op_state_attr(&state, "affinity", weir_op_attr(op, "affinity"));
  weir_value_t* by = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_replace(op, &by);
}

static weir_status_t replace_op(builtins_t* builtins, weir_op_t* op) {
  bool is_splat = weir_op_is(op, WEIR_STREAM_ASYNC_SPLAT);
  weir_value_t* pattern =
      weir_op_operand(op, is_splat ? WEIR_STREAM_ASYNC_SPLAT_VALUE
                                   : WEIR_STREAM_ASYNC_FILL_VALUE);
  uint32_t log2 = 0;
  if (!wants_builtin(builtins, pattern, &log2)) return weir_ok();
  if (!check_width(op, pattern)) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT, "unsupported fill pattern");
  }
  if (is_splat) {
    builtins->splat[log2] = true;
    replace_splat(op, builtins->pass->scratch);
  } else {
    builtins->fill[log2] = true;
    replace_fill(op, builtins->pass->scratch);
  }
  return weir_ok();
}

// -- executables --------------------------------------------------------------

// Puts what |source| makes for patterns of |bits| before |first|.
static weir_status_t merge(weir_op_t* first, const char* source, uint32_t bits,
                           weir_arena_t* arena) {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  const char* text = weir_arena_format(arena, source, bits);
#pragma GCC diagnostic pop
  weir_op_t* module = NULL;
  WEIR_RETURN_IF_ERROR(weir_parse_module(first->context, "builtins",
                                         weir_sv(text), true, &module));
  WEIR_FOR_EACH_OP(op, weir_module_body(module)) {
    weir_op_unlink(op);
    weir_op_insert_before(op, first);
  }
  return weir_ok();
}

// Fills before splats, in the order of the names of their files.
static weir_status_t merge_all(const builtins_t* builtins, weir_op_t* module) {
  static const uint32_t order[4] = {1, 2, 3, 0};  // 16, 32, 64, 8
  weir_op_t* first = weir_module_body(module)->first;
  weir_arena_t* arena = builtins->pass->scratch;
  for (uint32_t i = 0; i < 4; ++i) {
    if (!builtins->fill[order[i]]) continue;
    WEIR_RETURN_IF_ERROR(merge(first, fill_source, 8u << order[i], arena));
  }
  for (uint32_t i = 0; i < 4; ++i) {
    if (!builtins->splat[order[i]]) continue;
    WEIR_RETURN_IF_ERROR(merge(first, splat_source, 8u << order[i], arena));
  }
  return weir_ok();
}

weir_status_t weir_stream_materialize_builtins(weir_pass_t* pass,
                                               weir_op_t* module) {
  builtins_t builtins = {
      .pass = pass,
      .emulate_all = weir_pass_flag(pass, "stream-emulate-memset", false),
  };
  weir_op_list_t ops = weir_collect_ops(module, 0, pass->scratch);
  for (uint32_t i = 0; i < ops.count; ++i) {
    if (weir_op_is(ops.ops[i], WEIR_STREAM_ASYNC_SPLAT) ||
        weir_op_is(ops.ops[i], WEIR_STREAM_ASYNC_FILL)) {
      WEIR_RETURN_IF_ERROR(replace_op(&builtins, ops.ops[i]));
    }
  }
  return merge_all(&builtins, module);
}
