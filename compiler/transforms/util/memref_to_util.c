#include "compiler/transforms/util/memref_to_util.h"

#include "compiler/dialects/arith.h"
#include "compiler/dialects/builtin.h"
#include "compiler/dialects/memref.h"
#include "compiler/dialects/sizes.h"
#include "compiler/dialects/util.h"
#include "compiler/dialects/util_types.h"
#include "compiler/ir/builder.h"
#include "compiler/ir/diagnostic.h"
#include "compiler/ir/symbol.h"

bool weir_type_is_flat_memref(const weir_type_t* type) {
  return type != NULL && type->kind == WEIR_TYPE_MEMREF &&
         weir_type_rank(type) <= 1 && type->shaped.encoding == NULL;
}

weir_memref_use_t weir_memref_use(weir_op_t* op) {
  weir_memref_use_t use = {.op = op};
  switch (weir_op_id(op)) {
    case WEIR_MEMREF_GLOBAL:
      use.type = weir_op_attr_type(op, "type");
      break;
    case WEIR_MEMREF_ALLOCA:
    case WEIR_MEMREF_GET_GLOBAL:
      use.type = weir_op_result_n(op, 0)->type;
      break;
    case WEIR_MEMREF_LOAD:
      use.type = weir_op_operand_n(op, 0)->type;
      use.loaded = weir_op_result_n(op, 0)->type;
      break;
    case WEIR_MEMREF_STORE:
      use.type = weir_op_operand_n(op, 1)->type;
      use.loaded = weir_op_operand_n(op, 0)->type;
      break;
    default:
      use.type = op->operand_count > 0 ? weir_op_operand_n(op, 0)->type : NULL;
      break;
  }
  if (weir_op_is(op, WEIR_MEMREF_DIM) &&
      !weir_type_has_static_shape(use.type)) {
    const weir_op_t* made = weir_value_op(weir_op_operand_n(op, 0));
    if (weir_op_is(made, WEIR_MEMREF_ALLOCA)) {
      use.size = weir_op_operand_n(made, 0);
    }
  }
  return use;
}

// -- parts --------------------------------------------------------------------

