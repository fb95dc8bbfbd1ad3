// Affine maps and integer sets, of names and of values.
#include "compiler/text/parser_impl.h"

typedef struct affine_names_t {
  weir_string_view_t dims[256];
  weir_string_view_t symbols[256];
  uint32_t dim_count, symbol_count;
  weir_asm_operand_t* values;  // instead of names, dimensions and symbols in
                               // the order in which they are met; or NULL
  weir_affine_expr_t** value_exprs;
  uint32_t value_count;
  uint32_t operators;  // so far; trees grow as deep as there are operators
} affine_names_t;

enum { MAX_OPERATORS = 1000, MAX_VALUES = 256 };

static weir_affine_expr_t* parse_sum(weir_asm_parser_t* p,
                                     affine_names_t* names);

static bool parse_names(weir_asm_parser_t* p, const char* open,
                        const char* close, affine_names_t* names,
                        bool is_symbol) {
  weir_string_view_t* list = is_symbol ? names->symbols : names->dims;
  uint32_t* count = is_symbol ? &names->symbol_count : &names->dim_count;
  if (!weir_asm_expect(p, open)) return false;
  if (weir_asm_try(p, close)) return true;
  do {
    if (p->token.kind != WEIR_TOKEN_WORD) {
      return weir_parser_error(p, "expected bare identifier");
    }
    weir_string_view_t name = weir_token_text(&p->token);
    for (uint32_t i = 0; i < names->dim_count + names->symbol_count; ++i) {
      weir_string_view_t other = i < names->dim_count
                                     ? names->dims[i]
                                     : names->symbols[i - names->dim_count];
      if (weir_sv_equal(other, name)) {
        return weir_parser_error(p, "redefinition of identifier '%.*s'",
                                 WEIR_SV_ARGS(name));
      }
    }
    if (*count == 256) return weir_parser_error(p, "too many identifiers");
    list[(*count)++] = name;
    weir_parser_advance(p);
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, close);
}

static weir_affine_expr_t* parse_name(weir_asm_parser_t* p,
                                      affine_names_t* names) {
  weir_string_view_t word = weir_token_text(&p->token);
  for (uint32_t i = 0; i < names->dim_count; ++i) {
    if (weir_sv_equal(names->dims[i], word)) {
      weir_parser_advance(p);
      return weir_affine_dim(p->context, i);
    }
  }
  for (uint32_t i = 0; i < names->symbol_count; ++i) {
    if (weir_sv_equal(names->symbols[i], word)) {
      weir_parser_advance(p);
      return weir_affine_symbol(p->context, i);
    }
  }
  weir_parser_error(p, "use of undeclared identifier");
  return NULL;
}

// `%a`, a dimension, or what it was when it was met before.
static weir_affine_expr_t* parse_value(weir_asm_parser_t* p,
                                       affine_names_t* names, bool is_symbol) {
  weir_asm_operand_t operand;
  if (!weir_asm_operand(p, &operand)) return NULL;
  for (uint32_t i = 0; i < names->value_count; ++i) {
    if (names->values[i].number == operand.number &&
        weir_sv_equal(names->values[i].name, operand.name)) {
      return names->value_exprs[i];
    }
  }
  if (names->value_count == MAX_VALUES) {
    weir_parser_error(p, "too many values");
    return NULL;
  }
  uint32_t place = names->value_count++;
  names->values[place] = operand;
  names->value_exprs[place] =
      is_symbol ? weir_affine_symbol(p->context, names->symbol_count++)
                : weir_affine_dim(p->context, names->dim_count++);
  return names->value_exprs[place];
}

// `symbol(%a)`.
static weir_affine_expr_t* parse_symbol(weir_asm_parser_t* p,
                                        affine_names_t* names) {
  if (!weir_asm_expect(p, "symbol") || !weir_asm_expect(p, "(")) return NULL;
  weir_affine_expr_t* expr = parse_value(p, names, true);
  return expr != NULL && weir_asm_expect(p, ")") ? expr : NULL;
}

