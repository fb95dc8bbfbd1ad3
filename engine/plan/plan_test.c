#include "engine/plan/plan.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/plan/sample/sample.h"
#include "engine/plan/section.h"

// An all-round one: transfers, a list with edges, code with fences.
static void* make_pass(size_t* out_size) {
  void* image = NULL;
  static const char code[] = "not code, but enough to be carried";
  weir_sample_params_t params = {.image = code, .image_bytes = sizeof(code)};
  ck_assert(weir_is_ok(weir_sample_pass(&params, &image, out_size)));
  return image;
}

static void* make_count(size_t* out_size) {
  void* image = NULL;
  weir_sample_params_t params = {0};
  ck_assert(weir_is_ok(weir_sample_count(&params, &image, out_size)));
  return image;
}

// The code of opening |image|, and of checking its data.
static weir_code_t try_open(const void* image, size_t size) {
  weir_plan_t* plan = NULL;
  weir_status_t status = weir_plan_open_memory("test", image, size, &plan);
  for (uint32_t i = 0; weir_is_ok(status) && i < plan->node_count; ++i) {
    status = weir_plan_check_data(plan, i);
  }
  weir_code_t code = weir_status_code(status);
  weir_status_free(status);
  weir_plan_close(plan);
  return code;
}

START_TEST(samples_are_sound) {
  size_t size;
  void* image = make_pass(&size);
  weir_plan_t* plan = NULL;
  weir_status_t status = weir_plan_open_memory("pass", image, size, &plan);
  ck_assert_msg(weir_is_ok(status), "%s", weir_status_message(status));
  ck_assert_uint_eq(plan->node_count, 2);
  ck_assert_str_eq(weir_plan_string(plan, plan->nodes[1].name), "b");
  ck_assert_uint_eq(weir_plan_find_function(plan, "pass"), 0);
  ck_assert_uint_eq(weir_plan_find_function(plan, "none"), WEIR_PLAN_NONE);
  ck_assert_uint_eq(plan->programs[1].command_count, 3);
  char text[64];
  ck_assert_str_eq(
      weir_plan_format_port(plan, &plan->ports[0], text, sizeof(text)),
      "4xf32");
  ck_assert_str_eq(weir_plan_format_location(plan, 0, text, sizeof(text)),
                   "send x (sample.mlir:5:3)");
  weir_plan_close(plan);
  free(image);
  image = make_count(&size);
  ck_assert_int_eq(try_open(image, size), WEIR_CODE_OK);
  free(image);
}
END_TEST

START_TEST(every_bit_counts) {
  size_t size;
  void* image = make_pass(&size);
  uint8_t* bytes = image;
  for (size_t i = 0; i < size; ++i) {
    bytes[i] ^= (uint8_t)(1u << (i % 8));
    ck_assert_msg(try_open(image, size) != WEIR_CODE_OK,
                  "a flip in byte %zu of %zu went unseen", i, size);
    bytes[i] ^= (uint8_t)(1u << (i % 8));
  }
  ck_assert_int_eq(try_open(image, size), WEIR_CODE_OK);
  free(image);
}
END_TEST

START_TEST(truncation_is_seen) {
  size_t size;
  void* image = make_pass(&size);
  for (size_t i = 0; i < size; ++i) {
    // A copy of just that size, for the sanitizer to see reads behind it.
    void* part = NULL;
    ck_assert_int_eq(posix_memalign(&part, 64, i ? i : 1), 0);
    memcpy(part, image, i);
    ck_assert_int_ne(try_open(part, i), WEIR_CODE_OK);
    free(part);
  }
  free(image);
}
END_TEST

// Makes the hashes agree again, so that the verifier has to find the damage.
static void repair_hashes(void* image) {
  weir_plan_header_t* header = image;
  weir_plan_section_t* sections = (weir_plan_section_t*)(header + 1);
  for (uint32_t i = 0; i < header->section_count; ++i) {
    sections[i].hash =
        weir_plan_hash((char*)image + sections[i].offset, sections[i].bytes);
  }
  header->hash = weir_plan_file_hash(header, sections);
}

