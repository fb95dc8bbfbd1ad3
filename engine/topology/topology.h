// What the machine has, or a machine that was recorded or made up: cores,
// caches, memory, and which cores we may use. Read by hwloc once, immutable
// afterwards: any thread.
#ifndef WEIR_ENGINE_TOPOLOGY_TOPOLOGY_H_
#define WEIR_ENGINE_TOPOLOGY_TOPOLOGY_H_

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/strbuf.h"

typedef struct weir_topology_t weir_topology_t;

// A core with at least one CPU (hardware thread) that we may use.
typedef struct weir_core_t {
  uint32_t cpu;        // OS index of its first allowed CPU
  uint32_t cpu_count;  // allowed CPUs of the core
  uint32_t numa_node;  // OS index
  uint32_t package;    // OS index
} weir_core_t;

typedef struct weir_topology_info_t {
  bool is_live;         // this machine, here and now
  uint32_t core_count;  // that we may use
  uint32_t package_count;
  uint32_t numa_node_count;
  uint64_t memory_bytes;  // of the whole machine
  uint64_t l1_bytes;      // data cache of the first core; 0 where unknown
  uint64_t l2_bytes;
  uint64_t l3_bytes;
} weir_topology_info_t;

// This machine, cut down to the CPUs that this process was given.
weir_status_t weir_topology_load_live(weir_topology_t** out_topology)
    WEIR_MUST_USE;

// A machine recorded by lstopo or weir_topology_save().
weir_status_t weir_topology_load_xml(
    const char* path, weir_topology_t** out_topology) WEIR_MUST_USE;

// A machine made up from hwloc's description, "package:2 core:4 pu:2".
weir_status_t weir_topology_load_synthetic(
    const char* description, weir_topology_t** out_topology) WEIR_MUST_USE;

// NULL is fine.
void weir_topology_free(weir_topology_t* topology);

const weir_topology_info_t* weir_topology_info(const weir_topology_t* topology);

// |index| is below core_count; cores that are near each other follow each
// other.
const weir_core_t* weir_topology_core(const weir_topology_t* topology,
                                      uint32_t index);

// Chooses |count| cores behind the first |skip| ones and writes one CPU of
// each. RESOURCE_EXHAUSTED says how many there are.
weir_status_t weir_topology_choose_cpus(const weir_topology_t* topology,
                                        uint32_t skip, uint32_t count,
                                        uint32_t* cpus) WEIR_MUST_USE;

// Binds the calling thread to one CPU, and back to all that the process was
// given. FAILED_PRECONDITION unless the topology is live.
weir_status_t weir_topology_bind_thread(const weir_topology_t* topology,
                                        uint32_t cpu) WEIR_MUST_USE;
weir_status_t weir_topology_unbind_thread(const weir_topology_t* topology)
    WEIR_MUST_USE;

// Records the machine for weir_topology_load_xml().
weir_status_t weir_topology_save(const weir_topology_t* topology,
                                 const char* path) WEIR_MUST_USE;

// "2 cores, 1 package, 24.0 GiB, L2 2.0 MiB, L3 260.0 MiB".
void weir_topology_describe(const weir_topology_t* topology,
                            weir_strbuf_t* buffer);

#endif  // WEIR_ENGINE_TOPOLOGY_TOPOLOGY_H_
