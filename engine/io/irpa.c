// The reader and writer of IRPA archives; docs/irpa.md has the layout.
#include <string.h>

#include "engine/base/strbuf.h"
#include "engine/base/file_writer.h"
#include "engine/io/parameters_impl.h"

enum {
  HEADER_PREFIX_BYTES = 32,
  HEADER_BYTES = 88,
  ENTRY_HEADER_BYTES = 60,
  SPLAT_ENTRY_BYTES = 85,
  DATA_ENTRY_BYTES = 76,
  ALIGNMENT = 16,         // of headers and entries
  DATA_ALIGNMENT = 64,    // of stored data
  FILE_ALIGNMENT = 4096,  // of the storage segment and the file's end
};

enum {
  ENTRY_SKIP = 0,
  ENTRY_SPLAT = 1,
  ENTRY_DATA = 2,
  ENTRY_EXTERNAL = 3,
};

static const uint8_t magic[4] = {'I', 'R', 'P', 'A'};

static uint64_t align(uint64_t value, uint64_t alignment) {
  return (value + alignment - 1) & ~(alignment - 1);
}

// Numbers are little endian and not aligned.
static uint64_t read_number(const uint8_t* data, size_t bytes) {
  uint64_t value = 0;
  for (size_t i = bytes; i-- > 0;) value = value << 8 | data[i];
  return value;
}

static weir_status_t damaged(const char* what) {
  return weir_status(WEIR_CODE_DATA_LOSS, "damaged IRPA archive: %s", what);
}

//===-- Reading -----------------------------------------------------------===//

typedef struct range_t {
  const uint8_t* data;
  uint64_t size;
} range_t;

// The part of |whole| that the two numbers at |field|, offset and length, name.
static bool read_range(range_t whole, const uint8_t* field,
                       range_t* out_range) {
  uint64_t offset = read_number(field, 8);
  uint64_t length = read_number(field + 8, 8);
  if (offset > whole.size || length > whole.size - offset) return false;
  *out_range = (range_t){whole.data + offset, length};
  return true;
}

typedef struct archive_t {
  range_t entries;
  range_t metadata;
  range_t storage;
  uint64_t entry_count;
} archive_t;

static weir_status_t read_splat(const uint8_t* entry, uint64_t entry_bytes,
                                weir_parameter_t* parameter) {
  if (entry_bytes < SPLAT_ENTRY_BYTES) return damaged("a splat is too short");
  const uint8_t* fields = entry + ENTRY_HEADER_BYTES;
  parameter->bytes = read_number(fields, 8);
  memcpy(parameter->pattern, fields + 8, sizeof(parameter->pattern));
  parameter->pattern_bytes = fields[24];
  uint8_t bytes = parameter->pattern_bytes;
  if (bytes == 0 || bytes > 16 || (bytes & (bytes - 1)) != 0 ||
      parameter->bytes % bytes != 0) {
    return damaged("a splat's pattern does not fit its length");
  }
  return weir_ok();
}

static weir_status_t read_data(const archive_t* archive, const uint8_t* entry,
                               uint64_t entry_bytes,
                               weir_parameter_t* parameter) {
  range_t stored;
  if (entry_bytes < DATA_ENTRY_BYTES ||
      !read_range(archive->storage, entry + ENTRY_HEADER_BYTES, &stored)) {
    return damaged("an entry's data lies outside the storage segment");
  }
  parameter->data = stored.data;
  parameter->bytes = stored.size;
  parameter->stored_bytes = stored.size;
  return weir_ok();
}

static weir_status_t read_entry(const archive_t* archive, const uint8_t* entry,
                                uint64_t entry_bytes,
                                weir_parameter_index_t* index) {
  uint64_t type = read_number(entry + 8, 4);
  if (type == ENTRY_SKIP) return weir_ok();
  range_t name;
  range_t metadata;
  if (!read_range(archive->metadata, entry + 20, &name) ||
      !read_range(archive->metadata, entry + 36, &metadata)) {
    return damaged("a name lies outside the metadata segment");
  }
  weir_parameter_t* parameter = NULL;
  WEIR_RETURN_IF_ERROR(weir_parameter_index_add(
      index, weir_sv_n((const char*)name.data, name.size), &parameter));
  parameter->metadata = weir_sv_n((const char*)metadata.data, metadata.size);
  weir_status_t status = weir_ok();
  if (type == ENTRY_SPLAT) {
    status = read_splat(entry, entry_bytes, parameter);
  } else if (type == ENTRY_DATA) {
    status = read_data(archive, entry, entry_bytes, parameter);
  } else {
    status =
        weir_status(WEIR_CODE_UNIMPLEMENTED,
                    type == ENTRY_EXTERNAL
                        ? "IRPA entries in other files are not supported"
                        : "IRPA entries of an unknown type are not supported");
  }
  return weir_status_annotate(status, "parameter '%s'", parameter->name.data);
}