static void flip_with_sound_hashes(void* image, size_t size) {
  weir_plan_header_t* header = image;
  size_t head =
      sizeof(*header) + header->section_count * sizeof(weir_plan_section_t);
  uint8_t* bytes = image;
  uint32_t refused = 0;
  static const uint8_t masks[] = {0x01, 0x80, 0xff};
  for (size_t i = head; i < size; ++i) {
    for (size_t m = 0; m < sizeof(masks); ++m) {
      bytes[i] ^= masks[m];
      repair_hashes(image);
      // Many changes make another sound plan; none may do harm.
      if (try_open(image, size) != WEIR_CODE_OK) ++refused;
      bytes[i] ^= masks[m];
    }
  }
  repair_hashes(image);
  ck_assert_int_eq(try_open(image, size), WEIR_CODE_OK);
  ck_assert_uint_gt(refused, size / 4);
}

START_TEST(verifier_survives_every_flip) {
  size_t size;
  void* image = make_pass(&size);
  flip_with_sound_hashes(image, size);
  free(image);
  image = make_count(&size);
  flip_with_sound_hashes(image, size);
  free(image);
}
END_TEST

START_TEST(verifier_survives_random_damage) {
  const char* text = getenv("WEIR_TEST_SEED");
  uint64_t seed = text ? strtoull(text, NULL, 0) : (uint64_t)getpid();
  printf("seed: WEIR_TEST_SEED=%llu\n", (unsigned long long)seed);
  size_t size;
  void* image = make_pass(&size);
  uint8_t* work = aligned_alloc(64, size);
  size_t head =
      sizeof(weir_plan_header_t) +
      ((weir_plan_header_t*)image)->section_count * sizeof(weir_plan_section_t);
  for (int round = 0; round < 3000; ++round) {
    memcpy(work, image, size);
    for (int i = 0; i < 1 + round % 7; ++i) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      size_t at = head + (seed >> 33) % (size - head - 4);
      uint32_t value = (uint32_t)(seed >> 20);
      if (round % 3 == 0) value %= 16;
      memcpy(work + (at & ~(size_t)3), &value, sizeof(value));
    }
    repair_hashes(work);
    (void)try_open(work, size);
  }
  free(work);
  free(image);
}
END_TEST

START_TEST(other_files_are_refused) {
  weir_plan_t* plan = NULL;
  weir_status_t status = weir_plan_open("/no/such/plan.weir", &plan);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_NOT_FOUND);
  ck_assert_ptr_nonnull(
      strstr(weir_status_message(status), "/no/such/plan.weir"));
  weir_status_free(status);
  size_t size;
  void* image = NULL;
  weir_sample_params_t params = {.version = 77};
  ck_assert(weir_is_ok(weir_sample_pass(&params, &image, &size)));
  status = weir_plan_open_memory("old.weir", image, size, &plan);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_FAILED_PRECONDITION);
  ck_assert_ptr_nonnull(strstr(weir_status_message(status), "version 77"));
  weir_status_free(status);
  free(image);
  _Alignas(64) static const char text[64] = "module @not_a_plan {}";
  ck_assert_int_eq(try_open(text, sizeof(text)), WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_int_eq(try_open(text, 0), WEIR_CODE_INVALID_ARGUMENT);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("plan");
  TCase* tests = tcase_create("plan");
  tcase_set_timeout(tests, 120);
  tcase_add_test(tests, samples_are_sound);
  tcase_add_test(tests, every_bit_counts);
  tcase_add_test(tests, truncation_is_seen);
  tcase_add_test(tests, verifier_survives_every_flip);
  tcase_add_test(tests, verifier_survives_random_damage);
  tcase_add_test(tests, other_files_are_refused);
  suite_add_tcase(suite, tests);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? 0 : 1;
}
