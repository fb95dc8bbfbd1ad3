// The tables of which dialects consist. A row says everything about an op that
// is not behaviour; parser, printer, verifier and documentation read the row.
// Behaviour is a function named in it.
#ifndef WEIR_COMPILER_IR_OP_DEF_H_
#define WEIR_COMPILER_IR_OP_DEF_H_

#include "compiler/ir/attribute.h"
#include "compiler/ir/context.h"

typedef struct weir_asm_parser_t weir_asm_parser_t;
typedef struct weir_asm_printer_t weir_asm_printer_t;
typedef struct weir_rewriter_t weir_rewriter_t;

// What the `is` lines of the op tables say.
#define WEIR_OP_PURE                 (1ull << 0)   // no effects, speculatable
#define WEIR_OP_TERMINATOR           (1ull << 1)
#define WEIR_OP_RETURN_LIKE          (1ull << 2)
#define WEIR_OP_CONSTANT_LIKE        (1ull << 3)
#define WEIR_OP_COMMUTATIVE          (1ull << 4)
#define WEIR_OP_ISOLATED             (1ull << 5)
#define WEIR_OP_SYMBOL               (1ull << 6)
#define WEIR_OP_SYMBOL_TABLE         (1ull << 7)
#define WEIR_OP_SYMBOL_USER          (1ull << 8)
#define WEIR_OP_IMPLICIT_TERMINATOR  (1ull << 9)
#define WEIR_OP_SEGMENTS             (1ull << 10)  // generic form has operandSegmentSizes
#define WEIR_OP_RESULT_SEGMENTS      (1ull << 11)
#define WEIR_OP_TIED                 (1ull << 12)
#define WEIR_OP_SIZE_AWARE           (1ull << 13)
#define WEIR_OP_SHAPE_AWARE          (1ull << 14)
#define WEIR_OP_AFFINITY             (1ull << 15)  // may carry an affinity
#define WEIR_OP_STREAMABLE           (1ull << 16)
#define WEIR_OP_ASYNC_ACCESS         (1ull << 17)
#define WEIR_OP_SUBVIEW_EFFECTS      (1ull << 18)
#define WEIR_OP_TIMELINE             (1ull << 19)
#define WEIR_OP_PHASE_TENSOR         (1ull << 20)
#define WEIR_OP_PHASE_ASYNC          (1ull << 21)
#define WEIR_OP_PHASE_CMD            (1ull << 22)
#define WEIR_OP_CLOSURE              (1ull << 23)
#define WEIR_OP_HOISTABLE            (1ull << 24)
#define WEIR_OP_FUNCTION             (1ull << 25)
#define WEIR_OP_CALLABLE             (1ull << 26)
#define WEIR_OP_CALL                 (1ull << 27)
#define WEIR_OP_INITIALIZER          (1ull << 28)
#define WEIR_OP_GLOBAL               (1ull << 29)
#define WEIR_OP_GLOBAL_LOAD          (1ull << 30)
#define WEIR_OP_GLOBAL_STORE         (1ull << 31)
#define WEIR_OP_GLOBAL_ADDRESS       (1ull << 32)
#define WEIR_OP_REGION_BRANCH        (1ull << 33)
#define WEIR_OP_RECURSIVE_EFFECTS    (1ull << 34)
#define WEIR_OP_OBJECT_LIKE          (1ull << 35)
#define WEIR_OP_SUBRANGE             (1ull << 36)
#define WEIR_OP_YIELD_POINT          (1ull << 37)
#define WEIR_OP_NO_TERMINATOR        (1ull << 38)  // blocks need no terminator
#define WEIR_OP_SAME_TYPE            (1ull << 39)  // all operands and results, see same_type for some
#define WEIR_OP_ELEMENTWISE          (1ull << 40)
#define WEIR_OP_PROPERTIES           (1ull << 41)  // generic form keeps inherent attributes in <{..}>
#define WEIR_OP_DEFAULT_DIALECT      (1ull << 42)  // ops inside drop this op's dialect prefix
#define WEIR_OP_SINGLE_BLOCK         (1ull << 43)
#define WEIR_OP_EFFECT_READ          (1ull << 44)  // only reads memory: dead if unused
#define WEIR_OP_EFFECT_ALLOCATE      (1ull << 45)  // only allocates its results: dead if unused
#define WEIR_OP_EFFECT_WRITE         (1ull << 46)
#define WEIR_OP_BUFFER_EFFECTS       (1ull << 47)  // reads and writes operands that are memrefs

// What a fold yields for one result: at most one of the two is set.
typedef struct weir_fold_result_t {
  weir_attr_t* attr;    // made a constant by the dialect
  weir_value_t* value;  // an existing value
} weir_fold_result_t;

