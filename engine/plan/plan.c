#include "engine/plan/plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/plan/section.h"
#include "engine/plan/verifier.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "plans are used where they are mapped");

// ---- header and sections ---------------------------------------------------

static weir_status_t check_header(const weir_plan_t* plan) {
  weir_plan_header_t header;
  if (plan->size < sizeof(header.magic) ||
      memcmp(plan->data, WEIR_PLAN_MAGIC, sizeof(header.magic)) != 0) {
    return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                       "%s is not a plan (its first bytes are not \"%s\")",
                       plan->path, WEIR_PLAN_MAGIC);
  }
  if (plan->size < sizeof(header)) {
    return weir_status(WEIR_CODE_DATA_LOSS, "%s is cut off after %zu bytes",
                       plan->path, plan->size);
  }
  memcpy(&header, plan->data, sizeof(header));
  if (header.version != WEIR_PLAN_VERSION) {
    return weir_status(WEIR_CODE_FAILED_PRECONDITION,
                       "%s has plan format version %u, this weir reads version "
                       "%u: compile it again with the matching weirc",
                       plan->path, header.version, WEIR_PLAN_VERSION);
  }
  if (header.file_bytes != plan->size) {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "%s has %zu bytes where its header says %llu: it was "
                       "cut off or damaged",
                       plan->path, plan->size,
                       (unsigned long long)header.file_bytes);
  }
  bool sound =
      header.header_bytes == sizeof(header) &&
      header.section_count == weir_plan_section_count(header.node_count) &&
      header.section_count <=
          (plan->size - sizeof(header)) / sizeof(weir_plan_section_t) &&
      header.reserved[0] == 0 && header.reserved[1] == 0 &&
      header.reserved[2] == 0;
  if (!sound) {
    return weir_status(WEIR_CODE_DATA_LOSS, "%s: the header is damaged",
                       plan->path);
  }
  return weir_ok();
}

static bool all_zero(const uint8_t* data, uint64_t size) {
  for (uint64_t i = 0; i < size; ++i) {
    if (data[i] != 0) return false;
  }
  return true;
}

// Sections stand one behind the other in the order of kinds and nodes, so a
// table that says anything else is damaged.
static weir_status_t check_sections(const weir_plan_t* plan) {
  const weir_plan_header_t* header = plan->header;
  if (weir_plan_file_hash(header, plan->sections) != header->hash) {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "%s: the hash of header and section table does not "
                       "match: the file is damaged",
                       plan->path);
  }
  uint64_t end = sizeof(*header) +
                 (uint64_t)header->section_count * sizeof(*plan->sections);
  uint32_t kind = 1, node = WEIR_PLAN_NONE;
  for (uint32_t i = 0; i < header->section_count; ++i) {
    const weir_plan_section_t* section = &plan->sections[i];
    uint64_t offset = weir_plan_align(end);
    if (section->kind != kind || section->node != node ||
        section->offset != offset || offset > plan->size ||
        section->bytes > plan->size - offset ||
        section->bytes % weir_plan_record_bytes(kind) != 0 ||
        !all_zero(plan->data + end, offset - end)) {
      return weir_status(WEIR_CODE_DATA_LOSS,
                         "%s: entry %u of the section table is damaged",
                         plan->path, i);
    }
    if (!weir_plan_section_is_data(kind) &&
        weir_plan_hash(plan->data + offset, section->bytes) != section->hash) {
      return weir_status(WEIR_CODE_DATA_LOSS,
                         "%s: the hash of section \"%s\" does not match: the "
                         "file is damaged",
                         plan->path, weir_plan_section_name(kind));
    }
    end = offset + section->bytes;
    ++kind;
    if (kind == WEIR_PLAN_SECTION_TRANSFERS + 1) {
      kind = WEIR_PLAN_SECTION_CODE;
      node = 0;
    } else if (kind == WEIR_PLAN_SECTION_KIND_END) {
      kind = WEIR_PLAN_SECTION_CODE;
      ++node;
    }
  }
  if (weir_plan_align(end) != plan->size ||
      !all_zero(plan->data + end, plan->size - end)) {
    return weir_status(WEIR_CODE_DATA_LOSS, "%s: bytes behind the last section",
                       plan->path);
  }
  return weir_ok();
}

