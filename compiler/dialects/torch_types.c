#include "compiler/dialects/torch_types.h"

#include "compiler/dialects/torch_impl.h"
#include "compiler/ir/asm.h"

// Parameters: dimensions as a dense array of i64 (WEIR_DYNAMIC for `?`) or a
// unit where the rank is not known; the element type or a unit.
enum { DIMS, ELEMENT, PARAM_COUNT };

typedef struct dims_t {
  int64_t values[16];
  uint32_t count;
} dims_t;

static bool parse_dim(weir_asm_parser_t* parser, void* user) {
  dims_t* dims = user;
  weir_location_t* location = weir_asm_location(parser);
  if (dims->count == 16) {
    return weir_asm_error(parser, location, "more than 16 dimensions");
  }
  int64_t* value = &dims->values[dims->count++];
  if (weir_asm_try(parser, "?")) {
    *value = WEIR_DYNAMIC;
    return true;
  }
  if (!weir_asm_integer(parser, value)) return false;
  if (*value >= 0) return true;
  return weir_asm_error(parser, location, "a dimension is negative");
}

static weir_type_t* tensor_parse(weir_asm_parser_t* parser,
                                 const weir_type_def_t* def) {
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_t* params[PARAM_COUNT] = {weir_unit_attr(context),
                                      weir_unit_attr(context)};
  if (weir_asm_try(parser, "<")) {
    if (!weir_asm_try(parser, "*")) {
      dims_t dims = {.count = 0};
      if (!weir_asm_list(parser, "[", "]", parse_dim, &dims)) return NULL;
      params[DIMS] =
          weir_dense_i64_array_attr(context, dims.values, dims.count);
    }
    if (!weir_asm_expect(parser, ",")) return NULL;
    if (!weir_asm_try(parser, "unk")) {
      weir_type_t* element = NULL;
      if (!weir_asm_type(parser, &element)) return NULL;
      params[ELEMENT] = weir_type_attr(element);
    }
    if (!weir_asm_expect(parser, ">")) return NULL;
  }
  return weir_dialect_type(context, def, params, PARAM_COUNT);
}

static void tensor_print(weir_asm_printer_t* printer, const weir_type_t* type) {
  const weir_attr_t* dims = type->dialect.params[DIMS];
  const weir_attr_t* element = type->dialect.params[ELEMENT];
  bool has_dims = !weir_attr_is(dims, WEIR_ATTR_UNIT);
  bool has_element = !weir_attr_is(element, WEIR_ATTR_UNIT);
  if (!has_dims && !has_element) return;
  weir_asm_write(printer, "<");
  if (has_dims) {
    const int64_t* values = (const int64_t*)(const void*)dims->dense_array.data;
    weir_asm_write(printer, "[");
    for (uint32_t i = 0; i < dims->dense_array.count; ++i) {
      if (i > 0) weir_asm_write(printer, ",");
      if (values[i] == WEIR_DYNAMIC) {
        weir_asm_write(printer, "?");
      } else {
        weir_asm_printf(printer, "%lld", (long long)values[i]);
      }
    }
    weir_asm_write(printer, "]");
  } else {
    weir_asm_write(printer, "*");
  }
  weir_asm_write(printer, ",");
  if (has_element) {
    weir_asm_print_type(printer, element->type_value);
  } else {
    weir_asm_write(printer, "unk");
  }
  weir_asm_write(printer, ">");
}

const weir_type_def_t weir_torch_vtensor_def = {
    .mnemonic = "vtensor",
    .param_count = PARAM_COUNT,
    .parse = tensor_parse,
    .print = tensor_print,
};
const weir_type_def_t weir_torch_tensor_def = {
    .mnemonic = "tensor",
    .param_count = PARAM_COUNT,
    .parse = tensor_parse,
    .print = tensor_print,
};

bool weir_type_is_torch_vtensor(const weir_type_t* type) {
  return weir_type_is(type, &weir_torch_vtensor_def);
}

bool weir_type_is_torch_tensor(const weir_type_t* type) {
  return weir_type_is(type, &weir_torch_tensor_def);
}

