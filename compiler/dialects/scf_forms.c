#include "compiler/dialects/control_flow_impl.h"
#include "compiler/dialects/forms.h"
#include "compiler/dialects/scf.h"

static const char* const none[] = {NULL};

// -- `(%x = %init, ..)` -------------------------------------------------------

typedef struct assignments_t {
  weir_argument_list_t arguments;
  weir_operand_list_t operands;
} assignments_t;

static bool assignment(weir_asm_parser_t* parser, void* user) {
  assignments_t* assignments = user;
  weir_asm_argument_t argument;
  weir_asm_operand_t operand;
  if (!weir_asm_argument(parser, false, false, &argument)) return false;
  if (!weir_asm_expect(parser, "=")) return false;
  if (!weir_asm_operand(parser, &operand)) return false;
  weir_form_add_argument(parser, &assignments->arguments, argument);
  weir_form_add_operand(parser, &assignments->operands, operand);
  return true;
}

static bool parse_assignments(weir_asm_parser_t* parser,
                              assignments_t* assignments) {
  return weir_asm_list(parser, "(", ")", assignment, assignments);
}

// Gives the arguments from |first| on their types.
static bool type_arguments(weir_asm_parser_t* parser,
                           weir_argument_list_t* arguments, uint32_t first,
                           const weir_type_list_t* types) {
  if (arguments->count - first != types->count) {
    return weir_asm_error(parser, weir_asm_location(parser),
                          "mismatch in number of loop-carried values and "
                          "defined values: %u and %u",
                          arguments->count - first, types->count);
  }
  for (uint32_t i = 0; i < types->count; ++i) {
    arguments->items[first + i].type = types->items[i];
  }
  return true;
}

// |arguments| of the block stand for the operands from |start|.
static void print_assignments(weir_asm_printer_t* printer, const weir_op_t* op,
                              const weir_block_t* block,
                              uint32_t first_argument, uint32_t start,
                              uint32_t count, const char* prefix) {
  if (count == 0) return;
  weir_asm_printf(printer, "%s(", prefix);
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, block->arguments[first_argument + i]);
    weir_asm_write(printer, " = ");
    weir_asm_print_value(printer, weir_op_operand_n(op, start + i));
  }
  weir_asm_write(printer, ")");
}

static void print_paren_results(weir_asm_printer_t* printer,
                                const weir_op_t* op) {
  if (op->result_count == 0) return;
  weir_asm_write(printer, " -> (");
  for (uint32_t i = 0; i < op->result_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_type(printer, weir_op_result_n(op, i)->type);
  }
  weir_asm_write(printer, ")");
}

// -- scf.if -------------------------------------------------------------------

bool weir_scf_if_parse(weir_asm_parser_t* parser, const weir_op_info_t* info) {
  (void)info;
  weir_asm_operand_t condition;
  weir_type_list_t results = {0};
  if (!weir_asm_operand(parser, &condition)) return false;
  if (!weir_form_push_operand(parser, &condition,
                              weir_i1_type(weir_asm_context(parser)))) {
    return false;
  }
  if (!weir_form_arrow_types(parser, &results)) return false;
  weir_form_push_results(parser, &results);
  if (!weir_asm_region(parser, NULL, 0)) return false;
  bool ok = weir_asm_try(parser, "else") ? weir_asm_region(parser, NULL, 0)
                                         : weir_asm_skip_region(parser);
  return ok && weir_asm_attr_dict(parser);
}

void weir_scf_if_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  bool has_results = op->result_count > 0;
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  print_paren_results(printer, op);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, has_results);
  if (!weir_region_is_empty(weir_op_region(op, 1))) {
    weir_asm_write(printer, " else ");
    weir_asm_print_region(printer, weir_op_region(op, 1), false, has_results);
  }
  weir_asm_print_attr_dict(printer, op, none);
}

// -- scf.for ------------------------------------------------------------------

bool weir_scf_for_parse(weir_asm_parser_t* parser, const weir_op_info_t* info) {
  (void)info;
  weir_asm_argument_t induction;
  weir_asm_operand_t bounds[3];
  static const char* const words[] = {"=", "to", "step"};
  if (!weir_asm_argument(parser, false, false, &induction)) return false;
  for (uint32_t i = 0; i < 3; ++i) {
    if (!weir_asm_expect(parser, words[i])) return false;
    if (!weir_asm_operand(parser, &bounds[i])) return false;
  }
  assignments_t iter = {0};
  weir_type_list_t results = {0};
  weir_form_add_argument(parser, &iter.arguments, induction);
  if (weir_asm_try(parser, "iter_args")) {
    if (!parse_assignments(parser, &iter)) return false;
    if (!weir_form_arrow_types(parser, &results)) return false;
  }
  weir_type_t* type = weir_index_type(weir_asm_context(parser));
  if (weir_asm_try(parser, ":") && !weir_asm_type(parser, &type)) return false;
  iter.arguments.items[0].type = type;
  if (!type_arguments(parser, &iter.arguments, 1, &results)) return false;
  for (uint32_t i = 0; i < 3; ++i) {
    if (!weir_form_push_operand(parser, &bounds[i], type)) return false;
  }
  weir_form_push_results(parser, &results);
  return weir_form_push_operands(parser, &iter.operands, &results) &&
         weir_asm_region(parser, iter.arguments.items, iter.arguments.count) &&
         weir_asm_attr_dict(parser);
}