static const weir_plan_section_t* section_of(const weir_plan_t* plan,
                                             uint32_t kind, uint32_t node) {
  if (!weir_plan_section_is_of_node(kind)) return &plan->sections[kind - 1];
  return &plan->sections[WEIR_PLAN_SECTION_TRANSFERS +
                         (size_t)node * (WEIR_PLAN_SECTION_KIND_END -
                                         WEIR_PLAN_SECTION_CODE) +
                         (kind - WEIR_PLAN_SECTION_CODE)];
}

static const void* array_of(const weir_plan_t* plan, uint32_t kind,
                            uint32_t node, uint32_t* out_count) {
  const weir_plan_section_t* section = section_of(plan, kind, node);
  uint64_t count = section->bytes / weir_plan_record_bytes(kind);
  // Indices have 32 bits; no sound file has more (the writer sees to it).
  if (out_count) *out_count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
  return plan->data + section->offset;
}

static void fill_plan(weir_plan_t* plan) {
#define FILL(field, count, kind) \
  plan->field = array_of(plan, WEIR_PLAN_SECTION_##kind, WEIR_PLAN_NONE, count)
  FILL(strings, NULL, STRINGS);
  FILL(info, NULL, INFO);
  FILL(nodes, NULL, NODES);
  FILL(devices, &plan->device_count, DEVICES);
  FILL(functions, &plan->function_count, FUNCTIONS);
  FILL(ports, &plan->port_count, PORTS);
  FILL(dims, &plan->dim_count, DIMS);
  FILL(places, &plan->place_count, PLACES);
  FILL(locations, &plan->location_count, LOCATIONS);
  FILL(channels, &plan->channel_count, CHANNELS);
  FILL(members, &plan->member_count, MEMBERS);
  FILL(transfers, &plan->transfer_count, TRANSFERS);
#undef FILL
  plan->string_bytes =
      section_of(plan, WEIR_PLAN_SECTION_STRINGS, WEIR_PLAN_NONE)->bytes;
}

static void fill_program(const weir_plan_t* plan, uint32_t node,
                         weir_plan_program_t* program) {
#define FILL(field, count, kind) \
  program->field = array_of(plan, WEIR_PLAN_SECTION_##kind, node, count)
  FILL(code, &program->code_count, CODE);
  FILL(routines, &program->routine_count, ROUTINES);
  FILL(types, &program->type_count, TYPES);
  FILL(lines, &program->line_count, LINES);
  FILL(globals, &program->global_count, GLOBALS);
  FILL(lists, &program->list_count, LISTS);
  FILL(commands, &program->command_count, COMMANDS);
  FILL(edges, &program->edge_count, EDGES);
  FILL(operands, &program->operand_count, OPERANDS);
  FILL(ranges, &program->range_count, RANGES);
  FILL(executables, &program->executable_count, EXECUTABLES);
  FILL(exports, &program->export_count, EXPORTS);
  FILL(variants, &program->variant_count, VARIANTS);
  FILL(images, NULL, IMAGES);
  FILL(constants, &program->constant_count, CONSTANTS);
  FILL(constant_data, NULL, CONSTANT_DATA);
#undef FILL
  program->image_bytes =
      section_of(plan, WEIR_PLAN_SECTION_IMAGES, node)->bytes;
  program->constant_bytes =
      section_of(plan, WEIR_PLAN_SECTION_CONSTANT_DATA, node)->bytes;
}

static weir_status_t check_counts(const weir_plan_t* plan) {
  const weir_plan_section_t* info =
      section_of(plan, WEIR_PLAN_SECTION_INFO, WEIR_PLAN_NONE);
  const weir_plan_section_t* nodes =
      section_of(plan, WEIR_PLAN_SECTION_NODES, WEIR_PLAN_NONE);
  if (plan->node_count == 0 || info->bytes != sizeof(weir_plan_info_t) ||
      nodes->bytes != (uint64_t)plan->node_count * sizeof(weir_plan_node_t)) {
    return weir_status(WEIR_CODE_DATA_LOSS,
                       "%s: sections do not agree on the number of nodes",
                       plan->path);
  }
  return weir_ok();
}

static weir_status_t load(weir_plan_t* plan) {
  WEIR_RETURN_IF_ERROR(check_header(plan));
  plan->header = (const weir_plan_header_t*)plan->data;
  plan->sections = (const weir_plan_section_t*)(plan->header + 1);
  WEIR_RETURN_IF_ERROR(check_sections(plan));
  plan->node_count = plan->header->node_count;
  WEIR_RETURN_IF_ERROR(check_counts(plan));
  plan->programs = calloc(plan->node_count, sizeof(*plan->programs));
  if (plan->programs == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory to read %s",
                       plan->path);
  }
  fill_plan(plan);
  for (uint32_t i = 0; i < plan->node_count; ++i) {
    fill_program(plan, i, &plan->programs[i]);
  }
  return weir_status_annotate(weir_plan_verify(plan), "%s", plan->path);
}

// ---- lifecycle -------------------------------------------------------------

weir_status_t weir_plan_open_memory(const char* name, const void* data,
                                    size_t size, weir_plan_t** out_plan) {
  *out_plan = NULL;
  weir_plan_t* plan = calloc(1, sizeof(*plan));
  char* path = strdup(name);
  if (plan == NULL || path == NULL) {
    free(plan);
    free(path);
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED, "no memory to read %s",
                       name);
  }
  plan->path = path;
  plan->data = data;
  plan->size = size;
  weir_status_t status =
      (uintptr_t)data % WEIR_PLAN_ALIGNMENT == 0
          ? load(plan)
          : weir_status(WEIR_CODE_INVALID_ARGUMENT,
                        "%s: plans in memory are aligned to 64 bytes", name);
  if (weir_is_ok(status)) {
    *out_plan = plan;
  } else {
    weir_plan_close(plan);
  }
  return status;
}

