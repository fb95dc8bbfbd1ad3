#include "compiler/dialects/arith.h"
#include "compiler/dialects/arith_impl.h"
#include "compiler/dialects/forms.h"
#include "compiler/ir/wide_integer.h"

// -- flags: #arith.fastmath and #arith.overflow -------------------------------

typedef struct flag_t {
  const char* word;
  int64_t bits;
} flag_t;

static const flag_t fastmath_flags[] = {
    {"none", 0},  {"reassoc", 1},   {"nnan", 2}, {"ninf", 4},   {"nsz", 8},
    {"arcp", 16}, {"contract", 32}, {"afn", 64}, {"fast", 127}, {NULL, 0},
};
static const flag_t overflow_flags[] = {
    {"none", 0},
    {"nsw", WEIR_ARITH_NO_SIGNED_WRAP},
    {"nuw", WEIR_ARITH_NO_UNSIGNED_WRAP},
    {NULL, 0},
};

static const flag_t* flags_of(const weir_attr_def_t* def);

static weir_attr_t* flags_attr(weir_context_t* context,
                               const weir_attr_def_t* def, int64_t bits) {
  weir_attr_t* param = weir_i64_attr(context, bits);
  return weir_dialect_attr(context, def, &param, 1, NULL);
}

static weir_attr_t* flags_parse(weir_asm_parser_t* parser,
                                const weir_attr_def_t* def) {
  int64_t bits = 0;
  if (!weir_asm_expect(parser, "<")) return NULL;
  do {
    weir_location_t* location = weir_asm_location(parser);
    weir_string_view_t word;
    if (!weir_asm_keyword(parser, &word)) return NULL;
    const flag_t* flag = flags_of(def);
    while (flag->word != NULL && !weir_sv_equal_c(word, flag->word)) ++flag;
    if (flag->word == NULL) {
      weir_asm_error(parser, location, "unknown %s flag: %.*s", def->mnemonic,
                     WEIR_SV_ARGS(word));
      return NULL;
    }
    bits |= flag->bits;
  } while (weir_asm_try(parser, ",") || weir_asm_try(parser, "|"));
  if (!weir_asm_expect(parser, ">")) return NULL;
  return flags_attr(weir_asm_context(parser), def, bits);
}

static int64_t flag_bits(const weir_attr_t* attr) {
  return attr->dialect.params[0]->integer.value;
}

static void flags_print(weir_asm_printer_t* printer, const weir_attr_t* attr) {
  const weir_attr_def_t* def = attr->dialect.def;
  const char* comma = flags_of(def) == fastmath_flags ? "," : ", ";
  int64_t bits = flag_bits(attr);
  bool first = true;
  weir_asm_write(printer, "<");
  for (const flag_t* flag = flags_of(def); flag->word != NULL; ++flag) {
    // All bits at once print as the one word for them.
    bool is_all = bits == 127 && flags_of(def) == fastmath_flags;
    bool covered = is_all            ? flag->bits == 127
                   : flag->bits == 0 ? bits == 0
                                     : (bits & flag->bits) == flag->bits;
    if (!covered) continue;
    weir_asm_printf(printer, "%s%s", first ? "" : comma, flag->word);
    first = false;
  }
  weir_asm_write(printer, ">");
}

static const weir_attr_def_t fastmath_def = {
    .mnemonic = "fastmath",
    .param_count = 1,
    .parse = flags_parse,
    .print = flags_print,
};
static const weir_attr_def_t overflow_def = {
    .mnemonic = "overflow",
    .param_count = 1,
    .parse = flags_parse,
    .print = flags_print,
};

static const flag_t* flags_of(const weir_attr_def_t* def) {
  return def == &fastmath_def ? fastmath_flags : overflow_flags;
}

const weir_attr_def_t* const weir_arith_attrs[WEIR_ARITH_ATTR_COUNT] = {
    &fastmath_def,
    &overflow_def,
};

int64_t weir_arith_overflow_flags(const weir_op_t* op) {
  const weir_attr_t* attr = weir_op_attr(op, "overflowFlags");
  return weir_attr_is_def(attr, &overflow_def) ? flag_bits(attr) : 0;
}

