// Converts types and ops of memref to util, as conversions to what runs do.
//
// Needs:   the options `widen-integers` (integers of less than 32 bits become
//          i32) and `structural-conversion` (functions, calls and control flow
//          take part, the default) may be given.
// Changes: memrefs become buffers, lists and pointers those of converted types.
// Keeps:   ops of which nothing is known: casts stand between what they take
//          or make and what others want.
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/func.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/scf.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/transforms/util/memref_to_util.h"
#include "compiler/transforms/util/passes.h"

typedef struct converter_t {
  weir_arena_t* arena;
  bool widen, structural;
  weir_memref_use_t* memrefs;
  uint32_t memref_count, memref_capacity;
} converter_t;

// -- types --------------------------------------------------------------------

static weir_type_t* convert_type(const converter_t* converter,
                                 weir_type_t* type) {
  if (converter->widen && type->kind == WEIR_TYPE_INTEGER &&
      weir_type_bit_width(type) < 32) {
    return weir_integer_type(type->context, 32);
  }
  if (weir_type_is_flat_memref(type)) {
    return weir_util_buffer_type(type->context);
  }
  weir_type_t* element = weir_util_list_element(type);
  if (element != NULL) {
    return weir_util_list_type(convert_type(converter, element));
  }
  weir_type_t* target = weir_util_ptr_target(type);
  if (target != NULL) {
    return weir_util_ptr_type(convert_type(converter, target));
  }
  return type;
}

static weir_type_t* convert_function_type(const converter_t* converter,
                                          const weir_type_t* type) {
  uint32_t inputs = type->function.input_count;
  uint32_t results = type->function.result_count;
  weir_type_t** types =
      WEIR_ARENA_ARRAY(converter->arena, weir_type_t*, inputs + results + 1);
  for (uint32_t i = 0; i < inputs; ++i) {
    types[i] = convert_type(converter, type->function.inputs[i]);
  }
  for (uint32_t i = 0; i < results; ++i) {
    types[inputs + i] = convert_type(converter, type->function.results[i]);
  }
  return weir_function_type(type->context, types, inputs, types + inputs,
                            results);
}

// -- which ops ----------------------------------------------------------------

static bool is_of_memref(const weir_op_t* op) {
  return weir_op_id(op) >> 16 == weir_memref_dialect.number;
}

static bool is_structural(const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_UTIL_FUNC:
    case WEIR_UTIL_INITIALIZER:
    case WEIR_UTIL_CALL:
    case WEIR_UTIL_RETURN:
    case WEIR_FUNC_FUNC:
    case WEIR_FUNC_CALL:
    case WEIR_FUNC_RETURN:
    case WEIR_CF_BR:
    case WEIR_CF_COND_BR:
    case WEIR_CF_SWITCH:
    case WEIR_ARITH_SELECT:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_FOR:
    case WEIR_SCF_WHILE:
    case WEIR_SCF_CONDITION:
    case WEIR_SCF_YIELD:
      return true;
    default:
      return false;
  }
}

// Ops whose values take the converted types.
static bool converts(const converter_t* converter, const weir_op_t* op) {
  switch (weir_op_id(op)) {
    case WEIR_UTIL_OPTIMIZATION_BARRIER:
    case WEIR_UTIL_LIST_CREATE:
    case WEIR_UTIL_LIST_GET:
    case WEIR_UTIL_LIST_SET:
    case WEIR_UTIL_LIST_SIZE:
    case WEIR_UTIL_LIST_RESIZE:
      return true;
    default:
      return is_of_memref(op) || (converter->structural && is_structural(op));
  }
}

// -- values -------------------------------------------------------------------

// Conditions are bits whatever integers become.
static bool is_condition(const weir_use_t* use) {
  switch (weir_op_id(use->op)) {
    case WEIR_CF_COND_BR:
    case WEIR_CF_SWITCH:
    case WEIR_ARITH_SELECT:
    case WEIR_SCF_IF:
    case WEIR_SCF_INDEX_SWITCH:
    case WEIR_SCF_CONDITION:
      return use->index == 0;
    default:
      return false;
  }
}

static bool wants_converted(const converter_t* converter,
                            const weir_use_t* use) {
  return converts(converter, use->op) && !is_condition(use);
}

