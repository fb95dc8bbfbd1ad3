#include "engine/topology/cluster.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>

static weir_cluster_t* load_config(const char* name) {
  char path[512];
  snprintf(path, sizeof(path), "%s/configs/%s", WEIR_SOURCE_DIR, name);
  weir_cluster_t* cluster = NULL;
  weir_status_t status = weir_cluster_load(path, &cluster);
  ck_assert_msg(weir_is_ok(status), "%s", weir_status_message(status));
  return cluster;
}

START_TEST(one_node) {
  weir_cluster_t* cluster = load_config("one-node.yaml");
  ck_assert_uint_eq(cluster->node_count, 1);
  ck_assert_uint_eq(cluster->device_count, 1);
  ck_assert_uint_eq(cluster->devices[0].cores, 2);
  ck_assert_uint_eq(cluster->devices[0].memory_bytes, 2ull << 30);
  ck_assert_double_eq(cluster->devices[0].flops_per_s, 100e9);
  ck_assert_double_eq(cluster->devices[0].memory_bandwidth_bytes_per_s, 12e9);
  weir_cluster_free(cluster);
}
END_TEST

START_TEST(two_nodes) {
  weir_cluster_t* cluster = load_config("two-nodes.yaml");
  ck_assert_uint_eq(cluster->node_count, 2);
  ck_assert_str_eq(cluster->nodes[1].name, "b");
  ck_assert_uint_eq(cluster->nodes[1].first_device, 1);
  const weir_cluster_device_t* device =
      weir_cluster_find_device(cluster, weir_sv("@b_cpu"));
  ck_assert_ptr_eq(device, &cluster->devices[1]);
  ck_assert_ptr_eq(device, weir_cluster_find_device(cluster, weir_sv("b_cpu")));
  ck_assert_uint_eq(device->node, 1);
  ck_assert_ptr_null(weir_cluster_find_device(cluster, weir_sv("c_cpu")));
  ck_assert_ptr_eq(weir_cluster_find_node(cluster, weir_sv("a")),
                   &cluster->nodes[0]);
  weir_cluster_link_t link = weir_cluster_link(cluster, 1, 0);
  ck_assert_double_eq(link.latency_ns, 2000);
  ck_assert_double_eq(link.bandwidth_bytes_per_s, 4e9);
  weir_cluster_free(cluster);
}
END_TEST

START_TEST(four_nodes) {
  weir_cluster_t* cluster = load_config("four-nodes.yaml");
  ck_assert_uint_eq(cluster->node_count, 4);
  ck_assert_uint_eq(cluster->device_count, 4);
  ck_assert_uint_eq(cluster->link_count, 6);
  for (uint32_t i = 0; i < 4; ++i) {
    ck_assert_uint_eq(cluster->devices[i].index, i);
    ck_assert_uint_eq(cluster->devices[i].node, i);
    ck_assert_uint_eq(cluster->devices[i].cores, 1);
  }
  weir_cluster_free(cluster);
}
END_TEST

#define DEVICE "name: cpu, kind: local, memory: 1 GiB"

// What is wrong with a text, and what the message must contain.
static const struct {
  const char* text;
  const char* message;
} bad[] = {
    {"", "c.yaml:1: "},
    {"nodes: []", "c.yaml:1: "},
    {"nodes:\n  - name: a\n", "c.yaml:2: "},
    {"nodes:\n  - name: a\n    devices:\n      - {" DEVICE ", colour: red}\n",
     "c.yaml:4: Unexpected key: colour"},
    {"nodes:\n  - name: a\n    devices:\n      - name: x\n"
     "        memory: 1 GiB\n        kind: tpu\n",
     "c.yaml:6: unknown device kind \"tpu\""},
    {"nodes:\n  - name: a\n    devices: [{" DEVICE "}]\n"
     "  - name: a\n    devices: [{" DEVICE "}]\n",
     "c.yaml:4: two nodes are named \"a\""},
    {"nodes:\n  - name: a\n    devices:\n      - {" DEVICE "}\n      - {" DEVICE
     "}\n",
     "c.yaml:5: node \"a\" has two devices named \"cpu\""},
    {"nodes:\n  - name: a\n    devices: [{" DEVICE "}]\n"
     "links:\n  - between: [a, z]\n    latency: 1 us\n    bandwidth: 1 GB/s\n",
     "c.yaml:5: link to unknown node \"z\""},
    {"nodes:\n  - name: a\n    devices: [{" DEVICE "}]\n"
     "links:\n  - between: [a, a]\n    latency: 1 us\n    bandwidth: 1 GB/s\n",
     "c.yaml:5: a link joins two different nodes"},
    {"nodes:\n  - name: a\n    devices:\n"
     "      - {name: x, kind: local, memory: much}\n",
     "c.yaml:4: memory \"much\" is no size"},
    {"nodes:\n  - name: a\n    devices:\n"
     "      - {" DEVICE ", cores: 0}\n",
     "c.yaml:4: cores must be"},
    {"nodes:\n  - name: a\n    devices:\n"
     "      - {" DEVICE ", ordinal: 1}\n",
     "c.yaml:4: a device of kind local has no ordinal"},
    {"nodes:\n  - name: a b\n    devices: [{" DEVICE "}]\n",
     "c.yaml:2: a node's name"},
    {"nodes: [\n  {", "c.yaml:"},
    {"- 1\n- 2\n", "c.yaml:"},
};

