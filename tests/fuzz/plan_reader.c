// Fuzz target of the plan reader: no bytes may make it crash or hang, and what
// it accepts can be shown in full.
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/plan/describe.h"
#include "engine/plan/section.h"

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

static void open_and_show(const void* data, size_t size) {
  weir_plan_t* plan = NULL;
  weir_status_t status = weir_plan_open_memory("fuzz", data, size, &plan);
  weir_strbuf_t text = {0};
  if (weir_is_ok(status)) {
    for (uint32_t i = 0; i < plan->node_count; ++i) {
      weir_status_free(weir_plan_check_data(plan, i));
      weir_plan_disassemble(plan, i, &text);
    }
    weir_plan_describe_text(plan, &text);
    weir_plan_describe_json(plan, &text);
  }
  weir_strbuf_deinit(&text);
  weir_status_free(status);
  weir_plan_close(plan);
}

// Hashes that agree again, and offsets as far as they lead anywhere: behind
// them stands the verifier, which has to find the rest.
static void repair(uint8_t* data, size_t size) {
  weir_plan_header_t* header = (weir_plan_header_t*)data;
  weir_plan_section_t* sections = (weir_plan_section_t*)(header + 1);
  if (size < sizeof(*header) ||
      header->section_count > (size - sizeof(*header)) / sizeof(*sections)) {
    return;
  }
  memcpy(header->magic, WEIR_PLAN_MAGIC, sizeof(header->magic));
  header->version = WEIR_PLAN_VERSION;
  header->file_bytes = size;
  for (uint32_t i = 0; i < header->section_count; ++i) {
    weir_plan_section_t* section = &sections[i];
    if (section->offset > size || section->bytes > size - section->offset) {
      continue;
    }
    section->hash = weir_plan_hash(data + section->offset, section->bytes);
  }
  header->hash = weir_plan_file_hash(header, sections);
}

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  // Of exactly this size, so that reads behind the end are seen.
  void* copy = NULL;
  if (posix_memalign(&copy, WEIR_PLAN_ALIGNMENT, size ? size : 1) != 0) {
    return 0;
  }
  if (size > 0) memcpy(copy, data, size);
  open_and_show(copy, size);
  repair(copy, size);
  open_and_show(copy, size);
  free(copy);
  return 0;
}
