// Sizes that are known when the program runs, as values of the program: what
// computes them, what has to hold of them, and the types they leave behind.
#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/input/onnx/open_dims.h"

// -- values -------------------------------------------------------------------

static weir_location_t* location_of(const importer_t* importer) {
  return importer->function->location;
}

static weir_value_t* compare(importer_t* importer, int64_t predicate,
                             weir_value_t* a, weir_value_t* b) {
  weir_op_state_t state;
  weir_op_state_init(&state, &importer->builder, WEIR_ARITH_CMPI,
                     location_of(importer));
  weir_op_state_operand(&state, a);
  weir_op_state_operand(&state, b);
  weir_op_state_attr(&state, "predicate",
                     weir_i64_attr(importer->context, predicate));
  weir_op_state_result(&state, weir_i1_type(importer->context));
  return weir_op_result_n(weir_build(&importer->builder, &state), 0);
}

// |value| where |predicate| holds for |a| and zero, else |a|.
static weir_value_t* unless(importer_t* importer, int64_t predicate,
                            weir_value_t* a, weir_value_t* value) {
  weir_builder_t* builder = &importer->builder;
  weir_location_t* location = location_of(importer);
  weir_value_t* holds =
      compare(importer, predicate, a, weir_build_index(builder, location, 0));
  weir_op_state_t state;
  weir_op_state_init(&state, builder, WEIR_ARITH_SELECT, location);
  weir_op_state_operand(&state, holds);
  weir_op_state_operand(&state, value);
  weir_op_state_operand(&state, a);
  weir_op_state_result(&state, a->type);
  return weir_op_result_n(weir_build(builder, &state), 0);
}

static weir_value_t* scaled(importer_t* importer, weir_value_t* size,
                            double factor) {
  weir_builder_t* builder = &importer->builder;
  weir_location_t* location = location_of(importer);
  weir_type_t* i64 = weir_i64_type(importer->context);
  weir_type_t* f64 = weir_float_type(importer->context, WEIR_FLOAT_F64);
  weir_value_t* value =
      weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, location, size, i64);
  value = weir_build_unary(builder, WEIR_ARITH_SITOFP, location, value, f64);
  value = weir_build_binary(
      builder, WEIR_ARITH_MULF, location, value,
      weir_build_constant(builder, location, weir_float_attr(f64, factor)));
  // Towards zero is down: neither is negative.
  value = weir_build_unary(builder, WEIR_ARITH_FPTOSI, location, value, i64);
  return weir_build_unary(builder, WEIR_ARITH_INDEX_CAST, location, value,
                          weir_index_type(importer->context));
}

static weir_value_t* compute_atom(importer_t* importer, const atom_t* atom) {
  weir_builder_t* builder = &importer->builder;
  weir_location_t* location = location_of(importer);
  weir_value_t* a = dim_value(importer, atom->a);
  weir_value_t* b = dim_value(importer, atom->b);
  switch (atom->kind) {
    case ATOM_POSITIVE:
      return weir_build_binary(builder, WEIR_ARITH_MAXSI, location, a, b);
    case ATOM_QUOTIENT:
      return weir_build_binary(builder, WEIR_ARITH_DIVSI, location, a, b);
    case ATOM_PRODUCT:
      return weir_build_binary(builder, WEIR_ARITH_MULI, location, a, b);
    case ATOM_SUM:
      return weir_build_binary(builder, WEIR_ARITH_ADDI, location, a, b);
    case ATOM_FROM_END:
      return unless(
          importer, 2 /* slt */, a,
          weir_build_binary(builder, WEIR_ARITH_ADDI, location, a, b));
    case ATOM_IF_ZERO:
      return unless(importer, 0 /* eq */, a, b);
    case ATOM_IF_NEGATIVE:
      return unless(importer, 2 /* slt */, a, b);
    default:
      return scaled(importer, a, atom->factor);
  }
}

static weir_value_t* atom_value(importer_t* importer, uint32_t index) {
  // Computing it may grow the table.
  atom_t atom = open_dims_table(importer)->atoms[index];
  if (atom.value == NULL) {
    atom.value = compute_atom(importer, &atom);
    open_dims_table(importer)->atoms[index].value = atom.value;
  }
  return atom.value;
}

