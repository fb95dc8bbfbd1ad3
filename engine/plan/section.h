// The kinds of sections: record sizes, names, and the hash over their bytes.
#ifndef WEIR_ENGINE_PLAN_SECTION_H_
#define WEIR_ENGINE_PLAN_SECTION_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/plan/format.h"

// Bytes of one record; 0 for a number that is no kind.
size_t weir_plan_record_bytes(uint32_t kind);

// "strings", "code", ...; NULL for a number that is no kind.
const char* weir_plan_section_name(uint32_t kind);

// Whether a kind belongs to a node (and not to the plan).
static inline bool weir_plan_section_is_of_node(uint32_t kind) {
  return kind >= WEIR_PLAN_SECTION_CODE;
}

// Whether a section holds bytes for devices, checked only where they are used.
static inline bool weir_plan_section_is_data(uint32_t kind) {
  return kind == WEIR_PLAN_SECTION_IMAGES ||
         kind == WEIR_PLAN_SECTION_CONSTANT_DATA;
}

// A multiple of WEIR_PLAN_ALIGNMENT that is not below |value|; |value| must be
// at most UINT64_MAX - 63.
static inline uint64_t weir_plan_align(uint64_t value) {
  return (value + WEIR_PLAN_ALIGNMENT - 1) &
         ~(uint64_t)(WEIR_PLAN_ALIGNMENT - 1);
}

// 64 bits over |size| bytes. Each step is a bijection of lane and word, so a
// change within one word always shows. Against accidents, not against attacks.
uint64_t weir_plan_hash(const void* data, size_t size);

// What the header's hash says: header, its hash taken as 0, and section table.
uint64_t weir_plan_file_hash(const weir_plan_header_t* header,
                             const weir_plan_section_t* sections);

// Whether every kind has its section: the plan's once, a node's once a node, in
// ascending order, is checked by the reader; this is the number of them.
uint64_t weir_plan_section_count(uint32_t node_count);

#endif  // WEIR_ENGINE_PLAN_SECTION_H_
