#include "compiler/ir/type.h"

#include <string.h>

#include "compiler/ir/context_impl.h"

// Interns a type of this key; a new one gets kind and context.
static weir_type_t* intern_type(weir_context_t* context, weir_intern_key_t* key,
                                weir_type_kind_t kind, bool* out_is_new) {
  weir_type_t* type =
      weir_intern(context, key, sizeof(*type), out_is_new, NULL);
  if (*out_is_new) {
    type->kind = kind;
    type->context = context;
  }
  return type;
}

static weir_type_t* plain_type(weir_context_t* context, weir_type_kind_t kind,
                               int64_t a, int64_t b) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_TYPE, kind);
  weir_intern_key_integer(&key, a);
  weir_intern_key_integer(&key, b);
  bool is_new;
  weir_type_t* type = intern_type(context, &key, kind, &is_new);
  if (is_new && kind == WEIR_TYPE_INTEGER) {
    type->integer.width = (uint32_t)a;
    type->integer.signedness = (weir_signedness_t)b;
  }
  if (is_new && kind == WEIR_TYPE_FLOAT) type->floating = (weir_float_kind_t)a;
  return type;
}

weir_type_t* weir_none_type(weir_context_t* context) {
  return plain_type(context, WEIR_TYPE_NONE, 0, 0);
}

weir_type_t* weir_index_type(weir_context_t* context) {
  if (context->index_type == NULL) {
    context->index_type = plain_type(context, WEIR_TYPE_INDEX, 0, 0);
  }
  return context->index_type;
}

weir_type_t* weir_integer_type_signed(weir_context_t* context, uint32_t width,
                                      weir_signedness_t signedness) {
  return plain_type(context, WEIR_TYPE_INTEGER, width, signedness);
}

weir_type_t* weir_integer_type(weir_context_t* context, uint32_t width) {
  return weir_integer_type_signed(context, width, WEIR_SIGNLESS);
}

weir_type_t* weir_i1_type(weir_context_t* context) {
  if (context->i1_type == NULL)
    context->i1_type = weir_integer_type(context, 1);
  return context->i1_type;
}

weir_type_t* weir_i32_type(weir_context_t* context) {
  if (context->i32_type == NULL)
    context->i32_type = weir_integer_type(context, 32);
  return context->i32_type;
}

weir_type_t* weir_i64_type(weir_context_t* context) {
  if (context->i64_type == NULL)
    context->i64_type = weir_integer_type(context, 64);
  return context->i64_type;
}

weir_type_t* weir_float_type(weir_context_t* context, weir_float_kind_t kind) {
  return plain_type(context, WEIR_TYPE_FLOAT, kind, 0);
}

weir_type_t* weir_tuple_type(weir_context_t* context,
                             weir_type_t* const* elements, uint32_t count) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_TYPE, WEIR_TYPE_TUPLE);
  weir_intern_key_add(&key, elements, count * sizeof(*elements));
  bool is_new;
  weir_type_t* type = intern_type(context, &key, WEIR_TYPE_TUPLE, &is_new);
  if (is_new) {
    type->tuple.elements =
        weir_arena_copy(&context->arena, elements, count * sizeof(*elements));
    type->tuple.count = count;
  }
  return type;
}

weir_type_t* weir_function_type(weir_context_t* context,
                                weir_type_t* const* inputs,
                                uint32_t input_count,
                                weir_type_t* const* results,
                                uint32_t result_count) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_TYPE, WEIR_TYPE_FUNCTION);
  weir_intern_key_integer(&key, input_count);
  weir_intern_key_add(&key, inputs, input_count * sizeof(*inputs));
  weir_intern_key_add(&key, results, result_count * sizeof(*results));
  bool is_new;
  weir_type_t* type = intern_type(context, &key, WEIR_TYPE_FUNCTION, &is_new);
  if (is_new) {
    type->function.inputs =
        weir_arena_copy(&context->arena, inputs, input_count * sizeof(*inputs));
    type->function.results = weir_arena_copy(&context->arena, results,
                                             result_count * sizeof(*results));
    type->function.input_count = input_count;
    type->function.result_count = result_count;
  }
  return type;
}

// -- shaped types -------------------------------------------------------------