static weir_value_t* term_value(importer_t* importer, const term_t* term) {
  weir_builder_t* builder = &importer->builder;
  weir_location_t* location = location_of(importer);
  weir_value_t* value = term->degree == 0 || term->factor != 1
                            ? weir_build_index(builder, location, term->factor)
                            : NULL;
  for (uint32_t i = 0; i < term->degree; ++i) {
    weir_value_t* atom = atom_value(importer, term->atoms[i]);
    value = value == NULL ? atom
                          : weir_build_binary(builder, WEIR_ARITH_MULI,
                                              location, atom, value);
  }
  return value;
}

weir_value_t* dim_value(importer_t* importer, int64_t dim) {
  weir_builder_t* builder = &importer->builder;
  weir_location_t* location = location_of(importer);
  if (!dim_is_open(dim)) return weir_build_index(builder, location, dim);
  polynomial_t polynomial = *polynomial_at(importer, dim);
  if (polynomial.value != NULL) return polynomial.value;
  weir_value_t* sum = NULL;
  for (uint32_t i = 0; i < polynomial.count; ++i) {
    weir_value_t* term = term_value(importer, &polynomial.terms[i]);
    sum = sum == NULL ? term
                      : weir_build_binary(builder, WEIR_ARITH_ADDI, location,
                                          sum, term);
  }
  polynomial_at(importer, dim)->value = sum;
  return sum;
}

// -- text ---------------------------------------------------------------------

static const char* atom_text(importer_t* importer, uint32_t index) {
  const atom_t* atom = &open_dims_table(importer)->atoms[index];
  weir_arena_t* arena = &importer->arena;
  if (atom->name != NULL) return atom->name;
  const char* a = dim_text(importer, atom->a);
  const char* b = dim_text(importer, atom->b);
  switch (atom->kind) {
    case ATOM_POSITIVE:
      return weir_arena_format(arena, "max(%s, 0)", a);
    case ATOM_QUOTIENT:
      return weir_arena_format(arena, "(%s) / (%s)", a, b);
    case ATOM_PRODUCT:
      return weir_arena_format(arena, "(%s) * (%s)", a, b);
    case ATOM_SUM:
      return weir_arena_format(arena, "(%s + %s)", a, b);
    case ATOM_SCALED:
      return weir_arena_format(arena, "floor((%s) * %g)", a, atom->factor);
    case ATOM_FROM_END:
      return weir_arena_format(arena, "(%s of %s)", a, b);
    default:
      return weir_arena_format(arena, "(%s or %s)", a, b);
  }
}

const char* dim_text(importer_t* importer, int64_t dim) {
  weir_arena_t* arena = &importer->arena;
  if (!dim_is_open(dim))
    return weir_arena_format(arena, "%lld", (long long)dim);
  const polynomial_t polynomial = *polynomial_at(importer, dim);
  const char* text = "";
  for (uint32_t i = 0; i < polynomial.count; ++i) {
    const term_t* term = &polynomial.terms[i];
    long long factor = (long long)term->factor;
    const char* sign = factor < 0 ? (i ? " - " : "-") : i ? " + " : "";
    if (factor < 0) factor = -factor;
    text = weir_arena_format(arena, "%s%s", text, sign);
    bool shows_factor = term->degree == 0 || factor != 1;
    if (shows_factor) text = weir_arena_format(arena, "%s%lld", text, factor);
    for (uint32_t a = 0; a < term->degree; ++a) {
      text = weir_arena_format(arena, "%s%s%s", text,
                               shows_factor || a ? " * " : "",
                               atom_text(importer, term->atoms[a]));
    }
  }
  return text;
}

// -- what has to hold ---------------------------------------------------------

