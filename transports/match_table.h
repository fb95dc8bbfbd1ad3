// Messages and receives that wait for each other.
//
// A bucket is a list in order of arrival. Entries of equal (source,
// destination, tag) in one bucket are all sends or all receives, because the
// first of the other kind would have met its partner. Locks are the caller's:
// buckets are independent of each other.
#ifndef WEIR_TRANSPORTS_MATCH_TABLE_H_
#define WEIR_TRANSPORTS_MATCH_TABLE_H_

#include <stdint.h>

#include "transports/transport.h"

typedef struct weir_match_list_t {
  weir_match_t* head;
  weir_match_t** tail;  // NULL while the list has never been used
} weir_match_list_t;

// A well-spread hash of what |entry| is matched by.
uint64_t weir_match_hash(const weir_match_t* entry);

// Takes the oldest partner of |entry| out of |list| and returns it, or appends
// |entry| and returns NULL.
weir_match_t* weir_match_meet(weir_match_list_t* list, weir_match_t* entry);

// Empties |list|, returning its entries in order.
weir_match_t* weir_match_take_all(weir_match_list_t* list);

#endif  // WEIR_TRANSPORTS_MATCH_TABLE_H_