START_TEST(bad_files) {
  weir_cluster_t* cluster = NULL;
  weir_status_t status =
      weir_cluster_parse("c.yaml", weir_sv(bad[_i].text), &cluster);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  ck_assert_ptr_null(cluster);
  ck_assert_msg(strstr(weir_status_message(status), bad[_i].message) != NULL,
                "got: %s\nwant: %s", weir_status_message(status),
                bad[_i].message);
  weir_status_free(status);
}
END_TEST

START_TEST(random_bytes) {
  char text[256];
  uint64_t seed = 12345;
  for (int round = 0; round < 2000; ++round) {
    size_t size = 0;
    for (; size < sizeof(text); ++size) {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      text[size] = (char)(seed >> 56);
      if (round % 2) text[size] = "\n -:[]{}&*az\"'#"[(seed >> 40) % 15];
    }
    weir_cluster_t* cluster = NULL;
    weir_status_t status =
        weir_cluster_parse("random", weir_sv_n(text, size), &cluster);
    ck_assert(!weir_is_ok(status));
    weir_status_free(status);
  }
}
END_TEST

START_TEST(missing_file) {
  weir_cluster_t* cluster = NULL;
  weir_status_t status = weir_cluster_load("/does/not/exist.yaml", &cluster);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_NOT_FOUND);
  ck_assert(strstr(weir_status_message(status), "/does/not/exist.yaml"));
  weir_status_free(status);
  status = weir_cluster_load("/", &cluster);
  ck_assert_int_eq(weir_status_code(status), WEIR_CODE_INVALID_ARGUMENT);
  weir_status_free(status);
}
END_TEST

START_TEST(cuda_device) {
  weir_cluster_t* cluster = NULL;
  weir_status_t status = weir_cluster_parse(
      "c.yaml",
      weir_sv("nodes: [{name: g, devices: [{name: gpu, kind: cuda, "
              "ordinal: 3, memory: 80 GB}]}]"),
      &cluster);
  ck_assert_msg(weir_is_ok(status), "%s", weir_status_message(status));
  ck_assert_int_eq(cluster->devices[0].kind, WEIR_DEVICE_KIND_CUDA);
  ck_assert_uint_eq(cluster->devices[0].ordinal, 3);
  ck_assert_uint_eq(cluster->devices[0].memory_bytes, 80000000000u);
  ck_assert_str_eq(weir_device_kind_name(WEIR_DEVICE_KIND_CUDA), "cuda");
  weir_cluster_free(cluster);
}
END_TEST

START_TEST(units) {
  uint64_t bytes;
  double value;
  ck_assert(weir_parse_bytes(weir_sv("1.5 KiB"), &bytes) && bytes == 1536);
  ck_assert(weir_parse_bytes(weir_sv("7"), &bytes) && bytes == 7);
  ck_assert(!weir_parse_bytes(weir_sv("-7"), &bytes));
  ck_assert(!weir_parse_bytes(weir_sv(""), &bytes));
  ck_assert(!weir_parse_bytes(weir_sv("9000000000 GiB"), &bytes));
  ck_assert(!weir_parse_bytes(weir_sv("1 GB/s"), &bytes));
  ck_assert(weir_parse_bytes_per_s(weir_sv("2 MB/s"), &value) && value == 2e6);
  ck_assert(weir_parse_duration_ns(weir_sv("3ms"), &value) && value == 3e6);
  ck_assert(!weir_parse_duration_ns(weir_sv("3 GB"), &value));
}
END_TEST

int main(void) {
  Suite* suite = suite_create("cluster");
  TCase* test = tcase_create("cluster");
  tcase_add_test(test, one_node);
  tcase_add_test(test, two_nodes);
  tcase_add_test(test, four_nodes);
  tcase_add_loop_test(test, bad_files, 0, sizeof(bad) / sizeof(bad[0]));
  tcase_add_test(test, random_bytes);
  tcase_add_test(test, missing_file);
  tcase_add_test(test, cuda_device);
  tcase_add_test(test, units);
  suite_add_tcase(suite, test);
  SRunner* runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
