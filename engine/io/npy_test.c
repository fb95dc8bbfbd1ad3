#include "engine/io/npy.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/test_main.h"
#include "engine/base/file_writer.h"
#include "engine/io/file.h"

static char path[64];

static void make_path(void) {
  snprintf(path, sizeof(path), "/tmp/weir_npy_test.%ld.npy", (long)getpid());
}

static void remove_path(void) {
  unlink(path);
}

// A file of |version| with |header| and |data_bytes| bytes 0, 1, 2, ...
static size_t make_file(uint8_t version, const char* header, size_t data_bytes,
                        uint8_t* out) {
  size_t length = strlen(header);
  memcpy(out, "\x93NUMPY", 6);
  out[6] = version;
  out[7] = 0;
  size_t at = 8;
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) {
    out[at++] = (uint8_t)(length >> (8 * i));
  }
  memcpy(out + at, header, length);
  at += length;
  for (size_t i = 0; i < data_bytes; ++i) out[at++] = (uint8_t)i;
  return at;
}

static weir_status_t parse(uint8_t version, const char* header,
                           size_t data_bytes, weir_tensor_t* out_tensor) {
  uint8_t file[4096];
  size_t size = make_file(version, header, data_bytes, file);
  return weir_npy_parse("x.npy", file, size, out_tensor);
}

START_TEST(all_types_come_back) {
  static const weir_element_type_t types[] = {
      WEIR_ELEMENT_BOOL8, WEIR_ELEMENT_I8,        WEIR_ELEMENT_I16,
      WEIR_ELEMENT_I32,   WEIR_ELEMENT_I64,       WEIR_ELEMENT_UI8,
      WEIR_ELEMENT_UI16,  WEIR_ELEMENT_UI32,      WEIR_ELEMENT_UI64,
      WEIR_ELEMENT_F16,   WEIR_ELEMENT_BF16,      WEIR_ELEMENT_F32,
      WEIR_ELEMENT_F64,   WEIR_ELEMENT_COMPLEX64, WEIR_ELEMENT_COMPLEX128};
  static const uint64_t shape[3] = {2, 3, 5};
  for (size_t t = 0; t < sizeof(types) / sizeof(types[0]); ++t) {
    for (uint32_t rank = 0; rank <= 3; ++rank) {
      weir_tensor_t tensor;
      weir_tensor_t back;
      test_ok(weir_tensor_create(types[t], rank, shape, &tensor));
      for (size_t i = 0; i < tensor.bytes; ++i) {
        ((uint8_t*)tensor.data)[i] = (uint8_t)(i * 7);
      }
      test_ok(weir_npy_write(path, &tensor));
      test_ok(weir_npy_read(path, &back));
      ck_assert_uint_eq(back.element_type, types[t]);
      ck_assert_uint_eq(back.rank, rank);
      ck_assert_mem_eq(back.shape, shape, rank * sizeof(shape[0]));
      ck_assert_uint_eq(back.bytes, tensor.bytes);
      ck_assert_mem_eq(back.data, tensor.data, tensor.bytes);
      weir_tensor_release(&tensor);
      weir_tensor_release(&back);
    }
  }
}
END_TEST

START_TEST(data_begins_at_64) {
  weir_tensor_t tensor;
  test_ok(weir_tensor_create(WEIR_ELEMENT_SI32, 1, (uint64_t[]){3}, &tensor));
  test_ok(weir_npy_write(path, &tensor));
  struct stat info;
  ck_assert_int_eq(stat(path, &info), 0);
  ck_assert_int_eq((info.st_size - 12) % 64, 0);
  weir_tensor_t back;
  test_ok(weir_npy_read(path, &back));
  ck_assert_uint_eq(back.element_type, WEIR_ELEMENT_I32);
  weir_tensor_release(&back);
  weir_tensor_release(&tensor);
}
END_TEST

START_TEST(headers_of_all_versions) {
  weir_tensor_t tensor;
  for (uint8_t version = 1; version <= 3; ++version) {
    test_ok(parse(version,
                  "{\"shape\": (2,2L), 'descr':'<f4','fortran_order':False}\n",
                  16, &tensor));
    ck_assert_uint_eq(tensor.rank, 2);
    ck_assert_uint_eq(tensor.shape[1], 2);
    weir_tensor_release(&tensor);
  }
  test_ok(parse(1, "{'descr': '<i8', 'fortran_order': True, 'shape': (2,), }",
                16, &tensor));
  weir_tensor_release(&tensor);
  test_ok(parse(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 5)}",
                0, &tensor));
  ck_assert_uint_eq(tensor.bytes, 0);
  weir_tensor_release(&tensor);
}
END_TEST

