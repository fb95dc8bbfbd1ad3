#include "engine/plan/writer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/strbuf.h"
#include "engine/plan/section.h"

typedef struct section_t {
  weir_strbuf_t bytes;
} section_t;

enum {
  PLAN_KINDS = WEIR_PLAN_SECTION_TRANSFERS,
  NODE_KINDS = WEIR_PLAN_SECTION_KIND_END - WEIR_PLAN_SECTION_CODE,
};

struct weir_plan_writer_t {
  uint32_t node_count;
  section_t plan[PLAN_KINDS];
  section_t* nodes;  // NODE_KINDS for each
  // Open addressing over offsets of strings, +1; 0 is free.
  uint32_t* string_table;
  size_t string_table_size;  // power of two
  size_t string_count;
};

static section_t* section_of(const weir_plan_writer_t* writer, uint32_t kind,
                             uint32_t node) {
  if (!weir_plan_section_is_of_node(kind)) {
    assert(kind >= 1 && kind <= PLAN_KINDS && node == WEIR_PLAN_NONE);
    return (section_t*)&writer->plan[kind - 1];
  }
  assert(kind < WEIR_PLAN_SECTION_KIND_END && node < writer->node_count);
  return &writer->nodes[(size_t)node * NODE_KINDS +
                        (kind - WEIR_PLAN_SECTION_CODE)];
}

weir_status_t weir_plan_writer_create(uint32_t node_count,
                                      weir_plan_writer_t** out_writer) {
  *out_writer = NULL;
  weir_plan_writer_t* writer = calloc(1, sizeof(*writer));
  section_t* nodes =
      calloc((size_t)node_count * NODE_KINDS + 1, sizeof(*nodes));
  if (writer == NULL || nodes == NULL) {
    free(writer);
    free(nodes);
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "no memory for a plan of %u nodes", node_count);
  }
  writer->node_count = node_count;
  writer->nodes = nodes;
  *out_writer = writer;
  return weir_ok();
}

void weir_plan_writer_free(weir_plan_writer_t* writer) {
  if (writer == NULL) return;
  for (size_t i = 0; i < PLAN_KINDS; ++i) {
    weir_strbuf_deinit(&writer->plan[i].bytes);
  }
  for (size_t i = 0; i < (size_t)writer->node_count * NODE_KINDS; ++i) {
    weir_strbuf_deinit(&writer->nodes[i].bytes);
  }
  free(writer->nodes);
  free(writer->string_table);
  free(writer);
}

uint32_t weir_plan_writer_add(weir_plan_writer_t* writer, uint32_t kind,
                              uint32_t node, const void* records,
                              size_t count) {
  section_t* section = section_of(writer, kind, node);
  size_t record_bytes = weir_plan_record_bytes(kind);
  size_t index = section->bytes.size / record_bytes;
  if (count > 0) {
    weir_strbuf_append(&section->bytes, records, count * record_bytes);
  }
  return (uint32_t)index;
}

uint32_t weir_plan_writer_count(const weir_plan_writer_t* writer, uint32_t kind,
                                uint32_t node) {
  return (uint32_t)(section_of(writer, kind, node)->bytes.size /
                    weir_plan_record_bytes(kind));
}

void* weir_plan_writer_record(weir_plan_writer_t* writer, uint32_t kind,
                              uint32_t node, uint32_t index) {
  section_t* section = section_of(writer, kind, node);
  size_t offset = (size_t)index * weir_plan_record_bytes(kind);
  assert(offset < section->bytes.size);
  return section->bytes.data + offset;
}

static size_t string_slot(const weir_plan_writer_t* writer,
                          weir_string_view_t text) {
  const weir_strbuf_t* bytes =
      &writer->plan[WEIR_PLAN_SECTION_STRINGS - 1].bytes;
  size_t mask = writer->string_table_size - 1;
  size_t slot = weir_plan_hash(text.data, text.size) & mask;
  while (writer->string_table[slot] != 0) {
    const char* other = bytes->data + writer->string_table[slot] - 1;
    if (weir_sv_equal_c(text, other)) break;
    slot = (slot + 1) & mask;
  }
  return slot;
}

static void grow_string_table(weir_plan_writer_t* writer) {
  size_t old_size = writer->string_table_size;
  uint32_t* old = writer->string_table;
  size_t size = old_size ? old_size * 2 : 256;
  writer->string_table = calloc(size, sizeof(uint32_t));
  // As with arenas: a compiler without memory has nothing better to do.
  if (writer->string_table == NULL) abort();
  writer->string_table_size = size;
  const char* data = writer->plan[WEIR_PLAN_SECTION_STRINGS - 1].bytes.data;
  for (size_t i = 0; i < old_size; ++i) {
    if (old[i] == 0) continue;
    size_t slot = string_slot(writer, weir_sv(data + old[i] - 1));
    writer->string_table[slot] = old[i];
  }
  free(old);
}

