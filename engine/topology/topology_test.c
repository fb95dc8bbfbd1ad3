#include "engine/topology/topology.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "engine/base/threads.h"

static void ok(weir_status_t status) {
  ck_assert_msg(weir_is_ok(status), "%s", weir_status_message(status));
}

START_TEST(live) {
  weir_topology_t* topology;
  ok(weir_topology_load_live(&topology));
  const weir_topology_info_t* info = weir_topology_info(topology);
  ck_assert(info->is_live);
  size_t allowed;
  ok(weir_thread_allowed_cpus(NULL, 0, &allowed));
  ck_assert_uint_ge(info->core_count, 1);
  ck_assert_uint_le(info->core_count, allowed);
  ck_assert_uint_gt(info->memory_bytes, 0);
  uint32_t cpu = weir_topology_core(topology, 0)->cpu;
  ok(weir_topology_bind_thread(topology, cpu));
  size_t bound;
  uint32_t bound_cpu;
  ok(weir_thread_allowed_cpus(&bound_cpu, 1, &bound));
  ck_assert_uint_eq(bound, 1);
  ck_assert_uint_eq(bound_cpu, cpu);
  // Loaded while bound to one CPU, the machine has fewer cores for us: one, if
  // no other thread (of a sanitizer, say) is bound elsewhere.
  weir_topology_t* small;
  ok(weir_topology_load_live(&small));
  ck_assert_uint_le(weir_topology_info(small)->core_count, info->core_count);
  weir_topology_free(small);
  ok(weir_topology_unbind_thread(topology));
  ok(weir_thread_allowed_cpus(NULL, 0, &bound));
  ck_assert_uint_eq(bound, allowed);
  weir_topology_free(topology);
}
END_TEST

START_TEST(synthetic) {
  weir_topology_t* topology;
  ok(weir_topology_load_synthetic("package:2 core:4 pu:2", &topology));
  const weir_topology_info_t* info = weir_topology_info(topology);
  ck_assert(!info->is_live);
  ck_assert_uint_eq(info->core_count, 8);
  ck_assert_uint_eq(info->package_count, 2);
  ck_assert_uint_eq(weir_topology_core(topology, 5)->package, 1);
  ck_assert_uint_eq(weir_topology_core(topology, 5)->cpu_count, 2);
  uint32_t cpus[4];
  ok(weir_topology_choose_cpus(topology, 3, 2, cpus));
  ck_assert_uint_eq(cpus[0], 6);
  ck_assert_uint_eq(cpus[1], 8);
  weir_status_t status = weir_topology_choose_cpus(topology, 6, 3, cpus);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_RESOURCE_EXHAUSTED);
  weir_status_free(status);
  status = weir_topology_bind_thread(topology, 0);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_FAILED_PRECONDITION);
  weir_status_free(status);
  weir_strbuf_t text = {0};
  weir_topology_describe(topology, &text);
  ck_assert_msg(strncmp(weir_strbuf_c(&text), "8 cores, 2 packages", 19) == 0,
                "%s", weir_strbuf_c(&text));
  weir_strbuf_deinit(&text);
  weir_topology_free(topology);
}
END_TEST

START_TEST(recorded) {
  char path[] = "/tmp/weir_topology_XXXXXX";
  int file = mkstemp(path);
  ck_assert_int_ge(file, 0);
  close(file);
  weir_topology_t* topology;
  ok(weir_topology_load_synthetic("numa:2 core:3 pu:1", &topology));
  ok(weir_topology_save(topology, path));
  weir_topology_free(topology);
  ok(weir_topology_load_xml(path, &topology));
  ck_assert(!weir_topology_info(topology)->is_live);
  ck_assert_uint_eq(weir_topology_info(topology)->core_count, 6);
  ck_assert_uint_eq(weir_topology_info(topology)->numa_node_count, 2);
  ck_assert_uint_eq(weir_topology_core(topology, 4)->numa_node, 1);
  weir_topology_free(topology);
  unlink(path);
}
END_TEST

START_TEST(bad_sources) {
  weir_topology_t* topology;
  weir_status_t status = weir_topology_load_xml("/no/such.xml", &topology);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_NOT_FOUND);
  ck_assert_ptr_null(topology);
  weir_status_free(status);
  status = weir_topology_load_synthetic("nonsense", &topology);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  weir_status_free(status);
}
END_TEST

int main(void) {
  Suite* suite = suite_create("topology");
  TCase* test = tcase_create("topology");
  tcase_add_test(test, live);
  tcase_add_test(test, synthetic);
  tcase_add_test(test, recorded);
  tcase_add_test(test, bad_sources);
  suite_add_tcase(suite, test);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