// An empty file maps to nothing: |*out_data| is then NULL.
static weir_status_t map_file(const char* path, void** out_data,
                              size_t* out_size) {
  *out_data = NULL;
  *out_size = 0;
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    return weir_status_from_errno(errno, "cannot open plan %s", path);
  }
  weir_status_t status = weir_ok();
  struct stat info;
  void* data = MAP_FAILED;
  if (fstat(fd, &info) != 0) {
    status = weir_status_from_errno(errno, "cannot open plan %s", path);
  } else if (!S_ISREG(info.st_mode)) {
    status = weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "plan %s is not a regular file", path);
  } else if (info.st_size > 0) {
    data = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
      status = weir_status_from_errno(errno, "cannot map plan %s", path);
    }
  }
  close(fd);
  if (weir_is_ok(status) && data != MAP_FAILED) {
    *out_data = data;
    *out_size = (size_t)info.st_size;
  }
  return status;
}

weir_status_t weir_plan_open(const char* path, weir_plan_t** out_plan) {
  *out_plan = NULL;
  void* data = NULL;
  size_t size = 0;
  WEIR_RETURN_IF_ERROR(map_file(path, &data, &size));
  weir_status_t status = weir_plan_open_memory(path, data, size, out_plan);
  if (weir_is_ok(status)) {
    (*out_plan)->mapping = data;
  } else if (data != NULL) {
    munmap(data, size);
  }
  return status;
}

void weir_plan_close(weir_plan_t* plan) {
  if (plan == NULL) return;
  if (plan->mapping != NULL) munmap(plan->mapping, plan->size);
  free(plan->programs);
  free((char*)plan->path);
  free(plan);
}