void weir_scf_for_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  const weir_block_t* body = weir_op_region(op, 0)->first;
  uint32_t count = weir_op_operand_group_size(op, WEIR_SCF_FOR_INIT_ARGS);
  weir_type_t* type = weir_op_operand_n(op, 0)->type;
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, body->arguments[0]);
  weir_asm_write(printer, " = ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_write(printer, " to ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 1));
  weir_asm_write(printer, " step ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 2));
  print_assignments(printer, op, body, 1, 3, count, " iter_args");
  print_paren_results(printer, op);
  weir_asm_write(printer, " ");
  if (!weir_type_is_index(type)) {
    weir_asm_write(printer, " : ");
    weir_asm_print_type(printer, type);
    weir_asm_write(printer, " ");
  }
  weir_asm_print_region(printer, weir_op_region(op, 0), false, count > 0);
  weir_asm_print_attr_dict(printer, op, none);
}

// -- scf.while ----------------------------------------------------------------

bool weir_scf_while_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info) {
  (void)info;
  assignments_t inits = {0};
  weir_type_list_t types = {0}, results = {0};
  if (weir_asm_peek(parser, "(") && !parse_assignments(parser, &inits)) {
    return false;
  }
  if (!weir_asm_expect(parser, ":")) return false;
  if (!weir_form_function_type(parser, &types, &results)) return false;
  if (!type_arguments(parser, &inits.arguments, 0, &types)) return false;
  weir_form_push_results(parser, &results);
  return weir_form_push_operands(parser, &inits.operands, &types) &&
         weir_asm_region(parser, inits.arguments.items,
                         inits.arguments.count) &&
         weir_asm_expect(parser, "do") && weir_asm_region(parser, NULL, 0) &&
         weir_asm_attr_dict_with_keyword(parser);
}

void weir_scf_while_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  const weir_block_t* before = weir_op_region(op, 0)->first;
  print_assignments(printer, op, before, 0, 0, op->operand_count, " ");
  weir_asm_write(printer, " : ");
  weir_form_print_function_type(printer, op, 0, op->operand_count);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
  weir_asm_write(printer, " do ");
  weir_asm_print_region(printer, weir_op_region(op, 1), true, true);
  weir_asm_print_attr_dict_with_keyword(printer, op, none);
}

// -- scf.index_switch ---------------------------------------------------------

bool weir_scf_index_switch_parse(weir_asm_parser_t* parser,
                                 const weir_op_info_t* info) {
  (void)info;
  weir_context_t* context = weir_asm_context(parser);
  weir_asm_operand_t operand;
  weir_type_list_t results = {0};
  weir_attr_list_t cases = {0};
  if (!weir_asm_operand(parser, &operand)) return false;
  if (!weir_form_push_operand(parser, &operand, weir_index_type(context))) {
    return false;
  }
  if (!weir_asm_attr_dict(parser)) return false;
  if (weir_asm_try(parser, "->") && !weir_form_types(parser, &results)) {
    return false;
  }
  weir_form_push_results(parser, &results);
  while (weir_asm_try(parser, "case")) {
    int64_t value = 0;
    if (!weir_asm_integer(parser, &value)) return false;
    if (!weir_asm_region(parser, NULL, 0)) return false;
    weir_attr_list_add(&cases, weir_context_arena(context),
                       weir_i64_attr(context, value));
  }
  int64_t* values =
      WEIR_ARENA_ARRAY(weir_context_arena(context), int64_t, cases.count);
  for (uint32_t i = 0; i < cases.count; ++i) {
    values[i] = cases.items[i]->integer.value;
  }
  weir_op_state_attr(weir_asm_state(parser), "cases",
                     weir_dense_i64_array_attr(context, values, cases.count));
  if (!weir_asm_expect(parser, "default")) return false;
  if (!weir_asm_region(parser, NULL, 0)) return false;
  weir_asm_last_region_first(parser);  // the row has the default first
  return true;
}

