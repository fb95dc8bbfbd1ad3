// Syntax of affine loops, conditions and accesses.
#include "compiler/dialects/affine_impl.h"
#include "compiler/dialects/forms.h"

static weir_type_t* index_of(weir_asm_parser_t* parser) {
  return weir_index_type(weir_asm_context(parser));
}

// -- `(%d0, %d1)[%s0]` --------------------------------------------------------

static bool parse_places(weir_asm_parser_t* parser, uint32_t dims,
                         uint32_t symbols, const char* what,
                         weir_operand_list_t* operands) {
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_expect(parser, "(") || !weir_form_operands(parser, operands) ||
      !weir_asm_expect(parser, ")")) {
    return false;
  }
  uint32_t found = operands->count;
  if (weir_asm_try(parser, "[") && (!weir_form_operands(parser, operands) ||
                                    !weir_asm_expect(parser, "]"))) {
    return false;
  }
  if (found != dims) {
    return weir_asm_error(parser, location,
                          "dim operand count and %s dim count must match",
                          what);
  }
  return operands->count - found == symbols ||
         weir_asm_error(parser, location,
                        "symbol operand count and %s symbol count must match",
                        what);
}

static void print_places(weir_asm_printer_t* printer, const weir_op_t* op,
                         uint32_t start, uint32_t dims, uint32_t symbols) {
  weir_asm_write(printer, "(");
  weir_form_print_operands(printer, op, start, dims);
  weir_asm_write(printer, ")");
  if (symbols == 0) return;
  weir_asm_write(printer, "[");
  weir_form_print_operands(printer, op, start + dims, symbols);
  weir_asm_write(printer, "]");
}

// -- affine.for ---------------------------------------------------------------

typedef struct bound_t {
  weir_attr_t* map;
  weir_operand_list_t operands;
} bound_t;

// A number, a value, or a map of values: of several results with |prefix|.
static bool parse_bound(weir_asm_parser_t* parser, const char* prefix,
                        const char* which, bound_t* bound) {
  weir_context_t* context = weir_asm_context(parser);
  bool has_prefix = weir_asm_try(parser, prefix);
  weir_location_t* location = weir_asm_location(parser);
  weir_asm_operand_t operand;
  weir_affine_expr_t* expr = NULL;
  if (weir_asm_try_operand(parser, &operand)) {
    weir_form_add_operand(parser, &bound->operands, operand);
    expr = weir_affine_symbol(context, 0);
    bound->map = weir_affine_map_attr(weir_affine_map(context, 0, 1, &expr, 1));
    return true;
  }
  weir_attr_t* attr = NULL;
  if (!weir_asm_attr(parser, NULL, &attr)) return false;
  int64_t value = 0;
  if (weir_attr_int(attr, &value)) {
    expr = weir_affine_constant(context, value);
    bound->map = weir_affine_map_attr(weir_affine_map(context, 0, 0, &expr, 1));
    return true;
  }
  if (!weir_attr_is(attr, WEIR_ATTR_AFFINE_MAP)) {
    return weir_asm_error(parser, location,
                          "expected valid affine map representation for loop "
                          "bounds");
  }
  bound->map = attr;
  if (attr->map->result_count > 1 && !has_prefix) {
    return weir_asm_error(parser, location,
                          "%s loop bound affine map with multiple results "
                          "requires '%s' prefix",
                          which, prefix);
  }
  return parse_places(parser, attr->map->dim_count, attr->map->symbol_count,
                      "affine map", &bound->operands);
}

static bool parse_step(weir_asm_parser_t* parser) {
  int64_t step = 1;
  if (weir_asm_try(parser, "step")) {
    weir_location_t* location = weir_asm_location(parser);
    if (!weir_asm_integer(parser, &step)) return false;
    if (step < 1) {
      return weir_asm_error(parser, location,
                            "expected step to be representable as a positive "
                            "signed integer");
    }
  }
  weir_op_state_attr(weir_asm_state(parser), "step",
                     weir_index_attr(weir_asm_context(parser), step));
  return true;
}

typedef struct carried_t {
  weir_argument_list_t arguments;
  weir_operand_list_t inits;
  weir_type_list_t types;
} carried_t;

static bool parse_carried_one(weir_asm_parser_t* parser, void* user) {
  carried_t* carried = user;
  weir_asm_argument_t argument;
  weir_asm_operand_t init;
  if (!weir_asm_argument(parser, false, false, &argument) ||
      !weir_asm_expect(parser, "=") || !weir_asm_operand(parser, &init)) {
    return false;
  }
  weir_form_add_argument(parser, &carried->arguments, argument);
  weir_form_add_operand(parser, &carried->inits, init);
  return true;
}