static weir_status_t read_entries(const archive_t* archive,
                                  weir_parameter_index_t* index) {
  uint64_t at = 0;
  for (uint64_t i = 0; i < archive->entry_count; ++i) {
    if (at > archive->entries.size ||
        archive->entries.size - at < ENTRY_HEADER_BYTES) {
      return damaged("the entry table is cut off");
    }
    const uint8_t* entry = archive->entries.data + at;
    uint64_t entry_bytes = read_number(entry, 8);
    if (entry_bytes < ENTRY_HEADER_BYTES ||
        entry_bytes > archive->entries.size - at) {
      return damaged("an entry has a size that cannot be");
    }
    WEIR_RETURN_IF_ERROR(read_entry(archive, entry, entry_bytes, index));
    at = align(at + entry_bytes, ALIGNMENT);
  }
  return weir_ok();
}

// One archive at the beginning of |file|; *out_next is the distance to the next
// one, 0 for none.
static weir_status_t read_archive(range_t file, weir_parameter_index_t* index,
                                  uint64_t* out_next) {
  *out_next = 0;
  if (file.size < HEADER_PREFIX_BYTES) return damaged("the header is cut off");
  if (memcmp(file.data, magic, sizeof(magic)) != 0) {
    return damaged("a linked header is none");
  }
  uint64_t major = read_number(file.data + 4, 2);
  if (major != 0) {
    return weir_status(WEIR_CODE_UNIMPLEMENTED,
                       "IRPA version %u is not supported, 0 is",
                       (unsigned)major);
  }
  uint64_t header_bytes = read_number(file.data + 8, 8);
  if (header_bytes < HEADER_BYTES || header_bytes > file.size) {
    return damaged("the header has a size that cannot be");
  }
  archive_t archive = {.entry_count = read_number(file.data + 32, 8)};
  if (!read_range(file, file.data + 40, &archive.entries) ||
      !read_range(file, file.data + 56, &archive.metadata) ||
      !read_range(file, file.data + 72, &archive.storage)) {
    return damaged("a segment lies outside the file");
  }
  *out_next = read_number(file.data + 16, 8);
  return read_entries(&archive, index);
}

bool weir_irpa_matches(const uint8_t* data, size_t size) {
  return size >= sizeof(magic) && memcmp(data, magic, sizeof(magic)) == 0;
}

weir_status_t weir_irpa_parse(const uint8_t* data, size_t size,
                              weir_parameter_index_t* index) {
  range_t file = {data, size};
  for (;;) {
    uint64_t next = 0;
    WEIR_RETURN_IF_ERROR(read_archive(file, index, &next));
    if (next == 0) return weir_ok();
    // Distances only lead forward, so that the chain ends.
    if (next % ALIGNMENT != 0 || next >= file.size) {
      return damaged("the next header lies outside the file");
    }
    file = (range_t){file.data + next, file.size - next};
  }
}

//===-- Writing -----------------------------------------------------------===//

static void put_number(weir_strbuf_t* buffer, uint64_t value, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) {
    weir_strbuf_append_char(buffer, (char)(value >> (8 * i) & 0xff));
  }
}

static void put_zeros(weir_strbuf_t* buffer, uint64_t until) {
  while (buffer->size < until) weir_strbuf_append_char(buffer, 0);
}

static void put_ref(weir_strbuf_t* entries, weir_strbuf_t* metadata,
                    weir_string_view_t text) {
  put_number(entries, metadata->size, 8);
  put_number(entries, text.size, 8);
  weir_strbuf_append(metadata, text.data, text.size);
}

