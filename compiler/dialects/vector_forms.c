// Text of vector.contract, outerproduct and the transfers, and of the
// attributes of the dialect.
#include <string.h>

#include "compiler/dialects/forms.h"
#include "compiler/dialects/vector.h"
#include "compiler/dialects/vector_impl.h"

static weir_arena_t* arena_of(weir_asm_parser_t* parser) {
  return weir_context_arena(weir_asm_context(parser));
}

// -- attributes that are a word -----------------------------------------------

static weir_attr_t* word_parse(weir_asm_parser_t* parser,
                               const weir_attr_def_t* def) {
  weir_string_view_t word;
  if (!weir_asm_expect(parser, "<") || !weir_asm_keyword(parser, &word) ||
      !weir_asm_expect(parser, ">")) {
    return NULL;
  }
  weir_attr_t* param = weir_string_attr_sv(weir_asm_context(parser), word);
  return weir_dialect_attr(weir_asm_context(parser), def, &param, 1, NULL);
}

static void word_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  weir_asm_printf(printer, "<%.*s>",
                  WEIR_SV_ARGS(weir_attr_string(attr->dialect.params[0])));
}

static const weir_attr_def_t iterator_type_def = {
    .mnemonic = "iterator_type",
    .param_count = 1,
    .parse = word_parse,
    .print = word_print,
};
static const weir_attr_def_t kind_def = {
    .mnemonic = "kind",
    .param_count = 1,
    .parse = word_parse,
    .print = word_print,
};

const weir_attr_def_t* const weir_vector_attrs[WEIR_VECTOR_ATTR_COUNT] = {
    &iterator_type_def,
    &kind_def,
};

static weir_attr_t* add_kind(weir_context_t* context) {
  weir_attr_t* param = weir_string_attr(context, "add");
  return weir_dialect_attr(context, &kind_def, &param, 1, NULL);
}

static weir_attr_t* given_attr(const weir_op_state_t* state, const char* name) {
  for (uint32_t i = 0; i < state->attr_count; ++i) {
    if (strcmp(state->attrs[i].name->data, name) == 0) {
      return state->attrs[i].value;
    }
  }
  return NULL;
}

// Each operand as a group of its own.
static bool push_each(weir_asm_parser_t* parser,
                      const weir_operand_list_t* operands,
                      const weir_type_list_t* types) {
  if (operands->count != types->count) {
    return weir_asm_error(parser, weir_asm_location(parser),
                          "%u operands but types for %u", operands->count,
                          types->count);
  }
  for (uint32_t i = 0; i < operands->count; ++i) {
    if (!weir_form_push_operand(parser, &operands->items[i], types->items[i])) {
      return false;
    }
  }
  return true;
}

// -- vector.contract ----------------------------------------------------------

static const char* const contract_attrs[] = {"indexing_maps", "iterator_types",
                                             "kind", NULL};

// |types| with each string made an attribute, or the other way round.
static weir_attr_t* convert_iterators(weir_context_t* context,
                                      const weir_attr_t* types, bool to_words) {
  weir_attr_list_t list = {0};
  for (uint32_t i = 0; i < types->array.count; ++i) {
    weir_attr_t* type = types->array.elements[i];
    if (to_words && weir_attr_is_def(type, &iterator_type_def)) {
      type = type->dialect.params[0];
    } else if (!to_words && weir_attr_is(type, WEIR_ATTR_STRING)) {
      type = weir_dialect_attr(context, &iterator_type_def, &type, 1, NULL);
    }
    weir_attr_list_add(&list, weir_context_arena(context), type);
  }
  return weir_array_attr(context, list.items, list.count);
}

static bool parse_contract_attrs(weir_asm_parser_t* parser) {
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_t* traits = NULL;
  if (!weir_asm_dictionary(parser, &traits)) return false;
  weir_attr_t* types = weir_dictionary_get(traits, "iterator_types");
  if (weir_attr_is(types, WEIR_ATTR_ARRAY)) {
    traits = weir_dictionary_set(traits, "iterator_types",
                                 convert_iterators(context, types, false));
  }
  if (weir_dictionary_get(traits, "kind") == NULL) {
    traits = weir_dictionary_set(traits, "kind", add_kind(context));
  }
  weir_op_state_attrs(weir_asm_state(parser), traits);
  return true;
}