void weir_scf_index_switch_print(weir_asm_printer_t* printer,
                                 const weir_op_t* op) {
  static const char* const elided[] = {"cases", NULL};
  const weir_attr_t* cases = weir_op_attr(op, "cases");
  bool has_results = op->result_count > 0;
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  weir_asm_print_attr_dict(printer, op, elided);
  for (uint32_t i = 0; i < op->result_count; ++i) {
    weir_asm_write(printer, i == 0 ? " -> " : ", ");
    weir_asm_print_type(printer, weir_op_result_n(op, i)->type);
  }
  weir_asm_write(printer, " ");
  for (uint32_t i = 1; i < op->region_count; ++i) {
    int64_t value =
        ((const int64_t*)(const void*)cases->dense_array.data)[i - 1];
    weir_asm_newline(printer);
    weir_asm_printf(printer, "case %lld ", (long long)value);
    weir_asm_print_region(printer, weir_op_region(op, i), false, true);
  }
  weir_asm_newline(printer);
  weir_asm_write(printer, "default ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, has_results);
}

// -- scf.execute_region -------------------------------------------------------

bool weir_scf_execute_region_parse(weir_asm_parser_t* parser,
                                   const weir_op_info_t* info) {
  (void)info;
  weir_type_list_t results = {0};
  if (!weir_form_arrow_types(parser, &results)) return false;
  weir_form_push_results(parser, &results);
  return weir_asm_region(parser, NULL, 0) && weir_asm_attr_dict(parser);
}

void weir_scf_execute_region_print(weir_asm_printer_t* printer,
                                   const weir_op_t* op) {
  weir_form_print_arrow_types(printer, op);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
  weir_asm_print_attr_dict(printer, op, none);
}

// -- scf.forall ---------------------------------------------------------------

static bool induction_variable(weir_asm_parser_t* parser, void* user) {
  weir_asm_argument_t argument;
  if (!weir_asm_argument(parser, false, false, &argument)) return false;
  argument.type = weir_index_type(weir_asm_context(parser));
  weir_form_add_argument(parser, user, argument);
  return true;
}

// A static bound |value| for each of |count| dimensions.
static void set_uniform_bounds(weir_asm_parser_t* parser, const char* name,
                               int64_t value, uint32_t count) {
  weir_context_t* context = weir_asm_context(parser);
  int64_t* values =
      WEIR_ARENA_ARRAY(weir_context_arena(context), int64_t, count);
  for (uint32_t i = 0; i < count; ++i) values[i] = value;
  weir_op_state_attr(weir_asm_state(parser), name,
                     weir_dense_i64_array_attr(context, values, count));
}

static bool parse_bounds(weir_asm_parser_t* parser, uint32_t rank,
                         weir_operand_list_t* lower, weir_operand_list_t* upper,
                         weir_operand_list_t* step) {
  if (weir_asm_try(parser, "in")) {
    set_uniform_bounds(parser, "staticLowerBound", 0, rank);
    set_uniform_bounds(parser, "staticStep", 1, rank);
    return weir_form_index_list(parser, "(", ")", "staticUpperBound", upper);
  }
  return weir_asm_expect(parser, "=") &&
         weir_form_index_list(parser, "(", ")", "staticLowerBound", lower) &&
         weir_asm_expect(parser, "to") &&
         weir_form_index_list(parser, "(", ")", "staticUpperBound", upper) &&
         weir_asm_expect(parser, "step") &&
         weir_form_index_list(parser, "(", ")", "staticStep", step);
}

bool weir_scf_forall_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info) {
  (void)info;
  assignments_t outs = {0};
  weir_operand_list_t lower = {0}, upper = {0}, step = {0};
  weir_type_list_t results = {0};
  if (!weir_asm_list(parser, "(", ")", induction_variable, &outs.arguments)) {
    return false;
  }
  uint32_t rank = outs.arguments.count;
  if (!parse_bounds(parser, rank, &lower, &upper, &step)) return false;
  if (weir_asm_try(parser, "shared_outs")) {
    if (!parse_assignments(parser, &outs)) return false;
    if (!weir_form_arrow_types(parser, &results)) return false;
  }
  if (!type_arguments(parser, &outs.arguments, rank, &results)) return false;
  weir_type_t* index = weir_index_type(weir_asm_context(parser));
  weir_form_push_results(parser, &results);
  return weir_form_push_typed(parser, &lower, index) &&
         weir_form_push_typed(parser, &upper, index) &&
         weir_form_push_typed(parser, &step, index) &&
         weir_form_push_operands(parser, &outs.operands, &results) &&
         weir_asm_region(parser, outs.arguments.items, outs.arguments.count) &&
         weir_asm_attr_dict(parser);
}