static weir_affine_expr_t* parse_factor(weir_asm_parser_t* p,
                                        affine_names_t* names) {
  if (names->values != NULL) {
    if (p->token.kind == WEIR_TOKEN_VALUE) return parse_value(p, names, false);
    if (p->token.kind == WEIR_TOKEN_WORD) return parse_symbol(p, names);
  }
  if (p->token.kind == WEIR_TOKEN_WORD) return parse_name(p, names);
  if (p->token.kind == WEIR_TOKEN_INTEGER) {
    uint64_t value = 0;
    if (!weir_parser_token_u64(&p->token, &value) || value > INT64_MAX) {
      weir_parser_error(p, "constant too large for index");
      return NULL;
    }
    weir_parser_advance(p);
    return weir_affine_constant(p->context, (int64_t)value);
  }
  if (!weir_parser_enter(p)) return NULL;
  weir_affine_expr_t* expr = NULL;
  if (weir_asm_try(p, "(")) {
    expr = parse_sum(p, names);
    if (expr != NULL && !weir_asm_expect(p, ")")) expr = NULL;
  } else if (weir_asm_try(p, "-")) {
    expr = parse_factor(p, names);
    if (expr != NULL) {
      expr = weir_affine_binary(p->context, WEIR_AFFINE_MUL, expr,
                                weir_affine_constant(p->context, -1));
    }
  } else {
    weir_parser_error(p, "expected affine expression");
  }
  weir_parser_leave(p);
  return expr;
}

static bool count_operator(weir_asm_parser_t* p, affine_names_t* names) {
  return ++names->operators <= MAX_OPERATORS ||
         weir_parser_error(p,
                           "affine expression too long: at most %d operators",
                           MAX_OPERATORS);
}

static bool has_no_names(const weir_affine_expr_t* expr) {
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
    case WEIR_AFFINE_SYMBOL:
      return true;
    case WEIR_AFFINE_DIM:
      return false;
    default:
      return has_no_names(expr->lhs) && has_no_names(expr->rhs);
  }
}

static weir_affine_expr_t* parse_product(weir_asm_parser_t* p,
                                         affine_names_t* names) {
  weir_affine_expr_t* left = parse_factor(p, names);
  while (left != NULL) {
    weir_affine_kind_t kind;
    const char* at = p->token.start;
    if (weir_asm_try(p, "*")) {
      kind = WEIR_AFFINE_MUL;
    } else if (weir_asm_try(p, "floordiv")) {
      kind = WEIR_AFFINE_FLOORDIV;
    } else if (weir_asm_try(p, "ceildiv")) {
      kind = WEIR_AFFINE_CEILDIV;
    } else if (weir_asm_try(p, "mod")) {
      kind = WEIR_AFFINE_MOD;
    } else {
      return left;
    }
    weir_affine_expr_t* right = parse_factor(p, names);
    if (right == NULL || !count_operator(p, names)) return NULL;
    bool fits =
        has_no_names(right) || (kind == WEIR_AFFINE_MUL && has_no_names(left));
    if (!fits) {
      weir_parser_error_at(p, at,
                           "non-affine expression: at least one of the "
                           "operands has to be either a constant or symbolic");
      return NULL;
    }
    left = weir_affine_binary(p->context, kind, left, right);
  }
  return NULL;
}

static weir_affine_expr_t* parse_sum(weir_asm_parser_t* p,
                                     affine_names_t* names) {
  weir_affine_expr_t* left = parse_product(p, names);
  while (left != NULL) {
    bool minus = weir_token_is(&p->token, "-");
    if (!minus && !weir_token_is(&p->token, "+")) return left;
    weir_parser_advance(p);
    weir_affine_expr_t* right = parse_product(p, names);
    if (right == NULL || !count_operator(p, names)) return NULL;
    if (minus) {
      right = weir_affine_binary(p->context, WEIR_AFFINE_MUL, right,
                                 weir_affine_constant(p->context, -1));
    }
    left = weir_affine_binary(p->context, WEIR_AFFINE_ADD, left, right);
  }
  return NULL;
}