bool weir_vector_contract_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t operands = {0};
  weir_type_list_t types = {0};
  weir_type_t* result = NULL;
  if (!parse_contract_attrs(parser) || !weir_form_operands(parser, &operands) ||
      !weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":") ||
      !weir_form_types(parser, &types) || !weir_asm_expect(parser, "into") ||
      !weir_asm_type(parser, &result)) {
    return false;
  }
  weir_type_list_add(&types, arena_of(parser), result);
  weir_op_state_results(weir_asm_state(parser), &result, 1);
  return push_each(parser, &operands, &types);
}

void weir_vector_contract_print(weir_asm_printer_t* printer,
                                const weir_op_t* op) {
  weir_attr_t* traits = weir_dictionary_attr(op->context, NULL, 0);
  for (uint32_t i = 0; contract_attrs[i] != NULL; ++i) {
    weir_attr_t* value = weir_op_attr(op, contract_attrs[i]);
    if (i == 1 && weir_attr_is(value, WEIR_ATTR_ARRAY)) {
      value = convert_iterators(op->context, value, true);
    }
    traits = weir_dictionary_set(traits, contract_attrs[i], value);
  }
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, traits);
  weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, op->operand_count);
  weir_asm_print_attr_dict(printer, op, contract_attrs);
  weir_asm_write(printer, " : ");
  weir_form_print_operand_types(printer, op, 0, 2);
  weir_asm_write(printer, " into ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

// -- vector.outerproduct ------------------------------------------------------

static weir_type_t* product_type(weir_asm_parser_t* parser,
                                 const weir_type_t* lhs,
                                 const weir_type_t* rhs) {
  uint32_t left = weir_type_rank(lhs);
  uint32_t right = rhs->kind == WEIR_TYPE_VECTOR ? weir_type_rank(rhs) : 0;
  uint32_t rank = left + right;
  int64_t* dims = WEIR_ARENA_ARRAY(arena_of(parser), int64_t, rank);
  bool* scalable = WEIR_ARENA_ARRAY(arena_of(parser), bool, rank);
  for (uint32_t i = 0; i < rank; ++i) {
    const weir_type_t* from = i < left ? lhs : rhs;
    uint32_t place = i < left ? i : i - left;
    dims[i] = weir_type_dim(from, place);
    scalable[i] = from->shaped.scalable && from->shaped.scalable[place];
  }
  return weir_vector_type(lhs->shaped.element, dims, rank, scalable);
}

bool weir_vector_outerproduct_parse(weir_asm_parser_t* parser,
                                    const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t operands = {0};
  weir_type_list_t types = {0};
  weir_location_t* location = weir_asm_location(parser);
  weir_op_state_t* state = weir_asm_state(parser);
  if (!weir_form_operands(parser, &operands) || !weir_asm_attr_dict(parser) ||
      !weir_asm_expect(parser, ":") || !weir_form_types(parser, &types)) {
    return false;
  }
  if (given_attr(state, "kind") == NULL) {
    weir_op_state_attr(state, "kind", add_kind(weir_asm_context(parser)));
  }
  if (types.count != 2 || types.items[0]->kind != WEIR_TYPE_VECTOR) {
    return weir_asm_error(parser, location,
                          "expected the type of a vector and that of another "
                          "or of an element");
  }
  weir_type_t* result = product_type(parser, types.items[0], types.items[1]);
  if (operands.count == 3) {
    weir_type_list_add(&types, arena_of(parser), result);
  }
  weir_op_state_results(state, &result, 1);
  return push_each(parser, &operands, &types);
}

void weir_vector_outerproduct_print(weir_asm_printer_t* printer,
                                    const weir_op_t* op) {
  static const char* const kind[] = {"kind", NULL};
  static const char* const none[] = {NULL};
  bool is_add = weir_op_attr(op, "kind") == add_kind(op->context);
  weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, op->operand_count);
  weir_asm_print_attr_dict(printer, op, is_add ? kind : none);
  weir_asm_write(printer, " : ");
  weir_form_print_operand_types(printer, op, 0, 2);
}

