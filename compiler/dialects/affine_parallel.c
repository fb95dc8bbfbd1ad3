// affine.parallel: its bounds are groups of expressions, the results of two
// maps one behind the other.
#include <string.h>

#include "compiler/dialects/affine_impl.h"
#include "compiler/dialects/forms.h"
#include "compiler/ir/diagnostic.h"

static const char* const reduction_words[WEIR_AFFINE_REDUCTION_COUNT] = {
    "addf", "addi", "assign", "maximumf", "maxs", "maxu",    "minimumf", "mins",
    "minu", "mulf", "muli",   "ori",      "andi", "maxnumf", "minnumf",
};

// -- reading ------------------------------------------------------------------

static bool counter(weir_asm_parser_t* parser, void* user) {
  weir_asm_argument_t argument;
  if (!weir_asm_argument(parser, false, false, &argument)) return false;
  argument.type = weir_index_type(weir_asm_context(parser));
  weir_form_add_argument(parser, user, argument);
  return true;
}

// The map and groups of one bound into the attributes, its operands behind the
// others.
static bool parse_bounds(weir_asm_parser_t* parser, const char* prefix,
                         const char* map_name, const char* groups_name,
                         weir_operand_list_t* operands) {
  weir_context_t* context = weir_asm_context(parser);
  weir_op_state_t* state = weir_asm_state(parser);
  weir_affine_groups_text_t text;
  if (!weir_asm_affine_groups(parser, prefix, &text)) return false;
  uint32_t count = text.all.map->dim_count + text.all.map->symbol_count;
  for (uint32_t i = 0; i < count; ++i) {
    weir_form_add_operand(parser, operands, text.all.operands[i]);
  }
  int64_t dim = text.count;
  weir_type_t* type = weir_tensor_type(weir_i32_type(context), &dim, 1, NULL);
  weir_op_state_attr(state, map_name, weir_affine_map_attr(text.all.map));
  weir_op_state_attr(
      state, groups_name,
      weir_dense_attr(type, text.sizes, text.count * sizeof(*text.sizes)));
  return true;
}

static bool step(weir_asm_parser_t* parser, void* user) {
  int64_t value = 0;
  if (!weir_asm_integer(parser, &value)) return false;
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_list_add(user, weir_context_arena(context),
                     weir_i64_attr(context, value));
  return true;
}

static bool parse_steps(weir_asm_parser_t* parser, uint32_t count) {
  weir_context_t* context = weir_asm_context(parser);
  weir_attr_list_t steps = {0};
  if (weir_asm_try(parser, "step")) {
    if (!weir_asm_list(parser, "(", ")", step, &steps)) return false;
  } else {
    for (uint32_t i = 0; i < count; ++i) {
      weir_attr_list_add(&steps, weir_context_arena(context),
                         weir_i64_attr(context, 1));
    }
  }
  weir_op_state_attr(weir_asm_state(parser), "steps",
                     weir_array_attr(context, steps.items, steps.count));
  return true;
}

static bool reduction(weir_asm_parser_t* parser, void* user) {
  weir_context_t* context = weir_asm_context(parser);
  weir_location_t* location = weir_asm_location(parser);
  weir_string_view_t word;
  if (!weir_asm_string(parser, &word)) return false;
  for (int i = 0; i < WEIR_AFFINE_REDUCTION_COUNT; ++i) {
    if (!weir_sv_equal_c(word, reduction_words[i])) continue;
    weir_attr_list_add(user, weir_context_arena(context),
                       weir_i64_attr(context, i));
    return true;
  }
  return weir_asm_error(parser, location, "invalid reduction value: \"%.*s\"",
                        WEIR_SV_ARGS(word));
}

static bool parse_reductions(weir_asm_parser_t* parser) {
  weir_attr_list_t list = {0};
  weir_type_list_t results = {0};
  if (weir_asm_try(parser, "reduce") &&
      !weir_asm_list(parser, "(", ")", reduction, &list)) {
    return false;
  }
  weir_op_state_attr(
      weir_asm_state(parser), "reductions",
      weir_array_attr(weir_asm_context(parser), list.items, list.count));
  if (!weir_form_arrow_types(parser, &results)) return false;
  weir_form_push_results(parser, &results);
  return true;
}