static weir_type_t* shaped_type(weir_type_kind_t kind, weir_type_t* element,
                                const int64_t* dims, uint32_t rank,
                                const bool* scalable, weir_attr_t* encoding,
                                weir_attr_t* space) {
  weir_context_t* context = element->context;
  bool any_scalable = false;
  for (uint32_t i = 0; scalable != NULL && i < rank; ++i)
    any_scalable |= scalable[i];
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_TYPE, kind);
  weir_intern_key_pointer(&key, element);
  weir_intern_key_pointer(&key, encoding);
  weir_intern_key_pointer(&key, space);
  weir_intern_key_add(&key, dims, rank * sizeof(*dims));
  if (any_scalable)
    weir_intern_key_add(&key, scalable, rank * sizeof(*scalable));
  bool is_new;
  weir_type_t* type = intern_type(context, &key, kind, &is_new);
  if (is_new) {
    type->shaped.element = element;
    type->shaped.rank = rank;
    type->shaped.dims =
        weir_arena_copy(&context->arena, dims, rank * sizeof(*dims));
    type->shaped.encoding = encoding;
    type->shaped.space = space;
    if (any_scalable) {
      type->shaped.scalable =
          weir_arena_copy(&context->arena, scalable, rank * sizeof(*scalable));
    }
  }
  return type;
}

weir_type_t* weir_complex_type(weir_type_t* element) {
  return shaped_type(WEIR_TYPE_COMPLEX, element, NULL, 0, NULL, NULL, NULL);
}

weir_type_t* weir_vector_type(weir_type_t* element, const int64_t* dims,
                              uint32_t rank, const bool* scalable) {
  return shaped_type(WEIR_TYPE_VECTOR, element, dims, rank, scalable, NULL,
                     NULL);
}

weir_type_t* weir_tensor_type(weir_type_t* element, const int64_t* dims,
                              uint32_t rank, weir_attr_t* encoding) {
  return shaped_type(WEIR_TYPE_TENSOR, element, dims, rank, NULL, encoding,
                     NULL);
}

weir_type_t* weir_unranked_tensor_type(weir_type_t* element) {
  return shaped_type(WEIR_TYPE_UNRANKED_TENSOR, element, NULL, 0, NULL, NULL,
                     NULL);
}

weir_type_t* weir_memref_type(weir_type_t* element, const int64_t* dims,
                              uint32_t rank, weir_attr_t* layout,
                              weir_attr_t* space) {
  return shaped_type(WEIR_TYPE_MEMREF, element, dims, rank, NULL, layout,
                     space);
}

weir_type_t* weir_unranked_memref_type(weir_type_t* element,
                                       weir_attr_t* space) {
  return shaped_type(WEIR_TYPE_UNRANKED_MEMREF, element, NULL, 0, NULL, NULL,
                     space);
}

weir_type_t* weir_dialect_type(weir_context_t* context,
                               const weir_type_def_t* def,
                               weir_attr_t* const* params,
                               uint32_t param_count) {
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_TYPE, WEIR_TYPE_DIALECT);
  weir_intern_key_pointer(&key, def);
  weir_intern_key_add(&key, params, param_count * sizeof(*params));
  bool is_new;
  weir_type_t* type = intern_type(context, &key, WEIR_TYPE_DIALECT, &is_new);
  if (is_new) {
    type->dialect.def = def;
    type->dialect.params =
        weir_arena_copy(&context->arena, params, param_count * sizeof(*params));
    type->dialect.param_count = param_count;
  }
  return type;
}

weir_type_t* weir_opaque_type(weir_context_t* context,
                              weir_string_view_t dialect,
                              weir_string_view_t text) {
  const weir_name_t* dialect_name = weir_name_sv(context, dialect);
  const weir_name_t* text_name = weir_name_sv(context, text);
  weir_intern_key_t key;
  weir_intern_key_init(&key, WEIR_INTERN_TYPE, WEIR_TYPE_OPAQUE);
  weir_intern_key_pointer(&key, dialect_name);
  weir_intern_key_pointer(&key, text_name);
  bool is_new;
  weir_type_t* type = intern_type(context, &key, WEIR_TYPE_OPAQUE, &is_new);
  type->opaque.dialect = dialect_name;
  type->opaque.text = text_name;
  return type;
}

// -- questions ----------------------------------------------------------------

bool weir_type_is_index(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_INDEX;
}