struct weir_op_def_t {
  uint32_t id;       // WEIR_<DIALECT>_<OP>: dialect number << 16 | place from 1
  const char* name;  // "stream.async.copy"
  const char* summary;
  // Space separated "name:kind", kind with an optional suffix: ? zero or one,
  // * zero or more. Kinds are the words of docs/op-syntax.md, `(a|b)` is either.
  const char* operands;
  const char* attrs;    // "name:kind" or "name:kind?"
  const char* results;
  const char* regions;     // "name:any" or "name:one" (one block); trailing * variadic
  const char* successors;  // "name:operand_group", trailing * variadic
  uint64_t traits;
  const char* parents;    // space separated op names, or NULL
  const char* terminator; // name of the implicit terminator
  const char* same_type;  // comma separated groups of one type: "target,result"; more sets after ';'
  const char* tied;       // operand group whose members results may be tied to. A
                          // row without a tied_operands attribute ties its only result to it.
  const char* syntax;     // declarative format; NULL: parse and print below, or generic only
  bool (*parse)(weir_asm_parser_t* parser, const weir_op_info_t* info);
  void (*print)(weir_asm_printer_t* printer, const weir_op_t* op);
  // Result name hints: calls weir_asm_name(printer, value, hint) as it likes.
  void (*names)(weir_asm_printer_t* printer, const weir_op_t* op);
  const char* result_names;  // for the names function that reads the row: a word
                             // per result group
  // Emits diagnostics and returns false if the op is not well-formed. Counts and
  // kinds of operands, attributes and results have been checked by then.
  bool (*verify)(weir_op_t* op);
  // |operands| has the constant of each operand or NULL. True if all results
  // were set, or the op was changed in place (then no result is set).
  bool (*fold)(weir_op_t* op, weir_attr_t* const* operands, weir_fold_result_t* results);
  // One rewrite with op as root; true if the IR changed.
  bool (*canonicalize)(weir_op_t* op, weir_rewriter_t* rewriter);
  // Result types where the syntax does not say: fills |out_types|, false if it can't.
  bool (*infer_types)(weir_op_t* op_without_results, weir_type_t** out_types);
};

// One name:kind of a row, taken apart when the dialect is registered.
typedef struct weir_def_entry_t {
  const weir_name_t* name;
  const char* kind;  // without suffix
  bool optional;     // '?'
  bool variadic;     // '*'
} weir_def_entry_t;

// A row with its strings taken apart. Owned by the context.
struct weir_op_info_t {
  const weir_op_def_t* def;
  const weir_dialect_t* dialect;
  const weir_name_t* name;
  const weir_def_entry_t* operands; uint32_t operand_group_count;
  const weir_def_entry_t* attrs;    uint32_t attr_count;
  const weir_def_entry_t* results;  uint32_t result_group_count;
  const weir_def_entry_t* regions;  uint32_t region_group_count;
  const weir_def_entry_t* successors; uint32_t successor_group_count;  // kind: operand group
  int32_t tied_group;        // operand group of |tied|, -1 if none
  void* syntax;              // compiled by compiler/text on first use
};

// A type `!dialect.mnemonic<...>`; parameters are attributes.
struct weir_type_def_t {
  const char* mnemonic;
  uint32_t param_count;
  // After the mnemonic; NULL for no parameters. NULL result: diagnostics emitted.
  weir_type_t* (*parse)(weir_asm_parser_t* parser, const weir_type_def_t* def);
  void (*print)(weir_asm_printer_t* printer, const weir_type_t* type);
};

// An attribute `#dialect.mnemonic<...>`.
struct weir_attr_def_t {
  const char* mnemonic;
  uint32_t param_count;
  bool is_typed;  // prints ": type" behind itself
  weir_attr_t* (*parse)(weir_asm_parser_t* parser, const weir_attr_def_t* def);
  void (*print)(weir_asm_printer_t* printer, const weir_attr_t* attr);
  // A name for `#name = ...` at the top of the output; NULL or "" for none.
  const char* (*alias)(const weir_attr_t* attr, weir_arena_t* arena);
};

struct weir_dialect_t {
  const char* name;
  uint32_t number;  // ids are number << 16 | place
  const weir_op_def_t* ops;
  uint32_t op_count;
  const weir_type_def_t* const* types;
  uint32_t type_count;
  const weir_attr_def_t* const* attrs;
  uint32_t attr_count;
  // The op a folded constant of this dialect's ops becomes, at the rewriter's
  // place; NULL if it cannot be one.
  weir_op_t* (*materialize_constant)(weir_rewriter_t* rewriter, weir_attr_t* value,
                                     weir_type_t* type, weir_location_t* location);
  // One rewrite of an op of another dialect in which this one's ops take part;
  // true if the IR changed. Comes after the op's own; may be NULL.
  bool (*canonicalize_other)(weir_op_t* op, weir_rewriter_t* rewriter);
  // Checks a discardable attribute `dialect.*` wherever it stands; may be NULL.
  bool (*verify_attr)(weir_op_t* op, const weir_name_t* name, weir_attr_t* value);
};

#endif  // WEIR_COMPILER_IR_OP_DEF_H_
