// Sizes that are known when the program runs.
//
// A polynomial is a sorted list of terms, each a factor times a sorted list of
// atoms. An atom is a size of an input, or what polynomials are not closed
// under: the positive part of a polynomial, a quotient, an index that counts
// from the end, a size times a fraction. Minimum and maximum are made of
// positive parts: min(a, b) = a - pos(a - b). Both kinds are kept once each, so
// equal ones have equal numbers.
#include <stdio.h>
#include <string.h>

#include "compiler/dialects/arith.h"
#include "compiler/dialects/cf.h"
#include "compiler/dialects/math.h"
#include "compiler/input/onnx/importer.h"

enum { MAX_DEGREE = 8 };

typedef struct term_t {
  int64_t factor;
  uint32_t degree;
  uint32_t atoms[MAX_DEGREE];
} term_t;

typedef struct polynomial_t {
  uint32_t count;
  term_t* terms;
  weir_value_t* value;  // once it was asked for
} polynomial_t;

typedef enum atom_kind_t {
  ATOM_SIZE,         // |value|
  ATOM_POSITIVE,     // max(a, 0)
  ATOM_QUOTIENT,     // a / b, towards zero
  ATOM_PRODUCT,      // a * b, too long to be written out
  ATOM_SUM,          // a + b, as well
  ATOM_FROM_END,     // a < 0 ? a + b : a
  ATOM_IF_ZERO,      // a == 0 ? b : a
  ATOM_IF_NEGATIVE,  // a < 0 ? b : a
  ATOM_SCALED,       // floor(a * factor)
} atom_kind_t;

typedef struct atom_t {
  atom_kind_t kind;
  int64_t a, b;
  double factor;
  bool is_size;  // never negative
  const char* name;
  weir_value_t* value;
} atom_t;

typedef struct required_t {
  int64_t a, b;
  struct required_t* next;
} required_t;

struct open_dims_t {
  polynomial_t* polynomials;
  uint32_t count, capacity;
  atom_t* atoms;
  uint32_t atom_count, atom_capacity;
  required_t* required;  // what was compared already
};

bool type_is_open(const weir_type_t* type) {
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (dim_is_open(weir_type_dim(type, i))) return true;
  }
  return false;
}

// -- tables -------------------------------------------------------------------

static open_dims_t* table_of(importer_t* importer) {
  if (importer->open_dims == NULL) {
    importer->open_dims = WEIR_ARENA_NEW(&importer->arena, open_dims_t);
  }
  return importer->open_dims;
}

static void* grown(importer_t* importer, const void* items, uint32_t count,
                   uint32_t* capacity, size_t size) {
  *capacity = *capacity ? *capacity * 2 : 16;
  uint8_t* larger = weir_arena_alloc(&importer->arena, *capacity * size);
  if (count > 0) memcpy(larger, items, count * size);
  return larger;
}

static polynomial_t* polynomial_at(importer_t* importer, int64_t dim) {
  return &table_of(importer)->polynomials[dim - INT64_MIN - 1];
}

static bool same_atoms(const term_t* a, const term_t* b) {
  return a->degree == b->degree &&
         memcmp(a->atoms, b->atoms, a->degree * sizeof(*a->atoms)) == 0;
}

// The dimension of these terms: a number where they are one.
static int64_t dim_of_terms(importer_t* importer, const term_t* terms,
                            uint32_t count) {
  if (count == 0) return 0;
  if (count == 1 && terms[0].degree == 0) return terms[0].factor;
  open_dims_t* table = table_of(importer);
  for (uint32_t i = 0; i < table->count; ++i) {
    const polynomial_t* p = &table->polynomials[i];
    bool same = p->count == count;
    for (uint32_t t = 0; same && t < count; ++t) {
      same = p->terms[t].factor == terms[t].factor &&
             same_atoms(&p->terms[t], &terms[t]);
    }
    if (same) return INT64_MIN + 1 + i;
  }
  if (table->count == table->capacity) {
    table->polynomials = grown(importer, table->polynomials, table->count,
                               &table->capacity, sizeof(*table->polynomials));
  }
  table->polynomials[table->count] = (polynomial_t){
      .count = count,
      .terms = weir_arena_copy(&importer->arena, terms, count * sizeof(*terms)),
  };
  return INT64_MIN + 1 + table->count++;
}

