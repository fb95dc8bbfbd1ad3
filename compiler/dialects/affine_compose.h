// Affine maps applied to values: made of as few values as there are.
#ifndef WEIR_COMPILER_DIALECTS_AFFINE_COMPOSE_H_
#define WEIR_COMPILER_DIALECTS_AFFINE_COMPOSE_H_

#include "compiler/ir/builder.h"

// A map and what its dimensions, then its symbols, are. In an arena.
typedef struct weir_affine_application_t {
  weir_affine_map_t* map;
  weir_value_t** operands;
} weir_affine_application_t;

// |map| of operands of |op| from |first| on.
weir_affine_application_t weir_affine_application_of(const weir_op_t* op,
                                                     weir_affine_map_t* map,
                                                     uint32_t first,
                                                     weir_arena_t* arena);

// As MLIR's fullyComposeAffineMapAndOperands: puts in the maps of affine.apply
// operands, drops operands that are not used or come twice, puts in those that
// are constant symbols, makes symbols of dimensions that may be, and
// simplifies. True if anything changed.
bool weir_affine_compose(weir_affine_application_t* application,
                         weir_arena_t* arena);

// |map| without results that come before.
weir_affine_map_t* weir_affine_map_distinct(weir_affine_map_t* map,
                                            weir_arena_t* arena);

// An affine.apply, min or max, by its id.
weir_op_t* weir_build_affine_map_op(weir_builder_t* builder, uint32_t id,
                                    weir_location_t* location,
                                    const weir_affine_application_t* a);

// The value of a map with one result: a constant, one of the operands, or that
// of an affine.apply.
weir_fold_result_t weir_build_affine_application(
    weir_builder_t* builder, weir_location_t* location,
    const weir_affine_application_t* application);

// The value of |expr| with |symbols| (values, or attributes of constants) for
// its symbols: a constant, one of them, or that of an affine.apply.
weir_fold_result_t weir_build_affine_apply(weir_builder_t* builder,
                                           weir_location_t* location,
                                           weir_affine_expr_t* expr,
                                           const weir_fold_result_t* symbols,
                                           uint32_t symbol_count);

#endif  // WEIR_COMPILER_DIALECTS_AFFINE_COMPOSE_H_
