// What some events, spread over all of a graph, tell of which comes before
// which.
//
// Of each event it is known which landmarks not far from it it comes behind, and
// which come behind it; and the same of a few for the whole graph. One landmark between two events orders them; one that is behind
// only what should come later, or ahead of only what should come first, shows
// that they have no order. Near events with no landmark between them are left
// for a search.
//
// Algorithm: the two-way labels of Cohen et al., "Reachability and distance
// queries via 2-hop labels" (2003), kept whole as sets, with their complement
// as in Yildirim et al., "GRAIL: scalable reachability index" (2010).
#ifndef WEIR_COMPILER_TRANSFORMS_NODES_PROVE_LANDMARKS_H_
#define WEIR_COMPILER_TRANSFORMS_NODES_PROVE_LANDMARKS_H_

#include <stdint.h>

#include "engine/base/arena.h"

typedef struct weir_landmarks_t weir_landmarks_t;

// Event |i| of |count| needs needs[first[i]..first[i + 1]). |order| has all
// events, each behind what it needs, and those as deep side by side.
weir_landmarks_t* weir_landmarks_create(weir_arena_t* arena, uint32_t count,
                                        const uint32_t* first,
                                        const uint32_t* needs,
                                        const uint32_t* order);

typedef enum weir_landmarks_answer_t {
  WEIR_LANDMARKS_NO,
  WEIR_LANDMARKS_YES,
  WEIR_LANDMARKS_UNKNOWN,
} weir_landmarks_answer_t;

// Whether |before| is or comes before |after|.
weir_landmarks_answer_t weir_landmarks_precedes(
    const weir_landmarks_t* landmarks, uint32_t before, uint32_t after);

#endif  // WEIR_COMPILER_TRANSFORMS_NODES_PROVE_LANDMARKS_H_
