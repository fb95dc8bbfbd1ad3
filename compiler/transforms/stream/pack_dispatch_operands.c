// Hands operands to dispatches as 32 bit words.
//
// Needs:   stream.cmd.dispatch and the executables they name.
// Changes: uniform operands into i32 values at the dispatches (wider ones into
//          two, low word first) and back into their own types inside the entry
//          points.
// Keeps:   bindings; order of operands. What arguments are annotated with goes
//          to the op that makes a value of the argument's own type again.
//
// An index has the bits that `stream.resources` of its kernel says, else those
// of the option stream-resource-index-bits, else 32. With kernel-index-bits=64
// kernels that are compiled here take all of it. Those that were built
// elsewhere take one word still, as their interface says: what does not fit
// there is an error, or where only the run knows the value, a cf.assert.
#include <inttypes.h>
#include <stdlib.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/stream.h"
#include "compiler/dialects/stream_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"
#include "compiler/transforms/stream/configuration.h"
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

// Bits of an index of kernels that are compiled here; 0 if nothing is asked
// for.
static int64_t kernel_index_bits(const weir_pass_t* pass) {
  return strtoll(weir_pass_option(pass, "kernel-index-bits", "0"), NULL, 10);
}

// |entry|: the entry point or its export; NULL if not known.
static int64_t index_bits_of(const weir_pass_t* pass, int64_t usual,
                             const weir_op_t* entry,
                             const weir_op_t* dispatch) {
  weir_resource_config_t config;
  if (weir_stream_resource_config_find(entry != NULL ? entry : dispatch,
                                       &config)) {
    return config.index_bits;
  }
  bool compiled_here =
      entry != NULL && weir_op_parent_of(entry, WEIR_STREAM_EXECUTABLE) != NULL;
  int64_t bits = compiled_here ? kernel_index_bits(pass) : 0;
  return bits != 0 ? bits : usual;
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
    const weir_attr_t* constant = weir_value_constant(value);
    if (weir_attr_is(constant, WEIR_ATTR_FLOAT)) {
      return constant_of(builder, location, type,
                         (int64_t)constant->floating.bits);
    }
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

// Whether an index is certain to fit a word.
static bool fits_word(const weir_value_t* value) {
  int64_t known;
  if (weir_value_is_constant_int(value, &known)) {
    return known >= 0 && known <= UINT32_MAX;
  }
  const weir_op_t* op = weir_value_op(value);
  if (op == NULL) return false;
  switch (weir_op_id(op)) {
    case WEIR_ARITH_INDEX_CASTUI:
      return weir_type_bit_width(weir_op_operand_n(op, 0)->type) <= 32;
    case WEIR_ARITH_MINUI:
      return fits_word(weir_op_operand_n(op, 0)) ||
             fits_word(weir_op_operand_n(op, 1));
    case WEIR_ARITH_REMUI:
      return fits_word(weir_op_operand_n(op, 1));
    default:
      return false;
  }
}

static void assert_fits_word(weir_builder_t* builder, weir_location_t* location,
                             weir_value_t* value) {
  enum { UNSIGNED_AT_MOST = 7 };
  weir_context_t* context = builder->context;
  weir_value_t* most =
      constant_of(builder, location, value->type, (int64_t)UINT32_MAX);
  weir_op_state_t compare, check;
  weir_op_state_init(&compare, builder, WEIR_ARITH_CMPI, location);
  weir_op_state_attr(&compare, "predicate",
                     weir_i64_attr(context, UNSIGNED_AT_MOST));
  weir_op_state_operand(&compare, value);
  weir_op_state_operand(&compare, most);
  weir_op_state_result(&compare, weir_i1_type(context));
  weir_op_t* fits = weir_build(builder, &compare);
  weir_op_state_init(&check, builder, WEIR_CF_ASSERT, location);
  weir_op_state_operand(&check, weir_op_result_n(fits, 0));
  weir_op_state_attr(&check, "msg",
                     weir_string_attr(context,
                                      "an index does not fit the 32 bits that "
                                      "its kernel takes it as"));
  weir_build(builder, &check);
}

// Indices that the kernel takes as one word.
static void guard_indices(weir_op_t* dispatch, weir_builder_t* builder) {
  uint32_t group = WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS;
  for (uint32_t i = 0; i < weir_op_operand_group_size(dispatch, group); ++i) {
    weir_value_t* value = weir_op_operand_at(dispatch, group, i);
    int64_t known;
    if (!weir_type_is_index(value->type) || fits_word(value)) continue;
    if (weir_value_is_constant_int(value, &known)) {
      weir_op_error(dispatch,
                    "operand #%u is %" PRId64
                    ", which does not fit the 32 bits that its kernel takes "
                    "an index as",
                    i, known);
    } else {
      assert_fits_word(builder, dispatch->location, value);
    }
  }
}

static void pack_dispatch(weir_pass_t* pass, int64_t usual,
                          weir_op_t* dispatch) {
  weir_arena_t* arena = pass->scratch;
  uint32_t group = WEIR_STREAM_CMD_DISPATCH_UNIFORM_OPERANDS;
  uint32_t count = weir_op_operand_group_size(dispatch, group), total = 0;
  if (count == 0) return;
  // The device's size of an index is what the executable says, if it is here.
  const weir_attr_t* points = weir_op_attr(dispatch, "entry_points");
  weir_op_t* export = weir_symbol_resolve(dispatch, points->array.elements[0]);
  int64_t index_bits = index_bits_of(pass, usual, export, dispatch);
  weir_op_t* execute = weir_op_parent_of(dispatch, WEIR_STREAM_CMD_EXECUTE);
  weir_builder_t builder =
      weir_builder_before(execute != NULL ? execute : dispatch);
  if (index_bits < kernel_index_bits(pass)) guard_indices(dispatch, &builder);
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

// An argument of the old signature and the words that stand for it.
typedef struct word_argument_t {
  weir_type_t* type;
  weir_value_t *low, *high;  // |high|: NULL if one word is enough
  weir_attr_t* attrs;
} word_argument_t;

typedef struct unpacking_t {
  weir_op_t* function;
  weir_block_t* entry;
  weir_arena_t* arena;
  weir_builder_t builder;  // before what is there of the entry point
  int64_t index_bits;
  word_argument_t* arguments;
  uint32_t count;
} unpacking_t;

static void split_arguments(unpacking_t* u) {
  weir_type_t* word = weir_i32_type(u->function->context);
  const weir_attr_t* attrs = weir_op_attr(u->function, "arg_attrs");
  u->count = u->entry->argument_count;
  u->arguments = WEIR_ARENA_ARRAY(u->arena, word_argument_t, u->count);
  for (uint32_t i = 0, at = 0; i < u->count; ++i, ++at) {
    word_argument_t* argument = &u->arguments[i];
    argument->low = u->entry->arguments[at];
    argument->type = argument->low->type;
    if (weir_attr_is(attrs, WEIR_ATTR_ARRAY) && i < attrs->array.count) {
      argument->attrs = attrs->array.elements[i];
    }
    if (!can_pack(argument->type)) continue;
    argument->low->type = word;
    if (operand_bits(argument->type, u->index_bits) <= 32) continue;
    argument->high = weir_block_insert_argument(u->entry, ++at, word,
                                                argument->low->location);
  }
}

// Moves an attribute of the argument to the op that makes its value.
static void move_attr(word_argument_t* argument, weir_op_t* op,
                      const char* name) {
  if (argument->attrs == NULL) return;
  weir_attr_t* value = weir_dictionary_get(argument->attrs, name);
  if (value == NULL) return;
  weir_op_set_attr(op, name, value);
  argument->attrs = weir_dictionary_set(argument->attrs, name, NULL);
}

static void join_argument(unpacking_t* u, word_argument_t* argument) {
  weir_value_t* low = argument->low;
  // Only those that are there before the words are used.
  weir_op_list_t users = {0};
  for (weir_use_t* use = low->uses; use; use = use->next) {
    weir_op_list_add(&users, u->arena, use->op);
  }
  weir_value_t* value =
      join(&u->builder, low->location, low, argument->high, argument->type);
  move_attr(argument, value->op, "stream.alignment");
  move_attr(argument, value->op, "stream.values");
  for (uint32_t i = 0; i < users.count; ++i) {
    for (uint32_t o = 0; o < users.ops[i]->operand_count; ++o) {
      if (weir_op_operand_n(users.ops[i], o) == low) {
        weir_op_set_operand(users.ops[i], o, value);
      }
    }
  }
}

static void update_signature(const unpacking_t* u) {
  weir_context_t* context = u->function->context;
  uint32_t count = u->entry->argument_count, at = 0;
  weir_attr_t* none = weir_dictionary_attr(context, NULL, 0);
  weir_type_t** inputs = WEIR_ARENA_ARRAY(u->arena, weir_type_t*, count);
  weir_attr_t** attrs = WEIR_ARENA_ARRAY(u->arena, weir_attr_t*, count);
  bool any = false;
  for (uint32_t i = 0; i < u->count; ++i) {
    const word_argument_t* argument = &u->arguments[i];
    attrs[at++] = argument->attrs != NULL ? argument->attrs : none;
    any |= attrs[at - 1]->dictionary.count > 0;
    if (argument->high != NULL) attrs[at++] = none;
  }
  for (uint32_t i = 0; i < count; ++i) {
    inputs[i] = u->entry->arguments[i]->type;
  }
  const weir_type_t* type = weir_function_type_of(u->function);
  weir_op_set_attr(u->function, "arg_attrs",
                   any ? weir_array_attr(context, attrs, count) : NULL);
  weir_op_set_attr(u->function, "function_type",
                   weir_type_attr(weir_function_type(
                       context, inputs, count, type->function.results,
                       type->function.result_count)));
}

// Arguments of two words first, then those of one.
static void unpack_arguments(const weir_pass_t* pass, int64_t usual,
                             weir_op_t* function) {
  weir_block_t* entry = weir_op_region(function, 0)->first;
  unpacking_t u = {
      .function = function,
      .entry = entry,
      .arena = pass->scratch,
      .builder = weir_builder_at_start(entry),
      .index_bits = index_bits_of(pass, usual, function, NULL),
  };
  split_arguments(&u);
  for (uint32_t i = 0; i < u.count; ++i) {
    if (u.arguments[i].high != NULL) join_argument(&u, &u.arguments[i]);
  }
  for (uint32_t i = 0; i < u.count; ++i) {
    word_argument_t* argument = &u.arguments[i];
    if (argument->high == NULL && argument->type != argument->low->type) {
      join_argument(&u, argument);
    }
  }
  update_signature(&u);
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
  weir_resource_config_t usual;
  WEIR_RETURN_IF_ERROR(weir_pass_resource_config(pass, &usual));
  weir_op_list_t functions = weir_collect_ops(module, WEIR_FUNC_FUNC, arena);
  for (uint32_t i = 0; i < functions.count; ++i) {
    weir_op_t* function = functions.ops[i];
    weir_op_t* executable = weir_op_parent_of(function, WEIR_STREAM_EXECUTABLE);
    if (executable == NULL || !is_exported(executable, function) ||
        weir_region_is_empty(weir_op_region(function, 0))) {
      continue;
    }
    unpack_arguments(pass, usual.index_bits, function);
  }
  weir_op_list_t dispatches =
      weir_collect_ops(module, WEIR_STREAM_CMD_DISPATCH, arena);
  for (uint32_t i = 0; i < dispatches.count; ++i) {
    pack_dispatch(pass, usual.index_bits, dispatches.ops[i]);
  }
  return weir_ok();
}
