#include "transports/match_table.h"

// The finaliser of MurmurHash3 (Austin Appleby, public domain).
static uint64_t mix(uint64_t x) {
  x ^= x >> 33;
  x *= UINT64_C(0xff51afd7ed558ccd);
  x ^= x >> 33;
  x *= UINT64_C(0xc4ceb9fe1a85ec53);
  return x ^ x >> 33;
}

uint64_t weir_match_hash(const weir_match_t* entry) {
  uint64_t ends = (uint64_t)entry->source << 32 | entry->destination;
  return mix(entry->tag ^ mix(ends));
}

weir_match_t* weir_match_meet(weir_match_list_t* list, weir_match_t* entry) {
  if (list->tail == NULL) list->tail = &list->head;
  for (weir_match_t** link = &list->head; *link; link = &(*link)->next) {
    weir_match_t* other = *link;
    if (other->tag != entry->tag || other->source != entry->source ||
        other->destination != entry->destination) {
      continue;
    }
    if (other->is_receive == entry->is_receive) break;
    *link = other->next;
    if (list->tail == &other->next) list->tail = link;
    other->next = NULL;
    return other;
  }
  entry->next = NULL;
  *list->tail = entry;
  list->tail = &entry->next;
  return NULL;
}

weir_match_t* weir_match_take_all(weir_match_list_t* list) {
  weir_match_t* head = list->head;
  list->head = NULL;
  list->tail = &list->head;
  return head;
}
