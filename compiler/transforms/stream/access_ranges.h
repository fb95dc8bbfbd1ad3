// Which bytes of which resources a stream.async.* op touches.
#ifndef WEIR_COMPILER_TRANSFORMS_STREAM_ACCESS_RANGES_H_
#define WEIR_COMPILER_TRANSFORMS_STREAM_ACCESS_RANGES_H_

#include <stdbool.h>
#include <stdint.h>

#include "compiler/dialects/enums.h"
#include "compiler/ir/ir.h"

// A range of |resource|, an operand or a result of the op. A missing start is
// the beginning of the resource; a missing end is not known.
typedef struct weir_access_range_t {
  uint32_t access;  // WEIR_ACCESS_READ, WEIR_ACCESS_WRITE or both
  weir_value_t* resource;
  weir_value_t *start, *end, *length;
} weir_access_range_t;

typedef void (*weir_access_range_fn_t)(const weir_access_range_t* range,
                                       void* user);

// Calls |fn| for each range of |op| in the order of its operands and results;
// none for an op that is not asynchronous.
void weir_access_ranges(const weir_op_t* op, weir_access_range_fn_t fn,
                        void* user);

// Whether two ranges of one resource may have a byte in common.
bool weir_access_ranges_may_overlap(const weir_access_range_t* a,
                                    const weir_access_range_t* b);

enum { WEIR_MAX_NEIGHBORS = 16 };

// A range of a resource and what is known to be apart from it: all at or behind
// one of |above|, all before one of |below|.
typedef struct weir_neighbors_t {
  weir_access_range_t range;
  weir_value_t* above[WEIR_MAX_NEIGHBORS];
  weir_value_t* below[WEIR_MAX_NEIGHBORS];
  uint32_t above_count, below_count;
  uint32_t op_count;  // looked at
} weir_neighbors_t;

void weir_neighbors_init(weir_neighbors_t* near,
                         const weir_access_range_t* range);

// Whether |op| may touch bytes of the range in |resource| and one of both
// writes. Of the first op that is looked at only what meets the range at one
// value is apart; later ones may also be apart from it by their numbers or by
// what lies between. Ops that are not asynchronous always meet it.
bool weir_neighbors_meet(weir_neighbors_t* near, const weir_op_t* op,
                         const weir_value_t* resource);

// Whether the results of |op| are resources it was given, under other names.
bool weir_op_hands_on_resources(const weir_op_t* op);
// What |value| is another name of: the source of a transfer from a place to
// itself, which only changes the lifetime. NULL for other values.
weir_value_t* weir_renamed_resource(const weir_value_t* value);

#endif  // WEIR_COMPILER_TRANSFORMS_STREAM_ACCESS_RANGES_H_
