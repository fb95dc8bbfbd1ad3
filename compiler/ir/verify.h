// Checks a module against the tables of its ops and the rules of SSA.
#ifndef WEIR_COMPILER_IR_VERIFY_H_
#define WEIR_COMPILER_IR_VERIFY_H_

#include "compiler/ir/ir.h"

// Emits a diagnostic for each fault ("'stream.async.copy' op ...") and goes on;
// false if there was any. Checks: counts and kinds of operands, results,
// attributes, regions and successors; same-type sets; parents; terminators;
// dominance of every use; isolation; unique symbols; the rows' verify functions.
bool weir_verify(weir_op_t* op);
// Whether a value of |type| is of this kind of the op tables ("resource", "index", ...).
bool weir_type_fits_kind(const weir_type_t* type, const char* kind, const weir_op_info_t* info);
// The one type of a kind that has just one ("index", "i1", "fence", ...); NULL
// for kinds of many types. |info| is of an op of the dialect that says the word.
weir_type_t* weir_type_of_kind(weir_context_t* context, const char* kind,
                               const weir_op_info_t* info);
// Whether |attr| is of this attribute kind of the op tables ("strAttr", ...).
bool weir_attr_fits_kind(const weir_attr_t* attr, const char* kind);

#endif  // WEIR_COMPILER_IR_VERIFY_H_