bool weir_type_is_integer(const weir_type_t* type, uint32_t width) {
  if (type->kind != WEIR_TYPE_INTEGER) return false;
  return width == 0 || (type->integer.width == width &&
                        type->integer.signedness == WEIR_SIGNLESS);
}

bool weir_type_is_signless_integer(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_INTEGER &&
         type->integer.signedness == WEIR_SIGNLESS;
}

bool weir_type_is_float(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_FLOAT;
}

bool weir_type_is_int_or_index(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_INTEGER || type->kind == WEIR_TYPE_INDEX;
}

bool weir_type_is_int_or_float(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_INTEGER || type->kind == WEIR_TYPE_FLOAT;
}

bool weir_type_is_tensor(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_TENSOR ||
         type->kind == WEIR_TYPE_UNRANKED_TENSOR;
}

bool weir_type_is_ranked_tensor(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_TENSOR;
}

bool weir_type_is_shaped(const weir_type_t* type) {
  switch (type->kind) {
    case WEIR_TYPE_VECTOR:
    case WEIR_TYPE_TENSOR:
    case WEIR_TYPE_UNRANKED_TENSOR:
    case WEIR_TYPE_MEMREF:
    case WEIR_TYPE_UNRANKED_MEMREF:
      return true;
    default:
      return false;
  }
}

bool weir_type_is_ranked(const weir_type_t* type) {
  return type->kind == WEIR_TYPE_VECTOR || type->kind == WEIR_TYPE_TENSOR ||
         type->kind == WEIR_TYPE_MEMREF;
}

bool weir_type_is(const weir_type_t* type, const weir_type_def_t* def) {
  return type->kind == WEIR_TYPE_DIALECT && type->dialect.def == def;
}

static uint32_t float_width(weir_float_kind_t kind) {
  switch (kind) {
    case WEIR_FLOAT_F16:
    case WEIR_FLOAT_BF16:
      return 16;
    case WEIR_FLOAT_F32:
      return 32;
    case WEIR_FLOAT_F64:
      return 64;
    case WEIR_FLOAT_TF32:
      return 19;
    case WEIR_FLOAT_F80:
      return 80;
    case WEIR_FLOAT_F128:
      return 128;
    default:
      return 8;
  }
}

uint32_t weir_type_bit_width(const weir_type_t* type) {
  switch (type->kind) {
    case WEIR_TYPE_INDEX:
      return 64;
    case WEIR_TYPE_INTEGER:
      return type->integer.width;
    case WEIR_TYPE_FLOAT:
      return float_width(type->floating);
    case WEIR_TYPE_COMPLEX:
      return 2 * weir_type_bit_width(type->shaped.element);
    default:
      return 0;
  }
}

weir_type_t* weir_type_element(weir_type_t* type) {
  return weir_type_is_shaped(type) || type->kind == WEIR_TYPE_COMPLEX
             ? type->shaped.element
             : type;
}

uint32_t weir_type_rank(const weir_type_t* type) {
  return weir_type_is_ranked(type) ? type->shaped.rank : 0;
}

int64_t weir_type_dim(const weir_type_t* type, uint32_t index) {
  return type->shaped.dims[index];
}

uint32_t weir_type_dynamic_dim_count(const weir_type_t* type) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    count += type->shaped.dims[i] == WEIR_DYNAMIC;
  }
  return count;
}

bool weir_type_has_static_shape(const weir_type_t* type) {
  return weir_type_is_ranked(type) && weir_type_dynamic_dim_count(type) == 0;
}

int64_t weir_type_element_count(const weir_type_t* type) {
  if (!weir_type_has_static_shape(type)) return -1;
  int64_t count = 1;
  for (uint32_t i = 0; i < type->shaped.rank; ++i) {
    if (__builtin_mul_overflow(count, type->shaped.dims[i], &count)) return -1;
  }
  return count;
}

weir_type_t* weir_type_with_element(weir_type_t* type, weir_type_t* element) {
  if (!weir_type_is_shaped(type)) return element;
  return shaped_type(type->kind, element, type->shaped.dims, type->shaped.rank,
                     type->shaped.scalable, type->shaped.encoding,
                     type->shaped.space);
}

weir_type_t* weir_type_with_shape(weir_type_t* type, const int64_t* dims,
                                  uint32_t rank) {
  return shaped_type(type->kind, type->shaped.element, dims, rank, NULL,
                     type->shaped.encoding, type->shaped.space);
}