weir_attr_t* weir_arith_overflow_attr(weir_context_t* context, int64_t flags) {
  return flags_attr(context, &overflow_def, flags);
}

static const char* const flag_attrs[] = {
    "fastmath", "overflowFlags", "predicate", "roundingmode", "value", NULL,
};

// `fastmath<..>` or `overflow<..>`, whichever stands there.
static bool parse_flags(weir_asm_parser_t* parser) {
  bool fast = weir_asm_try(parser, "fastmath");
  if (!fast && !weir_asm_try(parser, "overflow")) return true;
  weir_attr_t* flags =
      flags_parse(parser, fast ? &fastmath_def : &overflow_def);
  if (flags == NULL) return false;
  weir_op_state_attr(weir_asm_state(parser),
                     fast ? "fastmath" : "overflowFlags", flags);
  return true;
}

static void print_flag(weir_asm_printer_t* printer, const weir_op_t* op,
                       const char* name, const char* word) {
  const weir_attr_t* flags = weir_op_attr(op, name);
  if (!weir_attr_is(flags, WEIR_ATTR_DIALECT) || flag_bits(flags) == 0) return;
  weir_asm_printf(printer, " %s", word);
  flags_print(printer, flags);
}

static void print_flags(weir_asm_printer_t* printer, const weir_op_t* op) {
  print_flag(printer, op, "overflowFlags", "overflow");
  print_flag(printer, op, "fastmath", "fastmath");
}

// -- elementwise ops with flags -----------------------------------------------

bool weir_flags_op_parse(weir_asm_parser_t* parser,
                         const weir_op_info_t* info) {
  weir_operand_list_t operands = {0};
  weir_type_t* type = NULL;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_form_operands(parser, &operands)) return false;
  if (operands.count != info->operand_group_count) {
    return weir_asm_error(parser, location, "expected %u operands",
                          info->operand_group_count);
  }
  if (!parse_flags(parser) || !weir_asm_attr_dict(parser)) return false;
  if (!weir_asm_expect(parser, ":")) return false;
  if (!weir_asm_type(parser, &type)) return false;
  for (uint32_t i = 0; i < operands.count; ++i) {
    if (!weir_form_push_operand(parser, &operands.items[i], type)) {
      return false;
    }
  }
  weir_op_state_result(weir_asm_state(parser), type);
  return true;
}

void weir_flags_op_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, op->operand_count);
  print_flags(printer, op);
  weir_asm_print_attr_dict(printer, op, flag_attrs);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

bool weir_math_fpowi_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t operands = {0};
  weir_type_list_t types = {0};
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_form_operands(parser, &operands)) return false;
  if (!parse_flags(parser) || !weir_asm_attr_dict(parser)) return false;
  if (!weir_asm_expect(parser, ":")) return false;
  if (!weir_form_types(parser, &types)) return false;
  if (operands.count != 2 || types.count != 2) {
    return weir_asm_error(parser, location, "expected two operands and types");
  }
  for (uint32_t i = 0; i < 2; ++i) {
    if (!weir_form_push_operand(parser, &operands.items[i], types.items[i])) {
      return false;
    }
  }
  weir_op_state_result(weir_asm_state(parser), types.items[0]);
  return true;
}

void weir_math_fpowi_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, 2);
  print_flags(printer, op);
  weir_asm_print_attr_dict(printer, op, flag_attrs);
  weir_asm_write(printer, " : ");
  weir_form_print_operand_types(printer, op, 0, 2);
}

// -- casts with flags ---------------------------------------------------------

static const char* const rounding_words[] = {
    "to_nearest_even", "downward", "upward", "toward_zero", "to_nearest_away",
};

bool weir_arith_cast_parse(weir_asm_parser_t* parser,
                           const weir_op_info_t* info) {
  weir_asm_operand_t operand;
  weir_type_t *from = NULL, *to = NULL;
  if (!weir_asm_operand(parser, &operand)) return false;
  for (int32_t i = 0; i < 5 && info->def->id == WEIR_ARITH_TRUNCF; ++i) {
    if (!weir_asm_try(parser, rounding_words[i])) continue;
    weir_op_state_attr(weir_asm_state(parser), "roundingmode",
                       weir_i32_attr(weir_asm_context(parser), i));
  }
  if (!parse_flags(parser) || !weir_asm_attr_dict(parser)) return false;
  if (!weir_asm_expect(parser, ":") || !weir_asm_type(parser, &from)) {
    return false;
  }
  if (!weir_asm_expect(parser, "to") || !weir_asm_type(parser, &to)) {
    return false;
  }
  weir_op_state_result(weir_asm_state(parser), to);
  return weir_form_push_operand(parser, &operand, from);
}