weir_type_t* weir_torch_builtin_tensor(const weir_type_t* type) {
  if (!weir_type_is_torch_vtensor(type) && !weir_type_is_torch_tensor(type)) {
    return NULL;
  }
  const weir_attr_t* dims = type->dialect.params[DIMS];
  const weir_attr_t* param = type->dialect.params[ELEMENT];
  if (weir_attr_is(dims, WEIR_ATTR_UNIT) ||
      weir_attr_is(param, WEIR_ATTR_UNIT)) {
    return NULL;
  }
  weir_type_t* element = param->type_value;
  if (element->kind == WEIR_TYPE_INTEGER) {
    element = weir_integer_type(element->context, element->integer.width);
  }
  return weir_tensor_type(element,
                          (const int64_t*)(const void*)dims->dense_array.data,
                          dims->dense_array.count, NULL);
}

weir_type_t* weir_torch_value_tensor(const weir_type_t* type) {
  if (!weir_type_is_torch_vtensor(type) && !weir_type_is_torch_tensor(type)) {
    return NULL;
  }
  return weir_dialect_type(type->context, &weir_torch_vtensor_def,
                           type->dialect.params, PARAM_COUNT);
}

weir_type_t* weir_torch_mutable_tensor(const weir_type_t* type) {
  if (!weir_type_is_torch_vtensor(type)) return NULL;
  return weir_dialect_type(type->context, &weir_torch_tensor_def,
                           type->dialect.params, PARAM_COUNT);
}

// The one parameter is the type of the elements. Those of the dialect may be
// written without it: `!torch.list<vtensor<[4],f32>>`.
static weir_type_t* parse_contained(weir_asm_parser_t* parser) {
  for (uint32_t i = 0; i < WEIR_TORCH_TYPE_COUNT; ++i) {
    const weir_type_def_t* def = weir_torch_types[i];
    if (!weir_asm_try(parser, def->mnemonic)) continue;
    return def->parse != NULL
               ? def->parse(parser, def)
               : weir_dialect_type(weir_asm_context(parser), def, NULL, 0);
  }
  weir_type_t* type = NULL;
  return weir_asm_type(parser, &type) ? type : NULL;
}

static weir_type_t* list_parse(weir_asm_parser_t* parser,
                               const weir_type_def_t* def) {
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_type_t* element = parse_contained(parser);
  if (element == NULL || !weir_asm_expect(parser, ">")) return NULL;
  weir_attr_t* param = weir_type_attr(element);
  return weir_dialect_type(weir_asm_context(parser), def, &param, 1);
}

static void list_print(weir_asm_printer_t* printer, const weir_type_t* type) {
  const weir_type_t* element = type->dialect.params[0]->type_value;
  weir_asm_write(printer, "<");
  if (weir_type_is_torch(element)) {
    weir_asm_write(printer, element->dialect.def->mnemonic);
    if (element->dialect.def->print != NULL) {
      element->dialect.def->print(printer, element);
    }
  } else {
    weir_asm_print_type(printer, element);
  }
  weir_asm_write(printer, ">");
}

const weir_type_def_t weir_torch_list_def = {
    .mnemonic = "list",
    .param_count = 1,
    .parse = list_parse,
    .print = list_print,
};
const weir_type_def_t weir_torch_bool_def = {.mnemonic = "bool"};
const weir_type_def_t weir_torch_float_def = {.mnemonic = "float"};
const weir_type_def_t weir_torch_generator_def = {.mnemonic = "Generator"};
const weir_type_def_t weir_torch_int_def = {.mnemonic = "int"};
const weir_type_def_t weir_torch_none_def = {.mnemonic = "none"};
const weir_type_def_t weir_torch_str_def = {.mnemonic = "str"};

const weir_type_def_t* const weir_torch_types[WEIR_TORCH_TYPE_COUNT] = {
    &weir_torch_bool_def, &weir_torch_float_def,  &weir_torch_generator_def,
    &weir_torch_int_def,  &weir_torch_list_def,   &weir_torch_none_def,
    &weir_torch_str_def,  &weir_torch_tensor_def, &weir_torch_vtensor_def,
};

bool weir_type_is_torch(const weir_type_t* type) {
  for (uint32_t i = 0; i < WEIR_TORCH_TYPE_COUNT; ++i) {
    if (weir_type_is(type, weir_torch_types[i])) return true;
  }
  return false;
}
