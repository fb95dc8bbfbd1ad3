// #mesh.partial<sum> and #mesh.shard<@mesh, [[0], [1]], partial = sum[2]>.
#include "compiler/dialects/dialect_impl.h"
#include "compiler/dialects/mesh_impl.h"
#include "compiler/ir/asm.h"

static const char* const reduction_names[WEIR_MESH_REDUCTION_COUNT] = {
    "sum",         "max",        "min",         "product", "average",
    "bitwise_and", "bitwise_or", "bitwise_xor", "generic",
};

const char* weir_mesh_reduction_name(weir_mesh_reduction_t reduction) {
  return reduction_names[reduction];
}

// -- #mesh.partial ------------------------------------------------------------

static bool parse_reduction(weir_asm_parser_t* parser, weir_attr_t** out_kind) {
  weir_location_t* location = weir_asm_location(parser);
  weir_string_view_t word;
  if (!weir_asm_keyword(parser, &word)) return false;
  for (int i = 0; i < WEIR_MESH_REDUCTION_COUNT; ++i) {
    if (!weir_sv_equal_c(word, reduction_names[i])) continue;
    *out_kind = weir_i64_attr(weir_asm_context(parser), i);
    return true;
  }
  return weir_asm_error(parser, location,
                        "expected a reduction kind to be one of: sum, max, "
                        "min, product, average, bitwise_and, bitwise_or, "
                        "bitwise_xor, generic");
}

static weir_attr_t* partial_parse(weir_asm_parser_t* parser,
                                  const weir_attr_def_t* def) {
  weir_attr_t* kind = NULL;
  if (!weir_asm_expect(parser, "<") || !parse_reduction(parser, &kind) ||
      !weir_asm_expect(parser, ">")) {
    return NULL;
  }
  return weir_dialect_attr(weir_asm_context(parser), def, &kind, 1, NULL);
}

static void partial_print(weir_asm_printer_t* printer,
                          const weir_attr_t* attr) {
  weir_asm_printf(printer, "<%s>",
                  reduction_names[attr->dialect.params[0]->integer.value]);
}

static const weir_attr_def_t partial_def = {
    .mnemonic = "partial",
    .param_count = 1,
    .parse = partial_parse,
    .print = partial_print,
};

weir_mesh_reduction_t weir_mesh_reduction_of(const weir_op_t* op) {
  const weir_attr_t* attr = weir_op_attr(op, "reduction");
  if (!weir_attr_is_def(attr, &partial_def)) return WEIR_MESH_REDUCTION_SUM;
  return (weir_mesh_reduction_t)attr->dialect.params[0]->integer.value;
}

// -- #mesh.shard --------------------------------------------------------------
// Parameters: the mesh, per dimension of the tensor the axes that split it, the
// axes along which it is a partial result (or unit) and how these combine.

enum { SHARD_MESH, SHARD_SPLIT, SHARD_PARTIAL, SHARD_KIND, SHARD_PARAMS };

typedef struct axes_list_t {
  weir_attr_list_t lists;
  int16_t axes[64];  // of all lists, for the check that none comes twice
  uint32_t axis_count, first;
} axes_list_t;

static bool axis(weir_asm_parser_t* parser, void* user) {
  axes_list_t* list = user;
  weir_location_t* location = weir_asm_location(parser);
  int64_t value = 0;
  if (!weir_asm_integer(parser, &value)) return false;
  if (value < 0) {
    return weir_asm_error(parser, location,
                          "mesh axis is expected to be non-negative");
  }
  uint32_t room = sizeof(list->axes) / sizeof(list->axes[0]);
  if (value > INT16_MAX || list->axis_count == room) {
    return weir_asm_error(parser, location, "mesh axis is too large");
  }
  for (uint32_t i = 0; i < list->axis_count; ++i) {
    if (list->axes[i] == value) {
      return weir_asm_error(parser, location, "mesh axis duplicated");
    }
  }
  list->axes[list->axis_count++] = (int16_t)value;
  return true;
}

