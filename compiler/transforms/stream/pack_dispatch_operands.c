// Hands operands to dispatches as 32 bit words.
//
// Needs:   stream.cmd.dispatch and the executables they name.
// Changes: uniform operands into i32 values at the dispatches (wider ones into
//          two, low word first) and back into their own types inside the entry
//          points.
// Keeps:   bindings; order of operands; attributes of arguments.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/transforms/stream/passes.h"

static weir_value_t* cast(weir_builder_t* builder, uint32_t id,
                          weir_location_t* location, weir_value_t* value,
                          weir_type_t* type) {
  return weir_build_unary(builder, id, location, value, type);
}

static weir_value_t* constant_of(weir_builder_t* builder,
                                 weir_location_t* location, weir_type_t* type,
                                 int64_t value) {
  return weir_build_constant(builder, location, weir_integer_attr(type, value));
}

// Bits an operand takes as a word: index as the resources say.
static uint32_t operand_bits(const weir_type_t* type, int64_t index_bits) {
  return weir_type_is_index(type) ? (uint32_t)index_bits
                                  : weir_type_bit_width(type);
}

static bool can_pack(const weir_type_t* type) {
  if (weir_type_is_index(type)) return true;
  uint32_t bits = weir_type_bit_width(type);
  return bits > 0 && bits <= 64;
}

// -- at the dispatch ----------------------------------------------------------

// |value| as an integer of |bits| bits.
static weir_value_t* to_integer(weir_builder_t* builder,
                                weir_location_t* location, weir_value_t* value,
                                uint32_t bits) {
  weir_type_t* type = weir_integer_type(builder->context, bits);
  int64_t known;
  if (weir_type_is_index(value->type)) {
    if (weir_value_is_constant_int(value, &known)) {
      return constant_of(builder, location, type,
                         bits == 32 ? (int64_t)(int32_t)known : known);
    }
    return cast(builder, WEIR_ARITH_INDEX_CASTUI, location, value, type);
  }
  if (weir_type_is_float(value->type)) {
    return cast(builder, WEIR_ARITH_BITCAST, location, value, type);
  }
  return value;
}

// Puts the words of |value| at |words|; returns how many there are.
static uint32_t split(weir_builder_t* builder, weir_location_t* location,
                      weir_value_t* value, int64_t index_bits,
                      weir_value_t** words) {
  weir_type_t* word = weir_i32_type(builder->context);
  uint32_t bits = operand_bits(value->type, index_bits);
  value = to_integer(builder, location, value, bits);
  int64_t known;
  bool is_known = weir_value_is_constant_int(value, &known);
  if (bits == 32) {
    words[0] = value;
    return 1;
  }
  if (bits < 32) {
    uint64_t mask = (1ull << bits) - 1;
    words[0] = is_known
                   ? constant_of(builder, location, word,
                                 (int64_t)((uint64_t)known & mask))
                   : cast(builder, WEIR_ARITH_EXTUI, location, value, word);
    return 1;
  }
  if (is_known) {
    words[0] = constant_of(builder, location, word, (int32_t)known);
    words[1] =
        constant_of(builder, location, word, (int32_t)((uint64_t)known >> 32));
    return 2;
  }
  words[0] = cast(builder, WEIR_ARITH_TRUNCI, location, value, word);
  weir_value_t* shift = constant_of(builder, location, value->type, 32);
  weir_value_t* high =
      weir_build_binary(builder, WEIR_ARITH_SHRUI, location, value, shift);
  words[1] = cast(builder, WEIR_ARITH_TRUNCI, location, high, word);
  return 2;
}

static void pack_dispatch(weir_op_t* dispatch, weir_arena_t* arena) {
  uint32_t group = WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS;
  uint32_t count = weir_op_operand_group_size(dispatch, group), total = 0;
  if (count == 0) return;
  int64_t index_bits = weir_stream_resource_config_lookup(dispatch).index_bits;
  weir_op_t* execute = weir_op_parent_of(dispatch, WEIR_STREAM_CMD_EXECUTE);
  weir_builder_t builder =
      weir_builder_before(execute != NULL ? execute : dispatch);
  weir_value_t** words = WEIR_ARENA_ARRAY(arena, weir_value_t*, 2 * count);
  for (uint32_t i = 0; i < count; ++i) {
    total += split(&builder, dispatch->location,
                   weir_op_operand_at(dispatch, group, i), index_bits,
                   words + total);
  }
  weir_op_set_operand_group(dispatch, group, words, total);
}

// -- in the entry point -------------------------------------------------------