uint32_t weir_plan_writer_string(weir_plan_writer_t* writer,
                                 weir_string_view_t text) {
  // A zero inside would end the string for its reader.
  const char* zero = text.size ? memchr(text.data, 0, text.size) : NULL;
  if (zero != NULL) text.size = (size_t)(zero - text.data);
  if (writer->string_count * 2 >= writer->string_table_size) {
    grow_string_table(writer);
  }
  size_t slot = string_slot(writer, text);
  if (writer->string_table[slot] != 0) return writer->string_table[slot] - 1;
  weir_strbuf_t* bytes = &writer->plan[WEIR_PLAN_SECTION_STRINGS - 1].bytes;
  uint32_t offset = (uint32_t)bytes->size;
  if (text.size > 0) weir_strbuf_append(bytes, text.data, text.size);
  weir_strbuf_append_char(bytes, '\0');
  writer->string_table[slot] = offset + 1;
  ++writer->string_count;
  return offset;
}

static void append_zeros(weir_strbuf_t* bytes, size_t count) {
  static const char zeros[4096];
  while (count > 0) {
    size_t n = count < sizeof(zeros) ? count : sizeof(zeros);
    weir_strbuf_append(bytes, zeros, n);
    count -= n;
  }
}

uint64_t weir_plan_writer_data(weir_plan_writer_t* writer, uint32_t kind,
                               uint32_t node, const void* data, size_t size) {
  weir_strbuf_t* bytes = &section_of(writer, kind, node)->bytes;
  append_zeros(bytes, weir_plan_align(bytes->size) - bytes->size);
  uint64_t offset = bytes->size;
  if (size > 0) weir_strbuf_append(bytes, data, size);
  return offset;
}

uint64_t weir_plan_writer_reserve_data(weir_plan_writer_t* writer,
                                       uint32_t kind, uint32_t node,
                                       size_t size, void** out_data) {
  weir_strbuf_t* bytes = &section_of(writer, kind, node)->bytes;
  append_zeros(bytes, weir_plan_align(bytes->size) - bytes->size);
  uint64_t offset = bytes->size;
  append_zeros(bytes, size);
  *out_data = bytes->data ? bytes->data + offset : NULL;
  return offset;
}

// The kind and node of the section at |index| of the table.
static void section_at(uint64_t index, uint32_t* out_kind, uint32_t* out_node) {
  if (index < PLAN_KINDS) {
    *out_kind = (uint32_t)index + 1;
    *out_node = WEIR_PLAN_NONE;
  } else {
    *out_kind =
        (uint32_t)((index - PLAN_KINDS) % NODE_KINDS) + WEIR_PLAN_SECTION_CODE;
    *out_node = (uint32_t)((index - PLAN_KINDS) / NODE_KINDS);
  }
}

weir_status_t weir_plan_writer_finish(weir_plan_writer_t* writer,
                                      void** out_image, size_t* out_size) {
  *out_image = NULL;
  *out_size = 0;
  // So that there is a string to be found at the end of an empty section.
  (void)weir_plan_writer_string(writer, weir_sv(""));
  uint64_t section_count = weir_plan_section_count(writer->node_count);
  if (section_count > UINT32_MAX) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "a plan cannot hold %u nodes", writer->node_count);
  }
  uint64_t head_bytes = weir_plan_align(
      sizeof(weir_plan_header_t) + section_count * sizeof(weir_plan_section_t));
  uint64_t file_bytes = head_bytes;
  for (uint64_t i = 0; i < section_count; ++i) {
    uint32_t kind, node;
    section_at(i, &kind, &node);
    uint64_t bytes = section_of(writer, kind, node)->bytes.size;
    if (!weir_plan_section_is_data(kind) &&
        bytes / weir_plan_record_bytes(kind) >= WEIR_PLAN_NONE) {
      return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                         "the plan's section \"%s\" has too many records",
                         weir_plan_section_name(kind));
    }
    file_bytes += weir_plan_align(bytes);
  }
  // Aligned as a mapping is, so that it can be verified where it is.
  char* image = aligned_alloc(WEIR_PLAN_ALIGNMENT, file_bytes);
  if (image == NULL) {
    return weir_status(WEIR_CODE_RESOURCE_EXHAUSTED,
                       "no memory for a plan of %llu bytes",
                       (unsigned long long)file_bytes);
  }
  memset(image, 0, file_bytes);
  weir_plan_header_t* header = (weir_plan_header_t*)image;
  weir_plan_section_t* table = (weir_plan_section_t*)(header + 1);
  uint64_t offset = head_bytes;
  for (uint64_t i = 0; i < section_count; ++i) {
    weir_plan_section_t* entry = &table[i];
    section_at(i, &entry->kind, &entry->node);
    const weir_strbuf_t* bytes =
        &section_of(writer, entry->kind, entry->node)->bytes;
    entry->offset = offset;
    entry->bytes = bytes->size;
    if (bytes->size > 0) memcpy(image + offset, bytes->data, bytes->size);
    entry->hash = weir_plan_hash(image + offset, bytes->size);
    offset += weir_plan_align(bytes->size);
  }
  memcpy(header->magic, WEIR_PLAN_MAGIC, sizeof(header->magic));
  header->version = WEIR_PLAN_VERSION;
  header->header_bytes = sizeof(*header);
  header->file_bytes = file_bytes;
  header->section_count = (uint32_t)section_count;
  header->node_count = writer->node_count;
  header->hash = weir_plan_file_hash(header, table);
  *out_image = image;
  *out_size = file_bytes;
  return weir_ok();
}
