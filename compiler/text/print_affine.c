// Affine maps and integer sets.
#include "compiler/text/printer_impl.h"

// What dimensions and symbols are called: names, or operands of an op.
typedef struct names_t {
  weir_asm_printer_t* printer;
  const weir_op_t* op;  // NULL: names
  uint32_t first_dim, first_symbol;
} names_t;

static void print_expr(const names_t* n, const weir_affine_expr_t* expr,
                       bool tight);

static const char* operator_of(weir_affine_kind_t kind) {
  switch (kind) {
    case WEIR_AFFINE_MUL:
      return " * ";
    case WEIR_AFFINE_MOD:
      return " mod ";
    case WEIR_AFFINE_FLOORDIV:
      return " floordiv ";
    default:
      return " ceildiv ";
  }
}

static void print_product(const names_t* n, const weir_affine_expr_t* expr) {
  weir_asm_printer_t* p = n->printer;
  bool negates = expr->kind == WEIR_AFFINE_MUL &&
                 expr->rhs->kind == WEIR_AFFINE_CONSTANT &&
                 expr->rhs->value == -1;
  if (negates) weir_asm_write(p, "-");
  print_expr(n, expr->lhs, true);
  if (negates) return;
  weir_asm_write(p, operator_of(expr->kind));
  print_expr(n, expr->rhs, true);
}

// A sum whose right side is negative reads as a difference.
static void print_sum(const names_t* n, const weir_affine_expr_t* expr) {
  weir_asm_printer_t* p = n->printer;
  const weir_affine_expr_t* rhs = expr->rhs;
  print_expr(n, expr->lhs, false);
  if (rhs->kind == WEIR_AFFINE_MUL && rhs->rhs->kind == WEIR_AFFINE_CONSTANT &&
      rhs->rhs->value < 0) {
    weir_asm_write(p, " - ");
    int64_t factor = rhs->rhs->value;
    if (factor == -1) {
      print_expr(n, rhs->lhs, rhs->lhs->kind == WEIR_AFFINE_ADD);
    } else {
      print_expr(n, rhs->lhs, true);
      weir_asm_printf(p, " * %llu", (unsigned long long)0 - (uint64_t)factor);
    }
    return;
  }
  if (rhs->kind == WEIR_AFFINE_CONSTANT && rhs->value < 0) {
    weir_asm_printf(p, " - %llu", (unsigned long long)0 - (uint64_t)rhs->value);
    return;
  }
  weir_asm_write(p, " + ");
  print_expr(n, rhs, false);
}

static void print_variable(const names_t* n, const weir_affine_expr_t* expr) {
  bool is_symbol = expr->kind == WEIR_AFFINE_SYMBOL;
  if (n->op == NULL) {
    weir_asm_printf(n->printer, is_symbol ? "s%lld" : "d%lld",
                    (long long)expr->value);
    return;
  }
  if (is_symbol) weir_asm_write(n->printer, "symbol(");
  uint32_t first = is_symbol ? n->first_symbol : n->first_dim;
  weir_asm_print_value(n->printer,
                       weir_op_operand_n(n->op, first + (uint32_t)expr->value));
  if (is_symbol) weir_asm_write(n->printer, ")");
}

// |tight|: parentheses around anything made of two parts.
static void print_expr(const names_t* n, const weir_affine_expr_t* expr,
                       bool tight) {
  weir_asm_printer_t* p = n->printer;
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      weir_asm_printf(p, "%lld", (long long)expr->value);
      return;
    case WEIR_AFFINE_DIM:
    case WEIR_AFFINE_SYMBOL:
      print_variable(n, expr);
      return;
    default:
      break;
  }
  if (tight) weir_asm_write(p, "(");
  if (expr->kind == WEIR_AFFINE_ADD) {
    print_sum(n, expr);
  } else {
    print_product(n, expr);
  }
  if (tight) weir_asm_write(p, ")");
}

static void print_names(weir_asm_printer_t* p, uint32_t dims,
                        uint32_t symbols) {
  weir_asm_write(p, "(");
  for (uint32_t i = 0; i < dims; ++i) {
    weir_asm_printf(p, i > 0 ? ", d%u" : "d%u", i);
  }
  weir_asm_write(p, ")");
  if (symbols == 0) return;
  weir_asm_write(p, "[");
  for (uint32_t i = 0; i < symbols; ++i) {
    weir_asm_printf(p, i > 0 ? ", s%u" : "s%u", i);
  }
  weir_asm_write(p, "]");
}

void weir_printer_affine_map(weir_asm_printer_t* p,
                             const weir_affine_map_t* map) {
  names_t names = {.printer = p};
  print_names(p, map->dim_count, map->symbol_count);
  weir_asm_write(p, " -> (");
  for (uint32_t i = 0; i < map->result_count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    print_expr(&names, map->results[i], false);
  }
  weir_asm_write(p, ")");
}

void weir_printer_integer_set(weir_asm_printer_t* p,
                              const weir_integer_set_t* set) {
  names_t names = {.printer = p};
  print_names(p, set->dim_count, set->symbol_count);
  weir_asm_write(p, " : (");
  for (uint32_t i = 0; i < set->constraint_count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    print_expr(&names, set->constraints[i], false);
    weir_asm_write(p, set->equalities[i] ? " == 0" : " >= 0");
  }
  weir_asm_write(p, ")");
}

void weir_asm_print_affine_of_values(weir_asm_printer_t* p,
                                     const weir_affine_map_t* map,
                                     uint32_t from, uint32_t count,
                                     const weir_op_t* op, uint32_t first) {
  names_t names = {p, op, first, first + map->dim_count};
  for (uint32_t i = 0; i < count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    print_expr(&names, map->results[from + i], false);
  }
}