// Stops the program with |message| where |predicate| does not hold.
static void assert_that(const node_t* node, int64_t predicate, int64_t a,
                        int64_t b, const char* message) {
  importer_t* importer = node->importer;
  weir_value_t* x = dim_value(importer, a);
  weir_value_t* y = dim_value(importer, b);
  weir_value_t* holds = compare(importer, predicate, x, y);
  weir_op_state_t state;
  weir_op_state_init(&state, &importer->builder, WEIR_CF_ASSERT,
                     node->location);
  weir_op_state_operand(&state, holds);
  weir_op_state_attr(&state, "msg",
                     weir_string_attr(importer->context, message));
  weir_build(&importer->builder, &state);
}

static const char* message_of(const node_t* node, const char* text) {
  const char* name = node->proto->name;
  if ((name == NULL || name[0] == '\0') && node->proto->n_output > 0) {
    name = node->proto->output[0];
  }
  return weir_arena_format(&node->importer->arena, "node \"%s\" (%s): %s", name,
                           node->proto->op_type, text);
}

weir_status_t node_require_equal(const node_t* node, int64_t a, int64_t b,
                                 const char* what) {
  importer_t* importer = node->importer;
  if (a == b) return weir_ok();
  const char* text =
      weir_arena_format(&importer->arena, "%s: %s and %s are not the same",
                        what, dim_text(importer, a), dim_text(importer, b));
  // What differs by a number alone is never equal.
  bool never = !dim_is_open(dim_subtract(importer, a, b));
  if (never) return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "%s", text);
  open_dims_t* table = open_dims_table(importer);
  for (const required_t* r = table->required; r != NULL; r = r->next) {
    if ((r->a == a && r->b == b) || (r->a == b && r->b == a)) return weir_ok();
  }
  required_t* required = WEIR_ARENA_NEW(&importer->arena, required_t);
  *required = (required_t){a, b, table->required};
  table->required = required;
  assert_that(node, 0 /* eq */, a, b, message_of(node, text));
  return weir_ok();
}

weir_status_t node_require_positive(const node_t* node, int64_t dim,
                                    const char* what) {
  importer_t* importer = node->importer;
  if (dim_is_size(importer, dim_subtract(importer, dim, 1))) return weir_ok();
  const char* text =
      weir_arena_format(&importer->arena, "%s: %s is not positive", what,
                        dim_text(importer, dim));
  if (!dim_is_open(dim))
    return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "%s", text);
  assert_that(node, 4 /* sgt */, dim, 0, message_of(node, text));
  return weir_ok();
}

// -- types --------------------------------------------------------------------

const int64_t* dims_closed(importer_t* importer, const int64_t* dims,
                           uint32_t rank) {
  int64_t* closed = WEIR_ARENA_ARRAY(&importer->arena, int64_t, rank + 1);
  for (uint32_t i = 0; i < rank; ++i) {
    closed[i] = dim_is_open(dims[i]) ? WEIR_DYNAMIC : dims[i];
  }
  return closed;
}

void add_open(importer_t* importer, weir_op_state_t* state, const int64_t* dims,
              uint32_t rank) {
  weir_value_t** sizes =
      WEIR_ARENA_ARRAY(&importer->arena, weir_value_t*, rank + 1);
  uint32_t count = 0;
  for (uint32_t i = 0; i < rank; ++i) {
    if (dim_is_open(dims[i])) sizes[count++] = dim_value(importer, dims[i]);
  }
  weir_op_state_operands(state, sizes, count);
}

static void close_type(importer_t* importer, weir_value_t* value) {
  if (!weir_type_is_ranked_tensor(value->type) || !type_is_open(value->type)) {
    return;
  }
  uint32_t rank = weir_type_rank(value->type);
  value->type = weir_tensor_type(
      weir_type_element(value->type),
      dims_closed(importer, value->type->shaped.dims, rank), rank, NULL);
}

static weir_walk_t close_types_of(weir_op_t* op, void* user) {
  for (uint32_t i = 0; i < op->result_count; ++i) {
    close_type(user, weir_op_result_n(op, i));
  }
  return WEIR_WALK_CONTINUE;
}

void onnx_close_types(importer_t* importer) {
  weir_block_t* entry = weir_op_region(importer->function, 0)->first;
  for (uint32_t i = 0; i < entry->argument_count; ++i) {
    close_type(importer, entry->arguments[i]);
  }
  weir_walk_pre_order(importer->function, close_types_of, importer);
}
