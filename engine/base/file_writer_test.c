#include "engine/base/file_writer.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/test_main.h"

static char folder[64], path[80];

static void make_folder(void) {
  snprintf(folder, sizeof(folder), "/tmp/file_writer_test.XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  snprintf(path, sizeof(path), "%s/out", folder);
}

// Nothing else may be left in the folder.
static void remove_folder(void) {
  unlink(path);
  ck_assert_int_eq(rmdir(folder), 0);
}

static void check_contents(const char* wanted) {
  char text[64] = {0};
  FILE* file = fopen(path, "re");
  ck_assert_ptr_nonnull(file);
  ck_assert_uint_eq(fread(text, 1, sizeof(text) - 1, file), strlen(wanted));
  fclose(file);
  ck_assert_str_eq(text, wanted);
}

START_TEST(whole_or_not_at_all) {
  test_ok(weir_file_write(path, "old", 3));
  weir_file_writer_t* writer = NULL;
  test_ok(weir_file_writer_open(path, &writer));
  test_ok(weir_file_writer_write(writer, "new", 3));
  weir_file_writer_close(writer);
  check_contents("old");

  test_ok(weir_file_writer_open(path, &writer));
  test_ok(weir_file_writer_write(writer, "newer", 5));
  check_contents("old");
  test_ok(weir_file_writer_commit(writer));
  weir_file_writer_close(writer);
  check_contents("newer");
}
END_TEST

// Who writes as root to a device must still have the device.
START_TEST(pipe_stays_a_pipe) {
  ck_assert_int_eq(mkfifo(path, 0600), 0);
  int reader = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  ck_assert_int_ge(reader, 0);
  test_ok(weir_file_write(path, "text", 4));
  char text[8] = {0};
  ck_assert_int_eq(read(reader, text, sizeof(text)), 4);
  ck_assert_str_eq(text, "text");
  close(reader);
  struct stat info;
  ck_assert_int_eq(stat(path, &info), 0);
  ck_assert(S_ISFIFO(info.st_mode));
}
END_TEST

START_TEST(places_that_cannot_be_written) {
  char below[96];
  snprintf(below, sizeof(below), "%s/none/out", folder);
  test_fails(weir_file_write(below, "x", 1), WEIR_CODE_NOT_FOUND);
  weir_status_t status = weir_file_write(folder, "x", 1);
  ck_assert(!weir_is_ok(status));
  ck_assert_ptr_nonnull(strstr(weir_status_message(status), folder));
  weir_status_free(status);
}
END_TEST

int main(void) {
  TCase* cases = tcase_create("file_writer");
  tcase_add_checked_fixture(cases, make_folder, remove_folder);
  tcase_add_test(cases, whole_or_not_at_all);
  tcase_add_test(cases, pipe_stays_a_pipe);
  tcase_add_test(cases, places_that_cannot_be_written);
  return test_run("file_writer", cases);
}
