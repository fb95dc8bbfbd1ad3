#include "engine/io/parameters.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "engine/base/test_main.h"
#include "engine/base/file_writer.h"
#include "engine/io/file.h"

static char path[64];

static void make_path(void) {
  snprintf(path, sizeof(path), "/tmp/weir_parameters_test.%ld", (long)getpid());
}

static void remove_path(void) {
  unlink(path);
}

static size_t make_safetensors(const char* header, size_t data_bytes,
                               uint8_t* out) {
  uint64_t length = strlen(header);
  memcpy(out, &length, 8);
  memcpy(out + 8, header, length);
  for (size_t i = 0; i < data_bytes; ++i) {
    out[8 + length + i] = (uint8_t)(i + 1);
  }
  return 8 + length + data_bytes;
}

static const char good_header[] =
    "{\"__metadata__\":{\"format\":\"pt\"},"
    "\"b\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
    "\"a\":{\"dtype\":\"U8\",\"shape\":[2,1],\"data_offsets\":[8,10]},"
    "\"s\":{\"dtype\":\"BF16\",\"shape\":[],\"data_offsets\":[10,12]}}";

START_TEST(safetensors) {
  uint8_t file[1024];
  size_t size = make_safetensors(good_header, 12, file);
  weir_parameter_index_t* index = NULL;
  test_ok(weir_file_write(path, file, size));
  test_ok(weir_parameter_index_open(path, &index));
  ck_assert_uint_eq(weir_parameter_index_count(index), 3);
  ck_assert_str_eq(weir_parameter_index_at(index, 0)->name.data, "b");
  const weir_parameter_t* a = weir_parameter_index_find(index, weir_sv("a"));
  ck_assert_ptr_nonnull(a);
  ck_assert_uint_eq(a->element_type, WEIR_ELEMENT_UI8);
  ck_assert_uint_eq(a->rank, 2);
  ck_assert_uint_eq(a->bytes, 2);
  uint8_t bytes[2];
  test_ok(weir_parameter_read(a, 0, bytes, 2));
  ck_assert_uint_eq(bytes[0], 9);
  ck_assert_uint_eq(bytes[1], 10);
  test_fails(weir_parameter_read(a, 1, bytes, 2), WEIR_CODE_OUT_OF_RANGE);
  test_fails(weir_parameter_read(a, UINT64_MAX, bytes, 2),
             WEIR_CODE_OUT_OF_RANGE);
  ck_assert_ptr_null(weir_parameter_index_find(index, weir_sv("c")));
  ck_assert_ptr_null(weir_parameter_index_find(index, weir_sv("")));
  weir_parameter_index_close(index);
}
END_TEST

START_TEST(bad_safetensors) {
  static const struct {
    const char* header;
    const char* text;
  } cases[] = {
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
       "outside the file"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[8,4]}}",
       "outside the file"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,8]}}",
       "does not fit"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,8]}}",
       "no size"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,6]}}",
       "no size"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[1e300],\"data_offsets\":[0,6]}}",
       "no size"},
      {"{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],"
       "\"data_offsets\":[0,6]}}",
       "fit in memory"},
      {"{\"a\":{\"dtype\":\"Q4\",\"shape\":[4],\"data_offsets\":[0,2]}}", "Q4"},
      {"{\"a\":{\"shape\":[4],\"data_offsets\":[0,2]}}", "dtype"},
      {"{\"a\":{\"dtype\":\"U8\",\"data_offsets\":[0,2]}}", "shape"},
      {"{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0]}}",
       "data_offsets"},
      {"{\"a\":3}", "no object"},
      {"{\"a\":", "no JSON object"},
      {"{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
       "\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[1,2]}}",
       "two parameters"},
      {"x", "neither"},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    uint8_t file[1024];
    size_t size = make_safetensors(cases[i].header, 12, file);
    weir_parameter_index_t* index = NULL;
    weir_status_t status =
        weir_parameter_index_parse("w.safetensors", file, size, &index);
    ck_assert_ptr_null(index);
    ck_assert_msg(strstr(weir_status_message(status), cases[i].text) != NULL,
                  "%s: %s", cases[i].header, weir_status_message(status));
    ck_assert_msg(
        strncmp(weir_status_message(status), "w.safetensors", 13) == 0, "%s",
        weir_status_message(status));
    weir_status_free(status);
  }
}
END_TEST

static size_t write_archive(uint8_t* out, size_t capacity) {
  static const uint8_t data[100] = {1, 2, 3};
  const weir_parameter_t parameters[] = {
      {.name = weir_sv("data"),
       .metadata = weir_sv("note"),
       .data = data,
       .bytes = 100,
       .stored_bytes = 100},
      {.name = weir_sv("splat"),
       .bytes = 12,
       .pattern = {0xaa, 0xbb},
       .pattern_bytes = 2},
      {.name = weir_sv("empty"), .data = data, .bytes = 0},
  };
  test_ok(weir_irpa_write(path, parameters, 3));
  weir_file_map_t map;
  test_ok(weir_file_map(path, &map));
  ck_assert_uint_le(map.size, capacity);
  memcpy(out, map.data, map.size);
  size_t size = map.size;
  weir_file_unmap(&map);
  return size;
}

