// The arithmetic of sizes that are known when the program runs.
#include "compiler/input/onnx/open_dims.h"

#include <string.h>

bool type_is_open(const weir_type_t* type) {
  for (uint32_t i = 0; i < weir_type_rank(type); ++i) {
    if (dim_is_open(weir_type_dim(type, i))) return true;
  }
  return false;
}

// -- tables -------------------------------------------------------------------

open_dims_t* open_dims_table(importer_t* importer) {
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

polynomial_t* polynomial_at(importer_t* importer, int64_t dim) {
  return &open_dims_table(importer)->polynomials[dim - INT64_MIN - 1];
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
  open_dims_t* table = open_dims_table(importer);
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
  open_dims_t* table = open_dims_table(importer);
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
      if (!open_dims_table(importer)->atoms[terms[i].atoms[a]].is_size)
        return false;
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
    const atom_t atom = open_dims_table(importer)->atoms[term->atoms[0]];
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