// -- transfers ----------------------------------------------------------------

// The last dimensions of |rank|, as many as |vector| has over the elements.
static weir_attr_t* minor_identity(weir_context_t* context,
                                   const weir_type_t* source,
                                   const weir_type_t* vector) {
  uint32_t rank = weir_type_rank(source);
  const weir_type_t* element = source->shaped.element;
  uint32_t count = weir_type_rank(vector);
  if (element->kind == WEIR_TYPE_VECTOR) count -= weir_type_rank(element);
  if (count > rank) count = rank;
  weir_affine_expr_t** results =
      WEIR_ARENA_ARRAY(weir_context_arena(context), weir_affine_expr_t*, count);
  for (uint32_t i = 0; i < count; ++i) {
    results[i] = weir_affine_dim(context, rank - count + i);
  }
  return weir_affine_map_attr(
      weir_affine_map(context, rank, 0, results, count));
}

// The mask chooses elements of the source: its dimensions are those that the
// map uses, in their order there.
static weir_type_t* mask_type(weir_context_t* context,
                              const weir_affine_map_t* map,
                              const weir_type_t* vector) {
  int64_t* dims =
      WEIR_ARENA_ARRAY(weir_context_arena(context), int64_t, map->result_count);
  bool* scalable =
      WEIR_ARENA_ARRAY(weir_context_arena(context), bool, map->result_count);
  uint32_t rank = 0;
  for (uint32_t d = 0; d < map->dim_count; ++d) {
    for (uint32_t i = 0; i < map->result_count; ++i) {
      if (map->results[i] != weir_affine_dim(context, d)) continue;
      if (i >= weir_type_rank(vector)) continue;
      scalable[rank] = vector->shaped.scalable && vector->shaped.scalable[i];
      dims[rank++] = weir_type_dim(vector, i);
      break;
    }
  }
  return weir_vector_type(weir_i1_type(context), dims, rank, scalable);
}

typedef struct transfer_t {
  bool is_read;
  weir_asm_operand_t vector, source, padding, mask;
  bool has_mask;
  weir_operand_list_t indices;
} transfer_t;

static bool parse_transfer_operands(weir_asm_parser_t* parser,
                                    transfer_t* transfer) {
  if (!transfer->is_read && (!weir_asm_operand(parser, &transfer->vector) ||
                             !weir_asm_expect(parser, ","))) {
    return false;
  }
  if (!weir_asm_operand(parser, &transfer->source) ||
      !weir_asm_expect(parser, "[") ||
      !weir_form_operands(parser, &transfer->indices) ||
      !weir_asm_expect(parser, "]")) {
    return false;
  }
  if (transfer->is_read && (!weir_asm_expect(parser, ",") ||
                            !weir_asm_operand(parser, &transfer->padding))) {
    return false;
  }
  transfer->has_mask = weir_asm_try(parser, ",");
  return !transfer->has_mask || weir_asm_operand(parser, &transfer->mask);
}

static bool push_transfer(weir_asm_parser_t* parser, const transfer_t* transfer,
                          weir_type_t* source, weir_type_t* vector,
                          weir_type_t* mask) {
  weir_type_t* index = weir_index_type(weir_asm_context(parser));
  if (!transfer->is_read &&
      !weir_form_push_operand(parser, &transfer->vector, vector)) {
    return false;
  }
  if (!weir_form_push_operand(parser, &transfer->source, source) ||
      !weir_form_push_typed(parser, &transfer->indices, index)) {
    return false;
  }
  if (transfer->is_read && !weir_form_push_operand(parser, &transfer->padding,
                                                   source->shaped.element)) {
    return false;
  }
  weir_operand_list_t masks = {0};
  if (transfer->has_mask) {
    weir_form_add_operand(parser, &masks, transfer->mask);
  }
  return weir_form_push_typed(parser, &masks, mask);
}

