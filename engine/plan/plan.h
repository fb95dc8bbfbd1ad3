// A plan file, mapped and found to be sound.
//
// Everything that weir_plan_open() hands out has been verified (verifier.h): an
// index, offset, register or branch target in it can be used as it is. Only the
// bytes of images and constants are checked later, a node at a time, so that a
// process reads none but those it uses. Immutable; any thread.
#ifndef WEIR_ENGINE_PLAN_PLAN_H_
#define WEIR_ENGINE_PLAN_PLAN_H_

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/plan/format.h"

// The sections of a node, as arrays.
typedef struct weir_plan_program_t {
  const uint32_t* code;
  const weir_plan_routine_t* routines;
  const uint8_t* types;
  const weir_plan_line_t* lines;
  const weir_plan_global_t* globals;
  const weir_plan_list_t* lists;
  const weir_plan_command_t* commands;
  const uint32_t* edges;
  const weir_plan_operand_t* operands;
  const weir_plan_range_t* ranges;
  const weir_plan_executable_t* executables;
  const weir_plan_export_t* exports;
  const weir_plan_variant_t* variants;
  const uint8_t* images;
  const weir_plan_constant_t* constants;
  const uint8_t* constant_data;
  uint32_t code_count;
  uint32_t routine_count;
  uint32_t type_count;
  uint32_t line_count;
  uint32_t global_count;
  uint32_t list_count;
  uint32_t command_count;
  uint32_t edge_count;
  uint32_t operand_count;
  uint32_t range_count;
  uint32_t executable_count;
  uint32_t export_count;
  uint32_t variant_count;
  uint32_t constant_count;
  uint64_t image_bytes;
  uint64_t constant_bytes;
} weir_plan_program_t;

typedef struct weir_plan_t {
  const uint8_t* data;
  size_t size;
  const char* path;  // for messages
  const weir_plan_header_t* header;
  const weir_plan_section_t* sections;
  const char* strings;
  const weir_plan_info_t* info;
  const weir_plan_node_t* nodes;
  const weir_plan_device_t* devices;
  const weir_plan_function_t* functions;
  const weir_plan_port_t* ports;
  const int64_t* dims;
  const weir_plan_place_t* places;
  const weir_plan_location_t* locations;
  const weir_plan_channel_t* channels;
  const weir_plan_place_t* members;
  const weir_plan_transfer_t* transfers;
  uint64_t string_bytes;
  uint32_t node_count;
  uint32_t device_count;
  uint32_t function_count;
  uint32_t port_count;
  uint32_t dim_count;
  uint32_t place_count;
  uint32_t location_count;
  uint32_t channel_count;
  uint32_t member_count;
  uint32_t transfer_count;
  weir_plan_program_t* programs;  // one a node
  void* mapping;                  // to be unmapped, or NULL
} weir_plan_t;

// Maps and verifies |path|. NOT_FOUND when there is no such file,
// INVALID_ARGUMENT when it is no plan, FAILED_PRECONDITION for a plan of
// another version, DATA_LOSS for a damaged one; messages name the file.
weir_status_t weir_plan_open(const char* path,
                             weir_plan_t** out_plan) WEIR_MUST_USE;

// The same over bytes that must stay until the plan is closed and are aligned
// to 64; |name| is for messages and is copied.
weir_status_t weir_plan_open_memory(const char* name, const void* data,
                                    size_t size,
                                    weir_plan_t** out_plan) WEIR_MUST_USE;
void weir_plan_close(weir_plan_t* plan);  // NULL is fine

// Checks the hashes of the images and constants of |node|: DATA_LOSS.
weir_status_t weir_plan_check_data(const weir_plan_t* plan,
                                   uint32_t node) WEIR_MUST_USE;

// The string at an offset of a verified plan; "" for WEIR_PLAN_NONE.
static inline const char* weir_plan_string(const weir_plan_t* plan,
                                           uint32_t offset) {
  return offset == WEIR_PLAN_NONE ? "" : plan->strings + offset;
}

// What identifies the plan: equal for equal plans.
static inline uint64_t weir_plan_identity(const weir_plan_t* plan) {
  return plan->header->hash;
}

// The routine of an exported function on a node.
uint32_t weir_plan_routine_of(const weir_plan_t* plan, uint32_t node,
                              uint32_t function);

// The index of an exported function, or WEIR_PLAN_NONE.
uint32_t weir_plan_find_function(const weir_plan_t* plan, const char* name);

// The location of a word of a routine, or WEIR_PLAN_NONE.
uint32_t weir_plan_location_of(const weir_plan_t* plan, uint32_t node,
                               const weir_plan_routine_t* routine,
                               uint32_t word);

// "name (file:line:col)" into |buffer|, cut where it is full; returns |buffer|.
// "" for WEIR_PLAN_NONE.
const char* weir_plan_format_location(const weir_plan_t* plan,
                                      uint32_t location, char* buffer,
                                      size_t size);

// "2x?xf32" likewise.
const char* weir_plan_format_port(const weir_plan_t* plan,
                                  const weir_plan_port_t* port, char* buffer,
                                  size_t size);

#endif  // WEIR_ENGINE_PLAN_PLAN_H_