void weir_arith_cast_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  int64_t rounding = weir_op_attr_int(op, "roundingmode", -1);
  weir_asm_write(printer, " ");
  weir_asm_print_value(printer, weir_op_operand_n(op, 0));
  if (rounding >= 0 && rounding < 5) {
    weir_asm_printf(printer, " %s", rounding_words[rounding]);
  }
  print_flags(printer, op);
  weir_asm_print_attr_dict(printer, op, flag_attrs);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_operand_n(op, 0)->type);
  weir_asm_write(printer, " to ");
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}

// -- arith.constant -----------------------------------------------------------

bool weir_arith_constant_parse(weir_asm_parser_t* parser,
                               const weir_op_info_t* info) {
  (void)info;
  weir_attr_t* value = NULL;
  if (!weir_asm_attr_dict(parser)) return false;
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_asm_attr(parser, NULL, &value)) return false;
  if (value->type == NULL) {
    return weir_asm_error(parser, location, "expected a constant with a type");
  }
  weir_op_state_attr(weir_asm_state(parser), "value", value);
  weir_op_state_result(weir_asm_state(parser), value->type);
  return true;
}

void weir_arith_constant_print(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  weir_asm_print_attr_dict(printer, op, flag_attrs);
  weir_asm_write(printer, " ");
  weir_asm_print_attr(printer, weir_op_attr(op, "value"));
}

void weir_arith_constant_names(weir_asm_printer_t* printer,
                               const weir_op_t* op) {
  const weir_attr_t* value = weir_op_attr(op, "value");
  const weir_value_t* result = weir_op_result_n(op, 0);
  const weir_type_t* type = result->type;
  if (!weir_attr_is(value, WEIR_ATTR_INTEGER)) {
    weir_asm_name(printer, result, "cst");
    return;
  }
  int64_t integer = value->integer.value;
  weir_arena_t* arena = weir_asm_arena(printer);
  if (weir_type_is_integer(type, 1)) {
    weir_asm_name(printer, result, integer != 0 ? "true" : "false");
  } else if (value->integer.bytes != NULL) {
    uint32_t width = type->integer.width;
    weir_asm_name(printer, result,
                  weir_arena_format(arena, "c%s_i%u",
                                    weir_integer_decimal(value->integer.bytes,
                                                         width, true, arena),
                                    width));
  } else if (type->kind == WEIR_TYPE_INTEGER) {
    static const char* const signs[] = {"i", "si", "ui"};
    weir_asm_name(printer, result,
                  weir_arena_format(arena, "c%lld_%s%u", (long long)integer,
                                    signs[type->integer.signedness],
                                    type->integer.width));
  } else {
    weir_asm_name(printer, result,
                  weir_arena_format(arena, "c%lld", (long long)integer));
  }
}

// -- comparisons --------------------------------------------------------------

static const char* const cmpi_words[] = {"eq",  "ne",  "slt", "sle", "sgt",
                                         "sge", "ult", "ule", "ugt", "uge"};
static const char* const cmpf_words[] = {
    "false", "oeq", "ogt", "oge", "olt", "ole", "one", "ord",
    "ueq",   "ugt", "uge", "ult", "ule", "une", "uno", "true",
};

static const char* const* predicate_words(const weir_op_info_t* info,
                                          int64_t* out_count) {
  bool is_float = info->def->id == WEIR_ARITH_CMPF;
  *out_count = is_float ? 16 : 10;
  return is_float ? cmpf_words : cmpi_words;
}

static weir_type_t* condition_type(weir_type_t* type) {
  weir_type_t* i1 = weir_i1_type(type->context);
  return weir_type_is_shaped(type) ? weir_type_with_element(type, i1) : i1;
}