static int64_t dim_of_atom(importer_t* importer, uint32_t atom) {
  const term_t term = {.factor = 1, .degree = 1, .atoms = {atom}};
  return dim_of_terms(importer, &term, 1);
}

static int64_t add_atom(importer_t* importer, atom_t atom) {
  open_dims_t* table = table_of(importer);
  for (uint32_t i = 0; i < table->atom_count; ++i) {
    const atom_t* a = &table->atoms[i];
    if (a->kind == atom.kind && a->kind != ATOM_SIZE && a->a == atom.a &&
        a->b == atom.b && a->factor == atom.factor) {
      return dim_of_atom(importer, i);
    }
  }
  if (table->atom_count == table->atom_capacity) {
    table->atoms = grown(importer, table->atoms, table->atom_count,
                         &table->atom_capacity, sizeof(*table->atoms));
  }
  table->atoms[table->atom_count] = atom;
  return dim_of_atom(importer, table->atom_count++);
}

int64_t dim_of_value(importer_t* importer, weir_value_t* size, bool is_size,
                     const char* name) {
  return add_atom(
      importer,
      (atom_t){
          .kind = ATOM_SIZE, .is_size = is_size, .name = name, .value = size});
}

// The terms of |dim|; |single| has room for that of a number.
static const term_t* terms_of(importer_t* importer, int64_t dim, term_t* single,
                              uint32_t* out_count) {
  if (dim_is_open(dim)) {
    const polynomial_t* p = polynomial_at(importer, dim);
    *out_count = p->count;
    return p->terms;
  }
  *single = (term_t){.factor = dim};
  *out_count = dim != 0;
  return single;
}

bool dim_is_size(importer_t* importer, int64_t dim) {
  term_t single;
  uint32_t count;
  const term_t* terms = terms_of(importer, dim, &single, &count);
  for (uint32_t i = 0; i < count; ++i) {
    if (terms[i].factor < 0) return false;
    for (uint32_t a = 0; a < terms[i].degree; ++a) {
      if (!table_of(importer)->atoms[terms[i].atoms[a]].is_size) return false;
    }
  }
  return true;
}

// -- arithmetic ---------------------------------------------------------------

static int term_order(const term_t* a, const term_t* b) {
  // Constants last, so that a polynomial reads as one is written.
  if (a->degree != b->degree) return a->degree > b->degree ? -1 : 1;
  for (uint32_t i = 0; i < a->degree; ++i) {
    if (a->atoms[i] != b->atoms[i]) return a->atoms[i] < b->atoms[i] ? -1 : 1;
  }
  return 0;
}

// Adds |term| to a sorted list with room for it; false beyond the range.
static bool add_term(term_t* terms, uint32_t* count, term_t term) {
  uint32_t at = 0;
  while (at < *count && term_order(&terms[at], &term) < 0) ++at;
  if (at < *count && same_atoms(&terms[at], &term)) {
    if (__builtin_add_overflow(terms[at].factor, term.factor,
                               &terms[at].factor)) {
      return false;
    }
    if (terms[at].factor != 0) return true;
    --*count;
    memmove(&terms[at], &terms[at + 1], (*count - at) * sizeof(*terms));
    return true;
  }
  memmove(&terms[at + 1], &terms[at], (*count - at) * sizeof(*terms));
  terms[at] = term;
  ++*count;
  return true;
}

// Whether a closed result can be told from an open one.
static bool fits(int64_t dim) {
  return !dim_is_open(dim);
}

static int64_t opaque(importer_t* importer, atom_kind_t kind, int64_t a,
                      int64_t b) {
  bool is_size = dim_is_size(importer, a) && dim_is_size(importer, b);
  return add_atom(importer,
                  (atom_t){.kind = kind, .a = a, .b = b, .is_size = is_size});
}

int64_t dim_add(importer_t* importer, int64_t a, int64_t b) {
  int64_t sum;
  if (fits(a) && fits(b)) {
    if (__builtin_add_overflow(a, b, &sum)) return INT64_MAX;
    return fits(sum) ? sum : ONNX_LEAST_CLOSED;
  }
  term_t single[2];
  uint32_t counts[2];
  const term_t* x = terms_of(importer, a, &single[0], &counts[0]);
  const term_t* y = terms_of(importer, b, &single[1], &counts[1]);
  uint32_t count = counts[0];
  term_t* terms =
      WEIR_ARENA_ARRAY(&importer->arena, term_t, counts[0] + counts[1] + 1);
  memcpy(terms, x, count * sizeof(*terms));
  for (uint32_t i = 0; i < counts[1]; ++i) {
    if (!add_term(terms, &count, y[i])) {
      return opaque(importer, ATOM_SUM, a, b);
    }
  }
  return dim_of_terms(importer, terms, count);
}