static weir_value_t* build_cast(weir_value_t* value, weir_type_t* type) {
  weir_op_t* op = weir_value_op(value);
  weir_builder_t builder = op != NULL
                               ? weir_builder_after(op)
                               : weir_builder_at_start(weir_value_block(value));
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_BUILTIN_UNREALIZED_CONVERSION_CAST,
                     weir_value_location(value));
  weir_op_state_operands(&state, &value, 1);
  weir_op_state_results(&state, &type, 1);
  return weir_op_result_n(weir_build(&builder, &state), 0);
}

// Gives |value| the type that it has behind the conversion and lets the uses
// that want the other one have it by a cast.
static void convert_value(const converter_t* converter, weir_value_t* value,
                          bool is_converted) {
  weir_type_t* before = value->type;
  weir_type_t* after = convert_type(converter, before);
  if (before == after) return;
  if (is_converted) value->type = after;
  weir_value_t* cast = NULL;
  WEIR_FOR_EACH_USE(use, value) {
    if (cast != NULL && use->op == cast->op) continue;
    if (wants_converted(converter, use) == is_converted) continue;
    if (cast == NULL) cast = build_cast(value, is_converted ? before : after);
    weir_op_set_operand(use->op, use->index, cast);
  }
}

static void convert_function(const converter_t* converter, weir_op_t* op) {
  weir_type_t* type = weir_op_attr_type(op, "function_type");
  if (type == NULL || !converter->structural) return;
  weir_op_set_attr(op, "function_type",
                   weir_type_attr(convert_function_type(converter, type)));
}

static void add_memref(converter_t* converter, weir_op_t* op) {
  if (converter->memref_count == converter->memref_capacity) {
    uint32_t capacity = converter->memref_capacity * 2 + 32;
    weir_memref_use_t* memrefs =
        WEIR_ARENA_ARRAY(converter->arena, weir_memref_use_t, capacity);
    if (converter->memref_count > 0) {
      memcpy(memrefs, converter->memrefs,
             converter->memref_count * sizeof(*memrefs));
    }
    converter->memrefs = memrefs;
    converter->memref_capacity = capacity;
  }
  converter->memrefs[converter->memref_count++] = weir_memref_use(op);
}

static weir_walk_t find_memrefs(weir_op_t* op, void* user) {
  if (is_of_memref(op)) add_memref(user, op);
  return WEIR_WALK_CONTINUE;
}

static weir_status_t rewrite_memrefs(const converter_t* converter,
                                     const weir_op_t* module) {
  bool ok = true;
  for (uint32_t i = 0; i < converter->memref_count; ++i) {
    ok = weir_memref_rewrite(&converter->memrefs[i]) && ok;
  }
  if (ok) return weir_ok();
  weir_emit_error(module->context, module->location,
                  "conversion to util failed");
  return weir_status(WEIR_CODE_INVALID_ARGUMENT, "conversion to util failed");
}

weir_status_t weir_util_test_conversion(weir_pass_t* pass, weir_op_t* module) {
  converter_t converter = {
      .arena = pass->scratch,
      .widen = weir_pass_flag(pass, "widen-integers", false),
      .structural = weir_pass_flag(pass, "structural-conversion", true),
  };
  weir_walk_pre_order(module, find_memrefs, &converter);
  // The list is taken first: casts that come up are as they should be.
  weir_op_list_t all = weir_collect_ops(module, 0, pass->scratch);
  for (uint32_t i = 0; i < all.count; ++i) {
    weir_op_t* op = all.ops[i];
    bool is_converted = converts(&converter, op);
    convert_function(&converter, op);
    for (uint32_t k = 0; k < op->result_count; ++k) {
      convert_value(&converter, weir_op_result_n(op, k), is_converted);
    }
    for (uint32_t r = 0; r < op->region_count; ++r) {
      WEIR_FOR_EACH_BLOCK(block, &op->regions[r]) {
        for (uint32_t k = 0; k < block->argument_count; ++k) {
          convert_value(&converter, block->arguments[k], is_converted);
        }
      }
    }
  }
  return rewrite_memrefs(&converter, module);
}