START_TEST(irpa_reads_back) {
  static uint8_t file[16384];
  size_t size = write_archive(file, sizeof(file));
  ck_assert_uint_eq(size % 4096, 0);
  ck_assert_mem_eq(file, "IRPA\0\0\0\0", 8);
  weir_parameter_index_t* index = NULL;
  test_ok(weir_parameter_index_open(path, &index));
  ck_assert_uint_eq(weir_parameter_index_count(index), 3);
  const weir_parameter_t* data =
      weir_parameter_index_find(index, weir_sv("data"));
  ck_assert_uint_eq(data->bytes, 100);
  ck_assert(weir_sv_equal_c(data->metadata, "note"));
  ck_assert_uint_eq((uintptr_t)data->data % 64, 0);
  const weir_parameter_t* splat =
      weir_parameter_index_find(index, weir_sv("splat"));
  uint8_t bytes[5];
  test_ok(weir_parameter_read(splat, 3, bytes, 5));
  ck_assert_mem_eq(bytes, "\xbb\xaa\xbb\xaa\xbb", 5);
  weir_parameter_index_close(index);
}
END_TEST

// Two archives in one file, the first linked to the second.
START_TEST(irpa_archives_are_linked) {
  static uint8_t file[32768];
  size_t size = write_archive(file, sizeof(file) / 2);
  memcpy(file + size, file, size);
  // The second one's splat becomes an entry to skip, its data another name.
  uint64_t next = size;
  memcpy(file + 16, &next, 8);
  weir_parameter_index_t* index = NULL;
  test_fails(weir_parameter_index_parse("x", file, 2 * size, &index),
             WEIR_CODE_DATA_LOSS);
  uint8_t* entries = file + size + 96;
  for (int i = 0; i < 3; ++i) {
    uint64_t entry_bytes = 0;
    memcpy(&entry_bytes, entries, 8);
    memset(entries + 8, 0, 4);
    entries += (entry_bytes + 15) / 16 * 16;
  }
  test_ok(weir_parameter_index_parse("x", file, 2 * size, &index));
  ck_assert_uint_eq(weir_parameter_index_count(index), 3);
  weir_parameter_index_close(index);
  next = 2 * size;
  memcpy(file + 16, &next, 8);
  test_fails(weir_parameter_index_parse("x", file, 2 * size, &index),
             WEIR_CODE_DATA_LOSS);
  file[4] = 1;
  test_fails(weir_parameter_index_parse("x", file, size, &index),
             WEIR_CODE_UNIMPLEMENTED);
}
END_TEST

typedef struct bytes_t {
  uint8_t data[1024];
  size_t size;
} bytes_t;

static void put(bytes_t* bytes, uint64_t value, size_t count) {
  for (size_t i = 0; i < count; ++i) {
    bytes->data[bytes->size++] = (uint8_t)(value >> 8 * i);
  }
}

static void put_string(bytes_t* bytes, const char* text) {
  put(bytes, strlen(text), 8);
  memcpy(bytes->data + bytes->size, text, strlen(text));
  bytes->size += strlen(text);
}

static void put_tensor(bytes_t* bytes, const char* name, uint64_t outer,
                       uint64_t inner, uint32_t type, uint64_t offset) {
  put_string(bytes, name);
  put(bytes, 2, 4);
  put(bytes, inner, 8);
  put(bytes, outer, 8);
  put(bytes, type, 4);
  put(bytes, offset, 8);
}

// A file with pairs of all shapes, 2x3 of f16 and a block of Q8_0.
static size_t make_gguf(uint32_t version, uint32_t type, uint8_t* out) {
  bytes_t bytes = {.data = "GGUF", .size = 4};
  put(&bytes, version, 4);
  put(&bytes, 2, 8);
  put(&bytes, 3, 8);
  put_string(&bytes, "general.name");
  put(&bytes, 8, 4);
  put_string(&bytes, "tiny");
  put_string(&bytes, "words");
  put(&bytes, 9, 4);
  put(&bytes, 8, 4);
  put(&bytes, 2, 8);
  put_string(&bytes, "a");
  put_string(&bytes, "bc");
  put_string(&bytes, "general.alignment");
  put(&bytes, 4, 4);
  put(&bytes, 16, 4);
  put_tensor(&bytes, "halves", 2, 3, 1, 0);
  put_tensor(&bytes, "blocks", 1, 32, type, 16);
  while (bytes.size % 16 != 0) put(&bytes, 0, 1);
  for (uint32_t i = 0; i < 16 + 34; ++i) put(&bytes, i, 1);
  memcpy(out, bytes.data, bytes.size);
  return bytes.size;
}