static weir_value_t* build_sizeof(weir_builder_t* builder,
                                  weir_location_t* location,
                                  weir_type_t* element) {
  uint32_t width = weir_type_bit_width(element);
  if (element->kind == WEIR_TYPE_INTEGER || element->kind == WEIR_TYPE_FLOAT) {
    return weir_build_index(builder, location, (width + 7) / 8);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_UTIL_SIZEOF, location);
  weir_op_state_attr(&state, "sizedType", weir_type_attr(element));
  weir_op_state_result(&state, weir_index_type(builder->context));
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* build_size_of_buffer(weir_builder_t* builder,
                                          weir_location_t* location,
                                          weir_value_t* buffer) {
  return weir_build_unary(builder, WEIR_UTIL_BUFFER_SIZE, location, buffer,
                          weir_index_type(builder->context));
}

// The size where something knows it already.
static weir_value_t* size_at(weir_builder_t* builder, weir_op_t* at,
                             weir_value_t* buffer) {
  weir_value_t* known = weir_value_find_size(buffer, at);
  return known != NULL ? known
                       : build_size_of_buffer(builder, at->location, buffer);
}

static weir_value_t* build_offset(weir_builder_t* builder, const weir_op_t* at,
                                  const weir_type_t* memref,
                                  weir_value_t* element_size,
                                  weir_value_t* index) {
  if (weir_type_rank(memref) == 0) {
    return weir_build_index(builder, at->location, 0);
  }
  return weir_build_binary(builder, WEIR_ARITH_MULI, at->location, element_size,
                           index);
}

static weir_value_t* build_cast(weir_builder_t* builder, const weir_op_t* at,
                                weir_value_t* value, weir_type_t* type) {
  if (value->type == type) return value;
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_BUILTIN_UNREALIZED_CONVERSION_CAST,
                     at->location);
  weir_op_state_operands(&state, &value, 1);
  weir_op_state_results(&state, &type, 1);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

// -- ops ----------------------------------------------------------------------

static void replace(weir_op_t* op, weir_value_t* value) {
  weir_op_replace(op, &value);
}

static void set_symbol(weir_op_state_t* state, weir_string_view_t name) {
  weir_op_state_attr(state, "global",
                     weir_symbol_attr(state->context, name.data));
}

static bool rewrite_global(const weir_memref_use_t* use) {
  weir_op_t* op = use->op;
  weir_attr_t* value = weir_op_attr(op, "initial_value");
  if (!weir_op_has_attr(op, "constant") || value == NULL) return false;
  weir_context_t* context = op->context;
  weir_string_view_t name = weir_symbol_name(op);
  weir_type_t* buffer = weir_util_buffer_type(context);
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL, op->location);
  weir_op_state_attr(&state, "sym_name", weir_op_attr(op, "sym_name"));
  weir_op_state_attr(&state, "sym_visibility",
                     weir_string_attr(context, "private"));
  weir_op_state_attr(&state, "type", weir_type_attr(buffer));
  weir_build(&builder, &state);
  weir_op_state_init(&state, &builder, WEIR_UTIL_INITIALIZER, op->location);
  weir_op_state_attr(
      &state, "function_type",
      weir_type_attr(weir_function_type(context, NULL, 0, NULL, 0)));
  weir_op_t* initializer = weir_build(&builder, &state);
  builder = weir_builder_at_end(
      weir_region_add_block(weir_op_region(initializer, 0)));
  weir_op_state_init(&state, &builder, WEIR_UTIL_BUFFER_CONSTANT, op->location);
  weir_op_state_attr(&state, "value", value);
  if (weir_op_has_attr(op, "alignment")) {
    weir_op_state_attr(
        &state, "alignment",
        weir_index_attr(context, weir_op_attr_int(op, "alignment", 0)));
  }
  weir_op_state_result(&state, buffer);
  weir_value_t* constant = weir_op_result_n(weir_build(&builder, &state), 0);
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_STORE, op->location);
  weir_op_state_operand(&state, constant);
  set_symbol(&state, name);
  weir_build(&builder, &state);
  weir_op_state_init(&state, &builder, WEIR_UTIL_RETURN, op->location);
  weir_build(&builder, &state);
  weir_op_erase(op);
  return true;
}

static bool rewrite_get_global(const weir_memref_use_t* use) {
  weir_op_t* op = use->op;
  weir_builder_t builder = weir_builder_before(op);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_GLOBAL_LOAD, op->location);
  weir_op_state_attr(&state, "global", weir_op_attr(op, "name"));
  weir_op_state_result(&state, weir_util_buffer_type(op->context));
  replace(op, weir_op_result_n(weir_build(&builder, &state), 0));
  return true;
}

static bool rewrite_alloca(const weir_memref_use_t* use) {
  weir_op_t* op = use->op;
  weir_builder_t builder = weir_builder_before(op);
  weir_type_t* element = weir_type_element(use->type);
  weir_value_t* size = NULL;
  if (weir_type_rank(use->type) == 0) {
    size = build_sizeof(&builder, op->location, element);
  } else {
    int64_t dim = weir_type_dim(use->type, 0);
    weir_value_t* count = dim == WEIR_DYNAMIC
                              ? weir_op_operand_n(op, 0)
                              : weir_build_index(&builder, op->location, dim);
    size =
        weir_build_binary(&builder, WEIR_ARITH_MULI, op->location,
                          build_sizeof(&builder, op->location, element), count);
  }
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_BUFFER_ALLOC, op->location);
  weir_op_state_operand(&state, size);
  int64_t alignment = weir_op_attr_int(op, "alignment", 0);
  if (alignment != 0) {
    weir_op_state_attr(&state, "alignment",
                       weir_index_attr(op->context, alignment));
  }
  weir_op_state_result(&state, weir_util_buffer_type(op->context));
  replace(op, weir_op_result_n(weir_build(&builder, &state), 0));
  return true;
}