weir_status_t weir_plan_check_data(const weir_plan_t* plan, uint32_t node) {
  static const uint32_t kinds[] = {WEIR_PLAN_SECTION_IMAGES,
                                   WEIR_PLAN_SECTION_CONSTANT_DATA};
  for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); ++i) {
    const weir_plan_section_t* section = section_of(plan, kinds[i], node);
    if (weir_plan_hash(plan->data + section->offset, section->bytes) !=
        section->hash) {
      return weir_status(WEIR_CODE_DATA_LOSS,
                         "%s: the hash of section \"%s\" of node \"%s\" does "
                         "not match: the file is damaged",
                         plan->path, weir_plan_section_name(kinds[i]),
                         weir_plan_string(plan, plan->nodes[node].name));
    }
  }
  return weir_ok();
}

// ---- look-ups --------------------------------------------------------------

uint32_t weir_plan_routine_of(const weir_plan_t* plan, uint32_t node,
                              uint32_t function) {
  const weir_plan_program_t* program = &plan->programs[node];
  for (uint32_t i = 0; i < program->routine_count; ++i) {
    if (program->routines[i].function == function) return i;
  }
  return WEIR_PLAN_NONE;
}

uint32_t weir_plan_find_function(const weir_plan_t* plan, const char* name) {
  for (uint32_t i = 0; i < plan->function_count; ++i) {
    if (strcmp(weir_plan_string(plan, plan->functions[i].name), name) == 0) {
      return i;
    }
  }
  return WEIR_PLAN_NONE;
}

uint32_t weir_plan_location_of(const weir_plan_t* plan, uint32_t node,
                               const weir_plan_routine_t* routine,
                               uint32_t word) {
  const weir_plan_line_t* lines =
      plan->programs[node].lines + routine->line_first;
  uint32_t location = WEIR_PLAN_NONE;
  for (uint32_t i = 0; i < routine->line_count && lines[i].word <= word; ++i) {
    location = lines[i].location;
  }
  return location;
}

const char* weir_plan_format_location(const weir_plan_t* plan,
                                      uint32_t location, char* buffer,
                                      size_t size) {
  buffer[0] = 0;
  if (location == WEIR_PLAN_NONE) return buffer;
  const weir_plan_location_t* record = &plan->locations[location];
  const char* name = weir_plan_string(plan, record->name);
  const char* file = weir_plan_string(plan, record->file);
  if (file[0] == 0) {
    snprintf(buffer, size, "%s", name);
  } else if (record->line == 0) {
    snprintf(buffer, size, "%s%s%s%s", name, name[0] ? " (" : "", file,
             name[0] ? ")" : "");
  } else {
    snprintf(buffer, size, "%s%s%s:%u:%u%s", name, name[0] ? " (" : "", file,
             record->line, record->column, name[0] ? ")" : "");
  }
  return buffer;
}

static const char* element_class_prefix(uint32_t element_type) {
  switch (element_type >> 24) {
    case 0x10:
      return "i";
    case 0x11:
      return "si";
    case 0x12:
      return "ui";
    case 0x13:
      return "bool";
    case 0x21:
      return "f";
    case 0x22:
      return "bf";
    case 0x23:
      return "complex";
    default:
      return "opaque";
  }
}

const char* weir_plan_format_port(const weir_plan_t* plan,
                                  const weir_plan_port_t* port, char* buffer,
                                  size_t size) {
  size_t used = 0;
  buffer[0] = 0;
  for (uint32_t i = 0; i < port->rank && used < size; ++i) {
    int64_t dim = plan->dims[port->dim_first + i];
    int n = dim < 0
                ? snprintf(buffer + used, size - used, "?x")
                : snprintf(buffer + used, size - used, "%lldx", (long long)dim);
    used += n > 0 ? (size_t)n : 0;
  }
  if (used < size) {
    const char* prefix = element_class_prefix(port->element_type);
    if (port->element_type == WEIR_PLAN_ELEMENT_BOOL8) {
      snprintf(buffer + used, size - used, "%s", prefix);
    } else {
      snprintf(buffer + used, size - used, "%s%u", prefix,
               port->element_type & 0xffffu);
    }
  }
  return buffer;
}