// A value of |type| out of its words.
static weir_value_t* join(weir_builder_t* builder, weir_location_t* location,
                          weir_value_t* low, weir_value_t* high,
                          weir_type_t* type) {
  weir_context_t* context = builder->context;
  weir_value_t* value = low;
  uint32_t bits = 32;
  if (high != NULL) {
    weir_type_t* wide = weir_i64_type(context);
    weir_value_t* lower = cast(builder, WEIR_ARITH_EXTUI, location, low, wide);
    weir_value_t* upper = cast(builder, WEIR_ARITH_EXTUI, location, high, wide);
    weir_value_t* shift = constant_of(builder, location, wide, 32);
    upper = weir_build_binary(builder, WEIR_ARITH_SHLI, location, upper, shift);
    value = weir_build_binary(builder, WEIR_ARITH_ORI, location, lower, upper);
    bits = 64;
  }
  if (weir_type_is_index(type)) {
    return cast(builder, WEIR_ARITH_INDEX_CASTUI, location, value, type);
  }
  uint32_t own = weir_type_bit_width(type);
  if (own < bits) {
    value = cast(builder, WEIR_ARITH_TRUNCI, location, value,
                 weir_integer_type(context, own));
  }
  if (weir_type_is_float(type)) {
    value = cast(builder, WEIR_ARITH_BITCAST, location, value, type);
  }
  return value;
}

static weir_attr_t* attrs_at(weir_attr_t* list, uint32_t index,
                             weir_context_t* context) {
  return weir_attr_is(list, WEIR_ATTR_ARRAY) && index < list->array.count
             ? list->array.elements[index]
             : weir_dictionary_attr(context, NULL, 0);
}

static void unpack_arguments(weir_op_t* function, weir_arena_t* arena) {
  weir_block_t* entry = weir_op_region(function, 0)->first;
  weir_context_t* context = function->context;
  weir_type_t* word = weir_i32_type(context);
  weir_attr_t* attrs = weir_op_attr(function, "arg_attrs");
  int64_t index_bits = weir_stream_resource_config_lookup(function).index_bits;
  uint32_t count = entry->argument_count, total = 0;
  weir_attr_t** new_attrs = WEIR_ARENA_ARRAY(arena, weir_attr_t*, 2 * count);
  weir_builder_t builder = weir_builder_at_start(entry);
  for (uint32_t i = 0; i < count; ++i) {
    weir_value_t* argument = entry->arguments[total];
    new_attrs[total] = attrs_at(attrs, i, context);
    weir_type_t* type = argument->type;
    if (type == word || !can_pack(type)) {
      ++total;
      continue;
    }
    bool is_wide = operand_bits(type, index_bits) > 32;
    argument->type = word;
    weir_value_t* high = NULL;
    if (is_wide) {
      high = weir_block_insert_argument(entry, total + 1, word,
                                        argument->location);
      new_attrs[total + 1] = weir_dictionary_attr(context, NULL, 0);
    }
    // Only those that are there before the words are used.
    weir_op_list_t users = {0};
    for (weir_use_t* use = argument->uses; use; use = use->next) {
      weir_op_list_add(&users, arena, use->op);
    }
    weir_value_t* value =
        join(&builder, argument->location, argument, high, type);
    for (uint32_t u = 0; u < users.count; ++u) {
      for (uint32_t o = 0; o < users.ops[u]->operand_count; ++o) {
        if (weir_op_operand_n(users.ops[u], o) == argument) {
          weir_op_set_operand(users.ops[u], o, value);
        }
      }
    }
    total += is_wide ? 2 : 1;
  }
  weir_type_t** inputs = WEIR_ARENA_ARRAY(arena, weir_type_t*, total);
  for (uint32_t i = 0; i < total; ++i) inputs[i] = entry->arguments[i]->type;
  weir_type_t* type = weir_function_type_of(function);
  if (attrs != NULL) {
    weir_op_set_attr(function, "arg_attrs",
                     weir_array_attr(context, new_attrs, total));
  }
  weir_op_set_attr(function, "function_type",
                   weir_type_attr(weir_function_type(
                       context, inputs, total, type->function.results,
                       type->function.result_count)));
}

// Entry points are the functions that exports name: they take bindings or words
// and give nothing back.
static bool is_exported(weir_op_t* executable, const weir_op_t* function) {
  WEIR_FOR_EACH_OP(op, weir_op_region(executable, 0)->first) {
    if (weir_op_is(op, WEIR_STREAM_EXECUTABLE_EXPORT) &&
        weir_sv_equal(weir_op_attr_string(op, "function_ref"),
                      weir_op_attr_string(function, "sym_name"))) {
      return true;
    }
  }
  return false;
}

weir_status_t weir_stream_pack_dispatch_operands(weir_pass_t* pass,
                                                 weir_op_t* module) {
  weir_arena_t* arena = pass->scratch;
  weir_op_list_t functions = weir_collect_ops(module, WEIR_FUNC_FUNC, arena);
  for (uint32_t i = 0; i < functions.count; ++i) {
    weir_op_t* function = functions.ops[i];
    weir_op_t* executable = weir_op_parent_of(function, WEIR_STREAM_EXECUTABLE);
    if (executable == NULL || !is_exported(executable, function) ||
        weir_region_is_empty(weir_op_region(function, 0))) {
      continue;
    }
    unpack_arguments(function, arena);
  }
  weir_op_list_t dispatches =
      weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, arena);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    pack_dispatch(dispatches.ops[i], arena);
  }
  return weir_ok();
}