bool weir_arith_cmp_infer(weir_op_t* op, weir_type_t** out_types) {
  if (op->operand_count == 0) return false;
  out_types[0] = condition_type(weir_op_operand_n(op, 0)->type);
  return true;
}

bool weir_arith_cmp_parse(weir_asm_parser_t* parser,
                          const weir_op_info_t* info) {
  weir_location_t* location = weir_asm_location(parser);
  weir_string_view_t word;
  int64_t count = 0, predicate = 0;
  const char* const* words = predicate_words(info, &count);
  if (!weir_asm_try_string(parser, &word) && !weir_asm_keyword(parser, &word)) {
    return false;
  }
  while (predicate < count && !weir_sv_equal_c(word, words[predicate])) {
    ++predicate;
  }
  if (predicate == count) {
    return weir_asm_error(parser, location, "unknown predicate: %.*s",
                          WEIR_SV_ARGS(word));
  }
  weir_op_state_attr(weir_asm_state(parser), "predicate",
                     weir_i64_attr(weir_asm_context(parser), predicate));
  weir_operand_list_t operands = {0};
  weir_type_t* type = NULL;
  if (!weir_asm_expect(parser, ",")) return false;
  if (!weir_form_operands(parser, &operands)) return false;
  if (operands.count != 2) {
    return weir_asm_error(parser, location, "expected two operands");
  }
  if (!parse_flags(parser) || !weir_asm_attr_dict(parser)) return false;
  if (!weir_asm_expect(parser, ":") || !weir_asm_type(parser, &type)) {
    return false;
  }
  weir_op_state_result(weir_asm_state(parser), condition_type(type));
  return weir_form_push_operand(parser, &operands.items[0], type) &&
         weir_form_push_operand(parser, &operands.items[1], type);
}

void weir_arith_cmp_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  int64_t count = 0;
  const char* const* words = predicate_words(op->info, &count);
  int64_t predicate = weir_op_attr_int(op, "predicate", 0);
  weir_asm_printf(printer, " %s, ",
                  predicate >= 0 && predicate < count ? words[predicate] : "");
  weir_form_print_operands(printer, op, 0, 2);
  print_flags(printer, op);
  weir_asm_print_attr_dict(printer, op, flag_attrs);
  weir_asm_write(printer, " : ");
  weir_asm_print_type(printer, weir_op_operand_n(op, 0)->type);
}

// -- arith.select -------------------------------------------------------------

bool weir_arith_select_parse(weir_asm_parser_t* parser,
                             const weir_op_info_t* info) {
  (void)info;
  weir_operand_list_t operands = {0};
  weir_type_list_t types = {0};
  weir_location_t* location = weir_asm_location(parser);
  if (!weir_form_operands(parser, &operands)) return false;
  if (operands.count != 3) {
    return weir_asm_error(parser, location, "expected three operands");
  }
  if (!weir_asm_attr_dict(parser) || !weir_asm_expect(parser, ":")) {
    return false;
  }
  if (!weir_form_types(parser, &types)) return false;
  if (types.count > 2) {
    return weir_asm_error(parser, location, "expected one or two types");
  }
  // With two types the first is the condition's.
  weir_type_t* type = types.items[types.count - 1];
  weir_type_t* condition = types.count == 2
                               ? types.items[0]
                               : weir_i1_type(weir_asm_context(parser));
  weir_op_state_result(weir_asm_state(parser), type);
  return weir_form_push_operand(parser, &operands.items[0], condition) &&
         weir_form_push_operand(parser, &operands.items[1], type) &&
         weir_form_push_operand(parser, &operands.items[2], type);
}

void weir_arith_select_print(weir_asm_printer_t* printer, const weir_op_t* op) {
  weir_type_t* condition = weir_op_operand_n(op, 0)->type;
  weir_asm_write(printer, " ");
  weir_form_print_operands(printer, op, 0, 3);
  weir_asm_print_attr_dict(printer, op, flag_attrs);
  weir_asm_write(printer, " : ");
  if (weir_type_is_shaped(condition)) {
    weir_asm_print_type(printer, condition);
    weir_asm_write(printer, ", ");
  }
  weir_asm_print_type(printer, weir_op_result_n(op, 0)->type);
}