bool weir_affine_parallel_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info) {
  (void)info;
  weir_argument_list_t counters = {0};
  weir_operand_list_t operands = {0};
  return weir_asm_list(parser, "(", ")", counter, &counters) &&
         weir_asm_expect(parser, "=") &&
         parse_bounds(parser, "max", "lowerBoundsMap", "lowerBoundsGroups",
                      &operands) &&
         weir_asm_expect(parser, "to") &&
         parse_bounds(parser, "min", "upperBoundsMap", "upperBoundsGroups",
                      &operands) &&
         parse_steps(parser, counters.count) && parse_reductions(parser) &&
         weir_form_push_typed(parser, &operands,
                              weir_index_type(weir_asm_context(parser))) &&
         weir_asm_region(parser, counters.items, counters.count) &&
         weir_asm_attr_dict(parser);
}

// -- writing ------------------------------------------------------------------

static uint32_t group_count(const weir_attr_t* groups) {
  return (uint32_t)weir_type_dim(groups->type, 0);
}

static uint32_t group_size(const weir_attr_t* groups, uint32_t index) {
  return (uint32_t)weir_dense_element(groups, index)->integer.value;
}

static void print_bounds(weir_asm_printer_t* printer, const weir_op_t* op,
                         const char* prefix, const weir_affine_map_t* map,
                         const weir_attr_t* groups, uint32_t first) {
  uint32_t from = 0;
  weir_asm_write(printer, "(");
  for (uint32_t i = 0; i < group_count(groups); ++i) {
    uint32_t size = group_size(groups, i);
    if (i > 0) weir_asm_write(printer, ", ");
    if (size != 1) weir_asm_printf(printer, "%s(", prefix);
    weir_asm_print_affine_of_values(printer, map, from, size, op, first);
    if (size != 1) weir_asm_write(printer, ")");
    from += size;
  }
  weir_asm_write(printer, ")");
}

static void print_steps(weir_asm_printer_t* printer, const weir_op_t* op) {
  const weir_attr_t* steps = weir_op_attr(op, "steps");
  bool all_one = true;
  for (uint32_t i = 0; i < steps->array.count; ++i) {
    all_one = all_one && weir_attr_is_int(steps->array.elements[i], 1);
  }
  if (all_one) return;
  weir_asm_write(printer, " step (");
  for (uint32_t i = 0; i < steps->array.count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_attr_without_type(printer, steps->array.elements[i]);
  }
  weir_asm_write(printer, ")");
}

static void print_reductions(weir_asm_printer_t* printer, const weir_op_t* op) {
  const weir_attr_t* list = weir_op_attr(op, "reductions");
  if (op->result_count == 0) return;
  weir_asm_write(printer, " reduce (");
  for (uint32_t i = 0; i < list->array.count; ++i) {
    weir_asm_printf(printer, "%s\"%s\"", i > 0 ? ", " : "",
                    reduction_words[list->array.elements[i]->integer.value]);
  }
  weir_asm_write(printer, ") -> (");
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_type(printer, weir_op_result_n(op, i)->type);
  }
  weir_asm_write(printer, ")");
}

void weir_affine_parallel_print(weir_asm_printer_t* printer,
                                const weir_op_t* op) {
  static const char* const elided[] = {"reductions",
                                       "lowerBoundsMap",
                                       "lowerBoundsGroups",
                                       "upperBoundsMap",
                                       "steps",
                                       "upperBoundsGroups",
                                       NULL};
  const weir_block_t* body = weir_op_region(op, 0)->first;
  const weir_affine_map_t* lower = weir_op_attr(op, "lowerBoundsMap")->map;
  weir_asm_write(printer, " (");
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, body->arguments[i]);
  }
  weir_asm_write(printer, ") = ");
  print_bounds(printer, op, "max", lower, weir_op_attr(op, "lowerBoundsGroups"),
               0);
  weir_asm_write(printer, " to ");
  print_bounds(printer, op, "min", weir_op_attr(op, "upperBoundsMap")->map,
               weir_op_attr(op, "upperBoundsGroups"),
               lower->dim_count + lower->symbol_count);
  print_steps(printer, op);
  print_reductions(printer, op);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false,
                        op->result_count > 0);
  weir_asm_print_attr_dict(printer, op, elided);
}

// -- checks -------------------------------------------------------------------

static bool is_group_list(const weir_attr_t* attr) {
  return weir_attr_is(attr, WEIR_ATTR_DENSE_ELEMENTS) &&
         weir_type_rank(attr->type) == 1 &&
         weir_type_is_integer(attr->type->shaped.element, 32);
}