static bool parse_carried(weir_asm_parser_t* parser, carried_t* carried) {
  if (!weir_asm_try(parser, "iter_args")) return true;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_list(parser, "(", ")", parse_carried_one, carried) ||
      !weir_form_arrow_types(parser, &carried->types)) {
    return false;
  }
  if (carried->types.count != carried->inits.count) {
    return weir_asm_error(parser, location,
                          "mismatch between the number of loop-carried values "
                          "and results");
  }
  for (uint32_t i = 0; i < carried->types.count; ++i) {
    carried->arguments.items[i + 1].type = carried->types.items[i];
  }
  return true;
}

bool weir_affine_for_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info) {
  (void)info;
  weir_op_state_t* state = weir_asm_state(parser);
  weir_asm_argument_t counter;
  carried_t carried = {0};
  bound_t lower = {0}, upper = {0};
  if (!weir_asm_argument(parser, false, false, &counter) ||
      !weir_asm_expect(parser, "=") ||
      !parse_bound(parser, "max", "lower", &lower) ||
      !weir_asm_expect(parser, "to") ||
      !parse_bound(parser, "min", "upper", &upper) || !parse_step(parser)) {
    return false;
  }
  counter.type = index_of(parser);
  weir_form_add_argument(parser, &carried.arguments, counter);
  if (!parse_carried(parser, &carried)) return false;
  weir_op_state_attr(state, "lowerBoundMap", lower.map);
  weir_op_state_attr(state, "upperBoundMap", upper.map);
  weir_form_push_results(parser, &carried.types);
  return weir_form_push_typed(parser, &lower.operands, index_of(parser)) &&
         weir_form_push_typed(parser, &upper.operands, index_of(parser)) &&
         weir_form_push_operands(parser, &carried.inits, &carried.types) &&
         weir_asm_region(parser, carried.arguments.items,
                         carried.arguments.count) &&
         weir_asm_attr_dict(parser);
}

static void print_bound(weir_asm_printer_t* printer, const weir_op_t* op,
                        const char* name, uint32_t group, const char* prefix) {
  weir_attr_t* attr = weir_op_attr(op, name);
  const weir_affine_map_t* map = attr->map;
  uint32_t start = weir_op_operand_group_start(op, group);
  uint32_t inputs = map->dim_count + map->symbol_count;
  if (map->result_count == 1) {
    const weir_affine_expr_t* expr = map->results[0];
    if (inputs == 0 && expr->kind == WEIR_AFFINE_CONSTANT) {
      weir_asm_printf(printer, "%lld", (long long)expr->value);
      return;
    }
    if (inputs == 1 && expr->kind == WEIR_AFFINE_SYMBOL) {
      weir_asm_print_value(printer, weir_op_operand_n(op, start));
      return;
    }
  } else {
    weir_asm_printf(printer, "%s ", prefix);
  }
  weir_asm_print_attr(printer, attr);
  print_places(printer, op, start, map->dim_count, map->symbol_count);
}

static void print_carried(weir_asm_printer_t* printer, const weir_op_t* op) {
  uint32_t start = weir_op_operand_group_start(op, WEIR_AFFINE_FOR_INITS);
  uint32_t count = weir_op_operand_group_size(op, WEIR_AFFINE_FOR_INITS);
  const weir_block_t* body = weir_op_region(op, 0)->first;
  if (count == 0) return;
  weir_asm_write(printer, " iter_args(");
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, body->arguments[i + 1]);
    weir_asm_write(printer, " = ");
    weir_asm_print_value(printer, weir_op_operand_n(op, start + i));
  }
  weir_asm_write(printer, ") -> (");
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_type(printer, weir_op_result_n(op, i)->type);
  }
  weir_asm_write(printer, ")");
}

void weir_affine_for_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const elided[] = {"lowerBoundMap", "upperBoundMap", "step",
                                       NULL};
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_region(op, 0)->first->arguments[0]);
  weir_asm_write(printer, " = ");
  print_bound(printer, op, "lowerBoundMap",
              WEIR_AFFINE_FOR_LOWER_BOUND_OPERANDS, "max");
  weir_asm_write(printer, " to ");
  print_bound(printer, op, "upperBoundMap",
              WEIR_AFFINE_FOR_UPPER_BOUND_OPERANDS, "min");
  int64_t step = weir_op_attr_int(op, "step", 1);
  if (step != 1) weir_asm_printf(printer, " step %lld", (long long)step);
  print_carried(printer, op);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false,
                        op->result_count > 0);
  weir_asm_print_attr_dict(printer, op, elided);
}