// Fills the entry table and the metadata segment; *out_storage_bytes is where
// the stored data ends.
static void put_entries(const weir_parameter_t* parameters, size_t count,
                        weir_strbuf_t* entries, weir_strbuf_t* metadata,
                        uint64_t* out_storage_bytes) {
  uint64_t storage = 0;
  for (size_t i = 0; i < count; ++i) {
    const weir_parameter_t* parameter = &parameters[i];
    bool is_splat = parameter->data == NULL;
    put_zeros(entries, align(entries->size, ALIGNMENT));
    put_number(entries, is_splat ? SPLAT_ENTRY_BYTES : DATA_ENTRY_BYTES, 8);
    put_number(entries, is_splat ? ENTRY_SPLAT : ENTRY_DATA, 4);
    put_number(entries, 0, 8);
    put_ref(entries, metadata, parameter->name);
    put_ref(entries, metadata, parameter->metadata);
    put_number(entries, is_splat ? 0 : DATA_ALIGNMENT, 8);
    if (is_splat) {
      put_number(entries, parameter->bytes, 8);
      weir_strbuf_append(entries, (const char*)parameter->pattern, 16);
      put_number(entries, parameter->pattern_bytes, 1);
      continue;
    }
    storage = align(storage, DATA_ALIGNMENT);
    put_number(entries, storage, 8);
    put_number(entries, parameter->bytes, 8);
    storage += parameter->bytes;
  }
  *out_storage_bytes = storage;
}

static weir_status_t write_storage(weir_file_writer_t* writer,
                                   const weir_parameter_t* parameters,
                                   size_t count) {
  uint64_t begin = weir_file_writer_offset(writer);
  uint64_t storage = 0;
  for (size_t i = 0; i < count; ++i) {
    if (parameters[i].data == NULL) continue;
    storage = align(storage, DATA_ALIGNMENT);
    WEIR_RETURN_IF_ERROR(weir_file_writer_pad_to(writer, begin + storage));
    WEIR_RETURN_IF_ERROR(weir_file_writer_write(writer, parameters[i].data,
                                                parameters[i].bytes));
    storage += parameters[i].bytes;
  }
  return weir_file_writer_pad_to(
      writer, align(weir_file_writer_offset(writer), FILE_ALIGNMENT));
}

static weir_status_t check_parameters(const weir_parameter_t* parameters,
                                      size_t count) {
  for (size_t i = 0; i < count; ++i) {
    const weir_parameter_t* parameter = &parameters[i];
    uint8_t pattern = parameter->pattern_bytes;
    bool is_good = parameter->data != NULL
                       ? parameter->stored_bytes == parameter->bytes
                       : pattern != 0 && pattern <= 16 &&
                             (pattern & (pattern - 1)) == 0 &&
                             parameter->bytes % pattern == 0;
    if (!is_good) {
      return weir_status(WEIR_CODE_INVALID_ARGUMENT,
                         "parameter '%.*s' has neither all of its data nor a "
                         "pattern that fits its size",
                         WEIR_SV_ARGS(parameter->name));
    }
  }
  return weir_ok();
}

weir_status_t weir_irpa_write(const char* path,
                              const weir_parameter_t* parameters,
                              size_t count) {
  WEIR_RETURN_IF_ERROR(check_parameters(parameters, count));
  weir_strbuf_t entries = {0};
  weir_strbuf_t metadata = {0};
  weir_strbuf_t header = {0};
  uint64_t storage_bytes = 0;
  put_entries(parameters, count, &entries, &metadata, &storage_bytes);
  uint64_t entries_at = align(HEADER_BYTES, ALIGNMENT);
  uint64_t metadata_at = entries_at + entries.size;
  uint64_t storage_at = align(metadata_at + metadata.size, FILE_ALIGNMENT);
  weir_strbuf_append(&header, (const char*)magic, sizeof(magic));
  const uint64_t words[] = {HEADER_BYTES,
                            0,
                            0,
                            count,
                            entries_at,
                            entries.size,
                            metadata_at,
                            metadata.size,
                            storage_at,
                            storage_bytes};
  put_number(&header, 0, 4);  // version 0.0
  for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); ++i) {
    put_number(&header, words[i], 8);
  }
  put_zeros(&header, entries_at);
  weir_strbuf_append(&header, entries.data, entries.size);
  weir_strbuf_append(&header, metadata.data, metadata.size);
  put_zeros(&header, storage_at);
  weir_file_writer_t* writer = NULL;
  weir_status_t status = weir_file_writer_open(path, &writer);
  if (weir_is_ok(status)) {
    status = weir_file_writer_write(writer, header.data, header.size);
  }
  if (weir_is_ok(status)) status = write_storage(writer, parameters, count);
  if (weir_is_ok(status)) status = weir_file_writer_commit(writer);
  weir_file_writer_close(writer);
  weir_strbuf_deinit(&entries);
  weir_strbuf_deinit(&metadata);
  weir_strbuf_deinit(&header);
  return status;
}
