// Affine maps and integer sets.
#include "compiler/text/printer_impl.h"

static void print_expr(weir_asm_printer_t* p, const weir_affine_expr_t* expr,
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

static void print_product(weir_asm_printer_t* p,
                          const weir_affine_expr_t* expr) {
  bool negates = expr->kind == WEIR_AFFINE_MUL &&
                 expr->rhs->kind == WEIR_AFFINE_CONSTANT &&
                 expr->rhs->value == -1;
  if (negates) weir_asm_write(p, "-");
  print_expr(p, expr->lhs, true);
  if (negates) return;
  weir_asm_write(p, operator_of(expr->kind));
  print_expr(p, expr->rhs, true);
}

// A sum whose right side is negative reads as a difference.
static void print_sum(weir_asm_printer_t* p, const weir_affine_expr_t* expr) {
  const weir_affine_expr_t* rhs = expr->rhs;
  print_expr(p, expr->lhs, false);
  if (rhs->kind == WEIR_AFFINE_MUL && rhs->rhs->kind == WEIR_AFFINE_CONSTANT &&
      rhs->rhs->value < 0) {
    weir_asm_write(p, " - ");
    int64_t factor = rhs->rhs->value;
    if (factor == -1) {
      print_expr(p, rhs->lhs, rhs->lhs->kind == WEIR_AFFINE_ADD);
    } else {
      print_expr(p, rhs->lhs, true);
      weir_asm_printf(p, " * %llu", (unsigned long long)0 - (uint64_t)factor);
    }
    return;
  }
  if (rhs->kind == WEIR_AFFINE_CONSTANT && rhs->value < 0) {
    weir_asm_printf(p, " - %llu", (unsigned long long)0 - (uint64_t)rhs->value);
    return;
  }
  weir_asm_write(p, " + ");
  print_expr(p, rhs, false);
}

// |tight|: parentheses around anything made of two parts.
static void print_expr(weir_asm_printer_t* p, const weir_affine_expr_t* expr,
                       bool tight) {
  switch (expr->kind) {
    case WEIR_AFFINE_CONSTANT:
      weir_asm_printf(p, "%lld", (long long)expr->value);
      return;
    case WEIR_AFFINE_DIM:
      weir_asm_printf(p, "d%lld", (long long)expr->value);
      return;
    case WEIR_AFFINE_SYMBOL:
      weir_asm_printf(p, "s%lld", (long long)expr->value);
      return;
    default:
      break;
  }
  if (tight) weir_asm_write(p, "(");
  if (expr->kind == WEIR_AFFINE_ADD) {
    print_sum(p, expr);
  } else {
    print_product(p, expr);
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
  print_names(p, map->dim_count, map->symbol_count);
  weir_asm_write(p, " -> (");
  for (uint32_t i = 0; i < map->result_count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    print_expr(p, map->results[i], false);
  }
  weir_asm_write(p, ")");
}

void weir_printer_integer_set(weir_asm_printer_t* p,
                              const weir_integer_set_t* set) {
  print_names(p, set->dim_count, set->symbol_count);
  weir_asm_write(p, " : (");
  for (uint32_t i = 0; i < set->constraint_count; ++i) {
    if (i > 0) weir_asm_write(p, ", ");
    print_expr(p, set->constraints[i], false);
    weir_asm_write(p, set->equalities[i] ? " == 0" : " >= 0");
  }
  weir_asm_write(p, ")");
}