static bool rewrite_dim(const weir_memref_use_t* use) {
  weir_op_t* op = use->op;
  weir_builder_t builder = weir_builder_before(op);
  int64_t index = 0;
  if (weir_value_is_constant_int(weir_op_operand_n(op, 1), &index) &&
      index == 0 && weir_type_rank(use->type) == 1 &&
      weir_type_dim(use->type, 0) != WEIR_DYNAMIC) {
    replace(op, weir_build_index(&builder, op->location,
                                 weir_type_dim(use->type, 0)));
    return true;
  }
  if (use->size != NULL) {
    replace(op, use->size);
    return true;
  }
  weir_value_t* element_size =
      build_sizeof(&builder, op->location, weir_type_element(use->type));
  weir_value_t* size =
      build_size_of_buffer(&builder, op->location, weir_op_operand_n(op, 0));
  replace(op, weir_build_binary(&builder, WEIR_ARITH_FLOORDIVSI, op->location,
                                size, element_size));
  return true;
}

static bool rewrite_load(const weir_memref_use_t* use) {
  weir_op_t* op = use->op;
  weir_builder_t builder = weir_builder_before(op);
  weir_value_t* buffer = weir_op_operand_n(op, 0);
  weir_value_t* size = size_at(&builder, op, buffer);
  weir_value_t* element_size =
      build_sizeof(&builder, op->location, weir_type_element(use->type));
  weir_value_t* offset =
      build_offset(&builder, op, use->type, element_size,
                   op->operand_count > 1 ? weir_op_operand_n(op, 1) : NULL);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_BUFFER_LOAD, op->location);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state, element_size);
  weir_op_state_result(&state, use->loaded);
  weir_value_t* loaded = weir_op_result_n(weir_build(&builder, &state), 0);
  // What a load reads is part of what it means: another type comes by a cast.
  replace(op, build_cast(&builder, op, loaded, weir_op_result_n(op, 0)->type));
  return true;
}

static bool rewrite_store(const weir_memref_use_t* use) {
  weir_op_t* op = use->op;
  weir_builder_t builder = weir_builder_before(op);
  weir_value_t* buffer = weir_op_operand_n(op, 1);
  weir_value_t* size = size_at(&builder, op, buffer);
  weir_value_t* element_size =
      build_sizeof(&builder, op->location, weir_type_element(use->type));
  weir_value_t* offset =
      build_offset(&builder, op, use->type, element_size,
                   op->operand_count > 2 ? weir_op_operand_n(op, 2) : NULL);
  weir_value_t* value =
      build_cast(&builder, op, weir_op_operand_n(op, 0), use->loaded);
  weir_op_state_t state;
  weir_op_state_init(&state, &builder, WEIR_UTIL_BUFFER_STORE, op->location);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, buffer);
  weir_op_state_operand(&state, size);
  weir_op_state_operand(&state, offset);
  weir_op_state_operand(&state, element_size);
  weir_build(&builder, &state);
  weir_op_erase(op);
  return true;
}

// Buffers hold numbers only.
static bool is_number(const weir_memref_use_t* use) {
  const weir_type_t* element = weir_type_element(use->type);
  return weir_type_is_int_or_float(element) || weir_type_is_index(element);
}

static bool rewrite(const weir_memref_use_t* use) {
  switch (weir_op_id(use->op)) {
    case WEIR_MEMREF_CAST:
    case WEIR_MEMREF_REINTERPRET_CAST:
      replace(use->op, weir_op_operand_n(use->op, 0));
      return true;
    case WEIR_MEMREF_ASSUME_ALIGNMENT:
      weir_op_erase(use->op);
      return true;
    default:
      break;
  }
  if (!weir_type_is_flat_memref(use->type)) return false;
  switch (weir_op_id(use->op)) {
    case WEIR_MEMREF_GLOBAL:
      return rewrite_global(use);
    case WEIR_MEMREF_GET_GLOBAL:
      return rewrite_get_global(use);
    case WEIR_MEMREF_ALLOCA:
      return rewrite_alloca(use);
    case WEIR_MEMREF_DIM:
      return rewrite_dim(use);
    case WEIR_MEMREF_LOAD:
      return is_number(use) && rewrite_load(use);
    case WEIR_MEMREF_STORE:
      return is_number(use) && rewrite_store(use);
    default:
      return false;
  }
}

bool weir_memref_rewrite(const weir_memref_use_t* use) {
  if (rewrite(use)) return true;
  return weir_emit_error(use->op->context, use->op->location,
                         "failed to legalize operation '%s' that was "
                         "explicitly marked illegal",
                         use->op->name->data);
}