static bool multiply_terms(const term_t* a, const term_t* b, term_t* out) {
  *out = (term_t){.degree = a->degree + b->degree};
  if (out->degree > MAX_DEGREE ||
      __builtin_mul_overflow(a->factor, b->factor, &out->factor)) {
    return false;
  }
  for (uint32_t i = 0, j = 0; i + j < out->degree;) {
    bool from_a =
        j == b->degree || (i < a->degree && a->atoms[i] <= b->atoms[j]);
    out->atoms[i + j] = from_a ? a->atoms[i] : b->atoms[j];
    if (from_a) {
      ++i;
    } else {
      ++j;
    }
  }
  return true;
}

int64_t dim_multiply(importer_t* importer, int64_t a, int64_t b) {
  int64_t product;
  if (fits(a) && fits(b)) {
    if (__builtin_mul_overflow(a, b, &product)) {
      return (a < 0) == (b < 0) ? INT64_MAX : ONNX_LEAST_CLOSED;
    }
    return fits(product) ? product : ONNX_LEAST_CLOSED;
  }
  enum { MAX_TERMS = 64 };
  term_t single[2], terms[MAX_TERMS + 1];
  uint32_t counts[2], count = 0;
  const term_t* x = terms_of(importer, a, &single[0], &counts[0]);
  const term_t* y = terms_of(importer, b, &single[1], &counts[1]);
  bool short_enough = (uint64_t)counts[0] * counts[1] <= MAX_TERMS;
  for (uint32_t i = 0; short_enough && i < counts[0]; ++i) {
    for (uint32_t j = 0; short_enough && j < counts[1]; ++j) {
      term_t term;
      short_enough =
          multiply_terms(&x[i], &y[j], &term) && add_term(terms, &count, term);
    }
  }
  if (!short_enough) return opaque(importer, ATOM_PRODUCT, a, b);
  return dim_of_terms(importer, terms, count);
}

int64_t dim_subtract(importer_t* importer, int64_t a, int64_t b) {
  return dim_add(importer, a, dim_multiply(importer, b, -1));
}

// |a| without the factor and atoms of |b|; false if they are not in it.
static bool divide_term(const term_t* a, const term_t* b, term_t* out) {
  *out = (term_t){.factor = a->factor};
  if (a->factor % b->factor != 0) return false;
  out->factor /= b->factor;
  uint32_t j = 0;
  for (uint32_t i = 0; i < a->degree; ++i) {
    if (j < b->degree && a->atoms[i] == b->atoms[j]) {
      ++j;
    } else {
      out->atoms[out->degree++] = a->atoms[i];
    }
  }
  return j == b->degree;
}

int64_t dim_divide(importer_t* importer, int64_t a, int64_t b) {
  if (fits(a) && fits(b)) return a / b;
  if (a == b) return 1;
  term_t single[2];
  uint32_t counts[2];
  const term_t* x = terms_of(importer, a, &single[0], &counts[0]);
  const term_t* y = terms_of(importer, b, &single[1], &counts[1]);
  if (counts[1] == 1) {
    term_t* terms = WEIR_ARENA_ARRAY(&importer->arena, term_t, counts[0] + 1);
    uint32_t count = 0;
    bool exact = true;
    for (uint32_t i = 0; exact && i < counts[0]; ++i) {
      term_t term;
      exact = divide_term(&x[i], y, &term) && add_term(terms, &count, term);
    }
    if (exact) return dim_of_terms(importer, terms, count);
  }
  return opaque(importer, ATOM_QUOTIENT, a, b);
}