static bool all_are(const weir_op_t* op, const char* name, int64_t value) {
  const weir_attr_t* attr = weir_op_attr(op, name);
  if (!weir_attr_is(attr, WEIR_ATTR_DENSE_ARRAY)) return false;
  for (uint32_t i = 0; i < attr->dense_array.count; ++i) {
    if (((const int64_t*)(const void*)attr->dense_array.data)[i] != value) {
      return false;
    }
  }
  return true;
}

void weir_scf_forall_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const elided[] = {"staticLowerBound", "staticUpperBound",
                                       "staticStep", NULL};
  const weir_block_t* body = weir_op_region(op, 0)->first;
  uint32_t outs = weir_op_operand_group_size(op, WEIR_SCF_FORALL_OUTPUTS);
  uint32_t rank = body->argument_count - outs;
  weir_asm_write(printer, " (");
  for (uint32_t i = 0; i < rank; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, body->arguments[i]);
  }
  if (all_are(op, "staticLowerBound", 0) && all_are(op, "staticStep", 1)) {
    weir_form_print_index_list(printer, ") in (", ")", op, "staticUpperBound",
                               WEIR_SCF_FORALL_DYNAMIC_UPPER_BOUND);
  } else {
    weir_form_print_index_list(printer, ") = (", ")", op, "staticLowerBound",
                               WEIR_SCF_FORALL_DYNAMIC_LOWER_BOUND);
    weir_form_print_index_list(printer, " to (", ")", op, "staticUpperBound",
                               WEIR_SCF_FORALL_DYNAMIC_UPPER_BOUND);
    weir_form_print_index_list(printer, " step (", ")", op, "staticStep",
                               WEIR_SCF_FORALL_DYNAMIC_STEP);
  }
  print_assignments(printer, op, body, rank,
                    weir_op_operand_group_start(op, WEIR_SCF_FORALL_OUTPUTS),
                    outs, " shared_outs");
  print_paren_results(printer, op);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, outs > 0);
  weir_asm_print_attr_dict(printer, op, elided);
}

// -- scf.parallel -------------------------------------------------------------

static bool parse_operands_of(weir_asm_parser_t* parser, const char* word,
                              weir_operand_list_t* operands) {
  return weir_asm_expect(parser, word) && weir_asm_expect(parser, "(") &&
         weir_form_operands(parser, operands) && weir_asm_expect(parser, ")");
}

bool weir_scf_parallel_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info) {
  (void)info;
  static const char* const words[] = {"=", "to", "step"};
  weir_argument_list_t variables = {0};
  weir_operand_list_t bounds[3] = {{0}}, inits = {0};
  weir_type_list_t results = {0};
  weir_type_t* index = weir_index_type(weir_asm_context(parser));
  if (!weir_asm_list(parser, "(", ")", induction_variable, &variables)) {
    return false;
  }
  for (uint32_t i = 0; i < 3; ++i) {
    if (!parse_operands_of(parser, words[i], &bounds[i]) ||
        !weir_form_push_typed(parser, &bounds[i], index)) {
      return false;
    }
  }
  if (weir_asm_peek(parser, "init") &&
      !parse_operands_of(parser, "init", &inits)) {
    return false;
  }
  if (!weir_form_arrow_types(parser, &results)) return false;
  weir_form_push_results(parser, &results);
  return weir_form_push_operands(parser, &inits, &results) &&
         weir_asm_region(parser, variables.items, variables.count) &&
         weir_asm_attr_dict(parser);
}

void weir_scf_parallel_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  static const char* const words[] = {") = (", ") to (", ") step (",
                                      ") init ("};
  const weir_block_t* body = weir_op_region(op, 0)->first;
  weir_asm_write(printer, " (");
  for (uint32_t i = 0; i < body->argument_count; ++i) {
    if (i > 0) weir_asm_write(printer, ", ");
    weir_asm_print_value(printer, body->arguments[i]);
  }
  for (uint32_t group = 0; group < 4; ++group) {
    uint32_t count = weir_op_operand_group_size(op, group);
    if (group == WEIR_SCF_PARALLEL_INIT_VALS && count == 0) break;
    weir_asm_write(printer, words[group]);
    weir_form_print_operands(printer, op,
                             weir_op_operand_group_start(op, group), count);
  }
  weir_asm_write(printer, ")");
  weir_form_print_arrow_types(printer, op);
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, true);
  weir_asm_print_attr_dict(printer, op, none);
}

bool weir_scf_in_parallel_parse(weir_asm_parser_t* parser,
                                const weir_op_info_t* info) {
  (void)info;
  return weir_asm_region(parser, NULL, 0) && weir_asm_attr_dict(parser);
}

void weir_scf_in_parallel_print(weir_asm_printer_t* printer,
                                const weir_op_t* op) {
  weir_asm_write(printer, " ");
  weir_asm_print_region(printer, weir_op_region(op, 0), false, false);
  weir_asm_print_attr_dict(printer, op, none);
}