static bool verify_groups(weir_op_t* op, const char* which,
                          const weir_attr_t* groups,
                          const weir_affine_map_t* map) {
  int64_t total = 0;
  for (uint32_t i = 0; i < group_count(groups); ++i) {
    int64_t size = weir_dense_element(groups, i)->integer.value;
    if (size < 0) total = -1;
    if (total < 0) break;
    total += size;
  }
  return total == map->result_count ||
         weir_op_error(op, "expected %s bounds map to have %lld results", which,
                       (long long)total);
}

static bool verify_bounds(weir_op_t* op) {
  const weir_attr_t* lower_groups = weir_op_attr(op, "lowerBoundsGroups");
  const weir_attr_t* upper_groups = weir_op_attr(op, "upperBoundsGroups");
  const weir_affine_map_t* lower = weir_op_attr(op, "lowerBoundsMap")->map;
  const weir_affine_map_t* upper = weir_op_attr(op, "upperBoundsMap")->map;
  if (!is_group_list(lower_groups) || !is_group_list(upper_groups)) {
    return weir_op_error(op, "expected groups of bounds as 32-bit integers");
  }
  uint32_t arguments = weir_op_region(op, 0)->first->argument_count;
  uint32_t steps = weir_op_attr(op, "steps")->array.count;
  uint32_t lows = group_count(lower_groups), highs = group_count(upper_groups);
  if (arguments != lows || arguments != highs || arguments != steps) {
    return weir_op_error(
        op,
        "the number of region arguments (%u) and the number of map groups for "
        "lower (%u) and upper bound (%u), and the number of steps (%u) must "
        "all match",
        arguments, lows, highs, steps);
  }
  uint32_t low_inputs = lower->dim_count + lower->symbol_count;
  if (op->operand_count !=
      low_inputs + upper->dim_count + upper->symbol_count) {
    return weir_op_error(op,
                         "operand count and affine map dimension and symbol "
                         "count must match");
  }
  return verify_groups(op, "lower", lower_groups, lower) &&
         verify_groups(op, "upper", upper_groups, upper) &&
         weir_affine_verify_places(op, 0, lower->dim_count,
                                   lower->symbol_count) &&
         weir_affine_verify_places(op, low_inputs, upper->dim_count,
                                   upper->symbol_count);
}

static bool fits(const weir_type_t* type, int64_t kind) {
  bool is_integer = type->kind == WEIR_TYPE_INTEGER;
  switch (kind) {
    case WEIR_AFFINE_ADDF:
    case WEIR_AFFINE_MULF:
    case WEIR_AFFINE_MAXIMUMF:
    case WEIR_AFFINE_MINIMUMF:
      return weir_type_is_float(type);
    case WEIR_AFFINE_ADDI:
    case WEIR_AFFINE_MULI:
    case WEIR_AFFINE_ORI:
    case WEIR_AFFINE_ANDI:
      return is_integer;
    case WEIR_AFFINE_MAXS:
    case WEIR_AFFINE_MINS:
      return is_integer && type->integer.signedness == WEIR_SIGNED;
    case WEIR_AFFINE_MAXU:
    case WEIR_AFFINE_MINU:
      return is_integer && type->integer.signedness == WEIR_UNSIGNED;
    case WEIR_AFFINE_ASSIGN:
      return true;
    default:
      return false;
  }
}

static bool verify_reductions(weir_op_t* op) {
  const weir_attr_t* list = weir_op_attr(op, "reductions");
  if (list->array.count != op->result_count) {
    return weir_op_error(op, "a reduction must be specified for each output");
  }
  for (uint32_t i = 0; i < op->result_count; ++i) {
    int64_t kind = -1;
    if (!weir_attr_int(list->array.elements[i], &kind) || kind < 0 ||
        kind >= WEIR_AFFINE_REDUCTION_COUNT) {
      return weir_op_error(op, "invalid reduction attribute");
    }
    if (!fits(weir_op_result_n(op, i)->type, kind)) {
      return weir_op_error(op, "result type cannot match reduction attribute");
    }
  }
  return true;
}

bool weir_affine_parallel_verify(weir_op_t* op) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    if (weir_type_is_index(body->arguments[i]->type)) continue;
    return weir_op_error(op, "expected arguments of the body to be of index");
  }
  const weir_attr_t* steps = weir_op_attr(op, "steps");
  for (uint32_t i = 0; i < steps->array.count; ++i) {
    if (weir_attr_is(steps->array.elements[i], WEIR_ATTR_INTEGER)) continue;
    return weir_op_error(op, "expected steps to be integers");
  }
  return verify_bounds(op) && verify_reductions(op);
}