START_TEST(what_is_not_supported_says_so) {
  static const struct {
    const char* header;
    const char* text;
    weir_code_t code;
  } cases[] = {
      {"{'descr': '>f4', 'fortran_order': False, 'shape': (4,)}", "big endian",
       WEIR_CODE_UNIMPLEMENTED},
      {"{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2)}",
       "Fortran order", WEIR_CODE_UNIMPLEMENTED},
      {"{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (4,)}",
       "structured", WEIR_CODE_UNIMPLEMENTED},
      {"{'descr': '|O', 'fortran_order': False, 'shape': (4,)}", "'|O'",
       WEIR_CODE_UNIMPLEMENTED},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (5,)}",
       "promises 20 bytes", WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
       "promises 12 bytes", WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': False}", "missing",
       WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': 0, 'shape': (4,)}", "fortran_order",
       WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (4,)} x", "after",
       WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (-4,)}", "number",
       WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': False, 'shape': (4", "end",
       WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': False, "
       "'shape': (99999999999999999999,)}",
       "fits", WEIR_CODE_DATA_LOSS},
      {"{'descr': '<f4', 'fortran_order': False, "
       "'shape': (4294967296, 4294967296)}",
       "fit in memory", WEIR_CODE_OUT_OF_RANGE},
      {"", "dictionary", WEIR_CODE_DATA_LOSS},
  };
  for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    weir_tensor_t tensor;
    weir_status_t status = parse(1, cases[i].header, 16, &tensor);
    ck_assert_msg(strstr(weir_status_message(status), cases[i].text) != NULL,
                  "%s: %s", cases[i].header, weir_status_message(status));
    ck_assert_msg(strncmp(weir_status_message(status), "x.npy", 5) == 0, "%s",
                  weir_status_message(status));
    test_fails(status, cases[i].code);
  }
  weir_tensor_t tensor;
  test_fails(parse(4, "{}", 0, &tensor), WEIR_CODE_UNIMPLEMENTED);
  test_fails(weir_npy_parse("x", "PK\x03\x04 not an array", 20, &tensor),
             WEIR_CODE_DATA_LOSS);
  test_fails(weir_npy_read("/nowhere/x.npy", &tensor), WEIR_CODE_NOT_FOUND);
  test_fails(weir_npy_read("/tmp", &tensor), WEIR_CODE_INVALID_ARGUMENT);
}
END_TEST

// Whatever is cut off or changed: a status or a tensor, and no more memory read
// than there is (the sanitizers watch).
START_TEST(damaged_files) {
  static const char header[] =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }  \n";
  uint8_t file[512];
  size_t size = make_file(1, header, 16, file);
  for (size_t cut = 0; cut < size; ++cut) {
    uint8_t* exact = malloc(cut ? cut : 1);
    memcpy(exact, file, cut);
    weir_tensor_t tensor;
    test_fails(weir_npy_parse("x", exact, cut, &tensor), WEIR_CODE_DATA_LOSS);
    free(exact);
  }
  uint32_t seed = 12345;
  const char* text = getenv("WEIR_TEST_SEED");
  if (text != NULL) seed = (uint32_t)strtoul(text, NULL, 10);
  printf("damaged_files: seed %u\n", seed);
  for (int i = 0; i < 20000; ++i) {
    uint8_t* copy = malloc(size);
    memcpy(copy, file, size);
    for (int k = 0; k < 1 + i % 3; ++k) {
      seed = seed * 1664525u + 1013904223u;
      copy[6 + (seed >> 8) % (size - 6)] = (uint8_t)(seed >> 24);
    }
    weir_tensor_t tensor;
    weir_status_free(weir_npy_parse("x", copy, size, &tensor));
    weir_tensor_release(&tensor);
    free(copy);
  }
}
END_TEST

START_TEST(output_that_cannot_be_written) {
  weir_tensor_t tensor;
  test_ok(weir_tensor_create(WEIR_ELEMENT_F32, 0, NULL, &tensor));
  test_fails(weir_npy_write("/nowhere/y.npy", &tensor), WEIR_CODE_NOT_FOUND);
  weir_tensor_t strange;
  test_ok(weir_tensor_create(WEIR_ELEMENT_F8E5M2, 0, NULL, &strange));
  test_fails(weir_npy_write(path, &strange), WEIR_CODE_UNIMPLEMENTED);
  ck_assert_int_ne(access(path, F_OK), 0);
  // A writer that is closed before its commit leaves what was there.
  test_ok(weir_file_write(path, "old", 3));
  weir_file_writer_t* writer = NULL;
  test_ok(weir_file_writer_open(path, &writer));
  test_ok(weir_file_writer_write(writer, "new!", 4));
  weir_file_writer_close(writer);
  weir_file_map_t map;
  test_ok(weir_file_map(path, &map));
  ck_assert_uint_eq(map.size, 3);
  weir_file_unmap(&map);
  weir_tensor_release(&strange);
  weir_tensor_release(&tensor);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("npy");
  tcase_add_checked_fixture(cases, make_path, remove_path);
  tcase_add_test(cases, all_types_come_back);
  tcase_add_test(cases, data_begins_at_64);
  tcase_add_test(cases, headers_of_all_versions);
  tcase_add_test(cases, what_is_not_supported_says_so);
  tcase_add_test(cases, damaged_files);
  tcase_add_test(cases, output_that_cannot_be_written);
  return test_run("npy", cases);
}
