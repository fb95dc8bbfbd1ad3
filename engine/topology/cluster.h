// A cluster description: which nodes there are, the devices of each, and the
// links between nodes, read from a YAML file.
//
//   nodes:
//     - name: a
//       devices:
//         - name: cpu            # the compiler calls it @a_cpu
//           kind: local          # local | cuda
//           cores: 2             # local only, default 1
//           ordinal: 0           # cuda only, default 0
//           memory: 4 GiB
//           gflops: 50                   # optional: peak, f32
//           memory-bandwidth: 10 GB/s    # optional
//   links:                       # optional; a link goes both ways
//     - between: [a, b]
//       latency: 20 us
//       bandwidth: 1 GB/s
//
// A cluster is immutable once loaded: any thread may read it.
#ifndef WEIR_ENGINE_TOPOLOGY_CLUSTER_H_
#define WEIR_ENGINE_TOPOLOGY_CLUSTER_H_

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/string_view.h"

typedef enum weir_device_kind_t {
  WEIR_DEVICE_KIND_LOCAL = 0,
  WEIR_DEVICE_KIND_CUDA = 1,
} weir_device_kind_t;

typedef struct weir_cluster_device_t {
  const char* name;    // unique on its node
  const char* symbol;  // "<node>_<device>", unique in the cluster, without '@'
  weir_device_kind_t kind;
  uint32_t node;     // index into nodes
  uint32_t index;    // index into the cluster's devices
  uint32_t cores;    // local: at least 1; cuda: 0
  uint32_t ordinal;  // cuda: which of the node's GPUs; local: 0
  uint64_t memory_bytes;
  double flops_per_s;                   // 0 where the file does not say
  double memory_bandwidth_bytes_per_s;  // 0 where the file does not say
} weir_cluster_device_t;

typedef struct weir_cluster_node_t {
  const char* name;  // unique in the cluster
  const weir_cluster_device_t* devices;
  uint32_t device_count;
  uint32_t first_device;  // index of devices[0] in the cluster's devices
} weir_cluster_node_t;

typedef struct weir_cluster_link_t {
  uint32_t from;  // indices into nodes; from < to
  uint32_t to;
  double latency_ns;
  double bandwidth_bytes_per_s;
} weir_cluster_link_t;

typedef struct weir_cluster_t {
  const char* path;  // as given when loaded
  const weir_cluster_node_t* nodes;
  uint32_t node_count;
  uint32_t device_count;
  // All devices, node by node, in the order of the file.
  const weir_cluster_device_t* devices;
  const weir_cluster_link_t* links;
  uint32_t link_count;
} weir_cluster_t;

// Reads |path|. Failures name the file and, where there is one, the line:
// NOT_FOUND for a missing file, INVALID_ARGUMENT for everything that is wrong
// inside. The result has one owner: weir_cluster_free().
weir_status_t weir_cluster_load(const char* path,
                                weir_cluster_t** out_cluster) WEIR_MUST_USE;

// The same from text in memory; |path| serves messages only.
weir_status_t weir_cluster_parse(const char* path, weir_string_view_t text,
                                 weir_cluster_t** out_cluster) WEIR_MUST_USE;

// NULL is fine.
void weir_cluster_free(weir_cluster_t* cluster);

// NULL where there is no such node.
const weir_cluster_node_t* weir_cluster_find_node(const weir_cluster_t* cluster,
                                                  weir_string_view_t name);

// By symbol ("a_cpu", with or without a leading '@'); NULL where there is none.
const weir_cluster_device_t* weir_cluster_find_device(
    const weir_cluster_t* cluster, weir_string_view_t symbol);

// The link between two different nodes, in either order. Where the file names
// none, the link is that of nodes on an ordinary network: 50 us, 1 GB/s.
weir_cluster_link_t weir_cluster_link(const weir_cluster_t* cluster, uint32_t a,
                                      uint32_t b);

// "local", "cuda".
const char* weir_device_kind_name(weir_device_kind_t kind);

// Numbers with units. Memory and rates: plain bytes or B, kB, MB, GB, TB,
// KiB, MiB, GiB, TiB, with "/s" for rates; time: ns, us, ms, s.
// False where |text| is none of these, is negative or does not fit.
bool weir_parse_bytes(weir_string_view_t text, uint64_t* out_bytes);
bool weir_parse_bytes_per_s(weir_string_view_t text, double* out_rate);
bool weir_parse_duration_ns(weir_string_view_t text, double* out_ns);

#endif  // WEIR_ENGINE_TOPOLOGY_CLUSTER_H_