START_TEST(gguf) {
  uint8_t file[1024];
  size_t size = make_gguf(3, 8, file);
  weir_parameter_index_t* index = NULL;
  test_ok(weir_parameter_index_parse("x", file, size, &index));
  ck_assert_uint_eq(weir_parameter_index_count(index), 2);
  const weir_parameter_t* halves = weir_parameter_index_at(index, 0);
  ck_assert_str_eq(halves->name.data, "halves");
  ck_assert_uint_eq(halves->element_type, WEIR_ELEMENT_F16);
  ck_assert_uint_eq(halves->rank, 2);
  ck_assert_uint_eq(halves->shape[0], 2);
  ck_assert_uint_eq(halves->shape[1], 3);
  ck_assert_uint_eq(halves->bytes, 12);
  const weir_parameter_t* blocks =
      weir_parameter_index_find(index, weir_sv("blocks"));
  ck_assert_uint_eq(blocks->element_type, WEIR_ELEMENT_NONE);
  ck_assert_uint_eq(blocks->bytes, 34);
  uint8_t bytes[2];
  test_ok(weir_parameter_read(blocks, 0, bytes, 2));
  ck_assert_uint_eq(bytes[0], 16);
  ck_assert_uint_eq(bytes[1], 17);
  weir_parameter_index_close(index);
  test_fails(weir_parameter_index_parse("x", file, size - 1, &index),
             WEIR_CODE_DATA_LOSS);
  test_fails(weir_parameter_index_parse("x", file, 60, &index),
             WEIR_CODE_DATA_LOSS);
  make_gguf(1, 8, file);
  test_fails(weir_parameter_index_parse("x", file, size, &index),
             WEIR_CODE_UNIMPLEMENTED);
  make_gguf(3, 99, file);
  test_fails(weir_parameter_index_parse("x", file, size, &index),
             WEIR_CODE_UNIMPLEMENTED);
  make_gguf(3, 10, file);  // a block of 256, but there are 32
  test_fails(weir_parameter_index_parse("x", file, size, &index),
             WEIR_CODE_DATA_LOSS);
}
END_TEST

static void try_damaged(const uint8_t* file, size_t size) {
  uint8_t* copy = malloc(size ? size : 1);
  memcpy(copy, file, size);
  weir_parameter_index_t* index = NULL;
  weir_status_t status = weir_parameter_index_parse("x", copy, size, &index);
  if (weir_is_ok(status)) {
    for (size_t i = 0; i < weir_parameter_index_count(index); ++i) {
      uint8_t bytes[256];
      const weir_parameter_t* parameter = weir_parameter_index_at(index, i);
      uint64_t count = parameter->bytes < 256 ? parameter->bytes : 256;
      test_ok(weir_parameter_read(parameter, parameter->bytes - count, bytes,
                                  count));
    }
  }
  weir_status_free(status);
  weir_parameter_index_close(index);
  free(copy);
}

START_TEST(damaged_files) {
  static uint8_t irpa[16384];
  uint8_t tensors[1024];
  size_t irpa_size = write_archive(irpa, sizeof(irpa));
  size_t tensors_size = make_safetensors(good_header, 12, tensors);
  for (size_t cut = 0; cut < 400; ++cut) try_damaged(irpa, cut);
  for (size_t cut = 0; cut < tensors_size; ++cut) try_damaged(tensors, cut);
  uint8_t pairs[1024];
  size_t pairs_size = make_gguf(3, 8, pairs);
  for (size_t cut = 0; cut < pairs_size; ++cut) try_damaged(pairs, cut);
  uint32_t seed = 4711;
  const char* text = getenv("WEIR_TEST_SEED");
  if (text != NULL) seed = (uint32_t)strtoul(text, NULL, 10);
  printf("damaged_files: seed %u\n", seed);
  for (int i = 0; i < 10000; ++i) {
    seed = seed * 1664525u + 1013904223u;
    size_t at = (seed >> 8) % 400;
    uint8_t old = irpa[at];
    irpa[at] = (uint8_t)(seed >> 24);
    try_damaged(irpa, irpa_size);
    irpa[at] = old;
    at = (seed >> 8) % tensors_size;
    old = tensors[at];
    tensors[at] = (uint8_t)(seed >> 24);
    try_damaged(tensors, tensors_size);
    tensors[at] = old;
    at = (seed >> 8) % pairs_size;
    old = pairs[at];
    pairs[at] = (uint8_t)(seed >> 24);
    try_damaged(pairs, pairs_size);
    pairs[at] = old;
  }
}
END_TEST

START_TEST(bad_parameters_are_not_written) {
  const weir_parameter_t half = {
      .name = weir_sv("half"), .data = (const uint8_t*)"12345678", .bytes = 8};
  test_fails(weir_irpa_write(path, &half, 1), WEIR_CODE_INVALID_ARGUMENT);
  const weir_parameter_t odd = {
      .name = weir_sv("odd"), .bytes = 7, .pattern_bytes = 2};
  test_fails(weir_irpa_write(path, &odd, 1), WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_int_ne(access(path, F_OK), 0);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("parameters");
  tcase_add_checked_fixture(cases, make_path, remove_path);
  tcase_add_test(cases, safetensors);
  tcase_add_test(cases, bad_safetensors);
  tcase_add_test(cases, irpa_reads_back);
  tcase_add_test(cases, irpa_archives_are_linked);
  tcase_add_test(cases, gguf);
  tcase_add_test(cases, damaged_files);
  tcase_add_test(cases, bad_parameters_are_not_written);
  return test_run("parameters", cases);
}