// `[0, 1]`, as one more element of the list.
static bool axes(weir_asm_parser_t* parser, void* user) {
  axes_list_t* list = user;
  weir_context_t* context = weir_asm_context(parser);
  list->first = list->axis_count;
  if (!weir_asm_list(parser, "[", "]", axis, list)) return false;
  weir_attr_t* attr = weir_dense_array_attr(weir_integer_type(context, 16),
                                            list->axes + list->first,
                                            list->axis_count - list->first);
  weir_attr_list_add(&list->lists, weir_context_arena(context), attr);
  return true;
}

static bool parse_partial(weir_asm_parser_t* parser, axes_list_t* list,
                          weir_attr_t** params) {
  weir_location_t* location = NULL;
  if (!weir_asm_expect(parser, "partial") || !weir_asm_expect(parser, "=") ||
      !parse_reduction(parser, &params[SHARD_KIND])) {
    return false;
  }
  location = weir_asm_location(parser);
  if (!axes(parser, list)) return false;
  params[SHARD_PARTIAL] = list->lists.items[--list->lists.count];
  return params[SHARD_PARTIAL]->dense_array.count > 0 ||
         weir_asm_error(parser, location, "expected integer value");
}

static weir_attr_t* shard_parse(weir_asm_parser_t* parser,
                                const weir_attr_def_t* def) {
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_t* unit = weir_unit_attr(context);
  weir_attr_t* params[SHARD_PARAMS] = {unit, unit, unit, unit};
  axes_list_t list = {0};
  if (!weir_asm_expect(parser, "<")) return NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_attr(parser, NULL, &params[SHARD_MESH])) return NULL;
  if (!weir_attr_is(params[SHARD_MESH], WEIR_ATTR_SYMBOL_REF)) {
    weir_asm_error(parser, location, "expected the symbol of a mesh");
    return NULL;
  }
  if (!weir_asm_expect(parser, ",") || !weir_asm_expect(parser, "[")) {
    return NULL;
  }
  do {
    if (!axes(parser, &list)) return NULL;
  } while (weir_asm_try(parser, ","));
  if (!weir_asm_expect(parser, "]")) return NULL;
  if (weir_asm_try(parser, ",") && !parse_partial(parser, &list, params)) {
    return NULL;
  }
  if (!weir_asm_expect(parser, ">")) return NULL;
  params[SHARD_SPLIT] =
      weir_array_attr(context, list.lists.items, list.lists.count);
  return weir_dialect_attr(context, def, params, SHARD_PARAMS, NULL);
}

static void print_axes(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  const int16_t* values = (const int16_t*)(const void*)attr->dense_array.data;
  weir_asm_write(printer, "[");
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    weir_asm_printf(printer, "%s%d", i > 0 ? ", " : "", values[i]);
  }
  weir_asm_write(printer, "]");
}

static void shard_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  weir_attr_t* const* params = attr->dialect.params;
  const weir_attr_t* split = params[SHARD_SPLIT];
  weir_asm_write(printer, "<");
  weir_asm_print_attr(printer, params[SHARD_MESH]);
  weir_asm_write(printer, ", [");
  for (uint32_t i = 0; i < split->array.count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    print_axes(printer, split->array.elements[i]);
  }
  weir_asm_write(printer, "]");
  if (params[SHARD_PARTIAL]->kind != WEIR_ATTR_UNIT) {
    weir_asm_printf(printer, ", partial = %s",
                    reduction_names[params[SHARD_KIND]->integer.value]);
    print_axes(printer, params[SHARD_PARTIAL]);
  }
  weir_asm_write(printer, ">");
}

static const weir_attr_def_t shard_def = {
    .mnemonic = "shard",
    .param_count = SHARD_PARAMS,
    .parse = shard_parse,
    .print = shard_print,
};

const weir_attr_def_t* const weir_mesh_attrs[WEIR_MESH_ATTR_COUNT] = {
    &partial_def,
    &shard_def,
};
