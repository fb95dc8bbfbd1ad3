// How open dimensions are kept, for open_dims.c, which makes them, and
// open_dims_values.c, which computes them in the program.
//
// A polynomial is a sorted list of terms, each a factor times a sorted list of
// atoms. An atom is a size of an input, or what polynomials are not closed
// under: the positive part of a polynomial, a quotient, an index that counts
// from the end, a size times a fraction. Minimum and maximum are made of
// positive parts: min(a, b) = a - pos(a - b). Both kinds are kept once each, so
// equal ones have equal numbers.
#ifndef WEIR_COMPILER_INPUT_ONNX_OPEN_DIMS_H_
#define WEIR_COMPILER_INPUT_ONNX_OPEN_DIMS_H_

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

open_dims_t* open_dims_table(importer_t* importer);
// Of an open dimension; moves when others are made.
polynomial_t* polynomial_at(importer_t* importer, int64_t dim);

#endif  // WEIR_COMPILER_INPUT_ONNX_OPEN_DIMS_H_
