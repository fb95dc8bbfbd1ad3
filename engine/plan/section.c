#include "engine/plan/section.h"

#include <string.h>

typedef struct section_def_t {
  const char* name;
  size_t record_bytes;
} section_def_t;

static const section_def_t section_defs[WEIR_PLAN_SECTION_KIND_END] = {
    [WEIR_PLAN_SECTION_STRINGS] = {"strings", 1},
    [WEIR_PLAN_SECTION_INFO] = {"info", sizeof(weir_plan_info_t)},
    [WEIR_PLAN_SECTION_NODES] = {"nodes", sizeof(weir_plan_node_t)},
    [WEIR_PLAN_SECTION_DEVICES] = {"devices", sizeof(weir_plan_device_t)},
    [WEIR_PLAN_SECTION_FUNCTIONS] = {"functions", sizeof(weir_plan_function_t)},
    [WEIR_PLAN_SECTION_PORTS] = {"ports", sizeof(weir_plan_port_t)},
    [WEIR_PLAN_SECTION_DIMS] = {"dims", sizeof(int64_t)},
    [WEIR_PLAN_SECTION_PLACES] = {"places", sizeof(weir_plan_place_t)},
    [WEIR_PLAN_SECTION_LOCATIONS] = {"locations", sizeof(weir_plan_location_t)},
    [WEIR_PLAN_SECTION_CHANNELS] = {"channels", sizeof(weir_plan_channel_t)},
    [WEIR_PLAN_SECTION_MEMBERS] = {"members", sizeof(weir_plan_place_t)},
    [WEIR_PLAN_SECTION_TRANSFERS] = {"transfers", sizeof(weir_plan_transfer_t)},
    [WEIR_PLAN_SECTION_CODE] = {"code", sizeof(uint32_t)},
    [WEIR_PLAN_SECTION_ROUTINES] = {"routines", sizeof(weir_plan_routine_t)},
    [WEIR_PLAN_SECTION_TYPES] = {"types", 1},
    [WEIR_PLAN_SECTION_LINES] = {"lines", sizeof(weir_plan_line_t)},
    [WEIR_PLAN_SECTION_GLOBALS] = {"globals", sizeof(weir_plan_global_t)},
    [WEIR_PLAN_SECTION_LISTS] = {"lists", sizeof(weir_plan_list_t)},
    [WEIR_PLAN_SECTION_COMMANDS] = {"commands", sizeof(weir_plan_command_t)},
    [WEIR_PLAN_SECTION_EDGES] = {"edges", sizeof(uint32_t)},
    [WEIR_PLAN_SECTION_OPERANDS] = {"operands", sizeof(weir_plan_operand_t)},
    [WEIR_PLAN_SECTION_RANGES] = {"ranges", sizeof(weir_plan_range_t)},
    [WEIR_PLAN_SECTION_EXECUTABLES] = {"executables",
                                       sizeof(weir_plan_executable_t)},
    [WEIR_PLAN_SECTION_EXPORTS] = {"exports", sizeof(weir_plan_export_t)},
    [WEIR_PLAN_SECTION_VARIANTS] = {"variants", sizeof(weir_plan_variant_t)},
    [WEIR_PLAN_SECTION_IMAGES] = {"images", 1},
    [WEIR_PLAN_SECTION_CONSTANTS] = {"constants", sizeof(weir_plan_constant_t)},
    [WEIR_PLAN_SECTION_CONSTANT_DATA] = {"constant data", 1},
};

size_t weir_plan_record_bytes(uint32_t kind) {
  return kind < WEIR_PLAN_SECTION_KIND_END ? section_defs[kind].record_bytes
                                           : 0;
}

const char* weir_plan_section_name(uint32_t kind) {
  return kind < WEIR_PLAN_SECTION_KIND_END ? section_defs[kind].name : NULL;
}

uint64_t weir_plan_section_count(uint32_t node_count) {
  return (uint64_t)WEIR_PLAN_SECTION_TRANSFERS +
         (uint64_t)node_count *
             (WEIR_PLAN_SECTION_KIND_END - WEIR_PLAN_SECTION_CODE);
}

static uint64_t hash_step(uint64_t lane, uint64_t word) {
  // An odd factor and a rotation: both can be undone, so nothing gets lost.
  lane = (lane ^ word) * UINT64_C(0xd6e8feb86659fd93);
  return lane << 31 | lane >> 33;
}

uint64_t weir_plan_hash(const void* data, size_t size) {
  const uint8_t* bytes = data;
  uint64_t lanes[4] = {size, 0x9e3779b97f4a7c15u, 0xbf58476d1ce4e5b9u,
                       0x94d049bb133111ebu};
  size_t i = 0;
  for (; i + 32 <= size; i += 32) {
    uint64_t words[4];
    memcpy(words, bytes + i, sizeof(words));
    for (int lane = 0; lane < 4; ++lane) {
      lanes[lane] = hash_step(lanes[lane], words[lane]);
    }
  }
  for (; i < size; i += 8) {
    uint64_t word = 0;
    memcpy(&word, bytes + i, size - i < 8 ? size - i : 8);
    lanes[0] = hash_step(lanes[0], word);
  }
  uint64_t hash = lanes[0];
  for (int lane = 1; lane < 4; ++lane) hash = hash_step(hash, lanes[lane]);
  // High bits only reach low ones by shifting down.
  hash ^= hash >> 32;
  hash *= UINT64_C(0xd6e8feb86659fd93);
  return hash ^ hash >> 29;
}

uint64_t weir_plan_file_hash(const weir_plan_header_t* header,
                             const weir_plan_section_t* sections) {
  weir_plan_header_t copy = *header;
  copy.hash = 0;
  uint64_t hashes[2] = {
      weir_plan_hash(&copy, sizeof(copy)),
      weir_plan_hash(sections, header->section_count * sizeof(*sections))};
  return weir_plan_hash(hashes, sizeof(hashes));
}