// left == right, left >= right, left <= right: all as "expr >= 0" or "== 0".
static weir_affine_expr_t* parse_constraint(weir_asm_parser_t* p,
                                            affine_names_t* names,
                                            bool* out_equality) {
  weir_affine_expr_t* left = parse_sum(p, names);
  if (left == NULL) return NULL;
  bool less = weir_token_is(&p->token, "<");
  *out_equality = weir_token_is(&p->token, "=");
  if (!less && !*out_equality && !weir_token_is(&p->token, ">")) {
    weir_parser_error(p,
                      "expected '== affine-expr', '>= affine-expr' or "
                      "'<= affine-expr' at end of affine constraint");
    return NULL;
  }
  weir_parser_advance(p);
  if (!weir_asm_expect(p, "=")) return NULL;
  weir_affine_expr_t* right = parse_sum(p, names);
  if (right == NULL) return NULL;
  weir_affine_expr_t* minus_one = weir_affine_constant(p->context, -1);
  weir_affine_expr_t* low = less ? left : right;
  weir_affine_expr_t* high = less ? right : left;
  low = weir_affine_binary(p->context, WEIR_AFFINE_MUL, low, minus_one);
  return weir_affine_binary(p->context, WEIR_AFFINE_ADD, high, low);
}

weir_attr_t* weir_parser_affine(weir_asm_parser_t* p) {
  bool is_set = weir_token_is(&p->token, "affine_set");
  weir_parser_advance(p);
  affine_names_t* names = WEIR_ARENA_NEW(&p->arena, affine_names_t);
  if (!weir_asm_expect(p, "<") || !parse_names(p, "(", ")", names, false)) {
    return NULL;
  }
  if (weir_token_is(&p->token, "[") && !parse_names(p, "[", "]", names, true)) {
    return NULL;
  }
  if (!weir_asm_expect(p, is_set ? ":" : "->") || !weir_asm_expect(p, "(")) {
    return NULL;
  }
  weir_affine_expr_t* exprs[256];
  bool equalities[256];
  uint32_t count = 0;
  while (!weir_token_is(&p->token, ")")) {
    if (count > 0 && !weir_asm_expect(p, ",")) return NULL;
    if (count == 256) {
      weir_parser_error(p, "too many affine expressions");
      return NULL;
    }
    exprs[count] = is_set ? parse_constraint(p, names, &equalities[count])
                          : parse_sum(p, names);
    if (exprs[count++] == NULL) return NULL;
  }
  weir_parser_advance(p);
  if (!weir_asm_expect(p, ">")) return NULL;
  if (is_set && count == 0) {
    // The set of all points, in MLIR's words.
    exprs[count] = weir_affine_constant(p->context, 0);
    equalities[count++] = true;
  }
  if (is_set) {
    return weir_integer_set_attr(weir_integer_set(p->context, names->dim_count,
                                                  names->symbol_count, exprs,
                                                  equalities, count));
  }
  return weir_affine_map_attr(weir_affine_map(
      p->context, names->dim_count, names->symbol_count, exprs, count));
}

static weir_affine_application_text_t value_map(
    weir_asm_parser_t* p, const affine_names_t* names,
    weir_affine_expr_t* const* exprs, uint32_t count) {
  weir_affine_application_text_t text = {
      .map = weir_affine_map(p->context, names->dim_count, names->symbol_count,
                             exprs, count),
      .operands = WEIR_ARENA_ARRAY(&p->arena, weir_asm_operand_t,
                                   names->value_count + 1),
  };
  for (uint32_t i = 0; i < names->value_count; ++i) {
    const weir_affine_expr_t* expr = names->value_exprs[i];
    uint32_t first = expr->kind == WEIR_AFFINE_DIM ? 0 : names->dim_count;
    text.operands[first + (uint32_t)expr->value] = names->values[i];
  }
  return text;
}

// A list of expressions of values up to |close|.
typedef struct value_exprs_t {
  affine_names_t* names;
  weir_affine_expr_t* exprs[MAX_VALUES];
  uint32_t count;
} value_exprs_t;

static value_exprs_t* new_exprs(weir_asm_parser_t* p) {
  value_exprs_t* list = WEIR_ARENA_NEW(&p->arena, value_exprs_t);
  list->names = WEIR_ARENA_NEW(&p->arena, affine_names_t);
  list->names->values =
      WEIR_ARENA_ARRAY(&p->arena, weir_asm_operand_t, MAX_VALUES);
  list->names->value_exprs =
      WEIR_ARENA_ARRAY(&p->arena, weir_affine_expr_t*, MAX_VALUES);
  return list;
}

static bool parse_one_of_values(weir_asm_parser_t* p, value_exprs_t* list) {
  if (list->count == MAX_VALUES) {
    return weir_parser_error(p, "too many affine expressions");
  }
  weir_affine_expr_t* expr = parse_sum(p, list->names);
  list->exprs[list->count++] = expr;
  return expr != NULL;
}