// -- affine.if ----------------------------------------------------------------

bool weir_affine_if_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info) {
  (void)info;
  weir_location_t* location = weir_asm_location(parser);
  weir_attr_t* set = NULL;
  weir_operand_list_t operands = {0};
  weir_type_list_t results = {0};
  if (!weir_asm_attr(parser, NULL, &set)) return false;
  if (!weir_attr_is(set, WEIR_ATTR_INTEGER_SET)) {
    return weir_asm_error(parser, location,
                          "invalid kind of attribute specified: expected an "
                          "integer set");
  }
  if (!parse_places(parser, set->set->dim_count, set->set->symbol_count,
                    "integer set", &operands) ||
      !weir_form_arrow_types(parser, &results)) {
    return false;
  }
  weir_op_state_attr(weir_asm_state(parser), "condition", set);
  weir_form_push_results(parser, &results);
  if (!weir_form_push_typed(parser, &operands, index_of(parser)) ||
      !weir_asm_region(parser, NULL, 0)) {
    return false;
  }
  bool ok = weir_asm_try(parser, "else") ? weir_asm_region(parser, NULL, 0)
                                         : weir_asm_skip_region(parser);
  return ok && weir_asm_attr_dict(parser);
}

void weir_affine_if_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const elided[] = {"condition", NULL};
  weir_attr_t* condition = weir_op_attr(op, "condition");
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, condition);
  print_places(printer, op, 0, condition->set->dim_count,
               condition->set->symbol_count);
  weir_form_print_arrow_types(printer, op);
  weir_asm_write(printer, " ");
  bool has_results = op->result_count > 0;
  weir_asm_print_region(printer, weir_op_region(op, 0), false, has_results);
  if (!weir_region_is_empty(weir_op_region(op, 1))) {
    weir_asm_write(printer, " else ");
    weir_asm_print_region(printer, weir_op_region(op, 1), false, has_results);
  }
  weir_asm_print_attr_dict(printer, op, elided);
}

// -- affine.load, affine.store ------------------------------------------------

// `%m[%i + 1, %j] {..} : memref<..>`, behind |value| if there is one.
static bool parse_access(weir_asm_parser_t* parser,
                         const weir_asm_operand_t* value) {
  weir_asm_operand_t memref;
  weir_affine_application_text_t text;
  weir_type_t* type = NULL;
  if (!weir_asm_operand(parser, &memref) ||
      !weir_asm_affine_of_values(parser, &text) ||
      !weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":")) {
    return false;
  }
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_type(parser, &type)) return false;
  if (type->kind != WEIR_TYPE_MEMREF) {
    return weir_asm_error(parser, location, "expected a ranked memref type");
  }
  weir_operand_list_t operands = {text.operands,
                                  text.map->dim_count + text.map->symbol_count,
                                  text.map->dim_count + text.map->symbol_count};
  weir_op_state_attr(weir_asm_state(parser), "map",
                     weir_affine_map_attr(text.map));
  if (value != NULL) {
    if (!weir_form_push_operand(parser, value, type->shaped.element)) {
      return false;
    }
  } else {
    weir_op_state_result(weir_asm_state(parser), type->shaped.element);
  }
  return weir_form_push_operand(parser, &memref, type) &&
         weir_form_push_typed(parser, &operands, index_of(parser));
}

bool weir_affine_load_parse(weir_asm_parser_t* parser,
                            const weir_op_info_t* info) {
  (void)info;
  return parse_access(parser, NULL);
}

bool weir_affine_store_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info) {
  (void)info;
  weir_asm_operand_t value;
  return weir_asm_operand(parser, &value) && weir_asm_expect(parser, ",") &&
         parse_access(parser, &value);
}

void weir_affine_access_print(weir_asm_printer_t* printer,
                              const weir_op_t* op) {
  static const char* const elided[] = {"map", NULL};
  uint32_t memref = weir_op_is(op, WEIR_AFFINE_STORE) ? 1 : 0;
  weir_asm_write(printer, " ");
  for (uint32_t i = 0; i <= memref; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, weir_op_operand_n(op, i));
  }
  weir_asm_write(printer, "[");
  const weir_affine_map_t* map = weir_op_attr(op, "map")->map;
  weir_asm_print_affine_of_values(printer, map, 0, map->result_count, op,
                                  memref + 1);
  weir_asm_write(printer, "]");
  weir_asm_print_attr_dict(printer, op, elided);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_operand_n(op, memref)->type);
}
