// Small values that passes compute while building: sums, products and sizes
// that are folded where their parts are known.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_VALUES_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_VALUES_H_

#include "compiler/ir/builder.h"

// Each is an operand itself or a constant where that is known.
weir_value_t* weir_fold_add(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* a, weir_value_t* b);
weir_value_t* weir_fold_mul(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* a, weir_value_t* b);
weir_value_t* weir_fold_div(weir_builder_t* builder, weir_location_t* location,
                            weir_value_t* a, weir_value_t* b);
weir_value_t* weir_fold_ceil_div(weir_builder_t* builder,
                                 weir_location_t* location, weir_value_t* a,
                                 weir_value_t* b);
// |value| rounded up to |alignment|, a power of two.
weir_value_t* weir_fold_align(weir_builder_t* builder,
                              weir_location_t* location, weir_value_t* value,
                              int64_t alignment);
int64_t weir_align_up(int64_t value, int64_t alignment);

// Where an op comes from that stands for many others: all of them, up to a
// number nobody reads through.
weir_location_t* weir_fuse_locations(weir_context_t* context,
                                     weir_location_t* const* locations,
                                     uint32_t count);

// Constants of one type, each made once at one place.
typedef struct weir_constant_set_t {
  weir_builder_t builder;
  weir_location_t* location;
  weir_type_t* type;
  weir_arena_t* arena;
  weir_value_t** values;
  int64_t* keys;
  uint32_t count, capacity;
} weir_constant_set_t;
weir_constant_set_t weir_constant_set(weir_op_t* before, weir_type_t* type,
                                      weir_arena_t* arena);
weir_value_t* weir_constant_set_get(weir_constant_set_t* set, int64_t value);
// Makes a constant that exists already known to the set.
void weir_constant_set_add(weir_constant_set_t* set, weir_value_t* value);

// Whether |value| is there before |op| in the same or a surrounding block.
bool weir_value_is_available_at(weir_value_t* value, weir_op_t* op);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_VALUES_H_