// pos(pos(p) - q) = pos(p - q) where q is never negative.
static bool without_nested(importer_t* importer, int64_t a, int64_t* out) {
  const polynomial_t polynomial = *polynomial_at(importer, a);
  for (uint32_t i = 0; i < polynomial.count; ++i) {
    const term_t* term = &polynomial.terms[i];
    if (term->factor != 1 || term->degree != 1) continue;
    const atom_t atom = table_of(importer)->atoms[term->atoms[0]];
    if (atom.kind != ATOM_POSITIVE) continue;
    int64_t q =
        dim_subtract(importer, dim_of_atom(importer, term->atoms[0]), a);
    if (!dim_is_size(importer, q)) continue;
    *out = dim_subtract(importer, atom.a, q);
    return true;
  }
  return false;
}

static int64_t positive_part(importer_t* importer, int64_t a) {
  if (fits(a)) return a > 0 ? a : 0;
  if (dim_is_size(importer, a)) return a;
  if (dim_is_size(importer, dim_multiply(importer, a, -1))) return 0;
  int64_t simpler;
  if (without_nested(importer, a, &simpler)) {
    return positive_part(importer, simpler);
  }
  // Of a and -a one has an atom: pos(-a) = pos(a) - a.
  if (polynomial_at(importer, a)->terms[0].factor < 0) {
    int64_t turned = dim_multiply(importer, a, -1);
    return dim_add(importer, positive_part(importer, turned), a);
  }
  return add_atom(importer,
                  (atom_t){.kind = ATOM_POSITIVE, .a = a, .is_size = true});
}

int64_t dim_min(importer_t* importer, int64_t a, int64_t b) {
  if (fits(a) && fits(b)) return a < b ? a : b;
  // What models write for "to the end" is longer than any tensor.
  const int64_t beyond = INT64_C(1) << 56;
  if (fits(a) && a >= beyond) return b;
  if (fits(b) && b >= beyond) return a;
  return dim_subtract(importer, a,
                      positive_part(importer, dim_subtract(importer, a, b)));
}

int64_t dim_max(importer_t* importer, int64_t a, int64_t b) {
  if (fits(a) && fits(b)) return a > b ? a : b;
  return dim_add(importer, b,
                 positive_part(importer, dim_subtract(importer, a, b)));
}

int64_t dim_from_end(importer_t* importer, int64_t index, int64_t size) {
  if (fits(index)) return index < 0 ? dim_add(importer, index, size) : index;
  if (dim_is_size(importer, index)) return index;
  return add_atom(importer,
                  (atom_t){.kind = ATOM_FROM_END, .a = index, .b = size});
}

int64_t dim_if_zero(importer_t* importer, int64_t a, int64_t b) {
  if (fits(a)) return a == 0 ? b : a;
  return add_atom(importer, (atom_t){.kind = ATOM_IF_ZERO, .a = a, .b = b});
}

int64_t dim_if_negative(importer_t* importer, int64_t a, int64_t b) {
  if (fits(a)) return a < 0 ? b : a;
  if (dim_is_size(importer, a)) return a;
  return add_atom(importer, (atom_t){.kind = ATOM_IF_NEGATIVE,
                                     .a = a,
                                     .b = b,
                                     .is_size = dim_is_size(importer, b)});
}

int64_t dim_scale(importer_t* importer, int64_t a, double factor) {
  bool whole = factor < 1e6 && factor == (double)(int64_t)factor;
  if (whole) return dim_multiply(importer, a, (int64_t)factor);
  return add_atom(
      importer,
      (atom_t){.kind = ATOM_SCALED, .a = a, .factor = factor, .is_size = true});
}

int64_t dim_product(importer_t* importer, const int64_t* dims, uint32_t count) {
  int64_t product = 1;
  for (uint32_t i = 0; i < count; ++i) {
    product = dim_multiply(importer, product, dims[i]);
  }
  return product;
}

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
  atom_t atom = table_of(importer)->atoms[index];
  if (atom.value == NULL) {
    atom.value = compute_atom(importer, &atom);
    table_of(importer)->atoms[index].value = atom.value;
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
  if (fits(dim)) return weir_build_index(builder, location, dim);
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
  const atom_t* atom = &table_of(importer)->atoms[index];
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
  if (fits(dim)) return weir_arena_format(arena, "%lld", (long long)dim);
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
  bool never = fits(dim_subtract(importer, a, b));
  if (never) return node_error(node, WEIR_CODE_INVALID_ARGUMENT, "%s", text);
  open_dims_t* table = table_of(importer);
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
  if (fits(dim))
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
