// Builds a plan in memory and puts it into a file.
//
// One thread at a time. Records are appended to sections in any order and are
// laid out when the plan is finished; the index that an append returns is what
// other records refer to. The writer does not judge what it is given: who reads
// the result verifies it (and the compiler does so before it writes a file).
// Memory is an arena's: see engine/base/arena.h.
#ifndef WEIR_ENGINE_PLAN_WRITER_H_
#define WEIR_ENGINE_PLAN_WRITER_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/string_view.h"
#include "engine/plan/format.h"

typedef struct weir_plan_writer_t weir_plan_writer_t;

// |node_count| nodes, each of whose sections begin empty.
weir_status_t weir_plan_writer_create(
    uint32_t node_count, weir_plan_writer_t** out_writer) WEIR_MUST_USE;
void weir_plan_writer_free(weir_plan_writer_t* writer);  // NULL is fine

// Appends |count| records of a section's type and returns the index of the
// first. |node| is WEIR_PLAN_NONE for sections of the plan.
uint32_t weir_plan_writer_add(weir_plan_writer_t* writer, uint32_t kind,
                              uint32_t node, const void* records, size_t count);

// Records in a section so far.
uint32_t weir_plan_writer_count(const weir_plan_writer_t* writer, uint32_t kind,
                                uint32_t node);

// The record at |index|, to be changed; valid until the next append to that
// section.
void* weir_plan_writer_record(weir_plan_writer_t* writer, uint32_t kind,
                              uint32_t node, uint32_t index);

// The offset of a string; equal ones are kept once.
uint32_t weir_plan_writer_string(weir_plan_writer_t* writer,
                                 weir_string_view_t text);

// Bytes for IMAGES or CONSTANT_DATA at the next multiple of 64; returns their
// offset.
uint64_t weir_plan_writer_data(weir_plan_writer_t* writer, uint32_t kind,
                               uint32_t node, const void* data, size_t size);

// The same, its memory to be filled by the caller (zeroed; valid until the next
// append to that section).
uint64_t weir_plan_writer_reserve_data(weir_plan_writer_t* writer,
                                       uint32_t kind, uint32_t node,
                                       size_t size, void** out_data);

// The whole file, aligned to 64: *out_image is the caller's, for free().
// RESOURCE_EXHAUSTED when there is no memory for it or a section grew past its
// 32-bit indices.
weir_status_t weir_plan_writer_finish(weir_plan_writer_t* writer,
                                      void** out_image,
                                      size_t* out_size) WEIR_MUST_USE;

#endif  // WEIR_ENGINE_PLAN_WRITER_H_