static bool parse_all_of_values(weir_asm_parser_t* p, const char* open,
                                const char* close, value_exprs_t* list) {
  if (!weir_asm_expect(p, open)) return false;
  if (weir_asm_try(p, close)) return true;
  do {
    if (!parse_one_of_values(p, list)) return false;
  } while (weir_asm_try(p, ","));
  return weir_asm_expect(p, close);
}

bool weir_asm_affine_of_values(weir_asm_parser_t* p,
                               weir_affine_application_text_t* out_text) {
  value_exprs_t* list = new_exprs(p);
  if (!parse_all_of_values(p, "[", "]", list)) return false;
  *out_text = value_map(p, list->names, list->exprs, list->count);
  return true;
}

// -- groups -------------------------------------------------------------------

static uint32_t place_in(weir_asm_operand_t* operands, uint32_t* count,
                         weir_asm_operand_t operand) {
  for (uint32_t i = 0; i < *count; ++i) {
    if (operands[i].number == operand.number &&
        weir_sv_equal(operands[i].name, operand.name)) {
      return i;
    }
  }
  operands[*count] = operand;
  return (*count)++;
}

// Values of all groups, each once as a dimension and once as a symbol.
typedef struct merged_t {
  weir_affine_expr_t* exprs[MAX_VALUES];
  weir_asm_operand_t dims[MAX_VALUES], symbols[MAX_VALUES];
  uint32_t count, dim_count, symbol_count;
} merged_t;

static bool merge(weir_asm_parser_t* p, const value_exprs_t* list,
                  merged_t* merged) {
  const affine_names_t* names = list->names;
  if (merged->count + list->count > MAX_VALUES ||
      merged->dim_count + names->dim_count > MAX_VALUES ||
      merged->symbol_count + names->symbol_count > MAX_VALUES) {
    return weir_parser_error(p, "too many affine expressions");
  }
  weir_affine_expr_t* dims[MAX_VALUES];
  weir_affine_expr_t* symbols[MAX_VALUES];
  for (uint32_t i = 0; i < names->value_count; ++i) {
    const weir_affine_expr_t* expr = names->value_exprs[i];
    if (expr->kind == WEIR_AFFINE_DIM) {
      dims[expr->value] = weir_affine_dim(
          p->context,
          place_in(merged->dims, &merged->dim_count, names->values[i]));
    } else {
      symbols[expr->value] = weir_affine_symbol(
          p->context,
          place_in(merged->symbols, &merged->symbol_count, names->values[i]));
    }
  }
  for (uint32_t i = 0; i < list->count; ++i) {
    merged->exprs[merged->count++] =
        weir_affine_replace(p->context, list->exprs[i], dims, symbols);
  }
  return true;
}

bool weir_asm_affine_groups(weir_asm_parser_t* p, const char* prefix,
                            weir_affine_groups_text_t* out_text) {
  merged_t* merged = WEIR_ARENA_NEW(&p->arena, merged_t);
  *out_text = (weir_affine_groups_text_t){
      .sizes = WEIR_ARENA_ARRAY(&p->arena, int32_t, MAX_VALUES)};
  if (!weir_asm_expect(p, "(")) return false;
  while (!weir_asm_try(p, ")")) {
    if (out_text->count > 0 && !weir_asm_expect(p, ",")) return false;
    value_exprs_t* list = new_exprs(p);
    bool ok = weir_asm_try(p, prefix) ? parse_all_of_values(p, "(", ")", list)
                                      : parse_one_of_values(p, list);
    if (!ok || !merge(p, list, merged)) return false;
    if (out_text->count == MAX_VALUES) {
      return weir_parser_error(p, "too many affine expressions");
    }
    out_text->sizes[out_text->count++] = (int32_t)list->count;
  }
  uint32_t operand_count = merged->dim_count + merged->symbol_count;
  weir_asm_operand_t* operands =
      WEIR_ARENA_ARRAY(&p->arena, weir_asm_operand_t, operand_count + 1);
  for (uint32_t i = 0; i < operand_count; ++i) {
    operands[i] = i < merged->dim_count
                      ? merged->dims[i]
                      : merged->symbols[i - merged->dim_count];
  }
  out_text->all.operands = operands;
  out_text->all.map =
      weir_affine_map(p->context, merged->dim_count, merged->symbol_count,
                      merged->exprs, merged->count);
  return true;
}