// Nothing is known of any dimension.
static weir_attr_t* no_bounds(weir_context_t* context, uint32_t count) {
  weir_attr_list_t list = {0};
  for (uint32_t i = 0; i < count; ++i) {
    weir_attr_list_add(&list, weir_context_arena(context),
                       weir_bool_attr(context, false));
  }
  return weir_array_attr(context, list.items, list.count);
}

bool weir_vector_transfer_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info) {
  weir_context_t* context = weir_asm_context(parser);
  weir_op_state_t* state = weir_asm_state(parser);
  transfer_t transfer = {.is_read = info->def->id == WEIR_VECTOR_TRANSFER_READ};
  weir_location_t* location = weir_asm_location(parser);
  weir_type_t* types[2];
  if (!parse_transfer_operands(parser, &transfer) ||
      !weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":") ||
      !weir_asm_type(parser, &types[0]) || !weir_asm_expect(parser, ",") ||
      !weir_asm_type(parser, &types[1])) {
    return false;
  }
  weir_type_t* source = types[transfer.is_read ? 0 : 1];
  weir_type_t* vector = types[transfer.is_read ? 1 : 0];
  if (!weir_type_is_ranked(source) || vector->kind != WEIR_TYPE_VECTOR) {
    return weir_asm_error(parser, location,
                          "requires a vector and a ranked tensor or memref");
  }
  weir_attr_t* map = given_attr(state, "permutation_map");
  if (map == NULL) {
    map = minor_identity(context, source, vector);
    weir_op_state_attr(state, "permutation_map", map);
  }
  if (!weir_attr_is(map, WEIR_ATTR_AFFINE_MAP)) {
    return weir_asm_error(parser, location, "permutation_map is no affine map");
  }
  if (given_attr(state, "in_bounds") == NULL) {
    weir_op_state_attr(state, "in_bounds",
                       no_bounds(context, map->map->result_count));
  }
  if (transfer.is_read) {
    weir_op_state_results(state, &vector, 1);
  } else if (weir_type_is_tensor(source)) {
    weir_op_state_results(state, &source, 1);
  }
  return push_transfer(parser, &transfer, source, vector,
                       mask_type(context, map->map, vector));
}

static bool is_any_true(const weir_attr_t* list) {
  if (!weir_attr_is(list, WEIR_ATTR_ARRAY)) return false;
  for (uint32_t i = 0; i < list->array.count; ++i) {
    int64_t value = 0;
    if (weir_attr_int(list->array.elements[i], &value) && value != 0) {
      return true;
    }
  }
  return false;
}

static void print_transfer_attrs(weir_asm_printer_t* printer,
                                 const weir_op_t* op, const weir_type_t* source,
                                 const weir_type_t* vector) {
  const char* elided[3];
  uint32_t count = 0;
  if (weir_op_attr(op, "permutation_map") ==
      minor_identity(op->context, source, vector)) {
    elided[count++] = "permutation_map";
  }
  if (!is_any_true(weir_op_attr(op, "in_bounds"))) {
    elided[count++] = "in_bounds";
  }
  elided[count] = NULL;
  weir_asm_print_attr_dict(printer, op, elided);
}

void weir_vector_transfer_print(weir_asm_printer_t* printer,
                                const weir_op_t* op) {
  bool is_read = weir_op_is(op, WEIR_VECTOR_TRANSFER_READ);
  uint32_t source_place = is_read ? 0 : 1;
  const weir_type_t* source = weir_op_operand_n(op, source_place)->type;
  const weir_type_t* vector =
      is_read ? weir_op_result_n(op, 0)->type : weir_op_operand_n(op, 0)->type;
  uint32_t indices = weir_op_operand_group_size(op, source_place + 1);
  weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, source_place + 1);
  weir_asm_write(printer, "[");
  weir_form_print_operands(printer, op, source_place + 1, indices);
  weir_asm_write(printer, "]");
  uint32_t rest = source_place + 1 + indices;
  if (rest < op->operand_count) weir_asm_write(printer, ", ");
  weir_form_print_operands(printer, op, rest, op->operand_count - rest);
  print_transfer_attrs(printer, op, source, vector);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, is_read ? source : vector);
  weir_asm_write(printer, ", ");
  weir_asm_print_type(printer, is_read ? vector : source);
}
